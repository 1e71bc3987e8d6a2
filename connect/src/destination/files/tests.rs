//! Tests of what files hold, and of what is taken out of them.

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
