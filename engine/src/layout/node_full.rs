//! The fold of a node as versions 1 and 2 of its state have it: with every stamp and total in full.

use telos_model::id::{EventId, FieldId, PurposeSet, SourceId};
use telos_model::profile::{Held, NodeFold, Series, StoredStamp};
use telos_model::time::Day;

use super::node::{full_tally, measured, raw, time, value};
use super::wire::{Damaged, Reader};

/// Reads a fold as it was written then.
pub(super) fn read_fold(input: &mut Reader<'_>) -> Result<NodeFold, Damaged> {
    let facts = input.uint()?;
    let traits = input.list(|input| {
        let field = FieldId::new(input.small()?);
        let values = input.few(|input| {
            Ok(Held {
                value: value(input)?,
                raw: raw(input)?,
                valid: input.flag()?,
                stamp: stamp(input)?,
            })
        })?;
        Ok((field, values))
    })?;
    let series = input.list(|input| {
        Ok(Series {
            measured: measured(input)?,
            purposes: PurposeSet::from_bits(input.wide()?),
            total: full_tally(input)?,
            days: input.list(|input| {
                let day = i32::try_from(input.int()?).map_err(|_| input.damaged())?;
                Ok((Day::new(day), full_tally(input)?))
            })?,
        })
    })?;
    Ok(NodeFold::from_parts(traits, series, facts))
}

