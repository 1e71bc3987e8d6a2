//! The ledger in public: what it answers verifies, what it is not asked right it refuses.

use axum::http::StatusCode;
use telos_ledger::note::{Algorithm, Note, SignerKey, VerifierKey};
use telos_ledger::{Checkpoint, Entry, EntryKind, Hash, Salt, SignedCheckpoint, proof};
use telos_server::{Limits, Options};

use crate::support::{ALL, World};

async fn told_yes(people: usize) -> World {
    let world = World::new();
    for user in 0..people {
        let yes = format!(
            r#"{{"type":"consent","messageId":"y{user}","userId":"y{user}","consents":[{{"purpose":"reviews","act":"grant"}}]}}"#
        );
        let body = format!(r#"{{"batch":[{yes}]}}"#);
        let answer = world.web("/v1/batch", body).await;
        assert_eq!(answer.statuses(), ["kept"]);
    }
    world
}

async fn keys(world: &World) -> Vec<VerifierKey> {
    let keys = world.get("/v1/ledger/keys", "").await.json();
    let keys = keys["keys"].as_array().expect("a list");
    let parse = |key: &serde_json::Value| VerifierKey::parse(key.as_str().expect("text"));
    keys.iter().map(|key| parse(key).expect("a key")).collect()
}

async fn head(world: &World) -> Checkpoint {
    let answer = world.get("/v1/ledger/checkpoint", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let signed = SignedCheckpoint::parse(&answer.text).expect("a checkpoint");
    signed.verify(&keys(world).await).expect("verifies").clone()
}

fn hash(value: &serde_json::Value) -> Hash {
    Hash::parse(value.as_str().expect("text")).expect("a hash")
}

fn hashes(answer: &serde_json::Value) -> Vec<Hash> {
    let hashes = answer["hashes"].as_array().expect("a list");
    hashes.iter().map(hash).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_proven_by_its_place_and_by_its_hash() {
    let world = told_yes(5).await;
    let head = head(&world).await;
    assert_eq!(head.size, 7);
    for index in 0..7 {
        let answer = world
            .get(&format!("/v1/ledger/proof?index={index}"), "")
            .await;
        let found = answer.json();
        let leaf = hash(&found["leaf"]);
        let signed = SignedCheckpoint::parse(found["checkpoint"].as_str().expect("text"));
        let signed = signed.expect("a checkpoint");
        let signed = signed
            .verify(&keys(&world).await)
            .expect("verifies")
            .clone();
        let proven = proof::inclusion(&leaf, index, signed.size, &hashes(&found), &signed.root);
        assert_eq!(proven, Ok(()));
        let digits = leaf
            .0
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let again = world
            .get(&format!("/v1/ledger/proof?hash={digits}&size=7"), "")
            .await;
        assert_eq!(again.json()["index"], index);
        assert_eq!(
            again.headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
        assert!(again.json().get("checkpoint").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_is_shown_to_have_only_grown() {
    let world = told_yes(2).await;
    let old = head(&world).await;
    world.web("/v1/batch", r#"{"batch":[{"type":"consent","messageId":"n","userId":"y0","consents":[{"purpose":"reviews","act":"withdraw"}]}]}"#).await;
    let new = head(&world).await;
    assert_eq!((old.size, new.size), (4, 5));
    let found = world
        .get("/v1/ledger/proof?first=4&second=5", "")
        .await
        .json();
    let proven = proof::consistency((4, &old.root), (5, &new.root), &hashes(&found));
    assert_eq!(proven, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_about_nobody_can_be_read_and_others_cannot() {
    let world = told_yes(1).await;
    head(&world).await;
    let catalog = world.get("/v1/ledger/entries/1", "").await.json();
    assert_eq!(catalog["kind"], "catalog");
    let salt = catalog["salt"].as_str().expect("text");
    let byte = |at: usize| u8::from_str_radix(&salt[2 * at..2 * at + 2], 16).expect("hex");
    let payload = catalog["payload"].as_str().expect("text");
    let made = Entry::new(
        EntryKind::Catalog,
        &Salt(std::array::from_fn(byte)),
        payload.as_bytes(),
    );
    assert_eq!(made.leaf_hash(), hash(&catalog["leaf"]));
    let permission = world.get("/v1/ledger/entries/2", "").await.json();
    assert_eq!(permission["kind"], "permission");
    assert!(permission.get("salt").is_none() && permission.get("payload").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_stand_at_the_paths_of_the_specification() {
    let world = told_yes(3).await;
    head(&world).await;
    let tile = world.get("/v1/ledger/tile/0/000.p/5", "").await;
    assert_eq!((tile.status, tile.bytes.len()), (StatusCode::OK, 5 * 32));
    assert_eq!(tile.headers["content-type"], "application/octet-stream");
    assert_eq!(
        tile.headers["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let entries = world.get("/v1/ledger/tile/entries/000.p/5", "").await;
    assert_eq!(entries.bytes.len(), 5 * 36);
    for (path, status, code) in [
        ("0/000", 404, "tile_unknown"),
        ("0/000.p/6", 404, "tile_unknown"),
        ("1/000.p/1", 404, "tile_unknown"),
        ("0/0", 400, "tile_invalid"),
        ("0/000.p/256", 400, "tile_invalid"),
        ("9/000", 400, "tile_invalid"),
        ("../checkpoint", 400, "tile_invalid"),
        ("%ff", 400, "tile_invalid"),
    ] {
        let answer = world.get(&format!("/v1/ledger/tile/{path}"), "").await;
        answer.problem(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_proves_nothing_or_is_not_there_is_refused() {
    let world = told_yes(1).await;
    head(&world).await;
    let (bad, unknown) = (400, 404);
    for (query, status, code) in [
        ("", bad, "parameter_invalid"),
        ("index=0&first=1&second=2", bad, "parameter_invalid"),
        ("index=0&hash=AAAA", bad, "hash_invalid"),
        ("first=1", bad, "parameter_invalid"),
        ("first=1&second=2&size=3", bad, "parameter_invalid"),
        ("first=0&second=3", bad, "sizes_invalid"),
        ("first=3&second=2", bad, "sizes_invalid"),
        ("first=1&second=4", unknown, "size_unknown"),
        ("index=-1", bad, "parameter_invalid"),
        ("index=1&index=1", bad, "parameter_twice"),
        ("index=3", unknown, "entry_unknown"),
        ("index=2&size=2", unknown, "entry_unknown"),
        ("index=2&size=0", unknown, "entry_unknown"),
        ("index=2&size=4", unknown, "size_unknown"),
        ("index=18446744073709551615", unknown, "entry_unknown"),
        (
            "hash=0000000000000000000000000000000000000000000000000000000000000000",
            unknown,
            "entry_unknown",
        ),
    ] {
        let answer = world.get(&format!("/v1/ledger/proof?{query}"), "").await;
        answer.problem(status, code);
    }
    for (index, status, code) in [
        ("x", bad, "parameter_invalid"),
        ("3", unknown, "entry_unknown"),
    ] {
        let answer = world.get(&format!("/v1/ledger/entries/{index}"), "").await;
        answer.problem(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_much_is_told_to_come_again() {
    let limits = Limits {
        ledger_requests_max: 1,
        ..Limits::default()
    };
    let world = World::with(Options {
        limits,
        ..Options::default()
    });
    let mut last = world.get("/v1/ledger/checkpoint", "").await;
    for _ in 0..3 {
        last = world.get("/v1/ledger/checkpoint", "").await;
    }
    last.problem(429, "too_many_requests");
    assert!(last.headers.contains_key("retry-after"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_page_shows_the_newest_head() {
    let world = told_yes(2).await;
    let head = head(&world).await;
    let page = world.get("/transparency/aria", "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for shown in [world.engine.ledger_name(), &head.root.to_string()] {
        assert!(
            page.text.contains(&shown.replace('+', "&#43;")) || page.text.contains(shown),
            "{shown}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_signs_with_the_one_before_it_and_only_staff_make_it() {
    let world = told_yes(1).await;
    let before = keys(&world).await;
    let stranger = world.post("/v1/ledger/keys", &[], "").await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let made = world
        .post("/v1/ledger/keys", &[("authorization", ALL)], "")
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let after = keys(&world).await;
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[1..], before[..]);
    let signed = world.get("/v1/ledger/checkpoint", "").await.text;
    let signed = SignedCheckpoint::parse(&signed).expect("a checkpoint");
    signed.verify(&before).expect("by the key before");
    signed.verify(&after[..1]).expect("by the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_witness_cosigns_the_newest_head_and_nobody_else_does() {
    let name = "witness.example/one";
    let witness = SignerKey::new(name, Algorithm::Cosignature, &[9; 32]).expect("a name");
    let world = World::with(Options {
        witnesses: vec![witness.verifier().clone()],
        ..Options::default()
    });
    let head = world.get("/v1/ledger/checkpoint", "").await.text;
    let signed = SignedCheckpoint::parse(&head).expect("a checkpoint");
    let text = signed.unverified().to_string();
    let line = |key: &SignerKey| {
        let note = Note::new(&text, vec![key.sign(&text, 1_700_000_000)]).expect("a note");
        let line = note.to_string();
        line.lines().last().expect("a line").to_owned()
    };
    let other = SignerKey::new(name, Algorithm::Cosignature, &[8; 32]).expect("a name");
    for (body, status) in [
        (line(&other), 400),
        ("\u{2014} witness.example/one AAAA".into(), 400),
        (String::new(), 400),
        ("x".repeat(2_000), 400),
        (line(&witness), 200),
    ] {
        let answer = world.post("/v1/ledger/cosignatures", &[], body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    }
    let head = world.get("/v1/ledger/checkpoint", "").await.text;
    let signed = SignedCheckpoint::parse(&head).expect("a checkpoint");
    let known = [witness.verifier().clone()];
    assert_eq!(signed.cosigned(&known, 1).expect("cosigned").len(), 1);
}
