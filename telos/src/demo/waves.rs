//! The order in which messages go out: many at once, and those of a household one after another.

use std::collections::{BTreeMap, HashMap};

use super::message::{Item, Source};

/// Messages that may go out at the same time as others of their wave: one source's, and of one
/// kind of browser, since Global Privacy Control is a header of the request.
pub(super) type Lane = (Source, bool);

/// What goes out before what comes after it.
pub(super) type Wave = BTreeMap<Lane, Vec<Item>>;

/// Sorts messages into waves. Within a household a message never overtakes an earlier one: where
/// the lane changes, the next wave begins.
pub(super) fn waves(mut items: Vec<Item>) -> Vec<Wave> {
    items.sort_by_key(|item| item.sent);
    let mut waves: Vec<Wave> = Vec::new();
    let mut last: HashMap<usize, (usize, Lane)> = HashMap::new();
    for item in items {
        let lane = (item.source, item.gpc);
        let wave = match last.get(&item.household) {
            Some((wave, before)) if *before == lane => *wave,
            Some((wave, _)) => wave + 1,
            None => 0,
        };
        last.insert(item.household, (wave, lane));
        if waves.len() <= wave {
            waves.resize_with(wave + 1, Wave::new);
        }
        waves[wave].entry(lane).or_default().push(item);
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::message::{Brand, Channel, Situation};

    fn item(household: usize, channel: Channel, sent: i64) -> Item {
        Item {
            at: sent,
            sent,
            household,
            source: (Brand::Aria, channel),
            gpc: false,
            situation: Situation::Browse,
            refused: None,
            body: String::new(),
        }
    }

    #[test]
    fn a_household_keeps_its_order_and_others_go_beside_it() {
        let sorted = waves(vec![
            item(1, Channel::Email, 2),
            item(1, Channel::Web, 1),
            item(1, Channel::Web, 3),
            item(2, Channel::Web, 9),
        ]);
        let shown: Vec<Vec<(usize, i64)>> = sorted
            .iter()
            .map(|wave| {
                let items = wave.values().flatten();
                items.map(|item| (item.household, item.sent)).collect()
            })
            .collect();
        assert_eq!(shown, [vec![(1, 1), (2, 9)], vec![(1, 2)], vec![(1, 3)]]);
    }
}
