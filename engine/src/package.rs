//! The package of a request for access or portability: everything that is held about the person,
//! by a link that works once.

use telos_model::consent::Statement;
use telos_model::id::{FieldId, NodeId, PurposeSet};
use telos_model::people::{Carried, Standing};
use telos_model::profile::{Held, Series};
use telos_model::record::{EventRecord, Move};
use telos_model::request::{NotNow, Request, RequestId, Right, State};
use telos_model::time::Timestamp;
use telos_store::Space;

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, RecordedFact, keys};
use crate::load::Person;
use crate::look::Look;
use crate::oneself::PurposeChoice;
use crate::pass::PassKind;
use crate::read::Who;
use crate::requests::{RequestAnswer, RequestFailed};
use crate::sealed::SharedKey;
use crate::trimming::each_row;

/// How long a link to a package works, in days.
pub const DOWNLOAD_DAYS: i64 = 7;
/// The most events of one package; of somebody with more it has the newest and says how many it
/// does not have.
pub const PACKAGE_EVENTS_MAX: usize = 200_000;
/// The most permission facts, the most segments entered and left, and the most looks of one package.
pub const PACKAGE_OTHERS_MAX: usize = 50_000;

/// Everything that is held about a person, with where it came from and for what. Only a request
/// whose asker was identified gives one. It holds personal data and is not serialised as it is.
pub struct Package {
    /// The person: their first node.
    pub person: NodeId,
    /// When it was put together.
    pub made: Timestamp,
    /// The request.
    pub request: Request,
    /// What finds them.
    pub identifiers: Vec<Carried>,
    /// Every value that some purpose sees.
    pub traits: Vec<(FieldId, Held)>,
    /// What they did, summed.
    pub behaviours: Vec<Series>,
    /// The groups they are in, since when and for which purposes.
    pub groups: Vec<(Box<str>, Timestamp, PurposeSet)>,
    /// The segments they are in.
    pub segments: Vec<Standing>,
    /// What they said about permission.
    pub facts: Vec<RecordedFact>,
    /// Their events, oldest first.
    pub events: Vec<EventRecord>,
    /// Segments entered and left, oldest first.
    pub moves: Vec<Move>,
    /// The purposes under which something is held, or about which they said something: what holds
    /// for each now.
    pub purposes: Vec<PurposeChoice>,
    /// Who looked at them, newest first.
    pub looks: Vec<Look>,
    /// What is not in it.
    pub left: LeftOut,
}

/// How many older ones a package does not have, since there are too many for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Events.
    pub events: u64,
    /// Segments entered and left.
    pub moves: u64,
    /// Permission facts.
    pub facts: u64,
    /// Looks.
    pub looks: u64,
}

/// A link to a package.
pub struct Offered {
    /// The secret that it ends with. Only its keyed hash is kept.
    pub secret: Box<str>,
    /// Whose package it is.
    pub person: NodeId,
}

impl std::fmt::Debug for Offered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Offered({})", self.person)
    }
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Package(..)")
    }
}

impl Engine {
    /// The package of a request for access, or for portability, which has only what the plan lets
    /// the person take along. `id` is that of the asker, who must have been identified themselves.
    pub fn package(&self, id: RequestId) -> Result<Package, RequestFailed> {
        let (request, only) = self.packable(id)?;
        let person = self.person(&Who::Node(request.case().person))?;
        let person = person.ok_or(RequestFailed::Unknown)?;
        let mut package = self.gathered(&person, request)?;
        if let Some(only) = only {
            package.confine(only);
        }
        Ok(package)
    }

    /// A request that gives a package to whoever asked under this id, and the purposes that it is
    /// confined to, if it is.
    fn packable(&self, id: RequestId) -> Result<(Request, Option<PurposeSet>), RequestFailed> {
        let request = match self.request(id)? {
            RequestAnswer::Known(request) => *request,
            RequestAnswer::Gone(_) | RequestAnswer::Unknown => return Err(RequestFailed::Unknown),
        };
        let shown = request.answered().any(|asking| asking.id == id);
        if !shown {
            return Err(NotNow::NotIdentified.into());
        }
        let plan = match request.state() {
            State::Working(work) => &work.plan,
            State::Completed(answered) => &answered.plan,
            _ => return Err(NotNow::NotBegun.into()),
        };
        let only = match request.case().right {
            Right::Access => None,
            Right::Portability => Some(plan.done_for()),
            _ => return Err(NotNow::Different.into()),
        };
        Ok((request, only))
    }

