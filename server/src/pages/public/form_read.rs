//! From a form as policy has it to what its page shows.

use telos_model::catalog::Catalog;
use telos_model::form::{AGE_CONTROL, Filled, FormMistake, GUARDIAN_CONTROL, Says};

use super::super::names::Names;
use super::super::words::Lang;
use super::form::{
    AgeRow, BoxRow, FieldRow, FormPage, NoticeRow, age_words, box_label, input_kind,
};
use crate::api::forms::Wanted;

/// What a page of a form is made of.
pub(super) struct Context<'a, 'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) wanted: &'a Wanted<'c>,
    pub(super) lang: Lang,
    pub(super) action: String,
    pub(super) token: String,
    /// What was filled in before, to be shown again.
    pub(super) filled: Option<&'a dyn Filled>,
    pub(super) mistakes: &'a [FormMistake],
    pub(super) problem: Option<&'static str>,
}

/// Makes the page's context.
pub(super) fn read(cx: &Context<'_, '_>) -> FormPage {
    let form = &cx.wanted.form;
    let names = Names::new(cx.catalog, cx.lang);
    let slip = |control: &str| {
        let mut mistakes = cx.mistakes.iter();
        let found = mistakes.find(|mistake| mistake.control == control);
        found.map(|mistake| mistake.slip.code())
    };
    let mut fields: Vec<FieldRow> = form
        .fields
        .iter()
        .map(|field| {
            let control = field.control();
            FieldRow {
                title: field.title.to_owned(),
                kind: input_kind(field.field.kind),
                autocomplete: autocomplete(&field.field.path),
                required: field.required,
                only_with_yes: field.only_with_yes,
                purposes: names.purposes(field.purposes),
                value: cx
                    .filled
                    .and_then(|filled| filled.text(&control))
                    .unwrap_or_default()
                    .to_owned(),
                ticked: cx.filled.is_some_and(|filled| filled.ticked(&control)),
                slip: slip(&control),
                control,
            }
        })
        .collect();
    in_order(&mut fields, cx.lang);
    let boxes = form.boxes.iter().map(|one| {
        let control = one.control(cx.catalog);
        BoxRow {
            label: box_label(cx.lang, cx.catalog, one),
            body: match one.channel {
                None => one.text.body.to_string(),
                Some(_) => String::new(),
            },
            locale: one.text.locale.to_string(),
            channel: one.channel.is_some(),
            no: one.says == Says::No,
            required: one.required,
            double_opt_in: one.double_opt_in && one.channel.is_none(),
            age_days_max: one.age_days_max.filter(|_| one.channel.is_none()),
            ticked: cx.filled.is_some_and(|filled| filled.ticked(&control)),
            slip: slip(&control),
            control,
        }
    });
    let notices = form.notices.iter().map(|notice| NoticeRow {
        title: notice.text.title.to_string(),
        body: notice.text.body.to_string(),
        locale: notice.text.locale.to_string(),
    });
    FormPage {
        brand: form.brand.title.to_string(),
        moment: form.def.moment.word(),
        action: cx.action.clone(),
        token: cx.token.clone(),
        fields,
        boxes: boxes.collect(),
        notices: notices.collect(),
        age: form
            .age
            .map(|years| age(cx, years, slip(AGE_CONTROL), slip(GUARDIAN_CONTROL))),
        transparency: format!("/transparency/{}?lang={}", form.brand.name, cx.lang.tag()),
        problem: cx.problem,
    }
}

/// The question about the age. The guardian's address is asked for once it is needed.
fn age(
    cx: &Context<'_, '_>,
    years: u8,
    slip: Option<&'static str>,
    address_slip: Option<&'static str>,
) -> AgeRow {
    let said = |control| {
        let said = cx.filled.and_then(|filled| filled.text(control));
        said.unwrap_or_default().to_owned()
    };
    let young = said(AGE_CONTROL) == "younger" || address_slip.is_some();
    AgeRow {
        title: age_words(cx.lang, years),
        years,
        said: said(AGE_CONTROL),
        slip,
        guardian: young && cx.wanted.form.asks_guardian,
        address: said(GUARDIAN_CONTROL),
        address_slip,
    }
}

/// Family names come first, and addresses go from the large to the small, where people write so.
fn in_order(fields: &mut [FieldRow], lang: Lang) {
    if !matches!(lang, Lang::Ja | Lang::ZhHant | Lang::ZhHans) {
        return;
    }
    for group in [
        &["field.last_name", "field.first_name"][..],
        &[
            "field.address.country",
            "field.address.postal_code",
            "field.address.state",
            "field.address.city",
            "field.address.street",
        ],
    ] {
        let rank = |field: &FieldRow| group.iter().position(|name| *name == field.control);
        let places: Vec<usize> = (0..fields.len())
            .filter(|at| rank(&fields[*at]).is_some())
            .collect();
        let mut members: Vec<FieldRow> = places.iter().map(|at| fields[*at].clone()).collect();
        members.sort_by_key(rank);
        for (at, member) in places.into_iter().zip(members) {
            fields[at] = member;
        }
    }
}

/// What a browser may fill in by itself (HTML, 4.10.18.7).
fn autocomplete(path: &str) -> &'static str {
    match path {
        "email" => "email",
        "phone" => "tel",
        "name" => "name",
        "first_name" => "given-name",
        "last_name" => "family-name",
        "birthday" => "bday",
        "address.street" => "street-address",
        "address.postal_code" => "postal-code",
        "address.city" => "address-level2",
        "address.state" => "address-level1",
        "address.country" => "country-name",
        "company" | "company.name" => "organization",
        _ => "off",
    }
}
