//! Profiles, timelines and permissions as they go over the wire.

use serde::Serialize;
use telos_engine::{ProfileSeen, PurposeState, TimelineEntry, WhyOne, WhyWithheld};
use telos_model::catalog::SlotKind;
use telos_model::consent::PermissionState;
use telos_model::id::FieldId;
use telos_model::people::LinkReason;
use telos_model::profile::{Held, Measured, TallyView};
use utoipa::ToSchema;

use super::names::Names;
use super::wire::{WireGround, WireReason, WireValue, ground, reason};

/// A person as one purpose may see them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile<'a> {
    /// The person's id, which holds nothing of them.
    person: String,
    /// How many nodes the person is made of.
    nodes: usize,
    /// On what it rests.
    ground: WireGround<'a>,
    /// Identifiers whose category the purpose may see.
    identifiers: Vec<IdentifierShown<'a>>,
    /// What is known, with where it came from.
    traits: Vec<TraitShown<'a>>,
    /// What is worked out from the rest.
    computed: Vec<ComputedShown<'a>>,
    /// What the person did, over all time.
    behaviours: Vec<Behaviour<'a>>,
    /// Segments of this purpose that the person is in.
    segments: Vec<SegmentShown<'a>>,
    /// Groups that the person belongs to.
    groups: Vec<&'a str>,
    /// What is known and not shown, and why; where `withheld=true` was asked.
    withheld: Vec<WithheldShown<'a>>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProfileIdentifier)]
struct IdentifierShown<'a> {
    kind: &'a str,
    value: &'a str,
    first_seen: String,
    last_seen: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProfileTrait)]
struct TraitShown<'a> {
    name: &'a str,
    value: WireValue<'a>,
    /// The value as it was sent, where it differs and this purpose may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    raw: Option<&'a str>,
    /// Whether it is a valid value of its kind.
    valid: bool,
    category: Option<&'a str>,
    provenance: Provenance<'a>,
}

/// Where a value came from, and for what.
#[derive(Serialize, ToSchema)]
struct Provenance<'a> {
    source: &'a str,
    event: String,
    at: String,
    purposes: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProfileComputed)]
struct ComputedShown<'a> {
    name: &'a str,
    value: WireValue<'a>,
}

/// How often, how much, first and last: of an event, or of a measure.
#[derive(Serialize, ToSchema)]
struct Behaviour<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    measure: Option<&'a str>,
    count: u64,
    /// The exact sum of a measure as a decimal number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sum: Option<String>,
    first: String,
    last: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProfileSegment)]
struct SegmentShown<'a> {
    name: &'a str,
    since: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Withheld)]
struct WithheldShown<'a> {
    name: &'a str,
    category: Option<&'a str>,
    why: WireReason,
    /// The purposes that it was collected for, where it was for others.
    purposes: Vec<&'a str>,
}

/// A profile in the words of the wire.
pub(crate) fn profile<'a>(names: Names<'a>, seen: &'a ProfileSeen) -> Profile<'a> {
    Profile {
        person: seen.person.to_string(),
        nodes: seen.nodes,
        ground: ground(names, &seen.ground),
        identifiers: seen
            .identifiers
            .iter()
            .map(|seen| IdentifierShown {
                kind: names.identifier(seen.kind),
                value: &seen.value,
                first_seen: seen.first_seen.to_string(),
                last_seen: seen.last_seen.to_string(),
            })
            .collect(),
        traits: seen
            .traits
            .iter()
            .map(|(field, held)| shown(names, *field, held))
            .collect(),
        computed: seen
            .computed
            .iter()
            .map(|(id, value)| ComputedShown {
                name: names.of(SlotKind::Computed, id.index()),
                value: WireValue(value),
            })
            .collect(),
        behaviours: seen
            .behaviours
            .iter()
            .map(|tally| behaviour(names, tally))
            .collect(),
        segments: seen
            .segments
            .iter()
            .map(|standing| SegmentShown {
                name: names.segment(standing.segment),
                since: standing.since.to_string(),
            })
            .collect(),
        groups: seen.groups.iter().map(AsRef::as_ref).collect(),
        withheld: seen
            .withheld
            .iter()
            .map(|held| withheld(names, held.field, held.why))
            .collect(),
    }
}

