//! The forms of a brand as pages, and as a part that other sites put into theirs.

use std::fmt::Write as _;

use askama::Template;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form as Body, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use telos_model::catalog::{Catalog, FieldKind};
use telos_model::form::{Filled, FormBox, FormMistake, Says, Slip};

use super::super::around::{own_origin, query};
use super::super::words::{Lang, Words};
use super::super::{encoded, render};
use super::form_read::{Context, read};
use super::frame::{PublicFrame, tell};
use super::{guarded, lang};
use crate::AppState;
use crate::api::cors;
use crate::api::forms::{NoForm, Taken, Wanted, Whereabouts, find, letters, new_token, take};
use crate::api::settings::reached_under;

/// The largest form that is taken, in bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// The form.
#[derive(Clone)]
pub(in crate::pages) struct FormPage {
    pub(super) brand: String,
    pub(super) moment: &'static str,
    /// Where it is sent to.
    pub(super) action: String,
    pub(super) token: String,
    pub(super) fields: Vec<FieldRow>,
    pub(super) boxes: Vec<BoxRow>,
    pub(super) notices: Vec<NoticeRow>,
    /// The question about the age, where it has to be asked.
    pub(super) age: Option<AgeRow>,
    /// The path of the page that says what the brand does with data.
    pub(super) transparency: String,
    /// The code of what was wrong with the form as a whole.
    pub(super) problem: Option<&'static str>,
}

/// A field to fill in.
#[derive(Clone)]
pub(super) struct FieldRow {
    pub(super) control: String,
    pub(super) title: String,
    /// The type of the input.
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) required: bool,
    pub(super) only_with_yes: bool,
    /// Titles of the purposes it is kept for.
    pub(super) purposes: Vec<String>,
    pub(super) value: String,
    pub(super) ticked: bool,
    pub(super) slip: Option<&'static str>,
}

impl FieldRow {
    /// Its id on the page.
    pub(super) fn id(&self) -> String {
        self.control.replace('.', "-")
    }
}

/// A box to decide about.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is shown by itself on the page"
)]
pub(super) struct BoxRow {
    pub(super) control: String,
    pub(super) label: String,
    /// The text; empty for a channel, whose purpose has been told above.
    pub(super) body: String,
    pub(super) locale: String,
    pub(super) channel: bool,
    pub(super) no: bool,
    pub(super) required: bool,
    pub(super) double_opt_in: bool,
    pub(super) age_days_max: Option<u32>,
    pub(super) ticked: bool,
    pub(super) slip: Option<&'static str>,
}

impl BoxRow {
    /// Its id on the page.
    pub(super) fn id(&self) -> String {
        self.control.replace('.', "-")
    }
}

/// The question about the age, and the guardian's address once somebody is too young.
#[derive(Clone)]
pub(super) struct AgeRow {
    pub(super) title: String,
    pub(super) years: u8,
    /// What was answered before: `older`, `younger` or nothing.
    pub(super) said: String,
    pub(super) slip: Option<&'static str>,
    /// The guardian's address is asked for.
    pub(super) guardian: bool,
    pub(super) address: String,
    pub(super) address_slip: Option<&'static str>,
}

/// A text to show.
#[derive(Clone)]
pub(super) struct NoticeRow {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) locale: String,
}

impl FormPage {
    /// Something has to be mended.
    pub(super) fn wrong(&self) -> bool {
        let slips = self.fields.iter().map(|field| field.slip);
        let age = self.age.iter().flat_map(|age| [age.slip, age.address_slip]);
        let mut slips = slips
            .chain(self.boxes.iter().map(|one| one.slip))
            .chain(age);
        self.problem.is_some() || slips.any(|slip| slip.is_some())
    }
}

#[derive(Template)]
#[template(path = "form.html")]
struct Whole<'a> {
    f: &'a PublicFrame,
    p: &'a FormPage,
    w: Words,
}

#[derive(Template)]
#[template(path = "form_body.html")]
struct Part<'a> {
    p: &'a FormPage,
    w: Words,
}

#[derive(Template)]
#[template(path = "form_done.html")]
struct Done<'a> {
    f: &'a PublicFrame,
    brand: &'a str,
    transparency: &'a str,
    confirm: bool,
    guardian: bool,
}

#[cfg(test)]
impl FormPage {
    pub(super) fn text(&self, frame: &PublicFrame) -> String {
        let page = Whole {
            f: frame,
            p: self,
            w: frame.w,
        };
        page.render().unwrap_or_default()
    }

    pub(super) fn done(&self, frame: &PublicFrame) -> String {
        let page = Done {
            f: frame,
            brand: &self.brand,
            transparency: &self.transparency,
            confirm: true,
            guardian: true,
        };
        page.render().unwrap_or_default()
    }
}

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/forms/{brand}/{moment}", get(page).post(submit))
        .route("/forms/{brand}/{moment}/embed", get(embed))
        .route("/forms/{brand}/{moment}/done", get(done))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// What to do about a slip, in a language.
