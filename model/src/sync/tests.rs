//! Tests of the rule: whoever is right, two systems come to say the same and fall silent.

use proptest::prelude::*;

use super::*;

#[expect(clippy::unnecessary_wraps, reason = "it is given as it is asked for")]
const fn side(digest: u8, at: i64) -> Option<Side> {
    Some(Side {
        digest: [digest; 16],
        at: Timestamp::from_millis(at),
    })
}

const fn known(theirs: u8, ours: u8) -> Known {
    Known {
        theirs: Some([theirs; 16]),
        ours: Some([ours; 16]),
        overruled: None,
    }
}

#[test]
fn the_owner_of_a_field_is_right_and_else_whoever_changed_it_last() {
    let (a, b) = (side(1, 10), side(2, 20));
    let none = Known::default();
    assert_eq!(settle(Owner::Here, &none, a, b), Settled::WriteOut);
    assert_eq!(settle(Owner::Here, &none, None, b), Settled::Left);
    assert_eq!(settle(Owner::There, &none, b, a), Settled::TakeIn);
    assert_eq!(settle(Owner::There, &none, b, None), Settled::Left);
    assert_eq!(settle(Owner::Newest, &none, a, b), Settled::TakeIn);
    assert_eq!(settle(Owner::Newest, &none, b, a), Settled::WriteOut);
    assert_eq!(
        settle(Owner::Newest, &none, side(3, 20), b),
        Settled::TakeIn
    );
    for owner in Owner::ALL {
        assert_eq!(settle(owner, &none, a, side(1, 99)), Settled::Same);
    }
    // The row was touched for another field: the change here counts though its time is older.
    assert_eq!(settle(Owner::Newest, &known(2, 2), a, b), Settled::WriteOut);
    // Only the other system changed it, and its clock is behind.
    let behind = settle(Owner::Newest, &known(2, 2), side(2, 50), a);
    assert_eq!(behind, Settled::TakeIn);
    // It was removed here, and comes back only with a change there.
    for owner in Owner::ALL {
        assert_eq!(settle(owner, &known(1, 1), None, a), Settled::Left);
    }
    assert_eq!(
        settle(Owner::Newest, &known(1, 1), None, b),
        Settled::TakeIn
    );
    // It was emptied there, and comes back only with a change here.
    assert_eq!(settle(Owner::Newest, &known(1, 1), a, None), Settled::Left);
    assert_eq!(
        settle(Owner::Newest, &known(1, 1), b, None),
        Settled::WriteOut
    );
}

/// Two systems that hold one field and see each other's state late.
#[derive(Debug)]
struct Two {
    owner: Owner,
    ours: Option<Side>,
    theirs: Option<Side>,
    known: Known,
    writes: u32,
    takes: u32,
    /// What the other system makes of all that is written to it.
    mangles: bool,
}

impl Two {
    fn polls(&mut self, seen: Option<Side>) {
        match settle(self.owner, &self.known, self.ours, seen) {
            Settled::Same => {
                if let Some(seen) = seen {
                    self.known = agreed(seen.digest);
                }
            }
            Settled::TakeIn => {
                let seen = seen.expect("there is something to take in");
                let later = self.ours.map_or(seen.at, |ours| ours.at.plus_millis(1));
                self.ours = Some(Side {
                    digest: seen.digest,
                    at: seen.at.max(later),
                });
                self.known = agreed(seen.digest);
                self.takes += 1;
            }
            Settled::WriteOut | Settled::Left => {}
        }
    }

    /// What is written sees the row as it is, since it locks it.
    fn sends(&mut self, now: i64) {
        if settle(self.owner, &self.known, self.ours, self.theirs) == Settled::WriteOut {
            let ours = self.ours.expect("there is something to write");
            let before = self.theirs.map(|side| side.digest);
            self.known = written(&self.known, ours.digest, before);
            let digest = if self.mangles { [99; 16] } else { ours.digest };
            self.theirs = Some(Side {
                digest,
                at: Timestamp::from_millis(now),
            });
            self.writes += 1;
        }
    }
}

proptest! {
    /// Whatever changes on both sides in whatever order, they come to say the same after each
    /// looked at the other, and then nothing is written or taken in any more.
    #[test]
    fn two_systems_come_to_say_the_same_and_then_fall_silent(
        owner in prop::sample::select(Owner::ALL.to_vec()),
        steps in prop::collection::vec((0_u8..5, 1_u8..6), 1..30),
        mangles in any::<bool>(),
    ) {
        let mut two = Two {
            owner, ours: side(1, 0), theirs: side(1, 0), known: Known::default(),
            writes: 0, takes: 0, mangles,
        };
        let mut late = two.theirs;
        let mut changes = 0;
        for (at, (step, value)) in (1..).zip(&steps) {
            match step {
                0 => { two.ours = side(*value, at * 10); changes += 1; }
                1 => { two.theirs = side(*value, at * 10); changes += 1; }
                2 => late = two.theirs,
                // A row that was read before it was written.
                3 => two.polls(late),
                _ => two.sends(at * 10),
            }
        }
        for round in 0..10 {
            two.polls(two.theirs);
            two.sends(10_000 + round);
        }
        let (writes, takes) = (two.writes, two.takes);
        for round in 0..10 {
            two.polls(two.theirs);
            two.sends(20_000 + round);
        }
        prop_assert_eq!((two.writes, two.takes), (writes, takes), "{:?}", two);
        let (ours, theirs) = (two.ours.map(|s| s.digest), two.theirs.map(|s| s.digest));
        if !mangles {
            prop_assert_eq!(ours, theirs, "{:?}", two);
        }
        // A stale look can cost a turn; nothing goes on by itself.
        let most = (changes + 1) * 2 + u32::from(OVERRULED_MAX) * 2;
        prop_assert!(two.writes <= most, "{} writes: {:?}", two.writes, two);
    }
}
