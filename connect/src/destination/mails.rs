//! Mail to people: pure functions from what goes out to what a mail says.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use telos_model::catalog::{MailDef, Mails, Piece};
use telos_model::time::Timestamp;

use super::render::{self, Scope};
use super::{Asked, BODY_BYTES_MAX, Item, Unmade, id_text};

/// The longest subject, in characters.
const SUBJECT_CHARS_MAX: usize = 200;

/// What a mail says of one delivery. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Its idempotency key, as receivers see it.
    pub id: String,
    /// The subject, in one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Its line of the attached file.
    pub row: Option<String>,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({} bytes)", self.text.len())
    }
}

/// What a mail says of a delivery.
pub fn note_of(mails: &Mails, item: Item<'_>, at: Timestamp) -> Result<Note, Unmade> {
    let occasion = item.outgoing.occasion;
    let def = mails.mail(occasion).ok_or(Unmade::NoRequest)?;
    let scope = scope(item, at);
    if !has(def, &scope) {
        return Err(Unmade::NoValue);
    }
    let subject = line(&def.subject, &scope).ok_or(Unmade::NoValue)?;
    let lines = def.lines.iter();
    // A line of which a value is missing is left out.
    let lines: Vec<String> = lines.filter_map(|pieces| line(pieces, &scope)).collect();
    let id = id_text(item.id);
    let data = def.row.as_ref().and_then(|row| scope.value(row));
    let row = data.map(|data| {
        let kind = occasion.word();
        let time = item.outgoing.event.as_ref().map_or(at, |event| event.at);
        json!({"delivery": &id, "kind": kind, "at": time.to_string(), "data": data}).to_string()
    });
    let note = Note {
        id,
        subject: subject.chars().take(SUBJECT_CHARS_MAX).collect(),
        text: lines.join("\n"),
        row,
    };
    let bytes = note.text.len() + note.row.as_ref().map_or(0, String::len);
    if bytes > BODY_BYTES_MAX {
        return Err(Unmade::TooLarge);
    }
    Ok(note)
}

/// Whether something is said of a delivery, and there is all that it needs.
#[must_use]
pub fn has_note(mails: &Mails, item: Item<'_>) -> bool {
    let def = mails.mail(item.outgoing.occasion);
    def.is_some_and(|def| has(def, &scope(item, Timestamp::MIN)))
}

fn has(def: &MailDef, scope: &Scope<'_>) -> bool {
    scope.has(&def.subject) && scope.has(&def.needs)
}

/// What a mail about these deliveries is known by, however often it is sent.
#[must_use]
pub fn mail_id(notes: &[&Note]) -> String {
    let mut ids: Vec<&str> = notes.iter().map(|note| &*note.id).collect();
    ids.sort_unstable();
    let hash = Sha256::digest(ids.join("\n").as_bytes());
    hash.iter()
        .take(16)
        .fold("telos.".to_owned(), |mut id, byte| {
            // Writing to a string never fails.
            let _ = write!(id, "{byte:02x}");
            id
        })
}

fn scope(item: Item<'_>, at: Timestamp) -> Scope<'_> {
    Scope {
        id: item.id,
        outgoing: Some(item.outgoing),
        items: &[],
        at,
        event_names: &[],
        item: None,
        found: None,
        asked: Asked::default(),
    }
}

/// One line, which no value can make two of; none where a value is missing.
fn line(pieces: &[Piece], scope: &Scope<'_>) -> Option<String> {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => line.push_str(text),
            Piece::Blank(blank) => {
                let value = plain(&scope.blank(blank)?);
                let breaks = |one: char| one.is_control() || "\u{2028}\u{2029}".contains(one);
                line.push_str(&value.replace(breaks, " "));
            }
        }
    }
    Some(line)
}

/// A value as people read it: a list with commas.
fn plain(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            items.join(", ")
        }
        other => render::plain(other),
    }
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{CatalogFile, Occasion, Reach, compile, starter};
    use telos_model::deliver::{Evidence, Outgoing};

    use super::*;

    fn desk(text: &str) -> Mails {
        let mut files = starter();
        let text = format!(
            r#"
[destination.desk]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
kind = "email"
url = "smtps://mail.example"
from = "telos@aria.example"
to = ["desk@aria.example"]
identifiers = ["user_id", "email"]
{text}
"#
        );
        files.push(CatalogFile {
            path: "destinations/desk.toml".into(),
            text,
        });
        let catalog = compile(&files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let id = catalog.names.destinations["desk"];
        let reach = &catalog.destination(id).expect("declared").reach;
        let Reach::Mails(mails) = reach else {
            panic!("{reach:?}");
        };
        *mails.clone()
    }

    fn outgoing(user: &str) -> Outgoing {
        Outgoing {
            occasion: Occasion::Delete,
            identifiers: vec![
                ("user_id".into(), user.into()),
                ("email".into(), "a@mail.example".into()),
                ("email".into(), "b@mail.example".into()),
            ],
            traits: Vec::new(),
            event: None,
            segment: None,
            permissions: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn a_value_makes_no_second_line_of_a_subject_or_a_text() {
        let desk = desk(
            r#"send.delete = { subject = "Delete {identifier.user_id}", text = "All of {identifier.user_id}\nalso {identifiers.email}", row = { who = "{identifiers}" } }"#,
        );
        let gone = outgoing("u1\r\nBcc: all@evil.example\u{2028}\u{0}x");
        let item = Item {
            id: [7; 16],
            outgoing: &gone,
        };
        let at = Timestamp::parse("2026-05-03T12:00:00Z").expect("a time");
        let note = note_of(&desk, item, at).expect("made");
        assert_eq!(note.subject, "Delete u1  Bcc: all@evil.example  x");
        let lines: Vec<&str> = note.text.lines().collect();
        assert_eq!(
            lines,
            [
                "All of u1  Bcc: all@evil.example  x",
                "also a@mail.example, b@mail.example"
            ]
        );
        let row = note.row.clone().expect("a row");
        assert_eq!(row.lines().count(), 1);
        let row: Json = serde_json::from_str(&row).expect("JSON");
        assert_eq!(row["delivery"], id_text([7; 16]));
        assert_eq!(row["data"]["who"]["email"][1], "b@mail.example");
        assert!(!format!("{note:?}").contains("mail.example"), "it is quiet");
        let same = mail_id(&[&note]);
        assert_eq!(same, mail_id(&[&note.clone()]), "known again");
    }

    #[test]
    fn a_line_without_its_value_is_left_out_and_a_subject_without_it_makes_no_mail() {
        let text = r#"send.delete = { subject = "About {identifier.email}", text = "Known as {identifier.user_id}\nor not" }"#;
        let desk = desk(text);
        let mut gone = outgoing("u1");
        gone.identifiers.remove(0);
        let item = Item {
            id: [7; 16],
            outgoing: &gone,
        };
        let made = note_of(&desk, item, Timestamp::MIN).expect("made");
        assert_eq!((&*made.text, made.row), ("or not", None));
        let nobody = Outgoing {
            identifiers: Vec::new(),
            ..gone.clone()
        };
        let item = Item {
            id: [7; 16],
            outgoing: &nobody,
        };
        assert_eq!(note_of(&desk, item, Timestamp::MIN), Err(Unmade::NoValue));
        assert!(!has_note(&desk, item));
    }
}
