//! What a message states about permission: consents in its context, consent messages, signals.

#[path = "signals.rs"]
mod signals;

use std::borrow::Cow;

use super::validate::reject;
use super::{CallName, Finding, Problem, RawMessage, Rejection, Stated};
use crate::catalog::{Catalog, Purpose};
use crate::consent::{Act, Actor, FactDetail, FactId, Flag, PermissionFact, Preference, Statement};
use crate::id::{BrandId, ChannelId, EventId, PurposeId};
use crate::json::Json;
use crate::normalise;
use crate::time::Timestamp;

/// The most statements in one message.
pub(super) const STATEMENTS_MAX: usize = 200;
/// The longest evidence, method or locale, in bytes.
pub(super) const DETAIL_BYTES_MAX: usize = 1_024;

/// What every statement may have.
pub const STATEMENT_DETAILS: [&str; 4] = ["actor", "method", "evidence", "locale"];
/// What a consent may have besides.
pub const CONSENT_MEMBERS: &[&str] = &[
    "purpose",
    "act",
    "channel",
    "text_version",
    "explicit",
    "separate",
];
/// What an objection may have besides.
pub const OBJECTION_MEMBERS: &[&str] = &["purpose", "on"];
/// What a flag may have besides.
pub const FLAG_MEMBERS: &[&str] = &["flag", "on", "every_brand"];

/// What a kind of statement may have besides. Anything else is a mistake: left out unseen, a text
/// version that is written wrong would have the person agree to another text.
struct Members {
    list: &'static str,
    known: &'static [&'static str],
    mend: &'static str,
}

const CONSENT: Members = Members {
    list: "consents",
    known: CONSENT_MEMBERS,
    mend: "send purpose and act; if need be channel, text_version, explicit, separate, actor, \
           method, evidence and locale",
};
const OBJECTION: Members = Members {
    list: "objections",
    known: OBJECTION_MEMBERS,
    mend: "send purpose and on; if need be actor, method, evidence and locale",
};
const FLAG: Members = Members {
    list: "flags",
    known: FLAG_MEMBERS,
    mend: "send flag, on and every_brand; if need be actor, method, evidence and locale",
};
const TOPIC: Members = Members {
    list: "preferences",
    known: &["topic", "wanted"],
    mend: "send topic and wanted; if need be actor, method, evidence and locale",
};
const CHANNEL: Members = Members {
    list: "preferences",
    known: &["channel", "wanted"],
    mend: "send channel with wanted, with messages_max and days, or with from_minute, until_minute \
           and utc_offset_minutes; or topic with wanted",
};
const FREQUENCY: Members = Members {
    known: &["channel", "messages_max", "days"],
    ..CHANNEL
};
const QUIET_HOURS: Members = Members {
    known: &[
        "channel",
        "from_minute",
        "until_minute",
        "utc_offset_minutes",
    ],
    ..CHANNEL
};

/// The track events by which consent tools say that the person decided just now.
pub(super) fn is_consent_event(name: &str) -> bool {
    name == "Segment Consent Preference Updated" || name == "Segment Consent Preference"
}

/// Reads all that a message states about permission, where its key (`trusted`) may speak for others.
pub(super) fn read(
    catalog: &Catalog,
    raw: &RawMessage<'_>,
    (brand, trusted, call, event, occurred): (BrandId, bool, CallName, EventId, Timestamp),
    findings: &mut Vec<Finding>,
) -> Result<Vec<Stated>, Rejection> {
    let decided = call == CallName::Track
        && raw
            .body
            .get("event")
            .and_then(Json::as_str)
            .is_some_and(is_consent_event);
    let mut reader = Reader {
        catalog,
        brand,
        trusted,
        event,
        effective: occurred,
        recorded: raw.received,
        locale: raw
            .body
            .at(&["context", "locale"])
            .and_then(Json::as_str)
            .and_then(|text| normalise::locale(text).ok())
            .unwrap_or_default(),
        stated: Vec::new(),
    };
    reader.context(&raw.body, decided, findings);
    signals::read(&mut reader, &raw.body, findings);
    if raw.gpc {
        let flag = Statement::Flag {
            flag: Flag::Gpc,
            brand: None,
            on: true,
        };
        reader.push(flag, Actor::Signal, "gpc", None, true);
    }
    if call == CallName::Consent {
        reader.message(&raw.body, findings)?;
    }
    if reader.stated.len() > STATEMENTS_MAX {
        return Err(reject(
            "statements_too_many",
            "consents",
            "more than 200 statements",
            "send several messages",
        ));
    }
    Ok(reader.stated)
}

