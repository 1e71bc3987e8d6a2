//! Language tags and names of time zones.

use std::borrow::Cow;

use super::{Invalid, text};

/// The longest language tag that is read.
const LOCALE_BYTES_MAX: usize = 64;
/// The longest time zone name that is read.
const TIMEZONE_BYTES_MAX: usize = 64;

/// The language tag in the case of BCP 47 (RFC 5646, 2.1.1): `en_us` becomes `en-US`, `zh-hant-tw`
/// `zh-Hant-TW`. POSIX forms lose their encoding (`de_DE.UTF-8`), and codes that ISO 639 replaced
/// become the ones in use (`iw` becomes `he`). Borrows where the input is already normal.
pub fn locale(input: &str) -> Result<Cow<'_, str>, Invalid> {
    let trimmed = text::trim(input);
    if trimmed.is_empty() {
        return Err(Invalid::Empty);
    }
    if trimmed.len() > LOCALE_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: LOCALE_BYTES_MAX,
        });
    }
    let tag = trimmed.split(['.', '@']).next().unwrap_or_default();
    let mut normal = String::with_capacity(tag.len());
    let mut parts = tag.split(['-', '_']);
    let language = parts
        .next()
        .filter(|part| is_language(part))
        .ok_or(Invalid::Locale)?;
    normal.push_str(match language.to_ascii_lowercase().as_str() {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        _ => language,
    });
    normal.make_ascii_lowercase();
    read_subtags(parts, &mut normal)?;
    Ok(if normal == input {
        Cow::Borrowed(input)
    } else {
        Cow::Owned(normal)
    })
}

fn is_language(part: &str) -> bool {
    matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Where in a tag the reading is; subtags come in this order.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    Language,
    Script,
    Region,
    Variant,
    /// After a singleton: it needs at least one subtag.
    Singleton,
    Extension,
}

fn read_subtags<'t>(
    parts: impl Iterator<Item = &'t str>,
    normal: &mut String,
) -> Result<(), Invalid> {
    let mut stage = Stage::Language;
    let mut private = false;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Invalid::Locale);
        }
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let mut shaped = part.to_ascii_lowercase();
        stage = match part.len() {
            _ if private => Stage::Extension,
            1 if stage != Stage::Singleton => {
                private = shaped == "x";
                Stage::Singleton
            }
            1 => return Err(Invalid::Locale),
            _ if stage >= Stage::Singleton => Stage::Extension,
            4 if letters && stage < Stage::Script => {
                shaped[..1].make_ascii_uppercase();
                Stage::Script
            }
            2 if letters && stage < Stage::Region => {
                shaped.make_ascii_uppercase();
                Stage::Region
            }
            3 if digits && stage < Stage::Region => Stage::Region,
            4 if part.as_bytes()[0].is_ascii_digit() => Stage::Variant,
            5..=8 => Stage::Variant,
            _ => return Err(Invalid::Locale),
        };
        normal.push('-');
        normal.push_str(&shaped);
    }
    if stage == Stage::Singleton {
        Err(Invalid::Locale)
    } else {
        Ok(())
    }
}

/// The time zone name, trimmed, where it has the form of an IANA one (`Asia/Tokyo`,
/// `America/Argentina/Buenos_Aires`, `UTC`). Whether such a zone exists is not asked.
pub fn timezone(input: &str) -> Result<&str, Invalid> {
    let name = text::trim(input);
    if name.is_empty() {
        return Err(Invalid::Empty);
    }
    if name.len() > TIMEZONE_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: TIMEZONE_BYTES_MAX,
        });
    }
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
    };
    let placed = (2..=3).contains(&name.split('/').count()) && name.split('/').all(is_part);
    if placed || matches!(name, "UTC" | "GMT") {
        Ok(name)
    } else {
        Err(Invalid::Timezone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_get_their_canonical_case() {
        let cases = [
            ("en", "en"),
            ("EN", "en"),
            ("en-US", "en-US"),
            ("en_us", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("ZH_HANS_CN", "zh-Hans-CN"),
            ("de_DE.UTF-8", "de-DE"),
            ("ca_ES@euro", "ca-ES"),
            ("es-419", "es-419"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("de-CH-1996", "de-CH-1996"),
            ("ja-JP-u-ca-japanese", "ja-JP-u-ca-japanese"),
            ("en-x-Shop-A", "en-x-shop-a"),
            ("iw-IL", "he-IL"),
            (" fr-CA ", "fr-CA"),
        ];
        for (input, normal) in cases {
            assert_eq!(locale(input).as_deref(), Ok(normal), "{input}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for input in [
            "C",
            "POSIX",
            "english",
            "e",
            "en-",
            "en--US",
            "en-US-Latn",
            "en-é",
            "12",
            "en-toolongsubtag",
            "en-u",
            "日本語",
            "-en",
        ] {
            assert_eq!(locale(input), Err(Invalid::Locale), "{input}");
        }
        assert_eq!(locale(""), Err(Invalid::Empty));
    }

    #[test]
    fn time_zones_are_judged_by_form() {
        for name in [
            "Asia/Tokyo",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+5",
            "UTC",
            "America/Port-au-Prince",
        ] {
            assert_eq!(timezone(name), Ok(name));
        }
        for name in [
            "Tokyo",
            "asia/tokyo",
            "Asia/",
            "/Tokyo",
            "A/B/C/D",
            "+09:00",
            "Asia/To kyo",
        ] {
            assert_eq!(timezone(name), Err(Invalid::Timezone), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_normal_form_stays(input in "\\PC{0,20}|[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{1,8}){0,5}") {
            if let Ok(normal) = locale(&input) {
                prop_assert_eq!(locale(&normal), Ok(normal.clone()));
            }
            if let Ok(name) = timezone(&input) {
                prop_assert_eq!(timezone(name), Ok(name));
            }
        }
    }
}
