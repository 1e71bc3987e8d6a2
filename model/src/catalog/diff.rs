//! What differs between two versions of a catalog, what it means for people, and what is refused.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::attribute::{Attribute, Entry, Item, Leaning};
use super::canonical::canonical;
use super::{Catalog, SlotKind};

/// The differences between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The hash of the old version.
    pub old: String,
    /// The hash of the new version.
    pub new: String,
    /// What was added, removed and changed, by kind and name.
    pub changes: Vec<Change>,
    /// What must not be applied as it is.
    pub refusals: Vec<Refusal>,
}

/// What happened to one declared thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Added, removed or changed.
    pub act: ChangeAct,
    /// Its kind, as catalogs name it.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What it means for people's data.
    pub meaning: Meaning,
    /// What changed of it; empty where it was added or removed as a whole.
    pub attributes: Vec<AttributeChange>,
}

/// Whether something was added, removed or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeAct {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

/// What a change means for people's data. What cannot be judged counts as widening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// Nothing about what is allowed.
    Neutral,
    /// Less is allowed.
    Narrows,
    /// More is allowed.
    Widens,
}

/// One attribute that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeChange {
    /// Its name, such as `basis.eu.kind`.
    pub name: String,
    /// What it was, if it was there.
    pub before: Option<Attribute>,
    /// What it is, if it is there.
    pub after: Option<Attribute>,
    /// What that means.
    pub meaning: Meaning,
}

/// A change of a purpose that must not be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The purpose, as `brand/name`.
    pub purpose: String,
    /// The attributes that changed.
    pub attributes: Vec<String>,
    /// Why, and what to do.
    pub reason: String,
}

/// Compares two versions of a catalog.
///
/// Refused are: a purpose's version that shrinks; a basis that changed, or anything that allows
/// more, without a higher version of the purpose; and a text that changed without a new version
/// of the text. A basis in a jurisdiction that the old catalog has no pack for is no change.
#[must_use]
pub fn compare(old: &Catalog, new: &Catalog) -> Diff {
    let before = canonical(old);
    let after = canonical(new);
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut diff = Diff {
        old: old.hash.to_string(),
        new: new.hash.to_string(),
        changes: Vec::new(),
        refusals: Vec::new(),
    };
    for key in keys {
        let (kind, name) = key;
        let change = |act, meaning, attributes| Change {
            act,
            kind: kind.word(),
            name: name.clone(),
            meaning,
            attributes,
        };
        match (before.get(key), after.get(key)) {
            (None, Some(_)) => {
                let meaning = meaning_of_adding(*kind);
                diff.changes
                    .push(change(ChangeAct::Added, meaning, Vec::new()));
            }
            (Some(_), None) => {
                let meaning = meaning_of_removing(*kind);
                diff.changes
                    .push(change(ChangeAct::Removed, meaning, Vec::new()));
            }
            (Some(was), Some(is)) => {
                let attributes = attribute_changes(was, is);
                if *kind == SlotKind::Purpose {
                    let refusals = refusals(name, was, is, &attributes, old, new);
                    diff.refusals.extend(refusals);
                }
                let meaning = attributes.iter().map(|one| one.meaning).max();
                if let Some(meaning) = meaning {
                    diff.changes
                        .push(change(ChangeAct::Changed, meaning, attributes));
                }
            }
            (None, None) => {}
        }
    }
    diff
}

fn meaning_of_adding(kind: SlotKind) -> Meaning {
    match kind {
        SlotKind::Brand | SlotKind::Category | SlotKind::Channel | SlotKind::Topic => {
            Meaning::Neutral
        }
        _ => Meaning::Widens,
    }
}

fn meaning_of_removing(kind: SlotKind) -> Meaning {
    match kind {
        // Without its pack, other rules hold in a place, and nobody knows whether they are kinder.
        SlotKind::Pack => Meaning::Widens,
        _ => Meaning::Narrows,
    }
}

fn attribute_changes(was: &Item, is: &Item) -> Vec<AttributeChange> {
    let names: BTreeSet<&String> = was.entries.keys().chain(is.entries.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        let (before, after) = (was.entries.get(name), is.entries.get(name));
        let value = |entry: Option<&Entry>| entry.map(|entry| entry.value.clone());
        if value(before) == value(after) {
            continue;
        }
        let Some(leaning) = after.or(before).map(|entry| entry.leaning) else {
            continue;
        };
        changes.push(AttributeChange {
            name: name.clone(),
            before: value(before),
            after: value(after),
            meaning: meaning(before, after, leaning),
        });
    }
    changes
}

