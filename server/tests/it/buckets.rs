//! Buckets of a real server as sources: each object once, whatever ends in between.

use std::path::Path;

use telos_model::catalog::CatalogFile;

use crate::files::bucket;
use crate::receiving::{figure, start, state};

fn till(name: &str, place: &str, more: &str) -> CatalogFile {
    CatalogFile {
        path: format!("sources/{name}.toml"),
        text: format!(
            r#"
[source.{name}]
brand = "aria"
write_key = "aria-{name}-key"
trusted = true
channel = "store"
purposes = ["orders", "accounts-and-tax"]
[source.{name}.from]
kind = "bucket"
{place}
pattern = "*.csv"
every_seconds = 1
rows_max = 3
[source.{name}.from.file]
format = "csv"
{more}
[[source.{name}.from.message]]
type = "track"
event = "Order Completed"
timestamp = "{{at}}"
identifiers.customer_id = "{name}-{{who}}"
properties.order_id = "{{order}}"
properties.revenue = {{ column = "money", type = "number", required = true }}
"#
        ),
    }
}

fn put(home: &Path, name: &str, rows: &str) {
    let path = home.join("raw").join(name);
    std::fs::create_dir_all(path.parent().expect("below")).expect("made");
    std::fs::write(path, rows).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_become_profiles_once_and_what_is_new_in_one_that_changes_counts() {
    let Some((place, home)) = bucket("source") else {
        return;
    };
    let rows = "who,order,at,money\nada,o1,2026-05-01,10\nada,o2,2026-05-02,20\n";
    put(&home, "may/monday.csv", rows);
    put(&home, "notes.txt", "not read");
    let mut running = start(vec![till("lake", &place, "")]);
    running.until(&figure("lake", "rows", 2)).await;
    running.until(&state("lake", "waiting")).await;
    let more = format!("{rows}ada,o3,2026-05-02,5\nada,o4,2026-05-02,oops\n");
    put(&home, "may/monday.csv", &more);
    put(
        &home,
        "tuesday.csv",
        "who,order,at,money\nbob,o9,2026-05-02,7\n",
    );
    running.until(&figure("lake", "messages", 4)).await;
    running.until(&figure("lake", "set_aside", 1)).await;
    running.until(&state("lake", "poison_row")).await;
    let ada = running.orders("lake-ada").await;
    assert!(ada.contains("\"count\":3"), "{ada}");
    // Another run looks at the same objects, and takes nothing in again.
    running.again().await;
    put(
        &home,
        "wednesday.csv",
        "who,order,at,money\nbob,o10,2026-05-02,7\n",
    );
    running.until(&figure("lake", "messages", 5)).await;
    running.until(&figure("lake", "rows", 8)).await;
    assert!(running.orders("lake-ada").await.contains("\"count\":3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_of_a_bucket_are_told_apart_and_end_by_themselves() {
    let Some((place, home)) = bucket("source-trouble") else {
        return;
    };
    put(&home, "a.csv", "who,order,at,money\nada,o1,2026-05-01,10\n");
    put(&home, "b.csv", "who,order,at,total\nada,o2,2026-05-01,10\n");
    let elsewhere = place.replace("s3://telos-source", "s3://telos-nowhere");
    let stranger = place.replace("telos-s3-secret-", "telos-s3-none-");
    let inside = place
        .replace("inside = \"loopback\"", "")
        .replace("http://", "https://");
    let running = start(vec![
        till("elsewhere", &elsewhere, ""),
        till("stranger", &stranger, ""),
        till("inside", &inside, ""),
        till("lake", &place, ""),
    ]);
    for (name, trouble) in [
        ("elsewhere", "gone"),
        ("stranger", "credentials"),
        ("inside", "address_inside"),
        ("lake", "schema_drift"),
    ] {
        running.until(&state(name, trouble)).await;
    }
    assert!(running.orders("lake-ada").await.contains("\"count\":1"));
    put(&home, "b.csv", "who,order,at,money\nada,o2,2026-05-01,10\n");
    running.until(&state("lake", "waiting")).await;
    assert!(running.orders("lake-ada").await.contains("\"count\":2"));
}
