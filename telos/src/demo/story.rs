//! The weeks before the demo was first started: what each of the people did in them.

use serde_json::json;

use super::diary::{DAY, Diary};
use super::dice::{Dice, Stream};
use super::message::{Channel, Item, Situation};
use super::person::{Part, Person};

/// How many days of history there are.
pub(super) const HISTORY_DAYS: i64 = 42;

/// The history of one person, up to an instant, in the order in which it is sent.
pub(super) fn history(seed: u64, number: usize, ends: i64) -> Vec<Item> {
    let person = Person::new(seed, number);
    let mut dice = Dice::of(seed, Stream::History, number as u64);
    let begins = ends - HISTORY_DAYS * DAY;
    // Whoever plays a part comes early enough to play it to its end.
    let latest = if person.part == Part::Anybody { 38 } else { 10 };
    let first = begins + dice.between(0, latest * DAY);
    let mut diary = Diary::new(&person, dice, format!("demo-{seed:x}-{number}"), first);
    arrive(&mut diary, seed);
    if person.part != Part::Anonymous {
        diary.play();
        if person.part != Part::TabletSecond {
            stay(&mut diary, ends);
        }
    }
    let mut items = diary.items;
    items.retain(|item| item.sent <= ends);
    items.sort_by_key(|item| item.sent);
    items
}

/// The first visits, up to having an account.
fn arrive(diary: &mut Diary<'_>, seed: u64) {
    let person = diary.person;
    match person.part {
        Part::Signaller => diary.showing = Some(Situation::Gpc),
        Part::TabletFirst => diary.showing = Some(Situation::SharedTablet),
        Part::TabletSecond => {
            diary.showing = Some(Situation::SharedTablet);
            diary.anonymous = Person::new(seed, person.number - 1).browser;
            // The tablet was asked before.
            diary.remembered = Some(person.choices);
            diary.days(12, 13);
            diary.sign_up();
            diary.browse(3);
            diary.buy();
            return;
        }
        Part::Veteran => veteran(diary),
        _ => {}
    }
    let looks = diary.dice.between(1, 5);
    diary.browse(looks);
    diary.banner();
    let looks = diary.dice.between(1, 4);
    diary.browse(looks);
    if person.part == Part::Anonymous || person.part == Part::Anybody && diary.dice.chance(25) {
        // Comes back once, and stays unknown.
        diary.days(1, 6);
        diary.browse(2);
        if person.part == Part::Anonymous {
            return;
        }
    }
    if diary.dice.chance(50) {
        diary.days(0, 3);
        diary.browse(1);
    }
    if person.part == Part::Typist {
        diary.mistype_account();
    } else {
        diary.sign_up();
    }
    if person.choices.news {
        diary.newsletter();
    }
    diary.buy();
}

/// What the old shop's files say.
fn veteran(diary: &mut Diary<'_>) {
    let arrives = diary.now;
    diary.go(Channel::Import);
    let mut traits = diary.traits();
    traits["customer_id"] = diary.person.customer_id.as_str().into();
    diary.now = arrives - 400 * DAY;
    diary.identify(Situation::Import, &traits);
    for _ in 0..diary.dice.between(2, 6) {
        diary.days(20, 80);
        let order = diary.order();
        diary.track(Situation::Import, "Order Completed", order);
    }
    diary.go(Channel::Web);
    for item in &mut diary.items {
        item.sent = arrives;
    }
    diary.now = arrives;
    diary.pause(10, 60);
}

/// The rest of the weeks: visits, orders, letters, calls.
fn stay(diary: &mut Diary<'_>, ends: i64) {
    let person = diary.person;
    let eager = match person.part {
        Part::Friend => 8,
        _ => diary.dice.between(1, 6),
    };
    for _ in 0..eager {
        diary.days(1, 9);
        if diary.now > ends {
            break;
        }
        match diary.dice.below(10) {
            0 => diary.call(),
            1 => {
                diary.take_card();
                diary.shop();
            }
            2 => diary.use_app(2),
            _ => {
                let looks = diary.dice.between(1, 5);
                diary.browse(looks);
                if diary.dice.chance(35) {
                    diary.buy();
                    if diary.dice.chance(30) {
                        diary.days(2, 5);
                        diary.review();
                    }
                }
            }
        }
        if person.choices.news && diary.dice.chance(70) {
            diary.letter(50);
        }
    }
    if person.part == Part::Anybody && diary.dice.chance(5) {
        diary.days(1, 3);
        let no = diary.act("personalisation", "withdraw");
        diary.consent(Situation::Withdraw, json!({"consents": [no]}));
    }
}
