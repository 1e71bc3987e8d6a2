//! Names of people: tidied with restraint, because people know how to write their names.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Invalid, text};

/// The longest name.
pub const NAME_CHARS_MAX: usize = 100;
/// Longer input is refused before it is folded.
const INPUT_BYTES_MAX: usize = 1_024;
/// Names of this many letters or fewer are never recased: they may be initials.
const INITIALS_MAX: usize = 2;

/// Words within a name that stay small where the name is recased.
const PARTICLES: &[&str] = &[
    "af", "al", "ap", "av", "bin", "bint", "da", "dal", "das", "de", "dei", "del", "della", "den",
    "der", "di", "do", "dos", "du", "e", "el", "het", "ibn", "la", "las", "le", "los", "of", "op",
    "'t", "ten", "ter", "und", "van", "vom", "von", "y", "zu", "zum", "zur",
];
/// Numbers of generations, which stay large.
const NUMERALS: &[&str] = &["II", "III", "IV", "VI", "VII", "VIII"];

/// The name trimmed, its width folded, its white space collapsed, invisible and control characters
/// taken out, and typographic apostrophes made plain. A Latin name typed wholly in capitals or
/// wholly in small letters gets capitals as names have them (`O'NEILL`, `jean-luc`, `van der
/// berg`); any other keeps its case. Ideographs are never replaced, not even by their canonical
/// equivalents: the variant is part of the name. Borrows where the input is already normal.
///
/// Valid names have a letter, no digit and nothing of a link or an address, and at most
/// [`NAME_CHARS_MAX`] characters.
pub fn name(input: &str) -> Result<Cow<'_, str>, Invalid> {
    if input.len() > INPUT_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: NAME_CHARS_MAX,
        });
    }
    let tidy = tidy(input);
    check(&tidy)?;
    match recased(&tidy) {
        Some(normal) => Ok(Cow::Owned(normal)),
        None if tidy == input => Ok(Cow::Borrowed(input)),
        None => Ok(Cow::Owned(tidy)),
    }
}

fn tidy(input: &str) -> String {
    let visible = |c: &char| c.is_whitespace() || !(c.is_control() || text::is_invisible(*c));
    let mut folded = String::with_capacity(input.len());
    if input.is_ascii() {
        folded.extend(input.chars().filter(visible));
    } else {
        let kept: String = input
            .chars()
            .filter(visible)
            .map(plain_apostrophe)
            .collect();
        for run in kept.split_inclusive(is_compatibility_ideograph) {
            let ideograph = run
                .char_indices()
                .next_back()
                .filter(|(_, c)| is_compatibility_ideograph(*c));
            let (before, last) = run.split_at(ideograph.map_or(run.len(), |(at, _)| at));
            folded.extend(before.nfkc().map(plain_apostrophe));
            folded.push_str(last);
        }
    }
    let mut tidy = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// Ideographs that normalisation would replace by another variant.
fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

fn plain_apostrophe(c: char) -> char {
    if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}') {
        '\''
    } else {
        c
    }
}

fn check(name: &str) -> Result<(), Invalid> {
    if name.is_empty() {
        return Err(Invalid::Empty);
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Invalid::TooLong {
            max: NAME_CHARS_MAX,
        });
    }
    if name
        .chars()
        .any(|c| c == '@' || c == '/' || c == '\\' || c == '<' || is_digit(c))
        || is_host(name)
    {
        return Err(Invalid::NameNotPersonal);
    }
    if name.chars().any(char::is_alphabetic) {
        Ok(())
    } else {
        Err(Invalid::NameNoLetter)
    }
}

/// Digits of any script. Ideographs that stand for numbers are letters of names (三, 五郎).
fn is_digit(c: char) -> bool {
    c.is_numeric() && !c.is_alphabetic()
}

/// Whether a word looks like a web address (`www.example`, `example.com`). A dot ends initials and
/// titles too, so only small words of three letters and more around it count.
fn is_host(name: &str) -> bool {
    name.split(' ').any(|word| {
        let word = word.to_lowercase();
        word.starts_with("www.")
            || word.rsplit_once('.').is_some_and(|(host, top)| {
                host.len() > 3 && matches!(top, "com" | "net" | "org" | "info" | "io" | "biz")
            })
    })
}

