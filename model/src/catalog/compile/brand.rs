//! Brands: their look, their languages, and what they tell people about themselves.

use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table, Text};
use super::super::{About, Brand, Controller, Mission, SlotKind};
use super::words::{each, proper_locale};
use super::{Cx, Sections, by_slot, small, wide};
use crate::id::{BrandId, JurisdictionId};

/// The accent of a brand that names none.
const ACCENT: &str = "#3b5bdb";
/// What stands for the brand's title in texts.
const BRAND_MARK: &str = "{brand}";

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
        let locale = locale.map_or("en", |locale| locale.text);
        let about = about(table, locale, title.map_or("", |title| title.text), cx);
        Some(Brand {
            id: BrandId::new(small(slot)),
            name: name.text.into(),
            title: title?.text.into(),
            established_in: established
                .into_iter()
                .map(|slot| JurisdictionId::new(small(slot)))
                .collect(),
            accent: accent.map_or(ACCENT, |accent| accent.text).into(),
            locale: locale.into(),
            about,
        })
    });
    by_slot(cx, SlotKind::Brand, items)
}

fn about(table: &mut Table<'_>, own: &str, title: &str, cx: &mut Cx<'_, '_>) -> About {
    let locales = table.take("locales");
    let listed = locales.map(|node| node.texts(cx.report, "languages"));
    let listed = listed.unwrap_or_default();
    let proper: Vec<Text<'_>> = listed
        .into_iter()
        .filter(|locale| proper_locale(*locale, cx))
        .collect();
    if let Some(node) = locales
        && !proper.iter().any(|locale| locale.text == own)
    {
        let message = format!("`locales` does not list `{own}`, the brand's own language");
        cx.add(node.at, MistakeKind::BadValue, message);
    }
    let locales: Vec<Box<str>> = proper.iter().map(|locale| locale.text.into()).collect();
    let controller = table.take("controller").and_then(|node| {
        let mut table = node.table(cx.report, "who is responsible", node.at)?;
        let controller = controller(&mut table, cx);
        table.finish(cx.report);
        controller
    });
    let mission = table.take("mission");
    let mission = mission.map(|node| mission_texts(node, own, &locales, title, cx));
    let vendor = table.number(cx.report, "tcf_vendor", 1..=u32::from(u16::MAX));
    About {
        for_children: table.flag(cx.report, "for_children"),
        tcf_vendor: vendor.map(|number| wide(number as usize)),
        locales,
        controller,
        mission: mission.unwrap_or_default(),
    }
}

fn controller(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Controller> {
    let name = table.need_text(cx.report, "name", "the legal name");
    let address = table.need_text(cx.report, "address", "the postal address");
    let email = table.need_text(cx.report, "email", "where people write to about their data");
    let phone = table.text(cx.report, "phone");
    let officer = table.text(cx.report, "officer");
    let representative = table.text(cx.report, "representative");
    if let Some(email) = email
        && crate::normalise::email(email.text).is_err()
    {
        let message = format!("`{}` is not an email address", email.text);
        let expected = "an address such as `privacy@shop.example`";
        cx.report
            .expect(email.at, MistakeKind::BadValue, message, expected);
    }
    Some(Controller {
        name: name?.text.into(),
        address: address?.text.into(),
        email: email?.text.into(),
        phone: phone.map(|phone| phone.text.into()),
        officer: officer.map(|officer| officer.text.into()),
        representative: representative.map(|text| text.text.into()),
    })
}

/// The mission statement in each language of the brand.
fn mission_texts(
    node: Node<'_>,
    own: &str,
    locales: &[Box<str>],
    title: &str,
    cx: &mut Cx<'_, '_>,
) -> Vec<Mission> {
    let mut found: Vec<Mission> = Vec::new();
    let Some(texts) = node.table(cx.report, "the mission in each language", node.at) else {
        return found;
    };
    for (locale, node) in texts.rest() {
        let proper = proper_locale(locale, cx);
        let what = format!("the mission in `{}`", locale.text);
        let Some(mut table) = node.table(cx.report, &what, locale.at) else {
            continue;
        };
        let heading = table.need_text(cx.report, "title", "a few words");
        let body = table.need_text(
            cx.report,
            "body",
            "what the brand does with data, and never",
        );
        table.finish(cx.report);
        if let (Some(heading), Some(body), true) = (heading, body, proper) {
            found.push(Mission {
                locale: locale.text.into(),
                title: heading.text.trim().replace(BRAND_MARK, title).into(),
                body: body.text.trim().replace(BRAND_MARK, title).into(),
            });
        }
    }
    let wanted = locales.iter().map(|locale| &**locale);
    for locale in wanted.chain(locales.is_empty().then_some(own)) {
        if !found.iter().any(|text| &*text.locale == locale) {
            let message = format!("the mission is not in `{locale}`");
            let expected = format!("`{locale} = {{ title = \"...\", body = \"...\" }}`");
            cx.report
                .expect(texts.at, MistakeKind::MissingKey, message, expected);
        }
    }
    found
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#');
    digits.is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
