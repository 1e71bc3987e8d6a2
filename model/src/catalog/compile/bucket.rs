//! Directories and buckets that files are in, for destinations and for sources.

use super::super::mistake::MistakeKind;
use super::super::read::{Table, Text};
use super::super::{Bucket, Inside};
use super::{Cx, sending};

/// The longest path, in bytes.
const PATH_BYTES_MAX: usize = 1_024;

/// A directory of this host, from the root on.
pub(super) fn is_folder(path: &str) -> bool {
    path.starts_with('/') && path.len() > 1 && is_path(path.trim_matches('/'))
}

/// Steps with slashes between them, none of which leads out.
pub(super) fn is_path(path: &str) -> bool {
    let proper = |step: &str| !step.is_empty() && step != "." && step != "..";
    path.len() <= PATH_BYTES_MAX
        && path.split('/').all(proper)
        && !path.chars().any(|one| one.is_control() || one == '\\')
}

/// Reads what a bucket needs besides its address, `s3://bucket/prefix`.
pub(super) fn bucket(table: &mut Table<'_>, url: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Bucket> {
    let inside = sending::inside(table, cx);
    let region = table.text(cx.report, "region");
    let endpoint = table.text(cx.report, "endpoint");
    let by_host = table.flag(cx.report, "by_host");
    let key = table.text(cx.report, "access_key");
    let secret = table.text(cx.report, "secret_key");
    let access = access(key, secret, cx);
    let region = region.map_or("us-east-1", |region| region.text);
    let usual = format!("https://s3.{region}.amazonaws.com");
    let endpoint = match endpoint {
        Some(endpoint) => sending::target_of(endpoint, inside, cx),
        None => sending::parse_url(&usual, Inside::No),
    };
    let rest = url.text.strip_prefix("s3://").unwrap_or_default();
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_end_matches('/');
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let named = (3..=63).contains(&name.len())
        && name
            .bytes()
            .all(|byte| letter(byte) || b"-.".contains(&byte))
        && name.bytes().next().is_some_and(letter);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !named || !(prefix.is_empty() || is_path(prefix)) || !region.bytes().all(plain) {
        let message = format!("`{}` is no bucket that can be reached", url.text);
        let expected = "`s3://bucket` or `s3://bucket/prefix`, and a region such as `eu-central-1`";
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    let endpoint = endpoint?;
    if !endpoint.path.is_empty() {
        let message = format!("`{}` has a path", endpoint.url());
        let expected = "an `endpoint` of a host alone: the bucket stands in the address";
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some(Bucket {
        endpoint,
        name: name.into(),
        prefix: match prefix {
            "" => "".into(),
            prefix => format!("{prefix}/").into(),
        },
        region: region.into(),
        by_host,
        access: access?,
    })
}

/// Both secrets or neither; none at all where one of them cannot be read.
#[expect(
    clippy::option_option,
    reason = "what is not said differs from what is wrong"
)]
fn access(
    key: Option<Text<'_>>,
    secret: Option<Text<'_>>,
    cx: &mut Cx<'_, '_>,
) -> Option<Option<(super::super::Secret, super::super::Secret)>> {
    match (key, secret) {
        (None, None) => Some(None),
        (Some(key), Some(secret)) => {
            let key = sending::secret_of(key, cx);
            let secret = sending::secret_of(secret, cx);
            Some(Some((key?, secret?)))
        }
        (Some(one), None) | (None, Some(one)) => {
            let message = "one half of what shows who Telos is";
            let expected = "both `access_key` and `secret_key`, or neither";
            cx.report
                .expect(one.at, MistakeKind::MissingKey, message, expected);
            None
        }
    }
}
