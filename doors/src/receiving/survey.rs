//! Rows of a sync by the source's mapping, and what a look at all of them finds.

use std::collections::HashSet;

use telos_connect::destination::at;
use telos_engine::{Aside, Engine, ReadError};
use telos_model::catalog::SyncDef;
use telos_model::message::Message;
use telos_model::people::Identifier;
use telos_model::sync::Digest;

use super::State;
use super::table::{Table, Walk};
use super::take::{Row, Taker};

/// The most rows of the other system that are looked at as a whole.
pub(super) const ROWS_MAX: usize = 5_000_000;

/// Whom a row names.
#[derive(Debug)]
pub(super) struct Named {
    /// What the row is known by.
    pub(super) key: Option<Identifier>,
    /// Its messages.
    pub(super) messages: Vec<Message>,
    /// It is marked as deleted.
    pub(super) gone: bool,
    /// Where it is.
    pub(super) place: Box<str>,
}

/// Reads rows by the source's mapping; what cannot be read is set aside.
pub(super) fn read(
    taker: &Taker,
    sync: &SyncDef,
    rows: Vec<(Row, String)>,
) -> (Vec<Named>, Vec<Aside>) {
    let (mut named, mut aside) = (Vec::with_capacity(rows.len()), Vec::new());
    let now = taker.intake.engine.now();
    for (row, text) in rows {
        let mut set_aside = |code: &str, field: &str| {
            aside.push(Aside {
                at: now,
                place: row.place.clone(),
                code: code.into(),
                field: field.into(),
            });
        };
        let prepared = match &row.outcome {
            Ok(prepared) => prepared,
            Err(rejects) => {
                let first = rejects.first();
                let code = first.map_or("row_invalid", |reject| reject.code);
                set_aside(code, first.map_or("", |reject| &reject.place));
                continue;
            }
        };
        let mut messages = Vec::with_capacity(prepared.len());
        let mut whole = true;
        for one in prepared {
            match taker.message(one) {
                Ok(message) => messages.push(message),
                Err(refused) => {
                    whole = false;
                    set_aside(refused.rejection.code, &refused.rejection.at);
                }
            }
        }
        if !whole {
            continue;
        }
        let mut candidates = messages.iter().flat_map(|message| &message.candidates);
        let key = candidates.find(|candidate| candidate.identifier.kind == sync.key);
        named.push(Named {
            key: key.map(|candidate| candidate.identifier.clone()),
            gone: is_deleted(sync, &text),
            place: row.place.clone(),
            messages,
        });
    }
    (named, aside)
}

/// Whether a row is marked as deleted: by anything but nothing, no and an empty text.
#[must_use]
pub fn is_deleted(sync: &SyncDef, text: &str) -> bool {
    let Some(column) = &sync.deleted_column else {
        return false;
    };
    let row: Option<serde_json::Value> = serde_json::from_str(text).ok();
    match row.as_ref().and_then(|row| at(row, column)) {
        None | Some(serde_json::Value::Null | serde_json::Value::Bool(false)) => false,
        Some(serde_json::Value::String(text)) => !text.is_empty(),
        Some(serde_json::Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(_) => true,
    }
}

/// What a look at all rows found before any of them is taken in.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Identifiers that several rows have.
    pub(super) shared: HashSet<Digest>,
    /// How many rows there are.
    pub(super) rows: usize,
}

/// Finds the identifiers that several rows have, among the kinds that people are matched by.
pub(super) async fn survey(
    table: &mut Table,
    taker: &Taker,
    sync: &SyncDef,
    rows_max: usize,
) -> Result<Survey, State> {
    let mut survey = Survey::default();
    let mut once: HashSet<Digest> = HashSet::new();
    let mut walk = Walk::all();
    while let Some(found) = table.page(&mut walk, taker, rows_max).await? {
        survey.rows += found.len();
        let (named, _) = read(taker, sync, table.read(found));
        for row in named.iter().filter(|row| !row.gone) {
            let candidates = row.messages.iter().flat_map(|message| &message.candidates);
            let mut own: HashSet<Digest> = HashSet::new();
            for candidate in candidates {
                let kind = candidate.identifier.kind;
                if sync.matches.iter().any(|(known, _)| *known == kind) {
                    own.insert(taker.intake.engine.identifier_digest(&candidate.identifier));
                }
            }
            for digest in own {
                if !once.insert(digest) {
                    survey.shared.insert(digest);
                }
            }
        }
        if survey.rows >= ROWS_MAX {
            break;
        }
    }
    Ok(survey)
}

/// Does something on the engine on a thread that may block.
pub(super) async fn blocking<T: Send + 'static>(
    taker: &Taker,
    work: impl FnOnce(&Engine) -> Result<T, ReadError> + Send + 'static,
) -> Result<T, State> {
    let engine = taker.intake.engine.clone();
    let done = tokio::task::spawn_blocking(move || work(&engine)).await;
    let done = done.map_err(|_| State::Store)?;
    done.map_err(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "rows of a sync could not be handled"
        );
        State::Store
    })
}
