//! What may not be held is in no row, not even sealed; what is held is nowhere in clear.

use telos_engine::Status;
use telos_store::Space;

use crate::support::World;

/// Markers of what no purpose may hold, wherever a message can carry it.
const FORBIDDEN: [&str; 22] = [
    "leak-undeclared-trait",
    "leak-trait-name",
    "leak-undeclared-property",
    "leak-property-name",
    "leak-undeclared-context",
    "leak-context-name",
    "leak-event-name",
    "leak-top-level",
    "leak-forgotten-message-id",
    "leak-rejected-message-id",
    "leak-forgotten-url",
    "leak-sensitive",
    "leak-allergy",
    "leak-integration",
    "leak-consent-category",
    "leak-undeclared-kind",
    "leak-identifier-of-undeclared-kind",
    "leak-locale",
    "leak-item-name",
    "leak-item-value",
    "leak-wrong-type",
    "leak-behaviour",
];

/// Values that are held, and must be readable with the node's key alone.
const HELD: [&str; 7] = [
    "held-user",
    "held-anonymous",
    "held@mail.example",
    "held-order",
    "+493012345678",
    "heldfirst",
    "held-evidence",
];

fn fill(world: &World) {
    let order = r#"{"type":"track","event":"Order Completed","userId":"held-user","messageId":"m1","leak-top-level":{"a":"leak-top-level"},
        "integrations":{"leak-integration":true},
        "properties":{"order_id":"held-order","revenue":"leak-wrong-type","leak-property-name":"leak-undeclared-property",
          "products":[{"product_id":"p","leak-item-name":"leak-item-value"}]},
        "context":{"ip":"203.0.113.77","locale":"leak-locale","leak-context-name":{"x":"leak-undeclared-context"},
          "consent":{"categoryPreferences":{"leak-consent-category":true}},
          "externalIds":[{"type":"leak-undeclared-kind","id":"leak-identifier-of-undeclared-kind"}]}}"#;
    let identify = r#"{"type":"identify","userId":"held-user","messageId":"m2","traits":{
        "email":"held@mail.example","phone":"+49 30 12345678","first_name":"heldfirst","soc_sec_id":"leak-sensitive",
        "allergies":["leak-allergy"],"address":{"country":"DE"},"leak-trait-name":"leak-undeclared-trait"},
        "context":{"location":{"country":"DE"}}}"#;
    let page = r#"{"type":"page","anonymousId":"held-anonymous","messageId":"leak-forgotten-message-id","properties":{"url":"https://x.example/leak-forgotten-url"},"context":{"page":{"url":"leak-behaviour"},"ip":"198.51.100.99"}}"#;
    let consent = r#"{"type":"consent","anonymousId":"held-anonymous","messageId":"m3","consents":[{"purpose":"reviews","act":"grant","evidence":"held-evidence","locale":"leak-locale"}],"context":{"locale":"leak-locale"}}"#;
    let unknown = r#"{"type":"track","event":"leak-event-name","userId":"held-user","messageId":"leak-rejected-message-id"}"#;
    let blocked = r#"{"type":"identify","userId":"held-user","anonymousId":"undefined","messageId":"m5","traits":{"email":"noreply@leak-blocked.example"}}"#;
    let statuses = world.send(
        "aria-web-key",
        &[order, identify, page, consent, unknown, blocked],
    );
    assert!(matches!(statuses[2], Status::Forgotten), "{statuses:?}");
    assert!(matches!(statuses[4], Status::Rejected(_)), "{statuses:?}");
}

#[test]
fn what_no_purpose_may_hold_is_in_no_row_not_even_sealed() {
    let world = World::new();
    fill(&world);
    let opened = world.opened();
    for marker in FORBIDDEN
        .into_iter()
        .chain(["203.0.113.77", "198.51.100", "undefined"])
    {
        assert!(!opened.holds(marker), "{marker} is stored, sealed");
        assert!(!in_clear(&world, marker), "{marker} is stored in clear");
    }
    assert!(
        opened.holds("held-order"),
        "the search would find what is there"
    );
}

#[test]
fn what_is_held_is_nowhere_in_clear() {
    let world = World::new();
    fill(&world);
    let opened = world.opened();
    for held in HELD {
        assert!(opened.holds(held), "{held} is held");
        assert!(!in_clear(&world, held), "{held} is stored in clear");
    }
}

/// Whether a text stands in a key or a value of any row as the store has it. The catalog is public.
fn in_clear(world: &World, text: &str) -> bool {
    let holds = |bytes: &[u8]| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    let rows = world.store.dump();
    let mut rows = rows.iter().filter(|(key, _)| key.space != Space::Meta);
    rows.any(|(key, row)| holds(&key.sort) || holds(&row.value))
}

#[test]
fn outcomes_and_receipts_that_are_told_hold_no_values() {
    let world = World::new();
    fill(&world);
    let told = format!("{:?}", world.engine.recent(100));
    for marker in FORBIDDEN
        .into_iter()
        .chain(HELD)
        .filter(|marker| *marker != "leak-event-name")
    {
        assert!(!told.contains(marker), "{marker} is told");
    }
    assert!(told.contains("Forgotten") && told.contains("Kept"));
}
