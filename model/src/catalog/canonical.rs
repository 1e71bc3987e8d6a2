//! The canonical form of a catalog: everything it says, by name, as attributes that compare.
//!
//! It knows nothing of files, comments or slots, so that two catalogs that say the same are the
//! same. The hash is taken over it, and versions are compared by it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::attribute::{Item, Leaning};
use super::{
    About, Basis, Catalog, Computed, ComputedRule, FieldDef, FormDef, IdentifierDef, LimitWindow,
    Model, Pack, Purpose, SlotKind, Source, SyncDef,
};
use crate::decide::Operation;
use crate::id::{BrandId, CategorySet, EventKind, JurisdictionSet};
use crate::segment::{Resolver, print};

/// Everything a catalog says, by kind and name.
pub(super) type Canonical = BTreeMap<(SlotKind, String), Item>;

/// The SHA-256 of the canonical form, as 64 hexadecimal digits.
pub(super) fn hash(catalog: &Catalog) -> Box<str> {
    let mut digest = Sha256::new();
    let mut field = |text: &str| {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    };
    for ((kind, name), item) in canonical(catalog) {
        field(kind.word());
        field(&name);
        for (attribute, entry) in item.entries {
            field(&attribute);
            // The shape is written as well, so that `1` and "1" differ.
            field(&format!("{:?}", entry.value));
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}").expect("writing to a string never fails");
    }
    hex.into()
}

/// The canonical form.
pub(super) fn canonical(catalog: &Catalog) -> Canonical {
    let of = Of { catalog };
    let mut all = Canonical::new();
    of.words(&mut all);
    for pack in catalog.packs.iter().flatten() {
        let item = of.pack(pack);
        all.insert((SlotKind::Pack, pack.name.to_string()), item);
    }
    for purpose in catalog.purposes.iter().flatten() {
        let name = of.name(SlotKind::Purpose, purpose.id.index());
        all.insert((SlotKind::Purpose, name), of.purpose(purpose));
    }
    for identifier in catalog.identifiers.iter().flatten() {
        let item = of.identifier(identifier);
        all.insert((SlotKind::Identifier, identifier.name.to_string()), item);
    }
    for source in catalog.sources.iter().flatten() {
        let item = of.source(source);
        all.insert((SlotKind::Source, source.name.to_string()), item);
    }
    for event in catalog.events.iter().flatten() {
        let mut item = Item::default();
        let category = of.name(SlotKind::Category, event.category.index());
        item.text("category", category, Leaning::Unclear);
        all.insert((SlotKind::Event, event.name.to_string()), item);
    }
    for field in catalog.fields.iter().flatten() {
        let name = of.name(SlotKind::Field, field.id.index());
        all.insert((SlotKind::Field, name), of.field(field));
    }
    for computed in catalog.computed.iter().flatten() {
        let item = of.computed(computed);
        all.insert((SlotKind::Computed, computed.name.to_string()), item);
    }
    for segment in catalog.segments.iter().flatten() {
        let mut item = Item::default();
        item.text("title", &*segment.title, Leaning::Neutral);
        let purpose = of.name(SlotKind::Purpose, segment.purpose.index());
        item.text("purpose", purpose, Leaning::Unclear);
        let brand = catalog.purpose(segment.purpose);
        let brand = brand.map_or(BrandId::new(0), |purpose| purpose.brand);
        let condition = print(&segment.condition, &Resolver::new(catalog, brand));
        item.text("where", condition, Leaning::Unclear);
        all.insert((SlotKind::Segment, segment.name.to_string()), item);
    }
    for destination in catalog.destinations.iter().flatten() {
        let mut item = destination.item(catalog);
        if let Some(sync) = catalog.sync_of_destination(destination.id) {
            sync.item(&|sync| of.sync(sync), &mut item);
        }
        all.insert((SlotKind::Destination, destination.name.to_string()), item);
    }
    for ((kind, slot), titles) in &catalog.names.titles {
        if let Some(item) = all.get_mut(&(*kind, of.name(*kind, *slot))) {
            for (locale, title) in titles {
                item.text(format!("title.{locale}"), &**title, Leaning::Neutral);
            }
        }
    }
    all
}

