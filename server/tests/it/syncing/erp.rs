//! An ERP with customers of its own behind an API, as such APIs are: pages, versions, a token, and a
//! search that also finds what is only alike. It can be slow, busy, cut off, and wrong.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Map, Value, json};
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::CatalogFile;
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::support::PATIENCE;
use crate::support::shipped;

const TOKEN: &str = "the-token-of-the-erp";
/// How many records a page has.
const PAGE: usize = 3;

const CATALOG: &str = r#"[identifier.erp_id]
category = "identity"
priority = 8
limit = 1

[source.erp-in]
brand = "aria"
write_key = "aria-erp-in-key"
trusted = true
channel = "store"
purposes = ["orders", "news-email"]
[source.erp-in.from]
kind = "http"
url = "URL/api"
inside = "loopback"
auth = { kind = "bearer", secret = "SECRET" }
updated = "updated_at"
id = "id"
behind_seconds = 2
every_seconds = 1
requests_max = 200
wait_seconds_max = 1
[source.erp-in.from.list]
path = "/customers?since={list.since}"
records = "data"
next = { NEXT }
[[source.erp-in.from.message]]
type = "identify"
timestamp = "{updated_at}"
identifiers.erp_id = "{id}"
traits.first_name = "{first_name}"
traits.last_name = "{last_name}"
traits.address.city = "{address.city}"
traits.address.country = "Japan"
traits.email = "{email}"
[[source.erp-in.from.message]]
type = "consent"
timestamp = "{updated_at}"
identifiers.erp_id = "{id}"
[[source.erp-in.from.message.consents]]
purpose = "news-email"
act = { column = "newsletter", map = { true = "grant", false = "withdraw" } }
method = "erp"

[source.desk]
brand = "aria"
write_key = "aria-desk-key"
trusted = true
channel = "phone"
purposes = ["service"]

[destination.erp-out]
kind = "http"
brand = "aria"
recipient = "help-desk"
purposes = ["orders", "news-email"]
categories = ["identity", "contact"]
url = "URL/api"
inside = "loopback"
auth = { kind = "bearer", secret = "SECRET" }
identifiers = ["erp_id", "email"]
traits = ["first_name", "address.city", "email"]
pace = { requests_max = 200, wait_seconds_max = 1, attempts_max = 30 }
[destination.erp-out.records]
at = "customer"
version = "etag"
key = { id = "{identifier.erp_id}" }
[destination.erp-out.records.fields]
first_name = "{trait.first_name}"
email = "{trait.email}"
"address.city" = "{trait.address.city}"
newsletter = "{permission.news-email}"
[destination.erp-out.records.read]
path = "/customers/{record.key}"
[destination.erp-out.records.find.email]
path = "/search?email={record.value}"
records = "data"
[destination.erp-out.records.create]
path = "/customers"
body = { customer = "{record.fields}" }
[destination.erp-out.records.update]
path = "/customers/{record.key}"
headers = { if-match = "{record.version}" }
body = { customer = "{record.fields}" }
[destination.erp-out.send.suppress]
method = "POST"
path = "/customers/{identifier.erp_id}/suppressed"
answers = { done = [404] }
[destination.erp-out.send.delete]
method = "DELETE"
path = "/customers/{identifier.erp_id}"
answers = { done = [404] }

[sync.erp]
source = "erp-in"
destination = "erp-out"
key = "erp_id"
match = ["email"]
deleted_column = "meta.archived"
MORE
[sync.erp.fields]
first_name = { owner = "telos" }
last_name = { owner = "remote" }
"address.city" = { owner = "newest" }
"address.country" = { owner = "remote" }
email = { owner = "newest" }
"#;

/// What goes wrong with the next request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// It asks to wait.
    Busy,
    /// It fails.
    Status(u16),
    /// It takes longer than anybody waits.
    Slow,
    /// It does what is asked, and its answer breaks off.
    Cut,
    /// It does what is asked, and answers with a page for people.
    Page,
    /// It says that there is nothing.
    Empty,
}

