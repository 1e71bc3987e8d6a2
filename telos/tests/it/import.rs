//! `telos import`, as people and scripts use it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

struct Home {
    directory: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            directory: tempfile::tempdir().expect("a directory"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn import(&self, file: &Path, mapping: &Path, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TELOS_")) {
            command.env_remove(name);
        }
        command
            .current_dir(self.directory.path())
            .arg("import")
            .args([file.as_os_str(), "--mapping".as_ref(), mapping.as_os_str()])
            .args(more)
            .output()
            .expect("the binary runs")
    }

    fn store(&self, file: &Path, mapping: &Path) -> Output {
        let catalog = root().join("catalog");
        let catalog = catalog.to_str().expect("UTF-8");
        let place = [
            "--store",
            "data",
            "--key-file",
            "telos.key",
            "--catalog",
            catalog,
        ];
        self.import(file, mapping, &place)
    }
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the project")
}

fn cdnow() -> (PathBuf, PathBuf) {
    let file = root().join("connect/tests/data/cdnow.txt");
    (file, root().join("imports/cdnow.toml"))
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_import_is_kept_and_a_second_one_seen_before() {
    let home = Home::new();
    let (file, mapping) = cdnow();
    let first = home.store(&file, &mapping);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert!(
        out(&first).contains("kept         454 (0 fields left out)"),
        "{}",
        out(&first)
    );
    let second = home.store(&file, &mapping);
    assert_eq!(second.status.code(), Some(0), "{}", err(&second));
    assert!(out(&second).contains("kept         0 "), "{}", out(&second));
    assert!(
        out(&second).contains("seen before  454"),
        "{}",
        out(&second)
    );
    assert!(!home.path("cdnow.txt.rejects.csv").exists());
}

#[test]
fn a_dry_run_shows_rows_and_touches_nothing() {
    let home = Home::new();
    let (file, mapping) = cdnow();
    let catalog = root().join("catalog");
    let catalog = catalog.to_str().expect("UTF-8");
    let dry = ["--dry-run", "--rows", "2", "--catalog", catalog];
    let shown = home.import(&file, &mapping, &dry);
    assert_eq!(shown.status.code(), Some(0), "{}", err(&shown));
    let text = out(&shown);
    for expected in [
        "line 2: track Order Completed, at 1997-01-01T05:00:00.000Z",
        "00001   (identifier)",
        "11.77",
        "2 row(s) shown, 0 of them would be rejected; nothing was touched",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let left = fs::read_dir(home.directory.path()).expect("reads").count();
    assert_eq!(left, 0);
}

#[test]
fn rejected_rows_are_named_in_a_file_and_by_the_exit_code() {
    let home = Home::new();
    let (_, mapping) = cdnow();
    let file = home.path("orders.txt");
    let text = "customer_id date number_of_cds dollar_value\n1 19970101 1 11.77\n2 19970132 1 1\n";
    fs::write(&file, text).expect("written");
    let output = home.store(&file, &mapping);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(
        out(&output).contains("rows           2, 1 of them rejected"),
        "{}",
        out(&output)
    );
    let rejects = fs::read_to_string(home.path("orders.txt.rejects.csv")).expect("text");
    assert!(rejects.contains("\n3,date_invalid,date,"), "{rejects}");
    assert!(!rejects.contains("19970132"));
}

#[test]
fn what_cannot_be_done_is_said_with_the_way_to_mend_it() {
    let home = Home::new();
    let (file, mapping) = cdnow();
    let wrong = home.path("wrong.toml");
    let text = fs::read_to_string(&mapping).expect("text");
    fs::write(&wrong, text.replace("{customer_id}", "{custmer_id}")).expect("written");
    let output = home.store(&file, &wrong);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("did you mean `customer_id`?"),
        "{}",
        err(&output)
    );
    let nowhere = home.import(&file, &mapping, &[]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(err(&nowhere).contains("--url"), "{}", err(&nowhere));
    let unreached = ["--url", "http://127.0.0.1:9", "--write-key", "k"];
    let unreached = home.import(&file, &mapping, &unreached);
    assert_eq!(unreached.status.code(), Some(1));
    assert!(
        err(&unreached).contains("cannot reach"),
        "{}",
        err(&unreached)
    );
    let missing = home.store(&home.path("missing.csv"), &mapping);
    assert_eq!(missing.status.code(), Some(1));
    assert!(err(&missing).contains("cannot read"), "{}", err(&missing));
}

/// A server that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_server_takes_an_import_over_http_and_rejects_the_same() {
    let home = Home::new();
    let (file, mapping) = cdnow();
    let server = Command::new(env!("CARGO_BIN_EXE_telos"))
        .current_dir(home.directory.path())
        .args(["serve", "--store", "data", "--key-file", "telos.key"])
        .args(["--listen", "127.0.0.1:0", "--catalog"])
        .arg(root().join("catalog"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut server = Served(server.expect("the binary runs"));
    let lines = BufReader::new(server.0.stdout.take().expect("its output")).lines();
    let mut addresses = lines.map_while(Result::ok).filter_map(|line| {
        let address = line.strip_prefix("listening on ")?;
        Some(address.to_owned())
    });
    let url = addresses.next().expect("an address");
    let to = ["--url", &url, "--write-key", "cdnow-import-key"];
    let first = home.import(&file, &mapping, &to);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert!(out(&first).contains("kept         454 "), "{}", out(&first));
    let second = home.import(&file, &mapping, &to);
    assert!(
        out(&second).contains("seen before  454"),
        "{}",
        out(&second)
    );
    let wrong = ["--url", &url, "--write-key", "no-such-key"];
    let wrong = home.import(&file, &mapping, &wrong);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("the server says"), "{}", err(&wrong));
    let orders = home.path("orders.txt");
    let text = "customer_id date number_of_cds dollar_value\nnull 19970101 1 11.77\n";
    fs::write(&orders, text).expect("written");
    let rejected = home.import(&orders, &mapping, &to);
    assert_eq!(rejected.status.code(), Some(2), "{}", err(&rejected));
    let rejects = fs::read_to_string(home.path("orders.txt.rejects.csv")).expect("text");
    assert!(
        rejects.contains("\n2,identifier_unusable,userId,"),
        "{rejects}"
    );
}