struct Reader<'r> {
    catalog: &'r Catalog,
    brand: BrandId,
    /// The source's key is known to the brand's own systems alone.
    trusted: bool,
    event: EventId,
    effective: Timestamp,
    recorded: Timestamp,
    /// A valid one or empty: it goes into the record with every fact, past the gate.
    locale: Cow<'r, str>,
    stated: Vec<Stated>,
}

impl Reader<'_> {
    fn push(
        &mut self,
        statement: Statement,
        actor: Actor,
        method: &str,
        evidence: Option<&str>,
        remembered: bool,
    ) {
        let id = fact_id(self.event, self.stated.len());
        self.stated.push(Stated {
            fact: PermissionFact {
                id,
                statement,
                actor,
                effective: self.effective,
                recorded: self.recorded,
            },
            detail: FactDetail {
                locale: self.locale.as_ref().into(),
                method: method.into(),
                evidence: evidence.map(Into::into),
            },
            remembered,
        });
    }

    /// `context.consent.categoryPreferences` and `RudderStack`'s `context.consentManagement`.
    fn context(&mut self, body: &Json<'_>, decided: bool, findings: &mut Vec<Finding>) {
        let preferences = body.at(&["context", "consent", "categoryPreferences"]);
        for (name, value) in preferences.and_then(Json::as_map).unwrap_or_default() {
            match value.as_bool() {
                Some(yes) => self.category(name, yes, decided, findings),
                None => findings.push(Finding {
                    field: None,
                    problem: Problem::WrongType,
                }),
            }
        }
        for (key, yes) in [("allowedConsentIds", true), ("deniedConsentIds", false)] {
            let ids = body.at(&["context", "consentManagement", key]);
            for id in ids.and_then(Json::as_list).unwrap_or_default() {
                self.category(id.as_str().unwrap_or_default(), yes, decided, findings);
            }
        }
    }

    /// One consent category: every purpose of the brand that it is a name for.
    fn category(&mut self, name: &str, yes: bool, decided: bool, findings: &mut Vec<Finding>) {
        let catalog = self.catalog;
        let mut known = false;
        for purpose in catalog.purposes.iter().flatten() {
            let named =
                *purpose.name == *name || purpose.signals.iter().any(|signal| **signal == *name);
            if purpose.brand != self.brand || !named {
                continue;
            }
            known = true;
            let statement = Statement::Consent {
                purpose: purpose.id,
                channel: None,
                act: if yes { Act::Grant } else { Act::Deny },
                text_version: purpose.text_version(),
                explicit: false,
                separate: false,
            };
            let actor = if decided {
                Actor::Person
            } else {
                Actor::Signal
            };
            self.push(statement, actor, "sdk", None, !decided);
        }
        if !known {
            findings.push(Finding {
                field: None,
                problem: Problem::UnknownConsentCategory,
            });
        }
    }

    /// A consent message: `consents`, `objections`, `flags` and `preferences`.
    fn message(&mut self, body: &Json<'_>, findings: &mut Vec<Finding>) -> Result<(), Rejection> {
        for item in list(body, "consents")? {
            let statement = self.consent(item)?;
            self.stated_by(item, statement, findings)?;
        }
        for item in list(body, "objections")? {
            only(item, &OBJECTION)?;
            let purpose = match item.get("purpose") {
                None | Some(Json::Null) => None,
                Some(name) => Some(self.purpose(name)?),
            };
            let on = bool_or(item, "on", true)?;
            let statement = Statement::Objection {
                brand: self.brand,
                purpose,
                on,
            };
            self.stated_by(item, statement, findings)?;
        }
        for item in list(body, "flags")? {
            only(item, &FLAG)?;
            let flag = flag(item)?;
            let on = bool_or(item, "on", true)?;
            let brand = bool_or(item, "every_brand", false)?;
            let brand = (!brand).then_some(self.brand);
            let statement = Statement::Flag { flag, brand, on };
            self.stated_by(item, statement, findings)?;
        }
        for item in list(body, "preferences")? {
            let preference = self.preference(item)?;
            let statement = Statement::Preference {
                brand: self.brand,
                preference,
            };
            self.stated_by(item, statement, findings)?;
        }
        if self.stated.iter().all(|stated| stated.remembered) {
            return Err(reject(
                "consent_empty",
                "consents",
                "a consent message states at least one thing",
                "send consents, objections, flags or preferences as lists of objects",
            ));
        }
        Ok(())
    }

    fn consent(&self, item: &Json<'_>) -> Result<Statement, Rejection> {
        only(item, &CONSENT)?;
        let purpose = self.purpose(item.get("purpose").unwrap_or(&Json::Null))?;
        let act = act(item)?;
        let channel = match item.get("channel").filter(|channel| !channel.is_null()) {
            None => None,
            Some(name) => Some(self.channel(name)?),
        };
        let newest = self
            .catalog
            .purpose(purpose)
            .map_or(0, Purpose::text_version);
        let text_version = match item
            .get("text_version")
            .filter(|version| !version.is_null())
        {
            None => newest,
            Some(version) => {
                let number = version
                    .as_i64()
                    .and_then(|number| u32::try_from(number).ok());
                number.filter(|number| *number <= newest).ok_or_else(|| {
                    reject(
                        "text_version_unknown",
                        "consents.text_version",
                        "the purpose has no text of this version",
                        "send the version that was shown",
                    )
                })?
            }
        };
        Ok(Statement::Consent {
            purpose,
            channel,
            act,
            text_version,
            explicit: bool_or(item, "explicit", false)?,
            separate: bool_or(item, "separate", false)?,
        })
    }

    /// Pushes a statement with the actor, method, evidence and language that its item names.
    fn stated_by(
        &mut self,
        item: &Json<'_>,
        statement: Statement,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Rejection> {
        let actor = item.get("actor").filter(|actor| !actor.is_null());
        let actor = match actor.map(|actor| actor.as_str().unwrap_or_default()) {
            None | Some("person") => Actor::Person,
            Some("guardian") => Actor::Guardian,
            Some("staff") => Actor::Staff,
            Some("agent") => Actor::Agent,
            Some("controller") => Actor::Controller,
            Some("signal") => Actor::Signal,
            Some(_) => {
                return Err(reject(
                    "actor_unknown",
                    "consents.actor",
                    "an unknown actor",
                    "use person, guardian, staff, agent, controller or signal",
                ));
            }
        };
        // A public key says nothing about who uses it: there, people speak for themselves.
        if !self.trusted && !matches!(actor, Actor::Person | Actor::Signal) {
            return Err(reject(
                "actor_not_trusted",
                "consents.actor",
                "a public write key cannot say that somebody else stated it",
                "send it with the key of a trusted source, or as staff",
            ));
        }
        let text = |key: &'static str| {
            let given = item.get(key).filter(|value| !value.is_null());
            let text = given.and_then(Json::as_str);
            if given.is_some() && text.is_none() {
                return Err(reject(
                    "detail_not_text",
                    key,
                    "this must be text",
                    "send text, such as a reference",
                ));
            }
            if text.is_some_and(|text| text.len() > DETAIL_BYTES_MAX) {
                return Err(reject(
                    "detail_too_long",
                    key,
                    "longer than 1024 bytes",
                    "send a reference instead",
                ));
            }
            Ok(text)
        };
        let (method, evidence) = (text("method")?, text("evidence")?);
        let locale = text("locale")?.map(normalise::locale);
        self.push(statement, actor, method.unwrap_or("api"), evidence, false);
        match (locale, self.stated.last_mut()) {
            (Some(Ok(locale)), Some(stated)) => stated.detail.locale = locale.as_ref().into(),
            // No reason to lose what was stated; that of the message stays.
            (Some(Err(_)), _) => findings.push(Finding {
                field: None,
                problem: Problem::WrongType,
            }),
            _ => {}
        }
        Ok(())
    }

    fn purpose(&self, name: &Json<'_>) -> Result<PurposeId, Rejection> {
        let found = name.as_str().and_then(|name| {
            let own = self.catalog.purposes.iter().flatten();
            let mut own = own.filter(|purpose| purpose.brand == self.brand);
            own.find(|purpose| *purpose.name == *name)
                .map(|purpose| purpose.id)
        });
        found.ok_or_else(|| {
            reject(
                "purpose_unknown",
                "consents.purpose",
                "the source's brand has no purpose of this name",
                "name a purpose of the catalog",
            )
        })
    }

    fn channel(&self, name: &Json<'_>) -> Result<ChannelId, Rejection> {
        let found = name
            .as_str()
            .and_then(|name| self.catalog.names.channels.get(name).copied());
        found.ok_or_else(|| {
            reject(
                "channel_unknown",
                "consents.channel",
                "the catalog has no channel of this name",
                "name a channel of the catalog",
            )
        })
    }

    fn preference(&self, item: &Json<'_>) -> Result<Preference, Rejection> {
        let has = |name: &str| item.get(name).is_some_and(|value| !value.is_null());
        if let Some(topic) = item.get("topic").filter(|topic| !topic.is_null()) {
            only(item, &TOPIC)?;
            let found = topic
                .as_str()
                .and_then(|name| self.catalog.names.topics.get(name).copied());
            let topic = found.ok_or_else(|| {
                reject(
                    "topic_unknown",
                    "preferences.topic",
                    "the catalog has no topic of this name",
                    "name a topic of the catalog",
                )
            })?;
            return Ok(Preference::Topic {
                topic,
                wanted: bool_or(item, "wanted", true)?,
            });
        }
        let channel = self.channel(item.get("channel").unwrap_or(&Json::Null))?;
        let number = |key: &'static str| {
            let number = item.get(key).and_then(Json::as_i64);
            let number = number.and_then(|number| u16::try_from(number).ok());
            number.ok_or_else(|| {
                reject(
                    "preference_invalid",
                    key,
                    "a whole number from 0 to 65535 is needed",
                    "send such a number",
                )
            })
        };
        if has("messages_max") || has("days") {
            only(item, &FREQUENCY)?;
            return Ok(Preference::Frequency {
                channel,
                messages_max: number("messages_max")?,
                days: number("days")?,
            });
        }
        if has("from_minute") || has("until_minute") {
            only(item, &QUIET_HOURS)?;
            let (from_minute, until_minute) = (number("from_minute")?, number("until_minute")?);
            let offset = match item.get("utc_offset_minutes") {
                None | Some(Json::Null) => Some(0),
                Some(offset) => offset.as_i64(),
            };
            let offset = offset.and_then(|offset| i16::try_from(offset).ok());
            let utc_offset_minutes = offset.filter(|offset| offset.abs() <= 14 * 60);
            let minutes = from_minute < 24 * 60 && until_minute < 24 * 60;
            let Some(utc_offset_minutes) = utc_offset_minutes.filter(|_| minutes) else {
                return Err(reject(
                    "preference_invalid",
                    "preferences",
                    "quiet hours are minutes of a day",
                    "send 0 to 1439, and an offset of at most 14 hours",
                ));
            };
            return Ok(Preference::QuietHours {
                channel,
                from_minute,
                until_minute,
                utc_offset_minutes,
            });
        }
        only(item, &CHANNEL)?;
        Ok(Preference::Channel {
            channel,
            wanted: bool_or(item, "wanted", true)?,
        })
    }
}

