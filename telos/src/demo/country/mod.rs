//! Where the demo's people live: common names, places and ways of writing, made up or in public
//! use, of no real person.

mod america;
mod asia;
mod europe;

/// A country as the demo knows it.
#[derive(Debug)]
pub(super) struct Country {
    /// The alpha-2 code.
    pub(super) code: &'static str,
    pub(super) locale: &'static str,
    pub(super) timezone: &'static str,
    pub(super) currency: &'static str,
    /// How much of the currency a price of 1 is.
    pub(super) rate: f64,
    /// How many of a hundred people live here.
    pub(super) weight: usize,
    /// Names as they are written, and in Latin letters for addresses.
    pub(super) given: &'static [(&'static str, &'static str)],
    pub(super) family: &'static [(&'static str, &'static str)],
    pub(super) family_first: bool,
    /// What stands between family and given name, or given and family name.
    pub(super) between: &'static str,
    pub(super) places: &'static [Place],
    /// `{}` is the number of the house.
    pub(super) streets: &'static [&'static str],
    /// In international form; each `#` is a digit.
    pub(super) phones: &'static [&'static str],
}

/// A city.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    /// Each `#` is a digit.
    pub(super) postal: &'static str,
}

pub(super) const fn at(city: &'static str, region: &'static str, postal: &'static str) -> Place {
    Place {
        city,
        region,
        postal,
    }
}

/// All, in the order in which the first customers come from them.
pub(super) const COUNTRIES: [&Country; 10] = [
    &europe::GERMANY,
    &europe::FRANCE,
    &europe::BRITAIN,
    &america::STATES,
    &america::QUEBEC,
    &america::BRAZIL,
    &asia::JAPAN,
    &asia::TAIWAN,
    &asia::CHINA,
    &asia::INDIA,
];
