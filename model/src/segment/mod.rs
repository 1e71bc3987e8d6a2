//! Segments: conditions on profiles, their text and JSON forms, and who belongs.
//!
//! [`parse`] and [`print()`] are each other's inverse, and so are [`from_json`] and [`to_json`]
//! (docs/segments.md describes both forms). [`evaluate()`] says who belongs and until when that
//! stands; [`SegmentIndex`] says which segments a change can touch.

mod evaluate;
mod index;
mod json;
mod lex;
mod names;
mod parse;
mod passes;
mod print;
mod shape;
mod touch;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod scratch;

pub use evaluate::{SegmentFacts, evaluate};
pub use index::{Change, SegmentCycle, SegmentIndex, cycles};
pub use json::{JsonError, from_json, to_json};
pub use names::{Mistake, Resolver};
pub use parse::{SegmentError, parse};
pub use print::print;
pub use touch::{Touch, categories_used, touched_by};

use crate::consent::PermissionState;
use crate::id::{ComputedId, EventKind, FieldId, PurposeId, SegmentId};
use crate::time::Timestamp;
use crate::value::Value;

/// A condition on a person's combined profile, over what the segment's purpose may see.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All hold; none in the list means it always holds.
    All(Vec<Condition>),
    /// At least one holds; none in the list means it never holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// About a trait's value. A missing value passes no test but `Missing`.
    Trait {
        /// The trait.
        field: FieldId,
        /// What is asked of it.
        test: Test,
    },
    /// About a computed trait's value.
    Computed {
        /// The computed trait.
        computed: ComputedId,
        /// What is asked of it.
        test: Test,
    },
    /// About what the person did.
    Behaviour {
        /// What is measured.
        measure: Measure,
        /// Only this many last UTC days, today included; none means ever.
        within_days: Option<u16>,
        /// What is asked of it. Counts and sums of nothing are 0; first and last are missing.
        test: Test,
    },
    /// About the state of the person's consent to a purpose.
    Permission {
        /// The purpose.
        purpose: PurposeId,
        /// The state.
        state: PermissionState,
    },
    /// The person is in another segment.
    Member(SegmentId),
}

/// What is measured of behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// How often an event happened.
    Count(EventKind),
    /// The sum of a measure.
    Sum(FieldId),
    /// When an event first happened (within the window).
    First(EventKind),
    /// When it last happened.
    Last(EventKind),
}

/// What is asked of a value. Values of different kinds are never equal, less or greater.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// There is one.
    Exists,
    /// There is none.
    Missing,
    /// Equal; text compares exactly.
    Equals(Value),
    /// There is one and it is not equal.
    Differs(Value),
    /// Less.
    Less(Value),
    /// Less or equal.
    AtMost(Value),
    /// Greater.
    Greater(Value),
    /// Greater or equal.
    AtLeast(Value),
    /// One of these.
    OneOf(Vec<Value>),
    /// Text that contains this, or a list that has it.
    Contains(Box<str>),
    /// Text that begins with this.
    StartsWith(Box<str>),
    /// An instant on one of this many last UTC days, today included.
    WithinDays(u16),
    /// An instant before those days.
    BeforeDays(u16),
}

/// The deepest nesting of a condition.
pub const CONDITION_DEPTH_MAX: usize = 12;
/// The most conditions in one segment.
pub const CONDITION_NODES_MAX: usize = 200;
/// The longest window, in days. Behaviour is kept by day for this long.
pub const WINDOW_DAYS_MAX: u16 = 400;

/// The longest text form, in bytes.
pub const SEGMENT_TEXT_BYTES_MAX: usize = 64 * 1024;

impl Condition {
    /// How many conditions it is made of, itself included.
    #[must_use]
    pub fn nodes(&self) -> usize {
        1 + self.parts().iter().map(Self::nodes).sum::<usize>()
    }

    /// How deep it is nested; 1 where it has no parts.
    #[must_use]
    pub fn depth(&self) -> usize {
        1 + self.parts().iter().map(Self::depth).max().unwrap_or(0)
    }

    /// The conditions that it combines.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            _ => &[],
        }
    }

    /// Which limit it breaks, if one.
    fn beyond_limits(&self) -> Option<Mistake> {
        if self.depth() > CONDITION_DEPTH_MAX {
            let found = format!("conditions nested {} deep", self.depth());
            let expected = format!("at most {CONDITION_DEPTH_MAX} levels");
            return Some(Mistake::new(&found, &expected));
        }
        if self.nodes() > CONDITION_NODES_MAX {
            let found = format!("{} conditions", self.nodes());
            let expected = format!("at most {CONDITION_NODES_MAX}");
            return Some(Mistake::new(&found, &expected));
        }
        None
    }
}

/// Whether a person is in a segment, and until when that stands if nothing new is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// In or out.
    pub member: bool,
    /// When (if ever) passing time alone may change it.
    pub holds_until: Timestamp,
}
