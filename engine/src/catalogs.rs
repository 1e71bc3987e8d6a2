//! Applied catalog versions: each is kept whole, with its hash, its time and the slots of names.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use telos_ledger::EntryKind;
use telos_model::catalog::{
    Catalog, CatalogFile, Mistake, Refusal, SlotKind, Slots, compare, compile,
};
use telos_model::process::Policy;
use telos_model::segment::SegmentCycle;
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Put, Store};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::Damaged;
use crate::layout::keys::{self, Meta};
use crate::layout::wire::{Reader, Writer};
use crate::ledger::{self, Leaf, catalog_payload};
use crate::sweep;

const VERSION: u8 = 2;
/// The form before there were destinations: it has no list of their names.
const VERSION_WITHOUT_DESTINATIONS: u8 = 1;
const WHAT: &str = "catalog version";
/// How long settling waits after a failure before it begins again.
const SETTLE_AGAIN: Duration = Duration::from_secs(1);
/// How often a version is written again where others append to the ledger at the same moment.
const ATTEMPTS_MAX: usize = 8;
/// The most versions that a history shows.
pub const VERSIONS_MAX: usize = 1_000;

/// A version of the catalog that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedVersion {
    /// Counts up from 1.
    pub number: u64,
    /// The catalog's hash.
    pub hash: Box<str>,
    /// When it was applied.
    pub at: Timestamp,
}

/// Why a catalog could not be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// It has mistakes.
    #[error("use a catalog: it has {} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    /// It changes what may not be changed without a new version of a purpose.
    #[error("use a catalog: it changes what needs a new version of its purpose, {} times", .0.len())]
    Refused(Vec<Refusal>),
    /// Segments ask about each other in a circle.
    #[error("use a catalog: its segments cannot be evaluated")]
    Circle(#[from] SegmentCycle),
}

/// Why a catalog was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The catalog itself.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The history could not be read.
    #[error("apply a catalog: the history could not be read")]
    Read(#[from] ReadError),
    /// The history could not be written.
    #[error("apply a catalog: the store could not be written")]
    Store(#[from] telos_store::StoreError),
    /// Another instance applied a version at the same time.
    #[error("apply a catalog: another version was applied at the same moment; try again")]
    Conflict,
}

struct Stored {
    version: AppliedVersion,
    slots: Slots,
    files: Vec<CatalogFile>,
}

/// The slots that the store's names have, for compiling a catalog against it.
pub fn stored_slots(store: &dyn Store) -> Result<Option<Slots>, ReadError> {
    Ok(latest(store)?.map(|stored| stored.slots))
}

fn latest(store: &dyn Store) -> Result<Option<Stored>, ReadError> {
    let rows = store.scan(&keys::metas(Meta::Catalogs), 1)?;
    rows.first()
        .map(|(_, row)| Ok(read(&row.value)?))
        .transpose()
}

impl Engine {
    /// Puts a catalog in force and keeps it as a new version, if it differs from the newest one.
    /// Afterwards everyone's segments are looked at again in the background.
    ///
    /// Returns the version that is in force.
    pub fn apply(&self, files: &[CatalogFile]) -> Result<AppliedVersion, ApplyError> {
        let _one = self
            .inner
            .applying
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let store = &*self.inner.store;
        let before = latest(store)?;
        let slots = before.as_ref().map(|stored| &stored.slots);
        let catalog = compile(files, slots).map_err(CatalogError::Mistakes)?;
        if let Some(stored) = &before {
            if stored.version.hash == catalog.hash {
                let version = stored.version.clone();
                self.put_in_force(catalog)?;
                self.settle_under(version.number)?;
                return Ok(version);
            }
            let old =
                compile(&stored.files, Some(&stored.slots)).map_err(CatalogError::Mistakes)?;
            let diff = compare(&old, &catalog);
            if !diff.refusals.is_empty() {
                return Err(CatalogError::Refused(diff.refusals).into());
            }
        }
        let version = AppliedVersion {
            number: before.map_or(1, |stored| stored.version.number + 1),
            hash: catalog.hash.clone(),
            at: self.now(),
        };
        let key = keys::meta(Meta::Catalogs, version.number);
        let commit = Commit {
            name: "catalog",
            expects: vec![Expect::Absent(key.clone())],
            puts: vec![Put {
                key,
                version: 1,
                value: write(&version, &catalog.slots, files),
            }],
            deletes: Vec::new(),
        };
        let payload = catalog_payload(version.number, &version.hash, version.at);
        self.enter(
            &commit,
            &[Leaf::public(EntryKind::Catalog, self.salt(), payload)],
        )?;
        self.put_in_force(catalog)?;
        self.settle_under(version.number)?;
        Ok(version)
    }

    /// The versions that were applied, newest first.
    pub fn catalogs(&self) -> Result<Vec<AppliedVersion>, ReadError> {
        let rows = self
            .inner
            .store
            .scan(&keys::metas(Meta::Catalogs), VERSIONS_MAX)?;
        rows.iter()
            .map(|(_, row)| Ok(read(&row.value)?.version))
            .collect()
    }

    /// Makes a commit with its entries of the ledger, again where others appended meanwhile.
    fn enter(&self, commit: &Commit, leaves: &[Leaf]) -> Result<(), ApplyError> {
        for _ in 0..ATTEMPTS_MAX {
            match self.inner.ledger.commit(commit.clone(), leaves)? {
                Committed::Done => return Ok(()),
                Committed::Conflict { key } if ledger::is_heads(&key) => {}
                Committed::Conflict { .. } => break,
            }
        }
        Err(ApplyError::Conflict)
    }

    /// A version that was applied, compiled again as it was. None where there is no such version,
    /// or where its files are refused by the rules of today.
    pub fn catalog_at(&self, number: u64) -> Result<Option<Catalog>, ReadError> {
        let row = self
            .inner
            .store
            .read(&[keys::meta(Meta::Catalogs, number)])?;
        let Some(row) = row.into_iter().flatten().next() else {
            return Ok(None);
        };
        let stored = read(&row.value)?;
        Ok(compile(&stored.files, Some(&stored.slots)).ok())
    }

    fn put_in_force(&self, catalog: Catalog) -> Result<(), CatalogError> {
        let policy = Arc::new(Policy::new(catalog)?);
        *self
            .inner
            .shared
            .policy
            .write()
            .unwrap_or_else(PoisonError::into_inner) = policy;
        Ok(())
    }

    /// Looks at everyone's segments in the background, unless that was done under this version.
    /// What a crash cut short goes on with the next start, which applies its catalog too.
    fn settle_under(&self, number: u64) -> Result<(), ReadError> {
        let row = self.inner.store.read(&[keys::meta(Meta::Settled, 0)])?;
        let settled = row
            .into_iter()
            .flatten()
            .next()
            .map_or(0, |row| row.version);
        // Under the first version nobody has been looked at under another.
        if number == 1 || settled >= number {
            return Ok(());
        }
        let engine = self.clone();
        let work = move || {
            while let Err(error) = sweep::settle_everyone(&engine, number) {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "segments could not be settled; trying again"
                );
                std::thread::sleep(SETTLE_AGAIN);
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("telos-settle".into())
            .spawn(work)
        {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "segments could not be settled"
            );
        }
        Ok(())
    }
}

fn write(version: &AppliedVersion, slots: &Slots, files: &[CatalogFile]) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(version.number);
    out.text(&version.hash);
    out.int(version.at.millis());
    for kind in SlotKind::ALL {
        let names = slots.names(kind);
        out.len(names.len());
        for name in names {
            out.text(name);
        }
    }
    out.len(files.len());
    for file in files {
        out.text(&file.path);
        out.text(&file.text);
    }
    out.finish()
}

