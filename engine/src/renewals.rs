//! Who has to be asked again: consents that ended, or will soon, and that nobody took back.

use telos_model::catalog::BasisKind;
use telos_model::consent::PermissionState;
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;
use telos_store::{Key, Space};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::keys;
use crate::oneself::{Choices, PurposeChoice};
use crate::read::Who;

/// The most records that one page looks at.
pub const RENEWALS_NODES_MAX: usize = 2_000;

/// Somebody who has to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The family's head.
    pub person: NodeId,
    /// `Expired`, `Invalidated` (the text changed materially), or still `Granted`.
    pub state: PermissionState,
    /// When a consent that is still granted ends.
    pub until: Timestamp,
    /// When the person agreed last, and to which version of the text.
    pub agreed: Option<(Timestamp, u32)>,
}

/// A page of those who have to be asked again.
#[derive(Debug, Default)]
pub struct Renewals {
    /// They, in an order that is stable over pages.
    pub renewals: Vec<Renewal>,
    /// Where the next page goes on; none at the end.
    pub next: Option<NodeId>,
}

impl Engine {
    /// One page of those whose consent to a purpose ended by age or by a new text, or ends before
    /// an instant. Whoever said no, objects, or has nothing to say about it is not among them.
    ///
    /// A page looks at no more than [`RENEWALS_NODES_MAX`] records, so that it may be empty and
    /// not be the last.
    pub fn renewals(
        &self,
        purpose: PurposeId,
        before: Timestamp,
        after: Option<NodeId>,
    ) -> Result<Renewals, ReadError> {
        let store = &*self.inner.store;
        let from: Option<Key> = after.map(keys::node);
        let rows = store.walk(Space::Nodes, from.as_ref(), RENEWALS_NODES_MAX)?;
        let mut page = Renewals::default();
        if rows.len() == RENEWALS_NODES_MAX {
            page.next = rows.last().map(|(key, _)| NodeId::new(key.partition));
        }
        for (key, _) in rows {
            let node = NodeId::new(key.partition);
            let known = self.choices(&Who::Node(node))?;
            // A person of several records is told of once, by the head.
            let known = known.filter(|known| known.person == node);
            let due = known.and_then(|known| due(self, &known, purpose, before));
            page.renewals.extend(due);
        }
        Ok(page)
    }
}

fn due(engine: &Engine, known: &Choices, wanted: PurposeId, before: Timestamp) -> Option<Renewal> {
    let policy = engine.policy();
    let mut choices = known.purposes.iter();
    let choice: &PurposeChoice = choices.find(|choice| choice.purpose == wanted)?;
    let purpose = policy.catalog.purpose(wanted)?;
    let mut bases = choice.bases(&policy.catalog);
    let asks = bases.any(|(_, basis)| basis.kind == BasisKind::Consent);
    let objected = known.objections.contains(&wanted)
        || purpose.marketing && known.marketing_objections.contains(&purpose.brand);
    let ended = match choice.state {
        PermissionState::Expired | PermissionState::Invalidated => true,
        PermissionState::Granted => choice.until < before,
        _ => false,
    };
    (asks && ended && !objected).then_some(Renewal {
        person: known.person,
        state: choice.state,
        until: choice.until,
        agreed: choice.agreed,
    })
}
