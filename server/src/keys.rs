//! Machine keys: who may read, decide and explain, and for which purposes.
//!
//! The file declares each key by the SHA-256 of its text, so that reading it gives no access:
//!
//! ```toml
//! [[key]]
//! name = "shop-frontend"
//! sha256 = "64 hexadecimal digits"     # printf %s "$KEY" | sha256sum
//! brand = "aria"                       # completes purposes that are named without a brand
//! roles = ["read", "decide"]           # read, decide, consent, explain, live, admin
//! purposes = ["orders", "bento/news"]  # or ["*"]; none means that the key sees nothing
//! ```

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// The most keys that one file may declare.
pub const KEYS_MAX: usize = 1_000;
/// The longest key that is looked at, in bytes.
pub const KEY_BYTES_MAX: usize = 256;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read profiles, timelines and permissions.
    Read,
    /// Ask for decisions.
    Decide,
    /// State what people permit, on their behalf.
    Consent,
    /// Ask what became of an event, and why nodes are one person.
    Explain,
    /// Follow outcomes and counts.
    Live,
    /// Change what is stored, such as taking nodes apart.
    Admin,
}

impl Role {
    /// Its name in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decide => "decide",
            Self::Consent => "consent",
            Self::Explain => "explain",
            Self::Live => "live",
            Self::Admin => "admin",
        }
    }
}

/// A key and what it may do.
#[derive(Clone)]
pub struct MachineKey {
    name: Box<str>,
    hash: [u8; 32],
    brand: Option<Box<str>>,
    roles: Vec<Role>,
    purposes: Vec<Box<str>>,
}

impl fmt::Debug for MachineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MachineKey({})", self.name)
    }
}

impl MachineKey {
    /// A key that was made by this program, such as the demo's.
    #[must_use]
    pub fn new(
        name: &str,
        key: &str,
        brand: Option<&str>,
        roles: &[Role],
        purposes: &[&str],
    ) -> Self {
        Self {
            name: name.into(),
            hash: Sha256::digest(key.as_bytes()).into(),
            brand: brand.map(Into::into),
            roles: roles.to_vec(),
            purposes: purposes
                .iter()
                .map(|&purpose| complete(brand, purpose))
                .collect(),
        }
    }

    /// Its name, which logs may carry.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The brand that it works for, if for one.
    #[must_use]
    pub fn brand(&self) -> Option<&str> {
        self.brand.as_deref()
    }

    /// Whether it has this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether it may see anything at all.
    #[must_use]
    pub fn has_purpose(&self) -> bool {
        !self.purposes.is_empty()
    }

    /// The full name `brand/purpose` of a purpose that may be named without its brand.
    #[must_use]
    pub fn full_name(&self, purpose: &str) -> Box<str> {
        complete(self.brand.as_deref(), purpose)
    }

    /// Whether it may ask for this purpose, by its full name.
    #[must_use]
    pub fn may_ask(&self, full_name: &str) -> bool {
        self.purposes
            .iter()
            .any(|allowed| match allowed.strip_suffix('*') {
                Some(start) => full_name.starts_with(start),
                None => **allowed == *full_name,
            })
    }

    /// Whether any purpose of this brand is among its own.
    #[must_use]
    pub fn sees_brand(&self, brand: &str) -> bool {
        self.purposes.iter().any(|allowed| {
            &**allowed == "*" || allowed.split_once('/').is_some_and(|(of, _)| of == brand)
        })
    }
}

fn complete(brand: Option<&str>, purpose: &str) -> Box<str> {
    match brand {
        Some(brand) if purpose != "*" && !purpose.contains('/') => {
            format!("{brand}/{purpose}").into()
        }
        _ => purpose.into(),
    }
}

/// All machine keys of a deployment.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<MachineKey>);

impl Keys {
    /// These keys.
    #[must_use]
    pub fn new(keys: Vec<MachineKey>) -> Self {
        Self(keys)
    }

