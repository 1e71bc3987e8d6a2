//! What the words promise: every language says everything, with the same arguments.

use std::collections::{BTreeMap, BTreeSet};

use telos_engine::counts::CODES;
use telos_model::decide::Operation;
use telos_model::request::{Delay, Hindrance, Right};

use super::*;

/// Keys with the arguments they use.
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =")
            && !line.starts_with([' ', '}'])
        {
            let fresh = keys.insert(key.to_owned(), BTreeSet::new()).is_none();
            assert!(fresh, "{key} is there twice");
            current = Some(key.to_owned());
        }
        let Some(key) = &current else { continue };
        let names = line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        keys.get_mut(key).unwrap().extend(names);
    }
    keys
}

#[test]
fn every_language_has_every_key_with_the_same_arguments() {
    let english = keys(TEXTS[0]);
    for lang in Lang::ALL {
        assert!(
            FluentResource::try_new(TEXTS[lang as usize].to_owned()).is_ok(),
            "{lang:?}"
        );
        let other = keys(TEXTS[lang as usize]);
        for (key, arguments) in &english {
            assert_eq!(other.get(key), Some(arguments), "{key} in {lang:?}");
        }
        assert_eq!(english.len(), other.len(), "{lang:?}");
    }
}

#[test]
fn every_key_that_a_page_names_exists() {
    let english = keys(TEXTS[0]);
    let mut named = 0;
    for folder in [
        "templates",
        "templates/me",
        "src/pages",
        "src/pages/me",
        "src/pages/public",
        "src/pages/requests",
        "src/pages/destinations",
        "src/pages/audit",
    ] {
        let folder = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            for call in [".t(\"", ".t1(\"", ".t2(\"", ".t3(\"", ".with(\""] {
                for rest in text.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap();
                    assert!(english.contains_key(key), "{key} in {}", path.display());
                    named += 1;
                }
            }
        }
    }
    assert!(
        named > 150,
        "only {named} keys found: is the search broken?"
    );
}

#[test]
fn every_code_has_words() {
    let english = keys(TEXTS[0]);
    for code in CODES {
        assert!(english.contains_key(&format!("rejection-{code}")), "{code}");
    }
    for trouble in telos_model::deliver::Failure::TROUBLES {
        for key in ["de-trouble", "de-do"] {
            assert!(
                english.contains_key(&format!("{key}-{trouble}")),
                "{trouble}"
            );
        }
    }
    for right in Right::ALL {
        let key = format!("me-ask-{}", right.word());
        assert!(english.contains_key(&key), "{key}");
    }
    for delay in Delay::ALL {
        let key = format!("notice-delay-{}", delay.word());
        assert!(english.contains_key(&key), "{key}");
    }
    for hindrance in Hindrance::ALL {
        let key = format!("me-hindrance-{}", hindrance.code());
        assert!(english.contains_key(&key), "{key}");
    }
    for operation in Operation::ALL {
        let key = format!("operation-{}", operation.name());
        assert!(english.contains_key(&key), "{key}");
    }
}

#[test]
fn templates_hold_no_text_of_their_own() {
    let folder = |name: &str| {
        let folder = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder).unwrap()
    };
    for file in folder("templates").chain(folder("templates/me")) {
        let path = file.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let mut bare = String::new();
        let (mut depth, mut in_tag) = (0, false);
        let chars: Vec<char> = text.chars().collect();
        let mut index = 0;
        while index < chars.len() {
            let pair: String = chars[index..chars.len().min(index + 2)].iter().collect();
            match pair.as_str() {
                "{{" | "{%" | "{#" => (depth, index) = (depth + 1, index + 1),
                "}}" | "%}" | "#}" if depth > 0 => (depth, index) = (depth - 1, index + 1),
                _ if depth > 0 => {}
                _ => match chars[index] {
                    '<' => in_tag = true,
                    '>' => in_tag = false,
                    c if !in_tag => bare.push(c),
                    _ => {}
                },
            }
            index += 1;
        }
        let bare = bare.replace("Telos", "").replace("&middot;", "");
        let word = bare
            .split(|c: char| !c.is_alphabetic())
            .find(|word| !word.is_empty());
        assert_eq!(word, None, "text outside Fluent in {}", path.display());
    }
}

#[test]
fn languages_are_found_by_tag_and_header() {
    assert_eq!(Lang::of_tag("zh-TW"), Some(Lang::ZhHant));
    assert_eq!(Lang::of_tag("zh-Hans-HK"), Some(Lang::ZhHans));
    assert_eq!(Lang::of_tag("de_AT"), Some(Lang::De));
    assert_eq!(Lang::of_tag("tlh"), None);
    let header = "nl, fr-CA;q=0.4, ja;q=0.9, de;q=0";
    assert_eq!(Lang::of_header(header), Some(Lang::Ja));
    assert_eq!(Lang::of_header("nl;q=x,,;"), None);
}

#[test]
fn numbers_and_dates_follow_the_language() {
    let at = Timestamp::parse("2026-05-03T14:05:09Z").unwrap();
    let words = Words::new(Lang::De);
    assert_eq!(words.number(1_234_567_u64), "1.234.567");
    assert_eq!(words.decimal(&1234.5), "1.234,50");
    assert_eq!(words.moment(at), "3. Mai 2026, 14:05:09 UTC");
    assert_eq!(words.t1("days", "days", 10_950_u32), "10.950 Tage");
    let words = Words::new(Lang::Ja);
    assert_eq!(words.moment(at), "2026年5月3日 14:05:09（UTC）");
    assert_eq!(Words::new(Lang::En).date(Timestamp::MAX), "–");
}

#[test]
fn every_state_and_kind_of_a_source_has_its_words() {
    let english = keys(TEXTS[0]);
    for state in telos_doors::receiving::State::ALL {
        for family in ["so-state", "so-do"] {
            let key = format!("{family}-{}", state.word());
            assert!(english.contains_key(&*key), "{key}");
        }
    }
    let kinds = [
        "folder", "bucket", "webhook", "postgres", "mysql", "nats", "mqtt", "kafka", "http",
    ];
    for phase in ["stopped", "matching", "telling", "running"] {
        for family in ["sy-phase", "sy-do"] {
            let key = format!("{family}-{phase}");
            assert!(english.contains_key(&*key), "{key}");
        }
    }
    for kind in kinds {
        let key = format!("so-kind-{kind}");
        assert!(english.contains_key(&*key), "{key}");
    }
}
