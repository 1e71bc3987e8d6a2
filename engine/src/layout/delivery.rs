//! What waits to be sent, what was sent, and what destinations hold, as bytes, version 1; of a
//! holding version 2, of which version 1 is one where nothing is gone.

use telos_model::catalog::Occasion;
use telos_model::consent::FactId;
use telos_model::deliver::{Cause, Evidence, Failure, Holding, Removal};
use telos_model::id::{
    CategorySet, DestinationId, EventId, FieldId, IdentifierKind, NodeId, PurposeSet, SegmentId,
};
use telos_model::people::Identifier;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;

use super::node::time;
use super::wire::{Damaged, Reader, Writer};
use crate::outbox::{Delivered, Ended, Replay, ReplayOf, Waiting};

const VERSION: u8 = 1;
const VERSION_HOLDING: u8 = 2;
const WHAT: &str = "delivery";
const WHAT_REPLAY: &str = "replay to a destination";
const WHAT_HOLDING: &str = "holding of a destination";

/// A delivery that waits. It names a node and an event and holds nothing personal.
#[must_use]
pub(crate) fn write_waiting(waiting: &Waiting) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(waiting.node.number());
    match waiting.cause {
        Cause::Event { id, at } => {
            out.byte(0);
            out.fixed(&id.0);
            out.int(at.millis());
        }
        Cause::Traits => out.byte(1),
        Cause::Segment { segment, entered } => {
            out.byte(2);
            out.uint(segment.slot().into());
            out.flag(entered);
        }
        Cause::Consent => out.byte(3),
        Cause::Suppress => out.byte(4),
        Cause::Delete { request } => {
            out.byte(5);
            write_request(&mut out, request);
        }
        Cause::Forget => out.byte(6),
    }
    out.int(waiting.queued.millis());
    out.uint(waiting.attempts.into());
    out.int(waiting.failed_since.millis());
    match waiting.failure {
        None => out.byte(0),
        Some(failure) => {
            out.byte(1);
            out.byte(failure_number(failure));
            out.uint(failure.status().unwrap_or(0).into());
        }
    }
    out.finish()
}

/// A failure as a number, beside which its status stands.
pub(crate) const fn failure_number(failure: Failure) -> u8 {
    match failure {
        Failure::Answered(_) => 0,
        Failure::NoAnswer => 1,
        Failure::Unreachable => 2,
        Failure::Inside => 3,
        Failure::Certificate => 4,
        Failure::NoSecret => 5,
        Failure::Unmade => 6,
        Failure::Garbled => 7,
        Failure::Expired => 8,
    }
}

/// The failure of such a number.
pub(crate) const fn failure(number: u8, status: u16) -> Option<Failure> {
    Some(match number {
        0 => Failure::Answered(status),
        1 => Failure::NoAnswer,
        2 => Failure::Unreachable,
        3 => Failure::Inside,
        4 => Failure::Certificate,
        5 => Failure::NoSecret,
        6 => Failure::Unmade,
        7 => Failure::Garbled,
        8 => Failure::Expired,
        _ => return None,
    })
}

/// Reads what [`write_waiting`] wrote.
pub(crate) fn read_waiting(key: &telos_store::Key, bytes: &[u8]) -> Result<Waiting, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let node = NodeId::new(input.uint()?);
    let cause = match input.byte()? {
        0 => Cause::Event {
            id: EventId(input.fixed()?),
            at: time(&mut input)?,
        },
        1 => Cause::Traits,
        2 => Cause::Segment {
            segment: SegmentId::new(input.small()?),
            entered: input.flag()?,
        },
        3 => Cause::Consent,
        4 => Cause::Suppress,
        5 => Cause::Delete {
            request: read_request(&mut input)?,
        },
        6 => Cause::Forget,
        _ => return Err(input.damaged()),
    };
    let waiting = Waiting {
        key: key.clone(),
        node,
        cause,
        queued: time(&mut input)?,
        attempts: input.small()?,
        failed_since: time(&mut input)?,
        failure: match input.byte()? {
            0 => None,
            1 => {
                let (number, status) = (input.byte()?, input.small()?);
                Some(failure(number, status).ok_or(input.damaged())?)
            }
            _ => return Err(input.damaged()),
        },
    };
    input.end()?;
    Ok(waiting)
}

