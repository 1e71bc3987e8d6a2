//! `telos repair`: makes a store open again that a power failure left with a damaged journal.

use std::error::Error;

use telos_store::embedded::{Embedded, Options, Repaired};

use super::Report;
use crate::cli::Repair;

/// Repairs the store, and says what was cut off.
pub(crate) fn run(args: &Repair) -> Result<Report, Box<dyn Error>> {
    let repaired = Embedded::repair(&args.store, &Options::default())?;
    let text = told(&repaired);
    Ok(Report {
        text,
        success: true,
    })
}

fn told(repaired: &Repaired) -> String {
    let Repaired {
        kept_bytes,
        cut_bytes,
        aside,
    } = repaired;
    match aside {
        None => "The journal is whole and the store opens. Nothing was changed.\n".to_owned(),
        Some(aside) => format!(
            "The store opens. Of its journal {kept_bytes} bytes are whole; {cut_bytes} bytes from \
            the first damaged batch on were cut off and lie in {}.\nAfter a power failure that is \
            what no sender was told is kept, and they send it again. If the disk is damaged it may \
            be more: compare with `telos ledger verify`.\n",
            aside.display()
        ),
    }
}
