//! `telos import`: a file of rows, by a mapping, into a store or to a server.

mod dry;
mod http;
mod rejects;
mod run;
mod target;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use telos_connect::import::{ImportError, MAPPING_BYTES_MAX, Mapping};
use telos_engine::{CacheSizes, Clock as _, SystemClock};
use telos_model::catalog::{Catalog, CatalogFile, Mistake, compile};
use telos_model::id::SourceId;
use tokio::runtime::Runtime;

use self::rejects::Rejects;
use self::run::{Failed, Tally};
use self::target::Target;
use super::Report;
use crate::catalog;
use crate::cli::Import;
use crate::open::{Place, open};

/// Imports a file, or shows how it would be.
pub(crate) fn run(args: &Import) -> Result<Report, Box<dyn Error>> {
    let mapping = mapping(&args.mapping)?;
    let files = match &args.catalog {
        Some(directory) => Some(catalog::read(directory)?),
        None => None,
    };
    let checked = match &files {
        Some(files) => Some(check(&mapping, files)?),
        None => None,
    };
    let file = open_file(&args.file)?;
    if args.dry_run {
        let (catalog, source) = checked.ok_or("a dry run needs the catalog: give --catalog")?;
        let rows_max = args.rows as usize;
        let now = SystemClock.now();
        let shown = dry::show(&mapping, file, rows_max, &catalog, source, now);
        let shown = shown.map_err(told)?;
        let text = format!(
            "{}{} row(s) shown, {} of them would be rejected; nothing was touched\n",
            shown.text, shown.rows, shown.rejected
        );
        let success = shown.rejected == 0;
        return Ok(Report { text, success });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let stop = stop_flag(&runtime);
    let stopped = || stop.load(Ordering::Relaxed);
    let Some(url) = &args.url else {
        let Some(files) = files else {
            return Err("where to? Give --store, --key-file and --catalog, or --url".into());
        };
        return into_store(args, &mapping, file, &files, &stopped);
    };
    let key = args.write_key.as_deref();
    let key = key.ok_or("--url needs the source's --write-key (or TELOS_WRITE_KEY)")?;
    let server = http::Server::new(url, key, runtime.handle().clone())?;
    server.reach()?;
    let mut rejects = Rejects::new(args.rejects.as_deref(), &args.file)?;
    let target = Target::Server(server);
    let tally = run::run(&mapping, file, &target, &mut rejects, &stopped).map_err(ended)?;
    report(args, &mapping, &tally, &mut rejects)
}

fn into_store(
    args: &Import,
    mapping: &Mapping,
    file: File,
    files: &[CatalogFile],
    stopped: &dyn Fn() -> bool,
) -> Result<Report, Box<dyn Error>> {
    let (Some(store), Some(key_file)) = (&args.store, &args.key_file) else {
        return Err("where to? Give --store and --key-file, or --url".into());
    };
    let place = Place {
        store: store.clone(),
        key_file: key_file.clone(),
    };
    let mut rejects = Rejects::new(args.rejects.as_deref(), &args.file)?;
    let opened = open(&place, files, CacheSizes::default())?;
    // With the slots of the store, the source may have another number than when it was checked.
    let source = opened
        .engine
        .policy()
        .catalog
        .names
        .sources
        .get(&mapping.source)
        .copied();
    let source = source.ok_or("the catalog in force has no such source")?;
    let target = Target::Engine {
        engine: opened.engine.clone(),
        source,
    };
    let outcome = run::run(mapping, file, &target, &mut rejects, stopped);
    drop(target);
    opened.close();
    report(args, mapping, &outcome.map_err(ended)?, &mut rejects)
}

fn mapping(path: &Path) -> Result<Mapping, Box<dyn Error>> {
    let failed = |error| format!("cannot read the mapping {}: {error}", path.display());
    let mut text = String::new();
    let file = File::open(path).map_err(failed)?;
    let mut within = file.take(MAPPING_BYTES_MAX as u64 + 1);
    within.read_to_string(&mut text).map_err(failed)?;
    let name = path.to_string_lossy();
    Mapping::parse(&name, &text).map_err(|mistakes| wrong("the mapping", &mistakes).into())
}

/// The catalog, and the mapping's source in it.
fn check(mapping: &Mapping, files: &[CatalogFile]) -> Result<(Catalog, SourceId), Box<dyn Error>> {
    let catalog = compile(files, None).map_err(|mistakes| wrong("the catalog", &mistakes))?;
    let mistakes = mapping.check(&catalog);
    let source = catalog.names.sources.get(&mapping.source).copied();
    match source {
        Some(source) if mistakes.is_empty() => Ok((catalog, source)),
        _ => Err(wrong("the mapping", &mistakes).into()),
    }
}

fn open_file(path: &Path) -> Result<File, Box<dyn Error>> {
    let failed = |error| format!("cannot read {}: {error}", path.display());
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_file() {
        Ok(file)
    } else {
        Err(format!("{} is not a file", path.display()).into())
    }
}

fn wrong(what: &str, mistakes: &[Mistake]) -> String {
    let mut text = format!("{what} has mistakes:\n");
    for mistake in mistakes {
        write!(text, "\n{mistake}").expect("writing to a string never fails");
    }
    text
}

/// An error of reading, with its mistakes spelled out.
fn told(error: ImportError) -> Box<dyn Error> {
    match error {
        ImportError::Mistakes(mistakes) => wrong("the mapping", &mistakes).into(),
        error => error.into(),
    }
}

/// Why an import ended early, and what to do.
fn ended(failed: Failed) -> Box<dyn Error> {
    match failed {
        Failed::Read(error) => told(error),
        failed => {
            let why = super::with_causes(&failed);
            format!("{why}\nWhat was taken in stays; run the same import again to go on.").into()
        }
    }
}

/// A flag that is set when the process is told to stop.
fn stop_flag(runtime: &Runtime) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    runtime.spawn(async move {
        super::serve::stopped().await;
        flag.store(true, Ordering::Relaxed);
    });
    stop
}

fn report(
    args: &Import,
    mapping: &Mapping,
    tally: &Tally,
    rejects: &mut Rejects,
) -> Result<Report, Box<dyn Error>> {
    let path = rejects.finish()?.display().to_string();
    let text = summary(args, mapping, tally, &path);
    if tally.stopped {
        return Err(format!("stopped before the end of the file\n\n{text}").into());
    }
    Ok(Report {
        text,
        success: tally.rejected_rows == 0,
    })
}

fn summary(args: &Import, mapping: &Mapping, tally: &Tally, rejects: &str) -> String {
    let file = args.file.file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!("{file}, by the mapping {}\n", mapping.name);
    let seconds = tally.took.as_secs_f64();
    let lines = [
        (
            "rows",
            format!("{}, {} of them rejected", tally.rows, tally.rejected_rows),
        ),
        ("messages", tally.messages.to_string()),
        (
            "  kept",
            format!("{} ({} fields left out)", tally.kept, tally.left_out),
        ),
        ("  seen before", tally.duplicate.to_string()),
        (
            "  forgotten",
            format!("{} (no purpose may hold any of it)", tally.forgotten),
        ),
        ("  rejected", tally.rejected.to_string()),
        ("time", format!("{seconds:.1} s, {} rows/s", tally.rate())),
    ];
    for (word, what) in lines {
        writeln!(text, "  {word:<14} {what}").expect("writing to a string never fails");
    }
    if tally.rejected_rows > 0 {
        writeln!(text, "  why            {rejects}").expect("writing to a string never fails");
    }
    if tally.stopped {
        text.push_str("Run the same import again to go on.\n");
    }
    text
}
