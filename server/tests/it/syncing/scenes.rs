//! What is promised of a sync with a table, whatever kind of database that is in.

use std::time::Instant;

use serde_json::json;

use super::crm::Crm;
use super::support::{PATIENCE, Telos, quiet};

pub(super) async fn changes_go_both_ways_in_seconds_each_by_whose_the_field_is_and_without_an_echo(
    crm: Crm,
) {
    crm.run(
        "INSERT INTO contacts (first_name, last_name, city, mail, notes)
         VALUES ('Ada', 'Sato', 'Kyoto', 'ada@mail.example', 'not-mapped')",
    )
    .await;
    let telos = Telos::start(&crm.files("new = \"both\""));
    quiet().await;
    assert!(!telos.profile("crm_id", "1").await.contains("Sato"));
    assert_eq!(crm.writes().await, 0, "nothing flows before it is started");
    telos.starts().await;
    telos.until("crm_id", "1", "Sato").await;

    // Theirs: it comes in. Newest: it comes in. Ours: it is overruled once there is a value here.
    telos
        .identifies(
            "u1",
            json!({"email": "ada@mail.example", "firstName": "Augusta"}),
        )
        .await;
    let out = crm
        .until(
            "SELECT first_name FROM contacts WHERE number = 1",
            "Augusta",
        )
        .await;
    crm.run("UPDATE contacts SET last_name = 'Suzuki', city = 'Osaka', first_name = 'Other'")
        .await;
    let into = telos.until("crm_id", "1", "Osaka").await;
    crm.until(
        "SELECT first_name FROM contacts WHERE number = 1",
        "Augusta",
    )
    .await;
    let profile = telos.profile("crm_id", "1").await;
    assert!(
        profile.contains("Suzuki") && profile.contains("Augusta"),
        "{profile}"
    );
    assert!(!profile.contains("Other"), "{profile}");
    telos
        .identifies(
            "u1",
            json!({"email": "ada@mail.example", "address": {"city": "Nara"}, "lastName": "Mine"}),
        )
        .await;
    crm.until("SELECT city FROM contacts WHERE number = 1", "Nara")
        .await;
    assert_eq!(crm.row(1, "last_name").await, "Suzuki", "it is theirs");
    telos.until("crm_id", "1", "Suzuki").await;
    assert!(!telos.profile("crm_id", "1").await.contains("Mine"));
    eprintln!("lag: {out:?} out, {into:?} in (looked at every second)");

    // Then nothing goes on by itself.
    quiet().await;
    let writes = crm.writes().await;
    quiet().await;
    assert_eq!(crm.writes().await, writes, "no echo");
    assert!(writes <= 4, "{writes} writes for four changes");
    assert_eq!(telos.figure("overruled").await, 1);

    // Two changes at nearly the same time: the later one counts on both sides.
    for round in 0..5 {
        let (there, here) = (format!("There{round}"), format!("Here{round}"));
        let change = format!("UPDATE contacts SET city = '{there}' WHERE number = 1");
        let said = json!({"email": "ada@mail.example", "address": {"city": here}});
        if round % 2 == 0 {
            crm.run(&change).await;
            telos.identifies("u1", said).await;
        } else {
            telos.identifies("u1", said).await;
            crm.run(&change).await;
        }
        quiet().await;
        both_say_one(&telos, &crm, [&here, &there]).await;
    }
    assert!(crm.writes().await <= writes + 5, "{}", crm.writes().await);
    what_telos_writes_comes_back_as_an_echo(&telos, &crm).await;
    nothing_leaks(&telos, &crm).await;
    let metrics = telos.world.get("/metrics", "").await.text;
    assert!(
        metrics.contains("telos_sync{sync=\"crm\",figure=\"in\"}"),
        "{metrics}"
    );
    let all = telos.profile("crm_id", "1").await;
    assert!(
        !all.contains("leak-marker"),
        "what is not mapped stays there"
    );
}

