//! Purposes: declared once, compiled for each brand that has them.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{BasisKind, Brand, Concerned, Pack, Purpose, PurposeText, SlotKind};
use super::words::proper_locale;
use super::{Cx, Declaration, Sections, basis, by_slot, small, wide};
use crate::decide::{Operation, OperationSet};
use crate::id::{BrandId, CategoryId, ChannelId, PurposeId, RecipientId, TopicId};

/// The highest version of a purpose or text.
const VERSION_MAX: u32 = 100_000;
/// The longest time that anything is kept or stays agreed, in days: two hundred years.
pub(super) const DAYS_MAX: u32 = 73_050;
/// What stands for the brand's title in texts.
const BRAND_MARK: &str = "{brand}";

pub(super) fn purposes(
    sections: &Sections<'_>,
    packs: &[Option<Pack>],
    brands: &[Option<Brand>],
    cx: &mut Cx<'_, '_>,
) -> Vec<Option<Purpose>> {
    let mut items = Vec::new();
    for declaration in sections.named(SlotKind::Purpose) {
        items.extend(purpose(declaration, packs, brands, cx).unwrap_or_default());
    }
    by_slot(cx, SlotKind::Purpose, items)
}

/// One purpose, for each of its brands.
fn purpose(
    declaration: Declaration<'_>,
    packs: &[Option<Pack>],
    brands: &[Option<Brand>],
    cx: &mut Cx<'_, '_>,
) -> Option<Vec<(usize, Purpose)>> {
    let name = declaration.name;
    let what = format!("the purpose `{}`", name.text);
    let mut table = declaration.node.table(cx.report, &what, name.at)?;
    let of_brands = table.need(
        cx.report,
        "brands",
        "the brands that have it, as [\"aria\"]",
    );
    let of_brands = of_brands.map(|node| node.texts(cx.report, "brands"));
    let of_brands = of_brands.unwrap_or_default();
    let version = table.need(
        cx.report,
        "version",
        "1, and one more with each change of basis",
    );
    let version = version.and_then(|node| node.number(cx.report, 1..=VERSION_MAX));
    let draft = draft(&mut table, packs, cx);
    let texts = texts(&mut table, cx);
    table.finish(cx.report);
    let asks = draft
        .bases
        .iter()
        .any(|(_, basis)| basis.kind == BasisKind::Consent);
    if asks && texts.is_empty() {
        let message = format!("{what} asks for consent and has no text to agree to");
        let expected = "`[[purpose.NAME.texts]]` with a `version` and a text in each language";
        cx.report
            .expect(name.at, MistakeKind::MissingKey, message, expected);
    }
    let mut purposes = Vec::new();
    for brand_name in of_brands {
        let Some(brand) = cx.refer(SlotKind::Brand, brand_name) else {
            continue;
        };
        let full = format!("{}/{}", brand_name.text, name.text);
        let Some(slot) = cx.declared.find(SlotKind::Purpose, &full) else {
            continue;
        };
        let about = brands.get(brand).and_then(Option::as_ref);
        if let Some(about) = about {
            check_fallback(&texts, about, name.at, cx);
        }
        let title = about.map_or(brand_name.text, |about| &about.title);
        purposes.push((
            slot,
            Purpose {
                id: PurposeId::new(small(slot)),
                brand: BrandId::new(small(brand)),
                name: name.text.into(),
                version: version.unwrap_or(1),
                texts: texts.iter().map(|text| for_brand(text, title)).collect(),
                ..draft.clone()
            },
        ));
    }
    Some(purposes)
}

/// All of a purpose that is the same for each brand, but its texts.
fn draft(table: &mut Table<'_>, packs: &[Option<Pack>], cx: &mut Cx<'_, '_>) -> Purpose {
    let categories = table.need(cx.report, "categories", "the data categories it may hold");
    let categories = categories.map(|node| node.texts(cx.report, "categories"));
    let categories = cx.refer_all(SlotKind::Category, &categories.unwrap_or_default());
    let operations = table.need(
        cx.report,
        "operations",
        "what may be done, as [\"collect\"]",
    );
    let operations = operations.map(|node| node.texts(cx.report, "operations"));
    let recipients = table.texts(cx.report, "recipients", "recipients");
    let recipients = cx.refer_all(SlotKind::Recipient, &recipients);
    let channel_names = table.texts(cx.report, "channels", "channels");
    let channels = cx.refer_all(SlotKind::Channel, &channel_names);
    let topic = table.text(cx.report, "topic");
    let topic = topic.and_then(|topic| cx.refer(SlotKind::Topic, topic));
    let channel_consent = table.flag(cx.report, "channel_consent");
    if channel_consent && channel_names.is_empty() {
        let message = "`channel_consent` asks for a yes to each channel, and there is none";
        cx.add(table.at, MistakeKind::BadValue, message);
    }
    let concerns = concerned(table, cx);
    let signals = table.texts(cx.report, "signals", "names of consent categories");
    let kept = table.take("kept_by_law");
    let kept = kept.map(|node| node.texts(cx.report, "categories"));
    let kept = kept.map(|names| cx.refer_all(SlotKind::Category, &names));
    Purpose {
        id: PurposeId::new(0),
        brand: BrandId::new(0),
        name: Box::default(),
        version: 1,
        texts: Vec::new(),
        concerns,
        categories: ids(&categories, CategoryId::new),
        operations: operation_set(&operations.unwrap_or_default(), cx),
        recipients: ids(&recipients, RecipientId::new),
        retention_days: table.number(cx.report, "retention_days", 1..=DAYS_MAX),
        bases: basis::bases(table, packs, cx),
        marketing: table.flag(cx.report, "marketing"),
        sells: table.flag(cx.report, "sells"),
        asks_age: table.flag(cx.report, "asks_age"),
        necessary: table.flag(cx.report, "necessary"),
        kept_by_law: kept.map(|kept| ids(&kept, CategoryId::new)),
        profiling: table.flag(cx.report, "profiling"),
        channels: ids(&channels, ChannelId::new),
        channel_consent,
        signals: signals.iter().map(|signal| signal.text.into()).collect(),
        topic: topic.map(|slot| TopicId::new(wide(slot))),
    }
}

