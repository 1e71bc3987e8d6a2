//! Timeline entries and the whereabouts of messages as bytes, version 1.

use smallvec::SmallVec;
use telos_model::decide::Reason;
use telos_model::gate::LeftOut;
use telos_model::id::{
    EventId, EventKind, FieldId, IdentifierKind, NodeId, PurposeId, PurposeSet, SegmentId, SourceId,
};
use telos_model::identity;
use telos_model::message::{CallName, Finding, Problem};
use telos_model::record::{EventRecord, KeptField, Move};
use telos_model::time::Timestamp;

use super::node::{time, value, write_value};
use super::permission::{at, position};
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 1;
const WHAT: &str = "timeline entry";
const WHAT_MESSAGE: &str = "message place";

/// Something in a person's timeline.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// An event.
    Event(Box<EventRecord>),
    /// A segment entered or left.
    Move(Move),
}

/// What became of a message and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// In a node's timeline at a time.
    Kept {
        /// The node.
        node: NodeId,
        /// When it happened.
        at: Timestamp,
    },
    /// It was kept, and erased with its person; so that it is known when it comes again.
    Erased {
        /// The source.
        source: SourceId,
    },
    /// Forgotten: nothing of it could be held.
    Forgotten {
        /// The source.
        source: SourceId,
        /// When it was received.
        received: Timestamp,
        /// What was left out, and why.
        left_out: Vec<LeftOut>,
    },
}

/// A timeline entry.
#[must_use]
pub fn write_entry(entry: &Entry) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    match entry {
        Entry::Event(record) => {
            out.byte(0);
            write_record(&mut out, record);
        }
        Entry::Move(change) => {
            out.byte(1);
            out.uint(change.segment.slot().into());
            out.flag(change.entered);
            out.int(change.at.millis());
            out.flag(change.event.is_some());
            if let Some(event) = change.event {
                out.fixed(&event.0);
            }
        }
    }
    out.finish()
}

/// Reads what [`write_entry`] wrote.
pub fn read_entry(bytes: &[u8]) -> Result<Entry, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let entry = match input.byte()? {
        0 => Entry::Event(Box::new(record(&mut input)?)),
        1 => Entry::Move(Move {
            segment: SegmentId::new(input.small()?),
            entered: input.flag()?,
            at: time(&mut input)?,
            event: if input.flag()? {
                Some(EventId(input.fixed()?))
            } else {
                None
            },
        }),
        _ => return Err(input.damaged()),
    };
    input.end()?;
    Ok(entry)
}

/// Where a message is.
#[must_use]
pub fn write_located(located: &Located) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    match located {
        Located::Kept { node, at } => {
            out.byte(0);
            out.uint(node.number());
            out.int(at.millis());
        }
        Located::Forgotten {
            source,
            received,
            left_out,
        } => {
            out.byte(1);
            out.uint(source.slot().into());
            out.int(received.millis());
            write_left_out(&mut out, left_out);
        }
        Located::Erased { source } => {
            out.byte(2);
            out.uint(source.slot().into());
        }
    }
    out.finish()
}

/// Reads what [`write_located`] wrote.
pub fn read_located(bytes: &[u8]) -> Result<Located, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT_MESSAGE)?;
    let located = match input.byte()? {
        0 => Located::Kept {
            node: NodeId::new(input.uint()?),
            at: time(&mut input)?,
        },
        1 => Located::Forgotten {
            source: SourceId::new(input.small()?),
            received: time(&mut input)?,
            left_out: left_out(&mut input)?,
        },
        2 => Located::Erased {
            source: SourceId::new(input.small()?),
        },
        _ => return Err(input.damaged()),
    };
    input.end()?;
    Ok(located)
}

fn write_record(out: &mut Writer, record: &EventRecord) {
    out.fixed(&record.id.0);
    out.uint(record.source.slot().into());
    out.byte(position(&CALLS, record.call));
    out.flag(record.event.is_some());
    if let Some((event, purposes)) = record.event {
        out.uint(event.slot().into());
        out.wide(purposes.bits());
    }
    out.int(record.occurred.millis());
    out.int(record.received.millis());
    out.len(record.kept.len());
    for kept in &record.kept {
        out.uint(kept.field.slot().into());
        out.wide(kept.purposes.bits());
        write_value(out, &kept.value);
        out.flag(kept.raw.is_some());
        if let Some((text, purposes)) = &kept.raw {
            out.text(text);
            out.wide(purposes.bits());
        }
    }
    write_left_out(out, &record.left_out);
    out.len(record.findings.len());
    for finding in &record.findings {
        write_field(out, finding.field);
        out.byte(position(&Problem::ALL, finding.problem));
    }
    out.len(record.matched.len());
    for kind in &record.matched {
        out.byte(kind.slot());
    }
    out.len(record.unmatched.len());
    for (kind, why) in &record.unmatched {
        out.byte(kind.slot());
        write_why(out, *why);
    }
    out.uint(record.facts.into());
}

