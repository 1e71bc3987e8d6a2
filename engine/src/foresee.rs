//! What a request for a right comes to: worked out when it is begun, and told before it is made.

use std::collections::BTreeMap;

use telos_model::catalog::Catalog;
use telos_model::erased::on_hold;
use telos_model::id::{BrandId, CategorySet, JurisdictionSet, PurposeId, PurposeSet};
use telos_model::profile::Measured;
use telos_model::request::{Held, Plan, Right, Situation, plan};
use telos_model::time::Timestamp;

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::load::Person;
use crate::read::{Who, with_permissions};

impl Engine {
    /// What a request for this right would come to now, purpose by purpose; none if nobody is
    /// there.
    pub fn foresee(
        &self,
        who: &Who,
        right: Right,
        brand: Option<BrandId>,
    ) -> Result<Option<Plan>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let catalog = &policy.catalog;
        let holds = with_permissions(&person, |permissions| {
            permissions.jurisdictions(catalog, brand)
        });
        let now = self.now();
        Ok(Some(planned(catalog, &person, (right, brand), holds, now)))
    }
}

/// What a request comes to, for all brands or for one.
pub(crate) fn planned(
    catalog: &Catalog,
    person: &Person,
    (right, brand): (Right, Option<BrandId>),
    jurisdictions: JurisdictionSet,
    now: Timestamp,
) -> Plan {
    let mut held = held(catalog, person);
    held.retain(|held| {
        let purpose = catalog.purpose(held.purpose);
        brand.is_none() || purpose.map(|purpose| purpose.brand) == brand
    });
    let situation = Situation {
        jurisdictions,
        held: &held,
        legal_hold: on_hold(&person.people, person.head(), now),
    };
    plan(catalog, right, &situation)
}

/// What is held of a person under each purpose.
pub(crate) fn held(catalog: &Catalog, person: &Person) -> Vec<Held> {
    let mut all: BTreeMap<PurposeId, CategorySet> = BTreeMap::default();
    let mut add = |purposes: PurposeSet, category| {
        for purpose in purposes.iter() {
            all.entry(purpose).or_default().insert(category);
        }
    };
    for node in person.people.nodes.values() {
        for (field, values) in node.fold.traits() {
            let Some(field) = catalog.field(*field) else {
                continue;
            };
            for held in values {
                add(held.stamp.purposes, field.category);
            }
        }
        for series in node.fold.series() {
            let category = match series.measured {
                Measured::Event(event) => catalog.event(event).map(|event| event.category),
                Measured::Field(field) => catalog.field(field).map(|field| field.category),
            };
            if let Some(category) = category {
                add(series.purposes, category);
            }
        }
    }
    let held = all.into_iter();
    held.map(|(purpose, categories)| Held {
        purpose,
        categories,
    })
    .collect()
}
