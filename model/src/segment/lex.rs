//! Segment text to tokens.

use std::fmt::Write as _;

use super::names::Mistake;

/// A piece of segment text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    /// Byte offset of its beginning.
    pub(super) start: usize,
    /// Byte offset after its end.
    pub(super) end: usize,
}

/// What kind of piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// A keyword, a bare name or a number.
    Word(&'a str),
    /// A quoted text, its escapes resolved.
    Quoted(String),
    Symbol(Symbol),
}

/// A sign that stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Open,
    Close,
    Comma,
    Equal,
    Differ,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

const SYMBOLS: [(&str, Symbol); 9] = [
    ("<=", Symbol::AtMost),
    (">=", Symbol::AtLeast),
    ("!=", Symbol::Differ),
    ("<", Symbol::Less),
    (">", Symbol::Greater),
    ("=", Symbol::Equal),
    ("(", Symbol::Open),
    (")", Symbol::Close),
    (",", Symbol::Comma),
];

/// Whether a bare word may hold this character.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '/' | '[' | ']' | '$' | '@' | ':')
}

/// The tokens of a text, and the mistakes in it by offset.
pub(super) fn lex(text: &str) -> (Vec<Token<'_>>, Vec<(usize, Mistake)>) {
    let mut tokens = Vec::new();
    let mut mistakes = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let start = at;
        let kind = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if c == '"' {
            let (length, quoted) = quoted(rest, start, &mut mistakes);
            at += length;
            TokenKind::Quoted(quoted)
        } else if let Some((sign, symbol)) = SYMBOLS.iter().find(|(sign, _)| rest.starts_with(sign))
        {
            at += sign.len();
            TokenKind::Symbol(*symbol)
        } else if is_word_char(c) {
            let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
            at += length;
            TokenKind::Word(&rest[..length])
        } else {
            let expected = "a word, a number, a quoted text or a sign such as ( or >=";
            mistakes.push((start, Mistake::new(&c.to_string(), expected)));
            at += c.len_utf8();
            continue;
        };
        tokens.push(Token {
            kind,
            start,
            end: at,
        });
    }
    (tokens, mistakes)
}

/// Reads a quoted text at the beginning of `rest`. Returns its length with quotes, and the text.
fn quoted(rest: &str, start: usize, mistakes: &mut Vec<(usize, Mistake)>) -> (usize, String) {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => return (offset + 1, text),
            '\\' => {
                let after = &rest[offset + 1..];
                if let Some((length, c)) = escape(after) {
                    text.push(c);
                    // Escapes are ASCII, so that their length in bytes is that in characters.
                    chars.by_ref().take(length).for_each(drop);
                } else {
                    let found: String = rest[offset..].chars().take(2).collect();
                    let expected = r#"one of \" \\ \n \r \t \u{...}"#;
                    mistakes.push((start + offset, Mistake::new(&found, expected)));
                }
            }
            c => text.push(c),
        }
    }
    mistakes.push((start, Mistake::new("a text without end", "a closing \"")));
    (rest.len(), text)
}

/// The escape that the text begins with, after its backslash: its length and what it stands for.
fn escape(after: &str) -> Option<(usize, char)> {
    let simple = |c| Some((1, c));
    match after.chars().next()? {
        '"' => simple('"'),
        '\\' => simple('\\'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'u' => {
            let digits = after.strip_prefix("u{")?;
            let digits = &digits[..digits.find('}')?];
            let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !hexadecimal || !(1..=6).contains(&digits.len()) {
                return None;
            }
            let code = u32::from_str_radix(digits, 16).ok()?;
            Some((digits.len() + 3, char::from_u32(code)?))
        }
        _ => None,
    }
}

/// The text in quotes, so that [`lex`] gives it back.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                write!(out, "\\u{{{:x}}}", u32::from(c))
                    .expect("writing to a string does not fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
