//! How long a message takes through the stages over a person who is loaded, and how long reading
//! it takes, with the shipped catalog: 12 purposes, 20 segments. Run with
//! `cargo bench -p telos-model --bench process`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use telos_model::catalog::{compile, starter};
use telos_model::id::{EventId, NodeId, SourceId};
use telos_model::json::Json;
use telos_model::message::{Message, RawMessage, validate};
use telos_model::people::People;
use telos_model::process::{Outcome, Policy, process};
use telos_model::time::Timestamp;

const IDENTIFY: &str = r#"{"type":"identify","messageId":"i-1","userId":"u1","anonymousId":"a1",
    "timestamp":"2026-05-03T10:00:00.000Z","traits":{"first_name":"Anna","last_name":"Becker",
    "email":"anna.becker@posteo.example.net","phone":"+4915112345678",
    "address":{"city":"Berlin","postal_code":"10115","country":"DE"}},
    "context":{"consent":{"categoryPreferences":{"analytics":true,"personalization":true}}}}"#;
const VIEWED: &str = r#"{"type":"track","messageId":"t-1","userId":"u1","anonymousId":"a1",
    "event":"Product Viewed","timestamp":"2026-05-03T11:00:00.000Z","properties":{
    "product_id":"p1","sku":"S-1","category":"Vinyl","name":"Record number 1","price":19.99,
    "quantity":1,"currency":"EUR"},"context":{"ip":"203.0.113.7","locale":"de-DE",
    "userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "page":{"path":"/vinyl","url":"https://shop.example.net/vinyl","title":"Shop"},
    "library":{"name":"analytics.js","version":"next-1.81.0"}},"integrations":{}}"#;
const ORDERED: &str = r#"{"type":"track","messageId":"t-2","userId":"u1","event":"Order Completed",
    "timestamp":"2026-05-03T12:00:00.000Z","properties":{"order_id":"o1","total":42.5,
    "revenue":40,"currency":"EUR","quantity":1,"products":[{"product_id":"p1","price":40}]}}"#;

fn read(policy: &Policy, source: SourceId, text: &str) -> Message {
    let received = Timestamp::parse("2026-05-03T13:00:00.000Z").expect("a time");
    let raw = RawMessage {
        body: Json::parse_str(text).expect("JSON"),
        call: None,
        source,
        received,
        sent: None,
        address: None,
        gpc: false,
        fallback_id: Box::default(),
    };
    let id = |_, id: &str| EventId(std::array::from_fn(|at| id.as_bytes()[at % id.len()]));
    validate(&policy.catalog, &raw, &id).expect("a message that can be read")
}

fn stages(criterion: &mut Criterion) {
    let catalog = compile(&starter(), None).expect("the shipped catalog is in order");
    let source = catalog.names.write_keys["aria-web-key"];
    let policy = Policy::new(catalog).expect("no segments in a circle");
    let mut people = People::default();
    let identify = read(&policy, source, IDENTIFY);
    for candidate in &identify.candidates {
        people.holders.insert(candidate.identifier.clone(), None);
    }
    let node = NodeId::new(1);
    let made = process(&policy, &mut people, &identify, node);
    assert!(matches!(made, Outcome::Taken(_)), "the person is made");

    for (name, text) in [("product viewed", VIEWED), ("order completed", ORDERED)] {
        criterion.bench_function(&format!("read: {name}"), |bencher| {
            bencher.iter(|| read(&policy, source, black_box(text)));
        });
        let mut message = read(&policy, source, text);
        let mut number = 0_u128;
        criterion.bench_function(&format!("process: {name}"), |bencher| {
            bencher.iter(|| {
                number += 1;
                message.id = EventId(number.to_be_bytes());
                process(&policy, &mut people, black_box(&message), NodeId::new(2))
            });
        });
        assert_eq!(people.nodes.len(), 1, "all of it is one person's");
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
