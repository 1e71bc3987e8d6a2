//! One lane of a destination: what waits in it is sent in order, each asked for again right before
//! it goes.
//!
//! A round takes as many from the front as there is room for at the destination, about different
//! people; they go at the same time and are settled together. So the deliveries about one person
//! stay in order, and nobody waits between being asked for and going.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use futures_util::future::join_all;
use telos_engine::outbox::{LANE_REMOVALS, Ready, Settled, SettledAs, Waiting};
use telos_model::catalog::{Means, Occasion};
use telos_model::id::NodeId;
use tokio::sync::watch;

use super::blocking;
use super::carry::Came;
use super::door::{Door, Room};
use super::gate::Pass;
use super::gather::{gathers, sent};
use super::request::{self, Going};

/// How many deliveries are read at once.
const PAGE_MAX: usize = 256;
/// How many deliveries one round takes.
const ROUND_MAX: usize = 256;
/// The first wait after a failure; it doubles with each one more,
const BACK_OFF_MIN: Duration = Duration::from_secs(1);
/// up to this.
const BACK_OFF_MAX: Duration = Duration::from_mins(5);
/// How long a lane rests when the store could not be used.
const TROUBLE_REST: Duration = Duration::from_secs(1);
/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;

/// How far a lane was sent.
#[derive(Debug, Default)]
pub(super) struct Went {
    /// The place of the last one before which all ended.
    pub(super) after: Option<Vec<u8>>,
    /// How long to wait before going on.
    pub(super) rest: Option<Duration>,
    /// There may be more.
    pub(super) more: bool,
}

/// Sends what waits in a lane after a place, until it is empty, fails or the page is done.
pub(super) async fn send_lane(
    door: &Door,
    lane: u8,
    after: Option<Vec<u8>>,
    ending: &watch::Receiver<bool>,
) -> Went {
    let id = door.destination.id;
    let together = Occasion::ALL.map(|occasion| door.destination.reach.together_max(occasion));
    let page_max = together.into_iter().fold(PAGE_MAX, usize::max);
    let read = blocking(&door.engine, "read what waits", move |engine| {
        engine.waiting(id, lane, after.as_deref(), page_max)
    });
    let Some(waiting) = read.await else {
        return Went {
            rest: Some(TROUBLE_REST),
            ..Went::default()
        };
    };
    if let Some(rest) = gathers(door, lane, &waiting, page_max) {
        return Went {
            rest: Some(rest),
            ..Went::default()
        };
    }
    let mut went = Went {
        more: waiting.len() == page_max,
        ..Went::default()
    };
    let mut page = Page {
        rest: waiting.into(),
        alone: HashSet::new(),
    };
    while !page.rest.is_empty() && !*ending.borrow() {
        let round = if lane == LANE_REMOVALS {
            take_back(door, &mut page).await
        } else {
            give(door, &mut page).await
        };
        let before = page.rest.front().map(|first| first.place().to_vec());
        let ended = round.iter().filter(|one| !is_again(&one.came));
        let again = round.iter().filter(|one| is_again(&one.came));
        let waits = again.map(|one| one.waiting.place().to_vec());
        let before = before.into_iter().chain(waits).min();
        let last = ended.map(|one| one.waiting.place().to_vec());
        let last = last.filter(|place| before.as_ref().is_none_or(|before| place < before));
        let last = last.max();
        let sent: Vec<[u8; 16]> = round.iter().filter_map(sent).collect();
        if settle(door, round.settled).await.is_none() {
            went.rest = Some(TROUBLE_REST);
            return went;
        }
        door.carrier.settled(&sent).await;
        // They were in the gate until it was written what came of them.
        drop(round.pass);
        if last.is_some() {
            went.after = last;
        }
        if round.rest.is_some() {
            went.rest = round.rest;
            return went;
        }
    }
    went
}

/// What of a page has not been sent yet.
#[derive(Debug)]
struct Page {
    rest: VecDeque<Waiting>,
    /// The places of those that are sent by themselves, because a batch with them was refused.
    alone: HashSet<Vec<u8>>,
}

/// What came of a round.
#[derive(Debug, Default)]
struct Round<'d> {
    settled: Vec<Settled>,
    rest: Option<Duration>,
    pass: Option<Pass<'d>>,
}

impl Round<'_> {
    fn iter(&self) -> impl Iterator<Item = &Settled> {
        self.settled.iter()
    }

    fn resting(rest: Duration) -> Self {
        Self {
            rest: Some(rest),
            ..Self::default()
        }
    }
}

/// What goes in one request.
type Group = Vec<Going>;

/// One round of giving.
async fn give<'d>(door: &'d Door, page: &mut Page) -> Round<'d> {
    let room = door.room(page.requests(door), false).await;
    let groups = page.groups(door, room.requests());
    let nodes = groups.iter().flatten().map(|waiting| waiting.node);
    let pass = door.gate.give(distinct(nodes)).await;
    let mut round = match ask(door, page, groups).await {
        Ok((settled, groups)) => exchange(door, page, groups, settled, room).await,
        Err(rest) => Round::resting(rest),
    };
    round.pass = Some(pass);
    round
}

