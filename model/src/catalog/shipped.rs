//! Tests that the shipped catalog holds what the project promises.

use std::path::Path;

use super::*;

/// The files of the shipped catalog.
pub(crate) fn files() -> Vec<CatalogFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the catalog's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("below the catalog");
                files.push(CatalogFile {
                    path: name.to_string_lossy().replace('\\', "/"),
                    text: std::fs::read_to_string(&path).expect("text"),
                });
            }
        }
    }
    files
}

fn shipped() -> Catalog {
    compile(&files(), None).unwrap_or_else(|mistakes| {
        let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", shown.join("\n"))
    })
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
