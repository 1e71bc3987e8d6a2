//! Something to try a destination with: made up, of nobody, in the shape of what it takes.

use super::{Evidence, Outgoing, OutgoingEvent};
use crate::catalog::{Catalog, Destination, FieldKind, Occasion};
use crate::id::FieldId;
use crate::time::Timestamp;
use crate::value::Value;

/// The address of the person who is made up. Nobody can have it: the domain is reserved.
const ADDRESS: &str = "telos-sample@mail.example";

impl Outgoing {
    /// What a destination takes first of what it takes, about a made-up person; none if it takes
    /// nothing.
    #[must_use]
    pub fn sample(catalog: &Catalog, destination: &Destination, at: Timestamp) -> Option<Self> {
        let sent = Occasion::ALL.into_iter();
        let mut sent = sent.filter(|occasion| destination.sends(*occasion));
        let occasion = sent.clone().find(|occasion| !occasion.is_removal());
        let occasion = occasion.or_else(|| sent.next())?;
        let identifiers = destination.identifiers.iter();
        let identifiers = identifiers.filter_map(|kind| catalog.identifier(*kind));
        let identifiers = identifiers.map(|def| {
            let value = if &*def.name == "email" {
                ADDRESS
            } else {
                "telos-sample"
            };
            (def.name.clone(), value.into())
        });
        let valued = |id: &FieldId| {
            let field = catalog.field(*id)?;
            Some((field.path.clone(), made_up(field.kind, at)))
        };
        let event = match occasion {
            Occasion::Event => {
                let schema = catalog.event(*destination.events.first()?)?;
                let properties = schema.fields.iter().map(|(_, id)| id);
                Some(OutgoingEvent {
                    name: schema.name.clone(),
                    at,
                    properties: properties.filter_map(valued).collect(),
                })
            }
            _ => None,
        };
        let segment = match occasion {
            Occasion::Segment => {
                let segment = catalog.segment(*destination.segments.first()?)?;
                Some((segment.name.clone(), true))
            }
            _ => None,
        };
        let traits: Vec<_> = match occasion {
            removal if removal.is_removal() => Vec::new(),
            _ => destination.traits.iter().filter_map(valued).collect(),
        };
        let purposes = destination.purposes.iter();
        let purposes = purposes.filter_map(|id| catalog.purpose(id));
        Some(Self {
            occasion,
            identifiers: identifiers.collect(),
            traits,
            event,
            segment,
            permissions: purposes
                .map(|purpose| (purpose.name.clone(), !occasion.is_removal()))
                .collect(),
            evidence: Evidence::default(),
        })
    }
}

fn made_up(kind: FieldKind, at: Timestamp) -> Value {
    let text = match kind {
        FieldKind::Number => return Value::Number(12.5),
        FieldKind::Boolean => return Value::Bool(true),
        FieldKind::Time => return Value::Time(at),
        FieldKind::Email => ADDRESS,
        FieldKind::Phone => "+15555550100",
        FieldKind::Country => "DE",
        FieldKind::Region => "DE-BE",
        FieldKind::Ip => "192.0.2.1",
        FieldKind::Locale => "en",
        FieldKind::PostalCode => "00000",
        FieldKind::Text | FieldKind::Note | FieldKind::City | FieldKind::Name => "Sample",
    };
    Value::Text(text.into())
}
