//! What each command does.

mod apply;
mod catalog;
mod destination;
mod import;
mod init;
mod ledger;
mod profile;
mod receipt;
mod repair;
mod search;
pub(crate) mod serve;
mod sync;

pub(crate) use serve::stopped;

use std::error::Error;
use std::fmt::Write as _;

use crate::cli::{Catalog, Cli, Command, Destination, Ledger, Receipt, Sync};
use crate::demo;

/// What a command has to say, and whether it went well.
#[derive(Debug)]
pub(crate) struct Report {
    /// For standard output.
    pub(crate) text: String,
    /// Exit with 0.
    pub(crate) success: bool,
}

/// Runs the command.
pub(crate) fn run(cli: Cli) -> Result<Report, Box<dyn Error>> {
    match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => Ok(init::run(&args)?),
        Command::Serve(args) => serve::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Catalog(Catalog::Apply(args)) => apply::run(&args),
        Command::Catalog(Catalog::Check(args)) => Ok(catalog::check(&args)?),
        Command::Catalog(Catalog::Diff(args)) => Ok(catalog::diff(&args)?),
        Command::Destination(Destination::Try(args)) => destination::run(&args),
        Command::Sync(Sync::Preview(args)) => sync::preview(&args),
        Command::Sync(Sync::Start(args)) => sync::start(&args),
        Command::Ledger(Ledger::Verify(args)) => ledger::verify(&args),
        Command::Receipt(Receipt::Verify(args)) => receipt::verify(&args),
        Command::Search(args) => search::run(&args),
        Command::Repair(args) => repair::run(&args),
        Command::Bench(args) => Ok(crate::bench::run(&args)?),
    }
}

/// An error and what caused it, in one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").expect("writing to a string never fails");
        cause = error.source();
    }
    text
}
