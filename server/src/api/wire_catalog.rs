//! The catalog as it goes over the wire.

use serde::Serialize;
use telos_model::catalog::{Catalog, FieldKind, LimitWindow, Purpose, Scope};
use telos_model::decide::Operation;
use utoipa::ToSchema;

use super::names::Names;
use super::wire::basis;

/// Versions of the catalog.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogVersions)]
pub(crate) struct Versions {
    pub(crate) versions: Vec<Version>,
}

/// A version of the catalog that was applied.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogVersion)]
pub(crate) struct Version {
    /// Counts up from 1.
    pub(crate) number: u64,
    /// SHA-256 of all files.
    pub(crate) hash: String,
    /// When it was applied.
    pub(crate) at: String,
}

/// The catalog in force.
#[derive(Serialize, ToSchema)]
#[schema(as = Catalog)]
pub(crate) struct CatalogShown<'a> {
    hash: &'a str,
    brands: Vec<BrandShown<'a>>,
    categories: Vec<CategoryShown<'a>>,
    recipients: Vec<&'a str>,
    channels: Vec<&'a str>,
    topics: Vec<&'a str>,
    jurisdictions: Vec<JurisdictionShown<'a>>,
    purposes: Vec<PurposeShown<'a>>,
    sources: Vec<SourceShown<'a>>,
    identifiers: Vec<KindShown<'a>>,
    fields: Vec<FieldShown<'a>>,
    events: Vec<EventShown<'a>>,
    computed: Vec<ComputedShown<'a>>,
    segments: Vec<SegmentShown<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogBrand)]
struct BrandShown<'a> {
    name: &'a str,
    title: &'a str,
    locale: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogCategory)]
struct CategoryShown<'a> {
    name: &'a str,
    sensitive: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogJurisdiction)]
struct JurisdictionShown<'a> {
    name: &'a str,
    title: &'a str,
    citation: &'a str,
    effective: &'a str,
    reviewer: &'a str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CatalogPurpose)]
#[expect(clippy::struct_excessive_bools, reason = "each is a declared property")]
struct PurposeShown<'a> {
    /// As `brand/purpose`.
    name: &'a str,
    version: u32,
    text_version: u32,
    texts: Vec<TextShown<'a>>,
    categories: Vec<&'a str>,
    operations: Vec<&'static str>,
    recipients: Vec<&'a str>,
    retention_days: Option<u32>,
    bases: Vec<BasisShown<'a>>,
    marketing: bool,
    sells: bool,
    necessary: bool,
    profiling: bool,
}

/// A text of the newest version.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogText)]
struct TextShown<'a> {
    locale: &'a str,
    title: &'a str,
    body: &'a str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CatalogBasis)]
struct BasisShown<'a> {
    jurisdiction: &'a str,
    kind: &'static str,
    explicit: bool,
    separate: bool,
    double_opt_in: bool,
    age_days_max: Option<u32>,
    citation: &'a str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CatalogSource)]
struct SourceShown<'a> {
    name: &'a str,
    brand: &'a str,
    channel: &'a str,
    purposes: Vec<&'a str>,
    origins: Vec<&'a str>,
    rate_events_max: Option<u32>,
    country: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CatalogIdentifier)]
struct KindShown<'a> {
    kind: &'a str,
    category: &'a str,
    priority: u8,
    limit: u16,
    limit_days: Option<u16>,
    personal: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogField)]
struct FieldShown<'a> {
    /// The field with its scope.
    name: &'a str,
    /// `trait`, `context`, `event` or `group`.
    scope: &'static str,
    path: &'a str,
    kind: &'static str,
    list: bool,
    category: &'a str,
    required: bool,
    measure: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogEvent)]
struct EventShown<'a> {
    name: &'a str,
    category: &'a str,
    /// The paths of its properties.
    properties: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogComputed)]
struct ComputedShown<'a> {
    name: &'a str,
    category: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CatalogSegment)]
struct SegmentShown<'a> {
    name: &'a str,
    title: &'a str,
    purpose: &'a str,
}

