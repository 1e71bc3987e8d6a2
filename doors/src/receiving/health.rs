//! How a source does: a named state, what to do about it, and figures.

use telos_model::time::Timestamp;

const MINUTE_MS: i64 = 60_000;

/// How a source does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// It was not looked at yet.
    #[default]
    Starting,
    /// Everything was taken in, and more is waited for.
    Waiting,
    /// Something is being taken in.
    Working,
    /// It sends more than its limit, and waits.
    Slowed,
    /// Rows were set aside.
    Poison,
    /// Its clock, or this one, is wrong.
    Clock,
    /// It does not let Telos in, or the secret is not there.
    Credentials,
    /// Its certificate cannot be trusted, or there is no TLS where there has to be.
    Certificate,
    /// Its name leads to an address inside, which the catalog does not allow.
    Inside,
    /// It is not set up for what is asked of it.
    Settings,
    /// The directory, table or topic is not there.
    Gone,
    /// What is there has another shape than the mapping expects.
    Drift,
    /// It cannot be reached.
    Unreachable,
    /// What it sends cannot be read.
    Garbled,
    /// The store of Telos itself turns writes away.
    Store,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Starting,
        Self::Waiting,
        Self::Working,
        Self::Slowed,
        Self::Poison,
        Self::Clock,
        Self::Credentials,
        Self::Certificate,
        Self::Inside,
        Self::Settings,
        Self::Gone,
        Self::Drift,
        Self::Unreachable,
        Self::Garbled,
        Self::Store,
    ];

    /// Its name in metrics and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Slowed => "slowed",
            Self::Poison => "poison_row",
            Self::Clock => "clock_skew",
            Self::Credentials => "credentials",
            Self::Certificate => "certificate",
            Self::Inside => "address_inside",
            Self::Settings => "settings",
            Self::Gone => "gone",
            Self::Drift => "schema_drift",
            Self::Unreachable => "unreachable",
            Self::Garbled => "garbled",
            Self::Store => "store",
        }
    }

    /// Whether somebody has to do something.
    #[must_use]
    pub const fn is_trouble(self) -> bool {
        !matches!(
            self,
            Self::Starting | Self::Waiting | Self::Working | Self::Slowed
        )
    }

    /// What to do.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Starting | Self::Waiting | Self::Working => "nothing",
            Self::Slowed => {
                "raise `rate_events_max` of the source, if it may send more; lower `requests_max`, \
                 if it is asked too often"
            }
            Self::Poison => {
                "mend the rows that /v1/sources lists under `aside`, and send them again"
            }
            Self::Clock => "set the clock of the source and of this host",
            Self::Credentials => "see whether the secret is there and right, and what it allows",
            Self::Certificate => {
                "have the certificate renewed, or name your own with `SSL_CERT_FILE`"
            }
            Self::Inside => "say `inside` in the catalog, if an address inside is meant",
            Self::Settings => "set the database up as docs/sources.md says",
            Self::Gone => "see whether the directory, table or topic has another name now",
            Self::Drift => {
                "compare the columns with the mapping of the source, and mend one of them"
            }
            Self::Unreachable => "see whether the source runs and can be reached from this host",
            Self::Garbled => "see what the source sends: it is not what its kind says",
            Self::Store => "look at the disk: it may be full",
        }
    }
}

/// What came in the last hour, by the minute.
#[derive(Debug, Clone, Copy)]
pub struct Hour([(i64, u64, u64); 60]);

impl Default for Hour {
    fn default() -> Self {
        Self([(i64::MIN, 0, 0); 60])
    }
}

impl Hour {
    fn count(&mut self, now: Timestamp, taken: u64, aside: u64) {
        let minute = now.millis().div_euclid(MINUTE_MS);
        let place = usize::try_from(minute.rem_euclid(60)).unwrap_or_default();
        let Some(slot) = self.0.get_mut(place) else {
            return;
        };
        if slot.0 != minute {
            *slot = (minute, 0, 0);
        }
        slot.1 += taken;
        slot.2 += aside;
    }

    /// How many messages were taken in within the hour before an instant, and how many rows were
    /// set aside.
    #[must_use]
    pub fn sum(&self, now: Timestamp) -> (u64, u64) {
        let last = now.millis().div_euclid(MINUTE_MS);
        let recent = self
            .0
            .iter()
            .filter(|slot| slot.0 > last - 60 && slot.0 <= last);
        recent.fold((0, 0), |sum, slot| (sum.0 + slot.1, sum.1 + slot.2))
    }
}

