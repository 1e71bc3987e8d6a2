//! What a sync would change on both sides, before it is started: everything is found out as it
//! would be then, and nothing is written.

use std::collections::{BTreeMap, HashSet};

use telos_engine::sync::{JudgedRow, Matched};
use telos_model::catalog::{Catalog, SyncDef};
use telos_model::id::{FieldId, IdentifierKind, NodeId};
use telos_model::message::Message;
use telos_model::sync::Settled;

use super::Intake;
use super::survey::{blocking, read, survey};
use super::table::{Table, Walk, What};
use super::{State, Taker};

/// The most rows that a preview looks at.
const ROWS_MAX: usize = 500_000;
/// The most rows that are told one by one.
const SAMPLES_MAX: usize = 20;
/// How many rows are looked at together.
const PAGE_MAX: usize = 500;
/// How many people of those who are here are looked at together.
const PEOPLE_MAX: usize = 500;

/// What a sync would change. It has counts, places of rows and names of fields, and no values.
#[derive(Debug, Default)]
pub struct Preview {
    /// Rows there.
    pub rows: usize,
    /// There are more than are looked at.
    pub cut: bool,
    /// Rows that cannot be read.
    pub unreadable: usize,
    /// Rows that are marked as deleted.
    pub deleted: usize,
    /// Rows of people who are known by the key.
    pub by_key: usize,
    /// Rows of people who would be matched, by the kind of identifier.
    pub by: BTreeMap<IdentifierKind, usize>,
    /// Rows of people who are not here.
    pub only_there: usize,
    /// People who are not there, as far as they may be given there.
    pub only_here: usize,
    /// Of these, the ones who would be made there.
    pub made_there: usize,
    /// Rows that are left alone: they could be several people's.
    pub ambiguous: usize,
    /// Rows that are left alone: nobody has shown that what would match is theirs.
    pub unverified: usize,
    /// Rows without a key.
    pub keyless: usize,
    /// By field, how many people it would be changed of here, and there.
    pub fields: BTreeMap<FieldId, (usize, usize)>,
    /// The first rows that something would come of.
    pub samples: Vec<Sample>,
}

/// A row and what would come of it.
#[derive(Debug)]
pub struct Sample {
    /// Where it is.
    pub place: Box<str>,
    /// Whose it is.
    pub matched: Matched,
    /// Fields that would be changed here.
    pub here: Vec<FieldId>,
    /// Fields that would be changed there.
    pub there: Vec<FieldId>,
}

/// Finds out what a sync would change.
pub async fn preview(intake: &Intake, sync: &SyncDef) -> Result<Preview, State> {
    let policy = intake.engine.policy();
    let source = policy.catalog.source(sync.source).ok_or(State::Drift)?;
    let mapping = intake.receiving.mapping(&policy.catalog, source);
    let mapping = mapping.ok_or(State::Drift)?;
    let what = What::of(&policy.catalog, source).ok_or(State::Drift)?;
    let taker = Taker::new(intake.clone(), source.clone());
    let mut table = Table::new(what, mapping);
    let found = survey(&mut table, &taker, sync, PAGE_MAX).await?;
    let mut preview = Preview::default();
    let mut here: HashSet<NodeId> = HashSet::new();
    let mut walk = Walk::all();
    while let Some(page) = table.page(&mut walk, &taker, PAGE_MAX).await? {
        preview.rows += page.len();
        let (named, aside) = read(&taker, sync, table.read(page));
        preview.unreadable += aside.len();
        let before = named.len();
        let there: Vec<_> = named.into_iter().filter(|row| !row.gone).collect();
        preview.deleted += before - there.len();
        let places: Vec<Box<str>> = there.iter().map(|row| row.place.clone()).collect();
        let rows: Vec<Vec<Message>> = there.into_iter().map(|row| row.messages).collect();
        let (of, shared) = (sync.clone(), found.shared.clone());
        let judged = blocking(&taker, move |engine| engine.judge_rows(&of, rows, &shared)).await?;
        for (row, place) in judged.iter().zip(places) {
            if row.matched.is_taken() {
                here.extend(row.node);
            }
            preview.row(row, place);
        }
        if preview.rows >= ROWS_MAX {
            preview.cut = true;
            break;
        }
    }
    people(&taker, sync, &here, &mut preview).await?;
    Ok(preview)
}

/// Counts who is here and not there.
async fn people(
    taker: &Taker,
    sync: &SyncDef,
    here: &HashSet<NodeId>,
    preview: &mut Preview,
) -> Result<(), State> {
    let mut after = None;
    loop {
        let of = sync.clone();
        let page = blocking(taker, move |engine| {
            engine.people_to_tell(&of, after, PEOPLE_MAX)
        });
        let (people, next) = page.await?;
        for person in people {
            if !person.known && !here.contains(&person.head) {
                preview.only_here += 1;
                preview.made_there += usize::from(sync.new_there && person.told_apart);
            }
        }
        match next {
            Some(_) => after = next,
            None => return Ok(()),
        }
    }
}

impl Preview {
    fn row(&mut self, row: &JudgedRow, place: Box<str>) {
        match row.matched {
            Matched::Key => self.by_key += 1,
            Matched::By(kind) => *self.by.entry(kind).or_default() += 1,
            Matched::New | Matched::NotMade => self.only_there += 1,
            Matched::Ambiguous => self.ambiguous += 1,
            Matched::Unverified => self.unverified += 1,
            Matched::Keyless => self.keyless += 1,
        }
        let of = |wanted: Settled| {
            let fields = row.fields.iter().filter(|(_, settled)| *settled == wanted);
            fields.map(|(field, _)| *field).collect::<Vec<_>>()
        };
        let (here, there) = (of(Settled::TakeIn), of(Settled::WriteOut));
        for field in &here {
            self.fields.entry(*field).or_default().0 += 1;
        }
        for field in &there {
            self.fields.entry(*field).or_default().1 += 1;
        }
        let left = !row.matched.is_taken();
        if self.samples.len() < SAMPLES_MAX && (left || !here.is_empty() || !there.is_empty()) {
            self.samples.push(Sample {
                place,
                matched: row.matched,
                here,
                there,
            });
        }
    }
}

impl Sample {
    /// How it was found out whose it is, in a word.
    pub fn how(&self, catalog: &Catalog) -> String {
        let word = match self.matched {
            Matched::Key => "key",
            Matched::New => "new",
            Matched::NotMade => "not_made",
            Matched::Ambiguous => "ambiguous",
            Matched::Unverified => "unverified",
            Matched::Keyless => "keyless",
            Matched::By(kind) => {
                let kind = catalog.identifier(kind);
                return kind.map_or_else(String::new, |kind| kind.name.to_string());
            }
        };
        word.to_owned()
    }
}
