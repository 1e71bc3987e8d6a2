//! How a destination is sent to: where it is, how Telos shows who it is, its pace, its answers.

use super::super::mistake::MistakeKind;
use super::super::read::{Table, Text};
use super::super::{
    AlertDef, AlertTo, Answers, Auth, BodyRule, Inside, IntakeAlert, Means, Oauth, Pace, Secret,
    Target,
};
use super::request::header_name;
use super::{Cx, wide};

/// The most rules for answers, by status or body.
const RULES_MAX: usize = 50;
/// Which addresses of the inside it may have.
pub(super) fn inside(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Inside {
    let inside = table.text(cx.report, "inside");
    match inside.map(|word| (word, word.text)) {
        None => Inside::No,
        Some((_, "loopback")) => Inside::Loopback,
        Some((_, "network")) => Inside::Network,
        Some((word, text)) => {
            let message = format!("`{text}` is no place inside");
            let kind = MistakeKind::BadValue;
            cx.report
                .unknown(word.at, kind, message, text, ["loopback", "network"]);
            Inside::No
        }
    }
}

/// Where it is.
pub(super) fn target(table: &mut Table<'_>, inside: Inside, cx: &mut Cx<'_, '_>) -> Option<Target> {
    let url = table.need_text(cx.report, "url", "where it is, as \"https://api.example\"")?;
    target_of(url, inside, cx)
}

/// An address over HTTP.
pub(super) fn target_of(url: Text<'_>, inside: Inside, cx: &mut Cx<'_, '_>) -> Option<Target> {
    let target = parse_url(url.text, inside);
    if target.is_none() {
        let message = format!("`{}` is not an address to send to", url.text);
        let expected = "`https://host[:port][/path]` without a query; `http://` only with `inside`";
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
    }
    target
}

/// An address, as far as it is one.
pub(super) fn parse_url(url: &str, inside: Inside) -> Option<Target> {
    let (https, rest) = match url.split_once("://")? {
        ("https", rest) => (true, rest),
        ("http", rest) => (false, rest),
        _ => return None,
    };
    let usual = if https { 443 } else { 80 };
    parse_place(rest, https, usual, inside)
}

/// A host, perhaps with a port, and a path. Without TLS only where it may lie inside.
pub(super) fn parse_place(rest: &str, https: bool, usual: u16, inside: Inside) -> Option<Target> {
    if !https && inside == Inside::No {
        return None;
    }
    let (place, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = path.trim_end_matches('/');
    let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let (host, rest) = bracketed.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        (
            host,
            rest.strip_prefix(':').or(rest.is_empty().then_some("")),
        )
    } else {
        match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, Some("")),
        }
    };
    let port = match port? {
        "" => usual,
        port => port.parse().ok().filter(|port| *port != 0)?,
    };
    let named = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"{}?#\"\\<>".contains(&byte);
    let proper = !host.is_empty() && host.bytes().all(named) && path.bytes().all(plain);
    proper.then(|| Target {
        https,
        host: host.to_ascii_lowercase().into(),
        port,
        path: path.into(),
        inside,
    })
}