/// How a source does, in figures since the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct Health {
    /// The state.
    pub state: State,
    /// What the last look found wrong, and since when something was. It stays while another look is
    /// under way.
    pub trouble: Option<(State, Timestamp)>,
    /// Rows that were read and are on disk, or set aside.
    pub rows: u64,
    /// Messages that were taken in.
    pub messages: u64,
    /// Rows that were set aside.
    pub aside: u64,
    /// Messages whose time was in the future.
    pub skewed: u64,
    /// Looks and requests that came to nothing.
    pub failed: u64,
    /// Requests that were not signed as they should.
    pub refused: u64,
    /// What is known to wait: files, rows or messages.
    pub waiting: u64,
    /// What came in the last hour.
    pub hour: Hour,
    /// How often it was looked at, well or not.
    pub looks: u64,
    /// When something was last taken in.
    pub last_taken: Option<Timestamp>,
    /// When it last failed.
    pub last_failed: Option<Timestamp>,
}

impl Health {
    /// What it does now, which says nothing about its troubles.
    pub fn now(&mut self, state: State) {
        self.state = state;
    }

    /// How it was found to do.
    pub fn stands(&mut self, state: State, now: Timestamp) {
        self.state = state;
        let is_rows = |state| state == State::Poison;
        let since = match self.trouble {
            Some((before, since)) if is_rows(before) == is_rows(state) => since,
            _ => now,
        };
        self.trouble = state.is_trouble().then_some((state, since));
    }

    /// Rows were read: so many, of which so many messages were taken in and so many set aside.
    pub fn takes(&mut self, now: Timestamp, rows: u64, taken: u64, aside: u64) {
        self.rows += rows;
        self.messages += taken;
        self.aside += aside;
        self.hour.count(now, taken, aside);
        if taken > 0 {
            self.last_taken = Some(now);
        }
    }

    /// Something was set aside that is no row.
    pub fn sets_aside(&mut self, now: Timestamp) {
        self.aside += 1;
        self.hour.count(now, 0, 1);
        self.last_taken = Some(now);
        self.stands(State::Poison, now);
    }

    /// It was looked at, and this is how it does.
    pub fn looked(&mut self, state: State, now: Timestamp) {
        self.stands(state, now);
        self.looks += 1;
    }

    /// It failed.
    pub fn fails(&mut self, state: State, now: Timestamp) {
        self.looked(state, now);
        self.failed += 1;
        self.last_failed = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_forgets_what_is_older() {
        let at = |minute: i64| Timestamp::from_millis(minute * MINUTE_MS);
        let mut hour = Hour::default();
        hour.count(at(1_000), 5, 1);
        hour.count(at(1_001), 7, 0);
        hour.count(at(1_001), 1, 2);
        assert_eq!(hour.sum(at(1_001)), (13, 3));
        assert_eq!(hour.sum(at(1_060)), (8, 2), "the first is an hour ago");
        hour.count(at(1_061), 2, 0);
        assert_eq!(hour.sum(at(1_061)), (2, 0), "and its place is taken again");
        assert_eq!(hour.sum(at(1_060)), (0, 0));
    }

    #[test]
    fn trouble_lasts_while_it_is_looked_again_and_until_a_look_is_well() {
        let at = Timestamp::from_millis;
        let mut health = Health::default();
        health.fails(State::Gone, at(1));
        health.now(State::Working);
        assert_eq!(health.trouble, Some((State::Gone, at(1))));
        health.fails(State::Unreachable, at(2));
        assert_eq!(health.trouble, Some((State::Unreachable, at(1))));
        health.looked(State::Waiting, at(3));
        assert_eq!(health.trouble, None);
        health.sets_aside(at(4));
        assert_eq!(health.trouble, Some((State::Poison, at(4))));
        health.fails(State::Gone, at(5));
        assert_eq!(health.trouble, Some((State::Gone, at(5))), "begins anew");
    }

    #[test]
    fn every_trouble_has_a_name_of_its_own_and_a_remedy() {
        let mut words: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), State::ALL.len());
        for state in State::ALL.into_iter().filter(|state| state.is_trouble()) {
            assert!(state.remedy().len() > 10, "{}", state.word());
        }
    }
}
