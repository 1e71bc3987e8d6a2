//! From the applied versions of the catalog to what changed for a brand's people.

use telos_engine::{AppliedVersion, ReadError};
use telos_model::catalog::{Brand, Catalog, ChangeAct, Meaning};
use telos_model::notice::{Changed, changes};

use super::super::words::Lang;
use super::history::{ChangeTold, History, VersionTold};
use crate::AppState;

/// How many versions the page shows.
const SHOWN_MAX: usize = 20;

/// Reads the history of a brand. None where the catalog in force has no such brand.
pub(super) fn read(state: &AppState, name: &str, lang: Lang) -> Result<Option<History>, ReadError> {
    let policy = state.engine.policy();
    let brand = policy.catalog.names.brands.get(name);
    let Some(brand) = brand.and_then(|id| policy.catalog.brand(*id)) else {
        return Ok(None);
    };
    let versions = state.engine.catalogs()?;
    let mut told = Vec::new();
    for (index, version) in versions.iter().take(SHOWN_MAX).enumerate() {
        told.push(one(state, brand, lang, version, versions.get(index + 1))?);
    }
    Ok(Some(History {
        name: brand.name.to_string(),
        title: brand.title.to_string(),
        accent: brand.accent.to_string(),
        versions: told,
        more: versions.len() > SHOWN_MAX,
    }))
}

fn one(
    state: &AppState,
    brand: &Brand,
    lang: Lang,
    version: &AppliedVersion,
    before: Option<&AppliedVersion>,
) -> Result<VersionTold, ReadError> {
    let new = state.past.at(&state.engine, version.number)?;
    let old = match before {
        Some(before) => state.past.at(&state.engine, before.number)?,
        None => None,
    };
    let found = match (&old, &new) {
        (Some(old), Some(new)) => changes(old, new, &brand.name)
            .into_iter()
            .map(|change| told(change, [&**new, &**old], brand, lang))
            .collect(),
        _ => Vec::new(),
    };
    Ok(VersionTold {
        number: version.number,
        at: version.at,
        readable: new.is_some_and(|new| new.names.brands.contains_key(&brand.name)),
        first: before.is_none(),
        changes: found,
    })
}

/// A change in words; a purpose has the title it has now, or had when it was there last.
fn told(change: Changed, catalogs: [&Catalog; 2], brand: &Brand, lang: Lang) -> ChangeTold {
    let purpose = change.purpose.map(|name| {
        let full = format!("{}/{name}", brand.name);
        let titles = catalogs.into_iter().filter_map(|catalog| {
            let purpose = catalog.purpose(*catalog.names.purposes.get(&*full)?)?;
            let text = purpose.text(lang.tag(), &brand.locale)?;
            Some(text.title.to_string())
        });
        titles
            .into_iter()
            .next()
            .unwrap_or_else(|| name.to_string())
    });
    ChangeTold {
        purpose,
        act: match change.act {
            ChangeAct::Added => "added",
            ChangeAct::Removed => "removed",
            ChangeAct::Changed => "changed",
        },
        meaning: match change.meaning {
            Meaning::Neutral => "neutral",
            Meaning::Narrows => "narrows",
            Meaning::Widens => "widens",
        },
        sides: change.sides.into_iter().collect(),
    }
}
