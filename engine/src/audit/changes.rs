//! What changed in a time: catalog versions with what differs, what people said about permission,
//! how requests ended, and where staff or the brand spoke in a person's place.

use std::collections::BTreeMap;

use telos_ledger::EntryKind;
use telos_model::catalog::{Diff, compare};
use telos_model::consent::{Actor, Statement};
use telos_model::id::{NodeId, PurposeId};
use telos_model::request::Right;
use telos_model::time::Timestamp;
use telos_store::Space;

use super::{AUDIT_NODES_MAX, ProvenVersion};
use crate::catalogs::AppliedVersion;
use crate::deeds::ProvenDeed;
use crate::desk::DeskPlace;
use crate::engine::Engine;
use crate::layout::{Ending, keys};
use crate::ledger::{LedgerError, ToProve};
use crate::load;

/// The most catalog versions of one answer.
pub const VERSIONS_MAX: usize = 50;
/// The most ended requests that are counted in one answer.
pub const ENDED_MAX: usize = 10_000;
/// The most statements in a person's place that one page names; more are only counted.
pub const OVERRIDES_MAX: usize = 50;

/// A catalog version that was applied.
#[derive(Debug)]
pub struct VersionChange {
    /// The version.
    pub version: AppliedVersion,
    /// The same with its proof, unless it is older than the ledger.
    pub proven: Option<ProvenVersion>,
    /// What differs from the version before; none of the first, or where one of the two does not
    /// read any more.
    pub diff: Option<Diff>,
}

/// How many requests for a right ended in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedCount {
    /// The right.
    pub right: Right,
    /// How they ended.
    pub ending: Ending,
    /// In time, or late.
    pub in_time: bool,
    /// How many.
    pub count: u64,
}

/// How many statements of a kind were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactCount {
    /// An example of it, of which the kind, the act or mark, and its direction count.
    pub statement: Statement,
    /// The purpose, if it is about one.
    pub purpose: Option<PurposeId>,
    /// Who stated it.
    pub actor: Actor,
    /// How many.
    pub count: u64,
}

/// A statement by staff or the brand in a person's place.
#[derive(Debug)]
pub struct Override {
    /// The person's head.
    pub person: NodeId,
    /// The statement with its proof.
    pub fact: ToProve,
}

/// What was counted on one page.
#[derive(Debug, Default)]
pub struct FactCounts {
    /// By kind.
    pub counts: Vec<FactCount>,
    /// Statements by staff or the brand, at most [`OVERRIDES_MAX`].
    pub overrides: Vec<Override>,
    /// How many there were of these.
    pub overrides_count: u64,
    /// What staff did that the rules alone would not have done, with whose it was: at most
    /// [`OVERRIDES_MAX`].
    pub deeds: Vec<(NodeId, ProvenDeed)>,
    /// How many entries there were about requests and about what staff did, by kind.
    pub deeds_counts: BTreeMap<&'static str, u64>,
    /// How many records were looked at.
    pub looked: usize,
    /// Of how many of these only the newest statements were read.
    pub cut: usize,
    /// Where it goes on; none at the end.
    pub next: Option<NodeId>,
}

