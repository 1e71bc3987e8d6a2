//! Names in segments: what they stand for in a catalog, and the nearest one where there is none.

use std::fmt;

use super::shape::Shape;
use crate::catalog::{Catalog, Computed, EventSchema, FieldDef, Names, Scope, SlotKind, Slots};
use crate::id::{BrandId, ComputedId, EventKind, FieldId, PurposeId, SegmentId};

/// What is wrong at one place of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What stands there.
    pub found: Box<str>,
    /// What should.
    pub expected: Box<str>,
    /// The valid name that is most like it, if one is near.
    pub nearest: Option<Box<str>>,
}

impl Mistake {
    pub(super) fn new(found: &str, expected: &str) -> Self {
        Self {
            found: shortened(found).into(),
            expected: expected.into(),
            nearest: None,
        }
    }

    /// With the nearest of these names, if one is near.
    pub(super) fn near<'a>(self, names: impl Iterator<Item = &'a str>) -> Self {
        let nearest = nearest(&self.found, names).map(Into::into);
        Self { nearest, ..self }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "found {}, expected {}", self.found, self.expected)?;
        match &self.nearest {
            Some(name) => write!(f, "; did you mean {name}?"),
            None => Ok(()),
        }
    }
}

/// The longest part of a text that a mistake repeats, in characters.
const FOUND_CHARS_MAX: usize = 80;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(FOUND_CHARS_MAX) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The name that fewest changes turn the text into, if they are few for its length.
fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let changes_max = 1 + text.chars().count() / 3;
    let lower = text.to_lowercase();
    let ranked = names.map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name));
    let near = ranked.filter(|(changes, _)| *changes <= changes_max);
    near.min().map(|(_, name)| name)
}

/// The names that a segment of one brand may use.
#[derive(Debug, Clone, Copy)]
pub struct Resolver<'a> {
    /// The brand's name: its purposes need no prefix.
    pub brand: &'a str,
    /// Names to ids.
    pub names: &'a Names,
    /// Ids to names.
    pub slots: &'a Slots,
    /// Kinds of event, by slot.
    pub events: &'a [Option<EventSchema>],
    /// Fields, by slot.
    pub fields: &'a [Option<FieldDef>],
    /// Computed traits, by slot.
    pub computed: &'a [Option<Computed>],
}

impl<'a> Resolver<'a> {
    /// The names of a catalog, as a brand's segments use them. A brand that is not declared has
    /// no purposes of its own.
    #[must_use]
    pub fn new(catalog: &'a Catalog, brand: BrandId) -> Self {
        Self {
            brand: catalog.brand(brand).map_or("", |brand| &*brand.name),
            names: &catalog.names,
            slots: &catalog.slots,
            events: &catalog.events,
            fields: &catalog.fields,
            computed: &catalog.computed,
        }
    }

    pub(super) fn trait_field(&self, path: &str) -> Result<FieldId, Mistake> {
        let known = &self.names.traits;
        let found = known.get(path).copied();
        found.ok_or_else(|| Mistake::new(path, "a declared trait").near(keys(known)))
    }

    pub(super) fn event(&self, name: &str) -> Result<EventKind, Mistake> {
        let known = &self.names.events;
        let found = known.get(name).copied();
        found.ok_or_else(|| Mistake::new(name, "a declared event").near(keys(known)))
    }

    /// The measure at this path of an event.
    pub(super) fn measure(&self, event: EventKind, path: &str) -> Result<FieldId, Mistake> {
        let schema = self.events.get(event.index()).and_then(Option::as_ref);
        let fields = schema.map_or(&[][..], |schema| &schema.fields);
        let measures = fields
            .iter()
            .filter(|(_, id)| self.field(*id).is_some_and(|field| field.measure));
        let found = fields.iter().find(|(name, _)| &**name == path);
        let Some((_, id)) = found else {
            let names = measures.map(|(name, _)| &**name);
            return Err(Mistake::new(path, "a measure of this event").near(names));
        };
        match self.field(*id) {
            Some(field) if field.measure => Ok(*id),
            _ => Err(Mistake::new(
                path,
                "a property that the event declares as a measure",
            )),
        }
    }

    pub(super) fn computed_trait(&self, name: &str) -> Result<ComputedId, Mistake> {
        let known = &self.names.computed;
        let found = known.get(name).copied();
        found.ok_or_else(|| Mistake::new(name, "a declared computed trait").near(keys(known)))
    }

    /// The purpose of this name: the brand's own, or any as `brand/purpose`.
    pub(super) fn purpose(&self, name: &str) -> Result<PurposeId, Mistake> {
        let known = &self.names.purposes;
        let own = format!("{}/{name}", self.brand);
        let found = known.get(&*own).or_else(|| known.get(name)).copied();
        found.ok_or_else(|| {
            let names = keys(known).map(|full| self.short(full));
            Mistake::new(name, "a declared purpose").near(names)
        })
    }

    pub(super) fn segment(&self, name: &str) -> Result<SegmentId, Mistake> {
        let known = &self.names.segments;
        let found = known.get(name).copied();
        found.ok_or_else(|| Mistake::new(name, "a declared segment").near(keys(known)))
    }

    pub(super) fn trait_path(&self, id: FieldId) -> Option<&'a str> {
        let field = self.field(id)?;
        (field.scope == Scope::Trait).then_some(&*field.path)
    }

    pub(super) fn event_name(&self, id: EventKind) -> Option<&'a str> {
        self.slots.name(SlotKind::Event, id.index())
    }

    /// The event and the path of a measure.
    pub(super) fn measure_name(&self, id: FieldId) -> Option<(&'a str, &'a str)> {
        let field = self.field(id)?;
        match field.scope {
            Scope::Event(event) => Some((self.event_name(event)?, &field.path)),
            Scope::Trait | Scope::Context | Scope::Group => None,
        }
    }

    pub(super) fn computed_name(&self, id: ComputedId) -> Option<&'a str> {
        self.slots.name(SlotKind::Computed, id.index())
    }

    pub(super) fn purpose_name(&self, id: PurposeId) -> Option<&'a str> {
        let full = self.slots.name(SlotKind::Purpose, id.index())?;
        Some(self.short(full))
    }

    pub(super) fn segment_name(&self, id: SegmentId) -> Option<&'a str> {
        self.slots.name(SlotKind::Segment, id.index())
    }

    /// The type of a field's values; none where the field is not declared.
    pub(super) fn field_shape(&self, id: FieldId) -> Option<Shape> {
        self.field(id).map(Shape::of_field)
    }

    /// The type of a computed trait's values; none where it is not declared.
    pub(super) fn computed_shape(&self, id: ComputedId) -> Option<Shape> {
        let computed = self.computed.get(id.index())?.as_ref()?;
        Some(Shape::of_rule(computed.rule))
    }

    fn field(&self, id: FieldId) -> Option<&'a FieldDef> {
        self.fields.get(id.index())?.as_ref()
    }

    /// A purpose's name without this brand's prefix.
    fn short<'n>(&self, full: &'n str) -> &'n str {
        let own = full.strip_prefix(self.brand);
        own.and_then(|rest| rest.strip_prefix('/')).unwrap_or(full)
    }
}

fn keys<T>(names: &rustc_hash::FxHashMap<Box<str>, T>) -> impl Iterator<Item = &str> {
    names.keys().map(|name| &**name)
}
