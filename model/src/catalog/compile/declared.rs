//! What is declared, and the slot of each name.

use std::collections::BTreeMap;

use super::super::mistake::{At, MistakeKind, Report};
use super::super::read::Text;
use super::super::{Names, SlotKind, Slots};
use super::fields::{EventDraft, FieldDraft};
use super::{Sections, small, wide};
use crate::id::{
    BrandId, CategoryId, ChannelId, ComputedId, DestinationId, EventKind, FieldId, IdentifierKind,
    JurisdictionId, PurposeId, RecipientId, SegmentId, SourceId, TopicId,
};

/// The longest name of anything but an event or a field, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// The longest name of an event, in bytes.
const EVENT_NAME_BYTES_MAX: usize = 200;

/// The names that this version declares, with their slots.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) slots: Slots,
    names: [BTreeMap<Box<str>, usize>; 14],
}

impl Declared {
    /// The slot of a name that this version declares.
    pub(super) fn find(&self, kind: SlotKind, name: &str) -> Option<usize> {
        self.names[kind as usize].get(name).copied()
    }

    /// The names of a kind that this version declares, in alphabetical order.
    pub(super) fn names(&self, kind: SlotKind) -> impl Iterator<Item = &str> {
        self.names[kind as usize].keys().map(AsRef::as_ref)
    }

    /// The slot of a name that something refers to; a mistake if it is not declared.
    pub(super) fn refer(
        &self,
        report: &mut Report<'_>,
        kind: SlotKind,
        name: Text<'_>,
    ) -> Option<usize> {
        let slot = self.find(kind, name.text);
        if slot.is_none() {
            let message = format!("no {} is named `{}`", kind.word(), name.text);
            let valid = self.names(kind);
            report.unknown(name.at, MistakeKind::UnknownName, message, name.text, valid);
        }
        slot
    }

    /// Fills in the names that readers look up.
    pub(super) fn index(&self, names: &mut Names) {
        macro_rules! fill {
            ($($list:ident: $kind:ident => $id:ident($size:ident)),* $(,)?) => {$(
                names.$list = self.names[SlotKind::$kind as usize]
                    .iter()
                    .map(|(name, slot)| (name.clone(), $id::new($size(*slot))))
                    .collect();
            )*};
        }
        fill! {
            purposes: Purpose => PurposeId(small),
            events: Event => EventKind(wide),
            identifiers: Identifier => IdentifierKind(small),
            brands: Brand => BrandId(small),
            categories: Category => CategoryId(small),
            recipients: Recipient => RecipientId(small),
            channels: Channel => ChannelId(small),
            topics: Topic => TopicId(wide),
            packs: Pack => JurisdictionId(small),
            segments: Segment => SegmentId(wide),
            computed: Computed => ComputedId(wide),
            sources: Source => SourceId(wide),
            destinations: Destination => DestinationId(small),
        }
        for (name, slot) in &self.names[SlotKind::Field as usize] {
            let field = FieldId::new(wide(*slot));
            if let Some(path) = name.strip_prefix("trait:") {
                names.traits.insert(path.into(), field);
            } else if let Some(path) = name.strip_prefix("context:") {
                names.context.insert(path.into(), field);
            } else if let Some(path) = name.strip_prefix("group:") {
                names.group.insert(path.into(), field);
            }
        }
    }
}

/// Collects the names of every kind, notes duplicates, and gives each its slot.
pub(super) fn declare(
    sections: &Sections<'_>,
    plain: &[FieldDraft<'_>],
    events: &[EventDraft<'_>],
    previous: Option<&Slots>,
    report: &mut Report<'_>,
) -> Declared {
    let mut found = Found::default();
    for kind in SlotKind::ALL {
        for declaration in sections.named(kind) {
            let name = declaration.name;
            let proper = match kind {
                SlotKind::Event => proper_event(name, report),
                _ => proper_name(name, report),
            };
            match kind {
                _ if !proper => {}
                SlotKind::Purpose => {
                    let what = format!("the purpose `{}`", name.text);
                    let table = declaration.node.table(report, &what, name.at);
                    let brands = table.map(|mut table| table.texts(report, "brands", "brands"));
                    for brand in brands.unwrap_or_default() {
                        let full = format!("{}/{}", brand.text, name.text);
                        found.add(kind, &full, name.at, report);
                    }
                }
                _ => found.add(kind, name.text, name.at, report),
            }
        }
    }
    let of_events = events.iter().flat_map(|event| &event.fields);
    for field in plain.iter().chain(of_events) {
        found.add(SlotKind::Field, &field.slot_name(), field.path.at, report);
    }
    found.intern(previous, report)
}

/// Names with the place where they are declared.
#[derive(Default)]
struct Found {
    places: [BTreeMap<Box<str>, At>; 14],
}

impl Found {
    fn add(&mut self, kind: SlotKind, name: &str, at: At, report: &mut Report<'_>) {
        let first = *self.places[kind as usize].entry(name.into()).or_insert(at);
        if first != at {
            let place = report.place(first);
            let message = format!(
                "the {} `{name}` is declared twice, first at {place}",
                kind.word()
            );
            report.add(at, MistakeKind::Duplicate, message);
        }
    }

    /// New names get slots in alphabetical order, so that the order of files does not matter.
    fn intern(self, previous: Option<&Slots>, report: &mut Report<'_>) -> Declared {
        let mut slots = previous.cloned().unwrap_or_default();
        let mut names: [BTreeMap<Box<str>, usize>; 14] = Default::default();
        for (kind, places) in SlotKind::ALL.into_iter().zip(self.places) {
            for (name, at) in places {
                match slots.intern(kind, &name) {
                    Ok(slot) => {
                        names[kind as usize].insert(name, slot);
                    }
                    Err(full) => report.add(at, MistakeKind::TooMany, full.to_string()),
                }
            }
        }
        Declared { slots, names }
    }
}

fn proper_name(name: Text<'_>, report: &mut Report<'_>) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    let first = name.text.bytes().next();
    let proper = name.text.len() <= NAME_BYTES_MAX
        && first.is_some_and(|byte| byte.is_ascii_alphanumeric())
        && name.text.bytes().all(allowed);
    if !proper {
        let message = format!("`{}` cannot be a name", shorten(name.text));
        let expected = format!("lower-case letters, digits, `-` and `_`, at most {NAME_BYTES_MAX}");
        report.expect(name.at, MistakeKind::BadValue, message, expected);
    }
    proper
}

fn proper_event(name: Text<'_>, report: &mut Report<'_>) -> bool {
    let proper = !name.text.trim().is_empty()
        && name.text.trim() == name.text
        && name.text.len() <= EVENT_NAME_BYTES_MAX
        && !name.text.chars().any(char::is_control);
    if !proper {
        let message = format!("`{}` cannot be the name of an event", shorten(name.text));
        let expected =
            format!("some text without control characters, at most {EVENT_NAME_BYTES_MAX} bytes");
        report.expect(name.at, MistakeKind::BadValue, message, expected);
    }
    proper
}

/// A text cut to what fits a message.
pub(super) fn shorten(text: &str) -> String {
    text.chars().take(NAME_BYTES_MAX).collect()
}
