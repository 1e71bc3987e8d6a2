//! Sample data for the pages of destinations.

use axum::response::Response;
use telos_model::time::Timestamp;

use super::super::frame::Frame;
use super::super::samples::news;
use super::super::words::Lang;
use super::list::List;
use super::one::{Dead, One, ReplayRow, Said};
use super::{Row, bars, tone};

const ARIA: &str = "Aria Music & Books";

/// 3 May 2026, 14:05:09 UTC, and seconds before it.
const fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_777_817_109_000 - seconds * 1_000)
}

enum Sample {
    List(List),
    One(Box<One>),
}

fn sample(lang: Lang, name: &str) -> Option<Sample> {
    Some(match name {
        "destinations" => Sample::List(list()),
        "destinations-empty" => Sample::List(List::default()),
        "destination" => Sample::One(Box::new(failing(lang))),
        "destination-well" => Sample::One(Box::new(well(lang))),
        _ => return None,
    })
}

/// The page of a sample, if there is one of this name.
pub(in crate::pages) fn show(lang: Lang, name: &str, frame: &Frame) -> Option<Response> {
    Some(match sample(lang, name)? {
        Sample::List(page) => page.show(frame),
        Sample::One(page) => page.show(frame),
    })
}

/// The text of it.
#[cfg(test)]
pub(in crate::pages) fn text(lang: Lang, name: &str, frame: &Frame) -> Option<String> {
    Some(match sample(lang, name)? {
        Sample::List(page) => page.text(frame),
        Sample::One(page) => page.text(frame),
    })
}

fn row(name: &str, state: &'static str) -> Row {
    Row {
        name: name.into(),
        brand: Some(ARIA.into()),
        recipient: Some("Quill Letters".into()),
        state,
        tone: tone(state),
        trouble: None,
        status: None,
        waiting: 0,
        lag: 0,
        dead: 0,
        in_part: false,
        rate: 214,
        sent: 48_102,
        failed: 0,
        refused: 1_377,
        last_sent: Some(before(2)),
        last_failed: None,
    }
}

fn list() -> List {
    let failing = Row {
        trouble: Some("credentials"),
        status: Some(401),
        waiting: 16_000,
        in_part: true,
        lag: 5_412,
        rate: 0,
        failed: 310,
        last_sent: Some(before(5_400)),
        last_failed: Some(before(12)),
        ..row("aria-letters", "failing")
    };
    let gone = Row {
        brand: None,
        recipient: None,
        waiting: 3,
        rate: 0,
        last_sent: None,
        ..row("aria-old-crm", "undeclared")
    };
    let dead = Row {
        dead: 12,
        ..row("aria-parcels", "dead-letters")
    };
    let states = ["behind", "paused", "inactive", "well"];
    let rest = states.map(|state| row(&format!("aria-{state}"), state));
    List {
        bars: bars(vec![
            ("aria-letters".into(), 1_200, 310),
            ("aria-parcels".into(), 9_022, 4),
            ("aria-well".into(), 12_840, 0),
        ]),
        rows: [failing, gone, dead].into_iter().chain(rest).collect(),
    }
}

fn well(lang: Lang) -> One {
    One {
        row: row("aria-letters", "well"),
        declared: true,
        paused: None,
        bars: Vec::new(),
        dead: Vec::new(),
        more: None,
        replay: None,
        segments: vec![("aria-sleeping".into(), news(lang))],
        from: "2026-04-26".into(),
        until: "2026-05-04".into(),
        said: Some(Said {
            key: "de-said-taken",
            tone: "good",
            count: 0,
            trouble: None,
            status: Some(200),
        }),
    }
}

fn failing(lang: Lang) -> One {
    let dead = |occasion, trouble, status, duty| Dead {
        place: "00018f3a5c000000".into(),
        occasion,
        trouble: Some(trouble),
        status,
        queued: before(86_400),
        attempts: 12,
        duty,
        fields: vec!["email".into(), "first_name".into(), "order_id".into()],
    };
    One {
        row: Row {
            trouble: Some("certificate-expired"),
            waiting: 1_204,
            lag: 3_720,
            dead: 3,
            rate: 0,
            failed: 57,
            last_failed: Some(before(9)),
            ..row("aria-letters", "failing")
        },
        paused: Some(before(600)),
        bars: bars(vec![("13:05".into(), 812, 0), ("14:00".into(), 40, 57)]),
        dead: vec![
            dead("event", "refused", Some(422), false),
            dead("suppress", "gone", Some(410), true),
            Dead {
                fields: Vec::new(),
                ..dead("traits", "answer-garbled", None, false)
            },
        ],
        more: Some("/console/destinations/aria-letters?after=00".into()),
        replay: Some(ReplayRow {
            from: before(864_000),
            until: before(0),
            records: 4_200,
            queued: 9_120,
            running: true,
            stopped: false,
        }),
        said: Some(Said {
            key: "de-said-refused",
            tone: "bad",
            count: 0,
            trouble: Some("credentials".into()),
            status: Some(403),
        }),
        ..well(lang)
    }
}
