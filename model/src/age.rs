//! Who is a child, and until when: from a birth date or an age that was declared, by the most
//! demanding of the person's jurisdictions.
//!
//! What comes of it are facts about the flag `child`: set now, and taken back on the day on which
//! the person is of age, so that a permit never outlasts it. Where no purpose may hold the birth
//! date, that day would tell it; then the latest day that the answer alone allows stands instead.
//! A child's own yes is no consent: it is kept as having asked for one, and a yes from before the
//! age was known is invalid from then on. Only a guardian's counts ([`crate::decide`]). Where the law
//! leaves sale and sharing to children from some age on, the flag `young_child` says who is below it,
//! and their yes to that is left as it is once they are known not to be.

mod line;
mod own;

use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};

use self::line::Line;
use crate::catalog::{Catalog, FieldKind, Source};
use crate::consent::{Actor, FactDetail, Flag, PermissionFact, Statement};
use crate::gate::Gate;
use crate::id::{CategorySet, JurisdictionSet, NodeId};
use crate::message::{Message, fact_id};
use crate::people::People;
use crate::permissions::{News, Records};
use crate::time::Timestamp;
use crate::value::Value;

/// Where the facts of this module are numbered from within their message, beyond what it states.
const PLACE: usize = 1_000;
/// How facts of this module say they came about.
const METHOD: &str = "age";
/// Nobody is older, in years: what says so is a mistake.
pub const AGE_YEARS_MAX: u8 = 130;
/// A day begins last there, in hours from UTC.
const LAST_ZONE_HOURS: i8 = -12;

/// What a message says about somebody's age. What makes them younger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AgeSaid {
    /// The birth date.
    pub born: Option<Timestamp>,
    /// At least so many years, and fewer than so many.
    pub band: Option<(u8, Option<u8>)>,
}

impl AgeSaid {
    /// Whether nothing is said.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.born.is_none() && self.band.is_none()
    }

    /// Until when somebody of whom this is said is a child, where that ends with `years`; none
    /// where they are not one. `exact`: the birth date may be told by it.
    fn child_until(&self, years: u8, now: Timestamp, exact: bool) -> Option<Timestamp> {
        let of_band = |from: u8| turns(now, years.saturating_sub(from));
        let born = self.born.map(|born| turns(born, years));
        let born = born.filter(|end| *end > now);
        let born = born.map(|end| if exact { end } else { end.max(of_band(0)) });
        let band = self.band.filter(|(from, _)| *from < years);
        let band = band.map(|(from, _)| of_band(from));
        born.max(band)
    }
}

/// The age below which somebody is a child under all of these jurisdictions: the highest age.
#[must_use]
pub fn child_age(catalog: &Catalog, holds: JurisdictionSet, countries: &[&str]) -> u8 {
    let packs = holds.iter().filter_map(|id| catalog.pack(id));
    packs
        .map(|pack| pack.child_age(countries))
        .max()
        .unwrap_or_default()
}

/// When so many years have passed since a day, wherever on earth: its anniversary has begun
/// everywhere. Who was born on 29 February turns on 1 March where there is none.
pub(crate) fn turns(day: Timestamp, years: u8) -> Timestamp {
    let Ok(instant) = jiff::Timestamp::from_millisecond(day.millis()) else {
        return Timestamp::MAX;
    };
    let born = instant.to_zoned(TimeZone::UTC).date();
    let year = born.year().saturating_add(i16::from(years));
    let turned = Date::new(year, born.month(), born.day());
    let turned = turned.unwrap_or_else(|_| date(year, 3, 1));
    let zone = TimeZone::fixed(Offset::constant(LAST_ZONE_HOURS));
    match turned.to_zoned(zone) {
        Ok(start) => Timestamp::from_millis(start.timestamp().as_millisecond()),
        Err(_) => Timestamp::MAX,
    }
}