fn read(bytes: &[u8]) -> Result<Stored, Damaged> {
    let (version, kinds) = match bytes.first() {
        Some(&VERSION_WITHOUT_DESTINATIONS) => {
            let before = SlotKind::ALL.len() - 1;
            (VERSION_WITHOUT_DESTINATIONS, &SlotKind::ALL[..before])
        }
        _ => (VERSION, &SlotKind::ALL[..]),
    };
    let mut input = Reader::new(bytes, version, WHAT)?;
    let number = input.uint()?;
    let hash = input.text()?.into();
    let at = Timestamp::from_millis(input.int()?);
    let mut slots = Slots::default();
    for kind in kinds {
        for name in input.list(Reader::text)? {
            slots.intern(*kind, name).map_err(|_| input.damaged())?;
        }
    }
    let files = input.list(|input| {
        Ok(CatalogFile {
            path: input.text()?.into(),
            text: input.text()?.into(),
        })
    })?;
    input.end()?;
    Ok(Stored {
        version: AppliedVersion { number, hash, at },
        slots,
        files,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_from_before_there_were_destinations_is_read() {
        let mut slots = Slots::default();
        slots.intern(SlotKind::Brand, "aria").expect("room");
        let mut out = Writer::new(VERSION_WITHOUT_DESTINATIONS);
        out.uint(3);
        out.text("hash");
        out.int(5);
        for kind in SlotKind::ALL.into_iter().take(13) {
            out.len(slots.names(kind).len());
            for name in slots.names(kind) {
                out.text(name);
            }
        }
        out.len(0);
        let stored = read(&out.finish()).expect("an older version");
        assert_eq!((stored.version.number, stored.slots), (3, slots.clone()));
        slots
            .intern(SlotKind::Destination, "letters")
            .expect("room");
        let version = AppliedVersion {
            number: 4,
            hash: "other".into(),
            at: Timestamp::from_millis(6),
        };
        let stored = read(&write(&version, &slots, &[])).expect("this version");
        assert_eq!(stored.slots, slots);
    }
}
