//! Addresses as people's own: which of them let in to their own pages, and taking one off that is
//! not theirs any more.

use super::Changed;
use super::resolve::members;
use crate::catalog::{Catalog, FieldKind};
use crate::id::NodeId;
use crate::people::{Carried, Identifier, Node, People, Shown};

/// Whether an address lets the person of a node in to their own pages, once whoever comes has shown
/// that they read what is sent to it.
///
/// Anybody who can send messages can add an address to somebody, and must not get in by it. So of
/// all that names this person, only what was shown best lets in: what the brand's own systems vouch
/// for, else what was added from within, else what a letter that was opened shows alone. The last
/// counts only where nothing else that names a person was there before it, nor another of its kind
/// together with it, nor anything on another node that was linked with its own since.
#[must_use]
pub fn lets_in(catalog: &Catalog, people: &People, node: NodeId, address: &Identifier) -> bool {
    let all = personal(catalog, people, node);
    let Some((home, own)) = all.iter().find(|(_, one)| one.identifier == *address) else {
        return false;
    };
    let best = all.iter().map(|(_, one)| one.shown).max().flatten();
    if own.shown.is_none() || own.shown != best {
        return false;
    }
    let before = |node: NodeId, one: &Carried| {
        let kind = one.identifier.kind == own.identifier.kind;
        node != *home
            || one.first_seen < own.first_seen
            || (one.first_seen == own.first_seen && kind && one.identifier != own.identifier)
    };
    own.shown > Some(Shown::Letter) || !all.iter().any(|(node, one)| before(*node, one))
}

/// What became of taking an address off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// It finds nobody any more.
    Done(Changed),
    /// The person does not carry it.
    NotCarried,
    /// Without it no address would let them in.
    Last,
}

/// Takes an address off the person of a node, unless it is the last that lets them in: another that
/// does must be left. The caller sees to it that its row finds nobody any more.
#[must_use]
pub fn release(
    catalog: &Catalog,
    people: &mut People,
    node: NodeId,
    address: &Identifier,
) -> Release {
    let all = personal(catalog, people, node);
    let is_address = |one: &Identifier| {
        let def = catalog.identifier(one.kind);
        def.is_some_and(|def| matches!(def.kind, FieldKind::Email | FieldKind::Phone))
    };
    let mut found = all.iter().filter(|(_, one)| is_address(&one.identifier));
    let Some((home, _)) = found.find(|(_, one)| one.identifier == *address) else {
        return Release::NotCarried;
    };
    let home = *home;
    let mut others = all.iter().map(|(_, one)| &one.identifier);
    let other =
        others.any(|one| one != address && is_address(one) && lets_in(catalog, people, node, one));
    if !other {
        return Release::Last;
    }
    let mut changed = Changed::default();
    if let Some(node) = people.nodes.get_mut(&home) {
        node.identifiers.retain(|one| one.identifier != *address);
        changed.node(home);
    }
    people.holders.remove(address);
    Release::Done(changed)
}

/// The identifiers that name a person, with the nodes that carry them.
fn personal<'p>(catalog: &Catalog, people: &'p People, node: NodeId) -> Vec<(NodeId, &'p Carried)> {
    let family = people.nodes.get(&node).into_iter();
    let nodes = family.flat_map(|node| members(people, node));
    let nodes = nodes.filter_map(|id| people.nodes.get(id));
    let carried = nodes.flat_map(|node: &Node| {
        let own = node.identifiers.iter();
        own.map(|carried| (node.id, carried))
    });
    let named = carried.filter(|(_, carried)| {
        let kind = catalog.identifier(carried.identifier.kind);
        kind.is_some_and(|kind| kind.personal)
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Candidate, Claim};
    use super::*;

    fn lets(world: &World, value: &str) -> bool {
        let address = id(EMAIL, value);
        let holder = world.people.holders.get(&address).copied().flatten();
        holder.is_some_and(|node| lets_in(&world.catalog, &world.people, node, &address))
    }

    fn shown(world: &mut World, value: &str, by: Option<&str>, shown: Shown) {
        let all = [Some(value), by].into_iter().flatten();
        let candidates: Vec<Candidate> = all
            .map(|value| Candidate {
                identifier: id(EMAIL, value),
                previous: false,
                claim: Claim::Shown(shown),
            })
            .collect();
        world.take(&candidates, day(9), true);
    }

    #[test]
    fn whoever_was_linked_with_somebody_by_a_public_key_does_not_get_in_by_a_letter() {
        let mut world = World::new(1);
        world.message(&[(EMAIL, "eve")], 0);
        world.message(&[(USER, "u")], 1);
        world.message(&[(USER, "u"), (EMAIL, "eve")], 2);
        shown(&mut world, "eve", None, Shown::Letter);
        assert!(!lets(&world, "eve"), "it was there first, and alone");
        // What was theirs from the beginning lets in.
        world.message(&[(EMAIL, "own"), (ANONYMOUS, "a")], 3);
        world.message(&[(USER, "v"), (EMAIL, "own")], 4);
        shown(&mut world, "own", None, Shown::Letter);
        assert!(lets(&world, "own"));
    }

    #[test]
    fn what_was_added_from_within_lets_in_like_what_let_in_and_what_a_letter_alone_shows_no_more() {
        let mut world = World::new(1);
        world.message(&[(EMAIL, "ada")], 0);
        shown(&mut world, "ada", None, Shown::Letter);
        shown(&mut world, "new", Some("ada"), Shown::Within);
        assert!(lets(&world, "ada") && lets(&world, "new"));
        let node = world.people.holders[&id(EMAIL, "ada")].expect("known");
        let gone = release(&world.catalog, &mut world.people, node, &id(EMAIL, "ada"));
        assert!(matches!(gone, Release::Done(_)));
        assert!(!lets(&world, "ada") && lets(&world, "new"));
        world.check();
        let last = release(&world.catalog, &mut world.people, node, &id(EMAIL, "new"));
        assert_eq!(last, Release::Last);
        let gone = release(&world.catalog, &mut world.people, node, &id(EMAIL, "ada"));
        assert_eq!(gone, Release::NotCarried);
        // Once the brand vouches for one of theirs, what others once showed is not enough.
        world.vouched(&[(USER, "u"), (EMAIL, "new")], 10);
        shown(&mut world, "second", None, Shown::Within);
        assert!(
            lets(&world, "new") && lets(&world, "second"),
            "they are two"
        );
    }

    #[test]
    fn an_id_is_not_taken_off_like_an_address_nor_what_alone_would_be_left_unconfirmed() {
        let mut world = World::new(1);
        let node = world.vouched(&[(USER, "u"), (EMAIL, "ada")], 0).home;
        world.vouched(&[(USER, "w"), (EMAIL, "other")], 0);
        let of = |world: &mut World, identifier| {
            release(&world.catalog, &mut world.people, node, &identifier)
        };
        assert_eq!(of(&mut world, id(USER, "u")), Release::NotCarried);
        assert_eq!(of(&mut world, id(EMAIL, "other")), Release::NotCarried);
        assert_eq!(of(&mut world, id(EMAIL, "ada")), Release::Last);
        world.vouched(&[(USER, "u"), (EMAIL, "second")], 1);
        assert!(matches!(of(&mut world, id(EMAIL, "ada")), Release::Done(_)));
        let back = world.message(&[(EMAIL, "ada")], 2);
        assert_ne!(back.home, node, "it finds nobody any more");
        let public = world.message(&[(USER, "u"), (EMAIL, "ada")], 3);
        assert_eq!(public.home, node);
        assert!(
            !world.one_person(node, back.home),
            "nor does a public key bring it back"
        );
    }
}
