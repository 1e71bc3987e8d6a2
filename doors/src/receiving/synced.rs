//! Rows of a system that Telos keeps in step with: whose they are and what of them is news is
//! found out first, then it is taken in, then it is remembered what both sides say. Only after that
//! the source is further, so that a kill in between repeats what changes nothing.

use std::collections::HashSet;

use telos_engine::sync::{JudgedRow, Matched, Standing, SyncFigure, SyncPhase, lag};
use telos_engine::{Aside, Ask, Engine, Progress, ReadError, Refused, RequestFailed, Who};
use telos_model::catalog::{Deleted, SyncDef};
use telos_model::message::Message;
use telos_model::people::Identifier;
use telos_model::request::{Asker, Check, CheckMethod, NotNow, Right};
use telos_model::sync::Digest;

use super::State;
use super::feed::Looked;
use super::survey::{Named, ROWS_MAX, blocking, read, survey};
use super::table::{Table, Walk};
use super::take::{Row, Taker};

/// How many people one page of those who are known there has.
const PEOPLE_MAX: usize = 1_000;

/// The inward direction of a sync.
#[derive(Debug)]
pub(super) struct Inward {
    sync: SyncDef,
    /// The table, for logs.
    table: Box<str>,
    /// Identifiers that several rows have: nobody is matched by them.
    shared: HashSet<Digest>,
    /// Whether it is known which those are.
    surveyed: bool,
    /// The keys of all rows that were seen in a look at all of them.
    seen: Option<HashSet<Digest>>,
    /// A row could not be read, so that it is not known whose is missing.
    blind: bool,
}

impl Inward {
    pub(super) fn new(sync: &SyncDef, table: &str) -> Self {
        Self {
            sync: sync.clone(),
            table: table.into(),
            shared: HashSet::new(),
            surveyed: false,
            seen: None,
            blind: false,
        }
    }

    /// One look at the other system, as far as the sync is.
    pub(super) async fn look(
        &mut self,
        table: &mut Table,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let Some(standing) = self.standing(taker).await? else {
            return Ok(Looked::default());
        };
        if !self.surveyed {
            let all = survey(table, taker, &self.sync, rows_max).await?;
            (self.shared, self.surveyed) = (all.shared, true);
        }
        let looked = Box::pin(table.rows(taker, rows_max, Some(self))).await?;
        let sync = self.sync.destination;
        taker.intake.engine.sync_went_well(sync);
        match standing.phase {
            SyncPhase::Matching => {
                blocking(taker, move |engine| engine.swept_sync(sync)).await?;
            }
            SyncPhase::Running => {
                let every = i64::from(self.sync.sweep_seconds) * 1_000;
                let since = taker.intake.engine.now().millis() - standing.swept.millis();
                if every > 0 && since >= every {
                    return self.sweep(table, taker, rows_max).await;
                }
            }
            SyncPhase::Telling => {}
        }
        while let Some(standing) = self.standing(taker).await?
            && standing.phase == SyncPhase::Telling
        {
            blocking(taker, move |engine| {
                let policy = engine.policy();
                match policy.catalog.destination(sync) {
                    Some(destination) => engine.tell_sync(destination),
                    None => Ok(true),
                }
            })
            .await?;
        }
        Ok(looked)
    }

    async fn standing(&self, taker: &Taker) -> Result<Option<Standing>, State> {
        let sync = self.sync.destination;
        blocking(taker, move |engine| engine.sync_standing(sync)).await
    }

