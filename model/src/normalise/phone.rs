//! Phone numbers in E.164, judged by the numbering plan of their country.

use std::fmt;
use std::sync::LazyLock;

use phonenumber::metadata::{DATABASE, Database};
use phonenumber::{Mode, ParseError};

use super::{Invalid, text};

/// The longest text that is read as a phone number.
const INPUT_BYTES_MAX: usize = 96;
/// The most digits an E.164 number has.
const DIGITS_MAX: usize = 15;
/// The fewest digits with which the plans are asked.
const DIGITS_MIN: usize = 4;
/// The most digits an extension may have.
const EXTENSION_DIGITS_MAX: usize = 8;
/// How many compiled patterns of the plans are kept. The crate's own 100 are fewer than a dozen
/// countries need, and a pattern that was dropped costs milliseconds at its next use; this many
/// hold about a hundred countries in some 80 MB, and fill only as countries are met.
const PLAN_PATTERNS_MAX: usize = 1_200;
/// Where the E.164 part ends and an extension begins (RFC 3966).
const EXTENSION: &str = ";ext=";

/// What people write before an extension, folded to small letters; longer ones first.
const EXTENSION_WORDS: &[&str] = &[
    ";ext=",
    "extension",
    "durchwahl",
    "poste",
    "extn.",
    "extn",
    "ext.",
    "ext",
    "内線",
    "分機",
    "分机",
    "轉",
    "转",
    "x",
    "#",
];

/// A valid phone number: E.164, and an extension where there is one, because the people behind
/// one switchboard are not one person. `Debug` shows no digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(Box<str>);

impl Phone {
    /// The whole, the form in which numbers are compared: `+16502530000` or
    /// `+16502530000;ext=123`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The E.164 number without extension.
    #[must_use]
    pub fn e164(&self) -> &str {
        self.0
            .split_once(EXTENSION)
            .map_or(&*self.0, |(number, _)| number)
    }

    /// The extension, where there is one.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        self.0.split_once(EXTENSION).map(|(_, extension)| extension)
    }

    /// The whole, owned.
    #[must_use]
    pub fn into_boxed_str(self) -> Box<str> {
        self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone")
    }
}

/// Reads a phone number as people write it: any digits, separators, `00` or `+`, a trunk zero in
/// parentheses, an extension. `country` (an alpha-2 code) reads numbers written without their
/// calling code; one written with `+` or `00` needs none and is not bent by it. Valid are numbers
/// that the plan of their country can have; the first call loads the plans ([`load_plans`]).
pub fn phone(input: &str, country: Option<&str>) -> Result<Phone, Invalid> {
    if input.len() > INPUT_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: INPUT_BYTES_MAX,
        });
    }
    let folded = text::compatible(input).to_lowercase();
    let written = folded.strip_prefix("tel:").unwrap_or(&folded).trim();
    if written.is_empty() {
        return Err(Invalid::Empty);
    }
    let (number, extension) = split_extension(written)?;
    let dialled = dialled(number)?;
    let e164 = valid_e164(&dialled, country)?;
    Ok(Phone(match extension {
        Some(extension) => format!("{e164}{EXTENSION}{extension}").into_boxed_str(),
        None => e164.into_boxed_str(),
    }))
}

/// The numbering plans, loaded once.
static PLANS: LazyLock<&'static Database> = LazyLock::new(|| {
    if let Ok(mut patterns) = DATABASE.cache().lock() {
        patterns.set_capacity(PLAN_PATTERNS_MAX);
    }
    &DATABASE
});

/// Loads the numbering plans, so that the first number need not wait for them.
pub fn load_plans() {
    LazyLock::force(&PLANS);
}

/// Splits the digits of an extension off.
fn split_extension(written: &str) -> Result<(&str, Option<String>), Invalid> {
    let found = EXTENSION_WORDS
        .iter()
        .find_map(|word| Some((written.find(word)?, word.len())));
    let Some((at, length)) = found else {
        return Ok((written, None));
    };
    let after =
        written[at + length..].trim_matches(|c: char| c.is_whitespace() || ".:-#".contains(c));
    let digits: Option<String> = after
        .chars()
        .map(|c| text::digit(c).map(|value| char::from(b'0' + value)))
        .collect();
    match digits {
        Some(digits) if (1..=EXTENSION_DIGITS_MAX).contains(&digits.len()) => Ok((
            written[..at].trim_end_matches([' ', ',', ';', '(']),
            Some(digits),
        )),
        _ => Err(Invalid::PhoneCharacters),
    }
}

