//! `telos ledger verify`: recomputes a store's ledger and finds whatever was changed.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use telos_engine::ledger::{self, LedgerReport};
use telos_ledger::SignedCheckpoint;
use telos_ledger::note::NOTE_BYTES_MAX;
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{MasterKey, Vault};

use super::Report;
use crate::cli::VerifyLedger;

/// Goes through the whole ledger.
pub(crate) fn verify(args: &VerifyLedger) -> Result<Report, Box<dyn Error>> {
    let mut kept = Vec::new();
    for path in &args.checkpoint {
        let signed = read_checkpoint(path)
            .map_err(|error| format!("cannot use the checkpoint {}: {error}", path.display()))?;
        kept.push((path.display().to_string().into(), signed));
    }
    if !args.store.is_dir() {
        return Err(format!("there is no store in {}", args.store.display()).into());
    }
    let master = MasterKey::load(&args.key_file)?;
    let store = Embedded::open(&args.store, embedded::Options::default())?;
    let found = ledger::verify(&store, &Vault::new(master), &kept)?;
    Ok(Report {
        text: if args.output.json {
            as_json(&found)
        } else {
            as_text(&found, kept.len())
        },
        success: found.is_good(),
    })
}

fn read_checkpoint(path: &Path) -> Result<SignedCheckpoint, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    if bytes.len() > NOTE_BYTES_MAX {
        return Err("it is too long for a checkpoint".into());
    }
    Ok(SignedCheckpoint::parse(&String::from_utf8(bytes)?)?)
}

fn as_text(found: &LedgerReport, kept: usize) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // Writing to a string never fails.
        let _ = writeln!(text, "{name:<24}{value}");
    };
    line("ledger", found.origin.to_string());
    line("entries", found.size.to_string());
    if let Some(root) = found.root {
        line("root", root.to_string());
    }
    for (kind, count) in &found.kinds {
        line(&format!("  {kind}"), count.to_string());
    }
    line("newest checkpoint", format!("{} entries", found.signed));
    line("checkpoints you kept", kept.to_string());
    line("facts that agree", found.facts.to_string());
    line("facts before the ledger", found.facts_before.to_string());
    line("facts erased since", found.facts_gone.to_string());
    line("deeds that agree", found.deeds.to_string());
    line("deeds erased since", found.deeds_gone.to_string());
    line("erasures that agree", found.erasures.to_string());
    if found.is_good() {
        text.push_str("\nNothing was changed.\n");
        return text;
    }
    let _ = writeln!(text, "\n{} things are wrong:", found.findings_count);
    for finding in &found.findings {
        let _ = writeln!(text, "  - {finding}");
    }
    text
}

fn as_json(found: &LedgerReport) -> String {
    let findings: Vec<String> = found.findings.iter().map(ToString::to_string).collect();
    let report = json!({
        "good": found.is_good(),
        "origin": found.origin,
        "size": found.size,
        "root": found.root.map(|root| root.to_string()),
        "signed": found.signed,
        "kinds": found.kinds,
        "facts": found.facts,
        "facts_before": found.facts_before,
        "facts_gone": found.facts_gone,
        "deeds": found.deeds,
        "deeds_gone": found.deeds_gone,
        "erasures": found.erasures,
        "findings": findings,
        "findings_count": found.findings_count,
    });
    format!("{report:#}\n")
}
