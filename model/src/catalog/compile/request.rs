//! Requests over HTTP as destinations declare them, and the templates that they are made of.

use toml::de::DeValue;

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::template::{Piece, Slip, Template, blank, pieces};
use super::super::{BatchDef, Blank, FindDef, Inside, Occasion, RequestDef, Stands};
use super::{Cx, sending};

/// How deep the tables and lists of a body may lie in each other.
const DEPTH_MAX: usize = 12;
/// The most headers of one request.
const HEADERS_MAX: usize = 32;
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

/// What is sent on each occasion and where it stands; what cannot be read as none.
pub(super) fn by_occasion<T>(
    table: &mut Table<'_>,
    at: At,
    cx: &mut Cx<'_, '_>,
    read: impl Fn(&mut Table<'_>, Occasion, &mut Cx<'_, '_>) -> Option<T>,
) -> Vec<(Occasion, Option<T>, At)> {
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
        let request = read(&mut table, occasion, cx);
        table.finish(cx.report);
        requests.push((occasion, request, node.at));
    }
    table.finish(cx.report);
    requests
}

/// The request of an occasion.
pub(super) fn request(
    table: &mut Table<'_>,
    occasion: Occasion,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<RequestDef> {
    let each = each(table, occasion, cx);
    let find = before(table, inside, cx);
    let then = after(table, "then", inside, cx);
    let left = after(table, "left", inside, cx);
    if let Some((node, _)) = left.as_ref().filter(|_| occasion != Occasion::Segment) {
        let message = "nothing is left here";
        let expected = "`left` only in `send.segment`";
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
    }
    let request = plain(table, "POST", inside, cx)?;
    let followed = |after: Option<(Node<'_>, Option<RequestDef>)>| match after {
        Some((_, request)) => request.map(|request| Some(Box::new(request))),
        None => Some(None),
    };
    Some(RequestDef {
        each: each.map(|each| each.text.into()),
        find: match find {
            Some((_, find)) => Some(Box::new(find?)),
            None => None,
        },
        then: followed(then)?,
        left: followed(left)?,
        ..request
    })
}

/// The kind of identifier that it goes to each of.
pub(super) fn each<'a>(
    table: &mut Table<'a>,
    occasion: Occasion,
    cx: &mut Cx<'_, '_>,
) -> Option<Text<'a>> {
    let each = table.text(cx.report, "each");
    if let Some(each) = each.filter(|_| !occasion.is_removal()) {
        let message = "what is given is sent once";
        let expected = "`each` only in `send.suppress` and `send.delete`";
        cx.report
            .expect(each.at, MistakeKind::BadValue, message, expected);
    }
    each
}

/// What has to have a value.
pub(super) fn needs(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Piece>> {
    let needs = table.texts(cx.report, "needs", "placeholders");
    let needs: Vec<_> = needs.into_iter().map(|text| pieces_of(text, cx)).collect();
    let needs: Option<Vec<Vec<Piece>>> = needs.into_iter().collect();
    Some(needs?.into_iter().flatten().collect())
}

/// What is asked first; what cannot be read as none.
fn before<'a>(
    table: &mut Table<'a>,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<(Node<'a>, Option<FindDef>)> {
    let node = table.take("find")?;
    let Some(mut table) = node.table(cx.report, "what is asked first", node.at) else {
        return Some((node, None));
    };
    let take = table.need_text(cx.report, "take", "where it stands, as \"users.0.id\"");
    let request = plain(&mut table, "POST", inside, cx);
    table.finish(cx.report);
    let find = take.zip(request).map(|(take, request)| FindDef {
        request,
        take: take.text.into(),
    });
    Some((node, find))
}

/// What goes after a request or in its place.
fn after<'a>(
    table: &mut Table<'a>,
    key: &'static str,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<(Node<'a>, Option<RequestDef>)> {
    let node = table.take(key)?;
    let inner = node.table(cx.report, "a request", node.at);
    let request = inner.and_then(|mut inner| {
        let request = plain(&mut inner, "POST", inside, cx);
        inner.finish(cx.report);
        request
    });
    Some((node, request))
}

