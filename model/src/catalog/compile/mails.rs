//! Mailboxes as destinations: the relay, who sends and who gets it, and what is said.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Table, Text};
use super::super::{Inside, MailDef, Mails, Occasion, Piece, Secret, Target};
use super::{Cx, request, sending};
use crate::normalise::email;

/// The most addresses that one mail goes to.
const TO_MAX: usize = 20;
/// The longest address, in bytes.
const ADDRESS_BYTES_MAX: usize = 254;
/// The most lines of one text.
const LINES_MAX: usize = 200;

/// What is said on an occasion, as far as it can be read, and where.
type Read = (Occasion, Option<MailDef>, At);

/// Reads where mail goes and what it says.
pub(super) fn mails(
    table: &mut Table<'_>,
    at: At,
    cx: &mut Cx<'_, '_>,
) -> (Option<Mails>, Vec<Read>) {
    let relay = relay(table, cx);
    let login = login(table, cx);
    let from = table.need_text(cx.report, "from", "whom mail is from");
    let from = from.and_then(|text| address(text, cx));
    let to = recipients(table, cx);
    let items_max = table.number(cx.report, "items_max", 1..=500);
    let age_seconds = table.number(cx.report, "age_seconds", 0..=86_400);
    let items_max = items_max.map_or(100, |most| most as usize);
    let read = request::by_occasion(table, at, cx, |table, occasion, cx| {
        // What takes back is told by itself.
        let alone = items_max == 1 || occasion.is_removal();
        mail(table, alone, cx)
    });
    let sends = read.iter();
    let sends = sends.filter_map(|(occasion, mail, _)| Some((*occasion, mail.clone()?)));
    let sends: Vec<(Occasion, MailDef)> = sends.collect();
    let mails = || {
        let (target, tls) = relay?;
        Some(Mails {
            target,
            tls,
            login: login?,
            from: from?,
            to: to?,
            sends,
            items_max,
            age_seconds: age_seconds.unwrap_or(60),
        })
    };
    (mails(), read)
}

/// Where the relay is, and whether TLS is spoken there.
fn relay(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<(Target, bool)> {
    let inside = sending::inside(table, cx);
    let at = table.at;
    let tls = table.flag_or(cx.report, "tls", true);
    if !tls && inside == Inside::No {
        let message = "mail would go in clear";
        let expected = "`tls = false` only with `inside`";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
    let url = table.need_text(cx.report, "url", "where the relay is, as \"smtps://host\"")?;
    let target = relay_of(url.text, inside);
    if target.is_none() {
        let message = format!("`{}` is not the address of a mail relay", url.text);
        let expected = "`smtps://host[:port]`, or `smtp://` to ask for TLS after the greeting";
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
    }
    Some((target?, tls))
}

fn relay_of(url: &str, inside: Inside) -> Option<Target> {
    let (whole, usual, rest) = match url.split_once("://")? {
        ("smtps", rest) => (true, 465, rest),
        ("smtp", rest) => (false, 587, rest),
        _ => return None,
    };
    let target = sending::parse_place(rest, true, usual, inside)?;
    let target = Target {
        https: whole,
        ..target
    };
    target.path.is_empty().then_some(target)
}

/// Who sends, if the relay asks for it; none where that is named badly.
#[expect(
    clippy::option_option,
    reason = "what is not named and what is named badly are not the same"
)]
fn login(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Option<(Box<str>, Secret)>> {
    let user = table.text(cx.report, "user");
    let password = table.text(cx.report, "password");
    if user.is_none() && password.is_none() {
        return Some(None);
    }
    if user.is_none() {
        table.need(cx.report, "user", "whose password it is");
    }
    if password.is_none() {
        table.need(cx.report, "password", "\"env:NAME\" or \"file:PATH\"");
    }
    let secret = sending::secret_of(password?, cx)?;
    Some(Some((user?.text.into(), secret)))
}

/// Whom mail goes to.
fn recipients(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Box<str>>> {
    let node = table.need(
        cx.report,
        "to",
        "whom it goes to, as [\"desk@host.example\"]",
    )?;
    let texts = node.texts(cx.report, "addresses");
    if texts.is_empty() || texts.len() > TO_MAX {
        let message = format!("there are {} addresses to send to", texts.len());
        let expected = format!("one address at least, and {TO_MAX} at most");
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    let mut all: Vec<Box<str>> = Vec::new();
    for text in &texts {
        let Some(address) = address(*text, cx) else {
            continue;
        };
        if all.contains(&address) {
            cx.add(
                text.at,
                MistakeKind::Duplicate,
                "this address is here twice",
            );
        }
        all.push(address);
    }
    (all.len() == texts.len()).then_some(all)
}

/// An address of mail: plain, without a name.
fn address(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&byte);
    let proper = text.text.len() <= ADDRESS_BYTES_MAX
        && text.text.bytes().all(plain)
        && email(text.text).is_ok();
    if !proper {
        let message = format!("`{}` is no address of mail", text.text.escape_default());
        let expected = "a plain address, as \"desk@host.example\", without a name";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
    }
    proper.then(|| text.text.into())
}

fn mail(table: &mut Table<'_>, alone: bool, cx: &mut Cx<'_, '_>) -> Option<MailDef> {
    let subject = table.need_text(cx.report, "subject", "what it is about, in one line");
    let subject = subject.and_then(|text| subject_of(text, alone, cx));
    let lines = table.need_text(cx.report, "text", "what it says");
    let lines = lines.and_then(|text| lines_of(text, cx));
    let row = match table.take("row") {
        None => Some(None),
        Some(node) => request::template(node, 0, cx).map(Some),
    };
    let needs = request::needs(table, cx);
    Some(MailDef {
        subject: subject?,
        lines: lines?,
        row: row?,
        needs: needs?,
    })
}

fn subject_of(text: Text<'_>, alone: bool, cx: &mut Cx<'_, '_>) -> Option<Vec<Piece>> {
    let mut wrong = |message: &str, expected: &str| {
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
    };
    if text.text.contains(char::is_control) || text.text.trim().is_empty() {
        wrong("this cannot be a subject", "one line of text");
        return None;
    }
    let pieces = request::pieces_of(text, cx)?;
    if !alone && pieces.iter().any(|piece| piece.blank().is_some()) {
        let message = "a mail about several has a subject that fits all of them";
        let expected = "no placeholders, or `items_max = 1`";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some(pieces)
}

fn lines_of(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<Vec<Piece>>> {
    let all: Vec<&str> = text.text.lines().collect();
    if all.len() > LINES_MAX {
        let message = format!("the text has {} lines", all.len());
        let expected = format!("at most {LINES_MAX}");
        cx.report
            .expect(text.at, MistakeKind::TooMany, message, expected);
        return None;
    }
    let lines = all.into_iter().map(|line| {
        let line = Text {
            at: text.at,
            text: line,
        };
        request::pieces_of(line, cx)
    });
    let lines: Vec<_> = lines.collect();
    lines.into_iter().collect()
}
