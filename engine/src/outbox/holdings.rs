//! Who holds what of a person, and what went there.

use telos_model::deliver::Holding;
use telos_model::id::{CategorySet, DestinationId, PurposeSet, RecipientId};
use telos_model::time::Timestamp;
use telos_store::Key;

use super::Delivered;
use super::held::merged;
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::read::Who;
use crate::sealed;

/// The most deliveries of a person that are told.
pub const DELIVERIES_SHOWN_MAX: usize = 1_000;
/// The most rows about deliveries that one node has.
const ROWS_MAX: usize = 20_000;

/// A destination that holds something of a person, as far as it was given it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The destination.
    pub destination: DestinationId,
    /// Whom it belongs to, if the catalog still declares it.
    pub recipient: Option<RecipientId>,
    /// The categories that it was given.
    pub categories: CategorySet,
    /// The purposes that it was given them for.
    pub purposes: PurposeSet,
    /// When it was first given something.
    pub first: Timestamp,
    /// When it was last given something.
    pub last: Timestamp,
    /// Since when it is being told to let go, if it is.
    pub told: Option<Timestamp>,
    /// When it acknowledged that it has let go.
    pub acknowledged: Option<Timestamp>,
    /// It was told to delete all; else to use it no longer.
    pub deletes: bool,
}

impl Engine {
    /// The destinations that hold something of a person, those that were given something last
    /// first; none if nobody is there.
    pub fn recipients(&self, who: &Who) -> Result<Option<Vec<Recipient>>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let slots = policy
            .catalog
            .slots
            .names(telos_model::catalog::SlotKind::Destination);
        let mut found = Vec::new();
        for slot in 0..slots.len() {
            let Ok(slot) = u8::try_from(slot) else {
                break;
            };
            let id = DestinationId::new(slot);
            let holding = merged(id, &self.held(&person, id)?);
            if holding.is_something() {
                let declared = policy.catalog.destination(id);
                found.push(told(&holding, declared.map(|declared| declared.recipient)));
            }
        }
        found.sort_by_key(|recipient| std::cmp::Reverse(recipient.last));
        Ok(Some(found))
    }

    /// What went to destinations about a person, newest first, as far as it is kept one by one;
    /// none if nobody is there.
    pub fn deliveries(&self, who: &Who) -> Result<Option<Vec<Delivered>>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut all = Vec::new();
        for node in &person.members {
            let Some(with) = person.keys.get(node) else {
                continue;
            };
            let range = keys::rows_of(telos_store::Space::Deliveries, *node);
            for (sort, row) in self.inner.store.scan(&range, ROWS_MAX)? {
                if sort.first() != Some(&1) {
                    continue;
                }
                let key = Key {
                    space: range.space,
                    partition: range.partition,
                    sort,
                };
                let plain = sealed::open(&key, with, &row.value)?;
                all.push(layout::read_delivered(&plain)?);
            }
        }
        all.sort_by_key(|delivered| std::cmp::Reverse(delivered.at));
        all.truncate(DELIVERIES_SHOWN_MAX);
        Ok(Some(all))
    }
}

fn told(holding: &Holding, recipient: Option<RecipientId>) -> Recipient {
    Recipient {
        destination: holding.destination,
        recipient,
        categories: holding.categories,
        purposes: holding.purposes,
        first: holding.first,
        last: holding.last,
        told: holding.removal.map(|removal| removal.asked),
        acknowledged: holding.removal.and_then(|removal| removal.acknowledged),
        deletes: holding.removal.is_some_and(|removal| removal.deletes),
    }
}
