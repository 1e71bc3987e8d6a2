//! What documents promise: links that lead somewhere, and versions that are the ones in use.

use std::path::Path;

use toml::{Table, Value};

use crate::workspace::{TextFile, Workspace};

pub(super) fn check(workspace: &Workspace, files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is("md")) {
        for (number, link) in links(&file.text) {
            if let Some(why) = broken(workspace, files, file, link) {
                findings.push(format!("{}:{number}: link to {link}: {why}", file.path));
            }
        }
    }
    findings.extend(check_rust_version(files));
    findings.extend(check_sdk_versions(files));
    findings
}

/// Every `[text](target)` outside of code, with its line.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second part of a line split at backticks is code.
        for part in line.split('`').step_by(2) {
            for (start, _) in part.match_indices("](") {
                let rest = &part[start + 2..];
                if let Some(end) = rest.find(')') {
                    found.push((number, &rest[..end]));
                }
            }
        }
    }
    found
}

/// Why a relative link leads nowhere, if it does.
fn broken(
    workspace: &Workspace,
    files: &[TextFile],
    from: &TextFile,
    link: &str,
) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        from.path.clone()
    } else {
        let directory = Path::new(&from.path).parent().unwrap_or(Path::new(""));
        normal(&directory.join(path).to_string_lossy())
    };
    if !workspace.root.join(&target).exists() {
        return Some(format!("there is no {target}"));
    }
    let document = files.iter().find(|file| file.path == target)?;
    if heading.is_empty() || headings(&document.text).any(|own| own == heading) {
        return None;
    }
    Some(format!("{target} has no heading #{heading}"))
}

/// A relative path without `.` and `..`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchors that a Markdown reader makes of a document's headings.
fn headings(text: &str) -> impl Iterator<Item = String> {
    text.lines()
        .filter_map(|line| {
            line.trim_start_matches('#')
                .strip_prefix(' ')
                .filter(|_| line.starts_with('#'))
        })
        .map(|title| {
            title
                .trim()
                .to_lowercase()
                .chars()
                .filter_map(|letter| match letter {
                    ' ' => Some('-'),
                    '-' | '_' => Some(letter),
                    letter => letter.is_alphanumeric().then_some(letter),
                })
                .collect()
        })
}

/// A document that names a Rust version names the one in `Cargo.toml`.
fn check_rust_version(files: &[TextFile]) -> Vec<String> {
    let version = text_of(files, "Cargo.toml")
        .and_then(|text| text.parse::<Table>().ok())
        .and_then(|table| {
            let package = table.get("workspace")?.get("package")?;
            package
                .get("rust-version")
                .and_then(Value::as_str)
                .map(str::to_owned)
        });
    let Some(version) = version else {
        return vec!["Cargo.toml: names no rust-version".to_owned()];
    };
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is("md")) {
        for (start, _) in file.text.match_indices("Rust 1.") {
            let named: String = file.text[start + "Rust ".len()..]
                .chars()
                .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
                .collect();
            if named.trim_end_matches('.') != version {
                findings.push(format!(
                    "{}: names Rust {named}, Cargo.toml {version}",
                    file.path
                ));
            }
        }
    }
    findings
}

/// The facts about the SDKs are about the versions that the tests run.
fn check_sdk_versions(files: &[TextFile]) -> Vec<String> {
    const FACTS: &str = "docs/sdk-wire-facts.md";
    let Some(facts) = text_of(files, FACTS) else {
        return vec![format!("{FACTS}: is not there")];
    };
    sdk_versions(files)
        .into_iter()
        .filter(|(name, version)| !facts.contains(&format!("`{name}` {version}")))
        .map(|(name, version)| format!("{FACTS}: does not name `{name}` {version}"))
        .collect()
}

/// The pinned SDKs of both languages.
fn sdk_versions(files: &[TextFile]) -> Vec<(String, String)> {
    let mut versions = Vec::new();
    let package = text_of(files, "e2e/package.json")
        .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok())
        .unwrap_or_default();
    if let Some(dependencies) = package["dependencies"].as_object() {
        for (name, version) in dependencies {
            versions.push((
                name.clone(),
                version.as_str().unwrap_or_default().to_owned(),
            ));
        }
    }
    for line in text_of(files, "e2e/requirements.txt")
        .unwrap_or_default()
        .lines()
    {
        if let Some((name, version)) = line.split_once("==") {
            versions.push((name.to_owned(), version.to_owned()));
        }
    }
    versions.retain(|(name, _)| {
        name.starts_with("@segment/")
            || name.starts_with("@rudderstack/")
            || name.ends_with("-python")
    });
    versions
}

fn text_of<'files>(files: &'files [TextFile], path: &str) -> Option<&'files str> {
    files
        .iter()
        .find(|file| file.path == path)
        .map(|file| file.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn links_in_code_are_not_links() {
        let text = "[a](b.md) and `[c](d.md)`\n```\n[e](f.md)\n```\n[g](h.md#i)\n";
        assert_eq!(links(text), [(1, "b.md"), (5, "h.md#i")]);
    }

    #[test]
    fn a_link_is_followed_from_the_directory_of_its_document() {
        assert_eq!(normal("docs/adr/../../README.md"), "README.md");
        assert_eq!(normal("./a/./b"), "a/b");
    }

    #[test]
    fn a_link_to_a_missing_file_or_heading_is_found() {
        let workspace = Workspace::find().unwrap();
        let own = file("CONTRIBUTING.md", "# Set up\n");
        let files = [file("CONTRIBUTING.md", "# Set up\n")];
        let why = |link| broken(&workspace, &files, &own, link);
        assert_eq!(why("#set-up"), None);
        assert_eq!(why("CONTRIBUTING.md#set-up"), None);
        assert_eq!(why("https://example.com/x"), None);
        assert!(why("#gone").is_some());
        assert!(why("docs/gone.md").is_some());
    }

    #[test]
    fn another_rust_version_in_a_document_is_found() {
        let manifest = "[workspace.package]\nrust-version = '1.95'\n";
        let clean = [
            file("Cargo.toml", manifest),
            file("README.md", "needs Rust 1.95."),
        ];
        assert!(check_rust_version(&clean).is_empty());
        let stale = [
            file("Cargo.toml", manifest),
            file("README.md", "needs Rust 1.80"),
        ];
        assert_eq!(check_rust_version(&stale).len(), 1);
    }

    #[test]
    fn facts_about_another_version_of_an_sdk_are_found() {
        let pins = [
            file(
                "e2e/package.json",
                r#"{"dependencies": {"@segment/x": "2.0.0", "y": "1.0.0"}}"#,
            ),
            file(
                "e2e/requirements.txt",
                "six==1.0\nrudder-sdk-python==2.1.9\n",
            ),
            file(
                "docs/sdk-wire-facts.md",
                "`@segment/x` 1.0.0, `rudder-sdk-python` 2.1.9",
            ),
        ];
        let found = check_sdk_versions(&pins);
        assert_eq!(
            found,
            ["docs/sdk-wire-facts.md: does not name `@segment/x` 2.0.0"]
        );
    }
}
