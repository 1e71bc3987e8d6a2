//! `OpenDSR` 2.0 under `/opendsr`: other controllers ask for people whom they know, and are told
//! what becomes of it.
//!
//! In reading order: [`OpenDsr`] is what is set up; `key` signs answers and verifies what comes in,
//! `der` reads keys; `auth` says which controller asks; `routes` take requests in; `callbacks`
//! tell controllers what changed.

mod auth;
mod callbacks;
mod der;
mod key;
mod routes;
mod wire;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::Deserialize;

pub use callbacks::{run, tell_once};
pub use key::KeyError;
pub(crate) use routes::routes;

use crate::outgoing::Outgoing;
use key::{Signer, Verifier};
use wire::Refused;

/// The version of the standard.
pub(crate) const API_VERSION: &str = "2.0";
/// The most controllers that may be set up.
const CONTROLLERS_MAX: usize = 1_000;

/// How other controllers reach this deployment.
#[derive(Clone)]
pub struct OpenDsr {
    domain: Box<str>,
    certificate: Box<str>,
    signer: Arc<Signer>,
    controllers: Vec<Controller>,
    /// Kinds of identifier by the standard's names for them.
    kinds: BTreeMap<Box<str>, Box<str>>,
    outgoing: Outgoing,
    refusals: Arc<Mutex<Refusals>>,
}

/// Refusals with their signatures. Their texts are fixed, so that there are few, and whoever is
/// refused again and again costs no signature each time.
type Refusals = BTreeMap<Refused, (Bytes, Box<str>)>;

impl fmt::Debug for OpenDsr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenDsr({})", self.domain)
    }
}

/// A controller that signs.
#[derive(Debug, Clone)]
struct Controller {
    id: Box<str>,
    verifier: Verifier,
}

/// Why it could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum OpenDsrError {
    /// A file could not be read.
    #[error("set up OpenDSR: {} could not be read", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not one.
    #[error("set up OpenDSR: line {line}: {said}")]
    Toml {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        said: String,
    },
    /// A key or certificate cannot be used.
    #[error("set up OpenDSR: the key of {whose}")]
    Key {
        /// The domain or the controller.
        whose: Box<str>,
        /// Why.
        #[source]
        source: KeyError,
    },
    /// A controller is there twice, or there are too many.
    #[error("set up OpenDSR: `{0}` is there twice, is no id, or there are more than 1000")]
    Controller(Box<str>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    domain: Box<str>,
    certificate: PathBuf,
    key: PathBuf,
    authority: Option<PathBuf>,
    #[serde(default)]
    inside_allowed: bool,
    #[serde(default)]
    identities: BTreeMap<Box<str>, Box<str>>,
    #[serde(default)]
    controller: Vec<Declared>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    id: Box<str>,
    certificate: PathBuf,
}

impl OpenDsr {
    /// Reads a file; the files that it names are found beside it.
    pub fn load(path: &Path) -> Result<Self, OpenDsrError> {
        let beside = path.parent().unwrap_or(Path::new("."));
        let text = read(path)?;
        let file: File = toml::from_str(&text).map_err(|error| OpenDsrError::Toml {
            line: error
                .span()
                .map_or(0, |span| text[..span.start].matches('\n').count() + 1),
            said: error.message().to_owned(),
        })?;
        let certificate = read(&beside.join(&file.certificate))?;
        let key = read(&beside.join(&file.key))?;
        let signer = Signer::new(&key, &certificate, &file.domain);
        let signer = signer.map_err(|source| OpenDsrError::Key {
            whose: file.domain.clone(),
            source,
        })?;
        let mut authorities = Vec::new();
        if let Some(path) = &file.authority {
            let text = read(&beside.join(path))?;
            authorities.extend(der::pem(&text, "CERTIFICATE"));
        }
        let mut controllers: Vec<Controller> = Vec::with_capacity(file.controller.len());
        for declared in file.controller {
            let text = read(&beside.join(&declared.certificate))?;
            let verifier = Verifier::new(&text).map_err(|source| OpenDsrError::Key {
                whose: declared.id.clone(),
                source,
            })?;
            let known = controllers.iter().any(|known| known.id == declared.id);
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            let named = (1..=64).contains(&declared.id.len()) && declared.id.bytes().all(plain);
            if known || !named || controllers.len() >= CONTROLLERS_MAX {
                return Err(OpenDsrError::Controller(declared.id));
            }
            controllers.push(Controller {
                id: declared.id,
                verifier,
            });
        }
        let mut kinds: BTreeMap<Box<str>, Box<str>> = [
            ("controller_customer_id", "user_id"),
            ("email", "email"),
            ("phone", "phone"),
        ]
        .map(|(theirs, ours)| (theirs.into(), ours.into()))
        .into();
        kinds.extend(file.identities);
        Ok(Self {
            domain: file.domain,
            // Only the certificate, whatever else the file has.
            certificate: public_part(&certificate),
            signer: Arc::new(signer),
            controllers,
            kinds,
            outgoing: Outgoing::new(authorities, file.inside_allowed),
            refusals: Arc::default(),
        })
    }

