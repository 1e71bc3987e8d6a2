//! Files of Parquet, as other tools write them.

use telos_connect::import::{ImportError, read_rows};

use crate::{bodies, rejects, rows, shown, track};

const ARROW: &[u8] = include_bytes!("../data/arrow.parquet");
const GZIP: &[u8] = include_bytes!("../data/arrow-gzip.parquet");
const ZSTD: &[u8] = include_bytes!("../data/arrow-zstd.parquet");
const DUCKDB: &[u8] = include_bytes!("../data/duckdb.parquet");
const PARQUET: &str = "format = \"parquet\"";

#[test]
fn values_are_read_by_their_types_whatever_packed_them() {
    let fields = "mail = \"{mail}\"\n\
        revenue = { column = \"money\", type = \"number\" }\n\
        rate = { column = \"rate\", type = \"number\" }\n\
        at = { column = \"sold_at\", type = \"date\" }\n\
        local = { column = \"local_at\", type = \"date\", timezone = \"Europe/Berlin\" }\n\
        born = { column = \"born\", type = \"date\" }\n\
        gift = { column = \"gift\", type = \"boolean\" }\n\
        tags = { column = \"tags\" }\n\
        city = \"{customer.city}\"";
    let mapping = track(PARQUET, fields);
    for (what, file) in [("snappy", ARROW), ("gzip", GZIP)] {
        let found = rows(&mapping, file);
        assert_eq!(
            rejects(&found),
            [(4, "identifier_missing", "user_id")],
            "{what}"
        );
        let good: Vec<serde_json::Value> = found
            .iter()
            .filter_map(|row| row.outcome.as_ref().ok())
            .flatten()
            .map(|message| serde_json::from_slice(&message.body).expect("JSON"))
            .map(|body: serde_json::Value| body["properties"].clone())
            .collect();
        let first = serde_json::json!({"mail": "ann@mail.example", "revenue": 12.5, "rate": 0.5,
            "at": "2026-05-03T12:00:00.000Z", "local": "2026-05-03T10:00:00.000Z",
            "born": "1990-01-02T00:00:00.000Z", "gift": true, "tags": ["a", "b"], "city": "Berlin"});
        assert_eq!(good[0], first, "{what}");
        let second = serde_json::json!({"mail": "ben@mail.example", "revenue": -0.05,
            "at": "2026-05-03T12:00:00.000Z", "local": "2026-05-03T10:00:00.000Z", "gift": false});
        assert_eq!(
            good[1], second,
            "{what}: what is no number stands for nothing"
        );
        assert_eq!(good[2]["born"], "1969-12-31T00:00:00.000Z", "{what}");
        assert_eq!(good[2]["city"], "Rome", "{what}");
        assert!(
            good[2].get("mail").is_none(),
            "{what}: blanks stand for nothing"
        );
    }
}

#[test]
fn rows_of_several_groups_keep_their_order_and_their_ids() {
    let mapping = track(PARQUET, "order_id = \"{#id}\"\nmail = \"{mail}\"");
    let bodies = bodies(&mapping, DUCKDB);
    assert_eq!(bodies.len(), 500);
    assert_eq!(bodies[499]["properties"]["mail"], "user-500@mail.example");
    let again = crate::bodies(&mapping, DUCKDB);
    assert_eq!(bodies, again);
    let mut ids: Vec<&str> = bodies
        .iter()
        .filter_map(|body| body["properties"]["order_id"].as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 500);
}

#[test]
fn columns_that_a_file_has_not_are_told_with_the_nearest() {
    let mapping = track(PARQUET, "mail = \"{mial}\"\ncity = \"{customer.town}\"");
    let Err(ImportError::Mistakes(mistakes)) = read_rows(&mapping, ARROW) else {
        panic!("mistakes");
    };
    let report = shown(&mistakes);
    assert!(report.contains("did you mean `mail`"), "{report}");
    assert!(report.contains("customer.town"), "{report}");
}

#[test]
fn what_is_no_parquet_or_packed_in_another_way_is_an_error_and_no_panic() {
    let mapping = track(PARQUET, "mail = \"{mail}\"");
    let Err(ImportError::Parquet(why)) = read_rows(&mapping, ZSTD) else {
        panic!("packed in a way that is not read here");
    };
    assert!(why.contains("Snappy or gzip"), "{why}");
    for bad in [
        &b""[..],
        b"PAR1",
        b"PAR1PAR1",
        b"id,mail\n1,x\n",
        &ARROW[..ARROW.len() / 2],
    ] {
        let read = read_rows(&mapping, bad);
        assert!(
            matches!(read, Err(ImportError::Parquet(_))),
            "{} bytes",
            bad.len()
        );
    }
    // Whatever a byte is changed to, the file is read or refused.
    for at in 0..ARROW.len() {
        let mut bent = ARROW.to_vec();
        bent[at] ^= 0xff;
        let _ = read_rows(&mapping, &bent);
    }
}