    fn gathered(&self, person: &Person, request: Request) -> Result<Package, RequestFailed> {
        let mut package = Package {
            person: person.head(),
            made: self.now(),
            request,
            identifiers: Vec::new(),
            traits: Vec::new(),
            behaviours: Vec::new(),
            groups: Vec::new(),
            segments: Vec::new(),
            facts: Vec::new(),
            events: Vec::new(),
            moves: Vec::new(),
            purposes: Vec::new(),
            looks: Vec::new(),
            left: LeftOut::default(),
        };
        let mut rows = Rows::default();
        for id in &person.members {
            let (Some(node), Some(key)) = (person.people.nodes.get(id), person.keys.get(id)) else {
                continue;
            };
            package.identifiers.extend(node.identifiers.iter().cloned());
            for (field, values) in node.fold.traits() {
                let values = values.iter().cloned();
                package.traits.extend(values.map(|held| (*field, held)));
            }
            package
                .behaviours
                .extend(node.fold.series().iter().cloned());
            package.groups.extend(node.groups.iter().cloned());
            package.segments.extend(node.segments.iter().copied());
            self.read_rows(*id, key, &mut rows)?;
        }
        (package.events, package.left.events) = rows.events.oldest_first();
        (package.moves, package.left.moves) = rows.moves.oldest_first();
        (package.facts, package.left.facts) = rows.facts.oldest_first();
        (package.looks, package.left.looks) = rows.looks.oldest_first();
        package.looks.reverse();
        package
            .facts
            .sort_by_key(|recorded| (recorded.fact.effective, recorded.fact.id));
        // A fact that concerned several nodes is on record for each of them.
        package.facts.dedup_by_key(|recorded| recorded.fact.id);
        let who = Who::Node(person.head());
        let choices = self.choices(&who)?;
        let concerned = package.concerned();
        package.purposes = choices.map_or_else(Vec::new, |known| known.purposes);
        package
            .purposes
            .retain(|choice| concerned.contains(choice.purpose));
        Ok(package)
    }

    /// Reads the rows of a node that a package has, of which the newest are kept.
    fn read_rows(&self, node: NodeId, with: &SharedKey, into: &mut Rows) -> Result<(), ReadError> {
        let store = &*self.inner.store;
        let all = |space| keys::rows_of(space, node);
        each_row(store, all(Space::Permissions), with, |_, plain| {
            into.facts.push(layout::read_fact(plain)?);
            Ok(())
        })?;
        each_row(store, all(Space::Events), with, |_, plain| {
            match layout::read_entry(plain)? {
                Entry::Event(record) => into.events.push(*record),
                Entry::Move(change) => into.moves.push(change),
            }
            Ok(())
        })?;
        each_row(store, all(Space::Looks), with, |_, plain| {
            into.looks.push(layout::read_look(plain)?);
            Ok(())
        })
    }

    /// A link to the package of a request, which works once and for [`DOWNLOAD_DAYS`].
    pub fn offer_download(&self, id: RequestId) -> Result<Offered, RequestFailed> {
        // Whoever may not have the package may not have a link to it.
        let (request, _) = self.packable(id)?;
        let person = request.case().person;
        let number = u128::from_be_bytes(self.new_number());
        let secret: Box<str> = format!("{number:032x}").into();
        let until = self.now().plus_days(DOWNLOAD_DAYS);
        self.keep_pass(PassKind::Download, &secret, &id.0, until)?;
        Ok(Offered { secret, person })
    }

    /// The request whose package a link leads to, while it works; none for everything else, without
    /// saying why. The link goes on working: see [`Engine::take_download`].
    pub fn download(&self, secret: &str) -> Result<Option<RequestId>, ReadError> {
        Ok(request_of(self.pass(PassKind::Download, secret)?))
    }

    /// The same, and the link works no more. Whoever comes second gets nothing.
    pub fn take_download(&self, secret: &str) -> Result<Option<RequestId>, ReadError> {
        Ok(request_of(self.take_pass(PassKind::Download, secret)?))
    }
}

