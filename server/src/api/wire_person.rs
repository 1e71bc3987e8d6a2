//! Timelines, permissions and why a person's nodes are one, as they go over the wire.

use serde::Serialize;
use telos_engine::{PurposeState, TimelineEntry, WhyOne};
use telos_model::consent::PermissionState;
use telos_model::people::LinkReason;
use telos_model::record::KeptField;
use utoipa::ToSchema;

use super::names::Names;
use super::wire::{WireGround, WireValue};
use super::wire_profile::ThirdPartyShown;

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
        /// Who collected it, where that was not the brand.
        #[serde(rename = "thirdParty", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        third_party: Option<ThirdPartyShown<'a>>,
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

impl<'a> FieldShown<'a> {
    /// A kept field in the words of the wire.
    pub(crate) fn of(names: Names<'a>, kept: &'a KeptField) -> Self {
        Self {
            field: names.field(kept.field),
            value: WireValue(&kept.value),
            raw: kept.raw.as_ref().map(|(raw, _)| &**raw),
            purposes: names.purposes(kept.purposes),
        }
    }
}

/// An entry in the words of the wire.
pub(crate) fn entry<'a>(names: Names<'a>, entry: &'a TimelineEntry) -> Entry<'a> {
    match entry {
        TimelineEntry::Event(record) => Entry::Event {
            id: record.id.to_string(),
            source: names.source(record.source),
            third_party: ThirdPartyShown::of(names, record.source),
            call: record.call.name(),
            event: record.event.map(|(event, _)| names.event(event)),
            occurred: record.occurred.to_string(),
            received: record.received.to_string(),
            fields: record
                .kept
                .iter()
                .map(|kept| FieldShown::of(names, kept))
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
        state: state_name(state.state),
    }
}

/// The name of a state.
pub(crate) const fn state_name(state: PermissionState) -> &'static str {
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
