//! People who were erased: what is still sent about them is forgotten, and who cannot be erased.

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, Source};
use crate::consent::{Flag, Statement};
use crate::decide::Reason;
use crate::gate::LeftOut;
use crate::id::{BrandId, NodeId};
use crate::message::Message;
use crate::people::{Node, People};
use crate::time::Timestamp;

/// What is left out of a message that is about an erased person, which is all of it.
///
/// It is about them if it names an identifier of a kind that is a person's own, or if it names
/// nothing but what was theirs. A device that others use too is only left out of the match.
pub(crate) fn about_erased(
    catalog: &Catalog,
    people: &People,
    source: &Source,
    message: &Message,
) -> Option<Vec<LeftOut>> {
    if people.suppressed.is_empty() {
        return None;
    }
    let mut others = false;
    let mut own = false;
    for candidate in &message.candidates {
        let identifier = &candidate.identifier;
        if people.suppressed.contains(identifier) {
            let kind = catalog.identifier(identifier.kind);
            own |= kind.is_none_or(|kind| kind.personal);
        } else {
            others = true;
        }
    }
    let about = own || (!others && !message.candidates.is_empty());
    about.then(|| {
        let why = source.purposes.iter();
        vec![LeftOut {
            field: None,
            why: why.map(|purpose| (purpose, Reason::Erased)).collect(),
        }]
    })
}

/// Whether proceedings demand that nothing of a person is erased for now: any of their nodes has a
/// legal hold, of any brand, that was not lifted.
#[must_use]
pub fn on_hold(people: &People, node: NodeId, now: Timestamp) -> bool {
    let members = people.members(node);
    let mut nodes = members.iter().filter_map(|id| people.nodes.get(id));
    nodes.any(|node| is_on_hold(node, now))
}

/// Whether a node by itself has a legal hold that was not lifted.
#[must_use]
pub fn is_on_hold(node: &Node, now: Timestamp) -> bool {
    let mut latest: FxHashMap<Option<BrandId>, (Timestamp, bool)> = FxHashMap::default();
    for fact in node.permissions.facts() {
        if let Statement::Flag {
            flag: Flag::LegalHold,
            brand,
            on,
        } = fact.statement
            && fact.effective <= now
        {
            // At one instant a hold goes before its lifting.
            let known = latest.entry(brand).or_insert((fact.effective, on));
            *known = (*known).max((fact.effective, on));
        }
    }
    latest.values().any(|(_, on)| *on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{Actor, FactId, PermissionFact};

    fn hold(id: u8, brand: Option<BrandId>, on: bool, at: i64) -> PermissionFact {
        PermissionFact {
            id: FactId([id; 16]),
            statement: Statement::Flag {
                flag: Flag::LegalHold,
                brand,
                on,
            },
            actor: Actor::Controller,
            effective: Timestamp::from_millis(at),
            recorded: Timestamp::from_millis(at),
        }
    }

    fn held(facts: &[PermissionFact], now: i64) -> bool {
        let id = NodeId::new(1);
        let mut node = Node::new(id, Timestamp::from_millis(0));
        for fact in facts {
            node.permissions.insert(fact.clone());
        }
        let mut people = People::default();
        people.nodes.insert(id, node);
        on_hold(&people, id, Timestamp::from_millis(now))
    }

    #[test]
    fn a_hold_of_any_brand_stands_until_that_one_is_lifted() {
        let one = Some(BrandId::new(1));
        assert!(!held(&[], 9));
        assert!(held(&[hold(1, one, true, 5)], 9));
        assert!(!held(&[hold(1, one, true, 5)], 4), "not before it begins");
        assert!(held(&[hold(1, one, true, 5), hold(2, None, false, 6)], 9));
        assert!(!held(&[hold(1, one, true, 5), hold(2, one, false, 6)], 9));
        assert!(held(&[hold(1, one, true, 5), hold(2, one, false, 5)], 9));
    }
}
