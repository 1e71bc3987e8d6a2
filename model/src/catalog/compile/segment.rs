//! Segments: their texts as conditions, and that none refers back to itself.

use super::super::mistake::{At, MistakeKind};
use super::super::read::Text;
use super::super::{Computed, EventSchema, FieldDef, Purpose, SegmentDef, SlotKind};
use super::words::each;
use super::{Cx, Sections, by_slot, small, wide};
use crate::decide::Operation;
use crate::id::{PurposeId, SegmentId};
use crate::segment::{Condition, Resolver, parse};

/// What the conditions of segments are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema<'s> {
    pub(super) events: &'s [Option<EventSchema>],
    pub(super) fields: &'s [Option<FieldDef>],
    pub(super) computed: &'s [Option<Computed>],
}

/// Reads every segment. The names have to be filled in before.
pub(super) fn segments(
    sections: &Sections<'_>,
    purposes: &[Option<Purpose>],
    schema: &Schema<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<Option<SegmentDef>> {
    let mut places = Vec::new();
    let items = each(sections, SlotKind::Segment, cx, |table, slot, name, cx| {
        let title = table.need_text(cx.report, "title", "its name for people");
        let purpose = table.need_text(
            cx.report,
            "purpose",
            "the purpose it is for, as \"aria/news\"",
        );
        let purpose_slot = purpose.and_then(|name| cx.refer(SlotKind::Purpose, name));
        let known = purpose_slot.and_then(|slot| purposes.get(slot)?.as_ref());
        if let (Some(purpose), Some(known)) = (purpose, known)
            && !known.operations.contains(Operation::Segment)
        {
            let message = format!("the purpose `{}` does not segment", purpose.text);
            let expected = "a purpose with `\"segment\"` in its `operations`";
            cx.report
                .expect(purpose.at, MistakeKind::BadValue, message, expected);
        }
        let text = table.need_text(cx.report, "where", "who belongs, in words");
        let brand = purpose.and_then(|purpose| purpose.text.split('/').next());
        let brand = brand.unwrap_or_default();
        let condition = text.and_then(|text| condition(text, brand, schema, cx));
        places.push((slot, name.at));
        Some(SegmentDef {
            id: SegmentId::new(wide(slot)),
            name: name.text.into(),
            title: title?.text.into(),
            purpose: PurposeId::new(small(purpose_slot?)),
            text: text?.text.trim().into(),
            condition: condition?,
        })
    });
    let segments = by_slot(cx, SlotKind::Segment, items);
    check_circles(&segments, &places, cx);
    segments
}

/// Reads the text of a segment, with each mistake where it stands in the file.
fn condition(
    text: Text<'_>,
    brand: &str,
    schema: &Schema<'_>,
    cx: &mut Cx<'_, '_>,
) -> Option<Condition> {
    let resolver = Resolver {
        brand,
        names: &cx.names,
        slots: &cx.declared.slots,
        events: schema.events,
        fields: schema.fields,
        computed: schema.computed,
    };
    match parse(text.text, &resolver) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            for error in errors {
                let at = cx
                    .report
                    .within(text, error.offset, error.mistake.found.len());
                cx.report.segment(at, error.mistake);
            }
            None
        }
    }
}

/// Notes each segment that refers to itself, through others or not.
fn check_circles(segments: &[Option<SegmentDef>], places: &[(usize, At)], cx: &mut Cx<'_, '_>) {
    let members: Vec<Vec<usize>> = segments
        .iter()
        .map(|segment| {
            let mut found = Vec::new();
            if let Some(segment) = segment {
                refers_to(&segment.condition, &mut found);
            }
            found
        })
        .collect();
    for (start, at) in places {
        let mut seen = vec![false; members.len()];
        let mut open = members[*start].clone();
        while let Some(next) = open.pop() {
            if !seen[next] {
                seen[next] = true;
                open.extend(&members[next]);
            }
        }
        if seen[*start] {
            let name = cx
                .declared
                .slots
                .name(SlotKind::Segment, *start)
                .unwrap_or_default();
            let message = format!("the segment `{name}` refers to itself");
            cx.add(*at, MistakeKind::SegmentCycle, message);
        }
    }
}

fn refers_to(condition: &Condition, found: &mut Vec<usize>) {
    if let Condition::Member(segment) = condition {
        found.push(segment.index());
    }
    for part in condition.parts() {
        refers_to(part, found);
    }
}
