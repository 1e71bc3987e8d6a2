//! What pages show of people and policy: plain values, already named, in no language.

use telos_model::time::Timestamp;
use telos_model::value::Value;

use super::words::Words;

/// A value as a page shows it. `Debug` is left out: it may be personal.
#[derive(Clone, PartialEq)]
pub(super) enum Shown {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// An instant.
    Time(Timestamp),
    /// Several values.
    List(Vec<Shown>),
    /// Nothing given.
    Nothing,
}

impl From<&Value> for Shown {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(truth) => Self::Truth(*truth),
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.to_string()),
            Value::Time(at) => Self::Time(*at),
            Value::List(values) => Self::List(values.iter().map(Self::from).collect()),
        }
    }
}

/// Where a value came from and for what.
#[derive(Clone)]
pub(super) struct Provenance {
    /// The source.
    pub(super) source: String,
    /// When it happened.
    pub(super) at: Timestamp,
    /// The purposes that may see it.
    pub(super) purposes: Vec<String>,
    /// Whose it is, where others collected it.
    pub(super) third_party: Option<ThirdParty>,
}

/// Who collected something, and under what it may be used.
#[derive(Clone)]
pub(super) struct ThirdParty {
    /// Who.
    pub(super) provider: String,
    /// The contract or licence.
    pub(super) licence: String,
}

impl Words {
    /// The mark of what others collected.
    pub(super) fn collected(self, terms: &ThirdParty) -> String {
        let (provider, licence) = (terms.provider.as_str(), terms.licence.as_str());
        self.t2("me-from-third", "provider", provider, "licence", licence)
    }
}

/// A named value.
#[derive(Clone)]
pub(super) struct NamedValue {
    /// The name in the catalog.
    pub(super) name: String,
    /// The value.
    pub(super) value: Shown,
}

/// Something left out, and why.
#[derive(Clone)]
pub(super) struct LeftOutRow {
    /// The field; none for the event itself, or for a name that is not declared.
    pub(super) field: Option<String>,
    /// It is the event itself that was left out.
    pub(super) whole: bool,
    /// Each purpose that was asked, and its reason; empty where no purpose declares the category.
    pub(super) why: Vec<ReasonRow>,
}

/// A reason: its code in one of the families of words, and the purpose that gave it.
#[derive(Clone)]
pub(super) struct ReasonRow {
    /// The purpose; empty where none was asked.
    pub(super) purpose: String,
    /// `reason` or `problem`.
    pub(super) family: &'static str,
    /// The code.
    pub(super) code: &'static str,
}

/// The purposes of a brand, to choose from.
#[derive(Clone)]
pub(super) struct PurposeGroup {
    /// The brand.
    pub(super) brand: String,
    /// Its purposes.
    pub(super) purposes: Vec<PurposeChoice>,
}

/// A purpose to choose.
#[derive(Clone)]
pub(super) struct PurposeChoice {
    /// `brand/purpose`.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// It is chosen.
    pub(super) chosen: bool,
}
