//! Countries: any usual code or name becomes the ISO 3166-1 alpha-2 code.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Invalid, text};

/// The longest name that is looked up.
const COUNTRY_BYTES_MAX: usize = 128;

/// Names by language, from Unicode CLDR.
const NAMES: &str = include_str!("countries.txt");

/// What people write beside the names of ISO and CLDR.
const ALIASES: &str = "\
US|USA|America|United States of America|The States|アメリカ|米国|美利坚合众国|美利堅合眾國|Amerika|États-Unis d’Amérique
GB|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|英国|イングランド|Großbritannien|Grossbritannien|Grande-Bretagne|Angleterre
CN|PRC|P.R. China|P.R.C.|People’s Republic of China|Mainland China|中华人民共和国|中華人民共和國|中国大陆|中國大陸|中華人民共和国|VR China|Volksrepublik China
TW|Taiwan, Province of China|Republic of China|R.O.C.|中華民國|中华民国|臺灣|台灣|台湾
HK|Hong Kong|Hongkong|香港
MO|Macao|Macau|澳門|澳门|マカオ
JP|Nippon|Nihon|日本国|日本國
KR|Republic of Korea|Korea, Republic of|Korea, South|大韓民国|大韓民國|大韩民国|南韩|대한민국|한국|Republik Korea|République de Corée
KP|DPRK|Korea, North|Democratic People’s Republic of Korea
DE|Federal Republic of Germany|Bundesrepublik Deutschland|BRD
FR|République française|French Republic
NL|Holland|Nederland|The Netherlands|オランダ
CH|Suisse|Svizzera|Svizra|Schweiz
AT|Österreich|Oesterreich
BE|België|Belgique|Belgien
ES|España
IT|Italia
PT|Portugal
BR|Brasil
MX|México
SE|Sverige
NO|Norge
DK|Danmark
FI|Suomi
PL|Polska
CZ|Czech Republic|Česko|Česká republika|チェコ共和国|Tschechische Republik|République tchèque
SK|Slovensko|Slovak Republic
HU|Magyarország
RO|România
GR|Hellas|Ελλάδα|Hellenic Republic
TR|Turkey|Türkiye
RU|Russian Federation|Россия|Russische Föderation
UA|Україна
IE|Éire|Republic of Ireland
IN|Bharat|भारत
VN|Viet Nam|Việt Nam
CI|Ivory Coast|Elfenbeinküste
CD|DR Congo|DRC|Democratic Republic of the Congo
CG|Republic of the Congo|Congo-Brazzaville
MM|Burma|Myanmar
MK|Macedonia|FYROM
SZ|Swaziland
CV|Cape Verde
TL|East Timor
VA|Vatican|Holy See
AE|UAE|U.A.E.|Emirates
PS|Palestine
SY|Syria
LA|Laos
BN|Brunei
BO|Bolivia
VE|Venezuela
TZ|Tanzania
MD|Moldova
IR|Iran";

/// The alpha-2 code of a country given by alpha-2, alpha-3 or numeric code, or by its name in
/// English, Japanese, Chinese, German, French or by a usual alias. A name that two countries
/// share (`Korea`, `Virgin Islands`) is none.
pub fn country(input: &str) -> Result<&'static str, Invalid> {
    if input.len() == 2
        && let Some(found) = rust_iso3166::from_alpha2(input)
    {
        return Ok(found.alpha2);
    }
    if input.len() > COUNTRY_BYTES_MAX {
        return Err(Invalid::TooLong {
            max: COUNTRY_BYTES_MAX,
        });
    }
    let folded = text::compatible(input);
    if folded.is_empty() {
        return Err(Invalid::Empty);
    }
    by_code(&folded)
        .or_else(|| {
            let key = text::place_key(&folded);
            BY_NAME
                .get(&key)
                .copied()
                .flatten()
                .or_else(|| by_code(&key))
        })
        .ok_or(Invalid::Country)
}

fn by_code(code: &str) -> Option<&'static str> {
    let found = match code.len() {
        2 => match code.to_ascii_uppercase().as_str() {
            "UK" => Some(rust_iso3166::GB),
            "EL" => Some(rust_iso3166::GR),
            upper => rust_iso3166::from_alpha2(upper),
        },
        3 if code.bytes().all(|b| b.is_ascii_digit()) => rust_iso3166::from_numeric_str(code),
        3 => rust_iso3166::from_alpha3(&code.to_ascii_uppercase()),
        _ => None,
    };
    found.map(|country| country.alpha2)
}

