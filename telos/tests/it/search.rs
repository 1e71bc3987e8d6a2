//! `telos search`, as an officer uses it. That it finds what is there, and nothing of whoever was
//! erased, is shown by `e2e/life.test.mjs`.

use std::fs;
use std::process::Command;

#[test]
fn what_cannot_be_searched_for_is_refused_with_its_reason() {
    let directory = tempfile::tempdir().expect("a directory");
    let search = |values: &str| {
        fs::write(directory.path().join("values"), values).expect("writes");
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        let command = command.current_dir(directory.path()).args([
            "search",
            "--store",
            "none",
            "--key-file",
            "none.key",
            "--values",
            "values",
        ]);
        let output = command.output().expect("the binary runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), text)
    };
    for bad in ["", "long enough\nab\n"] {
        let (code, text) = search(bad);
        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.contains("1 to 1000 lines, each of 4 bytes or more"),
            "{text}"
        );
    }
    let (code, text) = search("ada@example.org\n");
    assert_eq!(code, Some(1));
    assert!(text.contains("there is no store in none"), "{text}");
    assert!(!text.contains("ada@"), "values are not printed");
}
