//! Which segments a change can touch, in an order in which each comes after those it asks about.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::touch::{Touch, categories_used, touched_by};
use crate::catalog::{Catalog, SegmentDef};
use crate::id::{CategorySet, EventKind, FieldId, PurposeId, SegmentId};
use crate::profile::Measured;

/// Something that was learnt about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// An event happened.
    Event(EventKind),
    /// A trait or a measure was given a value.
    Field(FieldId),
    /// Something was stated about consent to a purpose, or an objection to it.
    Permission(PurposeId),
}

/// Segments that ask about each other in a circle, in that order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("segments ask about each other in a circle of {}", .0.len())]
pub struct SegmentCycle(pub Vec<SegmentId>);

/// The segments of a catalog by what can touch them.
#[derive(Debug, Clone, Default)]
pub struct SegmentIndex {
    /// All, each after those it asks about.
    order: Vec<SegmentId>,
    /// Places in that order, ascending.
    by_change: FxHashMap<Change, Box<[u16]>>,
    /// The categories that each uses, by slot.
    categories: Vec<CategorySet>,
}

impl SegmentIndex {
    /// The index of a catalog's segments. Fails if they ask about each other in a circle.
    pub fn new(catalog: &Catalog) -> Result<Self, SegmentCycle> {
        let segments: Vec<&SegmentDef> = catalog.segments.iter().flatten().collect();
        let touches = touches(segments.iter().copied());
        let order = ordered(&touches).map_err(SegmentCycle)?;
        let mut changes: FxHashMap<Change, Vec<usize>> = FxHashMap::default();
        let mut dependents = vec![Vec::new(); order.len()];
        let places = order.iter().zip(0..).map(|(id, place)| (*id, place));
        let places: FxHashMap<SegmentId, usize> = places.collect();
        for (place, segment) in order.iter().enumerate() {
            let (_, touch) = &touches[position(&touches, *segment)];
            for asked in &touch.segments {
                // An undeclared segment has no members and never changes.
                if let Some(asked) = places.get(asked) {
                    dependents[*asked].push(place);
                }
            }
            let purpose = catalog.segment(*segment).map(|segment| segment.purpose);
            for change in changes_of(touch, purpose, catalog) {
                changes.entry(change).or_default().push(place);
            }
        }
        let by_change = changes.into_iter();
        let by_change = by_change.map(|(change, direct)| (change, reached(&direct, &dependents)));
        let used = |segment: &Option<SegmentDef>| {
            let segment = segment.as_ref();
            segment.map_or(CategorySet::EMPTY, |segment| {
                categories_used(&segment.condition, catalog)
            })
        };
        Ok(Self {
            categories: catalog.segments.iter().map(used).collect(),
            by_change: by_change.collect(),
            order,
        })
    }

    /// Every segment, each after those it asks about.
    #[must_use]
    pub fn all(&self) -> &[SegmentId] {
        &self.order
    }

    /// The data categories that a segment's purpose must be permitted ([`categories_used`], worked
    /// out once); none for a segment that is not declared.
    #[must_use]
    pub fn categories(&self, segment: SegmentId) -> CategorySet {
        let used = self.categories.get(segment.index());
        used.copied().unwrap_or_default()
    }

    /// The segments that these changes can touch, directly or through others, each once and after
    /// those it asks about. What concerns a person as a whole (a flag, a jurisdiction, a merge)
    /// can touch [`all`](Self::all).
    #[must_use]
    pub fn touched(&self, changes: impl IntoIterator<Item = Change>) -> SmallVec<[SegmentId; 16]> {
        let mut places: SmallVec<[u16; 32]> = SmallVec::new();
        for change in changes {
            if let Some(found) = self.by_change.get(&change) {
                places.extend_from_slice(found);
            }
        }
        places.sort_unstable();
        places.dedup();
        places
            .iter()
            .map(|place| self.order[usize::from(*place)])
            .collect()
    }
}

/// A circle in which segments ask about each other, if there is one: each asks about the next, and
/// the last about the first. Segments that are not among these are taken to ask about none.
pub fn cycles<'a>(segments: impl IntoIterator<Item = &'a SegmentDef>) -> Option<Vec<SegmentId>> {
    ordered(&touches(segments)).err()
}

fn touches<'a>(segments: impl IntoIterator<Item = &'a SegmentDef>) -> Vec<(SegmentId, Touch)> {
    let touch = |segment: &SegmentDef| (segment.id, touched_by(&segment.condition));
    let mut touches: Vec<_> = segments.into_iter().map(touch).collect();
    touches.sort_unstable_by_key(|(id, _)| *id);
    touches
}

fn position(touches: &[(SegmentId, Touch)], segment: SegmentId) -> usize {
    let found = touches.binary_search_by_key(&segment, |(id, _)| *id);
    found.unwrap_or(touches.len())
}

/// The segments in an order in which each comes after those it asks about, or a circle of them.
fn ordered(touches: &[(SegmentId, Touch)]) -> Result<Vec<SegmentId>, Vec<SegmentId>> {
    // How many segments that it asks about are not yet in the order, and who asks about it.
    let mut waiting = vec![0_usize; touches.len()];
    let mut askers = vec![Vec::new(); touches.len()];
    for (asker, (_, touch)) in touches.iter().enumerate() {
        for asked in &touch.segments {
            if let Some(askers) = askers.get_mut(position(touches, *asked)) {
                askers.push(asker);
                waiting[asker] += 1;
            }
        }
    }
    let mut ready: Vec<usize> = (0..touches.len()).filter(|at| waiting[*at] == 0).collect();
    let mut next = 0;
    while let Some(&at) = ready.get(next) {
        next += 1;
        for &asker in &askers[at] {
            waiting[asker] -= 1;
            if waiting[asker] == 0 {
                ready.push(asker);
            }
        }
    }
    match waiting.iter().position(|count| *count > 0) {
        None => Ok(ready.into_iter().map(|at| touches[at].0).collect()),
        Some(stuck) => Err(circle_from(stuck, touches, &waiting)),
    }
}

