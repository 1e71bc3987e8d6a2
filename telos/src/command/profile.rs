//! `telos profile`: one person as one purpose may see them, read from a store that no server is using.

use std::error::Error;
use std::fmt::Write as _;

use telos_engine::{CacheSizes, Engine, ProfileAnswer, ProfileSeen, Who, WhyWithheld};
use telos_model::catalog::Catalog;
use telos_model::decide::Named;
use telos_model::message::normal_identifier;
use telos_model::people::Identifier;
use telos_model::profile::Measured;
use telos_model::value::{MICROS, Value};

use super::Report;
use crate::catalog;
use crate::cli::Profile;
use crate::open::{Place, open};

/// Shows the person.
pub(crate) fn run(args: &Profile) -> Result<Report, Box<dyn Error>> {
    let place = Place {
        store: args.store.clone(),
        key_file: args.key_file.clone(),
    };
    let files = catalog::read(&args.catalog)?;
    let opened = open(&place, &files, CacheSizes::default())?;
    let report = show(&opened.engine, args);
    opened.close();
    report
}

fn show(engine: &Engine, args: &Profile) -> Result<Report, Box<dyn Error>> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let names: Vec<&str> = catalog
        .identifiers
        .iter()
        .flatten()
        .map(|kind| &*kind.name)
        .collect();
    let kind = catalog.names.identifiers.get(&*args.kind).copied();
    let kind = kind.ok_or_else(|| {
        format!(
            "no kind of identifier is called {}; there are {}",
            args.kind,
            names.join(", ")
        )
    })?;
    let declared = catalog
        .identifier(kind)
        .ok_or("the kind of identifier is not declared any more")?;
    let value = normal_identifier(declared, &args.value)
        .ok_or("this is no valid identifier of its kind")?;
    let purpose = catalog.names.purposes.get(&*args.purpose).copied();
    let purpose = purpose.map_or(Named::Unknown, Named::Known);
    let who = Who::Identifier(Identifier { kind, value });
    match engine.profile(&who, purpose, true)? {
        ProfileAnswer::Absent => Ok(Report {
            text: "Nobody carries this identifier.\n".to_owned(),
            success: false,
        }),
        ProfileAnswer::Denied(deny) => {
            let mut text = format!("{} may see nothing of this person:\n", args.purpose);
            for reason in &deny.reasons {
                writeln!(text, "  - {reason} ({})", reason.code())?;
            }
            Ok(Report {
                text,
                success: false,
            })
        }
        ProfileAnswer::Seen(seen) => Ok(Report {
            text: page(catalog, &args.purpose, &seen)?,
            success: true,
        }),
    }
}

fn page(catalog: &Catalog, purpose: &str, seen: &ProfileSeen) -> Result<String, std::fmt::Error> {
    let mut text = format!(
        "Person {} as {purpose} may see them ({:?}), of {} node(s)\n",
        seen.person, seen.ground.basis, seen.nodes
    );
    for identifier in &seen.identifiers {
        let kind = catalog
            .identifier(identifier.kind)
            .map_or("?", |kind| &kind.name);
        writeln!(text, "  {kind:<24} {}", identifier.value)?;
    }
    for (field, held) in &seen.traits {
        let path = catalog.field(*field).map_or("?", |field| &field.path);
        let source = catalog
            .source(held.stamp.source)
            .map_or("?", |source| &source.name);
        let note = if held.valid { "" } else { " (not valid)" };
        writeln!(
            text,
            "  {path:<24} {}{note}   from {source}, {}",
            plain(&held.value),
            held.stamp.at
        )?;
    }
    for (computed, value) in &seen.computed {
        let name = catalog
            .computed_trait(*computed)
            .map_or("?", |computed| &computed.name);
        writeln!(text, "  {name:<24} {}", plain(value))?;
    }
    for tally in &seen.behaviours {
        match tally.measured {
            Measured::Event(event) => {
                let name = catalog.event(event).map_or("?", |event| &event.name);
                writeln!(
                    text,
                    "  {name:<24} {} times, last {}",
                    tally.total.count, tally.total.last
                )?;
            }
            Measured::Field(field) => {
                let path = catalog.field(field).map_or("?", |field| &field.path);
                let (whole, rest) = (
                    tally.total.micros / MICROS,
                    (tally.total.micros % MICROS).abs(),
                );
                writeln!(text, "  {path:<24} {whole}.{rest:06} in all")?;
            }
        }
    }
    for standing in &seen.segments {
        let name = catalog
            .segment(standing.segment)
            .map_or("?", |segment| &segment.name);
        writeln!(text, "  in segment {name}, since {}", standing.since)?;
    }
    for withheld in &seen.withheld {
        let path = catalog
            .field(withheld.field)
            .map_or("?", |field| &field.path);
        let why = match withheld.why {
            WhyWithheld::CategoryNotDeclared => {
                "the purpose does not declare its category".to_owned()
            }
            WhyWithheld::CollectedForOthers(_) => "it was collected for other purposes".to_owned(),
            WhyWithheld::Denied(reason) => reason.to_string(),
        };
        writeln!(text, "  withheld: {path} ({why})")?;
    }
    Ok(text)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Time(at) => at.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
    }
}
