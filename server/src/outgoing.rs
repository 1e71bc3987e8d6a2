//! What the server sends to addresses that others named: over TLS, to public addresses alone, and
//! never on to where an answer points.
//!
//! Connections are those of `sending::wire`, which looks a name up once and connects to none but the
//! addresses that are allowed, so that nobody gets at what stands beside the server by a name of
//! their own.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use telos_connect::destination::{Made, is_allowed};
use telos_model::catalog::{Inside, Target as At};
use telos_model::deliver::Failure;
use telos_reach::wire::{Client, Pool};

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
    at: At,
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
            at: At {
                https: tls,
                host: host.into(),
                port,
                path: Box::default(),
                inside: Inside::No,
            },
            path: path.into(),
        })
    }

    /// Whether it names an address that is not public, without looking anything up.
    pub(crate) fn is_inside(&self) -> bool {
        let host = self.at.host.trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        address.is_some_and(|address| !is_allowed(address, Inside::No))
            || host == "localhost"
            || host.ends_with(".localhost")
    }
}

/// Sends to addresses that others named.
#[derive(Clone)]
pub(crate) struct Outgoing {
    client: Arc<Client>,
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
        Self {
            client: Arc::new(Client::new(authorities)),
            inside_allowed,
        }
    }

    /// Reads an address that may be sent to, as far as that shows without looking it up.
    pub(crate) fn target(&self, url: &str) -> Option<Target> {
        let target = Target::parse(url, self.inside_allowed)?;
        (self.inside_allowed || !target.is_inside()).then_some(target)
    }

    /// Posts a body. Only a status of success is one; an answer that points elsewhere is not
    /// followed, and what an answer says is not heeded.
    pub(crate) async fn post(
        &self,
        target: &Target,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<(), Unsent> {
        let headers = headers.iter();
        let mut at = target.at.clone();
        at.inside = if self.inside_allowed {
            Inside::Network
        } else {
            Inside::No
        };
        let made = Made {
            target: at.clone(),
            method: "POST",
            path: target.path.to_string(),
            headers: headers
                .map(|(name, value)| ((*name).into(), (*value).to_owned()))
                .collect(),
            body: body.to_vec(),
        };
        let pool = Pool::new(Arc::clone(&self.client), at);
        match pool.send(&made, WAIT_MAX).await {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(_) | Err(Failure::Answered(_) | Failure::Unmade) => Err(Unsent::Refused),
            Err(Failure::Inside) => Err(Unsent::Inside),
            Err(Failure::NoAnswer) => Err(Unsent::Late),
            Err(_) => Err(Unsent::Unreachable),
        }
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
            (&*plain.at.host, plain.at.port, &*plain.path),
            ("shop.example", 443, "/dsr?a=1")
        );
        assert_eq!(
            target("https://shop.example?a").expect("an address").path,
            "/?a".into()
        );
        let v6 = target("https://[2606:4700::1]:8443/x").expect("an address");
        assert_eq!(v6.at.authority(), "[2606:4700::1]:8443");
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
        let allowed = |text: &str| is_allowed(text.parse().expect("an address"), Inside::No);
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
            "3fff::1",
            "4000::1",
            "100::1",
            "2001:1ff::1",
        ] {
            assert!(!allowed(inside), "{inside}");
        }
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(allowed(public), "{public}");
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
