//! Generated catalogs, people and questions: mostly such that something is permitted.

use proptest::collection::vec;
use proptest::prelude::*;
use telos_model::catalog::{Basis, BasisKind, Catalog, Purpose};
use telos_model::consent::{
    Act, Actor, Flag, PermissionFact, PermissionRecord, Preference, Statement,
};
use telos_model::decide::{Contact, Named, Operation, Question};
use telos_model::id::{
    BrandId, CategoryId, CategorySet, ChannelId, JurisdictionId, JurisdictionSet, PurposeId,
    RecipientId, TopicId,
};
use telos_model::time::Timestamp;

use super::support::{
    BRAND, CALIFORNIA, CHINA, EMAIL, EU, OTHER_BRAND, PARTNER, SALES, SMS, UNDECLARED, catalog,
    fact, purpose, text,
};

/// The n-th quarter of a day: the grid on which generated facts and questions lie.
pub(crate) const fn quarter(number: i64) -> Timestamp {
    Timestamp::from_millis(number * 21_600_000)
}

/// How many quarters facts take effect in.
pub(crate) const QUARTERS: i64 = 24;

fn instant() -> impl Strategy<Value = Timestamp> {
    (0..QUARTERS).prop_map(quarter)
}

fn kind() -> impl Strategy<Value = BasisKind> {
    prop_oneof![
        6 => Just(BasisKind::Consent),
        1 => Just(BasisKind::Contract),
        1 => Just(BasisKind::LegalObligation),
        1 => Just(BasisKind::VitalInterests),
        1 => Just(BasisKind::PublicTask),
        2 => Just(BasisKind::LegitimateInterests),
        2 => Just(BasisKind::OptOut),
    ]
}

fn a_basis() -> impl Strategy<Value = Basis> {
    let seldom = || prop::bool::weighted(0.2);
    let age = prop_oneof![2 => Just(None), 1 => (1..4_u32).prop_map(Some)];
    (kind(), seldom(), seldom(), seldom(), age).prop_map(
        |(kind, explicit, separate, double_opt_in, age_days_max)| Basis {
            kind,
            explicit,
            separate,
            double_opt_in,
            age_days_max,
            citation: "test".into(),
        },
    )
}

fn a_purpose(slot: u8) -> impl Strategy<Value = Purpose> {
    let often = || prop::bool::weighted(0.3);
    let flags = (often(), often(), often(), often(), often(), often());
    let texts = prop_oneof![
        Just(vec![]),
        Just(vec![text(1, true)]),
        Just(vec![text(1, true), text(2, false)]),
        Just(vec![text(1, true), text(2, true), text(3, false)]),
    ];
    (vec(a_basis(), 4), flags, texts).prop_map(move |(bases, flags, texts)| {
        let mut purpose = purpose(PurposeId::new(slot), BasisKind::Consent);
        for (place, basis) in purpose.bases.iter_mut().zip(bases) {
            place.1 = basis;
        }
        (purpose.marketing, purpose.sells, purpose.necessary, ..) = flags;
        (.., purpose.profiling, purpose.channel_consent, _) = flags;
        purpose.topic = flags.5.then_some(SALES);
        purpose.texts = texts;
        purpose
    })
}

/// Two purposes of one brand, with bases and rules of all kinds.
pub(crate) fn catalogs() -> impl Strategy<Value = Catalog> {
    (a_purpose(0), a_purpose(1)).prop_map(|(one, other)| catalog([one, other]))
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Request),
        6 => Just(Act::Grant),
        4 => Just(Act::Confirm),
        1 => Just(Act::Deny),
        1 => Just(Act::Withdraw),
        1 => Just(Act::Revoke),
        1 => Just(Act::Invalidate),
    ]
}

fn a_brand() -> impl Strategy<Value = BrandId> {
    prop_oneof![4 => Just(BRAND), 1 => Just(OTHER_BRAND)]
}

fn a_channel() -> impl Strategy<Value = ChannelId> {
    prop_oneof![3 => Just(EMAIL), 1 => Just(SMS)]
}

fn about_consent() -> impl Strategy<Value = Statement> {
    let channel = prop_oneof![2 => Just(None), 1 => a_channel().prop_map(Some)];
    let strong = || prop::bool::weighted(0.7);
    let version = prop_oneof![1 => Just(0), 1 => Just(1_u32), 1 => Just(2), 3 => Just(3)];
    (0..2_u8, channel, act(), version, strong(), strong()).prop_map(
        |(purpose, channel, act, text_version, explicit, separate)| Statement::Consent {
            purpose: PurposeId::new(purpose),
            channel,
            act,
            text_version,
            explicit,
            separate,
        },
    )
}

fn a_flag() -> impl Strategy<Value = Statement> {
    let flag = prop_oneof![
        Just(Flag::Restriction),
        Just(Flag::SaleOptOut),
        Just(Flag::Gpc),
        Just(Flag::LimitSensitive),
        Just(Flag::Child),
        Just(Flag::YoungChild),
        Just(Flag::LegalHold),
        Just(Flag::Erased),
    ];
    (flag, prop::option::of(a_brand()), any::<bool>())
        .prop_map(|(flag, brand, on)| Statement::Flag { flag, brand, on })
}

