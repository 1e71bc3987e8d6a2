//! From the compiled catalog to what the page shows.

use telos_engine::{Engine, ReadError};
use telos_model::catalog::{
    Basis, FieldDef, FieldKind, Model, Pack, Place, Purpose, Scope, TimeLimit,
};
use telos_model::decide::Operation;
use telos_model::segment::{Resolver, print};

use super::catalog::{
    BasisRow, Body, BrandCard, Catalog, FieldGroup, FieldRow, GroupScope, PackCard, Part,
    PurposeCard, SegmentCard, SourceCard, VersionRow,
};
use super::names::Names;
use super::person_read::basis_code;
use super::words::Lang;

/// Reads a part of the catalog in force.
pub(super) fn read(engine: &Engine, lang: Lang, part: Part) -> Result<Catalog, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let versions = engine.catalogs()?.into_iter().map(|version| VersionRow {
        number: version.number,
        hash: version.hash.to_string(),
        at: version.at,
    });
    let versions: Vec<VersionRow> = versions.collect();
    let version = versions.first().cloned().unwrap_or_else(|| VersionRow {
        number: 0,
        hash: policy.catalog.hash.to_string(),
        at: engine.now(),
    });
    Ok(Catalog {
        part,
        version,
        body: body(&names, part, versions),
    })
}

fn body(names: &Names<'_>, part: Part, versions: Vec<VersionRow>) -> Body {
    let catalog = names.catalog();
    match part {
        Part::Purposes => {
            let purposes = catalog.purposes.iter().flatten();
            Body::Purposes(
                purposes
                    .map(|purpose| purpose_card(names, purpose))
                    .collect(),
            )
        }
        Part::Brands => Body::Brands(brands(names)),
        Part::Sources => Body::Sources(sources(names)),
        Part::Data => Body::Data(data(names)),
        Part::Segments => Body::Segments(segments(names)),
        Part::Jurisdictions => {
            let packs = catalog.packs.iter().flatten();
            Body::Jurisdictions(packs.map(|pack| pack_card(names, pack)).collect())
        }
        Part::History => Body::History(versions),
    }
}

fn brands(names: &Names<'_>) -> Vec<BrandCard> {
    let catalog = names.catalog();
    let cards = catalog.brands.iter().flatten().map(|brand| BrandCard {
        name: brand.name.to_string(),
        title: brand.title.to_string(),
        accent: brand.accent.to_string(),
        established_in: brand
            .established_in
            .iter()
            .map(|id| names.jurisdiction(id))
            .collect(),
        purposes: count(catalog.purposes.iter().flatten(), |purpose| {
            purpose.brand == brand.id
        }),
        sources: count(catalog.sources.iter().flatten(), |source| {
            source.brand == brand.id
        }),
    });
    cards.collect()
}

fn count<T>(all: impl Iterator<Item = T>, wanted: impl Fn(&T) -> bool) -> usize {
    all.filter(wanted).count()
}

