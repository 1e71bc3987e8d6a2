//! How often and when somebody may be reached: the limits to choose from, and times of day as
//! browsers send them.

/// How often at the most, as messages in days. Nought days is no limit.
pub(super) const OFTEN: [(u16, u16); 5] = [(0, 0), (1, 1), (3, 7), (1, 7), (1, 30)];
/// The differences to UTC that clocks have, in minutes.
pub(super) const OFFSETS: [i16; 37] = [
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120,
    180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 780,
    840,
];
/// The minutes of a day.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// `22:30`, of a minute of the day.
pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// A time of day as browsers send it, in minutes.
pub(super) fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// `UTC+09:00`, of a difference in minutes.
pub(super) fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_as_browsers_send_them() {
        assert_eq!(minute("22:30"), Some(1_350));
        assert_eq!(minute("07:00:00"), Some(420));
        for bad in ["", "24:00", "7", "aa:bb", "10:6", "-1:30"] {
            assert_eq!(minute(bad), None, "{bad}");
        }
        assert_eq!(clock(1_350), "22:30");
        assert_eq!(offset_text(-570), "UTC\u{2212}09:30");
    }
}
