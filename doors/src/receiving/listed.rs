//! Records of an API that changed, page by page: since when, and where in the list, is remembered
//! with what was taken in.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;
use telos_connect::destination::{Asked, at, next_link, page_at, retry_after, text_at, time_at};
use telos_model::catalog::{Http, ListDef, Means, NextDef, RequestDef};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::wire::{self, Fetched};
use tokio::time::Instant;

use super::State;
use super::table::{Found, Mark, ROW_BYTES_MAX, trouble};
use crate::sending::OverHttp;

/// The longest page, in bytes.
const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most pages of one look.
const PAGES_MAX: u64 = 100_000;
/// The longest address or mark of a page, in bytes.
const NEXT_BYTES_MAX: usize = 2 * 1024;
/// How often a page is asked for before the look ends.
const TRIES_MAX: u32 = 4;
/// The longest that the system can ask to wait in between.
const WAIT_MAX: Duration = Duration::from_mins(1);
/// How many records of the last look are known.
const SEEN_MAX: usize = 100_000;

/// A list that is looked at.
#[derive(Debug)]
pub(super) struct Listed {
    def: ListDef,
    way: OverHttp,
    /// Where its records are read one by one, if they are.
    reader: Option<OverHttp>,
    /// Not before this.
    next: Option<Instant>,
    /// The records of the last look, which are told of again.
    seen: HashMap<String, u64>,
    seeing: HashMap<String, u64>,
}

/// How far a look through the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Round {
    /// Records that changed since then are asked for, in milliseconds since 1970,
    since: i64,
    /// and the next time since this.
    high: i64,
    page: u64,
    next: Option<String>,
    ended: bool,
}

impl Round {
    /// The look behind a mark, or the first one.
    pub(super) fn behind(mark: Option<&Mark>) -> Self {
        let read = mark.and_then(|(numbers, next)| {
            let mut numbers = numbers.split(' ').map(str::parse::<i64>);
            let mut number = || numbers.next()?.ok();
            Some(Self {
                since: number()?,
                high: number()?,
                page: u64::try_from(number()?).ok()?,
                next: Some(next.clone()).filter(|next| !next.is_empty()),
                ended: false,
            })
        });
        read.unwrap_or(Self {
            since: 0,
            high: 0,
            page: 1,
            next: None,
            ended: false,
        })
    }

    /// The mark of how far it is.
    pub(super) fn mark(&self) -> Mark {
        let Self {
            since, high, page, ..
        } = self;
        let next = self.next.clone().unwrap_or_default();
        (format!("{since} {high} {page}"), next)
    }

    pub(super) const fn has_ended(&self) -> bool {
        self.ended
    }

    /// It goes on behind a page.
    const fn is_amid(&self) -> bool {
        self.page > 1 || self.next.is_some()
    }

    /// All pages were read; the next look is for what changes from now on.
    fn end(&mut self) {
        (self.since, self.page, self.next, self.ended) = (self.high, 1, None, true);
    }
}

impl Listed {
    /// `reader` is the destination that reads the same records one by one.
    pub(super) fn new(def: &ListDef, reader: Option<&Http>, client: &Arc<wire::Client>) -> Self {
        let wait = Duration::from_secs(def.wait_seconds_max.into());
        let way = |http: &Http| OverHttp::new(http.clone(), Arc::clone(client), wait);
        Self {
            way: way(&def.http),
            reader: reader.map(way),
            def: def.clone(),
            next: None,
            seen: HashMap::new(),
            seeing: HashMap::new(),
        }
    }

    /// The next page. Where only news are wanted, what the last look saw as it is now is left out.
    pub(super) async fn next(
        &mut self,
        round: &mut Round,
        now: Timestamp,
        news: bool,
    ) -> Result<Vec<Found>, State> {
        let asked = self.page(round, now).await;
        let answer = match asked {
            // The page is not kept for ever: all since the last look is listed anew.
            Err(State::Gone | State::Drift) if round.is_amid() => {
                (round.page, round.next) = (1, None);
                self.page(round, now).await?
            }
            asked => asked?,
        };
        let body: Json = serde_json::from_slice(&answer.body).map_err(|_| State::Garbled)?;
        let records = at(&body, &self.def.records).and_then(Json::as_array);
        let records = records.ok_or(State::Garbled)?;
        let mut found = Vec::with_capacity(records.len());
        for record in records {
            // A time in the future would hide what changes until then.
            let updated = time_at(record, &self.def.updated);
            let updated = updated.map(|at| at.millis().min(now.millis()));
            round.high = round.high.max(updated.unwrap_or(0));
            let id = text_at(record, &self.def.id).unwrap_or_default();
            let text = record.to_string();
            if news && self.was_seen(&id, &text) {
                continue;
            }
            found.push(Found {
                text: if text.len() <= ROW_BYTES_MAX {
                    text
                } else {
                    String::new()
                },
                updated: updated.unwrap_or_default().to_string(),
                id: id.chars().take(200).collect(),
            });
        }
        self.go_on(round, &body, &answer, records.is_empty())?;
        if round.ended && news {
            self.seen = std::mem::take(&mut self.seeing);
        }
        Ok(found)
    }

