//! The consent script that sites put into their pages, and what it has to know: what to ask there,
//! in which words.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use telos_model::catalog::{Catalog, FormDef, Moment, Purpose, Source};
use telos_model::decide::Operation;
use telos_model::form::{Form, FormBox, Left, Meeting, Says, Why};
use telos_model::id::{CategorySet, PurposeId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::forms::Whereabouts;
use super::wire::Problems;
use super::wire_sdk::{ItemShown, PlaceShown, SetupShown};
use super::{cors, source};
use crate::AppState;
use crate::pages::Lang;
use crate::pages::public::form::box_label;
use crate::pages::public::{banner_words, colours};
use crate::problem::Problem;

/// The script. Sites that want it to stay as it is host a copy of it.
const SCRIPT: &str = include_str!("../../assets/sdk/consent.js");

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let preflight = axum::routing::options(cors::preflight);
    let plain = Router::new()
        .route("/sdk/consent.js", get(script))
        .route("/sdk/consent", preflight);
    OpenApiRouter::new()
        .routes(routes!(setup))
        .merge(OpenApiRouter::from(plain))
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, SCRIPT).into_response()
}

/// What the consent script has to ask: the purposes of the source that may hold what tells a browser
/// apart, as the law of the place has them, in the visitor's language.
#[utoipa::path(
    get, path = "/sdk/consent", tag = "forms",
    params(
        ("writeKey" = Option<String>, Query, description = "The write key of a source"),
        ("place" = Option<String>, Query, description = "Where the visitor is, as `DE` or `US-CA`; the strictest rules hold where it is not said"),
        ("city" = Option<String>, Query, description = "The city, where its own rules hold"),
        ("lang" = Option<String>, Query, description = "The language, as `ja`; else that of Accept-Language"),
    ),
    responses((status = 200, body = SetupShown), Problems),
)]
async fn setup(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let key = source::query_key(&parts).ok_or_else(source::no_key);
    let found = key.and_then(|key| source::find(catalog, &key));
    let known = found.as_ref().ok().copied();
    let answer = found.and_then(|source| {
        cors::check(source, &parts.headers)?;
        let headers = [(header::CACHE_CONTROL, "private, max-age=60")];
        Ok((headers, axum::Json(shown(catalog, source, &parts)?)).into_response())
    });
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    cors::stamp(catalog, known, &parts.headers, &mut response);
    response
}

fn shown(catalog: &Catalog, source: &Source, parts: &Parts) -> Result<SetupShown, Problem> {
    let query = |name| crate::pages::query(&parts.uri, name);
    let (place, city) = (query("place"), query("city"));
    let place = Whereabouts::read(place.as_deref(), city.as_deref()).map_err(|_| {
        Problem::bad(
            "place_unknown",
            "place",
            "this is no country, region or city",
            "send ISO 3166, as `DE` or `US-CA`, and the city by its name",
        )
    })?;
    let brand = catalog.brand(source.brand).ok_or_else(source::no_key)?;
    let lang = crate::pages::public::lang(&parts.uri, &parts.headers, &brand.locale);
    let def = FormDef {
        name: "banner".into(),
        brand: brand.id,
        moment: Moment::Account,
        source: source.id,
        purposes: of_browsers(catalog, source),
        wishes: Vec::new(),
    };
    let meeting = |gpc| Meeting {
        jurisdictions: place.jurisdictions(catalog),
        gpc,
        country: place.country(),
        letters: false,
        locale: lang.tag(),
    };
    let form = Form::of(catalog, &def, meeting(false)).ok_or_else(source::no_key)?;
    let with_gpc = Form::of(catalog, &def, meeting(true)).ok_or_else(source::no_key)?;
    let ends_with_gpc = |id: PurposeId| {
        let ended = (Left::Purpose(id), Why::GlobalPrivacyControl);
        with_gpc.left_out.contains(&ended)
    };
    let boxes = form.boxes.iter().filter(|one| one.channel.is_none());
    let items = boxes.map(|one| item(catalog, lang, one, ends_with_gpc(one.purpose.id)));
    let jurisdictions = form.jurisdictions.iter();
    Ok(SetupShown {
        language: lang.tag(),
        jurisdictions: jurisdictions
            .filter_map(|id| catalog.pack(id))
            .map(|pack| pack.name.to_string())
            .collect(),
        place: place.country().map(|country| PlaceShown {
            country,
            region: place.region(),
            city: place.city(),
        }),
        items: items.collect(),
        always: form
            .notices
            .iter()
            .map(|notice| notice.purpose.name.to_string())
            .collect(),
        transparency: format!("/transparency/{}?lang={}", brand.name, lang.tag()),
        colours: colours(&brand.accent),
        words: banner_words(lang, &brand.title),
    })
}

/// The purposes of a source that may hold what tells a browser apart.
fn of_browsers(catalog: &Catalog, source: &Source) -> Vec<PurposeId> {
    let kinds = catalog.identifiers.iter().flatten();
    let browsers: CategorySet = kinds
        .filter(|kind| !kind.personal)
        .map(|kind| kind.category)
        .collect();
    let holds = |purpose: &&Purpose| {
        purpose.brand == source.brand
            && source.purposes.contains(purpose.id)
            && purpose.operations.contains(Operation::Collect)
            && !purpose.categories.intersection(browsers).is_empty()
    };
    let purposes = catalog.purposes.iter().flatten();
    purposes.filter(holds).map(|purpose| purpose.id).collect()
}

fn item(catalog: &Catalog, lang: Lang, one: &FormBox<'_>, ends_with_gpc: bool) -> ItemShown {
    ItemShown {
        purpose: one.purpose.name.to_string(),
        says: match one.says {
            Says::Yes => "yes",
            Says::No => "no",
        },
        label: box_label(lang, catalog, one),
        title: one.text.title.to_string(),
        text: one.text.body.to_string(),
        text_version: one.text.version,
        text_language: one.text.locale.to_string(),
        material_version: one.purpose.material_version(),
        explicit: one.explicit,
        ask_again_after_days: one.age_days_max,
        ends_with_gpc,
        signals: one
            .purpose
            .signals
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    /// The largest script, packed, in bytes.
    const SCRIPT_GZIP_BYTES_MAX: usize = 15 * 1024;

    #[test]
    fn the_consent_script_is_small() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(super::SCRIPT.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap().len();
        assert!(packed < SCRIPT_GZIP_BYTES_MAX, "{packed} bytes");
    }

    #[test]
    fn the_consent_script_loads_and_evaluates_nothing_else() {
        for never in [
            "eval(",
            "new Function",
            "innerHTML",
            "document.write",
            "import(",
            "http:",
        ] {
            assert!(!super::SCRIPT.contains(never), "{never}");
        }
    }
}
