//! Tests of versions: slots that stay, hashes that mean the same, and what is refused.

use super::mistakes::{GOOD, file};
use super::*;

const NEWS: &str = r#"
[recipient.mailer]
[purpose.news]
brands = ["aria"]
version = 1
categories = ["contact"]
operations = ["collect"]
basis.eu = { kind = "consent", double_opt_in = true, citation = "Art. 6(1)(a)" }
[[purpose.news.texts]]
version = 1
en = { title = "Letters", body = "We write to you." }
"#;

fn version(news: &str, previous: Option<&Slots>) -> Catalog {
    let files = [file("good.toml", GOOD), file("news.toml", news)];
    compile(&files, previous).expect("no mistakes")
}

/// What is refused when the newsletter changes by these replacements.
fn refused(changes: &[(&str, &str)]) -> Vec<Refusal> {
    let old = version(NEWS, None);
    let mut news = NEWS.to_owned();
    for (from, to) in changes {
        assert!(news.contains(from), "{from}");
        news = news.replacen(from, to, 1);
    }
    compare(&old, &version(&news, Some(&old.slots))).refusals
}

#[test]
fn slots_stay_when_names_come_and_go() {
    let old = version(NEWS, None);
    let more = "[brand.a-first]\ntitle = \"First\"\n";
    let files = [file("good.toml", GOOD), file("more.toml", more)];
    let new = compile(&files, Some(&old.slots)).expect("no mistakes");
    assert_eq!(new.names.brands["aria"], old.names.brands["aria"]);
    let news = old.names.purposes["aria/news"];
    assert_eq!(
        new.slots.name(SlotKind::Purpose, news.index()),
        Some("aria/news")
    );
    assert!(new.purpose(news).is_none(), "no longer declared, so denied");
    let back = version(NEWS, Some(&new.slots));
    assert_eq!(back.names.purposes["aria/news"], news);
    assert_eq!(back.hash, old.hash, "the hash does not depend on slots");
}

#[test]
fn the_hash_ignores_order_and_comments_and_nothing_else() {
    let one = version(NEWS, None).hash;
    let commented = NEWS.replace("[purpose.news]", "# Letters.\n\n[purpose.news]   # so");
    let turned = [file("z.toml", &commented), file("zz.toml", GOOD)];
    assert_eq!(compile(&turned, None).expect("no mistakes").hash, one);
    let other = NEWS.replace("We write to you.", "We write to you!");
    assert_ne!(version(&other, None).hash, one);
}

#[test]
fn a_changed_basis_needs_a_new_version_of_the_purpose() {
    let change = ("double_opt_in = true, ", "");
    let refusals = refused(&[change]);
    assert_eq!(refusals.len(), 1);
    assert_eq!(refusals[0].purpose, "aria/news");
    assert_eq!(refusals[0].attributes, ["basis.eu.double_opt_in"]);
    assert_eq!(refused(&[change, ("version = 1", "version = 2")]), []);
}

#[test]
fn a_stricter_basis_is_a_changed_basis_too() {
    let change = (
        "double_opt_in = true",
        "double_opt_in = true, explicit = true",
    );
    assert_eq!(refused(&[change])[0].attributes, ["basis.eu.explicit"]);
}

#[test]
fn a_basis_that_comes_or_goes_is_a_changed_basis() {
    let change = (
        "[[",
        "basis.rest = { kind = \"contract\", citation = \"none\" }\n[[",
    );
    assert!(!refused(&[change]).is_empty());
    let gone = ("basis.eu", "basis.rest");
    assert!(!refused(&[gone]).is_empty());
}

#[test]
fn wider_categories_and_recipients_need_a_new_version() {
    let categories = ("[\"contact\"]", "[\"contact\", \"transaction\"]");
    assert_eq!(refused(&[categories])[0].attributes, ["categories"]);
    let recipients = ("operations =", "recipients = [\"mailer\"]\noperations =");
    assert_eq!(refused(&[recipients])[0].attributes, ["recipients"]);
    assert_eq!(refused(&[categories, ("version = 1", "version = 2")]), []);
}

#[test]
fn a_text_is_never_changed_in_place() {
    let change = ("We write to you.", "We write to you daily.");
    assert_eq!(refused(&[change])[0].attributes, ["text.1.en.body"]);
    let newer = "We write to you.\" }\n[[purpose.news.texts]]\nversion = 2\nmaterial = false\n\
                 en = { title = \"Letters\", body = \"We write to you, daily.";
    assert_eq!(refused(&[("We write to you.", newer)]), []);
}

#[test]
fn a_version_never_goes_back() {
    let old = version(&NEWS.replacen("version = 1", "version = 3", 1), None);
    let new = version(
        &NEWS.replacen("version = 1", "version = 2", 1),
        Some(&old.slots),
    );
    let refusals = compare(&old, &new).refusals;
    assert_eq!(refusals[0].attributes, ["version"]);
}

#[test]
fn a_difference_reads_well() {
    let old = version(NEWS, None);
    let news = NEWS
        .replace("[\"contact\"]", "[\"contact\", \"transaction\"]")
        .replace("double_opt_in = true, ", "")
        .replace("[recipient.mailer]", "[topic.letters]");
    let diff = compare(&old, &version(&news, Some(&old.slots)));
    insta::assert_snapshot!(diff);
    insta::assert_json_snapshot!(diff.changes);
    assert_eq!(
        compare(&old, &old).to_string(),
        "The two catalogs say the same.\n"
    );
}
