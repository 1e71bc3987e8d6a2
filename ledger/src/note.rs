//! Signed notes (C2SP signed-note): text with Ed25519 signatures, and the keys that go with them.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::text;

/// The longest note that is read, in bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;
/// The most signatures that a note may carry.
pub const SIGNATURES_MAX: usize = 64;
/// The longest name of a key, in bytes.
pub const NAME_BYTES_MAX: usize = 255;
/// What a signature line begins with: an em dash and a space.
const LINE: &str = "\u{2014} ";
/// Bytes of a public or secret key.
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

/// Why a note or key was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A name that keys may not have.
    #[error("use a key: its name is empty, too long, or has spaces, control characters or a plus")]
    Name,
    /// Text that is no verifier key.
    #[error("read a verifier key: it is not of the form name+id+key, or of an unknown kind")]
    Key,
    /// Text that is no signed note.
    #[error("read a signed note: it is malformed or too long")]
    Malformed,
    /// A known key's signature is wrong.
    #[error("verify a signed note: the signature of a known key is wrong")]
    Signature,
    /// No known key signed it.
    #[error("verify a signed note: no known key signed it")]
    Unsigned,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// The note's text.
    Ed25519,
    /// A log's checkpoint with the time, as a witness (C2SP tlog-cosignature, v1).
    Cosignature,
}

impl Algorithm {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A key's short id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub [u8; 4]);

/// A key that verifies, with its name. Shown as a verifier key, `name+id+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: Box<str>,
    id: KeyId,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key of this name from the bytes of the public key.
    pub fn new(
        name: &str,
        algorithm: Algorithm,
        public: [u8; KEY_BYTES],
    ) -> Result<Self, NoteError> {
        check_name(name)?;
        let key = VerifyingKey::from_bytes(&public).map_err(|_| NoteError::Key)?;
        if key.is_weak() {
            return Err(NoteError::Key);
        }
        Ok(Self {
            name: name.into(),
            id: id_of(name, algorithm, &public),
            algorithm,
            key,
        })
    }

    /// Reads a verifier key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = text::unbase64(key).ok_or(NoteError::Key)?;
        let (kind, public) = bytes.split_first().ok_or(NoteError::Key)?;
        let algorithm = match kind {
            1 => Algorithm::Ed25519,
            4 => Algorithm::Cosignature,
            _ => return Err(NoteError::Key),
        };
        let public = public.try_into().map_err(|_| NoteError::Key)?;
        let key = Self::new(name, algorithm, public)?;
        if hex(key.id) == id {
            Ok(key)
        } else {
            Err(NoteError::Key)
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The short id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What it verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes of the public key.
    #[must_use]
    pub fn public(&self) -> [u8; KEY_BYTES] {
        self.key.to_bytes()
    }

    /// Checks one signature over a text; a witness's comes with the time it names.
    fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, NoteError> {
        let (time, signature) = match self.algorithm {
            Algorithm::Ed25519 => (None, signature),
            Algorithm::Cosignature => {
                let (time, rest) = signature
                    .split_first_chunk::<8>()
                    .ok_or(NoteError::Signature)?;
                (Some(u64::from_be_bytes(*time)), rest)
            }
        };
        let signature: [u8; SIGNATURE_BYTES] =
            signature.try_into().map_err(|_| NoteError::Signature)?;
        let signature = Signature::from_bytes(&signature);
        let verified = match time {
            None => self.key.verify_strict(text.as_bytes(), &signature),
            Some(time) => {
                let message = cosigned_message(time, text);
                self.key.verify_strict(message.as_bytes(), &signature)
            }
        };
        verified.map(|()| time).map_err(|_| NoteError::Signature)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.algorithm.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex(self.id), text::base64(&bytes))
    }
}

/// A key that signs, with its name. Wiped from memory when dropped; `Debug` shows the public part.
pub struct SignerKey {
    key: SigningKey,
    verifier: VerifierKey,
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.verifier)
    }
}

