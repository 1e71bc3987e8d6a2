//! Everything that is held about a person, by kind of data, with where it came from and why, and a
//! way to put it right.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Engine, Everything, SeenIdentifier};
use telos_model::catalog::{Catalog, FieldDef, FieldKind, Scope};
use telos_model::id::{CategoryId, FieldId, PurposeId, PurposeSet};
use telos_model::json::Json;
use telos_model::profile::{Held, Measured};
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::{self, checked};
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::shown::{Shown, ThirdParty};
use crate::pages::words::Words;

/// Millionths in one.
const MICROS: f64 = 1e6;
/// The longest value that can be put right here, in bytes.
const VALUE_BYTES_MAX: usize = 1_024;

/// The page.
#[derive(Clone)]
pub(super) struct Data {
    /// Since when the person is known.
    pub(super) since: Timestamp,
    pub(super) categories: Vec<CategoryRow>,
    pub(super) segments: Vec<SegmentRow>,
    pub(super) groups: Vec<String>,
}

/// A kind of data.
#[derive(Clone, Default)]
pub(super) struct CategoryRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) identifiers: Vec<IdentifierRow>,
    pub(super) values: Vec<ValueRow>,
    pub(super) done: Vec<DoneRow>,
}

impl CategoryRow {
    /// How much there is.
    pub(super) fn count(&self) -> usize {
        self.identifiers.len() + self.values.len() + self.done.len()
    }
}

/// An identifier.
#[derive(Clone)]
pub(super) struct IdentifierRow {
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
}

/// A value.
#[derive(Clone)]
pub(super) struct ValueRow {
    /// The path in the catalog.
    pub(super) path: String,
    pub(super) id: String,
    pub(super) value: Shown,
    pub(super) valid: bool,
    pub(super) from: From,
    /// It can be put right here.
    pub(super) editable: bool,
}

/// Where something came from, and why.
#[derive(Clone)]
pub(super) struct From {
    /// The channel of the source, as a code.
    pub(super) channel: String,
    pub(super) brand: String,
    pub(super) at: Timestamp,
    pub(super) purposes: Vec<String>,
    /// Who collected it, where that was somebody else, and on what terms.
    pub(super) third_party: Option<ThirdParty>,
}

/// Something done, how often.
#[derive(Clone)]
pub(super) struct DoneRow {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) sum: Option<f64>,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) purposes: Vec<String>,
}

/// A segment.
#[derive(Clone)]
pub(super) struct SegmentRow {
    pub(super) title: String,
    pub(super) purpose: String,
    pub(super) since: Timestamp,
}

#[derive(Template)]
#[template(path = "me/data.html")]
struct DataPage<'a> {
    f: &'a Frame,
    p: &'a Data,
}

/// What is held, as the page shows it.
pub(super) fn shown(names: &Names<'_>, w: Words, held: &Everything) -> Data {
    let catalog = names.catalog();
    let mut categories: Vec<(CategoryId, CategoryRow)> = catalog
        .categories
        .iter()
        .flatten()
        .map(|category| {
            let row = CategoryRow {
                id: category.name.to_string(),
                title: names.category(category.id),
                ..CategoryRow::default()
            };
            (category.id, row)
        })
        .collect();
    let mut place = |id: Option<CategoryId>, put: &mut dyn FnMut(&mut CategoryRow)| {
        if let Some((_, row)) = categories.iter_mut().find(|(known, _)| Some(*known) == id) {
            put(row);
        }
    };
    for seen in bare_identifiers(catalog, held) {
        let declared = catalog.identifier(seen.kind);
        place(declared.map(|kind| kind.category), &mut |row| {
            row.identifiers.push(IdentifierRow {
                kind: w.coded("identifier", &names.identifier(seen.kind)),
                value: seen.value.to_string(),
                first: seen.first_seen,
                last: seen.last_seen,
            });
        });
    }
    let mut before: Option<FieldId> = None;
    for (field, value) in &held.traits {
        let declared = catalog.field(*field);
        let newest = before.replace(*field) != Some(*field);
        place(declared.map(|field| field.category), &mut |row| {
            let count = row.values.len();
            row.values
                .push(value_row(names, w, (*field, value), newest, count));
        });
    }
    for done in &held.done {
        let (name, category, sum) = match done.measured {
            Measured::Event(id) => {
                let category = catalog.event(id).map(|event| event.category);
                (names.event(id), category, None)
            }
            Measured::Field(id) => {
                let category = catalog.field(id).map(|field| field.category);
                #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
                let sum = done.total.micros as f64 / MICROS;
                (names.field(id), category, Some(sum))
            }
        };
        place(category, &mut |row| {
            row.done.push(DoneRow {
                name: name.clone(),
                count: done.total.count,
                sum,
                first: done.total.first,
                last: done.total.last,
                purposes: purposes(names, w, done.purposes),
            });
        });
    }
    let segments = held.segments.iter().map(|standing| {
        let segment = catalog.segment(standing.segment);
        SegmentRow {
            title: names.segment(standing.segment),
            purpose: segment.map_or_else(String::new, |segment| names.purpose(segment.purpose)),
            since: standing.since,
        }
    });
    Data {
        since: held.since,
        segments: segments.collect(),
        groups: held.groups.iter().map(ToString::to_string).collect(),
        categories: categories
            .into_iter()
            .map(|(_, row)| row)
            .filter(|row| row.count() > 0)
            .collect(),
    }
}

