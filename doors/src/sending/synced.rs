//! The outward direction of a sync: what is there is compared with what both sides last said, and
//! only what differs and is for Telos to say is written.

mod api;
mod lookup;
mod mysql;
mod postgres;
mod right;
mod rows;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::Item;
use telos_connect::import::record;
use telos_engine::outbox::Sending;
use telos_engine::sync::{Ours, SyncFigure};
use telos_engine::{Engine, ReadError};
use telos_model::catalog::{Catalog, Destination, Occasion, Owner, Reach, Source, Stands};
use telos_model::deliver::Failure;
use telos_model::id::{FieldId, NodeId, PurposeId};
use telos_model::json::Json as Body;
use telos_model::message::{CallName, Message, RawMessage};
use telos_model::sync::{Base, Known, Settled, Side, agreed, answer, settle, written};
use telos_model::time::Timestamp;
use telos_model::value::Value;
use telos_reach::wire;

use super::carry::Came;
use super::request::Going;
use api::ToApi;
use lookup::{Lookup, plain};
use rows::ToTable;

/// How many requests somebody may take, each of which may take as long as the destination may.
const STEPS_MAX: u32 = 6;

/// The outward direction of one sync.
pub(super) struct Synced {
    engine: Engine,
    catalog: Arc<Lookup>,
    way: Way,
    wait: Duration,
}

/// The way to the other system.
enum Way {
    Table(ToTable),
    Api(Box<ToApi>),
}

impl std::fmt::Debug for Synced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Synced({})", self.catalog.sync.name)
    }
}

/// What came of comparing somebody.
#[derive(Debug, Default)]
struct Done {
    /// What they are known by there, if they were found.
    remote: Option<Box<str>>,
    /// What was written and learned.
    draft: Draft,
    counts: Vec<(SyncFigure, u64)>,
    /// The row, where something is said here that is for it to say.
    overstepped: Option<String>,
}

/// What is to be written of a person.
#[derive(Debug, Default)]
struct Draft {
    columns: Vec<Box<str>>,
    learned: Vec<(FieldId, Known)>,
    answered: Vec<(PurposeId, bool)>,
    /// In how many fields something else was said there since both last agreed.
    overruled: u64,
}

/// What a row of the other system says.
#[derive(Debug, Default)]
struct Theirs {
    sides: HashMap<FieldId, Side>,
    answers: HashMap<PurposeId, bool>,
}

impl Synced {
    /// The outward direction of the sync that a destination is one of, if it is.
    pub(super) fn new(
        engine: &Engine,
        catalog: &Catalog,
        destination: &Destination,
        client: &Arc<wire::Client>,
    ) -> Option<Self> {
        let sync = catalog.sync_of_destination(destination.id)?;
        let wait = Duration::from_secs(destination.pace.wait_seconds_max.into());
        let (write, way, steps) = match &destination.reach {
            Reach::Postgres(tables) | Reach::Mysql(tables) => {
                let way = Way::Table(ToTable::new(tables, client, wait));
                (tables.write(Occasion::Traits)?, way, 1)
            }
            Reach::Http(http) => {
                let way = ToApi::new(http, client, wait)?;
                let write = &http.records.as_ref()?.write;
                (write, Way::Api(Box::new(way)), STEPS_MAX)
            }
            Reach::Files(_) | Reach::Messages(_) | Reach::Mails(_) => return None,
        };
        let lookup = Lookup::new(catalog, sync, destination, write)?;
        Some(Self {
            engine: engine.clone(),
            catalog: Arc::new(lookup),
            way,
            wait: wait * steps,
        })
    }

    /// Whether a delivery is compared with what is there, rather than just written.
    #[expect(clippy::unused_self, reason = "it is asked of the sync")]
    pub(super) fn takes(&self, sending: &Sending) -> bool {
        let occasion = sending.outgoing.occasion;
        matches!(occasion, Occasion::Traits | Occasion::Consent)
    }

