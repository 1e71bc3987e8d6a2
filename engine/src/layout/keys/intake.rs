//! The keys of what sources that Telos runs itself remember.

use telos_model::id::SourceId;
use telos_store::{Key, Range, Sort, Space};

/// What the rows of a source are.
const MARK: u8 = 0;
const ASIDE: u8 = 1;

/// How far a source is in a part of it, by the keyed hash of the part's name.
#[must_use]
pub fn mark(source: SourceId, part: [u8; 16]) -> Key {
    let mut sort = Sort::new();
    sort.push(MARK);
    sort.extend_from_slice(&part);
    Key {
        space: Space::Imports,
        partition: source.slot().into(),
        sort,
    }
}

/// A row that a source set aside, in one of its places.
#[must_use]
pub fn aside(source: SourceId, place: u16) -> Key {
    let mut sort = Sort::new();
    sort.push(ASIDE);
    sort.extend_from_slice(&place.to_be_bytes());
    Key {
        space: Space::Imports,
        partition: source.slot().into(),
        sort,
    }
}

/// All rows that a source set aside.
#[must_use]
pub fn asides(source: SourceId) -> Range {
    Range {
        space: Space::Imports,
        partition: source.slot().into(),
        from: Sort::from_slice(&[ASIDE]),
        until: Some(Sort::from_slice(&[ASIDE + 1])),
        reverse: false,
    }
}
