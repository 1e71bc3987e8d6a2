//! A family as bytes, version 1.

use smallvec::SmallVec;
use telos_model::id::{EventId, IdentifierKind, NodeId, SourceId};
use telos_model::people::{Edge, Family, FamilyId, LinkReason};

use super::node::time;
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 1;
const WHAT: &str = "family";

/// A family without its row version.
#[must_use]
pub fn write_family(family: &Family) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(family.id.0.number());
    out.len(family.members.len());
    for member in &family.members {
        out.uint(member.number());
    }
    out.len(family.edges.len());
    for edge in &family.edges {
        write_edge(&mut out, edge);
    }
    out.finish()
}

/// Reads what [`write_family`] wrote.
pub fn read_family(bytes: &[u8], version: u64) -> Result<Family, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let id = FamilyId(NodeId::new(input.uint()?));
    let members = input.list(|input| Ok(NodeId::new(input.uint()?)))?;
    let edges = input.list(edge)?;
    input.end()?;
    Ok(Family {
        id,
        members: SmallVec::from_vec(members),
        edges,
        version,
    })
}

fn write_edge(out: &mut Writer, edge: &Edge) {
    out.uint(edge.a.number());
    out.uint(edge.b.number());
    out.int(edge.since.millis());
    match edge.reason {
        LinkReason::SeenTogether { a, b } => {
            out.byte(0);
            out.byte(a.slot());
            out.byte(b.slot());
        }
        LinkReason::Alias => out.byte(1),
        LinkReason::Staff => out.byte(2),
    }
    out.flag(edge.event.is_some());
    if let Some(event) = edge.event {
        out.fixed(&event.0);
    }
    out.flag(edge.source.is_some());
    if let Some(source) = edge.source {
        out.uint(source.slot().into());
    }
}

fn edge(input: &mut Reader<'_>) -> Result<Edge, Damaged> {
    let a = NodeId::new(input.uint()?);
    let b = NodeId::new(input.uint()?);
    let since = time(input)?;
    let reason = match input.byte()? {
        0 => LinkReason::SeenTogether {
            a: IdentifierKind::new(input.byte()?),
            b: IdentifierKind::new(input.byte()?),
        },
        1 => LinkReason::Alias,
        2 => LinkReason::Staff,
        _ => return Err(input.damaged()),
    };
    let event = if input.flag()? {
        Some(EventId(input.fixed()?))
    } else {
        None
    };
    let source = if input.flag()? {
        Some(SourceId::new(input.small()?))
    } else {
        None
    };
    Ok(Edge {
        a,
        b,
        since,
        reason,
        event,
        source,
    })
}
