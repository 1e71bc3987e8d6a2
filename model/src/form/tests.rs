//! Tests of forms over the shipped catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::catalog::{compile, starter};
use crate::time::Timestamp;

fn shipped() -> Catalog {
    compile(&starter(), None).expect("no mistakes")
}

fn place(catalog: &Catalog, country: &str, region: Option<&str>) -> JurisdictionSet {
    catalog.jurisdictions_of(country, region, None)
}

fn form<'c>(
    catalog: &'c Catalog,
    brand: &str,
    moment: Moment,
    country: &str,
    region: Option<&str>,
    gpc: bool,
) -> Form<'c> {
    let def = catalog.form(catalog.names.brands[brand], moment);
    let meeting = Meeting {
        jurisdictions: place(catalog, country, region),
        gpc,
        country: None,
        letters: true,
        locale: "de",
    };
    Form::of(catalog, def.expect("a form"), meeting).expect("a brand")
}

fn controls(catalog: &Catalog, form: &Form<'_>) -> Vec<String> {
    form.boxes.iter().map(|one| one.control(catalog)).collect()
}

#[derive(Default)]
struct Sheet {
    texts: BTreeMap<&'static str, &'static str>,
    ticks: BTreeSet<&'static str>,
}

impl Filled for Sheet {
    fn text(&self, control: &str) -> Option<&str> {
        self.texts.get(control).copied()
    }

    fn ticked(&self, control: &str) -> bool {
        self.ticks.contains(control)
    }
}

fn sheet<const T: usize, const B: usize>(
    texts: [(&'static str, &'static str); T],
    ticks: [&'static str; B],
) -> Sheet {
    Sheet {
        texts: texts.into(),
        ticks: ticks.into(),
    }
}

fn slips(catalog: &Catalog, form: &Form<'_>, sheet: &Sheet) -> Vec<(String, &'static str)> {
    let now = Timestamp::parse("2026-05-03").expect("a time");
    let mistakes = answers(catalog, form, sheet, Some("DE"), now).err();
    let mistakes = mistakes.unwrap_or_default().into_iter();
    mistakes.map(|one| (one.control, one.slip.code())).collect()
}

#[test]
fn every_shipped_form_is_usable_wherever_its_main_purpose_is_allowed() {
    let catalog = shipped();
    assert_eq!(catalog.forms.len(), 10);
    for def in &catalog.forms {
        for pack in catalog.packs.iter().flatten() {
            let meeting = Meeting {
                jurisdictions: JurisdictionSet::only(pack.id),
                gpc: true,
                country: None,
                letters: true,
                locale: "fr",
            };
            let form = Form::of(&catalog, def, meeting).expect("a brand");
            assert!(form.is_usable(), "{} in {}", def.name, pack.name);
            for field in &form.fields {
                assert!(!field.purposes.is_empty(), "{}", field.field.path);
            }
        }
    }
}

#[test]
fn the_first_contact_asks_for_an_address_and_its_permission_only() {
    let catalog = shipped();
    let form = form(&catalog, "aria", Moment::FirstContact, "DE", None, false);
    assert_eq!(form.fields.len(), 1);
    assert_eq!(form.fields[0].title, "E-Mail-Adresse");
    assert_eq!(controls(&catalog, &form), ["yes.news-email"]);
    let one = &form.boxes[0];
    assert!(one.required && one.double_opt_in && one.says == Says::Yes);
    assert_eq!((one.text.version, &*one.text.locale), (1, "de"));
}

#[test]
fn an_opt_out_law_gives_a_box_for_no_and_an_opt_in_law_one_for_yes() {
    let catalog = shipped();
    let of = |country, region, gpc| {
        let form = form(&catalog, "aria", Moment::Checkout, country, region, gpc);
        (controls(&catalog, &form), form.left_out)
    };
    let (german, _) = of("DE", None, false);
    assert_eq!(german, ["yes.news-email", "yes.ads-audiences"]);
    let (californian, _) = of("US", Some("US-CA"), false);
    assert_eq!(californian, ["no.news-email", "no.ads-audiences"]);
    let (with_gpc, left) = of("US", Some("US-CA"), true);
    assert_eq!(with_gpc, ["no.news-email"]);
    let ads = catalog.names.purposes["aria/ads-audiences"];
    assert_eq!(left, [(Left::Purpose(ads), Why::GlobalPrivacyControl)]);
    let (elsewhere, left) = of("NZ", None, false);
    assert_eq!(elsewhere, ["yes.news-email"]);
    assert!(left.contains(&(Left::Purpose(ads), Why::NoBasis)));
}

#[test]
fn the_most_demanding_of_several_jurisdictions_rules() {
    let catalog = shipped();
    // Bento is Japanese, so Japan's rules hold for a Californian as well.
    let form = form(
        &catalog,
        "bento",
        Moment::Newsletter,
        "US",
        Some("US-CA"),
        false,
    );
    let news = &form.boxes[0];
    assert!(news.says == Says::Yes && !news.double_opt_in);
    let names = controls(&catalog, &form);
    for control in ["yes.news-email.email", "yes.news-email.push"] {
        assert!(names.iter().any(|name| name == control), "{names:?}");
    }
    assert_eq!(form.boxes.iter().filter(|one| one.required).count(), 1);
}

#[test]
fn nothing_but_an_address_is_required_for_a_yes() {
    let catalog = shipped();
    let mut def = catalog
        .form(catalog.names.brands["aria"], Moment::Newsletter)
        .expect("a form")
        .clone();
    for wish in &mut def.wishes {
        wish.required = true;
    }
    let meeting = Meeting {
        jurisdictions: place(&catalog, "DE", None),
        gpc: false,
        country: None,
        letters: true,
        locale: "en",
    };
    let form = Form::of(&catalog, &def, meeting).expect("a brand");
    let required: Vec<&str> = form
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| &*field.field.path)
        .collect();
    assert_eq!(required, ["email"]);
    assert_eq!(form.left_out.len(), 2);
    assert!(
        form.left_out
            .iter()
            .all(|(_, why)| *why == Why::ConsentMustBeFree)
    );
}

