//! Forms from policy over HTTP: found by brand and moment, worked out for where the reader is,
//! sent through the tracking pipeline with the consent and the text as they were shown.
//!
//! `token` ties what comes back to what was shown, `submit` sends it on, `routes` is the JSON.
//! The pages of the same forms are `pages/public/form*.rs`.

mod routes;
mod submit;
mod token;

pub(crate) use routes::routes;
pub(crate) use submit::Sent;
pub(crate) use token::{Fault, make as new_token};

use axum::http::HeaderMap;
use telos_model::catalog::{Catalog, FormDef, Moment, Source};
use telos_model::form::{Filled, Form, FormMistake, Meeting, answers};
use telos_model::id::JurisdictionSet;
use telos_model::normalise;

use super::source;
use crate::AppState;
use crate::problem::Problem;

/// Where somebody is, as far as they or their site say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whereabouts {
    country: Option<&'static str>,
    region: Option<&'static str>,
    city: Option<&'static str>,
}

/// What is wrong with a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoPlace;

impl Whereabouts {
    /// Reads `DE`, `US-CA` or, with a city, `CN-GD` and `Shenzhen`. Nothing is nowhere known.
    pub(crate) fn read(place: Option<&str>, city: Option<&str>) -> Result<Self, NoPlace> {
        let Some(place) = place.filter(|place| !place.is_empty()) else {
            return Ok(Self::default());
        };
        let (country, region) = match place.split_once('-') {
            Some((country, _)) => (country, Some(place)),
            None => (place, None),
        };
        let country = normalise::country(country).map_err(|_| NoPlace)?;
        let region = match region {
            Some(region) => Some(normalise::region(country, region).ok_or(NoPlace)?),
            None => None,
        };
        let city = match city.filter(|city| !city.is_empty()) {
            Some(city) => Some(normalise::city(country, city).ok_or(NoPlace)?),
            None => None,
        };
        Ok(Self {
            country: Some(country),
            region: region.or(city.map(|city| city.region)),
            city: city.map(|city| city.name),
        })
    }

    /// The country, if it is known.
    pub(crate) fn country(&self) -> Option<&'static str> {
        self.country
    }

    /// The region, if it is known.
    pub(crate) fn region(&self) -> Option<&'static str> {
        self.region
    }

    /// The city, if it is known.
    pub(crate) fn city(&self) -> Option<&'static str> {
        self.city
    }

    /// The jurisdictions that hold there; the strictest where nothing is known.
    pub(crate) fn jurisdictions(&self, catalog: &Catalog) -> JurisdictionSet {
        match self.country {
            Some(country) => catalog.jurisdictions_of(country, self.region, self.city),
            None => JurisdictionSet::only(catalog.strictest),
        }
    }
}

/// A form that was asked for.
pub(crate) struct Wanted<'c> {
    pub(crate) form: Form<'c>,
    pub(crate) source: &'c Source,
    pub(crate) place: Whereabouts,
    pub(crate) gpc: bool,
    /// The reader's language.
    pub(crate) locale: &'static str,
}

/// Why there is no form to show.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NoForm {
    /// The brand has none for the moment.
    Absent,
    /// The place is none.
    Place,
    /// Nothing of it may be asked where the person is.
    NotHere,
}

/// Whether letters with links can be sent, to ask a guardian.
pub(crate) fn letters(state: &AppState) -> bool {
    let portal = state.options.portal.as_ref();
    portal.is_some_and(|portal| portal.public_url.is_some())
}

/// Finds the form of a brand for a moment, as it may be shown. `letters`: a guardian can be asked.
pub(crate) fn find<'c>(
    catalog: &'c Catalog,
    brand: &str,
    moment: &str,
    place: Result<Whereabouts, NoPlace>,
    headers: &HeaderMap,
    letters: bool,
    locale: &'static str,
) -> Result<Wanted<'c>, NoForm> {
    let def = def(catalog, brand, moment).ok_or(NoForm::Absent)?;
    let source = catalog.source(def.source).ok_or(NoForm::Absent)?;
    let place = place.map_err(|NoPlace| NoForm::Place)?;
    let gpc = source::gpc(headers);
    let meeting = Meeting {
        jurisdictions: place.jurisdictions(catalog),
        gpc,
        country: place.country(),
        letters,
        locale,
    };
    let form = Form::of(catalog, def, meeting).ok_or(NoForm::Absent)?;
    if !form.is_usable() {
        return Err(NoForm::NotHere);
    }
    Ok(Wanted {
        form,
        source,
        place,
        gpc,
        locale,
    })
}

fn def<'c>(catalog: &'c Catalog, brand: &str, moment: &str) -> Option<&'c FormDef> {
    let brand = catalog.names.brands.get(brand)?;
    catalog.form(*brand, Moment::parse(moment)?)
}

/// What became of a form that was sent.
pub(crate) enum Taken {
    /// It was taken in.
    Done(Sent),
    /// Some answers have to be mended.
    Mend(Vec<FormMistake>),
    /// Its token is not one for what is shown now.
    Turned(Fault),
}

/// Takes in what was filled into a form.
pub(crate) async fn take(
    state: &AppState,
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    given: Option<&str>,
    filled: &(dyn Filled + Sync),
) -> Result<Taken, Problem> {
    let now = state.engine.now();
    let given = given.unwrap_or_default();
    if let Err(fault) = token::check(&state.engine, catalog, wanted, given, now) {
        state.metrics.refused("form", fault.code());
        return Ok(Taken::Turned(fault));
    }
    let answers = match answers(catalog, &wanted.form, filled, wanted.place.country(), now) {
        Ok(answers) => answers,
        Err(mistakes) => {
            for mistake in &mistakes {
                state.metrics.refused("form", mistake.slip.code());
            }
            return Ok(Taken::Mend(mistakes));
        }
    };
    super::track::paced(state, wanted.source, 2)?;
    let sent = submit::send(state, catalog, wanted, &answers, given).await?;
    Ok(Taken::Done(sent))
}
