//! Reading questions strictly: a misspelt member must not make a question wider than it was meant.

use serde::Deserialize;
use serde_json::value::RawValue;
use telos_engine::Who;
use telos_model::catalog::Catalog;
use telos_model::decide::{Named, Operation};
use telos_model::id::{CategorySet, ChannelId, JurisdictionSet, PurposeId, RecipientId, TopicId};
use telos_model::json::Json;
use telos_model::time::Timestamp;

use super::asker;
use crate::keys::MachineKey;
use crate::problem::Problem;

/// The most questions of one request.
const QUESTIONS_MAX: usize = 1_000;
/// The most categories of one question.
const CATEGORIES_MAX: usize = 32;
/// The most jurisdictions of one question.
const JURISDICTIONS_MAX: usize = 64;
/// The most earlier messages that one question tells of.
const SENT_MAX: usize = 1_000;

/// A question, read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) who: Who,
    pub(super) operation: Operation,
    pub(super) purpose: Named<PurposeId>,
    pub(super) categories: Named<CategorySet>,
    pub(super) recipient: Option<Named<RecipientId>>,
    pub(super) jurisdictions: Named<JurisdictionSet>,
    pub(super) contact: Option<ParsedContact>,
}

/// How the person would be reached, read.
#[derive(Debug)]
pub(super) struct ParsedContact {
    pub(super) channel: Named<ChannelId>,
    pub(super) topic: Option<Named<TopicId>>,
    pub(super) sent: Vec<Timestamp>,
}

/// Reads questions for a key.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) key: &'a MachineKey,
}

/// A body of several questions, each kept unread, so that the limits of a document hold for each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Many<'a> {
    #[serde(borrow)]
    questions: Vec<&'a RawValue>,
}

impl Reader<'_> {
    /// The questions of a body, and whether it holds several.
    pub(super) fn questions(self, bytes: &[u8]) -> Result<(Vec<Parsed>, bool), Problem> {
        if let Ok(Many { questions }) = serde_json::from_slice::<Many<'_>>(bytes) {
            if questions.is_empty() || questions.len() > QUESTIONS_MAX {
                return Err(invalid("questions", "there must be 1 to 1,000 questions"));
            }
            let questions = questions.iter().enumerate().map(|(index, raw)| {
                let place = format!("questions[{index}]");
                let body = Json::parse_str(raw.get()).map_err(|error| error.within(&place))?;
                self.question(&body, &format!("{place}."))
            });
            return Ok((questions.collect::<Result<_, _>>()?, true));
        }
        let body = Json::parse(bytes)?;
        if body.get("questions").is_some() {
            return Err(invalid(
                "questions",
                "beside an array `questions` there can be nothing",
            ));
        }
        Ok((vec![self.question(&body, "")?], false))
    }

    fn question(self, body: &Json<'_>, place: &str) -> Result<Parsed, Problem> {
        let members = [
            "who",
            "operation",
            "purpose",
            "categories",
            "recipient",
            "jurisdictions",
            "contact",
        ];
        let question = Object::new(body, place, "", &members)?;
        let purpose = question.need_text("purpose")?;
        let purpose = asker::purpose(self.catalog, self.key, purpose, question.at("purpose"))?;
        let operation = question.need_text("operation")?;
        let operation = Operation::ALL
            .into_iter()
            .find(|known| known.name() == operation);
        let names = &self.catalog.names;
        let jurisdictions = question.texts("jurisdictions", 0, JURISDICTIONS_MAX)?;
        Ok(Parsed {
            who: self.who(&question)?,
            operation: operation
                .ok_or_else(|| invalid(question.at("operation"), "this is no operation"))?,
            purpose,
            categories: all(question.texts("categories", 1, CATEGORIES_MAX)?, |name| {
                names.categories.get(name).copied()
            }),
            recipient: question
                .text("recipient")?
                .map(|name| named(names.recipients.get(name))),
            jurisdictions: all(jurisdictions, |name| names.packs.get(name).copied()),
            contact: self.contact(&question)?,
        })
    }

    fn who(self, question: &Object<'_, '_>) -> Result<Who, Problem> {
        let who = question.object("who", &["kind", "value"])?;
        let who = who.ok_or_else(|| invalid(question.at("who"), "the member is missing"))?;
        let (kind, value) = (who.need_text("kind")?, who.need_text("value")?);
        asker::who(self.catalog, kind, value).map_err(|problem| {
            // Here a wrong kind is a wrong body, and not a path that leads nowhere.
            Problem::bad(
                problem.code(),
                who.at(""),
                "this names nobody",
                "see /v1/catalog for the kinds",
            )
        })
    }

    fn contact(self, question: &Object<'_, '_>) -> Result<Option<ParsedContact>, Problem> {
        let Some(contact) = question.object("contact", &["channel", "topic", "sent"])? else {
            return Ok(None);
        };
        let names = &self.catalog.names;
        let channel = contact.need_text("channel")?;
        let sent = contact.texts("sent", 0, SENT_MAX)?;
        let sent: Option<Vec<Timestamp>> = sent.into_iter().map(Timestamp::parse).collect();
        Ok(Some(ParsedContact {
            channel: named(names.channels.get(channel)),
            topic: contact
                .text("topic")?
                .map(|name| named(names.topics.get(name))),
            sent: sent
                .ok_or_else(|| invalid(contact.at("sent"), "there is something that is no time"))?,
        }))
    }
}