fn stamp(input: &mut Reader<'_>) -> Result<StoredStamp, Damaged> {
    Ok(StoredStamp {
        source: SourceId::new(input.small()?),
        event: EventId(input.fixed()?),
        at: time(input)?,
        purposes: PurposeSet::from_bits(input.wide()?),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use telos_model::consent::{Act, Actor, FactId, PermissionFact, PermissionRecord, Statement};
    use telos_model::id::{
        EventKind, IdentifierKind, JurisdictionSet, NodeId, PurposeId, SegmentId,
    };
    use telos_model::people::{Carried, FamilyId, Identifier, Node, Shown, Standing};
    use telos_model::profile::{Measured, Tally};
    use telos_model::time::Timestamp;
    use telos_model::value::Value;

    use super::super::permission::{actor_number, write_statement};
    use super::super::wire::Writer;
    use super::super::{read_node, write_node};
    use super::*;
    use crate::layout::node::{write_measured, write_value};

    /// A node's state as versions 1 and 2 had it.
    fn written_before(node: &Node, version: u8) -> Vec<u8> {
        let mut out = Writer::new(version);
        out.flag(true);
        out.uint(node.id.number());
        out.uint(node.family.0.number());
        out.int(node.created.millis());
        out.int(node.due.millis());
        out.len(node.identifiers.len());
        for carried in &node.identifiers {
            out.byte(carried.identifier.kind.slot());
            out.text(&carried.identifier.value);
            out.int(carried.first_seen.millis());
            out.int(carried.last_seen.millis());
            if version > 1 {
                out.byte(u8::from(carried.shown == Some(Shown::Letter)));
            }
        }
        out.len(node.groups.len());
        for (group, at, purposes) in &node.groups {
            out.text(group);
            out.int(at.millis());
            out.wide(purposes.bits());
        }
        out.len(node.segments.len());
        for standing in &node.segments {
            out.uint(standing.segment.slot().into());
            out.int(standing.since.millis());
        }
        out.len(node.severed.len());
        for other in &node.severed {
            out.uint(other.number());
        }
        out.len(node.permissions.facts().len());
        for fact in node.permissions.facts() {
            out.fixed(&fact.id.0);
            out.byte(actor_number(fact.actor));
            out.int(fact.effective.millis());
            out.int(fact.recorded.millis());
            write_statement(&mut out, fact.statement);
        }
        for place in [node.permissions.residence(), node.permissions.location()] {
            out.flag(place.is_some());
            if let Some((at, set)) = place {
                out.int(at.millis());
                out.uint(set.bits());
            }
        }
        write_fold(&mut out, &node.fold);
        out.finish()
    }

    fn write_fold(out: &mut Writer, fold: &NodeFold) {
        out.uint(fold.facts());
        out.len(fold.traits().len());
        for (field, values) in fold.traits() {
            out.uint(field.slot().into());
            out.len(values.len());
            for held in values {
                write_value(out, &held.value);
                out.flag(held.raw.is_some());
                if let Some((text, purposes)) = &held.raw {
                    out.text(text);
                    out.wide(purposes.bits());
                }
                out.flag(held.valid);
                out.uint(held.stamp.source.slot().into());
                out.fixed(&held.stamp.event.0);
                out.int(held.stamp.at.millis());
                out.wide(held.stamp.purposes.bits());
            }
        }
        out.len(fold.series().len());
        for series in fold.series() {
            write_measured(out, series.measured);
            out.wide(series.purposes.bits());
            write_tally(out, &series.total);
            out.len(series.days.len());
            for (day, tally) in &series.days {
                out.int(day.number().into());
                write_tally(out, tally);
            }
        }
    }

    fn write_tally(out: &mut Writer, tally: &Tally) {
        out.uint(tally.count);
        out.wide_int(tally.micros);
        out.int(tally.first.millis());
        out.int(tally.last.millis().wrapping_sub(tally.first.millis()));
    }

    const NOW: i64 = 1_790_000_000_000;

    fn times() -> impl Strategy<Value = Timestamp> {
        let near = NOW - 40_000_000_000..NOW;
        let far = prop_oneof![Just(i64::MIN), Just(0), Just(i64::MAX), any::<i64>()];
        prop_oneof![9 => near, 1 => far].prop_map(Timestamp::from_millis)
    }

    fn purposes() -> impl Strategy<Value = PurposeSet> {
        any::<u16>().prop_map(|bits| PurposeSet::from_bits(bits.into()))
    }

    fn held() -> impl Strategy<Value = Held> {
        let value = prop_oneof![
            "[a-z]{0,12}".prop_map(|text| Value::Text(text.into())),
            any::<i32>().prop_map(|number| Value::Number(number.into())),
            times().prop_map(Value::Time),
        ];
        let raw = proptest::option::of(("[A-Z]{1,5}".prop_map(Into::into), purposes()));
        // Few events, so that several values come of one.
        let stamp = (0..3_u16, 0..3_u8, 0..2_i64, purposes());
        (value, raw, any::<bool>(), stamp).prop_map(|(value, raw, valid, stamp)| Held {
            value,
            raw,
            valid,
            stamp: StoredStamp {
                source: SourceId::new(stamp.0),
                event: EventId([stamp.1; 16]),
                at: Timestamp::from_millis(NOW + stamp.2),
                purposes: stamp.3,
            },
        })
    }

    fn tallies() -> impl Strategy<Value = Tally> {
        (0..9_u64, any::<i64>(), times(), times()).prop_map(|(count, micros, first, last)| Tally {
            count,
            micros: micros.into(),
            first,
            last,
        })
    }

    /// Half of them with the total of their days.
    fn series() -> impl Strategy<Value = Series> {
        let days = proptest::collection::vec((any::<i32>().prop_map(Day::new), tallies()), 0..4);
        (0..9_u16, purposes(), days, proptest::option::of(tallies())).prop_map(
            |(number, purposes, days, total)| Series {
                measured: if number % 2 == 0 {
                    Measured::Event(EventKind::new(number))
                } else {
                    Measured::Field(FieldId::new(number))
                },
                purposes,
                total: total.unwrap_or_else(|| {
                    let tallies = days.iter().map(|(_, tally)| *tally);
                    tallies.fold(Tally::NONE, Tally::plus)
                }),
                days,
            },
        )
    }

    fn facts() -> impl Strategy<Value = PermissionFact> {
        (any::<[u8; 16]>(), times(), times(), 0..9_u8).prop_map(
            |(id, effective, recorded, slot)| PermissionFact {
                id: FactId(id),
                statement: Statement::Consent {
                    purpose: PurposeId::new(slot),
                    channel: None,
                    act: Act::Grant,
                    text_version: 3,
                    explicit: true,
                    separate: false,
                },
                actor: Actor::Person,
                effective,
                recorded,
            },
        )
    }

    fn folds() -> impl Strategy<Value = NodeFold> {
        let traits = proptest::collection::vec(proptest::collection::vec(held(), 1..3), 0..30);
        let series = proptest::collection::vec(series(), 0..5);
        (traits, series, any::<u64>()).prop_map(|(traits, series, facts)| {
            let fields = (0..).map(FieldId::new);
            let traits = traits.into_iter().map(Into::into);
            NodeFold::from_parts(fields.zip(traits).collect(), series, facts)
        })
    }

    prop_compose! {
        fn nodes()(
            numbers: [u64; 3],
            created in times(),
            due in prop_oneof![Just(Timestamp::MAX), times()],
            carried in proptest::collection::vec(("[a-z@.]{1,20}", times(), times(), any::<bool>()), 0..4),
            groups in proptest::collection::vec(("[a-z]{1,9}", times(), purposes()), 0..3),
            segments in proptest::collection::vec((0..40_u16, times()), 0..4),
            facts in proptest::collection::vec(facts(), 0..5),
            places in (proptest::option::of(times()), proptest::option::of(times())),
            fold in folds(),
        ) -> Node {
            let mut permissions = PermissionRecord::from_facts(facts);
            if let Some(at) = places.0 {
                permissions.note_residence(at, JurisdictionSet::from_bits(5));
            }
            if let Some(at) = places.1 {
                permissions.note_location(at, JurisdictionSet::from_bits(9));
            }
            let carried = carried.into_iter().map(|(value, first_seen, last_seen, shown)| Carried {
                identifier: Identifier { kind: IdentifierKind::new(2), value: value.into() },
                first_seen,
                last_seen,
                shown: shown.then_some(Shown::Letter),
            });
            let groups = groups.into_iter().map(|(name, at, purposes)| (name.into(), at, purposes));
            let segments = segments.into_iter().map(|(slot, since)| Standing {
                segment: SegmentId::new(slot),
                since,
            });
            Node {
                identifiers: carried.collect(),
                family: FamilyId(NodeId::new(numbers[1])),
                permissions,
                fold,
                groups: groups.collect(),
                segments: segments.collect(),
                due,
                severed: vec![NodeId::new(numbers[2])],
                version: 7,
                ..Node::new(NodeId::new(numbers[0]), created)
            }
        }
    }

    proptest! {
        #[test]
        fn states_of_every_version_are_read(node in nodes()) {
            prop_assert_eq!(read_node(&write_node(&node, true), 7), Ok((node.clone(), true)));
            prop_assert_eq!(read_node(&written_before(&node, 2), 7), Ok((node.clone(), true)));
            let mut unshown = node.clone();
            for carried in &mut unshown.identifiers {
                carried.shown = None;
            }
            prop_assert_eq!(read_node(&written_before(&node, 1), 7), Ok((unshown, true)));
        }

        #[test]
        fn a_damaged_state_is_refused_or_reads_as_another(node in nodes(), at: usize, byte: u8) {
            let mut bytes = write_node(&node, false);
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Ok((read, in_family)) = read_node(&bytes, 7) {
                let again = read_node(&write_node(&read, in_family), 7);
                // As text, since a number may have become one that is not equal to itself.
                prop_assert_eq!(format!("{again:?}"), format!("{:?}", Ok::<_, Damaged>((read, in_family))));
            }
            let cut = read_node(&bytes[..at], 7);
            prop_assert!(cut.is_err() || at == 0);
        }
    }
}
