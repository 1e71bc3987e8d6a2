//! `cargo xtask test`: every check and test there is, what each runner counted, and how long each stage took.

use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::counts::{self, Counts};
use crate::install;
use crate::run::{self, Problem, Shown};
use crate::servers::Servers;
use crate::tidy;
use crate::workspace::Workspace;

/// Measures every page in a browser, which keeps one processor busy for minutes.
const PAGES: &str = "pages.test.mjs";

/// How a program is run: shown, or kept.
type Runs = fn(&Path, &str, &[&str], &[(&str, &str)]) -> Result<Shown, Problem>;

/// Runs everything; true when nothing failed and nothing was left out.
pub(crate) fn test(
    workspace: &Workspace,
    quick: bool,
    filter: Option<&str>,
) -> Result<bool, Problem> {
    let mut report = Report::new(filter.is_some());
    let installed = report.plain("install", || {
        install::cargo_nextest(workspace)?;
        if !quick {
            install::end_to_end(workspace)?;
        }
        Ok(true)
    });
    if filter.is_none() {
        report.plain("tidy", || tidy::tidy(workspace));
    }
    let mut servers = None;
    report.plain("servers", || {
        servers = Some(Servers::start(workspace)?);
        Ok(true)
    });
    let found = servers.as_ref().map(Servers::environment);
    let found = found.unwrap_or_default();
    report.counted("Rust tests", counts::nextest, || {
        nextest(workspace, filter, &found)
    });
    report.counted("Rust examples in documents", counts::libtest, || {
        doc_tests(workspace, filter)
    });
    if !quick && installed {
        let suites = suites(workspace, filter)?;
        if !suites.is_empty() {
            end_to_end(workspace, (&suites, filter), &found, &mut report)?;
        }
    }
    Ok(report.close())
}

fn nextest(
    workspace: &Workspace,
    filter: Option<&str>,
    servers: &[(&str, &str)],
) -> Result<Shown, Problem> {
    // Twice as many at a time as there are processors, since most wait for a server or a clock.
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) * 2;
    let threads = threads.to_string();
    let mut arguments = vec!["nextest", "run", "--workspace", "--no-fail-fast"];
    arguments.extend(["--test-threads", &threads]);
    if let Some(filter) = filter {
        arguments.extend(["--no-tests", "pass", filter]);
    }
    run::show(&workspace.root, "cargo", &arguments, servers)
}

fn doc_tests(workspace: &Workspace, filter: Option<&str>) -> Result<Shown, Problem> {
    let mut arguments = vec!["test", "--quiet", "--doc", "--workspace", "--no-fail-fast"];
    if let Some(filter) = filter {
        arguments.extend(["--", filter]);
    }
    run::show(&workspace.root, "cargo", &arguments, &[])
}

/// Builds the binary as users run it, then runs each suite of `e2e/` against it.
fn end_to_end(
    workspace: &Workspace,
    (suites, filter): (&[String], Option<&str>),
    servers: &[(&str, &str)],
    report: &mut Report,
) -> Result<(), Problem> {
    let built = report.plain("release build", || {
        let build = ["build", "--release", "--package", "telos"];
        Ok(run::show(&workspace.root, "cargo", &build, &[])?.success)
    });
    if !built {
        return Ok(());
    }
    let binary = workspace.target_directory()?.join("release/telos");
    let binary = binary.to_string_lossy();
    let directory = workspace.root.join("e2e");
    let runs = |suite: &str, runs: Runs| {
        let pattern = filter.map(|filter| format!("--test-name-pattern={filter}"));
        let mut arguments = vec!["--test", "--test-force-exit", "--test-reporter=spec"];
        arguments.extend(pattern.as_deref());
        arguments.push(suite);
        let mut environment = servers.to_vec();
        environment.push(("TELOS_BIN", &binary));
        runs(&directory, "node", &arguments, &environment)
    };
    let name = |suite: &str| format!("e2e/{suite}");
    thread::scope(|scope| {
        let mut beside = None;
        for suite in suites {
            if suite == PAGES {
                // What comes after it kills nothing and measures no time.
                beside = Some(scope.spawn(|| run::timed(|| runs(PAGES, run::keep))));
            } else {
                report.counted(&name(suite), counts::node, || runs(suite, run::show));
            }
        }
        if let Some(pages) = beside {
            let lost = |_| (Err(Problem::new("lost the browser")), Duration::ZERO);
            let (outcome, time) = pages.join().unwrap_or_else(lost);
            let name = name(PAGES);
            println!("\n== {name}");
            if let Ok(shown) = &outcome {
                print!("{}", shown.output);
            }
            report.came(&name, counts::node, outcome, time);
        }
    });
    Ok(())
}

