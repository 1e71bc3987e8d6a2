//! The way to files in a directory or a bucket: rows are written together, and taken out again.
//!
//! Each file is written whole under a name that its deliveries make. Before it is written a note
//! says which deliveries will be in it, and the note stays until it is on record that they went. So
//! a delivery that comes again, in whatever company, is found in the file where it is already.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use telos_connect::destination::{
    Batch, FileRow, Item, Left, NotOurs, Under, Unmade, format_of, keys_of, note, notes_under,
    object_of, read_note, row, take_out, takes_out,
};
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::{FileFormat, Files};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::objects::{OBJECT_BYTES_MAX, Objects, Unsettled};
use telos_reach::wire::Client;

use super::carry::Came;

/// The most notes of what is under way that are looked through at the start.
const NOTES_MAX: usize = 100_000;
/// How long a note of something that never came again is kept, in days: longer than deliveries are.
const NOTE_DAYS_MAX: i64 = 40;

/// The way to the files of one destination.
#[derive(Debug)]
pub(super) struct ToFiles {
    pub(super) files: Files,
    name: Box<str>,
    objects: Objects,
    known: Mutex<Known>,
    /// Whoever takes rows out does so alone.
    taking: tokio::sync::Mutex<()>,
    /// Whether the notes of an earlier run were read.
    begun: tokio::sync::Mutex<bool>,
}

type Id = [u8; 16];

/// What may be in files without being on record as sent.
#[derive(Debug, Default)]
struct Known {
    /// The file that each delivery was last put into, or was to be.
    files: HashMap<Id, String>,
    /// The notes that are there, with the deliveries that they stand for.
    notes: BTreeMap<String, HashSet<Id>>,
}

/// Why deliveries did not go.
enum Trouble {
    Failed(Failure),
    /// Something may still arrive for so many seconds.
    Unsettled(u64),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Unsettled> for Trouble {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Failed(failure) => Self::Failed(failure),
            Unsettled::For(seconds) => Self::Unsettled(seconds),
        }
    }
}

impl From<Unmade> for Trouble {
    fn from(_: Unmade) -> Self {
        Failure::Unmade.into()
    }
}

impl ToFiles {
    pub(super) fn new(files: Files, name: &str, client: Arc<Client>, wait: Duration) -> Self {
        let objects = Objects::new(&files.place, client, wait, || SystemClock.now());
        Self {
            files,
            name: name.into(),
            objects,
            known: Mutex::default(),
            taking: tokio::sync::Mutex::default(),
            begun: tokio::sync::Mutex::default(),
        }
    }

