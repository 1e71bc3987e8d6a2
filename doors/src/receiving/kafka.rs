//! A topic of Kafka, read by its offsets: how far each partition is goes to disk with its messages,
//! and each is read on from there. Nothing is kept at the cluster.
//!
//! Each broker is asked for the partitions that it leads, and for what comes next before what came
//! is on disk. Partitions are taken in side by side, each in its own order. In reading order: `reader` asks a broker, `taking` makes rows of
//! what comes.

mod reader;
mod taking;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::try_join_all;
use telos_connect::import::Mapping;
use telos_model::catalog::StreamDef;
use telos_reach::broker::kafka::{Cluster, Layout};
use telos_reach::wire;
use tokio::time::Instant;

use super::feed::Looked;
use super::take::Taker;
use super::{MESSAGES_MAX, State, trouble};
use reader::{Look, Part, Reader};

/// How long a look waits for something new.
const LOOK_MAX: Duration = Duration::from_secs(2);
/// How often it is looked whether the topic is there and has the same partitions and leaders,
const TOPIC_EVERY: Duration = Duration::from_secs(10);
/// and how often while nobody leads some.
const LEADER_EVERY: Duration = Duration::from_secs(2);

/// A topic that is read.
pub(super) struct Kafka {
    def: StreamDef,
    mapping: Arc<Mapping>,
    trust: Arc<wire::Client>,
    open: Option<Open>,
}

impl fmt::Debug for Kafka {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kafka")
    }
}

/// A topic with connections to all that lead partitions of it.
struct Open {
    cluster: Cluster,
    layout: Layout,
    looked: Instant,
    readers: Vec<Reader>,
}

impl Kafka {
    pub(super) fn new(def: &StreamDef, mapping: Arc<Mapping>, trust: Arc<wire::Client>) -> Self {
        Self {
            def: def.clone(),
            mapping,
            trust,
            open: None,
        }
    }

    /// Takes in what is new, and returns once nothing was for a while.
    pub(super) async fn look(&mut self, taker: &Taker, rows_max: usize) -> Result<Looked, State> {
        // What fails is not kept: the next look begins with new connections, where the marks say.
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.connect(taker).await?,
        };
        let rows_max = rows_max.min(MESSAGES_MAX / self.mapping.messages_max().max(1));
        loop {
            let due = open.looked + open.look_every();
            if due <= Instant::now() {
                let layout = open.cluster.layout(&self.def.stream).await;
                if layout.map_err(trouble)? == open.layout {
                    open.looked = Instant::now();
                } else {
                    open = self.connect(taker).await?;
                }
            }
            let look = Look {
                def: &self.def,
                mapping: &self.mapping,
                topic: open.layout.id,
                taker,
                rows_max,
                found: Mutex::new(Instant::now()),
                until: open.looked + open.look_every(),
                waiting: open.waiting(),
            };
            let read = open.readers.iter_mut().map(|reader| reader.read(&look));
            try_join_all(read).await?;
            if look.is_quiet() {
                break;
            }
        }
        let leaderless = open
            .layout
            .leaders
            .iter()
            .any(|(_, leader)| leader.is_none());
        self.open = Some(open);
        Ok(Looked {
            trouble: leaderless.then_some(State::Unreachable),
        })
    }

    /// Connects to all that lead partitions, and finds where each was left.
    async fn connect(&self, taker: &Taker) -> Result<Open, State> {
        let topic = &*self.def.stream;
        let cluster = Cluster::open(&self.def.broker, &self.trust).await;
        let mut cluster = cluster.map_err(trouble)?;
        let layout = cluster.layout(topic).await.map_err(trouble)?;
        let mut nodes: Vec<i32> = layout
            .leaders
            .iter()
            .filter_map(|(_, node)| *node)
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut readers = Vec::with_capacity(nodes.len());
        for node in nodes {
            let mut link = cluster.link(node).await.map_err(trouble)?;
            let own = layout.leaders.iter();
            let own = own.filter(|(_, leader)| *leader == Some(node));
            let mut parts = Vec::new();
            let mut anew = Vec::new();
            for (number, _) in own {
                let name = format!("kafka\0{}\0{number}", self.def.written()).into_bytes();
                let (engine, source, of) =
                    (taker.intake.engine.clone(), taker.source.id, name.clone());
                let mark = tokio::task::spawn_blocking(move || engine.progress(source, &of)).await;
                let mark = mark.map_err(|_| State::Store)?.map_err(|_| State::Store)?;
                let next = mark.and_then(|mark| read_mark(&mark, layout.id));
                if next.is_none() {
                    anew.push(*number);
                }
                parts.push(Part {
                    number: *number,
                    name,
                    next: next.unwrap_or_default(),
                    waiting: Arc::default(),
                });
            }
            if !anew.is_empty() {
                let begin = link.firsts(topic, &anew).await.map_err(trouble)?;
                for (number, offset) in begin {
                    let mut parts = parts.iter_mut();
                    if let Some(part) = parts.find(|part| part.number == number) {
                        part.next = offset;
                    }
                }
            }
            readers.push(Reader {
                link,
                parts,
                asked: None,
                turn: 0,
            });
        }
        Ok(Open {
            cluster,
            layout,
            looked: Instant::now(),
            readers,
        })
    }
}

impl Open {
    /// How many records are known to wait, of each partition.
    fn waiting(&self) -> Vec<Arc<AtomicU64>> {
        let parts = self.readers.iter().flat_map(|reader| &reader.parts);
        parts.map(|part| Arc::clone(&part.waiting)).collect()
    }

    fn look_every(&self) -> Duration {
        let mut leaders = self.layout.leaders.iter();
        if leaders.any(|(_, leader)| leader.is_none()) {
            LEADER_EVERY
        } else {
            TOPIC_EVERY
        }
    }
}

/// How far a partition is, and of which topic.
fn mark(next: i64, topic: [u8; 16]) -> Vec<u8> {
    [&next.to_be_bytes()[..], &topic].concat()
}

/// Where a partition goes on; nowhere if the mark is of another topic of the same name.
fn read_mark(mark: &[u8], topic: [u8; 16]) -> Option<i64> {
    let (next, of) = mark.split_first_chunk::<8>()?;
    let of: [u8; 16] = of.try_into().ok()?;
    let other = of != topic && of != [0; 16] && topic != [0; 16];
    (!other).then(|| i64::from_be_bytes(*next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_for_its_own_topic_and_where_topics_cannot_be_told_apart() {
        let (one, other, unknown) = ([1; 16], [2; 16], [0; 16]);
        assert_eq!(read_mark(&mark(77, one), one), Some(77));
        assert_eq!(read_mark(&mark(77, one), other), None);
        assert_eq!(read_mark(&mark(77, unknown), one), Some(77));
        assert_eq!(read_mark(&mark(77, one), unknown), Some(77));
        assert_eq!(read_mark(b"?", one), None);
    }
}
