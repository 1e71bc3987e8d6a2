//! The keys of `OpenDSR`: the processor's, which signs all answers, and those of controllers.
//!
//! Signatures are over the SHA-256 of the exact bytes (FIPS 186-4): RSA with PKCS #1 padding, or
//! ECDSA over P-256 or P-384 in ASN.1.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA256_ASN1, EcdsaKeyPair,
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
    VerificationAlgorithm,
};
use telos_model::time::Timestamp;

use super::der::{self, PublicKey};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
/// The longest signature that is looked at, in bytes: RSA of 8192 bits.
const SIGNATURE_BYTES_MAX: usize = 1_024;

/// Why a key or certificate cannot be used. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The file holds none.
    #[error("read an OpenDSR key: there is none in PEM, or none of RSA, P-256 or P-384")]
    None,
    /// The private key is another than the certificate's.
    #[error("read an OpenDSR key: the certificate is not for this private key")]
    Other,
    /// The certificate is for other domains.
    #[error("read an OpenDSR key: the certificate is not for the domain")]
    Domain,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
}

/// The key that signs what is answered.
pub(super) struct Signer(Pair);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(..)")
    }
}

impl Signer {
    /// Reads a private key (PKCS #8, PEM) and holds it against its certificate.
    pub(super) fn new(key: &str, certificate: &str, domain: &str) -> Result<Self, KeyError> {
        let key = der::pem(key, "PRIVATE KEY").ok_or(KeyError::None)?;
        let certificate = der::pem(certificate, "CERTIFICATE").ok_or(KeyError::None)?;
        let certificate = der::certificate(&certificate).ok_or(KeyError::None)?;
        if !certificate.domains.contains(&domain) {
            return Err(KeyError::Domain);
        }
        let random = SystemRandom::new();
        let pair = if let Ok(pair) = RsaKeyPair::from_pkcs8(&key) {
            Pair::Rsa(Box::new(pair))
        } else {
            let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, &key, &random);
            Pair::P256(Box::new(pair.map_err(|_| KeyError::None)?))
        };
        let public = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::P256(pair) => pair.public_key().as_ref(),
        };
        if public != certificate.key.key {
            return Err(KeyError::Other);
        }
        Ok(Self(pair))
    }

    /// The signature over these bytes, in base64; none if the system gives no random numbers.
    pub(super) fn sign(&self, bytes: &[u8]) -> Option<String> {
        let random = SystemRandom::new();
        let signature = match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, bytes, &mut signature)
                    .ok()?;
                signature
            }
            Pair::P256(pair) => pair.sign(&random, bytes).ok()?.as_ref().to_vec(),
        };
        Some(STANDARD.encode(signature))
    }
}

/// The key that verifies what a controller sends.
#[derive(Clone)]
pub(super) struct Verifier {
    algorithm: &'static dyn VerificationAlgorithm,
    key: Vec<u8>,
    /// When the certificate holds, where there is one.
    holds: Option<(Timestamp, Timestamp)>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(..)")
    }
}

impl Verifier {
    /// Reads a certificate or a public key (PEM). Whoever puts it there trusts it: chains are not
    /// followed.
    pub(super) fn new(text: &str) -> Result<Self, KeyError> {
        if let Some(bytes) = der::pem(text, "CERTIFICATE") {
            let found = der::certificate(&bytes).ok_or(KeyError::None)?;
            return Self::of(&found.key, Some((found.from, found.until)));
        }
        let bytes = der::pem(text, "PUBLIC KEY").ok_or(KeyError::None)?;
        let found = der::public_key(&bytes).ok_or(KeyError::None)?;
        Self::of(&found, None)
    }

    fn of(found: &PublicKey<'_>, holds: Option<(Timestamp, Timestamp)>) -> Result<Self, KeyError> {
        let algorithm: &'static dyn VerificationAlgorithm = match (found.algorithm, found.curve) {
            (RSA, _) => &RSA_PKCS1_2048_8192_SHA256,
            (EC, Some(P256)) => &ECDSA_P256_SHA256_ASN1,
            (EC, Some(P384)) => &ECDSA_P384_SHA256_ASN1,
            _ => return Err(KeyError::None),
        };
        Ok(Self {
            algorithm,
            key: found.key.to_vec(),
            holds,
        })
    }

    /// Whether this signature, in base64, is the key's over these bytes.
    pub(super) fn verifies(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else {
            return false;
        };
        let key = UnparsedPublicKey::new(self.algorithm, &self.key);
        signature.len() <= SIGNATURE_BYTES_MAX && key.verify(bytes, &signature).is_ok()
    }

    /// Whether the certificate holds now.
    pub(super) fn holds(&self, now: Timestamp) -> bool {
        self.holds
            .is_none_or(|(from, until)| from <= now && now <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("../../tests/it/opendsr/processor.cert.pem");
    const KEY: &str = include_str!("../../tests/it/opendsr/processor.key.pem");
    const OTHER: &str = include_str!("../../tests/it/opendsr/controller.key.pem");
    const DOMAIN: &str = "opendsr.aria.example";

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let signer = Signer::new(KEY, CERTIFICATE, DOMAIN).expect("a key");
        let verifier = Verifier::new(CERTIFICATE).expect("a key");
        let signature = signer.sign(b"exactly this").expect("signs");
        assert!(verifier.verifies(b"exactly this", &signature));
        assert!(!verifier.verifies(b"exactly thiS", &signature));
        for bad in ["", "AAAA", "not base64!", &signature[4..]] {
            assert!(!verifier.verifies(b"exactly this", bad), "{bad}");
        }
        let now = Timestamp::parse("2026-05-03T12:00:00Z").expect("a time");
        assert!(verifier.holds(now) && !verifier.holds(now.plus_days(100_000)));
    }

    #[test]
    fn a_key_that_is_not_the_certificates_is_refused() {
        let refused = |key, certificate, domain| Signer::new(key, certificate, domain).err();
        assert_eq!(refused(OTHER, CERTIFICATE, DOMAIN), Some(KeyError::Other));
        assert_eq!(
            refused(KEY, CERTIFICATE, "aria.example"),
            Some(KeyError::Domain)
        );
        assert_eq!(refused(KEY, KEY, DOMAIN), Some(KeyError::None));
        assert_eq!(refused("", CERTIFICATE, DOMAIN), Some(KeyError::None));
        assert_eq!(Verifier::new(KEY).err(), Some(KeyError::None));
    }
}
