//! `cargo xtask tidy`: what STYLE and CONTRIBUTING ask of the code, as far as a program can tell.

use std::time::Duration;

use crate::install;
use crate::run::{self, Problem};
use crate::workspace::Workspace;

mod docs;
mod layers;
mod text;

/// Runs every check and prints what each found; true when none found anything.
pub(crate) fn tidy(workspace: &Workspace) -> Result<bool, Problem> {
    install::cargo_deny(workspace)?;
    let files = workspace.text_files()?;
    let mut clean = true;
    let mut report = |name: &str, (findings, time): (Vec<String>, Duration)| {
        let verdict = if findings.is_empty() { "ok" } else { "FAILED" };
        println!("tidy: {name}: {verdict} ({:.1} s)", time.as_secs_f64());
        for finding in &findings {
            println!("  {finding}");
        }
        clean &= findings.is_empty();
    };
    report("layers", run::timed(|| layers::check(workspace)));
    report("text", run::timed(|| text::check(&files)));
    report("documents", run::timed(|| docs::check(workspace, &files)));
    report(
        "formatting",
        run::timed(|| command(workspace, &["fmt", "--all", "--check"])),
    );
    report("lints", run::timed(|| command(workspace, CLIPPY)));
    report(
        "licences, bans and sources",
        run::timed(|| command(workspace, DENY)),
    );
    let (found, time) = run::timed(|| advisories(workspace));
    match found {
        Some((database, findings)) => {
            report(&format!("advisories in {database}"), (findings, time));
        }
        None => println!(
            "tidy: advisories: NOT CHECKED, their database cannot be fetched and no copy lies here"
        ),
    }
    Ok(clean)
}

const CLIPPY: &[&str] = &[
    "clippy",
    "--quiet",
    "--workspace",
    "--all-targets",
    "--",
    "-D",
    "warnings",
];

/// Double versions are warned of in `deny.toml`, but shown only on request: `cargo deny check bans`.
const DENY: &[&str] = &[
    "deny",
    "--log-level",
    "error",
    "check",
    "licenses",
    "bans",
    "sources",
];

/// A cargo command that says in its output what is wrong.
fn command(workspace: &Workspace, arguments: &[&str]) -> Vec<String> {
    match run::capture(&workspace.root, "cargo", arguments) {
        Ok(_) => Vec::new(),
        Err(problem) => vec![problem.to_string()],
    }
}

/// Checks advisories against their database as it is now, else as it was last fetched: which one, and what it says.
///
/// The database lives in a git repository, which is not to be had without a network.
fn advisories(workspace: &Workspace) -> Option<(&'static str, Vec<String>)> {
    let fresh = ["deny", "--log-level", "error", "check", "advisories"];
    let kept = [
        "deny",
        "--log-level",
        "error",
        "--offline",
        "check",
        "advisories",
    ];
    let attempts: [(&str, &[&str]); 2] = [
        ("the database as it is now", &fresh),
        ("an earlier copy of the database", &kept),
    ];
    attempts
        .into_iter()
        .map(|(database, arguments)| (database, command(workspace, arguments)))
        // Advisories are reported as `error[vulnerability]` and the like; a missing database is not.
        .find(|(_, findings)| {
            findings.is_empty() || findings.iter().any(|finding| finding.contains("error["))
        })
}