    /// Takes rows in, and then how far the source is.
    pub(super) async fn take(
        &mut self,
        taker: &mut Taker,
        rows: Vec<(Row, String)>,
        mark: Option<(&[u8], &[u8])>,
    ) -> Result<(), State> {
        let count = rows.len();
        taker.pace(count).await;
        let (named, mut aside) = read(taker, &self.sync, rows);
        self.blind |= !aside.is_empty();
        let digest = |key: &Identifier| taker.intake.engine.identifier_digest(key);
        if let Some(seen) = &mut self.seen {
            let there = named.iter().filter(|row| !row.gone);
            seen.extend(there.filter_map(|row| row.key.as_ref()).map(digest));
        }
        let (gone, there): (Vec<Named>, Vec<Named>) = named.into_iter().partition(|row| row.gone);
        let gone: Vec<Identifier> = gone.into_iter().filter_map(|row| row.key).collect();
        let places: Vec<Box<str>> = there.iter().map(|row| row.place.clone()).collect();
        let rows: Vec<Vec<Message>> = there.into_iter().map(|row| row.messages).collect();
        let (sync, shared) = (self.sync.clone(), self.shared.clone());
        let judged = blocking(taker, move |engine| engine.judge_rows(&sync, rows, &shared));
        let mut judged = judged.await?;
        let now = taker.intake.engine.now();
        for (row, place) in judged.iter().zip(places) {
            let code = match row.matched {
                Matched::Ambiguous => "ambiguous_match",
                Matched::Unverified => "unverified_match",
                Matched::Keyless => "key_missing",
                _ => continue,
            };
            aside.push(Aside {
                at: now,
                place,
                code: code.into(),
                field: Box::default(),
            });
        }
        self.tally(&taker.intake.engine, &judged);
        let items = judged.iter_mut().flat_map(|row| row.messages.drain(..));
        let items: Vec<Result<Message, Refused>> = items.map(Ok).collect();
        let unmarked = Progress::default();
        let receipts = if items.is_empty() {
            Vec::new()
        } else {
            let done = taker.hand(items, &unmarked).await;
            done.map_err(|_| State::Store)?
        };
        let sync = self.sync.clone();
        blocking(taker, move |engine| engine.keep_rows(&sync, &judged)).await?;
        self.let_go(taker, gone).await?;
        let progress = Progress {
            mark,
            aside: &aside,
        };
        if mark.is_some() || !aside.is_empty() {
            let done = taker.hand(Vec::new(), &progress).await;
            done.map_err(|_| State::Store)?;
        }
        // A look at all rows finds what was counted before.
        if mark.is_some() {
            taker.count(count, &receipts, aside.len(), 0);
        }
        Ok(())
    }

    fn tally(&self, engine: &Engine, judged: &[JudgedRow]) {
        let sync = self.sync.destination;
        let now = engine.now();
        for row in judged {
            let found = &row.judged;
            let is_left = matches!(row.matched, Matched::Ambiguous | Matched::Unverified);
            let counts = [
                (SyncFigure::In, u64::from(found.taken)),
                (SyncFigure::Overruled, u64::from(found.overruled)),
                (
                    SyncFigure::Echoes,
                    u64::from(found.echo && row.matched == Matched::Key),
                ),
                (
                    SyncFigure::Ambiguous,
                    u64::from(found.ambiguous) + u64::from(is_left),
                ),
            ];
            for (figure, more) in counts.into_iter().filter(|(_, more)| *more > 0) {
                engine.count_sync(sync, figure, more);
            }
            let changed = row.messages.iter().map(|message| message.occurred).max();
            if let Some(changed) = changed {
                engine.count_sync(sync, SyncFigure::Lag, lag(changed, now));
            }
        }
    }

    /// Looks at all rows: at what was changed here though it is not for Telos to say, and at who is
    /// not there any more.
    async fn sweep(
        &mut self,
        table: &mut Table,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let all = survey(table, taker, &self.sync, rows_max).await?;
        self.shared = all.shared;
        (self.seen, self.blind) = (Some(HashSet::new()), false);
        let swept = self.all(table, taker, rows_max).await;
        let seen = self.seen.take().unwrap_or_default();
        swept?;
        let sync = self.sync.destination;
        let mut missing: Vec<Identifier> = Vec::new();
        let mut after = None;
        // Whose row cannot be read is not missing.
        let is_told = !self.blind;
        loop {
            if !is_told {
                break;
            }
            let page = blocking(taker, move |engine| {
                engine.synced_people(sync, after, PEOPLE_MAX)
            });
            let (remotes, next) = page.await?;
            let remotes = remotes.into_iter().map(|value| Identifier {
                kind: self.sync.key,
                value: value.into(),
            });
            let engine = &taker.intake.engine;
            missing.extend(remotes.filter(|key| !seen.contains(&engine.identifier_digest(key))));
            match next {
                Some(_) => after = next,
                None => break,
            }
        }
        let missing = self.really(missing, table, taker).await?;
        let trouble = missing.len() > self.sync.deleted_max as usize;
        if trouble {
            tracing::warn!(
                sync = &*self.sync.name,
                table = &*self.table,
                missing = missing.len(),
                "so many rows are gone that it is taken for a mistake: nobody is let go of"
            );
        } else {
            self.let_go(taker, missing).await?;
        }
        blocking(taker, move |engine| engine.swept_sync(sync)).await?;
        Ok(Looked {
            trouble: trouble.then_some(State::Gone),
        })
    }