/// Adds to what a message states what its sender's age comes to, and keeps a child's own yes from
/// counting. `nodes` are everyone it may concern, `shown` those that it shows.
pub(crate) fn add(
    catalog: &Catalog,
    people: &People,
    source: &Source,
    (nodes, shown): (&[NodeId], &[NodeId]),
    message: &Message,
    news: &mut News,
) {
    let said = said(catalog, people, nodes, message);
    if said.is_nothing() && news.facts.is_empty() {
        return;
    }
    let now = message.received;
    let brand = Some(source.brand);
    let before = Line::of(Flag::Child, known(people, nodes), brand).on_at(now);
    if !said.is_nothing() {
        let stated = || news.facts.iter().map(|(fact, _)| fact);
        let of = |flag| Line::of(flag, known(people, nodes).chain(stated()), None);
        let lines = [of(Flag::Child), of(Flag::YoungChild)];
        let flagged = Line::any_at(Flag::Child, known(people, nodes).chain(stated()), now);
        let asked = Asked {
            catalog,
            people,
            source,
            nodes,
            shown,
            message,
            flagged,
        };
        let words = asked.words(news, &said, &lines);
        push(message, news, words.into_iter().map(flag).collect());
    }
    let stated = || news.facts.iter().map(|(fact, _)| fact);
    let of = |flag| Line::of(flag, known(people, nodes).chain(stated()), brand);
    if of(Flag::Child).on_at(now) {
        let records = Records::with_message(people, nodes, shown, message, news);
        let own = own::Own {
            catalog,
            holds: records.permissions().jurisdictions(catalog, brand),
            old_enough: of(Flag::YoungChild).off_at(now),
        };
        own::refuse(message, news, &own);
        // Who moves may have said yes to what is not theirs to say elsewhere.
        let moved = message.residence.is_some() || message.location.is_some();
        if !before || moved {
            let invalid = own::invalidate(known(people, nodes), &own);
            let invalid = invalid.into_iter();
            let facts = invalid.map(|statement| (now, statement, Actor::Controller));
            push(message, news, facts.collect());
        }
    }
}

/// What these nodes know of permission.
fn known<'p>(
    people: &'p People,
    nodes: &'p [NodeId],
) -> impl Iterator<Item = &'p PermissionFact> + Clone {
    let nodes = nodes.iter().filter_map(|node| people.nodes.get(node));
    nodes.flat_map(|node| node.permissions.facts())
}

/// A flag from an instant on, or not.
type Word = (Timestamp, Flag, bool);

/// What is said of a flag, as a fact.
const fn flag((effective, flag, on): Word) -> (Timestamp, Statement, Actor) {
    let statement = Statement::Flag {
        flag,
        brand: None,
        on,
    };
    (effective, statement, Actor::Person)
}

fn push(message: &Message, news: &mut News, facts: Vec<(Timestamp, Statement, Actor)>) {
    let known = news
        .facts
        .iter()
        .filter(|(_, detail)| &*detail.method == METHOD);
    let first = PLACE + known.count();
    for (place, (effective, statement, actor)) in facts.into_iter().enumerate() {
        let fact = PermissionFact {
            id: fact_id(message.id, first + place),
            statement,
            actor,
            effective,
            recorded: message.received,
        };
        let detail = FactDetail {
            method: METHOD.into(),
            ..FactDetail::default()
        };
        news.facts.push((fact, detail));
    }
}

/// What is said about the age: by the message, or, where it says that the person is elsewhere, by
/// the birth date that is held.
fn said(catalog: &Catalog, people: &People, nodes: &[NodeId], message: &Message) -> AgeSaid {
    let now = message.received;
    let sane = |born: &Timestamp| *born <= now && turns(*born, AGE_YEARS_MAX) > now;
    if !message.age.is_nothing() {
        return AgeSaid {
            born: message.age.born.filter(sane),
            ..message.age
        };
    }
    if message.residence.is_none() && message.location.is_none() {
        return AgeSaid::default();
    }
    let known = nodes.iter().filter_map(|node| people.nodes.get(node));
    let held = known.flat_map(|node| node.fold.traits());
    let days = held.filter(|(field, _)| {
        let field = catalog.field(*field);
        field.is_some_and(|field| field.birth_date)
    });
    let days = days.flat_map(|(_, values)| values).filter_map(|held| {
        let Value::Time(born) = held.value else {
            return None;
        };
        Some((held.stamp.at, born))
    });
    let newest = days.max().map(|(_, born)| born);
    AgeSaid {
        born: newest.filter(sane),
        band: None,
    }
}

