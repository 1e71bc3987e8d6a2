//! A deed as bytes, version 1: what became of a request, or what staff did, with all that its entry
//! in the ledger commits to.

use telos_ledger::{Entry, EntryKind, Salt};
use telos_model::request::RequestId;
use telos_model::time::Timestamp;

use super::node::time;
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 1;
const WHAT: &str = "deed";

/// Something that was done about a person, and is an entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What kind of entry it is.
    pub kind: EntryKind,
    /// When.
    pub at: Timestamp,
    /// The request that it is about, if about one.
    pub request: Option<RequestId>,
    /// The salt of the entry.
    pub salt: Salt,
    /// What the entry commits to, together with the salt: canonical JSON.
    pub payload: Box<str>,
}

impl Deed {
    /// Its entry in the ledger.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry::new(self.kind, &self.salt, self.payload.as_bytes())
    }
}

/// A deed as it is stored.
#[must_use]
pub fn write_deed(deed: &Deed) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.byte(deed.kind.number());
    out.int(deed.at.millis());
    out.flag(deed.request.is_some());
    if let Some(request) = deed.request {
        out.fixed(&request.0);
    }
    out.fixed(&deed.salt.0);
    out.text(&deed.payload);
    out.finish()
}

/// Reads what [`write_deed`] wrote.
pub fn read_deed(bytes: &[u8]) -> Result<Deed, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let kind = EntryKind::of_number(input.byte()?).ok_or(input.damaged())?;
    let deed = Deed {
        kind,
        at: time(&mut input)?,
        request: if input.flag()? {
            Some(RequestId(input.fixed()?))
        } else {
            None
        },
        salt: Salt(input.fixed()?),
        payload: input.text()?.into(),
    };
    input.end()?;
    Ok(deed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_read_as_it_was_written_and_cut_bytes_are_refused() {
        for request in [None, Some(RequestId([4; 16]))] {
            let deed = Deed {
                kind: EntryKind::Override,
                at: Timestamp::from_millis(1_700_000_000_123),
                request,
                salt: Salt([7; 32]),
                payload: "{}".into(),
            };
            let bytes = write_deed(&deed);
            assert_eq!(read_deed(&bytes), Ok(deed));
            for end in 0..bytes.len() {
                assert!(read_deed(&bytes[..end]).is_err());
            }
        }
    }
}
