//! What the server sends to addresses that others named: over TLS, to public addresses alone, and
//! never on to where an answer points.
//!
//! A name is looked up once, every address that it has must be public, and the connection goes to
//! one of just these, so that nobody gets at what stands beside the server by a name of their own.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How long all of it may take.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// The longest address, in bytes.
pub(crate) const URL_BYTES_MAX: usize = 2_000;

/// Why something was not sent. Names no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsent {
    /// The address leads to the inside, or nowhere.
    #[error("send a message: the address does not lead to a public place")]
    Inside,
    /// There is no connection, or not over TLS.
    #[error("send a message: no connection")]
    Unreachable,
    /// It took too long.
    #[error("send a message: no answer in time")]
    Late,
    /// The other side did not take it.
    #[error("send a message: it was answered with another status than success")]
    Refused,
}

impl Unsent {
    /// The code that it is counted by.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Inside => "address_inside",
            Self::Unreachable => "unreachable",
            Self::Late => "late",
            Self::Refused => "refused",
        }
    }
}

/// An address to send to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Target {
    tls: bool,
    host: Box<str>,
    port: u16,
    path: Box<str>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Target(..)")
    }
}

impl Target {
    /// Reads `https://host[:port][/path]`, and with `http` where that is allowed. No user, no
    /// fragment, nothing that is not plain.
    pub(crate) fn parse(url: &str, plain_allowed: bool) -> Option<Self> {
        if url.len() > URL_BYTES_MAX || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let (tls, rest) = match url.split_once("://")? {
            ("https", rest) => (true, rest),
            ("http", rest) if plain_allowed => (false, rest),
            _ => return None,
        };
        if rest.contains(['#', '@', '\\']) {
            return None;
        }
        let cut = rest.find(['/', '?']).unwrap_or(rest.len());
        let (place, path) = rest.split_at(cut);
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        let (host, port) = match place.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']')?;
                host.parse::<Ipv6Addr>().ok()?;
                (host, port.strip_prefix(':'))
            }
            None => match place.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (place, None),
            },
        };
        let named = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        if host.is_empty() || host.len() > 253 || !host.bytes().all(named) {
            return None;
        }
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port > 0)?,
            None if tls => 443,
            None => 80,
        };
        Some(Self {
            tls,
            host: host.into(),
            port,
            path: path.into(),
        })
    }

    /// Whether it names an address that is not public, without looking anything up.
    pub(crate) fn is_inside(&self) -> bool {
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        address.is_some_and(|address| !is_public(address))
            || host == "localhost"
            || host.ends_with(".localhost")
    }
}

/// Sends to addresses that others named.
#[derive(Clone)]
pub(crate) struct Outgoing {
    tls: TlsConnector,
    inside_allowed: bool,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outgoing")
    }
}

impl Outgoing {
    /// With the system's certificate authorities and these besides (DER). `inside_allowed` lets
    /// it send to private places, and without TLS; for tests and closed networks.
    pub(crate) fn new(authorities: Vec<Vec<u8>>, inside_allowed: bool) -> Self {
        let mut roots = RootCertStore::empty();
        let system = rustls_native_certs::load_native_certs().certs;
        roots.add_parsable_certificates(system);
        roots.add_parsable_certificates(authorities.into_iter().map(CertificateDer::from));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            tls: TlsConnector::from(Arc::new(config)),
            inside_allowed,
        }
    }

    /// Reads an address that may be sent to, as far as that shows without looking it up.
    pub(crate) fn target(&self, url: &str) -> Option<Target> {
        let target = Target::parse(url, self.inside_allowed)?;
        (self.inside_allowed || !target.is_inside()).then_some(target)
    }

    /// Posts a body. Only a status of success is one; an answer that points elsewhere is not
    /// followed, and what an answer says is not read.
    pub(crate) async fn post(
        &self,
        target: &Target,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<(), Unsent> {
        let sent = tokio::time::timeout(WAIT_MAX, self.send(target, headers, body)).await;
        sent.unwrap_or(Err(Unsent::Late))
    }

    async fn send(
        &self,
        target: &Target,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<(), Unsent> {
        let addresses = self.addresses(target).await?;
        let stream = TcpStream::connect(&*addresses).await;
        let stream = stream.map_err(|_| Unsent::Unreachable)?;
        let mut request = Request::post(&*target.path).header("host", target.host_header());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).map_err(|_| Unsent::Refused)?;
        if !target.tls {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host.to_string()).map_err(|_| Unsent::Inside)?;
        let stream = self.tls.connect(name, stream).await;
        exchange(stream.map_err(|_| Unsent::Unreachable)?, request).await
    }

    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Unsent> {
        let found = tokio::net::lookup_host((&*target.host, target.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| Unsent::Unreachable)?.collect();
        let public = found.iter().all(|address| is_public(address.ip()));
        if found.is_empty() || !(public || self.inside_allowed) {
            return Err(Unsent::Inside);
        }
        Ok(found)
    }
}

impl Target {
    fn host_header(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.to_string()
        };
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<(), Unsent> {
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| Unsent::Unreachable)?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    let status = answer.map(|answer| answer.status());
    connection.abort();
    let success = status.map_err(|_| Unsent::Unreachable)?.is_success();
    success.then_some(()).ok_or(Unsent::Refused)
}

/// Whether an address is one of the public internet (IANA's registries of special addresses).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Shared by carriers, and for benchmarks and protocols.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99);
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // Addresses that carry one of the older kind lead where that leads.
    let last_v4 = || {
        let [.., high, low] = parts;
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(last_v4()),
        [0x2002, high, low, ..] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // 2000::/3 is all that is given out; protocols and documentation lie in it.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_checked() {
        let target = |url| Target::parse(url, false);
        let plain = target("https://shop.example/dsr?a=1").expect("an address");
        assert_eq!(
            (&*plain.host, plain.port, &*plain.path),
            ("shop.example", 443, "/dsr?a=1")
        );
        assert_eq!(
            target("https://shop.example?a").expect("an address").path,
            "/?a".into()
        );
        let v6 = target("https://[2606:4700::1]:8443/x").expect("an address");
        assert_eq!(v6.host_header(), "[2606:4700::1]:8443");
        for bad in [
            "",
            "shop.example",
            "ftp://shop.example/",
            "http://shop.example/",
            "https://",
            "https:///x",
            "https://user@shop.example/",
            "https://shop.example/#x",
            "https://shop.example:0/",
            "https://shop.example:99999/",
            "https://shop.example\\@other.example/",
            "https://sh op.example/",
            "https://[::1/",
            "https://[x]/",
            "https://caf\u{e9}.example/",
        ] {
            assert_eq!(target(bad), None, "{bad}");
        }
        assert!(Target::parse("http://127.0.0.1:1/", true).is_some());
        assert_eq!(
            target(&format!("https://x.example/{}", "a".repeat(URL_BYTES_MAX))),
            None
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_looked_up() {
        let target = Target::parse("https://localhost:9/", false).expect("an address");
        let outgoing = Outgoing::new(Vec::new(), false);
        let sent = outgoing.post(&target, &[], Bytes::new()).await;
        assert_eq!(sent, Err(Unsent::Inside));
        assert_eq!(outgoing.target("https://localhost:9/"), None);
        assert_eq!(outgoing.target("http://shop.example/"), None);
    }

    #[test]
    fn what_leads_inside_is_told_from_the_public_internet() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for name in [
            "https://localhost/",
            "https://a.localhost./",
            "https://169.254.169.254/",
            "https://[::1]/",
        ] {
            assert!(
                Target::parse(name, false).expect("an address").is_inside(),
                "{name}"
            );
        }
    }
}
