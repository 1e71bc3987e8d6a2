//! A stream of NATS, read by its sequence: how far it is goes to disk with the messages, and the
//! server is asked for what comes behind that.
//!
//! A stream that lets go of what was acknowledged (a work queue, or one by interest) has a reader
//! of its own there, so that nothing goes while Telos is away. Its messages are acknowledged once
//! they are on disk, and one that comes again is known by its sequence.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_nats::{Message, Subscriber};
use futures_util::StreamExt as _;
use serde_json::{Value as Json, json};
use telos_connect::import::Mapping;
use telos_model::catalog::StreamDef;
use telos_model::deliver::Failure;
use telos_reach::broker::nats::{Link, connect, stream};
use telos_reach::wire;
use tokio::time::Instant;

use super::feed::Looked;
use super::messages::{Came, rows};
use super::take::{Row, Rows, Taker};
use super::{MESSAGES_MAX, State, trouble};

/// How long a look waits for something new.
const LOOK_MAX: Duration = Duration::from_secs(2);
/// How long what is on its way may take until what is there is taken in.
const GATHER_MAX: Duration = Duration::from_millis(5);
/// How long the server waits for messages to answer with.
const PULL_MAX: Duration = Duration::from_secs(30);
/// How much later than that it may say that there were none.
const PULL_GRACE: Duration = Duration::from_secs(10);
/// The most bytes that are asked for at once.
const PULL_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// How long a message of a reader of its own may take until it comes again.
const ACK_MAX: Duration = Duration::from_mins(1);
/// How long a reader that nobody asks is kept.
const IDLE_MAX: Duration = Duration::from_mins(1);

/// A stream that is read.
pub(super) struct Nats {
    def: StreamDef,
    mapping: Arc<Mapping>,
    trust: Arc<wire::Client>,
    open: Option<Open>,
}

impl fmt::Debug for Nats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nats")
    }
}

/// A reader of the stream.
struct Open {
    link: Link,
    part: Vec<u8>,
    inbox: Subscriber,
    answers_to: String,
    pull: String,
    /// Its messages have to be acknowledged.
    acknowledged: bool,
    /// What the next message is numbered, where none may be missed.
    expected: u64,
    /// How many messages were asked for and have not come, and until when something has to.
    asked: usize,
    /// How many were asked for.
    batch: usize,
    until: Instant,
    /// A message was larger than all that was asked for: the next comes alone.
    alone: bool,
}

/// A message with where it stands.
struct Numbered {
    message: Message,
    /// In the stream.
    stream: u64,
    /// For this reader.
    reader: u64,
    /// How many wait behind it.
    pending: u64,
}

impl Nats {
    pub(super) fn new(def: &StreamDef, mapping: Arc<Mapping>, trust: Arc<wire::Client>) -> Self {
        Self {
            def: def.clone(),
            mapping,
            trust,
            open: None,
        }
    }

