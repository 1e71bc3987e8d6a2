//! `telos sync`: what a sync would change on both sides, and its start, on a store that no server is
//! using.

use std::error::Error;

use telos_engine::{CacheSizes, Engine};
use telos_model::catalog::SyncDef;

use super::Report;
use crate::catalog;
use crate::cli::OfSync;
use crate::open::{Place, open};

/// Shows what would change.
pub(crate) fn preview(args: &OfSync) -> Result<Report, Box<dyn Error>> {
    with(args, |engine, sync| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let shown = runtime.block_on(telos_server::preview_sync(engine, sync));
        Ok(shown.map_err(|remedy| {
            format!(
                "the other system of `{}` could not be looked at: {remedy}",
                sync.name
            )
        })?)
    })
}

/// Has it started.
pub(crate) fn start(args: &OfSync) -> Result<Report, Box<dyn Error>> {
    with(args, |engine, sync| {
        let standing = engine.start_sync(sync.destination)?;
        let (name, begun, stands) = (&sync.name, standing.begun, standing.phase.word());
        Ok(format!("{name} was started at {begun} and is {stands}\n"))
    })
}

fn with(
    args: &OfSync,
    run: impl FnOnce(&Engine, &SyncDef) -> Result<String, Box<dyn Error>>,
) -> Result<Report, Box<dyn Error>> {
    let place = Place {
        store: args.store.clone(),
        key_file: args.key_file.clone(),
    };
    let files = catalog::read(&args.directory)?;
    let opened = open(&place, &files, CacheSizes::default())?;
    let policy = opened.engine.policy();
    let done = match policy.catalog.sync(&args.sync) {
        Some(sync) => run(&opened.engine, sync),
        None => Err(unknown(&policy.catalog.syncs, &args.sync).into()),
    };
    opened.close();
    Ok(Report {
        text: done?,
        success: true,
    })
}

fn unknown(syncs: &[SyncDef], name: &str) -> String {
    let names: Vec<&str> = syncs.iter().map(|sync| &*sync.name).collect();
    format!("no sync is named `{name}`; there are: {}", names.join(", "))
}
