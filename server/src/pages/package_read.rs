//! From a package to what its page tells.

use telos_engine::{Package, PurposeChoice};
use telos_model::catalog::Catalog;
use telos_model::id::{CategoryId, PurposeSet, SourceId};
use telos_model::people::Carried;
use telos_model::profile::{Held, Measured, Series};
use telos_model::record::EventRecord;
use telos_model::time::Timestamp;

use super::me::history::{told_change, told_look};
use super::names::Names;
use super::package::{Change, Done, Event, Kind, Move, Purpose, Told, Value};
use super::person_read::basis_code;
use super::shown::Shown;
use super::words::{Lang, Words};

/// The most events that the page tells; the files have as many as a package does.
const PAGE_EVENTS_MAX: usize = 2_000;
/// Millionths in one.
const MICROS: f64 = 1e6;

/// What names and words there are for a reader.
#[derive(Clone, Copy)]
struct Reader<'a> {
    names: Names<'a>,
    w: Words,
}

/// The page of a package.
pub(super) fn read(catalog: &Catalog, package: &Package, lang: Lang) -> Told {
    let r = Reader {
        names: Names::new(catalog, lang),
        w: Words::new(lang),
    };
    let brands = catalog.brands.iter().flatten();
    let brands: Vec<String> = brands.map(|brand| brand.title.to_string()).collect();
    let left = package.events.len().saturating_sub(PAGE_EVENTS_MAX);
    let newest = package.events.iter().rev().take(PAGE_EVENTS_MAX);
    let changes = package.facts.iter().rev().map(|recorded| {
        let (at, what, by, version) = told_change(&r.names, r.w, recorded);
        Change {
            at,
            what,
            by,
            version,
        }
    });
    let moves = package.moves.iter().rev().map(|change| Move {
        at: change.at,
        entered: change.entered,
        segment: r.names.segment(change.segment),
    });
    let segments = package.segments.iter();
    let right = package.request.case().right;
    Told {
        w: r.w,
        portability: right == telos_model::request::Right::Portability,
        brands: r.w.list(&brands),
        made: package.made,
        request: package.request.case().id.to_string(),
        kinds: kinds(r, package),
        purposes: package.purposes.iter().map(|one| purpose(r, one)).collect(),
        segments: segments
            .map(|standing| (r.names.segment(standing.segment), standing.since))
            .collect(),
        moves: moves.collect(),
        groups: package
            .groups
            .iter()
            .map(|(group, ..)| group.to_string())
            .collect(),
        done: package.behaviours.iter().map(|one| done(r, one)).collect(),
        events: newest.map(|record| event(r, record)).collect(),
        events_left: left,
        left: package.left,
        changes: changes.collect(),
        looks: package
            .looks
            .iter()
            .map(|look| told_look(&r.names, r.w, look))
            .collect(),
    }
}

/// Everything that is known, by kind of data; what no kind is declared for any more comes last.
fn kinds(r: Reader<'_>, package: &Package) -> Vec<Kind> {
    let catalog = r.names.catalog();
    let mut kinds: Vec<(Option<CategoryId>, Kind)> = catalog
        .categories
        .iter()
        .flatten()
        .map(|category| {
            let kind = Kind {
                id: format!("kind-{}", category.name),
                title: r.names.category(category.id),
                values: Vec::new(),
            };
            (Some(category.id), kind)
        })
        .collect();
    kinds.push((
        None,
        Kind {
            id: "kind-other".into(),
            title: r.w.t("pk-other"),
            values: Vec::new(),
        },
    ));
    let mut put = |category: Option<CategoryId>, value: Value| {
        let place = kinds.iter().position(|(known, _)| *known == category);
        let place = place.unwrap_or(kinds.len() - 1);
        kinds[place].1.values.push(value);
    };
    for carried in &package.identifiers {
        let kind = catalog.identifier(carried.identifier.kind);
        put(kind.map(|kind| kind.category), identifier(r, carried));
    }
    for (field, held) in &package.traits {
        let declared = catalog.field(*field);
        let name = r.names.field(*field);
        put(declared.map(|field| field.category), value(r, &name, held));
    }
    let kinds = kinds.into_iter().map(|(_, kind)| kind);
    kinds.filter(|kind| !kind.values.is_empty()).collect()
}

