//! Tests of requests as they are made.

use serde_json::{Value as Json, json};
use telos_model::catalog::{Catalog, CatalogFile, Occasion, Reach, compile, starter};
use telos_model::deliver::{Evidence, Outgoing, OutgoingEvent};
use telos_model::value::Value;

use super::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn catalog() -> Catalog {
    compile(&starter(), None).expect("the shipped catalog")
}

fn destination(catalog: &Catalog, name: &str) -> Http {
    let id = catalog.names.destinations[name];
    let Reach::Http(http) = &catalog.destination(id).expect("declared").reach else {
        panic!("not over HTTP");
    };
    *http.clone()
}

/// The one request for a delivery.
fn one(http: &Http, item: Item<'_>, at: Timestamp, secret: Option<&str>) -> Result<Made, Unmade> {
    shown(http, item, at, secret).map(|mut made| made.remove(0))
}

pub(super) fn at() -> Timestamp {
    Timestamp::parse("2026-05-03T12:00:00Z").expect("a time")
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(super) fn outgoing(occasion: Occasion) -> Outgoing {
    Outgoing {
        occasion,
        identifiers: vec![
            ("user_id".into(), "u/1".into()),
            ("email".into(), "a@mail.example".into()),
            ("email".into(), "b@mail.example".into()),
        ],
        traits: vec![
            ("name".into(), text("Ann")),
            ("address.city".into(), text("Köln")),
        ],
        event: (occasion == Occasion::Event).then(|| OutgoingEvent {
            name: "Order Completed".into(),
            at: at(),
            properties: vec![
                ("revenue".into(), Value::Number(12.5)),
                ("quantity".into(), Value::Number(2.0)),
                (
                    "products[].sku".into(),
                    Value::List([text("s1"), text("s2")].into()),
                ),
                (
                    "products[].price".into(),
                    Value::List([Value::Null, Value::Number(5.0)].into()),
                ),
            ],
        }),
        segment: None,
        permissions: vec![("news-email".into(), false)],
        evidence: Evidence::default(),
    }
}

fn body(made: &Made) -> Json {
    serde_json::from_slice(&made.body).expect("JSON")
}

fn header<'m>(made: &'m Made, name: &str) -> &'m str {
    let mut headers = made.headers.iter();
    headers
        .find(|(known, _)| &**known == name)
        .map_or("", |(_, value)| value)
}

#[test]
fn a_standard_webhook_has_its_type_its_time_its_data_and_its_signature() {
    let catalog = catalog();
    let parcels = destination(&catalog, "aria-parcels");
    let outgoing = outgoing(Occasion::Event);
    let item = Item {
        id: [7; 16],
        outgoing: &outgoing,
    };
    let made = one(&parcels, item, at(), Some(SECRET)).expect("made");
    assert_eq!((made.method, &*made.path), ("POST", "/hooks/telos"));
    let data = json!({
        "type": "order",
        "timestamp": "2026-05-03T12:00:00.000Z",
        "data": {
            "event": "Order Completed",
            "properties": {
                "revenue": 12.5, "quantity": 2,
                "products": [{"sku": "s1"}, {"sku": "s2", "price": 5}],
            },
            "identifiers": {"user_id": ["u/1"], "email": ["a@mail.example", "b@mail.example"]},
            "to": {"name": "Ann", "address": {"city": "Köln"}},
        },
    });
    assert_eq!(body(&made), data);
    assert_eq!(header(&made, "webhook-id"), id_text([7; 16]));
    assert_eq!(header(&made, "webhook-timestamp"), "1777809600");
    let known = sign::standard(SECRET, &id_text([7; 16]), "1777809600", &made.body);
    assert_eq!(Some(header(&made, "webhook-signature").to_owned()), known);
    for secret in [None, Some("hunter2")] {
        assert_eq!(one(&parcels, item, at(), secret), Err(Unmade::Secret));
    }
}

