//! A small world for tests: a catalog of identifiers alone, and people that messages come for.

use super::Claim;
use super::{Candidate, Cause, Changed, Home, LeftOut, Plan, carry_out, resolve};
use crate::catalog::{Catalog, FieldKind, IdentifierDef, LimitWindow, Names, SlotKind, Slots};
use crate::decide::{Operation, Permit};
use crate::id::{
    CategoryId, CategorySet, EventId, IdentifierKind, JurisdictionId, NodeId, PurposeId, SourceId,
};
use crate::people::{FamilyId, Identifier, Node, People};
use crate::time::Timestamp;

pub(super) const USER: IdentifierKind = IdentifierKind::new(0);
pub(super) const EMAIL: IdentifierKind = IdentifierKind::new(1);
pub(super) const ANONYMOUS: IdentifierKind = IdentifierKind::new(2);
pub(super) const DEVICE: IdentifierKind = IdentifierKind::new(3);

/// `user_id` (of these many), email (at most 2), `anonymous_id` (at most 3) and `device_id` (one
/// within a week).
pub(super) fn catalog(users_max: u16) -> Catalog {
    let mut slots = Slots::default();
    let mut def = |name: &str, priority, limit, window, personal| {
        let slot = slots.intern(SlotKind::Identifier, name).expect("room");
        let slot = u8::try_from(slot).expect("few");
        Some(IdentifierDef {
            id: IdentifierKind::new(slot),
            name: name.into(),
            category: CategoryId::new(slot),
            priority,
            limit,
            window,
            personal,
            blocked: Vec::new(),
            kind: match name {
                "email" => FieldKind::Email,
                _ => FieldKind::Text,
            },
        })
    };
    let identifiers = vec![
        def("user_id", 0, users_max, LimitWindow::Ever, true),
        def("email", 1, 2, LimitWindow::Ever, true),
        def("anonymous_id", 2, 3, LimitWindow::Ever, false),
        def("device_id", 2, 1, LimitWindow::Days(7), false),
    ];
    Catalog {
        hash: "".into(),
        slots,
        categories: Vec::new(),
        brands: Vec::new(),
        recipients: Vec::new(),
        channels: Vec::new(),
        topics: Vec::new(),
        packs: Vec::new(),
        strictest: JurisdictionId::new(0),
        purposes: Vec::new(),
        identifiers,
        sources: Vec::new(),
        events: Vec::new(),
        fields: Vec::new(),
        computed: Vec::new(),
        segments: Vec::new(),
        destinations: Vec::new(),
        syncs: Vec::new(),
        forms: Vec::new(),
        names: Names::default(),
    }
}

pub(super) fn id(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier {
        kind,
        value: value.into(),
    }
}

pub(super) fn day(day: i64) -> Timestamp {
    Timestamp::from_millis(0).plus_days(day)
}

pub(super) fn cause(at: Timestamp) -> Cause {
    Cause {
        at,
        event: Some(EventId([7; 16])),
        source: Some(SourceId::new(3)),
    }
}

pub(super) fn merge_permit() -> Permit {
    let all = CategorySet::from_bits(u32::MAX);
    Permit::for_tests(Operation::Merge, PurposeId::new(0), all)
}

/// What became of a message.
pub(super) struct Done {
    pub(super) home: NodeId,
    pub(super) plan: Plan,
    pub(super) changed: Changed,
}

impl Done {
    /// Why an identifier was left out, by its place in the message.
    pub(super) fn left_out(&self, index: usize) -> Option<LeftOut> {
        let mut all = self.plan.left_out.iter();
        all.find(|(left_out, _)| *left_out == index)
            .map(|(_, why)| *why)
    }
}

/// People that messages come for.
pub(super) struct World {
    pub(super) catalog: Catalog,
    pub(super) people: People,
    nodes: u64,
}

impl World {
    pub(super) fn new(users_max: u16) -> Self {
        Self {
            catalog: catalog(users_max),
            people: People::default(),
            nodes: 0,
        }
    }

