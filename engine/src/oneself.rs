//! What a person is told of themselves: everything held, every permission and its history.
//!
//! No purpose is asked here: people may see all that is held about them (GDPR Art. 15 and its
//! like), also what no purpose may use any more. Who asks has shown that they are that person.

use telos_model::catalog::Catalog;
use telos_model::consent::{Flag, PermissionState, Preference, Statement};
use telos_model::decide::{Decision, Deny, Named, Operation, Question, decide};
use telos_model::id::{
    BrandId, CategorySet, ChannelId, FieldId, JurisdictionId, JurisdictionSet, NodeId, PurposeId,
    PurposeSet, TopicId,
};
use telos_model::people::Standing;
use telos_model::profile::{Held, Measured, Tally};
use telos_model::time::Timestamp;
use telos_store::{Key, Space};

use crate::answer::{Ground, ReadError, SeenIdentifier};
use crate::engine::Engine;
use crate::layout::{self, RecordedFact, keys};
use crate::load::Person;
use crate::read::{Who, with_permissions};
use crate::sealed;

/// The most facts of a person's history that are told at once.
pub const FACTS_SHOWN_MAX: usize = 5_000;

/// Says that whoever asks has shown to be this person, or to act for them by right. Make one only
/// from a session that was opened by a code, or after the identity was checked in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oneself(NodeId);

impl Oneself {
    /// The person of this node, who has shown to be that person.
    #[must_use]
    pub const fn proven(node: NodeId) -> Self {
        Self(node)
    }

    /// The node.
    #[must_use]
    pub const fn node(self) -> NodeId {
        self.0
    }

    pub(crate) const fn who(self) -> Who {
        Who::Node(self.0)
    }
}

/// All that is held about a person.
pub struct Everything {
    /// The family's head.
    pub person: NodeId,
    /// Since when the person is known.
    pub since: Timestamp,
    /// Identifiers, in order.
    pub identifiers: Vec<SeenIdentifier>,
    /// Values of traits, by field, the newest first.
    pub traits: Vec<(FieldId, Held)>,
    /// What was done, with the purposes that it is held for.
    pub done: Vec<Done>,
    /// Segments.
    pub segments: Vec<Standing>,
    /// Groups.
    pub groups: Vec<Box<str>>,
}

impl std::fmt::Debug for Everything {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Everything({})", self.person)
    }
}

/// Something done, how often and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// What is counted or summed.
    pub measured: Measured,
    /// The purposes that it is held for.
    pub purposes: PurposeSet,
    /// How often, how much, first and last.
    pub total: Tally,
}

/// What a person permits, as it stands.
#[derive(Debug)]
pub struct Choices {
    /// The family's head.
    pub person: NodeId,
    /// Each purpose of the catalog.
    pub purposes: Vec<PurposeChoice>,
    /// Flags that are set, for a brand or for all.
    pub flags: Vec<(Flag, Option<BrandId>)>,
    /// Brands whose marketing the person objects to.
    pub marketing_objections: Vec<BrandId>,
    /// Purposes that the person objects to by name.
    pub objections: Vec<PurposeId>,
    /// They are a child, and known to be old enough to say yes to sale and sharing themselves where
    /// the law leaves that to them.
    pub decides_sale: bool,
    /// Where they are, a yes to sale and sharing after a no takes two steps.
    pub sale_yes_two_steps: bool,
    /// Preferences, the latest of each.
    pub preferences: Vec<(BrandId, Preference)>,
}

/// What a person permits for one purpose.
#[derive(Debug, Clone)]
pub struct PurposeChoice {
    /// The purpose.
    pub purpose: PurposeId,
    /// The state of the consent.
    pub state: PermissionState,
    /// Until when it is that, if nothing is said.
    pub until: Timestamp,
    /// Whether the purpose may use the person's data now, and on what that rests.
    pub permitted: Result<Ground, Deny>,
    /// The jurisdictions that hold for it.
    pub jurisdictions: JurisdictionSet,
    /// When the text that the person agreed to last was agreed to, and its version.
    pub agreed: Option<(Timestamp, u32)>,
}

impl PurposeChoice {
    /// Of the jurisdictions that hold, those in which the purpose has a basis, in order.
    pub fn bases<'a>(
        &self,
        catalog: &'a Catalog,
    ) -> impl Iterator<Item = (JurisdictionId, &'a telos_model::catalog::Basis)> {
        let purpose = catalog.purpose(self.purpose);
        let holds = self.jurisdictions;
        holds
            .iter()
            .filter_map(move |id| Some((id, purpose?.basis(id)?)))
    }
}