/// A fact's id: its event's, with the place in the message (from 0) mixed into the last two bytes.
#[must_use]
pub fn fact_id(event: EventId, place: usize) -> FactId {
    let mut bytes = event.0;
    let place = u16::try_from(place + 1).unwrap_or(u16::MAX).to_be_bytes();
    bytes[14] ^= place[0];
    bytes[15] ^= place[1];
    FactId(bytes)
}

fn list<'j>(body: &'j Json<'_>, key: &'static str) -> Result<&'j [Json<'j>], Rejection> {
    match body.get(key) {
        None | Some(Json::Null) => Ok(&[]),
        Some(Json::List(items)) => Ok(items),
        Some(_) => Err(reject(
            "consent_not_list",
            key,
            "this must be a list of objects",
            "send a list",
        )),
    }
}

/// Refuses a statement that is no object or says what such a statement does not have.
fn only(item: &Json<'_>, members: &Members) -> Result<(), Rejection> {
    let Some(said) = item.as_map() else {
        return Err(reject(
            "consent_not_list",
            members.list,
            "this must be a list of objects",
            "send a list of objects",
        ));
    };
    let known = |name: &str| members.known.contains(&name) || STATEMENT_DETAILS.contains(&name);
    if said
        .iter()
        .all(|(name, value)| value.is_null() || known(name))
    {
        return Ok(());
    }
    Err(reject(
        "statement_member_unknown",
        members.list,
        "a statement has a member that is not known, or two that exclude each other",
        members.mend,
    ))
}

