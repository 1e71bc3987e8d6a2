//! A node's state as bytes, version 2. Version 1 says of no identifier that it was shown to be the
//! person's own.

use smallvec::SmallVec;
use telos_model::consent::PermissionRecord;
use telos_model::id::{
    EventId, EventKind, FieldId, IdentifierKind, JurisdictionSet, NodeId, PurposeSet, SegmentId,
    SourceId,
};
use telos_model::people::{Carried, FamilyId, Identifier, Node, Shown, Standing};
use telos_model::profile::{Held, Measured, NodeFold, Series, StoredStamp, Tally};
use telos_model::time::{Day, Timestamp};
use telos_model::value::Value;

use super::permission::{core, write_core};
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 2;
/// The version before.
const BEFORE: u8 = 1;
const WHAT: &str = "node";
/// What most states fit in.
const NODE_BYTES: usize = 2_048;

/// A node's state without its row version; `in_family` says that its family has other nodes, so
/// that a reader knows whether there is a family to load.
#[must_use]
pub fn write_node(node: &Node, in_family: bool) -> Vec<u8> {
    let mut out = Writer::roomy(VERSION, NODE_BYTES);
    out.flag(in_family);
    out.uint(node.id.number());
    out.uint(node.family.0.number());
    out.int(node.created.millis());
    out.int(node.due.millis());
    out.len(node.identifiers.len());
    for carried in &node.identifiers {
        out.byte(carried.identifier.kind.slot());
        out.text(&carried.identifier.value);
        out.int(carried.first_seen.millis());
        out.int(carried.last_seen.millis());
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
        out.int(at.millis());
        out.wide(purposes.bits());
    }
    out.len(node.segments.len());
    for standing in &node.segments {
        out.uint(standing.segment.slot().into());
        out.int(standing.since.millis());
    }
    out.len(node.severed.len());
    for other in &node.severed {
        out.uint(other.number());
    }
    write_permissions(&mut out, &node.permissions);
    write_fold(&mut out, &node.fold);
    out.finish()
}

/// Reads what [`write_node`] wrote.
pub fn read_node(bytes: &[u8], version: u64) -> Result<(Node, bool), Damaged> {
    let before = bytes.first() == Some(&BEFORE);
    let found = if before { BEFORE } else { VERSION };
    let mut input = Reader::new(bytes, found, WHAT)?;
    let in_family = input.flag()?;
    let id = NodeId::new(input.uint()?);
    let family = FamilyId(NodeId::new(input.uint()?));
    let created = time(&mut input)?;
    let due = time(&mut input)?;
    let identifiers = input.list(|input| {
        let kind = IdentifierKind::new(input.byte()?);
        let value = input.text()?.into();
        Ok(Carried {
            identifier: Identifier { kind, value },
            first_seen: time(input)?,
            last_seen: time(input)?,
            shown: if before { None } else { shown(input)? },
        })
    })?;
    let groups = input.list(|input| {
        let (group, at) = (input.text()?.into(), time(input)?);
        Ok((group, at, PurposeSet::from_bits(input.wide()?)))
    })?;
    let segments = input.list(|input| {
        Ok(Standing {
            segment: SegmentId::new(input.small()?),
            since: time(input)?,
        })
    })?;
    let severed = input.list(|input| Ok(NodeId::new(input.uint()?)))?;
    let permissions = read_permissions(&mut input)?;
    let fold = read_fold(&mut input)?;
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

fn shown(input: &mut Reader<'_>) -> Result<Option<Shown>, Damaged> {
    match input.byte()? {
        0 => Ok(None),
        1 => Ok(Some(Shown::Letter)),
        2 => Ok(Some(Shown::Vouched)),
        3 => Ok(Some(Shown::Within)),
        _ => Err(input.damaged()),
    }
}

fn write_permissions(out: &mut Writer, record: &PermissionRecord) {
    let facts = record.facts();
    out.len(facts.len());
    for fact in facts {
        write_core(out, fact);
    }
    for place in [record.residence(), record.location()] {
        out.flag(place.is_some());
        if let Some((at, set)) = place {
            out.int(at.millis());
            out.uint(set.bits());
        }
    }
}

fn read_permissions(input: &mut Reader<'_>) -> Result<PermissionRecord, Damaged> {
    let facts = input.list(core)?;
    let mut record = PermissionRecord::from_facts(facts);
    if input.flag()? {
        record.note_residence(time(input)?, JurisdictionSet::from_bits(input.uint()?));
    }
    if input.flag()? {
        record.note_location(time(input)?, JurisdictionSet::from_bits(input.uint()?));
    }
    Ok(record)
}

fn write_fold(out: &mut Writer, fold: &NodeFold) {
    out.uint(fold.facts());
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
            write_stamp(out, &held.stamp);
        }
    }
    out.len(fold.series().len());
    for series in fold.series() {
        write_measured(out, series.measured);
        out.wide(series.purposes.bits());
        write_tally(out, &series.total);
        out.len(series.days.len());
        for (day, tally) in &series.days {
            out.int(day.number().into());
            write_tally(out, tally);
        }
    }
}

