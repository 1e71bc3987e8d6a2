//! What came of one partition, as rows: in its order, and with how far it is behind them.

use std::ops::Range;

use bytes::Bytes;
use telos_connect::import::Reject;
use telos_reach::broker::kafka::{Batch, Unread};

use super::super::State;
use super::super::messages::{Came, rows};
use super::super::take::{Row, Rows};
use super::mark;
use super::reader::{Look, Part};

/// What came of one partition.
pub(super) struct Found {
    /// Where it stands among the reader's partitions.
    pub(super) at: usize,
    pub(super) from: i64,
    pub(super) batches: Vec<Batch>,
}

/// Takes in what came of a partition, in its order.
pub(super) async fn take(look: &Look<'_>, part: &Part, found: Found) -> Result<(), State> {
    let mut taking = Taking {
        look,
        part,
        rows: Vec::new(),
        count: 0,
    };
    for batch in &found.batches {
        let from = found.from.max(batch.first);
        let mut read = from;
        let records = batch.records(found.from);
        let unread = match records {
            Err(unread) => Some(unread),
            Ok(records) => {
                let mut unread = None;
                for record in records {
                    match record {
                        Ok(record) => {
                            read = record.offset + 1;
                            let (key, value) = (record.key, record.value);
                            taking.add(record.offset, record.time, (key, value)).await?;
                        }
                        Err(why) => unread = Some(why),
                    }
                }
                unread
            }
        };
        if let Some(why) = unread {
            taking.set_aside(read..batch.next, why);
        }
    }
    let next = found.batches.last().map_or(found.from, |batch| batch.next);
    taking.flush(next).await
}

/// Rows of a partition that gather for a commit.
struct Taking<'t> {
    look: &'t Look<'t>,
    part: &'t Part,
    rows: Vec<Row>,
    /// How many records they are of.
    count: usize,
}

impl Taking<'_> {
    async fn add(
        &mut self,
        offset: i64,
        time: i64,
        (key, value): (Option<Bytes>, Option<Bytes>),
    ) -> Result<(), State> {
        let look = self.look;
        let topic = &*look.def.stream;
        let place = format!("{topic}, partition {}, {offset}", self.part.number);
        // A topic that was made anew begins its offsets anew.
        let (offset_bytes, time) = (offset.to_be_bytes(), time.to_be_bytes());
        let id = [&*self.part.name, &look.topic, &offset_bytes, &time].concat();
        let key = String::from_utf8_lossy(key.as_deref().unwrap_or_default());
        let came = Came {
            place: &place,
            id: &id,
            labels: &[("@topic", topic), ("@key", &key)],
            payload: value.as_deref().unwrap_or_default(),
        };
        self.rows.extend(rows(look.mapping, came));
        self.count += 1;
        if self.count >= look.rows_max {
            self.flush(offset + 1).await?;
        }
        Ok(())
    }

    /// Records that cannot be read as such.
    fn set_aside(&mut self, offsets: Range<i64>, why: Unread) {
        let place = format!(
            "{}, partition {}, from {} to {}",
            self.look.def.stream,
            self.part.number,
            offsets.start,
            offsets.end - 1
        );
        let why = match why {
            Unread::Garbled => GARBLED,
            Unread::TooLarge => TOO_LARGE,
        };
        self.rows.push(refused(place, why));
    }

    /// Takes in what gathered, with how far the partition is then.
    async fn flush(&mut self, next: i64) -> Result<(), State> {
        self.count = 0;
        if self.rows.is_empty() {
            return Ok(());
        }
        let mark = mark(next, self.look.topic);
        let rows = Rows {
            rows: &self.rows,
            mark: Some((&self.part.name, &mark)),
        };
        self.look.taker.take(rows).await?;
        self.rows.clear();
        Ok(())
    }
}

/// What is wrong with records that are no rows: a name for it, a reason and what mends it.
pub(super) type Why = [&'static str; 3];
pub(super) const MISSED: Why = [
    "records_missed",
    "the topic let go of records before they were read",
    "have the topic keep them longer, and send again what is missing",
];
const GARBLED: Why = [
    "batch_invalid",
    "the batch is not of a form that can be read",
    "see what its producer sends",
];
const TOO_LARGE: Why = [
    "batch_too_large",
    "the batch is larger than it may be once it is unpacked",
    "send smaller batches",
];

pub(super) fn refused(place: String, [code, reason, mend]: Why) -> Row {
    Row {
        place: place.into(),
        outcome: Err(vec![Reject {
            code,
            place: Box::default(),
            reason,
            mend,
        }]),
    }
}
