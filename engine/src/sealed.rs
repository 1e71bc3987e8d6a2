//! Rows that only their node's key opens.

use std::sync::Arc;

use telos_model::id::{EventId, NodeId, SourceId};
use telos_model::people::Identifier;
use telos_store::seal::{BlindDomain, NodeKey, SealError, Vault};
use telos_store::{Key, Put};

use crate::layout::keys;

/// A node's key, shared by whoever works on the node.
pub(crate) type SharedKey = Arc<NodeKey>;

/// A row that waits to be sealed with a node's key, so that sealing can be done off the thread
/// that decides.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) key: Key,
    pub(crate) version: u64,
    pub(crate) plain: Vec<u8>,
    pub(crate) with: SharedKey,
}

impl Open {
    /// The row, sealed, bound to its key.
    pub(crate) fn seal(self, nonce: [u8; 24]) -> Put {
        let mut value = Vec::with_capacity(self.plain.len() + NodeKey::OVERHEAD_BYTES);
        self.with
            .seal(&keys::bound(&self.key), nonce, &self.plain, &mut value);
        Put {
            key: self.key,
            version: self.version,
            value,
        }
    }
}

/// Opens a sealed row.
pub(crate) fn open(key: &Key, with: &NodeKey, value: &[u8]) -> Result<Vec<u8>, SealError> {
    with.open(&keys::bound(key), value)
}

/// The blind index of an identifier.
pub(crate) fn blind(vault: &Vault, identifier: &Identifier) -> [u8; 16] {
    let kind = [identifier.kind.slot()];
    vault.blind(
        BlindDomain::Identifier,
        &[&kind, identifier.value.as_bytes()],
    )
}

/// The id of a source's message.
pub(crate) fn event_id(vault: &Vault, source: SourceId, message_id: &str) -> EventId {
    let source = source.slot().to_be_bytes();
    EventId(vault.blind(BlindDomain::MessageId, &[&source, message_id.as_bytes()]))
}

/// Opens a node's wrapped key.
pub(crate) fn unwrap(vault: &Vault, node: NodeId, wrapped: &[u8]) -> Result<SharedKey, SealError> {
    Ok(Arc::new(vault.unwrap_key(wrapped, node.number())?))
}
