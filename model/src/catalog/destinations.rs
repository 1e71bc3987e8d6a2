//! Tests of what is reported about destinations that are not in order.

use insta::assert_snapshot;

use super::mistakes::{GOOD, file};
use super::*;

/// A purpose that sends, and a destination for it that is in order.
const LETTERS: &str = r#"
[category.identity]
[recipient.mailer]
[recipient.other]
[purpose.news]
brands = ["aria"]
version = 1
categories = ["contact", "transaction"]
operations = ["collect", "segment", "send"]
recipients = ["mailer"]
basis.eu = { kind = "contract", citation = "none" }
[segment.buyers]
title = "Bought"
purpose = "aria/orders"
where = 'did "Order Completed"'
[destination.letters]
brand = "aria"
recipient = "mailer"
purposes = ["news"]
categories = ["contact", "transaction"]
url = "https://letters.example/v1"
auth = { kind = "bearer", secret = "env:LETTERS" }
identifiers = ["email"]
events = ["Order Completed"]
send.event = { path = "/e/{identifier.email}", body = { n = "{event.name}", r = "{event.property.revenue}" } }
send.suppress = { method = "PATCH", body = { ids = "{identifiers}" } }
"#;

fn compiled(letters: &str) -> Result<Catalog, Vec<Mistake>> {
    compile(&[file("good.toml", GOOD), file("to.toml", letters)], None)
}

/// What is reported when the destination changes by these replacements.
fn mistakes(changes: &[(&str, &str)]) -> String {
    let mut letters = LETTERS.to_owned();
    for (from, to) in changes {
        assert!(letters.contains(from), "{from}");
        letters = letters.replacen(from, to, 1);
    }
    let mistakes = compiled(&letters).expect_err("mistakes");
    let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    shown.join("\n")
}

#[test]
fn a_destination_is_compiled_and_its_hash_follows_what_it_says() {
    let one = compiled(LETTERS).expect("no mistakes");
    let id = one.names.destinations["letters"];
    let letters = one.destination(id).expect("declared");
    assert_eq!(letters.reach.place(), "https://letters.example/v1");
    assert_eq!(letters.removal(true), Some(Occasion::Suppress));
    assert_eq!(letters.pace.attempts_max, 12);
    let other = LETTERS.replace("/e/{identifier.email}", "/f/{identifier.email}");
    assert_ne!(compiled(&other).expect("no mistakes").hash, one.hash);
}

#[test]
fn a_destination_gives_only_what_its_purposes_may() {
    assert_snapshot!(mistakes(&[
        ("recipient = \"mailer\"", "recipient = \"other\""),
        (
            "categories = [\"contact\", \"transaction\"]\nurl",
            "categories = [\"identity\"]\nurl"
        ),
        ("events =", "segments = [\"buyers\"]\nevents ="),
    ]));
}

#[test]
fn what_is_sent_is_checked_to_the_placeholder() {
    assert_snapshot!(mistakes(&[
        ("{event.name}", "{event.nme}"),
        ("{identifier.email}", "{identifier.phone}"),
        (
            "r = \"{event.property.revenue}\"",
            "r = \"{event.property.revenue|sha265}\""
        ),
        ("\"PATCH\"", "\"PACH\""),
        ("{identifiers}", "{event.time}"),
        ("https://", "http://"),
        ("env:LETTERS", "hunter2-is-the-secret"),
    ]));
}

#[test]
fn a_destination_can_be_told_to_let_go_of_people() {
    let line = LETTERS
        .lines()
        .find(|line| line.starts_with("send.suppress"));
    let report = mistakes(&[(line.expect("there"), "")]);
    assert!(report.contains("cannot be told to let go"), "{report}");
}

