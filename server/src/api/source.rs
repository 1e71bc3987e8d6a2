//! Whose message it is: the write key of a source, in the header, the body or the query.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use telos_model::catalog::{Catalog, Source};

use crate::problem::Problem;

/// The longest write key that is looked up, in bytes.
const WRITE_KEY_BYTES_MAX: usize = 256;

/// The key of `Authorization: Basic base64(KEY:)`, if the request has one.
pub(crate) fn header_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let basic = value.as_bytes().split_at_checked(6);
    let basic = basic.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"basic "));
    let decoded = basic.and_then(|(_, text)| STANDARD.decode(text.trim_ascii()).ok());
    let key = decoded.and_then(|decoded| {
        let user = decoded.split(|&byte| byte == b':').next()?.to_vec();
        String::from_utf8(user).ok()
    });
    match key {
        Some(key) if key.is_empty() => Ok(None),
        Some(key) => Ok(Some(key)),
        None => Err(unauthorized(
            "authorization_bad",
            "the Authorization header is not Basic with a write key as user name",
            "send Authorization: Basic base64(KEY:)",
        )),
    }
}

/// The key in the query `?writeKey=`, if there is one.
pub(crate) fn query_key(parts: &Parts) -> Option<Cow<'_, str>> {
    let query = parts.uri.query()?;
    let pair = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("writeKey="))?;
    Some(percent_decoded(pair)).filter(|key| !key.is_empty())
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The source of a write key.
pub(crate) fn find<'c>(catalog: &'c Catalog, key: &str) -> Result<&'c Source, Problem> {
    let known = (key.len() <= WRITE_KEY_BYTES_MAX).then(|| catalog.names.write_keys.get(key));
    known
        .flatten()
        .and_then(|id| catalog.source(*id))
        .ok_or_else(|| {
            unauthorized(
                "write_key_unknown",
                "no source has this write key",
                "use the write key of a source of the catalog",
            )
        })
}

/// The answer to a request without a write key.
pub(crate) fn no_key() -> Problem {
    unauthorized(
        "write_key_missing",
        "the request has no write key",
        "send it as Basic user name, as `writeKey` in the body, or as ?writeKey=",
    )
}

fn unauthorized(code: &'static str, detail: &'static str, mend: &'static str) -> Problem {
    // A scheme of its own: with `Basic`, browsers would ask their user for a password.
    Problem::new(StatusCode::UNAUTHORIZED, code, detail, mend)
        .at("writeKey")
        .authenticate("WriteKey realm=\"telos\"")
}

/// Whether the request carries Global Privacy Control: a header that is exactly `1`, whatever
/// others say.
pub(crate) fn gpc(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all("sec-gpc").iter();
    values.any(|value| value.as_bytes().trim_ascii() == b"1")
}

/// The address of the client: that of the connection, or what the deployment's own proxy says.
pub(crate) fn address(parts: &Parts, trusted_proxy: bool) -> Option<Box<str>> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(peer)| peer.ip());
    let told = || {
        let last = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?;
        let last = last.to_str().ok()?.rsplit(',').next()?.trim();
        last.parse::<IpAddr>().ok()
    };
    let address = if trusted_proxy { told().or(peer) } else { peer };
    address.map(|address| address.to_canonical().to_string().into())
}

/// The network of an address: 24 bits of IPv4, 48 of IPv6. Where none is known, all are one.
pub(crate) fn network(address: Option<&str>) -> u128 {
    let address = address.and_then(|text| text.parse::<IpAddr>().ok());
    match address {
        Some(IpAddr::V4(four)) => u128::from(four.to_bits() >> 8),
        Some(IpAddr::V6(six)) => six.to_bits() >> 80 << 80,
        None => Ipv6Addr::UNSPECIFIED.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, Request};

    fn parts(uri: &str, headers: &[(&'static str, &str)]) -> Parts {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        parts
            .extensions
            .insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 9], 5))));
        parts
    }

    #[test]
    fn the_basic_user_name_is_the_key() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            header_key(&headers).map_err(|problem| problem.status().as_u16())
        };
        assert_eq!(of("Basic a2V5Og=="), Ok(Some("key".into())));
        assert_eq!(of("basic a2V5OnNlY3JldA=="), Ok(Some("key".into())));
        assert_eq!(of("Basic Og=="), Ok(None));
        for bad in ["Basic", "Basic !!", "Basic /w==", "Bearer abc", ""] {
            assert_eq!(of(bad), Err(401), "{bad}");
        }
        assert_eq!(header_key(&HeaderMap::new()).ok(), Some(None));
    }

    #[test]
    fn the_query_key_is_decoded() {
        let of = |uri: &str| query_key(&parts(uri, &[])).map(Cow::into_owned);
        assert_eq!(of("/b?x=1&writeKey=k%2D1&y"), Some("k-1".into()));
        assert_eq!(of("/b?writeKey=%zz%4"), Some("%zz%4".into()));
        assert_eq!(of("/b?writeKey="), None);
        assert_eq!(of("/b?xwriteKey=1"), None);
    }

    #[test]
    fn one_exact_gpc_header_is_enough() {
        let of = |values: &[&str]| {
            let headers: Vec<(&'static str, &str)> =
                values.iter().map(|v| ("sec-gpc", *v)).collect();
            gpc(&parts("/", &headers).headers)
        };
        assert!(of(&["1"]) && of(&["0", "1"]) && of(&["1", "0"]));
        assert!(!of(&[]) && !of(&["0"]) && !of(&["11"]) && !of(&["true"]) && !of(&["1;x"]));
    }

    #[test]
    fn a_forwarded_address_counts_only_behind_a_proxy_of_ours() {
        let forged = parts("/", &[("x-forwarded-for", "9.9.9.9, 203.0.113.7")]);
        assert_eq!(address(&forged, false).as_deref(), Some("127.0.0.9"));
        assert_eq!(address(&forged, true).as_deref(), Some("203.0.113.7"));
        let bad = parts("/", &[("x-forwarded-for", "not an address")]);
        assert_eq!(address(&bad, true).as_deref(), Some("127.0.0.9"));
    }

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(network(Some("192.0.2.1")), network(Some("192.0.2.200")));
        assert_ne!(network(Some("192.0.2.1")), network(Some("192.0.3.1")));
        assert_eq!(
            network(Some("2001:db8:1::1")),
            network(Some("2001:db8:1:9::2"))
        );
        assert_ne!(
            network(Some("2001:db8:1::1")),
            network(Some("2001:db8:2::1"))
        );
        assert_eq!(network(None), network(Some("no address")));
    }
}
