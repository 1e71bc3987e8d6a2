//! What people permit, as it goes over the wire.

use serde::Serialize;
use telos_engine::layout::RecordedFact;
use telos_engine::{Choices, PurposeState};
use telos_model::consent::{Act, Actor, Flag, Preference, Statement};
use utoipa::ToSchema;

use super::names::Names;
use super::wire::{WireReason, reasons, until};
use super::wire_person::state_name;

/// What became of a statement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Stated)]
pub(crate) struct Stated<'a> {
    /// The id that it is known by.
    pub(crate) message_id: &'a str,
    /// `kept`, or `duplicate` where the id was seen before.
    pub(crate) status: &'static str,
    /// The state of each purpose that it was about, now in force.
    pub(crate) consents: Vec<Brief<'a>>,
}

/// A purpose and the state of its consent.
#[derive(Serialize, ToSchema)]
#[schema(as = ConsentState)]
pub(crate) struct Brief<'a> {
    /// As `brand/purpose`.
    purpose: &'a str,
    /// unknown, requested, pending, granted, denied, withdrawn, revoked, expired or invalidated.
    state: &'static str,
}

/// A state in the words of the wire.
pub(crate) fn brief(names: Names<'_>, state: PurposeState) -> Brief<'_> {
    Brief {
        purpose: names.purpose(state.purpose),
        state: state_name(state.state),
    }
}

/// What a person permits.
#[derive(Serialize, ToSchema)]
#[schema(as = Consents)]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Consents<'a> {
    /// Each purpose that the key works for.
    consents: Vec<ConsentShown<'a>>,
    /// Flags that are set.
    flags: Vec<FlagShown<'a>>,
    /// Brands whose marketing the person objects to.
    marketing_objections: Vec<&'a str>,
    /// Every entry, newest first; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) history: Option<Vec<FactShown<'a>>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConsentShown)]
struct ConsentShown<'a> {
    /// As `brand/purpose`.
    purpose: &'a str,
    /// unknown, requested, pending, granted, denied, withdrawn, revoked, expired or invalidated.
    state: &'static str,
    /// Until when it is that, if nothing is said; null for ever.
    until: Option<String>,
    /// Whether the purpose may use the person's data now.
    permitted: bool,
    /// Why not, where it may not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    reasons: Vec<WireReason>,
    /// The version of the text that the person agreed to last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text_version: Option<u32>,
    /// The person objects to this purpose.
    objected: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FlagShown)]
struct FlagShown<'a> {
    /// `restriction`, `sale_opt_out`, `gpc`, `limit_sensitive`, `child`, `legal_hold` or `erased`.
    flag: &'static str,
    /// The brand; null for every brand.
    brand: Option<&'a str>,
}

/// What a person permits, in the words of the wire.
pub(crate) fn consents<'a>(
    names: Names<'a>,
    choices: &Choices,
    may_ask: &dyn Fn(&str) -> bool,
) -> Consents<'a> {
    let own = choices
        .purposes
        .iter()
        .filter(|choice| may_ask(names.purpose(choice.purpose)));
    let consents = own.map(|choice| ConsentShown {
        purpose: names.purpose(choice.purpose),
        state: state_name(choice.state),
        until: until(choice.until),
        permitted: choice.permitted.is_ok(),
        reasons: choice
            .permitted
            .as_ref()
            .err()
            .map(reasons)
            .unwrap_or_default(),
        text_version: choice.agreed.map(|(_, version)| version),
        objected: choices.objections.contains(&choice.purpose),
    });
    let flags = choices.flags.iter().map(|(flag, brand)| FlagShown {
        flag: flag_name(*flag),
        brand: brand.map(|brand| names.brand(brand)),
    });
    let objections = choices.marketing_objections.iter();
    Consents {
        consents: consents.collect(),
        flags: flags.collect(),
        marketing_objections: objections.map(|brand| names.brand(*brand)).collect(),
        history: None,
    }
}

/// What a person prefers.
#[derive(Serialize, ToSchema)]
#[schema(as = Preferences)]
pub(crate) struct Preferences<'a> {
    /// The latest of each.
    preferences: Vec<PreferenceShown<'a>>,
}

/// A preference and its brand.
#[derive(Serialize, ToSchema)]
#[schema(as = PreferenceShown)]
struct PreferenceShown<'a> {
    brand: &'a str,
    #[serde(flatten)]
    what: Preferred<'a>,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Preferred)]