impl Engine {
    /// All that is held about a person; none if they are not there (any more).
    pub fn everything(&self, oneself: Oneself) -> Result<Option<Everything>, ReadError> {
        let Some(person) = self.person(&oneself.who())? else {
            return Ok(None);
        };
        Ok(Some(everything(&person)))
    }

    /// What a person permits, as it stands now; none if they are not there.
    pub fn choices(&self, who: &Who) -> Result<Option<Choices>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let now = self.now();
        let mut choices = folded(&person, now);
        choices.purposes = purposes(&policy.catalog, &person, now);
        (choices.decides_sale, choices.sale_yes_two_steps) =
            with_permissions(&person, |permissions| {
                let holds = permissions.jurisdictions(&policy.catalog, None);
                let packs = || holds.iter().filter_map(|id| policy.catalog.pack(id));
                let decides = packs().all(|pack| pack.rules.sale_own_yes_age.is_some())
                    && permissions.flag(Flag::Child, None, now)
                    && permissions.lacks(Flag::YoungChild, now);
                (decides, packs().any(|pack| pack.rules.sale_yes_two_steps))
            });
        Ok(Some(choices))
    }

    /// Every permission fact of a person in full, newest first, at most [`FACTS_SHOWN_MAX`]; none
    /// if they are not there.
    pub fn history(&self, who: &Who) -> Result<Option<Vec<RecordedFact>>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut facts: Vec<RecordedFact> = Vec::new();
        for node in &person.members {
            let Some(key) = person.keys.get(node) else {
                continue;
            };
            let rows = self
                .inner
                .store
                .scan(&keys::permissions(*node), FACTS_SHOWN_MAX)?;
            for (sort, row) in rows {
                let at = Key {
                    space: Space::Permissions,
                    partition: node.number(),
                    sort,
                };
                let plain = sealed::open(&at, key, &row.value)?;
                facts.push(layout::read_fact(&plain)?);
            }
        }
        // A fact that concerned several nodes is on record for each of them.
        facts.sort_by_key(|one| std::cmp::Reverse((one.fact.effective, one.fact.id)));
        facts.dedup_by_key(|one| one.fact.id);
        facts.truncate(FACTS_SHOWN_MAX);
        Ok(Some(facts))
    }
}

fn everything(person: &Person) -> Everything {
    let nodes = || {
        person
            .members
            .iter()
            .filter_map(|id| person.people.nodes.get(id))
    };
    let carried = nodes().flat_map(|node| &node.identifiers);
    let mut identifiers: Vec<SeenIdentifier> = carried
        .map(|carried| SeenIdentifier {
            kind: carried.identifier.kind,
            value: carried.identifier.value.clone(),
            first_seen: carried.first_seen,
            last_seen: carried.last_seen,
        })
        .collect();
    identifiers.sort_unstable_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    let mut traits: Vec<(FieldId, Held)> = nodes()
        .flat_map(|node| node.fold.traits())
        .flat_map(|(field, values)| values.iter().map(|held| (*field, held.clone())))
        .collect();
    traits.sort_by_key(|(field, held)| (*field, std::cmp::Reverse(held.stamp.at)));
    let mut groups: Vec<Box<str>> = nodes()
        .flat_map(|node| node.groups.iter().map(|(group, ..)| group.clone()))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let done = done(nodes().flat_map(|node| node.fold.series()));
    // What came from an earlier system tells of times before the person was seen here.
    let since = nodes()
        .map(|node| node.created)
        .chain(traits.iter().map(|(_, held)| held.stamp.at))
        .chain(done.iter().map(|done| done.total.first));
    Everything {
        person: person.head(),
        since: since.min().unwrap_or(Timestamp::MIN),
        identifiers,
        traits,
        done,
        segments: nodes()
            .flat_map(|node| node.segments.iter().copied())
            .collect(),
        groups,
    }
}

/// Tallies of all nodes together; for each measure, with all purposes that hold any of it.
fn done<'a>(series: impl Iterator<Item = &'a telos_model::profile::Series>) -> Vec<Done> {
    let mut all: Vec<Done> = series
        .map(|series| Done {
            measured: series.measured,
            purposes: series.purposes,
            total: series.total,
        })
        .collect();
    all.sort_by_key(|done| done.measured);
    all.dedup_by(|later, first| {
        let same = later.measured == first.measured;
        if same {
            first.purposes = first.purposes.union(later.purposes);
            first.total = first.total.plus(later.total);
        }
        same
    });
    all
}