/// Puts things of one catalog into words.
struct Of<'c> {
    catalog: &'c Catalog,
}

impl Of<'_> {
    fn name(&self, kind: SlotKind, slot: usize) -> String {
        let name = self.catalog.slots.name(kind, slot);
        name.unwrap_or_default().to_owned()
    }

    fn categories(&self, set: CategorySet) -> Vec<String> {
        let names = set
            .iter()
            .map(|id| self.name(SlotKind::Category, id.index()));
        names.collect()
    }

    fn jurisdictions(&self, set: JurisdictionSet) -> Vec<String> {
        let names = set.iter().map(|id| self.name(SlotKind::Pack, id.index()));
        names.collect()
    }

    fn event(&self, event: EventKind) -> String {
        self.name(SlotKind::Event, event.index())
    }

    fn words(&self, all: &mut Canonical) {
        let catalog = self.catalog;
        for category in catalog.categories.iter().flatten() {
            let mut item = Item::default();
            item.flag("sensitive", category.sensitive, Leaning::Narrows);
            all.insert((SlotKind::Category, category.name.to_string()), item);
        }
        for brand in catalog.brands.iter().flatten() {
            let mut item = Item::default();
            item.text("title", &*brand.title, Leaning::Neutral);
            item.text("accent", &*brand.accent, Leaning::Neutral);
            item.text("locale", &*brand.locale, Leaning::Neutral);
            let established = self.jurisdictions(brand.established_in);
            item.set("established_in", established, Leaning::Narrows);
            put_about(&mut item, &brand.about);
            let forms = catalog.forms.iter();
            for form in forms.filter(|form| form.brand == brand.id) {
                self.form(form, &mut item);
            }
            all.insert((SlotKind::Brand, brand.name.to_string()), item);
        }
        for recipient in catalog.recipients.iter().flatten() {
            let key = (SlotKind::Recipient, recipient.name.to_string());
            let mut item = Item::default();
            let countries = recipient.countries.iter().map(ToString::to_string);
            item.set("countries", countries, Leaning::Widens);
            let safeguard = recipient.safeguard.as_deref().unwrap_or_default();
            item.text("safeguard", safeguard, Leaning::Neutral);
            all.insert(key, item);
        }
        for channel in catalog.channels.iter().flatten() {
            all.insert(
                (SlotKind::Channel, channel.name.to_string()),
                Item::default(),
            );
        }
        for topic in catalog.topics.iter().flatten() {
            all.insert((SlotKind::Topic, topic.name.to_string()), Item::default());
        }
    }

    /// A form, as something of its brand's.
    fn form(&self, form: &FormDef, item: &mut Item) {
        let name = |what: &str| format!("form.{}.{what}", form.moment.word());
        item.text(name("name"), &*form.name, Leaning::Neutral);
        let source = self.name(SlotKind::Source, form.source.index());
        item.text(name("source"), source, Leaning::Neutral);
        let purposes = form.purposes.iter();
        let purposes: Vec<String> = purposes
            .map(|id| self.name(SlotKind::Purpose, id.index()))
            .collect();
        item.text(name("purposes"), purposes.join(" "), Leaning::Neutral);
        for (what, required) in [("ask", false), ("require", true)] {
            let wishes = form.wishes.iter();
            let wishes: Vec<String> = wishes
                .filter(|wish| !required || wish.required)
                .map(|wish| self.name(SlotKind::Field, wish.field.index()))
                .collect();
            item.text(name(what), wishes.join(" "), Leaning::Neutral);
        }
    }

    /// What a sync refers to.
    fn sync(&self, sync: &SyncDef) -> Vec<(String, String)> {
        let source = self.name(SlotKind::Source, sync.source.index());
        let key = self.name(SlotKind::Identifier, sync.key.index());
        let matches = sync.matches.iter().map(|(kind, column)| {
            let kind = self.name(SlotKind::Identifier, kind.index());
            format!("{kind} {}", column.as_deref().unwrap_or_default())
        });
        let matches: Vec<String> = matches.collect();
        let mut all = vec![
            ("source".to_owned(), source),
            ("key".to_owned(), key),
            ("match".to_owned(), matches.join(", ")),
        ];
        let fields = sync.fields.iter();
        all.extend(fields.map(|(field, owner)| {
            let field = self.name(SlotKind::Field, field.index());
            (format!("fields.{field}"), owner.word().to_owned())
        }));
        all
    }

    fn pack(&self, pack: &Pack) -> Item {
        let mut item = Item::default();
        let rules = &pack.rules;
        item.text("title", &*pack.title, Leaning::Neutral);
        item.text("citation", &*pack.citation, Leaning::Neutral);
        item.text("effective", &*pack.effective, Leaning::Neutral);
        item.text("reviewer", &*pack.reviewer, Leaning::Neutral);
        let places = pack.places.iter().map(|place| {
            let region = place.region.as_deref().unwrap_or(&place.country);
            match &place.city {
                Some(city) => format!("{region} {city}"),
                None => region.to_owned(),
            }
        });
        item.set("places", places, Leaning::Unclear);
        let fallback = self.catalog.strictest == pack.id;
        item.flag("strictest", fallback, Leaning::Unclear);
        let opts_out = rules.model == Model::OptOut;
        item.flag("opt_out_model", opts_out, Leaning::Widens);
        item.number("child_age", Some(rules.child_age.into()), Leaning::Narrows);
        for (country, age) in &rules.child_ages {
            item.number(
                format!("child_age.{country}"),
                Some((*age).into()),
                Leaning::Narrows,
            );
        }
        let own = rules.sale_own_yes_age.map(Into::into);
        item.number("sale_own_yes_age", own, Leaning::Narrows);
        item.flag("asks_age", rules.asks_age, Leaning::Narrows);
        item.flag(
            "sensitive_explicit",
            rules.sensitive_explicit,
            Leaning::Narrows,
        );
        item.flag(
            "sensitive_separate",
            rules.sensitive_separate,
            Leaning::Narrows,
        );
        item.flag(
            "disclosure_separate",
            rules.disclosure_separate,
            Leaning::Narrows,
        );
        item.flag("honours_gpc", rules.honours_gpc, Leaning::Narrows);
        item.flag("sale_opt_out", rules.sale_opt_out, Leaning::Narrows);
        let steps = rules.sale_yes_two_steps;
        item.flag("sale_yes_two_steps", steps, Leaning::Narrows);
        item.flag("limit_sensitive", rules.limit_sensitive, Leaning::Narrows);
        item.text("request", rules.request.to_string(), Leaning::Unclear);
        let times = &pack.times;
        for (name, limit) in times.named() {
            let limit = limit.map_or_else(String::new, |limit| limit.to_string());
            item.text(name, limit, Leaning::Unclear);
        }
        let calendar = &times.calendar;
        item.text("time_zone", &*calendar.time_zone, Leaning::Unclear);
        let rolls = calendar.rolls_to_business_day;
        item.flag("next_business_day", rolls, Leaning::Unclear);
        let holidays = calendar.holidays.iter().map(ToString::to_string);
        item.set("holidays", holidays, Leaning::Unclear);
        item
    }

    fn purpose(&self, purpose: &Purpose) -> Item {
        let mut item = Item::default();
        item.number("version", Some(purpose.version.into()), Leaning::Neutral);
        item.set(
            "categories",
            self.categories(purpose.categories),
            Leaning::Widens,
        );
        let concerns = purpose.concerns.iter();
        let concerns = concerns.map(|one| one.word().to_owned());
        item.set("concerns", concerns, Leaning::Neutral);
        let operations = Operation::ALL.into_iter();
        let operations = operations.filter(|operation| purpose.operations.contains(*operation));
        item.set(
            "operations",
            operations.map(|one| one.name().to_owned()),
            Leaning::Widens,
        );
        let recipients = purpose.recipients.iter();
        let recipients = recipients.map(|id| self.name(SlotKind::Recipient, id.index()));
        item.set("recipients", recipients, Leaning::Widens);
        let channels = purpose.channels.iter();
        let channels = channels.map(|id| self.name(SlotKind::Channel, id.index()));
        item.set("channels", channels, Leaning::Widens);
        let days = purpose.retention_days.map(u64::from);
        item.number("retention_days", days, Leaning::Widens);
        item.flag("marketing", purpose.marketing, Leaning::Narrows);
        item.flag("sells", purpose.sells, Leaning::Narrows);
        item.flag("asks_age", purpose.asks_age, Leaning::Narrows);
        item.flag("necessary", purpose.necessary, Leaning::Widens);
        if let Some(kept) = purpose.kept_by_law {
            item.set("kept_by_law", self.categories(kept), Leaning::Unclear);
        }
        item.flag("profiling", purpose.profiling, Leaning::Unclear);
        item.flag("channel_consent", purpose.channel_consent, Leaning::Narrows);
        let signals = purpose.signals.iter().map(ToString::to_string);
        item.set("signals", signals, Leaning::Unclear);
        let topic = purpose.topic;
        let topic = topic.map(|id| self.name(SlotKind::Topic, id.index()));
        item.text("topic", topic.unwrap_or_default(), Leaning::Unclear);
        for (jurisdiction, basis) in &purpose.bases {
            let name = self.name(SlotKind::Pack, jurisdiction.index());
            put_basis(&mut item, &name, basis);
        }
        for text in &purpose.texts {
            let name = format!("text.{}.{}", text.version, text.locale);
            item.text(format!("{name}.title"), &*text.title, Leaning::Neutral);
            item.text(format!("{name}.body"), &*text.body, Leaning::Neutral);
            if let Some(change) = &text.change {
                item.text(format!("{name}.change"), &**change, Leaning::Neutral);
            }
            let name = format!("text.{}.material", text.version);
            item.flag(name, text.material, Leaning::Narrows);
        }
        item
    }

    fn identifier(&self, identifier: &IdentifierDef) -> Item {
        let mut item = Item::default();
        let category = self.name(SlotKind::Category, identifier.category.index());
        item.text("category", category, Leaning::Unclear);
        item.number(
            "priority",
            Some(identifier.priority.into()),
            Leaning::Unclear,
        );
        item.number("limit", Some(identifier.limit.into()), Leaning::Widens);
        let days = match identifier.window {
            LimitWindow::Ever => None,
            LimitWindow::Days(days) => Some(days.into()),
        };
        item.number("window_days", days, Leaning::Narrows);
        item.flag("personal", identifier.personal, Leaning::Unclear);
        let blocked = identifier.blocked.iter().map(ToString::to_string);
        item.set("blocked", blocked, Leaning::Narrows);
        item.text("kind", identifier.kind.word(), Leaning::Unclear);
        item
    }

    fn source(&self, source: &Source) -> Item {
        let mut item = Item::default();
        let brand = self.name(SlotKind::Brand, source.brand.index());
        item.text("brand", brand, Leaning::Unclear);
        item.text("write_key", &*source.write_key, Leaning::Neutral);
        let purposes = source.purposes.iter();
        let purposes = purposes.map(|id| self.name(SlotKind::Purpose, id.index()));
        item.set("purposes", purposes, Leaning::Widens);
        let origins = source.origins.iter().map(ToString::to_string);
        item.set("origins", origins, Leaning::Widens);
        let rate = source.rate_events_max.map(u64::from);
        item.number("rate_events_max", rate, Leaning::Neutral);
        let country = source.country.as_deref().unwrap_or_default();
        item.text("country", country, Leaning::Neutral);
        item.text("channel", &*source.channel, Leaning::Neutral);
        item.flag("trusted", source.trusted, Leaning::Widens);
        if let Some(terms) = &source.third_party {
            item.text("third_party.provider", &*terms.provider, Leaning::Unclear);
            item.text("third_party.licence", &*terms.licence, Leaning::Unclear);
        }
        if let Some(from) = &source.from {
            from.put(&mut item);
        }
        item
    }

    fn field(&self, field: &FieldDef) -> Item {
        let mut item = Item::default();
        let list = if field.list { "list of " } else { "" };
        item.text(
            "kind",
            format!("{list}{}", field.kind.word()),
            Leaning::Unclear,
        );
        let category = self.name(SlotKind::Category, field.category.index());
        item.text("category", category, Leaning::Unclear);
        let raw = field.raw_category;
        let raw = raw.map(|id| self.name(SlotKind::Category, id.index()));
        item.set("raw_category", raw, Leaning::Widens);
        item.flag("measure", field.measure, Leaning::Widens);
        item.flag("required", field.required, Leaning::Neutral);
        item.flag("birth_date", field.birth_date, Leaning::Unclear);
        item.flag("taste", field.taste, Leaning::Neutral);
        let identifier = field.identifier;
        let identifier = identifier.map(|id| self.name(SlotKind::Identifier, id.index()));
        item.set("identifier", identifier, Leaning::Widens);
        item
    }

    fn computed(&self, computed: &Computed) -> Item {
        let mut item = Item::default();
        let category = self.name(SlotKind::Category, computed.category.index());
        item.text("category", category, Leaning::Unclear);
        let rule = match computed.rule {
            ComputedRule::Count(event) => format!("count of {}", self.event(event)),
            ComputedRule::First(event) => format!("first {}", self.event(event)),
            ComputedRule::Last(event) => format!("last {}", self.event(event)),
            ComputedRule::DaysSince(event) => format!("days since {}", self.event(event)),
            ComputedRule::Sum(field) => {
                format!("sum of {}", self.name(SlotKind::Field, field.index()))
            }
            ComputedRule::Average(field) => {
                format!("average of {}", self.name(SlotKind::Field, field.index()))
            }
        };
        item.text("rule", rule, Leaning::Unclear);
        let days = computed.within_days.map(u64::from);
        item.number("within_days", days, Leaning::Widens);
        item
    }
}