#[test]
fn what_goes_before_after_and_together_is_checked() {
    let event = r#"send.event = { path = "/e/{identifier.email}""#;
    let suppress = r#"send.suppress = { method = "PATCH""#;
    for (from, to, wanted) in [
        (
            event,
            r#"send.event = { each = "email", path = "/e""#,
            "what is given is sent once",
        ),
        (
            suppress,
            r#"send.suppress = { each = "phone", method = "PATCH""#,
            "`each` names `phone`",
        ),
        (
            suppress,
            r#"send.suppress = { left = {}, method = "PATCH""#,
            "nothing is left here",
        ),
        (
            suppress,
            r#"send.suppress = { form = {}, method = "PATCH""#,
            "a request has one body",
        ),
        (
            suppress,
            r#"send.suppress = { path = "/{found}", method = "PATCH""#,
            "`{found}` stands for nothing",
        ),
        (
            suppress,
            r#"send.suppress = { find = { path = "/q" }, method = "PATCH""#,
            "take",
        ),
        (
            event,
            r#"send.event = { needs = ["{permission.nws}"], path = "/e""#,
            "`{permission.nws}` stands for nothing",
        ),
        (
            event,
            r#"send.event = { headers = { x = "{item.sku}" }, path = "/e""#,
            "`{item.sku}` stands for nothing",
        ),
        (
            r#"n = "{event.name}""#,
            r#"n = [{ "{each}" = "products", a = "{item.nothing}" }]"#,
            "stands for nothing",
        ),
        (
            r#"n = "{event.name}""#,
            r#"n = { "{if}" = "trait.nothing" }"#,
            "stands for nothing",
        ),
        (
            event,
            "batch = { items_max = 5, join = true, path = \"/b\" }\nsend.event = { path = \"/e\"",
            "these cannot be joined",
        ),
        (
            event,
            "batch = { items_max = 5, occasions = [\"consent\"], path = \"/b\", body = { b = \"{items}\" } }\nsend.event = { path = \"/e\"",
            "does not go in batches",
        ),
        (
            event,
            "event_names = { \"Order Complted\" = \"purchase\" }\nsend.event = { path = \"/e\"",
            "Order Complted",
        ),
        (
            r#"auth = { kind = "bearer", secret = "env:LETTERS" }"#,
            r#"auth = { kind = "oauth", secret = "env:LETTERS", token_url = "http://letters.example" }"#,
            "client_id",
        ),
        (
            r#"auth = { kind = "bearer", secret = "env:LETTERS" }"#,
            r#"auth = { kind = "query", secret = "env:LETTERS" }"#,
            "name",
        ),
    ] {
        let report = mistakes(&[(from, to)]);
        assert!(report.contains(wanted), "{to}: {report}");
    }
}

#[test]
fn what_is_written_into_tables_is_checked() {
    let (head, _) = LETTERS.split_once("url =").expect("an address");
    let tables = format!(
        r#"{head}kind = "postgres"
url = "postgres://telos@db.example/shop"
secret = "env:SHOP"
identifiers = ["email"]
[destination.letters.send.traits]
tables = ["shop.people"]
key = {{ email = "{{identifier.email}}" }}
columns = {{ seen = "{{delivery.time}}" }}
[destination.letters.send.delete]
tables = ["people"]
key = {{ email = "{{identifiers.email}}" }}
"#
    );
    let good = compiled(&tables).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let id = good.names.destinations["letters"];
    let letters = good.destination(id).expect("declared");
    assert_eq!(
        letters.reach.place(),
        "postgres://telos@db.example:5432/shop"
    );
    assert_eq!(letters.reach.together_max(Occasion::Traits), 100);
    let mysql = compiled(&tables.replace("postgres", "mysql")).expect("as good");
    let letters = mysql.destination(id).expect("declared");
    assert_eq!(letters.reach.place(), "mysql://telos@db.example:3306/shop");
    assert_eq!(letters.removal(false), Some(Occasion::Delete));
    for (from, to, wanted) in [
        ("\"postgres\"", "\"postgers\"", "did you mean `postgres`"),
        (
            "kind = \"postgres\"",
            "kind = \"mysql\"",
            "`mysql://user@host",
        ),
        ("telos@db", "telos:secret@db", "without a password"),
        ("/shop\"", "/\"", "is not the address of a database"),
        (
            "secret = \"env:SHOP\"",
            "tls = false",
            "is not the address of a database",
        ),
        (
            "\"shop.people\"",
            "\"shop.people; --\"",
            "cannot be a table here",
        ),
        ("seen =", "\"a b\" =", "cannot be a column here"),
        ("identifier.email", "identifier.phone", "stands for nothing"),
        (
            "[\"people\"]",
            "[\"people\"]\nact = \"drop\"",
            "cannot be done with rows",
        ),
        (
            "[\"people\"]",
            "[\"people\"]\ncolumns = { a = 1 }",
            "nothing sensible",
        ),
        (
            "columns = { seen",
            "empty = [\"email\"]\ncolumns = { seen",
            "each column once",
        ),
        (
            "columns = { seen",
            "empty = [\"e mail\"]\ncolumns = { seen",
            "cannot be a column here",
        ),
    ] {
        let text = tables.replacen(from, to, 1);
        assert_ne!(text, tables, "{from}");
        let mistakes = compiled(&text).expect_err(wanted);
        let report: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let report = report.join("\n");
        assert!(report.contains(wanted), "{to}: {report}");
    }
}

