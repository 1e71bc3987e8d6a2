//! What entries commit to: JSON with sorted keys and no blanks (RFC 8785), so that everyone who
//! has the facts and the names gets the same bytes. A form that was used is never changed.

use std::fmt::Write as _;

use telos_model::catalog::{SlotKind, Slots};
use telos_model::consent::{Act, Actor, FactDetail, Flag, PermissionFact, Preference, Statement};
use telos_model::id::{BrandId, ChannelId, NodeId, PurposeId, TopicId};
use telos_model::time::Timestamp;

/// The form of payloads about permission facts.
const FACT_TYPE: &str = "telos-permission-fact/1";
/// The form of payloads about catalog versions.
const CATALOG_TYPE: &str = "telos-catalog-version/1";
/// The form of payloads about keys of the ledger.
const KEY_TYPE: &str = "telos-ledger-key/1";

/// What the entry of a permission fact commits to: whose it is, and all that was recorded.
#[must_use]
pub fn fact_payload(
    slots: &Slots,
    node: NodeId,
    fact: &PermissionFact,
    detail: &FactDetail,
) -> String {
    let mut out = String::with_capacity(512);
    out.push_str("{\"actor\":");
    text(&mut out, actor(fact.actor));
    let _ = write!(out, ",\"effective\":\"{}\"", fact.effective);
    if let Some(evidence) = &detail.evidence {
        out.push_str(",\"evidence\":");
        text(&mut out, evidence);
    }
    let _ = write!(out, ",\"fact\":\"{}\"", fact.id);
    out.push_str(",\"locale\":");
    text(&mut out, &detail.locale);
    out.push_str(",\"method\":");
    text(&mut out, &detail.method);
    let _ = write!(out, ",\"recorded\":\"{}\"", fact.recorded);
    out.push_str(",\"statement\":");
    statement(&mut out, slots, &fact.statement);
    let _ = write!(out, ",\"subject\":\"{node}\",\"type\":\"{FACT_TYPE}\"}}");
    out
}

/// What was stated, as the entry of a fact has it: canonical JSON.
#[must_use]
pub fn statement_text(slots: &Slots, of: &Statement) -> String {
    let mut out = String::new();
    statement(&mut out, slots, of);
    out
}

/// What the entry of a catalog version commits to.
pub(crate) fn catalog_payload(number: u64, hash: &str, at: Timestamp) -> String {
    let hash = json_text(hash);
    format!("{{\"at\":\"{at}\",\"hash\":{hash},\"number\":{number},\"type\":\"{CATALOG_TYPE}\"}}")
}

/// What the entry of a new key commits to.
pub(super) fn key_payload(verifier: &str, at: Timestamp) -> String {
    let verifier = json_text(verifier);
    format!("{{\"at\":\"{at}\",\"type\":\"{KEY_TYPE}\",\"verifier\":{verifier}}}")
}

fn statement(out: &mut String, slots: &Slots, statement: &Statement) {
    match *statement {
        Statement::Consent {
            purpose,
            channel,
            act,
            text_version,
            explicit,
            separate,
        } => {
            let _ = write!(out, "{{\"act\":\"{}\"", act_word(act));
            if let Some(channel) = channel {
                named(out, slots, "channel", Name::Channel(channel));
            }
            let _ = write!(out, ",\"explicit\":{explicit},\"kind\":\"consent\"");
            named(out, slots, "purpose", Name::Purpose(purpose));
            let _ = write!(
                out,
                ",\"separate\":{separate},\"text_version\":{text_version}}}"
            );
        }
        Statement::Objection { brand, purpose, on } => {
            out.push('{');
            name(out, slots, "brand", Name::Brand(brand));
            let _ = write!(out, ",\"kind\":\"objection\",\"on\":{on}");
            if let Some(purpose) = purpose {
                named(out, slots, "purpose", Name::Purpose(purpose));
            }
            out.push('}');
        }
        Statement::Flag { flag, brand, on } => {
            out.push('{');
            if let Some(brand) = brand {
                name(out, slots, "brand", Name::Brand(brand));
                out.push(',');
            }
            let flag = flag_word(flag);
            let _ = write!(out, "\"flag\":\"{flag}\",\"kind\":\"flag\",\"on\":{on}}}");
        }
        Statement::Preference { brand, preference } => {
            out.push('{');
            name(out, slots, "brand", Name::Brand(brand));
            preferred(out, slots, preference);
            out.push('}');
        }
    }
}

