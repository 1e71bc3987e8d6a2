//! That memory comes from mimalloc: it takes the place of `malloc` by being linked, and nothing
//! else would tell if it were not.

use std::process::Command;

#[test]
fn memory_comes_from_mimalloc() {
    let output = Command::new(env!("CARGO_BIN_EXE_telos"))
        .arg("--version")
        .env("MIMALLOC_SHOW_STATS", "1")
        .output()
        .expect("the binary runs");
    let statistics = String::from_utf8_lossy(&output.stderr);
    let pages = statistics.lines().find_map(|line| {
        let (name, figures) = line.split_once(':')?;
        let peak = figures.split_whitespace().next()?;
        (name.trim() == "pages").then_some(peak)
    });
    let pages: Option<u32> = pages.and_then(|peak| peak.parse().ok());
    assert!(pages.is_some_and(|pages| pages > 0), "{statistics}");
}