/// How Telos shows who it is.
pub(super) fn auth(table: &mut Table<'_>, inside: Inside, cx: &mut Cx<'_, '_>) -> Option<Auth> {
    const KINDS: [&str; 7] = [
        "none",
        "bearer",
        "basic",
        "header",
        "query",
        "standard-webhooks",
        "oauth",
    ];
    let node = table.need(
        cx.report,
        "auth",
        "{ kind = \"bearer\", secret = \"env:NAME\" }",
    )?;
    let mut table = node.table(cx.report, "the auth of a destination", node.at)?;
    let kind = table.need_text(cx.report, "kind", "how, as \"bearer\"");
    let auth = kind.and_then(|kind| {
        if kind.text == "none" {
            return Some(Auth::None);
        }
        if !KINDS.contains(&kind.text) {
            let message = format!("`{}` is no kind of auth", kind.text);
            let bad = MistakeKind::BadValue;
            cx.report.unknown(kind.at, bad, message, kind.text, KINDS);
            return None;
        }
        let secret = table.need_text(cx.report, "secret", "\"env:NAME\" or \"file:PATH\"");
        let secret = secret.and_then(|text| secret_of(text, cx));
        Some(match kind.text {
            "bearer" => Auth::Bearer(secret?),
            "basic" => Auth::Basic(secret?),
            "standard-webhooks" => Auth::StandardWebhooks(secret?),
            "oauth" => Auth::Oauth(Box::new(oauth(&mut table, secret, inside, cx)?)),
            "query" => {
                let name = table.need_text(cx.report, "name", "the parameter, as \"api_key\"")?;
                Auth::Query(header_name(name, &[], cx)?, secret?)
            }
            _ => {
                let name = table.need_text(cx.report, "name", "the header, as \"x-api-key\"")?;
                Auth::Header(header_name(name, &["host", "content-length"], cx)?, secret?)
            }
        })
    });
    // Keys of other kinds are named as of no use only where the kind is known.
    if auth.is_some() {
        table.finish(cx.report);
    }
    auth
}

