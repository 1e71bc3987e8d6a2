//! Tests of what files hold, and of what is taken out of them.

use telos_model::catalog::{ColumnDef, Template};

use super::*;

fn key() -> KeyDef {
    KeyDef {
        column: "user_id".into(),
        identifier: "user_id".into(),
        changes: Vec::new(),
    }
}

fn values(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|one| (*one).to_owned()).collect()
}

#[test]
fn rows_of_somebody_are_taken_out_and_no_others_are_touched() {
    let ann = "{\"user_id\":\"ann\",\"note\":\"bob\"}\n";
    let bob = "{\"note\":\"x\",\"user_id\":\"bob\"}\n";
    let both = format!("{ann}{bob}{ann}");
    let out = |values: &BTreeSet<String>| {
        take_out(FileFormat::JsonLines, &key(), values, both.as_bytes()).expect("ours")
    };
    assert_eq!(out(&values(&["carl"])), Left::Same);
    assert_eq!(out(&values(&["ann"])), Left::Fewer(bob.into()));
    assert_eq!(out(&values(&["ann", "bob"])), Left::Nothing);
}

#[test]
fn a_file_whose_rows_cannot_be_told_apart_is_never_taken_for_one_without_somebody() {
    for (bytes, wanted) in [
        ("{\"id\":\"ann\"}\n", NotOurs::NoKey),
        ("{\"user_id\":\"bob\"}\n{\"user_", NotOurs::Garbled),
        ("PAR1", NotOurs::Garbled),
    ] {
        let out = take_out(
            FileFormat::JsonLines,
            &key(),
            &values(&["ann"]),
            bytes.as_bytes(),
        );
        assert_eq!(out, Err(wanted), "{bytes}");
    }
}

#[test]
fn a_note_is_read_as_it_is_written_and_named_by_what_it_says() {
    let under = Under {
        files: vec![("a/b-1.jsonl".to_owned(), vec![[0xab; 16], [1; 16]])],
    };
    let (name, body) = note("lake", &under);
    assert!(name.starts_with("_telos/lake/"), "{name}");
    assert_eq!(read_note(&body), Some(under.clone()));
    assert_eq!(note("lake", &under).0, name);
    assert_eq!(read_note(b"{}"), None);
}

#[test]
fn only_files_of_the_destination_itself_are_its_own() {
    let own = format!("a/b/lake-{}.jsonl", "0f".repeat(16));
    assert_eq!(format_of("lake", &own), Some(FileFormat::JsonLines));
    for other in [
        "a/lake-1.jsonl".to_owned(),
        format!("lake2-{}.jsonl", "0f".repeat(16)),
        format!("lake-{}.csv", "0f".repeat(16)),
        "lake".to_owned(),
    ] {
        assert_eq!(format_of("lake", &other), None, "{other}");
    }
}

#[test]
fn values_are_made_of_the_types_of_their_columns_or_refused() {
    use ColumnKind::{Boolean, Integer, Number, Text, Time};
    for (value, kind, made) in [
        (json!(12), Text, Some(json!("12"))),
        (json!("12"), Integer, Some(json!(12))),
        (json!(12.5), Integer, None),
        (json!("12.5"), Number, Some(json!(12.5))),
        (json!("NaN"), Number, None),
        (json!(true), Boolean, Some(json!(true))),
        (json!("yes"), Boolean, None),
        (
            json!("2026-01-02"),
            Time,
            Some(json!("2026-01-02T00:00:00.000Z")),
        ),
        (json!("soon"), Time, None),
    ] {
        let shown = format!("{value} {kind:?}");
        assert_eq!(typed(value, Some(kind)).ok(), made, "{shown}");
    }
}

/// A file of Parquet with two columns besides the key.
fn packed(rows: &[(&str, Json, Json)]) -> Vec<u8> {
    let column = |name: &str, kind| ColumnDef {
        name: name.into(),
        kind,
        value: Template::Flag(true),
    };
    let columns = [
        column("user_id", None),
        column("at", Some(ColumnKind::Time)),
        column("more", Some(ColumnKind::Json)),
    ];
    let rows = rows.iter().map(|(who, at, more)| FileRow {
        id: [0; 16],
        path: String::new(),
        occasion: Occasion::Event,
        cells: vec![
            ("user_id".into(), json!(who)),
            ("at".into(), at.clone()),
            ("more".into(), more.clone()),
        ],
    });
    let rows: Vec<FileRow> = rows.collect();
    parquet::file(&columns, &rows).expect("of their types")
}

#[test]
fn rows_of_parquet_are_taken_out_and_the_others_stay_as_they_were() {
    let ann = (
        "ann",
        json!("2026-05-03T12:00:00Z"),
        json!({"note": "a \"b\""}),
    );
    let bob = ("bob", Json::Null, Json::Null);
    let carl = ("carl", json!("1969-12-31T23:59:59Z"), json!([1, 2]));
    let file = packed(&[ann.clone(), bob.clone(), carl.clone()]);
    let out = |who: &[&str], bytes: &[u8]| {
        take_out(FileFormat::Parquet, &key(), &values(who), bytes).expect("ours")
    };
    assert_eq!(out(&["dora"], &file), Left::Same);
    assert_eq!(
        out(&["bob"], &file),
        Left::Fewer(packed(&[ann, carl.clone()]))
    );
    let Left::Fewer(left) = out(&["ann", "bob"], &file) else {
        panic!("one is left");
    };
    assert_eq!(left, packed(&[carl]), "as if they had never been there");
    assert_eq!(out(&["carl"], &left), Left::Nothing);
    for bad in [&b"PAR1"[..], &file[..file.len() - 9], b"{}\n"] {
        let taken = take_out(FileFormat::Parquet, &key(), &values(&["ann"]), bad);
        assert_eq!(taken, Err(NotOurs::Garbled));
    }
    let other = KeyDef {
        column: "customer".into(),
        ..key()
    };
    let taken = take_out(FileFormat::Parquet, &other, &values(&["ann"]), &file);
    assert_eq!(taken, Err(NotOurs::NoKey));
}
