//! A client of Kafka: connections to the brokers of a cluster, each to an address that the catalog
//! allows, also where the cluster names it; eight requests, and the records that they carry.
//!
//! The codec is our own since those of crates make room for as much as an answer says that it has,
//! and a client's own way of connecting would go past the check of addresses. In reading order:
//! `wire` is how things lie on the wire, `asked` what is asked and answered, `records` batches of
//! records, which `unpack` unpacks, `login` how a password is shown, `producer` what writes.

mod asked;
mod login;
mod producer;
mod records;
mod unpack;
mod wire;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use telos_model::catalog::{Broker, Sasl, Target};
use telos_model::deliver::Failure;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::rustls::pki_types::ServerName;

use super::{Login, NAME};
use crate::wire as way;
use asked::{Api, Node, Topic, Versions};
use login::Scram;
use wire::{Reader, Writer};

pub use asked::{Fetched, From, Room};
pub use producer::Producer;
pub use records::{Batch, Unread, batches};

/// How long a broker may take to let Telos in.
const OPEN_WAIT: Duration = Duration::from_secs(5);
/// How long it may take to answer a small question.
const ASK_WAIT: Duration = Duration::from_secs(5);
/// The largest answer that is taken, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How much is read at once, in bytes.
const READ_BYTES: usize = 256 * 1024;
/// The most partitions of one topic.
const PARTITIONS_MAX: usize = 10_000;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for S {}

/// A cluster, by one of its brokers that it is asked about itself over.
pub struct Cluster {
    broker: Broker,
    trust: Arc<way::Client>,
    first: Link,
    nodes: Vec<Node>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cluster")
    }
}

/// A topic that is there: which it is, and who leads each of its partitions, if anybody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Another for one of the same name that was made later; zeros where none is told.
    pub id: [u8; 16],
    /// By the number of the partition.
    pub leaders: Vec<(i32, Option<i32>)>,
}

impl Cluster {
    /// Connects to the broker that the catalog names.
    pub async fn open(broker: &Broker, trust: &Arc<way::Client>) -> Result<Self, Failure> {
        Ok(Self {
            first: Link::open(broker, &broker.target, trust).await?,
            broker: broker.clone(),
            trust: Arc::clone(trust),
            nodes: Vec::new(),
        })
    }

    /// Asks where the partitions of a topic are. None is made by asking.
    pub async fn layout(&mut self, name: &str) -> Result<Layout, Failure> {
        let version = self.first.version(Api::Metadata)?;
        let body = asked::metadata(version, &[name]);
        let answer = self.first.ask(Api::Metadata, body, ASK_WAIT).await;
        let is_nobody = self.broker.user.is_none() && self.nodes.is_empty();
        let answer = answer.map_err(|failure| match failure {
            failure if is_nobody => shut_out(failure),
            failure => failure,
        })?;
        let mut at = Reader::new(&answer, Api::Metadata.is_compact(version));
        let (nodes, topics) = asked::read_metadata(version, &mut at).ok_or(Failure::Garbled)?;
        self.nodes = nodes;
        let topic = topics.into_iter().find(|topic| &*topic.name == name);
        let topic: Topic = topic.ok_or(Failure::Garbled)?;
        told(topic.error)?;
        let mut leaders = topic.partitions.into_iter();
        let leaders = leaders
            .by_ref()
            .take(PARTITIONS_MAX + 1)
            .map(|(partition, leader)| (partition, Some(leader).filter(|leader| *leader >= 0)));
        let mut leaders: Vec<(i32, Option<i32>)> = leaders.collect();
        leaders.sort_unstable();
        leaders.dedup_by_key(|(partition, _)| *partition);
        if leaders.is_empty() || leaders.len() > PARTITIONS_MAX {
            return Err(Failure::Garbled);
        }
        Ok(Layout {
            id: topic.id,
            leaders,
        })
    }

    /// Connects to a broker that the cluster named, where the catalog allows that address too.
    pub async fn link(&self, node: i32) -> Result<Link, Failure> {
        let node = self.nodes.iter().find(|known| known.id == node);
        let node = node.ok_or(Failure::Answered(503))?;
        let target = Target {
            host: node.host.clone(),
            port: u16::try_from(node.port).map_err(|_| Failure::Garbled)?,
            ..self.broker.target.clone()
        };
        Link::open(&self.broker, &target, &self.trust).await
    }
}

