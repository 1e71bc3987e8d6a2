//! Every change of a request's state, and every one that cannot be.

use super::*;
use crate::id::{JurisdictionId, JurisdictionSet, NodeId};
use crate::time::{DAY_MS, Timestamp};

const NOON: Timestamp = Timestamp::from_millis(1_777_809_600_000);
const FIRST: RequestId = RequestId([1; 16]);
const SECOND: RequestId = RequestId([2; 16]);

fn days(days: i64) -> Timestamp {
    NOON.plus_millis(days * DAY_MS)
}

fn received(right: Right) -> Request {
    let case = Case {
        id: FIRST,
        person: NodeId::new(7),
        right,
        brand: None,
        jurisdictions: JurisdictionSet::EMPTY,
        received: NOON,
        deadline: Deadline {
            jurisdiction: JurisdictionId::new(0),
            late_at: days(30),
            acknowledge_by: None,
        },
    };
    Request::received(case, Asker::Person)
}

fn shown() -> Verified {
    let check = Check {
        method: CheckMethod::CodeByEmail,
        at: NOON,
    };
    verify(Right::Access, &Asker::Person, false, &[check], NOON).expect("fresh")
}

fn identified(right: Right) -> Request {
    received(right).identify(FIRST, shown()).expect("open")
}

fn working(systems: &[&str]) -> Request {
    let request = identified(Right::Access);
    request
        .begin(Plan::default(), systems, NOON)
        .expect("identified")
}

fn done(at: Timestamp) -> Reply {
    Reply::Done { at }
}

fn closed() -> [Request; 3] {
    [
        working(&[]).complete(NOON).expect("all done"),
        identified(Right::Access)
            .refuse(Hindrance::NothingHeld, NOON)
            .expect("a ground"),
        received(Right::Access).cancel(FIRST, NOON).expect("open"),
    ]
}

#[test]
fn a_request_goes_from_received_to_completed_with_every_system() {
    let request = received(Right::Access);
    assert_eq!(request.state().word(), "received");
    let request = request.identify(FIRST, shown()).expect("open");
    assert_eq!(request.state().word(), "identified");
    let systems = ["telos", "mail-service"];
    let request = request
        .begin(Plan::default(), &systems, NOON)
        .expect("identified");
    assert_eq!(request.state().word(), "working");
    let request = request.replied("telos", done(days(1))).expect("its part");
    assert_eq!(request.clone().complete(days(1)), Err(NotNow::SystemsWait));
    let failed = Reply::Failed {
        at: days(1),
        code: "timeout".into(),
    };
    let request = request.replied("mail-service", failed).expect("its part");
    assert_eq!(request.clone().complete(days(1)), Err(NotNow::SystemsWait));
    let request = request
        .replied("mail-service", done(days(2)))
        .expect("its part");
    let request = request.complete(days(2)).expect("all did theirs");
    assert_eq!(request.state().word(), "completed");
    assert_eq!(request.urgency(days(99)), Urgency::Closed);
}

#[test]
fn nothing_is_begun_before_somebody_was_identified() {
    let begun = received(Right::Access).begin(Plan::default(), &[], NOON);
    assert_eq!(begun, Err(NotNow::NotIdentified));
    assert_eq!(
        received(Right::Access).complete(NOON),
        Err(NotNow::NotBegun)
    );
    assert_eq!(
        identified(Right::Access).complete(NOON),
        Err(NotNow::NotBegun)
    );
    let replied = identified(Right::Access).replied("telos", done(NOON));
    assert_eq!(replied, Err(NotNow::NotBegun));
}

#[test]
fn a_closed_request_changes_no_more() {
    for request in closed() {
        let all = [
            request.clone().identify(FIRST, shown()),
            request.clone().join(SECOND, Asker::Person, NOON),
            request.clone().begin(Plan::default(), &[], NOON),
            request.clone().replied("telos", done(NOON)),
            request.clone().complete(NOON),
            request.clone().refuse(Hindrance::Excessive, NOON),
            request.clone().cancel(FIRST, NOON),
            request.clone().extend(days(60), NOON),
        ];
        for changed in all {
            assert_eq!(changed, Err(NotNow::Closed));
        }
    }
}

#[test]
fn a_duplicate_is_joined_and_its_asker_is_not_identified_by_the_first() {
    let request = identified(Right::Access);
    assert!(request.is_same_as(NodeId::new(7), Right::Access, None));
    assert!(!request.is_same_as(NodeId::new(7), Right::Erasure, None));
    assert!(!request.is_same_as(NodeId::new(8), Right::Access, None));
    let request = request.join(SECOND, Asker::Person, days(1)).expect("open");
    let answered: Vec<RequestId> = request.answered().map(|asking| asking.id).collect();
    assert_eq!(answered, [FIRST], "the second gets nothing yet");
    let twice = request.clone().identify(FIRST, shown());
    assert_eq!(
        twice,
        Err(NotNow::Already),
        "one check does not count twice"
    );
    let request = request.identify(SECOND, shown()).expect("open");
    assert_eq!(request.answered().count(), 2);
    assert_eq!(request.late_at(), days(30), "the time of the first holds");
}

