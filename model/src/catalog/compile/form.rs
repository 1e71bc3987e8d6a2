//! Forms: for which brand and moment, by which source, for which purposes, asking for what.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{FieldDef, FieldKind, FormDef, IdentifierDef, Moment, Purpose, SlotKind};
use super::super::{Source, Wish};
use super::{Cx, Section, Sections, small, wide};
use crate::id::{BrandId, FieldId, PurposeId, SourceId};

/// The most traits that one form asks for.
const WISHES_MAX: usize = 30;

/// What forms refer to.
pub(super) struct Known<'k> {
    pub(super) sources: &'k [Option<Source>],
    pub(super) purposes: &'k [Option<Purpose>],
    pub(super) fields: &'k [Option<FieldDef>],
    pub(super) identifiers: &'k [Option<IdentifierDef>],
}

/// Reads every form, in order of brand and moment.
pub(super) fn forms(
    sections: &Sections<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<FormDef> {
    let mut forms: Vec<(FormDef, At)> = Vec::new();
    for declaration in sections.of(Section::Forms) {
        let name = declaration.name;
        let what = format!("the form `{}`", name.text);
        let Some(mut table) = declaration.node.table(cx.report, &what, name.at) else {
            continue;
        };
        let form = form(&mut table, name, known, cx);
        table.finish(cx.report);
        let Some(form) = form else { continue };
        let same = |other: &&(FormDef, At)| {
            (other.0.brand, other.0.moment) == (form.brand, form.moment)
                || other.0.name == form.name
        };
        if let Some((_, first)) = forms.iter().find(same) {
            let place = cx.report.place(*first);
            let message = format!(
                "{what} is for a brand and moment, or has a name, that another form has, at {place}"
            );
            cx.add(name.at, MistakeKind::Duplicate, message);
            continue;
        }
        forms.push((form, name.at));
    }
    let mut forms: Vec<FormDef> = forms.into_iter().map(|(form, _)| form).collect();
    forms.sort_by_key(|form| (form.brand, form.moment));
    forms
}

fn form(
    table: &mut Table<'_>,
    name: Text<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Option<FormDef> {
    let brand_name = table.need_text(cx.report, "brand", "the brand that asks");
    let brand = brand_name.and_then(|brand| cx.refer(SlotKind::Brand, brand));
    let moment = table.need_text(cx.report, "moment", "when it is met, as \"newsletter\"");
    let moment = moment.and_then(|moment| moment_of(moment, cx));
    let source_name = table.need_text(cx.report, "source", "the source that answers come in by");
    let source = source_name.and_then(|source| cx.refer(SlotKind::Source, source));
    let purposes = table.need(
        cx.report,
        "purposes",
        "what it asks for, the main one first",
    );
    let purpose_names = purposes.map(|node| node.texts(cx.report, "purposes"));
    let ask = table.need(cx.report, "ask", "the traits it asks for, as [\"email\"]");
    let ask = ask
        .map(|node| node.texts(cx.report, "traits"))
        .unwrap_or_default();
    let require = table.texts(cx.report, "require", "traits");
    let (brand_name, brand) = (brand_name?, brand?);
    let mut purposes = Vec::new();
    for purpose in purpose_names.unwrap_or_default() {
        purposes.extend(purpose_of(purpose, brand_name.text, source, known, cx));
    }
    if let Some(source) = source.and_then(|slot| known.sources.get(slot)?.as_ref())
        && source.brand.index() != brand
    {
        let message = format!("the source `{}` is of another brand", source.name);
        cx.add(table.at, MistakeKind::BadValue, message);
    }
    let wishes = wishes(&ask, &require, known, cx);
    check_wishes(table.at, moment?, &wishes, known, cx);
    Some(FormDef {
        name: name.text.into(),
        brand: BrandId::new(small(brand)),
        moment: moment?,
        source: SourceId::new(wide(source?)),
        purposes,
        wishes,
    })
}

fn moment_of(name: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Moment> {
    let moment = Moment::parse(name.text);
    if moment.is_none() {
        let message = format!("no moment is named `{}`", name.text);
        let valid = Moment::ALL.into_iter().map(Moment::word);
        cx.report
            .unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
    }
    moment
}

/// A purpose of the brand, which the source has to collect for and people can read about.
fn purpose_of(
    name: Text<'_>,
    brand: &str,
    source: Option<usize>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Option<PurposeId> {
    let full = format!("{brand}/{}", name.text);
    let whole = Text {
        at: name.at,
        text: &full,
    };
    let slot = cx.refer(SlotKind::Purpose, whole)?;
    let id = PurposeId::new(small(slot));
    let source = source.and_then(|slot| known.sources.get(slot)?.as_ref());
    if let Some(source) = source
        && !source.purposes.contains(id)
    {
        let message = format!("the source `{}` does not collect for `{full}`", source.name);
        cx.add(name.at, MistakeKind::BadValue, message);
    }
    let purpose = known.purposes.get(slot).and_then(Option::as_ref);
    if purpose.is_some_and(|purpose| purpose.texts.is_empty()) {
        let message = format!("`{full}` has no text that the form could show");
        let expected = "`[[purpose.NAME.texts]]` with a `version` and a text in each language";
        cx.report
            .expect(name.at, MistakeKind::MissingKey, message, expected);
    }
    Some(id)
}

fn wishes(
    ask: &[Text<'_>],
    require: &[Text<'_>],
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<Wish> {
    if let Some(text) = ask.get(WISHES_MAX) {
        let expected = format!("at most {WISHES_MAX}");
        cx.report.expect(
            text.at,
            MistakeKind::TooMany,
            "the form asks for too much",
            expected,
        );
    }
    let mut wishes = Vec::new();
    for text in ask.iter().take(WISHES_MAX) {
        let Some(slot) = cx
            .declared
            .find(SlotKind::Field, &format!("trait:{}", text.text))
        else {
            let message = format!("no trait is named `{}`", text.text);
            let valid = cx.declared.names(SlotKind::Field);
            let valid = valid.filter_map(|name| name.strip_prefix("trait:"));
            cx.report
                .unknown(text.at, MistakeKind::UnknownName, message, text.text, valid);
            continue;
        };
        if !cx.names.titles.contains_key(&(SlotKind::Field, slot)) {
            let message = format!("`{}` has no title to ask for it by", text.text);
            let expected = "`title = { en = \"...\" }` at the trait";
            cx.report
                .expect(text.at, MistakeKind::MissingKey, message, expected);
        }
        let field = known.fields.get(slot).and_then(Option::as_ref);
        if field.is_some_and(|field| field.list || field.kind == FieldKind::Ip) {
            let message = format!("`{}` cannot be asked for by one line", text.text);
            let expected = "a trait of one value that a person can write";
            cx.report
                .expect(text.at, MistakeKind::BadValue, message, expected);
        }
        wishes.push(Wish {
            field: FieldId::new(wide(slot)),
            required: require.iter().any(|required| required.text == text.text),
        });
    }
    for required in require {
        if !ask.iter().any(|asked| asked.text == required.text) {
            let message = format!("`{}` is required and not asked for", required.text);
            let valid = ask.iter().map(|asked| asked.text);
            cx.report.unknown(
                required.at,
                MistakeKind::UnknownName,
                message,
                required.text,
                valid,
            );
        }
    }
    wishes
}

/// A form has to learn whose answers it takes; the first asks for an address and nothing more.
fn check_wishes(at: At, moment: Moment, wishes: &[Wish], known: &Known<'_>, cx: &mut Cx<'_, '_>) {
    let names_someone = |wish: &&Wish| {
        let field = known
            .fields
            .get(wish.field.index())
            .and_then(Option::as_ref);
        let kind = field.and_then(|field| field.identifier);
        let kind = kind.and_then(|kind| known.identifiers.get(kind.index())?.as_ref());
        kind.is_some_and(|kind| kind.personal)
    };
    if !wishes
        .iter()
        .filter(|wish| wish.required)
        .any(|wish| names_someone(&wish))
    {
        let message = "the form requires nothing that says who answers";
        let expected = "`require =` a trait with an `identifier`, such as `email`";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
    if moment == Moment::FirstContact && wishes.len() > 1 {
        let message = "the first contact asks for an address and nothing more";
        let expected = "one trait under `ask`; later moments may ask for others";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
}
