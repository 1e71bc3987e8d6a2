//! Webhooks of other systems, in the shapes that they publish.

use std::fmt::Write as _;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use telos_model::catalog::CatalogFile;
use telos_server::Options;

use crate::support::{ALL, Answer, World, shipped};

const SECRET: &str = "hook-secret-for-tests";

/// A world in which the shipped webhooks are on, with a secret in a file.
fn world() -> (World, tempfile::TempDir) {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("secret");
    std::fs::write(&path, format!("{SECRET}\n")).expect("written");
    let place = format!("file:{}", path.display());
    let mut files = shipped();
    for file in &mut files {
        if matches!(&*file.path, "sources/shopify.toml" | "sources/stripe.toml") {
            file.text = file
                .text
                .replace("active = false", "active = true")
                .replace("env:ARIA_SHOPIFY_SECRET", &place)
                .replace("env:ARIA_STRIPE_SECRET", &place);
        }
    }
    files.push(CatalogFile {
        path: "sources/other.toml".into(),
        text: format!(
            r#"
[source.other]
brand = "aria"
write_key = "aria-other-key"
trusted = true
channel = "web"
purposes = ["orders"]
[source.other.from]
kind = "webhook"
signature = {{ kind = "hmac", secret = "{place}", header = "X-Signature", prefix = "sha256=" }}
[[source.other.from.message]]
type = "identify"
identifiers.customer_id = "other-{{who}}"
traits.email = "{{mail}}"
"#
        ),
    });
    (World::of(Options::default(), &files), home)
}

fn mac(text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("written");
        text
    })
}

