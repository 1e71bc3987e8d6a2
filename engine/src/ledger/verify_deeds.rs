//! Going through what the ledger has entries about besides permission: requests, what staff did,
//! and erasures.

use telos_ledger::{Entry, EntryKind};
use telos_model::id::NodeId;
use telos_store::seal::{NodeKey, Vault};
use telos_store::{Key, Range, Row, Space, Store};

use super::report::{Finding, LedgerReport};
use super::{LedgerError, erasure_leaf};
use crate::layout::keys::Meta;
use crate::layout::{self, keys};

/// How many rows are read at once.
const PAGE_ROWS: usize = 1_000;

/// Every deed that can be opened has an entry of its own that commits to it, every erasure that
/// has one its certificate, and every certificate its entry.
pub(super) fn check_deeds(
    store: &dyn Store,
    vault: &Vault,
    entries: &[Entry],
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let mut taken = vec![false; entries.len()];
    let mut after: Option<Key> = None;
    loop {
        let page = store.walk(Space::Deeds, after.as_ref(), PAGE_ROWS)?;
        let Some((last, _)) = page.last() else {
            break;
        };
        after = Some(last.clone());
        let deeds = opened(store, vault, &page, report)?;
        for (node, entry) in deeds {
            match place(store, entries, &entry)? {
                None => report.found(Finding::DeedWithoutEntry {
                    node: node.to_string().into(),
                }),
                Some(at) if taken[at] => report.found(Finding::DeedTwice { index: at as u64 }),
                Some(at) => {
                    taken[at] = true;
                    report.deeds += 1;
                }
            }
        }
    }
    check_erasures(store, entries, &mut taken, report)?;
    for (at, entry) in entries.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        let index = at as u64;
        match entry.kind {
            EntryKind::Erasure => report.found(Finding::ErasureWithoutCertificate { index }),
            EntryKind::Request => report.deeds_gone += 1,
            EntryKind::Override => match public(store, index)? {
                // It lay with somebody who was erased since.
                None => report.deeds_gone += 1,
                Some(made) if made == *entry => report.deeds += 1,
                Some(_) => report.found(Finding::OtherPayload { index }),
            },
            EntryKind::Permission | EntryKind::Catalog | EntryKind::Key => {}
        }
    }
    Ok(())
}

/// The deeds of a page whose keys are still there.
fn opened(
    store: &dyn Store,
    vault: &Vault,
    page: &[(Key, Row)],
    report: &mut LedgerReport,
) -> Result<Vec<(NodeId, Entry)>, LedgerError> {
    // Rows of a node lie together.
    let (mut last, mut with): (_, Option<NodeKey>) = (None, None);
    let mut deeds = Vec::with_capacity(page.len());
    for (key, row) in page {
        let node = NodeId::new(key.partition);
        if last != Some(key.partition) {
            let wrapped = store.read(&[keys::node_key(node)])?.pop().flatten();
            with = wrapped.and_then(|row| vault.unwrap_key(&row.value, key.partition).ok());
            last = Some(key.partition);
        }
        // Without its key a row is that of an erased person, about to be removed.
        let Some(with) = &with else {
            continue;
        };
        let plain = with.open(&keys::bound(key), &row.value).ok();
        match plain.and_then(|plain| layout::read_deed(&plain).ok()) {
            Some(deed) => deeds.push((node, deed.entry())),
            None => report.found(Finding::UnreadableDeed {
                node: node.to_string().into(),
            }),
        }
    }
    Ok(deeds)
}

fn check_erasures(
    store: &dyn Store,
    entries: &[Entry],
    taken: &mut [bool],
    report: &mut LedgerReport,
) -> Result<(), LedgerError> {
    let mut range: Range = keys::metas(Meta::Erased);
    loop {
        let rows = store.scan(&range, PAGE_ROWS)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        range.until = Some(last.clone());
        for (_, row) in rows {
            let erasure = layout::read_erasure(&row.value)?;
            let Some(leaf) = erasure_leaf(&erasure) else {
                continue;
            };
            match place(store, entries, &leaf.entry())? {
                None => report.found(Finding::ErasureWithoutEntry),
                // Each node of a person has the certificate.
                Some(at) if taken[at] => {}
                Some(at) => {
                    taken[at] = true;
                    report.erasures += 1;
                }
            }
        }
    }
}

/// Where in the tree an entry is.
fn place(
    store: &dyn Store,
    entries: &[Entry],
    entry: &Entry,
) -> Result<Option<usize>, LedgerError> {
    let row = store.read(&[keys::ledger_index(&entry.leaf_hash())])?;
    let row = row.into_iter().flatten().next();
    let index = row.and_then(|row| layout::read_index(&row.value).ok());
    let at = index.and_then(|index| usize::try_from(index).ok());
    Ok(at.filter(|at| entries.get(*at) == Some(entry)))
}

/// The entry that a public payload makes.
fn public(store: &dyn Store, index: u64) -> Result<Option<Entry>, LedgerError> {
    let row = store.read(&[keys::ledger_public(index)])?.pop().flatten();
    let public = row.map(|row| layout::read_public(&row.value)).transpose()?;
    Ok(public
        .map(|public| Entry::new(EntryKind::Override, &public.salt, public.payload.as_bytes())))
}
