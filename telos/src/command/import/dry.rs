//! The dry run: the first rows as they would be understood, with nothing touched.

use std::fmt::Write as _;
use std::fs::File;
use std::ops::ControlFlow;

use telos_connect::import::{ImportError, Mapping, Prepared, Reject, read};
use telos_model::catalog::Catalog;
use telos_model::consent::{Preference, Statement};
use telos_model::id::{EventId, SourceId};
use telos_model::message::{Finding, Message, Reading, validate};
use telos_model::time::Timestamp;
use telos_model::value::Value;

use super::target::raw;

/// Shows the first rows. The text holds what the file holds: it is for the eyes of whoever has the
/// file.
pub(super) fn show(
    mapping: &Mapping,
    file: File,
    rows_max: usize,
    catalog: &Catalog,
    source: SourceId,
    now: Timestamp,
) -> Result<Shown, ImportError> {
    let mut shown = Shown {
        text: String::new(),
        rows: 0,
        rejected: 0,
    };
    let dry = Dry {
        catalog,
        source,
        now,
    };
    read(mapping, file, &mut |row| {
        shown.rows += 1;
        let good = match &row.outcome {
            Ok(messages) => dry.row(&mut shown.text, row.line, messages),
            Err(rejects) => {
                refused(&mut shown.text, row.line, rejects);
                false
            }
        };
        shown.rejected += usize::from(!good);
        if shown.rows < rows_max {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(shown)
}

/// What a dry run has to show.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) rows: usize,
    /// Rows that would be rejected, whole or in part.
    pub(super) rejected: usize,
}

struct Dry<'c> {
    catalog: &'c Catalog,
    source: SourceId,
    now: Timestamp,
}

fn put(text: &mut String, key: &str, value: &str) {
    writeln!(text, "    {key:<24} {value}").expect("writing to a string never fails");
}

fn refused(text: &mut String, line: u64, rejects: &[Reject]) {
    heading(text, line, "would be rejected");
    for reject in rejects {
        let Reject { reason, mend, .. } = reject;
        let why = format!("{reason}; {mend} ({})", reject.code);
        put(text, &reject.place, &why);
    }
}

fn heading(text: &mut String, line: u64, what: &str) {
    writeln!(text, "line {line}: {what}").expect("writing to a string never fails");
}

impl Dry<'_> {
    /// Shows a row; whether all of it would be taken.
    fn row(&self, text: &mut String, line: u64, messages: &[Prepared]) -> bool {
        if messages.is_empty() {
            heading(text, line, "nothing, no condition of the mapping holds");
        }
        let mut good = true;
        // An id is never looked up here, so that any will do.
        let event_id = |_: SourceId, _: &str| EventId([0; 16]);
        for message in messages {
            let raw = raw(self.source, message, self.now);
            match raw.and_then(|raw| validate(self.catalog, &raw, &event_id)) {
                Ok(message) => self.message(text, line, &message),
                Err(rejection) => {
                    good = false;
                    heading(text, line, "would be rejected");
                    let why = format!(
                        "{}; {} ({})",
                        rejection.problem, rejection.mend, rejection.code
                    );
                    put(text, &rejection.at, &why);
                }
            }
        }
        good
    }

    fn message(&self, text: &mut String, line: u64, message: &Message) {
        let event = message.event.and_then(|event| self.catalog.event(event));
        let event = event.map_or_else(String::new, |event| format!(" {}", event.name));
        let what = format!("{}{event}, at {}", message.call.name(), message.occurred);
        heading(text, line, &what);
        for candidate in &message.candidates {
            let kind = self.catalog.identifier(candidate.identifier.kind);
            let kind = kind.map_or("?", |kind| &kind.name);
            put(
                text,
                kind,
                &format!("{}   (identifier)", candidate.identifier.value),
            );
        }
        for reading in &message.readings {
            put(text, self.path(reading), &shown(reading));
        }
        for stated in &message.statements {
            let (what, how) = self.statement(&stated.fact.statement);
            put(
                text,
                &what,
                &format!("{how}, from {}", stated.fact.effective),
            );
        }
        if let Some(group) = &message.group {
            put(text, "group", group);
        }
        if let Some(residence) = message.residence {
            let packs = residence.iter().filter_map(|id| self.catalog.pack(id));
            let names: Vec<&str> = packs.map(|pack| &*pack.name).collect();
            put(text, "lives under the law of", &names.join(", "));
        }
        for finding in &message.findings {
            put(
                text,
                self.found(*finding),
                &format!("left out: {}", finding.problem.code()),
            );
        }
    }

    fn path(&self, reading: &Reading) -> &str {
        let field = self.catalog.field(reading.field);
        field.map_or("?", |field| &field.path)
    }

    fn found(&self, finding: Finding) -> &str {
        let field = finding.field.and_then(|field| self.catalog.field(field));
        field.map_or("(not declared)", |field| &field.path)
    }

    fn statement(&self, statement: &Statement) -> (String, String) {
        let purpose = |id| {
            let purpose = self.catalog.purpose(id);
            purpose.map_or("?", |purpose| &purpose.name)
        };
        let channel = |id| {
            let channel = self.catalog.channel(id);
            channel.map_or("?", |channel| &channel.name)
        };
        match statement {
            Statement::Consent {
                purpose: id,
                channel: by,
                act,
                text_version,
                ..
            } => {
                let by = by.map_or_else(String::new, |by| format!(" by {}", channel(by)));
                let how = format!("{act:?} of text version {text_version}").to_lowercase();
                (format!("{}{by}", purpose(*id)), how)
            }
            Statement::Objection {
                purpose: id, on, ..
            } => {
                let what = id.map_or("all marketing", purpose);
                let how = if *on {
                    "objected to"
                } else {
                    "objection taken back"
                };
                (what.to_owned(), how.to_owned())
            }
            Statement::Flag { flag, on, .. } => {
                let how = if *on { "set" } else { "lifted" };
                (format!("{flag:?}").to_lowercase(), how.to_owned())
            }
            Statement::Preference { preference, .. } => {
                let wanted = |wanted: bool| if wanted { "wanted" } else { "not wanted" };
                match preference {
                    Preference::Channel {
                        channel: by,
                        wanted: yes,
                    } => (channel(*by).to_owned(), wanted(*yes).to_owned()),
                    Preference::Topic { topic, wanted: yes } => {
                        let topic = self.catalog.topic(*topic);
                        let name = topic.map_or("?", |topic| &topic.name);
                        (name.to_owned(), wanted(*yes).to_owned())
                    }
                    Preference::Frequency { channel: by, .. } => {
                        (channel(*by).to_owned(), "at most so often".to_owned())
                    }
                    Preference::QuietHours { channel: by, .. } => {
                        (channel(*by).to_owned(), "quiet hours".to_owned())
                    }
                }
            }
        }
    }
}

fn shown(reading: &Reading) -> String {
    let value = plain(&reading.value);
    match (&reading.raw, reading.valid) {
        (Some(raw), true) => format!("{value}   (written as {raw})"),
        (Some(raw), false) => format!("not valid   (written as {raw})"),
        (None, true) => value,
        (None, false) => "not valid".to_owned(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Time(at) => at.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
    }
}
