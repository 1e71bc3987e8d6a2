//! The package of a person's data as it goes over the wire. The OpenAPI document has its schema.

use serde::Serialize;
use serde_json::Value;
use telos_engine::layout::RecordedFact;
use telos_engine::ledger::statement_text;
use telos_engine::{Look, LookedAt, Looker, Package, PurposeChoice};
use telos_model::catalog::SlotKind;
use telos_model::consent::{Act, Actor, Flag, Statement};
use telos_model::id::PurposeId;
use telos_model::profile::{Measured, Series};
use telos_model::record::{EventRecord, Move};
use utoipa::ToSchema;

use super::names::Names;
use super::wire::{WireValue, basis};
use super::wire_person::{FieldShown, state_name};
use super::wire_profile::ThirdPartyShown;

/// The name and version of the form.
const FORM: &str = "telos.package.v1";
/// Millionths in one.
const MICROS: f64 = 1e6;

/// Everything that is held about a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Package)]
pub(crate) struct PackageShown<'a> {
    /// The name and version of this form.
    form: &'static str,
    person: String,
    made: String,
    request: String,
    right: &'static str,
    identifiers: Vec<PackedIdentifier<'a>>,
    traits: Vec<PackedTrait<'a>>,
    behaviours: Vec<PackedBehaviour<'a>>,
    groups: Vec<PackedGroup<'a>>,
    segments: Vec<PackedSegment<'a>>,
    /// Segments entered and left, oldest first.
    moves: Vec<PackedMove<'a>>,
    /// What it is held for, and what holds for each purpose now.
    purposes: Vec<PackedPurpose<'a>>,
    /// Who looked at it, newest first.
    looks: Vec<PackedLook<'a>>,
    permissions: Vec<PackedFact<'a>>,
    /// Oldest first.
    events: Vec<PackedEvent<'a>>,
    /// What is not in it, since there is too much for one package.
    left_out: PackedLeft,
}

/// How many older ones there are that a package does not have.
#[derive(Serialize, ToSchema)]
struct PackedLeft {
    events: u64,
    moves: u64,
    permissions: u64,
    looks: u64,
}

#[derive(Serialize, ToSchema)]
struct PackedGroup<'a> {
    group: &'a str,
    /// When it was last said.
    at: String,
    /// The purposes for which it is held.
    purposes: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PackedIdentifier<'a> {
    kind: &'a str,
    value: &'a str,
    first_seen: String,
    last_seen: String,
}

#[derive(Serialize, ToSchema)]
struct PackedTrait<'a> {
    field: &'a str,
    value: WireValue<'a>,
    /// As it was sent, where it differs.
    raw: Option<&'a str>,
    source: &'a str,
    /// Who collected it, where that was not the brand.
    #[serde(rename = "thirdParty", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    third_party: Option<ThirdPartyShown<'a>>,
    at: String,
    /// The purposes for which it is held.
    purposes: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct PackedBehaviour<'a> {
    of: &'a str,
    count: u64,
    /// The sum of its values, where it has any.
    sum: Option<f64>,
    first: String,
    last: String,
    purposes: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct PackedSegment<'a> {
    segment: &'a str,
    since: String,
}

#[derive(Serialize, ToSchema)]
struct PackedMove<'a> {
    segment: &'a str,
    entered: bool,
    at: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackedPurpose<'a> {
    /// `brand/purpose`.
    pub(super) purpose: &'a str,
    /// What the person was told: the text as agreed, or else the newest, in the brand's language.
    pub(super) title: Option<&'a str>,
    pub(super) body: Option<&'a str>,
    /// The state of the consent: unknown, requested, pending, granted, denied, withdrawn, revoked,
    /// expired or invalidated.
    pub(super) consent: &'static str,
    /// The lawful basis, where it may be used now.
    pub(super) basis: Option<&'static str>,
    /// Why it may not be used now, as codes.
    pub(super) denied: Vec<&'static str>,
    /// When the person agreed, and to which version of the text.
    pub(super) agreed_at: Option<String>,
    pub(super) agreed_version: Option<u32>,
    pub(super) recipients: Vec<&'a str>,
    /// How long it is kept, in days; null as long as the person is known.
    pub(super) retention_days: Option<u32>,
}

#[derive(Serialize, ToSchema)]
struct PackedLook<'a> {
    /// staff or machine.
    by: &'static str,
    /// The name of the machine key.
    name: Option<&'a str>,
    /// profile, timeline, permissions or request.
    what: &'static str,
    purpose: Option<&'a str>,
    at: String,
}