async fn shopify(world: &World, topic: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let signature = STANDARD.encode(mac(body.as_bytes()));
    let headers = [
        ("content-type", "application/json"),
        ("x-shopify-topic", topic),
        ("x-shopify-hmac-sha256", &*signature),
        (
            "x-shopify-webhook-id",
            "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        ),
    ];
    world.post("/v1/hooks/aria-shopify", &headers, body).await
}

async fn stripe(world: &World, body: &Value, seconds_ago: i64) -> Answer {
    let body = body.to_string();
    let at = world.engine.now().millis() / 1_000 - seconds_ago;
    let signature = hex(&mac(format!("{at}.{body}").as_bytes()));
    let header = format!("t={at},v1={signature}");
    let headers = [("stripe-signature", &*header)];
    world.post("/v1/hooks/aria-stripe", &headers, body).await
}

fn customer() -> Value {
    json!({
        "id": 706_405_506_930_370_084_i64, "email": "bob@biller.example",
        "created_at": "2026-04-01T19:00:00-05:00", "updated_at": "2026-04-02T19:00:00-05:00",
        "first_name": "Bob", "last_name": "Biller", "state": "disabled",
        "note": "This customer loves ice cream", "verified_email": true,
        "multipass_identifier": null, "tax_exempt": false, "currency": "USD", "phone": null,
        "email_marketing_consent": {"state": "unsubscribed", "opt_in_level": "single_opt_in",
            "consent_updated_at": "2026-04-02T19:00:00-05:00"},
        "sms_marketing_consent": null, "tags": "", "tax_exemptions": [],
        "admin_graphql_api_id": "gid://shopify/Customer/706405506930370084",
        "addresses": [],
        "default_address": {"id": 12321, "address1": "151 O'Connor Street", "city": "Ottawa",
            "province": "ON", "country": "CA", "zip": "K2P 2L8", "province_code": "ON",
            "country_code": "CA", "country_name": "CA", "default": true}
    })
}

fn order() -> Value {
    json!({
        "id": 820_982_911_946_154_508_i64, "email": "bob@biller.example",
        "created_at": "2026-05-01T19:00:00-05:00", "cancelled_at": null, "currency": "USD",
        "total_price": "398.00", "subtotal_price": "388.00", "total_tax": "0.00",
        "total_discounts": "20.00", "name": "#9999", "order_number": 1234, "test": true,
        "customer": {"id": 706_405_506_930_370_084_i64, "email": "bob@biller.example",
            "first_name": "Bob", "last_name": "Biller"},
        "line_items": [{"id": 866_550_311_766_439_020_i64, "sku": "IPOD2008PINK", "price": "199.00",
            "quantity": 1, "title": "IPod Nano - 8GB"}]
    })
}

async fn profile(world: &World, path: &str) -> Answer {
    let path = format!("/v1/profiles/{path}?purpose=orders");
    world.get(&path, ALL).await
}

#[tokio::test]
async fn a_shop_customer_and_an_order_become_a_profile_once() {
    let (world, _home) = world();
    let taken = shopify(&world, "customers/create", &customer()).await;
    assert_eq!(taken.statuses(), ["kept", "kept"]);
    let taken = shopify(&world, "orders/create", &order()).await;
    assert_eq!(taken.statuses(), ["kept"]);
    let again = shopify(&world, "orders/create", &order()).await;
    assert_eq!(again.statuses(), ["duplicate"], "sent again, taken once");
    let who = "customer_id/shopify-706405506930370084";
    let seen = profile(&world, who).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    for expected in ["bob@biller.example", "Ottawa", "Order Completed"] {
        assert!(seen.text.contains(expected), "{expected}: {}", seen.text);
    }
    assert!(!seen.text.contains("ice cream"));
    let metrics = world.get("/metrics", "").await.text;
    let rows = r#"telos_source{source="aria-shopify",figure="rows"} 3"#;
    assert!(metrics.contains(rows), "{metrics}");
}

#[tokio::test]
async fn what_is_not_signed_is_not_taken() {
    let (world, _home) = world();
    let body = customer().to_string();
    let path = "/v1/hooks/aria-shopify";
    let none = world.post(path, &[], body.clone()).await;
    none.problem(401, "signature_missing");
    let wrong = [("x-shopify-hmac-sha256", "AAAA")];
    world
        .post(path, &wrong, body.clone())
        .await
        .problem(401, "signature_wrong");
    let event = json!({"id": "evt_1", "object": "event", "created": 1, "type": "x", "data": {}});
    stripe(&world, &event, 301)
        .await
        .problem(401, "signature_old");
    let unknown = world.post("/v1/hooks/aria-web", &[], body.clone()).await;
    unknown.problem(404, "hook_unknown");
    let unknown = world.post("/v1/hooks/nobody", &[], body).await;
    unknown.problem(404, "hook_unknown");
    let nobody = profile(&world, "customer_id/shopify-706405506930370084").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND, "{}", nobody.text);
    let metrics = world.get("/metrics", "").await.text;
    for expected in [
        r#"telos_source{source="aria-shopify",figure="refused"} 2"#,
        r#"telos_source_state{source="aria-stripe",state="clock_skew"} 1"#,
    ] {
        assert!(metrics.contains(expected), "{expected}\n{metrics}");
    }
}

#[tokio::test]
async fn payments_become_events_by_their_ids() {
    let (world, _home) = world();
    let created = world.engine.now().millis() / 1_000 - 60;
    let event = |id: &str, kind: &str, object: Value| {
        json!({"id": id, "object": "event", "api_version": "2024-06-20", "created": created,
            "data": {"object": object}, "livemode": false, "pending_webhooks": 1,
            "request": {"id": null, "idempotency_key": null}, "type": kind})
    };
    let customer = event(
        "evt_1",
        "customer.created",
        json!({"id": "cus_NffrFeUfNV2Hib", "object": "customer", "address": null, "balance": 0,
            "email": "jenny.rosen@mail.example", "name": "Jenny Rosen", "phone": null}),
    );
    let charge = event(
        "evt_2",
        "charge.succeeded",
        json!({"id": "ch_3MmlLrLkdIwHu7ix0snN0B15", "object": "charge", "amount": 1099,
            "amount_refunded": 0, "currency": "usd", "customer": "cus_NffrFeUfNV2Hib",
            "billing_details": {"address": {"city": null}, "email": null, "name": null}}),
    );
    let paid = event(
        "evt_3",
        "checkout.session.completed",
        json!({"id": "cs_test_a11YYufW", "object": "checkout.session", "amount_total": 2198,
            "currency": "usd", "customer": "cus_NffrFeUfNV2Hib", "payment_status": "paid",
            "customer_details": {"email": "jenny.rosen@mail.example", "name": "Jenny Rosen"}}),
    );
    for body in [&customer, &charge, &paid] {
        assert_eq!(stripe(&world, body, 0).await.statuses(), ["kept"]);
    }
    let again = stripe(&world, &charge, 200).await;
    assert_eq!(
        again.statuses(),
        ["duplicate"],
        "signed anew, known by its id"
    );
    let other = event("evt_4", "invoice.paid", json!({"id": "in_1"}));
    let nothing = stripe(&world, &other, 0).await;
    assert!(
        nothing.statuses().is_empty(),
        "what is not mapped is let go"
    );
    let seen = profile(&world, "customer_id/stripe-cus_NffrFeUfNV2Hib").await;
    for expected in [
        "Payment Completed",
        "Checkout Paid",
        "jenny.rosen@mail.example",
    ] {
        assert!(seen.text.contains(expected), "{expected}: {}", seen.text);
    }
}

