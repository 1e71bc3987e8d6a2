//! Tests that the shipped catalog holds what the project promises.

use std::path::Path;

use super::*;
use crate::decide::Operation;
use crate::normalise;

const LOCALES: [&str; 6] = ["de", "en", "fr", "ja", "zh-Hans", "zh-Hant"];

/// Every file below the project's `catalog/`.
fn on_disk() -> Vec<CatalogFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the catalog's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(&root).expect("below the catalog");
                files.push(CatalogFile {
                    path: name.to_string_lossy().replace('\\', "/"),
                    text: std::fs::read_to_string(&path).expect("text"),
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn shipped() -> Catalog {
    compile(&starter(), None).unwrap_or_else(|mistakes| {
        let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", shown.join("\n"))
    })
}

#[test]
fn the_embedded_catalog_is_the_one_in_the_project() {
    assert_eq!(starter(), on_disk());
}

#[test]
fn the_shipped_catalog_has_no_mistakes() {
    let catalog = shipped();
    assert_eq!(catalog.hash.len(), 64);
    assert!(catalog.segments.iter().flatten().count() >= 20);
    for brand in catalog.brands.iter().flatten() {
        let purposes = catalog.purposes.iter().flatten();
        let own = purposes.filter(|purpose| purpose.brand == brand.id);
        assert!(own.count() >= 10, "{}", brand.name);
    }
}

#[test]
fn every_purpose_and_word_is_written_in_six_languages() {
    let catalog = shipped();
    for purpose in catalog.purposes.iter().flatten() {
        let locales: Vec<&str> = purpose.texts.iter().map(|text| &*text.locale).collect();
        assert_eq!(locales, LOCALES, "{}", purpose.name);
        for text in &purpose.texts {
            assert!(!text.body.contains('{'), "{}", purpose.name);
        }
    }
    for ((kind, slot), titles) in &catalog.names.titles {
        let name = catalog.slots.name(*kind, *slot);
        assert_eq!(titles.len(), LOCALES.len(), "{kind:?} {name:?}");
    }
}

#[test]
fn every_field_is_found_by_its_path() {
    let catalog = shipped();
    for field in catalog.fields.iter().flatten() {
        let found = match field.scope {
            Scope::Trait => catalog.names.traits.get(&field.path),
            Scope::Context => catalog.names.context.get(&field.path),
            Scope::Group => catalog.names.group.get(&field.path),
            Scope::Event(_) => continue,
        };
        assert_eq!(found, Some(&field.id), "{}", field.path);
    }
}

#[test]
fn every_jurisdiction_that_a_pack_names_is_resolved_from_a_place() {
    let catalog = shipped();
    let mut resolved = JurisdictionSet::only(catalog.strictest);
    for pack in catalog.packs.iter().flatten() {
        for place in &pack.places {
            let (region, city) = (place.region.as_deref(), place.city.as_deref());
            let found = catalog.jurisdictions_of(&place.country, region, city);
            assert!(found.contains(pack.id), "{} in {place:?}", pack.name);
            resolved = resolved.union(found);
        }
    }
    let all: JurisdictionSet = catalog.packs.iter().flatten().map(|pack| pack.id).collect();
    assert_eq!(resolved, all);
    let names = |country, region, city| -> Vec<&str> {
        let found = catalog.jurisdictions_of(country, region, city);
        let packs = found.iter().filter_map(|id| catalog.pack(id));
        packs.map(|pack| &*pack.name).collect()
    };
    assert_eq!(
        names("CN", Some("CN-GD"), Some("Shenzhen")),
        ["cn", "cn-shenzhen"]
    );
    assert_eq!(names("US", Some("US-CA"), Some("Los Angeles")), ["us-ca"]);
    assert_eq!(names("US", Some("US-NY"), None), ["strictest"]);
    assert_eq!(names("NO", None, None), ["eu"]);
}

#[test]
fn every_place_that_a_pack_names_is_what_normalising_gives() {
    for place in shipped()
        .packs
        .iter()
        .flatten()
        .flat_map(|pack| &pack.places)
    {
        let country = normalise::country(&place.country).expect("a country");
        assert_eq!(country, &*place.country);
        if let Some(region) = &place.region {
            assert_eq!(normalise::region(country, region), Some(&**region));
        }
        if let Some(city) = &place.city {
            let found = normalise::city(country, &city.to_uppercase());
            assert_eq!(found.map(|city| city.name), Some(&**city));
        }
    }
}

#[test]
fn a_purpose_denies_where_its_author_says_none() {
    let catalog = shipped();
    let ads = catalog.names.purposes["aria/ads-audiences"];
    let ads = catalog.purpose(ads).expect("declared");
    assert!(ads.basis(catalog.strictest).is_none());
    assert!(ads.basis(catalog.names.packs["eu"]).is_some());
}

#[test]
fn every_pack_says_what_it_rests_on_and_who_reviewed_it() {
    for pack in shipped().packs.iter().flatten() {
        assert!(!pack.citation.is_empty() && !pack.effective.is_empty());
        assert_eq!(
            &*pack.reviewer, "not yet reviewed by counsel",
            "{}",
            pack.name
        );
    }
}

#[test]
fn only_purposes_that_say_so_may_link_people() {
    let catalog = shipped();
    let device = CategorySet::only(catalog.names.categories["device"]);
    let links = catalog.purposes.iter().flatten().filter(|purpose| {
        purpose.operations.contains(Operation::Merge) && device.is_subset(purpose.categories)
    });
    let names: Vec<&str> = links.map(|purpose| &*purpose.name).collect();
    assert_eq!(
        names,
        ["personalisation", "personalisation"],
        "a browser with a person"
    );
}
