//! Flat matching: from a message's identifiers to a plan.

use std::slice;

use smallvec::SmallVec;

use super::tally::Tally;
use super::{Candidate, Claim, Home, LeftOut, PERSON_IDENTIFIERS_MAX, Plan};
use crate::catalog::{Catalog, IdentifierDef, LimitWindow};
use crate::id::{CategorySet, NodeId};
use crate::normalise::is_blocked;
use crate::people::{Carried, Identifier, LinkReason, Node, People, Shown};
use crate::time::Timestamp;

/// What should become of a message's identifiers; `None` if none of them can find or make a node.
///
/// Identifiers are taken in order of rank: those of people before those of devices, then by the
/// catalog's priority, then the previous identity of an alias last. The first that somebody
/// carries names the home. Each further one joins (nobody carries it: it is attached to
/// the home; another family does: that is linked with the home) unless that breaks a rule; then it
/// is left out and the rest goes on without it. So with a new user id and a known email of another
/// user, the email is left out and a new profile begins. The rules:
///
/// - No kind goes over its limit, counted over all nodes of the person within the kind's window of
///   UTC days, today and this message included. What a person carries already is never turned away.
/// - Who is identified (carries an identifier of a person) is never joined with an identifier of
///   another, nor with another who is identified, through an identifier of a device alone.
/// - Nodes that were taken apart stay apart, through others too.
/// - What anybody could have said (`Claim::Anybody`) does not join two people of whom one has a
///   confirmed address, nor give another personal identifier to one whom the brand vouches for; nor
///   does it give anybody a second one of a kind: else whoever names somebody's id with an address
///   of their own would claim them.
/// - A person has at most `FAMILY_NODES_MAX` nodes and `PERSON_IDENTIFIERS_MAX` identifiers.
///
/// An alias is under the same rules: it serves to make an anonymous id a user's, and does not make
/// two users one where a person has one user id. Without `linking`, the first identifier finds or
/// makes the home, and of the others only those that the home's node carries are kept.
///
/// The plan does not depend on the order of the candidates. All candidates' holders, and all nodes
/// of these holders' families, must be loaded. Blocked values must have been taken out before.
#[must_use]
pub fn resolve(
    catalog: &Catalog,
    people: &People,
    candidates: &[Candidate],
    at: Timestamp,
    linking: bool,
) -> Option<Plan> {
    let mut plan = Plan {
        home: Home::New,
        seen: SmallVec::new(),
        attach: SmallVec::new(),
        links: SmallVec::new(),
        shown: SmallVec::new(),
        left_out: SmallVec::new(),
        categories: CategorySet::EMPTY,
    };
    let ranked = rank(catalog, people, candidates, &mut plan);
    if linking {
        let mut matching = Matching {
            catalog,
            people,
            at,
            ranked: &ranked,
            home: None,
            families: SmallVec::new(),
            tally: None,
            plan,
        };
        for entry in &ranked {
            match matching.take(entry) {
                Ok(()) => matching.plan.categories.insert(entry.def.category),
                Err(why) => matching.plan.left_out.push((entry.index, why)),
            }
        }
        matching.show();
        plan = matching.plan;
    } else {
        unlinked(&ranked, &mut plan);
    }
    (plan.home != Home::New || !plan.attach.is_empty()).then_some(plan)
}

/// A candidate with what is known of it.
struct Ranked<'a> {
    index: usize,
    identifier: &'a Identifier,
    previous: bool,
    claim: Claim,
    def: &'a IdentifierDef,
    holder: Option<&'a Node>,
}

/// The candidates in order of rank, each identifier once. Kinds without a rule are left out.
fn rank<'a>(
    catalog: &'a Catalog,
    people: &'a People,
    candidates: &'a [Candidate],
    plan: &mut Plan,
) -> SmallVec<[Ranked<'a>; 4]> {
    let mut ranked: SmallVec<[Ranked<'a>; 4]> = SmallVec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let identifier = &candidate.identifier;
        debug_assert!(
            !is_blocked(&identifier.value),
            "validation takes blocked values out"
        );
        let Some(def) = catalog.identifier(identifier.kind) else {
            plan.left_out
                .push((index, LeftOut::Undeclared(identifier.kind)));
            continue;
        };
        let holder = people.holders.get(identifier);
        debug_assert!(holder.is_some(), "holders of all candidates are loaded");
        let node = holder.copied().flatten();
        let loaded = node.and_then(|node| people.nodes.get(&node));
        debug_assert_eq!(node, loaded.map(|node| node.id), "holders are loaded");
        ranked.push(Ranked {
            index,
            identifier,
            previous: candidate.previous,
            claim: candidate.claim,
            def,
            holder: loaded,
        });
    }
    if ranked.len() > 1 {
        ranked.sort_unstable_by(|a, b| {
            let key = |entry: &Ranked<'a>| (entry.identifier, entry.previous, entry.index);
            key(a).cmp(&key(b))
        });
        ranked.dedup_by(|later, first| later.identifier == first.identifier);
        ranked.sort_by_key(|entry| (!entry.def.personal, entry.def.priority, entry.previous));
    }
    ranked
}