/// Whose data it is about: customers, where nothing is said.
fn concerned(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<Concerned> {
    let mut found = Vec::new();
    for name in table.texts(cx.report, "concerns", "groups of people") {
        let known = Concerned::ALL.into_iter();
        if let Some(one) = known.clone().find(|one| one.word() == name.text) {
            found.push(one);
        } else {
            let message = format!("no group of people is named `{}`", name.text);
            let valid = known.map(Concerned::word);
            cx.report
                .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
        }
    }
    if found.is_empty() {
        found.push(Concerned::Customers);
    }
    found.sort_unstable();
    found
}

fn ids<Id, Set: FromIterator<Id>>(slots: &[usize], id: fn(u8) -> Id) -> Set {
    slots.iter().map(|slot| id(small(*slot))).collect()
}

fn operation_set(names: &[Text<'_>], cx: &mut Cx<'_, '_>) -> OperationSet {
    let mut set = OperationSet::EMPTY;
    for name in names {
        let found = Operation::ALL
            .into_iter()
            .find(|operation| operation.name() == name.text);
        if let Some(operation) = found {
            set = set.with(operation);
        } else {
            let message = format!("no operation is named `{}`", name.text);
            let valid = Operation::ALL.into_iter().map(Operation::name);
            cx.report
                .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
        }
    }
    set
}

/// The texts by version and language, in order of version.
fn texts(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<PurposeText> {
    let Some(node) = table.take("texts") else {
        return Vec::new();
    };
    let mut texts: Vec<PurposeText> = Vec::new();
    for item in node
        .list(cx.report, "texts, each with a version")
        .unwrap_or_default()
    {
        let Some(mut table) = item.table(cx.report, "the text", item.at) else {
            continue;
        };
        let at = table.take("version").map_or(item.at, |node| node.at);
        let version = table.need(
            cx.report,
            "version",
            "1, and one more with each change of words",
        );
        let version = version.and_then(|node| node.number(cx.report, 1..=VERSION_MAX));
        let material = table.flag_or(cx.report, "material", true);
        if texts.iter().any(|text| Some(text.version) == version) {
            let message = "another text of this purpose has this version";
            cx.add(at, MistakeKind::Duplicate, message);
        }
        let found = languages(&table, version.unwrap_or(1), material, cx);
        if found.is_empty() {
            let message = "the text is in no language";
            let expected = "`en = { title = \"...\", body = \"...\" }`";
            cx.report
                .expect(at, MistakeKind::MissingKey, message, expected);
        }
        texts.extend(found);
    }
    texts.sort_by(|a, b| (a.version, &a.locale).cmp(&(b.version, &b.locale)));
    texts
}

fn languages(
    table: &Table<'_>,
    version: u32,
    material: bool,
    cx: &mut Cx<'_, '_>,
) -> Vec<PurposeText> {
    let mut texts = Vec::new();
    for (locale, node) in table.rest() {
        let proper = proper_locale(locale, cx);
        let what = format!("the text in `{}`", locale.text);
        let Some(mut table) = node.table(cx.report, &what, locale.at) else {
            continue;
        };
        let title = table.need_text(cx.report, "title", "a few words");
        let body = table.need_text(
            cx.report,
            "body",
            "what it is, what it means, what one can do",
        );
        let change = table.text(cx.report, "change");
        table.finish(cx.report);
        if let (Some(title), Some(body), true) = (title, body, proper) {
            texts.push(PurposeText {
                version,
                material,
                locale: locale.text.into(),
                title: title.text.trim().into(),
                body: body.text.trim().into(),
                change: change.map(|change| change.text.trim().into()),
            });
        }
    }
    texts
}

/// Each version of the text has to be there in the brand's own language, and the newest in every
/// language that the brand speaks.
fn check_fallback(texts: &[PurposeText], brand: &Brand, at: At, cx: &mut Cx<'_, '_>) {
    let mut versions: Vec<u32> = texts.iter().map(|text| text.version).collect();
    versions.dedup();
    let newest = versions.last().copied();
    for version in versions {
        let lacks = |locale: &str| {
            let mut of_version = texts.iter().filter(|text| text.version == version);
            !of_version.any(|text| &*text.locale == locale)
        };
        let others = brand.about.locales.iter();
        let others = others.filter(|locale| **locale != brand.locale && Some(version) == newest);
        for locale in std::iter::once(&brand.locale).chain(others) {
            if !lacks(locale) {
                continue;
            }
            let role = if *locale == brand.locale {
                "the language"
            } else {
                "a language"
            };
            let message = format!(
                "text {version} is not in `{locale}`, {role} of the brand `{}`",
                brand.name
            );
            let expected = format!("`{locale} = {{ title = \"...\", body = \"...\" }}`");
            cx.report
                .expect(at, MistakeKind::MissingKey, message, expected);
        }
    }
}

fn for_brand(text: &PurposeText, brand: &str) -> PurposeText {
    PurposeText {
        title: text.title.replace(BRAND_MARK, brand).into(),
        body: text.body.replace(BRAND_MARK, brand).into(),
        change: text
            .change
            .as_ref()
            .map(|change| change.replace(BRAND_MARK, brand).into()),
        ..text.clone()
    }
}
