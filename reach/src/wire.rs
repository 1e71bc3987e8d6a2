//! Connections to destinations: to addresses that the catalog allows, over TLS that holds, kept
//! for the next request. Redirects are not followed, and of an answer no more is read than tells
//! what it means.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{HeaderMap, Method, Request, header};
use hyper_util::rt::TokioIo;
use telos_connect::destination::{Made, is_allowed};
use telos_model::catalog::Target;
use telos_model::deliver::Failure;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, CertificateError, ClientConfig, RootCertStore};

/// How much of an answer is read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// How much of an answer's head is read, in bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// How many connections to one destination are kept for later.
const IDLE_MAX: usize = 256;
/// How many addresses of a name are tried.
const ADDRESSES_MAX: usize = 4;
/// How long one address may take to be connected to, so that there is time for the next.
pub const CONNECT_WAIT: Duration = Duration::from_secs(3);

/// An answer, as far as it is read.
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// When it may be asked again, as it was said.
    pub retry_after: Option<String>,
    /// The body, as far as it is read.
    pub body: String,
}

impl Answer {
    /// An answer as text.
    #[must_use]
    pub fn of(fetched: Fetched) -> Self {
        Self {
            status: fetched.status,
            retry_after: fetched.retry_after,
            body: String::from_utf8_lossy(&fetched.body).into_owned(),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({})", self.status)
    }
}

/// An answer with its body as it came. `Debug` hides it.
pub struct Fetched {
    /// The status of HTTP.
    pub status: u16,
    /// The body, as far as it is read.
    pub body: Vec<u8>,
    /// The body is all there; else it was longer than what was to be read.
    pub whole: bool,
    /// When it may be asked again, as it was said.
    pub retry_after: Option<String>,
    /// What tells it from others of its name, if that was said.
    pub tag: Option<String>,
    /// What it is linked with, if that was said.
    pub link: Option<String>,
    /// The request was sent twice, since a kept connection broke off under it: the first may still
    /// be under way.
    pub twice: bool,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fetched({})", self.status)
    }
}

/// An answer that was written to a file. `Debug` hides it.
pub struct Downloaded {
    /// All of it, from where the file stood.
    pub file: std::fs::File,
    /// What tells it from others of its name, if that was said.
    pub tag: Option<String>,
}

impl fmt::Debug for Downloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Downloaded")
    }
}

/// What all connections share: the certificates that are believed.
pub struct Client {
    tls: Option<TlsConnector>,
    roots: Arc<RootCertStore>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// Believes the certificates that the system believes (`SSL_CERT_FILE` names others), and those
    /// of these authorities (DER).
    pub fn new(authorities: Vec<Vec<u8>>) -> Self {
        let mut roots = RootCertStore::empty();
        let native = rustls_native_certs::load_native_certs();
        let besides = authorities.into_iter().map(CertificateDer::from);
        let (added, _) = roots.add_parsable_certificates(native.certs.into_iter().chain(besides));
        if added == 0 {
            tracing::warn!("the system has no certificates: no destination can be reached by TLS");
        }
        let roots = Arc::new(roots);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map(|config| {
                let config = config.with_root_certificates(Arc::clone(&roots));
                config.with_no_client_auth()
            });
        let tls = config
            .ok()
            .map(|config| TlsConnector::from(Arc::new(config)));
        Self { tls, roots }
    }

    /// What makes TLS; none where there are no certificates to believe.
    #[must_use]
    pub fn tls(&self) -> Option<TlsConnector> {
        self.tls.clone()
    }

    /// The certificates that are believed.
    #[must_use]
    pub fn roots(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.roots)
    }
}

type Open = SendRequest<Full<Bytes>>;

