//! One destination: its lanes, its pace, its patience.

use std::sync::Arc;
use std::time::Duration;

use telos_engine::outbox::{LANE_REMOVALS, LANES, Sending};
use telos_engine::{Engine, ReadError};
use telos_model::catalog::Destination;
use telos_model::process::Policy;
use telos_reach::wire::Client;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::carry::Carrier;
use super::gate::Gate;
use super::lane::{Went, send_lane};
use super::synced::Synced;
use super::{LOOK_EVERY, blocking};

/// How often a lane is looked through from its beginning; what is sent again may stand before
/// where it was last.
const REWIND_EVERY: Duration = Duration::from_secs(2);
/// How often it is looked whether staff paused the destination, at the least.
const PAUSED_EVERY: Duration = Duration::from_secs(1);
/// Requests of this long may go at once, if there were none before.
const BURST: Duration = Duration::from_millis(100);

/// A destination that is sent to.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) engine: Engine,
    pub(super) destination: Destination,
    pub(super) carrier: Carrier,
    /// What it was declared by.
    pub(super) policy: Arc<Policy>,
    pub(super) gate: Gate,
    /// Where it is one direction of a sync.
    pub(super) synced: Option<Synced>,
    /// How many requests may be under way.
    slots: Semaphore,
    /// One more, for what tells it to let go.
    reserved: Semaphore,
    next: tokio::sync::Mutex<Instant>,
}

/// A lane, as far as it was sent.
#[derive(Debug, Clone)]
struct Lane {
    /// After which place to go on.
    after: Option<Vec<u8>>,
    rewound: Instant,
    /// The news that it was looked through under.
    seen: u64,
    /// Not before this.
    rest: Option<Instant>,
    busy: bool,
}

impl Door {
    pub(super) fn new(
        engine: Engine,
        policy: Arc<Policy>,
        destination: Destination,
        client: Arc<Client>,
    ) -> Self {
        let synced = Synced::new(&engine, &policy.catalog, &destination, &client);
        let carrier = Carrier::new(&destination, client);
        let mut at_once = destination.pace.at_once_max as usize;
        if destination.reach.gathers_by_the_clock() {
            // What all lanes have goes together, so none of them waits for another.
            at_once = at_once.max(usize::from(LANES));
        }
        Self {
            engine,
            destination,
            carrier,
            policy,
            gate: Gate::default(),
            synced,
            slots: Semaphore::new(at_once.max(1)),
            reserved: Semaphore::new(1),
            next: tokio::sync::Mutex::new(Instant::now()),
        }
    }

