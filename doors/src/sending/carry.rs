//! What takes a delivery to its destination, whatever kind that is, and says what came of it.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::{
    Item, Statement, goes_by_each, has_all, has_message, has_note, has_row, has_rows, keys_of,
    messages_by_each, statements,
};
use telos_engine::outbox::Sending;
use telos_model::catalog::{Destination, Means, Messages, Protocol, Reach, Tables};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::wire::Client;

use super::files::ToFiles;
use super::http::OverHttp;
use super::kafka::OverKafka;
use super::mail::ByMail;
use super::mqtt::OverMqtt;
use super::mysql::ToMysql;
use super::nats::OverNats;
use super::postgres::ToPostgres;

/// What came of sending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came {
    /// What it means for the deliveries.
    pub(super) means: Means,
    /// The answer, or why there is none.
    pub(super) failure: Failure,
    /// How long the destination asks to wait, in seconds.
    pub(super) asks: Option<u64>,
    /// It was not even tried, and nothing is wrong: it waits for so many seconds.
    pub(super) not_before: Option<u64>,
}

impl Came {
    /// It is too early to try.
    pub(super) const fn not_before(seconds: u64) -> Self {
        Self {
            not_before: Some(seconds),
            ..Self::failed(Failure::NoAnswer)
        }
    }

    /// It was taken.
    pub(super) const fn done(status: u16) -> Self {
        Self {
            means: Means::Done,
            failure: Failure::Answered(status),
            asks: None,
            not_before: None,
        }
    }

    /// It was not: what cannot be made is never tried again, all else is.
    pub(super) const fn failed(failure: Failure) -> Self {
        let means = match failure {
            Failure::Unmade => Means::Final,
            _ => Means::Retry,
        };
        Self {
            means,
            failure,
            asks: None,
            not_before: None,
        }
    }

    /// A database did not take it: what it says no to for good is never tried again.
    pub(super) const fn refused(failure: Failure) -> Self {
        let mut came = Self::failed(failure);
        if let Failure::Answered(422) = failure {
            came.means = Means::Final;
        }
        came
    }
}

/// Writes deliveries into tables, all or none of them, within so long.
pub(super) async fn into_tables<F>(
    tables: &Tables,
    (items, now): (&[Item<'_>], Timestamp),
    wait: Duration,
    write: impl FnOnce(Vec<Statement>) -> F,
) -> Came
where
    F: Future<Output = Result<(), Failure>>,
{
    let mut all = Vec::new();
    for item in items {
        match statements(tables, *item, now) {
            Ok(made) => all.extend(made),
            Err(_) => return Came::failed(Failure::Unmade),
        }
    }
    if all.is_empty() {
        return Came::done(204);
    }
    let written = tokio::time::timeout(wait, write(all)).await;
    match written.unwrap_or(Err(Failure::NoAnswer)) {
        Ok(()) => Came::done(200),
        Err(failure) => Came::refused(failure),
    }
}

/// The way to one destination, with what is kept open for it.
#[derive(Debug)]
pub(super) enum Carrier {
    Http(Box<OverHttp>),
    Postgres(ToPostgres),
    Mysql(ToMysql),
    Files(Box<ToFiles>),
    Nats(OverNats),
    Mqtt(OverMqtt),
    Kafka(Box<OverKafka>),
    Mail(Box<ByMail>),
}

impl Carrier {
    pub(super) fn new(destination: &Destination, client: Arc<Client>) -> Self {
        let wait = Duration::from_secs(destination.pace.wait_seconds_max.into());
        match &destination.reach {
            Reach::Http(http) => Self::Http(Box::new(OverHttp::new(*http.clone(), client, wait))),
            Reach::Postgres(tables) => {
                Self::Postgres(ToPostgres::new(tables.clone(), client, wait))
            }
            Reach::Mysql(tables) => Self::Mysql(ToMysql::new(tables.clone(), client, wait)),
            Reach::Files(files) => {
                let name = &destination.name;
                Self::Files(Box::new(ToFiles::new(files.clone(), name, client, wait)))
            }
            Reach::Messages(to) => match to.broker.protocol {
                Protocol::Nats => Self::Nats(OverNats::new(to.clone(), client, wait)),
                Protocol::Mqtt => Self::Mqtt(OverMqtt::new(to.clone(), client, wait)),
                Protocol::Kafka => Self::Kafka(Box::new(OverKafka::new(to.clone(), client, wait))),
            },
            Reach::Mails(mails) => Self::Mail(Box::new(ByMail::new(*mails.clone(), client, wait))),
        }
    }

    /// Whether there is all that telling it needs. Removals go in any case: what cannot be told
    /// there has to be seen; but of identifiers that are gone, only who goes by them is told.
    pub(super) fn can_tell(&self, sending: &Sending) -> bool {
        let item = item_of(sending);
        let removal = item.outgoing.occasion.is_removal() && !sending.forgets;
        removal
            || match self {
                Self::Http(http) if sending.forgets => goes_by_each(&http.http, item),
                Self::Http(http) => has_all(&http.http, item),
                Self::Postgres(tables) => has_rows(&tables.tables, item),
                Self::Mysql(tables) => has_rows(&tables.tables, item),
                Self::Files(files) if sending.forgets => {
                    !keys_of(&files.files.key, item).is_empty()
                }
                Self::Files(files) => has_row(&files.files, item),
                Self::Nats(OverNats { to, .. }) | Self::Mqtt(OverMqtt { to, .. }) => {
                    has_told(to, sending)
                }
                Self::Kafka(kafka) => has_told(&kafka.to, sending),
                // A mail that names one address alone would be read as if all had to go.
                Self::Mail(mail) => !sending.forgets && has_note(&mail.mails, item),
            }
    }

    /// Takes deliveries there, all together.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        match self {
            Self::Http(http) => http.carry(items, now).await,
            Self::Postgres(tables) => tables.carry(items, now).await,
            Self::Mysql(tables) => tables.carry(items, now).await,
            Self::Files(files) => files.carry(items, now).await,
            Self::Nats(nats) => nats.carry(items, now).await,
            Self::Mqtt(mqtt) => mqtt.carry(items, now).await,
            Self::Kafka(kafka) => kafka.carry(items, now).await,
            Self::Mail(mail) => mail.carry(items, now).await,
        }
    }

    /// Tries it with something made up; where that would stay, with nothing of anybody.
    pub(super) async fn test(&self, item: Item<'_>, now: Timestamp) -> Came {
        if let Self::Files(files) = self {
            return files.test().await;
        }
        self.carry(&[item], now).await
    }

    /// It is on record that these deliveries went.
    pub(super) async fn settled(&self, ids: &[[u8; 16]]) {
        if let Self::Files(files) = self {
            files.settled(ids).await;
        }
    }
}

/// Whether there is a message, which reaches those alone of whom no more is known.
fn has_told(to: &Messages, sending: &Sending) -> bool {
    let item = item_of(sending);
    if sending.forgets {
        messages_by_each(to, item)
    } else {
        has_message(to, item)
    }
}

fn item_of(sending: &Sending) -> Item<'_> {
    Item {
        id: sending.id,
        outgoing: &sending.outgoing,
    }
}
