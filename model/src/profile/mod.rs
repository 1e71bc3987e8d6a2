//! The profile: each node's fold of its own facts, and the combination of a person's nodes.
//!
//! A [`NodeFold`] changes only by taking in facts that carry a [`Stamp`], and only permits make
//! stamps. A [`Profile`] is a set of nodes by id, so combining is associative, commutative and
//! idempotent; a [`View`] is what one permit may see of it.

mod fold;
mod series;
mod view;

#[cfg(test)]
mod properties;

pub use fold::{Held, NodeFold, Stamp, StoredStamp};
pub use series::{Measured, Series, Tally};
pub use view::{Profile, TallyView, View};
