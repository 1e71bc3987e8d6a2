//! One made-up customer, worked out from a seed and a number.

use super::country::{COUNTRIES, Country, Place};
use super::dice::{Dice, Stream};
use super::message::Brand;

/// After this many people the parts they play come round again, so that any fifty have them all.
pub(super) const ROUND: usize = 50;

/// What somebody does besides looking and buying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Says yes to suggestions only, and buys in both shops; the tour shows the first.
    Friend,
    /// Uses a tablet with the next in number.
    TabletFirst,
    /// Uses the tablet of the one before.
    TabletSecond,
    /// Has a telephone and a laptop.
    TwoDevices,
    /// Mistypes.
    Typist,
    /// Has a browser with Global Privacy Control, in California.
    Signaller,
    /// Says yes, then takes it back.
    Withdrawer,
    /// Objects to marketing.
    Objector,
    /// Uses the app without a network for days.
    Traveller,
    /// Has a browser that sends again what has arrived.
    Repeater,
    /// Has software that sends what nobody can read.
    Breaker,
    /// Is sent by software that tells too much.
    Teller,
    /// Shops at the till with a loyalty card.
    Shopper,
    /// Calls.
    Caller,
    /// Reads the newsletter.
    Reader,
    /// Says no to all.
    Refuser,
    /// Never says who they are.
    Anonymous,
    /// Was a customer long before.
    Veteran,
    /// Had an account under another id.
    Renamed,
    /// Takes consent back, and gives it again.
    Waverer,
    /// Anybody.
    Anybody,
}

/// The parts that the first of every fifty play.
const PARTS: [Part; 20] = [
    Part::Friend,
    Part::TabletFirst,
    Part::TabletSecond,
    Part::TwoDevices,
    Part::Typist,
    Part::Signaller,
    Part::Withdrawer,
    Part::Objector,
    Part::Traveller,
    Part::Repeater,
    Part::Breaker,
    Part::Teller,
    Part::Shopper,
    Part::Caller,
    Part::Reader,
    Part::Refuser,
    Part::Anonymous,
    Part::Veteran,
    Part::Renamed,
    Part::Waverer,
];

/// What somebody answers when a banner asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own"
)]
pub(super) struct Choices {
    pub(super) analytics: bool,
    pub(super) personalisation: bool,
    pub(super) advertising: bool,
    pub(super) news: bool,
}

impl Choices {
    const fn all(yes: bool) -> Self {
        Self {
            analytics: yes,
            personalisation: yes,
            advertising: yes,
            news: yes,
        }
    }
}

/// A customer.
pub(super) struct Person {
    pub(super) number: usize,
    pub(super) part: Part,
    pub(super) brand: Brand,
    pub(super) country: &'static Country,
    pub(super) place: &'static Place,
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) postal: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) user_id: String,
    pub(super) loyalty_id: String,
    /// The number in the old shop's system.
    pub(super) customer_id: String,
    /// The browser's anonymous id.
    pub(super) browser: String,
    /// A second browser or app, and its device.
    pub(super) app: String,
    pub(super) device: String,
    pub(super) address: String,
    pub(super) choices: Choices,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.number)
    }
}

impl Person {
    /// The customer of this number.
    pub(super) fn new(seed: u64, number: usize) -> Self {
        let mut person = Self::alone(seed, number);
        if person.part == Part::TabletSecond {
            person.join(Self::alone(seed, number - 1));
        }
        person
    }

    /// Shares name, home and country with another.
    fn join(&mut self, other: Self) {
        self.brand = other.brand;
        self.country = other.country;
        self.place = other.place;
        self.street = other.street;
        self.postal = other.postal;
        self.address = other.address;
        self.family = other.family;
        let given = other.country.given;
        let at = given.iter().position(|(name, _)| *name == other.given);
        let (name, latin) = given[at.map_or(0, |at| (at + 1) % given.len())];
        self.given = name;
        self.name = full_name(self.country, name, self.family);
        self.email = email(latin, self.country, self.family, self.number);
        self.phone = phone(self.country, self.number);
    }

    fn alone(seed: u64, number: usize) -> Self {
        let mut dice = Dice::of(seed, Stream::Person, number as u64);
        let turn = number % ROUND;
        let part = PARTS.get(turn).copied().unwrap_or(Part::Anybody);
        let (country, place) = home(part, turn, &mut dice);
        let (given, given_latin) = *dice.pick(country.given);
        let (family, _) = *dice.pick(country.family);
        let mut ids = Dice::of(seed, Stream::Ids, number as u64);
        Self {
            number,
            part,
            brand: home_brand(part, country, &mut dice),
            country,
            place,
            given,
            family,
            name: full_name(country, given, family),
            street: dice
                .pick(country.streets)
                .replace("{}", &dice.between(1, 90).to_string()),
            postal: digits(place.postal, dice.below(1_000_000)),
            email: email(given_latin, country, family, number),
            phone: phone(country, number),
            user_id: format!("c-{:06}", 100_000 + number),
            loyalty_id: format!("L{:08}", 40_000_000 + number * 7),
            customer_id: format!("old-{:06}", 700_000 - number),
            browser: ids.uuid(),
            app: ids.uuid(),
            device: ids.uuid(),
            address: format!("203.0.113.{}", 1 + number % 250),
            choices: choices(part, &mut dice),
        }
    }

    /// Whoever shares a device belongs together: their messages keep their order.
    pub(super) const fn household(&self) -> usize {
        match self.part {
            Part::TabletSecond => self.number - 1,
            _ => self.number,
        }
    }

