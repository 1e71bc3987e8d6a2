//! Which crate may depend on which, and what the pure crate may depend on.

use std::fs;

use toml::{Table, Value};

use crate::workspace::Workspace;

/// Top to bottom: a crate may depend only on crates of lower layers.
const LAYERS: &[&[&str]] = &[
    &["telos"],
    &["telos-server"],
    &["telos-doors"],
    &["telos-engine", "telos-reach"],
    &[
        "telos-audience",
        "telos-connect",
        "telos-ledger",
        "telos-store",
    ],
    &["telos-model"],
];

/// Stands beside the layers: nothing depends on it, it depends on none of them.
const BESIDE: &str = "xtask";

/// What the pure crates may use. They take values and return values: nothing with I/O, threads, clocks or randomness belongs here.
const PURE: &[(&str, &[&str])] = &[
    ("telos-model", MODEL_DEPENDENCIES),
    ("telos-ledger", LEDGER_DEPENDENCIES),
];

const LEDGER_DEPENDENCIES: &[&str] = &[
    "base64",
    "ed25519-dalek",
    "sha2",
    "telos-model",
    "thiserror",
];

const MODEL_DEPENDENCIES: &[&str] = &[
    "idna",
    "jiff",
    "phonenumber",
    "rust_iso3166",
    "rustc-hash",
    "serde",
    "serde_json",
    "serde_spanned",
    "sha2",
    "smallvec",
    "smol_str",
    "strsim",
    "thiserror",
    "toml",
    "unicode-normalization",
];

pub(super) fn check(workspace: &Workspace) -> Vec<String> {
    let mut findings = Vec::new();
    let root = match read(workspace, "Cargo.toml") {
        Ok(root) => root,
        Err(finding) => return vec![finding],
    };
    let members = root
        .get("workspace")
        .and_then(|part| part.get("members"))
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for member in members.iter().filter_map(Value::as_str) {
        match read(workspace, &format!("{member}/Cargo.toml")) {
            Ok(manifest) => findings.extend(check_manifest(member, &manifest)),
            Err(finding) => findings.push(finding),
        }
    }
    findings
}

fn read(workspace: &Workspace, path: &str) -> Result<Table, String> {
    let text = fs::read_to_string(workspace.root.join(path))
        .map_err(|error| format!("{path}: cannot be read: {error}"))?;
    text.parse()
        .map_err(|error| format!("{path}: is not TOML: {error}"))
}

/// Test-only dependencies follow the layers too, but may be any outside crate.
fn check_manifest(member: &str, manifest: &Table) -> Vec<String> {
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(Value::as_str)
        .unwrap_or(member);
    let mut findings = Vec::new();
    let own_layer = layer(name);
    if own_layer.is_none() && name != BESIDE {
        findings.push(format!(
            "{member}: {name} is in no layer: give it one in xtask/src/tidy/layers.rs"
        ));
    }
    for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let Some(dependencies) = manifest.get(kind).and_then(Value::as_table) else {
            continue;
        };
        for dependency in dependencies.keys() {
            let below = match (own_layer, layer(dependency)) {
                (_, None) => dependency != BESIDE,
                (Some(own), Some(other)) => own < other,
                (None, Some(_)) => false,
            };
            if !below {
                findings.push(format!("{member}: {name} must not depend on {dependency}"));
            }
            let list = PURE.iter().find(|(pure, _)| *pure == name);
            let allowed = kind == "dev-dependencies"
                || list.is_none_or(|(_, list)| list.contains(&dependency.as_str()));
            if !allowed {
                findings.push(format!(
                    "{member}: {dependency} is not on the list of what {name} may use"
                ));
            }
        }
    }
    findings
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(manifest: &str) -> Vec<String> {
        check_manifest("member", &manifest.parse().unwrap())
    }

    #[test]
    fn a_dependency_on_a_lower_layer_is_allowed() {
        let manifest = "[package]\nname = 'telos-engine'\n[dependencies]\ntelos-model.workspace = true\nserde = '1'";
        assert!(findings(manifest).is_empty());
    }

    #[test]
    fn a_dependency_on_the_same_or_a_higher_layer_is_found() {
        for other in ["telos-server", "telos-engine", "xtask"] {
            let manifest =
                format!("[package]\nname = 'telos-engine'\n[dependencies]\n{other} = '1'");
            assert_eq!(findings(&manifest).len(), 1, "{other}");
        }
    }

    #[test]
    fn test_only_dependencies_follow_the_layers() {
        let manifest = "[package]\nname = 'telos-model'\n[dev-dependencies]\ntelos-store = '1'\nproptest = '1'";
        assert_eq!(findings(manifest).len(), 1);
    }

    #[test]
    fn the_pure_crates_take_nothing_that_is_not_listed() {
        for name in ["telos-model", "telos-ledger"] {
            let manifest =
                format!("[package]\nname = '{name}'\n[dependencies]\ntokio = '1'\nsha2 = '1'");
            let found = findings(&manifest);
            assert_eq!(found.len(), 1);
            assert!(found[0].contains("tokio"));
        }
    }

    #[test]
    fn xtask_depends_on_no_crate_of_the_product() {
        let manifest = "[package]\nname = 'xtask'\n[dependencies]\ntelos-model = '1'\nclap = '4'";
        assert_eq!(findings(manifest).len(), 1);
    }

    #[test]
    fn a_crate_without_a_layer_is_found() {
        assert_eq!(findings("[package]\nname = 'telos-extra'").len(), 1);
    }
}
