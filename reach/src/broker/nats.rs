//! A connection to NATS, and the few requests of `JetStream` that are needed: messages that are
//! acknowledged, and readers of a stream.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::client::{Request, RequestErrorKind};
use async_nats::{Client, ConnectError, ConnectErrorKind, ConnectOptions, Event, ServerError};
use bytes::Bytes;
use serde_json::{Value as Json, json};
use telos_model::catalog::Broker;
use telos_model::deliver::Failure;

use super::{Login, NAME, tls};
use crate::wire;

/// How long a request about streams may take.
const API_WAIT: Duration = Duration::from_secs(5);
/// How long nothing may come from the server before it is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(20);

/// The code of `JetStream` for a subject that another stream has than the one that was named.
const OTHER_STREAM: u64 = 10_060;
/// Those for a disk, a memory, an account or a stream that is full.
const FULL: [u64; 4] = [10_023, 10_028, 10_047, 10_077];

/// A connection. What breaks is not mended here: whoever uses it connects anew.
pub struct Link {
    /// The client.
    pub client: Client,
    seen: Arc<Seen>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link")
    }
}

/// What happened to a connection.
#[derive(Debug, Default)]
struct Seen {
    broken: AtomicBool,
    denied: AtomicBool,
}

/// Connects to one of the addresses of a server that the catalog allows. Others that the server
/// names are not followed.
pub async fn connect(broker: &Broker, trust: &wire::Client) -> Result<Link, Failure> {
    let login = Login::find(broker)?;
    let target = &broker.target;
    let mut failure = Failure::Unreachable;
    for address in wire::addresses(target).await? {
        let seen = Arc::new(Seen::default());
        let watched = Arc::clone(&seen);
        let mut options = ConnectOptions::new()
            .name(NAME)
            .ignore_discovered_servers()
            .connection_timeout(wire::CONNECT_WAIT)
            .max_reconnects(1)
            .ping_interval(PING_EVERY)
            .request_timeout(Some(API_WAIT))
            .event_callback(move |event| {
                watched.note(&event);
                std::future::ready(())
            });
        match tls::config(trust, &target.host) {
            // A server may ask for TLS though the catalog does not: its certificate counts then too.
            Some(config) => options = options.tls_client_config(config),
            None if target.https => return Err(Failure::Certificate),
            None => {}
        }
        options = options.require_tls(target.https);
        if let Some((user, password)) = &login.user {
            options = options.user_and_password(user.clone(), password.clone());
        }
        if let Some(token) = &login.token {
            options = options.token(token.clone());
        }
        let connected = tokio::time::timeout(
            wire::CONNECT_WAIT,
            options.connect(format!("nats://{address}")),
        );
        match connected.await {
            Ok(Ok(client)) => return Ok(Link { client, seen }),
            // Of several addresses, what one answered tells more than that another is silent.
            Ok(Err(error)) => match refused(&error) {
                Failure::Unreachable => {}
                other => failure = other,
            },
            Err(_) if failure == Failure::Unreachable => failure = Failure::NoAnswer,
            Err(_) => {}
        }
    }
    Err(failure)
}

fn refused(error: &ConnectError) -> Failure {
    match error.kind() {
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
            return Failure::Answered(401);
        }
        ConnectErrorKind::TimedOut => return Failure::NoAnswer,
        _ => {}
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return wire::untrusted(error);
        }
        cause = error.source();
    }
    Failure::Unreachable
}

impl Seen {
    fn note(&self, event: &Event) {
        match event {
            Event::Disconnected | Event::Closed | Event::LameDuckMode => {
                self.broken.store(true, Ordering::Relaxed);
            }
            Event::ServerError(ServerError::AuthorizationViolation) => {
                self.denied.store(true, Ordering::Relaxed);
                self.broken.store(true, Ordering::Relaxed);
            }
            Event::ServerError(ServerError::Other(text)) => {
                let text = text.to_ascii_lowercase();
                if text.contains("permissions violation") || text.contains("authoriz") {
                    self.denied.store(true, Ordering::Relaxed);
                }
                // Answers are heard by one subscription, which is asked for once: whoever is not to
                // hear any is told so again only over another connection.
                if text.contains("violation for subscription") {
                    self.broken.store(true, Ordering::Relaxed);
                }
            }
            _ => {}
        }
    }
}