/// Preferences of all kinds.
pub(crate) fn preferences() -> impl Strategy<Value = Preference> {
    let minute = || (0..49_u16).prop_map(|half_hours| half_hours * 30);
    prop_oneof![
        (a_channel(), any::<bool>())
            .prop_map(|(channel, wanted)| Preference::Channel { channel, wanted }),
        any::<bool>().prop_map(|wanted| Preference::Topic {
            topic: SALES,
            wanted
        }),
        (a_channel(), 0..3_u16, 0..3_u16).prop_map(|(channel, messages_max, days)| {
            Preference::Frequency {
                channel,
                messages_max,
                days,
            }
        }),
        (a_channel(), minute(), minute(), -2..3_i16).prop_map(|(channel, from, until, hours)| {
            Preference::QuietHours {
                channel,
                from_minute: from,
                until_minute: until,
                utc_offset_minutes: hours * 90,
            }
        }),
    ]
}

/// Statements of all kinds, consents mostly.
pub(crate) fn statements() -> impl Strategy<Value = Statement> {
    let objection = (
        a_brand(),
        prop::option::of(0..2_u8),
        prop::bool::weighted(0.3),
    );
    prop_oneof![
        12 => about_consent(),
        1 => a_flag(),
        1 => objection.prop_map(|(brand, purpose, on)| Statement::Objection {
            brand,
            purpose: purpose.map(PurposeId::new),
            on,
        }),
        2 => (a_brand(), preferences())
            .prop_map(|(brand, preference)| Statement::Preference { brand, preference }),
    ]
}

/// Facts with distinct ids, on the grid.
pub(crate) fn facts(at_most: usize) -> impl Strategy<Value = Vec<PermissionFact>> {
    let actor = prop_oneof![2 => Just(Actor::Person), 1 => Just(Actor::Guardian)];
    vec((statements(), instant(), actor), 0..=at_most).prop_map(|parts| {
        (1..)
            .zip(parts)
            .map(|(number, (statement, at, actor))| PermissionFact {
                actor,
                ..fact(number, statement, at)
            })
            .collect()
    })
}

fn places() -> impl Strategy<Value = JurisdictionSet> {
    prop_oneof![
        4 => Just(JurisdictionSet::only(EU)),
        2 => Just(JurisdictionSet::only(CALIFORNIA)),
        1 => Just([EU, CHINA].into_iter().collect()),
        1 => Just(JurisdictionSet::EMPTY),
    ]
}

/// People with a residence, a location, both or neither.
pub(crate) fn people(facts_max: usize) -> impl Strategy<Value = PermissionRecord> {
    let location = prop_oneof![3 => Just(None), 1 => places().prop_map(Some)];
    (facts(facts_max), places(), location).prop_map(|(facts, residence, location)| {
        let mut record = PermissionRecord::from_facts(facts);
        record.note_residence(quarter(0), residence);
        if let Some(location) = location {
            record.note_location(quarter(1), location);
        }
        record
    })
}

/// A question that owns its parts.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) question: Question<'static>,
    pub(crate) contact: Option<(Named<ChannelId>, Option<Named<TopicId>>)>,
    pub(crate) sent: Vec<Timestamp>,
}

impl Asked {
    /// The same question at another time.
    pub(crate) fn at(&self, at: Timestamp) -> Question<'_> {
        let contact = self.contact.map(|(channel, topic)| Contact {
            channel,
            topic,
            sent: &self.sent,
        });
        Question {
            contact,
            at,
            ..self.question
        }
    }

    pub(crate) fn as_asked(&self) -> Question<'_> {
        self.at(self.question.at)
    }
}

fn named<T: Copy + std::fmt::Debug + 'static>(
    usual: impl Strategy<Value = T> + 'static,
    undeclared: T,
) -> impl Strategy<Value = Named<T>> {
    prop_oneof![
        60 => usual.prop_map(Named::Known),
        1 => Just(Named::Known(undeclared)),
        1 => Just(Named::Unknown),
    ]
}

/// Questions, now and then with a name that nobody declared.
pub(crate) fn questions() -> impl Strategy<Value = Asked> {
    let purpose = named(
        (0..2_u8).prop_map(PurposeId::new),
        PurposeId::new(UNDECLARED),
    );
    let undeclared = CategorySet::only(CategoryId::new(UNDECLARED));
    let categories = named((0..8_u32).prop_map(CategorySet::from_bits), undeclared);
    let recipient = named(Just(PARTNER), RecipientId::new(UNDECLARED));
    let undeclared = JurisdictionSet::only(JurisdictionId::new(UNDECLARED));
    let usual = prop_oneof![5 => Just(0), 1 => 0..16_u64].prop_map(JurisdictionSet::from_bits);
    let jurisdictions = named(usual, undeclared);
    let channel = named(a_channel(), ChannelId::new(UNDECLARED));
    let topic = prop::option::weighted(0.3, named(Just(SALES), TopicId::new(99)));
    let names = (
        purpose,
        categories,
        prop::option::weighted(0.3, recipient),
        jurisdictions,
    );
    let contact = prop::option::weighted(0.4, (channel, topic));
    let sent = vec((0..2 * QUARTERS).prop_map(quarter), 0..3);
    let operation = prop::sample::select(Operation::ALL.to_vec());
    (operation, names, contact, sent, instant()).prop_map(
        |(operation, names, contact, sent, at)| {
            let (purpose, categories, recipient, jurisdictions) = names;
            Asked {
                question: Question {
                    operation,
                    purpose,
                    categories,
                    recipient,
                    jurisdictions,
                    contact: None,
                    at,
                },
                contact,
                sent,
            }
        },
    )
}
