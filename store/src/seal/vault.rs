//! What is derived from the master key: blind indexes and the wrapping of node keys.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::node::KEY_BYTES;
use super::{KeyId, MasterKey, NodeKey, SealError};

type HmacSha256 = Hmac<Sha256>;

/// The form that is written: form byte, master key id, sealed node key.
const FORM: u8 = 1;
const NONCE_BYTES: usize = 24;
const CHECK_BYTES: usize = 16;

/// What a blind index stands for. The same parts in another domain give other bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlindDomain {
    /// An identifier: kind and normalised value.
    Identifier,
    /// A message id of a source.
    MessageId,
    /// Anything else; its first part should say what.
    Other,
}

impl BlindDomain {
    const ALL: [(Self, &'static [u8]); 3] = [
        (Self::Identifier, b"telos blind identifier 1"),
        (Self::MessageId, b"telos blind message id 1"),
        (Self::Other, b"telos blind other 1"),
    ];
}

/// Wraps node keys and blinds what must be found but not read. `Debug` shows key ids only.
pub struct Vault {
    /// The one that wraps first, then those that only unwrap.
    wrappers: Vec<Wrapper>,
    /// One prepared state a domain, in the order of [`BlindDomain::ALL`].
    blinds: [HmacSha256; 3],
    check: [u8; CHECK_BYTES],
}

struct Wrapper {
    id: KeyId,
    wrap: NodeKey,
    nonce: HmacSha256,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.wrappers.iter().map(|wrapper| wrapper.id);
        f.debug_list().entries(ids).finish()
    }
}

impl Vault {
    /// A vault with one master key.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the vault takes the key's place, which is wiped"
    )]
    pub fn new(master: MasterKey) -> Self {
        Self::build(&master, &[])
    }

    /// A vault that wraps with `current` and still unwraps what the older keys wrapped, oldest last.
    ///
    /// Blind indexes go on with the oldest key, since they cannot be made anew without the values
    /// they stand for; so that key is kept, though it wraps nothing any more once every node key
    /// was wrapped again.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the vault takes the keys' place, which are wiped"
    )]
    pub fn rotated(current: MasterKey, older: Vec<MasterKey>) -> Self {
        Self::build(&current, &older)
    }

    fn build(current: &MasterKey, older: &[MasterKey]) -> Self {
        let oldest = older.last().unwrap_or(current);
        let wrappers = std::iter::once(current).chain(older).map(Wrapper::new);
        Self {
            wrappers: wrappers.collect(),
            blinds: BlindDomain::ALL.map(|(_, label)| mac(oldest.derive(label).as_slice())),
            check: truncate(oldest.derive(b"telos check value 1")),
        }
    }

    /// Bytes that tell whether a store belongs to this master key, and nothing else. The caller
    /// keeps them with the data and compares them when it opens it.
    #[must_use]
    pub fn check_value(&self) -> [u8; CHECK_BYTES] {
        self.check
    }

    /// The id of the key that wraps.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.wrappers[0].id
    }

    /// The blind index of some parts: HMAC-SHA256 over each part after its length, cut to 16 bytes.
    #[must_use]
    pub fn blind(&self, domain: BlindDomain, parts: &[&[u8]]) -> [u8; 16] {
        let mut mac = self.blinds[domain as usize].clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|at| whole[at])
    }

    /// Wraps a node's key for its place, which `context` names (such as the node's id).
    ///
    /// The same key in the same place gives the same bytes, so that a commit can be tried again.
    #[must_use]
    pub fn wrap_key(&self, key: &NodeKey, context: u64) -> Vec<u8> {
        let wrapper = &self.wrappers[0];
        let mut bytes = Vec::with_capacity(1 + KeyId::BYTES + KEY_BYTES + NodeKey::OVERHEAD_BYTES);
        bytes.push(FORM);
        bytes.extend_from_slice(&wrapper.id.to_bytes());
        let nonce = wrapper.nonce(key, context);
        let place = context.to_le_bytes();
        wrapper.wrap.seal(&place, nonce, key.secret(), &mut bytes);
        bytes
    }

    /// The key that was wrapped for this place.
    pub fn unwrap_key(&self, bytes: &[u8], context: u64) -> Result<NodeKey, SealError> {
        let (id, sealed) = split(bytes)?;
        let wrapper = self.wrappers.iter().find(|wrapper| wrapper.id == id);
        let wrapper = wrapper.ok_or(SealError::OtherMasterKey(id))?;
        let secret = Zeroizing::new(wrapper.wrap.open(&context.to_le_bytes(), sealed)?);
        let secret = secret
            .as_slice()
            .try_into()
            .map_err(|_| SealError::Damaged)?;
        Ok(NodeKey::from_secret(Zeroizing::new(secret)))
    }

    /// Whether a wrapped key should be wrapped again, because an older master key wrapped it.
    pub fn is_outdated(&self, bytes: &[u8]) -> Result<bool, SealError> {
        Ok(split(bytes)?.0 != self.key_id())
    }
}

