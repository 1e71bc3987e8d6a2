//! How sure one has to be of whoever asks for a right, by what is held.

use telos_model::catalog::Catalog;
use telos_model::request::{Asker, Assurance, Right, required};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::foresee::held;
use crate::load::Person;
use crate::read::Who;

impl Engine {
    /// How sure one has to be of whoever asks for this, as things stand; none if nobody is there.
    pub fn assurance_of(
        &self,
        who: &Who,
        right: Right,
        asker: &Asker,
    ) -> Result<Option<Assurance>, ReadError> {
        let policy = self.policy();
        let person = self.person(who)?;
        let sensitive = person.map(|person| holds_sensitive(&policy.catalog, &person));
        Ok(sensitive.map(|sensitive| required(right, asker, sensitive)))
    }
}

/// Whether sensitive data is held of a person for any purpose.
pub(crate) fn holds_sensitive(catalog: &Catalog, person: &Person) -> bool {
    let sensitive = catalog.sensitive();
    let all = held(catalog, person);
    let mut all = all.iter();
    all.any(|held| !held.categories.intersection(sensitive).is_empty())
}
