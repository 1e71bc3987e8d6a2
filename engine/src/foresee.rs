//! What a request for a right comes to: worked out when it is begun, and told before it is made.

use std::collections::BTreeMap;

use telos_model::catalog::Catalog;
use telos_model::erased::on_hold;
use telos_model::id::{
    BrandId, CategoryId, CategorySet, FieldId, JurisdictionSet, PurposeId, PurposeSet,
};
use telos_model::people::Node;
use telos_model::profile::Measured;
use telos_model::record::EventRecord;
use telos_model::request::{Held, Plan, Right, Situation, plan};
use telos_model::time::Timestamp;
use telos_store::Space;

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, keys};
use crate::load::Person;
use crate::read::{Who, with_permissions};
use crate::trimming::each_row;

/// The category of groups.
const IDENTITY: &str = "identity";

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
        self.planned(catalog, &person, (right, brand), holds, now)
            .map(Some)
    }

    /// What a request comes to, for all brands or for one.
    pub(crate) fn planned(
        &self,
        catalog: &Catalog,
        person: &Person,
        (right, brand): (Right, Option<BrandId>),
        jurisdictions: JurisdictionSet,
        now: Timestamp,
    ) -> Result<Plan, ReadError> {
        let mut held = self.held_of(catalog, person)?;
        held.retain(|held| {
            let purpose = catalog.purpose(held.purpose);
            brand.is_none() || purpose.map(|purpose| purpose.brand) == brand
        });
        let situation = Situation {
            jurisdictions,
            held: &held,
            legal_hold: on_hold(&person.people, person.head(), now),
        };
        Ok(plan(catalog, right, &situation))
    }

    /// What is held of a person under each purpose: in what their nodes know, and in every event of
    /// their timelines, since not all that events brought is a trait or counted.
    pub(crate) fn held_of(
        &self,
        catalog: &Catalog,
        person: &Person,
    ) -> Result<Vec<Held>, ReadError> {
        let mut all = AllHeld::default();
        for (id, node) in &person.people.nodes {
            all.node(catalog, node);
            let Some(with) = person.keys.get(id) else {
                continue;
            };
            let range = keys::rows_of(Space::Events, *id);
            each_row(&*self.inner.store, range, with, |_, plain| {
                if let Entry::Event(record) = layout::read_entry(plain)? {
                    all.event(catalog, &record);
                }
                Ok(())
            })?;
        }
        Ok(all.into_list())
    }
}

/// Categories by the purposes that hold something of them.
#[derive(Default)]
struct AllHeld(BTreeMap<PurposeId, CategorySet>);

impl AllHeld {
    /// What has no category that is still declared is held all the same.
    fn add(&mut self, purposes: PurposeSet, category: Option<CategoryId>) {
        for purpose in purposes.iter() {
            let categories = self.0.entry(purpose).or_default();
            if let Some(category) = category {
                categories.insert(category);
            }
        }
    }

    fn field(&mut self, catalog: &Catalog, field: FieldId, purposes: PurposeSet) {
        let field = catalog.field(field);
        self.add(purposes, field.map(|field| field.category));
    }

    /// A value as it was sent, which may be of another category.
    fn raw(&mut self, catalog: &Catalog, field: FieldId, raw: Option<&(Box<str>, PurposeSet)>) {
        let Some((_, purposes)) = raw else {
            return;
        };
        let field = catalog.field(field);
        let category = field.map(|field| field.raw_category.unwrap_or(field.category));
        self.add(*purposes, category);
    }

    fn node(&mut self, catalog: &Catalog, node: &Node) {
        for (field, values) in node.fold.traits() {
            for held in values {
                self.field(catalog, *field, held.stamp.purposes);
                self.raw(catalog, *field, held.raw.as_ref());
            }
        }
        for series in node.fold.series() {
            match series.measured {
                Measured::Event(event) => {
                    let event = catalog.event(event);
                    self.add(series.purposes, event.map(|event| event.category));
                }
                Measured::Field(field) => self.field(catalog, field, series.purposes),
            }
        }
        let identity = catalog.names.categories.get(IDENTITY).copied();
        for (_, _, purposes) in &node.groups {
            self.add(*purposes, identity);
        }
    }

    fn event(&mut self, catalog: &Catalog, record: &EventRecord) {
        if let Some((event, purposes)) = record.event {
            let event = catalog.event(event);
            self.add(purposes, event.map(|event| event.category));
        }
        for kept in &record.kept {
            self.field(catalog, kept.field, kept.purposes);
            self.raw(catalog, kept.field, kept.raw.as_ref());
        }
    }

    fn into_list(self) -> Vec<Held> {
        let held = self.0.into_iter();
        held.map(|(purpose, categories)| Held {
            purpose,
            categories,
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{compile, starter};
    use telos_model::id::NodeId;

    use super::*;

    #[test]
    fn a_group_is_held_for_its_purposes_also_where_nothing_else_is() {
        let catalog = compile(&starter(), None).expect("compiles");
        let purpose = catalog.purposes.iter().flatten().next().expect("one").id;
        let identity = catalog.names.categories[IDENTITY];
        let mut node = Node::new(NodeId::new(1), Timestamp::MIN);
        let only = PurposeSet::only(purpose);
        node.groups.push(("club".into(), Timestamp::MIN, only));
        let mut all = AllHeld::default();
        all.node(&catalog, &node);
        let held = Held {
            purpose,
            categories: CategorySet::only(identity),
        };
        assert_eq!(all.into_list(), [held]);
    }
}
