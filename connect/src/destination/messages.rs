//! Messages to brokers: pure functions from what goes out to what is published.

use telos_model::catalog::{MessageDef, Messages, Piece, Protocol};
use telos_model::deliver::Outgoing;
use telos_model::time::Timestamp;

use super::render::{self, Scope};
use super::steps::id_of_each;
use super::{Asked, BODY_BYTES_MAX, Item, Unmade, id_text};

/// The longest subject, topic or key, in bytes.
const ADDRESS_BYTES_MAX: usize = 1_024;

/// A message that is ready to be published. `Debug` hides all but its size.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its idempotency key, as receivers see it.
    pub id: String,
    /// The subject or topic.
    pub to: String,
    /// What it is kept in order by, if the broker has such a thing.
    pub key: Option<String>,
    /// Headers, with lower-case names.
    pub headers: Vec<(Box<str>, String)>,
    /// What it carries.
    pub body: Vec<u8>,
    /// The broker keeps it for whoever comes later.
    pub retain: bool,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({} bytes)", self.body.len())
    }
}

/// What a delivery comes to; nothing where it goes to each identifier of a kind and there is none.
pub fn messages(to: &Messages, item: Item<'_>, at: Timestamp) -> Result<Vec<Message>, Unmade> {
    let def = to.message(item.outgoing.occasion);
    let def = def.ok_or(Unmade::NoRequest)?;
    let protocol = to.broker.protocol;
    let Some(kind) = &def.each else {
        return Ok(vec![message(def, protocol, item, at)?]);
    };
    let values = item.outgoing.identifiers.iter();
    let values = values.filter(|(known, _)| known == kind);
    let each = values.map(|(_, value)| {
        let mut outgoing: Outgoing = item.outgoing.clone();
        outgoing
            .identifiers
            .retain(|(known, other)| known != kind || other == value);
        let item = Item {
            id: id_of_each(item.id, value),
            outgoing: &outgoing,
        };
        message(def, protocol, item, at)
    });
    each.collect()
}

/// Whether there is a message for a delivery, and all that it needs.
#[must_use]
pub fn has_message(to: &Messages, item: Item<'_>) -> bool {
    let def = to.message(item.outgoing.occasion);
    def.is_some_and(|def| {
        let scope = scope(item, Timestamp::MIN);
        scope.has(&def.to) && scope.has(&def.key) && scope.has(&def.needs)
    })
}

