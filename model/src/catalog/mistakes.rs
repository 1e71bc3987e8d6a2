//! Tests of what is reported about catalogs that are not in order.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

/// A small catalog that is in order.
pub(super) const GOOD: &str = r#"
[category.contact]
[category.transaction]
[channel.email]
[brand.aria]
title = "Aria"
[pack.eu]
title = "EU"
places = ["DE"]
model = "opt-in"
child_age = 16
request = { months = 1 }
citation = "GDPR"
effective = "2018-05-25"
reviewer = "nobody"
[pack.rest]
strictest = true
title = "Rest"
model = "opt-in"
child_age = 18
request = "promptly"
citation = "House rule"
effective = "2026-01-01"
reviewer = "nobody"
[purpose.orders]
brands = ["aria"]
version = 1
categories = ["contact", "transaction"]
operations = ["collect", "segment"]
basis.eu = { kind = "contract", citation = "Art. 6(1)(b)" }
[identifier.email]
category = "contact"
priority = 1
[traits]
email = { kind = "email", category = "contact", identifier = "email" }
[event."Order Completed"]
category = "transaction"
properties = { revenue = { kind = "number", measure = true }, order_id = "text" }
[source.web]
brand = "aria"
write_key = "aria-web-key"
channel = "web"
purposes = ["orders"]
"#;

pub(super) fn file(path: &str, text: &str) -> CatalogFile {
    CatalogFile {
        path: path.into(),
        text: text.into(),
    }
}

/// What is said about the good catalog and one more file.
fn said(more: &str) -> String {
    let files = [file("good.toml", GOOD), file("more.toml", more)];
    let mistakes = compile(&files, None).expect_err("a mistake");
    let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    shown.join("\n")
}

#[test]
fn the_good_catalog_is_in_order() {
    let catalog = compile(&[file("good.toml", GOOD)], None).expect("no mistakes");
    assert!(catalog.names.purposes.contains_key("aria/orders"));
}

macro_rules! said {
    ($($(#[$doc:meta])* $name:ident: $text:expr;)*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            assert_snapshot!(said($text));
        }
    )*};
}

