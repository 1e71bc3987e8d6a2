//! `telos destination try`: the exact requests that a destination would get about a made-up person.
//!
//! Everything is done as a server does it, on an engine in memory: the person's messages go through
//! the stages, what may go is asked for, and the request is made of what may. Nothing is sent.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use telos_connect::destination::{
    Item, Made, Message, Note, keys_of, messages, note_of, object_of, row, shown, statements,
    takes_out,
};
use telos_engine::outbox::{LANE_REMOVALS, Ready};
use telos_engine::{CacheSizes, Engine, Options, Refused, Status, SystemClock};
use telos_model::catalog::{
    Auth, Catalog, Destination, FieldKind, Files, Mails, Mistake, Reach, Source, compile,
};
use telos_model::id::PurposeSet;
use telos_model::json::Json;
use telos_model::message::RawMessage;
use telos_model::time::Timestamp;
use telos_store::Memory;
use telos_store::seal::{MasterKey, Vault};

use super::Report;
use crate::catalog::read;
use crate::cli::Try;

/// The secret that requests are signed with here.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// How much waits at the most that is shown.
const SHOWN_MAX: usize = 500;

/// Shows the requests.
pub(crate) fn run(args: &Try) -> Result<Report, Box<dyn Error>> {
    let compiled = compile(&read(&args.directory)?, None);
    let mut catalog = match compiled {
        Ok(catalog) => catalog,
        Err(mistakes) => return Err(listed(&mistakes).into()),
    };
    let destination = taken_up(&mut catalog, &args.destination)?;
    let source = source_for(&catalog, &destination)?;
    let said = match &args.person {
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            serde_json::from_str(&text).map_err(|error| {
                format!("{} is no JSON list of messages: {error}", path.display())
            })?
        }
        None => made_up(&catalog, &destination, &args.country),
    };
    let engine = engine(catalog)?;
    let shown = show(&engine, &destination, &source, &said);
    engine.stop();
    Ok(Report {
        text: shown?,
        success: true,
    })
}

fn listed(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!("the catalog has mistakes:\n\n{}", lines.join("\n"))
}

/// The destination, as if it were active, and all others as if they were not.
fn taken_up(catalog: &mut Catalog, name: &str) -> Result<Destination, String> {
    let Some(id) = catalog.names.destinations.get(name).copied() else {
        let mut names: Vec<&str> = catalog
            .names
            .destinations
            .keys()
            .map(AsRef::as_ref)
            .collect();
        names.sort_unstable();
        let names = names.join(", ");
        return Err(format!(
            "no destination is named `{name}`; there are: {names}"
        ));
    };
    for destination in catalog.destinations.iter_mut().flatten() {
        destination.active = destination.id == id;
    }
    let destination = catalog.destination(id).cloned();
    destination.ok_or_else(|| format!("no destination is named `{name}`"))
}

/// A source that collects for all purposes of the destination, or else for the most.
fn source_for(catalog: &Catalog, destination: &Destination) -> Result<Source, String> {
    let sources = catalog.sources.iter().flatten();
    let found = sources.max_by_key(|source| {
        let shared = source.purposes.intersection(destination.purposes);
        (
            shared.len(),
            source.purposes.len(),
            std::cmp::Reverse(source.id),
        )
    });
    let found = found.filter(|source| {
        let shared = source.purposes.intersection(destination.purposes);
        !shared.is_empty()
    });
    found.cloned().ok_or_else(|| {
        format!(
            "no source collects for the purposes of `{}`",
            destination.name
        )
    })
}

fn engine(catalog: Catalog) -> Result<Engine, Box<dyn Error>> {
    let (mut seed, mut secret) = ([0; 32], [0; 32]);
    getrandom::fill(&mut seed)?;
    getrandom::fill(&mut secret)?;
    let options = Options {
        seed,
        instance: 0,
        caches: CacheSizes::default(),
        warm: false,
        sweep_millis: 0,
        keep_recent: false,
    };
    let vault = Vault::new(MasterKey::from_secret(secret));
    let store = Arc::new(Memory::new());
    let clock = Arc::new(SystemClock);
    Ok(Engine::open(store, vault, catalog, clock, &options)?)
}

