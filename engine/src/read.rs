//! Answers about one person, each under its own permit, from what is on disk.

use telos_model::catalog::Catalog;
use telos_model::consent::{PermissionRecord, Permissions};
use telos_model::decide::{Decision, Deny, Named, Operation, Permit, Question, Reason, decide};
use telos_model::id::{
    CategorySet, EventId, FieldId, JurisdictionSet, NodeId, PurposeId, PurposeSet, SourceId,
};
use telos_model::identity::{self, linked_since};
use telos_model::people::Identifier;
use telos_model::profile::View;
use telos_model::record::{EventRecord, Move};
use telos_model::time::Timestamp;
use telos_store::{Key, Sort, Space};

use crate::answer::{
    DecisionAnswer, EventAnswer, EventExplained, Ground, OneNode, ProfileAnswer, ProfileSeen,
    PurposeState, ReadError, SeenIdentifier, TimelineAnswer, TimelineEntry, WhyOne, WhyWithheld,
    Withheld,
};
use crate::engine::Engine;
use crate::layout::{self, Entry, Located, keys};
use crate::load::{self, Person};
use crate::sealed;

/// Whom a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The person who carries this identifier, in its normal form.
    Identifier(Identifier),
    /// The person that this node belongs to.
    Node(NodeId),
}

/// The most entries of one page of a timeline.
pub const PAGE_ENTRIES_MAX: usize = 200;
/// How many rows a page of a timeline reads at the most, seen or not.
const PAGE_ROWS_MAX: usize = 2_000;

impl Engine {
    pub(crate) fn person(&self, who: &Who) -> Result<Option<Person>, ReadError> {
        let inner = &*self.inner;
        let (store, vault) = (&*inner.store, &*inner.vault);
        let load = |node| load::person_by(store, vault, node, &|node| inner.hints.keys.get(&node));
        let identifier = match who {
            Who::Identifier(identifier) => identifier,
            Who::Node(node) => return load(*node),
        };
        let blind = sealed::blind(vault, identifier);
        if let Some(node) = inner.hints.holders.get(&blind) {
            let person = load(node)?;
            // Where a node's state lists an identifier, the identifier's row leads there (E-8).
            let lists = |person: &Person| {
                let node = person.people.nodes.get(&node);
                let mut carried = node.iter().flat_map(|node| &node.identifiers);
                carried.any(|carried| carried.identifier == *identifier)
            };
            if person.as_ref().is_some_and(lists) {
                return Ok(person);
            }
        }
        let holder = load::holders(store, &[blind])?.pop().flatten();
        holder.map_or(Ok(None), load)
    }

