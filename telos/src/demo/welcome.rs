//! What the demo prints: where things are, what to open, what to try.

use std::fmt::Write as _;
use std::net::SocketAddr;

use telos_server::pages::Console;

use super::client::Tally;
use super::home::{Access, Home, Progress};

/// The people whom the tour shows, by their numbers, and what they are there for.
pub(super) const TOUR: [(usize, &str); 5] = [
    (0, "one person in both shops; said yes to suggestions only"),
    (1, "shares a tablet with the next, and stays a person apart"),
    (2, "the other at the tablet"),
    (3, "a laptop and a telephone, known to be one person"),
    (4, "typing errors in name, telephone number and email"),
];

/// Somebody to look at.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) user_id: String,
    pub(super) email: String,
    /// The path of the page.
    pub(super) page: String,
    pub(super) what: &'static str,
}

/// What is said before anything is sent.
pub(super) fn opening(home: &Home, progress: &Progress, new_key: bool) -> String {
    let place = home.place();
    let key = if new_key {
        "made just now, outside the data: without it nobody can open the data"
    } else {
        "outside the data, which nobody can open without it"
    };
    let again = if progress.told == 0 {
        "new"
    } else {
        "going on where it stopped"
    };
    format!(
        "\nTelos demo ({again}): {people} made-up customers of two shops,\n\
         Aria (music and books) and Bento (kitchenware). It needs no network.\n\n\
         \x20 data  {data}\n\
         \x20 key   {path}\n\
         \x20       {key}\n\n",
        people = thousands(progress.people as u64),
        data = home.dir().display(),
        path = place.key_file.display(),
    )
}

/// What became of the history.
pub(super) fn history_told(tally: &Tally, millis: i64) -> String {
    let tenths = millis / 100;
    let mut text = format!(
        "  Six weeks of history: {} messages through the HTTP API in {}.{} s\n",
        thousands(tally.all()),
        tenths / 10,
        tenths % 10,
    );
    for (count, what) in [
        (tally.kept, "kept"),
        (tally.forgotten, "forgotten: no purpose may hold any of it"),
        (tally.duplicate, "seen before, and counted once"),
        (tally.rejected, "turned away, each with its reason"),
    ] {
        let _ = writeln!(text, "  {:>9} {what}", thousands(count));
    }
    text.push('\n');
    text
}

/// What to open and to try.
pub(super) fn ready(address: SocketAddr, access: &Access, people: &[Shown], rate: u32) -> String {
    let mut text = String::new();
    open(&mut text, address, access, people);
    let user = people.first().map_or("c-100000", |shown| &*shown.user_id);
    let name = people.first().map_or("a customer", |shown| &*shown.name);
    let key = &access.machine;
    let json = "-H 'Content-Type: application/json'";
    let _ = write!(
        text,
        "TRY, in another terminal\n\n\
         1. Ask: may Aria use what {name} does, for suggestions?\n\n\
         \x20  curl -s http://{address}/v1/decisions -H 'Authorization: Bearer {key}' \\\n\
         \x20    {json} -d '{{\"who\":{{\"kind\":\"user_id\",\"value\":\"{user}\"}},\n\
         \x20    \"operation\":\"segment\",\"purpose\":\"aria/personalisation\",\"categories\":[\"behaviour\"]}}'\n\n\
         \x20  \"permit\", with the consent that it rests on. For \"aria/shop-analytics\": \"deny\", and why.\n\n\
         2. Take the yes back, and see the next event left out. First an event:\n\n\
         \x20  curl -s http://{address}/v1/track -u aria-email-key: {json} \\\n\
         \x20    -d '{{\"userId\":\"{user}\",\"event\":\"Email Clicked\"}}'\n\n\
         \x20  \"kept\". Now the customer changes their mind:\n\n\
         \x20  curl -s http://{address}/v1/consents -u aria-web-key: {json} \\\n\
         \x20    -d '{{\"userId\":\"{user}\",\"consents\":[{{\"purpose\":\"personalisation\",\"act\":\"withdraw\"}}]}}'\n\n\
         \x20  The event again is now \"forgotten\", and 1. says \"deny\". Why? With the messageId of its answer:\n\n\
         \x20  curl -s http://{address}/v1/events/MESSAGE_ID -H 'Authorization: Bearer {key}'\n\n\
         \x20  (\"act\":\"grant\" gives the yes back.)\n\n\
         3. See what goes out: the demo is its own destination, which gets what customers do who\n\
         \x20  said yes to letters. A no (\"news-email\") stops that within a second, and is told there:\n\n\
         \x20  curl -s http://{address}/demo/receiver\n\n\
         4. Watch what comes in, what is kept and what is left out, and why:\n\n\
         \x20  curl -sN http://{address}/v1/live -H 'Authorization: Bearer {key}'\n\n\
         \x20  or open the console, above.\n\n\
         Messages come in at about {rate} a second. Ctrl-C stops; the data stays.\n",
    );
    text
}

fn open(text: &mut String, address: SocketAddr, access: &Access, people: &[Shown]) {
    let enter = Console::sign_in_path(&access.console);
    let _ = write!(
        text,
        "OPEN in a browser\n\n\
         \x20 http://{address}{enter}\n\
         \x20     the console: what comes in now, and what becomes of it\n"
    );
    for shown in people {
        let _ = writeln!(
            text,
            "  http://{address}{}\n      {}: {}",
            shown.page, shown.name, shown.what
        );
    }
    if let Some(first) = people.first() {
        let _ = write!(
            text,
            "  http://{address}/me\n\
             \x20     the customers' own pages. As {name}, type {email}:\n\
             \x20     the letter with the code is printed here, since the demo sends nothing\n\
             \x20 http://{address}/me/history\n\
             \x20     every yes and no of theirs, each with a receipt to download\n\
             \x20 http://{address}/me/requests\n\
             \x20     what they ask for by right: a copy, a human look, erasure\n",
            name = first.name,
            email = first.email,
        );
    }
    let _ = write!(
        text,
        "  http://{address}/receipts/verify\n\
         \x20     checks a receipt in the browser, without asking anybody\n\
         \x20 http://{address}/transparency/aria\n\
         \x20     what Aria collects, why and for how long, made from the rules in force\n\
         \x20 http://{address}/v1/ledger/checkpoint\n\
         \x20     the signed head of the ledger that proves what people permitted\n\
         \x20 http://{address}/console/records\n\
         \x20     the record of processing\n"
    );
    text.push('\n');
}

/// What is said at the end.
pub(super) fn farewell(home: &Home, named: bool) -> String {
    let again = if named {
        format!("telos demo --dir '{}'", home.dir().display())
    } else {
        "telos demo".to_owned()
    };
    format!(
        "\nStopped. The data is in {}; `{again}` goes on from there.\n",
        home.dir().display()
    )
}

/// A number with a comma between thousands.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), text);
        }
    }
}