/// A message whose sender's age is asked about.
struct Asked<'a> {
    catalog: &'a Catalog,
    people: &'a People,
    source: &'a Source,
    nodes: &'a [NodeId],
    shown: &'a [NodeId],
    message: &'a Message,
    /// They were said to be a child before, to any brand.
    flagged: bool,
}

impl Asked<'_> {
    /// What is to be said of the two flags, each with the instant from which on it holds.
    fn words(&self, news: &News, said: &AgeSaid, lines: &[Line; 2]) -> Vec<Word> {
        let (catalog, message) = (self.catalog, self.message);
        let now = message.received;
        let records = self.records(news);
        let holds = records.permissions();
        let holds = holds.jurisdictions(catalog, Some(self.source.brand));
        let held = countries(catalog, self.people, self.nodes);
        let countries: Vec<&str> = message.countries.iter().copied().chain(held).collect();
        let years = child_age(catalog, holds, &countries);

        let leaves = holds.iter().filter_map(|id| catalog.pack(id));
        let leaves = leaves.filter_map(|pack| pack.rules.sale_own_yes_age);
        // The highest anywhere: whoever moves stays old enough.
        let all = catalog.packs.iter().flatten();
        let highest = all.filter_map(|pack| pack.rules.sale_own_yes_age).max();
        let own = leaves.max().and(highest);

        let words = |exact| {
            let child = said.child_until(years, now, exact);
            let words = lines[0].words(now, child, message.trusted).into_iter();
            let young = self
                .young(said, (own, child.is_some()), &lines[1], exact)
                .into_iter();
            let words = words.map(|(at, on)| (at, Flag::Child, on));
            words
                .chain(young.map(|(at, on)| (at, Flag::YoungChild, on)))
                .collect()
        };
        let roughly: Vec<Word> = words(false);
        let is_child = said.child_until(years, now, false).is_some();
        if said.born.is_none() || !is_child || !self.keeps_birth_date(news, &roughly) {
            return roughly;
        }
        words(true)
    }

    /// What is to be said of who is a young child: below the age `own`, if the law leaves anything
    /// to those above it.
    fn young(
        &self,
        said: &AgeSaid,
        (own, is_child): (Option<u8>, bool),
        line: &Line,
        exact: bool,
    ) -> Vec<(Timestamp, bool)> {
        let Some(own) = own else { return Vec::new() };
        let (now, trusted) = (self.message.received, self.message.trusted);
        // Of a child whose age nobody knew, only what is vouched for says more.
        if self.flagged && line.is_silent() && !trusted {
            return Vec::new();
        }
        match said.child_until(own, now, exact) {
            Some(end) => line.words(now, Some(end), trusted),
            None if line.is_silent() && is_child => vec![(now, false)],
            None => line.words(now, None, trusted),
        }
    }

    fn records(&self, news: &News) -> Records<'_> {
        Records::with_message(self.people, self.nodes, self.shown, self.message, news)
    }

    /// Whether the birth date may be kept, with the flag in force.
    fn keeps_birth_date(&self, news: &News, words: &[Word]) -> bool {
        let (catalog, message) = (self.catalog, self.message);
        let mut after = News::default();
        after.facts.clone_from(&news.facts);
        push(
            message,
            &mut after,
            words.iter().copied().map(flag).collect(),
        );
        let days = catalog.fields.iter().flatten();
        let days = days.filter(|field| field.birth_date);
        let days: CategorySet = days.map(|field| field.category).collect();
        let gate = Gate::ask(
            catalog,
            &self.records(&after).permissions(),
            self.source.purposes.minus(news.declined),
            days,
            (message.source, message.id, message.occurred),
            message.received,
        );
        days.iter().any(|category| gate.holds(category))
    }
}

/// The countries that the person is held to be in.
fn countries<'p>(
    catalog: &'p Catalog,
    people: &'p People,
    nodes: &'p [NodeId],
) -> impl Iterator<Item = &'p str> {
    let nodes = nodes.iter().filter_map(|node| people.nodes.get(node));
    let held = nodes.flat_map(|node| node.fold.traits());
    let of_country = held.filter(|(field, _)| {
        let field = catalog.field(*field);
        field.is_some_and(|field| field.kind == FieldKind::Country)
    });
    of_country
        .flat_map(|(_, values)| values)
        .filter_map(|held| held.value.text())
}
