//! Keeping on over full disks and restarts, answering page by page, and changing the catalog.

use std::collections::BTreeSet;

use telos_engine::{
    ApplyError, CatalogError, EventAnswer, ProfileAnswer, Status, SubmitError, TimelineAnswer,
    TimelineEntry,
};
use telos_model::catalog::CatalogFile;

use crate::support::{World, shipped};

fn order(user: &str, id: usize) -> String {
    format!(
        r#"{{"type":"track","event":"Order Completed","userId":"{user}","messageId":"o{id}","properties":{{"order_id":"o","revenue":10}}}}"#
    )
}

#[test]
fn a_full_disk_turns_writes_away_lets_reads_pass_and_loses_nothing() {
    let world = World::new();
    assert!(matches!(
        world.send("aria-web-key", &[&order("u1", 1)])[0],
        Status::Kept { .. }
    ));
    world.store.set_disk_full(true);
    let refused = world.try_send("aria-web-key", &[&order("u1", 2)]);
    assert_eq!(refused, Err(SubmitError::Unavailable));
    assert!(!world.engine.is_writable());
    let who = world.who("user_id", "u1");
    let read = || match world
        .engine
        .profile(&who, world.purpose("aria/orders"), false)
    {
        Ok(ProfileAnswer::Seen(seen)) => {
            seen.behaviours.iter().map(|tally| tally.total.count).max()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(read(), Some(1), "reads go on");
    world.store.set_disk_full(false);
    let both = [order("u1", 1), order("u1", 2)];
    let statuses = world.send("aria-web-key", &[&both[0], &both[1]]);
    assert_eq!(statuses[0], Status::Duplicate);
    assert!(
        matches!(statuses[1], Status::Kept { .. }),
        "the same message is taken then"
    );
    assert!(world.engine.is_writable());
    assert_eq!(read(), Some(2));
}

#[test]
fn what_came_before_a_restart_is_known_after_it() {
    let world = World::new();
    world.send("aria-web-key", &[&order("u1", 1)]);
    world.engine.stop();
    let again = World::over(world.store.clone(), 9);
    assert_eq!(
        again.send("aria-web-key", &[&order("u1", 1)]),
        [Status::Duplicate]
    );
    let answer = again.engine.event("o1", None).expect("reads");
    let EventAnswer::Kept(record) = answer else {
        panic!("{answer:?}")
    };
    assert!(record.event.is_some() && !record.kept.is_empty() && record.facts == 0);
    assert_eq!(record.unmatched, []);
}

#[test]
fn the_pages_of_a_timeline_over_merged_nodes_give_each_entry_once() {
    let world = World::new();
    let yes = |who: &str| {
        format!(
            r#"{{"type":"consent",{who},"consents":[{{"purpose":"personalisation","act":"grant","explicit":true,"separate":true}}]}}"#
        )
    };
    let people = [
        r#""userId":"u1""#,
        r#""anonymousId":"a1""#,
        r#""anonymousId":"a2""#,
    ];
    for (number, who) in people.iter().enumerate() {
        world.send("aria-web-key", &[&yes(who)]);
        for at in 0..25 {
            let bought = format!(
                r#"{{"type":"track","event":"Order Completed",{who},"messageId":"m{number}-{at}","timestamp":"2026-05-01T10:{:02}:00Z","properties":{{"order_id":"o","revenue":200}}}}"#,
                at % 20
            );
            world.send("aria-web-key", &[&bought]);
        }
    }
    // All nodes enter the same segments at one instant, and then are one person.
    for anonymous in ["a1", "a2"] {
        let alias = format!(r#"{{"type":"alias","userId":"u1","previousId":"{anonymous}"}}"#);
        world.send("aria-web-key", &[&alias]);
    }
    let who = world.who("user_id", "u1");
    let purpose = world.purpose("aria/personalisation");
    let pages = |size: usize| {
        let mut all = Vec::new();
        let mut before: Option<Box<str>> = None;
        loop {
            let page = world
                .engine
                .timeline(&who, purpose, before.as_deref(), size);
            let Ok(Some(TimelineAnswer::Page { entries, next, .. })) = page else {
                panic!("{page:?}");
            };
            assert!(entries.len() <= size);
            all.extend(entries.iter().map(|entry| match entry {
                TimelineEntry::Event(record) => format!("{:?}", record.id),
                TimelineEntry::Move(change) => format!("{change:?}"),
            }));
            match next {
                Some(next) => before = Some(next),
                None => return all,
            }
        }
    };
    let whole = pages(200);
    let events = whole
        .iter()
        .filter(|entry| !entry.starts_with("Move"))
        .collect::<BTreeSet<_>>();
    assert_eq!(events.len(), 75, "every order, each once");
    for size in [1, 2, 3, 7, 50] {
        assert_eq!(pages(size), whole, "in pages of {size}");
    }
    for bad in ["", "zz", "00", "0", "é1"] {
        let answer = world
            .engine
            .timeline(&who, purpose, Some(bad), 10)
            .expect("reads");
        assert!(answer.is_none(), "{bad:?} is no place");
    }
}

fn with(path: &str, change: impl Fn(&str) -> String) -> Vec<CatalogFile> {
    let mut files = shipped();
    let file = files
        .iter_mut()
        .find(|file| &*file.path == path)
        .expect("there");
    let text = change(&file.text);
    assert_ne!(*text, *file.text);
    file.text = text;
    files
}

#[test]
fn a_changed_catalog_is_a_version_and_everyone_is_looked_at_again() {
    let world = World::new();
    world.send("aria-web-key", &[&order("u1", 1), &order("u1", 2)]);
    let who = world.who("user_id", "u1");
    let regular = || {
        let id = world.engine.policy().catalog.names.segments["aria-regulars"];
        match world
            .engine
            .profile(&who, world.purpose("aria/orders"), false)
        {
            Ok(ProfileAnswer::Seen(seen)) => {
                seen.segments.iter().any(|standing| standing.segment == id)
            }
            other => panic!("{other:?}"),
        }
    };
    assert!(!regular(), "three orders are needed");
    let files = with("segments/aria.toml", |text| {
        text.replace("365 days >= 3", "365 days >= 2")
    });
    let applied = world.engine.apply(&files).expect("applies");
    assert_eq!(applied.number, 2);
    for _ in 0..600 {
        if regular() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(regular(), "two are enough now");
    assert_eq!(
        world.engine.apply(&files).expect("applies").number,
        2,
        "the same is no new version"
    );
    let history = world.engine.catalogs().expect("reads");
    assert_eq!(
        history
            .iter()
            .map(|version| version.number)
            .collect::<Vec<_>>(),
        [2, 1]
    );
}

#[test]
fn a_catalog_with_mistakes_or_that_widens_a_purpose_is_refused_and_changes_nothing() {
    let world = World::new();
    let before = world.engine.policy().catalog.hash.clone();
    let broken = with("brands.toml", |text| format!("{text}\n[brand."));
    let answer = world.engine.apply(&broken);
    assert!(
        matches!(answer, Err(ApplyError::Catalog(CatalogError::Mistakes(_)))),
        "{answer:?}"
    );
    let wider = with("purposes/orders.toml", |text| {
        text.replacen(
            "\"transaction\", \"raw_input\"]",
            "\"transaction\", \"raw_input\", \"sensitive\"]",
            1,
        )
    });
    let answer = world.engine.apply(&wider);
    assert!(
        matches!(answer, Err(ApplyError::Catalog(CatalogError::Refused(_)))),
        "{answer:?}"
    );
    assert_eq!(world.engine.policy().catalog.hash, before);
    assert_eq!(world.engine.catalogs().expect("reads").len(), 1);
}

#[test]
fn of_a_large_batch_followers_are_told_all_and_who_comes_later_the_newest() {
    const MESSAGES: usize = 700;
    let world = World::new();
    let text = |user: &str, id: usize| match id {
        // In the middle of what is no longer told, and of what still is.
        100 | 400 => order(user, id).replace(r#""event":"Order Completed","#, ""),
        _ => order(user, id),
    };
    let send = |user: &str| {
        let texts: Vec<String> = (0..MESSAGES).map(|id| text(user, id)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        world.send("aria-web-key", &texts)
    };
    send("u1");
    let recent = world.engine.recent(MESSAGES);
    assert_eq!(recent.len(), 500, "the newest, newest first");
    let refused = |outcome: &telos_engine::LiveOutcome| {
        matches!(outcome.what, telos_engine::LiveWhat::Rejected(_))
    };
    let places: Vec<usize> = (0..500).filter(|at| refused(&recent[*at])).collect();
    assert_eq!(places, [MESSAGES - 1 - 400]);

    let mut live = world.engine.live();
    send("u2");
    let mut told = Vec::new();
    while let Ok(outcome) = live.try_recv() {
        told.push(refused(&outcome));
    }
    assert_eq!(told.len(), MESSAGES);
    assert!(told[100] && told[400]);
}