    /// Tries whether the other system lets Telos in. Somebody made up is never made there.
    pub(super) async fn test(&self, item: Item<'_>) -> Came {
        let tried = async {
            match &self.way {
                Way::Table(table) => table.test(&self.catalog).await.map_err(Came::refused),
                Way::Api(api) => api.test(self, item).await,
            }
        };
        let tried = tokio::time::timeout(self.wait, tried).await;
        match tried.unwrap_or(Err(Came::failed(Failure::NoAnswer))) {
            Ok(()) => Came::done(200),
            Err(came) => came,
        }
    }

    /// Takes deliveries there, one after the other.
    pub(super) async fn carry(&self, going: &[Going]) -> Came {
        let mut wrote = false;
        for (waiting, sending) in going {
            let one = tokio::time::timeout(self.wait, self.one(sending, waiting.node));
            match one.await.unwrap_or(Err(Came::failed(Failure::NoAnswer))) {
                Ok(done) => wrote |= done,
                Err(came) => return came,
            }
        }
        Came::done(if wrote { 200 } else { 204 })
    }

    /// One delivery. True if anything was written.
    async fn one(&self, sending: &Sending, node: NodeId) -> Result<bool, Came> {
        let item = Item {
            id: sending.id,
            outgoing: &sending.outgoing,
        };
        let sync = self.catalog.sync.clone();
        let ours = self.engine(move |engine| engine.sync_ours(&sync, node));
        let Some(ours) = ours.await.map_err(Came::failed)? else {
            return Ok(false);
        };
        let Done {
            remote,
            draft,
            counts,
            overstepped,
        } = match &self.way {
            Way::Table(table) => {
                let done = table.write(self, item, &ours).await;
                done.map_err(Came::refused)?
            }
            Way::Api(api) => api.write(self, item, &ours).await?,
        };
        let figure = self.catalog.sync.destination;
        let overruled = (SyncFigure::Overruled, draft.overruled);
        for (which, more) in counts.into_iter().chain([overruled]) {
            self.engine.count_sync(figure, which, more);
        }
        let wrote = !draft.columns.is_empty();
        if let Some(remote) = remote {
            let sync = self.catalog.sync.clone();
            let remembered = self.engine(move |engine| {
                engine.remember_synced(&sync, &remote, &|base| learn(base, &draft))
            });
            remembered.await.map_err(Came::failed)?;
        }
        if let Some(text) = overstepped {
            self.put_right(&text).await.map_err(Came::failed)?;
        }
        Ok(wrote)
    }

    /// A row as messages, by the mapping of the source.
    fn messages(&self, text: &str) -> Vec<Message> {
        let Lookup {
            source, mapping, ..
        } = &*self.catalog;
        let prepared = record(mapping, text.as_bytes(), text).unwrap_or_default();
        let read = prepared
            .iter()
            .filter_map(|one| message(&self.engine, source, &one.body, &one.message_id));
        read.collect()
    }

    /// What a row says, and what it is known by.
    fn theirs(&self, text: &str) -> (Option<Box<str>>, Theirs) {
        let sync = &self.catalog.sync;
        let mut theirs = Theirs::default();
        let mut key = None;
        for message in self.messages(text) {
            for reading in message.readings.iter().filter(|reading| reading.valid) {
                let digest =
                    self.engine
                        .sync_digest(sync.destination, reading.field, &reading.value);
                let at = message.occurred;
                theirs.sides.insert(reading.field, Side { digest, at });
            }
            let statements = message.statements.iter();
            let answers = statements.filter_map(|stated| answer(&stated.fact.statement));
            theirs.answers.extend(answers);
            let mut candidates = message.candidates.iter();
            let found = candidates.find(|candidate| candidate.identifier.kind == sync.key);
            key = key.or(found.map(|candidate| candidate.identifier.value.as_str().into()));
        }
        (key, theirs)
    }

    /// What is to be written of what may go over what is there.
    fn compared(&self, item: Item<'_>, ours: &Ours, text: &str, done: &mut Done) -> Draft {
        let (key, theirs) = self.theirs(text);
        let base = Some(&ours.base).filter(|base| Some(&base.remote) == key.as_ref());
        let draft = self.compare(item, ours, base.unwrap_or(&Base::default()), &theirs);
        if base.is_some() && self.is_overstepped(ours, &theirs) {
            done.overstepped = Some(text.to_owned());
        }
        done.remote = key;
        draft
    }

