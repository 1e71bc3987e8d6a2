//! Destinations: whom they belong to, what they take and on what occasion.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{
    Destination, EventSchema, FieldDef, IdentifierDef, Occasion, Purpose, RequestDef, SegmentDef,
    SlotKind, Stands,
};
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
    let target = sending::target(table, cx);
    let auth = sending::auth(table, cx);
    let requests = sending::requests(table, name.at, cx);
    let batch = sending::batch(table, cx);
    let pace = sending::pace(table, cx);
    let answers = sending::answers(table, cx);
    let alert = sending::alert(table, cx);
    check_blanks(&requests, &takes, known, cx);
    check_occasions(name, &requests, &takes, cx);
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
        target: target?,
        auth: auth?,
        requests: requests
            .into_iter()
            .filter_map(|(occasion, request, _)| Some((occasion, request?)))
            .collect(),
        batch,
        pace,
        answers,
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
struct Takes {
    identifiers: Vec<IdentifierKind>,
    traits: Vec<FieldId>,
    events: Vec<EventKind>,
    segments: Vec<SegmentId>,
    categories: CategorySet,
}

fn takes(
    table: &mut Table<'_>,
    purposes: PurposeSet,
    categories: CategorySet,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Takes {
    let mut takes = Takes {
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

/// Each list of what is sent needs a request, or nothing would ever go out.
fn check_occasions(
    name: Text<'_>,
    requests: &[(Occasion, Option<RequestDef>, At)],
    takes: &Takes,
    cx: &mut Cx<'_, '_>,
) {
    let has = |occasion| requests.iter().any(|(known, ..)| *known == occasion);
    let lists = [
        (Occasion::Event, "events", takes.events.is_empty()),
        (Occasion::Segment, "segments", takes.segments.is_empty()),
    ];
    for (occasion, list, empty) in lists {
        let word = occasion.word();
        if !empty && !has(occasion) {
            let message = format!("`{}` lists {list} and has no `send.{word}`", name.text);
            let expected = format!("`[destination.{}.send.{word}]`", name.text);
            cx.report
                .expect(name.at, MistakeKind::MissingKey, message, expected);
        }
    }
    if !has(Occasion::Suppress) && !has(Occasion::Delete) {
        let message = format!("`{}` cannot be told to let go of anybody", name.text);
        let expected = "`send.suppress` or `send.delete`, so that a withdrawal reaches it";
        cx.report
            .expect(name.at, MistakeKind::MissingKey, message, expected);
    }
}

/// Every placeholder has to stand for something that the destination takes, on that occasion.
fn check_blanks(
    requests: &[(Occasion, Option<RequestDef>, At)],
    takes: &Takes,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) {
    for (occasion, request, at) in requests {
        for blank in request.iter().flat_map(RequestDef::blanks) {
            let fits = match &blank.stands {
                Stands::DeliveryId | Stands::DeliveryTime | Stands::DeliveryKind => true,
                Stands::Permissions => *occasion != Occasion::Delete,
                Stands::EventName | Stands::EventTime | Stands::Properties => {
                    *occasion == Occasion::Event
                }
                Stands::Property(path) => {
                    *occasion == Occasion::Event && takes.has_property(path, known)
                }
                Stands::Identifier(kind) => takes.identifiers.iter().any(|id| {
                    let def = known.identifiers.get(id.index()).and_then(Option::as_ref);
                    def.is_some_and(|def| def.name == *kind)
                }),
                Stands::Identifiers => !takes.identifiers.is_empty(),
                Stands::Trait(path) => {
                    !occasion.is_removal()
                        && takes.traits.iter().any(|id| {
                            let def = known.fields.get(id.index()).and_then(Option::as_ref);
                            def.is_some_and(|def| def.path == *path)
                        })
                }
                Stands::Traits => !occasion.is_removal(),
                Stands::SegmentName | Stands::SegmentEntered => *occasion == Occasion::Segment,
                Stands::Items => false,
            };
            if !fits {
                let word = occasion.word();
                let message = format!("`{{{}}}` stands for nothing in `send.{word}`", blank.text);
                let expected =
                    "something that the destination lists and that goes on this occasion";
                cx.report
                    .expect(*at, MistakeKind::BadValue, message, expected);
            }
        }
    }
}

impl Takes {
    /// Whether one of the events has this property, in a category that is taken.
    fn has_property(&self, path: &str, known: &Known<'_>) -> bool {
        let events = self.events.iter();
        let mut events = events.filter_map(|id| known.events.get(id.index())?.as_ref());
        events.any(|event| {
            let mut fields = event.fields.iter();
            let found = fields.find(|(known, _)| **known == *path);
            let field = found.and_then(|(_, id)| known.fields.get(id.index())?.as_ref());
            field.is_some_and(|field| self.categories.contains(field.category))
        })
    }
}
