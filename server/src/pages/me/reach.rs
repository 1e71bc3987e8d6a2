//! How a person wants to be reached: channels, topics, how often and when not.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Choices as Known, Engine, Who};
use telos_model::catalog::{Brand, Catalog, SlotKind};
use telos_model::consent::{Preference, Statement};
use telos_model::id::{BrandId, ChannelId, ChannelSet};

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::often::{DAY_MINUTES, OFFSETS, OFTEN, clock, minute, offset_text};
use super::say::{self, Fields, SayError, checked, said};
use crate::pages::render;
use crate::pages::words::Lang;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Reach {
    pub(super) brands: Vec<BrandRow>,
}

/// How one brand may reach the person.
#[derive(Clone)]
pub(super) struct BrandRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) channels: Vec<ChannelRow>,
    pub(super) topics: Vec<TopicRow>,
}

/// A channel.
#[derive(Clone)]
pub(super) struct ChannelRow {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) wanted: bool,
    pub(super) often: Vec<OftenRow>,
    /// `22:00`, or empty.
    pub(super) from: String,
    pub(super) until: String,
    pub(super) offsets: Vec<OffsetRow>,
}

impl ChannelRow {
    /// A limit or quiet hours are set.
    pub(super) fn is_narrowed(&self) -> bool {
        let limited = self.often.iter().any(|row| row.chosen && row.days > 0);
        limited || !self.from.is_empty()
    }
}

/// A limit to choose.
#[derive(Clone)]
pub(super) struct OftenRow {
    pub(super) messages_max: u16,
    pub(super) days: u16,
    pub(super) chosen: bool,
}

/// A difference to UTC to choose.
#[derive(Clone)]
pub(super) struct OffsetRow {
    pub(super) minutes: i16,
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// A topic.
#[derive(Clone)]
pub(super) struct TopicRow {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) wanted: bool,
}

#[derive(Template)]
#[template(path = "me/contact.html")]
struct ReachPage<'a> {
    f: &'a Frame,
    p: &'a Reach,
}

/// What is preferred for one channel.
struct Wishes {
    wanted: bool,
    often: (u16, u16),
    quiet: Option<(u16, u16)>,
    offset: i16,
}

fn wishes(known: &Known, brand: BrandId, channel: ChannelId) -> Wishes {
    let mut wishes = Wishes {
        wanted: true,
        often: (0, 0),
        quiet: None,
        offset: 0,
    };
    for (of, preference) in known.preferences.iter().filter(|(of, _)| *of == brand) {
        debug_assert_eq!(*of, brand);
        match *preference {
            Preference::Channel { channel: c, wanted } if c == channel => wishes.wanted = wanted,
            Preference::Frequency {
                channel: c,
                messages_max,
                days,
            } if c == channel && days > 0 => wishes.often = (messages_max, days),
            Preference::QuietHours {
                channel: c,
                from_minute,
                until_minute,
                utc_offset_minutes,
            } if c == channel => {
                wishes.offset = utc_offset_minutes;
                wishes.quiet = (from_minute != until_minute).then_some((from_minute, until_minute));
            }
            _ => {}
        }
    }
    wishes
}

fn channel_row(
    catalog: &Catalog,
    lang: Lang,
    known: &Known,
    brand: &Brand,
    id: ChannelId,
) -> Option<ChannelRow> {
    let channel = catalog.channel(id)?;
    let wishes = wishes(known, brand.id, id);
    let mut limits: Vec<(u16, u16)> = OFTEN.to_vec();
    if !limits.contains(&wishes.often) {
        limits.push(wishes.often);
    }
    let mut offsets: Vec<i16> = OFFSETS.to_vec();
    if !offsets.contains(&wishes.offset) {
        offsets.push(wishes.offset);
        offsets.sort_unstable();
    }
    let (from, until) = wishes.quiet.map_or_else(Default::default, |(from, until)| {
        (clock(from), clock(until))
    });
    Some(ChannelRow {
        name: channel.name.to_string(),
        id: format!("{}-{}", brand.name, channel.name),
        title: catalog
            .title(SlotKind::Channel, id.index(), lang.tag())
            .to_owned(),
        wanted: wishes.wanted,
        often: limits
            .into_iter()
            .map(|(messages_max, days)| OftenRow {
                messages_max,
                days,
                chosen: (messages_max, days) == wishes.often,
            })
            .collect(),
        from,
        until,
        offsets: offsets
            .into_iter()
            .map(|minutes| OffsetRow {
                minutes,
                text: offset_text(minutes),
                chosen: minutes == wishes.offset,
            })
            .collect(),
    })
}

/// The rows of each brand that reaches people, the brand of the page first.
fn rows(catalog: &Catalog, lang: Lang, known: &Known, first: &str) -> Vec<BrandRow> {
    let brands = catalog.brands.iter().flatten();
    let rows = brands.map(|brand| {
        let own = catalog
            .purposes
            .iter()
            .flatten()
            .filter(|purpose| purpose.brand == brand.id);
        let channels = own
            .map(|purpose| purpose.channels)
            .fold(ChannelSet::EMPTY, ChannelSet::union);
        let topics = catalog.topics.iter().flatten().map(|topic| TopicRow {
            name: topic.name.to_string(),
            id: format!("{}-{}", brand.name, topic.name),
            title: catalog
                .title(SlotKind::Topic, topic.id.index(), lang.tag())
                .to_owned(),
            wanted: !known.preferences.iter().any(|(of, preference)| {
                let muted = matches!(preference, Preference::Topic { topic: t, wanted: false } if *t == topic.id);
                *of == brand.id && muted
            }),
        });
        BrandRow {
            name: brand.name.to_string(),
            title: brand.title.to_string(),
            channels: channels
                .iter()
                .filter_map(|id| channel_row(catalog, lang, known, brand, id))
                .collect(),
            topics: topics.collect(),
        }
    });
    let mut rows: Vec<BrandRow> = rows.filter(|brand| !brand.channels.is_empty()).collect();
    rows.sort_by_key(|brand| brand.name != first);
    rows
}

