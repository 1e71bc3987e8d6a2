//! A server to test with: the shipped catalog, the in-memory store, requests without a network.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use telos_engine::{CacheSizes, Engine, ManualClock, Options as EngineOptions};
use telos_model::catalog::{CatalogFile, compile};
use telos_model::time::Timestamp;
use telos_server::keys::{Keys, MachineKey, Role};
use telos_server::{AppState, Options, app};
use telos_store::seal::{MasterKey, Vault};
use telos_store::{Memory, Store};
use tower::ServiceExt;

/// The instant at which tests begin.
pub(crate) const NOON: &str = "2026-05-03T12:00:00Z";
/// A key with every role and purpose.
pub(crate) const ALL: &str = "Bearer key-all";
/// `Basic` with the key of the web source, which takes any origin.
pub(crate) const WEB: &str = "Basic YXJpYS13ZWIta2V5Og==";
/// `Basic` with the key of the store source, which takes no origin.
pub(crate) const STORE: &str = "Basic YXJpYS1zdG9yZS1rZXk6";

pub(crate) struct World {
    pub(crate) app: Router,
    pub(crate) state: AppState,
    pub(crate) engine: Engine,
    pub(crate) store: Arc<Memory>,
    pub(crate) clock: Arc<ManualClock>,
}

/// An answer, whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty where the body is no text.
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Asserts that this is a problem document of this status and code, and gives it.
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status);
        for member in ["type", "title", "detail", "message", "mend"] {
            assert!(
                body[member].as_str().is_some_and(|text| !text.is_empty()),
                "{member}: {body}"
            );
        }
        body
    }

    /// Asserts that this is a result list and gives the statuses in it.
    pub(crate) fn statuses(&self) -> Vec<String> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        let body = self.json();
        let results = body["results"].as_array().expect("results");
        results
            .iter()
            .map(|one| one["status"].as_str().expect("a status").to_owned())
            .collect()
    }
}

pub(crate) fn shipped() -> Vec<CatalogFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path
                    .strip_prefix(&root)
                    .expect("below")
                    .display()
                    .to_string();
                let mut text = std::fs::read_to_string(&path).expect("readable");
                if name == "sources/aria.toml" {
                    // One source with a limit and one with origins, for the tests of both.
                    text = text
                        .replace(
                            "[source.aria-calls]",
                            "[source.aria-calls]\nrate_events_max = 2",
                        )
                        .replace(
                            "[source.aria-app]",
                            "[source.aria-app]\norigins = [\"https://app.aria.example\"]",
                        );
                }
                files.push(CatalogFile { path: name, text });
            }
        }
    }
    files
}

fn keys() -> Keys {
    let roles = [
        Role::Read,
        Role::Decide,
        Role::Consent,
        Role::Explain,
        Role::Live,
        Role::Admin,
    ];
    Keys::new(vec![
        MachineKey::new("all", "key-all", Some("aria"), &roles, &["*"]),
        MachineKey::new("orders", "key-orders", Some("aria"), &roles, &["orders"]),
        MachineKey::new("bento", "key-bento", Some("bento"), &roles, &["bento/*"]),
        MachineKey::new("nothing", "key-nothing", None, &roles, &[]),
        MachineKey::new("reader", "key-reader", None, &[Role::Read], &["*"]),
    ])
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        Self::of(options, &shipped())
    }

    /// A world with another catalog.
    pub(crate) fn of(options: Options, files: &[CatalogFile]) -> Self {
        let store = Arc::new(Memory::new());
        let clock = Arc::new(ManualClock::at(Timestamp::parse(NOON).expect("a time")));
        let vault = Vault::new(MasterKey::from_secret([7; 32]));
        let engine_options = EngineOptions {
            seed: [3; 32],
            instance: 0,
            caches: CacheSizes::default(),
            warm: false,
            sweep_millis: 0,
            keep_recent: true,
        };
        let catalog = compile(files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let shared: Arc<dyn Store> = store.clone();
        let engine =
            Engine::open(shared, vault, catalog, clock.clone(), &engine_options).expect("opens");
        engine.apply(files).expect("applies");
        let state = AppState::new(engine.clone(), keys(), options);
        let app = app(state.clone());
        Self {
            app,
            state,
            engine,
            store,
            clock,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        parts
            .extensions
            .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 9))));
        let request = Request::from_parts(parts, body);
        let response = self.app.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap_or_default(),
            bytes: bytes.to_vec(),
        }
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send(request(Method::POST, path, headers, body)).await
    }

    /// Gets a path, with this Authorization header unless it is empty.
    pub(crate) async fn get(&self, path: &str, key: &str) -> Answer {
        let headers = [("authorization", key)];
        let headers = if key.is_empty() {
            &headers[..0]
        } else {
            &headers[..]
        };
        self.send(request(Method::GET, path, headers, Body::empty()))
            .await
    }

    /// Sends a track or other call with the web source's key.
    pub(crate) async fn web(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.post(path, &[("authorization", WEB)], body).await
    }

    /// The same by a source whose key is a secret of the brand's own systems.
    pub(crate) async fn shop(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.post(path, &[("authorization", STORE)], body).await
    }

    /// An identifier of this kind.
    pub(crate) fn identifier(&self, kind: &str, value: &str) -> telos_model::people::Identifier {
        let kind = self.engine.policy().catalog.names.identifiers[kind];
        let value = value.into();
        telos_model::people::Identifier { kind, value }
    }

    /// Takes in a customer `u1` with an order, so that there is something to read.
    pub(crate) async fn with_customer(self) -> Self {
        let identify = r#"{"messageId":"c-1","userId":"u1","traits":{"email":"Ada@Example.org","firstName":"Ada","description":"Ada asked about a violin","address":{"country":"Germany"}}}"#;
        let order = r#"{"messageId":"c-2","userId":"u1","event":"Order Completed","properties":{"order_id":"o1","revenue":19.9}}"#;
        assert_eq!(
            self.web("/v1/identify", identify).await.statuses(),
            ["kept"]
        );
        assert_eq!(self.web("/v1/track", order).await.statuses(), ["kept"]);
        self
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

pub(crate) fn request(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "telos.example:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).expect("a request")
}

pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).expect("to memory");
    encoder.finish().expect("to memory")
}

/// A track call of an order.
pub(crate) fn order(id: &str) -> String {
    format!(
        r#"{{"type":"track","messageId":"{id}","userId":"u-{id}","event":"Order Completed","properties":{{"order_id":"{id}","revenue":5}}}}"#
    )
}
