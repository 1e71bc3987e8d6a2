//! A node's state as bytes, version 3, which is written anew with every event about its person and
//! so is kept small: times are told from when the node was made, what one event brought names it
//! once, and totals that are those of their days are left out. Version 2 has all of that in full;
//! version 1 besides says of no identifier that it was shown to be the person's own.

use telos_model::consent::{FactId, PermissionFact, PermissionRecord};
use telos_model::id::{
    EventId, EventKind, FieldId, IdentifierKind, JurisdictionSet, NodeId, PurposeSet, SegmentId,
    SourceId,
};
use telos_model::people::{Carried, FamilyId, Identifier, Node, Shown, Standing};
use telos_model::profile::{Held, Measured, NodeFold, Series, StoredStamp, Tally};
use telos_model::time::{Day, Timestamp};
use telos_model::value::Value;

use super::permission::{actor, actor_number, core, statement, write_statement};
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 3;
/// Versions before: all in full.
const FULL: u8 = 2;
const UNSHOWN: u8 = 1;
const WHAT: &str = "node";
/// So many events that brought values are looked through for one that is named already.
const ORIGINS_LOOKED_AT: usize = 16;

/// What brought a value: its source, its event, and when that happened.
type Origin = (SourceId, EventId, Timestamp);

/// A node's state without its row version; `in_family` says that its family has other nodes, so
/// that a reader knows whether there is a family to load.
#[must_use]
pub fn write_node(node: &Node, in_family: bool) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.flag(in_family);
    out.uint(node.id.number());
    let family = node.family.0.number().wrapping_sub(node.id.number());
    out.int(family.cast_signed());
    out.int(node.created.millis());
    let since = Since(node.created);
    out.flag(node.due != Timestamp::MAX);
    if node.due != Timestamp::MAX {
        since.write(&mut out, node.due);
    }
    out.len(node.identifiers.len());
    for carried in &node.identifiers {
        out.byte(carried.identifier.kind.slot());
        out.text(&carried.identifier.value);
        since.write(&mut out, carried.first_seen);
        Since(carried.first_seen).write(&mut out, carried.last_seen);
        out.byte(match carried.shown {
            None => 0,
            Some(Shown::Letter) => 1,
            Some(Shown::Vouched) => 2,
            Some(Shown::Within) => 3,
        });
    }
    out.len(node.groups.len());
    for (group, at, purposes) in &node.groups {
        out.text(group);
        since.write(&mut out, *at);
        out.wide(purposes.bits());
    }
    out.len(node.segments.len());
    for standing in &node.segments {
        out.uint(standing.segment.slot().into());
        since.write(&mut out, standing.since);
    }
    out.len(node.severed.len());
    for other in &node.severed {
        out.uint(other.number());
    }
    write_permissions(&mut out, &node.permissions, since);
    write_fold(&mut out, &node.fold, since);
    out.finish()
}

/// Reads what [`write_node`] wrote, now or in an earlier version.
pub fn read_node(bytes: &[u8], version: u64) -> Result<(Node, bool), Damaged> {
    let known = [FULL, UNSHOWN];
    let found = bytes.first().copied().filter(|found| known.contains(found));
    let form = found.unwrap_or(VERSION);
    let mut input = Reader::new(bytes, form, WHAT)?;
    let input = &mut input;
    let full = form < VERSION;
    let in_family = input.flag()?;
    let id = NodeId::new(input.uint()?);
    let family = FamilyId(NodeId::new(if full {
        input.uint()?
    } else {
        id.number().wrapping_add(input.int()?.cast_unsigned())
    }));
    let created = time(input)?;
    // In full, times are told from the epoch.
    let since = Since(if full { EPOCH } else { created });
    let due = if full || input.flag()? {
        since.read(input)?
    } else {
        Timestamp::MAX
    };
    let identifiers = input.list(|input| {
        let kind = IdentifierKind::new(input.byte()?);
        let value = input.text()?.into();
        let first_seen = since.read(input)?;
        let after = if full { since } else { Since(first_seen) };
        Ok(Carried {
            identifier: Identifier { kind, value },
            first_seen,
            last_seen: after.read(input)?,
            shown: if form == UNSHOWN { None } else { shown(input)? },
        })
    })?;
    let groups = input.list(|input| {
        let (group, at) = (input.text()?.into(), since.read(input)?);
        Ok((group, at, PurposeSet::from_bits(input.wide()?)))
    })?;
    let segments = input.list(|input| {
        Ok(Standing {
            segment: SegmentId::new(input.small()?),
            since: since.read(input)?,
        })
    })?;
    let severed = input.list(|input| Ok(NodeId::new(input.uint()?)))?;
    let permissions = read_permissions(input, full, since)?;
    let fold = if full {
        super::node_full::read_fold(input)?
    } else {
        read_fold(input, since)?
    };
    input.end()?;
    let node = Node {
        id,
        identifiers,
        family,
        permissions,
        fold,
        groups,
        segments,
        due,
        severed,
        created,
        version,
    };
    Ok((node, in_family))
}

