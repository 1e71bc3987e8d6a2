//! Counters for `/metrics`, in the text form of Prometheus. They carry names of sources, routes
//! and codes, never anything of a person.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use telos_doors::receiving::{self, Counts};
use telos_engine::outbox::Health;
use telos_engine::{Receipt, Stats, Status};
use telos_model::catalog::Source;
use telos_model::time::Timestamp;

/// Upper ends of the duration buckets, in seconds.
const SECONDS: [f64; 12] = [
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Everything the server counts.
pub struct Metrics {
    registry: Registry,
    outcomes: Family<Messages, Counter>,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    streams_lost: Counter,
    refusals: Refusals,
    notices: Family<Notice, Counter>,
    engine: Family<Figure, Gauge>,
    destinations: Family<OfDestination, Gauge>,
    sources: Family<OfSource, Gauge>,
    states: Family<Stands, Gauge>,
    syncs: Family<OfSync, Gauge>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Messages {
    source: String,
    outcome: &'static str,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    what: &'static str,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Notice {
    about: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Figure {
    figure: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSync {
    sync: String,
    figure: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDestination {
    destination: String,
    figure: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSource {
    source: String,
    figure: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stands {
    source: String,
    state: &'static str,
}

/// Counts what was refused before it became a message: forms, signals, and on people's own pages
/// codes, links and sessions that do not hold.
#[derive(Debug, Clone, Default)]
pub struct Refusals(Family<Refusal, Counter>);

impl Refusals {
    /// Counts a refusal, by what it was and why.
    pub fn count(&self, what: &'static str, code: &'static str) {
        self.0.get_or_create(&Refusal { what, code }).inc();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All counters at zero.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("telos");
        let outcomes = Family::default();
        registry.register(
            "messages",
            "Messages by source and what became of them; a code where they were rejected",
            outcomes.clone(),
        );
        let requests = Family::default();
        registry.register(
            "http_requests",
            "Requests by route and status",
            requests.clone(),
        );
        let seconds =
            Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        registry.register(
            "http_request_seconds",
            "Seconds from a request's head to its answer's head",
            seconds.clone(),
        );
        let streams_lost = Counter::default();
        registry.register(
            "live_outcomes_missed",
            "Outcomes that a slow live stream did not get",
            streams_lost.clone(),
        );
        let refusals = Refusals::default();
        registry.register(
            "refusals",
            "What was refused before it became a message, by what it was and why",
            refusals.0.clone(),
        );
        let notices = Family::default();
        registry.register(
            "request_notices",
            "Letters to people about their requests, by what happened and what came of the letter",
            notices.clone(),
        );
        let engine = Family::default();
        registry.register(
            "engine",
            "Figures of the engine: what waits, what was done since it was opened, what is cached",
            engine.clone(),
        );
        let destinations = Family::default();
        registry.register(
            "destination",
            "Figures of each destination: what waits and for how many seconds, what could not be \
             sent, what was sent, failed and refused since the start, when it last was",
            destinations.clone(),
        );
        let sources = Family::default();
        registry.register(
            "source",
            "Figures of each source that is run here: rows, messages, rows set aside, clocks ahead, \
             failures and refusals since the start, what waits, when it last was",
            sources.clone(),
        );
        let states = Family::default();
        registry.register(
            "source_state",
            "The state of each source that is run here: 1 for the one that it is in",
            states.clone(),
        );
        let syncs = Family::default();
        registry.register(
            "sync",
            "Figures of each sync since the start: fields that came in, rows written there, what was \
             overruled, echoes, what was ambiguous or deleted, and how long the last change took",
            syncs.clone(),
        );
        Self {
            registry,
            outcomes,
            requests,
            seconds,
            streams_lost,
            refusals,
            notices,
            engine,
            destinations,
            sources,
            states,
            syncs,
        }
    }

    /// Counts messages of a source: `kept`, `forgotten`, `duplicate`, or `rejected` with a code.
    pub fn messages(&self, source: &str, outcome: &'static str, code: &'static str, count: u64) {
        let labels = Messages {
            source: source.to_owned(),
            outcome,
            code,
        };
        self.outcomes.get_or_create(&labels).inc_by(count);
    }

    /// Counts a request.
    pub fn request(&self, route: &str, status: StatusCode, took: Duration) {
        let labels = Route {
            route: route.to_owned(),
        };
        self.seconds
            .get_or_create(&labels)
            .observe(took.as_secs_f64());
        let labels = Request {
            route: labels.route,
            status: status.as_u16(),
        };
        self.requests.get_or_create(&labels).inc();
    }

    /// The counters of refusals.
    #[must_use]
    pub fn refusals(&self) -> Refusals {
        self.refusals.clone()
    }

    /// Counts something refused before it became a message: a form, a signal.
    pub fn refused(&self, what: &'static str, code: &'static str) {
        self.refusals.count(what, code);
    }

    /// Counts a letter about a request: sent, or why not.
    pub fn noticed(&self, about: &'static str, outcome: &'static str) {
        self.notices.get_or_create(&Notice { about, outcome }).inc();
    }

    /// Counts outcomes that a slow live stream missed.
    pub fn missed(&self, count: u64) {
        self.streams_lost.inc_by(count);
    }

    /// Takes note of how a destination does.
    pub fn destination(&self, name: &str, health: &Health, now: Timestamp) {
        let seconds = |at: Option<Timestamp>| at.map_or(0, |at| at.millis() / 1_000);
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let lag = health.oldest.map_or(0, |oldest| {
            now.millis().saturating_sub(oldest.millis()).max(0) / 1_000
        });
        let figures = [
            ("waiting", whole(health.waiting as u64)),
            ("lag_seconds", lag),
            ("dead", whole(health.dead as u64)),
            ("sent", whole(health.sent)),
            ("failed", whole(health.failed)),
            ("given_up", whole(health.given_up)),
            ("refused", whole(health.refused)),
            ("paused", i64::from(health.paused.is_some())),
            ("last_sent_seconds", seconds(health.last_sent)),
            ("last_failed_seconds", seconds(health.last_failed)),
        ];
        for (figure, value) in figures {
            let labels = OfDestination {
                destination: name.to_owned(),
                figure,
            };
            self.destinations.get_or_create(&labels).set(value);
        }
    }

    /// Takes note of a figure of a sync.
    pub fn sync(&self, name: &str, figure: &'static str, value: u64) {
        let labels = OfSync {
            sync: name.to_owned(),
            figure,
        };
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        self.syncs.get_or_create(&labels).set(value);
    }

    /// Takes note of how the sources do that are run here.
    pub fn sources(&self, healths: &[(Box<str>, receiving::Health)]) {
        self.sources.clear();
        self.states.clear();
        let seconds = |at: Option<Timestamp>| at.map_or(0, |at| at.millis() / 1_000);
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for (name, health) in healths {
            let figures = [
                ("rows", whole(health.rows)),
                ("messages", whole(health.messages)),
                ("set_aside", whole(health.aside)),
                ("clock_ahead", whole(health.skewed)),
                ("failed", whole(health.failed)),
                ("refused", whole(health.refused)),
                ("waiting", whole(health.waiting)),
                ("last_taken_seconds", seconds(health.last_taken)),
                ("last_failed_seconds", seconds(health.last_failed)),
            ];
            for (figure, value) in figures {
                let source = name.to_string();
                let labels = OfSource { source, figure };
                self.sources.get_or_create(&labels).set(value);
            }
            for state in receiving::State::ALL {
                let labels = Stands {
                    source: name.to_string(),
                    state: state.word(),
                };
                let is = i64::from(state == health.state);
                self.states.get_or_create(&labels).set(is);
            }
        }
    }

    /// Counts what became of messages of a source.
    pub fn receipts(&self, source: &Source, receipts: &[Receipt]) {
        let (mut kept, mut forgotten, mut duplicate) = (0, 0, 0);
        for receipt in receipts {
            match &receipt.status {
                Status::Kept { .. } => kept += 1,
                Status::Forgotten => forgotten += 1,
                Status::Duplicate => duplicate += 1,
                Status::Rejected(why) => self.messages(&source.name, "rejected", why.code, 1),
            }
        }
        for (outcome, count) in [
            ("kept", kept),
            ("forgotten", forgotten),
            ("duplicate", duplicate),
        ] {
            if count > 0 {
                self.messages(&source.name, outcome, "", count);
            }
        }
    }

    /// Everything as text, with the engine's figures of this moment.
    pub fn encode(&self, stats: &Stats, writable: bool, out: &mut String) -> fmt::Result {
        let figures = [
            ("queued_events", stats.queued_events as u64),
            ("events", stats.events),
            ("commits", stats.commits),
            ("rows", stats.rows),
            ("conflicts", stats.conflicts),
            ("failures", stats.failures),
            ("decide_micros", stats.decide_micros),
            ("commit_micros", stats.commit_micros),
            ("cached_nodes", stats.cached_nodes as u64),
            ("cached_identifiers", stats.cached_identifiers as u64),
            ("cached_messages", stats.cached_messages as u64),
            ("writable", u64::from(writable)),
        ];
        for (figure, value) in figures {
            let value = i64::try_from(value).unwrap_or(i64::MAX);
            self.engine.get_or_create(&Figure { figure }).set(value);
        }
        prometheus_client::encoding::text::encode(out, &self.registry)
    }
}

impl Counts for Metrics {
    fn count(&self, source: &Source, receipts: &[Receipt]) {
        self.receipts(source, receipts);
    }
}
