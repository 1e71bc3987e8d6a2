//! The pages of the console.

use axum::Router;

use crate::AppState;

/// The routes under `/console`.
pub fn routes() -> Router<AppState> {
    Router::new()
}