/// Messages of a person who agrees to everything, does everything that the destination lists, and
/// then takes back what can be taken back.
fn made_up(catalog: &Catalog, destination: &Destination, country: &str) -> Vec<Value> {
    const USER: &str = "sample-1";
    const BROWSER: &str = "1234567890.1700000000";
    let mut traits = Map::new();
    put(&mut traits, "email", json!("ann@mail.example"));
    let kinds = destination.identifiers.iter();
    let mut kinds = kinds.filter_map(|id| catalog.identifier(*id));
    if kinds.any(|kind| &*kind.name == "phone") {
        put(&mut traits, "phone", sample(FieldKind::Phone, country));
    }
    for id in &destination.traits {
        if let Some(field) = catalog.field(*id) {
            put(&mut traits, &field.path, sample(field.kind, country));
        }
    }
    put(&mut traits, "address.country", json!(country));
    let all = catalog.purposes.iter().flatten();
    let all = all.filter(|purpose| purpose.brand == destination.brand);
    let all: PurposeSet = all.map(|purpose| purpose.id).collect();
    let said = |purposes: PurposeSet, acts: &[&str]| -> Vec<Value> {
        let purposes = purposes.iter().filter_map(|id| catalog.purpose(id));
        let each = purposes.flat_map(|purpose| {
            let name = &purpose.name;
            acts.iter().map(
                move |act| json!({"purpose": name, "act": act, "explicit": true, "separate": true}),
            )
        });
        each.collect()
    };
    let mut messages = vec![
        json!({"type": "identify", "userId": USER, "anonymousId": BROWSER, "traits": traits}),
        json!({"type": "consent", "userId": USER, "consents": said(all, &["grant", "confirm"])}),
        json!({"type": "identify", "userId": USER, "anonymousId": BROWSER, "traits": traits}),
    ];
    for id in &destination.events {
        let Some(event) = catalog.event(*id) else {
            continue;
        };
        let mut properties = Map::new();
        for (path, id) in &event.fields {
            if let Some(field) = catalog.field(*id) {
                put(&mut properties, path, sample(field.kind, country));
            }
        }
        messages.push(json!({"type": "track", "userId": USER, "event": event.name,
            "properties": properties}));
    }
    let withdrawn = said(destination.purposes, &["withdraw"]);
    messages.push(json!({"type": "consent", "userId": USER, "consents": withdrawn}));
    messages
}

/// Puts a value at a path, `products[].sku` into the first of a list.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        match path.strip_suffix("[]") {
            Some(list) => object.insert(list.to_owned(), json!([value])),
            None => object.insert(path.to_owned(), value),
        };
        return;
    };
    let (name, empty) = match first.strip_suffix("[]") {
        Some(list) => (list, json!([{}])),
        None => (first, json!({})),
    };
    let inner = object.entry(name.to_owned()).or_insert(empty);
    let inner = match inner {
        Value::Array(items) => items.first_mut(),
        other => Some(other),
    };
    if let Some(Value::Object(inner)) = inner {
        put(inner, rest, value);
    }
}

fn sample(kind: FieldKind, country: &str) -> Value {
    match kind {
        FieldKind::Text | FieldKind::Note => json!("sample"),
        FieldKind::Number => json!(12.5),
        FieldKind::Boolean => json!(true),
        FieldKind::Time => json!("2026-01-02T03:04:05Z"),
        FieldKind::Email => json!("ann@mail.example"),
        FieldKind::Phone => json!("+49 30 901820"),
        FieldKind::Country => json!(country),
        FieldKind::Region => json!("DE-BE"),
        FieldKind::City => json!("Berlin"),
        FieldKind::Name => json!("Ann"),
        FieldKind::PostalCode => json!("10115"),
        FieldKind::Ip => json!("203.0.113.7"),
        FieldKind::Locale => json!("de-DE"),
    }
}