impl Engine {
    /// The catalog versions that were applied in a time, newest first, at most [`VERSIONS_MAX`],
    /// and whether there were more.
    pub fn audit_versions(
        &self,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<(Vec<VersionChange>, bool), LedgerError> {
        let all = self.catalogs()?.into_iter();
        let mut within: Vec<AppliedVersion> = all
            .filter(|version| version.at >= from && version.at < until)
            .collect();
        let cut = within.len() > VERSIONS_MAX;
        within.truncate(VERSIONS_MAX);
        let proven = self.proven_versions(&within)?;
        let mut changes = Vec::new();
        for (version, proven) in within.into_iter().zip(proven) {
            let before = match version.number.checked_sub(1) {
                Some(number) => self.catalog_at(number)?,
                None => None,
            };
            let after = self.catalog_at(version.number)?;
            let pair = before.as_ref().zip(after.as_ref());
            changes.push(VersionChange {
                diff: pair.map(|(before, after)| compare(before, after)),
                version,
                proven,
            });
        }
        Ok((changes, cut))
    }

    /// How requests ended in a time, and whether more than [`ENDED_MAX`] did, which are then
    /// not all counted.
    pub fn audit_ended(
        &self,
        time: (Timestamp, Timestamp),
    ) -> Result<(Vec<EndedCount>, bool), LedgerError> {
        let mut counts: Vec<EndedCount> = Vec::new();
        let mut after: Option<DeskPlace> = None;
        let mut looked = 0;
        loop {
            let page = self.ended_page(time, after, ENDED_MAX, |_| true)?;
            looked += page.items.len();
            for one in &page.items {
                let ended = one.ended;
                let same = |count: &&mut EndedCount| {
                    (count.right, count.ending, count.in_time)
                        == (ended.right, ended.ending, ended.in_time)
                };
                match counts.iter_mut().find(same) {
                    Some(count) => count.count += 1,
                    None => counts.push(EndedCount {
                        right: ended.right,
                        ending: ended.ending,
                        in_time: ended.in_time,
                        count: 1,
                    }),
                }
            }
            after = page.next;
            if after.is_none() || looked >= ENDED_MAX {
                break;
            }
        }
        counts.sort_by_key(|count| (count.right, std::cmp::Reverse(count.count)));
        Ok((counts, after.is_some()))
    }

    /// What was recorded about permission in a time, counted over at most [`AUDIT_NODES_MAX`]
    /// records.
    pub fn audit_facts(
        &self,
        (from, until): (Timestamp, Timestamp),
        after: Option<NodeId>,
    ) -> Result<FactCounts, LedgerError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let start = after.map(keys::node);
        let rows = store.walk(Space::Nodes, start.as_ref(), AUDIT_NODES_MAX)?;
        let mut found = FactCounts::default();
        if rows.len() == AUDIT_NODES_MAX {
            found.next = rows.last().map(|(key, _)| NodeId::new(key.partition));
        }
        let mut counts: BTreeMap<(Statement, Option<PurposeId>, Actor), u64> = BTreeMap::new();
        for (key, _) in rows {
            let node = NodeId::new(key.partition);
            found.looked += 1;
            let Some((loaded, _)) = load::nodes(store, vault, &[(node, None)])?.pop().flatten()
            else {
                continue;
            };
            for deed in self.deeds_at(node, &loaded.key)? {
                if deed.at < from || deed.at >= until {
                    continue;
                }
                *found.deeds_counts.entry(deed.kind.word()).or_default() += 1;
                if deed.kind == EntryKind::Override && found.deeds.len() < OVERRIDES_MAX {
                    let proven = self.prove_deed(&deed)?;
                    found.deeds.push((loaded.node.family.0, proven));
                }
            }
            let ever = (Timestamp::MIN, Timestamp::MAX);
            let (all, cut) = self.facts_between(node, &loaded.key, ever)?;
            found.cut += usize::from(cut);
            for recorded in all {
                let fact = &recorded.fact;
                if fact.recorded < from || fact.recorded >= until {
                    continue;
                }
                let (kind, purpose) = kind_of(fact.statement);
                *counts.entry((kind, purpose, fact.actor)).or_default() += 1;
                if matches!(fact.actor, Actor::Staff | Actor::Controller) {
                    found.overrides_count += 1;
                    if found.overrides.len() < OVERRIDES_MAX {
                        found.overrides.push(Override {
                            person: loaded.node.family.0,
                            fact: self.prove(node, recorded)?,
                        });
                    }
                }
            }
        }
        let counts = counts.into_iter();
        found.counts = counts
            .map(|((statement, purpose, actor), count)| FactCount {
                statement,
                purpose,
                actor,
                count,
            })
            .collect();
        Ok(found)
    }
}

/// What statements of one kind have in common, and the purpose.
fn kind_of(statement: Statement) -> (Statement, Option<PurposeId>) {
    match statement {
        Statement::Consent { purpose, act, .. } => {
            let common = Statement::Consent {
                purpose,
                channel: None,
                act,
                text_version: 0,
                explicit: false,
                separate: false,
            };
            (common, Some(purpose))
        }
        Statement::Objection { purpose, .. } => (statement, purpose),
        Statement::Flag { flag, on, .. } => {
            let common = Statement::Flag {
                flag,
                brand: None,
                on,
            };
            (common, None)
        }
        // What is preferred is of many sorts and narrows only: counted together by brand.
        Statement::Preference { brand, .. } => {
            let common = Statement::Preference {
                brand,
                preference: telos_model::consent::Preference::Topic {
                    topic: telos_model::id::TopicId::new(0),
                    wanted: false,
                },
            };
            (common, None)
        }
    }
}
