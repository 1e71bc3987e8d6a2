//! What no file may hold: tests that do not run, unfinished code, addresses of one machine, too many lines.

use crate::workspace::TextFile;

/// A source file of more lines is split.
const LINES_MAX: usize = 600;

/// A source file of more lines is worth a thought.
const LINES_WARN: usize = 400;

/// This file spells out what it looks for.
const SELF: &str = "xtask/src/tidy/text.rs";

/// In Rust: what hides a test or stands for code that is not there.
const RUST_FORBIDDEN: &[&str] = &["#[ignore", "todo!(", "unimplemented!(", "dbg!("];

/// In the end-to-end suites: what leaves a test out.
const SCRIPT_FORBIDDEN: &[&str] = &[
    "test.skip",
    "test.only",
    "test.todo",
    "it.skip",
    "it.only",
    "describe.skip",
    "describe.only",
    "skip: true",
    "debugger;",
];

/// Directories of the machine that a file was written on. A path in a web address does not count.
const MACHINE_PATHS: &[&str] = &["/work/", "/root/", "/home/", "/Users/"];

/// Registries are what the user's own clients are set up for; no file of ours names one.
const REGISTRY_HOSTS: &[&str] = &[
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "pypi.org",
    "files.pythonhosted.org",
    "static.crates.io",
    "index.crates.io",
    "deb.debian.org",
];

pub(super) fn check(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path != SELF) {
        if file.is("rs") {
            check_rust(file, &mut findings);
        }
        if file.is("mjs") || file.is("js") {
            check_forbidden(file, SCRIPT_FORBIDDEN, &mut findings);
        }
        if ["rs", "mjs", "js", "py"].iter().any(|kind| file.is(kind)) {
            check_length(file, &mut findings);
        }
        check_places(file, &mut findings);
    }
    findings
}

fn check_rust(file: &TextFile, findings: &mut Vec<String>) {
    if !file.text.starts_with("//! ") {
        findings.push(format!(
            "{}:1: does not open with a sentence saying what the file is for (`//! ...`)",
            file.path
        ));
    }
    check_forbidden(file, RUST_FORBIDDEN, findings);
}

fn check_forbidden(file: &TextFile, forbidden: &[&str], findings: &mut Vec<String>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        for word in forbidden.iter().filter(|word| line.contains(**word)) {
            findings.push(format!("{}:{number}: holds `{word}`", file.path));
        }
    }
}

fn check_length(file: &TextFile, findings: &mut Vec<String>) {
    let lines = file.text.lines().count();
    if lines > LINES_MAX {
        findings.push(format!(
            "{}: has {lines} lines, {LINES_MAX} at most: split it",
            file.path
        ));
    } else if lines > LINES_WARN {
        println!(
            "tidy: warning: {} has {lines} lines; {LINES_WARN} are plenty",
            file.path
        );
    }
}

fn check_places(file: &TextFile, findings: &mut Vec<String>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        for host in REGISTRY_HOSTS.iter().filter(|host| line.contains(**host)) {
            findings.push(format!("{}:{number}: names the registry {host}", file.path));
        }
        for place in MACHINE_PATHS {
            let alone = line.match_indices(place).any(|(start, _)| {
                let before = line[..start].chars().next_back();
                before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-/}*".contains(letter))
            });
            if alone {
                findings.push(format!(
                    "{}:{number}: names a path of one machine",
                    file.path
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&[TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }])
    }

    #[test]
    fn a_file_that_says_what_it_is_for_is_clean() {
        assert!(findings("a.rs", "//! Adds numbers.\n\nfn add() {}\n").is_empty());
    }

    #[test]
    fn a_file_without_an_opening_sentence_is_found() {
        assert_eq!(findings("a.rs", "use std::fmt;\n").len(), 1);
    }

    #[test]
    fn hidden_tests_and_unfinished_code_are_found_by_line() {
        let found = findings("a.rs", "//! A.\n#[ignore]\nfn a() { todo!() }\n");
        assert_eq!(
            found,
            ["a.rs:2: holds `#[ignore`", "a.rs:3: holds `todo!(`"]
        );
        assert_eq!(findings("a.mjs", "test.only('x');\n").len(), 1);
    }

    #[test]
    fn a_file_that_is_too_long_is_found() {
        let long = format!("//! A.\n{}", "// line\n".repeat(LINES_MAX));
        assert_eq!(findings("a.rs", &long).len(), 1);
        assert!(findings("a.toml", &long).is_empty());
    }

    #[test]
    fn paths_of_one_machine_are_found_and_web_addresses_are_not() {
        assert_eq!(findings("a.md", "See /root/x.").len(), 1);
        assert_eq!(findings("a.md", "path=/home/me").len(), 1);
        assert!(findings("a.md", "https://shop.example/home/sale").is_empty());
        assert!(findings("a.md", "`net/work/load`").is_empty());
    }

    #[test]
    fn registries_are_found() {
        assert_eq!(findings("a.json", "https://registry.npmjs.org/x").len(), 1);
    }
}
