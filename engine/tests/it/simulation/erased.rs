//! The invariants of erasure (docs/INVARIANTS.md, R-1 and R-2), checked over a whole store.

use telos_engine::layout::{Located, keys};
use telos_store::seal::{BlindDomain, Vault};
use telos_store::{Key, Row, Space};

use crate::opened::Opened;

/// of whoever was erased there is no row, and nobody else names them. R-2: nobody carries what
/// was theirs.
pub(crate) fn erased(opened: &Opened, rows: &[(Key, Row)], vault: &Vault) {
    for (node, erasure) in &opened.erased {
        assert!(erasure.is_finished, "R-3: what was begun is finished");
        let own = [
            Space::Nodes,
            Space::Keys,
            Space::Families,
            Space::Events,
            Space::Permissions,
            Space::Requests,
            Space::Looks,
            Space::Deeds,
        ];
        for (key, _) in rows {
            let is_own = own.contains(&key.space) && key.partition == node.number();
            assert!(!is_own, "R-1: an erased node has no row in {:?}", key.space);
            if key.space == Space::Timers {
                let timer = keys::timer_parts(&key.sort).expect("a timer");
                assert_ne!(timer.1, *node, "R-1: an erased node has no timer");
            }
        }
        for located in opened.located.values() {
            let leads = matches!(located, Located::Kept { node: at, .. } if at == node);
            assert!(!leads, "R-1: no message leads to an erased node");
        }
        let mut families = opened.families.values();
        assert!(
            families.all(|family| !family.members.contains(node)),
            "R-1: no family has an erased node"
        );
        let mut others = opened.nodes.values();
        assert!(
            others.all(|(other, _)| !other.severed.contains(node)),
            "R-1: nobody names an erased node"
        );
        let mut holders = opened.holders.values();
        assert!(
            holders.all(|holder| holder != node),
            "R-1: no identifier finds an erased node"
        );
    }
    for (node, _) in opened.nodes.values() {
        for carried in &node.identifiers {
            let identifier = &carried.identifier;
            let kind = [identifier.kind.slot()];
            let parts: [&[u8]; 2] = [&kind, identifier.value.as_bytes()];
            let blind = vault.blind(BlindDomain::Identifier, &parts);
            assert!(
                !opened.suppressed.contains(&blind),
                "R-2: nobody carries what is suppressed"
            );
        }
    }
}
