//! What other controllers ask for people whom they know, under ids of their own: taken in as
//! requests like all others, answered by where those stand, and told when that changes.
//!
//! What is kept of it names nobody: the controller, its id, the ids of the requests that came of
//! it, and where changes are to be told.

use telos_model::id::{JurisdictionSet, NodeId};
use telos_model::people::Identifier;
use telos_model::request::{
    Asker, Check, CheckMethod, Hindrance, NotNow, Request, RequestId, Right, State, answer_deadline,
};
use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Put};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::package::Offered;
use crate::read::Who;
use crate::requests::{Ask, RequestAnswer, RequestFailed};

/// The most people whom one request of a controller may be about: identifiers of one person that
/// were never seen together lead to several.
pub const FOREIGN_PEOPLE_MAX: usize = 5;
/// The most places that changes of one request are told to.
pub const FOREIGN_CALLBACKS_MAX: usize = 5;

/// What another controller asks for.
#[derive(Debug, Clone)]
pub struct ForeignAsk {
    /// The controller's id.
    pub controller: Box<str>,
    /// The controller's own id of the request.
    pub subject: [u8; 16],
    /// The right.
    pub right: Right,
    /// What finds the person.
    pub whom: Vec<Identifier>,
    /// The controller signed for having identified the person.
    pub signed: bool,
    /// Where changes are to be told, at most [`FOREIGN_CALLBACKS_MAX`].
    pub callbacks: Vec<Box<str>>,
}

/// What another controller asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The controller's own id of the request.
    pub subject: [u8; 16],
    /// The controller's id.
    pub controller: Box<str>,
    /// The right.
    pub right: Right,
    /// A keyed hash of whom it is about, by which asking for others under the same id is told from
    /// asking again; none of a row from before it was kept.
    pub(crate) whom: Option<[u8; 16]>,
    /// The ids that the controller has for the requests; none where nobody is known.
    pub requests: Vec<RequestId>,
    /// When it was received.
    pub received: Timestamp,
    /// The first instant at which an answer is late.
    pub expected: Timestamp,
    /// Where changes are to be told.
    pub callbacks: Vec<Box<str>>,
    /// What was told.
    pub told: Told,
    /// The version of its row.
    pub(crate) version: u64,
}

/// Where a controller's request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was begun.
    Pending,
    /// It is being done.
    InProgress,
    /// Everything that can be done is done.
    Completed,
    /// It was taken back, or refused.
    Cancelled,
}

impl Standing {
    /// All of them, in the order of their stored numbers: append only.
    pub(crate) const ALL: [Self; 4] = [
        Self::Pending,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
    ];

    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// What was told of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Where it stood.
    pub standing: Standing,
    /// Who was told so, as a bit for each place.
    pub urls: u8,
    /// How often it was tried in vain since it stands there.
    pub tries: u8,
    /// When to try again.
    pub next: Timestamp,
}

impl Engine {
    /// Takes in what a controller asks for. The same id again gives what is there already, with
    /// true; asking for something else or for others under it is [`NotNow::Different`].
    pub fn ask_foreign(&self, ask: &ForeignAsk) -> Result<(Foreign, bool), RequestFailed> {
        if let Some(known) = self.known_foreign(ask)? {
            return Ok((known, true));
        }
        let mut taken = Vec::new();
        let mut foreign = Foreign {
            subject: ask.subject,
            controller: ask.controller.clone(),
            right: ask.right,
            whom: Some(self.whom_hash(ask)),
            requests: Vec::new(),
            received: self.now(),
            expected: self.expected_of_nobody(ask.right),
            callbacks: ask.callbacks.clone(),
            told: Told {
                standing: Standing::Pending,
                urls: u8::MAX,
                tries: 0,
                next: self.now(),
            },
            version: 1,
        };
        for node in self.people_of(&ask.whom)? {
            match self.ask_one(ask, node) {
                Ok(request) => taken.push(request),
                Err(error) => {
                    self.take_back(&taken);
                    return Err(error);
                }
            }
        }
        if let Some(last) = taken.iter().map(|(_, late_at)| *late_at).max() {
            foreign.expected = last;
        }
        foreign.requests = taken.iter().map(|(id, _)| *id).collect();
        let hash = self.foreign_hash(&ask.controller, ask.subject);
        let mut puts = vec![Put {
            key: keys::foreign(hash),
            version: 1,
            value: layout::write_foreign(&foreign),
        }];
        if !foreign.callbacks.is_empty() {
            puts.push(Put {
                key: keys::callbacks(hash),
                version: 0,
                value: Vec::new(),
            });
        }
        let committed = self.inner.store.commit(Commit {
            name: "ask-foreign",
            expects: vec![Expect::Absent(keys::foreign(hash))],
            puts,
            deletes: Vec::new(),
        })?;
        if committed == Committed::Done {
            return Ok((foreign, false));
        }
        self.take_back(&taken);
        let known = self.known_foreign(ask)?.ok_or(RequestFailed::Busy)?;
        Ok((known, true))
    }

