//! The shipped mappings, on slices of the data they are for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use telos_connect::import::{Mapping, read_rows};
use telos_model::catalog::{Catalog, CatalogFile, compile};
use telos_model::id::{EventId, SourceId};
use telos_model::json::Json;
use telos_model::message::{Message, RawMessage, validate};
use telos_model::time::Timestamp;

use crate::{bodies, mapping, shown};

const CDNOW: &[u8] = include_bytes!("../data/cdnow.txt");
const FEBRL: &[u8] = include_bytes!("../data/febrl.csv");

fn cdnow() -> Mapping {
    mapping(include_str!("../../../imports/cdnow.toml"))
}

fn febrl() -> Mapping {
    mapping(include_str!("../../../imports/febrl.toml"))
}

/// The catalog that the project ships.
pub(crate) fn catalog() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let (mut files, mut open) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the catalog's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(&root).expect("below the catalog");
                files.push(CatalogFile {
                    path: name.to_string_lossy().replace('\\', "/"),
                    text: std::fs::read_to_string(&path).expect("text"),
                });
            }
        }
    }
    compile(&files, None).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)))
}

/// Every message of a file, after validation.
fn validated(mapping: &Mapping, bytes: &[u8]) -> Vec<Message> {
    let catalog = catalog();
    let source = catalog.names.sources[&mapping.source];
    let event_id = |_: SourceId, _: &str| EventId([0; 16]);
    let rows = read_rows(mapping, bytes).expect("rows");
    let messages = rows
        .iter()
        .flat_map(|row| row.outcome.as_ref().expect("understood"));
    messages
        .map(|message| {
            let raw = RawMessage {
                body: Json::parse(&message.body).expect("JSON"),
                call: None,
                source,
                received: Timestamp::from_millis(1_700_000_000_000),
                sent: None,
                address: None,
                gpc: false,
                fallback_id: "".into(),
            };
            validate(&catalog, &raw, &event_id).expect("valid")
        })
        .collect()
}

/// Customers, purchases, cents and pieces, from the text and in whole numbers only.
fn totals(text: &str) -> (usize, usize, u64, u64) {
    let mut customers = BTreeSet::new();
    let (mut purchases, mut cents, mut pieces) = (0, 0, 0);
    for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (dollars, rest) = words[3].split_once('.').expect("cents");
        assert_eq!(rest.len(), 2);
        customers.insert(words[0]);
        purchases += 1;
        cents +=
            dollars.parse::<u64>().expect("dollars") * 100 + rest.parse::<u64>().expect("cents");
        pieces += words[2].parse::<u64>().expect("pieces");
    }
    (customers.len(), purchases, cents, pieces)
}

fn totals_of(bodies: &[Value]) -> (usize, usize, u64, u64) {
    let customers: BTreeSet<&str> = bodies
        .iter()
        .map(|body| {
            body["context"]["externalIds"][0]["id"]
                .as_str()
                .expect("an id")
        })
        .collect();
    let sum = |path: &'static str| {
        let values = bodies.iter();
        values.map(move |body| body["properties"][path].clone())
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cents of one order"
    )]
    let cents = sum("revenue")
        .map(|v| (v.as_f64().expect("money") * 100.0).round() as u64)
        .sum();
    let pieces = sum("quantity").map(|v| v.as_u64().expect("pieces")).sum();
    (customers.len(), bodies.len(), cents, pieces)
}

#[test]
fn cdnow_slice_counts_and_money_are_exact() {
    let bodies = bodies(&cdnow(), CDNOW);
    assert_eq!(totals_of(&bodies), (79, 454, 1_640_801, 1_181));
    let text = std::str::from_utf8(CDNOW).expect("text");
    assert_eq!(totals_of(&bodies), totals(text));
    let first = &bodies[0];
    assert_eq!(first["timestamp"], "1997-01-01T05:00:00.000Z");
    assert_eq!(first["properties"]["revenue"], 11.77);
    assert_eq!(first["properties"]["currency"], "USD");
    let order = first["properties"]["order_id"].as_str().expect("an order");
    assert_eq!(order.strip_prefix("cdnow-"), first["messageId"].as_str());
}

#[test]
fn cdnow_in_full_counts_and_money_are_exact() {
    // The whole file lies beside the project where it is built, and is not part of it.
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let data = std::env::var_os("TELOS_TEST_DATA").map_or_else(beside, PathBuf::from);
    let Ok(bytes) = std::fs::read(data.join("CDNOW_master.txt")) else {
        return;
    };
    let bodies = bodies(&cdnow(), &bytes);
    let text = std::str::from_utf8(&bytes).expect("text");
    assert_eq!(totals_of(&bodies), totals(text));
    assert_eq!(totals(text), (23_570, 69_659, 250_031_563, 167_881));
    let ids: BTreeSet<&str> = bodies
        .iter()
        .filter_map(|b| b["messageId"].as_str())
        .collect();
    assert_eq!(ids.len(), bodies.len());
}

