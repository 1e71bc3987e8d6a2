//! Small catalogs, facts and questions to ask about.

use telos_model::catalog::{
    About, Basis, BasisKind, Brand, Catalog, Category, Channel, Concerned, Model, Names, Pack,
    PackRules, Purpose, PurposeText, Recipient, Slots, TimeLimit, Times, Topic,
};
use telos_model::consent::{
    Act, Actor, FactId, Flag, PermissionFact, PermissionRecord, Permissions, Preference, Statement,
};
use telos_model::decide::{
    Contact, Decision, Deny, Named, Operation, OperationSet, Permit, Question, Reason, decide,
};
use telos_model::id::{
    BrandId, CategoryId, CategorySet, ChannelId, ChannelSet, JurisdictionId, JurisdictionSet,
    PurposeId, RecipientId, RecipientSet, TopicId,
};
use telos_model::time::Timestamp;

pub(crate) const BRAND: BrandId = BrandId::new(0);
pub(crate) const OTHER_BRAND: BrandId = BrandId::new(1);
/// The purpose that most tests are about.
pub(crate) const NEWS: PurposeId = PurposeId::new(0);
pub(crate) const CONTACT: CategoryId = CategoryId::new(0);
pub(crate) const BEHAVIOUR: CategoryId = CategoryId::new(1);
/// A sensitive one.
pub(crate) const HEALTH: CategoryId = CategoryId::new(2);
pub(crate) const PARTNER: RecipientId = RecipientId::new(0);
pub(crate) const EMAIL: ChannelId = ChannelId::new(0);
pub(crate) const SMS: ChannelId = ChannelId::new(1);
pub(crate) const SALES: TopicId = TopicId::new(0);
pub(crate) const EU: JurisdictionId = JurisdictionId::new(0);
pub(crate) const CALIFORNIA: JurisdictionId = JurisdictionId::new(1);
pub(crate) const CHINA: JurisdictionId = JurisdictionId::new(2);
/// The strictest default.
pub(crate) const ELSEWHERE: JurisdictionId = JurisdictionId::new(3);
/// Ids from here on are declared nowhere.
pub(crate) const UNDECLARED: u8 = 9;

/// Noon of the n-th day.
pub(crate) const fn day(number: i64) -> Timestamp {
    Timestamp::from_millis(number * 86_400_000 + 43_200_000)
}

pub(crate) fn basis(kind: BasisKind) -> Basis {
    Basis {
        kind,
        explicit: false,
        separate: false,
        double_opt_in: false,
        age_days_max: None,
        citation: "test".into(),
    }
}

pub(crate) fn text(version: u32, material: bool) -> PurposeText {
    PurposeText {
        version,
        material,
        locale: "en".into(),
        title: "News".into(),
        body: "We write to you.".into(),
        change: None,
    }
}

/// A purpose on one kind of basis in all four jurisdictions, with every operation declared.
pub(crate) fn purpose(id: PurposeId, kind: BasisKind) -> Purpose {
    Purpose {
        id,
        brand: BRAND,
        name: format!("purpose-{}", id.slot()).into(),
        version: 1,
        texts: vec![text(1, true)],
        concerns: vec![Concerned::Customers],
        categories: [CONTACT, BEHAVIOUR, HEALTH].into_iter().collect(),
        operations: OperationSet::ALL,
        recipients: RecipientSet::only(PARTNER),
        retention_days: Some(365),
        bases: [EU, CALIFORNIA, CHINA, ELSEWHERE]
            .map(|jurisdiction| (jurisdiction, basis(kind)))
            .to_vec(),
        marketing: false,
        sells: false,
        asks_age: false,
        necessary: false,
        kept_by_law: None,
        profiling: false,
        channels: [EMAIL, SMS].into_iter().collect::<ChannelSet>(),
        channel_consent: false,
        signals: Vec::new(),
        topic: None,
    }
}

pub(crate) fn rules() -> PackRules {
    PackRules {
        model: Model::OptIn,
        child_age: 16,
        child_ages: Vec::new(),
        sale_own_yes_age: None,
        asks_age: false,
        sensitive_explicit: false,
        sensitive_separate: false,
        disclosure_separate: false,
        honours_gpc: false,
        sale_opt_out: false,
        sale_yes_two_steps: false,
        limit_sensitive: false,
        request: TimeLimit::Months(1),
    }
}

fn pack(id: JurisdictionId, name: &str, rules: PackRules) -> Pack {
    Pack {
        id,
        name: name.into(),
        title: name.into(),
        places: Vec::new(),
        rules,
        times: Times::default(),
        citation: "test".into(),
        effective: "2018-05-25".into(),
        reviewer: "none".into(),
    }
}

fn brand(id: BrandId, name: &str) -> Brand {
    Brand {
        id,
        name: name.into(),
        title: name.into(),
        established_in: JurisdictionSet::EMPTY,
        accent: "#000000".into(),
        locale: "en".into(),
        about: About::default(),
    }
}

