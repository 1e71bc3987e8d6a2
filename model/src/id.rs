//! Ids of different things, which never mix, and the small sets made of them.
//!
//! ```compile_fail
//! use telos_model::id::{CategoryId, PurposeId};
//! let purpose: PurposeId = CategoryId::new(1); // a category is not a purpose
//! ```

use std::fmt;

macro_rules! slot_ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name($inner);
        impl $name {
            /// The id of this slot number.
            #[must_use]
            pub const fn new(slot: $inner) -> Self { Self(slot) }
            /// The slot number, stable over catalog versions.
            #[must_use]
            pub const fn slot(self) -> $inner { self.0 }
            /// The slot number as an index.
            #[must_use]
            pub const fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

slot_ids! {
    /// A brand (a controller).
    BrandId(u8);
    /// A purpose of one brand: the same purpose declared for two brands has two ids.
    PurposeId(u8);
    /// A data category.
    CategoryId(u8);
    /// A recipient that purposes name.
    RecipientId(u8);
    /// A jurisdiction with a pack.
    JurisdictionId(u8);
    /// A channel that messages can go out by, such as email.
    ChannelId(u8);
    /// A topic that people can follow or mute.
    TopicId(u16);
    /// A source of messages.
    SourceId(u16);
    /// A declared field: a trait, a context field or a property of an event.
    FieldId(u16);
    /// A kind of event with a schema.
    EventKind(u16);
    /// A computed trait.
    ComputedId(u16);
    /// A segment.
    SegmentId(u16);
    /// A kind of identifier, such as email.
    IdentifierKind(u8);
    /// A destination that data goes to.
    DestinationId(u8);
}

/// A node: what one cluster of identifiers was when first seen, keeping its own facts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u64);

impl NodeId {
    /// The node of this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }
    /// Its number, which is also its partition in the store.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{:016x}", self.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{:016x}", self.0)
    }
}

/// An event's id: a keyed hash of its source and message id, so it holds nothing of either.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub [u8; 16]);

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{:032x}", u128::from_be_bytes(self.0))
    }
}

macro_rules! id_sets {
    ($($(#[$doc:meta])* $name:ident($bits:ty) of $id:ident, at most $max:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        // What a `u128` asks for by itself leaves room empty beside it, and states hold many.
        #[repr(Rust, packed(8))]
        pub struct $name($bits);
        impl $name {
            /// How many ids can be told apart.
            pub const IDS_MAX: usize = $max;
            /// The empty set.
            pub const EMPTY: Self = Self(0);
            /// The set with these bits.
            #[must_use]
            pub const fn from_bits(bits: $bits) -> Self { Self(bits) }
            /// The bits, for storage.
            #[must_use]
            pub const fn bits(self) -> $bits { self.0 }
            /// The set of one.
            #[must_use]
            pub fn only(id: $id) -> Self { let mut set = Self::EMPTY; set.insert(id); set }
            /// Adds one. The id must be below `IDS_MAX`, which the catalog guarantees.
            pub fn insert(&mut self, id: $id) {
                debug_assert!(id.index() < Self::IDS_MAX);
                self.0 |= 1 << id.slot();
            }
            /// Takes one out.
            pub fn remove(&mut self, id: $id) { self.0 &= !(1 << id.slot()); }
            /// Whether it is in.
            #[must_use]
            pub fn contains(self, id: $id) -> bool {
                id.index() < Self::IDS_MAX && self.0 >> id.slot() & 1 == 1
            }
            /// Whether none is in.
            #[must_use]
            pub const fn is_empty(self) -> bool { self.0 == 0 }
            /// How many are in.
            #[must_use]
            pub const fn len(self) -> usize { self.0.count_ones() as usize }
            /// In either.
            #[must_use]
            pub const fn union(self, other: Self) -> Self { Self(self.0 | other.0) }
            /// In both.
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self { Self(self.0 & other.0) }
            /// In this but not in the other.
            #[must_use]
            pub const fn minus(self, other: Self) -> Self { Self(self.0 & !other.0) }
            /// Whether all of this is in the other.
            #[must_use]
            pub const fn is_subset(self, other: Self) -> bool { self.0 & !other.0 == 0 }
            /// The ids in order.
            pub fn iter(self) -> impl Iterator<Item = $id> {
                let mut bits = self.0;
                std::iter::from_fn(move || {
                    if bits == 0 { return None; }
                    #[expect(clippy::cast_possible_truncation, reason = "a bit number fits the id")]
                    let slot = bits.trailing_zeros() as _;
                    bits &= bits - 1;
                    Some($id::new(slot))
                })
            }
        }
        impl FromIterator<$id> for $name {
            fn from_iter<I: IntoIterator<Item = $id>>(ids: I) -> Self {
                let mut set = Self::EMPTY;
                for id in ids { set.insert(id); }
                set
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }
    )*};
}

id_sets! {
    /// A set of purposes.
    PurposeSet(u128) of PurposeId, at most 128;
    /// A set of data categories.
    CategorySet(u32) of CategoryId, at most 32;
    /// A set of recipients.
    RecipientSet(u64) of RecipientId, at most 64;
    /// A set of jurisdictions.
    JurisdictionSet(u64) of JurisdictionId, at most 64;
    /// A set of channels.
    ChannelSet(u16) of ChannelId, at most 16;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_what_was_put_in() {
        let set: PurposeSet = [0, 7, 127].map(PurposeId::new).into_iter().collect();
        assert_eq!(
            set.iter().map(PurposeId::slot).collect::<Vec<_>>(),
            [0, 7, 127]
        );
        assert!(set.contains(PurposeId::new(127)) && !set.contains(PurposeId::new(126)));
        assert!(PurposeSet::only(PurposeId::new(7)).is_subset(set));
    }
}