impl Link {
    /// Whether it can still be used.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.seen.broken.load(Ordering::Relaxed)
    }

    /// Why something failed: because it is not allowed, if the server said so meanwhile.
    #[must_use]
    pub fn why(&self, failure: Failure) -> Failure {
        if self.seen.denied.swap(false, Ordering::Relaxed) {
            Failure::Answered(403)
        } else {
            failure
        }
    }

    /// Asks for something of `JetStream` and reads the answer. A mistake is told by its status.
    pub async fn ask(&self, subject: &str, body: &Json) -> Result<Json, Failure> {
        let request = Request::new().payload(Bytes::from(body.to_string()));
        self.request(subject, request).await
    }

    /// Publishes a message that a stream has to acknowledge.
    pub async fn request(&self, subject: &str, request: Request) -> Result<Json, Failure> {
        let asked = self.client.send_request(subject.to_owned(), request).await;
        let answer = asked.map_err(|error| {
            self.why(match error.kind() {
                RequestErrorKind::TimedOut => Failure::NoAnswer,
                // No stream takes it, or there are none at all.
                RequestErrorKind::NoResponders => Failure::Answered(404),
                RequestErrorKind::MaxPayloadExceeded => Failure::Answered(413),
                RequestErrorKind::InvalidSubject => Failure::Unmade,
                RequestErrorKind::Other => Failure::Unreachable,
            })
        })?;
        let answer: Json = serde_json::from_slice(&answer.payload).map_err(|_| Failure::Garbled)?;
        match answer.get("error") {
            None => Ok(answer),
            Some(error) => Err(Failure::Answered(status(error))),
        }
    }
}

/// The status of a mistake that `JetStream` tells.
fn status(error: &Json) -> u16 {
    let number = |key: &str| error.get(key).and_then(Json::as_u64);
    let code = number("err_code");
    if code == Some(OTHER_STREAM) {
        return 404;
    }
    if code.is_some_and(|code| FULL.contains(&code)) {
        return 507;
    }
    let status = number("code").and_then(|code| u16::try_from(code).ok());
    let status = status.filter(|status| (400..600).contains(status));
    status.unwrap_or(503)
}

/// What is known of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamInfo {
    /// When it was made: one of the same name that was made later is another.
    pub created: String,
    /// Messages are gone once they are acknowledged, or once nobody waits for them.
    pub acknowledged: bool,
}

/// Asks what a stream is like.
pub async fn stream(link: &Link, name: &str) -> Result<StreamInfo, Failure> {
    let info = link
        .ask(&format!("$JS.API.STREAM.INFO.{name}"), &json!({}))
        .await?;
    let created = info.get("created").and_then(Json::as_str);
    let retention = info.pointer("/config/retention").and_then(Json::as_str);
    Ok(StreamInfo {
        created: created.ok_or(Failure::Garbled)?.to_owned(),
        acknowledged: retention.ok_or(Failure::Garbled)? != "limits",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_has_a_status_whatever_the_server_says() {
        for (error, wanted) in [
            (json!({"code": 404, "err_code": 10_059}), 404),
            (json!({"code": 400, "err_code": 10_060}), 404),
            (json!({"code": 503}), 503),
            (json!({"code": 500, "err_code": 10_047}), 507),
            (json!({"code": 503, "err_code": 10_077}), 507),
            (json!({"code": 7}), 503),
            (json!("none"), 503),
        ] {
            assert_eq!(status(&error), wanted, "{error}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_told_once_and_what_broke_is_not_used() {
        let seen = Seen::default();
        let denied = "Permissions Violation for Publish to \"a\"".to_owned();
        seen.note(&Event::ServerError(ServerError::Other(denied)));
        assert!(seen.denied.load(Ordering::Relaxed) && !seen.broken.load(Ordering::Relaxed));
        seen.note(&Event::Disconnected);
        assert!(seen.broken.load(Ordering::Relaxed));
        let deaf = Seen::default();
        let denied = "Permissions Violation for Subscription to \"_INBOX.>\"".to_owned();
        deaf.note(&Event::ServerError(ServerError::Other(denied)));
        assert!(deaf.denied.load(Ordering::Relaxed) && deaf.broken.load(Ordering::Relaxed));
    }
}
