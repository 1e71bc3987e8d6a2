//! Secrets of sources: where the catalog says they are, and never anywhere else.

use telos_model::catalog::Secret;

/// The longest secret, in bytes.
const SECRET_BYTES_MAX: usize = 16 * 1024;

/// A secret; none where it is not there.
pub(crate) fn find(secret: &Secret) -> Option<String> {
    let found = match secret {
        Secret::Env(name) => std::env::var(&**name).ok(),
        Secret::File(path) => std::fs::read_to_string(&**path).ok(),
    };
    let found = found.map(|secret| secret.trim_end().to_owned());
    found.filter(|secret| !secret.is_empty() && secret.len() <= SECRET_BYTES_MAX)
}
