//! A Telos that is kept in step with a CRM.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};
use telos_doors::sending::Sender;
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::CatalogFile;
use telos_server::Options;
use tokio::task::JoinSet;

use crate::support::{ALL, World};

/// How long anything may take; it takes far less.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A Telos that runs, by the clock of this host.
pub(super) struct Telos {
    pub(super) world: World,
    tasks: Option<JoinSet<()>>,
    sender: Option<Sender>,
    ticking: Arc<AtomicBool>,
    /// The name of the sync.
    sync: &'static str,
}

impl Telos {
    pub(super) fn start(files: &[CatalogFile]) -> Self {
        Self::of("crm", files)
    }

    /// One that has a sync of this name.
    pub(super) fn of(sync: &'static str, files: &[CatalogFile]) -> Self {
        let world = World::of(Options::default(), files);
        let ticking = Arc::new(AtomicBool::new(true));
        let (clock, ticks) = (Arc::clone(&world.clock), Arc::clone(&ticking));
        clock.set(SystemClock.now());
        std::thread::spawn(move || {
            while ticks.load(Ordering::SeqCst) {
                clock.set(SystemClock.now());
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let mut telos = Self {
            world,
            tasks: None,
            sender: None,
            ticking,
            sync,
        };
        telos.resume();
        telos
    }

    /// Ends all that runs beside answering, wherever it is.
    pub(super) async fn kill(&mut self) {
        self.tasks = None;
        if let Some(sender) = self.sender.take() {
            sender.stop().await;
        }
    }

    pub(super) fn resume(&mut self) {
        self.tasks = Some(telos_server::background(&self.world.state));
        self.sender = Some(Sender::start(&self.world.engine));
    }

    pub(super) async fn identifies(&self, user: &str, traits: Value) {
        let identify = json!({"userId": user, "traits": traits});
        let kept = self.world.shop("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    /// The same by a source whose purposes the CRM has no part in.
    pub(super) async fn notes(&self, user: &str, traits: Value) {
        let identify = json!({"userId": user, "traits": traits});
        // `Basic` with its key.
        let headers = [("authorization", "Basic YXJpYS1kZXNrLWtleTo=")];
        let kept = self
            .world
            .post("/v1/identify", &headers, identify.to_string());
        let kept = kept.await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    pub(super) async fn says(&self, user: &str, act: &str) {
        let consent = json!({"userId": user, "consents": [{"purpose": "news-email", "act": act}]});
        let said = self.world.web("/v1/consents", consent.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(super) async fn profile(&self, kind: &str, value: &str) -> String {
        let path = format!("/v1/profiles/{kind}/{value}?purpose=orders");
        self.world.get(&path, ALL).await.text
    }

    /// Waits until a profile says so, and tells how long it took.
    pub(super) async fn until(&self, kind: &str, value: &str, expected: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let found = self.profile(kind, value).await;
            if found.contains(expected) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < PATIENCE, "no {expected}: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until somebody was erased as far as they may be: what orders need by contract stays,
    /// and nothing is done with it.
    pub(super) async fn until_erased(&self, id: &str) {
        self.until_gone("crm_id", id).await;
    }

    /// The same for whoever is known by another identifier.
    pub(super) async fn until_gone(&self, kind: &str, id: &str) {
        let begun = Instant::now();
        loop {
            let found = self.profile(kind, id).await;
            if found.contains("404") || found.contains("\"restricted\"") {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{id} is still there: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) async fn sync(&self) -> Value {
        let all = self.world.get("/v1/sync", ALL).await;
        assert_eq!(all.status, StatusCode::OK, "{}", all.text);
        all.json()["syncs"][0].clone()
    }

    pub(super) async fn figure(&self, figure: &str) -> u64 {
        let sync = self.sync().await;
        let figures = sync["figures"].as_array().expect("figures");
        let found = figures.iter().find(|one| one["figure"] == figure);
        found
            .and_then(|one| one["value"].as_u64())
            .expect("a figure")
    }

    /// Waits until so many were counted.
    pub(super) async fn until_figure(&self, figure: &str, wanted: u64) {
        let begun = Instant::now();
        loop {
            let found = self.figure(figure).await;
            if found == wanted {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{figure}: {found}, not {wanted}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(super) async fn preview(&self) -> Value {
        let path = format!("/v1/sync/{}/preview", self.sync);
        let shown = self.world.get(&path, ALL).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        shown.json()
    }

    /// Starts the sync, and waits until changes go both ways.
    pub(super) async fn starts(&self) {
        self.begins().await;
        self.runs().await;
    }

    pub(super) async fn begins(&self) {
        let headers = [("authorization", ALL)];
        let path = format!("/v1/sync/{}/start", self.sync);
        let started = self.world.post(&path, &headers, "").await;
        assert_eq!(started.status, StatusCode::OK, "{}", started.text);
    }

    /// Waits until a source stands so.
    pub(super) async fn until_state(&self, source: &str, state: &str) {
        let wanted = format!("telos_source_state{{source=\"{source}\",state=\"{state}\"}} 1");
        let begun = Instant::now();
        loop {
            let metrics = self.world.get("/metrics", "").await.text;
            if metrics.contains(&wanted) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "no {wanted}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Has somebody erased by what they are known by.
    pub(super) async fn erases(&self, kind: &str, value: &str) {
        let headers = [("authorization", ALL)];
        let ask = json!({"kind": kind, "value": value, "right": "erasure"});
        let asked = self
            .world
            .post("/v1/requests", &headers, ask.to_string())
            .await;
        let id = asked.json()["id"].as_str().expect("an id").to_owned();
        for (end, body) in [
            ("identity", r#"{"checks":["document"]}"#),
            ("advance", "{}"),
        ] {
            let path = format!("/v1/requests/{id}/{end}");
            self.world.post(&path, &headers, body).await;
        }
    }

    pub(super) async fn runs(&self) {
        let begun = Instant::now();
        loop {
            let sync = self.sync().await;
            if sync["state"] == "running" {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{sync}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Telos {
    fn drop(&mut self) {
        self.ticking.store(false, Ordering::SeqCst);
    }
}

/// Long enough that whatever would still happen has happened.
pub(super) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(3_500)).await;
}
