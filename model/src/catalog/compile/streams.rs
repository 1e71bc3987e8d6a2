//! Brokers of messages: where they are, what is read from them, and what goes there.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{
    Broker, Inside, MessageDef, Messages, Occasion, Piece, Protocol, Sasl, Secret, StreamDef,
};
use super::{Cx, request, sending};

/// The longest subject, topic or name of a stream, in bytes.
const ADDRESS_BYTES_MAX: usize = 512;
/// The most subjects or topics of one source.
const FILTERS_MAX: usize = 50;
/// How many messages are under way at once where the catalog does not say.
const ITEMS: u32 = 100;

/// A broker: its address and as whom Telos comes to it.
fn broker(table: &mut Table<'_>, protocol: Protocol, cx: &mut Cx<'_, '_>) -> Option<Broker> {
    let inside = sending::inside(table, cx);
    let [(clear, _), (tls, _)] = protocol.schemes();
    let wanted = format!("where it is, as \"{tls}://host\"");
    let url = table.need_text(cx.report, "url", &wanted);
    let target = url.and_then(|url| {
        let target = target_of(url.text, protocol, inside);
        if target.is_none() {
            let message = format!("`{}` is not the address of a broker", url.text);
            let expected = format!(
                "`{tls}://host[:port]`, without a user; `{clear}://` without TLS only with `inside`"
            );
            cx.report
                .expect(url.at, MistakeKind::BadValue, message, expected);
        }
        target
    });
    let user = table.text(cx.report, "user");
    let password = secret(table, "password", cx);
    let token = match protocol {
        Protocol::Nats => secret(table, "token", cx),
        Protocol::Mqtt | Protocol::Kafka => Some(None),
    };
    let sasl = match protocol {
        Protocol::Kafka => sasl(table, user.is_some(), cx),
        Protocol::Nats | Protocol::Mqtt => Some(None),
    };
    if user.is_none()
        && let Some(Some(_)) = password
    {
        table.need(cx.report, "user", "whose password it is");
    }
    Some(Broker {
        protocol,
        target: target?,
        user: user.map(|user| user.text.into()),
        password: password?,
        token: token?,
        sasl: sasl?,
    })
}

/// How Kafka is shown who Telos is; none where it is said badly, or not at all where there is a
/// user.
#[expect(
    clippy::option_option,
    reason = "what is not said and what is said badly are not the same"
)]
fn sasl(table: &mut Table<'_>, is_somebody: bool, cx: &mut Cx<'_, '_>) -> Option<Option<Sasl>> {
    let wanted = "how the password is shown, as \"scram-sha-512\"";
    let text = if is_somebody {
        table.need(
            cx.report,
            "password",
            "what the user shows, as \"env:NAME\"",
        );
        Some(table.need_text(cx.report, "sasl", wanted)?)
    } else {
        table.text(cx.report, "sasl")
    };
    let Some(text) = text else {
        return Some(None);
    };
    if !is_somebody {
        table.need(cx.report, "user", "who shows it");
    }
    let known = Sasl::ALL.into_iter().find(|sasl| sasl.word() == text.text);
    if known.is_none() {
        let message = format!("`{}` is no way to show a password", text.text);
        let words = Sasl::ALL.map(Sasl::word);
        cx.report
            .unknown(text.at, MistakeKind::BadValue, message, text.text, words);
    }
    known.map(Some)
}

fn target_of(url: &str, protocol: Protocol, inside: Inside) -> Option<super::super::Target> {
    let [(clear, clear_port), (tls, tls_port)] = protocol.schemes();
    let (scheme, rest) = url.split_once("://")?;
    let (over_tls, usual) = match scheme {
        scheme if scheme == tls => (true, tls_port),
        scheme if scheme == clear => (false, clear_port),
        _ => return None,
    };
    let target = sending::parse_place(rest, over_tls, usual, inside)?;
    target.path.is_empty().then_some(target)
}

/// Where a secret is, if it is named; none where it is named badly.
#[expect(
    clippy::option_option,
    reason = "what is not named and what is named badly are not the same"
)]
fn secret(table: &mut Table<'_>, key: &'static str, cx: &mut Cx<'_, '_>) -> Option<Option<Secret>> {
    match table.text(cx.report, key) {
        None => Some(None),
        Some(text) => sending::secret_of(text, cx).map(Some),
    }
}

