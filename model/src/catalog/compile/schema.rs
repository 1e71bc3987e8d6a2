//! Identifiers, sources and computed traits.

use std::collections::BTreeMap;

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::{
    Computed, ComputedRule, FieldDef, FieldKind, IdentifierDef, LimitWindow, SlotKind, Source,
    ThirdParty,
};
use super::fields::kind_of;
use super::intake::intake;
use super::pack::proper_country;
use super::words::each;
use super::{Cx, Section, Sections, by_slot, small, wide};
use crate::id::{
    BrandId, CategoryId, ComputedId, EventKind, FieldId, IdentifierKind, PurposeId, SourceId,
};
use crate::segment::WINDOW_DAYS_MAX;

/// The shortest and the longest write key, in bytes.
const WRITE_KEY_BYTES: std::ops::RangeInclusive<usize> = 8..=100;

pub(super) fn identifiers(
    sections: &Sections<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<Option<IdentifierDef>> {
    let mut everywhere: Vec<Box<str>> = Vec::new();
    for declaration in sections.of(Section::Blocked) {
        let name = declaration.name;
        if name.text == "values" {
            let values = declaration.node.texts(cx.report, "values");
            everywhere.extend(values.iter().map(|value| value.text.to_lowercase().into()));
        } else {
            let message = format!("`blocked` has no use for `{}`", name.text);
            cx.report.unknown(
                name.at,
                MistakeKind::UnknownKey,
                message,
                name.text,
                ["values"],
            );
        }
    }
    let mut priorities: BTreeMap<u32, At> = BTreeMap::new();
    let items = each(
        sections,
        SlotKind::Identifier,
        cx,
        |table, slot, name, cx| {
            let category = table.need_text(
                cx.report,
                "category",
                "the data category that holding it needs",
            );
            let category = category.and_then(|name| cx.refer(SlotKind::Category, name));
            let priority = table.need(cx.report, "priority", "a number; lower comes first");
            let priority = priority.and_then(|node| node.number(cx.report, 0..=255));
            if let Some(priority) = priority
                && *priorities.entry(priority).or_insert(name.at) != name.at
            {
                let message = format!("another identifier has the priority {priority}");
                cx.add(name.at, MistakeKind::Duplicate, message);
            }
            let limit = table.number(cx.report, "limit", 1..=1_000).unwrap_or(5);
            let days = table.number(cx.report, "window_days", 1..=36_500);
            let personal = table.flag_or(cx.report, "personal", true);
            let own = table.texts(cx.report, "blocked", "values");
            let kind = table.text(cx.report, "kind");
            let kind = kind.map_or(Some(FieldKind::Text), |kind| kind_of(kind, cx.report));
            let own = own.iter().map(|value| value.text.to_lowercase().into());
            let mut blocked: Vec<Box<str>> = everywhere.iter().cloned().chain(own).collect();
            blocked.sort();
            blocked.dedup();
            Some(IdentifierDef {
                id: IdentifierKind::new(small(slot)),
                name: name.text.into(),
                category: CategoryId::new(small(category?)),
                priority: small(priority? as usize),
                limit: wide(limit as usize),
                window: days.map_or(LimitWindow::Ever, |days| {
                    LimitWindow::Days(wide(days as usize))
                }),
                personal,
                blocked,
                kind: kind?,
            })
        },
    );
    by_slot(cx, SlotKind::Identifier, items)
}

pub(super) fn sources(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Source>> {
    let items = each(sections, SlotKind::Source, cx, |table, slot, name, cx| {
        let brand = table.need_text(cx.report, "brand", "the brand it belongs to");
        let brand_slot = brand.and_then(|name| cx.refer(SlotKind::Brand, name));
        let id = SourceId::new(wide(slot));
        let key = write_key(table, id, cx);
        let purposes = table.need(cx.report, "purposes", "the purposes it collects for");
        let purposes = purposes.map(|node| node.texts(cx.report, "purposes"));
        let own = brand.map(|brand| brand.text);
        let purposes = purposes.unwrap_or_default().into_iter();
        let purposes: Vec<_> = purposes.map(|name| purpose(name, own, cx)).collect();
        let origins = table.texts(cx.report, "origins", "origins");
        for origin in &origins {
            check_origin(*origin, cx);
        }
        let trusted = table.flag(cx.report, "trusted");
        if let Some(origin) = origins.first().filter(|_| trusted) {
            let message = "a key that browsers send with is public, so its source is not `trusted`";
            let expected = "no `origins`, or another source for the systems of your own";
            cx.report
                .expect(origin.at, MistakeKind::BadValue, message, expected);
        }
        let rate = table.number(cx.report, "rate_events_max", 1..=10_000_000);
        let country = table.text(cx.report, "country");
        let country = country.filter(|country| proper_country(*country, cx));
        let channel = table.need_text(
            cx.report,
            "channel",
            "where it listens: web, app, store, ...",
        );
        let from = intake(table, cx);
        let third_party = table.take("third_party");
        let third_party = third_party.map(|node| third_party_of(node, trusted, cx));
        Some(Source {
            id,
            name: name.text.into(),
            brand: BrandId::new(small(brand_slot?)),
            write_key: key?.text.into(),
            purposes: purposes.into_iter().flatten().collect(),
            trusted,
            origins: origins.iter().map(|origin| origin.text.into()).collect(),
            rate_events_max: rate,
            country: country.map(|country| country.text.into()),
            channel: channel?.text.into(),
            from: from.map(Box::new),
            third_party: match third_party {
                None => None,
                Some(terms) => Some(terms?),
            },
        })
    });
    by_slot(cx, SlotKind::Source, items)
}

/// Who gave the data of a source, and on what terms.
fn third_party_of(node: Node<'_>, trusted: bool, cx: &mut Cx<'_, '_>) -> Option<ThirdParty> {
    let mut table = node.table(cx.report, "whose data it is", node.at)?;
    let provider = table.need_text(cx.report, "provider", "who collected it");
    let licence = table.need_text(
        cx.report,
        "licence",
        "the contract under which it may be used",
    );
    table.finish(cx.report);
    if trusted {
        let message = "what others collected is not vouched for, so its source is not `trusted`";
        let expected = "no `trusted`, or no `third_party`";
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
    }
    Some(ThirdParty {
        provider: provider?.text.into(),
        licence: licence?.text.into(),
    })
}

fn write_key<'a>(table: &mut Table<'a>, source: SourceId, cx: &mut Cx<'_, '_>) -> Option<Text<'a>> {
    let key = table.need_text(cx.report, "write_key", "the key that clients write with")?;
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b':';
    if !WRITE_KEY_BYTES.contains(&key.text.len()) || !key.text.bytes().all(plain) {
        let message = "this cannot be a write key";
        let expected = "8 to 100 letters, digits and signs, without spaces and `:`";
        cx.report
            .expect(key.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    if cx
        .names
        .write_keys
        .insert(key.text.into(), source)
        .is_some()
    {
        cx.add(
            key.at,
            MistakeKind::Duplicate,
            "another source has this write key",
        );
    }
    Some(key)
}

/// A purpose: of the source's own brand by its name, of another as `brand/name`.
fn purpose(name: Text<'_>, own: Option<&str>, cx: &mut Cx<'_, '_>) -> Option<PurposeId> {
    let full = match own {
        Some(own) if !name.text.contains('/') => format!("{own}/{}", name.text),
        _ => name.text.to_owned(),
    };
    let slot = cx.declared.find(SlotKind::Purpose, &full);
    if slot.is_none() {
        let prefix = own.map(|own| format!("{own}/"));
        let short = |known: &'_ str| match &prefix {
            Some(prefix) => known
                .strip_prefix(prefix.as_str())
                .map_or(known.len(), str::len),
            None => known.len(),
        };
        let valid = cx.declared.names(SlotKind::Purpose);
        let valid = valid.map(|known| &known[known.len() - short(known)..]);
        let message = format!("no purpose is named `{full}`");
        cx.report
            .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
    }
    Some(PurposeId::new(small(slot?)))
}

fn check_origin(origin: Text<'_>, cx: &mut Cx<'_, '_>) {
    let host = origin.text.strip_prefix("https://");
    let host = host.or_else(|| origin.text.strip_prefix("http://"));
    let proper = origin.text == "*"
        || host.is_some_and(|host| {
            !host.is_empty() && !host.contains(['/', ' ', '?', '#', '@']) && host.is_ascii()
        });
    if !proper {
        let message = format!("`{}` is not an origin", origin.text);
        let expected = "`https://shop.example`, or `*` for any";
        cx.report
            .expect(origin.at, MistakeKind::BadValue, message, expected);
    }
}

/// What a computed trait can be worked out by.
const RULES: [&str; 6] = ["count", "first", "last", "days_since", "sum", "average"];

pub(super) fn computed(
    sections: &Sections<'_>,
    fields: &[Option<FieldDef>],
    cx: &mut Cx<'_, '_>,
) -> Vec<Option<Computed>> {
    let items = each(sections, SlotKind::Computed, cx, |table, slot, name, cx| {
        let category = table.need_text(cx.report, "category", "the data category it belongs to");
        let category = category.and_then(|name| cx.refer(SlotKind::Category, name));
        let within = table.number(cx.report, "within_days", 1..=u32::from(WINDOW_DAYS_MAX));
        let given: Vec<_> = RULES
            .iter()
            .filter_map(|word| table.take(word).map(|node| (*word, node)))
            .collect();
        let rule = if let [(word, node)] = given[..] {
            rule(word, node, fields, cx)
        } else {
            let message = format!(
                "the computed trait `{}` has {} rules",
                name.text,
                given.len()
            );
            let expected =
                "exactly one of `count`, `first`, `last`, `days_since`, `sum`, `average`";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
            None
        };
        Some(Computed {
            id: ComputedId::new(wide(slot)),
            name: name.text.into(),
            category: CategoryId::new(small(category?)),
            rule: rule?,
            within_days: within.map(|days| wide(days as usize)),
        })
    });
    by_slot(cx, SlotKind::Computed, items)
}

fn rule(
    word: &str,
    node: Node<'_>,
    fields: &[Option<FieldDef>],
    cx: &mut Cx<'_, '_>,
) -> Option<ComputedRule> {
    if word == "sum" || word == "average" {
        let field = measure(node, fields, cx)?;
        return Some(match word {
            "sum" => ComputedRule::Sum(field),
            _ => ComputedRule::Average(field),
        });
    }
    let event = node.text(cx.report)?;
    let event = EventKind::new(wide(cx.refer(SlotKind::Event, event)?));
    Some(match word {
        "count" => ComputedRule::Count(event),
        "first" => ComputedRule::First(event),
        "last" => ComputedRule::Last(event),
        _ => ComputedRule::DaysSince(event),
    })
}

/// `{ event = "Order Completed", property = "revenue" }`
fn measure(node: Node<'_>, fields: &[Option<FieldDef>], cx: &mut Cx<'_, '_>) -> Option<FieldId> {
    let mut table = node.table(cx.report, "the property to sum", node.at)?;
    let event = table.need_text(cx.report, "event", "the name of the event");
    let property = table.need_text(cx.report, "property", "the path of the property");
    table.finish(cx.report);
    let (event, property) = (event?, property?);
    cx.refer(SlotKind::Event, event)?;
    let prefix = format!("event:{}:", event.text);
    let full = format!("{prefix}{}", property.text);
    let Some(slot) = cx.declared.find(SlotKind::Field, &full) else {
        let message = format!("`{}` has no property `{}`", event.text, property.text);
        let valid = cx.declared.names(SlotKind::Field);
        let valid = valid.filter_map(|known| known.strip_prefix(&prefix));
        cx.report.unknown(
            property.at,
            MistakeKind::UnknownName,
            message,
            property.text,
            valid,
        );
        return None;
    };
    let field = fields.get(slot).and_then(Option::as_ref)?;
    if !field.measure {
        let message = format!("`{}` is not a measure", property.text);
        let expected = "a number with `measure = true`, which is summed by day";
        cx.report
            .expect(property.at, MistakeKind::NotAMeasure, message, expected);
        return None;
    }
    Some(field.id)
}
