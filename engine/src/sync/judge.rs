//! Whose a row of the other system is, and what of it is news. Nothing is written.

use std::collections::HashSet;

use telos_model::catalog::{Catalog, SyncDef};
use telos_model::id::{DestinationId, FieldId, IdentifierKind, NodeId};
use telos_model::identity::Candidate;
use telos_model::message::Message;
use telos_model::people::{Identifier, People};
use telos_model::sync::{self, Base, Digest, Judged, Settled, Whose};
use telos_model::value::Value;
use telos_store::seal::BlindDomain;

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load::{self, Found, Person};
use crate::sealed;

/// How it was found out whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// It has no key.
    Keyless,
    /// By its key.
    Key,
    /// By an identifier of this kind.
    By(IdentifierKind),
    /// Nobody is known by it: the person is new.
    New,
    /// Nobody is known by it, and nobody is made.
    NotMade,
    /// It could be several people's, or several rows this person's.
    Ambiguous,
    /// Nobody has shown that what it would match by is theirs.
    Unverified,
}

impl Matched {
    /// Whether the row is taken in.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Key | Self::By(_) | Self::New)
    }
}

/// A row as it is to be taken in.
#[derive(Debug)]
pub struct JudgedRow {
    /// What it is known by.
    pub key: Option<Identifier>,
    /// Whose it is.
    pub matched: Matched,
    /// The person, if they are here.
    pub node: Option<NodeId>,
    /// What of it is news.
    pub messages: Vec<Message>,
    /// What was found out.
    pub judged: Judged,
    /// Each field and what comes of it.
    pub fields: Vec<(FieldId, Settled)>,
    /// What is to be remembered.
    pub base: Base,
}

impl Engine {
    /// The keyed digest of an identifier, which tells whether two are the same.
    #[must_use]
    pub fn identifier_digest(&self, identifier: &Identifier) -> Digest {
        sealed::blind(&self.inner.vault, identifier)
    }

    /// The keyed digest of a value of a field in a sync.
    #[must_use]
    pub fn sync_digest(&self, sync: DestinationId, field: FieldId, value: &Value) -> Digest {
        let field = (field.index() as u64).to_be_bytes();
        let parts: [&[u8]; 4] = [b"sync", &[sync.slot()], &field, &sync::bytes(value)];
        self.inner.vault.blind(BlindDomain::Other, &parts)
    }

    /// Finds out whose rows are and what of them is news. `shared` are the digests of identifiers
    /// that several rows of the other system have. Nothing is written.
    pub fn judge_rows(
        &self,
        sync: &SyncDef,
        rows: Vec<Vec<Message>>,
        shared: &HashSet<Digest>,
    ) -> Result<Vec<JudgedRow>, ReadError> {
        let policy = self.policy();
        let mut found: HashSet<NodeId> = HashSet::new();
        let mut judged = Vec::with_capacity(rows.len());
        for messages in rows {
            let mut row = self.judge_row(&policy.catalog, sync, messages, shared)?;
            // Of two rows that are the same person's, the second is.
            if let (Matched::By(_), Some(node)) = (row.matched, row.node)
                && !found.insert(node)
            {
                row = JudgedRow {
                    matched: Matched::Ambiguous,
                    messages: Vec::new(),
                    judged: Judged::default(),
                    fields: Vec::new(),
                    ..row
                };
            }
            judged.push(row);
        }
        Ok(judged)
    }

    fn judge_row(
        &self,
        catalog: &Catalog,
        sync: &SyncDef,
        mut messages: Vec<Message>,
        shared: &HashSet<Digest>,
    ) -> Result<JudgedRow, ReadError> {
        let candidates: Vec<Candidate> = messages
            .iter()
            .flat_map(|message| message.candidates.iter().cloned())
            .collect();
        let key = candidates.iter().map(|candidate| &candidate.identifier);
        let key = key
            .clone()
            .find(|identifier| identifier.kind == sync.key)
            .cloned();
        let holders = self.holders(&candidates)?;
        let (matched, person) = self.whose(sync, key.as_ref(), &candidates, &holders, shared)?;
        let members = person.as_ref().map(|person| person.members.clone());
        let members = members.unwrap_or_default();
        let remote: Option<Box<str>> = key.as_ref().map(|key| key.value.as_str().into());
        let base = match &person {
            Some(person) => self.sync_base(sync.destination, person, remote.as_deref())?,
            None => None,
        };
        let mut row = JudgedRow {
            matched,
            node: members.first().copied(),
            base: Base {
                remote: remote.unwrap_or_default(),
                gone: false,
                ..base.map(|(_, base, _)| base).unwrap_or_default()
            },
            key,
            messages: Vec::new(),
            judged: Judged::default(),
            fields: Vec::new(),
        };
        if !matched.is_taken() {
            return Ok(row);
        }
        let nobody = People::default();
        let others = candidates.iter().zip(&holders);
        let others = others.filter(|(candidate, found)| {
            let elsewhere = matches!(found, Found::Node(node) if !members.contains(node));
            elsewhere && Some(&candidate.identifier) != row.key.as_ref()
        });
        let others: Vec<Identifier> = others
            .map(|(candidate, _)| candidate.identifier.clone())
            .collect();
        let whose = Whose {
            people: person.as_ref().map_or(&nobody, |person| &person.people),
            members: &members,
            others: &others,
        };
        let digest =
            |field: FieldId, value: &Value| self.sync_digest(sync.destination, field, value);
        let (about, fields) = ((catalog, sync), &mut row.fields);
        let base = &mut row.base;
        row.judged = sync::judge(about, whose, base, &mut messages, &digest, fields);
        if row.judged.again {
            for message in &mut messages {
                self.anew(message);
            }
        }
        row.messages = messages;
        Ok(row)
    }

