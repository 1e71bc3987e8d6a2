//! What sources send: bodies made before the run, into which ids are written just before sending.

use super::http::post;
use super::people::DIGITS;
use super::random::Random;

/// Digits of a message's own number.
const ID_DIGITS: usize = 16;
/// Where a person's number and a message's own number go.
const PERSON: &str = "@@@@@@@@@";
const ID: &str = "################";

/// A source that sends, as the value of `Authorization`, with its share in a hundred.
const SOURCES: [(&str, u64); 5] = [
    ("Basic YXJpYS13ZWIta2V5Og==", 45),
    ("Basic YXJpYS1hcHAta2V5Og==", 15),
    ("Basic YmVudG8td2ViLWtleTo=", 20),
    ("Basic YmVudG8tYXBwLWtleTo=", 10),
    ("Basic YXJpYS1zdG9yZS1rZXk6", 10),
];
const CATEGORIES: [&str; 5] = ["Vinyl", "CD", "Books", "Posters", "Headphones"];
const PATHS: [&str; 5] = ["/", "/vinyl", "/cd/new", "/books/jazz", "/cart"];

/// A request whose messages get other people and ids each time.
#[derive(Debug, Clone)]
pub(super) struct Template {
    bytes: Vec<u8>,
    messages: Vec<Places>,
}

/// Where in a request a message's ids stand.
#[derive(Debug, Clone, Default)]
struct Places {
    id: usize,
    people: Vec<usize>,
}