/// What messages are read from.
pub(super) fn source(
    table: &mut Table<'_>,
    protocol: Protocol,
    cx: &mut Cx<'_, '_>,
) -> Option<StreamDef> {
    let broker = broker(table, protocol, cx);
    let (stream, filters) = match protocol {
        Protocol::Nats => {
            let stream = table.need_text(cx.report, "stream", "the stream, as \"ORDERS\"");
            let stream = stream.and_then(|name| stream_name(name, cx));
            let subject = table.text(cx.report, "subject");
            let filters: Vec<Text<'_>> = subject.into_iter().collect();
            (stream, filters)
        }
        Protocol::Mqtt => {
            table.need(cx.report, "topics", "what is read, as [\"tills/+/orders\"]");
            let filters = table.texts(cx.report, "topics", "topics");
            let session = table.text(cx.report, "session");
            let session = session.map_or(Some("".into()), |name| stream_name(name, cx));
            (session, filters)
        }
        Protocol::Kafka => {
            let topic = table.need_text(cx.report, "topic", "what is read, as \"orders\"");
            (topic.and_then(|name| topic_name(name, cx)), Vec::new())
        }
    };
    let mut good = filters.len() <= FILTERS_MAX;
    for filter in &filters {
        let proper = is_filter(filter.text, protocol);
        if !proper {
            let what = protocol.address();
            let message = format!("`{}` is no {what} that can be read", filter.text);
            let expected = match protocol {
                Protocol::Nats => "words with dots between, `*` for one and a last `>` for all",
                Protocol::Mqtt => "levels with `/` between, `+` for one and a last `#` for all",
                Protocol::Kafka => TOPIC,
            };
            cx.report
                .expect(filter.at, MistakeKind::BadValue, message, expected);
        }
        good &= proper;
    }
    if let Some(filter) = filters.get(FILTERS_MAX) {
        let message = format!("there are {} topics", filters.len());
        let expected = format!("at most {FILTERS_MAX}");
        cx.report
            .expect(filter.at, MistakeKind::TooMany, message, expected);
    }
    let filters = filters.iter().map(|filter| filter.text.into());
    Some(StreamDef {
        broker: broker?,
        stream: stream?,
        filters: good.then(|| filters.collect())?,
    })
}

/// What is said on an occasion, as far as it can be read, and where.
type Read = (Occasion, Option<MessageDef>, At);

/// Reads where messages go and what they are.
pub(super) fn messages(
    table: &mut Table<'_>,
    at: At,
    protocol: Protocol,
    cx: &mut Cx<'_, '_>,
) -> (Option<Messages>, Vec<Read>) {
    let broker = broker(table, protocol, cx);
    let stream = match protocol {
        Protocol::Nats => table.text(cx.report, "stream"),
        Protocol::Mqtt | Protocol::Kafka => None,
    };
    let stream = stream.map(|name| stream_name(name, cx));
    let items_max = table.number(cx.report, "items_max", 1..=1_000);
    let read = request::by_occasion(table, at, cx, |table, occasion, cx| {
        message(table, occasion, protocol, cx)
    });
    let sends = read.iter();
    let sends = sends.filter_map(|(occasion, message, _)| Some((*occasion, message.clone()?)));
    let sends: Vec<(Occasion, MessageDef)> = sends.collect();
    let stream = match stream {
        Some(None) => return (None, read),
        Some(stream) => stream,
        None => None,
    };
    let messages = broker.map(|broker| Messages {
        broker,
        stream,
        sends,
        items_max: items_max.unwrap_or(ITEMS) as usize,
    });
    (messages, read)
}

fn message(
    table: &mut Table<'_>,
    occasion: Occasion,
    protocol: Protocol,
    cx: &mut Cx<'_, '_>,
) -> Option<MessageDef> {
    let each = request::each(table, occasion, cx);
    let to = table.need_text(cx.report, protocol.address(), "where the message goes");
    let to = to.and_then(|text| {
        let pieces = request::pieces_of(text, cx)?;
        let proper = is_address(&pieces, protocol);
        if !proper {
            let what = protocol.address();
            let message = format!("`{}` is no {what} that can be sent to", text.text);
            let expected = match protocol {
                Protocol::Nats => "words with dots between, such as `orders.{identifier.user_id}`",
                Protocol::Mqtt => "levels with `/` between, such as `people/{identifier.user_id}`",
                Protocol::Kafka => "letters, digits, `.`, `-` and `_`, without placeholders",
            };
            cx.report
                .expect(text.at, MistakeKind::BadValue, message, expected);
        }
        proper.then_some(pieces)
    });
    let headers = request::headers(table, cx);
    let body = match table.take("body") {
        None => Some(None),
        Some(node) => request::template(node, 0, cx).map(Some),
    };
    let needs = request::needs(table, cx);
    let retain = match protocol {
        Protocol::Mqtt => table.flag(cx.report, "retain"),
        Protocol::Nats | Protocol::Kafka => false,
    };
    let key = match protocol {
        Protocol::Nats | Protocol::Mqtt => Some(Vec::new()),
        Protocol::Kafka => {
            let wanted = "what keeps messages in order, as \"{identifier.user_id}\"";
            let key = table.need_text(cx.report, "key", wanted);
            key.and_then(|text| request::pieces_of(text, cx))
        }
    };
    Some(MessageDef {
        to: to?,
        key: key?,
        headers,
        body: body?,
        needs: needs?,
        each: each.map(|each| each.text.into()),
        retain,
    })
}

fn stream_name(name: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let proper = name.text.len() <= ADDRESS_BYTES_MAX && name.text.bytes().all(plain);
    if !proper {
        let message = format!("`{}` is no name of a stream", name.text);
        let expected = "letters, digits, `-` and `_`, as \"ORDERS\"";
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, expected);
    }
    proper.then(|| name.text.into())
}

