//! The package of a person's data as a table: one line for each thing that is held.
//!
//! Lines and quoting are those of RFC 4180. A cell that a spreadsheet would take for a formula gets
//! an apostrophe in front.

use telos_engine::Package;
use telos_engine::layout::RecordedFact;
use telos_engine::ledger::statement_text;
use telos_model::id::SourceId;
use telos_model::profile::Measured;
use telos_model::record::EventRecord;
use telos_model::value::Value;

use super::names::Names;
use super::wire_package::{self as wire, PackedPurpose};

/// The first line.
const HEAD: [&str; COLUMNS] = [
    "what",
    "name",
    "value",
    "at",
    "source",
    "purposes",
    "collected by",
    "licence",
];
const COLUMNS: usize = 8;
/// Who collected something, where that was somebody else, and under which licence.
type Terms<'a> = [&'a str; 2];
const OWN: Terms<'static> = ["", ""];

/// The table. It has all that the JSON form has.
pub(crate) fn csv(names: Names<'_>, package: &Package) -> String {
    let mut table = Table(String::new());
    table.cells(&HEAD);
    let case = package.request.case();
    let (request, made) = (case.id.to_string(), package.made.to_string());
    table.line(&["package", case.right.word(), &request, &made, "", ""]);
    held(&mut table, names, package);
    for choice in &package.purposes {
        purpose(&mut table, &wire::purpose(names, choice));
    }
    for recorded in &package.facts {
        fact(&mut table, names, recorded);
    }
    for look in &package.looks {
        let (by, name) = wire::looker(look);
        let (what, at) = (wire::looked_at(look.what), look.at.to_string());
        let purpose = look.purpose.map_or("", |purpose| names.purpose(purpose));
        table.line(&["look", what, by, &at, name.unwrap_or_default(), purpose]);
    }
    for change in &package.moves {
        let what = if change.entered {
            "segment entered"
        } else {
            "segment left"
        };
        let at = change.at.to_string();
        table.line(&[what, names.segment(change.segment), "", &at, "", ""]);
    }
    for record in &package.events {
        event(&mut table, names, record);
    }
    let left = package.left;
    for (what, count) in [
        ("events", left.events),
        ("segments entered and left", left.moves),
        ("permissions", left.facts),
        ("looks", left.looks),
    ] {
        if count > 0 {
            let count = count.to_string();
            table.line(&["left out", what, &count, "", "", ""]);
        }
    }
    table.0
}

/// What is known of the person.
fn held(table: &mut Table, names: Names<'_>, package: &Package) {
    for carried in &package.identifiers {
        let kind = names.identifier(carried.identifier.kind);
        let value = &*carried.identifier.value;
        let (first, last) = (
            carried.first_seen.to_string(),
            carried.last_seen.to_string(),
        );
        table.line(&["identifier", kind, value, &first, "", ""]);
        table.line(&["identifier last seen", kind, value, &last, "", ""]);
    }
    for (field, held) in &package.traits {
        let (name, value) = (names.path(*field), text(&held.value));
        let at = held.stamp.at.to_string();
        let source = names.source(held.stamp.source);
        let purposes = names.purposes(held.stamp.purposes).join(" ");
        let terms = terms(names, held.stamp.source);
        table.marked(&["trait", name, &value, &at, source, &purposes], terms);
        if let Some((sent, purposes)) = &held.raw {
            let purposes = names.purposes(*purposes).join(" ");
            let cells = ["trait as sent", name, sent, &at, source, &purposes];
            table.marked(&cells, terms);
        }
    }
    for series in &package.behaviours {
        let of = match series.measured {
            Measured::Event(event) => names.event(event),
            Measured::Field(field) => names.field(field),
        };
        let (first, last) = (
            series.total.first.to_string(),
            series.total.last.to_string(),
        );
        let purposes = names.purposes(series.purposes).join(" ");
        let count = series.total.count.to_string();
        table.line(&["behaviour", of, &count, &last, "", &purposes]);
        table.line(&["behaviour first", of, "", &first, "", &purposes]);
        if let Some(sum) = wire::sum(series) {
            let sum = sum.to_string();
            table.line(&["behaviour sum", of, &sum, &last, "", &purposes]);
        }
    }
    for (group, at, purposes) in &package.groups {
        let (at, purposes) = (at.to_string(), names.purposes(*purposes).join(" "));
        table.line(&["group", group, "", &at, "", &purposes]);
    }
    for standing in &package.segments {
        let at = standing.since.to_string();
        let segment = names.segment(standing.segment);
        table.line(&["segment", segment, "", &at, "", ""]);
    }
}