/// The connections to one destination.
pub struct Pool {
    client: Arc<Client>,
    target: Target,
    idle: Mutex<Vec<Open>>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl Pool {
    /// No connection yet.
    #[must_use]
    pub fn new(client: Arc<Client>, target: Target) -> Self {
        Self {
            client,
            target,
            idle: Mutex::default(),
        }
    }

    /// Sends a request and reads the answer, all within a time.
    pub async fn send(&self, made: &Made, wait: Duration) -> Result<Answer, Failure> {
        let fetched = self.fetch(made, wait, ANSWER_BYTES_MAX).await?;
        Ok(Answer::of(fetched))
    }

    /// Sends a request and reads so much of the answer, all within a time.
    pub async fn fetch(
        &self,
        made: &Made,
        wait: Duration,
        bytes_max: usize,
    ) -> Result<Fetched, Failure> {
        let sent = tokio::time::timeout(wait, self.exchange(made, bytes_max)).await;
        sent.unwrap_or(Err(Failure::NoAnswer))
    }

    /// Sends a request and writes an answer that is well to a file. The time holds for the answer's
    /// begin and for each part of it.
    pub async fn download(
        &self,
        made: &Made,
        wait: Duration,
        bytes_max: u64,
        file: std::fs::File,
    ) -> Result<Downloaded, Failure> {
        let begin = async {
            let mut open = self.connect().await?;
            let request = self.request(made).ok_or(Failure::Unmade)?;
            open.ready().await.map_err(|_| Failure::Unreachable)?;
            open.send_request(request)
                .await
                .map_err(|error| broken(&error))
        };
        let answer = tokio::time::timeout(wait, begin).await;
        let answer = answer.unwrap_or(Err(Failure::NoAnswer))?;
        if !answer.status().is_success() {
            return Err(Failure::Answered(answer.status().as_u16()));
        }
        let tag = text_of(answer.headers(), &header::ETAG);
        let mut body = answer.into_body();
        let mut file = tokio::fs::File::from_std(file);
        let mut length = 0;
        loop {
            let frame = tokio::time::timeout(wait, body.frame()).await;
            let Some(frame) = frame.map_err(|_| Failure::NoAnswer)? else {
                break;
            };
            let frame = frame.map_err(|_| Failure::Garbled)?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            length += data.len() as u64;
            if length > bytes_max {
                return Err(Failure::Answered(413));
            }
            // No room for it is a matter of this host.
            let written = file.write_all(data).await;
            written.map_err(|_| Failure::Answered(507))?;
        }
        file.flush().await.map_err(|_| Failure::Answered(507))?;
        Ok(Downloaded {
            file: file.into_std().await,
            tag,
        })
    }

    async fn exchange(&self, made: &Made, bytes_max: usize) -> Result<Fetched, Failure> {
        // A connection that was kept may have been closed by the other side meanwhile. The key of
        // the delivery lets it be sent again, once, and only where nothing came back.
        let mut twice = false;
        if let Some(open) = self.kept() {
            match self.over(open, made, bytes_max).await {
                Err(Failure::Unreachable) => twice = true,
                answered => return answered,
            }
        }
        let open = self.connect().await?;
        let fetched = self.over(open, made, bytes_max).await?;
        Ok(Fetched { twice, ..fetched })
    }

    fn kept(&self) -> Option<Open> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|open| !open.is_closed());
        idle.pop()
    }

    async fn over(
        &self,
        mut open: Open,
        made: &Made,
        bytes_max: usize,
    ) -> Result<Fetched, Failure> {
        let request = self.request(made).ok_or(Failure::Unmade)?;
        open.ready().await.map_err(|_| Failure::Unreachable)?;
        let answer = open
            .send_request(request)
            .await
            .map_err(|error| broken(&error))?;
        let status = answer.status().as_u16();
        let retry_after = text_of(answer.headers(), &header::RETRY_AFTER);
        let tag = text_of(answer.headers(), &header::ETAG);
        let link = text_of(answer.headers(), &header::LINK);
        let (body, whole) = read(answer.into_body(), bytes_max).await?;
        if whole {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE_MAX {
                idle.push(open);
            }
        }
        Ok(Fetched {
            status,
            body,
            whole,
            retry_after,
            tag,
            link,
            twice: false,
        })
    }

    fn request(&self, made: &Made) -> Option<Request<Full<Bytes>>> {
        let method = Method::from_bytes(made.method.as_bytes()).ok()?;
        let mut request = Request::builder()
            .method(method)
            .uri(&made.path)
            .header(header::HOST, self.target.authority());
        for (name, value) in &made.headers {
            request = request.header(&**name, value);
        }
        request.body(Full::new(Bytes::from(made.body.clone()))).ok()
    }

    async fn connect(&self) -> Result<Open, Failure> {
        let mut failure = Failure::Unreachable;
        for address in addresses(&self.target).await? {
            let opened = tokio::time::timeout(CONNECT_WAIT, self.connect_to(address)).await;
            failure = match opened {
                Ok(Ok(open)) => return Ok(open),
                Ok(Err(failure)) => failure,
                Err(_) => Failure::Unreachable,
            };
        }
        Err(failure)
    }

    async fn connect_to(&self, address: SocketAddr) -> Result<Open, Failure> {
        self.open(stream_to(address).await?).await
    }

    async fn open(&self, stream: TcpStream) -> Result<Open, Failure> {
        if !self.target.https {
            return handshake(stream).await;
        }
        let tls = self.client.tls.as_ref().ok_or(Failure::Certificate)?;
        let name = ServerName::try_from(self.target.host.to_string());
        let name = name.map_err(|_| Failure::Certificate)?;
        let stream = tls.connect(name, stream).await;
        handshake(stream.map_err(|error| untrusted(&error))?).await
    }
}