fn read_fold(input: &mut Reader<'_>) -> Result<NodeFold, Damaged> {
    let facts = input.uint()?;
    let traits = input.list(|input| {
        let field = FieldId::new(input.small()?);
        let values = input.list(|input| {
            let value = value(input)?;
            let raw = if input.flag()? {
                Some((input.text()?.into(), PurposeSet::from_bits(input.wide()?)))
            } else {
                None
            };
            Ok(Held {
                value,
                raw,
                valid: input.flag()?,
                stamp: stamp(input)?,
            })
        })?;
        Ok((field, SmallVec::from_vec(values)))
    })?;
    let series = input.list(|input| {
        Ok(Series {
            measured: measured(input)?,
            purposes: PurposeSet::from_bits(input.wide()?),
            total: tally(input)?,
            days: input.list(|input| {
                let day = i32::try_from(input.int()?).map_err(|_| input.damaged())?;
                Ok((Day::new(day), tally(input)?))
            })?,
        })
    })?;
    Ok(NodeFold::from_parts(traits, series, facts))
}

fn write_stamp(out: &mut Writer, stamp: &StoredStamp) {
    out.uint(stamp.source.slot().into());
    out.fixed(&stamp.event.0);
    out.int(stamp.at.millis());
    out.wide(stamp.purposes.bits());
}

fn stamp(input: &mut Reader<'_>) -> Result<StoredStamp, Damaged> {
    Ok(StoredStamp {
        source: SourceId::new(input.small()?),
        event: EventId(input.fixed()?),
        at: time(input)?,
        purposes: PurposeSet::from_bits(input.wide()?),
    })
}

fn write_measured(out: &mut Writer, measured: Measured) {
    let (kind, slot) = match measured {
        Measured::Event(event) => (0, event.slot()),
        Measured::Field(field) => (1, field.slot()),
    };
    out.byte(kind);
    out.uint(slot.into());
}

fn measured(input: &mut Reader<'_>) -> Result<Measured, Damaged> {
    match input.byte()? {
        0 => Ok(Measured::Event(EventKind::new(input.small()?))),
        1 => Ok(Measured::Field(FieldId::new(input.small()?))),
        _ => Err(input.damaged()),
    }
}

/// A tally: the last time as the distance from the first, which is small or nothing.
fn write_tally(out: &mut Writer, tally: &Tally) {
    out.uint(tally.count);
    out.wide_int(tally.micros);
    out.int(tally.first.millis());
    out.int(tally.last.millis().wrapping_sub(tally.first.millis()));
}

fn tally(input: &mut Reader<'_>) -> Result<Tally, Damaged> {
    let count = input.uint()?;
    let micros = input.wide_int()?;
    let first = input.int()?;
    let last = first.wrapping_add(input.int()?);
    Ok(Tally {
        count,
        micros,
        first: Timestamp::from_millis(first),
        last: Timestamp::from_millis(last),
    })
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
        6 => Ok(Value::List(input.list(|input| {
            let kind = input.byte()?;
            scalar(kind, input)
        })?)),
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