fn shown<'a>(names: Names<'a>, field: FieldId, held: &'a Held) -> TraitShown<'a> {
    TraitShown {
        name: names.path(field),
        value: WireValue(&held.value),
        raw: held.raw.as_ref().map(|(raw, _)| &**raw),
        valid: held.valid,
        category: category(names, field),
        provenance: Provenance {
            source: names.source(held.stamp.source),
            event: held.stamp.event.to_string(),
            at: held.stamp.at.to_string(),
            purposes: names.purposes(held.stamp.purposes),
        },
    }
}

fn category(names: Names<'_>, field: FieldId) -> Option<&str> {
    names
        .0
        .field(field)
        .map(|field| names.category(field.category))
}

fn behaviour<'a>(names: Names<'a>, tally: &TallyView) -> Behaviour<'a> {
    let (event, measure) = match tally.measured {
        Measured::Event(event) => (Some(names.event(event)), None),
        Measured::Field(field) => (None, Some(names.field(field))),
    };
    Behaviour {
        event,
        measure,
        count: tally.total.count,
        sum: measure.map(|_| decimal(tally.total.micros)),
        first: tally.total.first.to_string(),
        last: tally.total.last.to_string(),
    }
}

/// Millionths as an exact decimal number without zeros at its end.
fn decimal(micros: i128) -> String {
    let (whole, part) = (
        micros.unsigned_abs() / 1_000_000,
        micros.unsigned_abs() % 1_000_000,
    );
    let sign = if micros < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{part:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn withheld<'a>(names: Names<'a>, field: FieldId, why: WhyWithheld) -> WithheldShown<'a> {
    let mut purposes = Vec::new();
    let why = match why {
        WhyWithheld::CategoryNotDeclared => WireReason {
            code: "category_not_declared",
            message: "the purpose does not declare this data category".to_owned(),
        },
        WhyWithheld::CollectedForOthers(others) => {
            purposes = names.purposes(others);
            WireReason {
                code: "collected_for_others",
                message: "it was collected for other purposes".to_owned(),
            }
        }
        WhyWithheld::Denied(denied) => reason(denied),
    };
    WithheldShown {
        name: names.path(field),
        category: category(names, field),
        why,
        purposes,
    }
}

/// A page of a person's timeline, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Timeline<'a> {
    /// On what it rests.
    pub(crate) ground: WireGround<'a>,
    /// What happened, as far as the purpose may see it.
    pub(crate) entries: Vec<Entry<'a>>,
    /// What `before` has to be for the next page; null at the end.
    pub(crate) next: Option<&'a str>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schema(as = TimelineEntry)]
pub(crate) enum Entry<'a> {
    /// A message was taken in.
    Event {
        id: String,
        source: &'a str,
        call: &'static str,
        /// The event that it counted as, where the purpose may know.
        event: Option<&'a str>,
        occurred: String,
        received: String,
        fields: Vec<FieldShown<'a>>,
    },
    /// A segment was entered or left.
    Segment {
        segment: &'a str,
        entered: bool,
        at: String,
    },
}

#[derive(Serialize, ToSchema)]
#[schema(as = TimelineField)]
pub(crate) struct FieldShown<'a> {
    /// The field with its scope.
    field: &'a str,
    value: WireValue<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    raw: Option<&'a str>,
    /// The purposes that may hold it.
    purposes: Vec<&'a str>,
}

/// An entry in the words of the wire.
pub(crate) fn entry<'a>(names: Names<'a>, entry: &'a TimelineEntry) -> Entry<'a> {
    match entry {
        TimelineEntry::Event(record) => Entry::Event {
            id: record.id.to_string(),
            source: names.source(record.source),
            call: record.call.name(),
            event: record.event.map(|(event, _)| names.event(event)),
            occurred: record.occurred.to_string(),
            received: record.received.to_string(),
            fields: record
                .kept
                .iter()
                .map(|kept| FieldShown {
                    field: names.field(kept.field),
                    value: WireValue(&kept.value),
                    raw: kept.raw.as_ref().map(|(raw, _)| &**raw),
                    purposes: names.purposes(kept.purposes),
                })
                .collect(),
        },
        TimelineEntry::Move(change) => Entry::Segment {
            segment: names.segment(change.segment),
            entered: change.entered,
            at: change.at.to_string(),
        },
    }
}