/// The destination as one that takes messages.
fn stream(kind: &str, changes: &[(&str, &str)]) -> String {
    let address = if kind == "nats" { "subject" } else { "topic" };
    let url = r#"url = "https://letters.example/v1"
auth = { kind = "bearer", secret = "env:LETTERS" }"#;
    let event = r#"send.event = { path = "/e/{identifier.email}", body = { n = "{event.name}", r = "{event.property.revenue}" } }
send.suppress = { method = "PATCH", body"#;
    let scheme = match kind {
        "nats" => "tls",
        "mqtt" => "mqtts",
        _ => "kafkas",
    };
    let url_to = format!("kind = \"{kind}\"\nurl = \"{scheme}://broker.example\"");
    let event_to = format!(
        "send.event = {{ {address} = \"orders/a\", body = {{ n = \"{{event.name}}\" }} }}\n\
         send.suppress = {{ {address} = \"gone\", body"
    );
    let mut all = vec![(url, &*url_to), (event, &*event_to)];
    all.extend(changes);
    mistakes(&all)
}

#[test]
fn destinations_that_take_messages_are_checked() {
    for (kind, from, to, wanted) in [
        (
            "nats",
            "tls://broker",
            "nats://broker",
            "is not the address of a broker",
        ),
        (
            "nats",
            "tls://broker",
            "tls://user@broker",
            "is not the address of a broker",
        ),
        ("mqtt", "mqtts://", "https://", "`mqtts://host[:port]`"),
        (
            "nats",
            "orders/a",
            "orders.*",
            "is no subject that can be sent to",
        ),
        (
            "nats",
            "orders/a",
            "$JS.API.STREAM.PURGE.A",
            "is no subject that can be sent to",
        ),
        (
            "mqtt",
            "orders/a",
            "orders/#",
            "is no topic that can be sent to",
        ),
        (
            "nats",
            "orders/a",
            "orders.{identifier.phone}",
            "stands for nothing",
        ),
        (
            "nats",
            "subject = \"gone\"",
            "each = \"phone\", subject = \"gone\"",
            "`each` names `phone`",
        ),
        (
            "nats",
            "subject = \"gone\"",
            "topic = \"gone\"",
            "`subject`",
        ),
        (
            "nats",
            "kind = \"nats\"",
            "kind = \"nats\"\nstream = \"a b\"",
            "is no name of a stream",
        ),
        (
            "nats",
            "kind = \"nats\"",
            "kind = \"nats\"\npassword = \"env:P\"",
            "`user`",
        ),
        (
            "mqtt",
            "kind = \"mqtt\"",
            "kind = \"mqtt\"\ntoken = \"env:P\"",
            "`token`",
        ),
        (
            "nats",
            "kind = \"nats\"",
            "kind = \"nats\"\ntoken = \"hunter2\"",
            "never written",
        ),
        (
            "nats",
            "kind = \"nats\"",
            "kind = \"nuts\"",
            "did you mean `nats`?",
        ),
    ] {
        let report = stream(kind, &[(from, to)]);
        assert!(report.contains(wanted), "{kind} {to}: {report}");
    }
}

#[test]
fn destinations_that_keep_messages_in_order_by_a_key_are_checked() {
    for (kind, from, to, wanted) in [
        ("kafka", "kafkas://", "mqtts://", "`kafkas://host[:port]`"),
        ("kafka", "", "", "`key`"),
        (
            "kafka",
            "orders/a\"",
            "orders.{event.name}\", key = \"{identifier.email}\"",
            "is no topic that can be sent to",
        ),
        (
            "kafka",
            "topic = \"gone\"",
            "topic = \"gone\", key = \"{identifier.phone}\"",
            "stands for nothing",
        ),
    ] {
        let report = stream(kind, &[(from, to)]);
        assert!(report.contains(wanted), "{kind} {to}: {report}");
    }
}
