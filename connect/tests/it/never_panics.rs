//! Whatever bytes come as a mapping or a file: an answer, and no panic.

use proptest::prelude::*;
use telos_connect::import::{Mapping, read_rows};

use crate::workbooks::workbook;
use crate::{mapping, track};

/// Pieces that mappings are made of, in any order.
fn toml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "name",
        "source",
        "key",
        "[file]",
        "format",
        "\"csv\"",
        "\"fixed\"",
        "\"xlsx\"",
        "\"jsonl\"",
        "columns",
        "[[message]]",
        "type",
        "\"track\"",
        "event",
        "[message.properties]",
        "\"{a}\"",
        "\"{#id}{\"",
        "\"}}{{\"",
        "=",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "\n",
        "1",
        "1.5",
        "true",
        "column",
        "template",
        "value",
        "map",
        "when",
        "[[message.consents]]",
        "act",
        "timestamp",
        "format",
        "\"%Y%m%d\"",
        "\"%\"",
        "\"é%é\"",
        "timezone",
        "\"UTC\"",
        "quote",
        "delimiter",
        "\"\\t\"",
        "start",
        "width",
        "2024-01-01",
        "separator",
        "\"\"",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

fn mappings() -> Vec<Mapping> {
    let fields = "a = \"{a}\"\nb = { column = \"b\", type = \"number\" }\n\
                  c = { column = \"b\", type = \"date\", format = \"%Y%m%d\" }\n\
                  d = { column = \"a\", separator = \"|\", type = \"boolean\", default = false }";
    let file = |options: &str| track(options, fields);
    vec![
        file("format = \"csv\"\nheader = false\ncolumns = [\"id\", \"a\", \"b\"]"),
        file(
            "format = \"csv\"\nencoding = \"shift_jis\"\nheader = false\ncolumns = [\"id\", \"a\", \"b\"]",
        ),
        file("format = \"fixed\"\nheader = false\ncolumns = [\"id\", \"a\", \"b\"]"),
        file(
            "format = \"fixed\"\nheader = false\ncolumns = [{ name = \"id\", start = 1, width = 2 }, { name = \"a\", start = 2, width = 900 }, { name = \"b\", start = 50000, width = 3 }]",
        ),
        file("format = \"jsonl\""),
        file("format = \"xlsx\"\nheader = false\ncolumns = [\"id\", \"a\", \"b\"]"),
    ]
}

/// Texts like those of files.
fn file_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"1"[..],
        b"20240101",
        b",",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r\n",
        b" ",
        b"x",
        b"\xff",
        b"\xc3\xa9",
        b"{\"id\":",
        b"}",
        b"[",
        b"]",
        b"\"a\":",
        b"1e400",
        b"-",
        b".",
        b"\0",
        b"\x93\xfa",
        b"id,a,b\n",
        b"{\"id\":1,\"a\":\"x|y\",\"b\":20240101}\n",
        b"99999999999999999999",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_a_mapping_or_mistakes(text in prop_oneof![toml_like(), any::<String>()]) {
        let read = Mapping::parse("any.toml", &text);
        if let Err(mistakes) = read {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                prop_assert!(mistake.line >= 1 && mistake.column >= 1);
                prop_assert!(!mistake.to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_are_rows_or_an_error(
        bytes in prop_oneof![file_like(), prop::collection::vec(any::<u8>(), 0..400)],
    ) {
        for mapping in mappings() {
            for row in read_rows(&mapping, &bytes).unwrap_or_default() {
                match row.outcome {
                    Ok(messages) => for message in messages {
                        prop_assert!(serde_json::from_slice::<serde_json::Value>(&message.body).is_ok());
                        prop_assert!(message.message_id.len() <= 100);
                    },
                    Err(rejects) => prop_assert!(!rejects.is_empty()),
                }
            }
        }
    }

    #[test]
    fn a_damaged_workbook_is_rows_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &["a"]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let mapping = track("format = \"xlsx\"\nheader = false\ncolumns = [\"id\"]", "a = \"{id}\"");
        drop(read_rows(&mapping, &bytes));
    }
}

#[test]
fn deep_mappings_are_refused() {
    let deep = format!("name = {}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(Mapping::parse("deep.toml", &deep).is_err());
    let path = "a.".repeat(3_000);
    let text = format!(
        "name = \"x\"\nsource = \"s\"\n[file]\nformat = \"jsonl\"\n[[message]]\ntype = \"identify\"\n\
         identifiers.user_id = \"{{id}}\"\ntraits.{path}a = 1\n"
    );
    assert!(Mapping::parse("deep.toml", &text).is_err());
    let fine = mapping(&text.replace(&path, "a.b."));
    assert_eq!(&*fine.name, "x");
}
