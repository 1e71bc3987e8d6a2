//! Kills a process that commits, at random moments, and looks for every acknowledged commit.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use telos_store::embedded::Options;
use telos_store::{Committed, Embedded, Key, Space, Store};

use crate::conformance::{key, put, puts};

const DIR_VARIABLE: &str = "TELOS_TEST_CRASH_DIR";
const ROUNDS: u64 = 12;
const THREADS: u64 = 3;
const ROWS: u64 = 20;

/// The row of one thread's commit; all rows of a commit have its number as version.
fn row(thread: u64, number: u64, at: u64) -> Key {
    let space = if at.is_multiple_of(2) {
        Space::Events
    } else {
        Space::Messages
    };
    key(space, number * ROWS + at, &[u8::try_from(thread).unwrap()])
}

/// What the killed process does: it commits and prints each number once that is acknowledged.
#[test]
fn child_that_commits_until_it_is_killed() {
    let Some(dir) = std::env::var_os(DIR_VARIABLE).map(PathBuf::from) else {
        return;
    };
    let store = Embedded::open(&dir, Options::small()).unwrap();
    let last = last_numbers(&store);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (store, start) = (&store, last[usize::try_from(thread).unwrap()] + 1);
            scope.spawn(move || {
                for number in start.. {
                    let mut rows: Vec<_> = (0..ROWS)
                        .map(|at| put(&row(thread, number, at), number, &[7; 1500]))
                        .collect();
                    rows.push(put(&key(Space::Meta, thread, b"last"), number, b""));
                    assert_eq!(store.commit(puts(rows)).unwrap(), Committed::Done);
                    println!("acknowledged {thread} {number}");
                    std::io::stdout().flush().unwrap();
                }
            });
        }
    });
}

fn last_numbers(store: &dyn Store) -> Vec<u64> {
    let keys: Vec<_> = (0..THREADS)
        .map(|thread| key(Space::Meta, thread, b"last"))
        .collect();
    let rows = store.read(&keys).unwrap();
    rows.into_iter()
        .map(|row| row.map_or(0, |row| row.version))
        .collect()
}

fn spawn(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "crash::child_that_commits_until_it_is_killed",
            "--nocapture",
        ])
        .env(DIR_VARIABLE, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn everything_acknowledged_outlives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let mut acknowledged = vec![0; usize::try_from(THREADS).unwrap()];
    for round in 0..ROUNDS {
        let mut child = spawn(dir.path());
        let output = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.filter_map(|line| parse(&line)).collect::<Vec<_>>()
        });
        std::thread::sleep(Duration::from_millis(dice.random_range(150..700)));
        child.kill().unwrap();
        child.wait().unwrap();
        for (thread, number) in reader.join().unwrap() {
            let last = &mut acknowledged[usize::try_from(thread).unwrap()];
            *last = number.max(*last);
        }
        // What was found once stays, acknowledged or not, and the next round begins after it.
        acknowledged = check(dir.path(), &acknowledged, round);
    }
    assert!(
        acknowledged.iter().sum::<u64>() > ROUNDS,
        "hardly anything was committed"
    );
}

fn parse(line: &str) -> Option<(u64, u64)> {
    // The test harness may print before the first number on its line.
    let (_, numbers) = line.split_once("acknowledged ")?;
    let (thread, number) = numbers.split_once(' ')?;
    Some((thread.parse().ok()?, number.parse().ok()?))
}

/// Looks for every acknowledged commit, and gives the last ones that are there.
fn check(dir: &Path, acknowledged: &[u64], round: u64) -> Vec<u64> {
    let store = Embedded::open(dir, Options::small()).unwrap();
    let last = last_numbers(&store);
    for ((thread, acknowledged), &last) in (0..).zip(acknowledged).zip(&last) {
        assert!(
            last >= *acknowledged,
            "round {round}: {last} of {acknowledged}"
        );
        // One more commit may have been applied without being acknowledged, but whole.
        assert!(
            last <= acknowledged + 1,
            "round {round}: {last} of {acknowledged}"
        );
        for number in 1..=last {
            let keys: Vec<_> = (0..ROWS).map(|at| row(thread, number, at)).collect();
            let rows = store.read(&keys).unwrap();
            let whole = rows
                .iter()
                .all(|row| row.as_ref().is_some_and(|row| row.version == number));
            assert!(
                whole,
                "round {round}: commit {number} of thread {thread} is not whole"
            );
        }
    }
    last
}
