//! Email addresses, in the form in which they are compared.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Invalid, text};

/// The longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
/// The longest host name (RFC 1035, 2.3.4), without the final dot.
const DOMAIN_BYTES_MAX: usize = 253;
/// The longest label of a host name (RFC 1035, 2.3.4).
const LABEL_BYTES_MAX: usize = 63;
/// Longer input is refused before it is folded.
const INPUT_BYTES_MAX: usize = 1_024;

/// The address trimmed, in compatibility form and lower case, its domain in ASCII (IDNA).
///
/// RFC 5321 lets hosts tell the case of the local part apart, but none in practice does, and the
/// same person types both: so it is lowered. Dots and `+tags` differ between providers and are
/// kept. Quoted local parts and address literals are valid on the wire, yet among customers they
/// are typing errors or attacks: they are refused.
///
/// Borrows where the input is already normal.
pub fn email(input: &str) -> Result<Cow<'_, str>, Invalid> {
    if input.len() > INPUT_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: EMAIL_BYTES_MAX,
        });
    }
    if is_plain(input) {
        check(input)?;
        return Ok(Cow::Borrowed(input));
    }
    let folded = text::compatible(input);
    if folded.is_empty() {
        return Err(Invalid::Empty);
    }
    let (local, domain) = split(&folded)?;
    let local: String = local.to_lowercase().nfkc().collect();
    check_local(&local)?;
    let domain = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Ignore,
        )
        .map_err(|_| Invalid::EmailDomain)?;
    let address = format!("{local}@{domain}");
    check(&address)?;
    Ok(Cow::Owned(address))
}

/// Whether nothing needs folding: printable ASCII without upper case or encoded labels.
fn is_plain(input: &str) -> bool {
    let folded = input
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase());
    folded && !input.contains("xn--")
}

fn split(address: &str) -> Result<(&str, &str), Invalid> {
    match address.split_once('@') {
        Some((local, domain))
            if !local.is_empty() && !domain.is_empty() && !domain.contains('@') =>
        {
            Ok((local, domain))
        }
        _ => Err(Invalid::EmailShape),
    }
}

/// Judges an address that is folded already.
fn check(address: &str) -> Result<(), Invalid> {
    if address.is_empty() {
        return Err(Invalid::Empty);
    }
    let (local, domain) = split(address)?;
    check_local(local)?;
    if address.len() > EMAIL_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: EMAIL_BYTES_MAX,
        });
    }
    check_domain(domain)
}

fn check_local(local: &str) -> Result<(), Invalid> {
    if local.len() > LOCAL_BYTES_MAX {
        return Err(Invalid::EmailLocalTooLong);
    }
    if local.split('.').all(is_atom) {
        Ok(())
    } else {
        Err(Invalid::EmailLocal)
    }
}

/// An atom of RFC 5322, or of RFC 6532 where it has letters beyond ASCII.
fn is_atom(atom: &str) -> bool {
    let in_atom = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
        } else {
            c.is_alphanumeric() || is_combining_mark(c)
        }
    };
    !atom.is_empty() && !atom.starts_with(is_combining_mark) && atom.chars().all(in_atom)
}