    /// Takes in what is new, and returns once nothing was for a while.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let mut open = match self.open.take().filter(|open| open.link.holds()) {
            Some(open) => open,
            None => self.connect(taker).await?,
        };
        let rows_max = rows_max.min(MESSAGES_MAX / self.mapping.messages_max().max(1));
        loop {
            let found = open.gather(rows_max).await;
            let found = found.map_err(|failure| trouble(open.link.why(failure)))?;
            let Some(found) = found else {
                // Something was missed: it is read again from where it is known to be.
                return Ok(Looked::default());
            };
            if found.is_empty() {
                self.open = Some(open);
                return Ok(Looked::default());
            }
            self.take(&open, &found, taker).await?;
        }
    }

    async fn take(&self, open: &Open, found: &[Numbered], taker: &mut Taker) -> Result<(), State> {
        let mut all: Vec<Row> = Vec::new();
        for one in found {
            let place = format!("{}, {}", self.def.stream, one.stream);
            let id = [&*open.part, &one.stream.to_be_bytes()].concat();
            let came = Came {
                place: &place,
                id: &id,
                labels: &[("@subject", &one.message.subject)],
                payload: &one.message.payload,
            };
            all.extend(rows(&self.mapping, came));
        }
        let mark = found.last().map(|last| last.stream.to_be_bytes());
        let mark = mark.as_ref().filter(|_| !open.acknowledged);
        let waiting = found.last().map_or(0, |last| last.pending);
        let rows = Rows {
            rows: &all,
            mark: mark.map(|mark| (&*open.part, &mark[..])),
        };
        taker.take(rows).await?;
        taker
            .intake
            .receiving
            .note(&taker.source, |health| health.waiting = waiting);
        if open.acknowledged {
            for one in found {
                if let Some(reply) = &one.message.reply {
                    // What is not acknowledged comes again, and is known then.
                    let _ = open.link.client.publish(reply.clone(), "+ACK".into()).await;
                }
            }
        }
        Ok(())
    }

    async fn connect(&self, taker: &Taker) -> Result<Open, State> {
        let link = connect(&self.def.broker, &self.trust)
            .await
            .map_err(trouble)?;
        let opened = self.read_from(link, taker).await;
        opened.map_err(|trouble| match trouble {
            Trouble::Broker(failure) => super::trouble(failure),
            Trouble::Store => State::Store,
        })
    }

    /// Makes a reader that begins where the stream was left.
    async fn read_from(&self, link: Link, taker: &Taker) -> Result<Open, Trouble> {
        let name = &*self.def.stream;
        let info = stream(&link, name).await?;
        let part = ["nats", &self.def.written(), &info.created].join("\0");
        let part = part.into_bytes();
        let filter = self.def.filters.first().map_or(">", |filter| filter);
        let mut config = json!({"filter_subject": filter, "max_ack_pending": MESSAGES_MAX});
        let subject = if info.acknowledged {
            let reader = format!("telos-{}", taker.source.name);
            config["durable_name"] = Json::from(&*reader);
            config["ack_policy"] = Json::from("explicit");
            config["ack_wait"] = nanos(ACK_MAX);
            config["deliver_policy"] = Json::from("all");
            format!("$JS.API.CONSUMER.DURABLE.CREATE.{name}.{reader}")
        } else {
            let (engine, source, of) = (taker.intake.engine.clone(), taker.source.id, part.clone());
            let mark = tokio::task::spawn_blocking(move || engine.progress(source, &of)).await;
            let mark = mark.map_err(|_| Trouble::Store)?;
            let mark = mark.map_err(|_| Trouble::Store)?;
            config["max_ack_pending"] = Json::from(0);
            config["ack_policy"] = Json::from("none");
            config["inactive_threshold"] = nanos(IDLE_MAX);
            config["mem_storage"] = Json::from(true);
            match mark.as_deref().map(read_mark) {
                None => config["deliver_policy"] = Json::from("all"),
                Some(after) => {
                    config["deliver_policy"] = Json::from("by_start_sequence");
                    config["opt_start_seq"] = Json::from(after.saturating_add(1));
                }
            }
            format!("$JS.API.CONSUMER.CREATE.{name}")
        };
        let body = json!({"stream_name": name, "config": config});
        let made = link.ask(&subject, &body).await?;
        let reader = made.get("name").and_then(Json::as_str);
        let reader = reader.ok_or(Failure::Garbled)?;
        let answers_to = link.client.new_inbox();
        let inbox = link.client.subscribe(answers_to.clone()).await;
        Ok(Open {
            pull: format!("$JS.API.CONSUMER.MSG.NEXT.{name}.{reader}"),
            inbox: inbox.map_err(|_| Failure::Unreachable)?,
            link,
            part,
            answers_to,
            acknowledged: info.acknowledged,
            expected: 1,
            asked: 0,
            batch: 0,
            until: Instant::now(),
            alone: false,
        })
    }
}

/// Why there is no reader.
enum Trouble {
    Broker(Failure),
    Store,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Broker(failure)
    }
}

