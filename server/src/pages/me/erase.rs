//! Erasing oneself: what goes, what a law keeps, who else has to erase, and the certificate.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use telos_engine::layout::Erasure;
use telos_engine::{Engine, ReadError, RequestAnswer};
use telos_model::catalog::BasisKind;
use telos_model::request::{RequestId, Right, State as Stands};
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{ABSENT, FAILED, Visit, ask, own_page, tell};
use super::asking::{Taken, take, then, who};
use super::data::shown;
use super::enter::without_session;
use super::entry::{self, Before, Session};
use super::frame::{Frame, Place};
use super::home::{Kind, kinds};
use super::proofs::{Proofs, proofs};
use super::say::checked;
use crate::api::shown_proofs;
use crate::pages::around::query;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// The form of a certificate.
const CERTIFICATE: &str = "telos.erasure-certificate.v1";

/// The page.
#[derive(Clone, Default)]
pub(super) struct Erase {
    /// What goes.
    pub(super) kinds: Vec<Kind>,
    /// What stays, and why.
    pub(super) kept: Vec<KeptRow>,
    /// Other systems that have to erase it too.
    pub(super) systems: Vec<String>,
    /// What it takes to show who one is.
    pub(super) proofs: Proofs,
    /// It was sent without the tick.
    pub(super) unsure: bool,
}

/// A use for which something stays.
#[derive(Clone)]
pub(super) struct KeptRow {
    pub(super) title: String,
    pub(super) why: &'static str,
    pub(super) retention_days: Option<u32>,
    pub(super) citations: Vec<String>,
}

#[derive(Template)]
#[template(path = "me/erase.html")]
struct ErasePage<'a> {
    f: &'a Frame,
    p: &'a Erase,
}

/// The last page: what was erased, for nobody who could be named.
#[derive(Clone)]
pub(super) struct Erased {
    /// The id of the request.
    pub(super) id: String,
    pub(super) number: String,
    pub(super) at: Timestamp,
    pub(super) identifiers: u32,
    pub(super) entries: u64,
    pub(super) facts: u64,
}

#[derive(Template)]
#[template(path = "me/erased.html")]
struct ErasedPage<'a> {
    f: &'a Frame,
    p: &'a Erased,
}

fn erase(
    engine: &Engine,
    session: Session,
    lang: Lang,
    systems: Vec<String>,
) -> Result<Option<Erase>, ReadError> {
    let who = who(session);
    let plan = engine.foresee(&who, Right::Erasure, None)?;
    let (held, known) = (engine.everything(session.oneself)?, engine.choices(&who)?);
    let (Some(plan), Some(held), Some(known)) = (plan, held, known) else {
        return Ok(None);
    };
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let (names, w) = (Names::new(catalog, lang), Words::new(lang));
    let kept = plan.hindered().map(|(id, why)| {
        let purpose = catalog.purpose(id);
        let choice = known.purposes.iter().find(|choice| choice.purpose == id);
        let duties = choice.into_iter().flat_map(|choice| choice.bases(catalog));
        let mut citations: Vec<String> = duties
            .filter(|(_, basis)| {
                matches!(
                    basis.kind,
                    BasisKind::LegalObligation | BasisKind::PublicTask
                )
            })
            .map(|(_, basis)| basis.citation.to_string())
            .collect();
        citations.dedup();
        let brand = purpose.map_or_else(String::new, |purpose| names.brand(purpose.brand));
        let title = names.purpose(id);
        KeptRow {
            title: w.t2("me-purpose-of", "purpose", title, "brand", brand),
            why: why.code(),
            retention_days: purpose.and_then(|purpose| purpose.retention_days),
            citations,
        }
    });
    Ok(Some(Erase {
        kept: kept.collect(),
        kinds: kinds(&shown(&names, w, &held)),
        systems,
        proofs: proofs(engine, session, Right::Erasure)?,
        unsure: false,
    }))
}

