//! Finds the record of a person behind an API, compares it, and writes what was decided.
//!
//! A record is changed as it was read: where the API tells states of it apart, a change there in
//! between has it refused, and it is read and compared once more.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;
use telos_connect::destination::{
    Asked, Item, at, fields_of, id_of_step, retry_after, row_of, text_at, whole_of,
};
use telos_engine::sync::{Ours, SyncFigure};
use telos_model::catalog::{Http, Means, RecordsDef, RequestDef, Version};
use telos_model::deliver::Failure;
use telos_reach::wire::{Client, Fetched};
use tokio::sync::Mutex;

use super::lookup::Lookup;
use super::{Done, Draft, Synced};
use crate::receiving::is_deleted;
use crate::sending::carry::Came;
use crate::sending::http::OverHttp;

/// How often a record is read and compared that was changed there in between.
const CONFLICTS_MAX: u32 = 4;
/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How many people may be looked for at the same time without waiting for each other.
const LOCKS: usize = 64;

/// The way to records behind an API.
pub(super) struct ToApi {
    way: OverHttp,
    records: RecordsDef,
    /// Of two that look for the same one at once, the second waits for the first.
    locks: Vec<Mutex<()>>,
}

/// A record as it was read.
struct Record {
    json: Json,
    key: String,
    version: Option<Json>,
}

/// Who was found.
enum Found {
    /// This one.
    Record(Record),
    /// Nobody of theirs; they may be made there.
    Nobody,
    /// The record that they are known by is gone, or nobody is made there.
    Gone,
    /// Several.
    Several,
}

impl ToApi {
    pub(super) fn new(http: &Http, client: &Arc<Client>, wait: Duration) -> Option<Self> {
        let records = http.records.as_deref()?.clone();
        Some(Self {
            way: OverHttp::new(http.clone(), Arc::clone(client), wait),
            records,
            locks: (0..LOCKS).map(|_| Mutex::new(())).collect(),
        })
    }

