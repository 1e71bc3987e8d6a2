//! The commands of Telos: what each reads, does and says.
//!
//! A library, so that it is built beside the server and not after it; the binary is but a way in.

mod bench;
mod catalog;
mod cli;
mod command;
mod demo;
mod log;
mod open;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    let failure = cli.command.failure();
    match command::run(cli) {
        Ok(report) => {
            // A reader that has gone away, such as `head`, is no failure of the command.
            let _ = std::io::stdout().write_all(report.text.as_bytes());
            if report.success {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(failure)
            }
        }
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "error: {}",
                command::with_causes(&*error)
            );
            ExitCode::FAILURE
        }
    }
}
