//! One reading of what PostgreSQL recorded for a slot: from changes to rows on disk, and the slot
//! after them.

use std::pin::Pin;

use futures_util::StreamExt as _;
use serde_json::Value as Json;
use telos_connect::import::{Mapping, Prepared, Reject, record};
use telos_model::catalog::{ChangesDef, Deletes};
use telos_model::request::Right;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, RowStream};

use super::pgoutput::{Change, Decoder, Kind, Said};
use super::postgres::{quoted, told};
use super::table::{QUERY_MAX, ROW_BYTES_MAX, progress};
use super::take::{Row, Rows, Taker};
use super::{State, rights};

const PEEK: &str = "SELECT data FROM pg_logical_slot_peek_binary_changes($1, NULL, $2, \
                    'proto_version', '1', 'publication_names', $3)";

/// How far the changes are: all transactions before one place, and some of one behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Mark {
    done: u64,
    /// The transaction that was begun, by where its commit is recorded.
    begun: u64,
    /// How many of its changes are done.
    count: u32,
}

impl Mark {
    fn written(self) -> [u8; 20] {
        let mut out = [0; 20];
        out[..8].copy_from_slice(&self.done.to_be_bytes());
        out[8..16].copy_from_slice(&self.begun.to_be_bytes());
        out[16..].copy_from_slice(&self.count.to_be_bytes());
        out
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (done, rest) = bytes.split_first_chunk()?;
        let (begun, rest) = rest.split_first_chunk()?;
        Some(Self {
            done: u64::from_be_bytes(*done),
            begun: u64::from_be_bytes(*begun),
            count: u32::from_be_bytes(rest.try_into().ok()?),
        })
    }

    /// Whether a change of a transaction was done before this.
    const fn has(self, begun: u64, number: u32) -> bool {
        begun < self.done || (begun == self.begun && number < self.count)
    }
}

/// One reading of what waits in the slot.
pub(super) struct Run<'c> {
    def: &'c ChangesDef,
    mapping: &'c Mapping,
    client: &'c Client,
    part: &'c [u8],
    rows_max: usize,
    rows: Vec<Row>,
    mark: Mark,
}

impl<'c> Run<'c> {
    /// Reads over a connection, for a part of the source.
    pub(super) fn new(
        def: &'c ChangesDef,
        mapping: &'c Mapping,
        (client, part): (&'c Client, &'c [u8]),
        rows_max: usize,
    ) -> Self {
        Self {
            def,
            mapping,
            client,
            part,
            rows_max,
            rows: Vec::new(),
            mark: Mark::default(),
        }
    }

    /// Reads what waits, takes it in, and lets the slot go on; true where nothing is left.
    pub(super) async fn round(&mut self, taker: &mut Taker) -> Result<bool, State> {
        let known = progress(taker, self.part).await?;
        let known = known.and_then(|mark| Mark::read(&mark)).unwrap_or_default();
        self.mark = known;
        let recorded = self.recorded().await?;
        if recorded < known.done {
            // The database was set back, and records other changes under the same places.
            return Err(State::Gone);
        }
        let messages_max = i32::try_from(self.rows_max).unwrap_or(i32::MAX);
        let mut messages = self.peek(messages_max).await?;
        let (mut decoder, mut seen) = (Decoder::default(), 0);
        let (mut begun, mut number) = (0, 0);
        while let Some(message) = next(&mut messages).await? {
            seen += 1;
            match decoder.read(&message).ok_or(State::Garbled)? {
                Said::Begin(commit) => (begun, number) = (commit, 0),
                Said::Commit(end) => {
                    // One that was done before says nothing new.
                    if end > self.mark.done {
                        self.mark = Mark {
                            done: end,
                            ..Mark::default()
                        };
                    }
                }
                Said::Nothing => {}
                what @ (Said::Change(_) | Said::Emptied(_)) => {
                    let (place, done) = (number, known.has(begun, number));
                    number += 1;
                    if done {
                        continue;
                    }
                    let mark = Mark {
                        begun,
                        count: number,
                        ..self.mark
                    };
                    self.change(what, (begun, place), mark, taker).await?;
                }
            }
        }
        if self.mark != known || !self.rows.is_empty() {
            self.flush(taker).await?;
        }
        let whole = seen < messages_max;
        // Where nothing more waits, what other tables recorded is behind it too.
        let reached = if whole { recorded } else { 0 };
        self.advance(reached.max(self.mark.done)).await?;
        Ok(whole)
    }

    async fn change(
        &mut self,
        what: Said,
        place: (u64, u32),
        mark: Mark,
        taker: &mut Taker,
    ) -> Result<(), State> {
        let at = format!(
            "{:X}/{:X}, {}",
            place.0 >> 32,
            place.0 & 0xffff_ffff,
            place.1
        );
        let change = match what {
            Said::Change(change) => change,
            Said::Emptied(tables) => {
                self.rows.push(Row {
                    place: format!("{tables} at {at}").into(),
                    outcome: Err(vec![emptied()]),
                });
                self.mark = mark;
                return Ok(());
            }
            _ => return Ok(()),
        };
        let (kind, row_place) = (change.kind, format!("{} at {at}", change.table));
        let id = [&place.0.to_be_bytes()[..], &place.1.to_be_bytes()].concat();
        let outcome = record(self.mapping, &id, &text_of(change));
        if kind == Kind::Delete && self.def.deletes == Deletes::Erase {
            // What came before it is taken in first, and it is asked for before it counts as done.
            self.flush(taker).await?;
            let outcome = erase(taker, outcome).await?;
            self.rows.extend(outcome.map(|outcome| Row {
                place: row_place.into(),
                outcome: Err(outcome),
            }));
            self.mark = mark;
            return self.flush(taker).await;
        }
        self.rows.push(Row {
            place: row_place.into(),
            outcome,
        });
        self.mark = mark;
        if self.rows.len() >= self.rows_max {
            self.flush(taker).await?;
        }
        Ok(())
    }