/// The words of the marks that are set.
fn marked<const N: usize>(marks: [(bool, &'static str); N]) -> Vec<&'static str> {
    let set = marks.into_iter().filter(|(set, _)| *set);
    set.map(|(_, key)| key).collect()
}

fn purpose_card(names: &Names<'_>, purpose: &Purpose) -> PurposeCard {
    let brand = names.catalog().brand(purpose.brand);
    let operations = Operation::ALL.into_iter();
    let operations = operations.filter(|operation| purpose.operations.contains(*operation));
    let bases = purpose.bases.iter().map(|(jurisdiction, basis)| BasisRow {
        jurisdiction: names.jurisdiction(*jurisdiction),
        ..basis_row(basis)
    });
    PurposeCard {
        name: format!(
            "{}/{}",
            brand.map_or("", |brand| &*brand.name),
            purpose.name
        ),
        title: names.purpose(purpose.id),
        brand: names.brand(purpose.brand),
        body: names
            .purpose_text(purpose.id)
            .map_or_else(String::new, |text| text.body.to_string()),
        version: purpose.version,
        marks: marked([
            (purpose.necessary, "mark-necessary"),
            (purpose.marketing, "mark-marketing"),
            (purpose.sells, "mark-sells"),
            (purpose.profiling, "mark-profiling"),
            (purpose.channel_consent, "mark-channel-consent"),
        ]),
        categories: names.categories(purpose.categories),
        operations: operations.map(Operation::name).collect(),
        recipients: purpose
            .recipients
            .iter()
            .map(|id| names.recipient(id))
            .collect(),
        retention_days: purpose.retention_days,
        bases: bases.collect(),
    }
}

fn basis_row(basis: &Basis) -> BasisRow {
    BasisRow {
        jurisdiction: String::new(),
        kind: basis_code(basis.kind),
        rules: marked([
            (basis.explicit, "rule-explicit"),
            (basis.separate, "rule-separate"),
            (basis.double_opt_in, "rule-double-opt-in"),
        ]),
        age_days_max: basis.age_days_max,
        citation: basis.citation.to_string(),
    }
}

fn sources(names: &Names<'_>) -> Vec<SourceCard> {
    let all = names.catalog().sources.iter().flatten();
    let cards = all.map(|source| SourceCard {
        name: source.name.to_string(),
        title: names.source(source.id),
        brand: names.brand(source.brand),
        channel: source.channel.to_string(),
        purposes: names.purposes(source.purposes),
        rate_events_max: source.rate_events_max,
    });
    cards.collect()
}

fn data(names: &Names<'_>) -> Vec<FieldGroup> {
    let catalog = names.catalog();
    let of = |scope: Scope| {
        let fields = catalog
            .fields
            .iter()
            .flatten()
            .filter(|field| field.scope == scope);
        fields.map(|field| field_row(names, field)).collect()
    };
    let mut groups = vec![
        FieldGroup {
            scope: GroupScope::Traits,
            category: None,
            fields: of(Scope::Trait),
        },
        FieldGroup {
            scope: GroupScope::Context,
            category: None,
            fields: of(Scope::Context),
        },
    ];
    groups.extend(catalog.events.iter().flatten().map(|event| FieldGroup {
        scope: GroupScope::Event(event.name.to_string()),
        category: Some(names.category(event.category)),
        fields: of(Scope::Event(event.id)),
    }));
    let group: Vec<FieldRow> = of(Scope::Group);
    if !group.is_empty() {
        groups.push(FieldGroup {
            scope: GroupScope::Group,
            category: None,
            fields: group,
        });
    }
    groups
}

fn field_row(names: &Names<'_>, field: &FieldDef) -> FieldRow {
    FieldRow {
        path: field.path.to_string(),
        kind: kind_code(field.kind),
        list: field.list,
        category: names.category(field.category),
        notes: marked([
            (field.required, "note-required"),
            (field.identifier.is_some(), "note-identifier"),
            (field.measure, "note-measure"),
            (field.raw_category.is_some(), "note-raw"),
        ]),
    }
}

const fn kind_code(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Boolean => "boolean",
        FieldKind::Time => "time",
        FieldKind::Email => "email",
        FieldKind::Phone => "phone",
        FieldKind::Country => "country",
        FieldKind::Region => "region",
        FieldKind::City => "city",
        FieldKind::Name => "name",
        FieldKind::PostalCode => "postal_code",
        FieldKind::Ip => "ip",
        FieldKind::Locale => "locale",
        FieldKind::Note => "note",
    }
}

fn segments(names: &Names<'_>) -> Vec<SegmentCard> {
    let catalog = names.catalog();
    let cards = catalog.segments.iter().flatten().filter_map(|segment| {
        let brand = catalog.purpose(segment.purpose)?.brand;
        Some(SegmentCard {
            title: segment.title.to_string(),
            purpose: names.purpose(segment.purpose),
            brand: names.brand(brand),
            text: print(&segment.condition, &Resolver::new(catalog, brand)),
        })
    });
    cards.collect()
}

fn pack_card(names: &Names<'_>, pack: &Pack) -> PackCard {
    let rules = &pack.rules;
    let (request_key, request_count) = match rules.request {
        TimeLimit::Months(months) => ("request-months", months),
        TimeLimit::Days(days) => ("request-days", days),
        TimeLimit::BusinessDays(days) => ("request-business-days", days),
        TimeLimit::Hours(hours) => ("request-days", hours.div_ceil(24)),
        TimeLimit::Promptly => ("request-promptly", 0),
    };
    PackCard {
        name: pack.name.to_string(),
        title: names.jurisdiction(pack.id),
        strictest: pack.id == names.catalog().strictest,
        model: match rules.model {
            Model::OptIn => "model-opt-in",
            Model::OptOut => "model-opt-out",
        },
        citation: pack.citation.to_string(),
        places: pack.places.iter().map(place).collect(),
        child_age: rules.child_age,
        request_key,
        request_count,
        demands: marked([
            (rules.sale_own_yes_age.is_some(), "demand-sale-own-yes"),
            (rules.sensitive_explicit, "demand-sensitive-explicit"),
            (rules.sensitive_separate, "demand-sensitive-separate"),
            (rules.disclosure_separate, "demand-disclosure-separate"),
            (rules.honours_gpc, "demand-gpc"),
            (rules.sale_opt_out, "demand-sale"),
            (rules.sale_yes_two_steps, "demand-sale-two-steps"),
            (rules.limit_sensitive, "demand-limit"),
        ]),
        reviewer: pack.reviewer.to_string(),
    }
}

fn place(place: &Place) -> String {
    let region = place.region.as_deref().unwrap_or(&place.country);
    match &place.city {
        Some(city) => format!("{city} ({region})"),
        None => region.to_owned(),
    }
}
