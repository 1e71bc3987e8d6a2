//! Serves the shipped catalog from memory on this machine, to try the API or to test it from
//! outside. Everything is gone when it ends.
//!
//! `cargo run -p telos-server --example serve -- 8099 300` listens on port 8099 for 300 seconds.
//! The machine key is `key-all`, write keys are those of `catalog/sources`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use telos_engine::{CacheSizes, Engine, Options as EngineOptions, SystemClock};
use telos_model::catalog::{CatalogFile, compile};
use telos_server::keys::{Keys, MachineKey, Role};
use telos_server::{AppState, Options, ServeOptions, app, serve};
use telos_store::Memory;
use telos_store::seal::{MasterKey, Vault};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u16>());
    let port = numbers.next().transpose()?.unwrap_or(8099);
    let seconds = numbers.next().transpose()?.unwrap_or(300);
    let files = shipped()?;
    let catalog = compile(&files, None).map_err(|mistakes| format!("{mistakes:?}"))?;
    let engine_options = EngineOptions {
        seed: [1; 32],
        instance: 0,
        caches: CacheSizes::default(),
        warm: false,
        sweep_millis: 1_000,
        keep_recent: true,
    };
    let vault = Vault::new(MasterKey::from_secret([7; 32]));
    let store = Arc::new(Memory::new());
    let engine = Engine::open(
        store,
        vault,
        catalog,
        Arc::new(SystemClock),
        &engine_options,
    )?;
    engine.apply(&files)?;
    let roles = [
        Role::Read,
        Role::Decide,
        Role::Explain,
        Role::Live,
        Role::Admin,
    ];
    let keys = Keys::new(vec![MachineKey::new(
        "all",
        "key-all",
        Some("aria"),
        &roles,
        &["*"],
    )]);
    let app = app(AppState::new(engine.clone(), keys, Options::default()));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let end = tokio::time::sleep(Duration::from_secs(seconds.into()));
    serve(listener, app, ServeOptions::default(), end).await?;
    engine.stop();
    Ok(())
}

fn shipped() -> std::io::Result<Vec<CatalogFile>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path
                    .strip_prefix(&root)
                    .unwrap_or(&path)
                    .display()
                    .to_string();
                files.push(CatalogFile {
                    path: name,
                    text: std::fs::read_to_string(&path)?,
                });
            }
        }
    }
    Ok(files)
}
