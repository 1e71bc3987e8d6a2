//! Going through the whole ledger: every entry, every hash, every signature, and every permission
//! fact that can still be opened.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use telos_ledger::{
    Entry, EntryKind, Frontier, Hash, SignedCheckpoint, TILE_HASHES, TILE_HEIGHT, tile,
};
use telos_model::catalog::Slots;
use telos_model::id::NodeId;
use telos_store::seal::{NodeKey, Vault};
use telos_store::{Key, Row, Space, Store};

use super::keys::KeyRing;
use super::payload::fact_payload;
use super::report::{Finding, LedgerReport};
use super::verify_deeds::check_deeds;
use super::{LedgerError, open};
use crate::catalogs::stored_slots;
use crate::layout::{self, keys};

/// How many rows are read at once.
const PAGE_ROWS: usize = 1_000;

/// Recomputes a store's ledger and holds it against everything that can tell of a change: its
/// head, its hashes, its newest checkpoint, checkpoints that were kept elsewhere (each with a
/// name for the report), and the permission facts that can still be opened.
///
/// The store must not be written to meanwhile.
pub fn verify(
    store: &dyn Store,
    vault: &Vault,
    kept: &[(Box<str>, SignedCheckpoint)],
) -> Result<LedgerReport, LedgerError> {
    let slots = stored_slots(store)?.unwrap_or_default();
    verify_with(store, vault, &slots, kept)
}

/// [`verify`] with the names of these slots.
pub(crate) fn verify_with(
    store: &dyn Store,
    vault: &Vault,
    slots: &Slots,
    kept: &[(Box<str>, SignedCheckpoint)],
) -> Result<LedgerReport, LedgerError> {
    let ring = KeyRing::load(store, vault)?;
    let mut report = LedgerReport {
        origin: ring.origin().unwrap_or_default().into(),
        ..LedgerReport::default()
    };
    let newest = open::newest(store);
    let mut signed: Vec<(Box<str>, SignedCheckpoint)> = kept.to_vec();
    match newest {
        Ok(newest) => signed.extend(newest.signed.map(|signed| {
            report.signed = signed.unverified().size;
            ("the newest checkpoint".into(), (*signed).clone())
        })),
        Err(LedgerError::Store(error)) => return Err(error.into()),
        Err(_) => report.found(Finding::Unsigned {
            which: "the newest checkpoint".into(),
        }),
    }
    let sizes = signed.iter().map(|(_, one)| one.unverified().size);
    let mut tree = Rebuilt::new(sizes.collect());
    tree.read(store, &mut report)?;
    check_head(store, &tree, &mut report)?;
    for (which, one) in &signed {
        check_checkpoint(which, one, &ring, &tree, &mut report);
    }
    report.size = tree.frontier.size();
    report.root = (report.size > 0).then(|| tree.frontier.root());
    check_facts(store, vault, slots, &tree, &mut report)?;
    check_deeds(store, vault, &tree.entries, &mut report)?;
    check_public(store, &tree, &mut report)?;
    Ok(report)
}

/// The tree made anew from the stored entries.
struct Rebuilt {
    frontier: Frontier,
    /// Roots at the sizes that were signed.
    roots: BTreeMap<u64, Option<Hash>>,
    /// The hashes of the tiles that are being filled, by level from 1.
    open: Vec<Vec<Hash>>,
    entries: Vec<Entry>,
}

impl Rebuilt {
    fn new(sizes: Vec<u64>) -> Self {
        let frontier = Frontier::default();
        let mut roots: BTreeMap<u64, Option<Hash>> =
            sizes.into_iter().map(|size| (size, None)).collect();
        if let Some(root) = roots.get_mut(&0) {
            *root = Some(frontier.root());
        }
        Self {
            frontier,
            roots,
            open: vec![Vec::new(); tile::LEVEL_MAX.into()],
            entries: Vec::new(),
        }
    }