#[tokio::test]
async fn the_privacy_webhooks_of_a_shop_become_requests_once() {
    let (world, _home) = world();
    shopify(&world, "customers/create", &customer()).await;
    let who =
        json!({"id": 706_405_506_930_370_084_i64, "email": "bob@biller.example", "phone": null});
    let asked = json!({"shop_id": 954_889, "shop_domain": "shop.myshopify.example",
        "orders_requested": [299_938], "customer": who, "data_request": {"id": 9_999}});
    let redact = json!({"shop_id": 954_889, "shop_domain": "shop.myshopify.example",
        "customer": who, "orders_to_redact": [299_938]});
    for _ in 0..2 {
        let taken = shopify(&world, "customers/data_request", &asked).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
        let taken = shopify(&world, "customers/redact", &redact).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    }
    let open = world.engine.open_requests(10).expect("reads");
    let mut rights: Vec<_> = open.iter().map(|one| one.case().right).collect();
    rights.sort_by_key(|right| format!("{right:?}"));
    assert_eq!(format!("{rights:?}"), "[Access, Erasure]");
    let stranger = json!({"shop_id": 1, "customer": {"id": 1, "email": "no@one.example"},
        "orders_to_redact": []});
    let taken = shopify(&world, "customers/redact", &stranger).await;
    assert_eq!(
        taken.status,
        StatusCode::OK,
        "a stranger is none: {}",
        taken.text
    );
    let nobody = json!({"shop_id": 1, "orders_to_redact": []});
    let taken = shopify(&world, "customers/redact", &nobody).await;
    taken.problem(400, "person_missing");
    let shop = json!({"shop_id": 954_889, "shop_domain": "shop.myshopify.example"});
    let taken = shopify(&world, "shop/redact", &shop).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    let sources = world.get("/v1/sources", ALL).await;
    assert!(sources.text.contains("shop_redact"), "{}", sources.text);
}

#[tokio::test]
async fn a_webhook_of_ones_own_is_mapped_and_what_cannot_be_is_set_aside() {
    let (world, _home) = world();
    let send = async |body: &str| {
        let signature = format!("sha256={}", hex(&mac(body.as_bytes())));
        let headers = [("x-signature", &*signature)];
        world
            .post("/v1/hooks/other", &headers, body.to_owned())
            .await
    };
    let taken = send(r#"{"who": 7, "mail": "ada@mail.example"}"#).await;
    assert_eq!(taken.statuses(), ["kept"]);
    let taken = send(r#"{"mail": "marker-7f3@mail.example"}"#).await;
    assert_eq!(taken.statuses(), ["rejected"]);
    send("[]").await.problem(400, "hook_not_object");
    let sources = world.get("/v1/sources", ALL).await.text;
    assert!(sources.contains("identifier_missing"), "{sources}");
    assert!(!sources.contains("marker-7f3"), "{sources}");
    let shown: Value = serde_json::from_str(&sources).expect("JSON");
    let other = shown["sources"].as_array().expect("a list");
    let other = other.iter().find(|one| one["source"] == "other");
    assert_eq!(other.expect("listed")["state"], "poison_row");
}
