//! Now: what is coming in, and what the gate does with it.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Count, Counted, LiveOutcome, LiveWhat};
use telos_model::id::{FieldId, PurposeId, SourceId};
use telos_model::time::Timestamp;

use super::around::{FAILED, Visit, tell};
use super::chart::Bar;
use super::frame::{Frame, Place};
use super::names::Names;
use super::shown::LeftOutRow;
use super::words::Words;
use super::{Console, render};

/// How many outcomes the page begins with.
const RECENT_MAX: usize = 30;
/// How many reasons are listed.
const REASONS_MAX: usize = 8;

/// The page.
#[derive(Clone)]
pub(super) struct Now {
    /// An instant of the day.
    pub(super) day: Timestamp,
    /// The day's numbers by source, the busiest first.
    pub(super) sources: Vec<SourceDay>,
    /// Why fields were left out, the most frequent first.
    pub(super) reasons: Vec<ReasonCount>,
    /// The newest outcomes, newest first.
    pub(super) recent: Vec<Outcome>,
}

/// A day of a source.
#[derive(Clone, Default)]
pub(super) struct SourceDay {
    pub(super) source: String,
    pub(super) brand: String,
    pub(super) kept: u64,
    pub(super) forgotten: u64,
    pub(super) duplicate: u64,
    pub(super) rejected: u64,
    pub(super) left_out: u64,
}

/// How often a field was left out for a reason.
#[derive(Clone)]
pub(super) struct ReasonCount {
    /// `reason`, `problem` or `none`.
    pub(super) family: &'static str,
    pub(super) code: &'static str,
    pub(super) purpose: Option<String>,
    pub(super) field: Option<String>,
    pub(super) count: u64,
}

/// What became of a message.
#[derive(Clone)]
pub(super) struct Outcome {
    pub(super) at: Timestamp,
    pub(super) source: String,
    pub(super) brand: String,
    pub(super) call: &'static str,
    pub(super) event: Option<String>,
    pub(super) what: What,
}

/// What became of it.
#[derive(Clone)]
pub(super) enum What {
    Kept(Kept),
    Forgotten(Vec<LeftOutRow>),
    Duplicate,
    Rejected(&'static str),
}

/// What was kept of it.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) person: String,
    pub(super) new: bool,
    pub(super) linked: bool,
    pub(super) fields: Vec<KeptField>,
    pub(super) left_out: Vec<LeftOutRow>,
    pub(super) moves: Vec<MoveRow>,
    pub(super) facts: u16,
}

/// A field that was kept.
#[derive(Clone)]
pub(super) struct KeptField {
    pub(super) field: String,
    pub(super) purposes: Vec<String>,
}

/// A segment entered or left.
#[derive(Clone)]
pub(super) struct MoveRow {
    pub(super) segment: String,
    pub(super) entered: bool,
}

/// A figure above the chart.
pub(super) struct Figure {
    pub(super) key: &'static str,
    pub(super) tone: &'static str,
    pub(super) count: u64,
}

#[derive(Template)]
#[template(path = "now.html")]
struct NowPage<'a> {
    f: &'a Frame,
    p: &'a Now,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPart<'a> {
    w: Words,
    p: &'a Now,
}

#[derive(Template)]
#[template(path = "outcomes.html")]
struct OutcomesPart<'a> {
    w: Words,
    outcomes: &'a [Outcome],
}

impl Outcome {
    /// An outcome with names instead of ids.
    pub(super) fn read(names: &Names<'_>, outcome: &LiveOutcome) -> Self {
        let what = match &outcome.what {
            LiveWhat::Kept {
                person,
                new,
                linked,
                kept,
                left_out,
                moves,
                facts,
            } => {
                let fields = kept.iter().map(|(field, purposes)| KeptField {
                    field: names.field(*field),
                    purposes: names.purposes(*purposes),
                });
                let moves = moves.iter().map(|(segment, entered)| MoveRow {
                    segment: names.segment(*segment),
                    entered: *entered,
                });
                What::Kept(Kept {
                    person: person.to_string(),
                    new: *new,
                    linked: *linked,
                    fields: fields.collect(),
                    left_out: names.left_out(left_out, &[]),
                    moves: moves.collect(),
                    facts: *facts,
                })
            }
            LiveWhat::Forgotten { left_out } => What::Forgotten(names.left_out(left_out, &[])),
            LiveWhat::Duplicate => What::Duplicate,
            LiveWhat::Rejected(code) => What::Rejected(code),
        };
        Self {
            at: outcome.received,
            source: names.source(outcome.source),
            brand: names.brand(outcome.brand),
            call: outcome.call.name(),
            event: outcome.event.map(|event| names.event(event)),
            what,
        }
    }

    /// The class of its colour.
    pub(super) fn tone(&self) -> &'static str {
        match &self.what {
            What::Kept(kept) if kept.left_out.is_empty() => "good",
            What::Kept(_) => "caution",
            What::Forgotten(_) | What::Duplicate => "plain",
            What::Rejected(_) => "bad",
        }
    }

    /// The key of its word.
    pub(super) fn status_key(&self) -> &'static str {
        match &self.what {
            What::Kept(_) => "kept",
            What::Forgotten(_) => "forgotten",
            What::Duplicate => "duplicate",
            What::Rejected(_) => "rejected",
        }
    }
}

