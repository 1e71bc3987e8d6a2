//! Counts of what was taken, left out and turned away: by day, without values, exact over crashes
//! because they are written with the commits they count.

use rustc_hash::FxHashMap;
use telos_model::decide::Reason;
use telos_model::gate::LeftOut;
use telos_model::id::{FieldId, IdentifierKind, PurposeId, SourceId};
use telos_model::message::{Finding, Message, Problem};
use telos_model::record::EventRecord;
use telos_model::time::Day;
use telos_store::{Key, Put, Range, Sort, Space, Store};

use crate::answer::{Count, Counted, ReadError};

/// The codes of rejections, in the order of their stored numbers: append only. What is not listed
/// is counted under `other`.
pub const CODES: [&str; 51] = [
    "other",
    "source_unknown",
    "message_not_object",
    "type_unknown",
    "message_id_invalid",
    "timestamp_ancient",
    "timestamp_invalid",
    "event_missing",
    "event_unknown",
    "property_required",
    "group_missing",
    "previous_id_missing",
    "identifier_unusable",
    "identifier_missing",
    "identifiers_too_many",
    "statements_too_many",
    "consent_empty",
    "text_version_unknown",
    "actor_unknown",
    "detail_too_long",
    "purpose_unknown",
    "channel_unknown",
    "topic_unknown",
    "preference_invalid",
    "consent_not_list",
    "flag_not_boolean",
    "act_unknown",
    "flag_unknown",
    "message_too_large",
    "json_syntax",
    "json_duplicate_key",
    "json_too_deep",
    "json_too_many_items",
    "json_number",
    "json_utf8",
    "permissions_full",
    "batch_too_long",
    "message_type_mismatch",
    "message_malformed",
    "write_key_mismatch",
    "json_empty",
    "json_not_utf8",
    "json_truncated",
    "json_trailing",
    "json_bad_string",
    "json_bad_number",
    "json_not_finite",
    "actor_not_trusted",
    "age_invalid",
    "detail_not_text",
    "statement_member_unknown",
];

/// The most different counts kept of one day; beyond it, the rarest detail is counted as a whole.
pub const COUNTS_MAX: usize = 20_000;

/// The stored number of a rejection's code.
#[must_use]
pub fn code_number(code: &str) -> u16 {
    let place = CODES.iter().position(|known| *known == code);
    u16::try_from(place.unwrap_or(0)).unwrap_or(0)
}

/// Today's counts of this instance, and which of them changed since they were last written.
#[derive(Debug)]
pub(crate) struct Counts {
    instance: u16,
    day: Day,
    today: FxHashMap<(SourceId, Counted), Today>,
    /// Those that changed, each once.
    changed: Vec<(SourceId, Counted)>,
}

/// A count of today, and whether it is among those that changed.
#[derive(Debug, Default)]
struct Today {
    count: u64,
    changed: bool,
}

impl Counts {
    /// The counts of a day as the store has them.
    pub(crate) fn load(store: &dyn Store, instance: u16, day: Day) -> Result<Self, ReadError> {
        let mut counts = FxHashMap::default();
        for (of, row) in rows(store, day)? {
            if of == instance {
                let today = Today {
                    count: row.count,
                    changed: false,
                };
                counts.insert((row.source, row.what), today);
            }
        }
        Ok(Self {
            instance,
            day,
            today: counts,
            changed: Vec::new(),
        })
    }

    /// Counts one more on a day; a new day begins at nothing.
    pub(crate) fn add(&mut self, day: Day, source: SourceId, what: Counted) {
        if day > self.day {
            self.day = day;
            self.today.clear();
            self.changed.clear();
        }
        let counted = (source, what);
        if let Some(today) = self.today.get_mut(&counted) {
            today.count += 1;
            if !std::mem::replace(&mut today.changed, true) {
                self.changed.push(counted);
            }
            return;
        }
        let rest = Counted::LeftOut {
            field: None,
            why: None,
        };
        if self.today.len() >= COUNTS_MAX && what != rest {
            return self.add(day, source, rest);
        }
        let new = Today {
            count: 1,
            changed: true,
        };
        self.today.insert(counted, new);
        self.changed.push(counted);
    }

    /// Counts a message that was forgotten, and why.
    pub(crate) fn forgotten(&mut self, day: Day, message: &Message, left_out: &[LeftOut]) {
        self.add(day, message.source, Counted::Forgotten);
        self.left_out(day, message.source, left_out);
        for finding in &message.findings {
            self.add(day, message.source, Counted::Finding(*finding));
        }
    }

    /// Counts a message that was taken in, and what of it was left out.
    pub(crate) fn taken(&mut self, day: Day, record: &EventRecord) {
        self.add(day, record.source, Counted::Kept);
        self.left_out(day, record.source, &record.left_out);
        for finding in &record.findings {
            self.add(day, record.source, Counted::Finding(*finding));
        }
        for (kind, _) in &record.unmatched {
            self.add(day, record.source, Counted::Unmatched(*kind));
        }
    }

