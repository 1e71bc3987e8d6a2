//! Tests of what is reported about destinations that are files, and are not in order.

use super::mistakes::{GOOD, file};
use super::*;

/// A purpose that sends, and files for it that are in order.
const LAKE: &str = r#"
[recipient.lake]
[purpose.news]
brands = ["aria"]
version = 1
categories = ["contact", "transaction"]
operations = ["collect", "segment", "send"]
recipients = ["lake"]
basis.eu = { kind = "contract", citation = "none" }
[destination.lake]
kind = "files"
brand = "aria"
recipient = "lake"
purposes = ["news"]
categories = ["contact", "transaction"]
place = "s3://telos-lake/raw"
region = "eu-central-1"
access_key = "env:LAKE_KEY"
secret_key = "env:LAKE_SECRET"
format = "jsonl"
key = "who"
identifiers = ["email"]
events = ["Order Completed"]
[destination.lake.send.event]
path = "orders/{year}/{month}/{day}"
columns.who = "{identifier.email|lower|sha256}"
columns.at = { value = "{event.time}", type = "time" }
columns.revenue = { value = "{event.property.revenue}", type = "number" }
[destination.lake.send.delete]
"#;

fn compiled(lake: &str) -> Result<Catalog, Vec<Mistake>> {
    compile(&[file("good.toml", GOOD), file("to.toml", lake)], None)
}

#[test]
fn files_are_compiled_and_rows_are_taken_out_by_what_they_were_written_with() {
    let one = compiled(LAKE).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let id = one.names.destinations["lake"];
    let lake = one.destination(id).expect("declared");
    assert_eq!(lake.reach.place(), "s3://telos-lake/raw");
    assert_eq!(lake.removal(false), Some(Occasion::Delete));
    assert_eq!(lake.reach.together_max(Occasion::Delete), 1_000);
    assert_eq!(lake.reach.gather_seconds(), 60);
    let Reach::Files(files) = &lake.reach else {
        panic!("no files");
    };
    assert_eq!(&*files.key.identifier, "email");
    assert_eq!(files.key.changes, [Tidied::Lower, Tidied::Sha256]);
    let FilePlace::Bucket(bucket) = &files.place else {
        panic!("no bucket");
    };
    let target = bucket.target();
    assert_eq!(target.url(), "https://s3.eu-central-1.amazonaws.com");
    let other = LAKE.replace("orders/{year}", "sales/{year}");
    assert_ne!(compiled(&other).expect("no mistakes").hash, one.hash);
    let folder = LAKE.replace("s3://telos-lake/raw", "file:///srv/out/");
    let folder = folder.replace("region = \"eu-central-1\"\n", "");
    let folder = folder.replace("access_key = \"env:LAKE_KEY\"\n", "");
    let folder = folder.replace("secret_key = \"env:LAKE_SECRET\"\n", "");
    let folder = compiled(&folder).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let lake = folder.destination(id).expect("declared");
    assert_eq!(lake.reach.place(), "file:///srv/out");
}

/// Each change, by itself, is reported where it stands.
fn each_is_told(changes: &[(&str, &str, &str)]) {
    for (from, to, wanted) in changes {
        let text = LAKE.replacen(from, to, 1);
        assert_ne!(text, LAKE, "{from}");
        let mistakes = compiled(&text).expect_err(wanted);
        let report: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let report = report.join("\n");
        assert!(report.contains(wanted), "{to}: {report}");
        assert!(report.contains("to.toml:"), "{report}");
    }
}

#[test]
fn what_is_wrong_with_the_place_of_files_is_told_where_it_stands() {
    each_is_told(&[
        (
            "s3://telos-lake",
            "S3://telos-lake",
            "is no place for files",
        ),
        ("s3://telos-lake/raw", "s3://UP/raw", "is no bucket"),
        ("s3://telos-lake/raw", "s3://lake/../raw", "is no bucket"),
        (
            "s3://telos-lake/raw",
            "file://srv/out",
            "is no place for files",
        ),
        (
            "s3://telos-lake/raw",
            "file:///srv/../etc",
            "is no place for files",
        ),
        ("\"jsonl\"", "\"jsnol\"", "did you mean `jsonl`"),
        ("secret_key = \"env:LAKE_SECRET\"\n", "", "one half"),
        ("env:LAKE_KEY", "AKIA123", "never written into a catalog"),
    ]);
}

