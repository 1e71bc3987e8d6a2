//! What the test runners say of themselves: how many tests passed, failed and were skipped.

use std::fmt;
use std::ops::AddAssign;

/// Test counts, of one runner or of all.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// Reads nextest's closing line: `Summary [ 1.0s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped`.
pub(crate) fn nextest(output: &str) -> Counts {
    let mut counts = Counts::default();
    let Some(summary) = output
        .lines()
        .rev()
        .map(plain)
        .find(|line| line.trim_start().starts_with("Summary ["))
    else {
        return counts;
    };
    for (number, word) in numbered_words(&summary) {
        match word {
            "passed" => counts.passed += number,
            "failed" | "timed" | "exec" => counts.failed += number,
            "skipped" => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

/// Adds up libtest's lines, one a crate: `test result: ok. 3 passed; 0 failed; 0 ignored; ...`.
pub(crate) fn libtest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(plain) {
        if !line.starts_with("test result:") {
            continue;
        }
        for (number, word) in numbered_words(&line) {
            match word {
                "passed" => counts.passed += number,
                "failed" => counts.failed += number,
                "ignored" => counts.skipped += number,
                _ => {}
            }
        }
    }
    counts
}

/// Reads the closing lines of node's test runner: `pass 3`, `fail 0`, `cancelled 0`, `skipped 0`, `todo 0`.
pub(crate) fn node(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(plain) {
        let mut words = line.split_whitespace();
        if !matches!(words.next(), Some("ℹ" | "#")) {
            continue;
        }
        let (Some(word), Some(Ok(number)), None) =
            (words.next(), words.next().map(str::parse), words.next())
        else {
            continue;
        };
        let number: usize = number;
        match word {
            "pass" => counts.passed += number,
            "fail" | "cancelled" => counts.failed += number,
            "skipped" | "todo" => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

/// Every number of a line with the word after it.
fn numbered_words(line: &str) -> Vec<(usize, &str)> {
    let words: Vec<&str> = line
        .split(|letter: char| letter.is_whitespace() || "(),;:".contains(letter))
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .filter_map(|pair| Some((pair[0].parse().ok()?, pair[1])))
        .collect()
}

/// A line without terminal colours.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn nextest_summary_is_read_with_and_without_colours() {
        let plain = "   Summary [   1.034s] 7 tests run: 5 passed (1 slow), 2 failed, 3 skipped\n";
        assert_eq!(nextest(plain), counts(5, 2, 3));
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] 1 test run: \u{1b}[1m1\u{1b}[0m passed, 0 skipped";
        assert_eq!(nextest(coloured), counts(1, 0, 0));
    }

    #[test]
    fn a_test_that_timed_out_counts_as_failed() {
        let output =
            "     Summary [  9.0s] 3 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped";
        assert_eq!(nextest(output), counts(1, 2, 0));
    }

    #[test]
    fn libtest_lines_are_added_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      noise\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out\n";
        assert_eq!(libtest(output), counts(5, 1, 1));
    }

    #[test]
    fn node_closing_lines_are_read() {
        let output = "ℹ tests 6\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 12.5\n";
        assert_eq!(node(output), counts(3, 2, 1));
    }

    #[test]
    fn a_runner_that_says_nothing_counts_nothing() {
        assert_eq!(nextest("error: could not compile"), Counts::default());
        assert_eq!(libtest(""), Counts::default());
        assert_eq!(node("pass 3"), Counts::default());
    }
}
