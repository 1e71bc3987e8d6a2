//! The task of one source: looks again and again, and waits longer where it fails.

use std::sync::Arc;
use std::time::Duration;

use telos_model::catalog::{IntakeKind, Protocol, Source};
use telos_reach::wire;

use super::Intake;
use super::State;
use super::bucket::Watched;
use super::changes::Changes;
use super::folder::Folder;
use super::kafka::Kafka;
use super::mqtt::Mqtt;
use super::nats::Nats;
use super::synced::Inward;
use super::table::{Table, What};
use super::take::Taker;

/// The first wait after a failure; it doubles with each one more,
const BACK_OFF_MIN: Duration = Duration::from_secs(1);
/// up to this.
const BACK_OFF_MAX: Duration = Duration::from_mins(5);

/// What a look came to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Looked {
    /// What is in the way of some of it.
    pub(super) trouble: Option<State>,
}

/// What is looked at.
enum Place {
    Folder(Folder),
    Bucket(Box<Watched>),
    Table(Box<Table>),
    Changes(Changes),
    Nats(Box<Nats>),
    Mqtt(Box<Mqtt>),
    Kafka(Box<Kafka>),
}

/// Takes in what is new at a source until it is dropped.
pub(super) async fn run(intake: Intake, source: Source) {
    let policy = intake.engine.policy();
    let (Some(from), Some(mapping)) = (
        source.from.clone(),
        intake.receiving.mapping(&policy.catalog, &source),
    ) else {
        let now = intake.engine.now();
        intake
            .receiving
            .note(&source, |health| health.fails(State::Drift, now));
        return;
    };
    let every = match &from.kind {
        // They tell by themselves what is new: a look waits for it.
        IntakeKind::Stream(_) => Duration::ZERO,
        _ => Duration::from_secs(from.every_seconds.into()),
    };
    let mut taker = Taker::new(intake.clone(), source.clone());
    let mut place = match &from.kind {
        IntakeKind::Folder { path, pattern } => Place::Folder(Folder::new(path, pattern, mapping)),
        IntakeKind::Bucket { bucket, pattern } => {
            Place::Bucket(Box::new(Watched::new(bucket, pattern, mapping)))
        }
        IntakeKind::Postgres(_) | IntakeKind::Mysql(_) | IntakeKind::Http(_) => {
            let Some(what) = What::of(&policy.catalog, &source) else {
                return;
            };
            let sync = policy.catalog.sync_of_source(source.id);
            let inward = sync.map(|sync| Inward::new(sync, what.named().0));
            Place::Table(Box::new(Table::new(what, mapping).with(inward)))
        }
        IntakeKind::Changes(changes) => Place::Changes(Changes::new(changes, mapping)),
        IntakeKind::Stream(stream) => {
            let trust = Arc::new(wire::Client::new(Vec::new()));
            match stream.broker.protocol {
                Protocol::Nats => Place::Nats(Box::new(Nats::new(stream, mapping, trust))),
                Protocol::Mqtt => Place::Mqtt(Box::new(Mqtt::new(stream, mapping, trust))),
                Protocol::Kafka => Place::Kafka(Box::new(Kafka::new(stream, mapping, trust))),
            }
        }
        IntakeKind::Webhook(_) => return,
    };
    let wakes = intake.receiving.wakes(source.id);
    let mut failures: u32 = 0;
    loop {
        let rows_max = from.rows_max as usize;
        let looked = match &mut place {
            Place::Folder(folder) => folder.look(&mut taker, rows_max).await,
            Place::Bucket(bucket) => bucket.look(&mut taker, rows_max).await,
            Place::Table(table) => table.look(&mut taker, rows_max).await,
            Place::Changes(changes) => changes.look(&mut taker, rows_max).await,
            Place::Nats(nats) => nats.look(&mut taker, rows_max).await,
            Place::Mqtt(mqtt) => mqtt.look(&mut taker, rows_max).await,
            Place::Kafka(kafka) => kafka.look(&taker, rows_max).await,
        };
        let rest = match looked {
            Ok(looked) => {
                failures = 0;
                let aside = taker.trouble();
                let now = looked.trouble.or(aside).unwrap_or(State::Waiting);
                let at = intake.engine.now();
                intake
                    .receiving
                    .note(&source, |health| health.looked(now, at));
                every
            }
            Err(trouble) => {
                let now = intake.engine.now();
                intake
                    .receiving
                    .note(&source, |health| health.fails(trouble, now));
                let wait = BACK_OFF_MIN.saturating_mul(1 << failures.min(16));
                failures = failures.saturating_add(1);
                wait.clamp(BACK_OFF_MIN, BACK_OFF_MAX)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = wakes.notified() => {}
        }
    }
}