/// One round of telling the destination to let go of people.
async fn take_back<'d>(door: &'d Door, page: &mut Page) -> Round<'d> {
    let room = door.room(page.rest.len(), true).await;
    let groups = page.groups(door, room.requests());
    let about = groups.iter().flatten().map(|waiting| waiting.node);
    let about = distinct(about);
    let members = blocking(&door.engine, "find a person", move |engine| {
        let members = about.iter().map(|node| engine.members_of(*node));
        let members = members.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, telos_engine::ReadError>((about, members))
    });
    let Some((about, members)) = members.await else {
        page.put_back(groups.into_iter().flatten());
        return Round::resting(TROUBLE_REST);
    };
    let nodes = about.into_iter().chain(members.into_iter().flatten());
    let pass = door.gate.take(distinct(nodes)).await;
    let mut round = match ask(door, page, groups).await {
        Ok((settled, groups)) => {
            // Whoever became part of a family meanwhile is taken in the next round.
            let (known, others): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| {
                let mut group = group.iter();
                group.all(|(_, sending)| pass.covers(&sending.members))
            });
            let others = others.into_iter().flatten();
            page.put_back(others.map(|(waiting, _)| waiting));
            exchange(door, page, known, settled, room).await
        }
        Err(rest) => Round::resting(rest),
    };
    round.pass = Some(pass);
    round
}

impl Page {
    /// How many requests the page would take.
    fn requests(&self, door: &Door) -> usize {
        let occasions = Occasion::ALL.into_iter();
        let items_max = occasions.map(|occasion| door.destination.reach.together_max(occasion));
        self.rest
            .len()
            .div_ceil(items_max.max().unwrap_or(1).max(1))
    }

    /// Takes what goes in up to so many requests from the front. Two requests are about different
    /// nodes.
    fn groups(&mut self, door: &Door, requests_max: usize) -> Vec<Vec<Waiting>> {
        let most = |waiting: &Waiting| {
            let occasion = waiting.cause.occasion();
            door.destination.reach.together_max(occasion)
        };
        let mut taken: HashSet<NodeId> = HashSet::new();
        let mut groups = Vec::new();
        let mut count = 0;
        while groups.len() < requests_max && count < ROUND_MAX {
            let free = |waiting: &Waiting| !taken.contains(&waiting.node);
            let Some(first) = self.rest.pop_front_if(|waiting| free(waiting)) else {
                break;
            };
            let together = |alone: &HashSet<Vec<u8>>, waiting: &Waiting| {
                most(waiting) > 1 && !alone.contains(waiting.place())
            };
            let (batches, items_max) = (together(&self.alone, &first), most(&first));
            let mut group = vec![first];
            while batches && group.len() < items_max {
                let alone = &self.alone;
                let next = self
                    .rest
                    .pop_front_if(|waiting| free(waiting) && together(alone, waiting));
                let Some(next) = next else {
                    break;
                };
                group.push(next);
            }
            taken.extend(group.iter().map(|waiting| waiting.node));
            count += group.len();
            groups.push(group);
        }
        groups
    }

    /// Lets some wait again, in their order before the rest.
    fn put_back(&mut self, waiting: impl Iterator<Item = Waiting>) {
        let mut all: Vec<Waiting> = waiting.chain(self.rest.drain(..)).collect();
        all.sort_by(|one, other| one.place().cmp(other.place()));
        self.rest = all.into();
    }
}

/// Asks for all of them at once, right before they go. What goes in different requests is about
/// different people: the later ones of one person are put back.
async fn ask(
    door: &Door,
    page: &mut Page,
    groups: Vec<Vec<Waiting>>,
) -> Result<(Vec<Settled>, Vec<Group>), Duration> {
    let asked: Vec<Waiting> = groups.iter().flatten().cloned().collect();
    let ready = blocking(&door.engine, "ask for deliveries", move |engine| {
        engine.ready_all(&asked)
    });
    let Some(ready) = ready.await else {
        page.put_back(groups.into_iter().flatten());
        return Err(TROUBLE_REST);
    };
    let mut ready = ready.into_iter();
    let (mut settled, mut going) = (Vec::new(), Vec::new());
    let mut about: HashSet<NodeId> = HashSet::new();
    let (mut back, mut waits) = (Vec::new(), false);
    for group in groups {
        let mut together: Group = Vec::new();
        for waiting in group {
            let came = match ready.next() {
                Some(Ready::Send(sending)) if !sending.is_under(&door.policy.catalog) => {
                    // The catalog changed: whoever knows the new one sends it.
                    waits = true;
                    back.push(waiting);
                    continue;
                }
                Some(Ready::Send(sending)) if door.can_tell(&sending) => {
                    together.push((waiting, sending));
                    continue;
                }
                // It may not go, or there is nothing to call the person by there.
                Some(Ready::Send(_) | Ready::Refused) => SettledAs::Refused,
                Some(Ready::Gone) => SettledAs::Gone,
                Some(Ready::Waits) | None => {
                    waits = true;
                    back.push(waiting);
                    continue;
                }
            };
            settled.push(Settled { waiting, came });
        }
        let members = || together.iter().flat_map(|(_, sending)| &sending.members);
        if members().any(|node| about.contains(node)) {
            back.extend(together.into_iter().map(|(waiting, _)| waiting));
            continue;
        }
        about.extend(members());
        if !together.is_empty() {
            going.push(together);
        }
    }
    page.put_back(back.into_iter());
    if waits && settled.is_empty() && going.is_empty() {
        return Err(TROUBLE_REST);
    }
    Ok((settled, going))
}