/// What a person has said about the purposes that the key may ask for.
#[derive(Serialize, ToSchema)]
#[schema(as = Permissions)]
pub(crate) struct Permissions<'a> {
    /// Each purpose's state.
    pub(crate) permissions: Vec<PermissionShown<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Permission)]
pub(crate) struct PermissionShown<'a> {
    /// As `brand/purpose`.
    purpose: &'a str,
    /// unknown, requested, pending, granted, denied, withdrawn, revoked, expired or invalidated.
    state: &'static str,
}

/// A state in the words of the wire.
pub(crate) fn permission(names: Names<'_>, state: PurposeState) -> PermissionShown<'_> {
    PermissionShown {
        purpose: names.purpose(state.purpose),
        state: match state.state {
            PermissionState::Unknown => "unknown",
            PermissionState::Requested => "requested",
            PermissionState::Pending => "pending",
            PermissionState::Granted => "granted",
            PermissionState::Denied => "denied",
            PermissionState::Withdrawn => "withdrawn",
            PermissionState::Revoked => "revoked",
            PermissionState::Expired => "expired",
            PermissionState::Invalidated => "invalidated",
        },
    }
}

/// Why a person's nodes are one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Why<'a> {
    /// The nodes.
    nodes: Vec<WhyNode<'a>>,
    /// What links them.
    links: Vec<WhyLink<'a>>,
    /// Pairs that were taken apart.
    severed: Vec<[String; 2]>,
}

#[derive(Serialize, ToSchema)]
struct WhyNode<'a> {
    node: String,
    created: String,
    identifiers: Vec<KindCount<'a>>,
}

/// How many identifiers of a kind.
#[derive(Serialize, ToSchema)]
struct KindCount<'a> {
    kind: &'a str,
    count: usize,
}

#[derive(Serialize, ToSchema)]
struct WhyLink<'a> {
    a: String,
    b: String,
    since: String,
    /// `seen_together`, `alias` or `staff`.
    reason: &'static str,
    /// The kinds that were seen together.
    kinds: Vec<&'a str>,
    event: Option<String>,
    source: Option<&'a str>,
}

/// An explanation in the words of the wire.
pub(crate) fn why<'a>(names: Names<'a>, why: &WhyOne) -> Why<'a> {
    let nodes = why.nodes.iter().map(|node| WhyNode {
        node: node.id.to_string(),
        created: node.created.to_string(),
        identifiers: node
            .identifiers
            .iter()
            .map(|(kind, count)| KindCount {
                kind: names.identifier(*kind),
                count: *count,
            })
            .collect(),
    });
    let links = why.edges.iter().map(|edge| {
        let (reason, kinds) = match edge.reason {
            LinkReason::SeenTogether { a, b } => (
                "seen_together",
                vec![names.identifier(a), names.identifier(b)],
            ),
            LinkReason::Alias => ("alias", Vec::new()),
            LinkReason::Staff => ("staff", Vec::new()),
        };
        WhyLink {
            a: edge.a.to_string(),
            b: edge.b.to_string(),
            since: edge.since.to_string(),
            reason,
            kinds,
            event: edge.event.map(|event| event.to_string()),
            source: edge.source.map(|source| names.source(source)),
        }
    });
    let severed = why
        .severed
        .iter()
        .map(|(a, b)| [a.to_string(), b.to_string()]);
    Why {
        nodes: nodes.collect(),
        links: links.collect(),
        severed: severed.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn sums_are_exact_decimal_numbers() {
        assert_eq!(decimal(0), "0");
        assert_eq!(decimal(2_500_315_630_000), "2500315.63");
        assert_eq!(decimal(-1), "-0.000001");
        assert_eq!(decimal(100_000_000), "100");
    }
}
