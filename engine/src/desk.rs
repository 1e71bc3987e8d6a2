//! What staff see of requests: those that are open and those that ended, page by page, and what an
//! open one would come to.

use std::fmt;

use telos_model::request::{Delay, Plan, Request, RequestId, State, answer_deadline};
use telos_model::time::Timestamp;
use telos_store::{Commit, Put};

use crate::answer::ReadError;
use crate::deeds::STAFF;
use crate::engine::Engine;
use crate::layout::{self, Ended, Ending, keys};
use crate::ledger::Act;
use crate::load::Person;
use crate::read::Who;
use crate::requests::{RequestAnswer, RequestFailed};

/// The most requests that one page looks at.
pub const DESK_LOOKED_MAX: usize = 500;

/// A place in a list of requests, from which the next page goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeskPlace([u8; 24]);

impl fmt::Display for DeskPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DeskPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl DeskPlace {
    /// Reads a place as its text has it: 48 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.len() != 48 || !plain {
            return None;
        }
        let mut place = [0; 24];
        for (at, byte) in place.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(place))
    }

    fn of(sort: &[u8]) -> Option<Self> {
        sort.try_into().ok().map(Self)
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct DeskPage<T> {
    /// What was found.
    pub items: Vec<T>,
    /// Where the next page goes on; none at the end. A page that looked at
    /// [`DESK_LOOKED_MAX`] may be empty and not be the last.
    pub next: Option<DeskPlace>,
}

/// A request that ended, without what it was about: also of people who were erased since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedRequest {
    /// Its id.
    pub id: RequestId,
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub ended: Ended,
}

impl Engine {
    /// Open requests that are wanted, the first to be late first.
    pub fn open_page(
        &self,
        after: Option<DeskPlace>,
        items_max: usize,
        wanted: impl Fn(&Request) -> bool,
    ) -> Result<DeskPage<Request>, ReadError> {
        let mut page = DeskPage {
            items: Vec::new(),
            next: None,
        };
        let after = after.as_ref().map(|place| &place.0[..]);
        let range = keys::requests_open_after(after);
        let rows = self.inner.store.scan(&range, DESK_LOOKED_MAX)?;
        let all = rows.len() < DESK_LOOKED_MAX;
        let count = rows.len();
        for (place, (sort, _)) in rows.into_iter().enumerate() {
            let Some(id) = keys::open_request_id(&sort) else {
                continue;
            };
            // Whoever was erased meanwhile asks for nothing any more.
            if let RequestAnswer::Known(request) = self.request(id)?
                && wanted(&request)
            {
                page.items.push(*request);
            }
            let last = place + 1 == count;
            if page.items.len() >= items_max || last {
                page.next = DeskPlace::of(&sort).filter(|_| !(last && all));
                break;
            }
        }
        Ok(page)
    }

    /// Requests that ended in a time and are wanted, the newest first.
    pub fn ended_page(
        &self,
        (from, until): (Timestamp, Timestamp),
        after: Option<DeskPlace>,
        items_max: usize,
        wanted: impl Fn(&Ended) -> bool,
    ) -> Result<DeskPage<EndedRequest>, ReadError> {
        let mut page = DeskPage {
            items: Vec::new(),
            next: None,
        };
        let after = after.as_ref().map(|place| &place.0[..]);
        let range = keys::requests_ended(from, until, after);
        let rows = self.inner.store.scan(&range, DESK_LOOKED_MAX)?;
        let all = rows.len() < DESK_LOOKED_MAX;
        let count = rows.len();
        for (place, (sort, row)) in rows.into_iter().enumerate() {
            let ended = layout::read_ended(&row.value)?;
            if let Some((at, id)) = keys::request_sort_parts(&sort)
                && wanted(&ended)
            {
                page.items.push(EndedRequest { id, at, ended });
            }
            let last = place + 1 == count;
            if page.items.len() >= items_max || last {
                page.next = DeskPlace::of(&sort).filter(|_| !(last && all));
                break;
            }
        }
        Ok(page)
    }

    /// What a request would come to if it was begun now. Nothing is changed.
    pub fn foresee_request(&self, request: &Request) -> Result<Option<Plan>, ReadError> {
        let Some(person) = self.person(&Who::Node(request.case().person))? else {
            return Ok(None);
        };
        let policy = self.policy();
        let plan = self.foreseen(&policy.catalog, request.case(), &person, self.now())?;
        Ok(Some(plan))
    }

    /// Takes more time for a reason that the person is told, as far as the law of the deadline
    /// gives it.
    pub fn extend_request_for(&self, id: RequestId, why: Delay) -> Result<Request, RequestFailed> {
        let now = self.now();
        let policy = self.policy();
        let change = |request: Request, _: &Person| {
            let case = request.case();
            let (holds, received) = (case.jurisdictions, case.received);
            let late_at = answer_deadline(&policy.catalog, holds, case.right, received, true);
            let late_at = late_at.map_or(case.deadline.late_at, |deadline| deadline.late_at);
            Ok(request.extend_for(late_at, now, Some(why))?)
        };
        self.change_over(id, change, |request| {
            Some((Act::Extended { request }, STAFF))
        })
    }

    /// Notes that a request ended with its person, whose erasure took it along.
    pub(crate) fn note_erased(&self, request: &Request, at: Timestamp) -> Result<(), ReadError> {
        self.inner.store.commit(Commit {
            name: "ended",
            puts: vec![ended_put(request, at, Ending::Erased)],
            ..Commit::default()
        })?;
        Ok(())
    }
}

/// The row that says how a request ended, if it did.
pub(crate) fn ended_row(request: &Request) -> Option<Put> {
    let (at, ending) = match request.state() {
        State::Completed(answered) => (answered.at, Ending::Completed),
        State::Refused { at, why } => (*at, Ending::Refused(*why)),
        State::Cancelled { at } => (*at, Ending::Cancelled),
        State::Received | State::Identified | State::Working(_) => return None,
    };
    Some(ended_put(request, at, ending))
}

fn ended_put(request: &Request, at: Timestamp, ending: Ending) -> Put {
    let case = request.case();
    Put {
        key: keys::ended_request(at, case.id),
        version: 0,
        value: layout::write_ended(&Ended {
            right: case.right,
            jurisdiction: case.deadline.jurisdiction,
            ending,
            in_time: at < request.late_at(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_is_written_and_nothing_else_does() {
        let place = DeskPlace(std::array::from_fn(|at| u8::try_from(at * 7).unwrap_or(0)));
        assert_eq!(DeskPlace::parse(&place.to_string()), Some(place));
        for bad in ["", "00", &"g".repeat(48), &"+1".repeat(24), &"0".repeat(50)] {
            assert_eq!(DeskPlace::parse(bad), None, "{bad}");
        }
    }
}