/// What holds for a purpose now.
fn purpose(table: &mut Table, one: &PackedPurpose<'_>) {
    let agreed_at = one.agreed_at.as_deref().unwrap_or_default();
    let mut line = |what: &str, value: &str, at: &str| {
        table.line(&[what, one.purpose, value, at, "", one.purpose]);
    };
    line("purpose", one.title.unwrap_or_default(), "");
    line("purpose text", one.body.unwrap_or_default(), "");
    line("purpose consent", one.consent, agreed_at);
    if let Some(version) = one.agreed_version {
        line("purpose text agreed to", &version.to_string(), agreed_at);
    }
    if let Some(basis) = one.basis {
        line("purpose basis", basis, "");
    }
    for reason in &one.denied {
        line("purpose not now", reason, "");
    }
    for recipient in &one.recipients {
        line("purpose recipient", recipient, "");
    }
    let days = one.retention_days.map(|days| days.to_string());
    line("purpose days kept", days.as_deref().unwrap_or_default(), "");
}

/// What was said about permission: who said it and how stand where other lines have a source.
fn fact(table: &mut Table, names: Names<'_>, recorded: &RecordedFact) {
    let (about, what, purpose, _) = wire::about(&recorded.fact.statement);
    let name = if about == what {
        about.to_owned()
    } else {
        format!("{about} {what}")
    };
    let stated = statement_text(&names.0.slots, &recorded.fact.statement);
    let at = recorded.fact.effective.to_string();
    let by = wire::actor_word(recorded.fact.actor);
    let by = format!("{by}: {}", recorded.detail.method);
    let purpose = purpose.map_or("", |purpose| names.purpose(purpose));
    table.line(&["permission", &name, &stated, &at, &by, purpose]);
    let recorded_at = recorded.fact.recorded.to_string();
    let id = recorded.fact.id.to_string();
    table.line(&[
        "permission recorded",
        &name,
        &id,
        &recorded_at,
        &by,
        purpose,
    ]);
    if let Some(evidence) = recorded.detail.evidence.as_deref() {
        table.line(&["permission evidence", &name, evidence, &at, &by, purpose]);
    }
}

fn event(table: &mut Table, names: Names<'_>, record: &EventRecord) {
    let at = record.occurred.to_string();
    let source = names.source(record.source);
    let call = record.call.name();
    let event = record.event.map_or(call, |(event, _)| names.event(event));
    let purposes = record.event.map(|(_, purposes)| names.purposes(purposes));
    let purposes = purposes.unwrap_or_default().join(" ");
    let id = record.id.to_string();
    let terms = terms(names, record.source);
    table.marked(&["event", event, &id, &at, source, &purposes], terms);
    for kept in &record.kept {
        let name = format!("{event}: {}", names.path(kept.field));
        let purposes = names.purposes(kept.purposes).join(" ");
        let value = text(&kept.value);
        let cells = ["event field", &name, &value, &at, source, &purposes];
        table.marked(&cells, terms);
        if let Some((sent, purposes)) = &kept.raw {
            let purposes = names.purposes(*purposes).join(" ");
            let cells = ["event field as sent", &name, sent, &at, source, &purposes];
            table.marked(&cells, terms);
        }
    }
}

/// Who collected what came by a source, and under which licence.
fn terms(names: Names<'_>, source: SourceId) -> Terms<'_> {
    let terms = names.0.source(source).map(|source| &source.third_party);
    match terms {
        Some(Some(terms)) => [&*terms.provider, &*terms.licence],
        _ => OWN,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Time(at) => at.to_string(),
        Value::List(items) => items.iter().map(text).collect::<Vec<_>>().join("; "),
    }
}

struct Table(String);

impl Table {
    fn line(&mut self, cells: &[&str; COLUMNS - 2]) {
        self.marked(cells, OWN);
    }

    /// A line of what others may have collected.
    fn marked(&mut self, cells: &[&str; COLUMNS - 2], [provider, licence]: Terms<'_>) {
        let [what, name, value, at, source, purposes] = *cells;
        self.cells(&[what, name, value, at, source, purposes, provider, licence]);
    }

    fn cells(&mut self, cells: &[&str; COLUMNS]) {
        let out = &mut self.0;
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push('"');
            // A number may be negative; anything else that begins so could be a formula.
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            if formula && cell.parse::<f64>().is_err() {
                out.push('\'');
            }
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        }
        out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_formulas_are_disarmed() {
        let mut table = Table(String::new());
        table.line(&["a \"b\"", "=HYPERLINK(1)", "-2.5", "+49 30", "x,\ny", ""]);
        assert_eq!(
            table.0,
            "\"a \"\"b\"\"\",\"'=HYPERLINK(1)\",\"-2.5\",\"'+49 30\",\"x,\ny\",\"\",\"\",\"\"\r\n"
        );
    }
}