pub(crate) fn slip_words(lang: Lang, slip: Slip) -> String {
    Words::new(lang).coded("slip", slip.code())
}

/// The words of the question about the age.
pub(crate) fn age_words(lang: Lang, years: u8) -> String {
    Words::new(lang).t1("form-age", "years", u32::from(years))
}

/// The words beside a box.
pub(crate) fn box_label(lang: Lang, catalog: &Catalog, one: &FormBox<'_>) -> String {
    let w = Words::new(lang);
    let title = &*one.text.title;
    let channel = one.channel.and_then(|channel| catalog.channel(channel));
    match (one.says, channel) {
        (Says::No, _) => w.t1("form-no", "what", title),
        (Says::Yes, Some(channel)) => {
            let kind = telos_model::catalog::SlotKind::Channel;
            let channel = catalog.title(kind, channel.id.index(), lang.tag());
            w.t2("form-yes-channel", "what", title, "channel", channel)
        }
        (Says::Yes, None) if one.explicit => w.t1("form-yes-explicit", "what", title),
        (Says::Yes, None) => w.t1("form-yes", "what", title),
    }
}

/// The type of input that suits a field.
pub(crate) const fn input_kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Time => "date",
        FieldKind::Number => "number",
        FieldKind::Boolean => "checkbox",
        FieldKind::Text
        | FieldKind::Country
        | FieldKind::Region
        | FieldKind::City
        | FieldKind::Name
        | FieldKind::PostalCode
        | FieldKind::Ip
        | FieldKind::Locale
        | FieldKind::Note => "text",
    }
}

/// What came in, by control.
struct Sheet(Vec<(String, String)>);

impl Filled for Sheet {
    fn text(&self, control: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        let found = pairs.find(|(name, _)| name == control);
        found.map(|(_, value)| value.as_str())
    }

    fn ticked(&self, control: &str) -> bool {
        self.text(control).is_some_and(|value| !value.is_empty())
    }
}

/// A form that was asked for, and how it is addressed.
struct Found<'c> {
    wanted: Wanted<'c>,
    lang: Lang,
    /// The path with the query that the form depends on, without the language.
    address: String,
}

impl Found<'_> {
    fn frame(&self) -> PublicFrame {
        let brand = self.wanted.form.brand;
        PublicFrame::of(
            self.lang,
            &brand.name,
            &brand.title,
            &brand.accent,
            &self.address,
        )
    }

    /// Where the form is sent to.
    fn action(&self) -> String {
        let sign = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{sign}lang={}", self.address, self.lang.tag())
    }
}

fn found<'c>(
    state: &AppState,
    catalog: &'c Catalog,
    (brand, moment): (&str, &str),
    parts: &Parts,
) -> Result<Found<'c>, Box<Response>> {
    let own = catalog.names.brands.get(brand);
    let own = own.and_then(|id| catalog.brand(*id));
    let own = own.map_or("en", |brand| &brand.locale);
    let lang = lang(&parts.uri, &parts.headers, own);
    let (place, city) = (query(&parts.uri, "place"), query(&parts.uri, "city"));
    let whereabouts = Whereabouts::read(place.as_deref(), city.as_deref());
    let wanted = find(
        catalog,
        brand,
        moment,
        whereabouts,
        &parts.headers,
        letters(state),
        lang.tag(),
    );
    let wanted = wanted.map_err(|why| {
        let frame = PublicFrame::plain(lang, "/transparency");
        let (status, title, body) = match why {
            NoForm::Absent => (404, "public-absent", "public-absent-body"),
            NoForm::Place => (400, "form-place", "form-place-body"),
            NoForm::NotHere => (404, "form-not-here", "form-not-here-body"),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
        Box::new(tell(&frame, status, title, body))
    })?;
    let form = &wanted.form;
    let mut address = format!("/forms/{}/{}", form.brand.name, form.def.moment.word());
    let mut sign = '?';
    for (name, value) in [("place", place), ("city", city)] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            // Writing to a string does not fail.
            let _ = write!(address, "{sign}{name}={}", encoded(&value));
            sign = '&';
        }
    }
    Ok(Found {
        wanted,
        lang,
        address,
    })
}

/// The page's context, with a fresh token.
fn context(
    state: &AppState,
    catalog: &Catalog,
    found: &Found<'_>,
    filled: Option<&dyn Filled>,
    mistakes: &[FormMistake],
    problem: Option<&'static str>,
) -> Option<FormPage> {
    let token = new_token(&state.engine, catalog, &found.wanted, state.engine.now())?;
    Some(read(&Context {
        catalog,
        wanted: &found.wanted,
        lang: found.lang,
        action: found.action(),
        token,
        filled,
        mistakes,
        problem,
    }))
}

