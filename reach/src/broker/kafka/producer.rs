//! Writes messages to the partitions of topics: each is with all replicas in step before it counts,
//! and a batch that has to be sent again is known by its number.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::Message;
use telos_model::catalog::Broker;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use tokio::time::Instant;

use super::asked::{self, Api};
use super::records::{Author, Draft, batch, write_record};
use super::wire::{Reader, Writer};
use super::{ASK_WAIT, Cluster, Layout, Link, told};
use crate::wire as way;

/// How large a batch may become before another is begun, in bytes: brokers take about a megabyte.
const BATCH_BYTES_MAX: usize = 512 * 1024;
/// How often a batch is sent, with what is known of the cluster asked for anew in between.
const TRIES_MAX: u32 = 2;
/// How long it is believed where partitions are.
const LAYOUT_AGE_MAX: Duration = Duration::from_secs(5);
/// The code for a batch that is there already.
const DUPLICATE: i16 = 46;
/// Codes for not being allowed to write with numbers.
const NOT_ALLOWED: [i16; 2] = [31, 53];

/// Writes to the topics of a cluster. After an error another one has to be made, whose numbers
/// begin anew.
pub struct Producer {
    broker: Broker,
    trust: Arc<way::Client>,
    /// How long a broker may take to have a batch with all replicas.
    wait: Duration,
    open: Option<Open>,
    /// By whom batches are numbered; nobody where the cluster does not allow that.
    author: Option<Author>,
    /// The number of the next record of each partition.
    numbers: HashMap<(Box<str>, i32), i32>,
}

impl fmt::Debug for Producer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Producer")
    }
}

/// What is known of a cluster, and connections to those that lead partitions.
struct Open {
    cluster: Cluster,
    topics: HashMap<Box<str>, Layout>,
    /// Since when topics are known.
    since: Instant,
    links: HashMap<i32, Link>,
}

/// A batch for one partition.
struct Ready {
    topic: Box<str>,
    partition: i32,
    bytes: Vec<u8>,
    done: bool,
}

/// Records that gather for one partition.
#[derive(Default)]
struct Gathering {
    records: Writer,
    count: i32,
}

/// What goes together: a batch a partition.
type Round = BTreeMap<(Box<str>, i32), Gathering>;

impl Producer {
    /// Not connected yet. Certificates are those that `trust` believes; a round takes so long at the most.
    #[must_use]
    pub fn new(broker: &Broker, trust: &Arc<way::Client>, wait: Duration) -> Self {
        Self {
            broker: broker.clone(),
            trust: Arc::clone(trust),
            wait,
            open: None,
            author: None,
            numbers: HashMap::new(),
        }
    }

    /// Writes messages, those of one key in their order, and returns once all are there.
    pub async fn publish(&mut self, messages: &[Message], now: Timestamp) -> Result<(), Failure> {
        if let Some(open) = &mut self.open
            && open.since.elapsed() > LAYOUT_AGE_MAX
        {
            open.topics.clear();
            open.since = Instant::now();
        }
        let rounds = match self.gather(messages).await {
            Err(failure) if is_worth_another(failure) => {
                self.open = None;
                self.gather(messages).await?
            }
            gathered => gathered?,
        };
        for round in rounds {
            self.write(round, now).await?;
        }
        Ok(())
    }

    /// Sorts messages by their partitions, in as many rounds as it takes.
    async fn gather(&mut self, messages: &[Message]) -> Result<Vec<Round>, Failure> {
        let mut rounds: Vec<Round> = Vec::new();
        for message in messages {
            let layout = self.layout(&message.to).await?;
            let key = message.key.as_deref().unwrap_or_default();
            let partition = partition_of(key.as_bytes(), layout);
            let place = (Box::from(&*message.to), partition);
            let record = |at, out: &mut Writer| write_message(message, at, out);
            let last = rounds.iter().rposition(|round| round.contains_key(&place));
            let round = last.filter(|round| {
                let gathering = rounds[*round].get(&place);
                gathering.is_some_and(|one| one.records.bytes.len() < BATCH_BYTES_MAX)
            });
            let round = round.unwrap_or_else(|| last.map_or(0, |last| last + 1));
            if round == rounds.len() {
                rounds.push(Round::new());
            }
            let gathering = rounds[round].entry(place).or_default();
            record(gathering.count, &mut gathering.records);
            gathering.count += 1;
        }
        Ok(rounds)
    }

