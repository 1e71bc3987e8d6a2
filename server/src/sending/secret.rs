//! Secrets: where the catalog says they are, and never anywhere else.

use telos_model::catalog::{Auth, Secret};

/// The longest secret, in bytes.
const SECRET_BYTES_MAX: usize = 16 * 1024;

/// The secret that a destination's auth needs; none where it is not there.
pub(super) fn find(auth: &Auth) -> Option<String> {
    let secret = match auth {
        Auth::None => return Some(String::new()),
        Auth::Bearer(secret)
        | Auth::Basic(secret)
        | Auth::Header(_, secret)
        | Auth::StandardWebhooks(secret) => secret,
    };
    read(secret)
}

/// The text of a secret; none where it is not there.
pub(super) fn read(secret: &Secret) -> Option<String> {
    let found = match secret {
        Secret::Env(name) => std::env::var(&**name).ok(),
        Secret::File(path) => std::fs::read_to_string(&**path).ok(),
    };
    let found = found.map(|secret| secret.trim_end().to_owned());
    found.filter(|secret| !secret.is_empty() && secret.len() <= SECRET_BYTES_MAX)
}