    /// Reads a file of keys.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        let text = std::fs::read_to_string(path).map_err(KeysError::Read)?;
        Self::parse(&text)
    }

    /// Reads the text of a file of keys.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let file: File = toml::from_str(text).map_err(|error| KeysError::Toml {
            line: error
                .span()
                .map_or(0, |span| text[..span.start].lines().count().max(1)),
            said: error.message().to_owned(),
        })?;
        if file.key.len() > KEYS_MAX {
            return Err(KeysError::TooMany);
        }
        let mut keys: Vec<MachineKey> = Vec::with_capacity(file.key.len());
        for declared in file.key {
            let key = declared.check()?;
            if keys
                .iter()
                .any(|known| known.name == key.name || known.hash == key.hash)
            {
                return Err(KeysError::Twice(key.name));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of this text. Takes the same time whichever key matches, and where none does.
    #[must_use]
    pub fn find(&self, presented: &str) -> Option<&MachineKey> {
        if presented.is_empty() || presented.len() > KEY_BYTES_MAX {
            return None;
        }
        let hash: [u8; 32] = Sha256::digest(presented.as_bytes()).into();
        let mut found = u32::MAX;
        for (index, key) in (0_u32..).zip(&self.0) {
            let same: Choice = key.hash.ct_eq(&hash);
            found.conditional_assign(&index, same);
        }
        self.0.get(usize::try_from(found).ok()?)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Declared>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    name: Box<str>,
    sha256: Box<str>,
    brand: Option<Box<str>>,
    roles: Vec<Role>,
    #[serde(default)]
    purposes: Vec<Box<str>>,
}

impl Declared {
    fn check(self) -> Result<MachineKey, KeysError> {
        let Some(hash) = unhex(&self.sha256) else {
            return Err(KeysError::Hash(self.name));
        };
        let brand = self.brand.as_deref();
        let purposes: Vec<Box<str>> = self
            .purposes
            .iter()
            .map(|purpose| complete(brand, purpose))
            .collect();
        if let Some(bad) = purposes.iter().find(|name| !well_named(name)) {
            return Err(KeysError::Purpose {
                name: self.name,
                purpose: bad.clone(),
            });
        }
        Ok(MachineKey {
            name: self.name,
            hash,
            brand: self.brand,
            roles: self.roles,
            purposes,
        })
    }
}

/// `*`, `brand/*` or `brand/purpose`.
fn well_named(purpose: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains(['*', '/']);
    purpose == "*"
        || purpose
            .split_once('/')
            .is_some_and(|(brand, name)| plain(brand) && (name == "*" || plain(name)))
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Why a file of keys was not taken. Holds no key and no hash.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file could not be read.
    #[error("read the machine keys: the file could not be read")]
    Read(#[source] std::io::Error),
    /// It is no such file.
    #[error("read the machine keys: line {line}: {said}")]
    Toml {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        said: String,
    },
    /// Too many keys.
    #[error("read the machine keys: there are more than {KEYS_MAX}")]
    TooMany,
    /// A name or a key is declared twice.
    #[error("read the machine keys: `{0}` is declared twice, or has another's key")]
    Twice(Box<str>),
    /// A hash is no SHA-256.
    #[error("read the machine keys: `sha256` of `{0}` is not 64 hexadecimal digits")]
    Hash(Box<str>),
    /// A purpose is not named as purposes are.
    #[error(
        "read the machine keys: `{purpose}` of `{name}` is none of `*`, `brand/*`, `brand/purpose`"
    )]
    Purpose {
        /// The key's name.
        name: Box<str>,
        /// What stands there.
        purpose: Box<str>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(key: &str) -> String {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        let (high, low) = digest.split_at(16);
        let half = |half: &[u8]| u128::from_be_bytes(half.try_into().unwrap());
        format!("{:032x}{:032x}", half(high), half(low))
    }

    fn file(key: &str, rest: &str) -> String {
        format!(
            "[[key]]\nname = \"shop\"\nsha256 = \"{}\"\n{rest}",
            hex(key)
        )
    }

    #[test]
    fn a_key_is_found_by_its_text_alone() {
        let text = file(
            "k-1",
            "brand = \"aria\"\nroles = [\"read\"]\npurposes = [\"orders\", \"bento/*\"]",
        );
        let keys = Keys::parse(&text).unwrap();
        let key = keys.find("k-1").unwrap();
        assert_eq!(key.name(), "shop");
        assert!(key.has(Role::Read) && !key.has(Role::Admin));
        assert!(
            keys.find("k-2").is_none()
                && keys.find("").is_none()
                && keys.find(&hex("k-1")).is_none()
        );
        assert!(keys.find(&"x".repeat(KEY_BYTES_MAX + 1)).is_none());
    }

    #[test]
    fn a_key_asks_only_for_its_purposes() {
        let text = file(
            "k",
            "brand = \"aria\"\nroles = [\"read\"]\npurposes = [\"orders\", \"bento/*\"]",
        );
        let keys = Keys::parse(&text).unwrap();
        let key = keys.find("k").unwrap();
        assert_eq!(&*key.full_name("orders"), "aria/orders");
        assert!(key.may_ask("aria/orders") && key.may_ask("bento/news"));
        assert!(
            !key.may_ask("aria/news")
                && !key.may_ask("aria/orders2")
                && !key.may_ask("bentoX/news")
        );
        assert!(key.sees_brand("aria") && key.sees_brand("bento") && !key.sees_brand("cora"));
    }

    #[test]
    fn a_key_without_a_purpose_sees_nothing() {
        let keys = Keys::parse(&file("k", "roles = [\"read\"]")).unwrap();
        let key = keys.find("k").unwrap();
        assert!(!key.has_purpose() && !key.may_ask("aria/orders") && !key.sees_brand("aria"));
    }

    #[test]
    fn mistakes_are_told_without_hashes() {
        let cases = [
            (file("k", "roles = [\"king\"]"), "line 4"),
            (file("k", "roles = []\npurposes = [\"orders\"]"), "`orders`"),
            (file("k", "roles = []\npurposes = [\"a/b*\"]"), "`a/b*`"),
            (
                file("k", "roles = []\n") + &file("j", "roles = []"),
                "`shop` is declared twice",
            ),
            (
                "[[key]]\nname = \"x\"\nsha256 = \"zz\"\nroles = []".to_owned(),
                "64 hexadecimal",
            ),
        ];
        for (text, said) in cases {
            let error = Keys::parse(&text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
            assert!(!error.contains(&hex("k")));
        }
    }
}
