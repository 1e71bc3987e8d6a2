//! Jurisdiction packs: where they hold and what they demand.

use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table, Text};
use super::super::{Model, Pack, PackRules, Place, SlotKind};
use super::times;
use super::words::{each, titles_of};
use super::{Cx, Sections, by_slot, small};
use crate::id::JurisdictionId;
use crate::normalise;

/// Reads every pack, and finds the one that holds where no other is known to.
pub(super) fn packs(
    sections: &Sections<'_>,
    cx: &mut Cx<'_, '_>,
) -> (Vec<Option<Pack>>, Option<JurisdictionId>) {
    let mut strictest: Option<(JurisdictionId, Text<'_>)> = None;
    let mut last = None;
    let items = each(sections, SlotKind::Pack, cx, |table, slot, name, cx| {
        let id = JurisdictionId::new(small(slot));
        last = Some(name.at);
        if ["default", "opt-in", "opt-out"].contains(&name.text) {
            let message = format!("`{}` means something else in a basis", name.text);
            cx.add(name.at, MistakeKind::BadValue, message);
        }
        let fallback = table.flag(cx.report, "strictest");
        let places = places(table, cx);
        if fallback {
            if let Some((_, first)) = strictest {
                let place = cx.report.place(first.at);
                let message = format!("two packs are `strictest`, the first at {place}");
                cx.add(name.at, MistakeKind::Duplicate, message);
            }
            if !places.is_empty() {
                let message = "the strictest pack holds where no other does, so it names no places";
                cx.add(name.at, MistakeKind::BadValue, message);
            }
            strictest = Some((
                id,
                Text {
                    at: name.at,
                    text: "",
                },
            ));
        } else if places.is_empty() {
            let message = format!(
                "the pack `{}` names no places, so it never holds",
                name.text
            );
            let expected = "`places = [\"JP\"]`, or `strictest = true` on one pack";
            cx.report
                .expect(name.at, MistakeKind::MissingKey, message, expected);
        }
        let title = table.need(cx.report, "title", "the law's name for people");
        let title = title.and_then(|node| titles_of(node, SlotKind::Pack, slot, cx));
        let rules = rules(table, cx);
        let times = times::times(table, cx);
        let citation = table.need_text(cx.report, "citation", "the law, article by article");
        let effective = table.need_text(cx.report, "effective", "a date as `2018-05-25`");
        let effective = effective.filter(|date| proper_date(*date, cx));
        let reviewer = table.need_text(cx.report, "reviewer", "who checked it, or that nobody has");
        Some(Pack {
            id,
            name: name.text.into(),
            title: title?,
            places,
            rules: rules?,
            times,
            citation: citation?.text.into(),
            effective: effective?.text.into(),
            reviewer: reviewer?.text.into(),
        })
    });
    if strictest.is_none()
        && let Some(at) = last.or_else(|| sections.items.first().map(|(_, item)| item.name.at))
    {
        let message = "no pack holds where no other does";
        let expected = "one pack with `strictest = true`";
        cx.report
            .expect(at, MistakeKind::MissingKey, message, expected);
    }
    (
        by_slot(cx, SlotKind::Pack, items),
        strictest.map(|(id, _)| id),
    )
}

fn rules(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<PackRules> {
    let model = table.need_text(cx.report, "model", "\"opt-in\" or \"opt-out\"");
    let model = model.and_then(|model| match model.text {
        "opt-in" => Some(Model::OptIn),
        "opt-out" => Some(Model::OptOut),
        other => {
            let message = format!("`{other}` is no model");
            let valid = ["opt-in", "opt-out"];
            cx.report
                .unknown(model.at, MistakeKind::BadValue, message, other, valid);
            None
        }
    });
    let child_age = table.need(
        cx.report,
        "child_age",
        "the age below which a person is a child",
    );
    let child_age = child_age.and_then(|node| node.number(cx.report, 0..=25));
    let child_ages = child_ages(table, cx);
    let sale_own_yes_age = sale_own_yes_age(table, cx, child_age);
    let request = table.need(cx.report, "request", times::LIMIT);
    let request = request.and_then(|node| times::limit(node, cx));
    let rules = PackRules {
        model: model.unwrap_or(Model::OptIn),
        child_age: small(child_age.unwrap_or_default() as usize),
        child_ages,
        sale_own_yes_age,
        asks_age: table.flag(cx.report, "asks_age"),
        sensitive_explicit: table.flag(cx.report, "sensitive_explicit"),
        sensitive_separate: table.flag(cx.report, "sensitive_separate"),
        disclosure_separate: table.flag(cx.report, "disclosure_separate"),
        honours_gpc: table.flag(cx.report, "honours_gpc"),
        sale_opt_out: table.flag(cx.report, "sale_opt_out"),
        sale_yes_two_steps: table.flag(cx.report, "sale_yes_two_steps"),
        limit_sensitive: table.flag(cx.report, "limit_sensitive"),
        request: request?,
    };
    model.and(child_age).map(|_| rules)
}

/// The age from which a child may say yes to sale and sharing: below the age of a child.
fn sale_own_yes_age(
    table: &mut Table<'_>,
    cx: &mut Cx<'_, '_>,
    child_age: Option<u32>,
) -> Option<u8> {
    let node = table.take("sale_own_yes_age")?;
    let below = child_age.unwrap_or_default().saturating_sub(1);
    let age = node.number(cx.report, 1..=below.max(1))?;
    Some(small(age as usize))
}

fn child_ages(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<(Box<str>, u8)> {
    let Some(node) = table.take("child_ages") else {
        return Vec::new();
    };
    let Some(ages) = node.table(cx.report, "the age in each country", node.at) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (country, node) in ages.rest() {
        let age = node.number(cx.report, 0..=25);
        if let Some(age) = age.filter(|_| proper_country(country, cx)) {
            found.push((country.text.into(), small(age as usize)));
        }
    }
    found
}

fn places(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<Place> {
    let Some(node) = table.take("places") else {
        return Vec::new();
    };
    let items = node.list(cx.report, "places").unwrap_or_default();
    let places = items.into_iter().map(|item| place(item, cx));
    places.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// `"JP"`, `"US-CA"`, or a table with a country and a region or city.
fn place(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<Place> {
    if !node.value.is_table() {
        let text = node.text(cx.report)?;
        let country = text.text.split('-').next().unwrap_or_default();
        let region = text.text.contains('-').then_some(text);
        let proper = match region {
            Some(region) => proper_region(region, cx),
            None => proper_country(text, cx),
        };
        return proper.then(|| Place {
            country: country.into(),
            region: region.map(|region| region.text.into()),
            city: None,
        });
    }
    let mut table = node.table(cx.report, "a place", node.at)?;
    let country = table.need_text(cx.report, "country", "two letters, as `CN`");
    let country = country.filter(|country| proper_country(*country, cx));
    let region = table.text(cx.report, "region");
    let region = region.filter(|region| proper_region(*region, cx));
    let city = table.text(cx.report, "city");
    table.finish(cx.report);
    let country = country?;
    if let Some(region) = region
        && region.text.split('-').next() != Some(country.text)
    {
        let message = format!("`{}` is not in `{}`", region.text, country.text);
        cx.add(region.at, MistakeKind::BadValue, message);
    }
    if let Some(city) = city
        && normalise::city(country.text, city.text).is_none_or(|known| known.name != city.text)
    {
        // Its rules would never run, and nobody would notice.
        let message = format!("no address is ever found to be in the city `{}`", city.text);
        let expected = "a city that addresses are told by, such as `Shenzhen`";
        cx.report
            .expect(city.at, MistakeKind::BadValue, message, expected);
    }
    Some(Place {
        country: country.text.into(),
        region: region.map(|region| region.text.into()),
        city: city.map(|city| city.text.into()),
    })
}

/// Whether it is a country of ISO 3166-1.
pub(super) fn proper_country(country: Text<'_>, cx: &mut Cx<'_, '_>) -> bool {
    let known = country.text.len() == 2
        && country.text.bytes().all(|byte| byte.is_ascii_uppercase())
        && rust_iso3166::from_alpha2(country.text).is_some();
    if !known {
        let message = format!("`{}` is not a country", country.text);
        let expected = "two capital letters of ISO 3166-1, such as `DE`";
        cx.report
            .expect(country.at, MistakeKind::BadValue, message, expected);
    }
    known
}

fn proper_region(region: Text<'_>, cx: &mut Cx<'_, '_>) -> bool {
    let known = rust_iso3166::iso3166_2::from_code(region.text).is_some();
    if !known {
        let message = format!("`{}` is not a region", region.text);
        let expected = "a code of ISO 3166-2, such as `US-CA`";
        cx.report
            .expect(region.at, MistakeKind::BadValue, message, expected);
    }
    known
}

fn proper_date(date: Text<'_>, cx: &mut Cx<'_, '_>) -> bool {
    let known = date.text.len() == 10 && date.text.parse::<jiff::civil::Date>().is_ok();
    if !known {
        let message = format!("`{}` is not a date", date.text);
        cx.report.expect(
            date.at,
            MistakeKind::BadValue,
            message,
            "a date as `2018-05-25`",
        );
    }
    known
}
