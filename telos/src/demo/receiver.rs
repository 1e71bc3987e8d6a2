//! Where the demo's data goes to: a destination within the demo itself, which shows what it got
//! last.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use telos_model::catalog::CatalogFile;

/// How many requests are shown.
const SHOWN_MAX: usize = 200;
/// The path that it is at.
const PATH: &str = "/demo/receiver";

/// What was received last, newest first.
type Received = Arc<Mutex<VecDeque<String>>>;

/// The receiver as a destination of the catalog.
pub(super) fn destination(address: SocketAddr) -> CatalogFile {
    let text = format!(
        r#"# The demo's own receiver: what people do who said yes to letters.
[destination.demo-receiver]
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "behaviour", "transaction"]
url = "http://{address}{PATH}"
inside = "loopback"
auth = {{ kind = "none" }}
identifiers = ["user_id", "email"]
traits = ["first_name"]
events = ["Order Completed", "Email Clicked"]
segments = ["aria-sleeping"]
pace = {{ requests_max = 200 }}

[destination.demo-receiver.send.event]
body = {{ type = "event", user = "{{identifier.user_id}}", event = "{{event.name}}", revenue = "{{event.property.revenue}}" }}
[destination.demo-receiver.send.segment]
body = {{ type = "segment", user = "{{identifier.user_id}}", segment = "{{segment.name}}", entered = "{{segment.entered}}" }}
[destination.demo-receiver.send.consent]
body = {{ type = "consent", user = "{{identifier.user_id}}", permissions = "{{permissions}}" }}
[destination.demo-receiver.send.suppress]
body = {{ type = "suppress", identifiers = "{{identifiers}}" }}
[destination.demo-receiver.send.delete]
body = {{ type = "delete", identifiers = "{{identifiers}}" }}

[destination.demo-receiver.batch]
items_max = 100
body = {{ type = "batch", items = "{{items}}" }}
"#
    );
    CatalogFile {
        path: "destinations/demo-receiver.toml".into(),
        text,
    }
}

/// Its routes: taking what is sent, and showing what came last.
pub(super) fn routes() -> Router {
    let received = Received::default();
    Router::new()
        .route(PATH, get(show).post(take))
        .with_state(received)
}

async fn take(State(received): State<Received>, body: Bytes) -> StatusCode {
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut received = received.lock().unwrap_or_else(PoisonError::into_inner);
    received.push_front(text);
    received.truncate(SHOWN_MAX);
    StatusCode::NO_CONTENT
}

async fn show(State(received): State<Received>) -> String {
    let received = received.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = String::new();
    for one in &*received {
        let _ = writeln!(text, "{one}");
    }
    text
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{compile, starter};

    use super::*;

    #[test]
    fn the_receiver_is_a_destination_in_order() {
        let mut files = starter();
        files.push(destination(SocketAddr::from(([127, 0, 0, 1], 8080))));
        let compiled = compile(&files, None);
        let catalog = compiled.unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        assert!(catalog.names.destinations.contains_key("demo-receiver"));
    }
}
