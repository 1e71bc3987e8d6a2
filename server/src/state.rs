//! What every handler can reach: the engine, the machine keys, the limits and the counters.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use telos_doors::rate::Rates;
use telos_doors::receiving::{Counts, Intake, Receiving};
use telos_engine::Engine;

use crate::api::rate::{ByNetwork, Public};
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::pages::{LedgerHead, LedgerHeads};

/// What every handler can reach. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

/// The parts of an [`AppState`].
#[derive(Debug)]
pub struct Shared {
    /// The engine that takes messages and answers questions.
    pub engine: Engine,
    /// The machine keys.
    pub keys: Keys,
    /// How this deployment is reached and what it bears.
    pub options: Options,
    /// Counters for `/metrics`.
    pub metrics: Arc<Metrics>,
    /// How the sources do that are run here.
    pub receiving: Arc<Receiving>,
    pub(crate) rates: Arc<Rates>,
    pub(crate) ledger_rate: Public,
    pub(crate) opendsr_rate: ByNetwork,
    /// Earlier versions of the catalog, for people to read.
    pub(crate) past: crate::pages::public::Past,
    pub(crate) streams: Arc<tokio::sync::Semaphore>,
}

impl AppState {
    /// The state of a server.
    #[must_use]
    pub fn new(engine: Engine, keys: Keys, mut options: Options) -> Self {
        let heads = engine.clone();
        options
            .ledger_heads
            .get_or_insert_with(|| LedgerHeads::new(move || newest_head(&heads)));
        let ledger_rate = Public::new(options.limits.ledger_requests_max);
        let limits = &options.limits;
        let each_max = limits.opendsr_requests_each_max;
        let opendsr_rate = ByNetwork::new(each_max, limits.opendsr_requests_max);
        let streams = Arc::new(tokio::sync::Semaphore::new(options.limits.streams_max));
        Self(Arc::new(Shared {
            engine,
            keys,
            options,
            metrics: Arc::new(Metrics::new()),
            receiving: Arc::default(),
            ledger_rate,
            opendsr_rate,
            rates: Arc::default(),
            past: crate::pages::public::Past::default(),
            streams,
        }))
    }

    /// What sources are run with.
    pub(crate) fn intake(&self) -> Intake {
        Intake {
            engine: self.engine.clone(),
            receiving: Arc::clone(&self.receiving),
            rates: Arc::clone(&self.rates),
            commit_wait_max: self.options.limits.commit_wait_max,
            counts: Arc::clone(&self.metrics) as Arc<dyn Counts>,
        }
    }
}

/// The newest signed head of the engine's own ledger.
fn newest_head(engine: &Engine) -> Option<LedgerHead> {
    let signed = engine.ledger_newest()?;
    let head = signed.unverified();
    Some(LedgerHead {
        origin: head.origin.to_string(),
        size: head.size,
        root: head.root.to_string(),
        at: engine.ledger_signed_at()?,
    })
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// How this deployment is reached and what it bears.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A proxy of the deployment's own stands before it: `X-Forwarded-For` and
    /// `X-Forwarded-Proto` are believed.
    pub trusted_proxy: bool,
    /// The address that browsers reach it under, where that is not the one they ask.
    pub public_url: Option<PublicUrl>,
    /// The staff's pages under `/console`, where they are served.
    pub console: Option<crate::pages::ConsoleOptions>,
    /// People's own pages under `/me`, where they are served.
    pub portal: Option<crate::pages::me::PortalOptions>,
    /// Where the newest head of the ledger is found, for the public page; the engine's own where
    /// nothing else is named.
    pub ledger_heads: Option<crate::pages::LedgerHeads>,
    /// How other controllers reach it under `/opendsr`, where they may.
    pub opendsr: Option<Arc<crate::opendsr::OpenDsr>>,
    /// The witnesses whose cosignatures of the ledger's head are taken.
    pub witnesses: Vec<telos_ledger::note::VerifierKey>,
    /// What it bears.
    pub limits: Limits,
}

/// What a server bears.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest body, in bytes, as sent and after decompression.
    pub body_bytes_max: usize,
    /// How long a body may take to arrive.
    pub body_wait_max: Duration,
    /// How long a batch may take to be on disk.
    pub commit_wait_max: Duration,
    /// How many live streams may be open.
    pub streams_max: usize,
    /// How many requests for the ledger are answered a second, over all who ask.
    pub ledger_requests_max: u32,
    /// How many requests of other controllers are answered a second, over all who ask.
    pub opendsr_requests_max: u32,
    /// How many of one network: 24 bits of IPv4, 48 of IPv6.
    pub opendsr_requests_each_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 4 * 1024 * 1024,
            body_wait_max: Duration::from_secs(30),
            commit_wait_max: Duration::from_secs(30),
            streams_max: 64,
            ledger_requests_max: 500,
            opendsr_requests_max: 100,
            opendsr_requests_each_max: 20,
        }
    }
}

/// The address that browsers reach a deployment under, such as `https://cdp.example/telos`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: &'static str,
    place: Box<str>,
}

impl PublicUrl {
    /// Reads an address; `None` where it is not `http(s)://host[:port][/path]`.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, place) = match url.split_once("://")? {
            ("https", place) => ("https", place),
            ("http", place) => ("http", place),
            _ => return None,
        };
        let place = place.trim_end_matches('/');
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]/~".contains(&b);
        let host = place.split('/').next().unwrap_or_default();
        (!host.is_empty() && place.bytes().all(plain)).then(|| Self {
            scheme,
            place: place.into(),
        })
    }

    /// `http` or `https`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Host, port and path, without a slash at the end.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_split_and_checked() {
        let url = PublicUrl::parse("https://cdp.example:8443/telos/").unwrap();
        assert_eq!(
            (url.scheme(), url.place()),
            ("https", "cdp.example:8443/telos")
        );
        for bad in [
            "cdp.example",
            "ftp://x",
            "https://",
            "https:///x",
            "http://a b",
            "http://a\"b",
        ] {
            assert_eq!(PublicUrl::parse(bad), None, "{bad}");
        }
    }
}
