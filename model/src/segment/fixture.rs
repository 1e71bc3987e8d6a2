//! A small catalog for tests of segments.

use rustc_hash::FxHashMap;

use super::{Condition, Resolver, parse};
use crate::catalog::{
    About, Brand, Catalog, Category, Computed, ComputedRule, EventSchema, FieldDef, FieldKind,
    Names, Scope, SegmentDef, SlotKind, Slots,
};
use crate::id::{
    BrandId, CategoryId, ComputedId, EventKind, FieldId, JurisdictionId, JurisdictionSet,
    PurposeId, SegmentId,
};

pub(super) const ORDERED: EventKind = EventKind::new(0);
pub(super) const REFUNDED: EventKind = EventKind::new(1);
pub(super) const COUNTRY: FieldId = FieldId::new(0);
pub(super) const AGE: FieldId = FieldId::new(1);
pub(super) const VIP: FieldId = FieldId::new(2);
pub(super) const BORN: FieldId = FieldId::new(3);
pub(super) const TAGS: FieldId = FieldId::new(4);
pub(super) const REVENUE: FieldId = FieldId::new(6);
pub(super) const WEIGHT: FieldId = FieldId::new(7);
pub(super) const NEWS: PurposeId = PurposeId::new(0);
pub(super) const OTHER_ADS: PurposeId = PurposeId::new(1);
pub(super) const SPENDERS: SegmentId = SegmentId::new(0);
pub(super) const ODD_SEGMENT: SegmentId = SegmentId::new(1);
pub(super) const CONTACT: CategoryId = CategoryId::new(0);
pub(super) const BEHAVIOUR: CategoryId = CategoryId::new(1);
pub(super) const MONEY: CategoryId = CategoryId::new(2);

const FIELDS: [(Scope, &str, FieldKind, bool, CategoryId); 9] = [
    (Scope::Trait, "country", FieldKind::Country, false, CONTACT),
    (Scope::Trait, "age", FieldKind::Number, false, CONTACT),
    (Scope::Trait, "vip", FieldKind::Boolean, false, CONTACT),
    (Scope::Trait, "birth date", FieldKind::Time, false, CONTACT),
    (Scope::Trait, "tags", FieldKind::Text, true, CONTACT),
    (
        Scope::Trait,
        "address.city",
        FieldKind::City,
        false,
        CONTACT,
    ),
    (
        Scope::Event(ORDERED),
        "revenue",
        FieldKind::Number,
        false,
        MONEY,
    ),
    (
        Scope::Event(REFUNDED),
        "net \"weight\"",
        FieldKind::Number,
        false,
        MONEY,
    ),
    (
        Scope::Event(ORDERED),
        "coupon",
        FieldKind::Text,
        false,
        MONEY,
    ),
];
const COMPUTED: [(&str, ComputedRule, Option<u16>); 7] = [
    ("lifetime_value", ComputedRule::Sum(REVENUE), None),
    ("orders", ComputedRule::Count(ORDERED), Some(30)),
    ("basket", ComputedRule::Average(REVENUE), Some(10)),
    ("first order", ComputedRule::First(ORDERED), Some(20)),
    ("last_order", ComputedRule::Last(ORDERED), None),
    ("days_since", ComputedRule::DaysSince(ORDERED), None),
    ("recency", ComputedRule::DaysSince(REFUNDED), Some(15)),
];
const EVENTS: [&str; 2] = ["Order Completed", "Order \"Refunded\" \\"];
const SEGMENTS: [&str; 2] = ["big-spenders", "odd, \"segment\""];

