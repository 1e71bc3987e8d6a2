//! What is asked of Kafka and what it answers: eight requests, each in the versions that are named
//! here, from the oldest that a broker of today takes to what is needed of newer ones.

use bytes::Bytes;

use super::wire::{Reader, Writer};

/// A request, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Produce,
    Fetch,
    ListOffsets,
    Metadata,
    SaslHandshake,
    Versions,
    InitProducerId,
    SaslAuthenticate,
}

impl Api {
    pub(super) const fn number(self) -> i16 {
        match self {
            Self::Produce => 0,
            Self::Fetch => 1,
            Self::ListOffsets => 2,
            Self::Metadata => 3,
            Self::SaslHandshake => 17,
            Self::Versions => 18,
            Self::InitProducerId => 22,
            Self::SaslAuthenticate => 36,
        }
    }

    /// The versions that are spoken here, the best first. A topic has an id of its own from the
    /// twelfth of metadata on, and batches of zstd are given from the tenth of fetch on.
    pub(super) const fn versions(self) -> &'static [i16] {
        match self {
            Self::Produce => &[3],
            Self::Fetch => &[11, 10, 9, 8, 7, 6, 5, 4],
            Self::ListOffsets => &[2, 1],
            Self::Metadata => &[12, 4, 3, 2, 1],
            Self::SaslHandshake => &[1],
            Self::InitProducerId => &[4, 0],
            Self::Versions | Self::SaslAuthenticate => &[0],
        }
    }

    /// Whether a version is written in the compact way.
    pub(super) const fn is_compact(self, version: i16) -> bool {
        match self {
            Self::Metadata => version >= 9,
            Self::InitProducerId => version >= 2,
            _ => false,
        }
    }
}

/// What a broker takes: of each request the oldest and the newest version.
#[derive(Debug, Clone, Default)]
pub(super) struct Versions(Vec<(i16, i16, i16)>);

impl Versions {
    pub(super) fn read(mut at: Reader<'_>) -> Option<(i16, Self)> {
        let error = at.i16()?;
        let all = at.list(|at| Some((at.i16()?, at.i16()?, at.i16()?)))?;
        Some((error, Self(all)))
    }

    /// The best version of a request that both sides know.
    pub(super) fn of(&self, api: Api) -> Option<i16> {
        let mut known = self.0.iter();
        let (_, oldest, newest) = known.find(|(number, ..)| *number == api.number())?;
        let mut ours = api.versions().iter();
        ours.find(|version| (*oldest..=*newest).contains(version))
            .copied()
    }
}

/// A broker of a cluster, as it is told to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub id: i32,
    pub host: Box<str>,
    pub port: i32,
}

/// A topic, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topic {
    pub error: i16,
    pub name: Box<str>,
    /// One of the same name that was made later has another. Nothing but zeros where none is told.
    pub id: [u8; 16],
    /// Each with its number and the broker that leads it.
    pub partitions: Vec<(i32, i32)>,
}

/// Asks about topics, without making them.
pub(super) fn metadata(version: i16, topics: &[&str]) -> Writer {
    let mut out = Writer::new(Api::Metadata.is_compact(version));
    out.length(topics.len());
    for topic in topics {
        if version >= 10 {
            out.put(&[0; 16]);
        }
        out.text(topic);
        out.no_tags();
    }
    if version >= 4 {
        out.i8(0);
    }
    if (8..=10).contains(&version) {
        out.i8(0);
    }
    if version >= 8 {
        out.i8(0);
    }
    out.no_tags();
    out
}

pub(super) fn read_metadata(version: i16, at: &mut Reader<'_>) -> Option<(Vec<Node>, Vec<Topic>)> {
    if version >= 3 {
        at.i32()?;
    }
    let nodes = at.list(|at| {
        let node = Node {
            id: at.i32()?,
            host: at.text()?.into(),
            port: at.i32()?,
        };
        at.text()?;
        at.tags()?;
        Some(node)
    })?;
    if version >= 2 {
        at.text()?;
    }
    at.i32()?;
    let topics = at.list(|at| {
        let mut topic = Topic {
            error: at.i16()?,
            name: at.text()?.into(),
            id: [0; 16],
            partitions: Vec::new(),
        };
        if version >= 10 {
            topic.id = at.id()?;
        }
        at.i8()?;
        topic.partitions = at.list(|at| {
            at.i16()?;
            let numbers = (at.i32()?, at.i32()?);
            if version >= 7 {
                at.i32()?;
            }
            at.list(Reader::i32)?;
            at.list(Reader::i32)?;
            if version >= 5 {
                at.list(Reader::i32)?;
            }
            at.tags()?;
            Some(numbers)
        })?;
        if version >= 8 {
            at.i32()?;
        }
        at.tags()?;
        Some(topic)
    })?;
    Some((nodes, topics))
}

/// What is written to partitions: topic, partition, and a batch of records.
pub(super) type Batch<'b> = (&'b str, i32, &'b [u8]);