/// A connection to one broker. After an error it is of no more use.
pub struct Link {
    stream: Box<dyn Stream>,
    read: BytesMut,
    versions: Versions,
    /// The number of the next request.
    next: i32,
    /// What was asked and is not answered yet, in order.
    asked: VecDeque<(i32, Api, i16)>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link")
    }
}

impl Link {
    async fn open(broker: &Broker, target: &Target, trust: &way::Client) -> Result<Self, Failure> {
        let login = Login::find(broker)?;
        let tcp = way::reach(target).await?;
        let greeted = async {
            let stream: Box<dyn Stream> = if target.https {
                let tls = trust.tls().ok_or(Failure::Certificate)?;
                let name = ServerName::try_from(target.host.to_string());
                let name = name.map_err(|_| Failure::Certificate)?;
                let stream = tls.connect(name, tcp).await;
                Box::new(stream.map_err(|error| way::untrusted(&error))?)
            } else {
                Box::new(tcp)
            };
            let mut link = Self {
                stream,
                read: BytesMut::new(),
                versions: Versions::default(),
                next: 0,
                asked: VecDeque::new(),
            };
            link.greet().await?;
            if let (Some((user, password)), Some(sasl)) = (&login.user, broker.sasl) {
                link.enter(sasl, user, password).await.map_err(shut_out)?;
            }
            Ok(link)
        };
        let greeted = tokio::time::timeout(OPEN_WAIT, greeted).await;
        greeted.unwrap_or(Err(Failure::NoAnswer))
    }

    /// Asks what the broker understands.
    async fn greet(&mut self) -> Result<(), Failure> {
        self.send(Api::Versions, 0, Writer::new(false)).await?;
        let answer = self.answer().await?;
        let known = Versions::read(Reader::new(&answer, false));
        let (error, versions) = known.ok_or(Failure::Garbled)?;
        told(error)?;
        self.versions = versions;
        Ok(())
    }

    /// Shows who Telos is.
    async fn enter(&mut self, sasl: Sasl, user: &str, password: &str) -> Result<(), Failure> {
        let version = self.version(Api::SaslHandshake)?;
        let mut out = Writer::new(false);
        out.text(login::name(sasl));
        self.send(Api::SaslHandshake, version, out).await?;
        let answer = self.answer().await?;
        told(Reader::new(&answer, false).i16().ok_or(Failure::Garbled)?)?;
        if sasl == Sasl::Plain {
            return self.shows(&login::plain(user, password)).await.map(drop);
        }
        let scram = Scram::begin(sasl, user, password)?;
        let challenge = self.shows(&scram.says()).await?;
        let answer = scram.answer(&challenge)?;
        let end = self.shows(&answer.says).await?;
        // Whoever lets everybody in is not who the password was agreed with.
        let known = answer.is_known_by(&end);
        known.then_some(()).ok_or(Failure::Answered(401))
    }

