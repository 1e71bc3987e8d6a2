//! Subdivisions of countries (ISO 3166-2) and the cities that have a privacy law of their own.

use std::sync::LazyLock;

use rust_iso3166::iso3166_2::{self, SUBDIVISION_COUNTRY_MAP};
use rustc_hash::FxHashMap;

use super::text;

/// The longest name or address that is looked at.
pub(super) const PLACE_BYTES_MAX: usize = 512;
/// Local names and abbreviations.
const NAMES: &str = include_str!("regions.txt");

/// A city that rules may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct City {
    /// Its English name.
    pub name: &'static str,
    /// The ISO 3166-2 code of the subdivision it lies in.
    pub region: &'static str,
}

/// Shenzhen, whose data regulation binds beside the national law.
pub const SHENZHEN: City = City {
    name: "Shenzhen",
    region: "CN-GD",
};

/// Cities by country: their folded names, without what [`bare_key`] takes away.
pub(super) const CITIES: &[(&str, City, &[&str])] = &[(
    "CN",
    SHENZHEN,
    &[
        "shenzhen",
        "shumchun",
        "深圳",
        "深セン",
        "シンセン",
        "4403",
        "440300",
        "深圳経済特区",
        "深圳经济特区",
    ],
)];

/// What follows the name of a subdivision or city, folded, longest first.
pub(super) const SUFFIXES: &[&str] = &[
    "autonomousregion",
    "municipality",
    "prefecture",
    "province",
    "zizhiqu",
    "自治区",
    "自治區",
    "sheng",
    "state",
    "city",
    "shi",
    "ken",
    "州",
    "省",
    "市",
    "県",
    "縣",
    "都",
    "府",
];
/// What precedes it, folded.
const PREFIXES: &[&str] = &[
    "provinceof",
    "stateof",
    "provincede",
    "provincedu",
    "etatde",
    "cityof",
];
/// The ISO 3166-2 code (`US-CA`) of a subdivision given by its code, with or without the country,
/// or by its name; local-script names for the United States, Canada, China and Japan where usual.
/// `country` is an alpha-2 code. A city that rules name counts for the region it lies in.
#[must_use]
pub fn region(country: &str, input: &str) -> Option<&'static str> {
    if input.len() > PLACE_BYTES_MAX {
        return None;
    }
    let folded = text::compatible(input);
    by_code(country, &folded)
        .or_else(|| by_key(country, &text::place_key(&folded)))
        .or_else(|| Some(city(country, &folded)?.region))
}

/// The city that rules name, given by one of its names.
#[must_use]
pub fn city(country: &str, input: &str) -> Option<City> {
    if input.len() > PLACE_BYTES_MAX {
        return None;
    }
    let key = text::place_key(&text::compatible(input));
    let bare = bare_key(&key);
    CITIES
        .iter()
        .filter(|(code, ..)| *code == country)
        .find(|(.., names)| {
            names
                .iter()
                .map(|name| text::place_key(name))
                .any(|name| name == key || name == bare)
        })
        .map(|&(_, city, _)| city)
}

fn by_code(country: &str, code: &str) -> Option<&'static str> {
    let upper = code.to_ascii_uppercase();
    let short = upper
        .strip_prefix(country)
        .and_then(|rest| rest.strip_prefix('-'));
    let short = short.unwrap_or(&upper);
    if short.len() > 3 || !short.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    iso3166_2::from_code(&format!("{country}-{short}")).map(|found| found.code)
}

fn by_key(country: &str, key: &str) -> Option<&'static str> {
    let known = |key: &str| BY_NAME.get(&format!("{country}-{key}")).copied().flatten();
    known(key).or_else(|| known(bare_key(key)))
}

/// The key without the word for its kind of place, where something is left.
fn bare_key(key: &str) -> &str {
    let without = |end: Option<&'_ str>| end.filter(|rest| !rest.is_empty()).map(str::len);
    if let Some(length) = PREFIXES
        .iter()
        .find_map(|prefix| without(key.strip_prefix(prefix)))
    {
        return &key[key.len() - length..];
    }
    let length = SUFFIXES
        .iter()
        .find_map(|suffix| without(key.strip_suffix(suffix)));
    &key[..length.unwrap_or(key.len())]
}

/// The pairs of code and name of [`NAMES`].
pub(super) fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let (code, names) = line.split_once('|').unwrap_or((line, ""));
            names.split('|').map(move |name| (code, name))
        })
}