/// Sends the messages in, and shows what would go out.
fn show(
    engine: &Engine,
    destination: &Destination,
    source: &Source,
    said: &[Value],
) -> Result<String, Box<dyn Error>> {
    let mut text = format!(
        "What `{}` would get at {}. Nothing is sent.\nSecrets are shown as {}.\n",
        destination.name,
        destination.reach.place(),
        match &destination.reach {
            Reach::Http(http) => match &http.auth {
                Auth::None => "there are none".to_owned(),
                auth => format!("`{SECRET}`, in place of {}", auth.written()),
            },
            Reach::Postgres(tables) | Reach::Mysql(tables) => match &tables.secret {
                None => "there are none".to_owned(),
                Some(secret) => format!("nothing: {secret} is not looked for"),
            },
            Reach::Files(_) | Reach::Messages(_) | Reach::Mails(_) => "nothing".to_owned(),
        },
    );
    let mut count = 0;
    for message in said {
        take(engine, source, message, &mut text)?;
        count += show_waiting(engine, destination, &mut text)?;
    }
    if count == 0 {
        text.push_str("\nNothing goes: no purpose of it permits that for this person.\n");
        return Ok(text);
    }
    Ok(text)
}

fn take(
    engine: &Engine,
    source: &Source,
    message: &Value,
    text: &mut String,
) -> Result<(), Box<dyn Error>> {
    let body = message.to_string();
    let raw = RawMessage {
        body: Json::parse_str(&body).map_err(|_| "a message is no JSON that can be read")?,
        call: None,
        source: source.id,
        received: engine.now(),
        sent: None,
        address: None,
        gpc: false,
        fallback_id: engine.new_message_id(),
    };
    let item = engine.read_message(&raw).map_err(|rejection| Refused {
        message_id: raw.fallback_id.clone(),
        rejection,
        call: None,
    });
    let receipts = engine.submit(source.id, vec![item])?.blocking_recv()??;
    let word = message["event"].as_str().or(message["type"].as_str());
    let word = word.unwrap_or("message");
    for receipt in receipts {
        match receipt.status {
            Status::Kept { .. } => {}
            Status::Forgotten => writeln!(text, "\n{word}: forgotten, no purpose may hold it")?,
            Status::Duplicate => writeln!(text, "\n{word}: seen before")?,
            Status::Rejected(rejection) => {
                let code = rejection.code;
                writeln!(text, "\n{word}: rejected, {code}")?;
            }
        }
    }
    engine.review()?;
    Ok(())
}

fn show_waiting(
    engine: &Engine,
    destination: &Destination,
    text: &mut String,
) -> Result<usize, Box<dyn Error>> {
    let mut count = 0;
    for lane in 0..=LANE_REMOVALS {
        for waiting in engine.waiting(destination.id, lane, None, SHOWN_MAX)? {
            let word = waiting.cause.occasion().word();
            let came = match engine.ready(&waiting)? {
                Ready::Send(sending) => {
                    let item = Item {
                        id: sending.id,
                        outgoing: &sending.outgoing,
                    };
                    write_delivery(destination, word, item, engine.now(), text)?;
                    count += 1;
                    let status = 200;
                    telos_engine::outbox::SettledAs::Sent { status, sending }
                }
                Ready::Waits => continue,
                Ready::Refused => telos_engine::outbox::SettledAs::Refused,
                Ready::Gone => telos_engine::outbox::SettledAs::Gone,
            };
            engine.settle(&[telos_engine::outbox::Settled { waiting, came }])?;
        }
    }
    Ok(count)
}