/// A catalog of these purposes, which must come in the order of their ids from 0 on.
pub(crate) fn catalog(purposes: impl IntoIterator<Item = Purpose>) -> Catalog {
    let california = PackRules {
        model: Model::OptOut,
        sale_own_yes_age: Some(13),
        honours_gpc: true,
        sale_opt_out: true,
        sale_yes_two_steps: true,
        limit_sensitive: true,
        ..rules()
    };
    let china = PackRules {
        sensitive_separate: true,
        disclosure_separate: true,
        ..rules()
    };
    let eu = PackRules {
        sensitive_explicit: true,
        ..rules()
    };
    let categories = [(CONTACT, false), (BEHAVIOUR, false), (HEALTH, true)];
    Catalog {
        hash: "0".repeat(64).into(),
        slots: Slots::default(),
        categories: categories
            .map(|(id, sensitive)| {
                let name = format!("category-{}", id.slot()).into();
                Some(Category {
                    id,
                    name,
                    sensitive,
                })
            })
            .to_vec(),
        brands: vec![Some(brand(BRAND, "aria")), Some(brand(OTHER_BRAND, "lyra"))],
        recipients: vec![Some(Recipient {
            id: PARTNER,
            name: "partner".into(),
            title: "Partner".into(),
            countries: Vec::new(),
            safeguard: None,
        })],
        channels: [(EMAIL, "email"), (SMS, "sms")]
            .map(|(id, name)| {
                Some(Channel {
                    id,
                    name: name.into(),
                })
            })
            .to_vec(),
        topics: vec![Some(Topic {
            id: SALES,
            name: "sales".into(),
        })],
        packs: vec![
            Some(pack(EU, "eu", eu)),
            Some(pack(CALIFORNIA, "us-ca", california)),
            Some(pack(CHINA, "cn", china)),
            Some(pack(ELSEWHERE, "elsewhere", rules())),
        ],
        strictest: ELSEWHERE,
        purposes: purposes.into_iter().map(Some).collect(),
        identifiers: Vec::new(),
        sources: Vec::new(),
        events: Vec::new(),
        fields: Vec::new(),
        computed: Vec::new(),
        segments: Vec::new(),
        destinations: Vec::new(),
        syncs: Vec::new(),
        forms: Vec::new(),
        names: Names::default(),
    }
}

/// A fact of the person, recorded when it took effect.
pub(crate) fn fact(id: u128, statement: Statement, effective: Timestamp) -> PermissionFact {
    PermissionFact {
        id: FactId(id.to_be_bytes()),
        statement,
        actor: Actor::Person,
        effective,
        recorded: effective,
    }
}

/// A plain act about a purpose, with the first text.
pub(crate) fn said(purpose: PurposeId, act: Act) -> Statement {
    Statement::Consent {
        purpose,
        channel: None,
        act,
        text_version: 1,
        explicit: false,
        separate: false,
    }
}

pub(crate) fn flag(flag: Flag, on: bool) -> Statement {
    Statement::Flag {
        flag,
        brand: None,
        on,
    }
}

pub(crate) fn objection(purpose: Option<PurposeId>, on: bool) -> Statement {
    Statement::Objection {
        brand: BRAND,
        purpose,
        on,
    }
}

pub(crate) fn prefers(preference: Preference) -> Statement {
    Statement::Preference {
        brand: BRAND,
        preference,
    }
}

/// A record of these statements, one a day from day 1 on, of someone in the EU.
pub(crate) fn person(statements: impl IntoIterator<Item = Statement>) -> PermissionRecord {
    let facts = (1..).zip(statements).map(|(number, statement)| {
        fact(number, statement, day(i64::try_from(number).expect("few")))
    });
    let mut record = PermissionRecord::from_facts(facts);
    record.note_residence(day(0), JurisdictionSet::only(EU));
    record
}

/// Reading contact data for the news purpose.
pub(crate) fn question(at: Timestamp) -> Question<'static> {
    Question {
        operation: Operation::Read,
        purpose: Named::Known(NEWS),
        categories: Named::Known(CategorySet::only(CONTACT)),
        recipient: None,
        jurisdictions: Named::Known(JurisdictionSet::EMPTY),
        contact: None,
        at,
    }
}

/// Sending an email for the news purpose.
pub(crate) fn email(at: Timestamp) -> Question<'static> {
    Question {
        operation: Operation::Send,
        contact: Some(Contact {
            channel: Named::Known(EMAIL),
            topic: None,
            sent: &[],
        }),
        ..question(at)
    }
}

pub(crate) fn permitted(
    catalog: &Catalog,
    record: &PermissionRecord,
    question: &Question<'_>,
) -> Result<Permit, Deny> {
    asked(catalog, &Permissions::single(record), question)
}

pub(crate) fn asked(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    question: &Question<'_>,
) -> Result<Permit, Deny> {
    match decide(catalog, permissions, question) {
        Decision::Permit(permit) => Ok(permit),
        Decision::Deny(deny) => Err(deny),
    }
}

/// The reasons of a refusal; none for a permit.
pub(crate) fn reasons(
    catalog: &Catalog,
    record: &PermissionRecord,
    question: &Question<'_>,
) -> Vec<Reason> {
    permitted(catalog, record, question).map_or_else(|deny| deny.reasons.to_vec(), |_| Vec::new())
}

/// An answer in a form that can be compared.
pub(crate) fn summary(
    answer: Result<Permit, Deny>,
) -> Result<(Timestamp, Vec<FactId>), Vec<Reason>> {
    match answer {
        Ok(permit) => Ok((permit.valid_until(), permit.evidence().to_vec())),
        Err(deny) => Err(deny.reasons.to_vec()),
    }
}