fn record(input: &mut Reader<'_>) -> Result<EventRecord, Damaged> {
    Ok(EventRecord {
        id: EventId(input.fixed()?),
        source: SourceId::new(input.small()?),
        call: at(&CALLS, input)?,
        event: if input.flag()? {
            Some((
                EventKind::new(input.small()?),
                PurposeSet::from_bits(input.wide()?),
            ))
        } else {
            None
        },
        occurred: time(input)?,
        received: time(input)?,
        kept: input.list(|input| {
            Ok(KeptField {
                field: FieldId::new(input.small()?),
                purposes: PurposeSet::from_bits(input.wide()?),
                value: value(input)?,
                raw: if input.flag()? {
                    Some((input.text()?.into(), PurposeSet::from_bits(input.wide()?)))
                } else {
                    None
                },
            })
        })?,
        left_out: left_out(input)?,
        findings: input.list(|input| {
            Ok(Finding {
                field: field(input)?,
                problem: at(&Problem::ALL, input)?,
            })
        })?,
        matched: SmallVec::from_vec(input.list(|input| Ok(IdentifierKind::new(input.byte()?)))?),
        unmatched: input.list(|input| Ok((IdentifierKind::new(input.byte()?), why(input)?)))?,
        facts: input.small()?,
    })
}

fn write_left_out(out: &mut Writer, left_out: &[LeftOut]) {
    out.len(left_out.len());
    for item in left_out {
        write_field(out, item.field);
        out.len(item.why.len());
        for (purpose, reason) in &item.why {
            out.byte(purpose.slot());
            out.byte(position(&Reason::ALL, *reason));
        }
    }
}

fn left_out(input: &mut Reader<'_>) -> Result<Vec<LeftOut>, Damaged> {
    input.list(|input| {
        Ok(LeftOut {
            field: field(input)?,
            why: SmallVec::from_vec(
                input
                    .list(|input| Ok((PurposeId::new(input.byte()?), at(&Reason::ALL, input)?)))?,
            ),
        })
    })
}

fn write_field(out: &mut Writer, field: Option<FieldId>) {
    out.uint(field.map_or(0, |field| u64::from(field.slot()) + 1));
}

fn field(input: &mut Reader<'_>) -> Result<Option<FieldId>, Damaged> {
    let number: u16 = input.small()?;
    Ok(number.checked_sub(1).map(FieldId::new))
}

fn write_why(out: &mut Writer, why: identity::LeftOut) {
    match why {
        identity::LeftOut::OverLimit(kind) => {
            out.byte(0);
            out.byte(kind.slot());
        }
        identity::LeftOut::SharedDevice => out.byte(1),
        identity::LeftOut::Severed => out.byte(2),
        identity::LeftOut::TooLarge => out.byte(3),
        identity::LeftOut::NotPermitted => out.byte(4),
        identity::LeftOut::Unconfirmed => out.byte(6),
        identity::LeftOut::Undeclared(kind) => {
            out.byte(5);
            out.byte(kind.slot());
        }
    }
}

fn why(input: &mut Reader<'_>) -> Result<identity::LeftOut, Damaged> {
    Ok(match input.byte()? {
        0 => identity::LeftOut::OverLimit(IdentifierKind::new(input.byte()?)),
        1 => identity::LeftOut::SharedDevice,
        2 => identity::LeftOut::Severed,
        3 => identity::LeftOut::TooLarge,
        4 => identity::LeftOut::NotPermitted,
        5 => identity::LeftOut::Undeclared(IdentifierKind::new(input.byte()?)),
        6 => identity::LeftOut::Unconfirmed,
        _ => return Err(input.damaged()),
    })
}

/// Stored numbers are places in these lists: append only.
const CALLS: [CallName; 7] = [
    CallName::Identify,
    CallName::Track,
    CallName::Page,
    CallName::Screen,
    CallName::Group,
    CallName::Alias,
    CallName::Consent,
];