/// The digits, after a `+` where the number is international.
fn dialled(number: &str) -> Result<String, Invalid> {
    let mut digits = String::with_capacity(number.len());
    for c in number.chars() {
        if let Some(value) = text::digit(c) {
            digits.push(char::from(b'0' + value));
        } else if c == '+' && digits.is_empty() {
            digits.push('+');
        } else if c == '(' && !digits.is_empty() {
            digits.push('(');
        } else if !is_separator(c) {
            return Err(Invalid::PhoneCharacters);
        }
    }
    let international = digits
        .strip_prefix("+00")
        .or_else(|| digits.strip_prefix('+'))
        .or_else(|| digits.strip_prefix("00"));
    let mut plain = match international {
        // `+44 (0)20`: the zero is for callers within the country. Italy alone dials it always.
        Some(rest) if rest.starts_with("39") => format!("+{rest}"),
        Some(rest) => format!("+{}", rest.replacen("(0", "", 1)),
        None => digits,
    };
    plain.retain(|c| c != '(');
    let count = plain.len() - usize::from(plain.starts_with('+'));
    if (DIGITS_MIN..=DIGITS_MAX + 3).contains(&count) {
        Ok(plain)
    } else {
        Err(Invalid::PhoneLength)
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || text::is_invisible(c)
        || matches!(
            c,
            '-' | '.' | '(' | ')' | '/' | '~' | '・' | '·' | 'ー' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}'
        )
}

