//! The lawful bases of a purpose: by jurisdiction, by model, or a default that names where it holds.

use std::collections::BTreeMap;

use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table, Text};
use super::super::{Basis, BasisKind, Model, Pack, SlotKind};
use super::purpose::DAYS_MAX;
use super::{Cx, small};
use crate::id::JurisdictionId;

/// The word for "no basis here": a jurisdiction left out of a default.
const NONE: &str = "none";
/// The word for every jurisdiction.
const EVERY: &str = "*";

/// Reads `basis`. What a jurisdiction says itself goes before its model's, and that before the
/// default; a jurisdiction that nothing names has no basis and denies.
pub(super) fn bases(
    table: &mut Table<'_>,
    packs: &[Option<Pack>],
    cx: &mut Cx<'_, '_>,
) -> Vec<(JurisdictionId, Basis)> {
    let at = table.at;
    let before = cx.report.count();
    let Some(node) = table.take("basis") else {
        no_basis(at, cx);
        return Vec::new();
    };
    let Some(mut listed) = node.table(cx.report, "the basis in each jurisdiction", at) else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for (word, model) in [
        ("default", None),
        ("opt-in", Some(Model::OptIn)),
        ("opt-out", Some(Model::OptOut)),
    ] {
        if let Some(node) = listed.take(word) {
            shared(node, word, model, packs, cx, &mut found);
        }
    }
    for (name, node) in listed.rest() {
        let slot = refer(name, cx);
        let Some((basis, _)) = one(node, name.text, false, cx) else {
            continue;
        };
        if let Some(slot) = slot {
            check_model(basis.as_ref(), slot, packs, node, cx);
            found.insert(slot, basis);
        }
    }
    let bases: Vec<_> = found
        .into_iter()
        .filter_map(|(slot, basis)| Some((JurisdictionId::new(small(slot)), basis?)))
        .collect();
    if bases.is_empty() && cx.report.count() == before {
        no_basis(at, cx);
    }
    bases
}

fn no_basis(at: super::super::mistake::At, cx: &mut Cx<'_, '_>) {
    let message = "the purpose has no lawful basis in any jurisdiction, so it is always denied";
    let expected =
        "`basis.eu = { kind = \"consent\", citation = \"GDPR Art. 6(1)(a)\" }` and so on";
    cx.report
        .expect(at, MistakeKind::NoBasis, message, expected);
}

/// A basis that several jurisdictions share: all that it lists, as far as they have the model.
fn shared(
    node: Node<'_>,
    word: &str,
    model: Option<Model>,
    packs: &[Option<Pack>],
    cx: &mut Cx<'_, '_>,
    found: &mut BTreeMap<usize, Option<Basis>>,
) {
    let Some((basis, listed)) = one(node, word, true, cx) else {
        return;
    };
    let every = listed.iter().any(|name| name.text == EVERY);
    let mut slots = Vec::new();
    if every {
        let fitting = packs
            .iter()
            .flatten()
            .filter(|pack| model.is_none_or(|model| pack.rules.model == model));
        slots.extend(fitting.map(|pack| pack.id.index()));
    }
    for name in listed.iter().filter(|name| name.text != EVERY) {
        let Some(slot) = refer(*name, cx) else {
            continue;
        };
        let pack = packs.get(slot).and_then(Option::as_ref);
        if let (Some(pack), Some(model)) = (pack, model)
            && pack.rules.model != model
        {
            let message = format!("the pack `{}` does not have the model `{word}`", pack.name);
            cx.add(name.at, MistakeKind::BadValue, message);
        }
        slots.push(slot);
    }
    for slot in slots {
        check_model(basis.as_ref(), slot, packs, node, cx);
        found.insert(slot, basis.clone());
    }
}

fn refer(name: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<usize> {
    let slot = cx.declared.find(SlotKind::Pack, name.text);
    if slot.is_none() {
        let message = format!("no jurisdiction is named `{}`", name.text);
        let valid = cx.declared.names(SlotKind::Pack);
        cx.report
            .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
    }
    slot
}

/// Opting out is no basis where the law wants a yes first.
fn check_model(
    basis: Option<&Basis>,
    slot: usize,
    packs: &[Option<Pack>],
    node: Node<'_>,
    cx: &mut Cx<'_, '_>,
) {
    let pack = packs.get(slot).and_then(Option::as_ref);
    if let (Some(basis), Some(pack)) = (basis, pack)
        && basis.kind == BasisKind::OptOut
        && pack.rules.model == Model::OptIn
    {
        let message = format!(
            "`opt-out` is no lawful basis in `{}`, an opt-in law",
            pack.name
        );
        let expected = "another basis, or `kind = \"none\"` to deny there";
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
    }
}

/// One basis, none for `kind = "none"`; and the jurisdictions it lists, where it is a shared one.
fn one<'a>(
    node: Node<'a>,
    word: &str,
    shared: bool,
    cx: &mut Cx<'_, '_>,
) -> Option<(Option<Basis>, Vec<Text<'a>>)> {
    let what = format!("the basis `{word}`");
    let mut table = node.table(cx.report, &what, node.at)?;
    let listed = if shared {
        let expected = "[\"*\"] for all, or their names";
        let node = table.need(cx.report, "jurisdictions", expected);
        let listed = node.map(|node| node.texts(cx.report, "jurisdictions"));
        listed.unwrap_or_default()
    } else {
        Vec::new()
    };
    let kind = table.need_text(cx.report, "kind", "the lawful basis, as \"consent\"");
    let explicit = table.flag(cx.report, "explicit");
    let separate = table.flag(cx.report, "separate");
    let double_opt_in = table.flag(cx.report, "double_opt_in");
    let age_days_max = table.number(cx.report, "age_days_max", 1..=DAYS_MAX);
    let denies = kind.is_some_and(|kind| kind.text == NONE);
    let citation = if denies {
        table.text(cx.report, "citation")
    } else {
        table.need_text(cx.report, "citation", "the article it rests on")
    };
    table.finish(cx.report);
    if denies {
        return Some((None, listed));
    }
    let name = kind?;
    let kinds = BasisKind::ALL.into_iter();
    let Some(kind) = kinds.clone().find(|kind| kind.word() == name.text) else {
        let message = format!("`{}` is no lawful basis", name.text);
        let valid = kinds.map(BasisKind::word).chain([NONE]);
        cx.report
            .unknown(name.at, MistakeKind::BadValue, message, name.text, valid);
        return None;
    };
    let ruled = explicit || separate || double_opt_in || age_days_max.is_some();
    if ruled && kind != BasisKind::Consent {
        let message = format!("rules of consent stand beside the basis `{}`", kind.word());
        let expected =
            "`explicit`, `separate`, `double_opt_in` and `age_days_max` with consent only";
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, expected);
    }
    let basis = Basis {
        kind,
        explicit,
        separate,
        double_opt_in,
        age_days_max,
        citation: citation?.text.into(),
    };
    Some((Some(basis), listed))
}