    pub(super) fn plan(
        &mut self,
        candidates: &[Candidate],
        at: Timestamp,
        linking: bool,
    ) -> Option<Plan> {
        for candidate in candidates {
            let identifier = candidate.identifier.clone();
            self.people.holders.entry(identifier).or_insert(None);
        }
        resolve(&self.catalog, &self.people, candidates, at, linking)
    }

    pub(super) fn take(&mut self, candidates: &[Candidate], at: Timestamp, linking: bool) -> Done {
        let plan = self.plan(candidates, at, linking).expect("a home");
        let home = match plan.home {
            Home::Existing(node) => node,
            Home::New => {
                self.nodes += 1;
                let node = NodeId::new(self.nodes);
                self.people.nodes.insert(node, Node::new(node, at));
                node
            }
        };
        let permit = merge_permit();
        let permitted = plan.clone().permitted(linking.then_some(&permit));
        let permitted = permitted.expect("a plan without linking needs no permit");
        let changed = carry_out(&mut self.people, &permitted, candidates, home, cause(at));
        Done {
            home,
            plan,
            changed,
        }
    }

    /// A message of these identifiers on a day.
    pub(super) fn message(&mut self, identifiers: &[(IdentifierKind, &str)], at: i64) -> Done {
        let candidates = candidates(identifiers);
        self.take(&candidates, day(at), true)
    }

    /// The same from a system of the brand's own.
    pub(super) fn vouched(&mut self, identifiers: &[(IdentifierKind, &str)], at: i64) -> Done {
        let candidates = claimed(identifiers, Claim::Source);
        self.take(&candidates, day(at), true)
    }

    pub(super) fn family(&self, node: NodeId) -> FamilyId {
        self.people.nodes[&node].family
    }

    pub(super) fn one_person(&self, a: NodeId, b: NodeId) -> bool {
        self.family(a) == self.family(b)
    }

    /// Everything that must always hold of families.
    pub(super) fn check(&self) {
        let people = &self.people;
        for (identifier, holder) in &people.holders {
            let carrying = people.nodes.values().filter(|node| {
                let mut carried = node.identifiers.iter();
                carried.any(|carried| carried.identifier == *identifier)
            });
            let carrying: Vec<NodeId> = carrying.map(|node| node.id).collect();
            assert_eq!(carrying, holder.iter().copied().collect::<Vec<_>>());
        }
        for node in people.nodes.values() {
            let members = people.members(node.id);
            assert!(members.contains(&node.id));
            assert_eq!(node.family, FamilyId(members[0]));
            let apart = |other: &NodeId| !members.contains(other);
            assert!(node.severed.iter().all(apart), "severed nodes stay apart");
            let head = node.family.0 == node.id;
            assert!(head || node.segments.is_empty() && node.due == Timestamp::MAX);
        }
        for (id, family) in &people.families {
            assert!(family.members.len() > 1 && family.members.is_sorted());
            assert_eq!((*id, family.id), (FamilyId(family.members[0]), *id));
            assert!(family.edges.iter().all(|edge| edge.a < edge.b));
            // Connected by exactly its edges: each is reached, and no edge leads out.
            let mut reached = vec![family.members[0]];
            for _ in 0..family.members.len() {
                for edge in &family.edges {
                    match (reached.contains(&edge.a), reached.contains(&edge.b)) {
                        (true, false) => reached.push(edge.b),
                        (false, true) => reached.push(edge.a),
                        _ => {}
                    }
                }
            }
            reached.sort_unstable();
            assert_eq!(&reached[..], &family.members[..]);
            let same = |node: &NodeId| people.nodes[node].family == *id;
            assert!(family.members.iter().all(same));
        }
    }
}

pub(super) fn candidates(identifiers: &[(IdentifierKind, &str)]) -> Vec<Candidate> {
    claimed(identifiers, Claim::Anybody)
}

pub(super) fn claimed(identifiers: &[(IdentifierKind, &str)], claim: Claim) -> Vec<Candidate> {
    let all = identifiers.iter().map(|(kind, value)| Candidate {
        identifier: id(*kind, value),
        previous: false,
        claim,
    });
    all.collect()
}
