//! Turns the files of a catalog into a [`Catalog`], or into every mistake at once.
//!
//! Three passes: gather what is declared, give every name its slot, then read each declaration
//! with all names known. A mistake never stops a pass; it only stops the result.

mod basis;
mod brand;
mod bucket;
mod declared;
mod destination;
mod fields;
mod files;
mod form;
mod intake;
mod languages;
mod pack;
mod purpose;
mod reach;
mod records;
mod request;
mod schema;
mod segment;
mod sending;
mod streams;
mod sync;
mod tables;
mod times;
mod words;

use serde_spanned::Spanned;
use toml::de::DeTable;

use super::mistake::{At, CatalogFile, Mistake, MistakeKind, Report};
use super::read::{Node, Text};
use super::{Catalog, Names, SlotKind, Slots};
use declared::Declared;
use fields::{EventDraft, FieldDraft};

/// The most files in one catalog.
pub const FILES_MAX: usize = 1_000;
/// The longest file, in bytes.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Compiles a catalog. Names keep the slots that `previous` gave them. The order of the files
/// does not matter.
///
/// Errs with all mistakes, in order of file and line.
pub fn compile(files: &[CatalogFile], previous: Option<&Slots>) -> Result<Catalog, Vec<Mistake>> {
    let mut files: Vec<CatalogFile> = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut report = Report::new(&files);
    check_limits(&files, &mut report);
    let documents = parse(&files, &mut report);
    let sections = gather(&documents, &mut report);
    let sets = fields::sets(&sections, &mut report);
    let plain = fields::plain(&sections, &mut report);
    let events = fields::events(&sections, &sets, &mut report);
    let declared = declared::declare(&sections, &plain, &events, previous, &mut report);
    let mut cx = Cx {
        report: &mut report,
        declared: &declared,
        names: Names::default(),
    };
    let catalog = build(&sections, &plain, &events, &mut cx);
    let mistakes = report.into_mistakes();
    match catalog {
        Some(mut catalog) if mistakes.is_empty() => {
            catalog.hash = super::canonical::hash(&catalog);
            Ok(catalog)
        }
        _ => Err(mistakes),
    }
}

/// What each reader of a declaration works with.
struct Cx<'c, 'f> {
    report: &'c mut Report<'f>,
    declared: &'c Declared,
    names: Names,
}

impl Cx<'_, '_> {
    /// The slot of a name that a declaration refers to.
    fn refer(&mut self, kind: SlotKind, name: Text<'_>) -> Option<usize> {
        self.declared.refer(self.report, kind, name)
    }

    /// The slots of several names.
    fn refer_all(&mut self, kind: SlotKind, names: &[Text<'_>]) -> Vec<usize> {
        let slots = names.iter().map(|name| self.refer(kind, *name));
        slots.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn add(&mut self, at: At, kind: MistakeKind, message: impl Into<String>) {
        self.report.add(at, kind, message);
    }
}

/// A named table of one section.
#[derive(Debug, Clone, Copy)]
struct Declaration<'a> {
    name: Text<'a>,
    node: Node<'a>,
}

/// What a top-level table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// Named things of a kind.
    Named(SlotKind),
    /// Sets of fields that events include.
    Sets,
    /// Traits of people.
    Traits,
    /// Context fields.
    Context,
    /// Traits of groups.
    GroupTraits,
    /// Values that identify nobody.
    Blocked,
    /// Forms.
    Forms,
    /// Syncs.
    Syncs,
}

const SECTIONS: [(&str, Section); 20] = [
    ("brand", Section::Named(SlotKind::Brand)),
    ("purpose", Section::Named(SlotKind::Purpose)),
    ("category", Section::Named(SlotKind::Category)),
    ("recipient", Section::Named(SlotKind::Recipient)),
    ("pack", Section::Named(SlotKind::Pack)),
    ("channel", Section::Named(SlotKind::Channel)),
    ("topic", Section::Named(SlotKind::Topic)),
    ("source", Section::Named(SlotKind::Source)),
    ("event", Section::Named(SlotKind::Event)),
    ("computed", Section::Named(SlotKind::Computed)),
    ("segment", Section::Named(SlotKind::Segment)),
    ("identifier", Section::Named(SlotKind::Identifier)),
    ("destination", Section::Named(SlotKind::Destination)),
    ("fields", Section::Sets),
    ("traits", Section::Traits),
    ("context", Section::Context),
    ("group_traits", Section::GroupTraits),
    ("blocked", Section::Blocked),
    ("form", Section::Forms),
    ("sync", Section::Syncs),
];

/// Every declaration of every file, by section, in order of file and name.
#[derive(Debug, Default)]
struct Sections<'a> {
    items: Vec<(Section, Declaration<'a>)>,
}

impl<'a> Sections<'a> {
    fn of(&self, section: Section) -> impl Iterator<Item = Declaration<'a>> {
        let items = self
            .items
            .iter()
            .filter(move |(known, _)| *known == section);
        items.map(|(_, declaration)| *declaration)
    }

    fn named(&self, kind: SlotKind) -> impl Iterator<Item = Declaration<'a>> {
        self.of(Section::Named(kind))
    }
}

