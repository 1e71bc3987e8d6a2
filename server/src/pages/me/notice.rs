//! Letters to people about their requests: that one arrived and until when it is answered, that it
//! takes longer, what it came to. A request never waits for a letter.

use std::sync::Arc;

use telos_engine::{Engine, RequestChange, RequestHappened};
use telos_model::catalog::Catalog;
use telos_model::people::Identifier;
use telos_model::request::{Asker, Assurance, Delay, Plan, Request, State, required};
use telos_model::time::Timestamp;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::PortalOptions;
use super::carrier::{CarryError, Letter, LetterBy};
use crate::AppState;
use crate::pages::names::Names;
use crate::pages::words::{Lang, Words};

/// How much of a letter goes by text message: what it is about, and until when.
const TEXT_LINES_MAX: usize = 2;

/// Sends letters about changes of requests from now on, for as long as the server runs. What
/// happened before it is called is not told.
pub fn follow(state: &AppState) -> impl Future<Output = ()> + Send + use<> {
    let changes = state.engine.request_changes();
    run(state.clone(), changes)
}

async fn run(state: AppState, mut changes: Receiver<Arc<RequestChange>>) {
    loop {
        match changes.recv().await {
            Ok(change) => {
                let telling = state.clone();
                let told = tokio::task::spawn_blocking(move || {
                    let outcome = tell(&telling, &change);
                    telling.metrics.noticed(word(change.happened), outcome);
                });
                if told.await.is_err() {
                    tracing::error!("a letter about a request panicked");
                }
            }
            Err(RecvError::Lagged(missed)) => {
                for _ in 0..missed {
                    state.metrics.noticed("any", "missed");
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// What is told, as it is counted.
const fn word(happened: RequestHappened) -> &'static str {
    match happened {
        RequestHappened::Received => "received",
        RequestHappened::Extended => "extended",
        RequestHappened::Completed => "completed",
        RequestHappened::Refused => "refused",
        RequestHappened::Erased(_) => "erased",
    }
}

/// Sends one letter; gives what came of it.
fn tell(state: &AppState, change: &RequestChange) -> &'static str {
    let askers = change.request.askers();
    let controller = |asker: &Asker| matches!(asker, Asker::OpenDsr { .. });
    if !askers.is_empty() && askers.iter().all(|asking| controller(&asking.asker)) {
        // The controller that knows the person speaks with them.
        return "by_controller";
    }
    let Some(options) = &state.options.portal else {
        return "no_carrier";
    };
    let mut outcome = "no_address";
    for address in &change.reach.addresses {
        let Some(letter) = letter(&state.engine, options, change, address) else {
            continue;
        };
        match options.carrier.carry(&letter) {
            Ok(()) => return "sent",
            // Another way may be set up.
            Err(CarryError::NoWay | CarryError::Address) => outcome = "no_way",
            Err(error) => {
                tracing::warn!(%error, "a letter about a request was not sent");
                outcome = "not_sent";
            }
        }
    }
    outcome
}

fn letter(
    engine: &Engine,
    options: &PortalOptions,
    change: &RequestChange,
    to: &Identifier,
) -> Option<Letter> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let kind = |name: &str| catalog.names.identifiers.get(name) == Some(&to.kind);
    let by = match (kind("email"), kind("phone")) {
        (true, _) => LetterBy::Mail,
        (_, true) => LetterBy::Text,
        _ => return None,
    };
    let (lang, brand) = from(catalog, change);
    let link = options.public_url.as_ref().map(|url| {
        let (scheme, place) = (url.scheme(), url.place());
        format!("{scheme}://{place}/me")
    });
    let w = Words::new(lang);
    let right = w.coded("me-ask", change.request.case().right.word());
    let told = Told {
        w,
        names: Names::new(catalog, lang),
        brand: &brand,
        right: &right,
        link: link.as_deref(),
    };
    let mut lines = told.lines(catalog, change);
    match by {
        LetterBy::Mail => lines.push(w.t("notice-why-you")),
        LetterBy::Text => lines.truncate(TEXT_LINES_MAX),
    }
    Some(Letter {
        by,
        to: to.value.as_str().into(),
        subject: w.t2("notice-subject", "brand", &*brand, "right", &*right),
        text: lines.join("\n\n"),
        from: brand.into(),
    })
}

/// The language of the person, and the brand that writes: the request's, or the one whose purposes
/// it is about, or the first.
fn from(catalog: &Catalog, change: &RequestChange) -> (Lang, String) {
    let request = &change.request;
    let planned = plan(request).and_then(|plan| plan.parts.first());
    let planned = planned.and_then(|(purpose, _)| catalog.purpose(*purpose));
    let first = catalog.brands.iter().flatten().next().map(|brand| brand.id);
    let brand = request.case().brand;
    let brand = brand.or(planned.map(|purpose| purpose.brand)).or(first);
    let declared = brand.and_then(|brand| catalog.brand(brand));
    let wanted = change.reach.locale.as_deref().and_then(Lang::of_tag);
    let own = declared.and_then(|brand| Lang::of_tag(&brand.locale));
    let lang = wanted.or(own).unwrap_or(Lang::En);
    let name = brand.map(|brand| Names::new(catalog, lang).brand(brand));
    (lang, name.unwrap_or_default())
}

fn plan(request: &Request) -> Option<&Plan> {
    match request.state() {
        State::Working(work) => Some(&work.plan),
        State::Completed(answered) => Some(&answered.plan),
        _ => None,
    }
}

/// What a letter is made of.
struct Told<'a> {
    w: Words,
    names: Names<'a>,
    brand: &'a str,
    right: &'a str,
    link: Option<&'a str>,
}

impl Told<'_> {
    fn lines(&self, catalog: &Catalog, change: &RequestChange) -> Vec<String> {
        let request = &change.request;
        let about = |key| self.w.t2(key, "right", self.right, "brand", self.brand);
        let until = last_day(catalog, request);
        let until = self.w.date(until);
        let mut lines = match change.happened {
            RequestHappened::Received => {
                vec![
                    about("notice-received"),
                    self.w.t1("notice-until", "date", &*until),
                ]
            }
            RequestHappened::Extended => {
                vec![
                    self.extended(request),
                    self.w.t1("notice-until", "date", &*until),
                ]
            }
            RequestHappened::Completed => vec![about("notice-completed")],
            RequestHappened::Refused => vec![about("notice-refused")],
            RequestHappened::Erased(erasure) => {
                let number = format!("{:032x}", u128::from_be_bytes(erasure.number));
                vec![
                    about("notice-erased"),
                    self.w.t1("notice-certificate", "number", number),
                ]
            }
        };
        match (change.happened, request.state()) {
            (RequestHappened::Received, _) => lines.extend(self.identity(request)),
            (RequestHappened::Refused, State::Refused { why, .. }) => {
                lines.push(self.w.coded("me-hindrance", why.code()));
                lines.push(self.w.t("notice-complain"));
            }
            (RequestHappened::Completed, State::Completed(answered)) => {
                lines.extend(self.hindered(&answered.plan));
                if request.case().right.gives_data() {
                    lines.extend(
                        self.link
                            .map(|link| self.w.t1("notice-fetch", "link", link)),
                    );
                }
            }
            _ => {}
        }
        lines
    }

    fn extended(&self, request: &Request) -> String {
        let why = request.extension().and_then(|extension| extension.why);
        let why = self
            .w
            .coded("notice-delay", why.map_or("either", Delay::word));
        let (right, brand) = (self.right, self.brand);
        self.w.t3(
            "notice-extended",
            "right",
            right,
            "brand",
            brand,
            "why",
            &*why,
        )
    }

    /// That they have to show who they are, if they do.
    fn identity(&self, request: &Request) -> Option<String> {
        let asking = request.askers().first()?;
        let needed = required(request.case().right, &asking.asker, false);
        if needed == Assurance::Named || asking.verified.is_some() {
            return None;
        }
        Some(match (&asking.asker, self.link) {
            (Asker::Person, Some(link)) => self.w.t1("notice-identity-link", "link", link),
            _ => self.w.t("notice-identity"),
        })
    }

    /// What could not be done, and why, by purpose.
    fn hindered(&self, plan: &Plan) -> Option<String> {
        let parts = plan.hindered().map(|(purpose, why)| {
            let title = self.names.purpose(purpose);
            let why = self.w.coded("me-hindrance", why.code());
            self.w.t2("notice-part", "purpose", title, "why", why)
        });
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() {
            return None;
        }
        Some(format!(
            "{}\n{}",
            self.w.t("notice-hindered"),
            parts.join("\n")
        ))
    }
}

/// The last day on which the answer is in time, in the time zone of the law, as a time in UTC on
/// that day.
fn last_day(catalog: &Catalog, request: &Request) -> Timestamp {
    let late_at = request.late_at();
    let zone = catalog
        .pack(request.case().deadline.jurisdiction)
        .map_or(jiff::tz::TimeZone::UTC, |pack| pack.times.calendar.zone());
    let last = jiff::Timestamp::from_millisecond(late_at.millis().saturating_sub(1));
    let noon = last.ok().and_then(|instant| {
        let day = instant.to_zoned(zone).date();
        let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp::from_millis(noon.timestamp().as_millisecond()))
    });
    noon.unwrap_or(late_at)
}