#[derive(Serialize, ToSchema)]
struct PackedFact<'a> {
    id: String,
    /// consent, objection, flag or preference.
    about: &'static str,
    /// What was done or marked.
    what: &'static str,
    /// The purpose it is about, if one.
    purpose: Option<&'a str>,
    /// Made, or taken back.
    on: Option<bool>,
    actor: &'static str,
    effective: String,
    recorded: String,
    method: &'a str,
    /// The language in which it was said.
    locale: &'a str,
    evidence: Option<&'a str>,
    /// All that was stated, as the ledger's entry commits to it.
    #[schema(value_type = Object)]
    statement: Value,
}

#[derive(Serialize, ToSchema)]
struct PackedEvent<'a> {
    id: String,
    source: &'a str,
    /// Who collected it, where that was not the brand.
    #[serde(rename = "thirdParty", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    third_party: Option<ThirdPartyShown<'a>>,
    call: &'static str,
    event: Option<&'a str>,
    occurred: String,
    received: String,
    fields: Vec<FieldShown<'a>>,
}

/// A package in the words of the wire.
pub(crate) fn package<'a>(names: Names<'a>, package: &'a Package) -> PackageShown<'a> {
    let case = package.request.case();
    PackageShown {
        form: FORM,
        person: package.person.to_string(),
        made: package.made.to_string(),
        request: case.id.to_string(),
        right: case.right.word(),
        identifiers: package
            .identifiers
            .iter()
            .map(|carried| PackedIdentifier {
                kind: names.identifier(carried.identifier.kind),
                value: &carried.identifier.value,
                first_seen: carried.first_seen.to_string(),
                last_seen: carried.last_seen.to_string(),
            })
            .collect(),
        traits: package
            .traits
            .iter()
            .map(|(field, held)| PackedTrait {
                field: names.path(*field),
                value: WireValue(&held.value),
                raw: held.raw.as_ref().map(|(text, _)| &**text),
                source: names.source(held.stamp.source),
                third_party: ThirdPartyShown::of(names, held.stamp.source),
                at: held.stamp.at.to_string(),
                purposes: names.purposes(held.stamp.purposes),
            })
            .collect(),
        behaviours: package
            .behaviours
            .iter()
            .map(|series| behaviour(names, series))
            .collect(),
        groups: package
            .groups
            .iter()
            .map(|(group, at, purposes)| PackedGroup {
                group,
                at: at.to_string(),
                purposes: names.purposes(*purposes),
            })
            .collect(),
        segments: package
            .segments
            .iter()
            .map(|standing| PackedSegment {
                segment: names.of(SlotKind::Segment, standing.segment.index()),
                since: standing.since.to_string(),
            })
            .collect(),
        moves: package.moves.iter().map(|one| moved(names, one)).collect(),
        purposes: package
            .purposes
            .iter()
            .map(|choice| purpose(names, choice))
            .collect(),
        looks: package.looks.iter().map(|one| look(names, one)).collect(),
        permissions: package
            .facts
            .iter()
            .map(|recorded| fact(names, recorded))
            .collect(),
        events: package
            .events
            .iter()
            .map(|record| event(names, record))
            .collect(),
        left_out: PackedLeft {
            events: package.left.events,
            moves: package.left.moves,
            permissions: package.left.facts,
            looks: package.left.looks,
        },
    }
}

fn event<'a>(names: Names<'a>, record: &'a EventRecord) -> PackedEvent<'a> {
    PackedEvent {
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
    }
}

fn behaviour<'a>(names: Names<'a>, series: &Series) -> PackedBehaviour<'a> {
    PackedBehaviour {
        of: match series.measured {
            Measured::Event(event) => names.event(event),
            Measured::Field(field) => names.field(field),
        },
        count: series.total.count,
        sum: sum(series),
        first: series.total.first.to_string(),
        last: series.total.last.to_string(),
        purposes: names.purposes(series.purposes),
    }
}

/// The sum of a series, where it has values and not only a number of times.
pub(super) fn sum(series: &Series) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "money of one person fits")]
    let sum = series.total.micros as f64 / MICROS;
    matches!(series.measured, Measured::Field(_)).then_some(sum)
}

fn moved<'a>(names: Names<'a>, change: &Move) -> PackedMove<'a> {
    PackedMove {
        segment: names.segment(change.segment),
        entered: change.entered,
        at: change.at.to_string(),
    }
}

