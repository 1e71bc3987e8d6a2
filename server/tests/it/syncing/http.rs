//! Two-way sync with an ERP behind an API, which behaves as such APIs do.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::erp::{Erp, Fault};
use super::support::{Telos, quiet};

#[tokio::test(flavor = "multi_thread")]
async fn customers_of_an_api_are_kept_in_step_both_ways_and_without_an_echo() {
    let erp = Erp::make().await;
    for n in 1..=7 {
        let mail = format!("Row{n}@mail.example");
        erp.put(
            json!({"first_name": "Row", "last_name": format!("Sato{n}"), "email": mail,
            "address": {"city": "Kyoto"}, "newsletter": (n == 1).then_some(true), "secret": "not-mapped"}),
        );
    }
    let telos = Telos::of("erp", &erp.files("new = \"both\""));
    let traits = json!({"email": "only@here.example", "firstName": "Dot",
        "address": {"country": "Japan"}});
    telos.identifies("u8", traits).await;
    let traits = json!({"email": "row1@mail.example", "firstName": "Ada"});
    telos.identifies("u1", traits).await;
    quiet().await;
    assert_eq!(
        erp.with(|all| all.log.len()),
        0,
        "nothing flows before it is started"
    );
    let preview = telos.preview().await;
    assert_eq!(preview["rows"], 7, "{preview}");
    assert_eq!(preview["matchedBy"][0]["rows"], 1, "{preview}");
    assert_eq!(preview["madeThere"], 1, "{preview}");
    assert_eq!(erp.came("POST", 201) + erp.came("PATCH", 200), 0);

    telos.starts().await;
    telos.until("erp_id", "7", "Sato7").await;
    let out = erp.until(1, "/first_name", &json!("Ada")).await;
    erp.until_count(8).await;
    telos.until("erp_id", "8", "Dot").await;
    // Theirs and newest come in, ours is overruled.
    erp.change(
        1,
        &json!({"last_name": "Suzuki", "address": {"city": "Osaka"}, "first_name": "No"}),
    );
    let into = telos.until("erp_id", "1", "Osaka").await;
    erp.until(1, "/first_name", &json!("Ada")).await;
    let said =
        json!({"email": "row1@mail.example", "address": {"city": "Nara"}, "lastName": "Mine"});
    telos.identifies("u1", said).await;
    erp.until(1, "/address/city", &json!("Nara")).await;
    telos.until("erp_id", "1", "Suzuki").await;
    assert_eq!(erp.field(1, "/last_name"), json!("Suzuki"), "it is theirs");
    eprintln!("lag: {out:?} out, {into:?} in (looked at every second)");

    // The no of the person goes there, and stays.
    telos.says("u1", "withdraw").await;
    erp.until(1, "/newsletter", &json!(false)).await;
    erp.change(1, &json!({"newsletter": true}));
    erp.until(1, "/newsletter", &json!(false)).await;
    quiet().await;
    let writes = erp.came("PATCH", 200);
    quiet().await;
    assert_eq!(erp.came("PATCH", 200), writes, "no echo");
    assert!(writes <= 8, "{writes} writes");
    assert_eq!(erp.came("POST", 201), 1, "nobody is made twice");
    assert_eq!(erp.with(|all| all.all.len()), 8);
    let profile = telos.profile("erp_id", "1").await;
    assert!(!profile.contains("not-mapped"), "{profile}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_there_between_reading_and_writing_is_never_overwritten() {
    let erp = Erp::make().await;
    let id = erp.put(
        json!({"first_name": "Ada", "last_name": "Sato", "email": "ada@mail.example",
        "address": {"city": "Kyoto"}}),
    );
    let telos = Telos::of("erp", &erp.files("new = \"both\""));
    telos.starts().await;
    telos.until("erp_id", "1", "Kyoto").await;
    quiet().await;
    for round in 0..3 {
        let (there, here) = (format!("There{round}"), format!("Here{round}"));
        erp.with(|all| all.race = Some(json!({"address": {"city": there}})));
        let said = json!({"email": "ada@mail.example", "address": {"city": here}});
        telos.identifies("u1", said).await;
        telos.until("erp_id", "1", &there).await;
        quiet().await;
        assert_eq!(
            erp.field(id, "/address/city"),
            json!(there),
            "the later one counts"
        );
        let profile = telos.profile("erp_id", "1").await;
        assert!(
            profile.contains(&there) && !profile.contains(&here),
            "{profile}"
        );
    }
    assert!(
        erp.came("PATCH", 412) >= 3,
        "{:?}",
        erp.with(|all| all.log.clone())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_busy_slow_cut_off_or_lying_loses_and_doubles_nothing() {
    let erp = Erp::make().await;
    for n in 1..=8 {
        erp.put(json!({"first_name": "Row", "last_name": format!("Sato{n}"),
            "email": format!("row{n}@mail.example"), "address": {"city": "Kyoto"}}));
    }
    let telos = Telos::of("erp", &erp.files("new = \"both\"\nsweep_seconds = 2"));
    erp.with(|all| {
        all.faults.extend([
            ("list", Fault::Busy),
            ("list", Fault::Status(503)),
            ("list", Fault::Cut),
        ]);
    });
    telos.starts().await;
    telos.until("erp_id", "8", "Sato8").await;
    // Somebody is made there, and the answer is lost, twice in different ways.
    for (n, fault) in [(1, Fault::Cut), (2, Fault::Slow), (3, Fault::Status(503))] {
        erp.with(|all| all.faults.push_back(("create", fault)));
        let mail = format!("new{n}@here.example");
        let traits = json!({"email": mail, "firstName": "Hana", "address": {"country": "Japan"}});
        telos.identifies(&format!("n{n}"), traits).await;
        erp.until_count(8 + n).await;
    }
    for (fault, name) in [
        (Fault::Page, "Ada"),
        (Fault::Slow, "Bea"),
        (Fault::Status(500), "Cleo"),
        (Fault::Busy, "Dora"),
    ] {
        erp.with(|all| all.faults.push_back(("update", fault)));
        let traits = json!({"email": "row1@mail.example", "firstName": name});
        telos.identifies("u1", traits).await;
        erp.until(1, "/first_name", &json!(name)).await;
    }
    // A list that says that nobody is there any more is not believed.
    erp.with(|all| {
        for _ in 0..6 {
            all.faults.push_back(("list", Fault::Empty));
        }
    });
    while erp.with(|all| !all.faults.is_empty()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    erp.change(2, &json!({"last_name": "After"}));
    telos.until("erp_id", "2", "After").await;
    quiet().await;
    assert_eq!(telos.figure("deleted").await, 0);
    assert_eq!(erp.with(|all| all.all.len()), 11, "nobody is made twice");
    for n in 1..=8 {
        let profile = telos.profile("erp_id", &n.to_string()).await;
        assert!(profile.contains("mail.example"), "{n}: {profile}");
    }
    let preview = telos.preview().await;
    assert_eq!(preview["matchedByKey"], 11, "{preview}");
    assert_eq!(preview["fields"], json!([]), "{preview}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deletions_go_both_ways_and_what_the_api_may_not_have_never_arrives() {
    let erp = Erp::make().await;
    for n in 1..=4 {
        erp.put(json!({"first_name": "Row", "last_name": format!("Sato{n}"),
            "email": format!("row{n}@mail.example"), "address": {"city": "Kyoto"},
            "meta": {"archived": false}}));
    }
    let telos = Telos::of("erp", &erp.files("new = \"both\"\nsweep_seconds = 1"));
    telos.starts().await;
    telos.until("erp_id", "4", "Sato4").await;
    let traits = json!({"email": "row1@mail.example"});
    telos.identifies("u1", traits).await;
    let marked = |user: &str| -> Value {
        json!({"firstName": "leak-marker", "lastName": "leak-marker",
            "address": {"city": "leak-marker"},
            "email": format!("leak-marker-{user}@mail.example")})
    };
    for user in ["u1", "u9"] {
        telos.notes(user, marked(user)).await;
    }
    erp.with(|all| {
        all.faults
            .extend([("update", Fault::Status(503)), ("update", Fault::Cut)]);
    });
    let said = json!({"email": "row1@mail.example", "firstName": "Augusta"});
    telos.identifies("u1", said).await;
    telos.notes("u1", marked("u1")).await;
    erp.until(1, "/first_name", &json!("Augusta")).await;
    erp.change(1, &json!({"last_name": "Abe"}));
    telos.until("erp_id", "1", "Abe").await;

    erp.change(3, &json!({"meta": {"archived": true}}));
    erp.with(|all| all.all.remove(&4));
    for id in ["3", "4"] {
        telos.until_gone("erp_id", id).await;
    }
    telos.erases("erp_id", "2").await;
    erp.until(2, "", &Value::Null).await;
    quiet().await;
    let leaked = erp.with(|all| all.bodies.contains("leak-marker"));
    assert!(!leaked);
    let profile = telos.profile("erp_id", "1").await;
    assert!(!profile.contains("\"leak-marker\""), "{profile}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_number_and_by_header_are_read_and_nobody_is_led_elsewhere() {
    for next in [
        "path = \"/customers?since={list.since}&page={list.page}\"",
        "take = \"link\"",
    ] {
        let erp = Erp::make().await;
        for n in 1..=10 {
            erp.put(
                json!({"last_name": format!("Sato{n}"), "email": format!("r{n}@mail.example")}),
            );
        }
        let telos = Telos::of("erp", &erp.files_with("new = \"here\"", next));
        telos.starts().await;
        telos.until("erp_id", "10", "Sato10").await;
        telos.until("erp_id", "1", "Sato1").await;
    }
    // A page that is said to be elsewhere is not asked for there.
    let other = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = other.local_addr().expect("an address").port();
    let erp = Erp::make().await;
    for n in 1..=4 {
        erp.put(
            json!({"last_name": "Sato", "email": format!("r{n}@mail.example"),
            "next": format!("http://127.0.0.1:{port}/api/customers")}),
        );
    }
    let mut telos = Telos::of(
        "erp",
        &erp.files_with("new = \"here\"", "take = \"data.0.next\""),
    );
    telos.begins().await;
    let asked = tokio::time::timeout(Duration::from_secs(4), other.accept()).await;
    assert!(asked.is_err(), "nobody asks there");
    telos.until_state("erp-in", "garbled").await;
    telos.kill().await;
    // An address inside that the catalog does not allow is not gone to.
    let inside = |text: String| {
        text.replace("http://", "https://")
            .replace("\ninside = \"loopback\"", "")
    };
    let mut files = erp.files("new = \"here\"");
    for file in files.iter_mut().filter(|file| file.path == "sync.toml") {
        file.text = inside(std::mem::take(&mut file.text));
    }
    let before = erp.with(|all| all.log.len());
    let refused = Telos::of("erp", &files);
    refused.begins().await;
    refused.until_state("erp-in", "address_inside").await;
    assert_eq!(erp.with(|all| all.log.len()), before);
}