fn maybe_time(input: &mut Reader<'_>) -> Result<Option<Timestamp>, Damaged> {
    Ok(if input.flag()? {
        Some(time(input)?)
    } else {
        None
    })
}

fn write_request(out: &mut Writer, request: Option<RequestId>) {
    out.flag(request.is_some());
    if let Some(request) = request {
        out.fixed(&request.0);
    }
}

fn read_request(input: &mut Reader<'_>) -> Result<Option<RequestId>, Damaged> {
    Ok(if input.flag()? {
        Some(RequestId(input.fixed()?))
    } else {
        None
    })
}

/// A replay, and how far it is.
#[must_use]
pub(crate) fn write_replay(replay: &Replay) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.int(replay.of.from.millis());
    out.int(replay.of.until.millis());
    out.flag(replay.of.segment.is_some());
    if let Some(segment) = replay.of.segment {
        out.uint(segment.slot().into());
    }
    out.int(replay.begun.millis());
    out.flag(replay.ended.is_some());
    if let Some(at) = replay.ended {
        out.int(at.millis());
    }
    out.flag(replay.stopped);
    out.uint(replay.nodes);
    out.uint(replay.queued);
    out.flag(replay.after.is_some());
    if let Some(node) = replay.after {
        out.uint(node.number());
    }
    out.finish()
}

/// Reads what [`write_replay`] wrote.
pub(crate) fn read_replay(bytes: &[u8], version: u64) -> Result<Replay, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT_REPLAY)?;
    let of = ReplayOf {
        from: time(&mut input)?,
        until: time(&mut input)?,
        segment: if input.flag()? {
            Some(SegmentId::new(input.small()?))
        } else {
            None
        },
    };
    let replay = Replay {
        of,
        begun: time(&mut input)?,
        ended: maybe_time(&mut input)?,
        stopped: input.flag()?,
        nodes: input.uint()?,
        queued: input.uint()?,
        after: if input.flag()? {
            Some(NodeId::new(input.uint()?))
        } else {
            None
        },
        version,
    };
    input.end()?;
    Ok(replay)
}

/// What a destination holds of a node.
#[must_use]
pub(crate) fn write_holding(holding: &Holding) -> Vec<u8> {
    let mut out = Writer::new(VERSION_HOLDING);
    out.byte(holding.destination.slot());
    out.uint(holding.categories.bits().into());
    out.wide(holding.purposes.bits());
    out.len(holding.identifiers.len());
    for kind in &holding.identifiers {
        out.byte(kind.slot());
    }
    out.int(holding.first.millis());
    out.int(holding.last.millis());
    out.uint(holding.deliveries);
    out.flag(holding.removal.is_some());
    if let Some(removal) = &holding.removal {
        out.flag(removal.deletes);
        write_request(&mut out, removal.request);
        out.int(removal.asked.millis());
        out.flag(removal.acknowledged.is_some());
        if let Some(at) = removal.acknowledged {
            out.int(at.millis());
        }
    }
    out.len(holding.gone.len());
    for (identifier, at) in &holding.gone {
        out.byte(identifier.kind.slot());
        out.text(&identifier.value);
        out.int(at.millis());
    }
    out.finish()
}