fn whole(found: &Found<'_>, page: Option<FormPage>, status: StatusCode) -> Response {
    let frame = found.frame();
    let Some(page) = page else {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return tell(&frame, status, "notice-failed", "notice-failed-body");
    };
    let page = Whole {
        f: &frame,
        p: &page,
        w: frame.w,
    };
    guarded(render(status, &page), found.lang, "no-store")
}

/// `GET /forms/{brand}/{moment}`
async fn page(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    match found(&state, &policy.catalog, (&brand, &moment), &parts) {
        Ok(found) => {
            let page = context(&state, &policy.catalog, &found, None, &[], None);
            whole(&found, page, StatusCode::OK)
        }
        Err(answer) => *answer,
    }
}

/// `GET /forms/{brand}/{moment}/embed`: the form alone, for a page of the brand's own, which its
/// source has to name as an origin.
async fn embed(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let found = match found(&state, catalog, (&brand, &moment), &parts) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    if let Err(problem) = cors::check(found.wanted.source, &parts.headers) {
        return problem.into_response();
    }
    let (scheme, place) = match reached_under(&state, &parts) {
        Ok(reached) => reached,
        Err(problem) => return problem.into_response(),
    };
    let Some(page) = context(&state, catalog, &found, None, &[], None) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let base = format!("{scheme}://{place}");
    let page = FormPage {
        action: format!("{base}{}", page.action),
        transparency: format!("{base}{}", page.transparency),
        ..page
    };
    let part = Part {
        p: &page,
        w: Words::new(found.lang),
    };
    let mut response = match part.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "render a form");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Sec-GPC"),
    );
    cors::stamp(
        catalog,
        Some(found.wanted.source),
        &parts.headers,
        &mut response,
    );
    response
}

/// `GET /forms/{brand}/{moment}/done`
async fn done(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let found = match found(&state, &policy.catalog, (&brand, &moment), &parts) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let told = |name| query(&parts.uri, name).is_some_and(|told| told == "1");
    let (confirm, guardian) = (told("confirm"), told("guardian"));
    let mut frame = found.frame();
    frame.address = done_address(&found, confirm, guardian);
    let page = Done {
        f: &frame,
        brand: &found.wanted.form.brand.title,
        transparency: &frame.home,
        confirm,
        guardian,
    };
    guarded(render(StatusCode::OK, &page), found.lang, "no-store")
}

fn done_address(found: &Found<'_>, confirm: bool, guardian: bool) -> String {
    let (path, rest) = found
        .address
        .split_once('?')
        .unwrap_or((&found.address, ""));
    let confirm = u8::from(confirm);
    let guardian = if guardian { "&guardian=1" } else { "" };
    match rest {
        "" => format!("{path}/done?confirm={confirm}{guardian}"),
        rest => format!("{path}/done?{rest}&confirm={confirm}{guardian}"),
    }
}

/// `POST /forms/{brand}/{moment}`
async fn submit(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    parts: Parts,
    body: Result<Body<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let found = match found(&state, catalog, (&brand, &moment), &parts) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let frame = found.frame();
    if !may_send(&found.wanted, &parts.headers, &parts) {
        state.metrics.refused("form", "form_origin");
        let status = StatusCode::FORBIDDEN;
        return tell(&frame, status, "form-origin", "form-origin-body");
    }
    let sheet = match body {
        Ok(Body(pairs)) => Sheet(pairs),
        Err(rejection) => {
            state.metrics.refused("form", "form_body");
            return tell(&frame, rejection.status(), "form-body", "form-body-body");
        }
    };
    let token = sheet.text("token");
    let again = |mistakes: &[FormMistake], problem, status| {
        let page = context(&state, catalog, &found, Some(&sheet), mistakes, problem);
        whole(&found, page, status)
    };
    match take(&state, catalog, &found.wanted, token, &sheet).await {
        Ok(Taken::Done(sent)) => {
            let lang = found.lang.tag();
            let done = done_address(&found, sent.confirm, sent.guardian);
            let to = format!("{done}&lang={lang}");
            guarded(Redirect::to(&to).into_response(), found.lang, "no-store")
        }
        Ok(Taken::Mend(mistakes)) => again(&mistakes, None, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(Taken::Turned(fault)) => {
            again(&[], Some(fault.code()), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(problem) => {
            let code = match problem.status() {
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "form_busy",
                _ => "form_not_kept",
            };
            again(&[], Some(code), problem.status())
        }
    }
}

/// Whether a form may be sent from where it comes: a page of this host, or of an origin that the
/// form's source names. Browsers always say where a form comes from.
fn may_send(wanted: &Wanted<'_>, headers: &HeaderMap, parts: &Parts) -> bool {
    let origin = headers.get(header::ORIGIN);
    own_origin(headers, &parts.uri)
        || origin.is_some_and(|origin| cors::allows(wanted.source, origin))
}
