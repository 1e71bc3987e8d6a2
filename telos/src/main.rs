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

fn main() -> ExitCode {
    link_allocator();
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

/// Links mimalloc, which takes the place of the system's `malloc` (its feature `override`): messages
/// are many small allocations made on one thread and freed on another.
///
/// It is not set as the global allocator, since that asks for the alignment of every allocation
/// aloud, and mimalloc 3 answers with more memory by a longer way whenever the size is no power of
/// two. What Rust's own allocator asks of `malloc` goes the short way.
fn link_allocator() {
    std::hint::black_box(mimalloc::MiMalloc.version());
}
