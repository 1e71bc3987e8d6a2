//! The consent ledger in public: checkpoints, proofs, and tiles that a monitor can mirror (C2SP
//! tlog-tiles, with `/v1/ledger` as the prefix). Nothing in it says anything about anybody.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use telos_engine::Engine;
use telos_engine::ledger::LedgerError;
use telos_ledger::Hash;
use telos_ledger::tile::TilePath;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::{Pairs, Params, json};
use super::wire::Problems;
use super::wire_ledger::{self as wire, EntryShown, LedgerKeys, ProofShown};
use crate::AppState;
use crate::problem::Problem;

/// What never changes may be kept for ever.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What changes with the next checkpoint.
const BRIEFLY: HeaderValue = HeaderValue::from_static("public, max-age=1");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        .routes(routes!(keys))
        .routes(routes!(proof))
        .routes(routes!(entry))
}

/// The routes of tiles, whose paths have slashes.
pub(super) fn tiles() -> Router<AppState> {
    Router::new().route("/v1/ledger/tile/{*path}", get(tile))
}

/// The signed head of the ledger (C2SP tlog-checkpoint), over all that is on disk now.
#[utoipa::path(
    get, path = "/v1/ledger/checkpoint", tag = "ledger",
    responses((status = 200, content_type = "text/plain", body = String), Problems),
)]
async fn checkpoint(State(state): State<AppState>) -> Result<Response, Problem> {
    let answer = ask(&state, |engine| {
        let signed = engine.ledger_checkpoint()?;
        Ok(Ok(
            ([(CONTENT_TYPE, TEXT)], signed.to_string()).into_response()
        ))
    });
    Ok(open(answer.await?, BRIEFLY))
}

/// The ledger's name and the keys that verify its checkpoints.
#[utoipa::path(
    get, path = "/v1/ledger/keys", tag = "ledger",
    responses((status = 200, body = LedgerKeys), Problems),
)]
async fn keys(State(state): State<AppState>) -> Result<Response, Problem> {
    state.ledger_rate.take()?;
    let engine = &state.engine;
    let shown = json(&wire::keys(engine.ledger_name(), &engine.ledger_keys()));
    Ok(open(shown, BRIEFLY))
}

/// The proof of an entry, by its place (`index`) or the hash of its leaf (`hash`), in the ledger
/// as it was at a `size` or is now; or, with `first` and `second`, that the ledger of the first
/// size is the beginning of that of the second.
#[utoipa::path(
    get, path = "/v1/ledger/proof", tag = "ledger",
    params(
        ("index" = Option<u64>, Query, description = "The place of an entry"),
        ("hash" = Option<String>, Query, description = "The hash of an entry's leaf, as 64 hexadecimal digits or base64"),
        ("size" = Option<u64>, Query, description = "The size of the ledger; of the newest checkpoint where there is none", minimum = 1),
        ("first" = Option<u64>, Query, description = "The earlier size", minimum = 1),
        ("second" = Option<u64>, Query, description = "The later size", minimum = 1),
    ),
    responses((status = 200, body = ProofShown), Problems),
)]
async fn proof(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Problem> {
    let asked = Asked::read(&Params::new(pairs)?)?;
    let lasting = match asked {
        Asked::Inclusion { size, .. } => size.is_some(),
        Asked::Consistency { .. } => true,
    };
    let answer = ask(&state, move |engine| prove(engine, &asked)).await?;
    Ok(open(answer, if lasting { FOR_EVER } else { BRIEFLY }))
}

/// An entry, with its salt and payload if it says nothing about anybody.
#[utoipa::path(
    get, path = "/v1/ledger/entries/{index}", tag = "ledger",
    params(("index" = u64, Path, description = "The place of the entry")),
    responses((status = 200, body = EntryShown), Problems),
)]
async fn entry(
    State(state): State<AppState>,
    index: Result<Path<u64>, PathRejection>,
) -> Result<Response, Problem> {
    let Ok(Path(index)) = index else {
        return Err(not_a_number("index"));
    };
    let answer = ask(&state, move |engine| {
        let found = engine.ledger_entry(index)?;
        Ok(found.map_or_else(|| Err(no_entry()), |found| Ok(json(&wire::entry(&found)))))
    });
    Ok(open(answer.await?, FOR_EVER))
}

/// A tile of hashes or of entries (C2SP tlog-tiles), such as `0/x001/067`, `0/273.p/112` or
/// `entries/000`.
#[utoipa::path(
    get, path = "/v1/ledger/tile/{path}", tag = "ledger",
    params(("path" = String, Path, description = "Level and place, whose slashes are not encoded")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), Problems),
)]
pub(super) async fn tile(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let path = path.ok().and_then(|Path(path)| TilePath::parse(&path));
    let Some(path) = path else {
        return Err(Problem::bad(
            "tile_invalid",
            "path",
            "this is no path of a tile",
            "send one as C2SP tlog-tiles has it, such as 0/x001/067 or entries/000.p/12",
        ));
    };
    let answer = ask(&state, move |engine| {
        let bytes = engine.ledger_tile(path)?;
        Ok(bytes.map_or_else(
            || {
                Err(Problem::not_found(
                    "tile_unknown",
                    "no checkpoint has reached this tile at this width",
                    "take the newest checkpoint and ask for the tiles of its size",
                ))
            },
            |bytes| Ok(([(CONTENT_TYPE, BYTES)], bytes).into_response()),
        ))
    });
    Ok(open(answer.await?, FOR_EVER))
}

