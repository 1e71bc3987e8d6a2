//! What operators get, as it goes over the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`; a server that is not well answers with a problem.
    pub(crate) status: &'static str,
}

/// The support of Global Privacy Control, as its specification has it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GpcSupport {
    pub(crate) gpc: bool,
    /// Since when, as a date.
    #[schema(format = Date)]
    pub(crate) last_update: &'static str,
}

/// Two nodes that are linked directly.
#[derive(ToSchema)]
#[schema(as = NodePair)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
pub(crate) struct Pair {
    #[schema(pattern = "^n[0-9a-f]{16}$")]
    a: String,
    #[schema(pattern = "^n[0-9a-f]{16}$")]
    b: String,
}

/// Two nodes that are no longer one person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Unmerged {
    pub(crate) a: String,
    pub(crate) b: String,
}
