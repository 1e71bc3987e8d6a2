//! What a condition looks at: which changes can touch it, and which data categories it uses.

use super::{Condition, Measure};
use crate::catalog::Catalog;
use crate::id::{CategorySet, ComputedId, EventKind, FieldId, PurposeSet, SegmentId};
use crate::profile::Measured;

/// What a condition itself names, each once and in order. Other segments and computed traits are
/// not looked into.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touch {
    /// Traits.
    pub traits: Vec<FieldId>,
    /// Events whose occurrence it asks about.
    pub events: Vec<EventKind>,
    /// Measures that it sums.
    pub measures: Vec<FieldId>,
    /// Computed traits.
    pub computed: Vec<ComputedId>,
    /// Purposes whose consent it asks about.
    pub purposes: PurposeSet,
    /// Other segments.
    pub segments: Vec<SegmentId>,
}

/// What a condition itself names.
#[must_use]
pub fn touched_by(condition: &Condition) -> Touch {
    let mut touch = Touch::default();
    touch.take(condition);
    touch.traits.sort_unstable();
    touch.traits.dedup();
    touch.events.sort_unstable();
    touch.events.dedup();
    touch.measures.sort_unstable();
    touch.measures.dedup();
    touch.computed.sort_unstable();
    touch.computed.dedup();
    touch.segments.sort_unstable();
    touch.segments.dedup();
    touch
}

impl Touch {
    fn take(&mut self, condition: &Condition) {
        match condition {
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
                for part in condition.parts() {
                    self.take(part);
                }
            }
            Condition::Trait { field, .. } => self.traits.push(*field),
            Condition::Computed { computed, .. } => self.computed.push(*computed),
            Condition::Behaviour { measure, .. } => match measure {
                Measure::Count(event) | Measure::First(event) | Measure::Last(event) => {
                    self.events.push(*event);
                }
                Measure::Sum(field) => self.measures.push(*field),
            },
            Condition::Permission { purpose, .. } => self.purposes.insert(*purpose),
            Condition::Member(segment) => self.segments.push(*segment),
        }
    }

    /// Everything that is measured of behaviour, computed traits looked into.
    pub(super) fn measured(&self, catalog: &Catalog) -> Vec<Measured> {
        let events = self.events.iter().copied().map(Measured::Event);
        let fields = self.measures.iter().copied().map(Measured::Field);
        let computed = self.computed.iter();
        let computed = computed.filter_map(|id| catalog.computed_trait(*id));
        let computed = computed.map(|computed| computed.rule.measured());
        events.chain(fields).chain(computed).collect()
    }
}

/// The data categories that a condition uses, through computed traits and other segments too,
/// whichever purpose these are for. A purpose that segments by it must be permitted all of them.
#[must_use]
pub fn categories_used(condition: &Condition, catalog: &Catalog) -> CategorySet {
    let mut used = CategorySet::EMPTY;
    let mut seen = Vec::new();
    let mut ahead = vec![touched_by(condition)];
    while let Some(touch) = ahead.pop() {
        let fields = touch.traits.iter().filter_map(|id| catalog.field(*id));
        fields.for_each(|field| used.insert(field.category));
        let computed = touch.computed.iter();
        let computed = computed.filter_map(|id| catalog.computed_trait(*id));
        computed.for_each(|computed| used.insert(computed.category));
        for measured in touch.measured(catalog) {
            let category = match measured {
                Measured::Event(kind) => catalog.event(kind).map(|event| event.category),
                Measured::Field(field) => catalog.field(field).map(|field| field.category),
            };
            used = category.map_or(used, |id| used.union(CategorySet::only(id)));
        }
        for id in touch.segments {
            if !seen.contains(&id) {
                seen.push(id);
                let segment = catalog.segment(id);
                ahead.extend(segment.map(|segment| touched_by(&segment.condition)));
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::CategoryId;
    use crate::segment::fixture::{
        BEHAVIOUR, CONTACT, COUNTRY, MONEY, NEWS, ODD_SEGMENT, ORDERED, REVENUE, catalog, read,
        segments,
    };

    #[test]
    fn a_condition_names_each_thing_once() {
        let catalog = catalog(Vec::new());
        let condition = read(
            "trait.country is \"JP\" and not (trait.country exists or did \"Order Completed\") \
             and last \"Order Completed\" within 3 days and consent to news-email is granted \
             and sum of \"Order Completed\".revenue > 2 and in segment \"odd, \\\"segment\\\"\" \
             and computed.lifetime_value > 3",
            &catalog,
        );
        let touch = touched_by(&condition);
        assert_eq!(touch.traits, [COUNTRY]);
        assert_eq!(touch.events, [ORDERED]);
        assert_eq!(touch.measures, [REVENUE]);
        assert_eq!(touch.computed, [ComputedId::new(0)]);
        assert_eq!(touch.segments, [ODD_SEGMENT]);
        assert_eq!(touch.purposes, PurposeSet::only(NEWS));
    }

    #[test]
    fn categories_are_found_through_computed_traits_and_other_segments() {
        let used = |texts: &[&str]| {
            let segments = segments(texts);
            let first = segments[0].condition.clone();
            categories_used(&first, &catalog(segments))
        };
        let set = |ids: &[CategoryId]| ids.iter().copied().collect::<CategorySet>();
        assert_eq!(used(&["trait.age > 3"]), set(&[CONTACT]));
        assert_eq!(used(&["consent to news-email is granted"]), set(&[]));
        assert_eq!(used(&["did \"Order Completed\""]), set(&[BEHAVIOUR]));
        assert_eq!(
            used(&["computed.lifetime_value > 3"]),
            set(&[BEHAVIOUR, MONEY])
        );
        let other = "in segment \"odd, \\\"segment\\\"\"";
        assert_eq!(used(&[other, "trait.age > 3"]), set(&[CONTACT]));
        assert_eq!(
            used(&[other, "in segment big-spenders"]),
            set(&[]),
            "a circle ends"
        );
    }
}
