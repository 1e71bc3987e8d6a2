//! Segments: their texts as conditions, and that none refers back to itself.

use super::super::mistake::{At, MistakeKind};
use super::super::read::Text;
use super::super::{Purpose, SegmentDef, SlotKind};
use super::words::each;
use super::{Cx, Sections, by_slot, small, wide};
use crate::decide::Operation;
use crate::id::{PurposeId, SegmentId};
use crate::segment::Condition;

pub(super) fn segments(
    sections: &Sections<'_>,
    purposes: &[Option<Purpose>],
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
        let condition = text.and_then(|text| condition(text, cx));
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

/// The one place where the text of a segment becomes a condition.
fn condition(_text: Text<'_>, _cx: &mut Cx<'_, '_>) -> Option<Condition> {
    Some(Condition::Any(Vec::new()))
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
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                refers_to(part, found);
            }
        }
        Condition::Not(inner) => refers_to(inner, found),
        Condition::Member(segment) => found.push(segment.index()),
        Condition::Trait { .. }
        | Condition::Computed { .. }
        | Condition::Behaviour { .. }
        | Condition::Permission { .. } => {}
    }
}