    /// Reads all entries in order, as far as they go without a gap.
    fn read(&mut self, store: &dyn Store, report: &mut LedgerReport) -> Result<(), LedgerError> {
        let mut next = 0;
        'tiles: loop {
            let page = store.scan(&keys::ledger_tiles(0, next), PAGE_ROWS)?;
            if page.is_empty() {
                break;
            }
            for (sort, row) in page {
                let index = place(&sort);
                if index != Some(next) || self.frontier.size() != next * TILE_HASHES {
                    report.found(Finding::MissingTile {
                        level: 0,
                        index: next,
                    });
                    break 'tiles;
                }
                let entries = match layout::read_entries(&row.value) {
                    Ok(entries) if entries.len() as u64 <= TILE_HASHES => entries,
                    _ => {
                        report.found(Finding::DamagedTile {
                            level: 0,
                            index: next,
                        });
                        break 'tiles;
                    }
                };
                self.take(store, entries, report)?;
                next += 1;
            }
        }
        self.check_open(store, report)
    }

    fn take(
        &mut self,
        store: &dyn Store,
        entries: Vec<Entry>,
        report: &mut LedgerReport,
    ) -> Result<(), LedgerError> {
        let hashes: Vec<Hash> = entries.iter().map(|entry| entry.leaf_hash()).collect();
        let places: Vec<Key> = hashes.iter().map(keys::ledger_index).collect();
        for (row, hash) in store.read(&places)?.into_iter().zip(hashes) {
            let index = self.frontier.size();
            let there = row.and_then(|row| layout::read_index(&row.value).ok());
            if there != Some(index) {
                report.found(Finding::NotIndexed { index });
            }
            self.push(store, hash, report)?;
        }
        for entry in &entries {
            *report.kinds.entry(entry.kind.word()).or_default() += 1;
        }
        self.entries.extend(entries);
        Ok(())
    }

    fn push(
        &mut self,
        store: &dyn Store,
        hash: Hash,
        report: &mut LedgerReport,
    ) -> Result<(), LedgerError> {
        let open = &mut self.open;
        self.frontier.push_noting(hash, |level, hash| {
            if level > 0 && level.is_multiple_of(TILE_HEIGHT) {
                open[usize::from(level / TILE_HEIGHT) - 1].push(hash);
            }
        });
        for level in 1..=tile::LEVEL_MAX {
            if self.open[usize::from(level) - 1].len() as u64 == TILE_HASHES {
                let hashes = std::mem::take(&mut self.open[usize::from(level) - 1]);
                let index = (tile::hashes(level, self.frontier.size()) - 1) / TILE_HASHES;
                check_tile(store, level, index, &hashes, report)?;
            }
        }
        if let Some(root) = self.roots.get_mut(&self.frontier.size()) {
            *root = Some(self.frontier.root());
        }
        Ok(())
    }

    /// The tiles at the right edge, and that nothing lies beyond them.
    fn check_open(&self, store: &dyn Store, report: &mut LedgerReport) -> Result<(), LedgerError> {
        for level in 1..=tile::LEVEL_MAX {
            let hashes = &self.open[usize::from(level) - 1];
            let mut index = tile::hashes(level, self.frontier.size()) / TILE_HASHES;
            if !hashes.is_empty() {
                check_tile(store, level, index, hashes, report)?;
                index += 1;
            }
            if !store.scan(&keys::ledger_tiles(level, index), 1)?.is_empty() {
                report.found(Finding::BeyondSize { level, index });
            }
        }
        Ok(())
    }
}

fn check_tile(
    store: &dyn Store,
    level: u8,
    index: u64,
    hashes: &[Hash],
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let row = one(store, keys::ledger_tile(level, index))?;
    match row.map(|row| layout::read_hashes(&row.value)) {
        None => report.found(Finding::MissingTile { level, index }),
        Some(Err(_)) => report.found(Finding::DamagedTile { level, index }),
        Some(Ok(found)) if found != hashes => report.found(Finding::OtherTile { level, index }),
        Some(Ok(_)) => {}
    }
    Ok(())
}

fn check_head(
    store: &dyn Store,
    tree: &Rebuilt,
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let head = match one(store, keys::ledger_head())? {
        None => Some(Frontier::default()),
        Some(row) => layout::read_head(&row.value).ok(),
    };
    if head.as_ref() != Some(&tree.frontier) {
        report.found(Finding::OtherHead {
            head: head.map_or(0, |head| head.size()),
            found: tree.frontier.size(),
        });
    }
    Ok(())
}

fn check_checkpoint(
    which: &str,
    signed: &SignedCheckpoint,
    ring: &KeyRing,
    tree: &Rebuilt,
    report: &mut LedgerReport,
) {
    let which: Box<str> = which.into();
    let Ok(head) = signed.verify(&ring.verifiers) else {
        report.found(Finding::Unsigned { which });
        return;
    };
    match tree.roots.get(&head.size).copied().flatten() {
        Some(root) if root == head.root => {}
        Some(_) => report.found(Finding::OtherRoot {
            which,
            size: head.size,
        }),
        None => report.found(Finding::RolledBack {
            which,
            signed: head.size,
            size: tree.frontier.size(),
        }),
    }
}

