//! How a destination is sent to: where it is, how Telos shows who it is, requests, pace, answers.

use toml::de::DeValue;

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::template::{Piece, Template, pieces};
use super::super::{
    Answers, Auth, BatchDef, Blank, BodyRule, Inside, Means, Occasion, Pace, RequestDef, Secret,
    Stands, Target,
};
use super::{Cx, wide};

/// How deep the tables and lists of a body may lie in each other.
const DEPTH_MAX: usize = 12;
/// The most headers of one request.
const HEADERS_MAX: usize = 32;
/// The most rules for answers, by status or body.
const RULES_MAX: usize = 50;
/// What requests can be.
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];
/// Headers that belong to the connection or to `auth`.
const HEADERS_TAKEN: [&str; 7] = [
    "authorization",
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Where it is.
pub(super) fn target(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Target> {
    let inside = inside_of(table, cx);
    let url = table.need_text(cx.report, "url", "where it is, as \"https://api.example\"")?;
    let target = parse_url(url.text, inside);
    if target.is_none() {
        let message = format!("`{}` is not an address to send to", url.text);
        let expected = "`https://host[:port][/path]` without a query; `http://` only with `inside`";
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
    }
    target
}

/// Which addresses of the inside it may have.
pub(super) fn inside_of(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Inside {
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

fn parse_url(url: &str, inside: Inside) -> Option<Target> {
    let (https, rest) = match url.split_once("://")? {
        ("https", rest) => (true, rest),
        ("http", rest) if inside != Inside::No => (false, rest),
        _ => return None,
    };
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
        "" if https => 443,
        "" => 80,
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
pub(super) fn auth(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Auth> {
    const KINDS: [&str; 5] = ["none", "bearer", "basic", "header", "standard-webhooks"];
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

/// The requests, each with where it stands; those that cannot be read as none.
pub(super) fn requests(
    table: &mut Table<'_>,
    at: At,
    cx: &mut Cx<'_, '_>,
) -> Vec<(Occasion, Option<RequestDef>, At)> {
    let mut requests = Vec::new();
    let Some(node) = table.need(
        cx.report,
        "send",
        "what is sent, as `[destination.NAME.send.event]`",
    ) else {
        return requests;
    };
    let Some(mut table) = node.table(cx.report, "what is sent", at) else {
        return requests;
    };
    for occasion in Occasion::ALL {
        let Some(node) = table.take(occasion.word()) else {
            continue;
        };
        let what = format!("`send.{}`", occasion.word());
        let Some(mut table) = node.table(cx.report, &what, node.at) else {
            continue;
        };
        let request = request(&mut table, cx);
        table.finish(cx.report);
        requests.push((occasion, request, node.at));
    }
    table.finish(cx.report);
    requests
}

/// Several deliveries in one request.
pub(super) fn batch(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<BatchDef> {
    let node = table.take("batch")?;
    let mut table = node.table(cx.report, "the batches of a destination", node.at)?;
    let items = table.need(
        cx.report,
        "items_max",
        "how many deliveries go in one request",
    );
    let items = items.and_then(|node| node.number(cx.report, 2..=1_000));
    let request = request(&mut table, cx);
    table.finish(cx.report);
    let request = request?;
    let blanks = request.blanks();
    let mut others = blanks.iter().filter(|blank| {
        !matches!(
            blank.stands,
            Stands::Items | Stands::DeliveryId | Stands::DeliveryTime
        )
    });
    let has_items = blanks.iter().any(|blank| blank.stands == Stands::Items);
    if !has_items || others.next().is_some() {
        let message = "a batch is made of `{items}`, `{delivery.id}` and `{delivery.time}`";
        let expected = "`body = { batch = \"{items}\" }`, with whatever is the same for all";
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
    }
    Some(BatchDef {
        items_max: items? as usize,
        request,
    })
}

fn request(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<RequestDef> {
    let method = table.text(cx.report, "method");
    let method = match method {
        None => Some("POST"),
        Some(word) => {
            let known = METHODS.into_iter().find(|known| *known == word.text);
            if known.is_none() {
                let message = format!("`{}` is not a method", word.text);
                let kind = MistakeKind::BadValue;
                cx.report
                    .unknown(word.at, kind, message, word.text, METHODS);
            }
            known
        }
    };
    let path = table.text(cx.report, "path");
    let path = match path {
        None => Some(Vec::new()),
        Some(text) => pieces_of(text, cx).filter(|_| {
            let proper =
                text.text.starts_with('/') && text.text.bytes().all(|b| b.is_ascii_graphic());
            if !proper {
                let message = format!("`{}` is not a path", text.text);
                let expected = "a path from `/` on, without blanks";
                cx.report
                    .expect(text.at, MistakeKind::BadValue, message, expected);
            }
            proper
        }),
    };
    let headers = headers(table, cx);
    let body = table.take("body");
    let body = match body {
        None => Some(None),
        Some(node) => template(node, 0, cx).map(Some),
    };
    Some(RequestDef {
        method: method?,
        path: path?,
        headers,
        body: body?,
    })
}

fn headers(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<(Box<str>, Vec<Piece>)> {
    let mut headers = Vec::new();
    let Some(node) = table.take("headers") else {
        return headers;
    };
    let Some(table) = node.table(cx.report, "the headers of a request", node.at) else {
        return headers;
    };
    for (name, value) in table.rest().into_iter().take(HEADERS_MAX) {
        let name = header_name(name, &HEADERS_TAKEN, cx);
        let value = value.text(cx.report);
        let value = value.and_then(|text| pieces_of(text, cx));
        if let (Some(name), Some(value)) = (name, value) {
            headers.push((name, value));
        }
    }
    headers
}

pub(super) fn header_name(name: Text<'_>, taken: &[&str], cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let lower = name.text.to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let proper = !lower.is_empty()
        && lower.len() <= 64
        && lower.bytes().all(plain)
        && !taken.contains(&lower.as_str());
    if !proper {
        let message = format!("`{}` cannot be a header here", name.text);
        let expected = "letters, digits and `-`; `auth` brings its own, the connection the rest";
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, expected);
    }
    proper.then(|| lower.into())
}

fn pieces_of(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Piece>> {
    match pieces(text.text) {
        Ok(pieces) => Some(pieces),
        Err(slip) => {
            let at = cx.report.within(text, slip.offset, slip.length);
            let message = format!("nothing is called `{}` here", slip.found);
            let valid = slip.valid.iter().copied();
            cx.report
                .unknown(at, MistakeKind::BadValue, message, &slip.found, valid);
            None
        }
    }
}

/// A value of a body. All of it is looked at, whatever is wrong in a part.
fn template(node: Node<'_>, depth: usize, cx: &mut Cx<'_, '_>) -> Option<Template> {
    if depth > DEPTH_MAX {
        let message = "the body is too deep";
        let expected = format!("at most {DEPTH_MAX} tables and lists in each other");
        cx.report
            .expect(node.at, MistakeKind::TooMany, message, expected);
        return None;
    }
    match node.value {
        DeValue::String(text) => {
            let text = Text {
                at: node.at,
                text: text.as_ref(),
            };
            Some(Template::Text(pieces_of(text, cx)?))
        }
        DeValue::Boolean(flag) => Some(Template::Flag(*flag)),
        DeValue::Integer(number) if number.radix() == 10 => number_of(number.as_str()),
        DeValue::Float(number) => {
            number_of(number.as_str()).or_else(|| node.wrong(cx.report, "a finite number"))
        }
        DeValue::Array(_) => {
            let items = node.list(cx.report, "values")?;
            let items: Vec<_> = items
                .into_iter()
                .map(|item| template(item, depth + 1, cx))
                .collect();
            items.into_iter().collect::<Option<_>>().map(Template::List)
        }
        DeValue::Table(_) => {
            let table = node.table(cx.report, "a body", node.at)?;
            let items: Vec<_> = table
                .rest()
                .into_iter()
                .map(|(name, value)| Some((name.text.into(), template(value, depth + 1, cx)?)))
                .collect();
            let items: Option<Vec<(Box<str>, Template)>> = items.into_iter().collect();
            items.map(Template::Object)
        }
        _ => node.wrong(cx.report, "a text, number, flag, list or table"),
    }
}

/// A number as JSON writes it.
fn number_of(text: &str) -> Option<Template> {
    let plain = text.replace('_', "");
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    let number: serde_json::Number = serde_json::from_str(plain).ok()?;
    Some(Template::Number(number.to_string().into()))
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
        at_once_max: number("at_once_max", 1..=16, usual.at_once_max),
        wait_seconds_max: number("wait_seconds_max", 1..=60, usual.wait_seconds_max),
        attempts_max: number("attempts_max", 1..=1_000, usual.attempts_max),
        give_up_hours: number("give_up_hours", 0..=720, usual.give_up_hours),
    };
    table.finish(cx.report);
    pace
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

impl RequestDef {
    /// All placeholders in it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let texts = self.headers.iter().map(|(_, value)| value);
        let texts = texts.chain([&self.path]).flatten();
        let mut blanks: Vec<&Blank> = texts.filter_map(Piece::blank).collect();
        blanks.extend(self.body.iter().flat_map(Template::blanks));
        blanks
    }
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
