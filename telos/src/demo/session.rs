//! What goes on while the demo runs: short sessions without end, worked out from their number.

use serde_json::{Value, json};

use super::diary::{Diary, MINUTE, time};
use super::dice::{Dice, Stream};
use super::message::{Channel, Item, Situation};
use super::person::{Choices, Part, Person};

/// How many messages a session has on average; a test holds it near this.
pub(super) const SESSION_MESSAGES: f64 = 4.3;

/// The session of this number, beginning at an instant. `people` have a history; the others come
/// new.
pub(super) fn session(seed: u64, people: usize, number: u64, begins: i64) -> Vec<Item> {
    let mut dice = Dice::of(seed, Stream::Session, number);
    let new = dice.chance(15);
    let who = if new {
        people + usize::try_from(number).unwrap_or(usize::MAX - people)
    } else {
        // The first is left to the tour.
        1 + dice.below(people - 1)
    };
    let person = Person::new(seed, who);
    let kind = dice.below(100);
    let mut diary = Diary::new(&person, dice, format!("demo-{seed:x}-s{number}"), begins);
    diary.known = !new && person.part != Part::Anonymous;
    diary.remembered = (!new).then(|| now(&person));
    if person.part == Part::TabletSecond {
        diary.anonymous = Person::new(seed, who - 1).browser;
    }
    if new {
        diary.browse(2);
        diary.banner();
        diary.browse(1);
        if kind < 40 {
            diary.sign_up();
            diary.buy();
        }
    } else {
        again(&mut diary, kind);
    }
    diary.items
}

/// What somebody who was here before does.
fn again(diary: &mut Diary<'_>, kind: usize) {
    let known = diary.known;
    match kind {
        0..50 => diary.browse(2),
        50..66 if known => {
            diary.browse(1);
            diary.buy();
        }
        66..76 if known => {
            for _ in 0..2 {
                diary.letter(60);
            }
        }
        76..83 if known => {
            diary.take_card();
            diary.shop();
        }
        83..87 if known => diary.call(),
        87..92 => diary.use_app(2),
        92..94 if known => {
            let no = diary.act("personalisation", "withdraw");
            diary.consent(Situation::Withdraw, json!({"consents": [no]}));
            diary.browse(1);
        }
        94 if known => diary.review(),
        95 => diary.break_down(),
        96 if known => diary.tell_too_much(),
        97 => {
            diary.go(Channel::App);
            diary.wrong_clock();
        }
        98 => {
            diary.use_app(1);
            for item in &mut diary.items {
                item.situation = Situation::Late;
                // Nothing waits: it happened earlier.
                item.at -= 60 * MINUTE;
            }
            back_date(&mut diary.items);
        }
        99 if known => {
            diary.buy();
            let again = diary.items.last().map(|item| Item {
                body: item.body.clone(),
                situation: Situation::Twice,
                sent: item.sent + 3_000,
                ..*item
            });
            diary.items.extend(again);
        }
        _ => diary.browse(3),
    }
}

/// Writes into messages when they happened, where that was moved.
fn back_date(items: &mut [Item]) {
    for item in items {
        if let Ok(mut body) = serde_json::from_str::<Value>(&item.body) {
            body["timestamp"] = time(item.at).into();
            item.body = body.to_string();
        }
    }
}

/// What this person's device remembers after the history.
fn now(person: &Person) -> Choices {
    match person.part {
        Part::Withdrawer => Choices {
            analytics: false,
            personalisation: false,
            advertising: false,
            news: false,
        },
        _ => person.choices,
    }
}