enum Preferred<'a> {
    Channel {
        channel: &'a str,
        wanted: bool,
    },
    Topic {
        topic: &'a str,
        wanted: bool,
    },
    Frequency {
        channel: &'a str,
        messages_max: u16,
        days: u16,
    },
    QuietHours {
        channel: &'a str,
        from_minute: u16,
        until_minute: u16,
        utc_offset_minutes: i16,
    },
}

/// What a person prefers, in the words of the wire.
pub(crate) fn preferences<'a>(
    names: Names<'a>,
    choices: &Choices,
    sees_brand: &dyn Fn(&str) -> bool,
) -> Preferences<'a> {
    let own = choices
        .preferences
        .iter()
        .filter(|(brand, _)| sees_brand(names.brand(*brand)));
    let shown = own.map(|(brand, preference)| PreferenceShown {
        brand: names.brand(*brand),
        what: preferred(names, *preference),
    });
    Preferences {
        preferences: shown.collect(),
    }
}

fn preferred(names: Names<'_>, preference: Preference) -> Preferred<'_> {
    match preference {
        Preference::Channel { channel, wanted } => Preferred::Channel {
            channel: names.channel(channel),
            wanted,
        },
        Preference::Topic { topic, wanted } => Preferred::Topic {
            topic: names.topic(topic),
            wanted,
        },
        Preference::Frequency {
            channel,
            messages_max,
            days,
        } => Preferred::Frequency {
            channel: names.channel(channel),
            messages_max,
            days,
        },
        Preference::QuietHours {
            channel,
            from_minute,
            until_minute,
            utc_offset_minutes,
        } => Preferred::QuietHours {
            channel: names.channel(channel),
            from_minute,
            until_minute,
            utc_offset_minutes,
        },
    }
}

/// An entry of the history.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PermissionFact)]
pub(crate) struct FactShown<'a> {
    /// Its id, which evidence names.
    id: String,
    effective: String,
    recorded: String,
    /// person, guardian, staff, agent, signal or controller.
    actor: &'static str,
    method: &'a str,
    locale: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    evidence: Option<&'a str>,
    what: FactWhat<'a>,
}

/// What was stated.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = StatedWhat)]
enum FactWhat<'a> {
    Consent {
        purpose: &'a str,
        channel: Option<&'a str>,
        act: &'static str,
        text_version: u32,
        explicit: bool,
        separate: bool,
    },
    Objection {
        brand: &'a str,
        purpose: Option<&'a str>,
        on: bool,
    },
    Flag {
        flag: &'static str,
        brand: Option<&'a str>,
        on: bool,
    },
    Preference {
        brand: &'a str,
        preference: Preferred<'a>,
    },
}

/// An entry in the words of the wire.
pub(crate) fn fact<'a>(names: Names<'a>, recorded: &'a RecordedFact) -> FactShown<'a> {
    let what = match recorded.fact.statement {
        Statement::Consent {
            purpose,
            channel,
            act,
            text_version,
            explicit,
            separate,
        } => FactWhat::Consent {
            purpose: names.purpose(purpose),
            channel: channel.map(|channel| names.channel(channel)),
            act: act_name(act),
            text_version,
            explicit,
            separate,
        },
        Statement::Objection { brand, purpose, on } => FactWhat::Objection {
            brand: names.brand(brand),
            purpose: purpose.map(|purpose| names.purpose(purpose)),
            on,
        },
        Statement::Flag { flag, brand, on } => FactWhat::Flag {
            flag: flag_name(flag),
            brand: brand.map(|brand| names.brand(brand)),
            on,
        },
        Statement::Preference { brand, preference } => FactWhat::Preference {
            brand: names.brand(brand),
            preference: preferred(names, preference),
        },
    };
    FactShown {
        id: recorded.fact.id.to_string(),
        effective: recorded.fact.effective.to_string(),
        recorded: recorded.fact.recorded.to_string(),
        actor: actor_name(recorded.fact.actor),
        method: &recorded.detail.method,
        locale: &recorded.detail.locale,
        evidence: recorded.detail.evidence.as_deref(),
        what,
    }
}

/// The name of an act.
pub(crate) const fn act_name(act: Act) -> &'static str {
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

/// The name of an actor.
pub(crate) const fn actor_name(actor: Actor) -> &'static str {
    match actor {
        Actor::Person => "person",
        Actor::Guardian => "guardian",
        Actor::Staff => "staff",
        Actor::Agent => "agent",
        Actor::Signal => "signal",
        Actor::Controller => "controller",
    }
}

/// The name of a flag.
pub(crate) const fn flag_name(flag: Flag) -> &'static str {
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
