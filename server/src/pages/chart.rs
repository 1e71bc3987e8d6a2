//! Bars, worked out on the server: what becomes an inline SVG with a table behind it.

/// What a bar is made of: its label, and the key, class and count of each part.
pub(super) type Row = (String, Vec<(&'static str, &'static str, u64)>);

/// A bar of stacked parts.
#[derive(Clone)]
pub(super) struct Bar {
    /// What it is about.
    pub(super) label: String,
    /// The sum of its parts.
    pub(super) total: u64,
    /// Its parts, from left to right.
    pub(super) parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Clone)]
pub(super) struct Part {
    /// The key of its word, which also names the argument of the bar's label.
    pub(super) key: &'static str,
    /// The class of its colour.
    pub(super) tone: &'static str,
    /// How many.
    pub(super) count: u64,
    /// Where it begins, in per cent of the width.
    pub(super) x: String,
    /// How wide it is, in per cent.
    pub(super) width: String,
}

impl Bar {
    /// Bars on one scale, the longest filling the width.
    #[must_use]
    pub(super) fn stacked(rows: Vec<Row>) -> Vec<Self> {
        let total = |parts: &[(_, _, u64)]| {
            parts
                .iter()
                .fold(0, |sum: u64, part| sum.saturating_add(part.2))
        };
        let most = rows.iter().map(|(_, parts)| total(parts)).max();
        let most = most.unwrap_or(0).max(1);
        let bars = rows.into_iter().map(|(label, parts)| {
            let sum = total(&parts);
            let mut before = 0;
            let parts = parts.into_iter().map(|(key, tone, count)| {
                let part = Part {
                    key,
                    tone,
                    count,
                    x: per_cent(before, most),
                    width: per_cent(count, most),
                };
                before += count;
                part
            });
            Self {
                label,
                total: sum,
                parts: parts.collect(),
            }
        });
        bars.collect()
    }

    /// The parts to explain, the same for every bar.
    #[must_use]
    pub(super) fn legend(&self) -> &[Part] {
        &self.parts
    }

    /// The counts by key.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.parts.iter().map(|part| (part.key, part.count))
    }
}

/// A share in per cent with two decimals, without floating point.
fn per_cent(share: u64, whole: u64) -> String {
    let hundredths = u128::from(share) * 10_000 / u128::from(whole.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_one_scale_and_their_parts_touch() {
        let bars = Bar::stacked(vec![
            (
                "a".into(),
                vec![("kept", "good", 6), ("rejected", "bad", 2)],
            ),
            (
                "b".into(),
                vec![("kept", "good", 2), ("rejected", "bad", 0)],
            ),
        ]);
        assert_eq!(
            (bars[0].parts[1].x.as_str(), bars[0].parts[1].width.as_str()),
            ("75.00", "25.00")
        );
        assert_eq!(bars[1].parts[0].width, "25.00");
        assert_eq!(bars[1].total, 2);
    }

    #[test]
    fn nothing_is_drawn_of_nothing_and_huge_counts_do_not_overflow() {
        assert!(Bar::stacked(Vec::new()).is_empty());
        let bars = Bar::stacked(vec![("a".into(), vec![("kept", "good", u64::MAX)])]);
        assert_eq!(bars[0].parts[0].width, "100.00");
    }
}
