//! Webhooks that other systems send: believed by their signature, mapped to messages, and each
//! request taken once. What cannot be mapped is set aside, since its sender could not mend it by
//! sending it again.

mod privacy;

use std::fmt::Write as _;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::Response;
use telos_connect::import::record;
use telos_connect::intake::{Came, Refused, Shown, verify};
use telos_doors::receiving::{Row, Rows, State as Stands, Taker};
use telos_model::catalog::{Catalog, IntakeKind, Signature, Source};
use telos_model::json::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body;
use super::service::unwritten;
use super::track::paced;
use super::wire::Problems;
use super::wire_results::{self, Results};
use crate::AppState;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(hook))
}

/// Takes a webhook of a source whose catalog entry says `from.kind = "webhook"`, signed as it says
/// there. The same request again changes nothing and is answered alike.
#[utoipa::path(
    post, path = "/v1/hooks/{source}", tag = "tracking",
    params(("source" = String, Path, description = "The source, by its name in the catalog")),
    request_body(content = Object, content_type = "application/json"),
    responses((status = 200, body = Results), Problems),
)]
async fn hook(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, content) = request.into_parts();
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    let policy = state.engine.policy();
    let (source, signature) = found(&policy.catalog, &name)?;
    let shown = believed(&state, source, signature, &parts.headers, &bytes)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| no_object())?;
    if Json::parse_str(text)?.as_map().is_none() {
        return Err(no_object());
    }
    let topic = match signature {
        Signature::Shopify(_) => header(&parts.headers, "x-shopify-topic"),
        _ => None,
    };
    let mapping = state.receiving.mapping(&policy.catalog, source);
    let mapping = mapping.ok_or_else(Problem::internal)?;
    let labelled = topic.map(|topic| labelled(text, topic));
    let text = labelled.as_deref().unwrap_or(text);
    let outcome = record(&mapping, &shown.id, text);
    let taker = Taker::new(state.intake(), source.clone());
    if let Some(asked) = topic.and_then(privacy::Asked::of_shopify) {
        privacy::take(&taker, asked, &shown, outcome).await?;
        return Ok(answer(wire_results::write(&[])));
    }
    paced(&state, source, outcome.as_ref().map_or(1, Vec::len))?;
    let rows = [Row {
        place: format!("webhook {}", short(&shown.id)).into(),
        outcome,
    }];
    let rows = Rows {
        rows: &rows,
        mark: None,
    };
    let receipts = taker.once(rows).await.map_err(unwritten)?;
    let stands = taker.trouble().unwrap_or(Stands::Waiting);
    let now = state.engine.now();
    state
        .receiving
        .note(source, |health| health.stands(stands, now));
    Ok(answer(wire_results::write(&receipts)))
}

/// The source of this name, if it takes webhooks.
fn found<'c>(catalog: &'c Catalog, name: &str) -> Result<(&'c Source, &'c Signature), Problem> {
    let id = catalog.names.sources.get(name);
    let source = id.and_then(|id| catalog.source(*id));
    let from = source.and_then(|source| Some((source, source.from.as_ref()?)));
    match from {
        Some((source, from)) if from.active => match &from.kind {
            IntakeKind::Webhook(signature) => Ok((source, signature)),
            _ => Err(no_hook()),
        },
        _ => Err(no_hook()),
    }
}

/// Whether a request comes from whom it says, and what it is known by.
fn believed(
    state: &AppState,
    source: &Source,
    signature: &Signature,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Shown, Problem> {
    let now = state.engine.now();
    let fails = |stands| {
        state
            .receiving
            .note(source, |health| health.fails(stands, now));
    };
    let Some(secret) = telos_reach::secret::find(signature.secret()) else {
        fails(Stands::Credentials);
        return Err(no_secret());
    };
    let came = Came {
        header: &|name| header(headers, name),
        body,
        now,
    };
    verify(signature, &secret, &came).map_err(|refused| {
        match refused {
            Refused::Secret => fails(Stands::Credentials),
            Refused::Old => fails(Stands::Clock),
            // Anybody can send anything: that says nothing about the source.
            Refused::Missing | Refused::Wrong => {}
        }
        state.receiving.note(source, |health| health.refused += 1);
        refusal(refused)
    })
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// An object with the topic of its request in it, as the column `@topic`.
fn labelled(text: &str, topic: &str) -> String {
    let rest = text.trim_start().strip_prefix('{').unwrap_or(text);
    let comma = if rest.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    let topic = serde_json::Value::from(topic);
    format!("{{\"@topic\":{topic}{comma}{rest}")
}

/// What a request is known by, short enough for a list.
fn short(id: &[u8]) -> String {
    id.iter().take(8).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string never fails");
        text
    })
}

fn answer(body: Vec<u8>) -> Response {
    let mut response = Response::new(body.into());
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn no_hook() -> Problem {
    Problem::not_found(
        "hook_unknown",
        "no source of this name takes webhooks",
        "give a source of the catalog `from.kind = \"webhook\"`, and `active = true`",
    )
}

fn no_object() -> Problem {
    Problem::bad(
        "hook_not_object",
        "body",
        "the body is no JSON object",
        "send the event as its sender documents it",
    )
}

fn no_secret() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "secret_missing",
        "the secret of this webhook is not there",
        "set the environment variable or the file that the catalog names",
    )
    .retry_after(60)
}

fn refusal(refused: Refused) -> Problem {
    let (code, detail, mend) = match refused {
        Refused::Missing => (
            "signature_missing",
            "the request is not signed",
            "send the signature in the header that its kind names",
        ),
        Refused::Wrong => (
            "signature_wrong",
            "the signature is not that of the body",
            "sign the body as it is sent, with the secret that the catalog names",
        ),
        Refused::Old => (
            "signature_old",
            "the request was signed more than 5 minutes from now",
            "sign it again, and set the clocks of both systems",
        ),
        Refused::Secret => return no_secret(),
    };
    Problem::new(StatusCode::UNAUTHORIZED, code, detail, mend)
        .authenticate("Signature realm=\"telos\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topic_of_a_request_becomes_a_column() {
        assert_eq!(
            labelled("  {\"id\":1}", "orders/create"),
            "{\"@topic\":\"orders/create\",\"id\":1}"
        );
        assert_eq!(labelled("{ }", "a\"b"), "{\"@topic\":\"a\\\"b\" }");
    }
}