    /// Gives a message an id of its own, since it came before and has to count once more.
    fn anew(&self, message: &mut Message) {
        let id = format!("{:x?}~{}", message.id.0, message.occurred.millis());
        message.id = sealed::event_id(&self.inner.vault, message.source, &id);
    }

    fn holders(&self, candidates: &[Candidate]) -> Result<Vec<Found>, ReadError> {
        let digests = candidates
            .iter()
            .map(|candidate| self.identifier_digest(&candidate.identifier));
        let digests: Vec<Digest> = digests.collect();
        load::found(&*self.inner.store, &digests)
    }

    /// Whose a row is: whoever is known by its key, else by the first kind that finds somebody.
    fn whose(
        &self,
        sync: &SyncDef,
        key: Option<&Identifier>,
        candidates: &[Candidate],
        holders: &[Found],
        shared: &HashSet<Digest>,
    ) -> Result<(Matched, Option<Person>), ReadError> {
        let Some(key) = key else {
            return Ok((Matched::Keyless, None));
        };
        let node_of = |kind: IdentifierKind, value: Option<&str>| {
            let found = candidates.iter().zip(holders);
            let found = found.filter(move |(candidate, _)| {
                let identifier = &candidate.identifier;
                identifier.kind == kind && value.is_none_or(|value| *identifier.value == *value)
            });
            let found = found.filter_map(|(candidate, found)| match found {
                Found::Node(node) => Some((*node, candidate)),
                Found::Nobody | Found::Suppressed => None,
            });
            found.collect::<Vec<_>>()
        };
        let load = |node| load::person(&*self.inner.store, &self.inner.vault, node);
        if let Some((node, _)) = node_of(sync.key, Some(&key.value)).first() {
            return Ok((Matched::Key, load(*node)?));
        }
        let mut by: Option<(IdentifierKind, Person)> = None;
        for (kind, _) in &sync.matches {
            for candidate in candidates.iter().filter(|one| one.identifier.kind == *kind) {
                if shared.contains(&self.identifier_digest(&candidate.identifier)) {
                    return Ok((Matched::Ambiguous, None));
                }
            }
            for (node, candidate) in node_of(*kind, None) {
                let Some(person) = load(node)? else { continue };
                if let Some((_, known)) = &by {
                    if known.members != person.members {
                        return Ok((Matched::Ambiguous, None));
                    }
                    continue;
                }
                let nodes = person.people.nodes.values();
                let carried = nodes.flat_map(|node| &node.identifiers);
                let mut carried = carried.clone();
                if carried.clone().any(|one| one.identifier.kind == sync.key) {
                    return Ok((Matched::Ambiguous, None));
                }
                let shown = carried.find(|one| one.identifier == candidate.identifier);
                if shown.is_none_or(|one| one.shown.is_none()) {
                    return Ok((Matched::Unverified, None));
                }
                by = Some((*kind, person));
            }
        }
        Ok(match by {
            Some((kind, person)) => (Matched::By(kind), Some(person)),
            None if sync.new_here => (Matched::New, None),
            None => (Matched::NotMade, None),
        })
    }

    /// What is remembered of a person in a sync, with the node that it stands with and the version
    /// of its row: that of this row of the other system, or where none is named, any.
    pub(crate) fn sync_base(
        &self,
        sync: DestinationId,
        person: &Person,
        remote: Option<&str>,
    ) -> Result<Option<(NodeId, Base, u64)>, ReadError> {
        let rows: Vec<_> = person
            .members
            .iter()
            .map(|node| keys::synced(*node, sync))
            .collect();
        let found = self.inner.store.read(&rows)?;
        for (node, (key, row)) in person.members.iter().zip(rows.iter().zip(found)) {
            let (Some(row), Some(with)) = (row, person.keys.get(node)) else {
                continue;
            };
            let base = layout::read_base(&sealed::open(key, with, &row.value)?)?;
            if remote.is_none_or(|remote| *base.remote == *remote) {
                return Ok(Some((*node, base, row.version)));
            }
        }
        Ok(None)
    }
}
