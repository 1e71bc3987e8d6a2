//! Permission facts as bytes, version 2, which has the salt of the ledger's entry; version 1 has
//! none. A node's state has them too, without what goes with them.

use telos_ledger::Salt;
use telos_model::consent::{
    Act, Actor, FactDetail, FactId, Flag, PermissionFact, Preference, Statement,
};
use telos_model::id::{BrandId, ChannelId, PurposeId, TopicId};

use super::node::time;
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 2;
const UNSALTED: u8 = 1;
const WHAT: &str = "permission fact";

/// A fact with all that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFact {
    /// The fact.
    pub fact: PermissionFact,
    /// What goes with it.
    pub detail: FactDetail,
    /// The salt of its entry in the ledger; none if it is older than the ledger.
    pub salt: Option<Salt>,
}

/// A fact in full.
#[must_use]
pub fn write_fact(fact: &PermissionFact, detail: &FactDetail, salt: Option<&Salt>) -> Vec<u8> {
    let mut out = Writer::new(if salt.is_some() { VERSION } else { UNSALTED });
    if let Some(salt) = salt {
        out.fixed(&salt.0);
    }
    write_core(&mut out, fact);
    out.text(&detail.locale);
    out.text(&detail.method);
    out.maybe_text(detail.evidence.as_deref());
    out.finish()
}

/// Reads what [`write_fact`] wrote.
pub fn read_fact(bytes: &[u8]) -> Result<RecordedFact, Damaged> {
    let salted = bytes.first() == Some(&VERSION);
    let version = if salted { VERSION } else { UNSALTED };
    let mut input = Reader::new(bytes, version, WHAT)?;
    let salt = if salted {
        Some(Salt(input.fixed()?))
    } else {
        None
    };
    let fact = core(&mut input)?;
    let detail = FactDetail {
        locale: input.text()?.into(),
        method: input.text()?.into(),
        evidence: input.maybe_text()?.map(Into::into),
    };
    input.end()?;
    Ok(RecordedFact { fact, detail, salt })
}

fn write_core(out: &mut Writer, fact: &PermissionFact) {
    out.fixed(&fact.id.0);
    out.byte(actor_number(fact.actor));
    out.int(fact.effective.millis());
    out.int(fact.recorded.millis());
    write_statement(out, fact.statement);
}

pub(super) fn core(input: &mut Reader<'_>) -> Result<PermissionFact, Damaged> {
    let id = FactId(input.fixed()?);
    let actor = actor(input)?;
    let effective = time(input)?;
    let recorded = time(input)?;
    Ok(PermissionFact {
        id,
        statement: statement(input)?,
        actor,
        effective,
        recorded,
    })
}

pub(super) fn actor_number(actor: Actor) -> u8 {
    position(&ACTORS, actor)
}

pub(super) fn actor(input: &mut Reader<'_>) -> Result<Actor, Damaged> {
    at(&ACTORS, input)
}

pub(super) fn write_statement(out: &mut Writer, statement: Statement) {
    match statement {
        Statement::Consent {
            purpose,
            channel,
            act,
            text_version,
            explicit,
            separate,
        } => {
            out.byte(0);
            out.byte(purpose.slot());
            out.flag(channel.is_some());
            if let Some(channel) = channel {
                out.byte(channel.slot());
            }
            out.byte(position(&ACTS, act));
            out.uint(text_version.into());
            out.flag(explicit);
            out.flag(separate);
        }
        Statement::Objection { brand, purpose, on } => {
            out.byte(1);
            out.byte(brand.slot());
            out.flag(purpose.is_some());
            if let Some(purpose) = purpose {
                out.byte(purpose.slot());
            }
            out.flag(on);
        }
        Statement::Flag { flag, brand, on } => {
            out.byte(2);
            out.byte(position(&FLAGS, flag));
            out.flag(brand.is_some());
            if let Some(brand) = brand {
                out.byte(brand.slot());
            }
            out.flag(on);
        }
        Statement::Preference { brand, preference } => {
            out.byte(3);
            out.byte(brand.slot());
            write_preference(out, preference);
        }
    }
}

