//! What programs work out about a person, and the wish that a human looks at it.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Engine, ReadError};
use telos_model::request::Right;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::asking::{take, then, who};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::checked;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::Lang;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Human {
    pub(super) brands: Vec<BrandRow>,
}

/// What a brand's programs work out.
#[derive(Clone)]
pub(super) struct BrandRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) purposes: Vec<PurposeRow>,
}

/// A use, with the groups that it put the person into.
#[derive(Clone)]
pub(super) struct PurposeRow {
    pub(super) title: String,
    pub(super) segments: Vec<String>,
}

#[derive(Template)]
#[template(path = "me/human.html")]
struct HumanPage<'a> {
    f: &'a Frame,
    p: &'a Human,
}

fn human(engine: &Engine, session: Session, lang: Lang) -> Result<Option<Human>, ReadError> {
    let plan = engine.foresee(&who(session), Right::AutomatedDecision, None)?;
    let held = engine.everything(session.oneself)?;
    let (Some(plan), Some(held)) = (plan, held) else {
        return Ok(None);
    };
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let names = Names::new(catalog, lang);
    let decided = plan.done_for();
    let brands = catalog.brands.iter().flatten().map(|brand| {
        let own = catalog.purposes.iter().flatten();
        let own = own.filter(|one| one.brand == brand.id && decided.contains(one.id));
        let purposes = own.map(|purpose| {
            let segments = held.segments.iter().filter(|standing| {
                let segment = catalog.segment(standing.segment);
                segment.is_some_and(|segment| segment.purpose == purpose.id)
            });
            PurposeRow {
                title: names.purpose(purpose.id),
                segments: segments.map(|one| names.segment(one.segment)).collect(),
            }
        });
        BrandRow {
            name: brand.name.to_string(),
            title: brand.title.to_string(),
            purposes: purposes.collect(),
        }
    });
    Ok(Some(Human {
        brands: brands.filter(|brand| !brand.purposes.is_empty()).collect(),
    }))
}

/// `GET /me/human`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| human(engine, session, lang);
    let place = (Place::Elsewhere, "/me/human");
    own_page(&portal, &visit, place, read, |f, p| {
        render(StatusCode::OK, &HumanPage { f, p })
    })
    .await
}

/// `POST /me/human`
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
    let brand = policy
        .catalog
        .names
        .brands
        .get(fields.get("brand"))
        .copied();
    let Some(brand) = brand else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    then(&portal, &visit, move |engine| {
        let taken = take(
            engine,
            &[],
            session,
            (Right::AutomatedDecision, Some(brand)),
        )?;
        Ok(Redirect::to(&taken.page("asked")).into_response())
    })
    .await
}
