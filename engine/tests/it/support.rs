//! An engine to test with: the shipped catalog, the in-memory store, a clock moved by hand.

use std::path::Path;
use std::sync::Arc;

use telos_engine::{
    CacheSizes, Engine, ManualClock, Options, Receipt, Refused, Status, SubmitError, Who,
};
use telos_model::catalog::{Catalog, CatalogFile, compile};
use telos_model::decide::Named;
use telos_model::id::{PurposeId, SourceId};
use telos_model::json::Json;
use telos_model::message::{RawMessage, normal_identifier};
use telos_model::people::Identifier;
use telos_model::time::Timestamp;
use telos_store::seal::{MasterKey, Vault};
use telos_store::{Memory, Store};

use crate::opened::Opened;

/// The instant at which tests begin.
pub(crate) const NOON: &str = "2026-05-03T12:00:00Z";

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<Memory>,
    pub(crate) clock: Arc<ManualClock>,
}

/// The files of the shipped catalog.
pub(crate) fn shipped() -> Vec<CatalogFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<CatalogFile>) {
    for entry in std::fs::read_dir(dir).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = std::fs::read_to_string(&path).expect("readable");
            let name = path
                .strip_prefix(root)
                .expect("below")
                .display()
                .to_string();
            files.push(CatalogFile { path: name, text });
        }
    }
}

/// The vault of every world.
pub(crate) fn vault() -> Vault {
    Vault::new(MasterKey::from_secret([7; 32]))
}

pub(crate) fn catalog() -> Catalog {
    compile(&shipped(), None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

impl World {
    pub(crate) fn new() -> Self {
        Self::over(Arc::new(Memory::new()), 1)
    }

    pub(crate) fn over(store: Arc<Memory>, seed: u8) -> Self {
        let now = Timestamp::parse(NOON).expect("a time");
        let clock = Arc::new(ManualClock::at(now));
        let vault = vault();
        let options = Options {
            seed: [seed; 32],
            instance: 0,
            caches: CacheSizes::default(),
            warm: false,
            sweep_millis: 0,
            keep_recent: true,
        };
        let shared: Arc<dyn Store> = store.clone();
        let engine =
            Engine::open(shared, vault, catalog(), clock.clone(), &options).expect("opens");
        engine.apply(&shipped()).expect("applies");
        Self {
            engine,
            store,
            clock,
        }
    }

    pub(crate) fn source(&self, key: &str) -> SourceId {
        self.engine.policy().catalog.names.write_keys[key]
    }

    /// Sends messages, written as JSON, and gives their receipts.
    pub(crate) fn try_send(
        &self,
        key: &str,
        messages: &[&str],
    ) -> Result<Vec<Receipt>, SubmitError> {
        self.try_send_with(key, messages, false, None)
    }

    fn try_send_with(
        &self,
        key: &str,
        messages: &[&str],
        gpc: bool,
        address: Option<&str>,
    ) -> Result<Vec<Receipt>, SubmitError> {
        let source = self.source(key);
        let items = messages.iter().map(|text| {
            let raw = RawMessage {
                body: Json::parse_str(text).expect("JSON"),
                call: None,
                source,
                received: self.engine.now(),
                sent: None,
                address: address.map(Into::into),
                gpc,
                fallback_id: self.engine.new_message_id(),
            };
            self.engine.read_message(&raw).map_err(|rejection| Refused {
                message_id: raw.fallback_id.clone(),
                rejection,
                call: None,
            })
        });
        let receipts = self.engine.submit(source, items.collect())?;
        receipts.blocking_recv().expect("answered")
    }

    pub(crate) fn send(&self, key: &str, messages: &[&str]) -> Vec<Status> {
        let receipts = self.try_send(key, messages).expect("taken");
        receipts.into_iter().map(|receipt| receipt.status).collect()
    }

    /// Sends messages with or without a GPC header, from a network address.
    pub(crate) fn send_with(
        &self,
        key: &str,
        messages: &[&str],
        gpc: bool,
        address: Option<&str>,
    ) -> Vec<Status> {
        let receipts = self.try_send_with(key, messages, gpc, address);
        let receipts = receipts.expect("taken").into_iter();
        receipts.map(|receipt| receipt.status).collect()
    }

    /// All rows, decrypted.
    pub(crate) fn opened(&self) -> Opened {
        Opened::of(&self.store.dump(), &vault())
    }

    pub(crate) fn who(&self, kind: &str, value: &str) -> Who {
        let policy = self.engine.policy();
        let kind = policy.catalog.names.identifiers[kind];
        let declared = policy.catalog.identifier(kind).expect("declared");
        let value = normal_identifier(declared, value).expect("valid");
        Who::Identifier(Identifier { kind, value })
    }

    pub(crate) fn purpose(&self, name: &str) -> Named<PurposeId> {
        Named::Known(self.engine.policy().catalog.names.purposes[name])
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.engine.stop();
    }
}
