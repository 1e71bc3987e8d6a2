//! How each kind of destination is reached, and whether what it sends stands for something.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{
    Blank, Dialect, Http, IdentifierDef, MessageDef, Occasion, Protocol, Reach, RequestDef,
    SlotKind, Stands, WriteDef,
};
use super::Cx;
use super::destination::{Known, Takes};
use super::files;
use super::records;
use super::request;
use super::sending;
use super::streams;
use super::tables;

/// What is said on an occasion, as far as it can be checked for what it stands for.
pub(super) struct Said {
    occasion: Occasion,
    at: At,
    blanks: Vec<Blank>,
    /// Of which kind of identifier it goes to each.
    each: Option<Box<str>>,
    /// Something is asked first.
    finds: bool,
}

/// How a destination is reached.
pub(super) fn reach(
    table: &mut Table<'_>,
    name: Text<'_>,
    cx: &mut Cx<'_, '_>,
) -> (Option<Reach>, Vec<Said>) {
    const KINDS: [&str; 7] = [
        "http", "postgres", "mysql", "files", "nats", "mqtt", "kafka",
    ];
    let kind = table.text(cx.report, "kind");
    match kind.map(|kind| (kind, kind.text)) {
        None | Some((_, "http")) => http(table, name, cx),
        Some((_, "postgres")) => tables_in(Dialect::Postgres, table, name, cx),
        Some((_, "mysql")) => tables_in(Dialect::Mysql, table, name, cx),
        Some((_, "files")) => to_files(table, name, cx),
        Some((_, "nats")) => messages(table, name, Protocol::Nats, cx),
        Some((_, "mqtt")) => messages(table, name, Protocol::Mqtt, cx),
        Some((_, "kafka")) => messages(table, name, Protocol::Kafka, cx),
        Some((kind, text)) => {
            let message = format!("`{text}` is no kind of destination");
            let bad = MistakeKind::BadValue;
            cx.report.unknown(kind.at, bad, message, text, KINDS);
            http(table, name, cx)
        }
    }
}

fn http(table: &mut Table<'_>, name: Text<'_>, cx: &mut Cx<'_, '_>) -> (Option<Reach>, Vec<Said>) {
    let inside = sending::inside(table, cx);
    let target = sending::target(table, inside, cx);
    let auth = sending::auth(table, inside, cx);
    let read = request::by_occasion(table, name.at, cx, |table, occasion, cx| {
        request::request(table, occasion, inside, cx)
    });
    let said = read.iter().map(|(occasion, request, at)| {
        let all = request.iter().flat_map(RequestDef::all);
        let blanks = all.flat_map(RequestDef::blanks).cloned().collect();
        Said {
            occasion: *occasion,
            at: *at,
            blanks,
            each: request.as_ref().and_then(|request| request.each.clone()),
            finds: request
                .as_ref()
                .is_some_and(|request| request.find.is_some()),
        }
    });
    let mut said: Vec<Said> = said.collect();
    let records = records::records(table, inside, cx);
    said.extend(records.as_ref().map(|(records, at)| Said {
        occasion: Occasion::Traits,
        at: *at,
        blanks: records.write.blanks().into_iter().cloned().collect(),
        each: None,
        finds: false,
    }));
    let requests: Vec<(Occasion, RequestDef)> = read
        .into_iter()
        .filter_map(|(occasion, request, _)| Some((occasion, request?)))
        .collect();
    let batch = request::batch(table, &requests, inside, cx);
    let answers = sending::answers(table, cx);
    let event_names = event_names(table, cx);
    let http = target.zip(auth).map(|(target, auth)| {
        Reach::Http(Box::new(Http {
            target,
            auth,
            requests,
            batch,
            answers,
            event_names,
            records: records.map(|(records, _)| Box::new(records)),
        }))
    });
    (http, said)
}

fn tables_in(
    dialect: Dialect,
    table: &mut Table<'_>,
    name: Text<'_>,
    cx: &mut Cx<'_, '_>,
) -> (Option<Reach>, Vec<Said>) {
    let (tables, read) = tables::tables(dialect, table, name.at, cx);
    let said = read.iter().map(|(occasion, write, at)| Said {
        occasion: *occasion,
        at: *at,
        blanks: write.iter().flat_map(WriteDef::blanks).cloned().collect(),
        each: None,
        finds: false,
    });
    let reach = match dialect {
        Dialect::Postgres => Reach::Postgres,
        Dialect::Mysql => Reach::Mysql,
    };
    (tables.map(reach), said.collect())
}

fn to_files(
    table: &mut Table<'_>,
    name: Text<'_>,
    cx: &mut Cx<'_, '_>,
) -> (Option<Reach>, Vec<Said>) {
    let (files, read) = files::files(table, name.at, cx);
    let said = read.into_iter().map(|(occasion, blanks, at)| Said {
        occasion,
        at,
        blanks,
        each: None,
        finds: false,
    });
    let said = said.collect();
    (files.map(Reach::Files), said)
}

fn messages(
    table: &mut Table<'_>,
    name: Text<'_>,
    protocol: Protocol,
    cx: &mut Cx<'_, '_>,
) -> (Option<Reach>, Vec<Said>) {
    let (messages, read) = streams::messages(table, name.at, protocol, cx);
    let said = read.iter().map(|(occasion, message, at)| Said {
        occasion: *occasion,
        at: *at,
        blanks: message
            .iter()
            .flat_map(MessageDef::blanks)
            .cloned()
            .collect(),
        each: message.as_ref().and_then(|message| message.each.clone()),
        finds: false,
    });
    (messages.map(Reach::Messages), said.collect())
}