fn meaning(before: Option<&Entry>, after: Option<&Entry>, leaning: Leaning) -> Meaning {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (&before.value, &after.value),
        // Of a basis that came or went, the kind says what that means.
        (None, _) if leaning == Leaning::Basis => return Meaning::Widens,
        (_, None) if leaning == Leaning::Basis => return Meaning::Narrows,
        _ if leaning == Leaning::Unclear => return Meaning::Widens,
        _ => return Meaning::Neutral,
    };
    let (more, fewer) = match (before, after) {
        (Attribute::Flag(before), Attribute::Flag(after)) => (after > before, after < before),
        (Attribute::Number(before), Attribute::Number(after)) => {
            let (before, after) = (before.unwrap_or(u64::MAX), after.unwrap_or(u64::MAX));
            (after > before, after < before)
        }
        (Attribute::Set(before), Attribute::Set(after)) => {
            (!after.is_subset(before), !before.is_subset(after))
        }
        _ => (true, true),
    };
    let consent = |value: &Attribute| *value == Attribute::Text("consent".into());
    match leaning {
        Leaning::Neutral => Meaning::Neutral,
        Leaning::Basis if consent(after) => Meaning::Narrows,
        Leaning::Widens if !more => Meaning::Narrows,
        Leaning::Narrows if !fewer => Meaning::Narrows,
        _ => Meaning::Widens,
    }
}

fn refusals(
    name: &str,
    was: &Item,
    is: &Item,
    changes: &[AttributeChange],
    old: &Catalog,
    new: &Catalog,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let refuse = |attributes: Vec<String>, reason: String| Refusal {
        purpose: name.to_owned(),
        attributes,
        reason,
    };
    let (before, after) = (version(was), version(is));
    if after < before {
        let reason = format!("the version went back from {before} to {after}; it only grows");
        refusals.push(refuse(vec!["version".into()], reason));
    }
    let both_have = |jurisdiction: &str| {
        old.names.packs.contains_key(jurisdiction) && new.names.packs.contains_key(jurisdiction)
    };
    let needs_version = changes.iter().filter(|change| {
        let mut parts = change.name.split('.');
        match (parts.next(), parts.next()) {
            (Some("basis"), Some(jurisdiction)) => both_have(jurisdiction),
            (Some("text"), _) => false,
            _ => change.meaning == Meaning::Widens,
        }
    });
    let attributes: Vec<String> = needs_version.map(|change| change.name.clone()).collect();
    if after <= before && !attributes.is_empty() {
        let next = before.saturating_add(1);
        let reason = format!(
            "a lawful basis changed or more is allowed, and the version is still {after}: \
             set `version = {next}`"
        );
        refusals.push(refuse(attributes, reason));
    }
    let rewritten = changes.iter().filter(|change| {
        change.name.starts_with("text.") && change.before.is_some() && change.after.is_some()
    });
    let rewritten: Vec<String> = rewritten.map(|change| change.name.clone()).collect();
    if !rewritten.is_empty() {
        let reason = "a text that people may have agreed to changed: add it as a new text version, \
                      `material = false` if the meaning is the same";
        refusals.push(refuse(rewritten, reason.into()));
    }
    refusals
}

fn version(purpose: &Item) -> u64 {
    match purpose.entries.get("version").map(|entry| &entry.value) {
        Some(Attribute::Number(Some(version))) => *version,
        _ => 0,
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Neutral => "neutral",
            Self::Narrows => "narrows",
            Self::Widens => "widens",
        })
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            return writeln!(f, "The two catalogs say the same.");
        }
        for change in &self.changes {
            let sign = match change.act {
                ChangeAct::Added => '+',
                ChangeAct::Removed => '-',
                ChangeAct::Changed => '~',
            };
            let Change {
                kind,
                name,
                meaning,
                ..
            } = change;
            writeln!(f, "{sign} {kind} {name} ({meaning})")?;
            for attribute in &change.attributes {
                writeln!(f, "    {attribute}")?;
            }
        }
        for refusal in &self.refusals {
            writeln!(
                f,
                "refused: purpose {}: {}",
                refusal.purpose, refusal.reason
            )?;
            writeln!(f, "    {}", refusal.attributes.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            purpose,
            attributes,
            reason,
        } = self;
        write!(f, "{purpose} ({}): {reason}", attributes.join(", "))
    }
}

impl fmt::Display for AttributeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, meaning, .. } = self;
        match (&self.before, &self.after) {
            (Some(Attribute::Set(before)), Some(Attribute::Set(after))) => {
                write!(f, "{name}:")?;
                for gone in before.difference(after) {
                    write!(f, " -{gone}")?;
                }
                for new in after.difference(before) {
                    write!(f, " +{new}")?;
                }
            }
            (Some(before), Some(after)) => write!(f, "{name}: {before} -> {after}")?,
            (None, Some(after)) => write!(f, "{name}: {after} (new)")?,
            (Some(before), None) => write!(f, "{name}: {before} (gone)")?,
            (None, None) => {}
        }
        write!(f, " ({meaning})")
    }
}