/// What a topic of Kafka is made of.
const TOPIC: &str = "letters, digits, `.`, `-` and `_`, as \"orders\"";
/// The longest name of such a topic, in bytes.
const TOPIC_BYTES_MAX: usize = 249;

/// Whether Kafka takes this name for a topic.
fn is_topic(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    !matches!(name, "" | "." | "..") && name.len() <= TOPIC_BYTES_MAX && name.bytes().all(plain)
}

fn topic_name(name: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let proper = is_topic(name.text);
    if !proper {
        let message = format!("`{}` is no topic that can be read", name.text);
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, TOPIC);
    }
    proper.then(|| name.text.into())
}

/// Whether something can be subscribed to: wildcards stand where they may.
fn is_filter(filter: &str, protocol: Protocol) -> bool {
    let (between, one, all) = match protocol {
        Protocol::Nats => ('.', "*", ">"),
        Protocol::Mqtt => ('/', "+", "#"),
        Protocol::Kafka => return is_topic(filter),
    };
    let count = filter.split(between).count();
    let word = |(place, word): (usize, &str)| {
        let last = place + 1 == count;
        word == one || (word == all && last) || is_word(word, protocol)
    };
    let inner = filter.starts_with("$JS") || filter.starts_with("$SYS") || filter.starts_with('_');
    filter.len() <= ADDRESS_BYTES_MAX && !inner && filter.split(between).enumerate().all(word)
}

/// Whether something can be published to, whatever its placeholders stand for: their values are
/// encoded. What a broker keeps for itself cannot.
fn is_address(pieces: &[Piece], protocol: Protocol) -> bool {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Blank(_) => text.push('x'),
        }
    }
    let between = match protocol {
        Protocol::Nats => '.',
        Protocol::Mqtt => '/',
        Protocol::Kafka => {
            let plain = pieces.iter().all(|piece| matches!(piece, Piece::Text(_)));
            return plain && is_topic(&text);
        }
    };
    let first = matches!(pieces.first(), Some(Piece::Text(_)));
    let mut words = text.split(between);
    first
        && !text.starts_with(['$', '_'])
        && text.len() <= ADDRESS_BYTES_MAX
        && words.all(|word| is_word(word, protocol))
}

/// Whether something is a word of a subject or a level of a topic, without wildcards.
fn is_word(word: &str, protocol: Protocol) -> bool {
    match protocol {
        Protocol::Nats => {
            let plain = |byte: u8| byte.is_ascii_graphic() && !b"*>".contains(&byte);
            !word.is_empty() && word.bytes().all(plain)
        }
        Protocol::Mqtt => !word
            .chars()
            .any(|one| one.is_control() || "+#".contains(one)),
        Protocol::Kafka => is_topic(word),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::template::pieces;
    use super::*;

    #[test]
    fn wildcards_stand_only_where_a_broker_takes_them() {
        for (filter, protocol, proper) in [
            ("orders.>", Protocol::Nats, true),
            ("orders.*.done", Protocol::Nats, true),
            ("orders.>.done", Protocol::Nats, false),
            ("orders..done", Protocol::Nats, false),
            ("orders.a b", Protocol::Nats, false),
            ("orders.a*", Protocol::Nats, false),
            ("$JS.API.>", Protocol::Nats, false),
            ("tills/+/orders", Protocol::Mqtt, true),
            ("tills/#", Protocol::Mqtt, true),
            ("tills/#/orders", Protocol::Mqtt, false),
            ("tills/a+", Protocol::Mqtt, false),
            ("$SYS/#", Protocol::Mqtt, false),
            ("$share/telos/tills/#", Protocol::Mqtt, true),
        ] {
            assert_eq!(is_filter(filter, protocol), proper, "{filter}");
        }
    }

    #[test]
    fn nothing_goes_to_what_a_broker_keeps_for_itself() {
        for (to, protocol, proper) in [
            ("orders.{identifier.user_id}", Protocol::Nats, true),
            ("$JS.API.STREAM.DELETE.ORDERS", Protocol::Nats, false),
            ("_INBOX.x", Protocol::Nats, false),
            ("{identifier.user_id}.orders", Protocol::Nats, false),
            ("orders.*", Protocol::Nats, false),
            ("orders.", Protocol::Nats, false),
            ("people/{identifier.user_id}/done", Protocol::Mqtt, true),
            ("people/+", Protocol::Mqtt, false),
            ("$SYS/broker", Protocol::Mqtt, false),
            ("shop.orders-v1_x", Protocol::Kafka, true),
            ("orders.{identifier.user_id}", Protocol::Kafka, false),
            ("orders/done", Protocol::Kafka, false),
            ("..", Protocol::Kafka, false),
        ] {
            let pieces = pieces(to).expect("good");
            assert_eq!(is_address(&pieces, protocol), proper, "{to}");
        }
    }
}