    /// What a controller asked for under an id of its own.
    pub fn foreign(
        &self,
        controller: &str,
        subject: [u8; 16],
    ) -> Result<Option<Foreign>, ReadError> {
        self.foreign_at(self.foreign_hash(controller, subject))
    }

    /// Where it stands, and why it was refused, if it was.
    pub fn foreign_standing(
        &self,
        foreign: &Foreign,
    ) -> Result<(Standing, Option<Hindrance>), ReadError> {
        let all = self.each_standing(foreign)?;
        let refused = all.iter().find_map(|(_, why)| *why);
        let is = |wanted| all.iter().any(|(standing, _)| *standing == wanted);
        let open = is(Standing::Pending);
        let standing = if is(Standing::InProgress) || (open && is(Standing::Completed)) {
            Standing::InProgress
        } else if open {
            // Of several, some may have been taken back, or refused, already.
            Standing::Pending
        } else if all.is_empty() || is(Standing::Completed) {
            // Of several, those that were done count.
            Standing::Completed
        } else {
            Standing::Cancelled
        };
        let why = refused.filter(|_| standing == Standing::Cancelled);
        Ok((standing, why))
    }

    /// Where each of its requests stands, in order.
    fn each_standing(
        &self,
        foreign: &Foreign,
    ) -> Result<Vec<(Standing, Option<Hindrance>)>, ReadError> {
        let all = foreign.requests.iter().map(|id| {
            Ok(match self.request(*id)? {
                RequestAnswer::Known(request) => standing_of(&request, *id),
                // Their person was erased.
                RequestAnswer::Gone(_) | RequestAnswer::Unknown => (Standing::Completed, None),
            })
        });
        all.collect()
    }

    /// The controller takes it back, while nothing was begun. Taking back again changes nothing, and
    /// goes on where it stopped half-way.
    pub fn cancel_foreign(&self, foreign: &Foreign) -> Result<(), RequestFailed> {
        match self.foreign_standing(foreign)? {
            (Standing::Cancelled, None) => return Ok(()),
            (Standing::Pending, _) => {}
            _ => return Err(NotNow::Already.into()),
        }
        let all = self.each_standing(foreign)?;
        for (id, (standing, _)) in foreign.requests.iter().zip(all) {
            if standing == Standing::Pending {
                self.cancel_request(*id)?;
            }
        }
        Ok(())
    }