fn preferred(out: &mut String, slots: &Slots, preference: Preference) {
    match preference {
        Preference::Channel { channel, wanted } => {
            named(out, slots, "channel", Name::Channel(channel));
            let _ = write!(out, ",\"kind\":\"preference\",\"wanted\":{wanted}");
        }
        Preference::Topic { topic, wanted } => {
            out.push_str(",\"kind\":\"preference\"");
            named(out, slots, "topic", Name::Topic(topic));
            let _ = write!(out, ",\"wanted\":{wanted}");
        }
        Preference::Frequency {
            channel,
            messages_max,
            days,
        } => {
            named(out, slots, "channel", Name::Channel(channel));
            let _ = write!(
                out,
                ",\"days\":{days},\"kind\":\"preference\",\"messages_max\":{messages_max}"
            );
        }
        Preference::QuietHours {
            channel,
            from_minute,
            until_minute,
            utc_offset_minutes,
        } => {
            named(out, slots, "channel", Name::Channel(channel));
            let _ = write!(
                out,
                ",\"from_minute\":{from_minute},\"kind\":\"preference\",\
                 \"until_minute\":{until_minute},\"utc_offset_minutes\":{utc_offset_minutes}"
            );
        }
    }
}

#[derive(Clone, Copy)]
enum Name {
    Brand(BrandId),
    Purpose(PurposeId),
    Channel(ChannelId),
    Topic(TopicId),
}

fn named(out: &mut String, slots: &Slots, key: &str, of: Name) {
    out.push(',');
    name(out, slots, key, of);
}

/// A member whose value is a name; a slot without one, which no store has, is named by its number.
fn name(out: &mut String, slots: &Slots, key: &str, of: Name) {
    let (kind, slot) = match of {
        Name::Brand(id) => (SlotKind::Brand, usize::from(id.slot())),
        Name::Purpose(id) => (SlotKind::Purpose, usize::from(id.slot())),
        Name::Channel(id) => (SlotKind::Channel, usize::from(id.slot())),
        Name::Topic(id) => (SlotKind::Topic, usize::from(id.slot())),
    };
    let _ = write!(out, "\"{key}\":");
    match slots.name(kind, slot) {
        Some(name) => text(out, name),
        None => {
            let _ = write!(out, "\"#{slot}\"");
        }
    }
}

/// A text as JSON has it, in quotes.
#[must_use]
pub fn json_text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    text(&mut out, value);
    out
}

/// RFC 8785: only quotes, backslashes and control characters are escaped, in one way each.
fn text(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

const fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Person => "person",
        Actor::Guardian => "guardian",
        Actor::Staff => "staff",
        Actor::Agent => "agent",
        Actor::Signal => "signal",
        Actor::Controller => "controller",
    }
}

const fn act_word(act: Act) -> &'static str {
    match act {
        Act::Request => "request",
        Act::Grant => "grant",
        Act::Confirm => "confirm",
        Act::Deny => "deny",
        Act::Withdraw => "withdraw",
        Act::Revoke => "revoke",
        Act::Invalidate => "invalidate",
    }
}

const fn flag_word(flag: Flag) -> &'static str {
    match flag {
        Flag::Restriction => "restriction",
        Flag::SaleOptOut => "sale_opt_out",
        Flag::Gpc => "gpc",
        Flag::LimitSensitive => "limit_sensitive",
        Flag::Child => "child",
        Flag::YoungChild => "young_child",
        Flag::LegalHold => "legal_hold",
        Flag::Erased => "erased",
    }
}

#[cfg(test)]
mod tests {
    use telos_model::consent::FactId;

    use super::*;