    /// A refusal as it is answered, with its signature.
    fn refusal(&self, why: Refused) -> Option<(Bytes, Box<str>)> {
        let known = || self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signed) = known().get(&why) {
            return Some(signed.clone());
        }
        let body = Bytes::from(serde_json::to_vec(&why.body()).ok()?);
        let signed = (body.clone(), self.signer.sign(&body)?.into_boxed_str());
        known().insert(why, signed.clone());
        Some(signed)
    }

    fn controller(&self, id: &str) -> Option<&Controller> {
        self.controllers.iter().find(|known| &*known.id == id)
    }
}

/// The certificates of a PEM text, and nothing else that may stand in it.
fn public_part(text: &str) -> Box<str> {
    let end = "-----END CERTIFICATE-----";
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once(end).map(|(body, _)| body));
    let blocks = blocks.map(|body| format!("-----BEGIN CERTIFICATE-----{body}{end}\n"));
    blocks.collect::<String>().into()
}

fn read(path: &Path) -> Result<String, OpenDsrError> {
    std::fs::read_to_string(path).map_err(|source| OpenDsrError::Read {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/opendsr")
    }

    fn load(text: &str) -> Result<OpenDsr, String> {
        let place = tempfile::tempdir().expect("a folder");
        for name in [
            "processor.cert.pem",
            "processor.key.pem",
            "controller.cert.pem",
        ] {
            std::fs::copy(folder().join(name), place.path().join(name)).expect("copies");
        }
        let path = place.path().join("opendsr.toml");
        std::fs::write(&path, text).expect("writes");
        OpenDsr::load(&path).map_err(|error| error.to_string())
    }

    const OWN: &str = "domain = \"opendsr.aria.example\"\ncertificate = \"processor.cert.pem\"\nkey = \"processor.key.pem\"\n";
    const SHOP: &str = "[[controller]]\nid = \"shop\"\ncertificate = \"controller.cert.pem\"\n";

    #[test]
    fn a_file_is_read_and_mistakes_are_told_without_keys() {
        let good = load(&format!("{OWN}{SHOP}")).expect("reads");
        assert_eq!(format!("{good:?}"), "OpenDsr(opendsr.aria.example)");
        assert!(good.controller("shop").is_some() && good.controller("x").is_none());
        assert!(!good.certificate.contains("KEY"));
        let cases = [
            (format!("{OWN}{SHOP}{SHOP}"), "twice"),
            (
                OWN.replace("opendsr.aria", "other.aria"),
                "the key of other.aria.example",
            ),
            (
                OWN.replace("processor.key", "nothing"),
                "nothing.pem could not be read",
            ),
            (format!("{OWN}surprise = 1"), "line 4"),
            (
                format!("{OWN}{}", SHOP.replace("controller.cert", "processor.key")),
                "the key of shop",
            ),
        ];
        for (text, said) in cases {
            let error = load(&text).expect_err(said);
            assert!(error.contains(said), "{error}");
            assert!(!error.contains("PRIVATE"));
        }
    }

    #[test]
    fn only_certificates_are_given_out() {
        let mixed = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n";
        let public = public_part(mixed);
        assert_eq!(
            &*public,
            "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"
        );
    }
}
