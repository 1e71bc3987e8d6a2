//! Braze, `HubSpot`, Mailchimp and Shopify.

use serde_json::{Value, json};

use super::{Got, Story, is_time, keys, must};

/// MD5 of `u1@mail.example`, by the `md5sum` of coreutils.
const MEMBER: &str = "7d660fca947c45b03de48cfb3325b9ff";

/// <https://www.braze.com/docs/api/endpoints/user_data/post_user_track>
fn braze(got: &Got) -> Result<(u16, Value), String> {
    let bearer = "Bearer secret-ARIA_BRAZE_KEY";
    must(got.header("authorization") == bearer, "authorization")?;
    must(got.header("content-type") == "application/json", "no JSON")?;
    match &*got.line() {
        "POST /users/track" => {
            keys(&got.body, &[], &["attributes", "events", "purchases"])?;
            let list = |name: &str| got.body[name].as_array().cloned().unwrap_or_default();
            let (attributes, events) = (list("attributes"), list("events"));
            must(attributes.len() + events.len() > 0, "nothing in it")?;
            must(attributes.len() <= 75 && events.len() <= 75, "over 75")?;
            for one in &attributes {
                must(one["external_id"].is_string(), "external_id")?;
                let states = ["opted_in", "subscribed", "unsubscribed"];
                for name in ["email_subscribe", "push_subscribe"] {
                    let state = one.get(name).and_then(Value::as_str);
                    must(state.is_none_or(|state| states.contains(&state)), name)?;
                }
                let country = one.get("country").and_then(Value::as_str);
                must(country.is_none_or(|country| country.len() == 2), "country")?;
            }
            for one in &events {
                keys(one, &["external_id", "name", "time"], &["properties"])?;
                must(is_time(&one["time"]), "time")?;
            }
            Ok((
                201,
                json!({"message": "success", "attributes_processed": attributes.len()}),
            ))
        }
        "POST /users/delete" => {
            keys(&got.body, &["external_ids"], &[])?;
            let ids = got.body["external_ids"].as_array();
            let count = ids.map_or(0, Vec::len);
            must((1..=50).contains(&count), "1 to 50")?;
            Ok((201, json!({"deleted": count, "message": "success"})))
        }
        _ => Err("no such request".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn braze_gets_attributes_and_events_unsubscribes_and_deletes() {
    let story = Story::begin("braze", braze).await;
    let consent = |got: &Got| got.body["attributes"][0]["email_subscribe"] == "opted_in";
    story.until(1, consent).await;
    story.identifies("u1@mail.example", "Suzuki").await;
    let traits = |got: &Got| got.body["attributes"][0]["last_name"] == "Suzuki";
    let traits = story.until(1, traits).await.body["attributes"][0].clone();
    assert_eq!(traits["email"], "u1@mail.example");
    assert_eq!(traits["country"], "JP");
    story.orders(1).await;
    let event = story.until(1, |got| got.body["events"].is_array()).await;
    let event = &event.body["events"][0];
    assert_eq!(event["name"], "Order Completed");
    assert_eq!(event["properties"]["order_id"], "order-1");
    story.does("Email Opened", json!({"subject": "News"})).await;
    let entered = |got: &Got| got.body["attributes"][0]["telos_segments"]["add"].is_array();
    story.until(1, entered).await;
    story.waits(91).await;
    let left = |got: &Got| got.body["attributes"][0]["telos_segments"]["remove"].is_array();
    story.until(1, left).await;
    story.consents("withdraw").await;
    let gone = |got: &Got| got.body["attributes"][0]["email_subscribe"] == "unsubscribed";
    story.until(1, gone).await;
    story.erases().await;
    let deleted = story.until(1, |got| got.path == "/users/delete").await;
    assert_eq!(deleted.body["external_ids"], json!(["u1"]));
    story.end().await;
}

/// <https://developers.hubspot.com/docs/api-reference>
fn hubspot(got: &Got) -> Result<(u16, Value), String> {
    let bearer = "Bearer secret-ARIA_HUBSPOT_TOKEN";
    must(got.header("authorization") == bearer, "authorization")?;
    let of_status = "/communication-preferences/v4/statuses/u1%40mail.example";
    match &*got.line() {
        "POST /crm/v3/objects/contacts/batch/upsert" => {
            keys(&got.body, &["inputs"], &[])?;
            let inputs = got.body["inputs"].as_array().ok_or("no list")?;
            must((1..=100).contains(&inputs.len()), "1 to 100")?;
            for one in inputs {
                keys(one, &["id", "idProperty", "properties"], &[])?;
                must(one["idProperty"] == "email", "idProperty")?;
                let mut values = one["properties"].as_object().into_iter().flatten();
                must(values.all(|(_, value)| value.is_string()), "properties")?;
            }
            Ok((200, json!({"status": "COMPLETE", "results": []})))
        }
        "POST /events/v3/send" => {
            let others = ["occurredAt", "properties", "uuid"];
            keys(&got.body, &["eventName", "email"], &others)?;
            let name = got.body["eventName"].as_str().unwrap_or_default();
            must(name.starts_with("pe00000000_"), "eventName")?;
            must(name == name.to_lowercase(), "in small letters")?;
            must(is_time(&got.body["occurredAt"]), "occurredAt")?;
            Ok((204, Value::Null))
        }
        "POST /crm/v3/objects/contacts/gdpr-delete" => {
            keys(&got.body, &["objectId"], &["idProperty"])?;
            must(got.body["idProperty"] == "email", "idProperty")?;
            Ok((204, Value::Null))
        }
        line if line == format!("POST {of_status}") => {
            let needed = ["channel", "statusState", "subscriptionId"];
            let others = ["legalBasis", "legalBasisExplanation"];
            keys(&got.body, &needed, &others)?;
            must(got.body["channel"] == "EMAIL", "channel")?;
            must(got.body["subscriptionId"].is_u64(), "subscriptionId")?;
            let states = ["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SPECIFIED"];
            let state = got.body["statusState"].as_str().unwrap_or_default();
            must(states.contains(&state), "statusState")?;
            Ok((200, json!({"status": state})))
        }
        line if line == format!("POST {of_status}/unsubscribe-all") => {
            must(got.query == "channel=EMAIL", "channel")?;
            must(got.bytes == 0, "it has no body")?;
            Ok((200, json!({"results": []})))
        }
        _ => Err("no such request".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hubspot_gets_contacts_and_events_unsubscribes_and_deletes_for_good() {
    let story = Story::begin("hubspot", hubspot).await;
    let ends = |end: &'static str| move |got: &Got| got.path.ends_with(end);
    let consent = story.until(1, ends("u1%40mail.example")).await;
    assert_eq!(consent.body["statusState"], "SUBSCRIBED");
    story.identifies("u1@mail.example", "Suzuki").await;
    let contact = story.until(1, ends("/batch/upsert")).await.body["inputs"][0].clone();
    assert_eq!(contact["id"], "u1@mail.example");
    assert_eq!(contact["properties"]["lastname"], "Suzuki");
    story.orders(1).await;
    let event = story.until(1, ends("/events/v3/send")).await.body;
    assert_eq!(event["eventName"], "pe00000000_order_completed");
    assert_eq!(event["properties"]["revenue"], 49.5);
    story.consents("withdraw").await;
    story.until(1, ends("/unsubscribe-all")).await;
    story.erases().await;
    let deleted = story.until(1, ends("/gdpr-delete")).await;
    assert_eq!(deleted.body["objectId"], "u1@mail.example");
    story.end().await;
}

/// <https://mailchimp.com/developer/marketing/api/list-members>
fn mailchimp(got: &Got) -> Result<(u16, Value), String> {
    // `secret-ARIA_MAILCHIMP_KEY`, as Basic writes it.
    let basic = "Basic c2VjcmV0LUFSSUFfTUFJTENISU1QX0tFWQ==";
    must(got.header("authorization") == basic, "authorization")?;
    let member = got.path.strip_prefix("/3.0/lists/0000000000/members/");
    let member = member.ok_or("another path")?;
    let (member, rest) = match member.split_once('/') {
        Some((member, rest)) => (member, rest),
        None => (member, ""),
    };
    must(
        super::is_hex(&json!(member), 32),
        "not the hash of an address",
    )?;
    let statuses = [
        "subscribed",
        "unsubscribed",
        "cleaned",
        "pending",
        "transactional",
    ];
    let status = |name: &str| {
        let status = got.body[name].as_str().unwrap_or_default();
        must(statuses.contains(&status), name)
    };
    match (got.method.as_str(), rest) {
        ("PUT", "") => {
            let others = ["status", "merge_fields", "language"];
            keys(&got.body, &["email_address", "status_if_new"], &others)?;
            status("status_if_new")?;
            Ok((200, json!({"id": member})))
        }
        ("PATCH", "") => {
            keys(&got.body, &["status"], &[])?;
            status("status")?;
            Ok((200, json!({"id": member})))
        }
        ("POST", "events") => {
            keys(&got.body, &["name"], &["properties", "occurred_at"])?;
            let name = got.body["name"].as_str().unwrap_or_default();
            must((2..=30).contains(&name.len()), "2 to 30 characters")?;
            must(is_time(&got.body["occurred_at"]), "occurred_at")?;
            let mut values = got.body["properties"].as_object().into_iter().flatten();
            must(
                values.all(|(_, value)| value.is_string()),
                "properties are texts",
            )?;
            Ok((204, Value::Null))
        }
        ("POST", "tags") => {
            for tag in got.body["tags"].as_array().ok_or("no list")? {
                keys(tag, &["name", "status"], &[])?;
                must(
                    tag["status"] == "active" || tag["status"] == "inactive",
                    "status",
                )?;
            }
            Ok((204, Value::Null))
        }
        ("POST", "actions/delete-permanent") => {
            must(got.bytes == 0, "it has no body")?;
            Ok((204, Value::Null))
        }
        _ => Err("no such request".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mailchimp_knows_members_by_the_hash_of_each_address_they_ever_had() {
    let story = Story::begin("mailchimp", mailchimp).await;
    let put = |got: &Got| got.method == "PUT";
    let consent = story.until(1, put).await;
    assert_eq!(consent.body["status"], "subscribed");
    assert!(consent.path.ends_with(MEMBER), "{}", consent.path);
    story.identifies("u1@mail.example", "Suzuki").await;
    let traits = |got: &Got| got.body["merge_fields"]["LNAME"] == "Suzuki";
    story.until(1, traits).await;
    story.orders(1).await;
    let event = story.until(1, |got| got.path.ends_with("/events")).await;
    assert_eq!(event.body["properties"]["revenue"], "49.5");
    story.does("Email Opened", json!({"subject": "News"})).await;
    let tags = |got: &Got| got.path.ends_with("/tags");
    assert_eq!(
        story.until(1, tags).await.body["tags"][0]["status"],
        "active"
    );
    // A second address: both have to go in the end.
    story.has_also("u1@other.example").await;
    story.identifies("u1@other.example", "Suzuki").await;
    let other = |got: &Got| put(got) && got.body["email_address"] == "u1@other.example";
    story.until(1, other).await;
    story.consents("withdraw").await;
    story.until(2, |got| got.method == "PATCH").await;
    story.erases().await;
    let deleted = |got: &Got| got.path.ends_with("/actions/delete-permanent");
    story.until(2, deleted).await;
    let mut gone = story.got();
    gone.retain(|got| deleted(got));
    assert_ne!(gone[0].path, gone[1].path, "each of the two addresses");
    assert_ne!(
        gone[0].header("idempotency-key"),
        gone[1].header("idempotency-key")
    );
    story.end().await;
}

/// <https://shopify.dev/docs/api/admin-graphql>
fn shopify(got: &Got) -> Result<(u16, Value), String> {
    must(got.line() == "POST /admin/api/2026-07/graphql.json", "path")?;
    let token = "secret-ARIA_SHOPIFY_TOKEN";
    must(got.header("x-shopify-access-token") == token, "token")?;
    keys(&got.body, &["query", "variables"], &["operationName"])?;
    let query = got.body["query"].as_str().unwrap_or_default();
    let open = query.matches('{').count();
    must(open == query.matches('}').count(), "braces")?;
    let variables = &got.body["variables"];
    for name in variables
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        must(
            query.contains(&format!("${name}:")),
            "a variable without declaration",
        )?;
    }
    let id = "gid://shopify/Customer/77";
    let done = |field: &str| {
        let mut data = serde_json::Map::new();
        data.insert(field.to_owned(), json!({"userErrors": []}));
        Ok((200, json!({ "data": data })))
    };
    if query.contains("customerByIdentifier") {
        let who = &variables["who"];
        keys(who, &["emailAddress"], &[])?;
        let known = who["emailAddress"] == "u1@mail.example";
        let customer = if known {
            json!({ "id": id })
        } else {
            Value::Null
        };
        return Ok((200, json!({"data": {"customer": customer}})));
    }
    if query.contains("customerSet(") {
        keys(&variables["identifier"], &["email"], &[])?;
        keys(
            &variables["input"],
            &["email"],
            &["firstName", "lastName", "phone"],
        )?;
        return done("customerSet");
    }
    if query.contains("customerEmailMarketingConsentUpdate(") {
        let input = &variables["input"];
        keys(input, &["customerId", "emailMarketingConsent"], &[])?;
        must(input["customerId"] == id, "customerId")?;
        let others = ["marketingOptInLevel", "consentUpdatedAt"];
        keys(
            &input["emailMarketingConsent"],
            &["marketingState"],
            &others,
        )?;
        return done("customerEmailMarketingConsentUpdate");
    }
    if query.contains("tagsAdd(") || query.contains("tagsRemove(") {
        must(
            variables["id"] == id && variables["tags"].is_array(),
            "tags",
        )?;
        return done("tagsAdd");
    }
    if query.contains("customerRequestDataErasure(") {
        must(variables["id"] == id, "customerId")?;
        return done("customerRequestDataErasure");
    }
    Err("no such mutation".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn shopify_is_asked_for_the_customer_before_anything_is_changed_or_erased() {
    let story = Story::begin("shopify", shopify).await;
    let says = |what: &'static str| {
        move |got: &Got| {
            got.body["query"]
                .as_str()
                .is_some_and(|query| query.contains(what))
        }
    };
    let update = says("customerEmailMarketingConsentUpdate(");
    let consent = story.until(1, &update).await.body["variables"]["input"].clone();
    assert_eq!(
        consent["emailMarketingConsent"]["marketingState"],
        "SUBSCRIBED"
    );
    story.identifies("u1@mail.example", "Suzuki").await;
    let set = story.until(1, says("customerSet(")).await;
    assert_eq!(set.body["variables"]["input"]["lastName"], "Suzuki");
    story.does("Email Opened", json!({"subject": "News"})).await;
    story.until(1, says("tagsAdd(")).await;
    story.waits(91).await;
    story.until(1, says("tagsRemove(")).await;
    story.consents("withdraw").await;
    let gone = story.until(2, &update).await.body["variables"]["input"].clone();
    assert_eq!(
        gone["emailMarketingConsent"]["marketingState"],
        "UNSUBSCRIBED"
    );
    story.erases().await;
    story.until(1, says("customerRequestDataErasure(")).await;
    story.end().await;
}