#[test]
fn what_no_purpose_of_the_form_may_hold_is_not_asked() {
    let catalog = shipped();
    let mut def = catalog
        .form(catalog.names.brands["aria"], Moment::Account)
        .expect("a form")
        .clone();
    let genes = catalog.names.traits["soc_sec_id"];
    def.wishes.push(crate::catalog::Wish {
        field: genes,
        required: true,
    });
    let meeting = Meeting {
        jurisdictions: place(&catalog, "DE", None),
        gpc: false,
        country: None,
        letters: true,
        locale: "en",
    };
    let form = Form::of(&catalog, &def, meeting).expect("a brand");
    assert!(form.fields.iter().all(|field| field.field.id != genes));
    assert!(
        form.left_out
            .contains(&(Left::Field(genes), Why::NoPurpose))
    );
}

#[test]
fn an_empty_box_is_no_decision_and_a_tick_carries_its_text() {
    let catalog = shipped();
    let form = form(&catalog, "aria", Moment::Newsletter, "DE", None, false);
    let filled = sheet([("field.email", " Ada@Example.org ")], ["yes.news-email"]);
    let now = Timestamp::parse("2026-05-03").expect("a time");
    let answers = answers(&catalog, &form, &filled, None, now).expect("in order");
    let said: Vec<Saying> = answers.decided.iter().map(|one| one.saying).collect();
    assert_eq!(said, [Saying::Yes, Saying::Asked]);
    assert_eq!(answers.decided[0].text_version, 1);
    assert_eq!(&*answers.decided[0].locale, "de");
    assert_eq!(&*answers.identifiers[0].1, "ada@example.org");
    assert_eq!(answers.fields.len(), 1, "empty answers are not answers");
    assert!(!format!("{answers:?}").to_lowercase().contains("ada"));
}

#[test]
fn every_mistake_is_named_beside_its_field_at_once() {
    let catalog = shipped();
    let checkout = form(&catalog, "aria", Moment::Checkout, "DE", None, false);
    let bad = sheet(
        [
            ("field.email", "no-address"),
            ("field.last_name", "   "),
            ("field.address.street", "a\u{7}"),
            ("field.address.postal_code", "1"),
            ("field.address.city", "Berlin"),
            ("field.address.country", "Atlantis"),
            ("field.phone", "0"),
        ],
        [],
    );
    let found = slips(&catalog, &checkout, &bad);
    let expected = [
        ("field.email", "email"),
        ("field.last_name", "missing"),
        ("field.address.street", "not_text"),
        ("field.address.postal_code", "postal_code"),
        ("field.address.country", "country"),
        ("field.phone", "phone"),
    ];
    assert_eq!(
        found,
        expected.map(|(control, slip)| (control.to_owned(), slip))
    );
    let news = form(&catalog, "aria", Moment::Newsletter, "DE", None, false);
    let nobody = sheet([("field.email", "noreply@aria.test")], []);
    let found = slips(&catalog, &news, &nobody);
    let expected = [("field.email", "nobody"), ("yes.news-email", "not_ticked")];
    assert_eq!(
        found,
        expected.map(|(control, slip)| (control.to_owned(), slip))
    );
    let profile = form(&catalog, "aria", Moment::Profile, "DE", None, false);
    let unborn = sheet(
        [
            ("field.email", "a@b.test"),
            ("field.birthday", "2999-01-01"),
        ],
        [],
    );
    assert_eq!(
        slips(&catalog, &profile, &unborn),
        [("field.birthday".to_owned(), "date_future")]
    );
}
