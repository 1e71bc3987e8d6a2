//! Sends messages to the server over HTTP, as any SDK would.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use telos_model::time::Timestamp;
use tokio::net::TcpStream;

use super::message::{Item, write_key};
use super::waves::Lane;

/// The most messages sent in one batch.
const BATCH_ITEMS_MAX: usize = 200;
/// The largest batch, in bytes; the server takes a little more.
const BATCH_BYTES_MAX: usize = 400 * 1024;
/// How often a batch is sent before the demo gives up.
const ATTEMPTS_MAX: u32 = 8;
/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The longest wait that an answer may ask for.
const RETRY_WAIT_MAX: Duration = Duration::from_secs(5);

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// The connection failed, again and again.
    #[error("send messages to the demo's own server: the connection failed")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server said no.
    #[error("send messages to the demo's own server: it answered {0}")]
    Answer(StatusCode),
    /// The answer is not what such a server says.
    #[error("send messages to the demo's own server: its answer cannot be read")]
    Unreadable(#[source] serde_json::Error),
}

/// What became of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) kept: u64,
    pub(super) forgotten: u64,
    pub(super) duplicate: u64,
    pub(super) rejected: u64,
}

impl Tally {
    /// All of them.
    pub(super) const fn all(&self) -> u64 {
        self.kept + self.forgotten + self.duplicate + self.rejected
    }

    /// Adds another tally.
    pub(super) fn add(&mut self, other: Self) {
        self.kept += other.kept;
        self.forgotten += other.forgotten;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
    }
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    results: Vec<Outcome<'a>>,
}

#[derive(Deserialize)]
struct Outcome<'a> {
    status: &'a str,
}

/// One connection that is kept open, and opened again where it broke.
#[derive(Debug)]
pub(super) struct Client {
    server: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// A client of this server.
    pub(super) const fn new(server: SocketAddr) -> Self {
        let sender = None;
        Self { server, sender }
    }

    /// Sends the messages of a lane, in their order.
    pub(super) async fn send(
        &mut self,
        lane: Lane,
        items: &[Item],
        now: Timestamp,
    ) -> Result<Tally, SendError> {
        let mut tally = Tally::default();
        let mut rest = items;
        while !rest.is_empty() {
            let (body, taken) = batch(rest, now);
            rest = &rest[taken..];
            let answer = self.post(lane, body.into()).await?;
            let answer: Answer<'_> =
                serde_json::from_slice(&answer).map_err(SendError::Unreadable)?;
            for outcome in answer.results {
                match outcome.status {
                    "kept" => tally.kept += 1,
                    "forgotten" => tally.forgotten += 1,
                    "duplicate" => tally.duplicate += 1,
                    _ => tally.rejected += 1,
                }
            }
        }
        Ok(tally)
    }

    async fn post(&mut self, lane: Lane, body: Bytes) -> Result<Bytes, SendError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut request = Request::builder()
                .method(Method::POST)
                .uri("/v1/batch")
                .header(CONTENT_TYPE, "application/json")
                .header(AUTHORIZATION, basic(write_key(lane.0)));
            if lane.1 {
                request = request.header("Sec-GPC", "1");
            }
            let wait = match self.ask(request, body.clone()).await {
                Ok((StatusCode::OK, _, answer)) => return Ok(answer),
                Ok((status, after, _)) if retryable(status) && attempt < ATTEMPTS_MAX => after,
                Ok((status, ..)) => return Err(SendError::Answer(status)),
                Err(_) if attempt < ATTEMPTS_MAX => Duration::from_millis(100),
                Err(error) => return Err(SendError::Connection(error)),
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// What the server says under a path, to whoever has this machine key.
    pub(super) async fn get(
        &mut self,
        path: &str,
        key: &str,
    ) -> Result<(StatusCode, Bytes), SendError> {
        let request = Request::builder()
            .uri(path)
            .header(AUTHORIZATION, format!("Bearer {key}"));
        let asked = self.ask(request, Bytes::new()).await;
        let (status, _, answer) = asked.map_err(SendError::Connection)?;
        Ok((status, answer))
    }

    async fn ask(
        &mut self,
        request: hyper::http::request::Builder,
        body: Bytes,
    ) -> Result<(StatusCode, Duration, Bytes), Box<dyn std::error::Error + Send + Sync>> {
        let request = request
            .header(HOST, self.server.to_string())
            .body(Full::new(body))?;
        let mut sender = match self.sender.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.connect().await?,
        };
        sender.ready().await?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await?;
        if head
            .headers
            .get(CONNECTION)
            .is_none_or(|value| value != "close")
        {
            self.sender = Some(sender);
        }
        let after = head.headers.get(RETRY_AFTER);
        let after = after.and_then(|value| value.to_str().ok()?.parse().ok());
        let after = Duration::from_secs(after.unwrap_or(1)).min(RETRY_WAIT_MAX);
        Ok((head.status, after, body.to_bytes()))
    }

    async fn connect(
        &self,
    ) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(self.server).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // A connection that breaks is noticed by the next request.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }
}

fn retryable(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

/// As many messages as one batch may have, and how many that are.
fn batch(items: &[Item], now: Timestamp) -> (String, usize) {
    let mut body = format!("{{\"sentAt\":\"{now}\",\"batch\":[");
    let mut taken = 0;
    for item in items.iter().take(BATCH_ITEMS_MAX) {
        if taken > 0 {
            if body.len() + item.body.len() > BATCH_BYTES_MAX {
                break;
            }
            body.push(',');
        }
        body.push_str(&item.body);
        taken += 1;
    }
    body.push_str("]}");
    (body, taken)
}

/// A write key as SDKs send it: the user name of Basic, without a password.
fn basic(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}