/// A catalog with two events, nine fields and seven computed traits, and these segments.
pub(super) fn catalog(segments: Vec<SegmentDef>) -> Catalog {
    let mut slots = Slots::default();
    let mut names = Names::default();
    for (kind, declared) in [
        (SlotKind::Event, &EVENTS[..]),
        (SlotKind::Segment, &SEGMENTS[..]),
        (SlotKind::Purpose, &["aria/news-email", "other/ads"]),
    ] {
        for name in declared {
            slots.intern(kind, name).expect("room");
        }
    }
    names.events = named(&EVENTS, EventKind::new);
    names.segments = named(&SEGMENTS, SegmentId::new);
    names.purposes.insert("aria/news-email".into(), NEWS);
    names.purposes.insert("other/ads".into(), OTHER_ADS);
    let mut fields = Vec::new();
    for (slot, (scope, path, kind, list, category)) in (0..).zip(FIELDS) {
        let id = FieldId::new(slot);
        if scope == Scope::Trait {
            names.traits.insert(path.into(), id);
        }
        fields.push(Some(field(id, scope, path, kind, list, category)));
    }
    let mut computed = Vec::new();
    for (slot, (name, rule, within_days)) in (0..).zip(COMPUTED) {
        let id = ComputedId::new(slot);
        slots.intern(SlotKind::Computed, name).expect("room");
        names.computed.insert(name.into(), id);
        computed.push(Some(Computed {
            id,
            name: name.into(),
            category: BEHAVIOUR,
            rule,
            within_days,
        }));
    }
    Catalog {
        hash: "".into(),
        slots,
        categories: ["contact", "behaviour", "money"]
            .map(|name| Some(category(name)))
            .into(),
        brands: vec![Some(brand())],
        recipients: Vec::new(),
        channels: Vec::new(),
        topics: Vec::new(),
        packs: Vec::new(),
        strictest: JurisdictionId::new(0),
        purposes: Vec::new(),
        identifiers: Vec::new(),
        sources: Vec::new(),
        events: [ORDERED, REFUNDED].map(|id| Some(event(id))).into(),
        fields,
        computed,
        segments: segments.into_iter().map(Some).collect(),
        destinations: Vec::new(),
        syncs: Vec::new(),
        forms: Vec::new(),
        names,
    }
}

/// Segments of the first purpose in order of slot, by their text. All have the catalog's names, so
/// that only the first two can be asked about.
pub(super) fn segments(texts: &[&str]) -> Vec<SegmentDef> {
    let catalog = catalog(Vec::new());
    let segment = |(slot, text): (u16, &&str)| SegmentDef {
        id: SegmentId::new(slot),
        name: format!("s{slot}").into(),
        title: "".into(),
        purpose: NEWS,
        text: (*text).into(),
        condition: read(text, &catalog),
    };
    (0..).zip(texts).map(segment).collect()
}

pub(super) fn read(text: &str, catalog: &Catalog) -> Condition {
    parse(text, &resolver(catalog)).expect("valid")
}

pub(super) fn resolver(catalog: &Catalog) -> Resolver<'_> {
    Resolver::new(catalog, BrandId::new(0))
}

fn named<T>(list: &[&str], id: fn(u16) -> T) -> FxHashMap<Box<str>, T> {
    let slots = (0..).map(id);
    list.iter()
        .map(|name| Box::from(*name))
        .zip(slots)
        .collect()
}

fn brand() -> Brand {
    Brand {
        id: BrandId::new(0),
        name: "aria".into(),
        title: "Aria".into(),
        established_in: JurisdictionSet::EMPTY,
        accent: "#000000".into(),
        locale: "en".into(),
        about: About::default(),
    }
}

fn category(name: &str) -> Category {
    let id = match name {
        "contact" => CONTACT,
        "behaviour" => BEHAVIOUR,
        _ => MONEY,
    };
    Category {
        id,
        name: name.into(),
        sensitive: false,
    }
}

fn event(id: EventKind) -> EventSchema {
    let fields = (0..)
        .zip(FIELDS)
        .filter(|(_, field)| field.0 == Scope::Event(id));
    EventSchema {
        id,
        name: EVENTS[id.index()].into(),
        category: BEHAVIOUR,
        fields: fields
            .map(|(slot, field)| (field.1.into(), FieldId::new(slot)))
            .collect(),
    }
}

fn field(
    id: FieldId,
    scope: Scope,
    path: &str,
    kind: FieldKind,
    list: bool,
    category: CategoryId,
) -> FieldDef {
    FieldDef {
        id,
        scope,
        path: path.into(),
        kind,
        list,
        category,
        raw_category: None,
        measure: kind == FieldKind::Number && scope != Scope::Trait,
        required: false,
        birth_date: false,
        taste: false,
        identifier: None,
    }
}