    /// Links to what it gave, one for each person of whom it gave something out.
    pub fn foreign_downloads(&self, foreign: &Foreign) -> Result<Vec<Offered>, RequestFailed> {
        let mut all = Vec::new();
        let gives = foreign.right.gives_data();
        for id in foreign.requests.iter().filter(|_| gives) {
            match self.offer_download(*id) {
                Ok(offered) => all.push(offered),
                Err(RequestFailed::NotNow(_) | RequestFailed::Unknown) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// Requests of controllers that want to be told of changes, from after a place on; with the
    /// place of the last.
    pub fn foreign_to_tell(
        &self,
        after: Option<[u8; 16]>,
        rows_max: usize,
    ) -> Result<(Vec<Foreign>, Option<[u8; 16]>), ReadError> {
        let rows = self
            .inner
            .store
            .scan(&keys::all_callbacks(after), rows_max)?;
        let hashes = rows
            .iter()
            .filter_map(|(sort, _)| <[u8; 16]>::try_from(&sort[..]).ok());
        let hashes: Vec<[u8; 16]> = hashes.collect();
        let mut all = Vec::with_capacity(hashes.len());
        for hash in &hashes {
            all.extend(self.foreign_at(*hash)?);
        }
        Ok((all, hashes.last().copied()))
    }

    /// Notes what was told; where nothing more is to be told, where to is forgotten. False where
    /// another noted something meanwhile.
    pub fn note_told(&self, foreign: &Foreign, told: Told, done: bool) -> Result<bool, ReadError> {
        let hash = self.foreign_hash(&foreign.controller, foreign.subject);
        let key = keys::foreign(hash);
        let mut now = foreign.clone();
        now.told = told;
        let mut deletes = Vec::new();
        if done {
            now.callbacks.clear();
            deletes.push(keys::callbacks(hash));
        }
        let committed = self.inner.store.commit(Commit {
            name: "told",
            expects: vec![Expect::Version(key.clone(), foreign.version)],
            puts: vec![Put {
                key,
                version: foreign.version + 1,
                value: layout::write_foreign(&now),
            }],
            deletes,
        })?;
        Ok(committed == Committed::Done)
    }

    fn known_foreign(&self, ask: &ForeignAsk) -> Result<Option<Foreign>, RequestFailed> {
        match self.foreign(&ask.controller, ask.subject)? {
            Some(known) if known.right != ask.right => Err(NotNow::Different.into()),
            Some(known) if known.whom.is_some_and(|whom| whom != self.whom_hash(ask)) => {
                Err(NotNow::Different.into())
            }
            known => Ok(known),
        }
    }

    fn foreign_at(&self, hash: [u8; 16]) -> Result<Option<Foreign>, ReadError> {
        let row = self
            .inner
            .store
            .read(&[keys::foreign(hash)])?
            .pop()
            .flatten();
        let read = row.map(|row| layout::read_foreign(&row.value, row.version));
        Ok(read.transpose()?)
    }

    /// The people whom identifiers lead to, each once.
    fn people_of(&self, whom: &[Identifier]) -> Result<Vec<NodeId>, RequestFailed> {
        let mut heads: Vec<NodeId> = Vec::new();
        for identifier in whom {
            let Some(person) = self.person(&Who::Identifier(identifier.clone()))? else {
                continue;
            };
            if !heads.contains(&person.head()) {
                heads.push(person.head());
            }
        }
        if heads.len() > FOREIGN_PEOPLE_MAX {
            return Err(RequestFailed::OverLimit);
        }
        Ok(heads)
    }

    fn ask_one(
        &self,
        ask: &ForeignAsk,
        node: NodeId,
    ) -> Result<(RequestId, Timestamp), RequestFailed> {
        let asked = self.ask(&Ask {
            who: Who::Node(node),
            right: ask.right,
            brand: None,
            asker: Asker::OpenDsr {
                controller: ask.controller.clone(),
            },
        })?;
        if ask.signed {
            let check = Check {
                method: CheckMethod::Controller,
                at: self.now(),
            };
            if let Err(error) = self.identify_request(asked.id, &[check]) {
                self.take_back(&[(asked.id, asked.request.late_at())]);
                return Err(error);
            }
        }
        Ok((asked.id, asked.request.late_at()))
    }

    /// Takes back what was asked for in vain. What cannot be taken back stays open, where staff
    /// see it.
    fn take_back(&self, taken: &[(RequestId, Timestamp)]) {
        for (id, _) in taken {
            if let Err(error) = self.cancel_request(*id) {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a request of a controller could not be taken back"
                );
            }
        }
    }

    /// Until when an answer would be due where nobody is known, by the strictest law.
    fn expected_of_nobody(&self, right: Right) -> Timestamp {
        let (policy, now) = (self.policy(), self.now());
        let nowhere = JurisdictionSet::EMPTY;
        let deadline = answer_deadline(&policy.catalog, nowhere, right, now, false);
        deadline.map_or(now, |deadline| deadline.late_at)
    }

    /// A keyed hash of whom a controller asks for, in whichever order. It differs from request to
    /// request, so that it does not tell that two are about one person.
    fn whom_hash(&self, ask: &ForeignAsk) -> [u8; 16] {
        let mut whom: Vec<(u16, &str)> = ask
            .whom
            .iter()
            .map(|one| (one.kind.slot().into(), &*one.value))
            .collect();
        whom.sort_unstable();
        whom.dedup();
        let kinds: Vec<[u8; 2]> = whom.iter().map(|(kind, _)| kind.to_be_bytes()).collect();
        let mut parts: Vec<&[u8]> = vec![b"foreign whom", ask.controller.as_bytes(), &ask.subject];
        for (kind, (_, value)) in kinds.iter().zip(&whom) {
            parts.push(kind);
            parts.push(value.as_bytes());
        }
        self.inner.vault.blind(BlindDomain::Other, &parts)
    }

    fn foreign_hash(&self, controller: &str, subject: [u8; 16]) -> [u8; 16] {
        let parts: [&[u8]; 3] = [b"foreign", controller.as_bytes(), &subject];
        self.inner.vault.blind(BlindDomain::Other, &parts)
    }
}

/// Where a request stands for whoever has this id of it.
fn standing_of(request: &Request, id: RequestId) -> (Standing, Option<Hindrance>) {
    let asks = request.askers().iter().any(|asking| asking.id == id);
    match request.state() {
        _ if !asks => (Standing::Cancelled, None),
        State::Received | State::Identified => (Standing::Pending, None),
        State::Working(_) => (Standing::InProgress, None),
        State::Completed(_) => (Standing::Completed, None),
        State::Refused { why, .. } => (Standing::Cancelled, Some(*why)),
        State::Cancelled { .. } => (Standing::Cancelled, None),
    }
}
