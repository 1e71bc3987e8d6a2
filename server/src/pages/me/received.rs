//! Who received something about the person, what and when, and whether they let go of it.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::outbox::{Delivered, Ended, Recipient};
use telos_engine::{Engine, Who};
use telos_model::catalog::Catalog;
use telos_model::id::DestinationId;
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{Visit, own_page};
use super::entry::Session;
use super::frame::{Frame, Place};
use crate::pages::names::Names;
use crate::pages::render;

/// How many deliveries the page shows one by one.
const SHOWN_MAX: usize = 100;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Received {
    pub(super) recipients: Vec<RecipientRow>,
    pub(super) deliveries: Vec<DeliveryRow>,
    /// There are more deliveries than are shown.
    pub(super) more: bool,
}

/// Who holds something.
#[derive(Clone)]
pub(super) struct RecipientRow {
    pub(super) name: String,
    /// The brand whose it is, and the name of the way that it went.
    pub(super) way: String,
    pub(super) brand: String,
    pub(super) categories: Vec<String>,
    pub(super) purposes: Vec<String>,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) removal: Option<RemovalRow>,
}

/// That a recipient was told to let go.
#[derive(Clone, Copy)]
pub(super) struct RemovalRow {
    pub(super) tone: &'static str,
    /// The key of the words for how far it is.
    pub(super) words: &'static str,
    pub(super) at: Timestamp,
}

/// What went, once.
#[derive(Clone)]
pub(super) struct DeliveryRow {
    pub(super) at: Timestamp,
    pub(super) to: String,
    /// The key of the words for what it was about.
    pub(super) about: String,
    /// The names of the values that went.
    pub(super) what: Vec<String>,
    pub(super) arrived: bool,
}

#[derive(Template)]
#[template(path = "me/received.html")]
struct ReceivedPage<'a> {
    f: &'a Frame,
    p: &'a Received,
}

/// The name for people of whoever a destination belongs to; its own name where the catalog does
/// not declare it any more.
fn name_of(names: &Names<'_>, id: DestinationId) -> String {
    match names.catalog().destination(id) {
        Some(declared) => names.recipient(declared.recipient),
        None => way_of(names.catalog(), id),
    }
}

/// The name of a destination in catalogs.
fn way_of(catalog: &Catalog, id: DestinationId) -> String {
    let kind = telos_model::catalog::SlotKind::Destination;
    let names = catalog.slots.names(kind);
    let name = names.get(usize::from(id.slot()));
    name.map(ToString::to_string).unwrap_or_default()
}

fn recipient(names: &Names<'_>, held: &Recipient) -> RecipientRow {
    let declared = names.catalog().destination(held.destination);
    RecipientRow {
        name: name_of(names, held.destination),
        way: way_of(names.catalog(), held.destination),
        brand: declared.map_or_else(String::new, |declared| names.brand(declared.brand)),
        categories: names.categories(held.categories),
        purposes: names.purposes(held.purposes),
        first: held.first,
        last: held.last,
        removal: held.told.map(|told| removal(held, told)),
    }
}

fn removal(held: &Recipient, told: Timestamp) -> RemovalRow {
    let (tone, words) = match (held.deletes, held.acknowledged.is_some()) {
        (true, true) => ("good", "me-received-deleted"),
        (false, true) => ("good", "me-received-stopped"),
        (true, false) => ("caution", "me-received-deleting"),
        (false, false) => ("caution", "me-received-stopping"),
    };
    let at = held.acknowledged.unwrap_or(told);
    RemovalRow { tone, words, at }
}

fn delivery(names: &Names<'_>, delivered: &Delivered) -> DeliveryRow {
    let evidence = &delivered.evidence;
    let identifiers = evidence
        .identifiers
        .iter()
        .map(|kind| names.identifier(*kind));
    let fields = evidence.fields.iter().map(|field| names.field(*field));
    DeliveryRow {
        at: delivered.at,
        to: name_of(names, delivered.destination),
        about: format!("me-sent-{}", delivered.occasion.word()),
        what: identifiers.chain(fields).collect(),
        arrived: matches!(delivered.ended, Ended::Sent { .. }),
    }
}

/// `GET /me/received`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| {
        let who = Who::Node(session.oneself.node());
        let (Some(held), Some(went)) = (engine.recipients(&who)?, engine.deliveries(&who)?) else {
            return Ok(None);
        };
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        Ok(Some(Received {
            recipients: held.iter().map(|held| recipient(&names, held)).collect(),
            deliveries: went
                .iter()
                .take(SHOWN_MAX)
                .map(|one| delivery(&names, one))
                .collect(),
            more: went.len() > SHOWN_MAX,
        }))
    };
    own_page(
        &portal,
        &visit,
        (Place::History, "/me/received"),
        read,
        |f, p| render(StatusCode::OK, &ReceivedPage { f, p }),
    )
    .await
}