const EPOCH: Timestamp = Timestamp::from_millis(0);

/// Times as the distance from one that is near them.
#[derive(Debug, Clone, Copy)]
struct Since(Timestamp);

impl Since {
    fn write(self, out: &mut Writer, at: Timestamp) {
        out.int(at.millis().wrapping_sub(self.0.millis()));
    }

    fn read(self, input: &mut Reader<'_>) -> Result<Timestamp, Damaged> {
        let after = input.int()?;
        Ok(Timestamp::from_millis(self.0.millis().wrapping_add(after)))
    }
}

fn shown(input: &mut Reader<'_>) -> Result<Option<Shown>, Damaged> {
    match input.byte()? {
        0 => Ok(None),
        1 => Ok(Some(Shown::Letter)),
        2 => Ok(Some(Shown::Vouched)),
        3 => Ok(Some(Shown::Within)),
        _ => Err(input.damaged()),
    }
}

fn write_permissions(out: &mut Writer, record: &PermissionRecord, since: Since) {
    let facts = record.facts();
    out.len(facts.len());
    for fact in facts {
        out.fixed(&fact.id.0);
        out.byte(actor_number(fact.actor));
        since.write(out, fact.effective);
        Since(fact.effective).write(out, fact.recorded);
        write_statement(out, fact.statement);
    }
    for place in [record.residence(), record.location()] {
        out.flag(place.is_some());
        if let Some((at, set)) = place {
            since.write(out, at);
            out.uint(set.bits());
        }
    }
}

fn read_permissions(
    input: &mut Reader<'_>,
    full: bool,
    since: Since,
) -> Result<PermissionRecord, Damaged> {
    let facts = if full {
        input.list(core)?
    } else {
        input.list(|input| {
            let id = FactId(input.fixed()?);
            let actor = actor(input)?;
            let effective = since.read(input)?;
            Ok(PermissionFact {
                id,
                actor,
                effective,
                recorded: Since(effective).read(input)?,
                statement: statement(input)?,
            })
        })?
    };
    let mut record = PermissionRecord::from_facts(facts);
    if input.flag()? {
        let at = since.read(input)?;
        record.note_residence(at, JurisdictionSet::from_bits(input.uint()?));
    }
    if input.flag()? {
        let at = since.read(input)?;
        record.note_location(at, JurisdictionSet::from_bits(input.uint()?));
    }
    Ok(record)
}

fn write_fold(out: &mut Writer, fold: &NodeFold, since: Since) {
    out.uint(fold.facts());
    write_traits(out, fold, since);
    out.len(fold.series().len());
    for series in fold.series() {
        write_measured(out, series.measured);
        out.wide(series.purposes.bits());
        let is_sum = sum(&series.days) == series.total;
        out.flag(is_sum);
        if !is_sum {
            write_tally(out, &series.total, since);
        }
        out.len(series.days.len());
        let mut before = since.0.day().number();
        for (day, tally) in &series.days {
            out.int(i64::from(day.number()) - i64::from(before));
            before = day.number();
            write_tally(out, tally, Since(day.start()));
        }
    }
}

/// Traits after the events that brought them, each of which is named once.
fn write_traits(out: &mut Writer, fold: &NodeFold, since: Since) {
    let held = || fold.traits().iter().flat_map(|(_, values)| values);
    let mut origins: Vec<Origin> = Vec::new();
    let mut places: Vec<usize> = Vec::with_capacity(fold.traits().len());
    for held in held() {
        let origin = (held.stamp.source, held.stamp.event, held.stamp.at);
        let latest = origins.iter().enumerate().rev().take(ORIGINS_LOOKED_AT);
        let named = latest.into_iter().find(|(_, known)| **known == origin);
        places.push(named.map_or(origins.len(), |(place, _)| place));
        if named.is_none() {
            origins.push(origin);
        }
    }
    out.len(origins.len());
    for (source, event, at) in origins {
        out.uint(source.slot().into());
        out.fixed(&event.0);
        since.write(out, at);
    }
    let mut places = places.into_iter();
    out.len(fold.traits().len());
    for (field, values) in fold.traits() {
        out.uint(field.slot().into());
        out.len(values.len());
        for held in values {
            write_value(out, &held.value);
            out.flag(held.raw.is_some());
            if let Some((text, purposes)) = &held.raw {
                out.text(text);
                out.wide(purposes.bits());
            }
            out.flag(held.valid);
            out.len(places.next().unwrap_or_default());
            out.wide(held.stamp.purposes.bits());
        }
    }
}