/// Shows all that a delivery comes to.
fn write_delivery(
    destination: &Destination,
    word: &str,
    item: Item<'_>,
    now: Timestamp,
    text: &mut String,
) -> std::fmt::Result {
    match &destination.reach {
        Reach::Http(http) => match shown(http, item, now, Some(SECRET)) {
            Ok(all) if all.is_empty() => writeln!(text, "\nsend.{word}: nobody to be named"),
            Ok(all) => all
                .iter()
                .try_for_each(|made| write_request(word, made, text)),
            Err(error) => writeln!(text, "\nsend.{word}: {error}"),
        },
        Reach::Postgres(tables) | Reach::Mysql(tables) => match statements(tables, item, now) {
            Ok(all) if all.is_empty() => writeln!(text, "\nsend.{word}: nobody to be named"),
            Ok(all) => all.iter().try_for_each(|statement| {
                writeln!(text, "\nsend.{word}\n{}\n", statement.sql)?;
                let mut values = statement.values.iter();
                values.try_for_each(|value| writeln!(text, "{value:#}"))
            }),
            Err(error) => writeln!(text, "\nsend.{word}: {error}"),
        },
        Reach::Files(files) => write_rows(destination, files, (word, item, now), text),
        Reach::Messages(to) => match messages(to, item, now) {
            Ok(all) if all.is_empty() => writeln!(text, "\nsend.{word}: nobody to be named"),
            Ok(all) => all
                .iter()
                .try_for_each(|message| write_message(word, message, text)),
            Err(error) => writeln!(text, "\nsend.{word}: {error}"),
        },
        Reach::Mails(mails) => match note_of(mails, item, now) {
            Ok(note) => write_mail(mails, word, &note, text),
            Err(error) => writeln!(text, "\nsend.{word}: {error}"),
        },
    }
}

fn write_mail(mails: &Mails, word: &str, note: &Note, text: &mut String) -> std::fmt::Result {
    let to = mails.to.join(", ");
    writeln!(
        text,
        "\nsend.{word}\nTo: {to}\nSubject: {}\n\n{}",
        note.subject, note.text
    )?;
    match &note.row {
        Some(row) => writeln!(text, "\nattached: {row}"),
        None => Ok(()),
    }
}