/// Codes by folded name; `None` where countries share the name.
static BY_NAME: LazyLock<FxHashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, Option<&'static str>> = FxHashMap::default();
    let mut shorts = names.clone();
    let iso = rust_iso3166::ALL
        .iter()
        .map(|country| (country.alpha2, country.name));
    for (code, name) in iso.chain(lines(NAMES)) {
        learn(&mut names, code, name);
        if let Some((short, _)) = name.split_once(['(', '（']) {
            learn(&mut shorts, code, short);
        }
    }
    for (name, code) in shorts {
        names.entry(name).or_insert(code);
    }
    for (code, name) in lines(ALIASES) {
        names.insert(text::place_key(name), Some(code));
    }
    names
});

/// The pairs of code and name in a table of `CODE|name|name` lines.
fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let (code, names) = line.split_once('|').unwrap_or((line, ""));
            names.split('|').map(move |name| (code, name))
        })
}

fn learn(
    names: &mut FxHashMap<String, Option<&'static str>>,
    code: &'static str,
    name: &'static str,
) {
    names
        .entry(text::place_key(name))
        .and_modify(|known| *known = known.filter(|known| *known == code))
        .or_insert(Some(code));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_and_names_become_alpha_2() {
        let cases = [
            ("JP", "JP"),
            ("jp", "JP"),
            (" Jp ", "JP"),
            ("ＪＰ", "JP"),
            ("JPN", "JP"),
            ("392", "JP"),
            ("036", "AU"),
            ("Japan", "JP"),
            ("日本", "JP"),
            ("UK", "GB"),
            ("EL", "GR"),
            ("U.K.", "GB"),
            ("U.S.A.", "US"),
            ("usa", "US"),
            ("United States", "US"),
            ("the united states of america", "US"),
            ("アメリカ", "US"),
            ("美国", "US"),
            ("美國", "US"),
            ("Vereinigte Staaten", "US"),
            ("États-Unis", "US"),
            ("ETATS UNIS", "US"),
            ("Great Britain", "GB"),
            ("United Kingdom", "GB"),
            ("イギリス", "GB"),
            ("Deutschland", "DE"),
            ("Allemagne", "DE"),
            ("ドイツ", "DE"),
            ("德國", "DE"),
            ("德国", "DE"),
            ("中国", "CN"),
            ("中國", "CN"),
            ("中华人民共和国", "CN"),
            ("台灣", "TW"),
            ("臺灣", "TW"),
            ("台湾", "TW"),
            ("Taiwan", "TW"),
            ("香港", "HK"),
            ("Hong Kong", "HK"),
            ("南韓", "KR"),
            ("South Korea", "KR"),
            ("North Korea", "KP"),
            ("Côte d'Ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("Österreich", "AT"),
            ("Schweiz", "CH"),
            ("Czechia", "CZ"),
            ("Czech Republic", "CZ"),
            ("Türkiye", "TR"),
            ("St. Lucia", "LC"),
            ("Saint Lucia", "LC"),
            ("Trinidad and Tobago", "TT"),
            ("Bosnia & Herzegovina", "BA"),
            ("Bolivia", "BO"),
            ("ST", "ST"),
        ];
        for (input, code) in cases {
            assert_eq!(country(input), Ok(code), "{input}");
        }
    }

    #[test]
    fn unknown_and_shared_names_are_refused() {
        for input in [
            "XX",
            "ZZZ",
            "999",
            "Atlantis",
            "Korea",
            "Virgin Islands",
            "1",
            "中",
            "!!",
        ] {
            assert_eq!(country(input), Err(Invalid::Country), "{input}");
        }
        assert_eq!(country(" "), Err(Invalid::Empty));
        assert!(matches!(
            country(&"a".repeat(1_000)),
            Err(Invalid::TooLong { .. })
        ));
    }

    #[test]
    fn every_country_is_found_by_every_code_and_name() {
        for known in rust_iso3166::ALL {
            for text in [known.alpha2, known.alpha3, &known.numeric_str(), known.name] {
                assert_eq!(country(text), Ok(known.alpha2), "{text}");
            }
        }
        for (code, name) in lines(NAMES).chain(lines(ALIASES)) {
            assert_eq!(country(name), Ok(code), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_the_code_stays(input in "\\PC{0,20}|[a-zA-Z]{2,3}|[0-9]{3}") {
            if let Ok(code) = country(&input) {
                prop_assert_eq!(country(code), Ok(code));
            }
        }
    }
}