    /// Takes in what was read, with how far it is.
    async fn flush(&mut self, taker: &mut Taker) -> Result<(), State> {
        let rows = std::mem::take(&mut self.rows);
        let rows = Rows {
            rows: &rows,
            mark: Some((self.part, &self.mark.written())),
        };
        taker.take(rows).await.map(drop)
    }

    /// How far the database has recorded changes by now.
    async fn recorded(&self) -> Result<u64, State> {
        let ask = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() \
                   ELSE pg_current_wal_flush_lsn() END::text";
        let row = timed(self.client.query_one(ask, &[])).await?;
        let text: String = row.try_get(0).map_err(|_| State::Garbled)?;
        read_place(&text).ok_or(State::Garbled)
    }

    async fn peek(&self, messages_max: i32) -> Result<Pin<Box<RowStream>>, State> {
        let names = quoted(&self.def.publication);
        let peek = timed(self.client.prepare(PEEK)).await?;
        let (slot, names): (&str, &str) = (&self.def.slot, &names);
        let values: [&(dyn ToSql + Sync); 3] = [&slot, &messages_max, &names];
        Ok(Box::pin(timed(self.client.query_raw(&peek, values)).await?))
    }

    /// Lets the slot go on, so that the database need not keep what is taken in.
    async fn advance(&self, to: u64) -> Result<(), State> {
        let to = format!("{:X}/{:X}", to >> 32, to & 0xffff_ffff);
        let slot = &*self.def.slot;
        let ask = "SELECT pg_replication_slot_advance(slot_name, $2::text::pg_lsn)::text \
                   FROM pg_replication_slots \
                   WHERE slot_name = $1 AND confirmed_flush_lsn < $2::text::pg_lsn";
        timed(self.client.query(ask, &[&slot, &to])).await.map(drop)
    }
}

/// Asks for the erasure of whoever a deleted row was about; what is wrong with it, if anything.
async fn erase(
    taker: &Taker,
    outcome: Result<Vec<Prepared>, Vec<Reject>>,
) -> Result<Option<Vec<Reject>>, State> {
    let prepared = match outcome {
        Ok(prepared) => prepared,
        Err(rejects) => return Ok(Some(rejects)),
    };
    let whom = rights::whom(taker, &prepared);
    if whom.is_empty() {
        return Ok(Some(vec![nobody()]));
    }
    let (engine, source) = (taker.intake.engine.clone(), taker.source.clone());
    let asked = tokio::task::spawn_blocking(move || {
        let mut whom = whom.into_iter();
        whom.try_for_each(|one| rights::ask(&engine, &source, Right::Erasure, one))
    });
    match asked.await {
        Ok(Ok(())) => Ok(None),
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "an erasure by a deleted row could not be asked for");
            Err(State::Store)
        }
        Err(_) => Err(State::Store),
    }
}

fn nobody() -> Reject {
    Reject {
        code: "person_missing",
        place: Box::default(),
        reason: "the mapping finds nobody in a row that was deleted",
        mend: "give the mapping a message for `@change` `delete` that names them by the table's key",
    }
}

fn emptied() -> Reject {
    Reject {
        code: "table_emptied",
        place: Box::default(),
        reason: "a table was emptied (TRUNCATE), and nobody knows which rows it had",
        mend: "see to the people who were in it by hand",
    }
}

/// A change as the mapping reads it; too long for one, nothing of it.
fn text_of(change: Change) -> String {
    let mut row = change.row;
    row.insert("@table".to_owned(), Json::String(change.table));
    row.insert("@change".to_owned(), Json::from(change.kind.word()));
    let text = Json::Object(row).to_string();
    if text.len() > ROW_BYTES_MAX {
        return String::new();
    }
    text
}

async fn next(messages: &mut Pin<Box<RowStream>>) -> Result<Option<Vec<u8>>, State> {
    let message = tokio::time::timeout(QUERY_MAX, messages.next()).await;
    match message.map_err(|_| State::Unreachable)? {
        None => Ok(None),
        Some(Ok(row)) => row.try_get(0).map(Some).map_err(|_| State::Garbled),
        Some(Err(error)) => Err(told(&error)),
    }
}

async fn timed<T>(
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, State> {
    let done = tokio::time::timeout(QUERY_MAX, asked).await;
    done.map_err(|_| State::Unreachable)?
        .map_err(|error| told(&error))
}

/// A place in what was recorded, as PostgreSQL writes it.
fn read_place(text: &str) -> Option<u64> {
    let (high, low) = text.split_once('/')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    Some(number(high)? << 32 | number(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        let mark = Mark {
            done: 0x1_0000_0002,
            begun: 0x1_0000_0009,
            count: 7,
        };
        assert_eq!(Mark::read(&mark.written()), Some(mark));
        assert_eq!(Mark::read(&mark.written()[1..]), None);
        assert_eq!(Mark::read(&[]), None);
    }

    #[test]
    fn what_is_behind_the_mark_is_not_done_yet() {
        let mark = Mark {
            done: 100,
            begun: 120,
            count: 2,
        };
        assert!(mark.has(90, 5) && mark.has(120, 1));
        assert!(!mark.has(120, 2) && !mark.has(130, 0) && !mark.has(100, 0));
        assert!(!Mark::default().has(1, 0));
    }

    #[test]
    fn places_are_read_as_the_database_writes_them() {
        assert_eq!(read_place("1/2A"), Some(0x1_0000_002A));
        assert_eq!(read_place("1"), None);
        assert_eq!(read_place("x/1"), None);
    }
}
