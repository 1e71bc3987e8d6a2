//! The API: tracking, reading by machines, and what operators ask.

pub(crate) mod rate;
pub(crate) mod wire;

use axum::Router;

use crate::AppState;

/// The routes of the API.
pub fn routes() -> Router<AppState> {
    Router::new()
}
