//! Mappings and the files they read, from bytes.

use std::sync::LazyLock;

use telos_connect::import::{Mapping, read_rows};

/// One mapping for each format, in the order of the first byte of an input.
static MAPPINGS: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
    let formats = [
        "format = \"csv\"",
        "format = \"csv\"\ndelimiter = \";\"\nheader = false",
        "format = \"jsonl\"",
        "format = \"json\"",
        "format = \"xlsx\"",
    ];
    let text = |file: &str| {
        format!(
            "name = \"fuzz\"\nsource = \"shop\"\n[file]\n{file}\n[[message]]\ntype = \"track\"\n\
             event = \"Order Completed\"\nidentifiers = {{ user_id = \"{{id}}\" }}\n"
        )
    };
    let parsed = formats
        .iter()
        .filter_map(|file| Mapping::parse("fuzz.toml", &text(file)).ok());
    parsed.collect()
});

/// The text of a mapping.
pub fn mappings(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(Mapping::parse("fuzz.toml", text));
    }
}

/// A file of one of the formats.
pub fn files(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let mappings = &*MAPPINGS;
    assert!(mappings.len() >= 3, "the mappings are free of mistakes");
    drop(read_rows(
        &mappings[usize::from(*first) % mappings.len()],
        bytes,
    ));
}
