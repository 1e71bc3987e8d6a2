//! What going through the whole ledger finds.

use std::collections::BTreeMap;

use telos_ledger::Hash;

/// The most findings that a report names; the rest is counted.
pub const FINDINGS_MAX: usize = 100;
/// What is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A row is not what was written.
    #[error("the row of tile {index} of level {level} is damaged")]
    DamagedTile {
        /// The tile's level.
        level: u8,
        /// Its place.
        index: u64,
    },
    /// A tile is missing.
    #[error("tile {index} of level {level} is missing or not whole")]
    MissingTile {
        /// The tile's level.
        level: u8,
        /// Its place.
        index: u64,
    },
    /// A tile does not follow from the entries.
    #[error("tile {index} of level {level} does not follow from the entries below it")]
    OtherTile {
        /// The tile's level.
        level: u8,
        /// Its place.
        index: u64,
    },
    /// Rows beyond the size.
    #[error("tile {index} of level {level} lies beyond the ledger's size")]
    BeyondSize {
        /// The tile's level.
        level: u8,
        /// Its place.
        index: u64,
    },
    /// The head does not follow from the entries.
    #[error("the head says {head} entries, and {found} entries lead to another root or number")]
    OtherHead {
        /// What the head says.
        head: u64,
        /// How many entries there are.
        found: u64,
    },
    /// A checkpoint's signature.
    #[error("{which} is not signed by a key of this ledger")]
    Unsigned {
        /// Which checkpoint.
        which: Box<str>,
    },
    /// A checkpoint is of more entries than there are.
    #[error("rolled back: {which} has {signed} entries, and {size} are there")]
    RolledBack {
        /// Which checkpoint.
        which: Box<str>,
        /// How many it has.
        signed: u64,
        /// How many are there.
        size: u64,
    },
    /// A checkpoint has another root.
    #[error("altered: the first {size} entries lead to another root than {which} has")]
    OtherRoot {
        /// Which checkpoint.
        which: Box<str>,
        /// At which size.
        size: u64,
    },
    /// An entry cannot be found by its hash.
    #[error("entry {index} is not found by its hash")]
    NotIndexed {
        /// The entry's place.
        index: u64,
    },
    /// A permission fact has no entry, or was changed since its entry was made.
    #[error("permission fact {fact} has no entry that commits to what it says")]
    FactWithoutEntry {
        /// The fact.
        fact: Box<str>,
    },
    /// Two facts lean on one entry.
    #[error("permission fact {fact} leans on entry {index}, which is another fact's")]
    EntryTwice {
        /// The fact.
        fact: Box<str>,
        /// The entry's place.
        index: u64,
    },
    /// A row of permission facts cannot be opened although its key is there.
    #[error("a permission fact of {node} cannot be opened with the key that is there")]
    UnreadableFact {
        /// Whose.
        node: Box<str>,
    },
    /// What became of a request, or what staff did, has no entry, or was changed since.
    #[error("a deed of {node} has no entry that commits to what it says")]
    DeedWithoutEntry {
        /// Whose.
        node: Box<str>,
    },
    /// Two deeds lean on one entry.
    #[error("two deeds lean on entry {index}")]
    DeedTwice {
        /// The entry's place.
        index: u64,
    },
    /// A row of deeds cannot be opened although its key is there.
    #[error("a deed of {node} cannot be opened with the key that is there")]
    UnreadableDeed {
        /// Whose.
        node: Box<str>,
    },
    /// The certificate of an erasure has no entry, or was changed since.
    #[error("the certificate of an erasure has no entry that commits to what it says")]
    ErasureWithoutEntry,
    /// The certificate of an erasure is missing.
    #[error("entry {index} is of an erasure whose certificate is missing")]
    ErasureWithoutCertificate {
        /// The entry's place.
        index: u64,
    },
    /// A public payload is not what its entry commits to.
    #[error("the public payload of entry {index} is not what the entry commits to")]
    OtherPayload {
        /// The entry's place.
        index: u64,
    },
}

/// What was checked, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerReport {
    /// The ledger's name.
    pub origin: Box<str>,
    /// How many entries it has.
    pub size: u64,
    /// The root over them, recomputed; `None` for an empty ledger.
    pub root: Option<Hash>,
    /// The size of the newest checkpoint.
    pub signed: u64,
    /// Entries by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Permission facts that were opened and agree with their entries.
    pub facts: u64,
    /// Permission facts from before the ledger.
    pub facts_before: u64,
    /// Entries of permission facts that are gone, as those of erased people are.
    pub facts_gone: u64,
    /// Outcomes of requests and acts of staff that agree with their entries.
    pub deeds: u64,
    /// Entries of those that are gone, as those of erased people are.
    pub deeds_gone: u64,
    /// Certificates of erasures that agree with their entries.
    pub erasures: u64,
    /// What is wrong, up to [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many things are wrong in all.
    pub findings_count: u64,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings_count == 0
    }

    pub(super) fn found(&mut self, finding: Finding) {
        self.findings_count += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}
