//! The grammar of conditions: how they are joined, and what each begins with.

use super::{Parser, TEXT_NESTING_MAX};
use crate::id::EventKind;
use crate::segment::lex::{Symbol, TokenKind};
use crate::segment::names::Mistake;
use crate::segment::print::STATES;
use crate::segment::shape::Shape;
use crate::segment::{Condition, Measure, Test};
use crate::value::Value;

const CONDITION: &str = "a condition, such as trait.country is \"JP\" or did \"Order Completed\"";
const KEYWORDS: [&str; 14] = [
    "not",
    "everyone",
    "nobody",
    "all of",
    "any of",
    "did",
    "count of",
    "sum of",
    "first",
    "last",
    "consent to",
    "in segment",
    "trait.",
    "computed.",
];

impl Parser<'_> {
    pub(super) fn whole(&mut self) -> Option<Condition> {
        let mut condition = self.either();
        while self.at < self.tokens.len() {
            // Only a closing parenthesis or a comma too many stops a condition short.
            condition = self.mistake_here("and, or, or the end");
            self.at += 1;
            self.recover(self.at);
            if self.take_word("and") || self.take_word("or") {
                self.either();
            }
        }
        condition
    }

    fn either(&mut self) -> Option<Condition> {
        let first = self.both();
        let parts = self.joined(first, "or", Self::both)?;
        Some(single_or(parts, Condition::Any))
    }

    fn both(&mut self) -> Option<Condition> {
        let first = self.operand();
        let parts = self.joined(first, "and", Self::operand)?;
        Some(single_or(parts, Condition::All))
    }

    fn joined(
        &mut self,
        first: Option<Condition>,
        joint: &str,
        next: impl Fn(&mut Self) -> Option<Condition>,
    ) -> Option<Vec<Condition>> {
        let mut parts = vec![first];
        while self.take_word(joint) {
            parts.push(next(self));
        }
        parts.into_iter().collect()
    }

    /// One condition; after a mistake in it, goes on behind it.
    fn operand(&mut self) -> Option<Condition> {
        if self.nesting == TEXT_NESTING_MAX {
            let none = self.mistake_here("fewer nested parentheses");
            self.at = self.tokens.len();
            return none;
        }
        let start = self.at;
        self.nesting += 1;
        let read = self.unjoined();
        self.nesting -= 1;
        let complete = read.is_none() || self.ends_here();
        let read = if complete {
            read
        } else {
            self.mistake_here("and, or, or the end")
        };
        if read.is_none() {
            self.recover(start);
        }
        read
    }

    fn unjoined(&mut self) -> Option<Condition> {
        if self.take_word("not") {
            return Some(Condition::Not(Box::new(self.operand()?)));
        }
        if self.take(Symbol::Open) {
            let inner = self.either();
            self.expect(Symbol::Close, "and, or, or a closing )")?;
            return inner;
        }
        let Some(TokenKind::Word(word)) = self.peek().cloned() else {
            return self.mistake_here(CONDITION);
        };
        self.at += 1;
        match word {
            "everyone" => Some(Condition::All(Vec::new())),
            "nobody" => Some(Condition::Any(Vec::new())),
            "all" => self.list().map(Condition::All),
            "any" => self.list().map(Condition::Any),
            "did" => self.did(),
            "count" => self.count(),
            "sum" => self.sum(),
            "first" => {
                let event = self.event()?;
                self.behaviour(Measure::First(event))
            }
            "last" => {
                let event = self.event()?;
                self.behaviour(Measure::Last(event))
            }
            "consent" => self.consent(),
            "in" => self.member(),
            _ if word.starts_with("trait.") => self.trait_test(),
            _ if word.starts_with("computed.") => self.computed_test(),
            _ => {
                self.at -= 1;
                let mistake = Mistake::new(word, CONDITION).near(KEYWORDS.into_iter());
                self.mistake_at(self.at, mistake)
            }
        }
    }

    /// `of (a, b, ...)`
    fn list(&mut self) -> Option<Vec<Condition>> {
        self.expect_word("of")?;
        self.expect(Symbol::Open, "an opening (")?;
        if self.take(Symbol::Close) {
            return Some(Vec::new());
        }
        let mut parts = vec![self.either()];
        while self.take(Symbol::Comma) {
            parts.push(self.either());
        }
        self.expect(Symbol::Close, "a comma or a closing )")?;
        parts.into_iter().collect()
    }

    fn trait_test(&mut self) -> Option<Condition> {
        let at = self.at - 1;
        let path = self.after_dot("trait")?;
        let field = self.named(at, self.names.trait_field(&path))?;
        let shape = self.names.field_shape(field);
        let test = self.test(shape)?;
        Some(Condition::Trait { field, test })
    }

    fn computed_test(&mut self) -> Option<Condition> {
        let at = self.at - 1;
        let name = self.after_dot("computed")?;
        let computed = self.named(at, self.names.computed_trait(&name))?;
        let shape = self.names.computed_shape(computed);
        let test = self.test(shape)?;
        Some(Condition::Computed { computed, test })
    }

    fn did(&mut self) -> Option<Condition> {
        let test = if self.take_word("not") {
            Test::Equals(Value::Number(0.0))
        } else {
            Test::AtLeast(Value::Number(1.0))
        };
        let event = self.event()?;
        let within_days = if self.take_word("within") {
            Some(self.window_days()?)
        } else {
            None
        };
        Some(Condition::Behaviour {
            measure: Measure::Count(event),
            within_days,
            test,
        })
    }

    fn count(&mut self) -> Option<Condition> {
        self.expect_word("of")?;
        let event = self.event()?;
        self.behaviour(Measure::Count(event))
    }

    fn sum(&mut self) -> Option<Condition> {
        const MEASURE: &str = "an event and its measure, such as \"Order Completed\".revenue";
        self.expect_word("of")?;
        let at = self.at;
        let (event, path) = match self.peek().cloned() {
            Some(TokenKind::Quoted(event)) => {
                self.at += 1;
                match self.adjacent() {
                    Some(TokenKind::Word(word)) if word.starts_with('.') => {
                        self.at += 1;
                        (event, self.after_dot("")?)
                    }
                    _ => return self.mistake_here("a dot and a measure, such as .revenue"),
                }
            }
            Some(TokenKind::Word(word)) => match word.split_once('.') {
                Some((event, _)) => {
                    self.at += 1;
                    (event.to_owned(), self.after_dot(event)?)
                }
                None => return self.mistake_here(MEASURE),
            },
            _ => return self.mistake_here(MEASURE),
        };
        let event = self.named(at, self.names.event(&event))?;
        let field = self.named(self.at - 1, self.names.measure(event, &path))?;
        self.behaviour(Measure::Sum(field))
    }

    /// The window and the test of a measure. `within 30 days` is its window if a test follows,
    /// and the test itself if none does.
    fn behaviour(&mut self, measure: Measure) -> Option<Condition> {
        let shape = Some(Shape::of_measure(measure));
        let start = self.at;
        let mut within_days = None;
        if self.take_word("within") {
            let days_at = self.at;
            let days = self.days()?;
            if !self.test_follows() {
                let test = self.fitting(start, shape, Test::WithinDays(days))?;
                return Some(Condition::Behaviour {
                    measure,
                    within_days,
                    test,
                });
            }
            within_days = Some(self.window(days_at, days)?);
        }
        let test = self.test(shape)?;
        Some(Condition::Behaviour {
            measure,
            within_days,
            test,
        })
    }

    fn consent(&mut self) -> Option<Condition> {
        self.expect_word("to")?;
        let at = self.at;
        let name = self.name("a purpose")?;
        let purpose = self.named(at, self.names.purpose(&name))?;
        self.expect_word("is")?;
        let denied = self.take_word("not");
        let words = STATES.iter().map(|(_, word)| *word);
        let found = match self.peek() {
            Some(TokenKind::Word(word)) => *word,
            _ => return self.mistake_here("a state such as granted"),
        };
        let Some((state, _)) = STATES.iter().find(|(_, word)| *word == found) else {
            let expected = words.clone().collect::<Vec<_>>().join(", ");
            let mistake = Mistake::new(found, &format!("one of {expected}")).near(words);
            return self.mistake_at(self.at, mistake);
        };
        self.at += 1;
        let permission = Condition::Permission {
            purpose,
            state: *state,
        };
        Some(if denied {
            Condition::Not(Box::new(permission))
        } else {
            permission
        })
    }

    fn member(&mut self) -> Option<Condition> {
        self.expect_word("segment")?;
        let at = self.at;
        let name = self.name("a segment")?;
        let segment = self.named(at, self.names.segment(&name))?;
        Some(Condition::Member(segment))
    }

    fn event(&mut self) -> Option<EventKind> {
        let at = self.at;
        let name = self.name("an event, such as \"Order Completed\"")?;
        self.named(at, self.names.event(&name))
    }
}

/// One part stands for itself.
fn single_or(mut parts: Vec<Condition>, combine: fn(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 {
        parts.swap_remove(0)
    } else {
        combine(parts)
    }
}
