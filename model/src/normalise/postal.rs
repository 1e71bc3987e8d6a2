//! Postal codes, in the form that the country's post writes.

use super::{Invalid, text};

/// The longest postal code that is read.
const INPUT_BYTES_MAX: usize = 64;
/// The shortest and longest code, separators included, where the country has no table entry.
const GENERIC_CHARS: std::ops::RangeInclusive<usize> = 2..=12;

/// Forms by country, from the Universal Postal Union's addressing sheets: `9` a digit, `1` a digit
/// but zero, `A` a letter, `*` either; anything else is written as it stands. The first that fits
/// holds; which one fits depends on the letters and digits only.
const FORMS: &[(&str, &[&str])] = &[
    ("AR", &["9999", "A9999AAA"]),
    ("AT", &["1999"]),
    ("AU", &["9999"]),
    ("BE", &["1999"]),
    ("BG", &["1999"]),
    ("BR", &["99999-999"]),
    ("CA", &["A9A 9A9"]),
    ("CH", &["1999"]),
    ("CL", &["999-9999"]),
    ("CN", &["999999"]),
    ("CZ", &["199 99"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("EE", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    ("FR", &["99999"]),
    (
        "GB",
        &[
            "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "GIR 0AA",
        ],
    ),
    ("GR", &["199 99"]),
    ("HR", &["99999"]),
    ("HU", &["1999"]),
    ("ID", &["99999"]),
    ("IE", &["A99 ****", "A9A ****"]),
    ("IL", &["9999999", "99999"]),
    ("IN", &["199999"]),
    ("IT", &["99999"]),
    ("JP", &["999-9999"]),
    ("KR", &["99999", "999-999"]),
    ("LI", &["1999"]),
    ("LT", &["LT-99999"]),
    ("LU", &["9999"]),
    ("LV", &["LV-9999"]),
    ("MX", &["99999"]),
    ("MY", &["99999"]),
    ("NL", &["1999 AA"]),
    ("NO", &["9999"]),
    ("NZ", &["9999"]),
    ("PH", &["9999"]),
    ("PL", &["99-999"]),
    ("PT", &["1999-999"]),
    ("RO", &["999999"]),
    ("RU", &["199999"]),
    ("SE", &["199 99"]),
    ("SG", &["999999"]),
    ("SI", &["9999"]),
    ("SK", &["999 99"]),
    ("TH", &["99999"]),
    ("TR", &["99999"]),
    ("TW", &["999", "99999", "999999"]),
    ("UA", &["99999"]),
    ("US", &["99999", "99999-9999"]),
    ("VN", &["99999", "999999"]),
    ("ZA", &["9999"]),
];

/// Countries without postal codes.
const UNUSED: &[&str] = &["AE", "HK", "MO", "QA"];

/// What stood before codes in letters to other countries, beside the alpha-2 code.
const ROAD_SIGNS: &[(&str, &str)] = &[
    ("AT", "A"),
    ("BE", "B"),
    ("DE", "D"),
    ("ES", "E"),
    ("FI", "FIN"),
    ("FR", "F"),
    ("IT", "I"),
    ("LU", "L"),
    ("NO", "N"),
    ("PT", "P"),
    ("SE", "S"),
];

/// The postal code in capitals and with the separators of its country (`k1a0b1` becomes
/// `K1A 0B1`, `〒1000001` becomes `100-0001`). `country` is an alpha-2 code; without it, or without
/// a form that is known for it, codes of letters, digits, spaces and hyphens with a digit pass.
pub fn postal_code(country: Option<&str>, input: &str) -> Result<Box<str>, Invalid> {
    if input.len() > INPUT_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: INPUT_BYTES_MAX,
        });
    }
    let folded = text::compatible(input);
    let marked = folded.trim_start_matches(['〒', '〶']).trim_start();
    let code = capitals(marked).ok_or(Invalid::PostalForm)?;
    if code.is_empty() {
        return Err(Invalid::Empty);
    }
    let Some(country) = country else {
        return generic(&code);
    };
    if UNUSED.contains(&country) {
        return Err(Invalid::PostalUnused);
    }
    let Some((_, forms)) = FORMS.iter().find(|(known, _)| *known == country) else {
        return generic(&code);
    };
    let compact: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    forms
        .iter()
        .find_map(|form| fitted(form, &compact))
        .or_else(|| {
            let rest = without_country(country, &compact)?;
            forms.iter().find_map(|form| fitted(form, rest))
        })
        .filter(|code| is_used(country, code))
        .map(String::into_boxed_str)
        .ok_or(Invalid::PostalForm)
}