    fn slots() -> Slots {
        let mut slots = Slots::default();
        for (kind, name) in [
            (SlotKind::Brand, "aria"),
            (SlotKind::Purpose, "aria/news"),
            (SlotKind::Channel, "email"),
            (SlotKind::Topic, "jazz"),
        ] {
            slots.intern(kind, name).expect("room");
        }
        slots
    }

    fn statement_of(statement: Statement) -> String {
        let mut out = String::new();
        super::statement(&mut out, &slots(), &statement);
        out
    }

    /// What was committed to must come out the same for ever.
    #[test]
    fn the_payload_of_a_fact_never_changes_between_releases() {
        let fact = PermissionFact {
            id: FactId([0xab; 16]),
            statement: Statement::Consent {
                purpose: PurposeId::new(0),
                channel: Some(ChannelId::new(0)),
                act: Act::Grant,
                text_version: 3,
                explicit: true,
                separate: false,
            },
            actor: Actor::Person,
            effective: Timestamp::from_millis(1_777_809_600_123),
            recorded: Timestamp::from_millis(1_777_809_601_000),
        };
        let detail = FactDetail {
            locale: "de-DE".into(),
            method: "form".into(),
            evidence: Some("a \"quoted\"\\\u{1}\n line \u{e9}\u{65e5}".into()),
        };
        let expected = concat!(
            r#"{"actor":"person","effective":"2026-05-03T12:00:00.123Z","evidence":"a \"quoted\"\\\u0001\n line é日","#,
            r#""fact":"fabababababababababababababababab","locale":"de-DE","method":"form","recorded":"2026-05-03T12:00:01.000Z","#,
            r#""statement":{"act":"grant","channel":"email","explicit":true,"kind":"consent","purpose":"aria/news","separate":false,"text_version":3},"#,
            r#""subject":"n000000000000004d","type":"telos-permission-fact/1"}"#,
        );
        let payload = fact_payload(&slots(), NodeId::new(77), &fact, &detail);
        assert_eq!(payload, expected);
    }

    #[test]
    fn each_kind_of_statement_has_its_form() {
        let (brand, channel) = (BrandId::new(0), ChannelId::new(0));
        let preference = |preference| Statement::Preference { brand, preference };
        let cases = [
            (
                Statement::Objection {
                    brand,
                    purpose: None,
                    on: true,
                },
                r#"{"brand":"aria","kind":"objection","on":true}"#,
            ),
            (
                Statement::Objection {
                    brand,
                    purpose: Some(PurposeId::new(0)),
                    on: false,
                },
                r#"{"brand":"aria","kind":"objection","on":false,"purpose":"aria/news"}"#,
            ),
            (
                Statement::Flag {
                    flag: Flag::Gpc,
                    brand: None,
                    on: true,
                },
                r#"{"flag":"gpc","kind":"flag","on":true}"#,
            ),
            (
                Statement::Flag {
                    flag: Flag::SaleOptOut,
                    brand: Some(brand),
                    on: true,
                },
                r#"{"brand":"aria","flag":"sale_opt_out","kind":"flag","on":true}"#,
            ),
            (
                preference(Preference::Channel {
                    channel,
                    wanted: false,
                }),
                r#"{"brand":"aria","channel":"email","kind":"preference","wanted":false}"#,
            ),
            (
                preference(Preference::Topic {
                    topic: TopicId::new(0),
                    wanted: true,
                }),
                r#"{"brand":"aria","kind":"preference","topic":"jazz","wanted":true}"#,
            ),
            (
                preference(Preference::Frequency {
                    channel,
                    messages_max: 2,
                    days: 7,
                }),
                r#"{"brand":"aria","channel":"email","days":7,"kind":"preference","messages_max":2}"#,
            ),
            (
                preference(Preference::QuietHours {
                    channel: ChannelId::new(9),
                    from_minute: 1_320,
                    until_minute: 420,
                    utc_offset_minutes: -60,
                }),
                r##"{"brand":"aria","channel":"#9","from_minute":1320,"kind":"preference","until_minute":420,"utc_offset_minutes":-60}"##,
            ),
        ];
        for (statement, expected) in cases {
            assert_eq!(statement_of(statement), expected);
        }
    }
}