impl SignerKey {
    /// The key of this name from its 32 secret bytes.
    pub fn new(
        name: &str,
        algorithm: Algorithm,
        secret: &[u8; KEY_BYTES],
    ) -> Result<Self, NoteError> {
        let key = SigningKey::from_bytes(secret);
        let verifier = VerifierKey::new(name, algorithm, key.verifying_key().to_bytes())?;
        Ok(Self { key, verifier })
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text. `time`, in seconds since 1970, is what a witness says; other keys have no use
    /// for it.
    #[must_use]
    pub fn sign(&self, text: &str, time: u64) -> NoteSignature {
        let bytes = match self.verifier.algorithm {
            Algorithm::Ed25519 => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
            Algorithm::Cosignature => {
                let signature = self.key.sign(cosigned_message(time, text).as_bytes());
                [&time.to_be_bytes()[..], &signature.to_bytes()].concat()
            }
        };
        NoteSignature {
            name: self.verifier.name.clone(),
            id: self.verifier.id,
            bytes,
        }
    }
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The key's name.
    pub name: Box<str>,
    /// The key's short id.
    pub id: KeyId,
    /// The signature.
    pub bytes: Vec<u8>,
}

/// A text with its signatures; nothing is known of them before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: Box<str>,
    signatures: Vec<NoteSignature>,
}

/// A known key's signature that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy<'k> {
    /// The key.
    pub key: &'k VerifierKey,
    /// The time that a witness named, in seconds since 1970.
    pub time: Option<u64>,
}

impl Note {
    /// A note of this text, which must end with a line feed, and these signatures.
    pub fn new(text: &str, signatures: Vec<NoteSignature>) -> Result<Self, NoteError> {
        let controls = text.chars().any(|c| c < ' ' && c != '\n');
        if !text.ends_with('\n') || controls || text.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed);
        }
        if signatures.is_empty() || signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Malformed);
        }
        Ok(Self {
            text: text.into(),
            signatures,
        })
    }

    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let controls = note.chars().any(|c| c < ' ' && c != '\n');
        if note.len() > NOTE_BYTES_MAX || controls || !note.ends_with('\n') {
            return Err(NoteError::Malformed);
        }
        let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == SIGNATURES_MAX {
                return Err(NoteError::Malformed);
            }
            signatures.push(read_line(line).ok_or(NoteError::Malformed)?);
        }
        Self::new(text, signatures)
    }

    /// The text, which is worth nothing before the note is verified.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature. Another by the same key takes the older one's place.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        let same = |other: &NoteSignature| other.name == signature.name && other.id == signature.id;
        self.signatures.retain(|other| !same(other));
        if self.signatures.len() >= SIGNATURES_MAX {
            return Err(NoteError::Malformed);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Who of these keys signed it. Signatures of other keys are passed over; a wrong one of a
    /// known key spoils the note, and one at least must be right.
    pub fn verify<'k>(&self, known: &'k [VerifierKey]) -> Result<Vec<SignedBy<'k>>, NoteError> {
        let mut signers: Vec<SignedBy<'k>> = Vec::new();
        for signature in &self.signatures {
            let same = |key: &&VerifierKey| key.name == signature.name && key.id == signature.id;
            let Some(key) = known.iter().find(same) else {
                continue;
            };
            let time = key.verify(&self.text, &signature.bytes)?;
            if signers.iter().all(|signer| signer.key != key) {
                signers.push(SignedBy { key, time });
            }
        }
        if signers.is_empty() {
            return Err(NoteError::Unsigned);
        }
        Ok(signers)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let bytes = [&signature.id.0[..], &signature.bytes].concat();
            writeln!(f, "{LINE}{} {}", signature.name, text::base64(&bytes))?;
        }
        Ok(())
    }
}

fn read_line(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix(LINE)?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = text::unbase64(bytes)?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    (!bytes.is_empty()).then(|| NoteSignature {
        name: name.into(),
        id: KeyId(*id),
        bytes: bytes.to_vec(),
    })
}

fn cosigned_message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

fn id_of(name: &str, algorithm: Algorithm, public: &[u8]) -> KeyId {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', algorithm.byte()])
        .chain_update(public)
        .finalize()
        .into();
    KeyId([hash[0], hash[1], hash[2], hash[3]])
}

fn hex(id: KeyId) -> String {
    format!("{:08x}", u32::from_be_bytes(id.0))
}

/// Refuses a name that keys may not have.
pub fn check_name(name: &str) -> Result<(), NoteError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.chars().any(bad) {
        return Err(NoteError::Name);
    }
    Ok(())
}
