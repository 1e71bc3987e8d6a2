//! From what the engine answers about a person to what the page shows.

use telos_engine::{
    Engine, Ground, ProfileAnswer, ProfileSeen, PurposeState, ReadError, TimelineAnswer,
    TimelineEntry, Who, WhyOne, WhyWithheld,
};
use telos_model::catalog::BasisKind;
use telos_model::consent::PermissionState;
use telos_model::decide::{Deny, Named};
use telos_model::id::{NodeId, PurposeId};
use telos_model::people::LinkReason;
use telos_model::profile::Measured;
use telos_model::record::EventRecord;
use telos_model::time::Timestamp;

use super::encoded;
use super::names::Names;
use super::person::{
    BehaviourRow, ConsentRow, EdgeRow, Entry, EventRow, GroundRow, Happened, IdentifierRow,
    KindCount, Link, NodeRow, One, Person, Seeing, Seen, SegmentRow, Timeline, TraitRow, WhyNot,
    WithheldRow,
};
use super::shown::{NamedValue, Provenance, Shown};
use super::words::Lang;

/// How many entries of the timeline are shown at once.
const ENTRIES_MAX: usize = 25;
/// Millionths in one.
const MICROS: f64 = 1e6;

/// Something read.
pub(super) enum Read<T> {
    Found(T),
    Absent,
}

/// Reads a person's page. Without a purpose it holds nothing of the person.
pub(super) fn read_person(
    engine: &Engine,
    lang: Lang,
    node: NodeId,
    purpose: Option<(PurposeId, String)>,
) -> Result<Read<Person>, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let who = Who::Node(node);
    let mut page = Person {
        node: node.to_string(),
        purposes: names.choices(purpose.as_ref().map(|(id, _)| *id)),
        view: Seeing::Nothing,
        consents: Vec::new(),
    };
    let Some(purpose) = purpose else {
        return Ok(Read::Found(page));
    };
    page.view = match engine.profile(&who, Named::Known(purpose.0), true)? {
        ProfileAnswer::Absent => return Ok(Read::Absent),
        ProfileAnswer::Denied(deny) => Seeing::Denied(codes(&deny)),
        ProfileAnswer::Seen(seen) => {
            let timeline = match read_earlier(engine, lang, node, &purpose, None)? {
                Read::Found(timeline) => timeline,
                Read::Absent => return Ok(Read::Absent),
            };
            let one = engine.why_one(&who)?;
            Seeing::Seen(Box::new(seen_of(&names, &seen, one.as_ref(), timeline)))
        }
    };
    if let Some(states) = engine.permissions(&who)? {
        page.consents = consents(&names, &states);
    }
    Ok(Read::Found(page))
}

/// Reads a page of a person's timeline.
pub(super) fn read_earlier(
    engine: &Engine,
    lang: Lang,
    node: NodeId,
    purpose: &(PurposeId, String),
    before: Option<&str>,
) -> Result<Read<Timeline>, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let asked = Named::Known(purpose.0);
    let page = engine.timeline(&Who::Node(node), asked, before, ENTRIES_MAX)?;
    Ok(match page {
        None | Some(TimelineAnswer::Absent | TimelineAnswer::Denied(_)) => Read::Absent,
        Some(TimelineAnswer::Page { entries, next, .. }) => {
            let more = next.map(|next| {
                let (purpose, next) = (encoded(&purpose.1), encoded(&next));
                format!("/console/people/{node}/timeline?purpose={purpose}&before={next}")
            });
            let entries = entries.iter().map(|entry| entry_of(&names, entry));
            Read::Found(Timeline {
                entries: entries.collect(),
                more,
            })
        }
    })
}

fn codes(deny: &Deny) -> Vec<&'static str> {
    deny.reasons.iter().map(|reason| reason.code()).collect()
}