/// Identifiers that are not shown as values: those say more, where they came from and what for.
fn bare_identifiers<'a>(
    catalog: &'a Catalog,
    held: &'a Everything,
) -> impl Iterator<Item = &'a SeenIdentifier> {
    let as_value = |seen: &SeenIdentifier| {
        held.traits.iter().any(|(field, held)| {
            let identifies = catalog.field(*field).and_then(|field| field.identifier);
            identifies == Some(seen.kind) && held.value.text() == Some(&*seen.value)
        })
    };
    held.identifiers.iter().filter(move |seen| !as_value(seen))
}

fn value_row(
    names: &Names<'_>,
    w: Words,
    (field, held): (FieldId, &Held),
    newest: bool,
    at: usize,
) -> ValueRow {
    let catalog = names.catalog();
    let declared = catalog.field(field);
    let source = catalog.source(held.stamp.source);
    let path = names.field(field);
    ValueRow {
        id: format!("v{at}-{}", path.replace('.', "-")),
        value: Shown::from(&held.value),
        valid: held.valid,
        editable: newest && declared.is_some_and(is_editable),
        from: From {
            channel: source.map_or_else(String::new, |source| source.channel.to_string()),
            brand: names.brand_of(held.stamp.source),
            at: held.stamp.at,
            third_party: names.third_party(held.stamp.source),
            purposes: purposes(names, w, held.stamp.purposes),
        },
        path,
    }
}

/// Titles of purposes, those of each brand together and with its name.
fn purposes(names: &Names<'_>, w: Words, set: PurposeSet) -> Vec<String> {
    let brands = names.catalog().brands.iter().flatten();
    let groups = brands.filter_map(|brand| {
        let of_brand = |id: &PurposeId| {
            let purpose = names.catalog().purpose(*id);
            purpose.is_some_and(|purpose| purpose.brand == brand.id)
        };
        let titles: Vec<String> = set
            .iter()
            .filter(of_brand)
            .map(|id| names.purpose(id))
            .collect();
        let title = names.brand(brand.id);
        let purposes = w.list(&titles);
        (!titles.is_empty()).then(|| w.t2("me-purpose-of", "purpose", purposes, "brand", title))
    });
    groups.collect()
}

/// Whether a value can be put right by typing another: one text of the person's own, and nothing
/// that finds them, which has to be shown to be theirs first.
fn is_editable(field: &FieldDef) -> bool {
    let typed = !matches!(
        field.kind,
        FieldKind::Number | FieldKind::Boolean | FieldKind::Time | FieldKind::Ip
    );
    field.scope == Scope::Trait && !field.list && field.identifier.is_none() && typed
}

/// `GET /me/data`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| {
        let held = engine.everything(session.oneself)?;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        Ok(held.map(|held| shown(&names, Words::new(lang), &held)))
    };
    own_page(&portal, &visit, (Place::Data, "/me/data"), read, |f, p| {
        render(StatusCode::OK, &DataPage { f, p })
    })
    .await
}

/// `POST /me/data`: one value put right.
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let policy = portal.0.engine.policy();
    let wanted = fields.get("path").to_owned();
    let mut declared = policy.catalog.fields.iter().flatten();
    let field = declared.find(|field| is_editable(field) && *field.path == *wanted);
    let value = fields.get("value").trim().to_owned();
    let brand = policy.catalog.brands.iter().flatten();
    let mut brand = brand.filter(|brand| *brand.name == *visit.brand.name);
    let (Some(_), Some(brand)) = (field, brand.next().map(|brand| brand.id)) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    say::then(&portal, &visit, move |engine| {
        let sound = !value.is_empty() && value.len() <= VALUE_BYTES_MAX;
        let value = Json::Text(value.into());
        let corrected = sound && say::correct(engine, session, brand, &wanted, value)?;
        let told = if corrected {
            "corrected"
        } else {
            "not-corrected"
        };
        Ok(format!("/me/data?told={told}"))
    })
    .await
}
