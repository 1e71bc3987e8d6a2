//! Sends batches to a server's `/v1/batch`.

use std::net::ToSocketAddrs as _;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::rejects::Why;
use super::target::{Batch, Fate, Trouble};

/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long a batch may wait for its answer.
const ANSWER_MAX: Duration = Duration::from_mins(1);
/// The longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The longest wait that a server may ask for.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// A server and the key of a source of its catalog.
#[derive(Clone)]
pub(super) struct Server {
    authority: String,
    address: (String, u16),
    write_key: String,
    runtime: Handle,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.authority)
    }
}

impl Server {
    /// The server at `http://host:port`.
    pub(super) fn new(url: &str, write_key: &str, runtime: Handle) -> Result<Self, String> {
        let uri: Uri = url.parse().map_err(|_| format!("{url} is no address"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(
                    "https is not spoken here: import on the server's own machine, or \
                    through a tunnel to it"
                        .to_owned(),
                );
            }
            _ => return Err(format!("{url} is no address such as http://127.0.0.1:8080")),
        }
        let authority = uri
            .authority()
            .ok_or_else(|| format!("{url} names no host"))?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(format!("{url} has a path: give only http://host:port"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        Ok(Self {
            authority: authority.as_str().to_owned(),
            address: (host, authority.port_u16().unwrap_or(80)),
            write_key: write_key.to_owned(),
            runtime,
        })
    }

    /// Whether anybody listens there, so that a wrong address is said at once.
    pub(super) fn reach(&self) -> Result<(), String> {
        let failed = |error| format!("cannot reach {}: {error}", self.authority);
        let mut addresses = self.address.to_socket_addrs().map_err(failed)?;
        let mut last = None;
        let reached = addresses.any(|address| {
            match std::net::TcpStream::connect_timeout(&address, CONNECT_MAX) {
                Ok(_) => true,
                Err(error) => {
                    last = Some(error);
                    false
                }
            }
        });
        match (reached, last) {
            (true, _) => Ok(()),
            (false, Some(error)) => Err(failed(error)),
            (false, None) => Err(format!("cannot reach {}", self.authority)),
        }
    }

    /// Sends a batch; the receiver gives what became of its messages.
    pub(super) fn send(&self, batch: &Batch) -> oneshot::Receiver<Result<Vec<Fate>, Trouble>> {
        let (reply, answer) = oneshot::channel();
        let (server, body) = (self.clone(), self.body(batch));
        self.runtime.spawn(async move {
            let sent = tokio::time::timeout(ANSWER_MAX, server.exchange(body)).await;
            let sent = sent.unwrap_or_else(|_| Err(later("the server does not answer")));
            // Nobody waits any more where the import has ended.
            let _ = reply.send(sent);
        });
        answer
    }

    fn body(&self, batch: &Batch) -> Bytes {
        let mut body = format!(
            "{{\"writeKey\":{},\"batch\":[",
            Value::from(&*self.write_key)
        );
        body.reserve(batch.bytes + 2);
        let mut body = body.into_bytes();
        for (index, (_, message)) in batch.messages.iter().enumerate() {
            if index > 0 {
                body.push(b',');
            }
            body.extend_from_slice(&message.body);
        }
        body.extend_from_slice(b"]}");
        body.into()
    }

    async fn exchange(&self, body: Bytes) -> Result<Vec<Fate>, Trouble> {
        let connect = TcpStream::connect((&*self.address.0, self.address.1));
        let stream = tokio::time::timeout(CONNECT_MAX, connect).await;
        let stream = stream.map_err(|_| later("the server cannot be reached"))?;
        let stream = stream.map_err(|error| later(&format!("cannot reach the server: {error}")))?;
        let broken = |_| later("the connection to the server broke");
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        let connection = tokio::spawn(connection);
        let request = Request::post("/v1/batch")
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|_| Trouble::Final("the address cannot be asked".to_owned()))?;
        let response = sender.send_request(request).await.map_err(broken)?;
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER);
        let after = after.and_then(|value| value.to_str().ok()?.parse().ok());
        let after = Duration::from_secs(after.unwrap_or(1)).min(WAIT_MAX);
        let read = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect();
        let answer = read
            .await
            .map_err(|_| later("the server's answer broke off"))?;
        connection.abort();
        let answer: Value = serde_json::from_slice(&answer.to_bytes()).unwrap_or_default();
        match status {
            StatusCode::OK => fates(&answer),
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::REQUEST_TIMEOUT => Err(Trouble::Again {
                after,
                why: said(status, &answer),
            }),
            _ => Err(Trouble::Final(said(status, &answer))),
        }
    }
}

fn later(why: &str) -> Trouble {
    Trouble::Again {
        after: Duration::from_secs(1),
        why: why.to_owned(),
    }
}

/// What a problem document says.
fn said(status: StatusCode, answer: &Value) -> String {
    match (answer["detail"].as_str(), answer["mend"].as_str()) {
        (Some(detail), Some(mend)) => format!("the server says: {detail}; {mend}"),
        (Some(detail), None) => format!("the server says: {detail}"),
        _ => format!("the server answers {status}"),
    }
}

fn fates(answer: &Value) -> Result<Vec<Fate>, Trouble> {
    let unknown = || Trouble::Final("the server's answer is not understood".to_owned());
    let results = answer["results"].as_array().ok_or_else(unknown)?;
    let fates = results.iter().map(|result| {
        let text = |key: &str| {
            result["reason"][key]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        Some(match result["status"].as_str()? {
            "kept" => Fate::Kept {
                left_out: result["leftOut"].as_u64().unwrap_or(0),
            },
            "forgotten" => Fate::Forgotten,
            "duplicate" => Fate::Duplicate,
            "rejected" => Fate::Rejected(Why {
                code: text("code"),
                place: text("at"),
                reason: text("problem"),
                mend: text("mend"),
            }),
            _ => return None,
        })
    });
    fates.collect::<Option<Vec<_>>>().ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_of_servers_are_taken() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let server = |url: &str| Server::new(url, "key", runtime.handle().clone());
        assert_eq!(
            server("http://[::1]:8080").expect("taken").address,
            ("::1".into(), 8080)
        );
        assert_eq!(
            server("http://shop/").expect("taken").address,
            ("shop".into(), 80)
        );
        for url in [
            "https://shop",
            "shop:80",
            "http://shop/v1",
            "http://shop?x=1",
            "",
        ] {
            assert!(server(url).is_err(), "{url}");
        }
    }

    #[test]
    fn answers_are_told_apart() {
        let answer = serde_json::json!({"results": [
            {"messageId": "a", "status": "kept", "leftOut": 2},
            {"messageId": "b", "status": "duplicate", "leftOut": 0},
            {"messageId": "c", "status": "rejected", "leftOut": 0, "reason":
                {"code": "event_unknown", "at": "event", "problem": "p", "mend": "m"}},
        ]});
        let fates = fates(&answer).expect("understood");
        assert_eq!(fates[0], Fate::Kept { left_out: 2 });
        assert_eq!(fates[1], Fate::Duplicate);
        assert!(matches!(&fates[2], Fate::Rejected(why) if why.code == "event_unknown"));
        let unknown = serde_json::json!({"results": [{"status": "lost"}]});
        assert!(super::fates(&unknown).is_err());
    }
}