fn read_fold(input: &mut Reader<'_>, since: Since) -> Result<NodeFold, Damaged> {
    let facts = input.uint()?;
    let origins: Vec<Origin> = input.list(|input| {
        let (source, event) = (SourceId::new(input.small()?), EventId(input.fixed()?));
        Ok((source, event, since.read(input)?))
    })?;
    let traits = input.list(|input| {
        let field = FieldId::new(input.small()?);
        let values = input.few(|input| {
            Ok(Held {
                value: value(input)?,
                raw: raw(input)?,
                valid: input.flag()?,
                stamp: stamp(input, &origins)?,
            })
        })?;
        Ok((field, values))
    })?;
    let series = input.list(|input| {
        let measured = measured(input)?;
        let purposes = PurposeSet::from_bits(input.wide()?);
        let total = if input.flag()? {
            None
        } else {
            Some(tally(input, since)?)
        };
        let mut day = since.0.day();
        let days = input.list(|input| {
            let number = i64::from(day.number()).checked_add(input.int()?);
            let number = number.and_then(|number| i32::try_from(number).ok());
            day = Day::new(number.ok_or_else(|| input.damaged())?);
            Ok((day, tally(input, Since(day.start()))?))
        })?;
        Ok(Series {
            measured,
            purposes,
            total: total.unwrap_or_else(|| sum(&days)),
            days,
        })
    })?;
    Ok(NodeFold::from_parts(traits, series, facts))
}

/// What a series came to over these days.
fn sum(days: &[(Day, Tally)]) -> Tally {
    let tallies = days.iter().map(|(_, tally)| *tally);
    tallies.fold(Tally::NONE, Tally::plus)
}

pub(super) fn raw(input: &mut Reader<'_>) -> Result<Option<(Box<str>, PurposeSet)>, Damaged> {
    Ok(if input.flag()? {
        Some((input.text()?.into(), PurposeSet::from_bits(input.wide()?)))
    } else {
        None
    })
}

fn stamp(input: &mut Reader<'_>, origins: &[Origin]) -> Result<StoredStamp, Damaged> {
    let place: usize = input.small()?;
    let (source, event, at) = *origins.get(place).ok_or_else(|| input.damaged())?;
    Ok(StoredStamp {
        source,
        event,
        at,
        purposes: PurposeSet::from_bits(input.wide()?),
    })
}

pub(super) fn write_measured(out: &mut Writer, measured: Measured) {
    let (kind, slot) = match measured {
        Measured::Event(event) => (0, event.slot()),
        Measured::Field(field) => (1, field.slot()),
    };
    out.byte(kind);
    out.uint(slot.into());
}

pub(super) fn measured(input: &mut Reader<'_>) -> Result<Measured, Damaged> {
    match input.byte()? {
        0 => Ok(Measured::Event(EventKind::new(input.small()?))),
        1 => Ok(Measured::Field(FieldId::new(input.small()?))),
        _ => Err(input.damaged()),
    }
}

/// A tally: the last time as the distance from the first, which is small or nothing.
fn write_tally(out: &mut Writer, tally: &Tally, since: Since) {
    out.uint(tally.count);
    out.wide_int(tally.micros);
    since.write(out, tally.first);
    Since(tally.first).write(out, tally.last);
}

fn tally(input: &mut Reader<'_>, since: Since) -> Result<Tally, Damaged> {
    let count = input.uint()?;
    let micros = input.wide_int()?;
    let first = since.read(input)?;
    Ok(Tally {
        count,
        micros,
        first,
        last: Since(first).read(input)?,
    })
}

/// A tally with times from the epoch, as versions before have it.
pub(super) fn full_tally(input: &mut Reader<'_>) -> Result<Tally, Damaged> {
    tally(input, Since(EPOCH))
}

/// A value: its kind, then its content.
pub(super) fn write_value(out: &mut Writer, value: &Value) {
    match value {
        Value::Null => out.byte(0),
        Value::Bool(false) => out.byte(1),
        Value::Bool(true) => out.byte(2),
        Value::Number(number) => {
            out.byte(3);
            out.fixed(&number.to_be_bytes());
        }
        Value::Text(text) => {
            out.byte(4);
            out.text(text);
        }
        Value::Time(at) => {
            out.byte(5);
            out.int(at.millis());
        }
        Value::List(items) => {
            out.byte(6);
            out.len(items.len());
            for item in items {
                write_value(out, item);
            }
        }
    }
}

/// Reads a value; a list inside a list is not one that was written.
pub(super) fn value(input: &mut Reader<'_>) -> Result<Value, Damaged> {
    match input.byte()? {
        6 => {
            let items = input.list(|input| {
                let kind = input.byte()?;
                scalar(kind, input)
            })?;
            Ok(Value::List(items.into()))
        }
        kind => scalar(kind, input),
    }
}

fn scalar(kind: u8, input: &mut Reader<'_>) -> Result<Value, Damaged> {
    Ok(match kind {
        0 => Value::Null,
        1 => Value::Bool(false),
        2 => Value::Bool(true),
        3 => Value::Number(f64::from_be_bytes(input.fixed()?)),
        4 => Value::Text(input.text()?.into()),
        5 => Value::Time(time(input)?),
        _ => return Err(input.damaged()),
    })
}

pub(super) fn time(input: &mut Reader<'_>) -> Result<Timestamp, Damaged> {
    Ok(Timestamp::from_millis(input.int()?))
}
