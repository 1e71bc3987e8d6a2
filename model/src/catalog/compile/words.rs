//! Categories, recipients, channels, topics and brands: the words that the rest refers to.

use super::super::mistake::MistakeKind;
use super::super::read::{Table, Text};
use super::super::{Brand, Category, Channel, Recipient, SlotKind, Topic};
use super::{Cx, Sections, by_slot, small, wide};
use crate::id::{BrandId, CategoryId, ChannelId, JurisdictionId, RecipientId, TopicId};

/// The accent of a brand that names none.
const ACCENT: &str = "#3b5bdb";

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
            Some(Recipient {
                id: RecipientId::new(small(slot)),
                name: name.text.into(),
                title: title.unwrap_or_else(|| name.text.into()),
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

pub(super) fn brands(sections: &Sections<'_>, cx: &mut Cx<'_, '_>) -> Vec<Option<Brand>> {
    let items = each(sections, SlotKind::Brand, cx, |table, slot, name, cx| {
        let title = table.need_text(cx.report, "title", "the name people know it by");
        let established = table.texts(cx.report, "established_in", "jurisdictions");
        let established = cx.refer_all(SlotKind::Pack, &established);
        let accent = table.text(cx.report, "accent");
        if let Some(accent) = accent.filter(|accent| !is_colour(accent.text)) {
            let message = format!("`{}` is not a colour", accent.text);
            let expected = "`#` and six hexadecimal digits, such as `#3b5bdb`";
            cx.report
                .expect(accent.at, MistakeKind::BadValue, message, expected);
        }
        let locale = table.text(cx.report, "locale");
        let locale = locale.filter(|locale| proper_locale(*locale, cx));
        Some(Brand {
            id: BrandId::new(small(slot)),
            name: name.text.into(),
            title: title?.text.into(),
            established_in: established
                .into_iter()
                .map(|slot| JurisdictionId::new(small(slot)))
                .collect(),
            accent: accent.map_or(ACCENT, |accent| accent.text).into(),
            locale: locale.map_or("en", |locale| locale.text).into(),
        })
    });
    by_slot(cx, SlotKind::Brand, items)
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

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#');
    digits.is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
