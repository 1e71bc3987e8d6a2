//! Tests of writing files, with an end in the middle.

use std::fs;
use std::path::Path;

use telos_model::catalog::{
    ColumnDef, FilePlace, FileWrite, KeyDef, Means, Occasion, PathPiece, Piece, Template, TimePart,
};
use telos_model::deliver::{Evidence, Outgoing, OutgoingEvent};
use telos_model::value::Value;

use super::*;

/// 2026-01-02T03:04:05Z.
const NOW: Timestamp = Timestamp::from_millis(1_767_323_045_000);

fn column(name: &str, stands: telos_model::catalog::Stands) -> ColumnDef {
    let blank = telos_model::catalog::Blank {
        text: name.into(),
        stands,
        changes: Vec::new(),
    };
    ColumnDef {
        name: name.into(),
        kind: None,
        value: Template::Text(vec![Piece::Blank(blank)]),
    }
}

fn files(root: &Path) -> Files {
    use telos_model::catalog::Stands;
    let append = FileWrite::Append {
        path: vec![
            PathPiece::Text("orders/".into()),
            PathPiece::Time(TimePart::Day),
        ],
        columns: vec![
            column("user_id", Stands::Identifier("user_id".into())),
            column("order", Stands::Property("order".into())),
        ],
    };
    Files {
        place: FilePlace::Folder(root.to_str().expect("text").into()),
        format: FileFormat::JsonLines,
        key: KeyDef {
            column: "user_id".into(),
            identifier: "user_id".into(),
            changes: Vec::new(),
        },
        writes: vec![
            (Occasion::Event, append),
            (Occasion::Delete, FileWrite::Remove),
        ],
        items_max: 100,
        age_seconds: 0,
        objects_max: 1_000,
    }
}

fn begun(root: &Path) -> ToFiles {
    let client = Arc::new(Client::new(Vec::new()));
    ToFiles::new(files(root), "lake", client, Duration::from_secs(5))
}

/// An order of somebody, on a day of January.
fn order(who: &str, number: u8, day: i64) -> (Id, Outgoing) {
    let outgoing = Outgoing {
        occasion: Occasion::Event,
        identifiers: vec![("user_id".into(), who.into())],
        traits: Vec::new(),
        event: Some(OutgoingEvent {
            name: "Order Completed".into(),
            at: NOW.plus_days(day),
            properties: vec![(
                "order".into(),
                Value::Text(format!("order-{number}").into()),
            )],
        }),
        segment: None,
        permissions: Vec::new(),
        evidence: Evidence::default(),
    };
    ([number; 16], outgoing)
}

fn leave(who: &str) -> (Id, Outgoing) {
    let outgoing = Outgoing {
        occasion: Occasion::Delete,
        event: None,
        ..order(who, 0, 0).1
    };
    ([200; 16], outgoing)
}

async fn carry(to: &ToFiles, all: &[(Id, Outgoing)]) -> Came {
    let items = all.iter().map(|(id, outgoing)| Item { id: *id, outgoing });
    let items: Vec<Item<'_>> = items.collect();
    to.carry(&items, NOW).await
}

/// What all files say, half-written ones and notes included.
fn all(root: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(root).expect("there") {
        let path = entry.expect("read").path();
        if path.is_dir() {
            text += &all(&path);
        } else {
            text += &fs::read_to_string(&path).expect("text");
        }
    }
    text
}

fn orders(root: &Path) -> Vec<String> {
    let text = all(root);
    let lines = text.lines().filter_map(|line| line.split("order-").nth(1));
    let mut orders: Vec<String> = lines
        .map(|rest| rest.trim_end_matches("\"}").to_owned())
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect();
    orders.sort();
    orders
}

#[tokio::test]
async fn what_was_written_and_not_recorded_is_not_written_again_in_other_company() {
    let home = tempfile::tempdir().expect("a directory");
    let one: Vec<_> = (1..=3).map(|number| order("ann", number, 0)).collect();
    let first = begun(home.path());
    assert_eq!(carry(&first, &one).await.means, Means::Done);
    // It ends before that is on record. One of them may not go any more, and others came.
    drop(first);
    let again = begun(home.path());
    let mut other = vec![one[0].clone(), one[2].clone()];
    other.extend([order("bob", 4, 0), order("bob", 5, 1)]);
    assert_eq!(carry(&again, &other).await.means, Means::Done);
    assert_eq!(orders(home.path()), ["1", "2", "3", "4", "5"]);
    // The very same once more, in the same run.
    assert_eq!(carry(&again, &other).await.means, Means::Done);
    assert_eq!(orders(home.path()), ["1", "2", "3", "4", "5"]);
    again
        .settled(&[[1; 16], [2; 16], [3; 16], [4; 16], [5; 16]])
        .await;
    let notes = fs::read_dir(home.path().join("_telos/lake")).expect("there");
    assert_eq!(notes.count(), 0, "no note stays of what is on record");
}