    async fn write(&mut self, round: Round, now: Timestamp) -> Result<(), Failure> {
        let author = self.author().await?;
        let mut batches = Vec::with_capacity(round.len());
        for ((topic, partition), gathering) in round {
            let place = (topic.clone(), partition);
            let next = self.numbers.entry(place).or_default();
            let numbered = Author {
                first: if author == Author::NOBODY { -1 } else { *next },
                ..author
            };
            // Numbers go round.
            *next = next.wrapping_add(gathering.count) & i32::MAX;
            let (records, count) = (&gathering.records.bytes, gathering.count);
            batches.push(Ready {
                topic,
                partition,
                bytes: batch(records, count, now.millis(), numbered),
                done: false,
            });
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match self.send(&mut batches).await {
                Ok(()) => return Ok(()),
                Err(failure) if tries < TRIES_MAX && is_worth_another(failure) => self.open = None,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Sends those that are not there yet to whoever leads their partitions.
    async fn send(&mut self, batches: &mut [Ready]) -> Result<(), Failure> {
        let mut by_leader: BTreeMap<i32, Vec<asked::Batch<'_>>> = BTreeMap::new();
        for ready in batches.iter().filter(|ready| !ready.done) {
            let layout = self.layout(&ready.topic).await?;
            let mut leaders = layout.leaders.iter();
            let found = leaders.find(|(partition, _)| *partition == ready.partition);
            let leader = found.and_then(|(_, leader)| *leader);
            let leader = leader.ok_or(Failure::Answered(503))?;
            let batches = by_leader.entry(leader).or_default();
            batches.push((&*ready.topic, ready.partition, &*ready.bytes));
        }
        let open = self.open.as_mut().ok_or(Failure::Unreachable)?;
        let wait_ms = i32::try_from(self.wait.as_millis()).unwrap_or(i32::MAX);
        let leaders: Vec<i32> = by_leader.keys().copied().collect();
        for (leader, batches) in by_leader {
            let link = open.link(leader).await?;
            let version = link.version(Api::Produce)?;
            let body = asked::produce(wait_ms, &batches);
            link.send(Api::Produce, version, body).await?;
        }
        let mut failed = None;
        for leader in leaders {
            let link = open.link(leader).await?;
            let answer = tokio::time::timeout(self.wait + ASK_WAIT, link.answer()).await;
            let answer = answer.unwrap_or(Err(Failure::NoAnswer))?;
            let mut at = Reader::new(&answer, false);
            let came = asked::read_produced(&mut at).ok_or(Failure::Garbled)?;
            for (topic, partition, error) in came {
                let error = if error == DUPLICATE { 0 } else { error };
                match told(error) {
                    Ok(()) => {
                        let mut all = batches.iter_mut();
                        let ready =
                            all.find(|one| one.topic == topic && one.partition == partition);
                        ready.ok_or(Failure::Garbled)?.done = true;
                    }
                    Err(failure) => failed = Some(failure),
                }
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None if batches.iter().all(|ready| ready.done) => Ok(()),
            None => Err(Failure::Garbled),
        }
    }

    async fn opened(&mut self) -> Result<&mut Open, Failure> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Open {
                cluster: Cluster::open(&self.broker, &self.trust).await?,
                topics: HashMap::new(),
                since: Instant::now(),
                links: HashMap::new(),
            },
        };
        Ok(self.open.insert(open))
    }

    async fn layout(&mut self, topic: &str) -> Result<&Layout, Failure> {
        let open = self.opened().await?;
        if !open.topics.contains_key(topic) {
            let layout = open.cluster.layout(topic).await?;
            open.topics.insert(topic.into(), layout);
        }
        open.topics.get(topic).ok_or(Failure::Garbled)
    }

    /// By whom batches are numbered.
    async fn author(&mut self) -> Result<Author, Failure> {
        if let Some(author) = self.author {
            return Ok(author);
        }
        let first = &mut self.opened().await?.cluster.first;
        let mut author = Author::NOBODY;
        if let Ok(version) = first.version(Api::InitProducerId) {
            let body = asked::init_producer(version);
            let answer = first.ask(Api::InitProducerId, body, ASK_WAIT).await?;
            let mut at = Reader::new(&answer, false);
            let (error, id, epoch) = asked::read_producer(&mut at).ok_or(Failure::Garbled)?;
            if !NOT_ALLOWED.contains(&error) {
                told(error)?;
                author = Author {
                    id,
                    epoch,
                    first: 0,
                };
            }
        }
        Ok(*self.author.insert(author))
    }
}

impl Open {
    /// The connection to a broker.
    async fn link(&mut self, node: i32) -> Result<&mut Link, Failure> {
        let link = match self.links.remove(&node) {
            Some(link) => link,
            None => self.cluster.link(node).await?,
        };
        Ok(self.links.entry(node).or_insert(link))
    }
}

/// Whether something may go well once what is known of the cluster is asked for anew.
const fn is_worth_another(failure: Failure) -> bool {
    matches!(failure, Failure::Unreachable | Failure::Answered(404 | 503))
}

fn write_message(message: &Message, at: i32, out: &mut Writer) {
    let key = message.key.as_deref().map(str::as_bytes);
    let value = Some(&*message.body).filter(|body| !body.is_empty());
    let headers = message.headers.iter();
    let headers = headers.map(|(name, value)| (&**name, value.as_bytes()));
    let own = ("idempotency-key", message.id.as_bytes());
    let headers: Vec<(&str, &[u8])> = std::iter::once(own).chain(headers).collect();
    let draft = Draft {
        key,
        value,
        headers: &headers,
    };
    write_record(at, draft, out);
}

/// The partition of a key, which is the one that Kafka's own clients choose.
fn partition_of(key: &[u8], layout: &Layout) -> i32 {
    let count = layout.leaders.len().max(1);
    let place = (murmur2(key) & 0x7fff_ffff) as usize % count;
    layout
        .leaders
        .get(place)
        .map_or(0, |(partition, _)| *partition)
}

/// The hash of keys that Kafka's clients share.
fn murmur2(key: &[u8]) -> u32 {
    const MIX: u32 = 0x5bd1_e995;
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX);
    let mut hash = 0x9747_b28c ^ length;
    let (words, rest) = key.as_chunks::<4>();
    for word in words {
        let mut word = u32::from_le_bytes(*word).wrapping_mul(MIX);
        word = (word ^ (word >> 24)).wrapping_mul(MIX);
        hash = hash.wrapping_mul(MIX) ^ word;
    }
    if !rest.is_empty() {
        let bytes = rest.iter().rev();
        hash ^= bytes.fold(0, |word, byte| word << 8 | u32::from(*byte));
        hash = hash.wrapping_mul(MIX);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(MIX);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that the tests of Kafka's own clients have.
    #[test]
    fn a_key_has_the_partition_that_other_clients_give_it() {
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            (
                "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8",
                -58_897_971,
            ),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(key.as_bytes()).cast_signed(), hash, "{key}");
        }
    }
}