/// Several deliveries in one request.
pub(super) fn batch(
    table: &mut Table<'_>,
    requests: &[(Occasion, RequestDef)],
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<BatchDef> {
    let node = table.take("batch")?;
    let mut table = node.table(cx.report, "the batches of a destination", node.at)?;
    let items = table.need(
        cx.report,
        "items_max",
        "how many deliveries go in one request",
    );
    let items = items.and_then(|node| node.number(cx.report, 2..=1_000));
    let join = table.flag(cx.report, "join");
    let occasions = occasions(&mut table, cx);
    let request = plain(&mut table, "POST", inside, cx);
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
    let wrong = |message, expected, cx: &mut Cx<'_, '_>| {
        let bad = MistakeKind::BadValue;
        cx.report.expect(node.at, bad, message, expected);
    };
    if (!join && !has_items) || others.next().is_some() {
        let message = "a batch is made of `{items}`, `{delivery.id}` and `{delivery.time}`";
        let expected = "`body = { batch = \"{items}\" }`, with whatever is the same for all";
        wrong(message, expected, cx);
    }
    let mut going = requests
        .iter()
        .filter(|(occasion, _)| occasions.contains(occasion));
    let alike = |one: &RequestDef| {
        let steps = one.find.is_some() || one.then.is_some() || one.left.is_some();
        let place = (one.method, one.path_written()) == (request.method, request.path_written());
        place && !steps && !one.form
    };
    if join && (request.body.is_some() || !going.all(|(_, one)| alike(one))) {
        let message = "these cannot be joined";
        let expected = "requests of the method and path of the batch, each by itself, and \
                        `occasions` that name no others; a joined batch has no body of its own";
        wrong(message, expected, cx);
    }
    Some(BatchDef {
        items_max: items? as usize,
        occasions,
        join,
        request,
    })
}

/// The occasions that go in batches.
fn occasions(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<Occasion> {
    let usual = [Occasion::Event, Occasion::Traits, Occasion::Segment];
    let words = table.texts(cx.report, "occasions", "occasions");
    let mut occasions = Vec::new();
    for word in &words {
        let known = usual.into_iter().find(|known| known.word() == word.text);
        if known.is_none() {
            let message = format!("`{}` does not go in batches", word.text);
            let valid = usual.into_iter().map(Occasion::word);
            let bad = MistakeKind::BadValue;
            cx.report.unknown(word.at, bad, message, word.text, valid);
        }
        occasions.extend(known);
    }
    if words.is_empty() {
        occasions.extend(usual);
    }
    occasions
}

/// A request by itself, of a method where it names none.
pub(super) fn plain(
    table: &mut Table<'_>,
    usual: &'static str,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<RequestDef> {
    let method = table.text(cx.report, "method");
    let method = match method {
        None => Some(usual),
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
    let url = table.text(cx.report, "url");
    let target = url.map(|url| sending::target_of(url, inside, cx));
    let own = table.take("auth").is_some();
    let auth = own.then(|| sending::auth(table, inside, cx));
    let path = path(table, cx);
    let headers = headers(table, cx);
    let body = table.take("body");
    let form = table.take("form");
    if let (Some(_), Some(form)) = (body, form) {
        let message = "a request has one body";
        let expected = "`body` or `form`";
        cx.report
            .expect(form.at, MistakeKind::BadValue, message, expected);
    }
    let is_form = form.is_some();
    let body = match body.or(form) {
        None => Some(None),
        Some(node) => template(node, 0, cx).map(Some),
    };
    let needs = needs(table, cx);
    let answers = sending::answers(table, cx);
    let needless = |found: Option<Option<_>>| match found {
        Some(found) => found.map(Some),
        None => Some(None),
    };
    let auth = match auth {
        Some(auth) => Some(auth?),
        None => None,
    };
    Some(RequestDef {
        method: method?,
        target: needless(target)?,
        auth,
        path: path?,
        headers,
        body: body?,
        form: is_form,
        needs: needs?,
        each: None,
        find: None,
        then: None,
        left: None,
        answers,
    })
}

fn path(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Piece>> {
    let Some(text) = table.text(cx.report, "path") else {
        return Some(Vec::new());
    };
    pieces_of(text, cx).filter(|_| {
        let proper = text.text.starts_with(['/', '?', ':'])
            && text.text.bytes().all(|byte| byte.is_ascii_graphic());
        if !proper {
            let message = format!("`{}` is not a path", text.text);
            let expected = "a path from `/` on, without blanks";
            cx.report
                .expect(text.at, MistakeKind::BadValue, message, expected);
        }
        proper
    })
}

pub(super) fn headers(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<(Box<str>, Vec<Piece>)> {
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

/// A name of a header that may be used.
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

/// A text with placeholders.
pub(super) fn pieces_of(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Piece>> {
    match pieces(text.text) {
        Ok(pieces) => Some(pieces),
        Err(slip) => {
            slipped(text, &slip, cx);
            None
        }
    }
}

/// The placeholder alone, without braces.
fn blank_of(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<Blank> {
    let text = node.text(cx.report)?;
    match blank(text.text) {
        Ok(blank) => Some(blank),
        Err(slip) => {
            slipped(text, &slip, cx);
            None
        }
    }
}

fn slipped(text: Text<'_>, slip: &Slip, cx: &mut Cx<'_, '_>) {
    let at = cx.report.within(text, slip.offset, slip.length);
    let message = format!("nothing is called `{}` here", slip.found);
    let valid = slip.valid.iter().copied();
    cx.report
        .unknown(at, MistakeKind::BadValue, message, &slip.found, valid);
}

/// A value of a body. All of it is looked at, whatever is wrong in a part.
pub(super) fn template(node: Node<'_>, depth: usize, cx: &mut Cx<'_, '_>) -> Option<Template> {
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
        DeValue::Table(_) => object(node, depth, cx),
        _ => node.wrong(cx.report, "a text, number, flag, list or table"),
    }
}

/// A table of a body; `"{each}"` and `"{if}"` say how often and whether it is there.
fn object(node: Node<'_>, depth: usize, cx: &mut Cx<'_, '_>) -> Option<Template> {
    let mut table = node.table(cx.report, "a body", node.at)?;
    let each = table.take("{each}").map(|node| node.text(cx.report));
    let only = table.take("{if}").map(|node| blank_of(node, cx));
    let items: Vec<_> = table
        .rest()
        .into_iter()
        .map(|(name, value)| Some((name.text.into(), template(value, depth + 1, cx)?)))
        .collect();
    let items: Option<Vec<(Box<str>, Template)>> = items.into_iter().collect();
    let mut made = Template::Object(items?);
    if let Some(each) = each {
        let list = each?.text;
        made = Template::Each(list.into(), Box::new(made.of_list(list)));
    }
    if let Some(only) = only {
        made = Template::If(only?, Box::new(made));
    }
    Some(made)
}

/// A number as JSON writes it.
fn number_of(text: &str) -> Option<Template> {
    let plain = text.replace('_', "");
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    let number: serde_json::Number = serde_json::from_str(plain).ok()?;
    Some(Template::Number(number.to_string().into()))
}