    async fn shows(&mut self, says: &[u8]) -> Result<Vec<u8>, Failure> {
        let version = self.version(Api::SaslAuthenticate)?;
        let mut out = Writer::new(false);
        out.bytes(says);
        self.send(Api::SaslAuthenticate, version, out).await?;
        let answer = self.answer().await?;
        let mut at = Reader::new(&answer, false);
        let read = |at: &mut Reader<'_>| {
            let error = at.i16()?;
            at.text()?;
            Some((error, at.bytes()?.to_vec()))
        };
        let (error, said) = read(&mut at).ok_or(Failure::Garbled)?;
        told(error)?;
        Ok(said)
    }

    /// The version of a request that both sides know.
    fn version(&self, api: Api) -> Result<i16, Failure> {
        self.versions.of(api).ok_or(Failure::Garbled)
    }

    async fn ask(&mut self, api: Api, body: Writer, wait: Duration) -> Result<Bytes, Failure> {
        let asked = async {
            self.send(api, self.version(api)?, body).await?;
            self.answer().await
        };
        let answered = tokio::time::timeout(wait, asked).await;
        answered.unwrap_or(Err(Failure::NoAnswer))
    }

    async fn send(&mut self, api: Api, version: i16, body: Writer) -> Result<(), Failure> {
        let mut out = Writer::new(false);
        out.i32(0);
        out.i16(api.number());
        out.i16(version);
        out.i32(self.next);
        out.text(NAME);
        if api.is_compact(version) {
            out.put(&[0]);
        }
        out.put(&body.bytes);
        let length = u32::try_from(out.bytes.len() - 4).map_err(|_| Failure::Answered(413))?;
        out.bytes[..4].copy_from_slice(&length.to_be_bytes());
        self.asked.push_back((self.next, api, version));
        self.next = self.next.wrapping_add(1);
        let sent = self.stream.write_all(&out.bytes).await;
        sent.map_err(|error| way::untrusted(&error))?;
        let flushed = self.stream.flush().await;
        flushed.map_err(|error| way::untrusted(&error))
    }

    /// The answer to what was asked first and is not answered yet. It can be dropped while it
    /// waits: nothing that came is lost.
    async fn answer(&mut self) -> Result<Bytes, Failure> {
        loop {
            if let Some(head) = self.read.first_chunk::<4>() {
                let length = u32::from_be_bytes(*head) as usize;
                if length > ANSWER_BYTES_MAX {
                    return Err(Failure::Garbled);
                }
                if self.read.len() >= 4 + length {
                    self.read.advance(4);
                    let answer = self.read.split_to(length).freeze();
                    return self.behind_head(&answer).ok_or(Failure::Garbled);
                }
            }
            self.read.reserve(READ_BYTES);
            let count = self.stream.read_buf(&mut self.read).await;
            if count.map_err(|error| way::untrusted(&error))? == 0 {
                return Err(Failure::Unreachable);
            }
        }
    }

    fn behind_head(&mut self, answer: &Bytes) -> Option<Bytes> {
        let (number, api, version) = self.asked.pop_front()?;
        let compact = api.is_compact(version);
        let mut at = Reader::new(answer, compact);
        if at.i32()? != number {
            return None;
        }
        at.tags()?;
        let rest = at.len();
        Some(answer.slice(answer.len() - rest..))
    }

    /// Asks for what stands behind offsets of a topic.
    pub async fn ask_on(&mut self, topic: &str, from: &[From], room: Room) -> Result<(), Failure> {
        let version = self.version(Api::Fetch)?;
        let body = asked::fetch(version, topic, from, room);
        self.send(Api::Fetch, version, body).await
    }

    /// What was asked for. It can be dropped while it waits.
    pub async fn fetched(&mut self) -> Result<Vec<Fetched>, Failure> {
        let version = self.version(Api::Fetch)?;
        let answer = self.answer().await?;
        let (error, fetched) = asked::read_fetched(version, &answer).ok_or(Failure::Garbled)?;
        told(error)?;
        Ok(fetched)
    }

    /// The oldest offsets that partitions of a topic keep.
    pub async fn firsts(
        &mut self,
        topic: &str,
        partitions: &[i32],
    ) -> Result<Vec<(i32, i64)>, Failure> {
        let version = self.version(Api::ListOffsets)?;
        let body = asked::first_offsets(version, topic, partitions);
        let answer = self.ask(Api::ListOffsets, body, ASK_WAIT).await?;
        let mut at = Reader::new(&answer, false);
        let all = asked::read_offsets(version, &mut at).ok_or(Failure::Garbled)?;
        let all = all.into_iter();
        all.map(|(partition, error, offset)| told(error).map(|()| (partition, offset)))
            .collect()
    }
}

/// Of one who was greeted and is not let in, brokers say nothing: they end the connection.
const fn shut_out(failure: Failure) -> Failure {
    match failure {
        Failure::Unreachable => Failure::Answered(401),
        failure => failure,
    }
}

/// What an error of Kafka means, as a status of HTTP would say it where there is one.
pub const fn told(error: i16) -> Result<(), Failure> {
    Err(match error {
        0 => return Ok(()),
        // A topic or partition that is not there, or has a name that none can have.
        3 | 17 | 100 => Failure::Answered(404),
        7 => Failure::NoAnswer,
        10 | 18 => Failure::Answered(413),
        29 | 30 | 31 | 53 => Failure::Answered(403),
        // A way of showing a password that is not taken, or one that is not right.
        33 | 34 | 58 => Failure::Answered(401),
        // Records that are never taken: of a wrong time, without a key, against a rule.
        32 | 43 | 44 | 87 => Failure::Answered(422),
        89 => Failure::Answered(429),
        // A version or request that it does not understand.
        35 | 42 | 76 => Failure::Garbled,
        _ => Failure::Answered(503),
    })
}