fn check_limits(files: &[CatalogFile], report: &mut Report<'_>) {
    let start = |file| At::new(file, 0..0);
    if files.is_empty() {
        let message = "the catalog has no files";
        report.expect(
            start(0),
            MistakeKind::MissingKey,
            message,
            "a file that ends in `.toml`",
        );
    }
    if files.len() > FILES_MAX {
        let message = format!("the catalog has {} files", files.len());
        let expected = format!("at most {FILES_MAX}");
        report.expect(start(0), MistakeKind::TooMany, message, expected);
    }
    for (index, file) in files.iter().enumerate() {
        if file.text.len() > FILE_BYTES_MAX {
            let message = format!("the file has {} bytes", file.text.len());
            let expected = format!("at most {FILE_BYTES_MAX}");
            report.expect(start(index), MistakeKind::TooMany, message, expected);
        }
    }
}

/// Reads the TOML of each file within the limits, going on after what is not TOML.
fn parse<'a>(
    files: &'a [CatalogFile],
    report: &mut Report<'_>,
) -> Vec<(usize, Spanned<DeTable<'a>>)> {
    let within = files.iter().enumerate().take(FILES_MAX);
    let within = within.filter(|(_, file)| file.text.len() <= FILE_BYTES_MAX);
    within
        .map(|(index, file)| {
            let (document, errors) = DeTable::parse_recoverable(&file.text);
            for error in errors {
                let span = error.span().unwrap_or(0..0);
                let message = error.message().replace('\n', ", ");
                let message = format!("this is not TOML: {message}");
                report.add(At::new(index, span), MistakeKind::Syntax, message);
            }
            (index, document)
        })
        .collect()
}

fn gather<'a>(
    documents: &'a [(usize, Spanned<DeTable<'a>>)],
    report: &mut Report<'_>,
) -> Sections<'a> {
    let mut sections = Sections::default();
    for (file, document) in documents {
        for (key, value) in document.get_ref() {
            let name: &str = key.get_ref();
            let at = At::new(*file, key.span());
            let known = SECTIONS.iter().find(|(word, _)| *word == name);
            let Some((word, section)) = known else {
                let message = format!("a catalog has no table `{name}`");
                let valid = SECTIONS.iter().map(|(word, _)| *word);
                report.unknown(at, MistakeKind::UnknownKey, message, name, valid);
                continue;
            };
            let node = Node {
                at: At::new(*file, value.span()),
                value: value.get_ref(),
            };
            let what = format!("each {word} by its name");
            let Some(table) = node.table(report, &what, at) else {
                continue;
            };
            for (name, node) in table.rest() {
                sections.items.push((*section, Declaration { name, node }));
            }
        }
    }
    sections
}

/// Reads every declaration. None where there is no strictest pack to fall back on.
fn build(
    sections: &Sections<'_>,
    plain: &[FieldDraft<'_>],
    events: &[EventDraft<'_>],
    cx: &mut Cx<'_, '_>,
) -> Option<Catalog> {
    let categories = words::categories(sections, cx);
    let recipients = words::recipients(sections, cx);
    let channels = words::channels(sections, cx);
    let topics = words::topics(sections, cx);
    let (packs, strictest) = pack::packs(sections, cx);
    let brands = brand::brands(sections, cx);
    let purposes = purpose::purposes(sections, &packs, &brands, cx);
    let identifiers = schema::identifiers(sections, cx);
    let sources = schema::sources(sections, cx);
    let (fields, events) = fields::resolve(plain, events, cx);
    let computed = schema::computed(sections, &fields, cx);
    cx.declared.index(&mut cx.names);
    let schema = segment::Schema {
        events: &events,
        fields: &fields,
        computed: &computed,
    };
    let segments = segment::segments(sections, &purposes, &schema, cx);
    let known = form::Known {
        sources: &sources,
        purposes: &purposes,
        fields: &fields,
        identifiers: &identifiers,
    };
    let forms = form::forms(sections, &known, cx);
    let known = destination::Known {
        purposes: &purposes,
        identifiers: &identifiers,
        fields: &fields,
        events: &events,
        segments: &segments,
    };
    let destinations = destination::destinations(sections, &known, cx);
    let known = sync::Known {
        sources: &sources,
        destinations: &destinations,
        fields: &fields,
        identifiers: &identifiers,
    };
    let syncs = sync::syncs(sections, &known, cx);
    languages::check(sections, &brands, cx);
    Some(Catalog {
        hash: Box::default(),
        slots: cx.declared.slots.clone(),
        categories,
        brands,
        recipients,
        channels,
        topics,
        packs,
        strictest: strictest?,
        purposes,
        identifiers,
        sources,
        events,
        fields,
        computed,
        segments,
        destinations,
        syncs,
        forms,
        names: std::mem::take(&mut cx.names),
    })
}

/// Puts things into a list by slot, as long as the kind has names.
fn by_slot<T>(cx: &Cx<'_, '_>, kind: SlotKind, items: Vec<(usize, T)>) -> Vec<Option<T>> {
    let mut list: Vec<Option<T>> = Vec::new();
    list.resize_with(cx.declared.slots.names(kind).len(), || None);
    for (slot, item) in items {
        list[slot] = Some(item);
    }
    list
}

/// A slot of a kind that has at most 256.
fn small(slot: usize) -> u8 {
    u8::try_from(slot).expect("kinds with small ids have fewer than 256 slots")
}

/// A slot of a kind that has at most 65,536.
fn wide(slot: usize) -> u16 {
    u16::try_from(slot).expect("no kind has more than 32,768 slots")
}
