//! A bucket that objects are put into. Each object is taken in once, whole, known by its name, size
//! and tag; one that changes is another object.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Seek as _;
use std::sync::Arc;
use std::time::Duration;

use telos_connect::import::Mapping;
use telos_connect::objects::Object;
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::Bucket;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::objects::S3;
use telos_reach::wire::Client;

use super::State;
use super::feed::Looked;
use super::folder::{fits, named, note_waiting};
use super::reading::{self, mark_of, read_mark};
use super::take::{Rows, Taker};

/// The most objects of one bucket that are looked at.
const OBJECTS_MAX: usize = 10_000;
/// The largest object, in bytes. It lies on the disk while it is read.
const OBJECT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// How long a bucket may take to answer, and to send the next part of an object.
const WAIT: Duration = Duration::from_secs(30);

/// A bucket that is watched.
#[derive(Debug)]
pub(super) struct Watched {
    s3: S3,
    pattern: Box<str>,
    mapping: Arc<Mapping>,
    /// The objects of the last look, by their names: what each is known by, and where it stands.
    objects: BTreeMap<String, (Object, Stands)>,
}

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It was not taken in, or not all of it.
    New,
    /// It was taken in.
    Done,
    /// It cannot be read as it is.
    Bad(State),
}

impl Watched {
    pub(super) fn new(bucket: &Bucket, pattern: &str, mapping: Arc<Mapping>) -> Self {
        let client = Arc::new(Client::new(Vec::new()));
        Self {
            s3: S3::new(bucket.clone(), client, WAIT, || SystemClock.now()),
            pattern: pattern.into(),
            mapping,
            objects: BTreeMap::new(),
        }
    }

    /// Takes in what is new, the oldest object first. An object that cannot be read keeps no other
    /// waiting.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let found = self.s3.list("", OBJECTS_MAX).await;
        let found = found.map_err(state_of)?;
        let mut before = std::mem::take(&mut self.objects);
        for object in found {
            if !fits(&object.name, &self.pattern) {
                continue;
            }
            let known = before.remove(&object.name);
            let same = known.filter(|(known, _)| known_by(known) == known_by(&object));
            let stands = same.map_or(Stands::New, |(_, stands)| stands);
            self.objects.insert(object.name.clone(), (object, stands));
        }
        let mut ready: Vec<Object> = self
            .objects
            .values()
            .filter(|(_, stands)| *stands == Stands::New)
            .map(|(object, _)| object.clone())
            .collect();
        ready.sort_by(|one, other| (one.modified, &one.name).cmp(&(other.modified, &other.name)));
        let mut waiting = ready.len() as u64;
        note_waiting(taker, waiting);
        for object in ready {
            let stands = match self.take(&object, taker, rows_max).await {
                Ok(stands) => stands,
                // What is wrong with the bucket, and not with the object, is for all of them.
                Err(trouble @ (State::Store | State::Credentials | State::Unreachable)) => {
                    return Err(trouble);
                }
                Err(trouble) => Stands::Bad(trouble),
            };
            if let Some((_, known)) = self.objects.get_mut(&object.name) {
                *known = stands;
            }
            waiting -= 1;
            note_waiting(taker, waiting);
        }
        let trouble = self.objects.values().find_map(|(_, stands)| match stands {
            Stands::Bad(trouble) => Some(*trouble),
            _ => None,
        });
        Ok(Looked { trouble })
    }

    /// Takes an object in from where it was left.
    async fn take(
        &self,
        object: &Object,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Stands, State> {
        let part = known_by(object);
        let (engine, source, of) = (taker.intake.engine.clone(), taker.source.id, part.clone());
        let mark = tokio::task::spawn_blocking(move || engine.progress(source, &of)).await;
        let mark = mark.map_err(|_| State::Store)?.map_err(|_| State::Store)?;
        let (done, ends) = mark.as_deref().map_or((0, false), read_mark);
        if ends {
            return Ok(Stands::Done);
        }
        let Some(file) = self.fetch(object).await? else {
            // It is another one by now: the next look finds it.
            return Ok(Stands::New);
        };
        let mapping = Arc::clone(&self.mapping);
        let mut batches = reading::start(mapping, file, done, rows_max);
        while let Some(batch) = batches.recv().await {
            let batch = named(batch?, &object.name);
            let mark = mark_of(&batch);
            let rows = Rows {
                rows: &batch.rows,
                mark: Some((&part, &mark)),
            };
            taker.take(rows).await?;
            if batch.ends {
                return Ok(Stands::Done);
            }
        }
        // The thread that reads ended without a word.
        Err(State::Garbled)
    }

    /// An object as a file that nobody else sees and that goes with its last reader; none where it
    /// is not there any more as it was listed.
    async fn fetch(&self, object: &Object) -> Result<Option<File>, State> {
        // No room for a file is a matter of this host's disk.
        let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
        let file = made.map_err(|_| State::Store)?.map_err(|_| State::Store)?;
        let fetched = self.s3.download(&object.name, OBJECT_BYTES_MAX, file).await;
        let fetched = match fetched {
            Ok(fetched) => fetched,
            Err(Failure::Answered(404)) => return Ok(None),
            Err(failure) => return Err(state_of(failure)),
        };
        let tag = fetched.tag.filter(|_| !object.tag.is_empty());
        if tag.is_some_and(|tag| tag != object.tag) {
            return Ok(None);
        }
        let mut file = fetched.file;
        let rewound = tokio::task::spawn_blocking(move || file.rewind().map(|()| file)).await;
        let rewound = rewound.map_err(|_| State::Store)?;
        rewound.map(Some).map_err(|_| State::Store)
    }
}

/// What an object is known by: its name, size and tag, or when it was written where it has no tag.
fn known_by(object: &Object) -> Vec<u8> {
    let modified = object.modified.filter(|_| object.tag.is_empty());
    let modified = modified.map_or(0, Timestamp::millis);
    let mut part = b"object\0".to_vec();
    part.extend_from_slice(&object.size.to_be_bytes());
    part.extend_from_slice(&modified.to_be_bytes());
    part.extend_from_slice(object.tag.as_bytes());
    part.push(0);
    part.extend_from_slice(object.name.as_bytes());
    part
}

/// What went wrong at a bucket, as sources tell it.
fn state_of(failure: Failure) -> State {
    match failure {
        Failure::NoSecret | Failure::Answered(401 | 403) => State::Credentials,
        Failure::Answered(404 | 410) => State::Gone,
        Failure::Answered(507) => State::Store,
        Failure::Answered(413) | Failure::Garbled | Failure::Unmade => State::Garbled,
        Failure::Inside => State::Inside,
        Failure::Certificate | Failure::Expired => State::Certificate,
        Failure::Answered(_) | Failure::NoAnswer | Failure::Unreachable => State::Unreachable,
    }
}