fn put_about(item: &mut Item, about: &About) {
    let locales = about.locales.iter().map(ToString::to_string);
    item.set("locales", locales, Leaning::Neutral);
    item.flag("for_children", about.for_children, Leaning::Narrows);
    item.number(
        "tcf_vendor",
        about.tcf_vendor.map(u64::from),
        Leaning::Neutral,
    );
    if let Some(controller) = &about.controller {
        for (name, text) in [
            ("name", Some(&controller.name)),
            ("address", Some(&controller.address)),
            ("email", Some(&controller.email)),
            ("phone", controller.phone.as_ref()),
            ("officer", controller.officer.as_ref()),
            ("representative", controller.representative.as_ref()),
        ] {
            let text = text.map_or("", |text| &**text);
            item.text(format!("controller.{name}"), text, Leaning::Neutral);
        }
    }
    for text in &about.mission {
        let name = format!("mission.{}", text.locale);
        item.text(format!("{name}.title"), &*text.title, Leaning::Neutral);
        item.text(format!("{name}.body"), &*text.body, Leaning::Neutral);
    }
}

fn put_basis(item: &mut Item, jurisdiction: &str, basis: &Basis) {
    let name = |attribute: &str| format!("basis.{jurisdiction}.{attribute}");
    item.text(name("kind"), basis.kind.word(), Leaning::Basis);
    item.flag(name("explicit"), basis.explicit, Leaning::Narrows);
    item.flag(name("separate"), basis.separate, Leaning::Narrows);
    item.flag(name("double_opt_in"), basis.double_opt_in, Leaning::Narrows);
    let days = basis.age_days_max.map(u64::from);
    item.number(name("age_days_max"), days, Leaning::Widens);
    item.text(name("citation"), &*basis.citation, Leaning::Neutral);
}