/// Follows what a segment that waits asks about, and waits too, until one comes again.
fn circle_from(stuck: usize, touches: &[(SegmentId, Touch)], waiting: &[usize]) -> Vec<SegmentId> {
    let mut path: Vec<usize> = Vec::new();
    let mut at = Some(stuck);
    while let Some(here) = at {
        if let Some(start) = path.iter().position(|seen| *seen == here) {
            path.drain(..start);
            break;
        }
        path.push(here);
        let asked = touches[here].1.segments.iter();
        let mut asked = asked.map(|segment| position(touches, *segment));
        at = asked.find(|asked| waiting.get(*asked).is_some_and(|count| *count > 0));
    }
    path.into_iter().map(|at| touches[at].0).collect()
}

/// The changes that can touch a segment itself: of what it asks about, and of its own purpose's
/// permission.
fn changes_of(touch: &Touch, purpose: Option<PurposeId>, catalog: &Catalog) -> Vec<Change> {
    let traits = touch.traits.iter().copied().map(Change::Field);
    let purposes = touch.purposes.iter().chain(purpose);
    let measured = touch.measured(catalog);
    let measured = measured.iter().map(|measured| match measured {
        Measured::Event(kind) => Change::Event(*kind),
        Measured::Field(field) => Change::Field(*field),
    });
    let changes = traits
        .chain(purposes.map(Change::Permission))
        .chain(measured);
    changes.collect()
}

/// The places themselves and all that depend on them, which come later.
fn reached(direct: &[usize], dependents: &[Vec<usize>]) -> Box<[u16]> {
    let mut reached = vec![false; dependents.len()];
    for place in direct {
        reached[*place] = true;
    }
    for place in 0..reached.len() {
        if reached[place] {
            for dependent in &dependents[place] {
                reached[*dependent] = true;
            }
        }
    }
    let places = (0_u16..).zip(reached).filter(|(_, reached)| *reached);
    places.map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::fixture::{
        AGE, BEHAVIOUR, CONTACT, COUNTRY, MONEY, NEWS, ODD_SEGMENT, ORDERED, OTHER_ADS, REFUNDED,
        REVENUE, SPENDERS, catalog, segments,
    };

    const THIRD: SegmentId = SegmentId::new(2);

    fn index(texts: &[&str]) -> Result<SegmentIndex, SegmentCycle> {
        SegmentIndex::new(&catalog(segments(texts)))
    }

    #[test]
    fn a_change_touches_what_asks_about_it_and_what_asks_about_that_in_order() {
        let index = index(&[
            "in segment \"odd, \\\"segment\\\"\" and trait.age > 3",
            "computed.lifetime_value > 5",
            "consent to other/ads is granted or in segment big-spenders",
        ])
        .expect("no circle");
        assert_eq!(index.all(), [ODD_SEGMENT, SPENDERS, THIRD]);
        let used: CategorySet = [CONTACT, BEHAVIOUR, MONEY].into_iter().collect();
        assert_eq!(index.categories(THIRD), used, "through both others");
        let touched = |changes: &[Change]| index.touched(changes.iter().copied()).to_vec();
        assert_eq!(
            touched(&[Change::Field(AGE)]),
            [SPENDERS, THIRD],
            "directly, then through a segment"
        );
        assert_eq!(
            touched(&[Change::Field(REVENUE)]),
            [ODD_SEGMENT, SPENDERS, THIRD],
            "through a computed trait"
        );
        assert_eq!(touched(&[Change::Permission(OTHER_ADS)]), [THIRD]);
        assert_eq!(
            touched(&[Change::Permission(NEWS)]),
            [ODD_SEGMENT, SPENDERS, THIRD],
            "the purpose that all are for"
        );
        assert_eq!(
            touched(&[Change::Field(COUNTRY), Change::Event(REFUNDED)]),
            []
        );
        assert_eq!(
            touched(&[
                Change::Permission(OTHER_ADS),
                Change::Field(AGE),
                Change::Field(AGE)
            ]),
            [SPENDERS, THIRD],
            "each once"
        );
    }

    #[test]
    fn events_touch_what_counts_and_dates_them() {
        let index = index(&[
            "did \"Order Completed\" within 3 days",
            "computed.days_since > 5",
            "sum of \"Order Completed\".revenue > 5",
        ])
        .expect("no circle");
        let touched = index.touched([Change::Event(ORDERED)]).to_vec();
        assert_eq!(touched, [SPENDERS, ODD_SEGMENT]);
    }

    #[test]
    fn a_circle_is_named_without_what_only_leads_to_it() {
        let first = "in segment \"odd, \\\"segment\\\"\"";
        let circle = segments(&[
            first,
            "not in segment big-spenders",
            "in segment big-spenders",
        ]);
        let found = cycles(&circle).expect("a circle");
        assert_eq!(found, [SPENDERS, ODD_SEGMENT]);
        assert_eq!(
            SegmentIndex::new(&catalog(circle)).err(),
            Some(SegmentCycle(found))
        );
        assert_eq!(
            cycles(&segments(&["in segment big-spenders"])),
            Some(vec![SPENDERS])
        );
        assert_eq!(
            cycles(&segments(&["everyone", "in segment big-spenders"])),
            None
        );
        assert_eq!(cycles(&segments(&[first])), None, "of what is not declared");
    }
}