/// Asks the plan. A number with `+` is read without the country, whose own prefixes could
/// otherwise eat its calling code.
fn valid_e164(dialled: &str, country: Option<&str>) -> Result<String, Invalid> {
    let home = if dialled.starts_with('+') {
        None
    } else {
        let id = country
            .filter(|code| PLANS.by_id(*code).is_some())
            .and_then(|code| code.parse::<phonenumber::country::Id>().ok());
        Some(id.ok_or(Invalid::PhoneNoCountry)?)
    };
    let number = phonenumber::parse_with(*PLANS, home, dialled).map_err(|error| match error {
        ParseError::InvalidCountryCode => Invalid::PhoneCallingCode,
        ParseError::NoNumber | ParseError::MalformedInteger(_) => Invalid::PhoneCharacters,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn | ParseError::TooLong => {
            Invalid::PhoneLength
        }
    })?;
    if !phonenumber::is_valid_with(*PLANS, &number) {
        return Err(Invalid::PhoneUnassigned);
    }
    let e164 = format!("+{}{}", number.code().value(), number.national());
    debug_assert!(
        number
            .format()
            .mode(Mode::E164)
            .to_string()
            .starts_with(&e164)
    );
    if e164.len() <= DIGITS_MAX + 1 {
        Ok(e164)
    } else {
        Err(Invalid::PhoneLength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(input: &str, country: &str) -> Result<Box<str>, Invalid> {
        let country = (!country.is_empty()).then_some(country);
        phone(input, country).map(Phone::into_boxed_str)
    }

    #[test]
    fn written_numbers_become_e164() {
        let cases = [
            ("+16502530000", "", "+16502530000"),
            ("+1 (650) 253-0000", "", "+16502530000"),
            ("(650) 253-0000", "US", "+16502530000"),
            ("650.253.0000", "US", "+16502530000"),
            ("1-650-253-0000", "US", "+16502530000"),
            ("011 44 20 7031 3000", "US", "+442070313000"),
            ("0044 20 7031 3000", "", "+442070313000"),
            ("0044 20 7031 3000", "US", "+442070313000"),
            ("+44 (0)20 7031 3000", "", "+442070313000"),
            ("+44 (020) 7031 3000", "GB", "+442070313000"),
            ("020 7031 3000", "GB", "+442070313000"),
            ("tel:+44-20-7031-3000", "", "+442070313000"),
            ("03-1234-5678", "JP", "+81312345678"),
            ("０３－１２３４－５６７８", "JP", "+81312345678"),
            ("＋８１ ３ １２３４ ５６７８", "", "+81312345678"),
            ("090-1234-5678", "JP", "+819012345678"),
            ("+81 090-1234-5678", "", "+819012345678"),
            ("010 1 650 253 0000", "JP", "+16502530000"),
            ("030 123456", "DE", "+4930123456"),
            ("0151 23456789", "DE", "+4915123456789"),
            ("+49 30/123456", "", "+4930123456"),
            ("01 23 45 67 89", "FR", "+33123456789"),
            ("+33 (0)1 23 45 67 89", "", "+33123456789"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("+39 06 1234 5678", "", "+390612345678"),
            ("+39 (0)6 1234 5678", "", "+390612345678"),
            ("138 1234 5678", "CN", "+8613812345678"),
            ("0912-345-678", "TW", "+886912345678"),
            ("(11) 96123-4567", "BR", "+5511961234567"),
            ("+994 50 234 56 78", "FI", "+994502345678"),
            ("٠٣-١٢٣٤-٥٦٧٨", "JP", "+81312345678"),
            ("+16502530000;ext=123", "", "+16502530000;ext=123"),
            ("650-253-0000 x123", "US", "+16502530000;ext=123"),
            ("650-253-0000 ext. 123", "US", "+16502530000;ext=123"),
            ("03-1234-5678 内線 12", "JP", "+81312345678;ext=12"),
            ("02-2345-6789 分機 5", "TW", "+886223456789;ext=5"),
        ];
        for (input, country, normal) in cases {
            assert_eq!(
                read(input, country).as_deref(),
                Ok(normal),
                "{input} {country}"
            );
        }
    }

    #[test]
    fn what_no_plan_has_is_refused() {
        let cases = [
            ("", "US", Invalid::Empty),
            ("abc", "US", Invalid::PhoneCharacters),
            ("call me", "US", Invalid::PhoneCharacters),
            ("ada@example.com", "US", Invalid::PhoneCharacters),
            (
                "650 253 0000 / 650 253 0001 extra",
                "US",
                Invalid::PhoneCharacters,
            ),
            ("1-800-FLOWERS", "US", Invalid::PhoneCharacters),
            ("650+2530000", "US", Invalid::PhoneCharacters),
            ("650-253-0000 ext", "US", Invalid::PhoneCharacters),
            ("6502530000", "", Invalid::PhoneNoCountry),
            ("6502530000", "XX", Invalid::PhoneNoCountry),
            ("6502530000", "us", Invalid::PhoneNoCountry),
            ("03 9876 5432", "AQ", Invalid::PhoneNoCountry),
            ("+999 1234 5678", "", Invalid::PhoneCallingCode),
            ("12", "US", Invalid::PhoneLength),
            ("+1650253000000000000", "", Invalid::PhoneLength),
            ("0000000000", "US", Invalid::PhoneCallingCode),
            ("123-456-7890", "US", Invalid::PhoneUnassigned),
            ("+1 555 555", "", Invalid::PhoneUnassigned),
            ("+81 3 1234", "", Invalid::PhoneUnassigned),
            ("+44 20 7031 30000", "", Invalid::PhoneUnassigned),
        ];
        for (input, country, reason) in cases {
            assert_eq!(read(input, country), Err(reason), "{input} {country}");
        }
        let long = "1".repeat(200);
        assert!(matches!(read(&long, "US"), Err(Invalid::TooLong { .. })));
    }

    #[test]
    fn extensions_are_kept_apart_from_the_number() {
        let phone = phone("650-253-0000 x12", Some("US")).unwrap();
        assert_eq!(
            (phone.e164(), phone.extension()),
            ("+16502530000", Some("12"))
        );
        assert_eq!(format!("{phone:?}"), "Phone");
    }

    #[test]
    fn the_example_numbers_of_every_plan_are_valid_and_normal() {
        for plan in PLANS.iter() {
            let kinds = plan.descriptors();
            for kind in [kinds.fixed_line(), kinds.mobile()].into_iter().flatten() {
                let Some(example) = kind.example() else {
                    continue;
                };
                let written = format!("+{}{example}", plan.country_code());
                let normal = phone(&written, None).map(Phone::into_boxed_str);
                assert_eq!(normal.as_deref(), Ok(&*written), "{}", plan.id());
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_judged_and_the_normal_form_stays(
            input in "\\PC{0,20}|\\+?[0-9]{4,16}|0[0-9() -]{6,14}|\\+[0-9]{9,13} ?x[0-9]{1,4}",
            country in "US|JP|DE|IT|FI|BR|CN|AR|MX|AQ|é|",
        ) {
            let hint = Some(country.as_str());
            if let Ok(normal) = phone(&input, hint) {
                prop_assert_eq!(phone(normal.as_str(), hint), Ok(normal.clone()));
                prop_assert_eq!(phone(normal.as_str(), None), Ok(normal.clone()));
            }
        }

        #[test]
        fn numbers_of_many_plans_stay(number in 10_000_000_u64..999_999_999_999_999) {
            if let Ok(normal) = phone(&format!("+{number}"), None) {
                prop_assert_eq!(phone(normal.as_str(), Some("FI")), Ok(normal.clone()));
            }
        }
    }
}