/// Sends the groups, each in a request of its own, all at the same time.
async fn exchange<'d>(
    door: &'d Door,
    page: &mut Page,
    groups: Vec<Group>,
    settled: Vec<Settled>,
    room: Room<'_>,
) -> Round<'d> {
    let answers = join_all(groups.iter().map(|group| request::send(door, group))).await;
    drop(room);
    let mut round = Round {
        settled,
        ..Round::default()
    };
    for (group, answered) in groups.into_iter().zip(answers) {
        came(door, page, group, answered, &mut round);
    }
    round
}

/// Takes note of what came of one request.
fn came(door: &Door, page: &mut Page, group: Group, answered: Came, round: &mut Round<'_>) {
    let failure = answered.failure;
    if let Some(seconds) = answered.not_before {
        let rest = Some(Duration::from_secs(seconds));
        round.rest = round.rest.max(rest);
        page.put_back(group.into_iter().map(|(waiting, _)| waiting));
        return;
    }
    match answered.means {
        Means::Done => {
            let status = failure.status().unwrap_or(200);
            let answers = door.destination.reach.acknowledges();
            let settled = group.into_iter().map(|(waiting, sending)| Settled {
                came: if answers || !waiting.cause.occasion().is_removal() {
                    SettledAs::Sent { status, sending }
                } else {
                    SettledAs::Told { status, sending }
                },
                waiting,
            });
            round.settled.extend(settled);
        }
        // One of them spoils the batch: each is sent by itself.
        Means::Final if group.len() > 1 => {
            let places = group.iter().map(|(waiting, _)| waiting.place().to_vec());
            page.alone.extend(places);
            page.put_back(group.into_iter().map(|(waiting, _)| waiting));
        }
        Means::Final => {
            let settled = group.into_iter().map(|(waiting, sending)| Settled {
                waiting,
                came: SettledAs::GivenUp(failure, Some(sending)),
            });
            round.settled.extend(settled);
        }
        Means::Retry => {
            let rest = retry(door, group, answered, &mut round.settled);
            round.rest = round.rest.into_iter().chain(rest).max();
        }
    }
}

const fn is_again(came: &SettledAs) -> bool {
    matches!(came, SettledAs::Again(_))
}

fn distinct(nodes: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = nodes.collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Writes what came of deliveries.
async fn settle(door: &Door, settled: Vec<Settled>) -> Option<()> {
    if settled.is_empty() {
        return Some(());
    }
    blocking(&door.engine, "settle deliveries", move |engine| {
        engine.settle(&settled)
    })
    .await
}

/// Keeps deliveries to be tried again, or gives those up that failed too often for too long. Says
/// how long to wait, if any is tried again.
fn retry(
    door: &Door,
    group: Group,
    answered: Came,
    settled: &mut Vec<Settled>,
) -> Option<Duration> {
    let pace = &door.destination.pace;
    let now = door.engine.now();
    let mut attempts = None;
    for (waiting, sending) in group {
        let since = waiting.failed_since.min(now);
        let hours = (now.millis() - since.millis()) / HOUR_MS;
        let often = waiting.attempts + 1 >= pace.attempts_max;
        let came = if often && hours >= i64::from(pace.give_up_hours) {
            SettledAs::GivenUp(answered.failure, Some(sending))
        } else {
            attempts = attempts.max(Some(waiting.attempts));
            SettledAs::Again(answered.failure)
        };
        settled.push(Settled { waiting, came });
    }
    let asked = Duration::from_secs(answered.asks.unwrap_or(0));
    attempts.map(|attempts| back_off(attempts).max(asked))
}

/// How long to wait after this many failures before: doubling, with jitter, so that what failed
/// together does not come back together.
fn back_off(attempts: u32) -> Duration {
    let whole = BACK_OFF_MIN.saturating_mul(1 << attempts.min(16));
    let whole = whole.min(BACK_OFF_MAX);
    let mut dice = [0; 1];
    // Without dice it waits the longest.
    if getrandom::fill(&mut dice).is_err() {
        return whole;
    }
    whole.mul_f64(0.5 + f64::from(dice[0]) / 510.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_with_jitter() {
        for attempts in [0, 1, 5, 8, 9, 40, u32::MAX] {
            let whole = 1_u64 << attempts.min(16);
            let whole = Duration::from_secs(whole).min(BACK_OFF_MAX);
            let wait = back_off(attempts);
            assert!(wait >= whole / 2 && wait <= whole, "{attempts}: {wait:?}");
        }
    }
}
