//! The bodies of the fuzz targets, over what people write and over random bytes.

#[path = "../../../fuzz/src/engine.rs"]
#[expect(unreachable_pub, reason = "the fuzz crate exports them")]
mod bodies;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use telos_model::catalog::starter;

/// Inputs that found something once, or that come far.
const MESSAGES: [&str; 6] = [
    r#" {"type":"identify","userId":"u1","traits":{"email":"A@x.example","phone":"+49 30 1","address":{"country":"DE"}},"context":{"ip":"203.0.113.7"}}"#,
    r#" {"type":"track","event":"Order Completed","userId":"u1","properties":{"revenue":1e300,"products":[{"price":-1},null,7]}}"#,
    r#" {"type":"alias","userId":"u","previousId":"p"}"#,
    r#" {"type":"consent","userId":"u","consents":[{"purpose":"service","act":"grant"}],"preferences":[{"channel":"email","from_minute":1,"until_minute":2}]}"#,
    // A blocked value written in full width, which normalising makes plain.
    " {\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"email\":\"user@\u{ff45}xample.com\"}}",
    r#" {"type":"page","anonymousId":"a","context":{"consent":{"categoryPreferences":{"analytics":true}},"externalIds":[{"type":"device_id","id":"d"}]}}"#,
];
const CONDITIONS: [&str; 4] = [
    r#"count of "Order Completed" within 365 days >= 3"#,
    r#"did "Product Added" within 7 days and not (trait.favourite_genres contains "jazz" or in segment aria-regulars)"#,
    "consent to news-email is granted",
    "computed.orders_count >= 1",
];

/// Runs a body over a text, the text cut and bent, and random bytes.
fn over(texts: &[&[u8]], rounds: usize, body: impl Fn(&[u8])) {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    for text in texts {
        body(text);
        for _ in 0..rounds {
            let mut bent = text.to_vec();
            for _ in 0..dice.random_range(1..4) {
                let at = dice.random_range(0..=bent.len());
                match dice.random_range(0..3) {
                    0 => bent.truncate(at),
                    1 => bent.insert(at, dice.random()),
                    _ => {
                        if let Some(byte) = bent.get_mut(at) {
                            *byte ^= 1 << dice.random_range(0..8);
                        }
                    }
                }
            }
            body(&bent);
        }
    }
    for length in 0..200 {
        let mut bytes = vec![0; length];
        dice.fill_bytes(&mut bytes);
        body(&bytes);
    }
}

/// Strings of the IAB's own encoders.
const SIGNALS: [&str; 3] = [
    "CQuFeUAQuFeUAAfACBENCOFoANIAAEKAAAYgCWQBAABAAGgAQABYBLAACIAA.IAEEUAAA.dAAAAAAAAAAA",
    "DBABzMA~1YY-~CAAYAAAAAABA.YA~BAQEAABA.QA~BAQAABA",
    "DBABLA~CAAgAAAAAABA.QA",
];

#[test]
fn signals_of_any_bytes_are_read_or_refused() {
    let texts: Vec<&[u8]> = SIGNALS.iter().map(|text| text.as_bytes()).collect();
    over(&texts, 3_000, bodies::signals);
}

#[test]
fn messages_of_any_bytes_are_taken_or_refused() {
    let texts: Vec<&[u8]> = MESSAGES.iter().map(|text| text.as_bytes()).collect();
    over(&texts, 300, bodies::messages);
}

#[test]
fn batches_of_any_bytes_are_taken_or_refused() {
    let text = format!(
        r#"{{"sentAt":"2026-05-03T12:00:00Z","batch":[{}]}}"#,
        MESSAGES.join(",")
    );
    over(&[text.as_bytes()], 500, bodies::batches);
}

#[test]
fn catalogs_of_any_bytes_compile_or_tell_their_mistakes() {
    let files = starter();
    let texts: Vec<Vec<u8>> = (0_u8..)
        .zip(&files)
        .map(|(place, file)| [&[place], file.text.as_bytes()].concat())
        .collect();
    let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
    over(&texts, 2, bodies::catalogs);
}

#[test]
fn conditions_of_any_bytes_read_the_same_when_printed() {
    let texts: Vec<&[u8]> = CONDITIONS.iter().map(|text| text.as_bytes()).collect();
    over(&texts, 1_000, bodies::segments);
}

#[test]
fn stored_forms_of_any_bytes_are_read_or_refused() {
    let world = crate::support::World::new();
    let texts = MESSAGES.map(str::trim);
    for text in texts {
        world.send("aria-web-key", &[text]);
    }
    let opened = world.opened();
    let plain: Vec<&[u8]> = opened
        .plain
        .iter()
        .map(|(_, bytes)| bytes.as_slice())
        .collect();
    assert!(plain.len() > 5);
    over(&plain, 1_000, bodies::layout);
}