/// Waits until both sides say the same of two cities.
async fn both_say_one(telos: &Telos, crm: &Crm, cities: [&str; 2]) {
    let begun = Instant::now();
    loop {
        let city = crm.row(1, "city").await;
        let profile = telos.profile("crm_id", "1").await;
        if cities.contains(&&*city) && profile.contains(&format!("\"{city}\"")) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{city} there: {profile}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn what_telos_writes_comes_back_as_an_echo(telos: &Telos, crm: &Crm) {
    let echoes = telos.figure("echoes").await;
    let said = json!({"email": "ada@mail.example", "address": {"city": "Kobe"}});
    telos.identifies("u1", said).await;
    crm.until("SELECT city FROM contacts WHERE number = 1", "Kobe")
        .await;
    telos.until_figure("echoes", echoes + 1).await;
    quiet().await;
    assert_eq!(telos.figure("echoes").await, echoes + 1);
}

/// What was collected for another purpose stays here, though it is newer.
async fn nothing_leaks(telos: &Telos, crm: &Crm) {
    let marked = json!({"address": {"city": "leak-marker"}, "firstName": "leak-marker"});
    telos.notes("u1", marked).await;
    crm.run("UPDATE contacts SET last_name = 'Sato'").await;
    telos.until("crm_id", "1", "Sato").await;
    quiet().await;
    assert_eq!(crm.holds("leak-marker").await, "0");
    assert_eq!(crm.row(1, "first_name").await, "Augusta");
}

pub(super) async fn what_is_overruled_before_it_was_looked_at_counts_once(crm: Crm) {
    let crm = crm.behind(3);
    crm.run(
        "INSERT INTO contacts (first_name, last_name, mail) VALUES
         ('Ada', 'Sato', 'ada@mail.example')",
    )
    .await;
    let telos = Telos::start(&crm.files("new = \"both\""));
    telos.starts().await;
    telos.until("crm_id", "1", "Sato").await;
    let said = json!({"email": "ada@mail.example", "firstName": "Augusta"});
    telos.identifies("u1", said).await;
    let first_name = "SELECT first_name FROM contacts WHERE number = 1";
    crm.until(first_name, "Augusta").await;
    quiet().await;
    assert_eq!(telos.figure("overruled").await, 0);
    // No look has come to this change when another of the person goes there.
    crm.run("UPDATE contacts SET first_name = 'Other'").await;
    let said = json!({"email": "ada@mail.example", "address": {"city": "Nara"}});
    telos.identifies("u1", said).await;
    crm.until(first_name, "Augusta").await;
    assert_eq!(crm.row(1, "city").await, "Nara");
    telos.until_figure("overruled", 1).await;
    quiet().await;
    quiet().await;
    assert_eq!(telos.figure("overruled").await, 1);
    assert_eq!(crm.row(1, "first_name").await, "Augusta");
}

pub(super) async fn a_preview_tells_what_starting_then_does_and_writes_nothing(crm: Crm) {
    let telos = Telos::start(&crm.files("new = \"both\""));
    for (user, mail, name) in [
        ("u1", "ada@mail.example", "Ada"),
        ("u2", "bob@mail.example", "Bob"),
        ("u3", "cy@mail.example", "Cy"),
        ("u4", "only@here.example", "Dot"),
    ] {
        let traits = json!({"email": mail, "firstName": name, "address": {"country": "Japan"}});
        telos.identifies(user, traits).await;
    }
    // Whose address nobody has shown.
    let open = json!({"userId": "u5", "traits": {"email": "eve@mail.example", "firstName": "Eve"}});
    telos.world.web("/v1/identify", open.to_string()).await;
    crm.run(
        "INSERT INTO contacts (first_name, last_name, mail) VALUES
         ('Ada', 'Sato', 'ADA@mail.example'), ('Robert', 'Tanaka', 'bob@mail.example'),
         ('Cy', 'One', 'cy@mail.example'), ('Cy', 'Two', 'cy@mail.example'),
         ('New', 'There', 'new@there.example'), ('Eve', 'Ito', 'eve@mail.example'),
         ('Gone', 'Away', 'gone@there.example');
         UPDATE contacts SET removed = true WHERE first_name = 'Gone'",
    )
    .await;
    let written = crm.one("SELECT count(*) FROM writes").await;
    quiet().await;
    let rows = telos.world.store.dump().len();
    let preview = telos.preview().await;
    assert_eq!(
        telos.world.store.dump().len(),
        rows,
        "a preview writes nothing"
    );
    assert_eq!(crm.one("SELECT count(*) FROM writes").await, written);
    assert_eq!(preview["rows"], 7, "{preview}");
    assert_eq!(
        preview["matchedBy"],
        json!([{"identifier": "email", "rows": 2}]),
        "{preview}"
    );
    assert_eq!(preview["ambiguous"], 2, "{preview}");
    assert_eq!(preview["unverified"], 1, "{preview}");
    assert_eq!(preview["onlyThere"], 1, "{preview}");
    assert_eq!(preview["deleted"], 1, "{preview}");
    assert!(!preview.to_string().contains("mail.example"), "{preview}");
    let field = |name: &str| {
        let fields = preview["fields"].as_array().expect("fields");
        fields.iter().find(|one| one["field"] == name).cloned()
    };
    // Bob is Robert there, and the name is for Telos to say.
    assert_eq!(
        field("first_name"),
        Some(json!({"field": "first_name", "here": 0, "there": 1}))
    );

    telos.starts().await;
    crm.until("SELECT first_name FROM contacts WHERE number = 2", "Bob")
        .await;
    telos.until("user_id", "u1", "Sato").await;
    telos.until("user_id", "u2", "Tanaka").await;
    telos.until("crm_id", "5", "There").await;
    // Only here: made there, once, and known by its new key from then on.
    crm.until(
        "SELECT count(*) FROM contacts WHERE mail = 'only@here.example'",
        "1",
    )
    .await;
    telos.until("crm_id", "8", "Dot").await;
    quiet().await;
    assert_eq!(crm.one("SELECT count(*) FROM contacts").await, "8");
    for left in ["3", "4", "6", "7"] {
        assert!(
            telos.profile("crm_id", left).await.contains("404"),
            "{left} was left alone"
        );
    }
    let aside = telos
        .world
        .get("/v1/sources", crate::support::ALL)
        .await
        .text;
    assert!(
        aside.contains("ambiguous_match") && aside.contains("unverified_match"),
        "{aside}"
    );
    let after = telos.preview().await;
    assert_eq!(after["matchedByKey"], 4, "{after}");
    assert_eq!(
        after["fields"],
        json!([]),
        "nothing is left to be changed: {after}"
    );
}

pub(super) async fn a_no_never_becomes_a_yes_and_deletions_go_both_ways(crm: Crm) {
    crm.run(
        "INSERT INTO contacts (first_name, last_name, mail, newsletter) VALUES
         ('Ada', 'Sato', 'ada@mail.example', true), ('Bob', 'Ito', 'bob@mail.example', true),
         ('Cy', 'Abe', 'cy@mail.example', NULL), ('Dot', 'Oda', 'dot@mail.example', NULL)",
    )
    .await;
    let mut telos = Telos::start(&crm.files("new = \"both\"\nsweep_seconds = 1\ndeleted_max = 2"));
    telos.starts().await;
    telos.until("crm_id", "4", "Oda").await;
    let permits = async |id: &str| {
        let ask = json!({"who": {"kind": "crm_id", "value": id}, "operation": "send",
            "purpose": "news-email", "categories": ["contact"], "recipient": "help-desk"});
        let headers = [("authorization", crate::support::ALL)];
        telos
            .world
            .post("/v1/decisions", &headers, ask.to_string())
            .await
            .text
    };
    let yes = permits("1").await;
    assert!(
        yes.contains("\"permit\""),
        "the yes of the CRM came in: {yes}"
    );

    // The person says no here: it goes there, and no yes of the CRM takes it back.
    telos
        .identifies("u1", json!({"email": "ada@mail.example"}))
        .await;
    telos.says("u1", "withdraw").await;
    let (_, no) = crm.words();
    crm.until("SELECT newsletter FROM contacts WHERE number = 1", no)
        .await;
    crm.run("UPDATE contacts SET newsletter = true WHERE number = 1")
        .await;
    crm.run("UPDATE contacts SET notes = 'touched' WHERE number = 2")
        .await;
    quiet().await;
    let no = permits("1").await;
    assert!(no.contains("\"deny\""), "{no}");
    // It is written back.
    let (_, no) = crm.words();
    crm.until("SELECT newsletter FROM contacts WHERE number = 1", no)
        .await;
    // A no there comes in.
    crm.run("UPDATE contacts SET newsletter = false WHERE number = 2")
        .await;
    let begun = Instant::now();
    loop {
        let no = permits("2").await;
        if no.contains("\"deny\"") {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{no}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    // Marked as deleted, and gone: both are asked to be erased.
    crm.run("UPDATE contacts SET removed = true WHERE number = 3")
        .await;
    crm.run("DELETE FROM contacts WHERE number = 4").await;
    for id in ["3", "4"] {
        telos.until_erased(id).await;
    }
    // A kill in between, and an erasure here deletes the row there.
    telos.kill().await;
    telos.resume();
    telos.erases("crm_id", "2").await;
    crm.until("SELECT count(*) FROM contacts WHERE number = 2", "0")
        .await;
    telos.until_erased("2").await;

    many_at_once_are_a_mistake(&telos, &crm).await;
}

/// So many that are gone at once are taken for a mistake.
async fn many_at_once_are_a_mistake(telos: &Telos, crm: &Crm) {
    crm.puts("Many", "many", 5).await;
    telos.until("crm_id", "9", "many5@mail.example").await;
    quiet().await;
    crm.run("DELETE FROM contacts WHERE last_name = 'Many'")
        .await;
    quiet().await;
    assert!(
        telos
            .profile("crm_id", "9")
            .await
            .contains("many5@mail.example")
    );
}

pub(super) async fn over_kills_in_the_first_match_every_row_counts_once_and_nobody_is_made_twice(
    crm: Crm,
) {
    crm.puts("Row", "row", 400).await;
    let mut telos = Telos::start(&crm.files("new = \"both\""));
    for n in 0..40 {
        let traits = json!({"email": format!("here{n}@mail.example"), "firstName": "Hana",
            "address": {"country": "Japan"}});
        telos.identifies(&format!("h{n}"), traits).await;
    }
    let headers = [("authorization", crate::support::ALL)];
    let started = telos.world.post("/v1/sync/crm/start", &headers, "").await;
    assert_eq!(started.status.as_u16(), 200, "{}", started.text);
    for millis in [150, 300, 500, 700, 900, 1_300] {
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        telos.kill().await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        telos.resume();
    }
    telos.runs().await;
    crm.until("SELECT count(*) FROM contacts", "440").await;
    quiet().await;
    quiet().await;
    assert_eq!(crm.one("SELECT count(*) FROM contacts").await, "440");
    assert_eq!(
        crm.one("SELECT count(DISTINCT mail) FROM contacts").await,
        "440"
    );
    let preview = telos.preview().await;
    assert_eq!(preview["matchedByKey"], 440, "{preview}");
    assert_eq!(preview["onlyHere"], 0, "{preview}");
    assert_eq!(preview["fields"], json!([]), "{preview}");
}