/// The name in the capitals of names, where it is Latin and in one case throughout.
fn recased(name: &str) -> Option<String> {
    let (mut letters, mut upper, mut lower) = (0_usize, false, false);
    for c in name.chars().filter(|c| c.is_alphabetic()) {
        if !is_latin(c) {
            return None;
        }
        letters += 1;
        upper |= c.is_uppercase();
        lower |= c.is_lowercase();
    }
    if upper == lower || letters <= INITIALS_MAX {
        return None;
    }
    let mut normal = String::with_capacity(name.len());
    for (index, word) in name.split(' ').enumerate() {
        if index > 0 {
            normal.push(' ');
        }
        recase_word(word, index == 0, &mut normal);
    }
    let normal: String = normal.nfkc().collect();
    (normal != name).then_some(normal)
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn recase_word(word: &str, first: bool, out: &mut String) {
    let small: String = word.chars().flat_map(small).collect();
    if !first && PARTICLES.contains(&small.as_str()) {
        out.push_str(&small);
        return;
    }
    if NUMERALS.contains(&word) {
        out.push_str(word);
        return;
    }
    for (index, part) in word.split('-').enumerate() {
        if index > 0 {
            out.push('-');
        }
        recase_part(part, out);
    }
}

/// Capitalises after the start, after dots between initials, after `O'` and `D'`, and after `Mc`.
fn recase_part(part: &str, out: &mut String) {
    let mut letters_before = 0;
    let mut capital = true;
    for (at, c) in part.char_indices() {
        if !capital {
            out.extend(small(c));
        } else if c.is_lowercase() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        if c.is_alphabetic() {
            capital = false;
            letters_before += 1;
        } else {
            capital |= c == '.' || c == '(' || (c == '\'' && letters_before == 1);
            letters_before = 0;
        }
        let (before, after) = part.split_at(at + c.len_utf8());
        capital |= letters_before == 2 && after.len() > 2 && has_mc(before);
    }
}

fn has_mc(before: &str) -> bool {
    before.len() >= 2 && before.as_bytes()[before.len() - 2..].eq_ignore_ascii_case(b"mc")
}

/// Lower case letter by letter; the dotted capital I of Turkish loses no dot and gains none.
fn small(c: char) -> impl Iterator<Item = char> {
    let c = if c == 'İ' { 'i' } else { c };
    c.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_tidied_with_restraint() {
        let cases = [
            ("Ada Lovelace", "Ada Lovelace"),
            ("  Ada \t Lovelace\n", "Ada Lovelace"),
            ("Ａｄａ　Ｌｏｖｅｌａｃｅ", "Ada Lovelace"),
            ("Ada\u{0} Love\u{200b}lace", "Ada Lovelace"),
            ("ADA LOVELACE", "Ada Lovelace"),
            ("ada lovelace", "Ada Lovelace"),
            ("O'NEILL", "O'Neill"),
            ("o’neill", "O'Neill"),
            ("O’Neill", "O'Neill"),
            ("jean-luc", "Jean-Luc"),
            ("JEAN-LUC PICARD", "Jean-Luc Picard"),
            ("JAN VAN DER BERG", "Jan van der Berg"),
            ("van der berg", "Van der Berg"),
            ("maria de la cruz", "Maria de la Cruz"),
            ("Van Der Berg", "Van Der Berg"),
            ("McDonald", "McDonald"),
            ("MCDONALD", "McDonald"),
            ("JOHN SMITH III", "John Smith III"),
            ("j.r. ewing", "J.R. Ewing"),
            ("MÜLLER", "Müller"),
            ("RENÉE ÉTOILE", "Renée Étoile"),
            ("İBRAHİM", "İbrahim"),
            ("JD", "JD"),
            ("deShawn", "deShawn"),
            ("山田 太郎", "山田 太郎"),
            ("山田　太郎", "山田 太郎"),
            ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
            ("髙橋 一郎", "髙橋 一郎"),
            ("福\u{fa19}", "福\u{fa19}"),
            ("김철수", "김철수"),
            ("МАРИЯ", "МАРИЯ"),
            ("N'Golo", "N'Golo"),
            ("Dr. Who", "Dr. Who"),
        ];
        for (input, normal) in cases {
            assert_eq!(name(input).as_deref(), Ok(normal), "{input}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = "a".repeat(101);
        let huge = "a".repeat(5_000);
        let too_long = Invalid::TooLong {
            max: NAME_CHARS_MAX,
        };
        let cases = [
            ("", Invalid::Empty),
            (" \u{200b}\u{0} ", Invalid::Empty),
            ("-", Invalid::NameNoLetter),
            ("'' .", Invalid::NameNoLetter),
            ("😀", Invalid::NameNoLetter),
            ("Ada1", Invalid::NameNotPersonal),
            ("１２３", Invalid::NameNotPersonal),
            ("ada@example.com", Invalid::NameNotPersonal),
            ("http://example.com", Invalid::NameNotPersonal),
            ("www.example", Invalid::NameNotPersonal),
            ("Win at example.com", Invalid::NameNotPersonal),
            ("<script>", Invalid::NameNotPersonal),
            (&long, too_long),
            (&huge, too_long),
        ];
        for (input, reason) in cases {
            assert_eq!(name(input), Err(reason), "{input}");
        }
    }

    #[test]
    fn normal_names_are_borrowed() {
        assert!(matches!(name("Ada Lovelace"), Ok(Cow::Borrowed(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_normal_form_stays(input in prop_oneof![
            any::<String>(),
            "[A-Z' .-]{1,20}",
            "[a-z' .-]{1,20}",
            "[\u{c0}-\u{24f}\u{1e00}-\u{1eff}' -]{1,8}",
            "[\u{300}-\u{345}a-zA-Z\u{f900}-\u{faff}\u{1100}-\u{1200}\u{2018}-\u{2019}]{1,8}",
        ]) {
            if let Ok(normal) = name(&input) {
                prop_assert_eq!(name(&normal), Ok(normal.clone()));
            }
        }
    }
}
