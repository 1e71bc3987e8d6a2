//! The package of a request for access or portability: everything that is held about the person,
//! by a link that works once.

use smallvec::SmallVec;
use telos_model::consent::Statement;
use telos_model::id::{FieldId, NodeId, PurposeSet};
use telos_model::people::{Carried, Standing};
use telos_model::profile::{Held, Series};
use telos_model::record::{EventRecord, Move};
use telos_model::request::{NotNow, Request, RequestId, Right, State};
use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Put, Space};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, RecordedFact, keys};
use crate::load::Person;
use crate::look::Look;
use crate::oneself::PurposeChoice;
use crate::read::Who;
use crate::requests::{RequestAnswer, RequestFailed};
use crate::sealed;
use crate::trimming::timeline;

/// How long a link to a package works, in days.
pub const DOWNLOAD_DAYS: i64 = 7;
/// The most events of one package; of somebody with more it has the newest and says so.
pub const PACKAGE_EVENTS_MAX: usize = 200_000;
/// How many permission facts are read at once.
const FACTS_MAX: usize = 50_000;
/// The version of a row for a link, by which taking it is told from nothing.
const LINK_VERSION: u64 = 1;

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
    /// Older events were left out, since there are too many for one package.
    pub events_cut: bool,
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
        let person = self.person(&Who::Node(request.case().person))?;
        let person = person.ok_or(RequestFailed::Unknown)?;
        let mut package = self.gathered(&person, request)?;
        if let Some(only) = only {
            package.confine(only);
        }
        Ok(package)
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
            events_cut: false,
        };
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
            let store = &*self.inner.store;
            for (sort, row) in store.scan(&keys::permissions(*id), FACTS_MAX)? {
                let key_of = telos_store::Key::new(Space::Permissions, id.number(), &sort);
                let plain = sealed::open(&key_of, key, &row.value).map_err(ReadError::from)?;
                let fact = layout::read_fact(&plain).map_err(ReadError::from)?;
                package.facts.push(fact);
            }
            for (_, entry) in timeline(store, *id, key, None)? {
                match entry {
                    Entry::Event(record) => package.events.push(*record),
                    Entry::Move(change) => package.moves.push(change),
                }
            }
        }
        package.events.sort_by_key(|record| record.occurred);
        package.moves.sort_by_key(|change| change.at);
        package
            .facts
            .sort_by_key(|recorded| (recorded.fact.effective, recorded.fact.id));
        // A fact that concerned several nodes is on record for each of them.
        package.facts.dedup_by_key(|recorded| recorded.fact.id);
        let who = Who::Node(person.head());
        package.looks = self.looks(&who)?.unwrap_or_default();
        let choices = self.choices(&who)?;
        let concerned = package.concerned();
        package.purposes = choices.map_or_else(Vec::new, |known| known.purposes);
        package
            .purposes
            .retain(|choice| concerned.contains(choice.purpose));
        let beyond = package.events.len().saturating_sub(PACKAGE_EVENTS_MAX);
        package.events.drain(..beyond);
        package.events_cut = beyond > 0;
        Ok(package)
    }

    /// A secret for a link to the package of a request, which works once and for
    /// [`DOWNLOAD_DAYS`]. Only its keyed hash is kept.
    pub fn offer_download(&self, id: RequestId) -> Result<Box<str>, RequestFailed> {
        // Whoever may not have the package may not have a link to it.
        self.package(id)?;
        let number = u128::from_be_bytes(self.new_number());
        let secret: Box<str> = format!("{number:032x}").into();
        let until = self.now().plus_days(DOWNLOAD_DAYS);
        let mut value = SmallVec::<[u8; 24]>::new();
        value.extend_from_slice(&until.millis().to_be_bytes());
        value.extend_from_slice(&id.0);
        self.inner.store.commit(Commit {
            name: "offer-download",
            puts: vec![Put {
                key: keys::download(self.hash_of(&secret)),
                version: LINK_VERSION,
                value: value.to_vec(),
            }],
            ..Commit::default()
        })?;
        Ok(secret)
    }

    /// Takes a link's secret: the request whose package it leads to, the first time it is asked
    /// within its time; none for everything else, without saying why.
    pub fn take_download(&self, secret: &str) -> Result<Option<RequestId>, ReadError> {
        let key = keys::download(self.hash_of(secret));
        let store = &*self.inner.store;
        let Some(row) = store.read(std::slice::from_ref(&key))?.pop().flatten() else {
            return Ok(None);
        };
        let committed = store.commit(Commit {
            name: "take-download",
            expects: vec![Expect::Version(key.clone(), LINK_VERSION)],
            puts: Vec::new(),
            deletes: vec![key],
        })?;
        let Some((until, id)) = row.value.split_first_chunk::<8>() else {
            return Ok(None);
        };
        let in_time = self.now().millis() < i64::from_be_bytes(*until);
        let id = <[u8; 16]>::try_from(id).ok().map(RequestId);
        Ok(id.filter(|_| in_time && committed == Committed::Done))
    }

    fn hash_of(&self, secret: &str) -> [u8; 16] {
        let parts: [&[u8]; 2] = [b"download", secret.as_bytes()];
        self.inner.vault.blind(BlindDomain::Other, &parts)
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
        self.purposes.retain(|choice| only.contains(choice.purpose));
    }
}
