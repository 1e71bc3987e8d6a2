//! Trimming within the pipeline: what no purpose may keep any longer leaves a node's timeline, and
//! its state is made again from the rest.
//!
//! A trim is a group of its own, and waits until everything before it is on disk, since it reads
//! whole timelines.

use smallvec::SmallVec;
use telos_model::consent::{Actor, FactDetail, FactId, Flag, PermissionFact, Statement};
use telos_model::erased::on_hold;
use telos_model::id::{BrandId, CategorySet, NodeId};
use telos_model::people::Node;
use telos_model::process::Policy;
use telos_model::record::EventRecord;
use telos_model::retention::{Ended, Fate, Keeping};
use telos_model::standing::Touched;
use telos_model::time::Timestamp;
use telos_store::{Key, Put, Range, Space, Store};

use crate::answer::ReadError;
use crate::core::{Core, Group};
use crate::job::Kept;
use crate::layout::{self, Entry, Located, keys};
use crate::load::{SUPPRESSED_VERSION, suppressed_value};
use crate::prepare::Draft;
use crate::sealed::{self, SharedKey};

/// The most rows that one trim of a group of nodes changes.
pub(crate) const TRIM_ROWS_MAX: usize = 20_000;
/// The most nodes of one trim.
pub(crate) const TRIM_NODES_MAX: usize = 50;
/// How many rows are read at once.
const PAGE_ROWS: usize = 10_000;

impl Core {
    /// Trims nodes. With `only`, these purposes alone may keep anything, and the person is
    /// restricted to them from now on.
    pub(crate) fn trim(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        nodes: &[NodeId],
        only: Option<Kept>,
        now: Timestamp,
    ) -> Result<Ended, ReadError> {
        let keeping = keeping(policy, only, now);
        let mut ended = Ended::default();
        let mut room = TRIM_ROWS_MAX;
        for id in nodes {
            let Some(side) = self.known.side(*id) else {
                continue;
            };
            let key = SharedKey::clone(&side.key);
            // A legal hold keeps everything, past its time too.
            if on_hold(&self.known.people, *id, now) {
                continue;
            }
            let Some(node) = self.known.people.nodes.get_mut(id) else {
                continue;
            };
            let mut trimmed = Trimmed::default();
            let rows = timeline(&*self.store, *id, &key, None)?;
            for (at, entry) in rows {
                trimmed.entry(&keeping, &mut group.draft, *id, at, entry, &mut room);
            }
            let groups = keeping.trim_groups(node);
            if trimmed.changed {
                node.fold = keeping.refold(&node.fold, trimmed.records.iter());
            }
            if trimmed.changed || groups || only.is_some() {
                group.dirty.insert(*id);
            }
            ended.add(&trimmed.ended);
        }
        if let Some(only) = only {
            self.confine(group, policy, nodes, only, now);
        }
        for id in nodes {
            if group.dirty.contains(id) {
                self.settle(group, policy, *id, &Touched::all(), now);
            }
        }
        Ok(ended)
    }

    /// Restricts people to what purposes have to keep: with that brand nothing else is done with it,
    /// nothing new is taken in, and identifiers that those purposes do not need find nobody any more.
    fn confine(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        nodes: &[NodeId],
        only: Kept,
        now: Timestamp,
    ) {
        let catalog = &policy.catalog;
        let purposes = only.purposes.iter().filter_map(|id| catalog.purpose(id));
        let needed = purposes.fold(CategorySet::EMPTY, |all, one| all.union(one.categories));
        for id in nodes {
            let Some(node) = self.known.people.nodes.get_mut(id) else {
                continue;
            };
            let fact = PermissionFact {
                id: FactId(self.maker.number()),
                statement: Statement::Flag {
                    flag: Flag::Restriction,
                    brand: only.brand,
                    on: true,
                },
                actor: Actor::Person,
                effective: now,
                recorded: now,
            };
            if !is_restricted(node, only.brand) {
                let salt = self.maker.salt();
                let said = (&fact, &FactDetail::default());
                group.draft.fact(&catalog.slots, *id, said, salt);
                node.permissions.insert(fact);
            }
            let kept = |kind| {
                let declared = catalog.identifier(kind);
                declared.is_some_and(|declared| needed.contains(declared.category))
            };
            let all = std::mem::take(&mut node.identifiers);
            let (kept, gone) = all
                .into_iter()
                .partition(|carried| kept(carried.identifier.kind));
            node.identifiers = kept;
            let gone: SmallVec<[_; 4]> = SmallVec::from_vec(gone);
            for carried in gone {
                let blind = sealed::blind(&self.vault, &carried.identifier);
                group.draft.commit.puts.push(Put {
                    key: keys::identifier(blind),
                    version: SUPPRESSED_VERSION,
                    value: suppressed_value(),
                });
                self.hints.holders.remove(&blind);
            }
        }
    }
}