fn oauth(
    table: &mut Table<'_>,
    secret: Option<Secret>,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<Oauth> {
    let url = table.need_text(cx.report, "token_url", "where tokens are asked for");
    let target = url.and_then(|url| target_of(url, inside, cx));
    let client = table.need_text(cx.report, "client_id", "the client's id");
    let refresh = table.text(cx.report, "refresh");
    let refresh = refresh.map(|text| secret_of(text, cx));
    let scope = table.text(cx.report, "scope");
    Some(Oauth {
        target: target?,
        client: client?.text.into(),
        secret: secret?,
        refresh: match refresh {
            Some(refresh) => Some(refresh?),
            None => None,
        },
        scope: scope.map(|scope| scope.text.into()),
    })
}

/// Where a secret is.
pub(super) fn secret_of(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Secret> {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let secret = match text.text.split_once(':') {
        Some(("env", name)) if !name.is_empty() && name.bytes().all(named) => {
            Some(Secret::Env(name.into()))
        }
        Some(("file", path)) if path.starts_with('/') => Some(Secret::File(path.into())),
        _ => None,
    };
    if secret.is_none() {
        let message = "a secret is never written into a catalog";
        let expected = "`env:NAME` of an environment variable, or `file:/PATH`";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
    }
    secret
}

/// How fast, how often, how long.
pub(super) fn pace(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Pace {
    let usual = Pace {
        requests_max: 50,
        at_once_max: 4,
        wait_seconds_max: 10,
        attempts_max: 12,
        give_up_hours: 72,
    };
    let Some(node) = table.take("pace") else {
        return usual;
    };
    let Some(mut table) = node.table(cx.report, "the pace of a destination", node.at) else {
        return usual;
    };
    let mut number = |key, range, usual| table.number(cx.report, key, range).unwrap_or(usual);
    let pace = Pace {
        requests_max: number("requests_max", 1..=100_000, usual.requests_max),
        at_once_max: number("at_once_max", 1..=256, usual.at_once_max),
        wait_seconds_max: number("wait_seconds_max", 1..=60, usual.wait_seconds_max),
        attempts_max: number("attempts_max", 1..=1_000, usual.attempts_max),
        give_up_hours: number("give_up_hours", 0..=720, usual.give_up_hours),
    };
    table.finish(cx.report);
    pace
}

/// Who is told when it is in trouble.
pub(super) fn alert(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<AlertDef> {
    let node = table.take("alert")?;
    let mut table = node.table(cx.report, "the alert of a destination", node.at)?;
    let to = alert_to(&mut table, cx);
    let mut number = |key, range, usual| table.number(cx.report, key, range).unwrap_or(usual);
    let lag_seconds_max = number("lag_seconds_max", 1..=86_400, 300);
    let dead_max = number("dead_max", 0..=1_000, 0);
    let failing_seconds_max = number("failing_seconds_max", 1..=86_400, 300);
    table.finish(cx.report);
    Some(AlertDef {
        to: to?,
        lag_seconds_max,
        dead_max,
        failing_seconds_max,
    })
}

/// Who is told when a source is in trouble.
pub(super) fn intake_alert(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<IntakeAlert> {
    let node = table.take("alert")?;
    let mut table = node.table(cx.report, "the alert of a source", node.at)?;
    let to = alert_to(&mut table, cx);
    let seconds = table.number(cx.report, "trouble_seconds_max", 1..=86_400);
    let aside = table.number(cx.report, "aside_max", 0..=1_000_000);
    table.finish(cx.report);
    Some(IntakeAlert {
        to: to?,
        trouble_seconds_max: seconds.unwrap_or(300),
        aside_max: aside.unwrap_or(0),
    })
}

/// Where an alert goes, and what it is signed with.
fn alert_to(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<AlertTo> {
    let inside = inside(table, cx);
    let target = target(table, inside, cx);
    let secret = table.need_text(cx.report, "secret", "\"env:NAME\" or \"file:PATH\"");
    let secret = secret.and_then(|text| secret_of(text, cx));
    Some(AlertTo {
        target: target?,
        secret: secret?,
    })
}

/// What its answers mean.
pub(super) fn answers(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Answers {
    let mut answers = Answers::default();
    let Some(node) = table.take("answers") else {
        return answers;
    };
    let Some(mut table) = node.table(cx.report, "the answers of a destination", node.at) else {
        return answers;
    };
    for means in [Means::Done, Means::Retry, Means::Final] {
        let statuses = table.take(means.word());
        let statuses = statuses.and_then(|node| node.list(cx.report, "statuses"));
        for status in statuses.unwrap_or_default().into_iter().take(RULES_MAX) {
            let status = status.number(cx.report, 100..=599);
            let status = status.map(|status| (wide(status as usize), means));
            answers.statuses.extend(status);
        }
    }
    let bodies = table.take("bodies");
    let bodies = bodies.and_then(|node| node.list(cx.report, "rules for bodies"));
    for node in bodies.unwrap_or_default().into_iter().take(RULES_MAX) {
        let Some(mut table) = node.table(cx.report, "what a body means", node.at) else {
            continue;
        };
        let status = table.number(cx.report, "status", 100..=599);
        let contains = table.need_text(cx.report, "contains", "what the body contains");
        let means = table.need_text(cx.report, "means", "\"done\", \"retry\" or \"final\"");
        table.finish(cx.report);
        let means = means.and_then(|word| means_of(word, cx));
        if let (Some(contains), Some(means)) = (contains, means) {
            answers.bodies.push(BodyRule {
                status: status.map(|status| wide(status as usize)),
                contains: contains.text.into(),
                means,
            });
        }
    }
    table.finish(cx.report);
    answers
}

fn means_of(word: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Means> {
    let all = [Means::Done, Means::Retry, Means::Final];
    let means = all.into_iter().find(|means| means.word() == word.text);
    if means.is_none() {
        let message = format!("an answer cannot mean `{}`", word.text);
        let kind = MistakeKind::BadValue;
        let valid = all.into_iter().map(Means::word);
        cx.report.unknown(word.at, kind, message, word.text, valid);
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_to_send_to_are_read_and_checked() {
        let url = parse_url("https://API.example/v1/", Inside::No).expect("good");
        assert_eq!(
            (&*url.host, url.port, &*url.path),
            ("api.example", 443, "/v1")
        );
        assert_eq!(url.url(), "https://api.example/v1");
        let url = parse_url("http://[::1]:8080", Inside::Loopback).expect("good");
        assert_eq!(url.authority(), "[::1]:8080");
        for bad in [
            "http://api.example",
            "ftp://api.example",
            "https://",
            "https://a b",
            "https://user@api.example",
            "https://api.example/?q=1",
            "https://api.example:0",
            "https://api.example:99999",
            "https://[::1",
            "https://[nonsense]",
        ] {
            assert_eq!(parse_url(bad, Inside::No), None, "{bad}");
        }
    }
}