impl Template {
    /// A batch of a source.
    pub(super) fn batch(random: &mut Random, messages: usize, time: &str) -> Self {
        let authorization = source(random);
        let mut body = String::from(r#"{"batch":["#);
        for index in 0..messages {
            if index > 0 {
                body.push(',');
            }
            body.push_str(&message(random, time));
        }
        body.push_str(r#"],"sentAt":""#);
        body.push_str(time);
        body.push_str(r#""}"#);
        Self::new(&post("/v1/batch", authorization, body.len()), &body)
    }

    /// One track call.
    pub(super) fn single(random: &mut Random, time: &str) -> Self {
        let body = viewed(random, time, true);
        Self::new(&post("/v1/track", source(random), body.len()), &body)
    }

    fn new(head: &str, body: &str) -> Self {
        let bytes = [head.as_bytes(), body.as_bytes()].concat();
        let mut messages: Vec<Places> = Vec::new();
        let mut at = head.len();
        while at < bytes.len() {
            if bytes[at..].starts_with(ID.as_bytes()) {
                messages.push(Places {
                    id: at,
                    people: Vec::new(),
                });
                at += ID_DIGITS;
            } else if bytes[at..].starts_with(PERSON.as_bytes()) {
                if let Some(message) = messages.last_mut() {
                    message.people.push(at);
                }
                at += DIGITS;
            } else {
                at += 1;
            }
        }
        Self { bytes, messages }
    }

    /// How many messages it has.
    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// How many bytes it has.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The request for other people, with ids from `ids` on.
    pub(super) fn fill(&mut self, random: &mut Random, people: u64, ids: &mut u64) -> &[u8] {
        for message in &self.messages {
            let person = random.skewed(people);
            for at in &message.people {
                write_digits(&mut self.bytes[*at..*at + DIGITS], person);
            }
            write_digits(&mut self.bytes[message.id..message.id + ID_DIGITS], *ids);
            *ids += 1;
        }
        &self.bytes
    }
}

fn write_digits(into: &mut [u8], mut number: u64) {
    for digit in into.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

fn source(random: &mut Random) -> &'static str {
    let mut drawn = random.below(100);
    for (authorization, share) in SOURCES {
        match drawn.checked_sub(share) {
            Some(rest) => drawn = rest,
            None => return authorization,
        }
    }
    SOURCES[0].0
}

/// One message of the kinds that shops send most.
fn message(random: &mut Random, time: &str) -> String {
    match random.below(100) {
        0..45 => viewed(random, time, false),
        45..65 => page(random, time),
        65..75 => added(random, time),
        75..82 => identify(random, time),
        82..88 => order(random, time),
        88..95 => searched(random, time),
        _ => opened(random, time),
    }
}

/// How every message begins. A few come from people who are not signed in.
fn head(random: &mut Random, call: &str, time: &str) -> String {
    let user = if random.chance(85) {
        format!(r#""userId":"u{PERSON}","#)
    } else {
        String::new()
    };
    format!(
        r#"{{"type":"{call}","messageId":"node-next-1778000000000-{ID}",{user}"anonymousId":"a0000000-0000-4000-8000-000{PERSON}","timestamp":"{time}","#
    )
}

/// What every message carries along; a third say what the person permits.
fn context(random: &mut Random) -> String {
    let path = random.pick(&PATHS);
    let consent = if random.chance(33) {
        r#","consent":{"categoryPreferences":{"analytics":true,"personalization":true,"advertising":false}}"#
    } else {
        ""
    };
    let address = random.below(250);
    format!(
        r#""context":{{"ip":"203.0.113.{address}","userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0","locale":"de-DE","timezone":"Europe/Berlin","page":{{"path":"{path}","url":"https://shop.example.net{path}","title":"Shop"}},"library":{{"name":"analytics.js","version":"next-1.81.0"}}{consent}}},"integrations":{{}}}}"#
    )
}

fn product(random: &mut Random) -> String {
    let number = random.below(50_000);
    format!(
        r#""product_id":"p{number}","sku":"S-{number:05}","category":"{}","name":"Record number {number}","brand":"Blue Note","price":{}.99,"quantity":1,"currency":"EUR""#,
        random.pick(&CATEGORIES),
        5 + random.below(60),
    )
}

fn viewed(random: &mut Random, time: &str, always_signed_in: bool) -> String {
    let mut head = head(random, "track", time);
    if always_signed_in && !head.contains("userId") {
        head.extend([r#""userId":"u"#, PERSON, r#"","#]);
    }
    let (product, context) = (product(random), context(random));
    format!(r#"{head}"event":"Product Viewed","properties":{{{product}}},{context}"#)
}

fn added(random: &mut Random, time: &str) -> String {
    let (head, product, context) = (
        head(random, "track", time),
        product(random),
        context(random),
    );
    format!(
        r#"{head}"event":"Product Added","properties":{{"cart_id":"c{PERSON}",{product}}},{context}"#
    )
}

fn order(random: &mut Random, time: &str) -> String {
    let (head, product, context) = (
        head(random, "track", time),
        product(random),
        context(random),
    );
    let total = 5 + random.below(300);
    format!(
        r#"{head}"event":"Order Completed","properties":{{"order_id":"o-{ID_TEXT}{total}","total":{total}.5,"revenue":{total},"tax":1.5,"currency":"EUR","quantity":1,"products":[{{{product}}}]}},{context}"#,
        ID_TEXT = random.below(1_000_000_000),
    )
}

fn searched(random: &mut Random, time: &str) -> String {
    let (head, context) = (head(random, "track", time), context(random));
    format!(
        r#"{head}"event":"Products Searched","properties":{{"query":"blue train {}"}},{context}"#,
        random.below(1_000)
    )
}

fn opened(random: &mut Random, time: &str) -> String {
    let (head, context) = (head(random, "track", time), context(random));
    format!(
        r#"{head}"event":"Email Opened","properties":{{"campaign_id":"spring-{}","subject":"New records this week"}},{context}"#,
        random.below(40)
    )
}

fn page(random: &mut Random, time: &str) -> String {
    let (head, context) = (head(random, "page", time), context(random));
    let path = random.pick(&PATHS);
    format!(
        r#"{head}"name":"Shop","properties":{{"path":"{path}","url":"https://shop.example.net{path}","title":"Shop","referrer":"https://www.example.org/"}},{context}"#
    )
}

fn identify(random: &mut Random, time: &str) -> String {
    let (head, context) = (head(random, "identify", time), context(random));
    format!(
        r#"{head}"traits":{{"loyalty_tier":"{}","loyalty_points":{},"language":"de-DE"}},{context}"#,
        random.pick(&["silver", "gold", "basic"]),
        random.below(5_000)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "2026-05-03T10:00:00.000Z";

    fn body(request: &[u8]) -> serde_json::Value {
        let text = std::str::from_utf8(request).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    #[test]
    fn every_message_of_a_batch_is_of_a_person_and_has_an_id_of_its_own() {
        let mut random = Random::new(1);
        let mut template = Template::batch(&mut random, 300, TIME);
        assert_eq!(template.len(), 300);
        let mut ids = 5;
        let read = body(template.fill(&mut random, 1_000, &mut ids));
        assert_eq!(ids, 305);
        let mut seen: Vec<&str> = Vec::new();
        for message in read["batch"].as_array().unwrap() {
            seen.push(message["messageId"].as_str().unwrap());
            let anonymous = message["anonymousId"].as_str().unwrap();
            assert!(!anonymous.contains('@'));
            if let Some(user) = message["userId"].as_str() {
                assert_eq!(user[1..], anonymous[anonymous.len() - DIGITS..]);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 300);
    }

    #[test]
    fn messages_are_about_as_long_as_the_stock_ones() {
        let mut random = Random::new(2);
        let bytes = Template::batch(&mut random, 1_000, TIME).bytes();
        assert!((550_000..800_000).contains(&bytes), "{bytes}");
    }

    #[test]
    fn a_single_call_is_one_message() {
        let mut random = Random::new(3);
        for _ in 0..50 {
            let mut template = Template::single(&mut random, TIME);
            let read = body(template.fill(&mut random, 1_000, &mut 1));
            assert_eq!(template.len(), 1);
            assert!(read["userId"].is_string());
        }
    }
}
