//! Categories, recipients, channels and topics: the words that the rest refers to.

use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table, Text};
use super::super::{Category, Channel, Recipient, SlotKind, Topic};
use super::{Cx, Sections, by_slot, small, wide};
use crate::id::{CategoryId, ChannelId, RecipientId, TopicId};
use crate::normalise;

pub(super) fn categories(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Category>> {
    let items = each(sections, SlotKind::Category, cx, |table, slot, name, cx| {
        titles(table, SlotKind::Category, slot, cx);
        Some(Category {
            id: CategoryId::new(small(slot)),
            name: name.text.into(),
            sensitive: table.flag(cx.report, "sensitive"),
        })
    });
    by_slot(cx, SlotKind::Category, items)
}

pub(super) fn recipients(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Recipient>> {
    let items = each(
        sections,
        SlotKind::Recipient,
        cx,
        |table, slot, name, cx| {
            let title = titles(table, SlotKind::Recipient, slot, cx);
            let safeguard = table.text(cx.report, "safeguard");
            Some(Recipient {
                id: RecipientId::new(small(slot)),
                name: name.text.into(),
                title: title.unwrap_or_else(|| name.text.into()),
                countries: countries(table, cx),
                safeguard: safeguard.map(|safeguard| safeguard.text.into()),
            })
        },
    );
    by_slot(cx, SlotKind::Recipient, items)
}

pub(super) fn channels(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Channel>> {
    let items = each(sections, SlotKind::Channel, cx, |table, slot, name, cx| {
        titles(table, SlotKind::Channel, slot, cx);
        Some(Channel {
            id: ChannelId::new(small(slot)),
            name: name.text.into(),
        })
    });
    by_slot(cx, SlotKind::Channel, items)
}

pub(super) fn topics(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Topic>> {
    let items = each(sections, SlotKind::Topic, cx, |table, slot, name, cx| {
        titles(table, SlotKind::Topic, slot, cx);
        Some(Topic {
            id: TopicId::new(wide(slot)),
            name: name.text.into(),
        })
    });
    by_slot(cx, SlotKind::Topic, items)
}

/// Reads each declaration of a kind that has a slot.
pub(super) fn each<T>(
    sections: &Sections<'_>,
    kind: SlotKind,
    cx: &mut Cx<'_, '_>,
    mut read: impl FnMut(&mut Table<'_>, usize, Text<'_>, &mut Cx<'_, '_>) -> Option<T>,
) -> Vec<(usize, T)> {
    let mut items = Vec::new();
    for declaration in sections.named(kind) {
        let name = declaration.name;
        let what = format!("the {} `{}`", kind.word(), name.text);
        let Some(slot) = cx.declared.find(kind, name.text) else {
            continue;
        };
        let Some(mut table) = declaration.node.table(cx.report, &what, name.at) else {
            continue;
        };
        let item = read(&mut table, slot, name, cx);
        table.finish(cx.report);
        items.extend(item.map(|item| (slot, item)));
    }
    items
}

/// Reads `title`, one text or one for each locale, and keeps it for readers. Gives the English
/// one, or the first.
fn titles(
    table: &mut Table<'_>,
    kind: SlotKind,
    slot: usize,
    cx: &mut Cx<'_, '_>,
) -> Option<Box<str>> {
    let node = table.take("title")?;
    titles_of(node, kind, slot, cx)
}

/// Keeps the titles of something: one text, or one for each locale.
pub(super) fn titles_of(
    node: Node<'_>,
    kind: SlotKind,
    slot: usize,
    cx: &mut Cx<'_, '_>,
) -> Option<Box<str>> {
    let mut found: Vec<(Box<str>, Box<str>)> = Vec::new();
    if node.value.is_table() {
        let titles = node.table(cx.report, "the title in each language", node.at)?;
        for (locale, node) in titles.rest() {
            let title = node.text(cx.report);
            if let Some(title) = title.filter(|_| proper_locale(locale, cx)) {
                found.push((locale.text.into(), title.text.into()));
            }
        }
    } else {
        found.push(("en".into(), node.text(cx.report)?.text.into()));
    }
    let english = found.iter().find(|(locale, _)| &**locale == "en");
    let main = english.or(found.first()).map(|(_, title)| title.clone());
    cx.names.titles.insert((kind, slot), found);
    main
}

/// The countries where a recipient handles data.
fn countries(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<Box<str>> {
    let mut found = Vec::new();
    for text in table.texts(cx.report, "countries", "countries") {
        match normalise::country(text.text) {
            Ok(country) if country == text.text => found.push(country.into()),
            _ => {
                let message = format!("`{}` is not a country", text.text);
                let expected = "two letters of ISO 3166-1, such as `DE`";
                cx.report
                    .expect(text.at, MistakeKind::BadValue, message, expected);
            }
        }
    }
    found
}

/// Whether a locale is written as BCP 47 has it: language, then script, then region.
pub(super) fn proper_locale(locale: Text<'_>, cx: &mut Cx<'_, '_>) -> bool {
    let mut parts = locale.text.split('-').peekable();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    let upper = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let language = parts.next().unwrap_or_default();
    let mut proper = (2..=3).contains(&language.len()) && lower(language);
    parts
        .next_if(|part| part.len() == 4 && letters(part) && upper(&part[..1]) && lower(&part[1..]));
    parts.next_if(|part| (part.len() == 2 && upper(part)) || (part.len() == 3 && digits(part)));
    proper &= parts.next().is_none();
    if !proper {
        let message = format!("`{}` is not a language", locale.text);
        let expected = "a language as `en`, `zh-Hant` or `de-AT`";
        cx.report
            .expect(locale.at, MistakeKind::BadValue, message, expected);
    }
    proper
}
