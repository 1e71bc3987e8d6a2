//! Titles in every language: what a brand says it speaks, it has to speak everywhere.

use super::super::mistake::MistakeKind;
use super::super::{Brand, SlotKind};
use super::{Cx, Section, Sections};

/// The kinds whose titles people get to read.
const TITLED: [SlotKind; 5] = [
    SlotKind::Pack,
    SlotKind::Category,
    SlotKind::Recipient,
    SlotKind::Channel,
    SlotKind::Topic,
];

/// Notes every title that is not in all languages that some brand lists under `locales`.
pub(super) fn check(sections: &Sections<'_>, brands: &[Option<Brand>], cx: &mut Cx<'_, '_>) {
    let all = brands.iter().flatten();
    let mut wanted: Vec<&str> = all
        .flat_map(|brand| &brand.about.locales)
        .map(|locale| &**locale)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return;
    }
    for kind in TITLED {
        for declaration in sections.named(kind) {
            let slot = cx.declared.find(kind, declaration.name.text);
            lacking(kind, slot, declaration.name, &wanted, cx);
        }
    }
    for declaration in sections.of(Section::Traits) {
        let name = format!("trait:{}", declaration.name.text);
        let slot = cx.declared.find(SlotKind::Field, &name);
        lacking(SlotKind::Field, slot, declaration.name, &wanted, cx);
    }
}

fn lacking(
    kind: SlotKind,
    slot: Option<usize>,
    name: super::Text<'_>,
    wanted: &[&str],
    cx: &mut Cx<'_, '_>,
) {
    let titles = slot.and_then(|slot| cx.names.titles.get(&(kind, slot)));
    let Some(titles) = titles else {
        return;
    };
    let has = |locale: &&&str| titles.iter().any(|(known, _)| **known == ***locale);
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|locale| !has(locale))
        .copied()
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "the title of the {} `{}` is not in {}",
            kind.word(),
            name.text,
            missing.join(", ")
        );
        let expected = format!("`{} = \"...\"` in `title`", missing[0]);
        cx.report
            .expect(name.at, MistakeKind::MissingKey, message, expected);
    }
}