async fn shown_page(portal: &Portal, visit: &Visit, unsure: bool) -> Response {
    let lang = visit.lang;
    let systems = portal.0.options.systems.clone();
    let read = move |engine: &Engine, session: Session| {
        let page = erase(engine, session, lang, systems)?;
        Ok(page.map(|page| Erase { unsure, ..page }))
    };
    let place = (Place::Elsewhere, "/me/erase");
    own_page(portal, visit, place, read, |f, p| {
        let status = if p.unsure {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        render(status, &ErasePage { f, p })
    })
    .await
}

/// `GET /me/erase`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    shown_page(&portal, &visit, false).await
}

/// `POST /me/erase`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let before = visit.before(request.headers());
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    if !fields.has("sure", "yes") {
        return shown_page(&portal, &visit, true).await;
    }
    let on = portal.clone();
    then(&portal, &visit, move |engine| {
        let taken = take(
            engine,
            &on.0.options.systems,
            session,
            (Right::Erasure, None),
        )?;
        let told = match &taken {
            Taken::Known(request) => match request.state() {
                Stands::Working(_) => "erasing",
                Stands::Completed(_) => "erased-in-part",
                _ => "asked",
            },
            _ => "asked",
        };
        Ok(answer(&on, engine, before, &taken, told))
    })
    .await
}

/// The answer after a request was taken or went on: where the person was erased, their session is
/// over. Blocks.
pub(super) fn answer(
    portal: &Portal,
    engine: &Engine,
    before: Before,
    taken: &Taken,
    told: &str,
) -> Response {
    let to = Redirect::to(&taken.page(told));
    let Taken::Gone(_) = taken else {
        return to.into_response();
    };
    if let Some((_, token)) = before
        && entry::close(engine, &token).is_err()
    {
        tracing::error!("end a session: it ends by itself");
    }
    (without_session(portal), to).into_response()
}

/// The erasure that answered the request of an address.
async fn found(portal: &Portal, uri: &Uri) -> Option<Option<(RequestId, Erasure)>> {
    let Some(id) = query(uri, "id").as_deref().and_then(RequestId::parse) else {
        return Some(None);
    };
    ask(portal, move |engine| {
        Ok(match engine.request(id)? {
            RequestAnswer::Gone(erasure) if erasure.is_finished => Some((id, erasure)),
            _ => None,
        })
    })
    .await
}

fn number(erasure: &Erasure) -> String {
    format!("{:032x}", u128::from_be_bytes(erasure.number))
}

/// `GET /me/erased`: open to whoever has the id of the request, since nobody is in any more.
pub(super) async fn erased_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    match found(&portal, &uri).await {
        Some(Some((id, erasure))) => {
            let frame = visit.frame(&portal, Place::Elsewhere, "/me/erased");
            let page = Erased {
                id: id.to_string(),
                number: number(&erasure),
                at: erasure.at,
                identifiers: erasure.identifiers,
                entries: erasure.entries,
                facts: erasure.facts,
            };
            render(
                StatusCode::OK,
                &ErasedPage {
                    f: &frame,
                    p: &page,
                },
            )
        }
        Some(None) => tell(&portal, &visit, ABSENT),
        None => tell(&portal, &visit, FAILED),
    }
}

/// `GET /me/erased/certificate`: the same, to be kept as a file, with the proof that the ledger has
/// it. It names nobody.
pub(super) async fn certificate(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let (id, erasure) = match found(&portal, &uri).await {
        Some(Some(found)) => found,
        Some(None) => return tell(&portal, &visit, ABSENT),
        None => return tell(&portal, &visit, FAILED),
    };
    let engine = portal.0.engine.clone();
    let proven = tokio::task::spawn_blocking(move || engine.prove_request(id)).await;
    let proven = match proven {
        Ok(Ok(proven)) => proven,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "prove an erasure");
            return tell(&portal, &visit, FAILED);
        }
        Err(_) => return tell(&portal, &visit, FAILED),
    };
    let document = json!({
        "form": CERTIFICATE,
        "certificate": number(&erasure),
        "request": id.to_string(),
        "erasedAt": erasure.at.to_string(),
        "destroyedKeys": erasure.nodes,
        "suppressedIdentifiers": erasure.identifiers,
        "removedEntries": erasure.entries,
        "removedStatements": erasure.facts,
        "ledger": shown_proofs(&proven),
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"erasure-certificate.json\"",
        ),
    ];
    (headers, document.to_string()).into_response()
}