/// Reads what [`write_holding`] wrote.
pub(crate) fn read_holding(bytes: &[u8]) -> Result<Holding, Damaged> {
    let before = bytes.first() == Some(&VERSION);
    let version = if before { VERSION } else { VERSION_HOLDING };
    let mut input = Reader::new(bytes, version, WHAT_HOLDING)?;
    let holding = Holding {
        destination: DestinationId::new(input.byte()?),
        categories: CategorySet::from_bits(input.small()?),
        purposes: PurposeSet::from_bits(input.wide()?),
        identifiers: input.list(|input| Ok(IdentifierKind::new(input.byte()?)))?,
        first: time(&mut input)?,
        last: time(&mut input)?,
        deliveries: input.uint()?,
        removal: if input.flag()? {
            Some(Removal {
                deletes: input.flag()?,
                request: read_request(&mut input)?,
                asked: time(&mut input)?,
                acknowledged: if input.flag()? {
                    Some(time(&mut input)?)
                } else {
                    None
                },
            })
        } else {
            None
        },
        gone: if before {
            Vec::new()
        } else {
            input.list(|input| {
                let kind = IdentifierKind::new(input.byte()?);
                let value = input.text()?.into();
                Ok((Identifier { kind, value }, time(input)?))
            })?
        },
    };
    input.end()?;
    Ok(holding)
}

/// A delivery that ended.
#[must_use]
pub(crate) fn write_delivered(delivered: &Delivered) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.fixed(&delivered.id);
    out.byte(delivered.destination.slot());
    out.byte(occasion_number(delivered.occasion));
    out.int(delivered.queued.millis());
    out.int(delivered.at.millis());
    out.uint(delivered.attempts.into());
    match delivered.ended {
        Ended::Sent { status } => {
            out.byte(0);
            out.uint(status.into());
        }
        Ended::GivenUp(failure) => {
            out.byte(1);
            out.byte(failure_number(failure));
            out.uint(failure.status().unwrap_or(0).into());
        }
    }
    out.fixed(&delivered.catalog);
    let evidence = &delivered.evidence;
    out.wide(evidence.purposes.bits());
    out.uint(evidence.categories.bits().into());
    out.len(evidence.fields.len());
    for field in &evidence.fields {
        out.uint(field.slot().into());
    }
    out.len(evidence.identifiers.len());
    for kind in &evidence.identifiers {
        out.byte(kind.slot());
    }
    out.len(evidence.facts.len());
    for fact in &evidence.facts {
        out.fixed(&fact.0);
    }
    out.finish()
}

/// Reads what [`write_delivered`] wrote.
pub(crate) fn read_delivered(bytes: &[u8]) -> Result<Delivered, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let delivered = Delivered {
        id: input.fixed()?,
        destination: DestinationId::new(input.byte()?),
        occasion: occasion(&mut input)?,
        queued: time(&mut input)?,
        at: time(&mut input)?,
        attempts: input.small()?,
        ended: match input.byte()? {
            0 => Ended::Sent {
                status: input.small()?,
            },
            1 => {
                let (number, status) = (input.byte()?, input.small()?);
                Ended::GivenUp(failure(number, status).ok_or(input.damaged())?)
            }
            _ => return Err(input.damaged()),
        },
        catalog: input.fixed()?,
        evidence: Evidence {
            purposes: PurposeSet::from_bits(input.wide()?),
            categories: CategorySet::from_bits(input.small()?),
            fields: input.list(|input| Ok(FieldId::new(input.small()?)))?,
            identifiers: input.list(|input| Ok(IdentifierKind::new(input.byte()?)))?,
            facts: input.list(|input| Ok(FactId(input.fixed()?)))?,
        },
    };
    input.end()?;
    Ok(delivered)
}

const fn occasion_number(occasion: Occasion) -> u8 {
    match occasion {
        Occasion::Event => 0,
        Occasion::Traits => 1,
        Occasion::Segment => 2,
        Occasion::Consent => 3,
        Occasion::Suppress => 4,
        Occasion::Delete => 5,
    }
}

fn occasion(input: &mut Reader<'_>) -> Result<Occasion, Damaged> {
    let number = input.byte()?;
    let mut all = Occasion::ALL.into_iter();
    all.find(|occasion| occasion_number(*occasion) == number)
        .ok_or(input.damaged())
}

