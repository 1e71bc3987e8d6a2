//! A node's own key: seals and opens the values of one node (XChaCha20-Poly1305).

use std::fmt;

use chacha20::{R20, hchacha};
use rand::CryptoRng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, Tag, UnboundKey};
use zeroize::Zeroizing;

use super::SealError;

/// The form that is written: form byte, nonce, sealed value, tag.
const FORM: u8 = 1;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// The key of one node. Wiped from memory when dropped; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct NodeKey {
    secret: Zeroizing<[u8; KEY_BYTES]>,
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeKey(..)")
    }
}

impl NodeKey {
    /// How many bytes sealing adds to a value.
    pub const OVERHEAD_BYTES: usize = 1 + NONCE_BYTES + TAG_BYTES;

    /// A new key.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut secret = Zeroizing::new([0; KEY_BYTES]);
        rng.fill_bytes(secret.as_mut_slice());
        Self { secret }
    }

    pub(super) fn from_secret(secret: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self { secret }
    }

    pub(super) fn secret(&self) -> &[u8; KEY_BYTES] {
        &self.secret
    }

    /// Appends the sealed value to `out`. `associated` is bound to it without being stored: opening
    /// needs the same. A nonce must never be used twice with one key; 24 random bytes see to that.
    ///
    /// # Panics
    ///
    /// When the value is longer than 256 GiB, which no row is.
    pub fn seal(&self, associated: &[u8], nonce: [u8; 24], plain: &[u8], out: &mut Vec<u8>) {
        out.reserve(plain.len() + Self::OVERHEAD_BYTES);
        out.push(FORM);
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plain);
        let (cipher, nonce) = self.cipher(nonce);
        let tag = cipher
            .seal_in_place_separate_tag(nonce, Aad::from(associated), &mut out[start..])
            .expect("a value is far below the cipher's limit");
        out.extend_from_slice(tag.as_ref());
    }

    /// The value that was sealed with this key and these associated bytes.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (form, rest) = sealed.split_first().ok_or(SealError::Damaged)?;
        if *form != FORM {
            return Err(SealError::UnknownForm(*form));
        }
        let (nonce, rest) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::Damaged)?;
        let (body, tag) = rest
            .split_last_chunk::<TAG_BYTES>()
            .ok_or(SealError::Damaged)?;
        let mut plain = body.to_vec();
        let (cipher, nonce) = self.cipher(*nonce);
        cipher
            .open_in_place_separate_tag(
                nonce,
                Aad::from(associated),
                Tag::from(*tag),
                &mut plain,
                0..,
            )
            .map_err(|_| SealError::Damaged)?;
        Ok(plain)
    }

    /// The cipher and the short nonce for one value: XChaCha20-Poly1305 is ChaCha20-Poly1305
    /// (RFC 8439) under a key that `hchacha` makes from the first 16 bytes of the nonce, with the
    /// other 8 after four zeros as its nonce (draft-irtf-cfrg-xchacha-03, 2.3).
    fn cipher(&self, nonce: [u8; NONCE_BYTES]) -> (LessSafeKey, Nonce) {
        let (first, rest) = nonce
            .split_first_chunk::<16>()
            .expect("a nonce has 24 bytes");
        let key = Zeroizing::new(<[u8; KEY_BYTES]>::from(hchacha::<R20>(
            (&*self.secret).into(),
            first.into(),
        )));
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_slice()).expect("a key has 32 bytes");
        let mut short = [0; 12];
        short[4..].copy_from_slice(rest);
        (LessSafeKey::new(key), Nonce::assume_unique_for_key(short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn key(seed: u64) -> NodeKey {
        NodeKey::generate(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    fn unhex(text: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digit).collect()
    }

    /// draft-irtf-cfrg-xchacha-03, A.3.1.
    #[test]
    fn sealing_agrees_with_the_published_vector() {
        let secret: [u8; 32] = std::array::from_fn(|at| 0x80 + u8::try_from(at).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|at| 0x40 + u8::try_from(at).unwrap());
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let key = NodeKey::from_secret(Zeroizing::new(secret));
        let mut sealed = Vec::new();
        key.seal(
            &unhex("50515253c0c1c2c3c4c5c6c7"),
            nonce,
            plain,
            &mut sealed,
        );
        let body = &sealed[1 + NONCE_BYTES..];
        assert_eq!(body[..16], unhex("bd6d179d3e83d43b9576579493c0e939"));
        assert_eq!(
            body[plain.len()..],
            unhex("c0875924c1c7987947deafd8780acf49")
        );
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", key(1)), "NodeKey(..)");
    }

    #[test]
    fn unknown_form_is_named() {
        let mut sealed = Vec::new();
        key(1).seal(b"", [0; 24], b"value", &mut sealed);
        sealed[0] = 9;
        assert_eq!(key(1).open(b"", &sealed), Err(SealError::UnknownForm(9)));
    }

    proptest! {
        #[test]
        fn sealed_values_open_only_as_they_were_sealed(
            plain: Vec<u8>, associated: Vec<u8>, nonce: [u8; 24], at: prop::sample::Index, bit in 0..8_u32,
        ) {
            let mut sealed = Vec::new();
            key(1).seal(&associated, nonce, &plain, &mut sealed);
            prop_assert_eq!(sealed.len(), plain.len() + NodeKey::OVERHEAD_BYTES);
            prop_assert_eq!(key(1).open(&associated, &sealed), Ok(plain));
            prop_assert_eq!(key(2).open(&associated, &sealed), Err(SealError::Damaged));
            let mut other = associated.clone();
            other.push(0);
            prop_assert_eq!(key(1).open(&other, &sealed), Err(SealError::Damaged));
            let cut = &sealed[..at.index(sealed.len())];
            prop_assert!(key(1).open(&associated, cut).is_err());
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key(1).open(&associated, &sealed).is_err());
        }
    }
}