    /// Those whose rows are not there, asked for one by one: a look leaves out what changed just now.
    /// Of more than are believed, no more are asked for.
    async fn really(
        &self,
        missing: Vec<Identifier>,
        table: &mut Table,
        taker: &Taker,
    ) -> Result<Vec<Identifier>, State> {
        let now = taker.intake.engine.now();
        let mut gone = Vec::new();
        for key in missing {
            if gone.len() > self.sync.deleted_max as usize {
                break;
            }
            if !table.has(&self.sync.key_column, &key.value, now).await? {
                gone.push(key);
            }
        }
        Ok(gone)
    }

    async fn all(
        &mut self,
        table: &mut Table,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<(), State> {
        let (mut walk, mut count) = (Walk::all(), 0);
        while let Some(found) = table.page(&mut walk, taker, rows_max).await? {
            count += found.len();
            let mut rows = table.read(found);
            while !rows.is_empty() {
                let rest = rows.split_off(table.rows_max(rows_max).clamp(1, rows.len()));
                self.take(taker, rows, None).await?;
                rows = rest;
            }
            if count >= ROWS_MAX {
                self.blind = true;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Does what a deletion there means here.
    async fn let_go(&self, taker: &Taker, gone: Vec<Identifier>) -> Result<(), State> {
        if gone.is_empty() {
            return Ok(());
        }
        let (sync, controller) = (self.sync.clone(), taker.source.name.clone());
        let count = blocking(taker, move |engine| {
            let mut count = 0;
            for key in &gone {
                let known = engine.is_synced(&sync, key)?;
                if !known {
                    continue;
                }
                if sync.deleted == Deleted::EraseRequest {
                    ask(engine, &sync, &controller, key).map_err(unasked)?;
                }
                engine.remember_synced(&sync, &key.value, &|base| base.gone = true)?;
                count += 1;
            }
            Ok(count)
        });
        let count = count.await?;
        let sync = self.sync.destination;
        taker
            .intake
            .engine
            .count_sync(sync, SyncFigure::Deleted, count);
        Ok(())
    }
}

/// Asks for the erasure of somebody who was deleted there. The other system vouches for it.
fn ask(
    engine: &Engine,
    sync: &SyncDef,
    controller: &str,
    key: &Identifier,
) -> Result<(), RequestFailed> {
    let asked = engine.ask(&Ask {
        who: Who::Identifier(key.clone()),
        right: Right::Erasure,
        brand: Some(sync.brand),
        asker: Asker::OpenDsr {
            controller: controller.into(),
        },
    });
    let asked = match asked {
        Ok(asked) => asked,
        Err(RequestFailed::Nobody) => return Ok(()),
        Err(error) => return Err(error),
    };
    let check = Check {
        method: CheckMethod::Controller,
        at: engine.now(),
    };
    match engine.identify_request(asked.id, &[check]) {
        // Nobody has to look at it before it is begun.
        Ok(_) => engine.advance_request(asked.id, &[]).map(|_| ()),
        // It was joined with one that is further.
        Err(RequestFailed::NotNow(NotNow::Already | NotNow::Closed)) => Ok(()),
        Err(error) => Err(error),
    }
}

fn unasked(error: RequestFailed) -> ReadError {
    tracing::warn!(
        error = &error as &dyn std::error::Error,
        "an erasure could not be asked for"
    );
    ReadError::Store(telos_store::StoreError::Unavailable {
        attempt: "ask for an erasure",
        source: error.into(),
    })
}