/// A person whose permissions changed, so that destinations may have to be told.
#[must_use]
pub(crate) fn write_review(node: NodeId, at: Timestamp) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(node.number());
    out.int(at.millis());
    out.finish()
}

/// Reads what [`write_review`] wrote.
pub(crate) fn read_review(bytes: &[u8]) -> Result<(NodeId, Timestamp), Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let review = (NodeId::new(input.uint()?), time(&mut input)?);
    input.end()?;
    Ok(review)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::keys;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn failures_are_read_by_their_numbers() {
        for failure in [
            Failure::Answered(410),
            Failure::NoAnswer,
            Failure::Unreachable,
            Failure::Inside,
            Failure::Certificate,
            Failure::NoSecret,
            Failure::Unmade,
            Failure::Garbled,
            Failure::Expired,
        ] {
            let status = failure.status().unwrap_or(0);
            assert_eq!(
                super::failure(failure_number(failure), status),
                Some(failure)
            );
        }
        assert_eq!(super::failure(99, 0), None);
    }

    #[test]
    fn what_waits_is_read_as_it_was_written_and_cut_bytes_are_refused() {
        let key = keys::waiting(DestinationId::new(3), 5, 77, 0);
        let causes = [
            Cause::Event {
                id: EventId([7; 16]),
                at: at(1),
            },
            Cause::Traits,
            Cause::Segment {
                segment: SegmentId::new(300),
                entered: true,
            },
            Cause::Consent,
            Cause::Suppress,
            Cause::Delete {
                request: Some(RequestId([9; 16])),
            },
            Cause::Forget,
        ];
        for cause in causes {
            let waiting = Waiting {
                key: key.clone(),
                node: NodeId::new(u64::MAX),
                cause,
                queued: at(2),
                attempts: 3,
                failed_since: at(4),
                failure: Some(Failure::Answered(503)),
            };
            let bytes = write_waiting(&waiting);
            assert_eq!(read_waiting(&key, &bytes), Ok(waiting));
            for end in 0..bytes.len() {
                assert!(read_waiting(&key, &bytes[..end]).is_err());
            }
        }
    }

    #[test]
    fn holdings_and_deliveries_are_read_as_they_were_written() {
        let evidence = Evidence {
            purposes: PurposeSet::from_bits(1 << 100 | 5),
            categories: CategorySet::from_bits(u32::MAX),
            fields: vec![FieldId::new(9), FieldId::new(30_000)],
            identifiers: vec![IdentifierKind::new(2)],
            facts: vec![FactId([4; 16])],
        };
        let mut holding = Holding::none(DestinationId::new(3)).with(&evidence, at(5));
        holding.removal = Some(Removal {
            deletes: true,
            request: Some(RequestId([1; 16])),
            asked: at(6),
            acknowledged: Some(at(7)),
        });
        // As it was written before anything could be gone.
        let mut before = write_holding(&holding);
        before.pop();
        before[0] = VERSION;
        assert_eq!(read_holding(&before), Ok(holding.clone()));
        let identifier = Identifier {
            kind: IdentifierKind::new(4),
            value: "ada@example.org".into(),
        };
        holding.gone.push((identifier, at(8)));
        let bytes = write_holding(&holding);
        assert_eq!(read_holding(&bytes), Ok(holding));
        assert!(read_holding(&bytes[..bytes.len() - 1]).is_err());
        for ended in [
            Ended::Sent { status: 204 },
            Ended::GivenUp(Failure::NoAnswer),
        ] {
            let delivered = Delivered {
                id: [8; 16],
                destination: DestinationId::new(3),
                occasion: Occasion::Suppress,
                queued: at(1),
                at: at(2),
                attempts: 4,
                ended,
                catalog: [6; 16],
                evidence: evidence.clone(),
            };
            let bytes = write_delivered(&delivered);
            assert_eq!(read_delivered(&bytes), Ok(delivered));
            assert!(read_delivered(&bytes[..bytes.len() - 1]).is_err());
        }
    }
}