fn check_domain(domain: &str) -> Result<(), Invalid> {
    if domain.starts_with('[') {
        return Err(Invalid::EmailDomainBare);
    }
    let is_label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if domain.len() > DOMAIN_BYTES_MAX || !domain.split('.').all(is_label) {
        return Err(Invalid::EmailDomain);
    }
    let Some((_, top)) = domain.rsplit_once('.') else {
        return Err(Invalid::EmailDomainBare);
    };
    if top.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Invalid::EmailDomainBare);
    }
    let named = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    if named || top.starts_with("xn--") {
        Ok(())
    } else {
        Err(Invalid::EmailDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_addresses_get_their_normal_form() {
        let cases = [
            ("ada@example.com", "ada@example.com"),
            ("  Ada.Lovelace@Example.COM\n", "ada.lovelace@example.com"),
            ("\u{feff}ada@example.com\u{200b}", "ada@example.com"),
            ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"),
            ("user@bücher.example", "user@xn--bcher-kva.example"),
            ("user@BÜCHER.example", "user@xn--bcher-kva.example"),
            ("user@xn--bcher-kva.example", "user@xn--bcher-kva.example"),
            ("山田@例え.jp", "山田@xn--r8jz45g.jp"),
            ("first+tag@example.co.uk", "first+tag@example.co.uk"),
            ("o'neill@example.org", "o'neill@example.org"),
            (
                "!#$%&'*+-/=?^_`{|}~@example.org",
                "!#$%&'*+-/=?^_`{|}~@example.org",
            ),
            ("a@b.co", "a@b.co"),
            ("x@a--b.example", "x@a--b.example"),
            ("1234567890@example.com", "1234567890@example.com"),
        ];
        for (input, normal) in cases {
            assert_eq!(email(input).as_deref(), Ok(normal), "{input}");
        }
    }

    #[test]
    fn bad_addresses_get_their_reason() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_label = format!("a@{}.com", "b".repeat(64));
        let long = format!("a@{}.com", vec!["b".repeat(60); 5].join("."));
        let huge = "a".repeat(5_000);
        let cases = [
            ("", Invalid::Empty),
            (" \t ", Invalid::Empty),
            ("ada", Invalid::EmailShape),
            ("@example.com", Invalid::EmailShape),
            ("ada@", Invalid::EmailShape),
            ("a@b@example.com", Invalid::EmailShape),
            ("\"a@b\"@example.com", Invalid::EmailShape),
            ("\"ada lovelace\"@example.com", Invalid::EmailLocal),
            (".ada@example.com", Invalid::EmailLocal),
            ("ada.@example.com", Invalid::EmailLocal),
            ("a..b@example.com", Invalid::EmailLocal),
            ("a b@example.com", Invalid::EmailLocal),
            ("a,b@example.com", Invalid::EmailLocal),
            ("Ada <ada@example.com>", Invalid::EmailLocal),
            ("ada@localhost", Invalid::EmailDomainBare),
            ("ada@[192.0.2.1]", Invalid::EmailDomainBare),
            ("ada@192.0.2.1", Invalid::EmailDomainBare),
            ("ada@example", Invalid::EmailDomainBare),
            ("ada@example.c", Invalid::EmailDomain),
            ("ada@example..com", Invalid::EmailDomain),
            ("ada@.example.com", Invalid::EmailDomain),
            ("ada@example.com.", Invalid::EmailDomain),
            ("ada@-example.com", Invalid::EmailDomain),
            ("ada@example-.com", Invalid::EmailDomain),
            ("ada@exa_mple.com", Invalid::EmailDomain),
            ("ada@exa mple.com", Invalid::EmailDomain),
            ("ada@xn--zzzzzz---.example", Invalid::EmailDomain),
            (&long_local, Invalid::EmailLocalTooLong),
            (&long_label, Invalid::EmailDomain),
            (
                &long,
                Invalid::TooLong {
                    max: EMAIL_BYTES_MAX,
                },
            ),
            (
                &huge,
                Invalid::TooLong {
                    max: EMAIL_BYTES_MAX,
                },
            ),
        ];
        for (input, reason) in cases {
            assert_eq!(email(input), Err(reason), "{input}");
        }
    }

    #[test]
    fn normal_addresses_are_borrowed() {
        assert!(matches!(email("ada@example.com"), Ok(Cow::Borrowed(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_normal_form_stays(input in "\\PC{0,30}|[a-zA-Z.+]{1,8}@[\\PC]{1,12}\\.[a-z]{2,3}") {
            if let Ok(normal) = email(&input) {
                prop_assert_eq!(email(&normal), Ok(normal.clone()));
            }
        }

        #[test]
        fn any_unicode_around_the_at_stays_normal(local in any::<String>(), domain in any::<String>()) {
            if let Ok(normal) = email(&format!("{local}@{domain}.com")) {
                prop_assert_eq!(email(&normal), Ok(normal.clone()));
            }
        }
    }
}