    /// Finds the record, compares it and writes what is to be written.
    pub(super) async fn write(
        &self,
        synced: &Synced,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<Done, Came> {
        let values = row_of(&self.records.write, item, synced.engine.now());
        let matching = synced.catalog.matching(item, ours);
        // Whoever is not known there is looked for and made by one at a time.
        let _alone = match matching.first() {
            Some((_, value)) if synced.catalog.key_of(item).is_none() => {
                let lock = self.locks.get(stripe(value)).map(Mutex::lock);
                match lock {
                    Some(lock) => Some(lock.await),
                    None => None,
                }
            }
            _ => None,
        };
        for _ in 0..CONFLICTS_MAX {
            let mut done = Done::default();
            match self.find(synced, item, ours).await? {
                Found::Record(record) => {
                    let text = record.json.to_string();
                    let draft = synced.compared(item, ours, &text, &mut done);
                    if !draft.columns.is_empty() {
                        if !self
                            .update(synced, item, (&record, &draft), &values)
                            .await?
                        {
                            continue;
                        }
                        done.counts.push((SyncFigure::Out, 1));
                    }
                    done.draft = draft;
                }
                Found::Nobody => {
                    let columns = self.create(synced, item, &values).await?;
                    done.draft = Draft {
                        columns,
                        ..Draft::default()
                    };
                    done.counts.push((SyncFigure::Out, 1));
                }
                Found::Several => done.counts.push((SyncFigure::Ambiguous, 1)),
                Found::Gone => {}
            }
            return Ok(done);
        }
        // Somebody writes there all the time: later.
        Err(Came::failed(Failure::Answered(409)))
    }

    /// Tries whether records can be read.
    pub(super) async fn test(&self, synced: &Synced, item: Item<'_>) -> Result<(), Came> {
        self.read(synced, item, "telos-sample").await.map(drop)
    }

    /// Finds the record of a person by its key, else by what was shown to be theirs.
    async fn find(&self, synced: &Synced, item: Item<'_>, ours: &Ours) -> Result<Found, Came> {
        let Lookup { sync, .. } = &*synced.catalog;
        if let Some(key) = synced.catalog.key_of(item) {
            if ours.base.gone && *ours.base.remote == *key {
                return Ok(Found::Gone);
            }
            let record = self.read(synced, item, key).await?;
            return Ok(record.map_or(Found::Gone, Found::Record));
        }
        let mut asked = false;
        for (column, value) in synced.catalog.matching(item, ours) {
            let kind = synced.catalog.kind_in(column);
            let Some(find) = self.records.find(kind) else {
                continue;
            };
            asked = true;
            let about = Asked {
                value: Some(value),
                ..Asked::default()
            };
            let answer = self.ask(synced, item, &find.request, "find", about).await?;
            let answer = self.well(synced, &find.request, answer)?;
            let body = json(&answer)?;
            let all = at(&body, &find.records).and_then(Json::as_array);
            let all = all.ok_or(GARBLED)?;
            // What is found by a search has to be what was looked for.
            let is_it = |record: &&Json| {
                let said = text_at(record, column);
                said.is_some_and(|said| said.to_lowercase() == value.to_lowercase())
                    && !is_deleted(sync, &record.to_string())
            };
            let keys = all.iter().filter(is_it);
            let keys: Option<Vec<String>> = keys
                .map(|record| text_at(record, &sync.key_column))
                .collect();
            let mut keys = keys.ok_or(GARBLED)?;
            keys.sort();
            keys.dedup();
            match &keys[..] {
                [] => {}
                [key] => {
                    let record = self.read(synced, item, key).await?;
                    return Ok(record.map_or(Found::Gone, Found::Record));
                }
                _ => return Ok(Found::Several),
            }
        }
        let may = asked && sync.new_there && self.records.create.is_some();
        Ok(if may { Found::Nobody } else { Found::Gone })
    }

    /// A record by its key; none where it is not there.
    async fn read(
        &self,
        synced: &Synced,
        item: Item<'_>,
        key: &str,
    ) -> Result<Option<Record>, Came> {
        let sync = &synced.catalog.sync;
        let about = Asked {
            key: Some(key),
            ..Asked::default()
        };
        let request = &self.records.read;
        let answer = self.ask(synced, item, request, "read", about).await?;
        if matches!(answer.status, 404 | 410) {
            return Ok(None);
        }
        let answer = self.well(synced, request, answer)?;
        let body = json(&answer)?;
        let record = at(&body, &self.records.at).filter(|record| record.is_object());
        let record = record.ok_or(GARBLED)?;
        // What another one says is not what this one says.
        if text_at(record, &sync.key_column).as_deref() != Some(key) {
            return Err(GARBLED);
        }
        if is_deleted(sync, &record.to_string()) {
            return Ok(None);
        }
        let version = match &self.records.version {
            None => None,
            Some(Version::Tag) => Some(answer.tag.map(Json::String).ok_or(GARBLED)?),
            Some(Version::At(path)) => {
                let version = at(record, path).filter(|version| !version.is_null());
                Some(version.cloned().ok_or(GARBLED)?)
            }
        };
        Ok(Some(Record {
            json: record.clone(),
            key: key.to_owned(),
            version,
        }))
    }

    /// Changes a record. False where it was changed there in between.
    async fn update(
        &self,
        synced: &Synced,
        item: Item<'_>,
        (record, draft): (&Record, &Draft),
        values: &serde_json::Map<String, Json>,
    ) -> Result<bool, Came> {
        let columns = || draft.columns.iter().map(|column| &**column);
        let fields = fields_of(columns(), values);
        let whole = whole_of(&record.json, columns(), values);
        let about = Asked {
            key: Some(&record.key),
            version: record.version.as_ref(),
            fields: Some(&fields),
            whole: Some(&whole),
            ..Asked::default()
        };
        let request = &self.records.update;
        // The same key for another change would be taken for the same change.
        let step = format!("update {fields} {:?}", record.version);
        let answer = self.ask(synced, item, request, &step, about).await?;
        // It was changed there in between, or it is not there any more.
        let again = self.records.conflicts.contains(&answer.status);
        if again || matches!(answer.status, 404 | 410) {
            return Ok(false);
        }
        self.well(synced, request, answer)?;
        Ok(true)
    }

    /// Makes a record for somebody who is new there. Its key is for the other system to make.
    async fn create(
        &self,
        synced: &Synced,
        item: Item<'_>,
        values: &serde_json::Map<String, Json>,
    ) -> Result<Vec<Box<str>>, Came> {
        let Some(request) = &self.records.create else {
            return Ok(Vec::new());
        };
        let columns = self.records.write.columns.iter().map(|(column, _)| column);
        let is_given = |column: &str| values.get(column).is_some_and(|value| !value.is_null());
        let columns: Vec<_> = columns.filter(|column| is_given(column)).cloned().collect();
        let fields = fields_of(columns.iter().map(|column| &**column), values);
        let about = Asked {
            fields: Some(&fields),
            ..Asked::default()
        };
        let answer = self.ask(synced, item, request, "create", about).await?;
        self.well(synced, request, answer)?;
        Ok(columns)
    }

    async fn ask(
        &self,
        synced: &Synced,
        item: Item<'_>,
        request: &RequestDef,
        step: &str,
        about: Asked<'_>,
    ) -> Result<Fetched, Came> {
        let id = id_of_step(item.id, step);
        let now = synced.engine.now();
        let asked = self.way.ask(request, about, (id, now), ANSWER_BYTES_MAX);
        asked.await.map_err(Came::failed)
    }

    /// An answer that says that it was done.
    fn well(
        &self,
        synced: &Synced,
        request: &RequestDef,
        answer: Fetched,
    ) -> Result<Fetched, Came> {
        let means = self.way.meaning(request, &answer);
        if means == Means::Done {
            return Ok(answer);
        }
        let asks = answer.retry_after.as_deref();
        Err(Came {
            means,
            failure: Failure::Answered(answer.status),
            asks: asks.and_then(|text| retry_after(text, synced.engine.now())),
            not_before: None,
        })
    }
}

/// What cannot be read as what was asked for is asked for again.
const GARBLED: Came = Came::failed(Failure::Garbled);

fn json(answer: &Fetched) -> Result<Json, Came> {
    if !answer.whole {
        return Err(GARBLED);
    }
    serde_json::from_slice(&answer.body).map_err(|_| GARBLED)
}

fn stripe(value: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    value.to_lowercase().hash(&mut hasher);
    usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or_default()
}
