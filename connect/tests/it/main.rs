//! What import promises, from files to messages.

mod consents;
mod formats;
mod fuzzed;
mod mistakes;
mod never_panics;
mod parquets;
mod shipped;
mod workbooks;

use serde_json::Value;
use telos_connect::import::{Mapping, ReadRow, read_rows};
use telos_model::catalog::Mistake;

/// A mapping that has to be free of mistakes.
fn mapping(text: &str) -> Mapping {
    Mapping::parse("test.toml", text).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)))
}

fn shown(mistakes: &[Mistake]) -> String {
    let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    shown.join("\n")
}

/// A mapping of rows to one track message each, with `fields` under its properties.
fn track(file: &str, fields: &str) -> Mapping {
    mapping(&format!(
        "name = \"test\"\nsource = \"shop\"\n[file]\n{file}\n\
         [[message]]\ntype = \"track\"\nevent = \"Order Completed\"\n\
         identifiers = {{ user_id = \"{{id}}\" }}\n[message.properties]\n{fields}\n"
    ))
}

fn rows(mapping: &Mapping, bytes: impl AsRef<[u8]>) -> Vec<ReadRow> {
    read_rows(mapping, bytes.as_ref()).expect("a file that can be read")
}

/// The bodies of all messages of all rows, which all have to be understood.
fn bodies(mapping: &Mapping, bytes: impl AsRef<[u8]>) -> Vec<Value> {
    let rows = rows(mapping, bytes);
    let messages = rows
        .iter()
        .flat_map(|row| row.outcome.as_ref().expect("understood"));
    messages
        .map(|message| serde_json::from_slice(&message.body).expect("JSON"))
        .collect()
}

/// Line and code of every reject.
fn rejects(rows: &[ReadRow]) -> Vec<(u64, &str, &str)> {
    let rejects = rows.iter().flat_map(|row| {
        let rejects = row.outcome.as_ref().err().into_iter().flatten();
        rejects.map(|reject| (row.line, reject.code, &*reject.place))
    });
    rejects.collect()
}
