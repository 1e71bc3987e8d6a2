//! A client of a Kafka broker for tests, with the codec of others: what it says does not rest on
//! what is tested.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use bytes::{Buf as _, Bytes, BytesMut};
use kafka_protocol::messages::create_topics_request::CreatableTopic;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{
    ApiKey, CreateTopicsRequest, CreateTopicsResponse, DeleteTopicsRequest, DeleteTopicsResponse,
    FetchRequest, FetchResponse, ProduceRequest, ProduceResponse, RequestHeader, ResponseHeader,
    TopicName,
};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};
use kafka_protocol::records::{
    Compression, NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Record,
    RecordBatchDecoder, RecordBatchEncoder, RecordEncodeOptions, TimestampType,
};

/// How long the broker may take.
const WAIT_MS: i32 = 5_000;

/// A client of a broker that leads all partitions.
pub(crate) struct Client {
    stream: TcpStream,
}

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Got {
    pub(crate) key: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
}

impl Client {
    pub(crate) fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("connects");
        Self { stream }
    }

    fn ask<Q: Encodable + HeaderVersion, A: Decodable + HeaderVersion>(
        &mut self,
        key: ApiKey,
        version: i16,
        request: &Q,
    ) -> A {
        let header = RequestHeader::default()
            .with_request_api_key(key as i16)
            .with_request_api_version(version)
            .with_client_id(Some(text("tests")));
        let mut out = BytesMut::new();
        header
            .encode(&mut out, Q::header_version(version))
            .expect("written");
        request.encode(&mut out, version).expect("written");
        let length = u32::try_from(out.len()).expect("small");
        self.stream.write_all(&length.to_be_bytes()).expect("sent");
        self.stream.write_all(&out).expect("sent");
        let mut head = [0; 4];
        self.stream.read_exact(&mut head).expect("answers");
        let mut answer = vec![0; u32::from_be_bytes(head) as usize];
        self.stream.read_exact(&mut answer).expect("answers");
        let mut answer = Bytes::from(answer);
        ResponseHeader::decode(&mut answer, A::header_version(version)).expect("a head");
        A::decode(&mut answer, version).expect("an answer")
    }

    /// Makes a topic, in place of one that may be there.
    pub(crate) fn make(&mut self, topic: &str, partitions: i32) {
        self.delete(topic);
        let topic = CreatableTopic::default()
            .with_name(name(topic))
            .with_num_partitions(partitions)
            .with_replication_factor(1);
        let request = CreateTopicsRequest::default()
            .with_topics(vec![topic])
            .with_timeout_ms(WAIT_MS);
        let made: CreateTopicsResponse = self.ask(ApiKey::CreateTopics, 4, &request);
        assert_eq!(made.topics[0].error_code, 0, "{made:?}");
    }

    pub(crate) fn delete(&mut self, topic: &str) {
        let request = DeleteTopicsRequest::default()
            .with_topic_names(vec![name(topic)])
            .with_timeout_ms(WAIT_MS);
        let _: DeleteTopicsResponse = self.ask(ApiKey::DeleteTopics, 3, &request);
    }

    /// Writes values to a partition, in one batch.
    pub(crate) fn write(&mut self, topic: &str, partition: i32, values: &[String]) {
        let records = (0..).zip(values).map(|(at, value)| Record {
            transactional: false,
            control: false,
            delete_horizon: false,
            partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
            producer_id: NO_PRODUCER_ID,
            producer_epoch: NO_PRODUCER_EPOCH,
            timestamp_type: TimestampType::Creation,
            offset: at,
            sequence: i32::try_from(at).expect("few"),
            timestamp: 1_777_000_000_000,
            key: Some(Bytes::from_static(b"k")),
            value: Some(value.clone().into()),
            headers: std::iter::empty().collect(),
        });
        let records: Vec<Record> = records.collect();
        let options = RecordEncodeOptions {
            version: 2,
            compression: Compression::None,
        };
        let mut batch = BytesMut::new();
        RecordBatchEncoder::encode(&mut batch, &records, &options).expect("a batch");
        let data = PartitionProduceData::default()
            .with_index(partition)
            .with_records(Some(batch.freeze()));
        let data = TopicProduceData::default()
            .with_name(name(topic))
            .with_partition_data(vec![data]);
        let request = ProduceRequest::default()
            .with_acks(-1)
            .with_timeout_ms(WAIT_MS)
            .with_topic_data(vec![data]);
        let came: ProduceResponse = self.ask(ApiKey::Produce, 5, &request);
        let came = &came.responses[0].partition_responses[0];
        assert_eq!(came.error_code, 0, "{came:?}");
    }

    /// All that a partition holds.
    pub(crate) fn read(&mut self, topic: &str, partition: i32) -> Vec<Got> {
        let mut all: Vec<Got> = Vec::new();
        let mut next = 0;
        loop {
            let asked = FetchPartition::default()
                .with_partition(partition)
                .with_fetch_offset(next)
                .with_partition_max_bytes(1 << 20);
            let asked = FetchTopic::default()
                .with_topic(name(topic))
                .with_partitions(vec![asked]);
            let request = FetchRequest::default()
                .with_max_wait_ms(1)
                .with_min_bytes(1)
                .with_topics(vec![asked]);
            let came: FetchResponse = self.ask(ApiKey::Fetch, 6, &request);
            let records = came.responses.into_iter().next();
            let records = records.and_then(|mut topic| topic.partitions.remove(0).records);
            let mut records = records.unwrap_or_default();
            let before = next;
            while records.has_remaining() {
                let batch = RecordBatchDecoder::decode(&mut records).expect("a batch");
                for record in batch.records {
                    if record.offset >= next {
                        next = record.offset + 1;
                        all.push(got(record));
                    }
                }
            }
            if next == before {
                return all;
            }
        }
    }
}

fn got(record: Record) -> Got {
    let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).expect("text");
    let headers = record.headers.into_iter();
    let headers = headers.map(|(name, value)| (name.to_string(), text(value.unwrap_or_default())));
    Got {
        key: record.key.map(text),
        value: record.value.map(text),
        headers: headers.collect(),
    }
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn name(topic: &str) -> TopicName {
    TopicName(text(topic))
}
