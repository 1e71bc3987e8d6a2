//! The stored forms of syncs: where each stands, and what both sides last said of a person.

use telos_model::id::{FieldId, NodeId, PurposeId};
use telos_model::sync::{Base, Digest, Known};
use telos_model::time::Timestamp;

use super::Damaged;
use super::wire::{Reader, Writer};
use crate::sync::{Standing, SyncPhase};

const VERSION: u8 = 1;
const WHAT_BASE: &str = "state of a person in a sync";
const WHAT_STANDING: &str = "state of a sync";

/// What both sides last said of a person.
pub(crate) fn write_base(base: &Base) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.text(&base.remote);
    out.flag(base.gone);
    out.len(base.fields.len());
    for (field, known) in &base.fields {
        out.uint(field.index() as u64);
        digest(&mut out, known.theirs.as_ref());
        digest(&mut out, known.ours.as_ref());
        digest(&mut out, known.overruled.as_ref().map(|(digest, _)| digest));
        out.byte(known.overruled.map_or(0, |(_, times)| times));
    }
    out.len(base.answers.len());
    for (purpose, yes) in &base.answers {
        out.byte(purpose.slot());
        out.flag(*yes);
    }
    out.finish()
}

fn digest(out: &mut Writer, digest: Option<&Digest>) {
    out.flag(digest.is_some());
    if let Some(digest) = digest {
        out.fixed(digest);
    }
}

/// Reads what [`write_base`] wrote.
pub(crate) fn read_base(bytes: &[u8]) -> Result<Base, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT_BASE)?;
    let base = Base {
        remote: input.text()?.into(),
        gone: input.flag()?,
        fields: input.list(|input| {
            let field = FieldId::new(input.small()?);
            let (theirs, ours) = (read_digest(input)?, read_digest(input)?);
            let (overruled, times) = (read_digest(input)?, input.byte()?);
            let known = Known {
                theirs,
                ours,
                overruled: overruled.map(|digest| (digest, times)),
            };
            Ok((field, known))
        })?,
        answers: input.list(|input| Ok((PurposeId::new(input.byte()?), input.flag()?)))?,
    };
    input.end()?;
    Ok(base)
}

fn read_digest(input: &mut Reader<'_>) -> Result<Option<Digest>, Damaged> {
    Ok(if input.flag()? {
        Some(input.fixed()?)
    } else {
        None
    })
}

/// Where a sync stands.
pub(crate) fn write_standing(standing: &Standing) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.int(standing.begun.millis());
    out.byte(match standing.phase {
        SyncPhase::Matching => 0,
        SyncPhase::Telling => 1,
        SyncPhase::Running => 2,
    });
    out.uint(standing.after.map_or(0, NodeId::number));
    out.int(standing.swept.millis());
    out.finish()
}

/// Reads what [`write_standing`] wrote.
pub(crate) fn read_standing(bytes: &[u8], version: u64) -> Result<Standing, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT_STANDING)?;
    let begun = Timestamp::from_millis(input.int()?);
    let phase = match input.byte()? {
        0 => SyncPhase::Matching,
        1 => SyncPhase::Telling,
        2 => SyncPhase::Running,
        _ => return Err(input.damaged()),
    };
    let after = input.uint()?;
    let standing = Standing {
        begun,
        phase,
        after: (after > 0).then(|| NodeId::new(after)),
        swept: Timestamp::from_millis(input.int()?),
        version,
    };
    input.end()?;
    Ok(standing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_as_it_was_written() {
        let known = Known {
            theirs: Some([1; 16]),
            ours: None,
            overruled: Some(([2; 16], 3)),
        };
        let base = Base {
            remote: "crm-7".into(),
            gone: true,
            fields: vec![
                (FieldId::new(3), known),
                (FieldId::new(900), Known::default()),
            ],
            answers: vec![(PurposeId::new(2), true)],
        };
        let bytes = write_base(&base);
        assert_eq!(read_base(&bytes), Ok(base));
        for length in 0..bytes.len() {
            assert!(read_base(&bytes[..length]).is_err());
        }
        let standing = Standing {
            begun: Timestamp::from_millis(7),
            phase: SyncPhase::Telling,
            after: Some(NodeId::new(9)),
            swept: Timestamp::from_millis(8),
            version: 4,
        };
        assert_eq!(read_standing(&write_standing(&standing), 4), Ok(standing));
    }
}
