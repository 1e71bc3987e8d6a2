//! A look at a person as bytes, version 1.

use telos_model::id::PurposeId;

use super::node::time;
use super::wire::{Damaged, Reader, Writer};
use crate::look::{Look, LookedAt, Looker};

const VERSION: u8 = 1;
const WHAT: &str = "look at a person";

/// A look as it is stored.
#[must_use]
pub fn write_look(look: &Look) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.byte(match look.by {
        Looker::Staff => 0,
        Looker::Machine => 1,
    });
    out.text(&look.name);
    out.flag(look.purpose.is_some());
    if let Some(purpose) = look.purpose {
        out.byte(purpose.slot());
    }
    out.byte(match look.what {
        LookedAt::Profile => 0,
        LookedAt::Timeline => 1,
        LookedAt::Permissions => 2,
        LookedAt::Request => 3,
    });
    out.int(look.at.millis());
    out.finish()
}

/// Reads what [`write_look`] wrote.
pub fn read_look(bytes: &[u8]) -> Result<Look, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let by = match input.byte()? {
        0 => Looker::Staff,
        1 => Looker::Machine,
        _ => return Err(input.damaged()),
    };
    let name = input.text()?.into();
    let purpose = if input.flag()? {
        Some(PurposeId::new(input.byte()?))
    } else {
        None
    };
    let what = match input.byte()? {
        0 => LookedAt::Profile,
        1 => LookedAt::Timeline,
        2 => LookedAt::Permissions,
        3 => LookedAt::Request,
        _ => return Err(input.damaged()),
    };
    let look = Look {
        by,
        name,
        purpose,
        what,
        at: time(&mut input)?,
    };
    input.end()?;
    Ok(look)
}

#[cfg(test)]
mod tests {
    use super::*;
    use telos_model::time::Timestamp;

    #[test]
    fn a_look_is_read_as_it_was_written_and_cut_bytes_are_refused() {
        let look = Look {
            by: Looker::Machine,
            name: "shop-frontend".into(),
            purpose: Some(PurposeId::new(7)),
            what: LookedAt::Timeline,
            at: Timestamp::from_millis(1_700_000_000_123),
        };
        let bytes = write_look(&look);
        assert_eq!(read_look(&bytes), Ok(look));
        for end in 0..bytes.len() {
            assert!(read_look(&bytes[..end]).is_err());
        }
    }
}
