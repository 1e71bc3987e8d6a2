//! Numbers that banks and states give to people, known by their form and their check digits.

use super::numbers::luhn;
use super::{Found, Label};

/// How long an IBAN is, by country (the registry of ISO 13616).
const IBANS: [(&str, usize); 41] = [
    ("AD", 24),
    ("AE", 23),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("BR", 29),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TR", 26),
    ("UA", 29),
];

/// Bank accounts, with or without blanks between their groups.
pub(super) fn ibans(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for start in word_starts(text) {
        let country = text.get(start..start + 2).map(str::to_ascii_uppercase);
        let known = IBANS
            .iter()
            .find(|(code, _)| Some(*code) == country.as_deref());
        let Some((_, length)) = known else {
            continue;
        };
        if let Some((end, letters)) = compact(&text[start..], *length)
            && remainder(&letters) == Some(1)
        {
            found.push(Found {
                start,
                end: start + end,
                label: Label::Iban,
            });
        }
    }
    found
}

/// Numbers with letters in them: the national insurance number of the United Kingdom, the tax code
/// of Italy, the resident id of China where it ends in X.
pub(super) fn lettered(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for start in word_starts(text) {
        let rest = &text[start..];
        let is = |length: usize, holds: &dyn Fn(&[u8]) -> bool| {
            let (end, letters) = compact(rest, length)?;
            holds(&letters).then_some(end)
        };
        let end = is(9, &insurance)
            .or_else(|| is(16, &tax_code))
            .or_else(|| is(18, &resident));
        if let Some(end) = end {
            found.push(Found {
                start,
                end: start + end,
                label: Label::NationalId,
            });
        }
    }
    found
}

/// Where words of ASCII letters and digits begin.
fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, letter)| {
        let starts = letter.is_ascii_alphanumeric() && !before.is_alphanumeric();
        before = letter;
        starts.then_some(at)
    })
}

/// The first so many letters and digits, with single blanks and hyphens between them, and where
/// they end; none where a word goes on behind them.
fn compact(text: &str, length: usize) -> Option<(usize, Vec<u8>)> {
    let mut letters = Vec::with_capacity(length);
    let mut gap = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() {
            letters.push(byte.to_ascii_uppercase());
            gap = false;
        } else if matches!(byte, b' ' | b'-') && !gap {
            gap = true;
        } else {
            return None;
        }
        if letters.len() == length {
            let next = text[at + 1..].chars().next();
            let ends = !next.is_some_and(char::is_alphanumeric);
            return ends.then_some((at + 1, letters));
        }
    }
    None
}

/// The remainder that is 1 for an IBAN (ISO 7064, mod 97-10).
fn remainder(letters: &[u8]) -> Option<u32> {
    let (head, tail) = letters.split_at_checked(4)?;
    if !head[2..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    tail.iter().chain(head).try_fold(0, |rest: u32, letter| {
        let value = char::from(*letter).to_digit(36)?;
        let shift = if value > 9 { 100 } else { 10 };
        Some((rest * shift + value) % 97)
    })
}

fn all(bytes: &[u8], is: fn(&u8) -> bool) -> bool {
    bytes.iter().all(is)
}

fn insurance(letters: &[u8]) -> bool {
    all(&letters[..2], u8::is_ascii_uppercase)
        && all(&letters[2..8], u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&letters[8])
}

fn tax_code(letters: &[u8]) -> bool {
    let pattern = b"AAAAAA99A99A999A";
    letters
        .iter()
        .zip(pattern)
        .all(|(letter, wanted)| match wanted {
            b'A' => letter.is_ascii_uppercase(),
            // Digits may be replaced by letters where two people would have the same code.
            _ => letter.is_ascii_digit() || b"LMNPQRSTUV".contains(letter),
        })
}

/// ISO 7064, mod 11-2, over 17 digits; the last may be X for 10.
fn resident(letters: &[u8]) -> bool {
    if !all(&letters[..17], u8::is_ascii_digit) {
        return false;
    }
    let sum = letters[..17].iter().fold(0, |sum: u32, letter| {
        (sum + u32::from(letter - b'0')) * 2 % 11
    });
    let last = match letters[17] {
        b'X' => 10,
        digit @ b'0'..=b'9' => u32::from(digit - b'0'),
        _ => return false,
    };
    (sum + last) % 11 == 1
}

/// Whether digits are a number that a state gives to a person.
pub(super) fn is_national(text: &str, digits: &[u8]) -> bool {
    match digits.len() {
        9 => security(text, digits) || insured(text, digits),
        11 => person(digits) || taxpayer(digits),
        12 => individual(digits) || aadhaar(text, digits),
        15 => registered(digits),
        18 => {
            let letters: Vec<u8> = digits.iter().map(|digit| digit + b'0').collect();
            resident(&letters)
        }
        _ => false,
    }
}

/// Whether text is digits in groups of these lengths.
fn grouped(text: &str, lengths: &[usize]) -> bool {
    let groups = text.split(['-', ' ', '.']);
    groups.map(str::len).eq(lengths.iter().copied())
}

/// Social security number of the United States, in its groups.
fn security(text: &str, digits: &[u8]) -> bool {
    let area = digits[..3]
        .iter()
        .fold(0, |sum: u32, d| sum * 10 + u32::from(*d));
    grouped(text, &[3, 2, 4]) && area != 0 && area != 666 && area < 900
}

/// Social insurance number of Canada, in its groups.
fn insured(text: &str, digits: &[u8]) -> bool {
    grouped(text, &[3, 3, 3]) && luhn(digits)
}

/// CPF of Brazil: two check digits.
fn person(digits: &[u8]) -> bool {
    let check = |count: usize| {
        let weights = (2..=count + 1).rev();
        let sum: usize = digits[..count]
            .iter()
            .zip(weights)
            .map(|(digit, weight)| usize::from(*digit) * weight)
            .sum();
        (sum * 10 % 11 % 10) == usize::from(digits[count])
    };
    digits.iter().any(|digit| *digit != digits[0]) && check(9) && check(10)
}

/// Tax number of Germany (ISO 7064, mod 11,10).
fn taxpayer(digits: &[u8]) -> bool {
    let product = digits[..10].iter().fold(10, |product: u32, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits[0] != 0 && (11 - product) % 10 == u32::from(digits[10])
}

/// Individual number of Japan ("My Number").
fn individual(digits: &[u8]) -> bool {
    let sum: u32 = digits[..11]
        .iter()
        .rev()
        .zip((2..=7).chain(2..=6))
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    check == u32::from(digits[11])
}

/// Aadhaar of India in its groups, by the check digit of Verhoeff.
fn aadhaar(text: &str, digits: &[u8]) -> bool {
    const PERMUTED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (place, digit) in digits.iter().rev().enumerate() {
        let mut value = *digit;
        for _ in 0..place % 8 {
            value = PERMUTED[usize::from(value)];
        }
        check = dihedral(check, value);
    }
    (grouped(text, &[4, 4, 4]) || text.len() == 12) && digits[0] > 1 && check == 0
}

/// The product in the dihedral group of ten.
const fn dihedral(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + (b - 5)) % 5,
        (false, true) => 5 + ((a - 5) + 5 - b) % 5,
        (false, false) => ((a - 5) + 5 - (b - 5)) % 5,
    }
}

/// Registration number of France: 13 digits and a key of 97.
fn registered(digits: &[u8]) -> bool {
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |sum: u64, d| sum * 10 + u64::from(*d))
    };
    let (body, key) = digits.split_at(13);
    matches!(digits[0], 1..=4 | 7 | 8) && 97 - number(body) % 97 == number(key)
}