    /// Sends what waits until it is told to end; what is under way ends first.
    pub(super) async fn run(self: Arc<Self>, ending: watch::Receiver<bool>) {
        let lane = Lane {
            after: None,
            rewound: Instant::now(),
            seen: 0,
            rest: None,
            busy: false,
        };
        let mut lanes = vec![lane; usize::from(LANES) + 1];
        let mut sending: JoinSet<(u8, u64, Went)> = JoinSet::new();
        let (mut paused, mut looked, mut known) = (false, None::<Instant>, 0);
        while !*ending.borrow() {
            let news = self.engine.destination_news(self.destination.id);
            if news != known || looked.is_none_or(|at| at.elapsed() > PAUSED_EVERY) {
                (known, looked) = (news, Some(Instant::now()));
                let (id, is_synced) = (self.destination.id, self.synced.is_some());
                let since = blocking(&self.engine, "read a pause", move |engine| {
                    let since = engine.paused(id)?;
                    // Nothing goes there before a sync was started and took in what is there.
                    let waits = is_synced && !engine.sync_tells(id)?;
                    Ok::<_, ReadError>(since.or_else(|| waits.then(|| engine.now())))
                });
                paused = since.await.is_none_or(|since| since.is_some());
            }
            for number in (0..=LANE_REMOVALS).rev() {
                let lane = &mut lanes[usize::from(number)];
                if paused || !lane.wants(news) {
                    continue;
                }
                lane.busy = true;
                let (door, after) = (Arc::clone(&self), lane.from(number));
                let ending = ending.clone();
                sending.spawn(async move {
                    let went = send_lane(&door, number, after, &ending).await;
                    (number, news, went)
                });
            }
            tokio::select! {
                Some(done) = sending.join_next() => note(&mut lanes, done),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        while let Some(done) = sending.join_next().await {
            note(&mut lanes, done);
        }
    }

    /// Whether there is all that telling it needs.
    pub(super) fn can_tell(&self, sending: &Sending) -> bool {
        let synced = self.synced.as_ref();
        synced.is_some_and(|synced| synced.takes(sending)) || self.carrier.can_tell(sending)
    }

    /// Waits until the destination has room for a request and its pace lets it go, and takes as
    /// much more room as there is at once, up to what is wanted. There is always room for one that
    /// tells it to let go.
    pub(super) async fn room(&self, requests: usize, takes: bool) -> Room<'_> {
        let first = if takes { &self.reserved } else { &self.slots };
        let mut slots = Vec::new();
        // They are closed at no time.
        slots.extend(first.acquire().await.ok());
        let gap = self.gap();
        let in_burst = BURST.as_micros() / gap.as_micros().max(1);
        let requests = requests.min(usize::try_from(in_burst).unwrap_or(usize::MAX));
        while slots.len() < requests
            && let Ok(slot) = self.slots.try_acquire()
        {
            slots.push(slot);
        }
        let count = u32::try_from(slots.len()).unwrap_or(u32::MAX);
        let mut next = self.next.lock().await;
        let now = Instant::now();
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let at = (*next).max(earliest);
        *next = at + gap * count;
        drop(next);
        tokio::time::sleep_until(at).await;
        Room { slots }
    }

    /// The time from one request to the next at its pace.
    fn gap(&self) -> Duration {
        Duration::from_secs(1) / self.destination.pace.requests_max.max(1)
    }
}

/// Room for requests at a destination, until this is dropped.
#[derive(Debug)]
pub(super) struct Room<'a> {
    slots: Vec<SemaphorePermit<'a>>,
}

impl Room<'_> {
    /// For how many requests.
    pub(super) fn requests(&self) -> usize {
        self.slots.len().max(1)
    }
}

impl Lane {
    /// Whether it is to be looked through now.
    fn wants(&self, news: u64) -> bool {
        match self.rest {
            _ if self.busy => false,
            Some(rest) => rest <= Instant::now(),
            None => self.seen != news || self.is_late_for_rewinding(),
        }
    }

    /// Once after the last news it is looked through from its beginning.
    fn is_late_for_rewinding(&self) -> bool {
        self.after.is_some() && self.rewound.elapsed() > REWIND_EVERY
    }

    /// Where to begin now.
    fn from(&mut self, number: u8) -> Option<Vec<u8>> {
        if number == LANE_REMOVALS || self.rewound.elapsed() > REWIND_EVERY {
            self.after = None;
            self.rewound = Instant::now();
        }
        self.after.clone()
    }
}

/// Takes note of a lane that was looked through.
fn note(lanes: &mut [Lane], done: Result<(u8, u64, Went), tokio::task::JoinError>) {
    let (number, news, went) = match done {
        Ok(done) => done,
        Err(error) => {
            // Whichever lane it was: none is left out for it.
            tracing::error!(%error, "sending what waits in a lane ended in a panic");
            for lane in lanes {
                lane.busy = false;
            }
            return;
        }
    };
    let Some(lane) = lanes.get_mut(usize::from(number)) else {
        return;
    };
    lane.busy = false;
    lane.rest = went.rest.map(|rest| Instant::now() + rest);
    if went.after.is_some() {
        lane.after = went.after;
    }
    // Where there is more, it is looked through again at once.
    lane.seen = if went.more { 0 } else { news };
}
