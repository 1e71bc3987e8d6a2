//! Receipts for machines, such as a shop's own account pages, and the page that checks one.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use telos_engine::ledger::{LedgerError, ProvenFact, ToProve};
use telos_engine::{LookedAt, Who};
use telos_model::catalog::{Catalog, SlotKind};
use telos_model::consent::{FactId, Statement};
use telos_model::decide::Named;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::reading::note;
use super::wire::Problems;
use crate::keys::{MachineKey, Role};
use crate::problem::Problem;
use crate::receipt::{self, MEDIA_TYPE};
use crate::{AppState, PublicUrl};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(one))
}

/// The receipt of a permission fact: an ISO/IEC TS 27560 record in DPV JSON-LD, a Kantara consent
/// receipt, and the proof that the ledger has it.
#[utoipa::path(
    get, path = "/v1/receipts/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The id of the fact, such as a decision's evidence", pattern = "^f[0-9a-f]{32}$")),
    responses((status = 200, content_type = "application/ld+json", body = Object), Problems),
    security(("machine_key" = [])),
)]
async fn one(
    State(state): State<AppState>,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?.clone();
    let id = id.ok().and_then(|Path(id)| fact_id(&id)).ok_or_else(|| {
        Problem::bad(
            "receipt_id_invalid",
            "id",
            "this is no id of a permission fact",
            "send `f` and 32 hexadecimal digits, as in answers",
        )
    })?;
    let engine = state.engine.clone();
    let policy = state.engine.policy();
    let found = tokio::task::spawn_blocking(move || {
        let found = engine.receipt_by_id(id)?;
        if let ToProve::Proven(proven) = &found
            && may_see(&key, &policy.catalog, proven)
        {
            let who = Who::Node(proven.node);
            let name = key.name();
            note(&engine, name, &who, Named::Unknown, LookedAt::Permissions)?;
            return Ok((found, true));
        }
        Ok((found, false))
    });
    let found: Result<Result<_, LedgerError>, _> = found.await;
    let found = match found {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a receipt could not be made"
            );
            return Err(Problem::internal());
        }
        Err(_) => return Err(Problem::internal()),
    };
    let policy = state.engine.policy();
    match found {
        (ToProve::Proven(proven), true) => {
            let base = base(state.options.public_url.as_ref(), &headers);
            Ok(answer(
                &receipt::document(&policy.catalog, &proven, &base),
                id,
            ))
        }
        _ => Err(Problem::not_found(
            "receipt_unknown",
            "there is no receipt of this id that the machine key may see",
            "check the id; facts of other brands and of erased people have none",
        )),
    }
}

/// Whether the fact is about a purpose that the key may ask for, or about a brand it sees.
fn may_see(key: &MachineKey, catalog: &Catalog, proven: &ProvenFact) -> bool {
    match proven.recorded.fact.statement {
        Statement::Consent { purpose, .. } => catalog
            .slots
            .name(SlotKind::Purpose, purpose.index())
            .is_some_and(|name| key.may_ask(name)),
        _ => match receipt::brand(catalog, proven) {
            Some(brand) => key.sees_brand(&brand.name),
            None => key.may_ask("*"),
        },
    }
}

/// A receipt as an answer, to be kept as a file.
pub(crate) fn answer(document: &serde_json::Value, id: FactId) -> Response {
    let name = format!("attachment; filename=\"receipt-{id}.jsonld\"");
    let headers = [
        (CONTENT_TYPE, MEDIA_TYPE.to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    (StatusCode::OK, headers, document.to_string()).into_response()
}

/// The address that people reach the deployment under: the public one, or else the one asked.
pub(crate) fn base(public: Option<&PublicUrl>, headers: &HeaderMap) -> String {
    if let Some(url) = public {
        return format!("{}://{}", url.scheme(), url.place());
    }
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let plain = |host: &&str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        !host.is_empty() && host.len() <= 255 && host.bytes().all(plain)
    };
    format!("http://{}", host.filter(plain).unwrap_or("localhost"))
}

/// The fact that a text names: `f` and 32 hexadecimal digits.
pub(crate) fn fact_id(text: &str) -> Option<FactId> {
    let digits = text.strip_prefix('f').filter(|digits| digits.len() == 32)?;
    let lower = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let number = digits.bytes().all(lower).then_some(digits)?;
    let number = u128::from_str_radix(number, 16).ok()?;
    Some(FactId(number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_named_as_answers_name_it() {
        let id = FactId([0xab; 16]);
        assert_eq!(fact_id(&id.to_string()), Some(id));
        for bad in [
            "",
            "f",
            "fab",
            "e00000000000000000000000000000000",
            "f0000000000000000000000000000000G",
        ] {
            assert_eq!(fact_id(bad), None, "{bad}");
        }
    }
}
