//! How sure one has to be of whoever asks for a right, by what is held.

use telos_model::catalog::Catalog;
use telos_model::request::{Asker, Assurance, Right, required};

use crate::answer::ReadError;
use crate::engine::Engine;
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
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let sensitive = self.holds_sensitive(&policy.catalog, &person)?;
        Ok(Some(required(right, asker, sensitive)))
    }

    /// Whether sensitive data is held of a person for any purpose.
    pub(crate) fn holds_sensitive(
        &self,
        catalog: &Catalog,
        person: &Person,
    ) -> Result<bool, ReadError> {
        let sensitive = catalog.sensitive();
        let all = self.held_of(catalog, person)?;
        let mut all = all.iter();
        Ok(all.any(|held| !held.categories.intersection(sensitive).is_empty()))
    }
}
