//! Consents and conditions.

use crate::{bodies, mapping, rejects, rows};

const NEWSLETTER: &str = r#"
name = "newsletter"
source = "aria-import"
[file]
format = "csv"
delimiter = ";"
empty = ["NULL"]

[[message]]
type = "identify"
[message.identifiers]
user_id = "{id}"
email = "{mail}"
[message.traits]
favourite_genres = { column = "genres", separator = "|" }

[[message]]
type = "consent"
timestamp = { column = "since", format = "%d.%m.%Y", timezone = "Europe/Berlin" }
when = { column = "since" }
[message.identifiers]
user_id = "{id}"
[[message.consents]]
purpose = "news-email"
act = { column = "news", map = { ja = "grant", nein = "deny" } }
text_version = { column = "text", type = "integer", default = 1 }
method = "paper form"
[[message.consents]]
purpose = "personalisation"
act = { column = "personal", map = { ja = "grant" }, unmapped = "skip" }
"#;

#[test]
fn consents_hold_from_the_time_of_the_row() {
    let file = "id;mail;genres;since;news;text;personal\n\
                1;a@b.example;jazz| folk;01.07.2020;ja;2;ja\n\
                2;NULL;;01.02.2020;nein;;nein\n\
                3;;;;ja;1;ja\n\
                4;;;01.02.2020;;1;nein\n";
    let bodies = bodies(&mapping(NEWSLETTER), file);
    let kinds: Vec<&str> = bodies
        .iter()
        .filter_map(|body| body["type"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "identify", "consent", "identify", "consent", "identify", "identify"
        ]
    );
    assert_eq!(bodies[0]["context"]["externalIds"][0]["type"], "email");
    assert_eq!(
        bodies[0]["traits"]["favourite_genres"],
        serde_json::json!(["jazz", "folk"])
    );
    assert_eq!(bodies[1]["timestamp"], "2020-06-30T22:00:00.000Z");
    assert_eq!(
        bodies[1]["consents"],
        serde_json::json!([
            {"act": "grant", "purpose": "news-email", "text_version": 2, "method": "paper form"},
            {"act": "grant", "purpose": "personalisation"},
        ])
    );
    assert!(bodies[2].get("context").is_none());
    assert_eq!(
        bodies[3]["consents"],
        serde_json::json!([
            {"act": "deny", "purpose": "news-email", "text_version": 1, "method": "paper form"},
        ])
    );
}

#[test]
fn a_consent_that_the_map_does_not_know_refuses_the_row() {
    let file = "id;mail;genres;since;news;text;personal\n1;;;01.07.2020;vielleicht;x;ja\n";
    let rows = rows(&mapping(NEWSLETTER), file);
    assert_eq!(rejects(&rows), [(2, "value_unmapped", "news")]);
}