#[derive(Debug, Default)]
pub(super) struct Customers {
    pub(super) all: BTreeMap<u64, Value>,
    last: u64,
    pub(super) faults: VecDeque<(&'static str, Fault)>,
    /// What is changed by somebody else right after the next customer is read.
    pub(super) race: Option<Value>,
    /// Every request: method, path and status.
    pub(super) log: Vec<(String, String, u16)>,
    /// Every body that came.
    pub(super) bodies: String,
    keys: BTreeMap<String, u64>,
}

pub(super) struct Erp {
    pub(super) customers: Arc<Mutex<Customers>>,
    url: String,
    secret: NamedTempFile,
    server: JoinHandle<()>,
}

type Shared = State<Arc<Mutex<Customers>>>;

impl Erp {
    pub(super) async fn make() -> Self {
        let customers = Arc::new(Mutex::new(Customers::default()));
        let app = Router::new()
            .route("/api/customers", get(list).post(create))
            .route("/api/search", get(search))
            .route(
                "/api/customers/{id}",
                get(read).patch(update).delete(delete),
            )
            .route(
                "/api/customers/{id}/suppressed",
                axum::routing::post(suppress),
            )
            .layer(axum::middleware::from_fn_with_state(
                Arc::clone(&customers),
                around,
            ))
            .with_state(Arc::clone(&customers));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("serves");
        });
        let secret = NamedTempFile::new().expect("a file");
        std::fs::write(secret.path(), TOKEN).expect("written");
        Self {
            customers,
            url: format!("http://127.0.0.1:{port}"),
            secret,
            server,
        }
    }

    pub(super) fn files(&self, more: &str) -> Vec<CatalogFile> {
        self.files_with(
            more,
            "take = \"paging.next\", path = \"/customers?cursor={list.next}\"",
        )
    }

    pub(super) fn files_with(&self, more: &str, next: &str) -> Vec<CatalogFile> {
        let secret = format!("file:{}", self.secret.path().display());
        let text = CATALOG.replace("URL", &self.url);
        let text = text.replace("SECRET", &secret).replace("MORE", more);
        let text = text.replace("NEXT", next);
        let mut files = shipped();
        for file in &mut files {
            if file.path.ends_with("news-email-aria.toml") {
                let more = "[\"mail-service\", \"help-desk\"]";
                file.text = file.text.replace("[\"mail-service\"]", more);
            }
        }
        files.push(CatalogFile {
            path: "sync.toml".into(),
            text,
        });
        files
    }

    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Customers) -> T) -> T {
        change(&mut self.customers.lock().expect("no panic"))
    }

    pub(super) fn put(&self, customer: Value) -> u64 {
        self.with(|all| all.put(customer))
    }

    pub(super) fn change(&self, id: u64, change: &Value) {
        self.with(|all| all.change(id, change));
    }

    /// What stands in a field of a customer, as JSON.
    pub(super) fn field(&self, id: u64, path: &str) -> Value {
        self.with(|all| {
            let customer = all.all.get(&id).cloned().unwrap_or_default();
            customer.pointer(path).cloned().unwrap_or_default()
        })
    }

    pub(super) async fn until(&self, id: u64, path: &str, wanted: &Value) -> Duration {
        let begun = Instant::now();
        loop {
            let found = self.field(id, path);
            if found == *wanted {
                return begun.elapsed();
            }
            if begun.elapsed() >= PATIENCE {
                let log = self.with(|all| all.log.split_off(all.log.len().saturating_sub(60)));
                panic!("{id} {path}: {found}, not {wanted}: {log:#?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) async fn until_count(&self, wanted: usize) {
        let begun = Instant::now();
        loop {
            let found = self.with(|all| all.all.len());
            if found == wanted {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{found}, not {wanted}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How often a request of a method came to this.
    pub(super) fn came(&self, method: &str, status: u16) -> usize {
        self.with(|all| {
            let log = all.log.iter();
            log.filter(|(known, _, code)| known == method && *code == status)
                .count()
        })
    }
}

impl Drop for Erp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Customers {
    fn put(&mut self, mut customer: Value) -> u64 {
        self.last += 1;
        customer["id"] = json!(self.last);
        customer["version"] = json!(1);
        customer["updated_at"] = json!(SystemClock.now().to_string());
        self.all.insert(self.last, customer);
        self.last
    }

    fn change(&mut self, id: u64, change: &Value) {
        fn merge(into: &mut Value, change: &Value) {
            if let (Value::Object(into), Value::Object(change)) = (&mut *into, change) {
                for (name, value) in change {
                    merge(into.entry(name.clone()).or_insert(Value::Null), value);
                }
            } else {
                *into = change.clone();
            }
        }
        let Some(customer) = self.all.get_mut(&id) else {
            return;
        };
        merge(customer, change);
        let version = customer["version"].as_u64().unwrap_or(0) + 1;
        customer["version"] = json!(version);
        customer["updated_at"] = json!(SystemClock.now().to_string());
    }

    fn fault(&mut self, what: &str) -> Option<Fault> {
        let (wanted, fault) = *self.faults.front()?;
        (wanted == what).then(|| {
            self.faults.pop_front();
            fault
        })
    }
}

/// Lets in who has the token, keeps the log, and does what goes wrong.
async fn around(
    State(shared): Shared,
    method: Method,
    uri: Uri,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let wanted = format!("Bearer {TOKEN}");
    let authorized = request.headers().get("authorization");
    if authorized.is_none_or(|sent| *sent != *wanted) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let what = match (method.as_str(), uri.path()) {
        ("GET", "/api/customers") => "list",
        ("GET", "/api/search") => "search",
        ("GET", _) => "read",
        ("POST", "/api/customers") => "create",
        ("PATCH", _) => "update",
        _ => "other",
    };
    let fault = shared.lock().expect("no panic").fault(what);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    {
        let mut all = shared.lock().expect("no panic");
        all.bodies.push_str(&String::from_utf8_lossy(&body));
        all.bodies.push_str(&uri.to_string());
    }
    let request = axum::extract::Request::from_parts(parts, Body::from(body));
    let answer = match fault {
        Some(Fault::Busy) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response()
        }
        Some(Fault::Status(status)) => StatusCode::from_u16(status)
            .expect("a status")
            .into_response(),
        Some(Fault::Slow) => {
            let answer = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(2_500)).await;
            answer
        }
        Some(Fault::Cut) => {
            let status = next.run(request).await.status();
            let parts: [Result<&str, std::io::Error>; 2] =
                [Ok("{\"data\": [{\"id\""), Err(std::io::Error::other("cut"))];
            (status, Body::from_stream(stream::iter(parts))).into_response()
        }
        Some(Fault::Page) => {
            let status = next.run(request).await.status();
            (status, "<html>Please log in</html>").into_response()
        }
        Some(Fault::Empty) => Json(json!({"data": [], "paging": {}})).into_response(),
        None => next.run(request).await,
    };
    let entry = (
        method.to_string(),
        uri.to_string(),
        answer.status().as_u16(),
    );
    shared.lock().expect("no panic").log.push(entry);
    answer
}

/// By time of change; the mark of a page names the record before it.
async fn list(State(shared): Shared, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let all = shared.lock().expect("no panic");
    let mut sorted: Vec<&Value> = all.all.values().collect();
    let place = |customer: &Value| {
        let updated = customer["updated_at"].as_str().unwrap_or_default();
        format!("{updated}/{:08}", customer["id"].as_u64().unwrap_or(0))
    };
    sorted.sort_by_key(|customer| place(customer));
    let after = asked.get("cursor").cloned().unwrap_or_default();
    let since = asked.get("since").cloned().unwrap_or_default();
    let mut page: Vec<Value> = sorted
        .into_iter()
        .filter(|customer| {
            place(customer) > after
                && *customer["updated_at"].as_str().unwrap_or_default() >= *since
        })
        .cloned()
        .collect();
    let number: usize = asked
        .get("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let page_of: Vec<Value> = page.drain(..).skip((number - 1) * PAGE).collect();
    let more = page_of.len() > PAGE;
    let shown: Vec<Value> = page_of.into_iter().take(PAGE).collect();
    let next = shown.last().filter(|_| more).map(place);
    let mut headers = HeaderMap::new();
    if let Some(next) = &next {
        let link = format!("</api/customers?cursor={next}>; rel=\"next\"");
        headers.insert("link", link.parse().expect("a header"));
    }
    (
        headers,
        Json(json!({"data": shown, "paging": {"next": next}})),
    )
        .into_response()
}

/// Finds what begins alike, too.
async fn search(State(shared): Shared, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let all = shared.lock().expect("no panic");
    let wanted = asked
        .get("email")
        .cloned()
        .unwrap_or_default()
        .to_lowercase();
    let begin = wanted.chars().next();
    let found: Vec<Value> = all
        .all
        .values()
        .filter(|customer| {
            let email = customer["email"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase();
            email.chars().next() == begin
        })
        .cloned()
        .collect();
    Json(json!({ "data": found })).into_response()
}

async fn read(State(shared): Shared, Path(id): Path<u64>) -> Response {
    let mut all = shared.lock().expect("no panic");
    let Some(customer) = all.all.get(&id).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(change) = all.race.take() {
        all.change(id, &change);
    }
    let tag = format!("\"v{}\"", customer["version"]);
    ([("etag", tag)], Json(json!({ "customer": customer }))).into_response()
}

async fn create(State(shared): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mut all = shared.lock().expect("no panic");
    let key = headers.get("idempotency-key");
    let key = key.and_then(|key| key.to_str().ok()).unwrap_or_default();
    if all.keys.contains_key(key) {
        return StatusCode::OK.into_response();
    }
    let id = all.put(body["customer"].clone());
    all.keys.insert(key.to_owned(), id);
    let customer = all.all.get(&id).cloned();
    (StatusCode::CREATED, Json(json!({ "customer": customer }))).into_response()
}

async fn update(
    State(shared): Shared,
    Path(id): Path<u64>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut all = shared.lock().expect("no panic");
    let Some(customer) = all.all.get(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"v{}\"", customer["version"]);
    match headers.get("if-match") {
        None => return StatusCode::PRECONDITION_REQUIRED.into_response(),
        Some(wanted) if *wanted != *tag => {
            return StatusCode::PRECONDITION_FAILED.into_response();
        }
        Some(_) => {}
    }
    let change = body["customer"].as_object().cloned().unwrap_or_default();
    all.change(id, &Value::Object(Map::from_iter(change)));
    StatusCode::OK.into_response()
}

async fn delete(State(shared): Shared, Path(id): Path<u64>) -> StatusCode {
    let gone = shared.lock().expect("no panic").all.remove(&id);
    gone.map_or(StatusCode::NOT_FOUND, |_| StatusCode::NO_CONTENT)
}

async fn suppress(State(shared): Shared, Path(id): Path<u64>) -> StatusCode {
    shared
        .lock()
        .expect("no panic")
        .change(id, &json!({"newsletter": false}));
    StatusCode::NO_CONTENT
}
