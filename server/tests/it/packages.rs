//! Packages of people: JSON that holds to its schema, and a page to read that loads nothing.

use serde_json::{Value, json};
use telos_engine::{Look, LookedAt, Looker, Who};
use telos_model::catalog::CatalogFile;
use telos_model::request::{Asker, Check, CheckMethod, RequestId, Right};

use crate::console::{ORIGIN, enter, form, options, page, world as console};
use crate::support::{ALL, World, request, shipped};

/// Somebody of whom there is something of every sort.
async fn filled() -> World {
    let world = console(false).with_customer().await;
    let said = json!({
        "messageId": "s-1", "userId": "u1",
        "consents": [
            {"purpose": "personalisation", "act": "grant", "explicit": true, "method": "form", "locale": "de"},
            {"purpose": "news-email", "act": "withdraw", "method": "phone", "locale": "de"},
        ],
        "preferences": [{"channel": "email", "messages_max": 1, "days": 7}],
    });
    let headers = [("authorization", crate::support::WEB), ("sec-gpc", "1")];
    let said = world.post("/v1/consents", &headers, said.to_string()).await;
    assert_eq!(said.status.as_u16(), 200, "{}", said.text);
    let group = r#"{"messageId":"g-1","userId":"u1","groupId":"book-club"}"#;
    world.web("/v1/group", group).await;
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let known = world.engine.why_one(&who).expect("reads").expect("known");
    let look = Look {
        by: Looker::Staff,
        name: Box::default(),
        purpose: Some(world.engine.policy().catalog.names.purposes["aria/orders"]),
        what: LookedAt::Profile,
        at: world.engine.now(),
    };
    let node = known.nodes[0].id;
    let written = tokio::task::block_in_place(|| world.engine.note_staff_look(node, look));
    written.expect("written");
    world
}

/// A request of theirs that was answered.
fn answered(world: &World, right: Right) -> RequestId {
    let asked = world.engine.ask(&telos_engine::Ask {
        who: Who::Identifier(world.identifier("user_id", "u1")),
        right,
        brand: None,
        asker: Asker::Person,
    });
    let id = asked.expect("taken").id;
    let check = Check {
        method: CheckMethod::Document,
        at: world.engine.now(),
    };
    world.engine.identify_request(id, &[check]).expect("shown");
    world.engine.advance_request(id, &[]).expect("done");
    id
}