pub(super) fn statement(input: &mut Reader<'_>) -> Result<Statement, Damaged> {
    Ok(match input.byte()? {
        0 => Statement::Consent {
            purpose: PurposeId::new(input.byte()?),
            channel: maybe(input, |input| Ok(ChannelId::new(input.byte()?)))?,
            act: at(&ACTS, input)?,
            text_version: input.small()?,
            explicit: input.flag()?,
            separate: input.flag()?,
        },
        1 => Statement::Objection {
            brand: BrandId::new(input.byte()?),
            purpose: maybe(input, |input| Ok(PurposeId::new(input.byte()?)))?,
            on: input.flag()?,
        },
        2 => Statement::Flag {
            flag: at(&FLAGS, input)?,
            brand: maybe(input, |input| Ok(BrandId::new(input.byte()?)))?,
            on: input.flag()?,
        },
        3 => Statement::Preference {
            brand: BrandId::new(input.byte()?),
            preference: preference(input)?,
        },
        _ => return Err(input.damaged()),
    })
}

fn write_preference(out: &mut Writer, preference: Preference) {
    match preference {
        Preference::Channel { channel, wanted } => {
            out.byte(0);
            out.byte(channel.slot());
            out.flag(wanted);
        }
        Preference::Topic { topic, wanted } => {
            out.byte(1);
            out.uint(topic.slot().into());
            out.flag(wanted);
        }
        Preference::Frequency {
            channel,
            messages_max,
            days,
        } => {
            out.byte(2);
            out.byte(channel.slot());
            out.uint(messages_max.into());
            out.uint(days.into());
        }
        Preference::QuietHours {
            channel,
            from_minute,
            until_minute,
            utc_offset_minutes,
        } => {
            out.byte(3);
            out.byte(channel.slot());
            out.uint(from_minute.into());
            out.uint(until_minute.into());
            out.int(utc_offset_minutes.into());
        }
    }
}

fn preference(input: &mut Reader<'_>) -> Result<Preference, Damaged> {
    Ok(match input.byte()? {
        0 => Preference::Channel {
            channel: ChannelId::new(input.byte()?),
            wanted: input.flag()?,
        },
        1 => Preference::Topic {
            topic: TopicId::new(input.small()?),
            wanted: input.flag()?,
        },
        2 => Preference::Frequency {
            channel: ChannelId::new(input.byte()?),
            messages_max: input.small()?,
            days: input.small()?,
        },
        3 => Preference::QuietHours {
            channel: ChannelId::new(input.byte()?),
            from_minute: input.small()?,
            until_minute: input.small()?,
            utc_offset_minutes: i16::try_from(input.int()?).map_err(|_| input.damaged())?,
        },
        _ => return Err(input.damaged()),
    })
}

fn maybe<T>(
    input: &mut Reader<'_>,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, Damaged>,
) -> Result<Option<T>, Damaged> {
    Ok(if input.flag()? {
        Some(read(input)?)
    } else {
        None
    })
}

/// Stored numbers are places in these lists: append only.
const ACTORS: [Actor; 6] = [
    Actor::Person,
    Actor::Guardian,
    Actor::Staff,
    Actor::Agent,
    Actor::Signal,
    Actor::Controller,
];
const ACTS: [Act; 7] = [
    Act::Request,
    Act::Grant,
    Act::Confirm,
    Act::Deny,
    Act::Withdraw,
    Act::Revoke,
    Act::Invalidate,
];
const FLAGS: [Flag; 8] = [
    Flag::Restriction,
    Flag::SaleOptOut,
    Flag::Gpc,
    Flag::LimitSensitive,
    Flag::Child,
    Flag::LegalHold,
    Flag::Erased,
    Flag::YoungChild,
];

/// The stored number of a listed item.
pub(super) fn position<T: PartialEq + Copy>(list: &[T], item: T) -> u8 {
    let place = list.iter().position(|known| *known == item);
    let place = place.expect("every variant is listed");
    u8::try_from(place).expect("lists are short")
}

/// The listed item of the stored number that is read next.
pub(super) fn at<T: Copy>(list: &[T], input: &mut Reader<'_>) -> Result<T, Damaged> {
    let place = input.byte()?;
    list.get(usize::from(place))
        .copied()
        .ok_or_else(|| input.damaged())
}