fn request_of(value: Option<Vec<u8>>) -> Option<RequestId> {
    let id = <[u8; 16]>::try_from(value?).ok()?;
    Some(RequestId(id))
}

/// The newest of many, with room for at most twice as many as are kept.
struct Newest<T> {
    kept: Vec<T>,
    kept_max: usize,
    left: u64,
    at: fn(&T) -> Timestamp,
}

impl<T> Newest<T> {
    const fn new(kept_max: usize, at: fn(&T) -> Timestamp) -> Self {
        Self {
            kept: Vec::new(),
            kept_max,
            left: 0,
            at,
        }
    }

    fn push(&mut self, one: T) {
        self.kept.push(one);
        if self.kept.len() >= 2 * self.kept_max {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.sort_by_key(self.at);
        let beyond = self.kept.len().saturating_sub(self.kept_max);
        self.kept.drain(..beyond);
        self.left += beyond as u64;
    }

    /// What was kept, and how many were not.
    fn oldest_first(mut self) -> (Vec<T>, u64) {
        self.cut();
        (self.kept, self.left)
    }
}

/// The rows of a person that a package has.
struct Rows {
    events: Newest<EventRecord>,
    moves: Newest<Move>,
    facts: Newest<RecordedFact>,
    looks: Newest<Look>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            events: Newest::new(PACKAGE_EVENTS_MAX, |record| record.occurred),
            moves: Newest::new(PACKAGE_OTHERS_MAX, |change| change.at),
            facts: Newest::new(PACKAGE_OTHERS_MAX, |recorded| recorded.fact.effective),
            looks: Newest::new(PACKAGE_OTHERS_MAX, |look| look.at),
        }
    }
}

impl Package {
    /// The purposes that hold anything here, or that something was said about.
    fn concerned(&self) -> PurposeSet {
        let traits = self.traits.iter().map(|(_, held)| held.stamp.purposes);
        let done = self.behaviours.iter().map(|series| series.purposes);
        let groups = self.groups.iter().map(|(.., purposes)| *purposes);
        let events = self.events.iter().flat_map(|record| {
            let kept = record.kept.iter().map(|kept| kept.purposes);
            kept.chain(record.event.map(|(_, purposes)| purposes))
        });
        let held = traits.chain(done).chain(groups).chain(events);
        let held = held.fold(PurposeSet::EMPTY, PurposeSet::union);
        let said = self
            .facts
            .iter()
            .filter_map(|recorded| match recorded.fact.statement {
                Statement::Consent { purpose, .. } => Some(purpose),
                Statement::Objection { purpose, .. } => purpose,
                Statement::Flag { .. } | Statement::Preference { .. } => None,
            });
        held.union(said.collect())
    }

    /// Leaves out what none of these purposes holds.
    fn confine(&mut self, only: PurposeSet) {
        let held_for = |purposes: &PurposeSet| !purposes.intersection(only).is_empty();
        self.traits
            .retain(|(_, held)| held_for(&held.stamp.purposes));
        self.behaviours.retain(|series| held_for(&series.purposes));
        self.groups.retain(|(.., purposes)| held_for(purposes));
        for record in &mut self.events {
            record.event = record.event.filter(|(_, purposes)| held_for(purposes));
            record.kept.retain(|kept| held_for(&kept.purposes));
        }
        self.events
            .retain(|record| record.event.is_some() || !record.kept.is_empty());
        // What was worked out about the person was not provided by them (GDPR Art. 20).
        self.segments.clear();
        self.moves.clear();
        self.looks.clear();
        (self.left.moves, self.left.looks) = (0, 0);
        self.purposes.retain(|choice| only.contains(choice.purpose));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_in_order_and_the_others_are_counted() {
        let mut newest: Newest<i64> = Newest::new(3, |at| Timestamp::from_millis(*at));
        for at in [5, 1, 9, 3, 8, 2, 7, 4, 6, 0] {
            newest.push(at);
            assert!(newest.kept.len() < 6, "never more than there is room for");
        }
        assert_eq!(newest.oldest_first(), (vec![7, 8, 9], 7));
    }
}
