//! What a person may ask for beyond single purposes: that use is restricted, that marketing stops,
//! that nothing is sold, that very private data is used for the needful alone.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Choices as Known, Engine, Who};
use telos_model::catalog::Catalog;
use telos_model::consent::{Flag, Statement};
use telos_model::id::BrandId;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::{self, SayError, checked, said};
use super::sure::{self, Sure};
use crate::pages::render;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Rights {
    pub(super) restricted: bool,
    pub(super) sale: bool,
    pub(super) sensitive: bool,
    pub(super) brands: Vec<BrandRow>,
}

/// A brand, and whether the person objects to all its marketing.
#[derive(Clone)]
pub(super) struct BrandRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) objected: bool,
}

#[derive(Template)]
#[template(path = "me/rights.html")]
struct RightsPage<'a> {
    f: &'a Frame,
    p: &'a Rights,
}

fn rights(catalog: &Catalog, known: &Known) -> Rights {
    let set = |wanted: Flag| known.flags.iter().any(|(flag, _)| *flag == wanted);
    let brands = catalog.brands.iter().flatten().map(|brand| BrandRow {
        name: brand.name.to_string(),
        title: brand.title.to_string(),
        objected: known.marketing_objections.contains(&brand.id),
    });
    Rights {
        restricted: set(Flag::Restriction),
        sale: set(Flag::SaleOptOut),
        sensitive: set(Flag::LimitSensitive),
        brands: brands.collect(),
    }
}

/// `GET /me/rights`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let read = move |engine: &Engine, session: Session| {
        let known = engine.choices(&Who::Node(session.oneself.node()))?;
        let policy = engine.policy();
        Ok(known.map(|known| rights(&policy.catalog, &known)))
    };
    own_page(
        &portal,
        &visit,
        (Place::Elsewhere, "/me/rights"),
        read,
        |f, p| render(StatusCode::OK, &RightsPage { f, p }),
    )
    .await
}

/// `POST /me/rights`
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
    let on = match fields.get("on") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let brands = || policy.catalog.brands.iter().flatten();
    let named = brands().find(|brand| *brand.name == *fields.get("brand"));
    // A flag holds for every brand; some brand has to have it on record.
    let any = named.or_else(|| brands().next()).map(|brand| brand.id);
    let what = fields.get("what").to_owned();
    let found = any.zip(on).and_then(|(brand, on)| {
        let statement = statement(&what, brand, named.is_some(), on)?;
        Some((brand, on, statement))
    });
    let Some((brand, on, statement)) = found else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    if what == "sale" && !on {
        let sure = Sure {
            brand: visit.brand.title.clone(),
            action: "/me/rights",
            fields: vec![("what", what.clone()), ("on", "no".into())],
            ..Sure::default()
        };
        let opted_out = |known: &Known| {
            let mut flags = known.flags.iter();
            flags.any(|(flag, _)| *flag == Flag::SaleOptOut)
        };
        let asked = sure::asked(&portal, &visit, (session, &fields), sure, opted_out).await;
        if let Some(page) = asked {
            return page;
        }
    }
    let lang = visit.lang;
    say::then(&portal, &visit, move |engine| {
        let who = Who::Node(session.oneself.node());
        let known = engine.choices(&who)?.ok_or(SayError::Nobody)?;
        let standing = match statement {
            Statement::Flag { flag, .. } => known.flags.iter().any(|(set, _)| *set == flag),
            _ => known.marketing_objections.contains(&brand),
        };
        if standing == on {
            return Ok(format!("/me/rights?told=unchanged#{what}"));
        }
        let mut all = vec![statement];
        // A flag may have been set for single brands: taken back, it is for each of them.
        if let (Statement::Flag { flag, .. }, false) = (statement, on) {
            let own = known
                .flags
                .iter()
                .filter(|(set, of)| *set == flag && of.is_some());
            all.extend(own.map(|(flag, brand)| Statement::Flag {
                flag: *flag,
                brand: *brand,
                on: false,
            }));
        }
        let all = all.into_iter().map(|one| said(one, lang)).collect();
        say::say(engine, session, brand, all)?;
        let told = match (what.as_str(), on) {
            ("restriction", true) => "restricted",
            ("restriction", false) => "unrestricted",
            (_, true) => "objected",
            (_, false) => "unobjected",
        };
        Ok(format!("/me/rights?told={told}#{what}"))
    })
    .await
}

fn statement(what: &str, brand: BrandId, named: bool, on: bool) -> Option<Statement> {
    let flag = |flag| Statement::Flag {
        flag,
        brand: None,
        on,
    };
    match what {
        "restriction" => Some(flag(Flag::Restriction)),
        "sale" => Some(flag(Flag::SaleOptOut)),
        "sensitive" => Some(flag(Flag::LimitSensitive)),
        "marketing" if named => Some(Statement::Objection {
            brand,
            purpose: None,
            on,
        }),
        _ => None,
    }
}