/// What holds for a purpose now.
pub(super) fn purpose<'a>(names: Names<'a>, choice: &PurposeChoice) -> PackedPurpose<'a> {
    let catalog = names.0;
    let declared = catalog.purpose(choice.purpose);
    let brand = declared.and_then(|purpose| catalog.brand(purpose.brand));
    let locale = brand.map_or("en", |brand| &*brand.locale);
    let agreed = choice.agreed.map(|(_, version)| version);
    let text = declared.and_then(|purpose| {
        let mut texts = purpose.texts.iter();
        let shown = texts.find(|text| Some(text.version) == agreed && *text.locale == *locale);
        shown.or_else(|| purpose.text(locale, locale))
    });
    let recipients = declared.map(|purpose| purpose.recipients);
    let (rests_on, denied) = match &choice.permitted {
        Ok(ground) => (Some(basis(ground.basis)), Vec::new()),
        Err(deny) => {
            let reasons = deny.reasons.iter().map(|reason| reason.code());
            (None, reasons.collect())
        }
    };
    PackedPurpose {
        purpose: names.purpose(choice.purpose),
        title: text.map(|text| &*text.title),
        body: text.map(|text| &*text.body),
        consent: state_name(choice.state),
        basis: rests_on,
        denied,
        agreed_at: choice.agreed.map(|(at, _)| at.to_string()),
        agreed_version: agreed,
        recipients: recipients.map_or_else(Vec::new, |set| {
            set.iter().map(|id| names.recipient(id)).collect()
        }),
        retention_days: declared.and_then(|purpose| purpose.retention_days),
    }
}

fn look<'a>(names: Names<'a>, look: &'a Look) -> PackedLook<'a> {
    let (by, name) = looker(look);
    PackedLook {
        by,
        name,
        what: looked_at(look.what),
        purpose: look.purpose.map(|purpose| names.purpose(purpose)),
        at: look.at.to_string(),
    }
}

/// Who looked, as a word, and the name of a machine key.
pub(super) fn looker(look: &Look) -> (&'static str, Option<&str>) {
    match look.by {
        Looker::Staff => ("staff", None),
        Looker::Machine => ("machine", Some(&*look.name)),
    }
}

/// What was looked at, as a word.
pub(super) const fn looked_at(what: LookedAt) -> &'static str {
    match what {
        LookedAt::Profile => "profile",
        LookedAt::Timeline => "timeline",
        LookedAt::Permissions => "permissions",
        LookedAt::Request => "request",
    }
}

fn fact<'a>(names: Names<'a>, recorded: &'a RecordedFact) -> PackedFact<'a> {
    let (about, what, purpose, on) = about(&recorded.fact.statement);
    PackedFact {
        id: recorded.fact.id.to_string(),
        about,
        what,
        purpose: purpose.map(|purpose| names.purpose(purpose)),
        on,
        actor: actor_word(recorded.fact.actor),
        effective: recorded.fact.effective.to_string(),
        recorded: recorded.fact.recorded.to_string(),
        method: &recorded.detail.method,
        locale: &recorded.detail.locale,
        evidence: recorded.detail.evidence.as_deref(),
        statement: serde_json::from_str(&statement_text(&names.0.slots, &recorded.fact.statement))
            .unwrap_or_default(),
    }
}

/// What a statement is about, what was done or marked, the purpose, and whether made or taken back.
pub(crate) const fn about(
    statement: &Statement,
) -> (&'static str, &'static str, Option<PurposeId>, Option<bool>) {
    match *statement {
        Statement::Consent { purpose, act, .. } => ("consent", act_word(act), Some(purpose), None),
        Statement::Objection { purpose, on, .. } => ("objection", "objection", purpose, Some(on)),
        Statement::Flag { flag, on, .. } => ("flag", flag_word(flag), None, Some(on)),
        Statement::Preference { .. } => ("preference", "preference", None, None),
    }
}

/// Who stated a fact.
pub(crate) const fn actor_word(actor: Actor) -> &'static str {
    match actor {
        Actor::Person => "person",
        Actor::Guardian => "guardian",
        Actor::Staff => "staff",
        Actor::Agent => "agent",
        Actor::Signal => "signal",
        Actor::Controller => "controller",
    }
}

const fn act_word(act: Act) -> &'static str {
    match act {
        Act::Request => "request",
        Act::Grant => "grant",
        Act::Confirm => "confirm",
        Act::Deny => "deny",
        Act::Withdraw => "withdraw",
        Act::Revoke => "revoke",
        Act::Invalidate => "invalidate",
    }
}

const fn flag_word(flag: Flag) -> &'static str {
    match flag {
        Flag::Restriction => "restriction",
        Flag::SaleOptOut => "sale_opt_out",
        Flag::Gpc => "gpc",
        Flag::LimitSensitive => "limit_sensitive",
        Flag::Child => "child",
        Flag::YoungChild => "young_child",
        Flag::LegalHold => "legal_hold",
        Flag::Erased => "erased",
    }
}