/// The plan without any linking.
fn unlinked(ranked: &[Ranked<'_>], plan: &mut Plan) {
    let Some((first, rest)) = ranked.split_first() else {
        return;
    };
    plan.categories.insert(first.def.category);
    match first.holder {
        Some(node) => {
            plan.home = Home::Existing(node.id);
            plan.seen.push(first.index);
        }
        None => plan.attach.push(first.index),
    }
    for entry in rest {
        let holder = entry.holder.map(|node| Home::Existing(node.id));
        if holder == Some(plan.home) {
            plan.categories.insert(entry.def.category);
            plan.seen.push(entry.index);
        } else {
            plan.left_out.push((entry.index, LeftOut::NotPermitted));
        }
    }
}

/// A match in the making: the person as the identifiers taken so far show it.
struct Matching<'a> {
    catalog: &'a Catalog,
    people: &'a People,
    at: Timestamp,
    ranked: &'a [Ranked<'a>],
    /// The first identifier that somebody carries.
    home: Option<&'a Ranked<'a>>,
    /// The nodes of the families taken so far, by family.
    families: SmallVec<[&'a [NodeId]; 2]>,
    /// What the person has so far; counted only when first needed, until when it is one family.
    tally: Option<Tally>,
    plan: Plan,
}

impl<'a> Matching<'a> {
    fn take(&mut self, entry: &'a Ranked<'a>) -> Result<(), LeftOut> {
        let Some(node) = entry.holder else {
            return self.attach(entry);
        };
        let members = members(self.people, node);
        let known = |family: &&[NodeId]| family.first() == members.first();
        if !self.families.iter().any(known) {
            self.join(entry, node, members)?;
        }
        self.plan.seen.push(entry.index);
        Ok(())
    }

    /// Takes in an identifier that nobody carries.
    fn attach(&mut self, entry: &'a Ranked<'a>) -> Result<(), LeftOut> {
        let mut tally = self.tally();
        let vouched = tally.shown == Some(Shown::Vouched);
        if entry.claim == Claim::Anybody && entry.def.personal && vouched {
            return Err(LeftOut::Unconfirmed);
        }
        tally.identifiers += 1;
        tally.personal |= entry.def.personal;
        if tally.identifiers > PERSON_IDENTIFIERS_MAX {
            return Err(LeftOut::TooLarge);
        }
        let kind = entry.identifier.kind;
        // A declared kind has a slot below the most there can be.
        let count = &mut tally.counts[kind.index()];
        *count += 1;
        if *count > entry.def.limit {
            return Err(LeftOut::OverLimit(kind));
        }
        if entry.def.personal {
            let bit = 1 << kind.slot();
            if entry.claim == Claim::Anybody && tally.kinds & bit != 0 {
                return Err(LeftOut::Unconfirmed);
            }
            tally.kinds |= bit;
        }
        self.tally = Some(tally);
        self.plan.attach.push(entry.index);
        Ok(())
    }

    /// Takes in a family.
    fn join(
        &mut self,
        entry: &'a Ranked<'a>,
        node: &'a Node,
        members: &'a [NodeId],
    ) -> Result<(), LeftOut> {
        if self.home.is_some() || self.tally.is_some() {
            let mine = self.tally();
            let theirs = self.count(members);
            if self.severed_from(members) {
                return Err(LeftOut::Severed);
            }
            if !entry.def.personal && mine.personal && theirs.personal {
                return Err(LeftOut::SharedDevice);
            }
            if entry.claim == Claim::Anybody && mine.is_kept_from(&theirs) {
                return Err(LeftOut::Unconfirmed);
            }
            let both = mine.plus(&theirs, self.catalog)?;
            if entry.claim == Claim::Anybody && mine.shares_a_kind(&theirs) {
                return Err(LeftOut::Unconfirmed);
            }
            self.tally = Some(both);
        }
        self.families.push(members);
        let Some(home) = self.home else {
            self.home = Some(entry);
            self.plan.home = Home::Existing(node.id);
            return Ok(());
        };
        let reason = if home.previous || entry.previous {
            LinkReason::Alias
        } else {
            LinkReason::SeenTogether {
                a: home.identifier.kind,
                b: entry.identifier.kind,
            }
        };
        self.plan.links.push((node.id, reason));
        Ok(())
    }