impl Now {
    /// The page of a day, from its counts.
    pub(super) fn read(
        names: &Names<'_>,
        day: Timestamp,
        counts: &[Count],
        recent: Vec<Outcome>,
    ) -> Self {
        let mut sources: HashMap<SourceId, SourceDay> = HashMap::new();
        let mut refusals: HashMap<(SourceId, Option<FieldId>, Option<PurposeId>), u64> =
            HashMap::new();
        let mut reasons: HashMap<(&'static str, &'static str, _, _), u64> = HashMap::new();
        for Count {
            source,
            what,
            count,
        } in counts
        {
            let row = sources.entry(*source).or_default();
            match what {
                Counted::Kept => row.kept += count,
                Counted::Forgotten => row.forgotten += count,
                Counted::Duplicate => row.duplicate += count,
                Counted::Rejected(_) => row.rejected += count,
                Counted::LeftOut { field, why } => {
                    let purpose = why.map(|(purpose, _)| purpose);
                    *refusals.entry((*source, *field, purpose)).or_default() += count;
                    let (family, code) = why.map_or(("reason", "no_purpose"), |(_, reason)| {
                        ("reason", reason.code())
                    });
                    *reasons.entry((family, code, purpose, *field)).or_default() += count;
                }
                Counted::Finding(finding) => {
                    row.left_out += count;
                    let key = ("problem", finding.problem.code(), None, finding.field);
                    *reasons.entry(key).or_default() += count;
                }
                Counted::Unmatched(_) => {}
            }
        }
        for ((source, _), count) in times_left_out(&refusals) {
            sources.entry(source).or_default().left_out += count;
        }
        let mut sources: Vec<SourceDay> = sources
            .into_iter()
            .map(|(id, row)| SourceDay {
                source: names.source(id),
                brand: names.brand_of(id),
                ..row
            })
            .collect();
        sources.sort_by(|a, b| (b.messages(), &a.source).cmp(&(a.messages(), &b.source)));
        let reasons = reasons
            .into_iter()
            .map(|((family, code, purpose, field), count)| ReasonCount {
                family,
                code,
                purpose: purpose.map(|purpose| names.purpose(purpose)),
                field: field.map(|field| names.field(field)),
                count,
            });
        let mut reasons: Vec<ReasonCount> = reasons.collect();
        reasons.sort_by(|a, b| {
            let order = |row: &ReasonCount| (row.code, row.purpose.clone(), row.field.clone());
            b.count.cmp(&a.count).then_with(|| order(a).cmp(&order(b)))
        });
        reasons.truncate(REASONS_MAX);
        Self {
            day,
            sources,
            reasons,
            recent,
        }
    }

    /// The sums above the chart.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let sum = |of: fn(&SourceDay) -> u64| self.sources.iter().map(of).sum();
        let figure = |key, tone, of: fn(&SourceDay) -> u64| Figure {
            key,
            tone,
            count: sum(of),
        };
        vec![
            figure("kept", "good", |row| row.kept),
            figure("fields-left-out", "caution", |row| row.left_out),
            figure("forgotten", "plain", |row| row.forgotten),
            figure("rejected", "bad", |row| row.rejected),
        ]
    }

    /// The bars of the chart.
    pub(super) fn bars(&self) -> Vec<Bar> {
        let rows = self.sources.iter().map(|row| {
            let parts = vec![
                ("kept", "good", row.kept),
                ("forgotten", "plain", row.forgotten),
                ("duplicate", "caution", row.duplicate),
                ("rejected", "bad", row.rejected),
            ];
            (row.source.clone(), parts)
        });
        Bar::stacked(rows.collect())
    }

    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &NowPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        NowPage { f: frame, p: self }.render().unwrap_or_default()
    }
}

impl SourceDay {
    fn messages(&self) -> u64 {
        self.kept + self.forgotten + self.duplicate + self.rejected
    }
}

/// How often each field of a source was left out. Every purpose that could have held a field says
/// no once, so the purpose with the most refusals tells how often it was left out.
fn times_left_out(
    refusals: &HashMap<(SourceId, Option<FieldId>, Option<PurposeId>), u64>,
) -> HashMap<(SourceId, Option<FieldId>), u64> {
    let mut times: HashMap<(SourceId, Option<FieldId>), u64> = HashMap::new();
    for ((source, field, _), count) in refusals {
        let most = times.entry((*source, *field)).or_default();
        *most = (*most).max(*count);
    }
    times
}

/// Outcomes as the live stream sends them.
pub(super) fn outcomes_text(lang: super::Lang, outcomes: &[Outcome]) -> Option<String> {
    let part = OutcomesPart {
        w: Words::new(lang),
        outcomes,
    };
    part.render().ok()
}

async fn read(console: Console, visit: Visit) -> Option<Now> {
    let read = tokio::task::spawn_blocking(move || {
        let engine = &console.0.engine;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, visit.lang);
        let now = engine.now();
        let counts = engine.counts(now.day());
        let counts = counts.inspect_err(|error| tracing::error!(%error, "read today's counts"));
        let recent = engine.recent(RECENT_MAX);
        let recent = recent.iter().map(|outcome| Outcome::read(&names, outcome));
        Some(Now::read(&names, now, &counts.ok()?, recent.collect()))
    });
    read.await.ok().flatten()
}

/// `GET /console`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    match read(console, visit).await {
        Some(now) => now.show(&visit.frame(Place::Now, "/console")),
        None => tell(visit, FAILED),
    }
}

/// `GET /console/today`: the numbers alone, for the page to renew itself.
pub(super) async fn today(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    match read(console, visit).await {
        Some(now) => {
            let part = TodayPart {
                w: Words::new(visit.lang),
                p: &now,
            };
            render(StatusCode::OK, &part)
        }
        None => tell(visit, FAILED),
    }
}
