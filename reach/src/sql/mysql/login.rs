//! How Telos shows a MySQL or MariaDB who it is, without sending the password in clear.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use sha2::{Digest as _, Sha256};

/// The way of MariaDB, and of MySQL before 8.
pub(super) const NATIVE: &str = "mysql_native_password";
/// The way of MySQL since 8.
pub(super) const CACHING: &str = "caching_sha2_password";

/// The answer to a nonce by one of the known ways; none for any other.
pub(super) fn answer(plugin: &str, password: &str, nonce: &[u8]) -> Option<Vec<u8>> {
    let known = plugin == NATIVE || plugin == CACHING;
    if !known || password.is_empty() {
        return known.then(Vec::new);
    }
    let nonce = nonce.get(..20).unwrap_or(nonce);
    let password = password.as_bytes();
    Some(if plugin == NATIVE {
        let once = sha1(&[password]);
        mixed(once.clone(), &sha1(&[nonce, &sha1(&[&once])]))
    } else {
        let once = sha256(&[password]);
        mixed(once.clone(), &sha256(&[&sha256(&[&once]), nonce]))
    })
}

fn mixed(mut one: Vec<u8>, other: &[u8]) -> Vec<u8> {
    for (one, other) in one.iter_mut().zip(other) {
        *one ^= other;
    }
    one
}

fn sha1(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for part in parts {
        hash.update(part);
    }
    hash.finish().as_ref().to_vec()
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_answered_for_and_never_sent() {
        let nonce = b"abcdefghijklmnopqrst";
        // What a server does: it keeps SHA1(SHA1(password)) and gets SHA1(password) out again.
        let sent = answer(NATIVE, "right", nonce).expect("known");
        let kept = sha1(&[&sha1(&[b"right"])]);
        let once = mixed(sent, &sha1(&[nonce, &kept]));
        assert_eq!(sha1(&[&once]), kept);
        let sent = answer(CACHING, "right", nonce).expect("known");
        let kept = sha256(&[&sha256(&[b"right"])]);
        let once = mixed(sent, &sha256(&[&kept, nonce]));
        assert_eq!(sha256(&[&once]), kept);
    }

    #[test]
    fn an_unknown_way_is_not_gone() {
        assert_eq!(answer("mysql_clear_password", "right", b""), None);
        assert_eq!(answer(NATIVE, "", b""), Some(Vec::new()));
    }
}