/// What is to be proven.
enum Asked {
    Inclusion {
        index: Option<u64>,
        hash: Option<Hash>,
        size: Option<u64>,
    },
    Consistency {
        first: u64,
        second: u64,
    },
}

impl Asked {
    fn read(params: &Params) -> Result<Self, Problem> {
        let number = |name: &'static str| {
            let text = params.one(name)?;
            text.map(|text| whole(text).ok_or_else(|| not_a_number(name)))
                .transpose()
        };
        let (index, size) = (number("index")?, number("size")?);
        let (first, second) = (number("first")?, number("second")?);
        let hash = params.one("hash")?;
        let hash = hash
            .map(|text| {
                read_hash(text).ok_or_else(|| {
                    Problem::bad(
                        "hash_invalid",
                        "hash",
                        "this is no hash of a leaf",
                        "send 64 hexadecimal digits, or base64 with + as %2B",
                    )
                })
            })
            .transpose()?;
        let one_of = Problem::bad(
            "parameter_invalid",
            "index",
            "a proof is of an entry, by `index` or `hash`, or of two sizes, `first` and `second`",
            "send one of these, and nothing of the other",
        );
        match (index, hash, first, second) {
            (None, None, Some(first), Some(second)) if size.is_none() => {
                if first == 0 || first > second {
                    return Err(Problem::bad(
                        "sizes_invalid",
                        "first",
                        "a ledger without entries proves nothing, and it only grows",
                        "send a `first` of at least 1 and no more than `second`",
                    ));
                }
                Ok(Self::Consistency { first, second })
            }
            (Some(_), None, None, None) | (None, Some(_), None, None) => {
                Ok(Self::Inclusion { index, hash, size })
            }
            _ => Err(one_of),
        }
    }
}

fn prove(engine: &Engine, asked: &Asked) -> Result<Result<Response, Problem>, LedgerError> {
    let beyond = || {
        Problem::not_found(
            "size_unknown",
            "no checkpoint has reached this size",
            "take the newest checkpoint and ask for its size or a smaller one",
        )
    };
    match *asked {
        Asked::Consistency { first, second } => {
            let found = engine.ledger_consistency(first, second)?;
            Ok(found.map_or_else(
                || Err(beyond()),
                |found| Ok(json(&wire::consistency(&found))),
            ))
        }
        Asked::Inclusion { index, hash, size } => {
            let newest = match size {
                None => Some(engine.ledger_checkpoint()?),
                Some(_) => None,
            };
            let size = size.or(newest.as_ref().map(|signed| signed.unverified().size));
            let size = size.unwrap_or_default();
            let index = match (index, hash) {
                (Some(index), _) => Some(index),
                (None, Some(hash)) => engine.ledger_find(&hash)?,
                (None, None) => None,
            };
            let Some(index) = index else {
                return Ok(Err(no_entry()));
            };
            let found = engine.ledger_inclusion(index, size)?;
            Ok(found.map_or_else(
                || Err(if index < size { beyond() } else { no_entry() }),
                |found| Ok(json(&wire::inclusion(&found, newest.as_deref()))),
            ))
        }
    }
}

fn no_entry() -> Problem {
    Problem::not_found(
        "entry_unknown",
        "the ledger of this size has no such entry",
        "entries are there with the next checkpoint, at most a second after they were made",
    )
}

fn not_a_number(at: &'static str) -> Problem {
    Problem::bad(
        "parameter_invalid",
        at,
        "this is no whole number",
        "send digits without a sign",
    )
}

fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn read_hash(text: &str) -> Option<Hash> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap_or(0);
        return Some(Hash(std::array::from_fn(byte)));
    }
    Hash::parse(text)
}

/// Asks the ledger off the threads that answer connections, if not too many do.
async fn ask(
    state: &AppState,
    run: impl FnOnce(&Engine) -> Result<Result<Response, Problem>, LedgerError> + Send + 'static,
) -> Result<Response, Problem> {
    state.ledger_rate.take()?;
    let engine = state.engine.clone();
    let asked = tokio::task::spawn_blocking(move || run(&engine)).await;
    match asked {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the ledger could not be read"
            );
            Err(Problem::internal())
        }
        Err(_) => Err(Problem::internal()),
    }
}

/// Any page may read the ledger, and caches may keep it.
fn open(mut response: Response, kept: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, kept);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_in_both_forms() {
        let hash = Hash::of_leaf(b"leaf");
        let hex = wire::hex(&hash.0);
        assert_eq!(read_hash(&hex), Some(hash));
        assert_eq!(read_hash(&hash.to_string()), Some(hash));
        for bad in ["", "0", &hex[1..], "g".repeat(64).as_str(), "AAAA"] {
            assert_eq!(read_hash(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(whole("18446744073709551615"), Some(u64::MAX));
        for bad in ["", "-1", "+1", "1.0", "18446744073709551616", "1e3"] {
            assert_eq!(whole(bad), None, "{bad}");
        }
    }
}