fn identifier(r: Reader<'_>, carried: &Carried) -> Value {
    let (first, last) = (r.w.date(carried.first_seen), r.w.date(carried.last_seen));
    Value {
        name: r
            .w
            .coded("identifier", &r.names.identifier(carried.identifier.kind)),
        shown: carried.identifier.value.to_string(),
        valid: true,
        from: r.w.t2("seen-between", "first", first, "last", last),
        purposes: String::new(),
    }
}

fn value(r: Reader<'_>, path: &str, held: &Held) -> Value {
    Value {
        name: r.w.coded("me-field", &path.replace('.', "-")),
        shown: r.w.value(&Shown::from(&held.value)),
        valid: held.valid,
        from: from(r, held.stamp.source, held.stamp.at),
        purposes: purposes(r, held.stamp.purposes),
    }
}

/// Where something came from.
fn from(r: Reader<'_>, source: SourceId, at: Timestamp) -> String {
    let declared = r.names.catalog().source(source);
    let channel = declared.map_or_else(String::new, |source| source.channel.to_string());
    let from = r.w.t3(
        "me-from",
        "source",
        r.w.coded("channel", &channel),
        "brand",
        r.names.brand_of(source),
        "date",
        r.w.date(at),
    );
    match r.names.third_party(source) {
        Some(terms) => format!("{from}{}{}", r.w.t("gap"), r.w.collected(&terms)),
        None => from,
    }
}

/// What it is held for: purposes of a brand together and with its name.
fn purposes(r: Reader<'_>, set: PurposeSet) -> String {
    let catalog = r.names.catalog();
    let brands = catalog.brands.iter().flatten();
    let told = brands.filter_map(|brand| {
        let own = set.iter().filter(|id| {
            let purpose = catalog.purpose(*id);
            purpose.is_some_and(|purpose| purpose.brand == brand.id)
        });
        let titles: Vec<String> = own.map(|id| r.names.purpose(id)).collect();
        let (purpose, brand) = (r.w.list(&titles), r.names.brand(brand.id));
        (!titles.is_empty()).then(|| r.w.t2("me-purpose-of", "purpose", purpose, "brand", brand))
    });
    let told: Vec<String> = told.collect();
    r.w.t1("me-held-for", "purposes", r.w.list(&told))
}

fn purpose(r: Reader<'_>, choice: &PurposeChoice) -> Purpose {
    let catalog = r.names.catalog();
    let declared = catalog.purpose(choice.purpose);
    let agreed = choice
        .agreed
        .and_then(|(_, version)| r.names.text_of(choice.purpose, version));
    let text = agreed.or_else(|| r.names.purpose_text(choice.purpose));
    let recipients = declared.map(|purpose| purpose.recipients);
    Purpose {
        title: r.names.purpose(choice.purpose),
        brand: declared.map_or_else(String::new, |purpose| r.names.brand(purpose.brand)),
        body: text.map_or_else(String::new, |text| text.body.to_string()),
        agreed: choice.agreed,
        basis: choice
            .permitted
            .as_ref()
            .ok()
            .map(|ground| basis_code(ground.basis)),
        denied: match &choice.permitted {
            Ok(_) => Vec::new(),
            Err(deny) => deny.reasons.iter().map(|reason| reason.code()).collect(),
        },
        recipients: recipients.map_or_else(Vec::new, |set| {
            set.iter().map(|id| r.names.recipient(id)).collect()
        }),
        retention_days: declared.and_then(|purpose| purpose.retention_days),
    }
}

fn done(r: Reader<'_>, series: &Series) -> Done {
    let total = series.total;
    let (name, sum) = match series.measured {
        Measured::Event(event) => (r.names.event(event), None),
        Measured::Field(field) => {
            #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
            let sum = total.micros as f64 / MICROS;
            (r.names.field(field), Some(sum))
        }
    };
    Done {
        name,
        count: total.count,
        sum,
        first: total.first,
        last: total.last,
        purposes: purposes(r, series.purposes),
    }
}

fn event(r: Reader<'_>, record: &EventRecord) -> Event {
    let fields = record.kept.iter().map(|kept| {
        let value = r.w.value(&Shown::from(&kept.value));
        (r.names.field(kept.field), value)
    });
    Event {
        at: record.occurred,
        name: record.event.map_or_else(
            || r.w.coded("call", record.call.name()),
            |(event, _)| r.names.event(event),
        ),
        from: from(r, record.source, record.occurred),
        fields: fields.collect(),
    }
}
