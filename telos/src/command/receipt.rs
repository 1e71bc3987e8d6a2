//! `telos receipt verify`: checks a receipt offline.

use std::error::Error;
use std::fmt::Write as _;

use telos_ledger::note::VerifierKey;
use telos_server::receipt::{AUDIT_BYTES_MAX, Checked, CheckedAudit, check, check_audit, is_audit};

use super::{Report, with_causes};
use crate::cli::VerifyReceipt;

/// Checks the receipt in a file, or the answer to the privacy officer.
pub(crate) fn verify(args: &VerifyReceipt) -> Result<Report, Box<dyn Error>> {
    let path = args.file.display();
    let length = std::fs::metadata(&args.file)
        .map_err(|error| format!("cannot read {path}: {error}"))?
        .len();
    if length > AUDIT_BYTES_MAX as u64 {
        return Err(format!("{path} is too long for a receipt").into());
    }
    let bytes =
        std::fs::read(&args.file).map_err(|error| format!("cannot read {path}: {error}"))?;
    let keys = read_keys("--key", &args.key)?;
    let witnesses = read_keys("--witness", &args.witness)?;
    if is_audit(&bytes) {
        return Ok(
            match check_audit(&bytes, &keys, &witnesses, args.witnesses) {
                Ok(checked) => Report {
                    text: told_audit(&checked, keys.is_empty()),
                    success: true,
                },
                Err(refused) => Report {
                    text: format!("This answer does not hold: {}.\n", with_causes(&refused)),
                    success: false,
                },
            },
        );
    }
    Ok(match check(&bytes, &keys, &witnesses, args.witnesses) {
        Ok(checked) => Report {
            text: told(&checked, keys.is_empty()),
            success: true,
        },
        Err(refused) => Report {
            text: format!("This receipt does not hold: {}.\n", with_causes(&refused)),
            success: false,
        },
    })
}

fn read_keys(flag: &str, keys: &[String]) -> Result<Vec<VerifierKey>, Box<dyn Error>> {
    let read = |key: &String| {
        VerifierKey::parse(key).map_err(|error| format!("{flag} {key}: {error}").into())
    };
    keys.iter().map(read).collect()
}

fn told_audit(checked: &CheckedAudit, own_key: bool) -> String {
    let mut text = String::from("Every proof in this answer holds.\n\n");
    for (name, value) in [
        ("question", checked.question.clone()),
        ("proofs", checked.proofs.to_string()),
        ("unproven", checked.unproven.to_string()),
        ("entries", checked.size.to_string()),
        ("ledger", checked.origin.clone()),
    ] {
        // Writing to a string never fails.
        let _ = writeln!(text, "{name:<12}{value}");
    }
    if own_key {
        text.push_str(
            "\nThe keys were taken from the answer itself: compare them with those that the brand \
             publishes at /v1/ledger/keys, or name one with --key.\n",
        );
    }
    text
}

fn told(checked: &Checked, own_key: bool) -> String {
    let mut text = String::from("This receipt holds.\n\n");
    let mut line = |name: &str, value: &str| {
        // Writing to a string never fails.
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line("fact", &checked.fact);
    line("what", &checked.statement);
    line("by", &checked.actor);
    line("since", &checked.effective);
    line("entry", &format!("{} of {}", checked.index, checked.size));
    line("ledger", &checked.origin);
    for witness in &checked.witnesses {
        line("witness", witness);
    }
    line("key", &checked.key);
    if own_key {
        text.push_str(
            "\nThe key was taken from the receipt itself: compare it with the one that the brand \
             publishes at /v1/ledger/keys, or name that one with --key.\n",
        );
    }
    text
}