impl Open {
    /// What came, up to so many; nothing where nothing did for a while, and none where something
    /// was missed.
    async fn gather(&mut self, rows_max: usize) -> Result<Option<Vec<Numbered>>, Failure> {
        let mut found: Vec<Numbered> = Vec::new();
        let end = Instant::now() + LOOK_MAX;
        while found.len() < rows_max {
            if self.asked == 0 {
                self.ask(rows_max).await?;
            }
            let wait = if found.is_empty() {
                end.saturating_duration_since(Instant::now())
            } else {
                GATHER_MAX
            };
            let Ok(came) = tokio::time::timeout(wait, self.inbox.next()).await else {
                break;
            };
            let message = came.ok_or(Failure::Unreachable)?;
            if message.status.is_some() {
                self.status(&message)?;
                continue;
            }
            self.asked = self.asked.saturating_sub(1);
            let numbered = numbered(message).ok_or(Failure::Garbled)?;
            if !self.acknowledged && numbered.reader != self.expected {
                // What came before it is in order, and is not lost by reading it again.
                return Ok(None);
            }
            self.expected = numbered.reader.saturating_add(1);
            found.push(numbered);
        }
        let silent = self.asked > 0 && found.is_empty() && Instant::now() > self.until;
        if silent || (found.is_empty() && !self.link.holds()) {
            return Err(Failure::Unreachable);
        }
        Ok(Some(found))
    }

    async fn ask(&mut self, most: usize) -> Result<(), Failure> {
        let alone = std::mem::take(&mut self.alone);
        let most = if alone { 1 } else { most };
        let mut body = json!({"batch": most, "expires": nanos(PULL_MAX)});
        if !alone {
            body["max_bytes"] = Json::from(PULL_BYTES_MAX);
        }
        let (subject, reply) = (self.pull.clone(), self.answers_to.clone());
        let client = &self.link.client;
        let asked = client.publish_with_reply(subject, reply, body.to_string().into());
        asked.await.map_err(|_| Failure::Unreachable)?;
        (self.asked, self.batch) = (most, most);
        self.until = Instant::now() + PULL_MAX + PULL_GRACE;
        Ok(())
    }

    /// What the server says in place of messages.
    fn status(&mut self, message: &Message) -> Result<(), Failure> {
        let status = message.status.map_or(0, |status| status.as_u16());
        let said = message.description.as_deref().unwrap_or_default();
        match status {
            // It is there.
            100 => {}
            // Nothing came in time.
            404 | 408 => self.asked = 0,
            409 if said.contains("MaxBytes") => {
                // Where nothing came, the next message alone is larger than all that was asked for.
                self.alone = self.asked == self.batch;
                self.asked = 0;
            }
            // The reader is gone, or somebody else answers for it now.
            _ => return Err(Failure::Unreachable),
        }
        Ok(())
    }
}

fn nanos(time: Duration) -> Json {
    Json::from(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

fn read_mark(mark: &[u8]) -> u64 {
    mark.try_into().map_or(0, u64::from_be_bytes)
}

/// Reads where a message stands from the subject that it is acknowledged at.
fn numbered(message: Message) -> Option<Numbered> {
    let [stream, reader, pending] = numbers(message.reply.as_ref()?)?;
    Some(Numbered {
        message,
        stream,
        reader,
        pending,
    })
}

/// The sequences in the stream and for the reader, and how many wait: `$JS.ACK` with stream,
/// reader, count, the two, time and the last, or with a domain and an account before and more
/// behind.
fn numbers(reply: &str) -> Option<[u64; 3]> {
    let words: Vec<&str> = reply.split('.').collect();
    let first = match words.len() {
        9 => 5,
        11.. => 7,
        _ => return None,
    };
    if !reply.starts_with("$JS.ACK.") {
        return None;
    }
    let number = |at: usize| words.get(at)?.parse().ok();
    Some([number(first)?, number(first + 1)?, number(first + 3)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_message_stands_is_read_with_and_without_a_domain() {
        let plain = "$JS.ACK.ORDERS.reader.1.77.12.1700000000000000000.5";
        assert_eq!(numbers(plain), Some([77, 12, 5]));
        let domain = "$JS.ACK.hub.ACC.ORDERS.reader.1.77.12.1700000000000000000.5.tok";
        assert_eq!(numbers(domain), Some([77, 12, 5]));
        for other in [
            "",
            "$JS.ACK.a.b",
            "_INBOX.a.b.c.d.e.f.1.2",
            "a.b.c.d.e.f.g.h.i",
        ] {
            assert_eq!(numbers(other), None, "{other}");
        }
    }

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        assert_eq!(read_mark(&77_u64.to_be_bytes()), 77);
        assert_eq!(read_mark(b"?"), 0);
    }
}
