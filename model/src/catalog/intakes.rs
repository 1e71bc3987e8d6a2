//! Tests of what is reported about sources in databases that are not in order.

use super::mistakes::{GOOD, file};
use super::*;

const CRM: &str = r#"
[source.crm]
brand = "aria"
write_key = "aria-crm-key"
channel = "store"
purposes = ["orders"]
[source.crm.from]
kind = "mysql"
url = "mysql://reader@db.example/crm"
password = "env:CRM"
table = "people"
updated = "changed_at"
id = "number"
[[source.crm.from.message]]
type = "identify"
identifiers.customer_id = "{number}"
"#;

const CHANGES: &str = r#"
kind = "postgres"
url = "postgres://reader@db.example/crm"
password = "env:CRM"
slot = "telos"
deletes = "erase"
[["#;

fn compiled(source: &str) -> Result<Catalog, Vec<Mistake>> {
    compile(&[file("good.toml", GOOD), file("crm.toml", source)], None)
}

fn kind(source: &str) -> IntakeKind {
    let catalog = compiled(source).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let id = catalog.names.sources["crm"];
    let source = catalog.source(id).expect("declared");
    source.from.as_ref().expect("looked at").kind.clone()
}

fn changes() -> String {
    let (head, rest) = CRM.split_once("\nkind").expect("a kind");
    let (_, message) = rest.split_once("\n[[").expect("a message");
    format!("{head}{CHANGES}{message}")
}

#[test]
fn tables_of_databases_are_read_over_tls_unless_they_lie_inside() {
    let IntakeKind::Mysql(table) = kind(CRM) else {
        panic!("no table");
    };
    assert!(table.target.https && table.target.port == 3_306);
    let inside = "inside = \"network\"\ntls = false\nurl = \"mysql://reader@[fd00::1]:3307/crm\"";
    let IntakeKind::Mysql(table) =
        kind(&CRM.replacen("url = \"mysql://reader@db.example/crm\"", inside, 1))
    else {
        panic!("no table");
    };
    let Target {
        https, host, port, ..
    } = &table.target;
    assert_eq!((*https, &**host, *port), (false, "fd00::1", 3_307));
}

#[test]
fn a_slot_says_that_changes_are_read() {
    let IntakeKind::Changes(read) = kind(&changes()) else {
        panic!("no changes");
    };
    assert_eq!((&*read.slot, &*read.publication), ("telos", "telos"));
    assert_eq!(read.deletes, Deletes::Erase);
}

#[test]
fn a_source_says_who_is_told_when_it_is_in_trouble() {
    let alert =
        "alert = { url = \"https://hooks.example/t\", secret = \"env:HOOK\", aside_max = 5 }\n[[";
    let catalog = compiled(&CRM.replacen("[[", alert, 1));
    let catalog = catalog.unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let source = catalog
        .source(catalog.names.sources["crm"])
        .expect("declared");
    let alert = source.from.as_ref().expect("looked at").alert.clone();
    let alert = alert.expect("declared");
    assert_eq!(alert.to.target.url(), "https://hooks.example/t");
    assert_eq!((alert.trouble_seconds_max, alert.aside_max), (300, 5));
}

#[test]
fn mistakes_about_databases_are_told_with_their_place_and_the_nearest_word() {
    let changes = changes();
    for (source, from, to, wanted) in [
        (CRM, "\"mysql\"", "\"mysq\"", "did you mean `mysql`"),
        (CRM, "mysql://", "postgres://", "crm.toml:9:7"),
        (CRM, "reader@", "reader:secret@", "without a password"),
        (
            CRM,
            "\"env:CRM\"",
            "\"hunter2\"",
            "never written into a catalog",
        ),
        (
            CRM,
            "id = ",
            "tls = false\nid = ",
            "`tls = false` only with `inside`",
        ),
        (CRM, "updated = \"changed_at\"", "", "the column that grows"),
        (
            CRM,
            "[[",
            "alert = { url = \"http://hooks.example\", secret = \"env:HOOK\" }\n[[",
            "not an address to send to",
        ),
        (
            CRM,
            "[[",
            "alert = { url = \"https://hooks.example\", secret = \"hunter2\" }\n[[",
            "never written into a catalog",
        ),
        (
            CRM,
            "[[",
            "alert = { url = \"https://hooks.example\", secret = \"env:HOOK\", lag_seconds_max = 1 }\n[[",
            "`lag_seconds_max`",
        ),
        (CRM, "updated", "slot = \"a\"\nupdated", "`slot`"),
        (&*changes, "\"telos\"", "\"te-los\"", "cannot be a slot"),
        (&*changes, "\"erase\"", "\"erse\"", "did you mean `erase`"),
        (&*changes, "slot =", "table = \"people\"\nslot =", "`table`"),
    ] {
        let text = source.replacen(from, to, 1);
        assert_ne!(text, source, "{from}");
        let mistakes = compiled(&text).expect_err(wanted);
        let report: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let report = report.join("\n");
        assert!(report.contains(wanted), "{to}: {report}");
    }
}