/// Every permission fact that can be opened has an entry of its own that commits to it.
fn check_facts(
    store: &dyn Store,
    vault: &Vault,
    slots: &Slots,
    tree: &Rebuilt,
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let mut taken = vec![false; tree.entries.len()];
    let mut after: Option<Key> = None;
    loop {
        let page = store.walk(Space::Permissions, after.as_ref(), PAGE_ROWS)?;
        let Some((last, _)) = page.last() else {
            break;
        };
        after = Some(last.clone());
        let opened = open_facts(store, vault, slots, &page, report)?;
        let places: Vec<Key> = opened
            .iter()
            .map(|(_, leaf)| keys::ledger_index(leaf))
            .collect();
        for (row, (fact, leaf)) in store.read(&places)?.into_iter().zip(opened) {
            let index = row.and_then(|row| layout::read_index(&row.value).ok());
            let at = index.and_then(|index| usize::try_from(index).ok());
            match at.filter(|at| tree.entries.get(*at).map(|entry| entry.leaf_hash()) == Some(leaf))
            {
                None => report.found(Finding::FactWithoutEntry { fact }),
                Some(at) if taken[at] => report.found(Finding::EntryTwice {
                    fact,
                    index: at as u64,
                }),
                Some(at) => {
                    taken[at] = true;
                    report.facts += 1;
                }
            }
        }
    }
    let permissions = tree.entries.iter().zip(taken);
    let gone = permissions.filter(|(entry, taken)| entry.kind == EntryKind::Permission && !taken);
    report.facts_gone = gone.count() as u64;
    Ok(())
}

/// The facts of a page whose keys are still there, with the leaves that they must have.
fn open_facts(
    store: &dyn Store,
    vault: &Vault,
    slots: &Slots,
    page: &[(Key, Row)],
    report: &mut LedgerReport,
) -> Result<Vec<(Box<str>, Hash)>, LedgerError> {
    let mut wanted: Vec<u64> = page.iter().map(|(key, _)| key.partition).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let rows: Vec<Key> = wanted
        .iter()
        .map(|node| keys::node_key(NodeId::new(*node)))
        .collect();
    let mut with: FxHashMap<u64, NodeKey> = FxHashMap::default();
    for (node, row) in wanted.into_iter().zip(store.read(&rows)?) {
        if let Some(key) = row.and_then(|row| vault.unwrap_key(&row.value, node).ok()) {
            with.insert(node, key);
        }
    }
    let mut opened = Vec::with_capacity(page.len());
    for (key, row) in page {
        // Without its key a row is that of an erased person, about to be removed.
        let Some(with) = with.get(&key.partition) else {
            continue;
        };
        let node = NodeId::new(key.partition);
        let plain = with.open(&keys::bound(key), &row.value).ok();
        let Some(fact) = plain.and_then(|plain| layout::read_fact(&plain).ok()) else {
            report.found(Finding::UnreadableFact {
                node: node.to_string().into(),
            });
            continue;
        };
        let Some(salt) = fact.salt else {
            report.facts_before += 1;
            continue;
        };
        let payload = fact_payload(slots, node, &fact.fact, &fact.detail);
        let entry = Entry::new(EntryKind::Permission, &salt, payload.as_bytes());
        opened.push((fact.fact.id.to_string().into(), entry.leaf_hash()));
    }
    Ok(opened)
}

/// Every entry about a catalog version or a key has its payload, which is what it commits to.
fn check_public(
    store: &dyn Store,
    tree: &Rebuilt,
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let public = |kind| matches!(kind, EntryKind::Catalog | EntryKind::Key);
    for (index, entry) in (0..).zip(&tree.entries) {
        if !public(entry.kind) {
            continue;
        }
        let row = one(store, keys::ledger_public(index))?;
        let public = row.and_then(|row| layout::read_public(&row.value).ok());
        let made =
            public.map(|public| Entry::new(entry.kind, &public.salt, public.payload.as_bytes()));
        if made.as_ref() != Some(entry) {
            report.found(Finding::OtherPayload { index });
        }
    }
    Ok(())
}

fn one(store: &dyn Store, key: Key) -> Result<Option<Row>, LedgerError> {
    Ok(store.read(&[key])?.pop().flatten())
}

fn place(sort: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(sort.try_into().ok()?))
}