/// What is wrong with a value by a schema, as far as the package's schema goes: references, types,
/// members, items and alternatives. A member that is not declared is wrong.
fn wrong(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return wrong(root, root.pointer(pointer).expect("defined"), value, at);
    }
    for either in ["oneOf", "anyOf"] {
        if let Some(all) = schema[either].as_array() {
            let fits = |one: &Value| wrong(root, one, value, at).is_empty();
            return if all.iter().any(fits) {
                Vec::new()
            } else {
                vec![format!("{at}: none of {either}")]
            };
        }
    }
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() || number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = |kind: &Value| kind == is || (kind == "number" && is == "integer");
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(allowed),
        kind => allowed(kind),
    };
    if !fits {
        return vec![format!("{at}: {is} is not {}", schema["type"])];
    }
    let mut found = Vec::new();
    if let (Some(members), Some(declared)) = (value.as_object(), schema["properties"].as_object()) {
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().expect("a name");
            if !members.contains_key(name) {
                found.push(format!("{at}.{name}: missing"));
            }
        }
        for (name, member) in members {
            match declared.get(name) {
                Some(schema) => found.extend(wrong(root, schema, member, &format!("{at}.{name}"))),
                None => found.push(format!("{at}.{name}: not declared")),
            }
        }
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for item in items {
            found.extend(wrong(root, schema, item, &format!("{at}[]")));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn real_packages_hold_to_the_schema_that_is_served() {
    let world = filled().await;
    let served = world.get("/schemas/package.json", "").await;
    assert_eq!(served.headers["content-type"], "application/schema+json");
    let schema = served.json();
    for right in [Right::Access, Right::Portability] {
        let id = answered(&world, right);
        let package = world.get(&format!("/v1/requests/{id}/package"), ALL).await;
        let package = package.json();
        assert_eq!(
            wrong(&schema, &schema, &package, "package"),
            Vec::<String>::new()
        );
        for filled in [
            "identifiers",
            "traits",
            "behaviours",
            "permissions",
            "events",
            "purposes",
        ] {
            assert!(
                !package[filled].as_array().unwrap().is_empty(),
                "{filled} {right:?}"
            );
        }
        let looked = package["looks"].as_array().unwrap();
        assert_eq!(looked.is_empty(), right == Right::Portability);
        let mut broken = package.clone();
        broken["traits"][0]["source"] = json!(7);
        broken["secret"] = json!(true);
        broken.as_object_mut().unwrap().remove("made");
        assert_eq!(wrong(&schema, &schema, &broken, "package").len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_says_why_each_thing_is_held() {
    let world = filled().await;
    let id = answered(&world, Right::Access);
    let package = world
        .get(&format!("/v1/requests/{id}/package"), ALL)
        .await
        .json();
    let purposes = package["purposes"].as_array().unwrap();
    let of = |name: &str| purposes.iter().find(|one| one["purpose"] == name).unwrap();
    assert_eq!(of("aria/orders")["basis"], "contract");
    let news = of("aria/news-email");
    assert_eq!(
        (&news["basis"], &news["consent"]),
        (&Value::Null, &json!("withdrawn"))
    );
    assert_eq!(news["denied"][0], "consent_withdrawn");
    assert!(of("aria/personalisation")["body"].as_str().unwrap().len() > 20);
    assert_eq!(package["looks"][0]["by"], "staff");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_to_read_is_one_file_in_the_persons_language() {
    let world = filled().await;
    let id = answered(&world, Right::Access);
    let link = || world.engine.offer_download(id).expect("a link").secret;
    let secret = link();
    let bad = world
        .get(&format!("/v1/downloads/{secret}?format=html&lang=tlh"), "")
        .await;
    bad.problem(400, "language_unknown");
    for (query, header, lang, title) in [
        (
            format!("{secret}?format=html&lang=ja"),
            "de",
            "ja",
            "お客様のデータ",
        ),
        (format!("{}?format=html", link()), "fr", "fr", "Vos données"),
        (format!("{}?format=html", link()), "", "de", "Ihre Daten"),
    ] {
        let path = format!("/v1/downloads/{query}");
        let headers = [("accept-language", header)];
        let answer = world
            .send(request(axum::http::Method::GET, &path, &headers, ""))
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        assert_eq!(answer.headers["content-language"], lang);
        assert_eq!(
            answer.headers["content-disposition"],
            "attachment; filename=\"personal-data.html\""
        );
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        for part in [
            title,
            "ada@example.org",
            "Order Completed",
            "19",
            "book-club",
        ] {
            assert!(answer.text.contains(part), "{part} in {lang}");
        }
        for outside in ["src=", "<script", "<link", "url("] {
            assert!(!answer.text.contains(outside), "{outside}");
        }
        let again = world.get(&path, "").await;
        again.problem(404, "request_unknown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dry_run_of_retention_counts_and_removes_nothing() {
    let world = filled().await;
    let cookie = enter(&world).await;
    let fresh = page(&world, "/console/retention", &cookie).await;
    assert!(fresh.text.contains("Not counted yet"), "{}", fresh.text);
    let before = world.store.dump().len();
    world.clock.advance(20 * 365 * telos_model::time::DAY_MS);
    let cookie = enter(&world).await;
    let counted = form(&world, "/console/retention", &cookie, ORIGIN, "").await;
    assert_eq!(counted.status.as_u16(), 303);
    let shown = page(&world, "/console/retention", &cookie).await;
    assert!(shown.text.contains("Counted on"), "{}", shown.text);
    let swept = world.engine.sweep_retention(true).expect("counts");
    assert!(swept.trimmed > 0 && swept.ended.events > 0);
    let trimmed = format!(
        "<dt>Records that would shrink</dt><dd>{}</dd>",
        swept.trimmed
    );
    assert!(shown.text.contains(&trimmed), "{}", shown.text);
    assert_eq!(world.store.dump().len(), before, "nothing was removed");
    let elsewhere = form(
        &world,
        "/console/retention",
        &cookie,
        "https://evil.example",
        "",
    )
    .await;
    assert_eq!(elsewhere.status.as_u16(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_all_that_the_other_forms_have() {
    let world = filled().await;
    let id = answered(&world, Right::Access);
    let path = |form: &str| format!("/v1/requests/{id}/package?format={form}");
    let package = world.get(&path("json"), ALL).await.json();
    let left = json!({"events": 0, "moves": 0, "permissions": 0, "looks": 0});
    assert_eq!(package["leftOut"], left);
    let table = world.get(&path("csv"), ALL).await.text;
    let lines = |what: &str| {
        let begin = format!("\"{what}\",");
        table
            .lines()
            .filter(|line| line.starts_with(&begin))
            .count()
    };
    for (member, what) in [
        ("identifiers", "identifier"),
        ("traits", "trait"),
        ("behaviours", "behaviour"),
        ("groups", "group"),
        ("segments", "segment"),
        ("purposes", "purpose"),
        ("permissions", "permission"),
        ("events", "event"),
    ] {
        let there = package[member].as_array().unwrap().len();
        assert_eq!(lines(what), there, "{what}: {table}");
    }
    let moves = package["moves"].as_array().unwrap().len();
    assert_eq!(lines("segment entered") + lines("segment left"), moves);
    assert!(lines("look") >= 1, "{table}");
    let sums = package["behaviours"].as_array().unwrap().iter();
    let sums: Vec<f64> = sums.filter_map(|one| one["sum"].as_f64()).collect();
    assert!(sums.contains(&19.9), "{package}");
    assert_eq!(lines("behaviour sum"), sums.len());
    for part in [
        "\"19.9\"",
        "messages_max\"\":1",
        "consent_withdrawn",
        "consent withdraw",
    ] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let stated = package["permissions"].as_array().unwrap().iter();
    let mut stated = stated.map(|one| &one["statement"]);
    assert!(stated.any(|one| one["messages_max"] == 1), "{package}");
    assert_eq!(package["groups"][0]["group"], "book-club");
}

/// Somebody of whom a broker said something.
async fn bought() -> World {
    let mut files = shipped();
    files.push(CatalogFile {
        path: "sources/broker.toml".into(),
        text: r#"
[source.broker]
brand = "aria"
write_key = "aria-broker-key"
channel = "import"
purposes = ["orders"]
third_party = { provider = "Example Addresses GmbH", licence = "Contract 4711" }
"#
        .into(),
    });
    let world = World::of(options(false), &files).with_customer().await;
    let broker = [("authorization", "Basic YXJpYS1icm9rZXIta2V5Og==")];
    let theirs = r#"{"userId":"u1","traits":{"last_name":"Lovelace"}}"#;
    let taken = world.post("/v1/identify", &broker, theirs).await;
    assert_eq!(taken.statuses(), ["kept"]);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_others_is_marked_as_theirs_in_every_form_of_a_package_and_on_the_console() {
    let world = bought().await;
    let id = answered(&world, Right::Access);
    let package = |form: &str| format!("/v1/requests/{id}/package?format={form}");
    let json = world.get(&package("json"), ALL).await.json();
    let terms = json!({"provider": "Example Addresses GmbH", "licence": "Contract 4711"});
    for (list, named) in [("traits", "field"), ("events", "call")] {
        let marked = json[list].as_array().expect("a list").iter();
        let marked: Vec<_> = marked
            .filter(|one| one.get("thirdParty").is_some())
            .map(|one| (&one["source"], &one["thirdParty"], &one[named]))
            .collect();
        let [(source, mark, name)] = marked[..] else {
            panic!("{list}: {marked:?}");
        };
        assert_eq!((source, mark), (&json!("broker"), &terms));
        assert!(*name == "last_name" || *name == "identify", "{name}");
    }
    let schema = world.get("/schemas/package.json", "").await.json();
    let bad = wrong(&schema, &schema, &json, "package");
    assert_eq!(bad, Vec::<String>::new());
    let table = world.get(&package("csv"), ALL).await.text;
    let head = "\"collected by\",\"licence\"";
    assert!(table.lines().next().expect("a head").ends_with(head));
    let marked = "\"Example Addresses GmbH\",\"Contract 4711\"";
    let marked = table.lines().filter(|line| line.ends_with(marked));
    let marked: Vec<&str> = marked.collect();
    assert_eq!(
        marked.len(),
        3,
        "the trait, the event and its field: {marked:?}"
    );
    assert!(marked.iter().all(|line| line.contains("\"broker\"")));
    for (lang, told) in [
        (
            "en",
            "Collected by Example Addresses GmbH, and used under: Contract 4711.",
        ),
        (
            "de",
            "Erhoben von Example Addresses GmbH, verwendet nach: Contract 4711.",
        ),
        (
            "fr",
            "Recueilli par Example Addresses GmbH, utilisé selon : Contract 4711.",
        ),
        (
            "ja",
            "Example Addresses GmbH が収集したもので、次の条件で使います：Contract 4711。",
        ),
        (
            "zh-Hant",
            "由 Example Addresses GmbH 收集，依此使用：Contract 4711。",
        ),
        (
            "zh-Hans",
            "由 Example Addresses GmbH 收集，依此使用：Contract 4711。",
        ),
    ] {
        let path = format!("{}&lang={lang}", package("html"));
        let page = world.get(&path, ALL).await.text;
        assert_eq!(
            page.matches(told).count(),
            2,
            "{lang}: the value and the event"
        );
    }
    let cookie = enter(&world).await;
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let known = world.engine.why_one(&who).expect("reads").expect("known");
    let address = format!(
        "/console/people/{}?purpose=aria%2Forders",
        known.nodes[0].id
    );
    let shown = page(&world, &address, &cookie).await.text;
    let told = "Collected by Example Addresses GmbH, and used under: Contract 4711.";
    assert_eq!(shown.matches(told).count(), 2, "{shown}");
}