#[tokio::test]
async fn a_note_without_its_file_keeps_nothing_from_being_written() {
    let home = tempfile::tempdir().expect("a directory");
    let one = [order("ann", 1, 0)];
    let first = begun(home.path());
    assert_eq!(carry(&first, &one).await.means, Means::Done);
    // As if it had ended between the note and the file.
    let day = home.path().join("orders/02");
    fs::remove_dir_all(&day).expect("removed");
    let again = begun(home.path());
    assert_eq!(carry(&again, &one).await.means, Means::Done);
    assert_eq!(orders(home.path()), ["1"]);
}

#[tokio::test]
async fn whoever_is_let_go_of_is_in_no_file_any_more_and_others_stay() {
    let home = tempfile::tempdir().expect("a directory");
    let to = begun(home.path());
    for day in 0..3 {
        let number = u8::try_from(day).expect("small") * 2 + 1;
        let both = [order("ann", number, day), order("bob", number + 1, day)];
        assert_eq!(carry(&to, &both).await.means, Means::Done);
    }
    assert_eq!(carry(&to, &[order("ann", 9, 5)]).await.means, Means::Done);
    // Something half written of an earlier end, and somebody else's file.
    let half = home.path().join("orders/02/.lake-x.jsonl.telos-half");
    fs::write(&half, "{\"user_id\":\"ann\"").expect("written");
    fs::write(home.path().join("orders/theirs.txt"), "mine").expect("written");
    assert_eq!(carry(&to, &[leave("ann")]).await.means, Means::Done);
    let text = all(home.path());
    assert!(!text.contains("ann"), "{text}");
    assert!(text.contains("mine"));
    assert_eq!(orders(home.path()), ["2", "4", "6"]);
    assert_eq!(
        carry(&to, &[leave("ann")]).await.means,
        Means::Done,
        "twice"
    );
}

#[tokio::test]
async fn files_that_cannot_be_looked_through_are_never_said_to_hold_nobody() {
    let home = tempfile::tempdir().expect("a directory");
    let to = begun(home.path());
    let both = [order("ann", 1, 0), order("ann", 2, 1)];
    assert_eq!(carry(&to, &both).await.means, Means::Done);
    let day = home.path().join("orders/03");
    let name = fs::read_dir(&day).expect("there").next().expect("one");
    let path = name.expect("read").path();
    fs::write(&path, "{\"customer\":\"ann\"}\n").expect("written");
    let came = carry(&to, &[leave("ann")]).await;
    assert_eq!(
        (came.means, came.failure),
        (Means::Retry, Failure::Answered(409))
    );
    fs::write(&path, "{\"customer").expect("written");
    let came = carry(&to, &[leave("ann")]).await;
    assert_eq!((came.means, came.failure), (Means::Retry, Failure::Garbled));
    let mut few = files(home.path());
    few.objects_max = 1;
    let client = Arc::new(Client::new(Vec::new()));
    let to = ToFiles::new(few, "lake", client, Duration::from_secs(5));
    let came = carry(&to, &[leave("ann")]).await;
    assert_eq!(
        came.failure,
        Failure::Answered(413),
        "more files than may be looked through"
    );
    home.close().expect("removed");
    let came = carry(&to, &both).await;
    assert_eq!(
        (came.means, came.failure),
        (Means::Retry, Failure::Answered(404))
    );
}

#[tokio::test]
async fn whoever_is_not_to_be_used_any_more_may_be_marked_and_goes_with_the_mark() {
    use telos_model::catalog::Stands;
    let home = tempfile::tempdir().expect("a directory");
    let mut marking = files(home.path());
    let mark = FileWrite::Append {
        path: vec![PathPiece::Text("suppressed".into())],
        columns: vec![
            column("user_id", Stands::Identifier("user_id".into())),
            column("why", Stands::DeliveryKind),
        ],
    };
    marking.writes.push((Occasion::Suppress, mark));
    let client = Arc::new(Client::new(Vec::new()));
    let to = ToFiles::new(marking, "lake", client, Duration::from_secs(5));
    assert_eq!(carry(&to, &[order("ann", 1, 0)]).await.means, Means::Done);
    let suppress = Outgoing {
        occasion: Occasion::Suppress,
        ..leave("ann").1
    };
    let both = [([100; 16], suppress)];
    assert_eq!(carry(&to, &both).await.means, Means::Done);
    let text = all(&home.path().join("suppressed"));
    assert_eq!(text, "{\"user_id\":\"ann\",\"why\":\"suppress\"}\n");
    assert_eq!(orders(home.path()), ["1"], "marked, and not taken out");
    assert_eq!(carry(&to, &[leave("ann")]).await.means, Means::Done);
    assert!(!all(home.path()).contains("ann"));
}
