//! Where an address lies, as far as rules of law ask.

use rust_iso3166::iso3166_2;

use super::region::{CITIES, City, PLACE_BYTES_MAX, SUFFIXES, city, lines, region};
use super::text;

/// How many words the name of a subdivision within a line of an address may have.
const REGION_WORDS_MAX: usize = 4;

/// How many parts between commas are looked at, from the end.
const PARTS_MAX: usize = 16;

/// Countries as Chinese and Japanese addresses begin with them.
const CJK_COUNTRIES: &[&str] = &[
    "中华人民共和国",
    "中華人民共和國",
    "中国",
    "中國",
    "日本",
    "美国",
    "美國",
    "米国",
    "アメリカ",
    "加拿大",
    "カナダ",
];

/// What an address tells about where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The ISO 3166-2 code of the subdivision.
    pub region: Option<&'static str>,
    /// The city, where rules name it.
    pub city: Option<City>,
}

/// What a line of an address, or a whole one, tells: `Los Angeles, CA 90001`, `Montréal (Québec)`,
/// `广东省深圳市南山区`. The names of streets are not taken for regions: a name counts at the end
/// of a part between commas, or at the beginning in Chinese and Japanese.
#[must_use]
pub fn place(country: &str, input: &str) -> Place {
    if input.len() > PLACE_BYTES_MAX {
        return Place::default();
    }
    let folded = text::compatible(input);
    let mut place = from_the_left(country, &folded);
    let parts = folded.rsplit([',', ';', '\n', '(', ')', '、', '，']);
    for part in parts.take(PARTS_MAX) {
        let words: Vec<&str> = part
            .split_whitespace()
            .filter(|w| !w.contains(|c| text::digit(c).is_some()))
            .collect();
        place.city = place.city.or_else(|| city(country, &words.join(" ")));
        place.region = place.region.or_else(|| at_the_end(country, &words));
    }
    place.region = place.region.or(place.city.map(|city| city.region));
    place
}

/// The region that the last words of a part of an address name.
fn at_the_end(country: &str, words: &[&str]) -> Option<&'static str> {
    let longest = words.len().min(REGION_WORDS_MAX);
    (1..=longest).rev().find_map(|count| {
        let name = words[words.len() - count..].join(" ");
        // Within a longer line two letters are a code in capitals only: `de`, `in`, `me` are words.
        let word = count < words.len() && name.len() < 3 && name != name.to_uppercase();
        if word { None } else { region(country, &name) }
    })
}

/// Chinese and Japanese addresses: country, region, city, without separators.
fn from_the_left(country: &str, address: &str) -> Place {
    if address.is_ascii() {
        return Place::default();
    }
    let joined: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = joined.as_str();
    for name in CJK_COUNTRIES {
        rest = rest.strip_prefix(name).unwrap_or(rest);
    }
    let mut place = Place::default();
    let named = lines()
        .filter(|(code, name)| is_in(code, country) && is_cjk(name))
        .filter_map(|(code, name)| Some((code, name.len(), rest.strip_prefix(name)?)))
        .max_by_key(|&(_, length, _)| length);
    if let Some((code, _, after)) = named {
        place.region = iso3166_2::from_code(code).map(|found| found.code);
        rest = SUFFIXES
            .iter()
            .find_map(|suffix| after.strip_prefix(suffix))
            .unwrap_or(after);
    }
    place.city = CITIES
        .iter()
        .filter(|(code, ..)| *code == country)
        .find(|(.., names)| {
            names
                .iter()
                .any(|name| is_cjk(name) && rest.starts_with(name))
        })
        .map(|&(_, city, _)| city);
    place.region = place.region.or(place.city.map(|city| city.region));
    place
}

fn is_in(code: &str, country: &str) -> bool {
    code.split_once('-').is_some_and(|(of, _)| of == country)
}

fn is_cjk(name: &str) -> bool {
    name.starts_with(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::super::region::SHENZHEN;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_tell_their_place() {
        let only = |region| Place {
            region: Some(region),
            city: None,
        };
        let shenzhen = Place {
            region: Some("CN-GD"),
            city: Some(SHENZHEN),
        };
        let cases = [
            ("US", "1 Main St, Los Angeles, CA 90001", only("US-CA")),
            (
                "US",
                "1 Main St, Los Angeles, California 90001, USA",
                only("US-CA"),
            ),
            ("US", "Los Angeles CA 90001-1234", only("US-CA")),
            ("US", "1 California Street, Denver, CO 80202", only("US-CO")),
            ("US", "New York, NY", only("US-NY")),
            ("CA", "Montréal (Québec) H2X 1Y4", only("CA-QC")),
            ("CA", "12 rue de Québec, Toronto ON M5V 2T6", only("CA-ON")),
            ("CN", "广东省深圳市南山区科技园1号", shenzhen),
            ("CN", "中国广东省深圳市", shenzhen),
            ("CN", "深圳市福田区", shenzhen),
            (
                "CN",
                "Nanshan District, Shenzhen, Guangdong 518000",
                shenzhen,
            ),
            ("CN", "Shenzhen", shenzhen),
            ("CN", "吉林省长春市深圳街1号", only("CN-JL")),
            ("CN", "北京市朝阳区", only("CN-BJ")),
            ("JP", "日本 東京都千代田区千代田1-1", only("JP-13")),
            ("JP", "京都府京都市", only("JP-26")),
            ("US", "nothing in here is a code", Place::default()),
            ("US", "", Place::default()),
        ];
        for (country, input, expected) in cases {
            assert_eq!(place(country, input), expected, "{input}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(
            country in prop_oneof![any::<String>(), "US|CA|CN|JP"],
            input in prop_oneof![any::<String>(), "[\\PC, ]{0,40}", "([A-Z]{2}|[a-z]{1,9}|[0-9]{5}|,| ){0,20}"],
        ) {
            let found = place(&country, &input);
            prop_assert!(found.region.is_none_or(|code| is_in(code, &country)));
        }
    }
}