/// `GET /me/contact`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let (lang, brand) = (visit.lang, visit.brand.name.clone());
    let read = move |engine: &Engine, session: Session| {
        let known = engine.choices(&Who::Node(session.oneself.node()))?;
        let policy = engine.policy();
        Ok(known.map(|known| Reach {
            brands: rows(&policy.catalog, lang, &known, &brand),
        }))
    };
    own_page(
        &portal,
        &visit,
        (Place::Contact, "/me/contact"),
        read,
        |f, p| render(StatusCode::OK, &ReachPage { f, p }),
    )
    .await
}

fn brand_of(catalog: &Catalog, fields: &Fields) -> Option<BrandId> {
    let mut brands = catalog.brands.iter().flatten();
    let found = brands.find(|brand| *brand.name == *fields.get("brand"));
    found.map(|brand| brand.id)
}

/// What the form of a channel states; none where it is not filled in as such.
fn preferences(channel: ChannelId, fields: &Fields) -> Option<[Preference; 3]> {
    let wanted = match fields.get("wanted") {
        "yes" => true,
        "no" => false,
        _ => return None,
    };
    let (messages_max, days) = fields.get("often").split_once('/')?;
    let (messages_max, days) = (messages_max.parse().ok()?, days.parse().ok()?);
    let offset: i16 = fields.get("offset").parse().ok()?;
    let (from, until) = match (fields.get("from"), fields.get("until")) {
        ("", _) | (_, "") => (0, 0),
        (from, until) => (minute(from)?, minute(until)?),
    };
    let (from_minute, until_minute) = (from % DAY_MINUTES, until % DAY_MINUTES);
    let sound = OFFSETS.contains(&offset) || offset.unsigned_abs() <= 14 * 60;
    sound.then_some([
        Preference::Channel { channel, wanted },
        Preference::Frequency {
            channel,
            messages_max,
            days,
        },
        Preference::QuietHours {
            channel,
            from_minute,
            until_minute,
            utc_offset_minutes: offset,
        },
    ])
}

/// Whether a preference says what holds anyway.
fn is_news(known: &Known, brand: BrandId, preference: Preference) -> bool {
    let idle = match preference {
        Preference::Channel { wanted, .. } | Preference::Topic { wanted, .. } => wanted,
        Preference::Frequency { days, .. } => days == 0,
        Preference::QuietHours {
            from_minute,
            until_minute,
            ..
        } => from_minute == until_minute,
    };
    let same_subject = |other: &Preference| match (preference, *other) {
        (Preference::Channel { channel: a, .. }, Preference::Channel { channel: b, .. })
        | (Preference::Frequency { channel: a, .. }, Preference::Frequency { channel: b, .. })
        | (Preference::QuietHours { channel: a, .. }, Preference::QuietHours { channel: b, .. }) => {
            a == b
        }
        (Preference::Topic { topic: a, .. }, Preference::Topic { topic: b, .. }) => a == b,
        _ => false,
    };
    let mut stands = known.preferences.iter();
    let stands = stands.find(|(of, other)| *of == brand && same_subject(other));
    stands.map_or(!idle, |(_, other)| *other != preference)
}

/// `POST /me/contact`: one channel of one brand.
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let policy = portal.0.engine.policy();
    let channel = policy.catalog.names.channels.get(fields.get("channel"));
    let brand = brand_of(&policy.catalog, &fields);
    let wishes = channel.and_then(|channel| preferences(*channel, &fields));
    let (Some(brand), Some(wishes)) = (brand, wishes) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    let anchor = format!("{}-{}", fields.get("brand"), fields.get("channel"));
    take_in(&portal, &visit, session, brand, wishes.to_vec(), anchor).await
}

/// `POST /me/contact/topics`: all topics of one brand.
pub(super) async fn submit_topics(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let policy = portal.0.engine.policy();
    let Some(brand) = brand_of(&policy.catalog, &fields) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    let topics = policy.catalog.topics.iter().flatten();
    let wishes = topics.map(|topic| Preference::Topic {
        topic: topic.id,
        wanted: fields.has("topic", &topic.name),
    });
    let anchor = format!("{}-topics", fields.get("brand"));
    take_in(&portal, &visit, session, brand, wishes.collect(), anchor).await
}

async fn take_in(
    portal: &Portal,
    visit: &Visit,
    session: Session,
    brand: BrandId,
    wishes: Vec<Preference>,
    anchor: String,
) -> Response {
    let lang = visit.lang;
    say::then(portal, visit, move |engine| {
        let who = Who::Node(session.oneself.node());
        let known = engine.choices(&who)?.ok_or(SayError::Nobody)?;
        let news = wishes
            .into_iter()
            .filter(|wish| is_news(&known, brand, *wish));
        let statements: Vec<_> = news
            .map(|preference| said(Statement::Preference { brand, preference }, lang))
            .collect();
        if statements.is_empty() {
            return Ok(format!("/me/contact?told=unchanged#{anchor}"));
        }
        say::say(engine, session, brand, statements)?;
        Ok(format!("/me/contact?told=saved#{anchor}"))
    })
    .await
}
