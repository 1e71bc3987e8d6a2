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
            "looks at no table and no list",
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

/// The same CRM in another database.
fn in_mysql() -> String {
    CRM.replace("postgres", "mysql")
}

/// The same CRM behind an API.
fn behind_api() -> String {
    let from = CRM.find("kind = \"postgres\"").expect("a source");
    let message = CRM
        .find("[[source.crm-in.from.message]]")
        .expect("a mapping");
    let to = CRM.rfind("[destination.crm-out]").expect("a destination");
    let sync = CRM.find("[sync.crm]").expect("a sync");
    let listed = r#"kind = "http"
url = "https://crm.example/api"
auth = { kind = "none" }
updated = "meta.changed"
id = "number"
[source.crm-in.from.list]
path = "/contacts?since={list.since}"
records = "data"
next = { take = "next", path = "/contacts?after={list.next}" }
"#;
    let records = r#"[destination.crm-out]
brand = "aria"
recipient = "crm"
purposes = ["service"]
categories = ["contact", "identity"]
url = "https://crm.example/api"
auth = { kind = "none" }
identifiers = ["crm_id", "email"]
traits = ["first_name", "email"]
[destination.crm-out.records]
version = "etag"
key = { number = "{identifier.crm_id}" }
fields = { "name.first" = "{trait.first_name}", mail = "{trait.email}" }
read = { path = "/contacts/{record.key}" }
find = { email = { path = "/contacts?mail={record.value}" } }
create = { path = "/contacts", body = "{record.fields}" }
[destination.crm-out.records.update]
path = "/contacts/{record.key}"
headers = { if-match = "{record.version}" }
body = "{record.fields}"
[destination.crm-out.send.delete]
method = "DELETE"
path = "/contacts/{identifier.crm_id}"
"#;
    [
        &CRM[..from],
        listed,
        &CRM[message..to],
        records,
        &CRM[sync..],
    ]
    .concat()
}

#[test]
fn a_sync_may_be_with_any_database_or_api_that_can_be_compared() {
    for crm in [in_mysql(), behind_api()] {
        let catalog = compiled(&crm).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let sync = catalog.sync("crm").expect("declared");
        assert_eq!(&*sync.key_column, "number");
        assert_eq!(sync.matches[0].1.as_deref(), Some("mail"));
        let to = catalog.destination(sync.destination).expect("declared");
        assert!(to.sends(Occasion::Traits) && to.sends(Occasion::Delete));
    }
    let one = compiled(&behind_api()).expect("no mistakes").hash;
    for (from, to) in [
        ("\"data\"", "\"items\""),
        ("\"etag\"", "\"state\""),
        ("mail={record.value}", "q={record.value}"),
    ] {
        let other = compiled(&behind_api().replace(from, to)).expect("no mistakes");
        assert_ne!(other.hash, one, "{to}");
    }
}

#[test]
fn mistakes_about_lists_and_records_say_what_was_expected() {
    for (from, to, wanted) in [
        (
            "{record.version}",
            "{delivery.id}",
            "the version of a record is read and never sent",
        ),
        (
            "/contacts/{record.key}\" }",
            "/contacts\" }",
            "`{record.key}`",
        ),
        ("{record.value}", "{record.key}", "stands for nothing"),
        (
            "since={list.since}",
            "since={trait.email}",
            "`{list.since}`",
        ),
        ("after={list.next}", "after=1", "`{list.next}`"),
        (
            "next = { take = \"next\", path",
            "next = { path",
            "`{list.page}`",
        ),
        (
            "next = { take = \"next\", path = \"/contacts?after={list.next}\" }",
            "next = { }",
            "`take`",
        ),
        (
            "body = \"{record.fields}\"\n",
            "",
            "nothing would be changed",
        ),
        (
            "find = { email = { path = \"/contacts?mail={record.value}\" } }\n",
            "",
            "nobody can be found and made",
        ),
        (
            "create = { path = \"/contacts\", body = \"{record.fields}\" }\n",
            "",
            "nobody can be found and made",
        ),
        (
            "recipient = \"crm\"\npurposes = [\"service\"]\ncategories = [\"contact\", \"identity\"]\nurl = \"https://crm",
            "recipient = \"crm\"\npurposes = [\"service\"]\ncategories = [\"contact\", \"identity\"]\nurl = \"https://other",
            "does not write `https://crm.example/api`",
        ),
        (
            "\"{trait.first_name}\"",
            "\"{trait.last_name}\"",
            "stands for nothing",
        ),
        ("updated = \"meta.changed\"\n", "", "has no `updated`"),
    ] {
        let text = behind_api().replacen(from, to, 1);
        assert_ne!(text, behind_api(), "{from}");
        let mistakes = compiled(&text).expect_err("a mistake");
        let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let shown = shown.join("\n");
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}

#[test]
fn records_that_no_sync_writes_are_a_mistake() {
    let whole = behind_api();
    let sync = whole.find("[sync.crm]").expect("a sync");
    let mistakes = compiled(&whole[..sync]).expect_err("a mistake");
    let shown = mistakes[0].to_string();
    assert!(mistakes.len() == 1, "{mistakes:#?}");
    assert!(shown.contains("the `records` of `crm-out`") && shown.contains("[sync.NAME]"));
}
