//! Formats of files and what can be wrong with rows.

use std::fmt::Write as _;

use telos_connect::import::{FIELD_BYTES_MAX, ImportError, ROW_BYTES_MAX, read_rows};

use crate::{bodies, rejects, rows, shown, track};

const CSV: &str = "format = \"csv\"";

#[test]
fn bad_rows_are_named_and_spoil_no_others() {
    let mapping = track(
        CSV,
        "revenue = { column = \"money\", type = \"number\" }\n\
         items = { column = \"items\", type = \"integer\", required = true }\n\
         gift = { column = \"gift\", type = \"boolean\" }\n\
         sent = { column = \"sent\", type = \"date\" }",
    );
    let mut file = b"id,money,items,gift,sent\n\
        1,1.50,2,yes,2024-01-01\n\
        2,1x,2,,\n\
        3,1,two,perhaps,tomorrow\n\
        ,1,2,,\n\
        5,1,,,\n\
        6,1,2,,,\n\
        7,1\n\
        \"8,1,2,,\n\
        9,1,2,,\n\
        \"10\"x,1,2,,\n\
        1\xff,1,2,,\n\
        \n\
        \"12\",\"1\",2,\"n\",\"2024-01-01T10:00:00+02:00\"\n"
        .to_vec();
    file.extend(format!("13,{},2,,\n", "9".repeat(FIELD_BYTES_MAX + 1)).as_bytes());
    file.extend(format!("14,{},2,,\n", "9".repeat(ROW_BYTES_MAX)).as_bytes());
    file.extend(b"15,-2,3,no,\n");
    let rows = rows(&mapping, &file);
    assert_eq!(
        rejects(&rows),
        [
            (3, "number_invalid", "money"),
            (4, "boolean_invalid", "gift"),
            (4, "integer_invalid", "items"),
            (4, "date_invalid", "sent"),
            (5, "identifier_missing", "user_id"),
            (6, "value_missing", "items"),
            (7, "columns_too_many", ""),
            (8, "columns_too_few", ""),
            (9, "quote_misplaced", ""),
            (11, "quote_misplaced", ""),
            (12, "encoding_invalid", ""),
            (15, "field_too_long", "money"),
            (16, "row_too_long", ""),
        ]
    );
    let good: Vec<u64> = rows
        .iter()
        .filter(|row| row.outcome.is_ok())
        .map(|row| row.line)
        .collect();
    assert_eq!(good, [2, 10, 14, 17]);
}

#[test]
fn a_quote_that_never_closes_swallows_nothing() {
    let mapping = track(CSV, "note = \"{note}\"");
    let mut file = "id,note\n1,\"open\n".to_owned();
    for id in 2..20_000 {
        writeln!(file, "{id},x").expect("written");
    }
    let rows = rows(&mapping, file);
    assert_eq!(rejects(&rows), [(2, "quote_unterminated", "")]);
    assert_eq!(rows.len(), 19_999);
}

#[test]
fn values_in_quotes_may_go_over_lines() {
    let mapping = track(CSV, "note = \"{note}\"");
    let file = "id,note\r\n1,\"two\r\nlines, \"\"really\"\"\"\r\n2,x\r\n";
    let found = bodies(&mapping, file);
    assert_eq!(found[0]["properties"]["note"], "two\nlines, \"really\"");
    assert_eq!(found[1]["properties"]["note"], "x");
    assert_eq!(rows(&mapping, file)[1].line, 4);
}

#[test]
fn csv_options_are_followed() {
    let mapping = track(
        "format = \"csv\"\ndelimiter = \"\\t\"\nquote = false\nencoding = \"shift_jis\"\n\
         skip_rows = 1\ncolumns = [\"id\", \"name\", \"price\"]\nheader = false",
        "name = \"{name}\"\nprice = { column = \"price\", type = \"number\", decimal = \",\", thousands = \".\" }",
    );
    let mut file = b"exported today\n7\t\"".to_vec();
    file.extend(b"\x93\xFA\x96\x7B\t1.234,50\n");
    let found = bodies(&mapping, file);
    assert_eq!(found[0]["properties"]["name"], "\"日本");
    assert_eq!(found[0]["properties"]["price"], 1234.5);
}

