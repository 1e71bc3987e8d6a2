//! Serves everything on an empty store in memory, with the style guide and its sample pages open:
//! for looking at pages. `cargo run -p telos-server --example console -- 8931`.

use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use telos_engine::{CacheSizes, Engine, Options, SystemClock};
use telos_model::catalog::{CatalogFile, compile};
use telos_server::keys::Keys;
use telos_server::pages::{Console, ConsoleKey, ConsoleOptions};
use telos_server::{AppState, app};
use telos_store::Memory;
use telos_store::seal::{MasterKey, Vault};

const KEY: &str = "only-for-looking-at-pages";

fn files(folder: &Path, prefix: &str, files: &mut Vec<CatalogFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            self::files(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let text = std::fs::read_to_string(entry.path())?;
            files.push(CatalogFile { path, text });
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args()
        .nth(1)
        .map_or(Ok(8931), |port| port.parse())?;
    let mut catalog = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    files(&folder, "", &mut catalog)?;
    let policy = compile(&catalog, None).map_err(|mistakes| format!("{mistakes:?}"))?;
    let engine = Engine::open(
        Arc::new(Memory::new()),
        Vault::new(MasterKey::from_secret([7; 32])),
        policy,
        Arc::new(SystemClock),
        &Options {
            seed: [1; 32],
            instance: 0,
            caches: CacheSizes::default(),
            warm: false,
            sweep_millis: 0,
            keep_recent: true,
        },
    )?;
    engine.apply(&catalog)?;
    let options = ConsoleOptions {
        key: ConsoleKey::new(KEY)?,
        https: false,
        development: true,
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://127.0.0.1:{port}{}", Console::sign_in_path(KEY));
    let options = telos_server::Options {
        console: Some(options),
        ..telos_server::Options::default()
    };
    let state = AppState::new(engine, Keys::new(Vec::new()), options);
    let app = app(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}
