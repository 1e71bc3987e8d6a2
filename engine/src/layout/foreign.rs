//! What another controller asked for as bytes, version 2: which requests came of it, a keyed hash of
//! whom it is about, and what it was told. It names nobody. Version 1 has no such hash.

use telos_model::request::{RequestId, Right};

use super::node::time;
use super::permission::{at, position};
use super::wire::{Damaged, Reader, Writer};
use crate::foreign::{Foreign, Standing, Told};

const VERSION: u8 = 2;
const WITHOUT_WHOM: u8 = 1;
const WHAT: &str = "request of a controller";

/// What a controller asked for as it is stored.
#[must_use]
pub fn write_foreign(foreign: &Foreign) -> Vec<u8> {
    let version = match foreign.whom {
        Some(_) => VERSION,
        None => WITHOUT_WHOM,
    };
    let mut out = Writer::new(version);
    if let Some(whom) = &foreign.whom {
        out.fixed(whom);
    }
    out.fixed(&foreign.subject);
    out.text(&foreign.controller);
    out.byte(position(&Right::ALL, foreign.right));
    out.len(foreign.requests.len());
    for request in &foreign.requests {
        out.fixed(&request.0);
    }
    out.int(foreign.received.millis());
    out.int(foreign.expected.millis());
    out.len(foreign.callbacks.len());
    for url in &foreign.callbacks {
        out.text(url);
    }
    out.byte(position(&Standing::ALL, foreign.told.standing));
    out.byte(foreign.told.urls);
    out.byte(foreign.told.tries);
    out.int(foreign.told.next.millis());
    out.finish()
}

/// Reads what [`write_foreign`] wrote; `version` is its row's.
pub fn read_foreign(bytes: &[u8], version: u64) -> Result<Foreign, Damaged> {
    let (mut input, whom) = if bytes.first() == Some(&WITHOUT_WHOM) {
        (Reader::new(bytes, WITHOUT_WHOM, WHAT)?, None)
    } else {
        let mut input = Reader::new(bytes, VERSION, WHAT)?;
        let whom = input.fixed()?;
        (input, Some(whom))
    };
    let foreign = Foreign {
        subject: input.fixed()?,
        controller: input.text()?.into(),
        right: at(&Right::ALL, &mut input)?,
        whom,
        requests: input.list(|input| Ok(RequestId(input.fixed()?)))?,
        received: time(&mut input)?,
        expected: time(&mut input)?,
        callbacks: input.list(|input| Ok(input.text()?.into()))?,
        told: Told {
            standing: at(&Standing::ALL, &mut input)?,
            urls: input.byte()?,
            tries: input.byte()?,
            next: time(&mut input)?,
        },
        version,
    };
    input.end()?;
    Ok(foreign)
}

#[cfg(test)]
mod tests {
    use telos_model::time::Timestamp;

    use super::*;

    #[test]
    fn what_was_asked_is_read_as_it_was_written_and_cut_bytes_are_refused() {
        let mut foreign = Foreign {
            subject: [3; 16],
            controller: "shop".into(),
            right: Right::Erasure,
            whom: Some([9; 16]),
            requests: vec![RequestId([1; 16]), RequestId([2; 16])],
            received: Timestamp::from_millis(1_700_000_000_000),
            expected: Timestamp::from_millis(1_702_000_000_000),
            callbacks: vec!["https://shop.example/dsr".into()],
            told: Told {
                standing: Standing::Cancelled,
                urls: 1,
                tries: 2,
                next: Timestamp::from_millis(1_700_000_100_000),
            },
            version: 4,
        };
        for whom in [Some([9; 16]), None] {
            foreign.whom = whom;
            let bytes = write_foreign(&foreign);
            assert_eq!(bytes[0], if whom.is_some() { 2 } else { 1 });
            assert_eq!(read_foreign(&bytes, 4), Ok(foreign.clone()));
            for end in 0..bytes.len() {
                assert!(read_foreign(&bytes[..end], 4).is_err());
            }
        }
    }
}