    fn compare(&self, item: Item<'_>, ours: &Ours, base: &Base, theirs: &Theirs) -> Draft {
        let sync = &self.catalog.sync;
        let mut draft = Draft::default();
        let mut others = Vec::new();
        for (column, template) in &self.catalog.write.columns {
            if let Some((field, path)) = self.catalog.traits.get(column) {
                let mut traits = item.outgoing.traits.iter();
                let value = traits.find(|(known, value)| known == path && *value != Value::Null);
                let ours = value.map(|(_, value)| {
                    let digest = self.engine.sync_digest(sync.destination, *field, value);
                    let held = ours.sides.get(field).filter(|held| held.digest == digest);
                    // Of another value than the newest it is not known since when it is.
                    let at = held.map_or(Timestamp::MIN, |held| held.at);
                    Side { digest, at }
                });
                let theirs = theirs.sides.get(field).copied();
                self.field(
                    (column, *field),
                    base.known(*field),
                    ours,
                    theirs,
                    &mut draft,
                );
            } else if let Some((purpose, name)) = self.catalog.answers.get(column) {
                let mut permissions = item.outgoing.permissions.iter();
                let yes = permissions.any(|(known, yes)| known == name && *yes);
                let said = theirs.answers.get(purpose).copied();
                // A no always goes; a yes only over what was known to be said there.
                let changed = said.is_some() && said != base.answer(*purpose);
                if said.unwrap_or(false) != yes && (!yes || !changed) {
                    draft.columns.push(column.clone());
                    draft.answered.push((*purpose, yes));
                }
            } else if !matches!(plain(template), Some(Stands::Identifier(_))) {
                others.push(column.clone());
            }
        }
        if !draft.columns.is_empty() {
            draft.columns.extend(others);
        }
        draft
    }

    fn field(
        &self,
        (column, field): (&str, FieldId),
        known: Known,
        ours: Option<Side>,
        theirs: Option<Side>,
        draft: &mut Draft,
    ) {
        let owner = self.catalog.sync.owner(field);
        let said = theirs.map(|side| side.digest);
        match (settle(owner, &known, ours, theirs), ours) {
            (Settled::WriteOut, Some(ours)) => {
                draft.columns.push(column.into());
                let changed = known.theirs.is_some() && said.is_some() && said != known.theirs;
                draft.overruled += u64::from(changed);
                let written = written(&known, ours.digest, said);
                draft.learned.push((field, written));
            }
            (Settled::Same, Some(ours)) => draft.learned.push((field, agreed(ours.digest))),
            // What Telos wrote there and may not go any more does not stay.
            (Settled::Left, None)
                if owner == Owner::Here && known.ours.is_some() && said.is_some() =>
            {
                draft.columns.push(column.into());
                draft.learned.push((field, Known::default()));
            }
            _ => {}
        }
    }

    async fn engine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, Failure> {
        let done = super::blocking(&self.engine, "compare both sides of a sync", work);
        // As if it were not reached: it is tried again.
        done.await.ok_or(Failure::Unreachable)
    }
}

fn learn(base: &mut Base, draft: &Draft) {
    for (field, known) in &draft.learned {
        base.learn(*field, *known);
    }
    for (purpose, yes) in &draft.answered {
        base.answered(*purpose, *yes);
    }
}

/// A prepared message as the tracking API would read it; none where it would not be taken.
fn message(engine: &Engine, source: &Source, body: &[u8], id: &str) -> Option<Message> {
    let body = Body::parse(body).ok()?;
    let call = body.get("type").and_then(Body::as_str);
    let call = call.and_then(CallName::parse);
    let read = engine.read_message(&RawMessage {
        body,
        call,
        source: source.id,
        received: engine.now(),
        sent: None,
        address: None,
        gpc: false,
        fallback_id: id.into(),
    });
    read.ok()
}
