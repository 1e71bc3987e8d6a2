//! Factories of empty stores, one an engine.

use telos_store::embedded::Options;
use telos_store::{Embedded, Memory, Store};

/// A store to test, with what has to be kept as long as it is.
pub(crate) struct Subject {
    store: Box<dyn Store>,
    _kept: Option<tempfile::TempDir>,
}

impl std::ops::Deref for Subject {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        self.store.as_ref()
    }
}

pub(crate) fn memory() -> Subject {
    Subject {
        store: Box::new(Memory::new()),
        _kept: None,
    }
}

pub(crate) fn embedded() -> Subject {
    let dir = tempfile::tempdir().unwrap();
    let store = Embedded::open(&dir.path().join("data"), Options::small()).unwrap();
    Subject {
        store: Box::new(store),
        _kept: Some(dir),
    }
}
