//! Which facts can still matter: what pruning may drop without changing an answer.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::consent::{Act, Actor, FactId, Flag, PermissionFact, Preference, Statement};
use crate::id::{BrandId, ChannelId, PurposeId, TopicId};
use crate::time::Timestamp;

/// Whether each of these facts (in order of `effective`, then id) can matter at or after `before`.
///
/// Every view of a family takes all facts of a record after some instant: a link, or the
/// beginning. So a fact is shadowed by a later one of its subject wherever only the latest
/// counts. Grants count twice: the first of a kind, which a confirmation must follow, and the
/// last, from which age counts. A link cuts off what came before, so that the first grant after
/// each link counts too.
pub(super) fn matters(
    facts: &[PermissionFact],
    before: Timestamp,
    links: &[Timestamp],
) -> Vec<bool> {
    let past = &facts[..facts.partition_point(|fact| fact.effective <= before)];
    let mut newest: FxHashMap<Subject, Newest> = FxHashMap::default();
    for fact in past {
        newest
            .entry(subject(&fact.statement))
            .or_default()
            .note(fact);
    }
    let mut first_grants = FxHashSet::default();
    let mut keep = Vec::with_capacity(facts.len());
    for fact in past {
        let about = subject(&fact.statement);
        let newest = &newest[&about];
        let first_after_link = || {
            let link = links.iter().filter(|link| **link < fact.effective).max();
            first_grants.insert((about, GrantKind::of(fact), link.copied()))
        };
        keep.push(newest.leaves(fact, first_after_link));
    }
    keep.resize(facts.len(), true);
    keep
}

/// What a fact is about: facts about different subjects do not shadow each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Consent(PurposeId, Option<ChannelId>),
    Objection(BrandId, Option<PurposeId>),
    Flag(Flag, Option<BrandId>),
    Channel(BrandId, ChannelId),
    Topic(BrandId, TopicId),
    Frequency(BrandId, ChannelId),
    QuietHours(BrandId, ChannelId),
}

const fn subject(statement: &Statement) -> Subject {
    match *statement {
        Statement::Consent {
            purpose, channel, ..
        } => Subject::Consent(purpose, channel),
        Statement::Objection { brand, purpose, .. } => Subject::Objection(brand, purpose),
        Statement::Flag { flag, brand, .. } => Subject::Flag(flag, brand),
        Statement::Preference { brand, preference } => match preference {
            Preference::Channel { channel, .. } => Subject::Channel(brand, channel),
            Preference::Topic { topic, .. } => Subject::Topic(brand, topic),
            Preference::Frequency { channel, .. } => Subject::Frequency(brand, channel),
            Preference::QuietHours { channel, .. } => Subject::QuietHours(brand, channel),
        },
    }
}

/// What is alike in grants that can stand for each other: the text's version, explicit,
/// separate, and by a guardian.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct GrantKind(u32, bool, bool, bool);

impl GrantKind {
    fn of(fact: &PermissionFact) -> Self {
        let guardian = fact.actor == Actor::Guardian;
        match fact.statement {
            Statement::Consent {
                text_version,
                explicit,
                separate,
                ..
            } => Self(text_version, explicit, separate, guardian),
            _ => Self(0, false, false, guardian),
        }
    }
}

/// The newest facts about one subject, each as the key by which it is the newest.
#[derive(Default)]
struct Newest {
    /// The strongest no at the latest instant of a no.
    no: Option<(Timestamp, u8, FactId)>,
    /// The same among those that are no invalidation, which do not end where one comes later.
    refusal: Option<(Timestamp, u8, FactId)>,
    /// A question or an answer.
    heard: Option<(Timestamp, FactId)>,
    confirm: Option<(Timestamp, FactId)>,
    grants: FxHashMap<GrantKind, (Timestamp, FactId)>,
    /// A toggle; on is newer than off at one instant.
    toggle: Option<(Timestamp, bool, FactId)>,
    /// The instant of the latest setting; all of one instant hold together.
    setting: Option<Timestamp>,
}

impl Newest {
    /// Notes a fact; facts come in order of `effective`, then id.
    fn note(&mut self, fact: &PermissionFact) {
        let key = (fact.effective, fact.id);
        match fact.statement {
            Statement::Consent { act, .. } => {
                if let Some(strength) = act.no_strength() {
                    let no = Some((fact.effective, strength, fact.id));
                    self.no = self.no.max(no);
                    if act != Act::Invalidate {
                        self.refusal = self.refusal.max(no);
                    }
                }
                match act {
                    Act::Confirm => self.confirm = Some(key),
                    Act::Grant => {
                        self.grants.insert(GrantKind::of(fact), key);
                    }
                    _ => {}
                }
                if act != Act::Confirm {
                    self.heard = Some(key);
                }
            }
            _ => match toggle(&fact.statement) {
                Some(Toggled::Counts(on)) => {
                    self.toggle = self.toggle.max(Some((fact.effective, on, fact.id)));
                }
                Some(Toggled::Never) => {}
                None => self.setting = Some(fact.effective),
            },
        }
    }

    /// Whether a fact of this subject can still matter. `first_after_link` notes a grant and says
    /// whether it is the first of its kind after a link.
    fn leaves(&self, fact: &PermissionFact, first_after_link: impl FnOnce() -> bool) -> bool {
        let key = (fact.effective, fact.id);
        let Statement::Consent { act, .. } = fact.statement else {
            return match toggle(&fact.statement) {
                Some(Toggled::Counts(on)) => self.toggle == Some((fact.effective, on, fact.id)),
                Some(Toggled::Never) => false,
                None => self.setting == Some(fact.effective),
            };
        };
        if let Some((instant, _, id)) = self.no
            && fact.effective <= instant
        {
            return fact.id == id || self.refusal.is_some_and(|(.., id)| fact.id == id);
        }
        match act {
            Act::Request => self.heard == Some(key),
            Act::Confirm => self.confirm == Some(key),
            Act::Grant => first_after_link() || self.grants.get(&GrantKind::of(fact)) == Some(&key),
            Act::Deny | Act::Withdraw | Act::Revoke | Act::Invalidate => false,
        }
    }
}

enum Toggled {
    Counts(bool),
    /// Taking back what cannot be taken back.
    Never,
}

/// The fact as something that is on (narrows) or off, if it is such.
const fn toggle(statement: &Statement) -> Option<Toggled> {
    match *statement {
        Statement::Flag {
            flag: Flag::Erased,
            on: false,
            ..
        } => Some(Toggled::Never),
        Statement::Flag { on, .. } | Statement::Objection { on, .. } => Some(Toggled::Counts(on)),
        Statement::Preference { preference, .. } => match preference {
            Preference::Channel { wanted, .. } | Preference::Topic { wanted, .. } => {
                Some(Toggled::Counts(!wanted))
            }
            Preference::Frequency { .. } | Preference::QuietHours { .. } => None,
        },
        Statement::Consent { .. } => None,
    }
}
