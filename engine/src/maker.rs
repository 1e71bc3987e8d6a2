//! Makes ids that are new: of nodes, in order of time, and of messages that bring none.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use telos_ledger::Salt;
use telos_model::id::NodeId;
use telos_model::time::Timestamp;

use crate::ledger;

/// Makes new ids from time and a seed.
#[derive(Debug)]
pub(crate) struct IdMaker {
    rng: ChaCha12Rng,
    last: u64,
}

impl IdMaker {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self {
            rng: ChaCha12Rng::from_seed(seed),
            last: 0,
        }
    }

    /// A node's id: 42 bits of milliseconds, 22 random ones, always greater than the last. That it
    /// is new over all instances is checked by the commit that creates the node.
    pub(crate) fn node(&mut self, now: Timestamp) -> NodeId {
        let millis = now.millis().max(0).cast_unsigned() & ((1 << 42) - 1);
        let id = (millis << 22) | (self.rng.next_u64() & ((1 << 22) - 1));
        self.last = if id > self.last { id } else { self.last + 1 };
        NodeId::new(self.last)
    }

    /// Random bytes: nonces, and what tells rows of one instant apart.
    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A salt for an entry of the ledger.
    pub(crate) fn salt(&mut self) -> Salt {
        ledger::salt(&mut self.rng)
    }

    /// A number that nobody guesses.
    pub(crate) fn number(&mut self) -> [u8; 16] {
        let mut number = [0; 16];
        self.rng.fill_bytes(&mut number);
        number
    }

    /// A message id for a message that brings none: a version 4 UUID.
    pub(crate) fn message_id(&mut self) -> Box<str> {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-").into()
    }
}
