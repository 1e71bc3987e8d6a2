//! Telos: a customer data platform in which every datum has a purpose.

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

/// Messages are many small allocations made on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
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
