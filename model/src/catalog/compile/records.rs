//! Records of an API of JSON over HTTP: how a source lists them, and how a destination reads, finds,
//! makes and changes them.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table};
use super::super::{
    Blank, FindsDef, Http, Inside, ListDef, NextDef, RecordsDef, RequestDef, Stands, Version,
    WriteAct, WriteDef,
};
use super::{Cx, request, sending, wide};

/// The most kinds of identifier that records are found by.
const FINDS_MAX: usize = 8;
/// The most fields of one record.
const FIELDS_MAX: usize = 200;
/// The longest path in an answer, in bytes.
const PATH_BYTES_MAX: usize = 256;

/// What a request about a list or a record may speak of.
#[derive(Clone, Copy)]
enum About {
    First,
    Numbered,
    Taken,
    Read,
    Find,
    Create,
    Update,
}

/// The records that a source lists.
pub(super) fn list(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<ListDef> {
    let inside = sending::inside(table, cx);
    let target = sending::target(table, inside, cx);
    let auth = sending::auth(table, inside, cx);
    let answers = sending::answers(table, cx);
    let updated = table.need_text(cx.report, "updated", "where a record says when it changed");
    let id = table.need_text(cx.report, "id", "where a record says what it is known by");
    let behind = table.number(cx.report, "behind_seconds", 0..=86_400);
    let requests = table.number(cx.report, "requests_max", 1..=1_000);
    let wait = table.number(cx.report, "wait_seconds_max", 1..=300);
    let node = table.need(
        cx.report,
        "list",
        "what is asked for, as `{ path = \"/customers\" }`",
    );
    let listed = node.and_then(|node| listed(node, inside, cx));
    let (first, next, records) = listed?;
    Some(ListDef {
        http: Http {
            target: target?,
            auth: auth?,
            requests: Vec::new(),
            batch: None,
            answers,
            event_names: Vec::new(),
            records: None,
        },
        first,
        next,
        records,
        updated: updated?.text.into(),
        id: id?.text.into(),
        behind_seconds: behind.unwrap_or(60),
        requests_max: requests.unwrap_or(5),
        wait_seconds_max: wait.unwrap_or(30),
    })
}

fn listed(
    node: Node<'_>,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<(RequestDef, NextDef, Box<str>)> {
    let mut table = node.table(cx.report, "a list", node.at)?;
    let records = path(&mut table, "records", cx);
    let next = table.take("next").map(|node| next(node, inside, cx));
    let first = asking(&mut table, About::First, inside, cx);
    table.finish(cx.report);
    let next = match next {
        Some(next) => next?,
        None => NextDef::None,
    };
    Some((first?, next, records?))
}

fn next(node: Node<'_>, inside: Inside, cx: &mut Cx<'_, '_>) -> Option<NextDef> {
    let mut table = node.table(cx.report, "the pages behind the first", node.at)?;
    let take = table.text(cx.report, "take");
    let asks = table.rest().iter().any(|(name, _)| name.text == "path");
    let about = if take.is_some() {
        About::Taken
    } else {
        About::Numbered
    };
    let request = asks.then(|| asking(&mut table, about, inside, cx));
    table.finish(cx.report);
    let request = match request {
        Some(request) => Some(Box::new(request?)),
        None => None,
    };
    let Some(take) = take else {
        if request.is_none() {
            let message = "it is not said how the pages behind the first are asked for";
            let expected = "`take`, as \"paging.next\" or \"link\", or a `path` with `{list.page}`";
            cx.report
                .expect(node.at, MistakeKind::MissingKey, message, expected);
        }
        return request.map(NextDef::Numbered);
    };
    Some(NextDef::Taken {
        take: (take.text != "link").then(|| take.text.into()),
        request,
    })
}

/// How records are read and written one by one, if a destination says so.
pub(super) fn records(
    table: &mut Table<'_>,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<(RecordsDef, At)> {
    let node = table.take("records")?;
    let mut table = node.table(cx.report, "the records of a destination", node.at)?;
    let at = path(&mut table, "at", cx);
    let version = table.text(cx.report, "version");
    let version = version.map(|version| match version.text {
        "etag" => Version::Tag,
        path => Version::At(path.into()),
    });
    let key = fields(
        &mut table,
        "key",
        "as `{ id = \"{identifier.crm_id}\" }`",
        cx,
    );
    let columns = fields(
        &mut table,
        "fields",
        "as `{ email = \"{trait.email}\" }`",
        cx,
    );
    let conflicts = table.take("conflicts");
    let conflicts = conflicts.and_then(|node| node.list(cx.report, "statuses"));
    let conflicts = conflicts.map(|list| {
        let statuses = list.into_iter().take(FINDS_MAX);
        let statuses = statuses.filter_map(|status| status.number(cx.report, 400..=499));
        statuses.map(|status| wide(status as usize)).collect()
    });
    let read = one(&mut table, "read", About::Read, inside, cx);
    let finds = finds(&mut table, inside, cx);
    let create = table
        .take("create")
        .map(|node| of(node, About::Create, inside, cx));
    let update = one(&mut table, "update", About::Update, inside, cx);
    table.finish(cx.report);
    let (read, update) = (read?, update?);
    if version.is_some() && !speaks(&update, &Stands::RecordVersion) {
        let message = "the version of a record is read and never sent";
        let expected =
            "`{record.version}` in `update`, as `headers = { if-match = \"{record.version}\" }`";
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
    }
    let conflicts = conflicts.unwrap_or_else(|| match version {
        Some(_) => vec![409, 412],
        None => Vec::new(),
    });
    let records = RecordsDef {
        write: WriteDef {
            act: WriteAct::Update,
            tables: Vec::new(),
            key: key?,
            columns: columns?,
            empty: Vec::new(),
        },
        at: at?,
        version,
        read,
        finds,
        create: match create {
            Some(create) => Some(create?),
            None => None,
        },
        update,
        conflicts,
    };
    Some((records, node.at))
}

fn finds(table: &mut Table<'_>, inside: Inside, cx: &mut Cx<'_, '_>) -> Vec<FindsDef> {
    let mut finds = Vec::new();
    let node = table.take("find");
    let kinds = node.and_then(|node| node.table(cx.report, "how records are found", node.at));
    for (kind, node) in kinds.iter().flat_map(Table::rest).take(FINDS_MAX) {
        let Some(mut table) = node.table(cx.report, "a question", kind.at) else {
            continue;
        };
        let records = path(&mut table, "records", cx);
        let request = asking(&mut table, About::Find, inside, cx);
        table.finish(cx.report);
        if let (Some(request), Some(records)) = (request, records) {
            finds.push(FindsDef {
                kind: kind.text.into(),
                request,
                records,
            });
        }
    }
    finds
}

fn one(
    table: &mut Table<'_>,
    key: &'static str,
    about: About,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<RequestDef> {
    let node = table.need(
        cx.report,
        key,
        "a request, as `{ path = \"/customers/{record.key}\" }`",
    );
    node.and_then(|node| of(node, about, inside, cx))
}

fn of(node: Node<'_>, about: About, inside: Inside, cx: &mut Cx<'_, '_>) -> Option<RequestDef> {
    let mut table = node.table(cx.report, "a request", node.at)?;
    let request = asking(&mut table, about, inside, cx);
    table.finish(cx.report);
    request
}

/// A request, whose placeholders have to stand for what it is about.
fn asking(
    table: &mut Table<'_>,
    about: About,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<RequestDef> {
    let at = table.at;
    let method = match about {
        About::Create => "POST",
        About::Update => "PATCH",
        _ => "GET",
    };
    let request = request::plain(table, method, inside, cx)?;
    let has = |blank: &Blank| match &blank.stands {
        Stands::DeliveryTime => true,
        Stands::DeliveryId => matches!(about, About::Create | About::Update),
        Stands::ListSince => matches!(about, About::First | About::Numbered | About::Taken),
        Stands::ListNext => matches!(about, About::Taken),
        Stands::ListPage => matches!(about, About::Numbered),
        Stands::RecordKey => matches!(about, About::Read | About::Update),
        Stands::RecordValue => matches!(about, About::Find),
        Stands::RecordFields => matches!(about, About::Create | About::Update),
        Stands::RecordVersion | Stands::RecordWhole => matches!(about, About::Update),
        _ => false,
    };
    for blank in request.blanks().into_iter().filter(|blank| !has(blank)) {
        let message = format!("`{{{}}}` stands for nothing in this request", blank.text);
        let expected = about.words();
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
    let needed: &[Stands] = match about {
        About::First => &[],
        About::Numbered => &[Stands::ListPage],
        About::Taken => &[Stands::ListNext],
        About::Read | About::Update => &[Stands::RecordKey],
        About::Find => &[Stands::RecordValue],
        About::Create => &[Stands::RecordFields],
    };
    for stands in needed {
        if !speaks(&request, stands) {
            let message = "it is not said what this request is about";
            let expected = about.words();
            cx.report
                .expect(at, MistakeKind::BadValue, message, expected);
        }
    }
    if matches!(about, About::Update)
        && !speaks(&request, &Stands::RecordFields)
        && !speaks(&request, &Stands::RecordWhole)
    {
        let message = "nothing would be changed";
        let expected = "`{record.fields}` or `{record.whole}` in the body";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
    Some(request)
}

impl About {
    const fn words(self) -> &'static str {
        match self {
            Self::First => "`{list.since}`",
            Self::Numbered => "`{list.page}` and `{list.since}`",
            Self::Taken => "`{list.next}` and `{list.since}`",
            Self::Read => "`{record.key}`",
            Self::Find => "`{record.value}`",
            Self::Create => "`{record.fields}`",
            Self::Update => {
                "`{record.key}`, `{record.fields}` or `{record.whole}`, and `{record.version}`"
            }
        }
    }
}

fn speaks(request: &RequestDef, stands: &Stands) -> bool {
    request.blanks().iter().any(|blank| blank.stands == *stands)
}

/// Fields of a record, each with what is written into it.
fn fields(
    table: &mut Table<'_>,
    key: &'static str,
    expected: &str,
    cx: &mut Cx<'_, '_>,
) -> Option<Vec<(Box<str>, super::super::Template)>> {
    let node = table.need(cx.report, key, expected)?;
    let table = node.table(cx.report, "the fields of a record", node.at)?;
    let fields: Vec<_> = table
        .rest()
        .into_iter()
        .take(FIELDS_MAX)
        .map(|(name, value)| Some((name.text.into(), request::template(value, 0, cx)?)))
        .collect();
    fields.into_iter().collect()
}

/// Where something lies in an answer; the whole where nothing is said.
fn path(table: &mut Table<'_>, key: &'static str, cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let Some(text) = table.text(cx.report, key) else {
        return Some("".into());
    };
    if text.text.len() > PATH_BYTES_MAX {
        let message = "the path is too long";
        let expected = "names with dots between them, as \"data.items\"";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some(text.text.into())
}