fn bool_or(item: &Json<'_>, key: &'static str, default: bool) -> Result<bool, Rejection> {
    match item.get(key) {
        None | Some(Json::Null) => Ok(default),
        Some(Json::Bool(yes)) => Ok(*yes),
        Some(_) => Err(reject(
            "flag_not_boolean",
            key,
            "this must be true or false",
            "send a JSON boolean",
        )),
    }
}

fn act(item: &Json<'_>) -> Result<Act, Rejection> {
    Ok(match item.get("act").and_then(Json::as_str) {
        Some("request") => Act::Request,
        Some("grant") => Act::Grant,
        Some("confirm") => Act::Confirm,
        Some("deny") => Act::Deny,
        Some("withdraw") => Act::Withdraw,
        Some("revoke") => Act::Revoke,
        Some("invalidate") => Act::Invalidate,
        _ => {
            return Err(reject(
                "act_unknown",
                "consents.act",
                "what was done is missing or unknown",
                "use request, grant, confirm, deny, withdraw, revoke or invalidate",
            ));
        }
    })
}

/// Flags that a message may set. Erasure is a request of its own and comes by no message.
fn flag(item: &Json<'_>) -> Result<Flag, Rejection> {
    Ok(match item.get("flag").and_then(Json::as_str) {
        Some("restriction") => Flag::Restriction,
        Some("sale_opt_out") => Flag::SaleOptOut,
        Some("gpc") => Flag::Gpc,
        Some("limit_sensitive") => Flag::LimitSensitive,
        Some("child") => Flag::Child,
        Some("legal_hold") => Flag::LegalHold,
        _ => {
            return Err(reject(
                "flag_unknown",
                "flags.flag",
                "an unknown flag",
                "use restriction, sale_opt_out, gpc, limit_sensitive, child or legal_hold",
            ));
        }
    })
}
