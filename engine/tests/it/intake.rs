//! Sources that Telos runs itself: how far they are goes to disk with their messages.

use telos_engine::{Aside, Progress, Receipt, Status, SubmitError};
use telos_model::json::Json;
use telos_model::message::RawMessage;
use telos_store::{Space, Store};

use crate::support::World;

const PART: &[u8] = b"file\0secret-name-of-ada.csv";

fn submit(world: &World, id: &str, progress: &Progress<'_>) -> Result<Vec<Receipt>, SubmitError> {
    let source = world.source("aria-import-key");
    let text = format!(
        r#"{{"type":"track","event":"Order Completed","userId":"u1","messageId":"{id}","properties":{{"order_id":"{id}","revenue":10}}}}"#
    );
    let message = world.engine.read_message(&RawMessage {
        body: Json::parse_str(&text).expect("JSON"),
        call: None,
        source,
        received: world.engine.now(),
        sent: None,
        address: None,
        gpc: false,
        fallback_id: "none".into(),
    });
    let items = vec![Ok(message.expect("reads"))];
    let receipts = world.engine.submit_from(source, items, progress)?;
    receipts.blocking_recv().expect("answers")
}

fn behind(mark: &[u8]) -> Progress<'_> {
    Progress {
        mark: Some((PART, mark)),
        aside: &[],
    }
}

#[test]
fn how_far_a_source_is_is_written_with_its_messages_or_not_at_all() {
    let world = World::new();
    let source = world.source("aria-import-key");
    let far = || world.engine.progress(source, PART).expect("reads");
    assert_eq!(far(), None);
    let first = submit(&world, "o1", &behind(b"1")).expect("taken");
    assert!(matches!(first[0].status, Status::Kept { .. }));
    assert_eq!(far().as_deref(), Some(&b"1"[..]));

    world.store.set_disk_full(true);
    let failed = submit(&world, "o2", &behind(b"2"));
    assert_eq!(failed.err(), Some(SubmitError::Unavailable));
    world.store.set_disk_full(false);
    assert_eq!(
        far().as_deref(),
        Some(&b"1"[..]),
        "no mark without messages"
    );
    let again = submit(&world, "o2", &behind(b"2")).expect("taken");
    assert!(matches!(again[0].status, Status::Kept { .. }));
    assert_eq!(far().as_deref(), Some(&b"2"[..]));
    let other = world.source("aria-web-key");
    let others = world.engine.progress(other, PART).expect("reads");
    assert_eq!(others, None, "each source has its own");
}

#[test]
fn a_mark_alone_is_written_too_and_is_known_after_a_restart() {
    let world = World::new();
    let source = world.source("aria-import-key");
    let written = world.engine.submit_from(source, Vec::new(), &behind(b"9"));
    let written = written.expect("queued").blocking_recv().expect("answers");
    assert_eq!(written, Ok(Vec::new()));
    world.engine.stop();
    let again = World::over(world.store.clone(), 9);
    let far = again.engine.progress(source, PART).expect("reads");
    assert_eq!(far.as_deref(), Some(&b"9"[..]));
}

#[test]
fn what_is_set_aside_is_listed_once_and_sealed() {
    let world = World::new();
    let source = world.source("aria-import-key");
    let aside = |line: u32| Aside {
        at: world.engine.now().plus_millis(line.into()),
        place: format!("secret-name-of-ada.csv, line {line}").into(),
        code: "date_invalid".into(),
        field: "born".into(),
    };
    let rows = [aside(3), aside(4), aside(3)];
    let progress = Progress {
        mark: Some((PART, b"4")),
        aside: &rows,
    };
    submit(&world, "o1", &progress).expect("taken");
    submit(&world, "o1", &progress).expect("taken again");
    let listed = world.engine.set_aside(source, 10).expect("reads");
    assert_eq!(listed, [aside(4), aside(3)]);
    let rows = world.store.walk(Space::Imports, None, 100).expect("reads");
    assert_eq!(rows.len(), 3);
    for (_, row) in rows {
        let text = String::from_utf8_lossy(&row.value);
        assert!(!text.contains("ada") && !text.contains("date_invalid"));
    }
}