/// Shows the row that a delivery comes to, or which rows it takes out.
fn write_rows(
    destination: &Destination,
    files: &Files,
    (word, item, now): (&str, Item<'_>, Timestamp),
    text: &mut String,
) -> std::fmt::Result {
    let place = files.place();
    if takes_out(files, item.outgoing.occasion) {
        let column = &files.key.column;
        let values = keys_of(&files.key, item).join(", ");
        return writeln!(
            text,
            "\nsend.{word}\nOut of all files below {place}/: rows whose `{column}` is one of {values}"
        );
    }
    match row(files, item, now) {
        Ok(Some(row)) => {
            let object = object_of(files, &destination.name, std::slice::from_ref(&row));
            let Ok(object) = object else {
                return writeln!(text, "\nsend.{word}: a value is not of its column's type");
            };
            writeln!(text, "\nsend.{word}\n{place}/{}", object.name)?;
            let mut cells = row.cells.iter();
            cells.try_for_each(|(name, value)| writeln!(text, "{name} = {value}"))
        }
        Ok(None) => writeln!(text, "\nsend.{word}: nobody to be named"),
        Err(error) => writeln!(text, "\nsend.{word}: {error}"),
    }
}

fn write_message(word: &str, message: &Message, text: &mut String) -> std::fmt::Result {
    let retained = if message.retain { " (retained)" } else { "" };
    writeln!(text, "\nsend.{word}\n{}{retained}", message.to)?;
    if let Some(key) = &message.key {
        writeln!(text, "key: {key}")?;
    }
    writeln!(text, "idempotency-key: {}", message.id)?;
    for (name, value) in &message.headers {
        writeln!(text, "{name}: {value}")?;
    }
    match serde_json::from_slice::<Value>(&message.body) {
        Ok(body) => writeln!(text, "\n{body:#}"),
        Err(_) => writeln!(text, "\n(empty)"),
    }
}

fn write_request(word: &str, made: &Made, text: &mut String) -> std::fmt::Result {
    let target = &made.target;
    let scheme = if target.https { "https" } else { "http" };
    let place = target.authority();
    writeln!(
        text,
        "\nsend.{word}\n{} {scheme}://{place}{}",
        made.method, made.path
    )?;
    for (name, value) in &made.headers {
        writeln!(text, "{name}: {value}")?;
    }
    if !made.body.is_empty() {
        match serde_json::from_slice::<Value>(&made.body) {
            Ok(body) => writeln!(text, "\n{body:#}")?,
            Err(_) => writeln!(text, "\n{}", String::from_utf8_lossy(&made.body))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{CatalogFile, starter};

    use super::*;

    fn tried(name: &str, country: &str) -> String {
        tried_of(&starter(), name, country)
    }

    fn tried_of(files: &[CatalogFile], name: &str, country: &str) -> String {
        let mut catalog = compile(files, None).expect("a catalog in order");
        let destination = taken_up(&mut catalog, name).expect("declared");
        let source = source_for(&catalog, &destination).expect("one that collects");
        let said = made_up(&catalog, &destination, country);
        let engine = engine(catalog).expect("opens");
        let shown = show(&engine, &destination, &source, &said).expect("shown");
        engine.stop();
        shown
    }

    #[test]
    fn the_shipped_destinations_show_their_requests() {
        let parcels = tried("aria-parcels", "DE");
        assert!(
            parcels.contains("POST https://parcels.example/hooks/telos"),
            "{parcels}"
        );
        assert!(parcels.contains("webhook-signature: v1,"), "{parcels}");
        assert!(
            parcels.contains(r#""event": "Order Completed""#),
            "{parcels}"
        );
        let letters = tried("aria-letters", "DE");
        assert!(
            letters.contains("POST https://letters.example/v1/track"),
            "{letters}"
        );
        assert!(letters.contains("authorization: Basic "), "{letters}");
    }

    #[test]
    fn every_shipped_destination_can_be_tried() {
        for (name, line) in [
            (
                "aria-braze",
                "POST https://rest.fra-01.braze.eu/users/track",
            ),
            ("aria-google-analytics", "/mp/collect?measurement_id="),
            ("aria-hubspot", "/crm/v3/objects/contacts/batch/upsert"),
            (
                "aria-mailchimp",
                "PATCH https://us1.api.mailchimp.com/3.0/lists/",
            ),
            ("aria-meta", "DELETE https://graph.facebook.com/v24.0/"),
            ("aria-salesforce", "/composite/sobjects/Contact/Telos_Id__c"),
            ("aria-shopify", "/admin/api/2026-07/graphql.json"),
            (
                "aria-zendesk",
                "GET https://your-subdomain.zendesk.com/api/v2/users/search",
            ),
        ] {
            let shown = tried(name, "JP");
            assert!(shown.contains(line), "{name}: {shown}");
            assert!(!shown.contains("make a request"), "{name}: {shown}");
        }
    }

    #[test]
    fn tables_show_their_statements_with_the_values_apart() {
        let tables = r#"
[destination.tables]
kind = "KIND"
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
url = "KIND://telos@db.example/shop"
secret = "env:SHOP"
identifiers = ["user_id"]
traits = ["first_name"]
[destination.tables.send.traits]
tables = ["people"]
key = { user_id = "{identifier.user_id}" }
columns = { first_name = "{trait.first_name}" }
[destination.tables.send.suppress]
tables = ["people"]
act = "delete"
key = { user_id = "{identifiers.user_id}" }
"#;
        for (kind, lines) in [
            (
                "postgres",
                ["ON CONFLICT (\"user_id\")", "DELETE FROM \"people\" AS t"],
            ),
            (
                "mysql",
                ["ON DUPLICATE KEY UPDATE", "DELETE FROM `people` WHERE"],
            ),
        ] {
            let mut files = starter();
            let path = "destinations/tables.toml".into();
            let text = tables.replace("KIND", kind);
            files.push(CatalogFile { path, text });
            let shown = tried_of(&files, "tables", "DE");
            let place = format!("{kind}://telos@db.example");
            for wanted in [&*place, "\"sample", "env:SHOP", lines[0], lines[1]] {
                assert!(shown.contains(wanted), "{wanted}: {shown}");
            }
        }
    }

    #[test]
    fn an_unknown_destination_is_told_with_those_there_are() {
        let mut catalog = compile(&starter(), None).expect("the shipped catalog");
        let told = taken_up(&mut catalog, "letters").expect_err("unknown");
        assert!(told.contains("aria-letters"), "{told}");
    }
}