/// Why TLS did not come about.
#[must_use]
pub fn untrusted(error: &io::Error) -> Failure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => Failure::Expired,
        Some(rustls::Error::InvalidCertificate(_)) => Failure::Certificate,
        _ => Failure::Unreachable,
    }
}

/// The addresses of a place that the catalog allows, one at least.
pub async fn addresses(target: &Target) -> Result<Vec<SocketAddr>, Failure> {
    let found = tokio::net::lookup_host((&*target.host, target.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| Failure::Unreachable)?.collect();
    if found.is_empty() {
        return Err(Failure::Unreachable);
    }
    let allowed = found
        .into_iter()
        .filter(|address| is_allowed(address.ip(), target.inside));
    let allowed: Vec<SocketAddr> = allowed.take(ADDRESSES_MAX).collect();
    if allowed.is_empty() {
        return Err(Failure::Inside);
    }
    Ok(allowed)
}

async fn stream_to(address: SocketAddr) -> Result<TcpStream, Failure> {
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(|_| Failure::Unreachable)?;
    // What is sent is small and must not wait for more.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// A connection to a place, for what is spoken there besides HTTP.
pub async fn reach(target: &Target) -> Result<TcpStream, Failure> {
    let mut failure = Failure::Unreachable;
    for address in addresses(target).await? {
        match tokio::time::timeout(CONNECT_WAIT, stream_to(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(other)) => failure = other,
            Err(_) => failure = Failure::NoAnswer,
        }
    }
    Err(failure)
}

async fn handshake(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<Open, Failure> {
    let (open, connection) = http1::Builder::new()
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    tokio::spawn(async move {
        // Whoever sends over it is told of what breaks.
        let _ = connection.await;
    });
    Ok(open)
}

fn broken(error: &hyper::Error) -> Failure {
    if error.is_parse() || error.is_parse_too_large() {
        Failure::Garbled
    } else {
        Failure::Unreachable
    }
}

fn text_of(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// The beginning of a body, and whether it is all of it.
async fn read(mut body: Incoming, bytes_max: usize) -> Result<(Vec<u8>, bool), Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::Garbled)?;
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > bytes_max {
            bytes.truncate(bytes_max);
            return Ok((bytes, false));
        }
    }
    Ok((bytes, true))
}

#[cfg(test)]
mod tests;
