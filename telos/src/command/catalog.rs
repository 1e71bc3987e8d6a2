//! `telos catalog`: checks a catalog, and compares two.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use telos_model::catalog::{self, Catalog, Mistake, Slots};

use super::Report;
use crate::catalog::{ReadError, compile as compiled, read};
use crate::cli::{Check, Diff};

/// Reports every mistake of a catalog.
pub(crate) fn check(args: &Check) -> Result<Report, ReadError> {
    let directory = &args.directory;
    let catalog = match compile(directory, None)? {
        Ok(catalog) => catalog,
        Err(mistakes) => return Ok(refused(&[(directory, mistakes)], args.output.json)),
    };
    let counts = counts(&catalog);
    let text = if args.output.json {
        let counts: serde_json::Map<_, _> = counts
            .into_iter()
            .map(|(word, count)| (word.to_owned(), json!(count)))
            .collect();
        line(&json!({"ok": true, "hash": catalog.hash, "counts": counts}))
    } else {
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        format!(
            "The catalog is in order: {}.\nHash {}\n",
            counts.join(", "),
            catalog.hash
        )
    };
    Ok(Report {
        text,
        success: true,
    })
}

/// Compares two catalogs.
pub(crate) fn diff(args: &Diff) -> Result<Report, ReadError> {
    let old = compile(&args.old, None)?;
    let slots = old.as_ref().ok().map(|catalog| &catalog.slots);
    let new = compile(&args.new, slots)?;
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let both = [(&args.old, old.err()), (&args.new, new.err())];
            let both = both.into_iter();
            let wrong: Vec<(&Path, _)> = both
                .filter_map(|(directory, mistakes)| Some((directory.as_path(), mistakes?)))
                .collect();
            return Ok(refused(&wrong, args.output.json));
        }
    };
    let diff = catalog::compare(&old, &new);
    let text = if args.output.json {
        line(&json!(diff))
    } else {
        diff.to_string()
    };
    Ok(Report {
        text,
        success: diff.refusals.is_empty(),
    })
}

/// Reads and compiles a directory; the mistakes are a result, failing to read is not.
fn compile(
    directory: &Path,
    previous: Option<&Slots>,
) -> Result<Result<Catalog, Vec<Mistake>>, ReadError> {
    Ok(compiled(&read(directory)?, previous))
}

/// The report on directories with mistakes.
fn refused<P: AsRef<Path>>(wrong: &[(P, Vec<Mistake>)], as_json: bool) -> Report {
    let mistakes = || {
        wrong.iter().flat_map(|(directory, mistakes)| {
            mistakes.iter().map(|mistake| {
                let file = directory.as_ref().join(&mistake.file);
                Mistake {
                    file: file.to_string_lossy().into_owned(),
                    ..mistake.clone()
                }
            })
        })
    };
    let text = if as_json {
        let mistakes: Vec<Mistake> = mistakes().collect();
        line(&json!({"ok": false, "mistakes": mistakes}))
    } else {
        let mut text = String::new();
        for mistake in mistakes() {
            writeln!(text, "{mistake}").expect("writing to a string never fails");
        }
        let count = mistakes().count();
        let noun = if count == 1 { "mistake" } else { "mistakes" };
        writeln!(text, "{count} {noun}").expect("writing to a string never fails");
        text
    };
    Report {
        text,
        success: false,
    }
}

fn counts(catalog: &Catalog) -> Vec<(&'static str, usize)> {
    fn count<T>(list: &[Option<T>]) -> usize {
        list.iter().flatten().count()
    }
    vec![
        ("brands", count(&catalog.brands)),
        ("purposes", count(&catalog.purposes)),
        ("jurisdictions", count(&catalog.packs)),
        ("sources", count(&catalog.sources)),
        ("events", count(&catalog.events)),
        ("fields", count(&catalog.fields)),
        ("identifiers", count(&catalog.identifiers)),
        ("computed", count(&catalog.computed)),
        ("segments", count(&catalog.segments)),
        ("destinations", count(&catalog.destinations)),
    ]
}

fn line(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
