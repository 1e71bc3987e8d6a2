//! `cargo xtask`: what builds and checks Telos, the same on a desk and in CI.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod counts;
mod install;
mod run;
mod servers;
mod test;
mod tidy;
mod workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds and checks Telos")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check formatting, lints, layers, sizes, documents and licences.
    Tidy,
    /// Install what is missing, then run tidy and every test.
    Test {
        /// Leave out the release build and the end-to-end suites.
        #[arg(long)]
        quick: bool,
        /// Run only the tests whose name holds this.
        filter: Option<String>,
    },
    /// Run a command with the servers that tests use, as `cargo xtask servers cargo nextest run`.
    Servers {
        /// The command.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = workspace::Workspace::find().and_then(|workspace| match arguments.command {
        Command::Tidy => tidy::tidy(&workspace),
        Command::Test { quick, filter } => test::test(&workspace, quick, filter.as_deref()),
        Command::Servers { command } => servers::with(&workspace, &command),
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
