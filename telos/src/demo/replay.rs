//! Sends the weeks of history, then what goes on, through the real routes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use telos_engine::Clock;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::client::{Client, SendError, Tally};
use super::diary::MINUTE;
use super::home::{Home, HomeError, Progress};
use super::message::Item;
use super::person::ROUND;
use super::session::{SESSION_MESSAGES, session};
use super::story::history;
use super::waves::{Lane, Wave, waves};

/// Of how many people the history is made and sent at once: whole rounds of parts, so that no
/// household is parted.
const BLOCK_PEOPLE: usize = 5 * ROUND;
/// How often what is due is sent.
const TICK: Duration = Duration::from_millis(200);
/// How many sessions are noted as begun before they are, so that noting costs little.
const SESSIONS_NOTED: u64 = 200;
/// When sessions are already under way as the demo goes on, so that traffic is even at once.
const RUN_UP: i64 = MINUTE;
/// What a session would do later than this is left out.
const SESSION_LENGTH_MAX: i64 = 5 * MINUTE;
/// After a longer break, such as a laptop's sleep, nothing is caught up.
const BREAK_MAX: i64 = 5_000;

/// Why the demo's traffic stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReplayError {
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error("make the demo's messages: a task ended early")]
    Task(#[from] tokio::task::JoinError),
}

/// Sends messages to one server over a handful of connections, one for each lane.
pub(super) struct Replay {
    server: SocketAddr,
    clock: Arc<dyn Clock>,
    pub(super) home: Home,
    pub(super) progress: Progress,
    clients: BTreeMap<Lane, Client>,
}

impl Replay {
    pub(super) fn new(
        server: SocketAddr,
        clock: Arc<dyn Clock>,
        home: Home,
        progress: Progress,
    ) -> Self {
        Self {
            server,
            clock,
            home,
            progress,
            clients: BTreeMap::new(),
        }
    }

    /// Sends the history of the next people, and tells what became of it; none once all is told.
    pub(super) async fn next_block(&mut self) -> Result<Option<Tally>, ReplayError> {
        let Progress {
            seed,
            people,
            ends,
            told,
            ..
        } = self.progress;
        if told >= people {
            return Ok(None);
        }
        let until = (told + BLOCK_PEOPLE).min(people);
        let made = tokio::task::spawn_blocking(move || {
            let items = (told..until).flat_map(|number| history(seed, number, ends));
            waves(items.collect())
        });
        let mut tally = Tally::default();
        for wave in made.await? {
            tally.add(self.send(wave).await?);
        }
        self.progress.told = until;
        self.home.save(&self.progress)?;
        Ok(Some(tally))
    }

    /// Goes on for ever, at so many messages a second. Returns only where progress cannot be noted.
    pub(super) async fn go_on(&mut self, rate: u32) -> Result<(), ReplayError> {
        if rate == 0 {
            return std::future::pending().await;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most some seconds")]
        let gap = ((SESSION_MESSAGES * 1_000.0 / f64::from(rate)) as i64).max(1);
        let mut waiting = BinaryHeap::new();
        let mut begins = self.now() - RUN_UP;
        let mut noted = self.progress.sessions;
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = self.now();
        loop {
            ticks.tick().await;
            let now = self.now();
            if now - last > BREAK_MAX {
                waiting.clear();
                begins = now - RUN_UP;
            }
            while begins <= now {
                let number = self.progress.sessions;
                if number >= noted {
                    noted = number + SESSIONS_NOTED;
                    self.note(noted)?;
                }
                let Progress { seed, people, .. } = self.progress;
                let items = session(seed, people, number, begins);
                let live =
                    |item: &Item| item.sent > last && item.sent < begins + SESSION_LENGTH_MAX;
                waiting.extend(
                    items
                        .into_iter()
                        .filter(live)
                        .map(|item| Reverse(Due(item))),
                );
                self.progress.sessions += 1;
                begins += gap;
            }
            last = now;
            for wave in waves(take_due(&mut waiting, now)) {
                if let Err(error) = self.send(wave).await {
                    // A full disk may have room again: what was due is lost, as on a real tag.
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "some of the demo's messages were not taken"
                    );
                }
            }
        }
    }

    /// Notes the number at which sessions go on after the next start.
    fn note(&self, sessions: u64) -> Result<(), HomeError> {
        self.home.save(&Progress {
            sessions,
            ..self.progress.clone()
        })
    }

    async fn send(&mut self, wave: Wave) -> Result<Tally, SendError> {
        let now = self.clock.now();
        let mut lanes = JoinSet::new();
        for (lane, items) in wave {
            let known = self.clients.remove(&lane);
            let mut client = known.unwrap_or_else(|| Client::new(self.server));
            lanes.spawn(async move {
                let sent = client.send(lane, &items, now).await;
                (lane, client, sent)
            });
        }
        let mut tally = Tally::default();
        while let Some(joined) = lanes.join_next().await {
            let Ok((lane, client, sent)) = joined else {
                continue;
            };
            tally.add(sent?);
            self.clients.insert(lane, client);
        }
        Ok(tally)
    }

    fn now(&self) -> i64 {
        self.clock.now().millis()
    }
}

fn take_due(waiting: &mut BinaryHeap<Reverse<Due>>, now: i64) -> Vec<Item> {
    let mut due = Vec::new();
    while waiting.peek().is_some_and(|next| next.0.0.sent <= now) {
        due.extend(waiting.pop().map(|next| next.0.0));
    }
    due
}

/// In the order in which messages are due.
struct Due(Item);

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.0.sent == other.0.sent
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.sent.cmp(&other.0.sent)
    }
}
