//! The gates of reaching a person: the channel's own consent, wishes, frequency and quiet hours.

use crate::catalog::Purpose;
use crate::consent::{Demands, PermissionState, Preference, Statement, View, consent};
use crate::decide::person::Person;
use crate::decide::verdict::Verdict;
use crate::decide::{Contact, Reason};
use crate::id::ChannelId;
use crate::time::{DAY_MS, Timestamp};

/// How a person would be reached.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    pub(super) contact: &'a Contact<'a>,
    pub(super) channel: ChannelId,
}

/// What the person said about the channel for this purpose, as one jurisdiction weighs it.
pub(super) fn ask_channel(
    reach: Reach<'_>,
    purpose: &Purpose,
    demands: &Demands,
    person: &Person<'_>,
    verdict: &mut Verdict,
) {
    let yes = consent(&person.answers, Some(reach.channel), demands);
    if !purpose.channel_consent {
        // No yes is needed, but a no counts.
        verdict.rests_on_taking_back(&yes);
        verdict.deny_if(yes.refused.is_some(), Reason::ChannelUnwanted);
    } else if yes.state == PermissionState::Granted {
        verdict.rests_on_consent(&yes);
    } else {
        verdict.deny(Reason::ChannelConsentMissing);
    }
}

/// What the person likes and does not, whatever the jurisdiction.
pub(super) fn ask_wishes(
    reach: Reach<'_>,
    purpose: &Purpose,
    person: &Person<'_>,
    view: &View<'_>,
    verdict: &mut Verdict,
) {
    verdict.deny_if(person.channel_unwanted.on, Reason::ChannelUnwanted);
    verdict.deny_if(person.topic_unwanted(), Reason::TopicUnwanted);
    if person.frequency_since.is_some() || person.quiet_since.is_some() {
        keep_to_settings(reach, purpose, person, view, verdict);
    }
}

/// Heeds the latest settings for the channel; where several took effect at one instant, all.
fn keep_to_settings(
    reach: Reach<'_>,
    purpose: &Purpose,
    person: &Person<'_>,
    view: &View<'_>,
    verdict: &mut Verdict,
) {
    view.each(|fact| {
        let Statement::Preference { brand, preference } = fact.statement else {
            return;
        };
        let since = Some(fact.effective);
        match preference {
            Preference::Frequency {
                channel,
                messages_max,
                days,
            } if (brand, channel, since)
                == (purpose.brand, reach.channel, person.frequency_since) =>
            {
                let reached = frequency_reached(reach.contact.sent, messages_max, days, view.at());
                verdict.deny_if(reached, Reason::FrequencyReached);
            }
            Preference::QuietHours {
                channel,
                from_minute,
                until_minute,
                utc_offset_minutes,
            } if (brand, channel, since) == (purpose.brand, reach.channel, person.quiet_since) => {
                let hours = Quiet::new(from_minute, until_minute, utc_offset_minutes);
                match hours.next(view.at()) {
                    Some(begins) if begins <= view.at() => verdict.deny(Reason::QuietHours),
                    Some(begins) => verdict.until(begins),
                    None => {}
                }
            }
            _ => {}
        }
    });
}

/// Whether as many messages went out in the days before `at` as are wanted. One that is noted for
/// later counts already, so that as time goes by a limit is only ever left, never reached.
fn frequency_reached(sent: &[Timestamp], messages_max: u16, days: u16, at: Timestamp) -> bool {
    let earliest = at.plus_days(-i64::from(days));
    let recent = sent.iter().filter(|instant| **instant > earliest).count();
    days > 0 && recent >= usize::from(messages_max)
}

/// Daily quiet hours on a person's clock, in milliseconds.
struct Quiet {
    from: i64,
    length: i64,
    offset: i64,
}

impl Quiet {
    fn new(from_minute: u16, until_minute: u16, utc_offset_minutes: i16) -> Self {
        const MINUTE_MS: i64 = 60_000;
        let from = i64::from(from_minute) * MINUTE_MS % DAY_MS;
        let until = (i64::from(until_minute) * MINUTE_MS).min(DAY_MS);
        let whole_day = from == 0 && until == DAY_MS;
        Self {
            from,
            length: if whole_day {
                DAY_MS
            } else {
                (until - from).rem_euclid(DAY_MS)
            },
            offset: i64::from(utc_offset_minutes) * MINUTE_MS,
        }
    }

    /// When quiet begins next; `at` itself while it is quiet, none where there is no quiet time.
    fn next(&self, at: Timestamp) -> Option<Timestamp> {
        if self.length == 0 {
            return None;
        }
        let clock = (at.millis().rem_euclid(DAY_MS) + self.offset).rem_euclid(DAY_MS);
        let since_begun = (clock - self.from).rem_euclid(DAY_MS);
        if since_begun < self.length {
            Some(at)
        } else {
            Some(at.plus_millis(DAY_MS - since_begun))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn quiet_hours_go_over_midnight_on_the_persons_clock() {
        // 22:00 to 07:00 in Tokyo is 13:00 to 22:00 in UTC.
        let quiet = Quiet::new(22 * 60, 7 * 60, 9 * 60);
        let begins = Some(at("2026-05-01T13:00:00Z"));
        assert_eq!(quiet.next(at("2026-05-01T12:59:59.999Z")), begins);
        assert_eq!(quiet.next(at("2026-05-01T13:00:00Z")), begins);
        let late = at("2026-05-01T21:59:59.999Z");
        assert_eq!(quiet.next(late), Some(late));
        let next_day = Some(at("2026-05-02T13:00:00Z"));
        assert_eq!(quiet.next(at("2026-05-01T22:00:00Z")), next_day);
    }

    #[test]
    fn the_same_time_twice_is_no_quiet_time_and_a_whole_day_is() {
        let now = at("1969-12-31T23:00:00Z");
        assert_eq!(Quiet::new(60, 60, 0).next(now), None);
        assert_eq!(Quiet::new(0, 0, 0).next(now), None);
        assert_eq!(Quiet::new(0, 1_440, -300).next(now), Some(now));
        assert_eq!(Quiet::new(22 * 60, 1_440, 0).next(now), Some(now));
    }

    #[test]
    fn minutes_past_the_day_and_the_ends_of_time_are_answered_too() {
        for instant in [Timestamp::MIN, Timestamp::from_millis(0), Timestamp::MAX] {
            for minute in [0, 1_439, 1_440, u16::MAX] {
                let quiet = Quiet::new(minute, u16::MAX - minute, i16::MIN);
                assert!(quiet.next(instant).is_none_or(|next| next >= instant));
                let _ = frequency_reached(&[instant], minute, minute, instant);
            }
        }
    }

    #[test]
    fn frequency_counts_the_days_before_and_what_is_noted_for_later() {
        let now = at("2026-05-08T00:00:00Z");
        let sent = [
            at("2026-05-01T00:00:00Z"),
            at("2026-05-01T00:00:00.001Z"),
            at("2026-05-09T00:00:00Z"),
        ];
        assert!(frequency_reached(&sent, 2, 7, now));
        assert!(
            !frequency_reached(&sent, 3, 7, now),
            "the first is 7 days old"
        );
        assert!(frequency_reached(&[], 0, 1, now), "none at all is wanted");
        assert!(!frequency_reached(&sent, 0, 0, now), "0 days is no limit");
    }
}