/// What the destination calls events.
fn event_names(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Vec<(Box<str>, Box<str>)> {
    let Some(node) = table.take("event_names") else {
        return Vec::new();
    };
    let Some(table) = node.table(cx.report, "names of events", node.at) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (name, named) in table.rest() {
        cx.refer(SlotKind::Event, name);
        if let Some(named) = named.text(cx.report) {
            names.push((name.text.into(), named.text.into()));
        }
    }
    names
}

/// Each list of what is sent needs a request, or nothing would ever go out.
pub(super) fn check_occasions(name: Text<'_>, said: &[Said], takes: &Takes, cx: &mut Cx<'_, '_>) {
    let has = |occasion| said.iter().any(|said| said.occasion == occasion);
    let lists = [
        (Occasion::Event, "events", takes.events.is_empty()),
        (Occasion::Segment, "segments", takes.segments.is_empty()),
    ];
    for (occasion, list, empty) in lists {
        let word = occasion.word();
        if !empty && !has(occasion) {
            let message = format!("`{}` lists {list} and has no `send.{word}`", name.text);
            let expected = format!("`[destination.{}.send.{word}]`", name.text);
            cx.report
                .expect(name.at, MistakeKind::MissingKey, message, expected);
        }
    }
    if !has(Occasion::Suppress) && !has(Occasion::Delete) {
        let message = format!("`{}` cannot be told to let go of anybody", name.text);
        let expected = "`send.suppress` or `send.delete`, so that a withdrawal reaches it";
        cx.report
            .expect(name.at, MistakeKind::MissingKey, message, expected);
    }
}

/// Every placeholder has to stand for something that the destination takes, on that occasion.
pub(super) fn check_blanks(said: &[Said], takes: &Takes, known: &Known<'_>, cx: &mut Cx<'_, '_>) {
    for said in said {
        let word = said.occasion.word();
        for blank in &said.blanks {
            if !takes.has(blank, said, known) {
                let message = format!("`{{{}}}` stands for nothing in `send.{word}`", blank.text);
                let expected =
                    "something that the destination lists and that goes on this occasion";
                cx.report
                    .expect(said.at, MistakeKind::BadValue, message, expected);
            }
        }
        let missing = said.each.as_deref();
        if let Some(kind) = missing.filter(|kind| !takes.has_identifier(kind, known)) {
            let message = format!("`each` names `{kind}`, which the destination does not take");
            let expected = "one of its `identifiers`";
            cx.report
                .expect(said.at, MistakeKind::BadValue, message, expected);
        }
    }
}

impl Takes {
    /// Whether a placeholder stands for something that goes on an occasion.
    fn has(&self, blank: &Blank, said: &Said, known: &Known<'_>) -> bool {
        let occasion = said.occasion;
        let of_event = occasion == Occasion::Event;
        match &blank.stands {
            Stands::DeliveryId | Stands::DeliveryTime | Stands::DeliveryKind => true,
            Stands::Permissions => occasion != Occasion::Delete,
            Stands::Permission(name) => {
                let mut purposes = self.purposes.iter();
                occasion != Occasion::Delete
                    && purposes.any(|id| {
                        let purpose = known.purposes.get(id.index()).and_then(Option::as_ref);
                        purpose.is_some_and(|purpose| purpose.name == *name)
                    })
            }
            Stands::EventName | Stands::EventNamed | Stands::EventTime | Stands::Properties => {
                of_event
            }
            Stands::Property(path) => of_event && self.has_property(path, known),
            Stands::OfItem(path) => {
                of_event && path.contains("[].") && self.has_property(path, known)
            }
            Stands::Identifier(kind) | Stands::Values(kind) => self.has_identifier(kind, known),
            Stands::Identifiers => !self.identifiers.is_empty(),
            Stands::Trait(path) => {
                !occasion.is_removal()
                    && self.traits.iter().any(|id| {
                        let def = known.fields.get(id.index()).and_then(Option::as_ref);
                        def.is_some_and(|def| def.path == *path)
                    })
            }
            Stands::Traits => !occasion.is_removal(),
            Stands::SegmentName | Stands::SegmentEntered => occasion == Occasion::Segment,
            Stands::Found => said.finds,
            Stands::Items
            | Stands::ListSince
            | Stands::ListNext
            | Stands::ListPage
            | Stands::RecordKey
            | Stands::RecordValue
            | Stands::RecordVersion
            | Stands::RecordFields
            | Stands::RecordWhole => false,
        }
    }

    fn has_identifier(&self, kind: &str, known: &Known<'_>) -> bool {
        self.identifiers.iter().any(|id| {
            let def = known.identifiers.get(id.index()).and_then(Option::as_ref);
            def.is_some_and(|def: &IdentifierDef| *def.name == *kind)
        })
    }

    /// Whether one of the events has this property, in a category that is taken.
    fn has_property(&self, path: &str, known: &Known<'_>) -> bool {
        let events = self.events.iter();
        let mut events = events.filter_map(|id| known.events.get(id.index())?.as_ref());
        events.any(|event| {
            let mut fields = event.fields.iter();
            let found = fields.find(|(known, _)| **known == *path);
            let field = found.and_then(|(_, id)| known.fields.get(id.index())?.as_ref());
            field.is_some_and(|field| self.categories.contains(field.category))
        })
    }
}
