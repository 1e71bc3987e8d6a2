//! From a compiled catalog to what the transparency page and the record of processing show.

use telos_engine::ReadError;
use telos_model::catalog::{Brand, Catalog, Controller, SlotKind};
use telos_model::id::JurisdictionSet;
use telos_model::notice::{Ground, Notice, PurposeNotice};

use super::super::person_read::basis_code;
use super::super::words::Lang;
use super::transparency::{
    ControllerCard, GroundTold, HeldTold, MissionText, PlaceChoice, PlaceTold, PurposeTold,
    RecipientTold, Transparency,
};
use crate::AppState;

/// What is asked for.
pub(super) struct Asked {
    pub(super) brand: String,
    pub(super) lang: Lang,
    pub(super) place: Option<String>,
    pub(super) version: Option<String>,
}

/// What there is.
pub(super) enum Found {
    /// The page.
    Page(Box<Transparency>),
    /// No such brand, place or version.
    Absent,
}

/// Reads the page of a brand.
pub(super) fn read(state: &AppState, asked: &Asked) -> Result<Found, ReadError> {
    let versions = state.engine.catalogs()?;
    let newest = versions.first();
    let policy = state.engine.policy();
    let wanted = match &asked.version {
        None => newest,
        Some(number) => {
            let number = number.parse::<u64>().ok();
            let mut versions = versions.iter();
            let found = versions.find(|version| Some(version.number) == number);
            match found {
                Some(version) => Some(version),
                None => return Ok(Found::Absent),
            }
        }
    };
    let outdated = wanted.map(|version| version.number) != newest.map(|version| version.number);
    let past = match wanted.filter(|_| outdated) {
        Some(version) => match state.past.at(&state.engine, version.number)? {
            Some(catalog) => Some(catalog),
            None => return Ok(Found::Absent),
        },
        None => None,
    };
    let catalog = past.as_deref().unwrap_or(&policy.catalog);
    let (number, at) = wanted.map_or((0, state.engine.now()), |version| {
        (version.number, version.at)
    });
    let page = of(catalog, asked).map(|page| Transparency {
        version: number,
        applied: at,
        outdated,
        ..page
    });
    Ok(page.map_or(Found::Absent, |page| Found::Page(Box::new(page))))
}

/// What a catalog has to tell of a brand. None where the brand or the place is not in it.
fn of(catalog: &Catalog, asked: &Asked) -> Option<Transparency> {
    let tag = asked.lang.tag();
    let brand = catalog.brand(*catalog.names.brands.get(&*asked.brand)?)?;
    let only = match &asked.place {
        None => None,
        Some(name) => {
            let place = *catalog.names.packs.get(&**name)?;
            Some(JurisdictionSet::only(place).union(brand.established_in))
        }
    };
    let notice = Notice::of(catalog, brand.id, tag, only)?;
    let mut places: Vec<PlaceChoice> = catalog
        .packs
        .iter()
        .flatten()
        .map(|pack| PlaceChoice {
            name: pack.name.to_string(),
            title: catalog
                .title(SlotKind::Pack, pack.id.index(), tag)
                .to_owned(),
            chosen: asked.place.as_deref() == Some(&*pack.name),
        })
        .collect();
    // "Anywhere else" stands last.
    let strictest = catalog.pack(catalog.strictest).map(|pack| &*pack.name);
    places.sort_by(|a, b| {
        let last = |place: &PlaceChoice| Some(&*place.name) == strictest;
        (last(a), &a.title).cmp(&(last(b), &b.title))
    });
    Some(Transparency {
        name: brand.name.to_string(),
        title: brand.title.to_string(),
        accent: brand.accent.to_string(),
        version: 0,
        applied: telos_model::time::Timestamp::MIN,
        outdated: false,
        mission: notice.mission.map(|mission| MissionText {
            title: mission.title.to_string(),
            body: mission.body.to_string(),
            locale: mission.locale.to_string(),
        }),
        controller: controller(brand),
        places,
        purposes: notice
            .purposes
            .iter()
            .map(|told| purpose(catalog, tag, told))
            .collect(),
        ledger: None,
    })
}

/// Who is responsible for a brand, if the catalog says so.
pub(in crate::pages) fn controller(brand: &Brand) -> Option<ControllerCard> {
    let card = |controller: &Controller| ControllerCard {
        name: controller.name.to_string(),
        address: controller.address.to_string(),
        email: controller.email.to_string(),
        officer: controller.officer.as_deref().map(Into::into),
        representative: controller.representative.as_deref().map(Into::into),
    };
    brand.about.controller.as_ref().map(card)
}

/// A purpose as people read about it.
pub(in crate::pages) fn purpose(
    catalog: &Catalog,
    tag: &str,
    told: &PurposeNotice<'_>,
) -> PurposeTold {
    let title = |kind, slot| catalog.title(kind, slot, tag).to_owned();
    let mut channels: Vec<String> = told
        .sources
        .iter()
        .map(|source| source.channel.to_string())
        .collect();
    channels.sort();
    channels.dedup();
    let held = told.held.iter().map(|held| HeldTold {
        title: held.title.to_owned(),
        examples: held.examples.iter().map(|&one| one.to_owned()).collect(),
        sensitive: held.category.sensitive,
    });
    let recipients = told.recipients.iter().map(|recipient| RecipientTold {
        title: title(SlotKind::Recipient, recipient.id.index()),
        countries: recipient
            .countries
            .iter()
            .map(ToString::to_string)
            .collect(),
        safeguard: recipient.safeguard.as_deref().map(Into::into),
    });
    let concerns = told.purpose.concerns.iter();
    PurposeTold {
        name: told.purpose.name.to_string(),
        title: told
            .text
            .map_or(&*told.purpose.name, |text| &text.title)
            .to_owned(),
        body: told.text.map_or("", |text| &text.body).to_owned(),
        locale: told.text.map_or(tag, |text| &text.locale).to_owned(),
        version: told.purpose.version,
        concerns: concerns.map(|one| one.word()).collect(),
        held: held.collect(),
        channels,
        recipients: recipients.collect(),
        retention_days: told.purpose.retention_days,
        sells: told.purpose.sells,
        profiling: told.purpose.profiling,
        grounds: told
            .grounds
            .iter()
            .map(|one| ground(catalog, tag, one))
            .collect(),
        nowhere: told
            .nowhere
            .iter()
            .map(|pack| title(SlotKind::Pack, pack.id.index()))
            .collect(),
    }
}

fn ground(catalog: &Catalog, tag: &str, ground: &Ground<'_>) -> GroundTold {
    let places = ground.places.iter().map(|(pack, basis)| PlaceTold {
        jurisdiction: catalog
            .title(SlotKind::Pack, pack.id.index(), tag)
            .to_owned(),
        citation: basis.citation.to_string(),
        rules: [
            (basis.explicit, "rule-explicit"),
            (basis.separate, "rule-separate"),
            (basis.double_opt_in, "rule-double-opt-in"),
        ]
        .into_iter()
        .filter_map(|(set, key)| set.then_some(key))
        .collect(),
        age_days_max: basis.age_days_max,
    });
    GroundTold {
        kind: basis_code(ground.kind),
        no: ground.no.code(),
        places: places.collect(),
    }
}