    /// A person as a purpose may see them now; with what is withheld, and why, if asked for.
    pub fn profile(
        &self,
        who: &Who,
        purpose: Named<PurposeId>,
        withheld: bool,
    ) -> Result<ProfileAnswer, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(ProfileAnswer::Absent);
        };
        let policy = self.policy();
        let catalog = &policy.catalog;
        let permit = match read_permit(catalog, &person, purpose, self.now()) {
            Ok(permit) => permit,
            Err(deny) => return Ok(ProfileAnswer::Denied(deny)),
        };
        let head = person.head();
        let profile = person.people.profile(head);
        let view = View::new(catalog, &profile, &permit);
        let computed = catalog.computed.iter().flatten();
        let nodes = || {
            person
                .members
                .iter()
                .filter_map(|id| person.people.nodes.get(id))
        };
        let standings = nodes().flat_map(|node| &node.segments).filter(|standing| {
            let segment = catalog.segment(standing.segment);
            segment.is_some_and(|segment| segment.purpose == permit.purpose())
        });
        let identity = catalog.names.categories.get("identity");
        let sees_identity = identity.is_some_and(|id| permit.categories().contains(*id));
        let groups = nodes().flat_map(|node| &node.groups);
        let seen =
            groups.filter(|(.., purposes)| sees_identity && purposes.contains(permit.purpose()));
        let mut groups: Vec<Box<str>> = seen.map(|(group, ..)| group.clone()).collect();
        groups.sort_unstable();
        groups.dedup();
        Ok(ProfileAnswer::Seen(Box::new(ProfileSeen {
            person: head,
            ground: Ground::of(&permit),
            nodes: person.members.len(),
            identifiers: identifiers(catalog, &person, permit.categories()),
            traits: view
                .traits()
                .into_iter()
                .map(|(field, held)| (field, shown(catalog, field, held, &permit)))
                .collect(),
            computed: computed
                .filter_map(|computed| Some((computed.id, view.computed(computed)?)))
                .collect(),
            behaviours: view.tallies(),
            segments: standings.copied().collect(),
            groups,
            withheld: if withheld {
                self::withheld(catalog, &person, &permit, &view)
            } else {
                Vec::new()
            },
        })))
    }

    /// One page of a person's timeline, newest first. `before` is where the page before ended;
    /// `None` comes back if it is not such a place.
    pub fn timeline(
        &self,
        who: &Who,
        purpose: Named<PurposeId>,
        before: Option<&str>,
        entries_max: usize,
    ) -> Result<Option<TimelineAnswer>, ReadError> {
        let cursor = match before.map(parse_cursor) {
            None => None,
            Some(Some(place)) => Some(place),
            Some(None) => return Ok(None),
        };
        let Some(person) = self.person(who)? else {
            return Ok(Some(TimelineAnswer::Absent));
        };
        let policy = self.policy();
        let permit = match read_permit(&policy.catalog, &person, purpose, self.now()) {
            Ok(permit) => permit,
            Err(deny) => return Ok(Some(TimelineAnswer::Denied(deny))),
        };
        let entries_max = entries_max.clamp(1, PAGE_ENTRIES_MAX);
        let (rows, more) = self.rows(&person, cursor.as_ref())?;
        let mut entries = Vec::new();
        let mut last = None;
        let mut full = false;
        for (key, entry) in rows {
            if entries.len() >= entries_max {
                full = true;
                break;
            }
            last = Some(key.clone());
            entries.extend(visible(&policy.catalog, entry, &permit));
        }
        let next = last.filter(|_| full || more).map(|key| write_cursor(&key));
        let ground = Ground::of(&permit);
        Ok(Some(TimelineAnswer::Page {
            ground,
            entries,
            next,
        }))
    }

    /// The rows of all of a person's nodes before a place, newest first (of one instant and id,
    /// those of the greater node first), and whether there may be more than were read.
    fn rows(
        &self,
        person: &Person,
        before: Option<&(Sort, NodeId)>,
    ) -> Result<(Vec<(Key, Entry)>, bool), ReadError> {
        let mut rows = Vec::new();
        let mut more = false;
        let mut horizon: Option<Vec<u8>> = None;
        let each_max = (PAGE_ROWS_MAX / person.members.len().max(1)).max(PAGE_ENTRIES_MAX + 1);
        for node in &person.members {
            let Some(key) = person.keys.get(node) else {
                continue;
            };
            let before = before.map(|(sort, last)| {
                let mut end = sort.clone();
                // Of the very place where the page before ended, smaller nodes are still to come.
                if node < last {
                    end.push(0);
                }
                end
            });
            let range = keys::timeline(*node, before.as_deref());
            let page = self.inner.store.scan(&range, each_max)?;
            if page.len() == each_max {
                more = true;
                let end = page.last().map(|(sort, _)| sort.to_vec());
                horizon = horizon.max(end);
            }
            for (sort, row) in page {
                let at = Key {
                    space: Space::Events,
                    partition: node.number(),
                    sort,
                };
                let plain = sealed::open(&at, key, &row.value)?;
                rows.push((at, layout::read_entry(&plain)?));
            }
        }
        // Below the latest end of a full page, other nodes may have rows that were not read.
        if let Some(horizon) = horizon {
            rows.retain(|(key, _)| key.sort[..] >= horizon[..]);
        }
        rows.sort_unstable_by(|(a, _), (b, _)| (&b.sort, b.partition).cmp(&(&a.sort, a.partition)));
        Ok((rows, more))
    }

    /// Answers questions about one person. Of a person who is not known nothing is known: they
    /// are decided about as one who never said anything.
    pub fn decide(
        &self,
        who: &Who,
        questions: &[Question<'_>],
    ) -> Result<Vec<DecisionAnswer>, ReadError> {
        let policy = self.policy();
        let person = self.person(who)?.unwrap_or_default();
        let answers = with_permissions(&person, |permissions| {
            let answers = questions.iter().map(|question| {
                match decide(&policy.catalog, permissions, question) {
                    Decision::Permit(permit) => DecisionAnswer::Permit(Ground::of(&permit)),
                    Decision::Deny(deny) => DecisionAnswer::Deny(deny),
                }
            });
            answers.collect()
        });
        Ok(answers)
    }

    /// The state of a person's consent for every purpose, or none if nobody carries the identifier.
    pub fn permissions(&self, who: &Who) -> Result<Option<Vec<PurposeState>>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let now = self.now();
        let states = with_permissions(&person, |permissions| {
            let purposes = policy.catalog.purposes.iter().flatten();
            let states = purposes.map(|purpose| PurposeState {
                purpose: purpose.id,
                state: permissions.state(&policy.catalog, purpose.id, None, now),
            });
            states.collect()
        });
        Ok(Some(states))
    }

    /// Why a person's nodes are one. Kinds and counts only, no values.
    pub fn why_one(&self, who: &Who) -> Result<Option<WhyOne>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let Some(explained) = identity::explain(&policy.catalog, &person.people, person.head())
        else {
            return Ok(None);
        };
        let nodes = explained.nodes.iter().map(|node| {
            let kinds = node.identifiers.iter().map(|seen| (seen.kind, seen.count));
            OneNode {
                id: node.id,
                created: node.created,
                identifiers: kinds.collect(),
            }
        });
        Ok(Some(WhyOne {
            nodes: nodes.collect(),
            edges: explained.edges.to_vec(),
            severed: explained.severed,
        }))
    }

    /// What became of a message, by the id its sender gave it; of any source unless one is named.
    /// Fields, purposes and reasons only, no values.
    pub fn event(
        &self,
        message_id: &str,
        source: Option<SourceId>,
    ) -> Result<EventAnswer, ReadError> {
        let policy = self.policy();
        let sources: Vec<SourceId> = match source {
            Some(source) => vec![source],
            None => policy
                .catalog
                .sources
                .iter()
                .flatten()
                .map(|source| source.id)
                .collect(),
        };
        let ids: Vec<EventId> = sources
            .iter()
            .map(|source| sealed::event_id(&self.inner.vault, *source, message_id))
            .collect();
        let places: Vec<Key> = ids.iter().map(|id| keys::message(*id)).collect();
        let rows = self.inner.store.read(&places)?;
        for (id, row) in ids.into_iter().zip(rows) {
            let Some(row) = row else {
                continue;
            };
            return match layout::read_located(&row.value)? {
                Located::Forgotten {
                    source,
                    received,
                    left_out,
                } => Ok(EventAnswer::Forgotten {
                    source,
                    received,
                    left_out,
                }),
                Located::Kept { node, at } => self.explain(node, at, id),
                Located::Erased { .. } => Ok(EventAnswer::Unknown),
            };
        }
        Ok(EventAnswer::Unknown)
    }

    fn explain(&self, node: NodeId, at: Timestamp, id: EventId) -> Result<EventAnswer, ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some((loaded, _)) = load::nodes(store, vault, &[(node, None)])?.pop().flatten() else {
            return Ok(EventAnswer::Unknown);
        };
        let key = keys::event(node, at, id);
        let Some(row) = store.read(std::slice::from_ref(&key))?.pop().flatten() else {
            return Ok(EventAnswer::Unknown);
        };
        let plain = sealed::open(&key, &loaded.key, &row.value)?;
        match layout::read_entry(&plain)? {
            Entry::Event(record) => Ok(EventAnswer::Kept(Box::new(explained(node, *record)))),
            Entry::Move(_) => Ok(EventAnswer::Unknown),
        }
    }
}