#[test]
fn rows_alike_have_ids_of_their_own_and_a_second_run_the_same_ids() {
    let ids = || {
        let rows = read_rows(&cdnow(), CDNOW).expect("rows");
        let rows = rows
            .into_iter()
            .flat_map(|row| row.outcome.expect("understood"));
        rows.map(|message| message.message_id).collect::<Vec<_>>()
    };
    let (first, second) = (ids(), ids());
    assert_eq!(first, second);
    let distinct: BTreeSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), 454);
}

#[test]
fn a_row_put_in_elsewhere_moves_no_other_id() {
    let text = std::str::from_utf8(CDNOW).expect("text");
    let (header, rest) = text.split_once('\n').expect("lines");
    let more = format!("{header}\n 99999 19980101  1    1.00\r\n{rest}");
    let before: BTreeSet<_> = bodies(&cdnow(), CDNOW)
        .iter()
        .map(|b| b["messageId"].to_string())
        .collect();
    let after: BTreeSet<_> = bodies(&cdnow(), more)
        .iter()
        .map(|b| b["messageId"].to_string())
        .collect();
    assert!(before.is_subset(&after));
    assert_eq!(after.len(), before.len() + 1);
}

#[test]
fn shipped_mappings_fit_the_shipped_catalog() {
    let catalog = catalog();
    for mapping in [cdnow(), febrl()] {
        let mistakes = mapping.check(&catalog);
        assert!(mistakes.is_empty(), "{}", shown(&mistakes));
    }
}

#[test]
fn every_imported_message_is_valid_with_nothing_left_out() {
    for (mapping, bytes) in [(cdnow(), CDNOW), (febrl(), FEBRL)] {
        for message in validated(&mapping, bytes) {
            assert!(message.findings.is_empty(), "{:?}", message.findings);
            assert_eq!(message.candidates.len(), 1);
        }
    }
}

#[test]
fn febrl_people_are_understood_and_their_security_numbers_never_read() {
    let bodies = bodies(&febrl(), FEBRL);
    assert_eq!(bodies.len(), 200);
    let traits = &bodies[0]["traits"];
    assert_eq!(traits["first_name"], "michaela");
    assert_eq!(traits["birthday"], "1915-11-11T00:00:00.000Z");
    assert_eq!(traits["address"]["street"], "8 stanley street");
    assert_eq!(traits["address"]["country"], "AU");
    let text = std::str::from_utf8(FEBRL).expect("text");
    for (line, body) in text.lines().skip(1).zip(&bodies) {
        let number = line.rsplit(", ").next().expect("a number").trim();
        assert!(
            !body["traits"]
                .to_string()
                .contains(&format!("\"{number}\""))
        );
    }
}

#[test]
fn a_history_of_consents_keeps_what_was_said_when_and_how() {
    let mapping = mapping(include_str!("../../../imports/consents.toml"));
    let file = "email,purpose,status,recorded_at,text_version,language,method,evidence\n\
                Ada@Example.org,news-email,opted_in,2021-03-04T10:00:00Z,1,de,web form,form-17\n\
                ada@example.org,news-email,opted_out,2023-01-02T03:04:05Z,-,,,\n\
                ada@example.org,news-email,perhaps,2023-01-02T03:04:05Z,1,,,\n\
                ada@example.org,news-email,opted_in,,1,,,\n";
    let rows = read_rows(&mapping, file.as_bytes()).expect("rows");
    let understood: Vec<bool> = rows.iter().map(|row| row.outcome.is_ok()).collect();
    assert_eq!(understood, [true, true, false, false]);
    let kept = file.lines().take(3).map(|line| format!("{line}\n"));
    let messages = validated(&mapping, kept.collect::<String>().as_bytes());
    let said: Vec<_> = messages
        .iter()
        .flat_map(|message| &message.statements)
        .collect();
    assert_eq!(said.len(), 2);
    let effective = said[0].fact.effective.to_string();
    assert_eq!(effective, "2021-03-04T10:00:00.000Z");
    assert_eq!(&*said[0].detail.method, "web form");
    assert_eq!(said[0].detail.evidence.as_deref(), Some("form-17"));
    assert_eq!(&*said[0].detail.locale, "de");
    assert_eq!(&*said[1].detail.method, "import");
    assert!(matches!(
        said[1].fact.statement,
        telos_model::consent::Statement::Consent {
            act: telos_model::consent::Act::Withdraw,
            ..
        }
    ));
}
