//! Salesforce and Zendesk.

use serde_json::{Value, json};

use super::{Got, Story, is_time, keys, must};

/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest>
fn salesforce(got: &Got) -> Result<(u16, Value), String> {
    if got.line() == "POST /services/oauth2/token" {
        let kind = "application/x-www-form-urlencoded";
        must(got.header("content-type") == kind, "no form")?;
        let body = "client_id=your-connected-app&client_secret=secret-ARIA_SALESFORCE_SECRET\
                    &grant_type=client_credentials";
        must(got.body == body, "the form")?;
        return Ok((
            200,
            json!({"access_token": "00D!token", "token_type": "Bearer"}),
        ));
    }
    must(got.header("authorization") == "Bearer 00D!token", "token")?;
    let of_one = "/services/data/v64.0/sobjects/Contact/Telos_Id__c/u1";
    match &*got.line() {
        "PATCH /services/data/v64.0/composite/sobjects/Contact/Telos_Id__c" => {
            keys(&got.body, &["records"], &["allOrNone"])?;
            must(got.body["allOrNone"] == true, "allOrNone")?;
            let records = got.body["records"].as_array().ok_or("no list")?;
            must((1..=200).contains(&records.len()), "1 to 200")?;
            for record in records {
                must(
                    record["attributes"] == json!({"type": "Contact"}),
                    "attributes",
                )?;
                must(record["Telos_Id__c"].is_string(), "the external id")?;
                must(record["LastName"].is_string(), "LastName")?;
            }
            let results = vec![json!({"success": true, "errors": []}); records.len()];
            Ok((200, json!(results)))
        }
        "POST /services/data/v64.0/sobjects/Telos_Order__e" => {
            let needed = ["Key__c", "Telos_Id__c", "Name__c", "Happened__c"];
            keys(&got.body, &needed, &["Order__c"])?;
            must(is_time(&got.body["Happened__c"]), "Happened__c")?;
            Ok((201, json!({"id": "e00", "success": true, "errors": []})))
        }
        line if line == format!("PATCH {of_one}") => {
            let others = ["HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall"];
            keys(&got.body, &["Telos_Service_Permitted__c"], &others)?;
            let mut values = got.body.as_object().into_iter().flatten();
            must(values.all(|(_, value)| value.is_boolean()), "checkboxes")?;
            Ok((204, Value::Null))
        }
        line if line == format!("DELETE {of_one}") => Ok((204, Value::Null)),
        _ => Err("no such request".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn salesforce_gets_contacts_by_external_id_with_a_token_that_is_asked_for_once() {
    let story = Story::begin("salesforce", salesforce).await;
    let composite = |got: &Got| got.path.contains("/composite/");
    let contact = story.until(1, composite).await.body["records"][0].clone();
    assert_eq!(contact["LastName"], "Sato");
    assert_eq!(contact["Phone"], "+819012345678");
    assert_eq!(contact["MailingCountry"], "JP");
    story.orders(1).await;
    let event = story.until(1, |got| got.path.ends_with("__e")).await.body;
    assert_eq!(event["Order__c"], "order-1");
    story.restricts().await;
    let marked = |got: &Got| got.body["Telos_Service_Permitted__c"] == false;
    let marked = story.until(1, marked).await.body;
    assert_eq!(marked["HasOptedOutOfEmail"], true);
    story.erases().await;
    story.until(1, |got| got.method == "DELETE").await;
    let mut tokens = story.got();
    tokens.retain(|got| got.path.ends_with("/token"));
    assert_eq!(tokens.len(), 1);
    story.end().await;
}

/// <https://developer.zendesk.com/api-reference/ticketing/users/users>
fn zendesk(got: &Got) -> Result<(u16, Value), String> {
    let basic = got.header("authorization").starts_with("Basic ");
    must(basic, "authorization")?;
    let user = json!({"id": 35_436, "external_id": "u1"});
    match &*got.line() {
        "GET /api/v2/users/search" => {
            must(got.query == "external_id=u1", "external_id")?;
            must(got.bytes == 0, "it has no body")?;
            Ok((200, json!({"users": [user], "count": 1})))
        }
        "POST /api/v2/users/create_or_update" => {
            keys(&got.body, &["user"], &[])?;
            let others = ["email", "phone", "skip_verify_email", "user_fields"];
            keys(&got.body["user"], &["name", "external_id"], &others)?;
            Ok((201, json!({ "user": user })))
        }
        "PUT /api/v2/users/35436" => {
            keys(&got.body["user"], &[], &["user_fields", "suspended"])?;
            Ok((200, json!({ "user": user })))
        }
        "POST /api/v2/users/35436/events" => {
            keys(&got.body, &["profile", "event"], &[])?;
            let profile = &got.body["profile"];
            keys(profile, &["source", "type", "identifiers"], &["attributes"])?;
            keys(&profile["identifiers"][0], &["type", "value"], &[])?;
            let needed = ["source", "type", "description", "properties"];
            keys(&got.body["event"], &needed, &["created_at"])?;
            must(is_time(&got.body["event"]["created_at"]), "created_at")?;
            Ok((204, Value::Null))
        }
        "DELETE /api/v2/users/35436" => Ok((200, json!({"user": {"active": false}}))),
        "DELETE /api/v2/deleted_users/35436" => Ok((200, json!({"deleted_user": {"id": 35_436}}))),
        _ => Err("no such request".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn zendesk_deletes_whoever_is_erased_and_then_for_good() {
    let story = Story::begin("zendesk", zendesk).await;
    let created = |got: &Got| got.path.ends_with("/create_or_update");
    let user = story.until(1, created).await.body["user"].clone();
    assert_eq!(user["name"], "Hana Sato");
    story.orders(1).await;
    let event = story.until(1, |got| got.path.ends_with("/events")).await;
    assert_eq!(event.body["event"]["type"], "order_completed");
    story.restricts().await;
    let fields = |got: &Got| got.body["user"]["user_fields"]["telos_do_not_contact"] == "true";
    story.until(1, fields).await;
    story.erases().await;
    story.until(2, |got| got.method == "DELETE").await;
    let lines: Vec<String> = story.got().iter().map(Got::line).collect();
    let last = &lines[lines.len() - 3..];
    let wanted = [
        "GET /api/v2/users/search",
        "DELETE /api/v2/users/35436",
        "DELETE /api/v2/deleted_users/35436",
    ];
    assert_eq!(last, wanted);
    story.end().await;
}
