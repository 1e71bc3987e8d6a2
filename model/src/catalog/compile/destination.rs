//! Destinations: whom they belong to, what they take and on what occasion.

use super::super::mistake::MistakeKind;
use super::super::read::{Table, Text};
use super::super::{
    Destination, EventSchema, FieldDef, IdentifierDef, Purpose, SegmentDef, SlotKind,
};
use super::reach;
use super::sending;
use super::words::{each, titles_of};
use super::{Cx, Sections, by_slot, small, wide};
use crate::decide::Operation;
use crate::id::{
    BrandId, CategoryId, CategorySet, DestinationId, EventKind, FieldId, IdentifierKind, PurposeId,
    PurposeSet, RecipientId, SegmentId,
};

/// The most events, traits and segments of one destination, of each.
const LISTED_MAX: usize = 500;

/// What destinations refer to.
pub(super) struct Known<'k> {
    pub(super) purposes: &'k [Option<Purpose>],
    pub(super) identifiers: &'k [Option<IdentifierDef>],
    pub(super) fields: &'k [Option<FieldDef>],
    pub(super) events: &'k [Option<EventSchema>],
    pub(super) segments: &'k [Option<SegmentDef>],
}

/// Reads every destination.
pub(super) fn destinations(
    sections: &Sections<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<Option<Destination>> {
    let kind = SlotKind::Destination;
    let items = each(sections, kind, cx, |table, slot, name, cx| {
        if let Some(title) = table.take("title") {
            titles_of(title, kind, slot, cx);
        }
        destination(table, slot, name, known, cx)
    });
    by_slot(cx, kind, items)
}

fn destination(
    table: &mut Table<'_>,
    slot: usize,
    name: Text<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Option<Destination> {
    let brand = table.need_text(cx.report, "brand", "the brand it belongs to");
    let brand_slot = brand.and_then(|name| cx.refer(SlotKind::Brand, name));
    let recipient = table.need_text(cx.report, "recipient", "whom the data is given to");
    let recipient_slot = recipient.and_then(|name| cx.refer(SlotKind::Recipient, name));
    let purposes = table.need(cx.report, "purposes", "what data goes there for");
    let purposes = purposes.map(|node| node.texts(cx.report, "purposes"));
    let own = Own {
        brand: brand.map(|brand| brand.text),
        recipient: recipient_slot.map(|slot| RecipientId::new(small(slot))),
        recipient_name: recipient.map_or("", |name| name.text),
    };
    let purposes = purposes_of(&purposes.unwrap_or_default(), &own, known, cx);
    let categories = table.need(cx.report, "categories", "the data categories it takes");
    let categories = categories.map(|node| node.texts(cx.report, "categories"));
    let categories = categories_of(&categories.unwrap_or_default(), purposes, known, cx);
    let active = table.flag_or(cx.report, "active", true);
    let takes = takes(table, purposes, categories, known, cx);
    let (reach, said) = reach::reach(table, name, cx);
    let pace = sending::pace(table, cx);
    let alert = sending::alert(table, cx);
    reach::check_blanks(&said, &takes, known, cx);
    reach::check_occasions(name, &said, &takes, cx);
    Some(Destination {
        id: DestinationId::new(small(slot)),
        name: name.text.into(),
        brand: BrandId::new(small(brand_slot?)),
        purposes,
        recipient: own.recipient?,
        categories,
        active,
        identifiers: takes.identifiers,
        traits: takes.traits,
        events: takes.events,
        segments: takes.segments,
        reach: reach?,
        pace,
        alert,
    })
}

/// What a destination says of itself, by which its purposes are checked.
struct Own<'a> {
    brand: Option<&'a str>,
    recipient: Option<RecipientId>,
    recipient_name: &'a str,
}

/// Purposes of the brand that send, and name the recipient.
fn purposes_of(
    names: &[Text<'_>],
    own: &Own<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> PurposeSet {
    let mut purposes = PurposeSet::EMPTY;
    let Some(brand) = own.brand else {
        return purposes;
    };
    for name in names {
        let full = format!("{brand}/{}", name.text);
        let Some(slot) = cx.declared.find(SlotKind::Purpose, &full) else {
            let message = format!("no purpose is named `{full}`");
            let prefix = format!("{brand}/");
            let valid = cx.declared.names(SlotKind::Purpose);
            let valid = valid.filter_map(|known| known.strip_prefix(&prefix));
            cx.report
                .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
            continue;
        };
        let id = PurposeId::new(small(slot));
        purposes.insert(id);
        let Some(purpose) = known.purposes.get(slot).and_then(Option::as_ref) else {
            continue;
        };
        if !purpose.operations.contains(Operation::Send) {
            let message = format!("the purpose `{full}` does not send");
            let expected = "a purpose with `\"send\"` in its `operations`";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
        }
        if own
            .recipient
            .is_some_and(|recipient| !purpose.recipients.contains(recipient))
        {
            let recipient = own.recipient_name;
            let message = format!("the purpose `{full}` gives nothing to `{recipient}`");
            let expected = format!("a purpose with `\"{recipient}\"` in its `recipients`");
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
        }
    }
    purposes
}

/// Categories that one of the purposes at least may hold.
fn categories_of(
    names: &[Text<'_>],
    purposes: PurposeSet,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> CategorySet {
    let of = purposes
        .iter()
        .filter_map(|id| known.purposes.get(id.index())?.as_ref());
    let held = of.fold(CategorySet::EMPTY, |all, purpose| {
        all.union(purpose.categories)
    });
    let mut categories = CategorySet::EMPTY;
    for name in names {
        let Some(slot) = cx.refer(SlotKind::Category, *name) else {
            continue;
        };
        let id = CategoryId::new(small(slot));
        categories.insert(id);
        if !purposes.is_empty() && !held.contains(id) {
            let message = format!("none of its purposes may hold `{}`", name.text);
            let valid = cx.declared.names(SlotKind::Category);
            let valid: Vec<&str> = valid
                .filter(|known| {
                    let slot = cx.declared.find(SlotKind::Category, known);
                    slot.is_some_and(|slot| held.contains(CategoryId::new(small(slot))))
                })
                .collect();
            let kind = MistakeKind::BadValue;
            cx.report.unknown(name.at, kind, message, name.text, valid);
        }
    }
    categories
}

/// What a destination takes.
#[derive(Default)]
pub(super) struct Takes {
    pub(super) purposes: PurposeSet,
    pub(super) identifiers: Vec<IdentifierKind>,
    pub(super) traits: Vec<FieldId>,
    pub(super) events: Vec<EventKind>,
    pub(super) segments: Vec<SegmentId>,
    pub(super) categories: CategorySet,
}

fn takes(
    table: &mut Table<'_>,
    purposes: PurposeSet,
    categories: CategorySet,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Takes {
    let mut takes = Takes {
        purposes,
        categories,
        ..Takes::default()
    };
    let check = |at, what: &str, name: &str, category: CategoryId, cx: &mut Cx<'_, '_>| {
        if !categories.contains(category) {
            let category = cx.declared.slots.name(SlotKind::Category, category.index());
            let category = category.unwrap_or_default();
            let message = format!("the {what} `{name}` is `{category}`, which it does not take");
            let expected = format!("`\"{category}\"` in its `categories`");
            cx.report
                .expect(at, MistakeKind::BadValue, message, expected);
        }
    };
    for name in listed(table, "identifiers", "kinds of identifier", cx) {
        let Some(slot) = cx.refer(SlotKind::Identifier, name) else {
            continue;
        };
        takes.identifiers.push(IdentifierKind::new(small(slot)));
        if let Some(kind) = known.identifiers.get(slot).and_then(Option::as_ref) {
            check(name.at, "identifier", name.text, kind.category, cx);
        }
    }
    for name in listed(table, "traits", "traits", cx) {
        let full = format!("trait:{}", name.text);
        let Some(slot) = cx.declared.find(SlotKind::Field, &full) else {
            let message = format!("no trait is named `{}`", name.text);
            let valid = cx.declared.names(SlotKind::Field);
            let valid = valid.filter_map(|name| name.strip_prefix("trait:"));
            cx.report
                .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
            continue;
        };
        takes.traits.push(FieldId::new(wide(slot)));
        if let Some(field) = known.fields.get(slot).and_then(Option::as_ref) {
            check(name.at, "trait", name.text, field.category, cx);
        }
    }
    for name in listed(table, "events", "events", cx) {
        let Some(slot) = cx.refer(SlotKind::Event, name) else {
            continue;
        };
        takes.events.push(EventKind::new(wide(slot)));
        if let Some(event) = known.events.get(slot).and_then(Option::as_ref) {
            check(name.at, "event", name.text, event.category, cx);
        }
    }
    for name in listed(table, "segments", "segments", cx) {
        let Some(slot) = cx.refer(SlotKind::Segment, name) else {
            continue;
        };
        takes.segments.push(SegmentId::new(wide(slot)));
        let segment = known.segments.get(slot).and_then(Option::as_ref);
        if segment.is_some_and(|segment| !purposes.contains(segment.purpose)) {
            let message = format!("the segment `{}` is for another purpose", name.text);
            let expected = "a segment of one of its `purposes`";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
        }
    }
    takes
}

fn listed<'a>(
    table: &mut Table<'a>,
    key: &'static str,
    of: &str,
    cx: &mut Cx<'_, '_>,
) -> Vec<Text<'a>> {
    let mut names = table.texts(cx.report, key, of);
    if let Some(name) = names.get(LISTED_MAX) {
        let expected = format!("at most {LISTED_MAX}");
        let message = format!("there are {} {of}", names.len());
        cx.report
            .expect(name.at, MistakeKind::TooMany, message, expected);
    }
    names.truncate(LISTED_MAX);
    names
}