impl Wrapper {
    fn new(master: &MasterKey) -> Self {
        Self {
            id: master.id(),
            wrap: NodeKey::from_secret(master.derive(b"telos wrap node key 1")),
            nonce: mac(master.derive(b"telos wrap nonce 1").as_slice()),
        }
    }

    /// A nonce that follows from what is wrapped and where, so that it never meets another text.
    fn nonce(&self, key: &NodeKey, context: u64) -> [u8; NONCE_BYTES] {
        let mut mac = self.nonce.clone();
        mac.update(&context.to_le_bytes());
        mac.update(key.secret());
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|at| whole[at])
    }
}

fn split(bytes: &[u8]) -> Result<(KeyId, &[u8]), SealError> {
    let (form, rest) = bytes.split_first().ok_or(SealError::Damaged)?;
    if *form != FORM {
        return Err(SealError::UnknownForm(*form));
    }
    let (id, sealed) = rest.split_first_chunk().ok_or(SealError::Damaged)?;
    Ok((KeyId::from_bytes(*id), sealed))
}

/// HMAC-SHA256 with a key of any length.
pub(super) fn mac(key: &[u8]) -> HmacSha256 {
    HmacSha256::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the rest of the bytes is wiped"
)]
fn truncate(bytes: Zeroizing<[u8; KEY_BYTES]>) -> [u8; CHECK_BYTES] {
    std::array::from_fn(|at| bytes[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn vault(secret: u8) -> Vault {
        Vault::new(MasterKey::from_secret([secret; KEY_BYTES]))
    }

    fn node_key(seed: u64) -> NodeKey {
        NodeKey::generate(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    /// RFC 4231, test case 2.
    #[test]
    fn hmac_agrees_with_the_published_vector() {
        let mut mac = mac(b"Jefe");
        mac.update(b"what do ya want for nothing?");
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(bytes[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn blind_index_differs_by_key_domain_and_cut_of_the_parts() {
        let blind = |parts: &[&[u8]]| vault(1).blind(BlindDomain::Identifier, parts);
        let email = blind(&[b"email", b"a@example.org"]);
        assert_eq!(email, blind(&[b"email", b"a@example.org"]));
        assert_ne!(email, blind(&[b"emaila", b"@example.org"]));
        assert_ne!(email, blind(&[b"email", b"a@example.org", b""]));
        let parts: &[&[u8]] = &[b"email", b"a@example.org"];
        assert_ne!(email, vault(1).blind(BlindDomain::MessageId, parts));
        assert_ne!(email, vault(1).blind(BlindDomain::Other, parts));
        assert_ne!(email, vault(2).blind(BlindDomain::Identifier, parts));
    }

    #[test]
    fn derived_bytes_never_change_between_releases() {
        let blind = vault(7).blind(BlindDomain::Identifier, &[b"email", b"a@example.org"]);
        assert_eq!(hex(&blind), "d9b2a58389f5b49297207fef01017518");
        assert_eq!(
            hex(&vault(7).check_value()),
            "e0abf14d213c9d26a31f86e9a51bf503"
        );
    }

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }

    #[test]
    fn wrapped_key_opens_only_in_its_place_and_unchanged() {
        let vault = vault(1);
        let key = node_key(1);
        let wrapped = vault.wrap_key(&key, 42);
        assert_eq!(wrapped, vault.wrap_key(&key, 42));
        assert_eq!(
            vault.unwrap_key(&wrapped, 42).unwrap().secret(),
            key.secret()
        );
        assert_eq!(
            vault.unwrap_key(&wrapped, 43).unwrap_err(),
            SealError::Damaged
        );
        for at in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(vault.unwrap_key(&changed, 42).is_err());
            assert!(vault.unwrap_key(&wrapped[..at], 42).is_err());
        }
    }

    #[test]
    fn rotation_keeps_old_wraps_and_blind_indexes_and_wraps_anew() {
        let master = |secret| MasterKey::from_secret([secret; KEY_BYTES]);
        let before = vault(1);
        let wrapped = before.wrap_key(&node_key(1), 42);
        let after = Vault::rotated(master(2), vec![master(1)]);
        assert!(after.is_outdated(&wrapped).unwrap());
        let key = after.unwrap_key(&wrapped, 42).unwrap();
        let again = after.wrap_key(&key, 42);
        assert!(!after.is_outdated(&again).unwrap());
        assert_eq!(
            before.unwrap_key(&again, 42).unwrap_err(),
            SealError::OtherMasterKey(after.key_id())
        );
        let parts: &[&[u8]] = &[b"email", b"a"];
        assert_eq!(
            before.blind(BlindDomain::Identifier, parts),
            after.blind(BlindDomain::Identifier, parts)
        );
        assert_eq!(before.check_value(), after.check_value());
        assert_ne!(before.check_value(), vault(2).check_value());
    }
}