#[test]
fn a_duplicate_of_an_unidentified_request_identifies_itself_alone() {
    let request = received(Right::Access)
        .join(SECOND, Asker::Person, NOON)
        .expect("open");
    let request = request.identify(SECOND, shown()).expect("open");
    assert_eq!(request.state(), &State::Identified);
    let answered: Vec<RequestId> = request.answered().map(|asking| asking.id).collect();
    assert_eq!(answered, [SECOND]);
    // Once the one who was identified leaves, nobody is.
    let request = request.cancel(SECOND, NOON).expect("open");
    assert_eq!(request.state(), &State::Received);
    assert_eq!(
        request.cancel(FIRST, NOON).expect("open").state().word(),
        "cancelled"
    );
}

#[test]
fn askers_are_limited_and_each_joins_once() {
    let mut request = received(Right::Access);
    assert_eq!(
        request.clone().join(FIRST, Asker::Person, NOON),
        Err(NotNow::Already)
    );
    for number in 1..ASKERS_MAX {
        let id = RequestId([u8::try_from(number).expect("small") + 1; 16]);
        request = request.join(id, Asker::Person, NOON).expect("room");
    }
    let beyond = request.join(RequestId([99; 16]), Asker::Person, NOON);
    assert!(matches!(beyond, Err(NotNow::OverLimit(_))));
}

#[test]
fn it_is_refused_for_a_reason_that_stands_and_not_while_it_is_being_done() {
    let too_early = received(Right::Access).refuse(Hindrance::IdentityNotShown, days(29));
    assert_eq!(too_early, Err(NotNow::NoGround));
    let in_time = received(Right::Access).refuse(Hindrance::IdentityNotShown, days(30));
    assert!(in_time.is_ok());
    let identified_now = identified(Right::Access);
    let refused = identified_now
        .clone()
        .refuse(Hindrance::IdentityNotShown, days(40));
    assert_eq!(refused, Err(NotNow::NoGround));
    assert!(
        identified_now
            .refuse(Hindrance::NotUnderBasis, NOON)
            .is_ok()
    );
    let refused = received(Right::Access).refuse(Hindrance::NotUnderBasis, NOON);
    assert_eq!(
        refused,
        Err(NotNow::NoGround),
        "what is held is not told to strangers"
    );
    let refused = working(&["telos"]).refuse(Hindrance::Excessive, NOON);
    assert_eq!(refused, Err(NotNow::Already));
    assert_eq!(
        working(&["telos"]).cancel(FIRST, NOON),
        Err(NotNow::Already)
    );
}

#[test]
fn a_system_is_one_of_those_that_hold_the_data_and_what_is_done_stays_done() {
    let request = working(&["telos"]);
    let other = request.clone().replied("elsewhere", done(NOON));
    assert_eq!(other, Err(NotNow::UnknownSystem));
    let request = request.replied("telos", done(NOON)).expect("its part");
    let failed = Reply::Failed {
        at: days(1),
        code: "late".into(),
    };
    let request = request.replied("telos", failed).expect("its part");
    assert!(request.complete(days(1)).is_ok());
    let again = working(&["telos"]).begin(Plan::default(), &[], NOON);
    assert_eq!(again, Err(NotNow::Already));
}

#[test]
fn time_is_added_once_and_only_within_the_first() {
    let request = identified(Right::Access);
    assert_eq!(
        request.clone().extend(days(90), days(30)),
        Err(NotNow::NoMoreTime)
    );
    assert_eq!(
        request.clone().extend(days(30), days(1)),
        Err(NotNow::NoMoreTime)
    );
    let request = request.extend(days(90), days(29)).expect("in time");
    assert_eq!(request.late_at(), days(90));
    assert_eq!(request.extend(days(120), days(29)), Err(NotNow::NoMoreTime));
}

#[test]
fn it_becomes_urgent_and_then_late() {
    let request = received(Right::Access);
    assert_eq!(request.urgency(NOON), Urgency::InTime);
    assert_eq!(request.urgency(days(23)), Urgency::Soon);
    assert_eq!(request.urgency(days(30).plus_millis(-1)), Urgency::Soon);
    assert_eq!(request.urgency(days(30)), Urgency::Late);
    let request = request.extend(days(90), days(1)).expect("in time");
    assert_eq!(request.urgency(days(30)), Urgency::InTime);
}

#[test]
fn an_id_reads_as_it_is_written() {
    assert_eq!(RequestId::parse(&FIRST.to_string()), Some(FIRST));
    let wrong = [
        "",
        "r1",
        "rzz000000000000000000000000000000",
        "r+0000000000000000000000000000001",
    ];
    assert!(wrong.iter().all(|text| RequestId::parse(text).is_none()));
}