/// Codes by country and folded name (`US-california`); `None` where subdivisions share the name.
static BY_NAME: LazyLock<FxHashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, Option<&'static str>> = FxHashMap::default();
    for (country, subdivisions) in SUBDIVISION_COUNTRY_MAP.entries() {
        for found in *subdivisions {
            let short = found.name.split(['(', '[']).next().unwrap_or(found.name);
            let key = text::place_key(short);
            for key in [key.as_str(), bare_key(&key)] {
                names
                    .entry(format!("{country}-{key}"))
                    .and_modify(|known| *known = known.filter(|known| *known == found.code))
                    .or_insert(Some(found.code));
            }
        }
    }
    for (code, name) in lines() {
        let key = format!("{}-{}", &code[..2], text::place_key(name));
        names.insert(key, iso3166_2::from_code(code).map(|found| found.code));
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_and_names_become_subdivisions() {
        let cases = [
            ("US", "CA", "US-CA"),
            ("US", "ca", "US-CA"),
            ("US", "US-CA", "US-CA"),
            ("US", "us-ca", "US-CA"),
            ("US", "California", "US-CA"),
            ("US", "State of California", "US-CA"),
            ("US", "Calif.", "US-CA"),
            ("US", "カリフォルニア州", "US-CA"),
            ("US", "加利福尼亚州", "US-CA"),
            ("US", "加州", "US-CA"),
            ("US", "Kalifornien", "US-CA"),
            ("US", "new york", "US-NY"),
            ("US", "Washington, D.C.", "US-DC"),
            ("US", "Puerto Rico", "US-PR"),
            ("CA", "QC", "CA-QC"),
            ("CA", "Quebec", "CA-QC"),
            ("CA", "Québec", "CA-QC"),
            ("CA", "Province de Québec", "CA-QC"),
            ("CA", "Province of Quebec", "CA-QC"),
            ("CA", "ケベック州", "CA-QC"),
            ("CA", "魁北克", "CA-QC"),
            ("CA", "Nouvelle-Écosse", "CA-NS"),
            ("CN", "Guangdong", "CN-GD"),
            ("CN", "Guangdong Sheng", "CN-GD"),
            ("CN", "Guangdong Province", "CN-GD"),
            ("CN", "广东省", "CN-GD"),
            ("CN", "廣東", "CN-GD"),
            ("CN", "44", "CN-GD"),
            ("CN", "440000", "CN-GD"),
            ("CN", "上海市", "CN-SH"),
            ("CN", "内蒙古自治区", "CN-NM"),
            ("CN", "广西壮族自治区", "CN-GX"),
            ("CN", "深圳市", "CN-GD"),
            ("CN", "Shenzhen", "CN-GD"),
            ("JP", "東京都", "JP-13"),
            ("JP", "Osaka", "JP-27"),
            ("JP", "北海道", "JP-01"),
            ("DE", "Bayern", "DE-BY"),
            ("DE", "by", "DE-BY"),
        ];
        for (country, input, code) in cases {
            assert_eq!(region(country, input), Some(code), "{input}");
        }
    }

    #[test]
    fn what_is_no_region_of_the_country_is_none() {
        for (country, input) in [
            ("US", "Quebec"),
            ("CA", "California"),
            ("US", ""),
            ("US", "州"),
            ("XX", "CA"),
            ("CN", "Springfield"),
            ("US", "Shenzhen"),
            ("", "CA"),
            ("é", "é"),
        ] {
            assert_eq!(region(country, input), None, "{country} {input}");
        }
    }

    #[test]
    fn every_listed_name_is_found() {
        for (code, name) in lines() {
            assert_eq!(region(&code[..2], name), Some(code), "{name}");
        }
    }

    #[test]
    fn shenzhen_is_recognised_in_its_scripts() {
        for name in [
            "Shenzhen",
            "SHENZHEN",
            "Shenzhen City",
            "Shenzhen Shi",
            "深圳",
            "深圳市",
            "深セン市",
        ] {
            assert_eq!(city("CN", name), Some(SHENZHEN), "{name}");
        }
        assert_eq!(city("CN", "广州"), None);
        assert_eq!(city("US", "Shenzhen"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_code_stays(input in "\\PC{0,20}|[a-zA-Z]{1,3}", code in "US|CA|CN|JP|DE|FR|XX") {
            if let Some(found) = region(&code, &input) {
                prop_assert_eq!(region(&code, found), Some(found));
            }
        }

        #[test]
        fn any_country_text_is_taken(country in any::<String>(), input in any::<String>()) {
            let _ = (region(&country, &input), city(&country, &input));
        }
    }
}