    /// Where the next page is.
    fn go_on(
        &self,
        round: &mut Round,
        body: &Json,
        answer: &Fetched,
        is_empty: bool,
    ) -> Result<(), State> {
        let next = match &self.def.next {
            NextDef::None => None,
            NextDef::Numbered(_) if is_empty => None,
            NextDef::Numbered(_) => {
                round.page += 1;
                return (round.page <= PAGES_MAX)
                    .then_some(())
                    .ok_or(State::Garbled);
            }
            NextDef::Taken { take: None, .. } => {
                let link = answer.link.as_deref().and_then(next_link);
                link.map(str::to_owned)
            }
            NextDef::Taken {
                take: Some(take), ..
            } => text_at(body, take),
        };
        let Some(next) = next else {
            round.end();
            return Ok(());
        };
        round.page += 1;
        // A page that names itself would be read for ever.
        let turns = round.next.as_ref() == Some(&next);
        if turns || next.len() > NEXT_BYTES_MAX || round.page > PAGES_MAX {
            return Err(State::Garbled);
        }
        round.next = Some(next);
        Ok(())
    }

    fn was_seen(&mut self, id: &str, text: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        if id.is_empty() {
            return false;
        }
        if self.seeing.len() < SEEN_MAX {
            self.seeing.insert(id.to_owned(), hash);
        }
        self.seen.get(id) == Some(&hash)
    }

    async fn page(&mut self, round: &Round, now: Timestamp) -> Result<Fetched, State> {
        let behind = i64::from(self.def.behind_seconds) * 1_000;
        let asked = Asked {
            since: Some(Timestamp::from_millis((round.since - behind).max(0))),
            next: round.next.as_deref(),
            page: Some(round.page),
            ..Asked::default()
        };
        let request = match (&self.def.next, &round.next) {
            (NextDef::Numbered(request), _) if round.page > 1 => (**request).clone(),
            (
                NextDef::Taken {
                    request: Some(request),
                    ..
                },
                Some(_),
            ) => (**request).clone(),
            (NextDef::Taken { request: None, .. }, Some(next)) => {
                let page = page_at(&self.def.http, &self.def.first, next);
                page.ok_or(State::Garbled)?
            }
            _ => self.def.first.clone(),
        };
        let gap = Duration::from_secs(1) / self.def.requests_max.max(1);
        let mut tries = 0;
        loop {
            if let Some(next) = self.next {
                tokio::time::sleep_until(next).await;
            }
            self.next = Some(Instant::now() + gap);
            let answer = self
                .way
                .ask(&request, asked, ([0; 16], now), PAGE_BYTES_MAX);
            let (state, asks) = match answer.await {
                Err(failure) => (trouble(failure), None),
                Ok(answer) if self.way.meaning(&request, &answer) == Means::Done => {
                    return answer.whole.then_some(answer).ok_or(State::Garbled);
                }
                Ok(answer) => {
                    let asks = answer.retry_after.as_deref();
                    (
                        said(answer.status),
                        asks.and_then(|asks| retry_after(asks, now)),
                    )
                }
            };
            tries += 1;
            let passes = matches!(state, State::Slowed | State::Unreachable | State::Garbled);
            if !passes || tries >= TRIES_MAX {
                return Err(state);
            }
            let wait = asks.map_or(Duration::from_secs(1 << tries), Duration::from_secs);
            tokio::time::sleep(wait.min(WAIT_MAX)).await;
        }
    }

    /// Whether a record is there that is known by a key. It is, where nobody can tell.
    pub(super) async fn has(&self, id: &str, key: &str, now: Timestamp) -> Result<bool, State> {
        let reader = self.reader.as_ref();
        let Some((way, records)) = reader.and_then(|way| Some((way, way.http.records.as_deref()?)))
        else {
            return Ok(true);
        };
        let asked = Asked {
            key: Some(key),
            ..Asked::default()
        };
        let request: &RequestDef = &records.read;
        let answer = way.ask(request, asked, ([0; 16], now), PAGE_BYTES_MAX);
        let answer = answer.await.map_err(trouble)?;
        if matches!(answer.status, 404 | 410) {
            return Ok(false);
        }
        if way.meaning(request, &answer) != Means::Done {
            return Err(said(answer.status));
        }
        let body: Option<Json> = serde_json::from_slice(&answer.body).ok();
        let record = body.as_ref().and_then(|body| at(body, &records.at));
        let is_it = record.and_then(|record| text_at(record, id)).as_deref() == Some(key);
        is_it.then_some(true).ok_or(State::Garbled)
    }
}

/// What a status says of a source.
const fn said(status: u16) -> State {
    match status {
        429 => State::Slowed,
        300..=399 | 410 => State::Gone,
        status => trouble(Failure::Answered(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_goes_on_where_its_mark_says() {
        let mut round = Round::behind(None);
        assert!(!round.is_amid());
        (round.high, round.page, round.next) = (7_000, 3, Some("c d".to_owned()));
        assert_eq!(Round::behind(Some(&round.mark())), round);
        round.end();
        let next = Round::behind(Some(&round.mark()));
        assert_eq!((next.since, next.high, next.page), (7_000, 7_000, 1));
        assert!(!next.has_ended() && !next.is_amid());
        let damaged = ("x".to_owned(), String::new());
        assert_eq!(Round::behind(Some(&damaged)), Round::behind(None));
    }
}