    /// Writes the rows of deliveries and takes out those of people to be let go of.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        match self.work(items, now).await {
            Ok(()) => Came::done(200),
            Err(Trouble::Unsettled(seconds)) => Came::not_before(seconds),
            Err(Trouble::Failed(failure)) => Came::failed(failure),
        }
    }

    /// Writes something of nobody, reads it and removes it again.
    pub(super) async fn test(&self) -> Came {
        let name = format!("{}test", notes_under(&self.name));
        let probe = b"A test of whether files can be written here.\n".to_vec();
        let tested = async {
            self.objects.put(&name, probe.clone()).await?;
            let read = self.objects.get(&name).await?;
            self.objects.remove(&name).await?;
            if read.as_ref() == Some(&probe) {
                Ok(())
            } else {
                Err(Failure::Garbled)
            }
        };
        match tested.await {
            Ok(()) => Came::done(200),
            Err(failure) => Came::failed(failure),
        }
    }

    /// It is on record that these went.
    pub(super) async fn settled(&self, ids: &[Id]) {
        let went: HashSet<&Id> = ids.iter().collect();
        let ended: Vec<String> = {
            let mut known = self.known();
            for id in ids {
                known.files.remove(id);
            }
            let mut ended = Vec::new();
            for (name, left) in &mut known.notes {
                left.retain(|id| !went.contains(id));
                if left.is_empty() {
                    ended.push(name.clone());
                }
            }
            known.notes.retain(|_, left| !left.is_empty());
            ended
        };
        for name in ended {
            if let Err(failure) = self.objects.remove(&name).await {
                // It says nothing that is not on record by now, and is cleared away by and by.
                tracing::debug!(code = failure.code(), "a note of files stays");
            }
        }
    }

    async fn work(&self, items: &[Item<'_>], now: Timestamp) -> Result<(), Trouble> {
        self.begin(now).await?;
        let (mut rows, mut values) = (Vec::new(), BTreeSet::new());
        let mut removes = false;
        for item in items {
            if takes_out(&self.files, item.outgoing.occasion) {
                removes = true;
                values.extend(keys_of(&self.files.key, *item));
            } else {
                rows.extend(row(&self.files, *item, now)?);
            }
        }
        if !rows.is_empty() {
            self.append(rows).await?;
        }
        if removes {
            self.remove(&values).await?;
        }
        Ok(())
    }

    /// Reads what an earlier run left: which deliveries may be in files already.
    async fn begin(&self, now: Timestamp) -> Result<(), Trouble> {
        let mut begun = self.begun.lock().await;
        if *begun {
            return Ok(());
        }
        let under = notes_under(&self.name);
        let all = self.objects.list(&under, NOTES_MAX).await?;
        // A note that is still on its way itself stands for files that nobody began to write.
        self.objects.begin(!all.is_empty()).await?;
        for found in all {
            let since = found.modified.unwrap_or(now);
            let is_note = found.name.strip_suffix(".json").is_some();
            if is_note && since.plus_days(NOTE_DAYS_MAX) < now {
                self.objects.remove(&found.name).await?;
                continue;
            }
            let bytes = self.objects.get(&found.name).await?;
            let note = bytes.as_deref().and_then(read_note);
            if let Some(note) = note.filter(|_| is_note) {
                self.known().expect(found.name, &note);
            }
        }
        *begun = true;
        Ok(())
    }

    async fn append(&self, rows: Vec<FileRow>) -> Result<(), Trouble> {
        let there = self.there_already(&rows).await?;
        let mut by_path: BTreeMap<_, Vec<FileRow>> = BTreeMap::new();
        for row in rows {
            if !there.contains(&row.id) {
                let place = (row.path.clone(), row.occasion);
                by_path.entry(place).or_default().push(row);
            }
        }
        if by_path.is_empty() {
            return Ok(());
        }
        let files = by_path.values();
        let files = files.map(|rows| object_of(&self.files, &self.name, rows));
        let files = files.collect::<Result<Vec<Batch>, Unmade>>()?;
        if files.iter().any(|file| file.bytes.len() > OBJECT_BYTES_MAX) {
            return Err(Failure::Unmade.into());
        }
        let names = files
            .iter()
            .map(|file| (file.name.clone(), file.ids.clone()));
        let under = Under {
            files: names.collect(),
        };
        let (name, body) = note(&self.name, &under);
        self.objects.put(&name, body).await?;
        self.known().expect(name, &under);
        for file in files {
            self.objects.put(&file.name, file.bytes).await?;
        }
        Ok(())
    }

    /// Those of the rows that are in a file already.
    async fn there_already(&self, rows: &[FileRow]) -> Result<HashSet<Id>, Trouble> {
        let tried: Vec<(Id, String)> = {
            let known = self.known();
            let tried = rows.iter();
            let tried = tried.filter_map(|row| Some((row.id, known.files.get(&row.id)?.clone())));
            tried.collect()
        };
        let mut there = HashSet::new();
        if tried.is_empty() {
            return Ok(there);
        }
        self.objects.settle().await?;
        let names: BTreeSet<&String> = tried.iter().map(|(_, name)| name).collect();
        let mut found = BTreeSet::new();
        for name in names {
            if self.objects.has(name).await? {
                found.insert(name);
            }
        }
        let found = tried.iter().filter(|(_, name)| found.contains(name));
        there.extend(found.map(|(id, _)| *id));
        Ok(there)
    }

    /// Takes all rows of these out of every file that was ever written for the destination.
    async fn remove(&self, values: &BTreeSet<String>) -> Result<(), Trouble> {
        if values.is_empty() {
            return Ok(());
        }
        let _alone = self.taking.lock().await;
        self.objects.settle().await?;
        let all = self.objects.list("", self.files.objects_max).await?;
        // For whoever starts after a kill in the middle: a file that is written anew may still arrive.
        let taking = format!("{}taking", notes_under(&self.name));
        let late = self.objects.arrive_late();
        if late {
            self.objects.put(&taking, Vec::new()).await?;
        }
        for found in all {
            if let Some(format) = format_of(&self.name, &found.name) {
                self.remove_from(&found.name, format, values).await?;
            }
        }
        if late {
            self.objects.remove(&taking).await?;
        }
        Ok(())
    }

    async fn remove_from(
        &self,
        name: &str,
        format: FileFormat,
        values: &BTreeSet<String>,
    ) -> Result<(), Trouble> {
        // What went away meanwhile holds nobody.
        let Some(bytes) = self.objects.get(name).await? else {
            return Ok(());
        };
        let left = take_out(format, &self.files.key, values, &bytes);
        match left {
            Ok(Left::Same) => {}
            Ok(Left::Fewer(bytes)) => self.objects.put(name, bytes).await?,
            Ok(Left::Nothing) => self.objects.remove(name).await?,
            // It was written by another key: nobody can say that it does not hold them.
            Err(NotOurs::NoKey) => return Err(Failure::Answered(409).into()),
            Err(NotOurs::Garbled) => return Err(Failure::Garbled.into()),
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// These are about to be written, or were.
    fn expect(&mut self, note: String, under: &Under) {
        let left = self.notes.entry(note).or_default();
        for (name, ids) in &under.files {
            for id in ids {
                self.files.insert(*id, name.clone());
                left.insert(*id);
            }
        }
    }
}

#[cfg(test)]
mod tests;