    /// Works out which identifiers the message shows to be the person's own.
    fn show(&mut self) {
        let speaks = self.speaks();
        let taken = self.plan.seen.iter().chain(&self.plan.attach);
        let shown = taken.filter_map(|index| {
            let entry = self.ranked.iter().find(|entry| entry.index == *index)?;
            match entry.claim {
                Claim::Anybody => None,
                Claim::Source => (speaks && entry.def.personal).then_some((*index, Shown::Vouched)),
                Claim::Shown(shown) => Some((*index, shown)),
            }
        });
        self.plan.shown = shown.collect();
    }

    /// Whether a system that speaks of this person means them: it names them by an identifier that
    /// ranks higher than all that they carry, or by the ones that rank first among these. Else
    /// whoever had added an address to somebody could have it vouched for.
    fn speaks(&self) -> bool {
        let taken = |entry: &&Ranked<'_>| {
            let index = &entry.index;
            self.plan.seen.contains(index) || self.plan.attach.contains(index)
        };
        let taken = || self.ranked.iter().filter(taken);
        let best = taken().filter(|entry| entry.def.personal);
        let best = best.map(|entry| entry.def.priority).min();
        let nodes = self.families.iter().flat_map(|family| family.iter());
        let nodes = nodes.filter_map(|id| self.people.nodes.get(id));
        let carried: SmallVec<[(u8, &Carried); 8]> = nodes
            .flat_map(|node| &node.identifiers)
            .filter_map(|carried| {
                let def = self.catalog.identifier(carried.identifier.kind)?;
                def.personal.then_some((def.priority, carried))
            })
            .collect();
        let top = carried.iter().map(|(priority, _)| *priority).min();
        let (Some(best), Some(top)) = (best, top) else {
            return best.is_some();
        };
        if best != top {
            return best < top;
        }
        let leaders = || carried.iter().filter(|(priority, _)| *priority == top);
        let named = |carried: &Carried| taken().any(|one| *one.identifier == carried.identifier);
        let vouched = |carried: &Carried| carried.shown == Some(Shown::Vouched);
        if leaders().any(|(_, carried)| vouched(carried)) {
            return leaders().any(|(_, carried)| vouched(carried) && named(carried));
        }
        let first = leaders().map(|(_, carried)| carried.first_seen).min();
        let mut first = leaders().filter(|(_, carried)| Some(carried.first_seen) == first);
        first.all(|(_, carried)| named(carried))
    }

    fn tally(&self) -> Tally {
        match &self.tally {
            Some(tally) => *tally,
            None => self.count(self.families.first().copied().unwrap_or_default()),
        }
    }

    /// Counts what the nodes of a family carry.
    fn count(&self, members: &[NodeId]) -> Tally {
        let mut tally = Tally {
            nodes: members.len(),
            ..Tally::default()
        };
        for node in members.iter().filter_map(|id| self.people.nodes.get(id)) {
            tally.identifiers += node.identifiers.len();
            for carried in &node.identifiers {
                let kind = carried.identifier.kind;
                let Some(def) = self.catalog.identifier(kind) else {
                    continue;
                };
                tally.personal |= def.personal;
                if def.personal {
                    tally.kinds |= 1 << kind.slot();
                    tally.held = true;
                    tally.shown = tally.shown.max(carried.shown);
                }
                if self.counts(def.window, carried) {
                    let count = &mut tally.counts[kind.index()];
                    *count = count.saturating_add(1);
                }
            }
        }
        tally
    }

    /// Whether an identifier counts towards a limit of this window.
    fn counts(&self, window: LimitWindow, carried: &Carried) -> bool {
        let LimitWindow::Days(days) = window else {
            return true;
        };
        let oldest = self.at.day().plus(1 - i32::from(days));
        let in_message = || {
            let mut identifiers = self.ranked.iter().map(|entry| entry.identifier);
            identifiers.any(|identifier| *identifier == carried.identifier)
        };
        carried.last_seen.day() >= oldest || in_message()
    }

    /// Whether one of these nodes was taken apart from one that the person has.
    fn severed_from(&self, members: &[NodeId]) -> bool {
        let nodes = members.iter().filter_map(|id| self.people.nodes.get(id));
        let mut severed = nodes.flat_map(|node| &node.severed);
        severed.any(|other| self.families.iter().any(|family| family.contains(other)))
    }
}

/// The nodes of a loaded node's family in order of id: itself alone, or all members.
pub(super) fn members<'a>(people: &'a People, node: &'a Node) -> &'a [NodeId] {
    match people.families.get(&node.family) {
        Some(family) => &family.members,
        None => slice::from_ref(&node.id),
    }
}
