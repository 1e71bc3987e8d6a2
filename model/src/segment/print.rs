//! Conditions as text that [`parse`](super::parse) reads back to the same condition.

use std::fmt::Write as _;

use super::lex::{is_word_char, quote};
use super::names::Resolver;
use super::{Condition, Measure, Test};
use crate::consent::PermissionState;
use crate::value::Value;

/// The text form of a condition. What the catalog no longer names is written as `?` and its slot,
/// which does not parse.
#[must_use]
pub fn print(condition: &Condition, names: &Resolver<'_>) -> String {
    let mut printer = Printer {
        names,
        out: String::new(),
    };
    printer.condition(condition);
    printer.out
}

struct Printer<'a> {
    names: &'a Resolver<'a>,
    out: String,
}

impl Printer<'_> {
    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) => self.combined(parts, "everyone", "all of (", " and "),
            Condition::Any(parts) => self.combined(parts, "nobody", "any of (", " or "),
            Condition::Not(part) => {
                self.out.push_str("not ");
                self.operand(part);
            }
            Condition::Trait { field, test } => {
                self.out.push_str("trait.");
                let path = self.names.trait_path(*field);
                self.name(path, field.index());
                self.out.push(' ');
                self.test(test);
            }
            Condition::Computed { computed, test } => {
                self.out.push_str("computed.");
                let name = self.names.computed_name(*computed);
                self.name(name, computed.index());
                self.out.push(' ');
                self.test(test);
            }
            Condition::Behaviour {
                measure,
                within_days,
                test,
            } => self.behaviour(*measure, *within_days, test),
            Condition::Permission { purpose, state } => {
                self.out.push_str("consent to ");
                let name = self.names.purpose_name(*purpose);
                self.name(name, purpose.index());
                self.out.push_str(" is ");
                self.out.push_str(state_word(*state));
            }
            Condition::Member(segment) => {
                self.out.push_str("in segment ");
                let name = self.names.segment_name(*segment);
                self.name(name, segment.index());
            }
        }
    }

    /// None has a word of its own, one is marked as a list, and several are joined.
    fn combined(&mut self, parts: &[Condition], none: &str, list: &str, joint: &str) {
        match parts {
            [] => self.out.push_str(none),
            [only] => {
                self.out.push_str(list);
                self.condition(only);
                self.out.push(')');
            }
            [first, rest @ ..] => {
                self.operand(first);
                for part in rest {
                    self.out.push_str(joint);
                    self.operand(part);
                }
            }
        }
    }

    /// A part of a larger condition, in parentheses where it is joined itself.
    fn operand(&mut self, part: &Condition) {
        match part {
            Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
                self.out.push('(');
                self.condition(part);
                self.out.push(')');
            }
            _ => self.condition(part),
        }
    }

    fn behaviour(&mut self, measure: Measure, within_days: Option<u16>, test: &Test) {
        let did = match (measure, test) {
            (Measure::Count(_), Test::AtLeast(Value::Number(1.0))) => Some("did "),
            (Measure::Count(_), Test::Equals(Value::Number(0.0))) => Some("did not "),
            _ => None,
        };
        match measure {
            Measure::Count(event) => {
                self.out.push_str(did.unwrap_or("count of "));
                self.quoted(self.names.event_name(event), event.index());
            }
            Measure::Sum(field) => {
                self.out.push_str("sum of ");
                let (event, path) = self.names.measure_name(field).unzip();
                self.quoted(event, field.index());
                self.out.push('.');
                self.name(path, field.index());
            }
            Measure::First(event) => {
                self.out.push_str("first ");
                self.quoted(self.names.event_name(event), event.index());
            }
            Measure::Last(event) => {
                self.out.push_str("last ");
                self.quoted(self.names.event_name(event), event.index());
            }
        }
        if let Some(days) = within_days {
            self.out.push(' ');
            self.days("within", days);
        }
        if did.is_none() {
            self.out.push(' ');
            self.test(test);
        }
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Exists => self.out.push_str("exists"),
            Test::Missing => self.out.push_str("is missing"),
            Test::Equals(value) => self.comparison("is ", value),
            Test::Differs(value) => self.comparison("is not ", value),
            Test::Less(value) => self.comparison("< ", value),
            Test::AtMost(value) => self.comparison("<= ", value),
            Test::Greater(value) => self.comparison("> ", value),
            Test::AtLeast(value) => self.comparison(">= ", value),
            Test::OneOf(values) => {
                self.out.push_str("is one of (");
                for (index, value) in values.iter().enumerate() {
                    self.comparison(if index > 0 { ", " } else { "" }, value);
                }
                self.out.push(')');
            }
            Test::Contains(part) => {
                self.out.push_str("contains ");
                quote(part, &mut self.out);
            }
            Test::StartsWith(start) => {
                self.out.push_str("starts with ");
                quote(start, &mut self.out);
            }
            Test::WithinDays(days) => self.days("within", *days),
            Test::BeforeDays(days) => self.days("before", *days),
        }
    }

    fn comparison(&mut self, sign: &str, value: &Value) {
        self.out.push_str(sign);
        self.value(value);
    }

    fn value(&mut self, value: &Value) {
        let written = match value {
            Value::Bool(value) => write!(self.out, "{value}"),
            Value::Number(number) if number.abs() >= 1e15 => write!(self.out, "{number:e}"),
            Value::Number(number) => write!(self.out, "{number}"),
            Value::Time(at) => {
                let text = at.to_string();
                let short = text.strip_suffix("T00:00:00.000Z").unwrap_or(&text);
                write!(self.out, "time \"{short}\"")
            }
            Value::Text(text) => {
                quote(text, &mut self.out);
                Ok(())
            }
            // No text or JSON form makes a condition with these.
            Value::Null | Value::List(_) => write!(self.out, "?{}", value.kind()),
        };
        written.expect("writing to a string does not fail");
    }

    fn days(&mut self, word: &str, days: u16) {
        let unit = if days == 1 { "day" } else { "days" };
        write!(self.out, "{word} {days} {unit}").expect("writing to a string does not fail");
    }

    /// A name, bare where it can be.
    fn name(&mut self, name: Option<&str>, slot: usize) {
        match name {
            Some(name) if !name.is_empty() && name.chars().all(is_word_char) => {
                self.out.push_str(name);
            }
            name => self.quoted(name, slot),
        }
    }

    fn quoted(&mut self, name: Option<&str>, slot: usize) {
        match name {
            Some(name) => quote(name, &mut self.out),
            None => quote(&format!("?{slot}"), &mut self.out),
        }
    }
}

/// Every permission state and its word.
pub(super) const STATES: [(PermissionState, &str); 9] = [
    (PermissionState::Unknown, "unknown"),
    (PermissionState::Requested, "requested"),
    (PermissionState::Pending, "pending"),
    (PermissionState::Granted, "granted"),
    (PermissionState::Denied, "denied"),
    (PermissionState::Withdrawn, "withdrawn"),
    (PermissionState::Revoked, "revoked"),
    (PermissionState::Expired, "expired"),
    (PermissionState::Invalidated, "invalidated"),
];

pub(super) fn state_word(state: PermissionState) -> &'static str {
    let found = STATES.iter().find(|(known, _)| *known == state);
    found.map_or("", |(_, word)| word)
}