said! {
    text_that_is_not_toml_is_pointed_at: "[brand.bento]\ntitle = \"Bento\naccent = 3\n";
    an_unknown_table_names_the_nearest: "[purposes.x]\nversion = 1\n";
    an_unknown_key_names_the_nearest: "[brand.bento]\ntitle = \"Bento\"\naccnt = \"#000000\"\n";
    a_wrong_type_says_which_is_expected: "[brand.bento]\ntitle = 3\nestablished_in = \"eu\"\n";
    a_missing_key_is_named: "[brand.bento]\n[source.app]\nbrand = \"aria\"\nchannel = \"app\"\n";
    an_unknown_reference_names_the_nearest: "
[source.app]
brand = \"ariaa\"
write_key = \"aria-app-key\"
channel = \"app\"
purposes = [\"order\", \"bento/orders\"]
[computed.orders]
category = \"transactions\"
count = \"Order Complete\"
";
    a_name_declared_twice_says_where_first: "[brand.aria]\ntitle = \"Aria again\"\n";
    a_write_key_belongs_to_one_source: "
[source.app]
brand = \"aria\"
write_key = \"aria-web-key\"
channel = \"app\"
purposes = [\"orders\"]
";
    a_source_that_is_run_here_is_checked_with_the_rest: "
[source.files]
brand = \"aria\"
write_key = \"aria-files-key\"
channel = \"store\"
purposes = [\"orders\"]
[source.files.from]
kind = \"folder\"
path = \"../up\"
pattern = \"a/b\"
evry_seconds = 3
rows_max = 0
[source.hook]
brand = \"aria\"
write_key = \"aria-hook-key\"
channel = \"web\"
purposes = [\"orders\"]
from = { kind = \"webhok\" }
[source.shop]
brand = \"aria\"
write_key = \"aria-shop-key\"
channel = \"web\"
purposes = [\"orders\"]
from = { kind = \"webhook\", message = [], signature = { kind = \"hmac\", secret = \"plain\", encoding = \"hax\" } }
";
    bad_values_say_what_is_allowed: "
[brand.Bento]
title = \"Bento\"
[brand.bento]
title = \"Bento\"
accent = \"red\"
locale = \"english\"
[identifier.phone]
category = \"contact\"
priority = 1000
kind = \"telephone\"
[pack.fr]
title = \"France\"
places = [\"France\", \"FR-XX\", { country = \"FR\", city = \"Lyon\" }]
model = \"opted-in\"
child_age = 16
request = { months = 1, days = 3 }
citation = \"GDPR\"
effective = \"May 2018\"
reviewer = \"nobody\"
";
    a_purpose_without_basis_is_refused: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collect\"]
";
    a_purpose_with_none_everywhere_is_refused: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collect\"]
basis.eu = { kind = \"none\" }
";
    a_basis_for_an_unknown_jurisdiction_is_refused: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collct\"]
basis.eu-27 = { kind = \"contract\", citation = \"none\" }
basis.default = { kind = \"contract\", citation = \"none\" }
";
    opting_out_is_no_basis_under_an_opt_in_law: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collect\"]
basis.default = { jurisdictions = [\"*\"], kind = \"opt-out\", citation = \"none\" }
";
    consent_needs_a_text: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collect\"]
basis.eu = { kind = \"consent\", citation = \"Art. 6(1)(a)\" }
";
    a_text_needs_the_language_of_the_brand: "
[purpose.news]
brands = [\"aria\"]
version = 1
categories = [\"contact\"]
operations = [\"collect\"]
basis.eu = { kind = \"consent\", citation = \"Art. 6(1)(a)\" }
[[purpose.news.texts]]
version = 1
de = { title = \"Post\", body = \"Wir schreiben Ihnen.\" }
";
    a_sum_needs_a_measure: "
[computed.value]
category = \"transaction\"
sum = { event = \"Order Completed\", property = \"order_id\" }
[computed.worth]
category = \"transaction\"
sum = { event = \"Order Completed\", property = \"revenu\" }
[event.Refund]
category = \"transaction\"
properties = { reason = { kind = \"text\", measure = true } }
";
    a_path_goes_into_one_list_only: "
[event.Refund]
category = \"transaction\"
[event.Refund.properties]
\"orders[].products[].sku\" = \"text\"
\"orders..sku\" = \"text\"
";
    a_segment_is_pointed_into: "
[segment.big]
title = \"Big\"
purpose = \"aria/orders\"
where = '''
did \"Order Completed\"
and sum of \"Order Completed\".revenu >= 3
'''
";
    segments_that_refer_in_a_circle_are_refused: "
[segment.one]
title = \"One\"
purpose = \"aria/orders\"
where = 'in segment two'
[segment.two]
title = \"Two\"
purpose = \"aria/orders\"
where = 'not in segment one'
";
    a_calendar_that_cannot_be_counted_by_is_refused: "
[pack.moon]
title = \"Moon\"
places = [\"FR\"]
model = \"opt-in\"
child_age = 16
request = { hours = 0 }
breach_notice = \"soon\"
time_zone = \"Moon/Tranquility\"
holidays = [\"12-25\", \"02-30\", \"fifth monday of may\"]
citation = \"None\"
effective = \"2018-05-25\"
reviewer = \"nobody\"
";
    a_brand_speaks_every_language_that_it_lists: "
[brand.bento]
title = \"Bento\"
locale = \"ja\"
locales = [\"en\", \"de\"]
controller = { name = \"Bento\", email = \"nowhere\" }
mission.en = { title = \"Why\", body = \"Because.\" }
[recipient.mailer]
title = { en = \"The mailer\" }
countries = [\"DE\", \"Germany\"]
[purpose.news]
brands = [\"bento\"]
version = 1
categories = [\"contact\"]
concerns = [\"customer\"]
operations = [\"collect\"]
basis.eu = { kind = \"contract\", citation = \"none\" }
[[purpose.news.texts]]
version = 1
ja = { title = \"x\", body = \"y\" }
[[purpose.news.texts]]
version = 2
ja = { title = \"x\", body = \"y\" }
en = { title = \"x\", body = \"y\" }
";
    a_form_asks_for_what_can_be_asked: "
[brand.bento]
title = \"Bento\"
[form.one]
brand = \"bento\"
moment = \"first-contct\"
source = \"web\"
purposes = [\"orders\"]
ask = [\"email\"]
[form.two]
brand = \"aria\"
moment = \"first-contact\"
source = \"web\"
purposes = [\"orders\"]
ask = [\"email\", \"mail\"]
require = [\"phone\"]
[form.three]
brand = \"aria\"
moment = \"first-contact\"
source = \"web\"
purposes = [\"order\"]
ask = [\"email\"]
require = [\"email\"]
";
    a_second_strictest_pack_is_refused: "
[pack.moon]
strictest = true
title = \"Moon\"
model = \"opt-in\"
child_age = 18
request = \"promptly\"
citation = \"House rule\"
effective = \"2026-01-01\"
reviewer = \"nobody\"
";
}

#[test]
fn names_beyond_the_room_are_refused() {
    use std::fmt::Write as _;
    let mut more = String::new();
    for index in 0..SlotKind::Category.slots_max() {
        writeln!(more, "[category.c{index:02}]").expect("a string");
    }
    assert_snapshot!(said(&more));
}

#[test]
fn an_empty_catalog_and_a_long_file_are_refused() {
    let nothing = compile(&[], None).expect_err("nothing");
    assert_eq!(nothing[0].kind, MistakeKind::MissingKey);
    let long = file("long.toml", &" ".repeat(FILE_BYTES_MAX + 1));
    let long = compile(&[long], None).expect_err("too long");
    assert!(
        long.iter()
            .any(|mistake| mistake.kind == MistakeKind::TooMany)
    );
}

#[test]
fn a_flood_of_mistakes_is_cut_and_counted() {
    let flood = "a = 1\n".repeat(3) + &"[x.y]\n".repeat(2_000);
    let mistakes = compile(&[file("flood.toml", &flood)], None).expect_err("mistakes");
    assert!(mistakes.len() <= MISTAKES_MAX);
}

proptest! {
    #[test]
    fn compiling_any_text_never_panics(text in "\\PC{0,200}") {
        let _ = compile(&[file("any.toml", &text)], None);
    }

    #[test]
    fn compiling_a_damaged_catalog_never_panics(
        at in 0..GOOD.len(),
        length in 0..40_usize,
        put in "[\\[\\]\"'.=a-z0-9{}, \n]{0,12}",
    ) {
        let end = (at + length).min(GOOD.len());
        let text = format!("{}{put}{}", &GOOD[..at], &GOOD[end..]);
        if let Err(mistakes) = compile(&[file("good.toml", &text)], None) {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                prop_assert!(!mistake.to_string().is_empty());
            }
        }
    }
}