    /// Whether the browser asks not to be sold.
    pub(super) fn gpc(&self) -> bool {
        self.part == Part::Signaller
    }
}

fn home(part: Part, turn: usize, dice: &mut Dice) -> (&'static Country, &'static Place) {
    let of = |code: &str| {
        let found = COUNTRIES.iter().find(|country| country.code == code);
        found.copied().unwrap_or(COUNTRIES[0])
    };
    let country = match part {
        Part::Signaller => of("US"),
        // A neighbour that everybody can read, so that the tour is easy to follow.
        Part::Friend => of("GB"),
        Part::Withdrawer => of("DE"),
        // One of each country, then as many as live there.
        Part::Anybody if turn < PARTS.len() + COUNTRIES.len() => COUNTRIES[turn - PARTS.len()],
        _ => {
            let mut at = dice.below(COUNTRIES.iter().map(|country| country.weight).sum());
            let found = COUNTRIES.iter().find(|country| {
                let here = at < country.weight;
                at = at.saturating_sub(country.weight);
                here
            });
            found.copied().unwrap_or(COUNTRIES[0])
        }
    };
    let first = part == Part::Signaller || part == Part::Anybody && turn < 30;
    let place = if first {
        &country.places[0]
    } else {
        dice.pick(country.places)
    };
    (country, place)
}

fn full_name(country: &Country, given: &str, family: &str) -> String {
    let (first, last) = if country.family_first {
        (family, given)
    } else {
        (given, family)
    };
    format!("{first}{}{last}", country.between)
}

/// An address in Latin letters. RFC 2606 keeps its ending free: no letter can arrive anywhere.
fn email(given_latin: &str, country: &Country, family: &str, number: usize) -> String {
    let found = country.family.iter().find(|(name, _)| *name == family);
    let family_latin = found.map_or("family", |(_, latin)| latin);
    format!("{given_latin}.{family_latin}{number}@mail.example")
}

fn home_brand(part: Part, country: &Country, dice: &mut Dice) -> Brand {
    let aria = if country.family_first { 35 } else { 60 };
    if part == Part::Friend || dice.chance(aria) {
        Brand::Aria
    } else {
        Brand::Bento
    }
}

fn choices(part: Part, dice: &mut Dice) -> Choices {
    match part {
        Part::Refuser | Part::Signaller => Choices::all(false),
        // One yes, so that the tour can show what taking it back does.
        Part::Friend => Choices {
            personalisation: true,
            ..Choices::all(false)
        },
        Part::TwoDevices
        | Part::Withdrawer
        | Part::Objector
        | Part::Traveller
        | Part::Repeater
        | Part::Reader
        | Part::Waverer => Choices::all(true),
        _ => Choices {
            analytics: dice.chance(60),
            personalisation: dice.chance(50),
            advertising: dice.chance(25),
            news: dice.chance(35),
        },
    }
}

/// A telephone number of this person alone, as far as the country's numbers go round.
fn phone(country: &Country, number: usize) -> String {
    let pattern = country.phones[number % country.phones.len()];
    digits(pattern, number / country.phones.len() * 37 + 11)
}

/// Puts a number's digits into the places of `#`, the last digit last.
fn digits(pattern: &str, mut number: usize) -> String {
    let mut reversed = String::with_capacity(pattern.len());
    for mark in pattern.chars().rev() {
        if mark == '#' {
            let digit = u32::try_from(number % 10).unwrap_or(0);
            reversed.push(char::from_digit(digit, 10).unwrap_or('0'));
            number /= 10;
        } else {
            reversed.push(mark);
        }
    }
    reversed.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use telos_model::normalise;

    #[test]
    fn everybody_has_an_address_that_can_be_normalised() {
        for number in 0..600 {
            let person = Person::new(7, number);
            let (country, code) = (person.country, person.country.code);
            let phone = normalise::phone(&person.phone, None);
            assert!(phone.is_ok(), "{code} {}", person.phone);
            assert!(normalise::email(&person.email).is_ok(), "{}", person.email);
            assert!(normalise::name(&person.name).is_ok(), "{}", person.name);
            let postal = normalise::postal_code(Some(code), &person.postal);
            assert!(postal.is_ok(), "{code} {}", person.postal);
            // Elsewhere no rule asks for the region.
            let region = normalise::region(code, person.place.region);
            assert!(
                region.is_some() || !matches!(code, "US" | "CA" | "CN"),
                "{code}"
            );
            assert!(country.phones.iter().all(|pattern| pattern.contains('#')));
        }
    }

    #[test]
    fn people_do_not_share_what_identifies_them() {
        use std::collections::HashSet;
        let mut seen = HashSet::new();
        for number in 0..3_000 {
            let person = Person::new(7, number);
            for id in [person.email, person.user_id, person.browser, person.app] {
                assert!(seen.insert(id), "{number}");
            }
        }
    }

    #[test]
    fn any_fifty_come_from_every_country_and_play_every_part() {
        for start in [0, 13] {
            let people: Vec<Person> = (start..start + ROUND).map(|n| Person::new(3, n)).collect();
            for country in COUNTRIES {
                assert!(
                    people
                        .iter()
                        .any(|person| person.country.code == country.code)
                );
            }
            for part in PARTS {
                assert!(people.iter().any(|person| person.part == part), "{part:?}");
            }
            for city in ["深圳市", "Los Angeles"] {
                assert!(
                    people.iter().any(|person| person.place.city == city),
                    "{city}"
                );
            }
        }
    }
}