/// The end-to-end suites, in order; with a filter, those whose name or text holds it.
fn suites(workspace: &Workspace, filter: Option<&str>) -> Result<Vec<String>, Problem> {
    let files = workspace.text_files()?;
    let mut suites: Vec<String> = files
        .iter()
        .filter(|file| {
            filter.is_none_or(|filter| file.path.contains(filter) || file.text.contains(filter))
        })
        .filter_map(|file| file.path.strip_prefix("e2e/"))
        .filter(|name| name.ends_with(".test.mjs") && !name.contains('/'))
        .map(str::to_owned)
        .collect();
    suites.sort();
    Ok(suites)
}

/// What each stage came to.
struct Report {
    /// With a filter, runners count as skipped what was not asked for.
    filtered: bool,
    total: Counts,
    lines: Vec<String>,
    clean: bool,
}

impl Report {
    fn new(filtered: bool) -> Self {
        Self {
            filtered,
            total: Counts::default(),
            lines: Vec::new(),
            clean: true,
        }
    }

    /// A stage that runs no tests; when it fails, it counts as one failed test. Gives whether it succeeded.
    fn plain(&mut self, name: &str, work: impl FnOnce() -> Result<bool, Problem>) -> bool {
        println!("\n== {name}");
        let (outcome, time) = run::timed(work);
        let success = outcome.unwrap_or_else(|problem| {
            println!("{name}: {problem}");
            false
        });
        if !success {
            self.total.failed += 1;
        }
        self.note(name, success, if success { "ok" } else { "FAILED" }, time);
        success
    }

    /// A stage whose runner counts its tests.
    fn counted(
        &mut self,
        name: &str,
        read: fn(&str) -> Counts,
        work: impl FnOnce() -> Result<Shown, Problem>,
    ) {
        println!("\n== {name}");
        let (outcome, time) = run::timed(work);
        self.came(name, read, outcome, time);
    }

    /// What came of a stage whose runner counts its tests.
    fn came(
        &mut self,
        name: &str,
        read: fn(&str) -> Counts,
        outcome: Result<Shown, Problem>,
        time: Duration,
    ) {
        let shown = outcome.unwrap_or_else(|problem| {
            println!("{name}: {problem}");
            Shown {
                output: String::new(),
                success: false,
            }
        });
        let mut counts = read(&shown.output);
        if self.filtered {
            counts.skipped = 0;
        }
        // A runner that failed before it could count has failed all the same.
        if !shown.success && counts.failed == 0 {
            counts.failed = 1;
        }
        let ran = self.filtered || counts != Counts::default();
        let success = shown.success && counts.failed == 0 && counts.skipped == 0 && ran;
        let said = if ran {
            counts.to_string()
        } else {
            "FAILED: ran no test".to_owned()
        };
        self.total += counts;
        self.note(name, success, &said, time);
    }

    fn note(&mut self, name: &str, success: bool, said: &str, time: Duration) {
        let line = format!("{:>8.1} s  {name}: {said}", time.as_secs_f64());
        println!("{line}");
        self.lines.push(line);
        self.clean &= success;
    }

    /// Prints every stage again and the sum; true when all is well.
    fn close(self) -> bool {
        println!("\n== stages");
        for line in &self.lines {
            println!("{line}");
        }
        if !self.clean {
            println!("something FAILED or was left out; see the stages above");
        }
        println!("\n{}", self.total);
        self.clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_of(output: &str, success: bool) -> Shown {
        Shown {
            output: output.to_owned(),
            success,
        }
    }

    #[test]
    fn a_skipped_test_fails_the_run() {
        let mut report = Report::new(false);
        report.counted("suite", counts::node, || {
            Ok(run_of("ℹ pass 2\nℹ skipped 1\n", true))
        });
        assert!(!report.close());
    }

    #[test]
    fn what_a_filter_leaves_out_is_not_skipped() {
        let mut report = Report::new(true);
        report.counted("suite", counts::node, || {
            Ok(run_of("ℹ pass 2\nℹ skipped 1\n", true))
        });
        assert_eq!(report.total.skipped, 0);
        assert!(report.close());
    }

    #[test]
    fn a_runner_that_ends_before_it_counts_is_a_failure() {
        let mut report = Report::new(false);
        report.counted("suite", counts::node, || {
            Ok(run_of("error: no such file", false))
        });
        assert_eq!(report.total.failed, 1);
        assert!(!report.close());
    }

    #[test]
    fn a_suite_without_tests_fails_the_run() {
        let mut report = Report::new(false);
        report.counted("suite", counts::node, || Ok(run_of("ℹ pass 0\n", true)));
        assert!(!report.close());
    }

    #[test]
    fn a_stage_that_fails_counts_as_one() {
        let mut report = Report::new(false);
        report.plain("build", || Err(Problem::new("no compiler")));
        assert_eq!(report.total.failed, 1);
        assert!(!report.close());
    }
}
