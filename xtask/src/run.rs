//! Running other programs: quietly for their answer, or in the open with their output kept.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Why xtask could not do what it was asked.
#[derive(Debug)]
pub(crate) struct Problem(String);

impl Problem {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a program that ran in the open printed, and how it ended.
pub(crate) struct Shown {
    /// Both outputs; each one's lines are in order.
    pub(crate) output: String,
    /// Whether it exited with 0.
    pub(crate) success: bool,
}

/// Runs a program and gives its standard output; fails when it does.
pub(crate) fn capture(
    directory: &Path,
    program: &str,
    arguments: &[&str],
) -> Result<String, Problem> {
    let output = command(directory, program, arguments, &[])
        .output()
        .map_err(|error| unstarted(program, &error))?;
    if !output.status.success() {
        return Err(Problem::new(format!(
            "{program} {} failed:\n{}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program answers to these arguments with exit code 0.
pub(crate) fn answers(directory: &Path, program: &str, arguments: &[&str]) -> bool {
    capture(directory, program, arguments).is_ok()
}

/// Runs a program with its output shown line by line as it comes, and kept.
pub(crate) fn show(
    directory: &Path,
    program: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<Shown, Problem> {
    let mut child = command(directory, program, arguments, environment)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unstarted(program, &error))?;
    let stderr = child.stderr.take();
    let errors = thread::spawn(move || stderr.map(echo).unwrap_or_default());
    let mut output = child.stdout.take().map(echo).unwrap_or_default();
    output.push_str(&errors.join().unwrap_or_default());
    let status = child
        .wait()
        .map_err(|error| Problem::new(format!("lost {program}: {error}")))?;
    Ok(Shown {
        output,
        success: status.success(),
    })
}

/// Runs a program and keeps its output, for when it runs beside others.
pub(crate) fn keep(
    directory: &Path,
    program: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<Shown, Problem> {
    let ended = command(directory, program, arguments, environment)
        .output()
        .map_err(|error| unstarted(program, &error))?;
    let mut output = String::from_utf8_lossy(&ended.stdout).into_owned();
    output.push_str(&String::from_utf8_lossy(&ended.stderr));
    Ok(Shown {
        output,
        success: ended.status.success(),
    })
}

/// A program that asks for nothing, to be run.
fn command(
    directory: &Path,
    program: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(directory)
        .stdin(Stdio::null());
    command
}

fn unstarted(program: &str, error: &std::io::Error) -> Problem {
    Problem::new(format!("cannot run {program}: {error}"))
}

/// Copies a stream to our standard output, line by line, and returns it.
fn echo(stream: impl Read) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let text = String::from_utf8_lossy(&line);
        kept.push_str(&text);
        // A closed standard output must not end the run before its result is known.
        let _ = std::io::stdout().write_all(text.as_bytes());
        line.clear();
    }
    kept
}

/// Does `work` and tells how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}