fn explained(node: NodeId, record: EventRecord) -> EventExplained {
    EventExplained {
        node,
        id: record.id,
        source: record.source,
        call: record.call,
        event: record.event,
        occurred: record.occurred,
        received: record.received,
        kept: record
            .kept
            .iter()
            .map(|kept| (kept.field, kept.purposes))
            .collect(),
        left_out: record.left_out,
        findings: record.findings,
        matched: record.matched.to_vec(),
        unmatched: record.unmatched,
        facts: record.facts,
    }
}

/// Runs something with a person's permissions; nobody's are those of one who never said anything.
pub(crate) fn with_permissions<T>(person: &Person, run: impl FnOnce(&Permissions<'_>) -> T) -> T {
    let nodes = person
        .members
        .iter()
        .filter_map(|id| person.people.nodes.get(id));
    let records: Vec<(NodeId, &PermissionRecord)> =
        nodes.map(|node| (node.id, &node.permissions)).collect();
    match &records[..] {
        [] => run(&Permissions::single(&PermissionRecord::default())),
        [(_, record)] => run(&Permissions::single(record)),
        _ => {
            let family = person.people.families.values().next();
            let since = |a, b| family.map_or(Timestamp::MAX, |family| linked_since(family, a, b));
            run(&Permissions::family(records.iter().copied(), since))
        }
    }
}

/// The permit to read as much as may be read: the categories that the purpose declares, without
/// those that are denied on their own.
fn read_permit(
    catalog: &Catalog,
    person: &Person,
    purpose: Named<PurposeId>,
    at: Timestamp,
) -> Result<Permit, Deny> {
    let declared = match purpose {
        Named::Known(id) => catalog
            .purpose(id)
            .map_or(CategorySet::EMPTY, |purpose| purpose.categories),
        Named::Unknown => CategorySet::EMPTY,
    };
    with_permissions(person, |permissions| {
        let ask = |categories| {
            let question = Question {
                operation: Operation::Read,
                purpose,
                categories: Named::Known(categories),
                recipient: None,
                jurisdictions: Named::Known(JurisdictionSet::EMPTY),
                contact: None,
                at,
            };
            decide(catalog, permissions, &question)
        };
        match ask(declared) {
            Decision::Permit(permit) => Ok(permit),
            Decision::Deny(_) => match ask(declared.minus(catalog.sensitive())) {
                Decision::Permit(permit) => Ok(permit),
                Decision::Deny(deny) => Err(deny),
            },
        }
    })
}

fn identifiers(catalog: &Catalog, person: &Person, categories: CategorySet) -> Vec<SeenIdentifier> {
    let nodes = person
        .members
        .iter()
        .filter_map(|id| person.people.nodes.get(id));
    let carried = nodes.flat_map(|node| &node.identifiers).filter(|carried| {
        let kind = catalog.identifier(carried.identifier.kind);
        kind.is_some_and(|kind| categories.contains(kind.category))
    });
    let mut seen: Vec<SeenIdentifier> = carried
        .map(|carried| SeenIdentifier {
            kind: carried.identifier.kind,
            value: carried.identifier.value.clone(),
            first_seen: carried.first_seen,
            last_seen: carried.last_seen,
        })
        .collect();
    seen.sort_unstable_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    seen
}

/// A held value as a permit may see it.
fn shown(
    catalog: &Catalog,
    field: FieldId,
    held: &telos_model::profile::Held,
    permit: &Permit,
) -> telos_model::profile::Held {
    let mut shown = held.clone();
    shown.raw = shown
        .raw
        .filter(|(_, purposes)| sees_raw(catalog, field, *purposes, permit));
    shown
}

/// Whether a permit may see a value as it was sent, which was collected for these purposes.
fn sees_raw(catalog: &Catalog, field: FieldId, purposes: PurposeSet, permit: &Permit) -> bool {
    let category = catalog.field(field).and_then(|field| field.raw_category);
    purposes.contains(permit.purpose())
        && category.is_some_and(|category| permit.categories().contains(category))
}

/// The traits that are known and not shown, and why.
fn withheld(catalog: &Catalog, person: &Person, permit: &Permit, view: &View<'_>) -> Vec<Withheld> {
    let nodes = person
        .members
        .iter()
        .filter_map(|id| person.people.nodes.get(id));
    let mut fields: Vec<_> = nodes.flat_map(|node| node.fold.traits()).collect();
    fields.sort_unstable_by_key(|(field, _)| *field);
    let mut all: Vec<Withheld> = Vec::new();
    let declared = catalog
        .purpose(permit.purpose())
        .map(|purpose| purpose.categories);
    for (field, values) in fields {
        if view.held(*field).is_some() || all.last().is_some_and(|last| last.field == *field) {
            continue;
        }
        let category = catalog.field(*field).map(|field| field.category);
        let why = match (category, declared) {
            (Some(category), Some(declared)) if declared.contains(category) => {
                if permit.categories().contains(category) {
                    let purposes = values.iter().map(|held| held.stamp.purposes);
                    WhyWithheld::CollectedForOthers(
                        purposes.fold(PurposeSet::EMPTY, PurposeSet::union),
                    )
                } else {
                    WhyWithheld::Denied(Reason::ConsentNotExplicit)
                }
            }
            _ => WhyWithheld::CategoryNotDeclared,
        };
        all.push(Withheld { field: *field, why });
    }
    all
}

/// An entry with what a permit may see of it; none if it may see nothing.
fn visible(catalog: &Catalog, entry: Entry, permit: &Permit) -> Option<TimelineEntry> {
    let purpose = permit.purpose();
    match entry {
        Entry::Move(change) => {
            let Move { segment, .. } = change;
            let own = catalog
                .segment(segment)
                .is_some_and(|segment| segment.purpose == purpose);
            own.then_some(TimelineEntry::Move(change))
        }
        Entry::Event(mut record) => {
            record.kept.retain(|kept| {
                let field = catalog.field(kept.field);
                kept.purposes.contains(purpose)
                    && field.is_some_and(|field| permit.categories().contains(field.category))
            });
            for kept in &mut record.kept {
                let seen =
                    |(_, purposes): &(_, _)| sees_raw(catalog, kept.field, *purposes, permit);
                kept.raw = kept.raw.take().filter(seen);
            }
            record.event = record.event.filter(|(event, purposes)| {
                let event = catalog.event(*event);
                purposes.contains(purpose)
                    && event.is_some_and(|event| permit.categories().contains(event.category))
            });
            let anything = record.event.is_some() || !record.kept.is_empty();
            anything.then_some(TimelineEntry::Event(record))
        }
    }
}

/// A place in a timeline as text: its sort key and node in hexadecimal digits.
fn write_cursor(key: &Key) -> Box<str> {
    let node = key.partition.to_be_bytes();
    let mut text = String::with_capacity(2 * (key.sort.len() + node.len()));
    for byte in key.sort.iter().chain(&node) {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text.into()
}

fn parse_cursor(text: &str) -> Option<(Sort, NodeId)> {
    if !text.len().is_multiple_of(2) || text.len() > 128 || !text.is_ascii() {
        return None;
    }
    let bytes = (0..text.len()).step_by(2);
    let bytes: Vec<u8> = bytes
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect::<Option<_>>()?;
    let (sort, node) = bytes.split_last_chunk::<8>()?;
    let node = NodeId::new(u64::from_be_bytes(*node));
    (!sort.is_empty()).then(|| (Sort::from_slice(sort), node))
}