/// Whether what a delivery says goes once for each identifier of a kind that it names, so that it
/// reaches these alone.
#[must_use]
pub fn messages_by_each(to: &Messages, item: Item<'_>) -> bool {
    let def = to.message(item.outgoing.occasion);
    let each = def.and_then(|def| def.each.as_ref());
    each.is_some_and(|each| {
        let mut identifiers = item.outgoing.identifiers.iter();
        identifiers.any(|(kind, _)| kind == each) && has_message(to, item)
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

fn message(
    def: &MessageDef,
    protocol: Protocol,
    item: Item<'_>,
    at: Timestamp,
) -> Result<Message, Unmade> {
    let scope = scope(item, at);
    if !scope.has(&def.needs) {
        return Err(Unmade::NoValue);
    }
    let to = address(&def.to, protocol, &scope).ok_or(Unmade::NoValue)?;
    let key = key(def, &scope)?;
    let body = def.body.as_ref().and_then(|body| scope.value(body));
    let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
    let key_bytes = key.as_ref().map_or(0, String::len);
    if body.len() > BODY_BYTES_MAX || to.len().max(key_bytes) > ADDRESS_BYTES_MAX {
        return Err(Unmade::TooLarge);
    }
    let mut headers = Vec::new();
    for (name, value) in &def.headers {
        if let Some(value) = scope.text(value) {
            headers.push((name.clone(), value));
        }
    }
    let proper = |byte: u8| (0x20..0x7f).contains(&byte);
    let mut values = headers.iter().map(|(_, value)| value);
    if !values.all(|value| value.bytes().all(proper)) {
        return Err(Unmade::Header);
    }
    Ok(Message {
        id: id_text(item.id),
        to,
        key,
        headers,
        body,
        retain: def.retain,
    })
}

/// What a message is kept in order by; a broker that has such a thing gets no message without.
fn key(def: &MessageDef, scope: &Scope<'_>) -> Result<Option<String>, Unmade> {
    if def.key.is_empty() {
        return Ok(None);
    }
    let key = scope.text(&def.key).filter(|key| !key.is_empty());
    key.map(Some).ok_or(Unmade::NoValue)
}

/// A subject or topic. Values are encoded, so that none of them makes another level or a wildcard;
/// none where one is missing or empty.
fn address(pieces: &[Piece], protocol: Protocol, scope: &Scope<'_>) -> Option<String> {
    let mut address = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => address.push_str(text),
            Piece::Blank(blank) => {
                let value = render::plain(&scope.blank(blank)?);
                if value.is_empty() {
                    return None;
                }
                let mut encoded = String::new();
                render::encode(&value, &mut encoded);
                match protocol {
                    Protocol::Nats => address.push_str(&encoded.replace('.', "%2E")),
                    Protocol::Mqtt | Protocol::Kafka => address.push_str(&encoded),
                }
            }
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{CatalogFile, Occasion, Reach, compile, starter};
    use telos_model::deliver::Evidence;

    use super::*;

    fn letters(kind: &str, text: &str) -> Messages {
        let mut files = starter();
        let text = format!(
            r#"
[destination.stream]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
kind = "{kind}"
identifiers = ["user_id", "email"]
{text}
"#
        );
        files.push(CatalogFile {
            path: "destinations/stream.toml".into(),
            text,
        });
        let catalog = compile(&files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let id = catalog.names.destinations["stream"];
        let reach = &catalog.destination(id).expect("declared").reach;
        let Reach::Messages(messages) = reach else {
            panic!("{reach:?}");
        };
        messages.clone()
    }

    fn outgoing(occasion: Occasion) -> Outgoing {
        Outgoing {
            occasion,
            identifiers: vec![
                ("user_id".into(), "u.1 *".into()),
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
    fn values_make_no_other_level_and_no_wildcard_of_a_subject() {
        let nats = letters(
            "nats",
            r#"
url = "tls://nats.example"
send.delete = { subject = "people.{identifier.user_id}.gone", headers = { who = "{identifier.email}" }, body = { at = "{delivery.time}" } }
"#,
        );
        let gone = outgoing(Occasion::Delete);
        let item = Item {
            id: [7; 16],
            outgoing: &gone,
        };
        let at = Timestamp::parse("2026-05-03T12:00:00Z").expect("a time");
        let made = messages(&nats, item, at).expect("made").remove(0);
        assert_eq!(made.to, "people.u%2E1%20%2A.gone");
        assert_eq!(made.id, id_text([7; 16]));
        assert_eq!(made.headers, [("who".into(), "a@mail.example".to_owned())]);
        assert_eq!(made.body, br#"{"at":"2026-05-03T12:00:00.000Z"}"#);
        assert!(!format!("{made:?}").contains("people"), "it is quiet");
        let none = Outgoing {
            identifiers: Vec::new(),
            ..gone
        };
        let item = Item {
            id: [7; 16],
            outgoing: &none,
        };
        assert_eq!(messages(&nats, item, at), Err(Unmade::NoValue));
        assert!(!has_message(&nats, item));
    }

    #[test]
    fn what_a_broker_keeps_is_taken_back_for_each_identifier() {
        let mqtt = letters(
            "mqtt",
            r#"
url = "mqtts://mqtt.example"
send.delete = { each = "email", topic = "people/{identifier.email|sha256|first:8}", retain = true }
"#,
        );
        let gone = outgoing(Occasion::Delete);
        let item = Item {
            id: [7; 16],
            outgoing: &gone,
        };
        let all = messages(&mqtt, item, Timestamp::MIN).expect("made");
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|one| one.retain && one.body.is_empty()));
        assert!(all[0].id != all[1].id && all[0].to != all[1].to);
    }

    #[test]
    fn a_message_that_is_kept_in_order_has_a_key_or_is_not_made() {
        let kafka = letters(
            "kafka",
            r#"
url = "kafkas://kafka.example"
send.delete = { topic = "people", key = "{identifier.user_id}" }
"#,
        );
        let gone = outgoing(Occasion::Delete);
        let item = Item {
            id: [7; 16],
            outgoing: &gone,
        };
        let made = messages(&kafka, item, Timestamp::MIN).expect("made");
        let made = made.first().expect("one");
        assert_eq!((&*made.to, made.key.as_deref()), ("people", Some("u.1 *")));
        assert!(made.body.is_empty(), "and takes back what was kept by it");
        let nobody = Outgoing {
            identifiers: vec![("email".into(), "a@mail.example".into())],
            ..gone
        };
        let item = Item {
            id: [7; 16],
            outgoing: &nobody,
        };
        assert_eq!(messages(&kafka, item, Timestamp::MIN), Err(Unmade::NoValue));
        assert!(!has_message(&kafka, item));
    }
}
