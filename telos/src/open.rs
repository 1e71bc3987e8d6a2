//! Opens what a command runs on: the key file, the store, the catalog, and the engine over them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use telos_engine::{
    AppliedVersion, ApplyError, CacheSizes, CatalogError, Engine, OpenError, Options, ReadError,
    SystemClock, stored_slots,
};
use telos_model::catalog::{CatalogFile, Mistake, Refusal};
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{KeyFileError, MasterKey, Vault, check_outside};
use telos_store::{Store, StoreError};

use crate::catalog::compile;

/// Where a deployment's parts are.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The directory of the store.
    pub(crate) store: PathBuf,
    /// The master key, outside the store.
    pub(crate) key_file: PathBuf,
}

/// An engine with the store it stands on.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The engine.
    pub(crate) engine: Engine,
    /// The store, for its figures and for flushing it at the end.
    pub(crate) store: Arc<Embedded>,
    /// The version of the catalog in force.
    pub(crate) version: AppliedVersion,
    /// The key file was made just now.
    pub(crate) new_key: bool,
}

/// Why a deployment could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// The key file.
    #[error("use the key file {}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyFileError,
    },
    /// There is a store and no key file.
    #[error(
        "the store {} has data and the key file {} is missing: without the key that it was made \
         with, nothing in it can be opened; name the right file with --key-file",
        store.display(), key.display()
    )]
    KeyMissing {
        /// The store.
        store: PathBuf,
        /// The file.
        key: PathBuf,
    },
    /// The store.
    #[error("open the store {}", path.display())]
    Store {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// Only directories can be stores so far.
    #[error("the store {0} is not a directory; PostgreSQL is not supported yet")]
    NotADirectory(String),
    /// What the store holds could not be read.
    #[error("read the store")]
    Read(#[from] ReadError),
    /// The catalog has mistakes.
    #[error("the catalog has mistakes:\n\n{}", list(.0))]
    Mistakes(Vec<Mistake>),
    /// The catalog changes what needs a new version of its purpose.
    #[error("the catalog cannot replace the one in force:\n\n{}", list(.0))]
    Refused(Vec<Refusal>),
    /// The engine.
    #[error("start the engine")]
    Engine(#[from] OpenError),
    /// The catalog could not be put in force.
    #[error("put the catalog in force")]
    Apply(#[source] ApplyError),
    /// The file for a record of commits.
    #[error("make the file for the record of commits")]
    Record(#[source] std::io::Error),
    /// No randomness.
    #[error("take randomness from the system")]
    Randomness(#[from] getrandom::Error),
}

fn list<T: std::fmt::Display>(items: &[T]) -> String {
    let lines: Vec<String> = items.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Opens a deployment with a catalog in force.
///
/// A missing key file is made for a store that is new; for one that holds data it is an error.
pub(crate) fn open(
    place: &Place,
    files: &[CatalogFile],
    caches: CacheSizes,
) -> Result<Opened, Failed> {
    open_with(place, files, caches, Ok)
}

/// Opens a deployment whose engine sees the store through `around`.
pub(crate) fn open_with(
    place: &Place,
    files: &[CatalogFile],
    caches: CacheSizes,
    around: impl FnOnce(Arc<dyn Store>) -> Result<Arc<dyn Store>, Failed>,
) -> Result<Opened, Failed> {
    if place.store.to_string_lossy().contains("://") {
        return Err(Failed::NotADirectory(place.store.display().to_string()));
    }
    let key_failed = |source| Failed::Key {
        path: place.key_file.clone(),
        source,
    };
    check_outside(&place.key_file, &place.store).map_err(key_failed)?;
    let new_key = !place.key_file.exists();
    if new_key && holds_something(&place.store) {
        let (store, key) = (place.store.clone(), place.key_file.clone());
        return Err(Failed::KeyMissing { store, key });
    }
    let store_failed = |source| Failed::Store {
        path: place.store.clone(),
        source,
    };
    let store = Embedded::open(&place.store, embedded::Options::default()).map_err(store_failed)?;
    let store = Arc::new(store);
    let master = if new_key {
        MasterKey::create(&place.key_file).map_err(key_failed)?
    } else {
        MasterKey::load(&place.key_file).map_err(key_failed)?
    };
    let shared = around(Arc::clone(&store) as _)?;
    let slots = stored_slots(&*shared)?;
    let catalog = compile(files, slots.as_ref()).map_err(Failed::Mistakes)?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let options = Options {
        seed,
        instance: 0,
        caches,
        warm: true,
        sweep_millis: 500,
        keep_recent: true,
    };
    let engine = Engine::open(
        shared,
        Vault::new(master),
        catalog,
        Arc::new(SystemClock),
        &options,
    )?;
    let version = engine.apply(files).map_err(|error| match error {
        ApplyError::Catalog(CatalogError::Mistakes(mistakes)) => Failed::Mistakes(mistakes),
        ApplyError::Catalog(CatalogError::Refused(refusals)) => Failed::Refused(refusals),
        error => Failed::Apply(error),
    })?;
    Ok(Opened {
        engine,
        store,
        version,
        new_key,
    })
}

impl Opened {
    /// Finishes what is queued and writes everything out, so that the next start is quick.
    pub(crate) fn close(self) {
        self.engine.stop();
        if let Err(error) = self.store.flush() {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the store could not be flushed"
            );
        }
    }
}

fn holds_something(store: &Path) -> bool {
    std::fs::read_dir(store).is_ok_and(|mut entries| entries.next().is_some())
}