/// Whether the latest word about a restriction with a brand, or with every brand, is that there is
/// one.
fn is_restricted(node: &Node, with: Option<BrandId>) -> bool {
    let words = node
        .permissions
        .facts()
        .filter_map(|fact| match fact.statement {
            Statement::Flag {
                flag: Flag::Restriction,
                brand,
                on,
            } if brand == with => Some(on),
            _ => None,
        });
    words.last().unwrap_or(false)
}

/// Who may keep what.
pub(crate) fn keeping(policy: &Policy, only: Option<Kept>, now: Timestamp) -> Keeping<'_> {
    let catalog = &policy.catalog;
    match only {
        Some(only) => Keeping::only(catalog, now.day(), only.purposes),
        None => Keeping::by_age(catalog, now.day()),
    }
}

/// What a trim of one node comes to.
#[derive(Default)]
struct Trimmed {
    records: Vec<EventRecord>,
    changed: bool,
    ended: Ended,
}

impl Trimmed {
    /// Takes one entry, and drafts what becomes of it. Beyond the room, entries stay for the next
    /// time.
    fn entry(
        &mut self,
        keeping: &Keeping<'_>,
        draft: &mut Draft,
        node: NodeId,
        at: Key,
        entry: Entry,
        room: &mut usize,
    ) {
        match entry {
            Entry::Event(record) => {
                let mut after = record.clone();
                let mut ended = Ended::default();
                let fate = keeping.trim(&mut after, &mut ended);
                if fate == Fate::Stays || *room == 0 {
                    self.records.push(*record);
                    return;
                }
                *room -= 1;
                self.changed = true;
                self.ended.add(&ended);
                if fate == Fate::Trimmed {
                    draft.rewrite(node, at, &Entry::Event(after.clone()));
                    self.records.push(*after);
                    return;
                }
                draft.commit.deletes.push(at);
                let source = record.source;
                draft.locate(record.id, &Located::Erased { source });
            }
            Entry::Move(change) => {
                if *room > 0 && !keeping.keeps_move(&change) {
                    *room -= 1;
                    self.ended.events += 1;
                    draft.commit.deletes.push(at);
                }
            }
        }
    }
}

/// A node's timeline, oldest first, up to an end.
pub(crate) fn timeline(
    store: &dyn Store,
    node: NodeId,
    with: &SharedKey,
    until: Option<Timestamp>,
) -> Result<Vec<(Key, Entry)>, ReadError> {
    let mut range = keys::rows_of(Space::Events, node);
    range.until = until.map(keys::timeline_from);
    let mut entries = Vec::new();
    each_row(store, range, with, |key, plain| {
        entries.push((key, layout::read_entry(plain)?));
        Ok(())
    })?;
    Ok(entries)
}

/// Opens every row of a range of a node's own, page by page, so that nobody has to hold all.
pub(crate) fn each_row(
    store: &dyn Store,
    mut range: Range,
    with: &SharedKey,
    mut each: impl FnMut(Key, &[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    debug_assert!(!range.reverse, "pages go on after the last row");
    loop {
        let rows = store.scan(&range, PAGE_ROWS)?;
        let next = rows.last().filter(|_| rows.len() == PAGE_ROWS);
        let next = next.map(|(sort, _)| sort.clone());
        for (sort, row) in rows {
            let key = Key {
                space: range.space,
                partition: range.partition,
                sort,
            };
            let plain = sealed::open(&key, with, &row.value)?;
            each(key, &plain)?;
        }
        let Some(last) = next else {
            return Ok(());
        };
        range.from = last;
        range.from.push(0);
    }
}