/// Writes batches, each to a partition of its own; all replicas in step have to have them.
pub(super) fn produce(wait_ms: i32, batches: &[Batch<'_>]) -> Writer {
    let mut out = Writer::new(false);
    out.no_text();
    out.i16(-1);
    out.i32(wait_ms);
    out.length(batches.len());
    for (topic, partition, records) in batches {
        out.text(topic);
        out.length(1);
        out.i32(*partition);
        out.bytes(records);
    }
    out
}

/// What came of each batch: topic, partition, error.
pub(super) fn read_produced(at: &mut Reader<'_>) -> Option<Vec<(Box<str>, i32, i16)>> {
    let topics = at.list(|at| {
        let topic: Box<str> = at.text()?.into();
        at.list(|at| {
            let came = (topic.clone(), at.i32()?, at.i16()?);
            at.i64()?;
            at.i64()?;
            Some(came)
        })
    })?;
    Some(topics.into_iter().flatten().collect())
}

/// Where a partition is read on from.
#[derive(Debug, Clone, Copy)]
pub struct From {
    /// Its number.
    pub partition: i32,
    /// The first offset that is wanted.
    pub offset: i64,
}

/// How much may come at once, and how long to wait for something.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// How long the broker waits for something, in milliseconds.
    pub wait_ms: i32,
    /// The most bytes of all partitions together.
    pub bytes_max: i32,
    /// The most bytes of one partition.
    pub partition_bytes_max: i32,
}

/// Asks for what stands behind offsets of a topic, as far as it was committed.
pub(super) fn fetch(version: i16, topic: &str, from: &[From], room: Room) -> Writer {
    let mut out = Writer::new(false);
    out.i32(-1);
    out.i32(room.wait_ms);
    out.i32(1);
    out.i32(room.bytes_max);
    out.i8(1);
    if version >= 7 {
        // No session.
        out.i32(0);
        out.i32(-1);
    }
    out.length(1);
    out.text(topic);
    out.length(from.len());
    for from in from {
        out.i32(from.partition);
        if version >= 9 {
            out.i32(-1);
        }
        out.i64(from.offset);
        if version >= 5 {
            out.i64(-1);
        }
        out.i32(room.partition_bytes_max);
    }
    if version >= 7 {
        out.length(0);
    }
    if version >= 11 {
        out.text("");
    }
    out
}

/// What came of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its number.
    pub partition: i32,
    /// What went wrong, by Kafka's number; 0 for nothing.
    pub error: i16,
    /// Where the partition ends.
    pub end: i64,
    /// Transactions that were taken back: whose, and from where on.
    pub aborted: Vec<(i64, i64)>,
    /// Batches of records, the last perhaps cut off.
    pub records: Bytes,
}

/// The answer to a fetch, with a mistake about all of it.
pub(super) fn read_fetched(version: i16, body: &Bytes) -> Option<(i16, Vec<Fetched>)> {
    let mut at = Reader::new(body, false);
    at.i32()?;
    let mut error = 0;
    if version >= 7 {
        error = at.i16()?;
        at.i32()?;
    }
    let topics = at.list(|at| {
        at.text()?;
        at.list(|at| {
            let (partition, error) = (at.i32()?, at.i16()?);
            let end = at.i64()?;
            at.i64()?;
            if version >= 5 {
                at.i64()?;
            }
            let aborted = at.list(|at| Some((at.i64()?, at.i64()?)))?;
            if version >= 11 {
                at.i32()?;
            }
            let records = body.slice_ref(at.bytes()?);
            Some(Fetched {
                partition,
                error,
                end,
                aborted,
                records,
            })
        })
    })?;
    Some((error, topics.into_iter().flatten().collect()))
}

/// Asks for the oldest offsets that partitions of a topic keep.
pub(super) fn first_offsets(version: i16, topic: &str, partitions: &[i32]) -> Writer {
    let mut out = Writer::new(false);
    out.i32(-1);
    if version >= 2 {
        out.i8(1);
    }
    out.length(1);
    out.text(topic);
    out.length(partitions.len());
    for partition in partitions {
        out.i32(*partition);
        out.i64(-2);
    }
    out
}

/// Of each partition its number, an error and the offset.
pub(super) fn read_offsets(version: i16, at: &mut Reader<'_>) -> Option<Vec<(i32, i16, i64)>> {
    if version >= 2 {
        at.i32()?;
    }
    let topics = at.list(|at| {
        at.text()?;
        at.list(|at| {
            let (partition, error) = (at.i32()?, at.i16()?);
            at.i64()?;
            Some((partition, error, at.i64()?))
        })
    })?;
    Some(topics.into_iter().flatten().collect())
}

/// Asks for a number by which a broker knows a batch that it is sent again.
pub(super) fn init_producer(version: i16) -> Writer {
    let mut out = Writer::new(Api::InitProducerId.is_compact(version));
    out.no_text();
    out.i32(60_000);
    if version >= 3 {
        out.i64(-1);
        out.i16(-1);
    }
    out.no_tags();
    out
}

/// An error, the number and its epoch.
pub(super) fn read_producer(at: &mut Reader<'_>) -> Option<(i16, i64, i16)> {
    at.i32()?;
    Some((at.i16()?, at.i64()?, at.i16()?))
}

#[cfg(test)]
mod tests;
