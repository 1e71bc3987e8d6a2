//! `telos init`, `telos catalog check` and `telos catalog diff`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn telos(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_telos"))
        .args(args)
        .env_remove("TELOS_CATALOG")
        .env_remove("TELOS_JSON")
        .output()
        .expect("the binary runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn edit(path: &Path, from: &str, to: &str) {
    let before = fs::read_to_string(path).expect("reads");
    assert!(before.contains(from), "{from}");
    fs::write(path, before.replacen(from, to, 1)).expect("writes");
}

#[test]
fn init_writes_a_catalog_that_is_in_order_and_overwrites_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join("policy");
    let written = telos(&["init", text(&directory)]);
    assert!(written.status.success(), "{written:?}");
    let checked = telos(&["catalog", "check", text(&directory)]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let again = telos(&["init", text(&directory)]);
    assert_eq!(again.status.code(), Some(1));
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(said.contains("is not empty"), "{said}");
}

#[test]
fn check_reports_every_mistake_with_its_place() {
    let home = tempfile::tempdir().expect("a directory");
    telos(&["init", text(home.path())]);
    let brands = home.path().join("brands.toml");
    edit(&brands, "accent", "acent");
    edit(&brands, "\"jp\"", "\"jpn\"");
    let checked = telos(&["catalog", "check", text(home.path())]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(
        said.contains("brands.toml:10:1") && said.ends_with("2 mistakes\n"),
        "{said}"
    );
    let checked = json(&telos(&["catalog", "check", "--json", text(home.path())]));
    assert_eq!(checked["ok"], false);
    assert_eq!(checked["mistakes"][0]["nearest"], "accent");
    assert_eq!(checked["mistakes"][1]["kind"], "unknown_name");
}

#[test]
fn check_takes_its_directory_from_the_environment() {
    let home = tempfile::tempdir().expect("a directory");
    telos(&["init", text(home.path())]);
    let checked = Command::new(env!("CARGO_BIN_EXE_telos"))
        .args(["catalog", "check"])
        .env("TELOS_CATALOG", home.path())
        .env("TELOS_JSON", "true")
        .output()
        .expect("the binary runs");
    assert_eq!(json(&checked)["ok"], true);
}

#[test]
fn a_directory_that_is_not_there_is_an_error_and_no_panic() {
    let checked = telos(&["catalog", "check", "/nowhere/at/all"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(
        said.starts_with("error: cannot read /nowhere/at/all: "),
        "{said}"
    );
}

#[test]
fn diff_refuses_a_changed_basis_until_the_purpose_has_a_new_version() {
    let home = tempfile::tempdir().expect("a directory");
    let (old, new) = (home.path().join("old"), home.path().join("new"));
    telos(&["init", text(&old)]);
    telos(&["init", text(&new)]);
    let same = telos(&["catalog", "diff", text(&old), text(&new)]);
    assert_eq!(same.status.code(), Some(0));
    assert_eq!(same.stdout, b"The two catalogs say the same.\n");
    let news = new.join("purposes/news-email-aria.toml");
    edit(&news, "double_opt_in = true, ", "");
    let refused = telos(&["catalog", "diff", "--json", text(&old), text(&new)]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(json(&refused)["refusals"][0]["purpose"], "aria/news-email");
    edit(&news, "version = 1", "version = 2");
    let allowed = telos(&["catalog", "diff", text(&old), text(&new)]);
    assert_eq!(allowed.status.code(), Some(0));
    let said = String::from_utf8_lossy(&allowed.stdout);
    assert!(
        said.contains("~ purpose aria/news-email (widens)"),
        "{said}"
    );
}
