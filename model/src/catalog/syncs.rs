//! Tests of what is reported about syncs that are not in order.

use super::mistakes::{GOOD, file};
use super::*;

/// A CRM that is kept in step with, in order.
const CRM: &str = r#"
[category.identity]
[recipient.crm]
[purpose.service]
brands = ["aria"]
version = 1
categories = ["contact", "identity"]
operations = ["collect", "send"]
recipients = ["crm"]
basis.eu = { kind = "contract", citation = "none" }
[identifier.crm_id]
category = "identity"
priority = 5
[traits.first_name]
kind = "text"
category = "contact"
[source.crm-in]
brand = "aria"
write_key = "crm-in-key"
channel = "crm"
purposes = ["service"]
[source.crm-in.from]
kind = "postgres"
url = "postgres://telos@127.0.0.1/crm"
inside = "loopback"
table = "shop.contacts"
updated = "changed_at"
id = "number"
[[source.crm-in.from.message]]
type = "identify"
identifiers.crm_id = "{number}"
traits.first_name = "{first_name}"
[destination.crm-out]
kind = "postgres"
brand = "aria"
recipient = "crm"
purposes = ["service"]
categories = ["contact", "identity"]
url = "postgres://telos@127.0.0.1/crm"
inside = "loopback"
tls = false
identifiers = ["crm_id", "email"]
traits = ["first_name", "email"]
[destination.crm-out.send.traits]
tables = ["shop.contacts"]
key = { number = "{identifier.crm_id}" }
columns = { first_name = "{trait.first_name}", mail = "{trait.email}" }
[destination.crm-out.send.delete]
tables = ["shop.contacts"]
key = { number = "{identifiers.crm_id}" }
[sync.crm]
source = "crm-in"
destination = "crm-out"
key = "crm_id"
match = ["email"]
new = "both"
fields = { first_name = { owner = "newest" }, email = { owner = "telos" } }
"#;

fn compiled(crm: &str) -> Result<Catalog, Vec<Mistake>> {
    compile(&[file("good.toml", GOOD), file("crm.toml", crm)], None)
}

#[test]
fn a_sync_is_compiled_and_the_hash_follows_what_it_says() {
    let one = compiled(CRM).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let sync = one.sync("crm").expect("declared");
    assert_eq!(&*sync.key_column, "number");
    assert_eq!(sync.matches[0].1.as_deref(), Some("mail"));
    assert_eq!(sync.owner(one.names.traits["email"]), Owner::Here);
    assert_eq!((sync.new_here, sync.new_there), (true, true));
    assert_eq!(one.sync_of_source(sync.source), Some(sync));
    assert_eq!(one.sync_of_destination(sync.destination), Some(sync));
    for (from, to) in [
        ("\"newest\"", "\"telos\""),
        ("new = \"both\"", "new = \"here\""),
        ("new = \"both\"", "deleted = \"detach\""),
    ] {
        let other = compiled(&CRM.replace(from, to)).expect("no mistakes");
        assert_ne!(other.hash, one.hash, "{to}");
    }
}

#[test]
fn each_mistake_says_where_it_is_and_what_was_expected() {
    for (from, to, wanted) in [
        ("source = \"crm-in\"", "source = \"crm-inn\"", "`crm-in`"),
        (
            "source = \"crm-in\"",
            "source = \"web\"",
            "looks at no table",
        ),
        ("destination = \"crm-out\"", "", "has no `destination`"),
        (
            "key = \"crm_id\"",
            "key = \"email\"",
            "which is not `email`",
        ),
        ("key = \"crm_id\"", "key = \"crm_di\"", "`crm_id`"),
        ("match = [\"email\"]", "match = [\"emial\"]", "`email`"),
        ("match = [\"email\"]", "", "could not be told from others"),
        ("new = \"both\"", "new = \"bth\"", "`both`"),
        ("new = \"both\"", "deleted = \"erase\"", "`erase-request`"),
        ("new = \"both\"", "deleted_max = 0", "out of range"),
        (
            "new = \"both\"",
            "owner = \"telos\"",
            "has no use for `owner`",
        ),
        ("\"newest\"", "\"newst\"", "`newest`"),
        ("\"newest\"", "\"remote\"", "it is the other system's"),
        (
            "fields = { first_name",
            "fields = { frst_name",
            "`first_name`",
        ),
        (
            ", email = { owner = \"telos\" }",
            "",
            "does not say whose it is",
        ),
        (
            "tables = [\"shop.contacts\"]\nkey = { number = \"{identifier.crm_id}\" }",
            "tables = [\"contacts\"]\nkey = { number = \"{identifier.crm_id}\" }",
            "does not write `shop.contacts`",
        ),
        ("[\"crm_id\", \"email\"]", "[\"email\"]", "crm_id"),
    ] {
        let text = CRM.replacen(from, to, 1);
        assert_ne!(text, CRM, "{from}");
        let mistakes = compiled(&text).expect_err("a mistake");
        let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let shown = shown.join("\n");
        assert!(
            shown.contains(wanted) && shown.contains("crm.toml:"),
            "{wanted}: {shown}"
        );
    }
    let twice = format!(
        "{CRM}[sync.again]\nsource = \"crm-in\"\ndestination = \"crm-out\"\nkey = \"crm_id\"\nfields = {{ first_name = {{ owner = \"newest\" }}, email = {{ owner = \"telos\" }} }}\n"
    );
    let mistakes = compiled(&twice).expect_err("a mistake");
    assert!(
        mistakes[0].to_string().contains("of another sync"),
        "{}",
        mistakes[0]
    );
}