/// What a preference is about: the latest of each rules.
fn about(preference: Preference) -> (u8, Option<ChannelId>, Option<TopicId>) {
    match preference {
        Preference::Channel { channel, .. } => (0, Some(channel), None),
        Preference::Topic { topic, .. } => (1, None, Some(topic)),
        Preference::Frequency { channel, .. } => (2, Some(channel), None),
        Preference::QuietHours { channel, .. } => (3, Some(channel), None),
    }
}

/// Flags, objections and preferences as the latest word about each has them.
fn folded(person: &Person, now: Timestamp) -> Choices {
    let nodes = person
        .members
        .iter()
        .filter_map(|id| person.people.nodes.get(id));
    let mut facts: Vec<_> = nodes
        .flat_map(|node| node.permissions.facts())
        .filter(|fact| fact.effective <= now)
        .collect();
    // Of one instant, what narrows comes last and rules.
    facts.sort_by_key(|fact| (fact.effective, !fact.statement.may_widen(), fact.id));
    let mut choices = Choices {
        person: person.head(),
        purposes: Vec::new(),
        flags: Vec::new(),
        marketing_objections: Vec::new(),
        objections: Vec::new(),
        decides_sale: false,
        sale_yes_two_steps: false,
        preferences: Vec::new(),
    };
    for fact in facts {
        match fact.statement {
            Statement::Consent { .. } => {}
            Statement::Flag { flag, brand, on } => set(&mut choices.flags, (flag, brand), on),
            Statement::Objection {
                brand,
                purpose: None,
                on,
            } => set(&mut choices.marketing_objections, brand, on),
            Statement::Objection {
                purpose: Some(purpose),
                on,
                ..
            } => set(&mut choices.objections, purpose, on),
            Statement::Preference { brand, preference } => {
                choices
                    .preferences
                    .retain(|(of, known)| *of != brand || about(*known) != about(preference));
                choices.preferences.push((brand, preference));
            }
        }
    }
    choices
}

fn set<T: PartialEq>(list: &mut Vec<T>, item: T, on: bool) {
    list.retain(|known| *known != item);
    if on {
        list.push(item);
    }
}

fn purposes(catalog: &Catalog, person: &Person, now: Timestamp) -> Vec<PurposeChoice> {
    with_permissions(person, |permissions| {
        let purposes = catalog.purposes.iter().flatten();
        let choices = purposes.map(|purpose| {
            let (state, until) = permissions.state_until(catalog, purpose.id, None, now);
            let operations = [Operation::Read, Operation::Collect];
            let operation = operations
                .into_iter()
                .find(|operation| purpose.operations.contains(*operation))
                .unwrap_or(Operation::Collect);
            let ask = |categories: CategorySet| {
                let question = Question {
                    operation,
                    purpose: Named::Known(purpose.id),
                    categories: Named::Known(categories),
                    recipient: None,
                    jurisdictions: Named::Known(JurisdictionSet::EMPTY),
                    contact: None,
                    at: now,
                };
                match decide(catalog, permissions, &question) {
                    Decision::Permit(permit) => Ok(Ground::of(&permit)),
                    Decision::Deny(deny) => Err(deny),
                }
            };
            let ordinary = purpose.categories.minus(catalog.sensitive());
            PurposeChoice {
                purpose: purpose.id,
                state,
                until,
                permitted: ask(purpose.categories).or_else(|_| ask(ordinary)),
                jurisdictions: permissions.jurisdictions(catalog, Some(purpose.brand)),
                agreed: agreed(person, purpose.id, now),
            }
        });
        choices.collect()
    })
}

/// The newest yes to a purpose: when, and to which version of its text.
fn agreed(person: &Person, wanted: PurposeId, now: Timestamp) -> Option<(Timestamp, u32)> {
    let nodes = person
        .members
        .iter()
        .filter_map(|id| person.people.nodes.get(id));
    let facts = nodes.flat_map(|node| node.permissions.facts());
    let yeses = facts.filter_map(|fact| match fact.statement {
        Statement::Consent {
            purpose,
            channel: None,
            act: telos_model::consent::Act::Grant,
            text_version,
            ..
        } if purpose == wanted && fact.effective <= now => Some((fact.effective, text_version)),
        _ => None,
    });
    yeses.max()
}