    fn left_out(&mut self, day: Day, source: SourceId, left_out: &[LeftOut]) {
        for LeftOut { field, why } in left_out {
            if why.is_empty() {
                self.add(
                    day,
                    source,
                    Counted::LeftOut {
                        field: *field,
                        why: None,
                    },
                );
            }
            for why in why {
                self.add(
                    day,
                    source,
                    Counted::LeftOut {
                        field: *field,
                        why: Some(*why),
                    },
                );
            }
        }
    }

    /// Rows for what changed since the last time.
    pub(crate) fn take_changed(&mut self) -> Vec<Put> {
        let (day, instance) = (self.day, self.instance);
        let changed = self.changed.drain(..);
        let puts = changed.filter_map(|(source, what)| {
            let today = self.today.get_mut(&(source, what))?;
            today.changed = false;
            Some(Put {
                key: key(day, instance, source, what),
                version: 0,
                value: today.count.to_be_bytes().to_vec(),
            })
        });
        puts.collect()
    }
}

/// The counts of a day over all instances.
pub(crate) fn read(store: &dyn Store, day: Day) -> Result<Vec<Count>, ReadError> {
    let mut sums: FxHashMap<(SourceId, Counted), u64> = FxHashMap::default();
    for (_, row) in rows(store, day)? {
        *sums.entry((row.source, row.what)).or_default() += row.count;
    }
    let mut counts: Vec<Count> = sums
        .into_iter()
        .map(|((source, what), count)| Count {
            source,
            what,
            count,
        })
        .collect();
    counts.sort_unstable_by_key(|row| (row.source, row.what));
    Ok(counts)
}

fn rows(store: &dyn Store, day: Day) -> Result<Vec<(u16, Count)>, ReadError> {
    let range = Range {
        space: Space::Counts,
        partition: u64::from(day.number().cast_unsigned()),
        from: Sort::new(),
        until: None,
        reverse: false,
    };
    let rows = store.scan(&range, COUNTS_MAX * 4)?;
    let read = rows
        .iter()
        .filter_map(|(sort, row)| parse(sort, &row.value));
    Ok(read.collect())
}

fn key(day: Day, instance: u16, source: SourceId, what: Counted) -> Key {
    let mut sort = Sort::new();
    sort.extend_from_slice(&instance.to_be_bytes());
    sort.extend_from_slice(&source.slot().to_be_bytes());
    let (tag, a, b, c): (u8, u16, u8, u8) = match what {
        Counted::Kept => (0, 0, 0, 0),
        Counted::Forgotten => (1, 0, 0, 0),
        Counted::Duplicate => (2, 0, 0, 0),
        Counted::Rejected(code) => (3, code, 0, 0),
        Counted::LeftOut { field, why: None } => (4, number(field), 0, 0),
        Counted::LeftOut {
            field,
            why: Some((purpose, reason)),
        } => {
            let place = Reason::ALL
                .iter()
                .position(|known| *known == reason)
                .unwrap_or(0);
            (
                5,
                number(field),
                purpose.slot(),
                u8::try_from(place).unwrap_or(u8::MAX),
            )
        }
        Counted::Finding(finding) => {
            let place = Problem::ALL
                .iter()
                .position(|known| *known == finding.problem);
            (
                6,
                number(finding.field),
                u8::try_from(place.unwrap_or(0)).unwrap_or(u8::MAX),
                0,
            )
        }
        Counted::Unmatched(kind) => (7, 0, kind.slot(), 0),
    };
    sort.push(tag);
    sort.extend_from_slice(&a.to_be_bytes());
    sort.extend_from_slice(&[b, c]);
    Key {
        space: Space::Counts,
        partition: u64::from(day.number().cast_unsigned()),
        sort,
    }
}

/// A count that this version cannot read is passed over: it is a figure, not a fact.
fn parse(sort: &[u8], value: &[u8]) -> Option<(u16, Count)> {
    let [i0, i1, s0, s1, tag, a0, a1, b, c] = *sort else {
        return None;
    };
    let a = u16::from_be_bytes([a0, a1]);
    let field = a.checked_sub(1).map(FieldId::new);
    let what = match tag {
        0 => Counted::Kept,
        1 => Counted::Forgotten,
        2 => Counted::Duplicate,
        3 => Counted::Rejected(a),
        4 => Counted::LeftOut { field, why: None },
        5 => {
            let reason = *Reason::ALL.get(usize::from(c))?;
            Counted::LeftOut {
                field,
                why: Some((PurposeId::new(b), reason)),
            }
        }
        6 => Counted::Finding(Finding {
            field,
            problem: *Problem::ALL.get(usize::from(b))?,
        }),
        7 => Counted::Unmatched(IdentifierKind::new(b)),
        _ => return None,
    };
    let count = u64::from_be_bytes(value.try_into().ok()?);
    let source = SourceId::new(u16::from_be_bytes([s0, s1]));
    Some((
        u16::from_be_bytes([i0, i1]),
        Count {
            source,
            what,
            count,
        },
    ))
}

fn number(field: Option<FieldId>) -> u16 {
    field.map_or(0, |field| field.slot() + 1)
}