#[test]
fn what_is_wrong_with_rows_and_paths_is_told_where_it_stands() {
    each_is_told(&[
        (
            "key = \"who\"",
            "key = \"revenue\"",
            "by which its rows are found again",
        ),
        (
            "{identifier.email|lower|sha256}",
            "{identifiers.email}",
            "found again",
        ),
        (
            "{identifier.email|lower|sha256}",
            "x {identifier.email}",
            "found again",
        ),
        (
            "{identifier.email|",
            "{identifier.phone|",
            "stands for nothing",
        ),
        (
            "{event.property.revenue}",
            "{event.property.revenu}",
            "stands for nothing",
        ),
        (
            "type = \"number\"",
            "type = \"numbre\"",
            "did you mean `number`",
        ),
        ("{day}", "{identifier.email}", "is no path for files"),
        ("{day}", "../x", "is no path for files"),
        ("\"orders/", "\"_telos/", "is no path for files"),
        ("{day}", "{dya}", "nothing is called"),
        ("columns.at =", "columns.\"a t\" =", "cannot be a column"),
        (
            ".send.delete]",
            ".send.delete]\nact = \"append\"",
            "deletes nothing",
        ),
        (
            ".send.delete]",
            ".send.delete]\nact = \"remoev\"",
            "did you mean `remove`",
        ),
        (
            "region =",
            "endpoint = \"http://s3.example\"\nregion =",
            "not an address",
        ),
        (
            "region =",
            "endpoint = \"https://s3.example/x\"\nregion =",
            "has a path",
        ),
        (
            "region =",
            "url = \"https://s3.example\"\nregion =",
            "no use for `url`",
        ),
        (
            "[destination.lake.send.delete]\n",
            "[destination.lake.send.suppress]\nact = \"append\"\npath = \"gone\"\ncolumns.who = \"{identifier.email}\"\n",
            "found again",
        ),
        (
            "[destination.lake.send.delete]\n",
            "",
            "cannot be told to let go",
        ),
    ]);
}

#[test]
fn a_bucket_as_a_source_is_checked_with_the_rest() {
    const SOURCE: &str = r#"
[source.lake]
brand = "aria"
write_key = "aria-lake-key"
channel = "store"
purposes = ["orders"]
[source.lake.from]
kind = "bucket"
place = "s3://aria-lake/in"
pattern = "2026/*.csv"
access_key = "env:LAKE_KEY"
secret_key = "env:LAKE_SECRET"
file = { format = "csv" }
message = []
"#;
    let with = |source: &str| compile(&[file("good.toml", GOOD), file("to.toml", source)], None);
    let good = with(SOURCE).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let lake = good.source(good.names.sources["lake"]).expect("declared");
    let from = lake.from.as_ref().expect("run here");
    let IntakeKind::Bucket { bucket, pattern } = &from.kind else {
        panic!("no bucket");
    };
    assert_eq!((&*bucket.prefix, &**pattern), ("in/", "2026/*.csv"));
    assert!(from.mapping.contains("csv"), "{}", from.mapping);
    for (change, to, wanted) in [
        ("\"bucket\"", "\"buckt\"", "did you mean `bucket`"),
        ("s3://aria-lake", "https://aria-lake", "is no bucket"),
        ("place =", "plaec =", "did you mean `place`"),
        ("access_key = \"env:LAKE_KEY\"\n", "", "one half"),
    ] {
        let text = SOURCE.replacen(change, to, 1);
        assert_ne!(text, SOURCE, "{change}");
        let mistakes = with(&text).expect_err(wanted);
        let report: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let report = report.join("\n");
        assert!(report.contains(wanted), "{to}: {report}");
        assert!(report.contains("to.toml:"), "{report}");
    }
}
