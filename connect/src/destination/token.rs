//! Tokens of OAuth 2.0: how they are asked for (RFC 6749, sections 4.4 and 6), and what comes back.

use serde_json::Value as Json;
use telos_model::catalog::Oauth;

use super::{Made, render};

/// How long a token is used at the most, in seconds.
pub const TOKEN_SECONDS_MAX: u64 = 3_600;
/// How long one is used that does not say how long it holds.
const TOKEN_SECONDS: u64 = 900;
/// How long before its end one is not used any more.
const MARGIN_SECONDS: u64 = 60;

/// A token. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The token.
    pub text: Box<str>,
    /// How long it is used, in seconds.
    pub seconds: u64,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({} s)", self.seconds)
    }
}

/// The request for a token.
#[must_use]
pub fn ask_token(oauth: &Oauth, secret: &str, refresh: Option<&str>) -> Made {
    let mut pairs = vec![("client_id", &*oauth.client), ("client_secret", secret)];
    match refresh {
        Some(refresh) => {
            pairs.extend([("grant_type", "refresh_token"), ("refresh_token", refresh)]);
        }
        None => pairs.push(("grant_type", "client_credentials")),
    }
    pairs.extend(oauth.scope.as_deref().map(|scope| ("scope", scope)));
    let mut body = String::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        render::encode(value, &mut body);
    }
    let kind = "application/x-www-form-urlencoded".to_owned();
    Made {
        target: oauth.target.clone(),
        method: "POST",
        path: match &*oauth.target.path {
            "" => "/".to_owned(),
            path => path.to_owned(),
        },
        headers: vec![
            ("content-type".into(), kind),
            ("accept".into(), "application/json".to_owned()),
            ("user-agent".into(), super::AGENT.to_owned()),
        ],
        body: body.into_bytes(),
    }
}

/// The token of an answer.
#[must_use]
pub fn read_token(body: &str) -> Option<Token> {
    let body: Json = serde_json::from_str(body).ok()?;
    let text = body.get("access_token")?.as_str()?;
    let proper = |byte: u8| byte.is_ascii_graphic();
    if text.is_empty() || !text.bytes().all(proper) {
        return None;
    }
    let seconds = body.get("expires_in").and_then(Json::as_u64);
    let seconds = seconds.map_or(TOKEN_SECONDS, |seconds| seconds.min(TOKEN_SECONDS_MAX));
    Some(Token {
        text: text.into(),
        seconds: seconds.saturating_sub(MARGIN_SECONDS).max(1),
    })
}