#[test]
fn a_batch_for_segments_tracking_api_has_each_message_with_its_own_id() {
    let catalog = catalog();
    let letters = destination(&catalog, "aria-letters");
    let (event, traits) = (outgoing(Occasion::Event), outgoing(Occasion::Traits));
    let items = [
        Item {
            id: [1; 16],
            outgoing: &event,
        },
        Item {
            id: [2; 16],
            outgoing: &traits,
        },
    ];
    let made = {
        let by = By {
            secret: Some("KEY:"),
            at: at(),
            found: None,
        };
        batch(&letters, &items, by)
    }
    .expect("made");
    assert_eq!(&*made.path, "/v1/batch");
    assert_eq!(header(&made, "authorization"), "Basic S0VZOg==");
    let body = body(&made);
    assert_eq!(body["batch"][0]["type"], "track");
    assert_eq!(body["batch"][0]["messageId"], id_text([1; 16]));
    assert_eq!(body["batch"][0]["userId"], "u/1");
    assert_eq!(body["batch"][1]["type"], "identify");
    assert_eq!(body["batch"][1]["traits"]["name"], "Ann");
}

#[test]
fn values_are_encoded_hashed_and_left_out_where_there_are_none() {
    let mut files = starter();
    let file = files
        .iter_mut()
        .find(|file| file.path == "destinations/aria-parcels.toml")
        .expect("there");
    *file = CatalogFile {
        path: file.path.clone(),
        text: r#"
[destination.aria-parcels]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
url = "https://parcels.example"
auth = { kind = "none" }
identifiers = ["user_id", "email", "phone"]
[destination.aria-parcels.send.suppress]
method = "DELETE"
path = "/people/{identifier.user_id}"
headers = { x-email = "{identifier.email|lower|sha256}", x-phone = "{identifier.phone}" }
body = { at = "{delivery.time|seconds}", phone = "{identifier.phone|digits}", note = "for {identifier.phone}", n = 3 }
[destination.aria-parcels.send.delete]
path = "/people/{identifier.phone}"
"#
        .to_owned(),
    };
    let catalog = compile(&files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let parcels = destination(&catalog, "aria-parcels");
    let suppress = outgoing(Occasion::Suppress);
    let item = |outgoing| Item {
        id: [7; 16],
        outgoing,
    };
    let made = one(&parcels, item(&suppress), at(), None).expect("made");
    assert_eq!(&*made.path, "/people/u%2F1");
    assert_eq!(body(&made), json!({"at": 1_777_809_600, "n": 3}));
    let hash = header(&made, "x-email");
    assert!(hash.len() == 64 && hash.starts_with("a0b4"), "{hash}");
    assert_eq!(header(&made, "x-phone"), "");
    let delete = outgoing(Occasion::Delete);
    assert_eq!(
        one(&parcels, item(&delete), at(), None),
        Err(Unmade::NoValue)
    );
    assert!(!format!("{made:?}").contains("u%2F1"), "it is quiet");
}

#[test]
fn answers_can_ask_to_wait_by_seconds_or_a_date() {
    assert_eq!(retry_after("120", at()), Some(120));
    assert_eq!(
        retry_after("999999999", at()),
        Some(RETRY_AFTER_SECONDS_MAX)
    );
    assert_eq!(retry_after("Sun, 03 May 2026 12:01:00 GMT", at()), Some(60));
    assert_eq!(retry_after("Sun, 03 May 2020 12:01:00 GMT", at()), Some(0));
    assert_eq!(retry_after("soon", at()), None);
}

/// The shipped catalog with this in place of the parcel service's destination.
fn parcels(text: &str) -> Http {
    let mut files = starter();
    let mut parcels = files.iter_mut();
    let file = parcels.find(|file| file.path == "destinations/aria-parcels.toml");
    file.expect("there").text = format!(
        r#"
[destination.aria-parcels]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
url = "https://parcels.example"
identifiers = ["user_id", "email"]
traits = ["name"]
events = ["Order Completed"]
{text}
"#
    );
    let catalog = compile(&files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    destination(&catalog, "aria-parcels")
}

#[test]
fn forms_items_and_conditions_are_made_of_what_there_is() {
    let http = parcels(
        r#"
auth = { kind = "query", name = "key", secret = "env:KEY" }
send.event = { form = { to = "{identifiers.email}", at = "{event.time|micros}", name = "a b&{event.named|first:5}" } }
[destination.aria-parcels.send.traits.body]
who = { "{if}" = "trait.name", name = "{trait.name|letters|md5}" }
not = { "{if}" = "permission.orders", name = "{trait.name}" }
all = [{ "{if}" = "identifier.email", a = 1 }, 2]
[destination.aria-parcels.send.delete]
each = "email"
path = "/people?who={identifier.email}"
"#,
    );
    let item = |outgoing| Item {
        id: [7; 16],
        outgoing,
    };
    let event = outgoing(Occasion::Event);
    let made = one(&http, item(&event), at(), Some("k&y")).expect("made");
    assert_eq!(&*made.path, "/?key=k%26y");
    assert_eq!(
        header(&made, "content-type"),
        "application/x-www-form-urlencoded"
    );
    let form = String::from_utf8(made.body).expect("text");
    let wanted = "at=1777809600000000&name=a%20b%26order&to=a%40mail.example&to=b%40mail.example";
    assert_eq!(form, wanted);
    let mut traits = outgoing(Occasion::Traits);
    traits.permissions = vec![("orders".into(), false)];
    let made = one(&http, item(&traits), at(), Some("k")).expect("made");
    let wanted = json!({"who": {"name": "82e335f7ac0e0e412b2ae15abe662110"}, "all": [{"a": 1}, 2]});
    assert_eq!(body(&made), wanted);
    let delete = outgoing(Occasion::Delete);
    let all = shown(&http, item(&delete), at(), Some("k")).expect("made");
    let paths: Vec<&str> = all.iter().map(|made| &*made.path).collect();
    let wanted = [
        "/people?who=a%40mail.example&key=k",
        "/people?who=b%40mail.example&key=k",
    ];
    assert_eq!(paths, wanted);
    assert_ne!(
        header(&all[0], "idempotency-key"),
        header(&all[1], "idempotency-key")
    );
}

#[test]
fn what_is_found_is_read_at_its_place_and_tokens_are_taken_only_whole() {
    let http = parcels(
        r#"
auth = { kind = "none" }
send.event = { path = "/events" }
[destination.aria-parcels.send.delete]
path = "/people/{found}"
find = { method = "GET", path = "/people?who={identifier.email}", take = "users.0.id" }
then = { method = "DELETE", path = "/gone/{found}" }
"#,
    );
    let delete = outgoing(Occasion::Delete);
    let item = Item {
        id: [7; 16],
        outgoing: &delete,
    };
    let all = calls(&http, item).expect("one");
    let find = all[0].find().expect("a question");
    assert_eq!(found(find, r#"{"users":[{"id":77}]}"#), Some(json!(77)));
    for none in [r#"{"users":[]}"#, r#"{"users":[{"id":null}]}"#, "", "[]"] {
        assert_eq!(found(find, none), None, "{none}");
    }
    let lines: Vec<String> = shown(&http, item, at(), None)
        .expect("made")
        .iter()
        .map(|made| format!("{} {}", made.method, made.path))
        .collect();
    let wanted = [
        "GET /people?who=a%40mail.example",
        "POST /people/4711",
        "DELETE /gone/4711",
    ];
    assert_eq!(lines, wanted);
    let token = read_token(r#"{"access_token":"t","expires_in":100}"#);
    assert_eq!(token.map(|token| token.seconds), Some(40));
    for bad in [
        r#"{"access_token":""}"#,
        r#"{"access_token":"a b"}"#,
        "{}",
        "no",
    ] {
        assert_eq!(read_token(bad), None, "{bad}");
    }
}
