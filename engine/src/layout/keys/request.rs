//! The keys of requests and of what hangs on them.

use telos_model::id::NodeId;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;
use telos_store::{Key, Range, Sort, Space};

use super::{Meta, instant, metas, ordered, rows_of};

/// A request about a node's person.
#[must_use]
pub fn request_at(node: NodeId, id: &[u8]) -> Key {
    Key::new(Space::Requests, node.number(), id)
}

/// All requests about a node's person.
#[must_use]
pub fn requests_of(node: NodeId) -> Range {
    rows_of(Space::Requests, node)
}

/// Where a request is, by an id that was given for it.
#[must_use]
pub fn request_place(id: RequestId) -> Key {
    Key::new(Space::Meta, Meta::RequestPlaces as u64, &id.0)
}

/// What another controller asked for, by the keyed hash of its id.
#[must_use]
pub fn foreign(hash: [u8; 16]) -> Key {
    Key::new(Space::Meta, Meta::Foreign as u64, &hash)
}

/// That a controller wants to be told of changes.
#[must_use]
pub fn callbacks(hash: [u8; 16]) -> Key {
    Key::new(Space::Meta, Meta::Callbacks as u64, &hash)
}

/// All that want to be told of changes, from after a place on.
#[must_use]
pub fn all_callbacks(after: Option<[u8; 16]>) -> Range {
    let mut from = after.map_or(Sort::new(), |last| Sort::from_slice(&last));
    if after.is_some() {
        // The least sort that is greater.
        from.push(0);
    }
    Range {
        from,
        reverse: false,
        ..metas(Meta::Callbacks)
    }
}

/// An open request, by when its answer is late.
#[must_use]
pub fn open_request(late_at: Timestamp, id: RequestId) -> Key {
    let mut sort = Sort::from_slice(&ordered(late_at));
    sort.extend_from_slice(&id.0);
    open_request_at(&sort)
}

/// An open request, by its place among all.
#[must_use]
pub fn open_request_at(sort: &[u8]) -> Key {
    Key::new(Space::Meta, Meta::OpenRequests as u64, sort)
}

/// The id of an open request, by its place among all.
#[must_use]
pub fn open_request_id(sort: &[u8]) -> Option<RequestId> {
    let (_, id) = sort.split_first_chunk::<8>()?;
    Some(RequestId(id.try_into().ok()?))
}

/// All open requests, the first to be late first.
#[must_use]
pub fn requests_open() -> Range {
    Range {
        reverse: false,
        ..metas(Meta::OpenRequests)
    }
}

/// Open requests from after a place on, which is the sort of the last one before.
#[must_use]
pub fn requests_open_after(last: Option<&[u8]>) -> Range {
    let mut range = requests_open();
    if let Some(last) = last {
        range.from = Sort::from_slice(last);
        // The least sort that is greater.
        range.from.push(0);
    }
    range
}

/// That a request ended, by when.
#[must_use]
pub fn ended_request(at: Timestamp, id: RequestId) -> Key {
    let mut sort = Sort::from_slice(&ordered(at));
    sort.extend_from_slice(&id.0);
    Key::new(Space::Meta, Meta::EndedRequests as u64, &sort)
}

/// Requests that ended from one instant until before another, the newest first, and before the
/// place of the last one that was read, if some were.
#[must_use]
pub fn requests_ended(from: Timestamp, until: Timestamp, last: Option<&[u8]>) -> Range {
    let end = Sort::from_slice(&ordered(until));
    Range {
        from: Sort::from_slice(&ordered(from)),
        until: Some(match last {
            Some(last) => end.min(Sort::from_slice(last)),
            None => end,
        }),
        ..metas(Meta::EndedRequests)
    }
}

/// When a request of this place ended or is late, and its id.
#[must_use]
pub fn request_sort_parts(sort: &[u8]) -> Option<(Timestamp, RequestId)> {
    let (time, id) = sort.split_first_chunk::<8>()?;
    Some((instant(*time), RequestId(id.try_into().ok()?)))
}
