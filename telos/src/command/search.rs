//! `telos search`: looks for values in every file of a store and in every row that opens with the
//! master key at hand, to show that nothing is left of somebody.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use telos_engine::layout::keys;
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{MasterKey, NodeKey, Vault};
use telos_store::{Key, Row, SCAN_ROWS_MAX, Space, Store};

use super::Report;
use crate::cli::Search;

/// The most values that are looked for at once.
const VALUES_MAX: usize = 1_000;
/// A value shorter than this is found everywhere by chance, in bytes.
const VALUE_BYTES_MIN: usize = 4;

/// Looks for the values, and says where they are by their line alone.
pub(crate) fn run(args: &Search) -> Result<Report, Box<dyn Error>> {
    let text = std::fs::read_to_string(&args.values)
        .map_err(|error| format!("cannot read {}: {error}", args.values.display()))?;
    let values: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    let sound = values.iter().all(|value| value.len() >= VALUE_BYTES_MIN);
    if values.is_empty() || values.len() > VALUES_MAX || !sound {
        let message = format!(
            "{} needs 1 to {VALUES_MAX} lines, each of {VALUE_BYTES_MIN} bytes or more",
            args.values.display()
        );
        return Err(message.into());
    }
    if !args.store.is_dir() {
        return Err(format!("there is no store in {}", args.store.display()).into());
    }
    let vault = Vault::new(MasterKey::load(&args.key_file)?);
    let mut found = Found::new(&values);
    let (rows, opened) = {
        let store = Embedded::open(&args.store, embedded::Options::default())?;
        if args.purge {
            store.purge(Space::Keys)?;
        }
        in_rows(&store, &vault, &mut found)?
    };
    let files = in_files(&args.store, &mut found)?;
    Ok(Report {
        text: found.told(files, rows, opened),
        success: found.places.is_empty(),
    })
}

/// What was found: the kinds of places, each with the lines of the values.
struct Found<'a> {
    values: &'a [&'a [u8]],
    places: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a> Found<'a> {
    const fn new(values: &'a [&'a [u8]]) -> Self {
        Self {
            values,
            places: BTreeMap::new(),
        }
    }

    fn look(&mut self, bytes: &[u8], place: impl Fn() -> String) {
        for (at, value) in self.values.iter().enumerate() {
            if bytes.windows(value.len()).any(|part| part == *value) {
                self.places.entry(place()).or_default().insert(at + 1);
            }
        }
    }

    fn told(&self, files: usize, rows: usize, opened: usize) -> String {
        let mut text = String::new();
        let count = self.values.len();
        let _ = writeln!(
            text,
            "Looked for {count} values in {files} files and {rows} rows, {opened} of them opened."
        );
        for (place, lines) in &self.places {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            let _ = writeln!(
                text,
                "found in {place}: the values of lines {}",
                lines.join(", ")
            );
        }
        if self.places.is_empty() {
            text.push_str("None of them is there.\n");
        }
        text
    }
}

/// Every row of a space, page by page.
fn walk(
    store: &Embedded,
    space: Space,
    mut each: impl FnMut(&Key, &Row),
) -> Result<(), Box<dyn Error>> {
    let mut after = None;
    loop {
        let page = store.walk(space, after.as_ref(), SCAN_ROWS_MAX)?;
        for (key, row) in &page {
            each(key, row);
        }
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(last.clone());
    }
}

/// Fails where the master key is not the store's: then nothing would open, and nothing be found.
fn belongs(store: &Embedded, vault: &Vault) -> Result<(), Box<dyn Error>> {
    let row = store.read(&[keys::meta(keys::Meta::Check, 0)])?;
    let row = row.into_iter().flatten().next();
    let row = row.ok_or("the store was never used: it does not say which key it belongs to")?;
    if row.value != vault.check_value() {
        return Err("the key file is not the one that the store was made with".into());
    }
    Ok(())
}

/// Looks in all rows, as they lie and opened with whatever key of their node there is: how many
/// rows there are, and how many opened.
fn in_rows(
    store: &Embedded,
    vault: &Vault,
    found: &mut Found<'_>,
) -> Result<(usize, usize), Box<dyn Error>> {
    let mut with: BTreeMap<u64, NodeKey> = BTreeMap::new();
    belongs(store, vault)?;
    let mut shut = 0_usize;
    walk(store, Space::Keys, |key, row| {
        match vault.unwrap_key(&row.value, key.partition) {
            Ok(opened) => {
                with.insert(key.partition, opened);
            }
            Err(_) => shut += 1,
        }
    })?;
    if shut > 0 {
        let all = shut + with.len();
        let message = format!(
            "{shut} of {all} keys in the store do not open with the master key, so that what they \
             seal cannot be searched"
        );
        return Err(message.into());
    }
    let (mut rows, mut opened) = (0, 0);
    for space in Space::ALL {
        walk(store, space, |key, row| {
            rows += 1;
            found.look(&key.sort, || format!("keys of {}", space.name()));
            found.look(&row.value, || format!("rows of {}", space.name()));
            let plain = with
                .get(&key.partition)
                .and_then(|with| with.open(&keys::bound(key), &row.value).ok());
            if let Some(plain) = plain {
                opened += 1;
                found.look(&plain, || format!("opened rows of {}", space.name()));
            }
        })?;
    }
    Ok((rows, opened))
}

/// Looks in the bytes of all files: how many there are.
fn in_files(root: &Path, found: &mut Found<'_>) -> Result<usize, Box<dyn Error>> {
    let mut open: Vec<PathBuf> = vec![root.into()];
    let mut files = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            files += 1;
            let place = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            found.look(&std::fs::read(&path)?, || format!("the file {place}"));
        }
    }
    Ok(files)
}
