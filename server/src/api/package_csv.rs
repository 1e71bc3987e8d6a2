//! The package of a person's data as a table: one line for each thing that is held.
//!
//! Lines and quoting are those of RFC 4180. A cell that a spreadsheet would take for a formula gets
//! an apostrophe in front.

use telos_engine::Package;
use telos_model::profile::Measured;
use telos_model::value::Value;

use super::names::Names;

/// The first line.
const HEAD: [&str; 6] = ["what", "name", "value", "at", "source", "purposes"];

/// The table.
pub(crate) fn csv(names: Names<'_>, package: &Package) -> String {
    let mut out = String::new();
    line(&mut out, &HEAD);
    for carried in &package.identifiers {
        let kind = names.identifier(carried.identifier.kind);
        let at = carried.first_seen.to_string();
        line(
            &mut out,
            &["identifier", kind, &carried.identifier.value, &at, "", ""],
        );
    }
    for (field, held) in &package.traits {
        let value = text(&held.value);
        let at = held.stamp.at.to_string();
        let source = names.source(held.stamp.source);
        let purposes = names.purposes(held.stamp.purposes).join(" ");
        line(
            &mut out,
            &["trait", names.path(*field), &value, &at, source, &purposes],
        );
    }
    for series in &package.behaviours {
        let of = match series.measured {
            Measured::Event(event) => names.event(event),
            Measured::Field(field) => names.field(field),
        };
        let count = series.total.count.to_string();
        let at = series.total.last.to_string();
        let purposes = names.purposes(series.purposes).join(" ");
        line(&mut out, &["behaviour", of, &count, &at, "", &purposes]);
    }
    for (group, at, purposes) in &package.groups {
        let (at, purposes) = (at.to_string(), names.purposes(*purposes).join(" "));
        line(&mut out, &["group", group, "", &at, "", &purposes]);
    }
    for standing in &package.segments {
        let at = standing.since.to_string();
        let segment = names.segment(standing.segment);
        line(&mut out, &["segment", segment, "", &at, "", ""]);
    }
    for record in &package.events {
        let at = record.occurred.to_string();
        let source = names.source(record.source);
        let call = record.call.name();
        let event = record.event.map_or(call, |(event, _)| names.event(event));
        let purposes = record.event.map(|(_, purposes)| names.purposes(purposes));
        let purposes = purposes.unwrap_or_default().join(" ");
        line(&mut out, &["event", event, "", &at, source, &purposes]);
        for kept in &record.kept {
            let name = format!("{event}: {}", names.path(kept.field));
            let purposes = names.purposes(kept.purposes).join(" ");
            let value = text(&kept.value);
            line(
                &mut out,
                &["event field", &name, &value, &at, source, &purposes],
            );
        }
    }
    out
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

fn line(out: &mut String, cells: &[&str]) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_formulas_are_disarmed() {
        let mut out = String::new();
        line(
            &mut out,
            &["a \"b\"", "=HYPERLINK(1)", "-2.5", "+49 30", "x,\ny"],
        );
        assert_eq!(
            out,
            "\"a \"\"b\"\"\",\"'=HYPERLINK(1)\",\"-2.5\",\"'+49 30\",\"x,\ny\"\r\n"
        );
    }
}