#[test]
fn lines_of_json_are_read_by_path() {
    let mapping = track(
        "format = \"jsonl\"",
        "total = { column = \"order.total\", type = \"number\" }\n\
         tags = \"{tags}\"\nfirst = { column = \"tags\" }",
    );
    let file = "{\"id\": 7, \"order\": {\"total\": 12.5}, \"tags\": [\"a\", \"b\"]}\n\
                {\"id\": \"x\", \"order.total\": 3, \"tags\": null}\n\
                {\"id\": 1e300}\n\
                {\"id\": 1, \"id\": 2}\n\
                [1]\n\
                {\"id\": {\"a\": 1}}\n\
                {\"id\": 5, \"order\": {\"total\": true}}\n";
    let rows = rows(&mapping, file);
    let body: serde_json::Value =
        serde_json::from_slice(&rows[0].outcome.as_ref().expect("understood")[0].body)
            .expect("JSON");
    assert_eq!(body["userId"], "7");
    assert_eq!(body["properties"]["total"], 12.5);
    assert_eq!(body["properties"]["first"], serde_json::json!(["a", "b"]));
    assert_eq!(
        rejects(&rows),
        [
            (3, "number_inexact", "id"),
            (4, "json_invalid", ""),
            (5, "json_invalid", ""),
            (6, "cell_invalid", "id"),
            (7, "number_invalid", "order.total"),
        ]
    );
}

#[test]
fn fixed_columns_are_counted_in_characters() {
    let mapping = track(
        "format = \"fixed\"\nheader = false\ncolumns = [\n\
         { name = \"id\", start = 1, width = 3 },\n\
         { name = \"name\", start = 4, width = 5 },\n\
         { name = \"price\", start = 9, width = 6 },\n]",
        "name = \"{name}\"\nprice = { column = \"price\", type = \"number\" }",
    );
    let found = bodies(&mapping, "001Zoë  12.50 \n002Ann\n");
    assert_eq!(found[0]["properties"]["name"], "Zoë");
    assert_eq!(found[0]["properties"]["price"], 12.5);
    assert_eq!(found[1]["properties"], serde_json::json!({"name": "Ann"}));
}

#[test]
fn ids_can_be_made_of_columns() {
    let text = "name = \"t\"\nsource = \"s\"\nkey = [\"order\"]\n[file]\nformat = \"csv\"\n\
        [[message]]\ntype = \"identify\"\nidentifiers.user_id = \"{id}\"\n\
        [[message]]\ntype = \"track\"\nevent = \"E\"\nmessage_id = \"order-{order}\"\n\
        identifiers.user_id = \"{id}\"\n";
    let mapping = crate::mapping(text);
    let before = bodies(&mapping, "id,order,note\n1,a,x\n");
    let after = bodies(&mapping, "id,order,note\n1,a,another\n");
    assert_eq!(before, after);
    assert_eq!(before[1]["messageId"], "order-a");
    assert_ne!(before[0]["messageId"], before[1]["messageId"]);
    let rows = rows(&mapping, "id,order,note\n1,,x\n");
    assert_eq!(rejects(&rows), [(2, "message_id_invalid", "message_id")]);
}

#[test]
fn what_is_no_such_file_is_said() {
    let mapping = track(CSV, "note = \"{note}\"");
    assert!(matches!(
        read_rows(&mapping, b""),
        Err(ImportError::NoHeader)
    ));
    assert!(matches!(
        read_rows(&mapping, b"\xFF\xFEi\0"),
        Err(ImportError::Utf16)
    ));
    assert!(matches!(
        read_rows(&mapping, b"\"id,note\n"),
        Err(ImportError::Header(_))
    ));
    let Err(ImportError::Mistakes(mistakes)) = read_rows(&mapping, b"id,notes\n1,x\n") else {
        panic!("a column is missing");
    };
    let text = shown(&mistakes);
    assert!(text.contains("the file has no column `note`"), "{text}");
    assert!(text.contains("did you mean `notes`?"), "{text}");
    assert!(text.contains("test.toml:10:10"), "{text}");
    let Err(ImportError::Mistakes(twice)) = read_rows(&mapping, b"id,note,note\n") else {
        panic!("a column is there twice");
    };
    assert!(shown(&twice).contains("two columns named `note`"));
}
