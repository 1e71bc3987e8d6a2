//! What a person likes and does not, in their own words.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Engine, Everything};
use telos_model::catalog::{Catalog, FieldDef};
use telos_model::json::Json;
use telos_model::value::Value;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::{self, checked};
use crate::pages::names::Names;
use crate::pages::render;

/// The most words that one field takes.
const WORDS_MAX: usize = 50;
/// The longest of them, in characters.
const WORD_CHARS_MAX: usize = 100;
/// What stands between words, in whatever script they are typed.
const BETWEEN: [char; 6] = [',', ';', '\n', '、', '，', '；'];

/// The page.
#[derive(Clone, Default)]
pub(super) struct Likes {
    pub(super) rows: Vec<LikeRow>,
}

/// Something that the person likes or does not.
#[derive(Clone)]
pub(super) struct LikeRow {
    pub(super) path: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) words: String,
}

#[derive(Template)]
#[template(path = "me/likes.html")]
struct LikesPage<'a> {
    f: &'a Frame,
    p: &'a Likes,
}

/// The fields that people fill in here.
pub(super) fn tastes(catalog: &Catalog) -> impl Iterator<Item = &FieldDef> {
    catalog.fields.iter().flatten().filter(|field| field.taste)
}

/// What is held of a field now, as words.
fn words_of<'a>(held: &'a Everything, field: &FieldDef) -> Vec<&'a str> {
    let mut values = held.traits.iter().filter(|(id, _)| *id == field.id);
    let Some((_, held)) = values.next() else {
        return Vec::new();
    };
    match &held.value {
        Value::List(items) => items.iter().filter_map(Value::text).collect(),
        _ => Vec::new(),
    }
}

fn shown(names: &Names<'_>, held: &Everything) -> Likes {
    let rows = tastes(names.catalog()).map(|field| LikeRow {
        id: field.path.replace('.', "-"),
        title: names.field_title(field.id),
        words: words_of(held, field).join(", "),
        path: field.path.to_string(),
    });
    Likes {
        rows: rows.collect(),
    }
}

/// The words that somebody typed; none if they are too many or too long.
fn typed(text: &str) -> Option<Vec<&str>> {
    let mut words: Vec<&str> = Vec::new();
    let typed = text.split(BETWEEN).map(str::trim);
    for word in typed.filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let short = |word: &&str| word.chars().count() <= WORD_CHARS_MAX;
    (words.len() <= WORDS_MAX && words.iter().all(short)).then_some(words)
}

/// `GET /me/likes`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| {
        let held = engine.everything(session.oneself)?;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        Ok(held.map(|held| shown(&names, &held)))
    };
    own_page(&portal, &visit, (Place::Data, "/me/likes"), read, |f, p| {
        render(StatusCode::OK, &LikesPage { f, p })
    })
    .await
}

/// `POST /me/likes`: all that is typed at once; what did not change is left as it is.
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
    let mut brands = policy.catalog.brands.iter().flatten();
    let brand = brands.find(|brand| *brand.name == *visit.brand.name);
    let Some(brand) = brand.map(|brand| brand.id) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    say::then(&portal, &visit, move |engine| {
        let policy = engine.policy();
        let Some(held) = engine.everything(session.oneself)? else {
            return Ok("/me/likes?told=not-corrected".to_owned());
        };
        let mut taken = true;
        for field in tastes(&policy.catalog) {
            let Some(text) = fields.find(&field.path) else {
                continue;
            };
            let Some(words) = typed(text) else {
                taken = false;
                continue;
            };
            if words != words_of(&held, field) {
                let words = words
                    .iter()
                    .map(|word| Json::Text((*word).to_owned().into()));
                let words = Json::List(words.collect());
                taken &= say::correct(engine, session, brand, &field.path, words)?;
            }
        }
        let told = if taken { "corrected" } else { "not-corrected" };
        Ok(format!("/me/likes?told={told}"))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_in_every_script_and_taken_once() {
        assert_eq!(typed(" jazz, Noise ;jazz\n"), Some(vec!["jazz", "Noise"]));
        assert_eq!(typed("演歌、落語，詩"), Some(vec!["演歌", "落語", "詩"]));
        assert_eq!(typed(" , "), Some(vec![]));
        assert_eq!(typed(&"a".repeat(101)), None);
        let many: Vec<String> = (0..51).map(|number| number.to_string()).collect();
        assert_eq!(typed(&many.join(",")), None);
    }
}