/// A catalog in the words of the wire.
pub(crate) fn catalog(catalog: &Catalog) -> CatalogShown<'_> {
    let names = Names(catalog);
    let sources = catalog.sources.iter().flatten().map(|source| SourceShown {
        name: &source.name,
        brand: catalog
            .brand(source.brand)
            .map_or("unknown", |brand| &brand.name),
        channel: &source.channel,
        purposes: names.purposes(source.purposes),
        origins: source.origins.iter().map(AsRef::as_ref).collect(),
        rate_events_max: source.rate_events_max,
        country: source.country.as_deref(),
    });
    let events = catalog.events.iter().flatten().map(|event| EventShown {
        name: &event.name,
        category: names.category(event.category),
        properties: event.fields.iter().map(|(path, _)| &**path).collect(),
    });
    let segments = catalog
        .segments
        .iter()
        .flatten()
        .map(|segment| SegmentShown {
            name: &segment.name,
            title: &segment.title,
            purpose: names.purpose(segment.purpose),
        });
    let computed = catalog
        .computed
        .iter()
        .flatten()
        .map(|computed| ComputedShown {
            name: &computed.name,
            category: names.category(computed.category),
        });
    CatalogShown {
        hash: &catalog.hash,
        brands: brands(catalog),
        categories: categories(catalog),
        recipients: catalog
            .recipients
            .iter()
            .flatten()
            .map(|one| &*one.name)
            .collect(),
        channels: catalog
            .channels
            .iter()
            .flatten()
            .map(|one| &*one.name)
            .collect(),
        topics: catalog
            .topics
            .iter()
            .flatten()
            .map(|one| &*one.name)
            .collect(),
        jurisdictions: jurisdictions(catalog),
        purposes: catalog
            .purposes
            .iter()
            .flatten()
            .map(|one| purpose(names, one))
            .collect(),
        sources: sources.collect(),
        identifiers: identifiers(names),
        fields: fields(names),
        events: events.collect(),
        computed: computed.collect(),
        segments: segments.collect(),
    }
}

fn brands(catalog: &Catalog) -> Vec<BrandShown<'_>> {
    let brands = catalog.brands.iter().flatten();
    brands
        .map(|brand| BrandShown {
            name: &brand.name,
            title: &brand.title,
            locale: &brand.locale,
        })
        .collect()
}

fn categories(catalog: &Catalog) -> Vec<CategoryShown<'_>> {
    let categories = catalog.categories.iter().flatten();
    categories
        .map(|category| CategoryShown {
            name: &category.name,
            sensitive: category.sensitive,
        })
        .collect()
}

fn jurisdictions(catalog: &Catalog) -> Vec<JurisdictionShown<'_>> {
    let packs = catalog
        .packs
        .iter()
        .flatten()
        .map(|pack| JurisdictionShown {
            name: &pack.name,
            title: &pack.title,
            citation: &pack.citation,
            effective: &pack.effective,
            reviewer: &pack.reviewer,
        });
    packs.collect()
}

fn purpose<'a>(names: Names<'a>, purpose: &'a Purpose) -> PurposeShown<'a> {
    let newest = purpose.text_version();
    let texts = purpose.texts.iter().filter(|text| text.version == newest);
    let bases = purpose.bases.iter().map(|(id, rules)| BasisShown {
        jurisdiction: names.0.pack(*id).map_or("unknown", |pack| &pack.name),
        kind: basis(rules.kind),
        explicit: rules.explicit,
        separate: rules.separate,
        double_opt_in: rules.double_opt_in,
        age_days_max: rules.age_days_max,
        citation: &rules.citation,
    });
    let operations = Operation::ALL
        .into_iter()
        .filter(|one| purpose.operations.contains(*one));
    PurposeShown {
        name: names.purpose(purpose.id),
        version: purpose.version,
        text_version: newest,
        texts: texts
            .map(|text| TextShown {
                locale: &text.locale,
                title: &text.title,
                body: &text.body,
            })
            .collect(),
        categories: names.categories(purpose.categories),
        operations: operations.map(Operation::name).collect(),
        recipients: purpose
            .recipients
            .iter()
            .map(|id| names.recipient(id))
            .collect(),
        retention_days: purpose.retention_days,
        bases: bases.collect(),
        marketing: purpose.marketing,
        sells: purpose.sells,
        necessary: purpose.necessary,
        profiling: purpose.profiling,
    }
}

fn identifiers(names: Names<'_>) -> Vec<KindShown<'_>> {
    let kinds = names.0.identifiers.iter().flatten().map(|kind| KindShown {
        kind: &kind.name,
        category: names.category(kind.category),
        priority: kind.priority,
        limit: kind.limit,
        limit_days: match kind.window {
            LimitWindow::Ever => None,
            LimitWindow::Days(days) => Some(days),
        },
        personal: kind.personal,
    });
    kinds.collect()
}

fn fields(names: Names<'_>) -> Vec<FieldShown<'_>> {
    let fields = names.0.fields.iter().flatten().map(|field| FieldShown {
        name: names.field(field.id),
        scope: match field.scope {
            Scope::Trait => "trait",
            Scope::Context => "context",
            Scope::Event(_) => "event",
            Scope::Group => "group",
        },
        path: &field.path,
        kind: kind(field.kind),
        list: field.list,
        category: names.category(field.category),
        required: field.required,
        measure: field.measure,
    });
    fields.collect()
}

const fn kind(kind: FieldKind) -> &'static str {
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
        FieldKind::PostalCode => "postal-code",
        FieldKind::Ip => "ip",
        FieldKind::Locale => "locale",
        FieldKind::Note => "note",
    }
}
