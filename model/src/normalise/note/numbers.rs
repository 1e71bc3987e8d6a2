//! Runs of digits in a text: cards, numbers of people, phones.

use super::ids;
use super::{Found, Label};
use crate::normalise::phone;

/// The most digits of a run that are looked at.
const DIGITS_MAX: usize = 24;

/// A run of digits with what stands between them.
struct Run<'t> {
    start: usize,
    end: usize,
    text: &'t str,
    digits: Vec<u8>,
}

/// What runs of digits are.
pub(super) fn find(text: &str, country: Option<&str>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(run) = next(text, from) {
        from = run.end;
        if let Some(label) = label(&run, country) {
            found.push(Found {
                start: run.start,
                end: run.end,
                label,
            });
        }
    }
    found
}

fn label(run: &Run<'_>, country: Option<&str>) -> Option<Label> {
    let (digits, count) = (&run.digits, run.digits.len());
    if (13..=19).contains(&count) && luhn(digits) && digits[0] != 0 {
        return Some(Label::Card);
    }
    if ids::is_national(run.text, digits) {
        return Some(Label::NationalId);
    }
    let abroad = run.text.starts_with(['+', '\u{ff0b}']);
    let dialled = digits.first() == Some(&0) && count >= 9;
    let prefixed = abroad && (7..=15).contains(&count);
    let plain: String = digits
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect();
    let known = || count >= 9 && country.is_some() && phone(&plain, country).is_ok();
    let is_phone = count <= 15 && (prefixed || dialled || known());
    is_phone.then_some(Label::Phone)
}

/// The next run of digits: they may be grouped by blanks, dots, hyphens, slashes and brackets, one
/// or two of them at a time.
fn next(text: &str, from: usize) -> Option<Run<'_>> {
    let rest = &text[from..];
    let (first, _) = rest
        .char_indices()
        .find(|(_, letter)| digit(*letter).is_some())?;
    let mut start = from + first;
    // A plus and a bracket before the first digit belong to it.
    for sign in ['(', '\u{ff08}', '+', '\u{ff0b}'] {
        if text[from..start].ends_with(sign) {
            start -= sign.len_utf8();
        }
    }
    let (mut digits, mut end, mut gap) = (Vec::new(), from + first, 0);
    for (at, letter) in rest[first..].char_indices() {
        match digit(letter) {
            Some(value) if digits.len() < DIGITS_MAX => {
                digits.push(value);
                end = from + first + at + letter.len_utf8();
                gap = 0;
            }
            None if between(letter) && gap < 2 => gap += 1,
            _ => break,
        }
    }
    Some(Run {
        start,
        end,
        text: &text[start..end],
        digits,
    })
}

fn digit(letter: char) -> Option<u8> {
    let value = match letter {
        '0'..='9' => letter as u32 - '0' as u32,
        '\u{ff10}'..='\u{ff19}' => letter as u32 - 0xff10,
        _ => return None,
    };
    u8::try_from(value).ok()
}

fn between(letter: char) -> bool {
    " -./()\u{a0}\u{2010}\u{2011}\u{2013}\u{3000}\u{ff0d}\u{30fc}\u{ff08}\u{ff09}".contains(letter)
}

/// The check digit of payment cards (ISO/IEC 7812-1).
pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit) * 2) {
            (0, _) => u32::from(*digit),
            (_, double) => double - if double > 9 { 9 } else { 0 },
        })
        .sum();
    sum.is_multiple_of(10)
}
