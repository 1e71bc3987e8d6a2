//! Profiles as they go over the wire.

use serde::Serialize;
use telos_engine::{ProfileSeen, WhyWithheld};
use telos_model::catalog::SlotKind;
use telos_model::id::{FieldId, SourceId};
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
#[serde(rename_all = "camelCase")]
struct Provenance<'a> {
    source: &'a str,
    event: String,
    at: String,
    purposes: Vec<&'a str>,
    /// Who collected it, where that was not the brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    third_party: Option<ThirdPartyShown<'a>>,
}

/// Whose data a value is, and on what terms it may be used.
#[derive(Serialize, ToSchema)]
#[schema(as = ThirdParty)]
pub(super) struct ThirdPartyShown<'a> {
    provider: &'a str,
    licence: &'a str,
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
            third_party: ThirdPartyShown::of(names, held.stamp.source),
        },
    }
}

impl<'a> ThirdPartyShown<'a> {
    /// The mark of what came by a source, where others collected it.
    pub(super) fn of(names: Names<'a>, source: SourceId) -> Option<Self> {
        let terms = names.0.source(source)?.third_party.as_ref()?;
        Some(Self {
            provider: &terms.provider,
            licence: &terms.licence,
        })
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

fn withheld(names: Names<'_>, field: FieldId, why: WhyWithheld) -> WithheldShown<'_> {
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
