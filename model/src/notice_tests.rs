//! Tests of notices over the shipped catalog.

use super::*;
use crate::catalog::{CatalogFile, compile, starter};

fn shipped() -> Catalog {
    compile(&starter(), None).expect("no mistakes")
}

fn changed(from: &str, to: &str) -> Catalog {
    let files: Vec<CatalogFile> = starter()
        .into_iter()
        .map(|file| CatalogFile {
            text: file.text.replacen(from, to, 1),
            ..file
        })
        .collect();
    compile(&files, Some(&shipped().slots)).expect("no mistakes")
}

#[test]
fn a_notice_tells_of_every_purpose_of_the_brand_and_of_every_jurisdiction() {
    let catalog = shipped();
    let packs = catalog.packs.iter().flatten().count();
    for (name, brand) in &catalog.names.brands {
        let notice = Notice::of(&catalog, *brand, "zh-TW", None).expect("declared");
        let mission = notice.mission.expect("a mission");
        assert_eq!(&*mission.locale, "zh-Hant");
        let own = catalog.purposes.iter().flatten();
        let own = own.filter(|purpose| purpose.brand == *brand).count();
        assert_eq!(notice.purposes.len(), own);
        for told in &notice.purposes {
            let places: usize = told.grounds.iter().map(|ground| ground.places.len()).sum();
            assert_eq!(places + told.nowhere.len(), packs, "{name}");
            assert!(told.text.is_some() && !told.held.is_empty() && !told.sources.is_empty());
        }
    }
}

#[test]
fn every_basis_says_how_to_say_no() {
    for kind in BasisKind::ALL {
        assert_eq!(No::to(kind, false) == No::Object, kind.can_be_objected_to());
        let marketing = No::to(kind, true);
        assert!(matches!(marketing, No::Withdraw | No::ObjectToMarketing));
    }
}

#[test]
fn a_notice_can_be_for_one_place() {
    let catalog = shipped();
    let eu = JurisdictionSet::only(catalog.names.packs["eu"]);
    let aria = catalog.names.brands["aria"];
    let notice = Notice::of(&catalog, aria, "en", Some(eu)).expect("declared");
    for told in &notice.purposes {
        assert_eq!(told.grounds.len(), 1, "{}", told.purpose.name);
        assert_eq!(&*told.grounds[0].places[0].0.name, "eu");
    }
}

#[test]
fn changes_are_told_to_the_people_of_the_brand_only() {
    let old = shipped();
    let new = changed(
        "Your data is here to bring you music",
        "Your data brings you music",
    );
    let told = changes(&old, &new, "aria");
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0].purpose, told[0].meaning),
        (&None, Meaning::Neutral)
    );
    assert_eq!(
        told[0].sides.iter().copied().collect::<Vec<_>>(),
        ["mission"]
    );
    assert_eq!(changes(&old, &new, "bento"), []);
    assert_eq!(changes(&old, &old, "aria"), []);
}