fn seen_of(
    names: &Names<'_>,
    seen: &ProfileSeen,
    one: Option<&WhyOne>,
    timeline: Timeline,
) -> Seen {
    let traits = seen.traits.iter().map(|(field, held)| TraitRow {
        name: names.field(*field),
        value: Shown::from(&held.value),
        raw: held.raw.as_ref().map(|(raw, _)| raw.to_string()),
        valid: held.valid,
        from: Provenance {
            source: names.source(held.stamp.source),
            at: held.stamp.at,
            purposes: names.purposes(held.stamp.purposes),
            third_party: names.third_party(held.stamp.source),
        },
    });
    let identifiers = seen.identifiers.iter().map(|identifier| IdentifierRow {
        kind: names.identifier(identifier.kind),
        value: identifier.value.to_string(),
        first: identifier.first_seen,
        last: identifier.last_seen,
    });
    let computed = seen.computed.iter().map(|(id, value)| NamedValue {
        name: names.computed(*id),
        value: Shown::from(value),
    });
    let segments = seen.segments.iter().map(|standing| SegmentRow {
        title: names.segment(standing.segment),
        since: standing.since,
    });
    let withheld = seen.withheld.iter().map(|withheld| WithheldRow {
        name: names.field(withheld.field),
        why: match withheld.why {
            WhyWithheld::CategoryNotDeclared => WhyNot::CategoryNotDeclared,
            WhyWithheld::CollectedForOthers(purposes) => {
                WhyNot::ForOthers(names.purposes(purposes))
            }
            WhyWithheld::Denied(reason) => WhyNot::Denied(reason.code()),
        },
    });
    Seen {
        ground: ground_of(names, &seen.ground),
        traits: traits.collect(),
        identifiers: identifiers.collect(),
        computed: computed.collect(),
        behaviours: behaviours(names, seen),
        segments: segments.collect(),
        groups: seen.groups.iter().map(ToString::to_string).collect(),
        withheld: withheld.collect(),
        one: one.map(|one| one_of(names, one)),
        timeline,
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
fn behaviours(names: &Names<'_>, seen: &ProfileSeen) -> Vec<BehaviourRow> {
    let rows = seen.behaviours.iter().map(|tally| {
        let (name, sum) = match tally.measured {
            Measured::Event(event) => (names.event(event), None),
            Measured::Field(field) => {
                (names.field(field), Some(tally.total.micros as f64 / MICROS))
            }
        };
        BehaviourRow {
            name,
            count: tally.total.count,
            sum,
            first: tally.total.first,
            last: tally.total.last,
        }
    });
    rows.collect()
}

fn ground_of(names: &Names<'_>, ground: &Ground) -> GroundRow {
    let purpose = names.catalog().purpose(ground.purpose);
    GroundRow {
        purpose: names.purpose(ground.purpose),
        brand: purpose.map_or_else(String::new, |purpose| names.brand(purpose.brand)),
        basis: basis_code(ground.basis),
        categories: names.categories(ground.categories),
        facts: ground.evidence.len(),
        until: (ground.valid_until != Timestamp::MAX).then_some(ground.valid_until),
        retention_days: ground.obligations.retention_days,
    }
}

/// The name of a basis in the words.
pub(super) const fn basis_code(basis: BasisKind) -> &'static str {
    match basis {
        BasisKind::Consent => "consent",
        BasisKind::Contract => "contract",
        BasisKind::LegalObligation => "legal_obligation",
        BasisKind::VitalInterests => "vital_interests",
        BasisKind::PublicTask => "public_task",
        BasisKind::LegitimateInterests => "legitimate_interests",
        BasisKind::OptOut => "opt_out",
    }
}

/// The name of a state in the words.
pub(super) const fn state_code(state: PermissionState) -> &'static str {
    match state {
        PermissionState::Unknown => "unknown",
        PermissionState::Requested => "requested",
        PermissionState::Pending => "pending",
        PermissionState::Granted => "granted",
        PermissionState::Denied => "denied",
        PermissionState::Withdrawn => "withdrawn",
        PermissionState::Revoked => "revoked",
        PermissionState::Expired => "expired",
        PermissionState::Invalidated => "invalidated",
    }
}

/// The consents that were asked for, or that some basis needs.
fn consents(names: &Names<'_>, states: &[PurposeState]) -> Vec<ConsentRow> {
    let rows = states.iter().filter_map(|state| {
        let purpose = names.catalog().purpose(state.purpose)?;
        let mut bases = purpose.bases.iter();
        let asks = bases.any(|(_, basis)| basis.kind == BasisKind::Consent);
        (asks || state.state != PermissionState::Unknown).then(|| ConsentRow {
            purpose: names.purpose(state.purpose),
            brand: names.brand(purpose.brand),
            state: state_code(state.state),
        })
    });
    rows.collect()
}

fn one_of(names: &Names<'_>, one: &WhyOne) -> One {
    let number = |id: NodeId| {
        let place = one.nodes.iter().position(|node| node.id == id);
        place.map(|place| place + 1)
    };
    let nodes = one.nodes.iter().enumerate().map(|(place, node)| NodeRow {
        number: place + 1,
        since: node.created,
        kinds: node
            .identifiers
            .iter()
            .map(|(kind, count)| KindCount {
                kind: names.identifier(*kind),
                count: *count,
            })
            .collect(),
    });
    let edges = one.edges.iter().filter_map(|edge| {
        Some(EdgeRow {
            a: number(edge.a)?,
            b: number(edge.b)?,
            why: match edge.reason {
                LinkReason::SeenTogether { a, b } => {
                    Link::Together((names.identifier(a), names.identifier(b)))
                }
                LinkReason::Alias => Link::Alias,
                LinkReason::Staff => Link::Staff,
            },
            since: edge.since,
            source: edge.source.map(|source| names.source(source)),
        })
    });
    One {
        nodes: nodes.collect(),
        edges: edges.collect(),
        severed: one.severed.len(),
    }
}

fn entry_of(names: &Names<'_>, entry: &TimelineEntry) -> Entry {
    match entry {
        TimelineEntry::Event(event) => Entry {
            at: event.occurred,
            what: Happened::Event(Box::new(event_of(names, event))),
        },
        TimelineEntry::Move(step) => Entry {
            at: step.at,
            what: Happened::Move(step.entered, names.segment(step.segment)),
        },
    }
}

fn event_of(names: &Names<'_>, event: &EventRecord) -> EventRow {
    let fields = event.kept.iter().map(|kept| NamedValue {
        name: names.field(kept.field),
        value: Shown::from(&kept.value),
    });
    EventRow {
        source: names.source(event.source),
        third_party: names.third_party(event.source),
        call: event.call.name(),
        event: event.event.map(|(event, _)| names.event(event)),
        fields: fields.collect(),
        left_out: names.left_out(&event.left_out, &event.findings),
    }
}