fn named<T: Copy>(known: Option<&T>) -> Named<T> {
    known.map_or(Named::Unknown, |id| Named::Known(*id))
}

/// The set of these names; unknown as a whole if one is.
fn all<T, S: FromIterator<T>>(names: Vec<&str>, find: impl Fn(&str) -> Option<T>) -> Named<S> {
    let found: Option<S> = names.into_iter().map(find).collect();
    found.map_or(Named::Unknown, Named::Known)
}

fn invalid(at: impl Into<String>, detail: &'static str) -> Problem {
    Problem::bad(
        "question_invalid",
        at.into(),
        detail,
        "/openapi.json has the shape of a question",
    )
}

/// An object of a question, and where it is.
struct Object<'j, 'b> {
    body: &'j Json<'b>,
    /// What stands before the names of its members.
    place: String,
}

impl<'j, 'b> Object<'j, 'b> {
    /// Reads an object that may have these members and no others.
    fn new(body: &'j Json<'b>, place: &str, name: &str, known: &[&str]) -> Result<Self, Problem> {
        let place = if name.is_empty() {
            place.to_owned()
        } else {
            format!("{place}{name}.")
        };
        let here = || place.trim_end_matches('.').to_owned();
        let Some(members) = body.as_map() else {
            return Err(invalid(here(), "this must be an object"));
        };
        if members.iter().any(|(key, _)| !known.contains(&&**key)) {
            return Err(invalid(here(), "it has a member that is not known"));
        }
        Ok(Self { body, place })
    }

    fn at(&self, name: &str) -> String {
        format!("{}{name}", self.place)
            .trim_end_matches('.')
            .to_owned()
    }

    fn get(&self, name: &str) -> Option<&'j Json<'b>> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<&'j str>, Problem> {
        self.get(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| invalid(self.at(name), "this must be text"))
            })
            .transpose()
    }

    fn need_text(&self, name: &str) -> Result<&'j str, Problem> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| invalid(self.at(name), "the member is missing or empty"))
    }

    fn object(&self, name: &str, known: &[&str]) -> Result<Option<Object<'j, 'b>>, Problem> {
        self.get(name)
            .map(|body| Object::new(body, &self.place, name, known))
            .transpose()
    }

    fn texts(&self, name: &str, min: usize, max: usize) -> Result<Vec<&'j str>, Problem> {
        let list = match self.get(name) {
            None => &[],
            Some(value) => value
                .as_list()
                .ok_or_else(|| invalid(self.at(name), "this must be an array of text"))?,
        };
        if list.len() < min || list.len() > max {
            return Err(invalid(
                self.at(name),
                "there are too few or too many of them",
            ));
        }
        let texts: Option<Vec<&str>> = list.iter().map(Json::as_str).collect();
        texts.ok_or_else(|| invalid(self.at(name), "this must be an array of text"))
    }
}
