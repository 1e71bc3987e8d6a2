//! `telos catalog apply`: puts a catalog in force in a store that no server is using.

use std::error::Error;
use std::fmt::Write as _;

use telos_engine::CacheSizes;

use super::Report;
use crate::catalog;
use crate::cli::Apply;
use crate::open::{Place, open};

/// Applies the catalog and shows the store's history of catalogs.
pub(crate) fn run(args: &Apply) -> Result<Report, Box<dyn Error>> {
    let place = Place {
        store: args.store.clone(),
        key_file: args.key_file.clone(),
    };
    let files = catalog::read(&args.directory)?;
    let opened = open(&place, &files, CacheSizes::default())?;
    let history = opened.engine.catalogs();
    let version = opened.version.clone();
    opened.close();
    let mut text = format!("Version {} is in force.\n\nHistory:\n", version.number);
    for known in history? {
        writeln!(text, "  {:>4}  {}  {}", known.number, known.at, known.hash)?;
    }
    Ok(Report {
        text,
        success: true,
    })
}