/// The code in ASCII capitals, its separators as spaces and hyphens; `None` where there is more.
fn capitals(text: &str) -> Option<String> {
    let mut code = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if text::digit(c).is_some() => {
                code.extend(text::digit(c).map(|value| char::from(b'0' + value)));
            }
            'a'..='z' | 'A'..='Z' => code.push(c.to_ascii_uppercase()),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => code.push('-'),
            c if c.is_whitespace() => code.push(' '),
            _ => return None,
        }
    }
    Some(code)
}

/// The compact code written in the form, where it fits.
fn fitted(form: &str, compact: &str) -> Option<String> {
    let mut rest = compact.chars().peekable();
    let mut written = String::with_capacity(form.len());
    for wanted in form.chars() {
        if matches!(wanted, ' ' | '-') {
            written.push(wanted);
            continue;
        }
        let c = rest.next()?;
        let fits = match wanted {
            '9' => c.is_ascii_digit(),
            '1' => matches!(c, '1'..='9'),
            'A' if form != "GIR 0AA" => c.is_ascii_uppercase(),
            '*' => c.is_ascii_alphanumeric(),
            _ => c == wanted,
        };
        if !fits {
            return None;
        }
        written.push(c);
    }
    rest.peek().is_none().then_some(written)
}

/// The code without the sign of its country before it (`D-10115`, `CH 8001`).
fn without_country<'c>(country: &str, compact: &'c str) -> Option<&'c str> {
    let sign = ROAD_SIGNS
        .iter()
        .find(|(known, _)| *known == country)
        .map(|(_, sign)| *sign);
    [Some(country), sign]
        .into_iter()
        .flatten()
        .find_map(|sign| {
            compact
                .strip_prefix(sign)
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// Rules beyond the form: letters and numbers that the post never gives out.
fn is_used(country: &str, code: &str) -> bool {
    match country {
        "CA" => !code.starts_with(['W', 'Z']) && !code.contains(['D', 'F', 'I', 'O', 'Q', 'U']),
        "GB" => {
            let inward = &code[code.len() - 2..];
            code == "GIR 0AA"
                || (!code.starts_with(['Q', 'V', 'X'])
                    && !inward.contains(['C', 'I', 'K', 'M', 'O', 'V']))
        }
        "NL" => !matches!(&code[5..], "SA" | "SD" | "SS"),
        "IE" => {
            !code.starts_with(['B', 'G', 'I', 'J', 'L', 'M', 'O', 'Q', 'S', 'U', 'Z'])
                && (code.as_bytes()[2].is_ascii_digit() || code.starts_with("D6W"))
        }
        "US" | "DE" | "FR" | "ES" | "CN" | "JP" => code.bytes().any(|b| matches!(b, b'1'..=b'9')),
        _ => true,
    }
}

fn generic(code: &str) -> Result<Box<str>, Invalid> {
    let mut normal = String::with_capacity(code.len());
    for word in code.split(' ').filter(|word| !word.is_empty()) {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    let shaped = GENERIC_CHARS.contains(&normal.len())
        && normal.bytes().any(|b| b.is_ascii_digit())
        && !normal.starts_with('-')
        && !normal.ends_with('-');
    if shaped {
        Ok(normal.into_boxed_str())
    } else {
        Err(Invalid::PostalForm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_written_as_their_country_does() {
        let cases = [
            ("US", "90210", "90210"),
            ("US", "902101234", "90210-1234"),
            ("US", "90210 - 1234", "90210-1234"),
            ("CA", "k1a0b1", "K1A 0B1"),
            ("CA", "K1A-0B1", "K1A 0B1"),
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("GB", "M1 1AE", "M1 1AE"),
            ("GB", "cr26xh", "CR2 6XH"),
            ("GB", "DN551PT", "DN55 1PT"),
            ("GB", "w1a0ax", "W1A 0AX"),
            ("GB", "ec1a 1bb", "EC1A 1BB"),
            ("GB", "gir0aa", "GIR 0AA"),
            ("JP", "1000001", "100-0001"),
            ("JP", "〒100-0001", "100-0001"),
            ("JP", "〒１００－０００１", "100-0001"),
            ("JP", "100ー0001", "100-0001"),
            ("DE", "10115", "10115"),
            ("DE", "D-10115", "10115"),
            ("DE", "DE 10115", "10115"),
            ("FR", "F-75001", "75001"),
            ("CN", "518000", "518000"),
            ("TW", "100", "100"),
            ("TW", "100401", "100401"),
            ("AU", "2000", "2000"),
            ("IN", "110 001", "110001"),
            ("BR", "01310100", "01310-100"),
            ("NL", "1012ab", "1012 AB"),
            ("CH", "CH-8001", "8001"),
            ("AT", "1010", "1010"),
            ("IT", "00118", "00118"),
            ("ES", "28001", "28001"),
            ("SE", "11455", "114 55"),
            ("SE", "SE-114 55", "114 55"),
            ("IE", "d02x285", "D02 X285"),
            ("IE", "D6WXK28", "D6W XK28"),
            ("PL", "00950", "00-950"),
            ("LV", "lv1050", "LV-1050"),
            ("PT", "1000205", "1000-205"),
        ];
        for (country, input, normal) in cases {
            assert_eq!(
                postal_code(Some(country), input).as_deref(),
                Ok(normal),
                "{country} {input}"
            );
        }
        assert_eq!(postal_code(None, " ab-12  3 ").as_deref(), Ok("AB-12 3"));
        assert_eq!(postal_code(Some("BM"), "hm 12").as_deref(), Ok("HM 12"));
    }

    #[test]
    fn codes_of_another_form_are_refused() {
        let cases = [
            ("US", "9021"),
            ("US", "902101"),
            ("US", "ABCDE"),
            ("US", "00000"),
            ("CA", "K1A 0B"),
            ("CA", "D1A 0B1"),
            ("CA", "W1A 0B1"),
            ("GB", "SW1A"),
            ("GB", "QW1 1AA"),
            ("GB", "SW1A 1AC"),
            ("JP", "100-001"),
            ("JP", "100-00011"),
            ("DE", "1011"),
            ("DE", "F-10115"),
            ("FR", "7500"),
            ("CN", "51800"),
            ("TW", "1000"),
            ("IN", "010001"),
            ("BR", "1310-100"),
            ("NL", "0012 AB"),
            ("NL", "1012 SS"),
            ("CH", "0999"),
            ("IE", "B02 X285"),
            ("IE", "A6W X285"),
            ("SE", "011 22"),
            ("US", "90210\u{1F600}"),
            ("US", "90_210"),
        ];
        for (country, input) in cases {
            assert_eq!(
                postal_code(Some(country), input),
                Err(Invalid::PostalForm),
                "{country} {input}"
            );
        }
        assert_eq!(
            postal_code(Some("HK"), "999077"),
            Err(Invalid::PostalUnused)
        );
        assert_eq!(postal_code(Some("US"), "  "), Err(Invalid::Empty));
        assert_eq!(postal_code(None, "ABC"), Err(Invalid::PostalForm));
        assert_eq!(postal_code(None, "1"), Err(Invalid::PostalForm));
        assert!(matches!(
            postal_code(None, &"1".repeat(65)),
            Err(Invalid::TooLong { .. })
        ));
    }

    #[test]
    fn countries_are_codes_in_order() {
        assert!(FORMS.is_sorted_by(|a, b| a.0 < b.0));
        for (code, _) in FORMS {
            assert!(rust_iso3166::from_alpha2(code).is_some(), "{code}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_normal_form_stays(
            country in prop::option::of(prop::sample::select(FORMS.iter().map(|f| f.0).chain(["XX", "HK"]).collect::<Vec<_>>())),
            input in "\\PC{0,12}|[A-Z0-9 -]{2,9}|[0-9]{3,9}|[A-Z][0-9]{1,2}[A-Z]? [0-9][A-Z]{2}",
        ) {
            if let Ok(normal) = postal_code(country, &input) {
                prop_assert_eq!(postal_code(country, &normal), Ok(normal.clone()));
            }
        }
    }
}
