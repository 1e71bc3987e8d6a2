//! The command line. Every flag has an environment twin `TELOS_*`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand};

/// A customer data platform in which every datum has a purpose.
#[derive(Debug, Parser)]
#[command(name = "telos", version, propagate_version = true)]
#[command(arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented catalog to start from
    Init(Init),
    /// Check and compare catalogs, the policy as code
    #[command(subcommand)]
    Catalog(Catalog),
}

/// Writes brands, purposes in six languages, jurisdiction packs, sources, events and segments, each
/// with comments. Nothing is overwritten: the directory has to be new or empty.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The directory to write to; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Catalog {
    /// Report every mistake in a catalog, each with its place and the nearest valid name
    #[command(after_help = "Exits with 0 if the catalog is in order and with 1 if it is not.")]
    Check(Check),
    /// Show what differs between two catalogs and what that means for people's data
    #[command(
        after_help = "Exits with 1 if a change is refused: a basis, or anything that allows \
        more, needs a new version of its purpose, and a text a new version of the text."
    )]
    Diff(Diff),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The catalog's directory, read with all directories below it
    #[arg(value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) directory: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The directory of the catalog as it was
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The directory of the catalog as it is to be
    #[arg(value_name = "NEW", env = "TELOS_CATALOG")]
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Write JSON, for programs
    #[arg(long, env = "TELOS_JSON", value_parser = BoolishValueParser::new())]
    pub(crate) json: bool,
}
