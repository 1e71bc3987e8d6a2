//! The engine: loads people, takes messages through `model`'s stages, commits, and answers.
//!
//! In reading order: [`Engine`] is the handle; `pipeline` has the two threads; `core` decides a
//! group; `gather` and `prepare` are its two ends, `known` is who it keeps in memory; `read` answers
//! questions about one person; `oneself` answers that person, `addresses` keeps what lets them in,
//! `declare` takes what they say, `look`
//! records who looked at them, `pass` keeps what they sign in with; `deeds` proves what was done
//! about them; [`ledger`] keeps the proof of every permission fact; [`audit`] answers the privacy
//! officer with it.

mod addresses;
mod answer;
pub mod audit;
mod cache;
mod catalogs;
mod clock;
mod core;
pub mod counts;
mod declare;
mod deeds;
mod desk;
mod engine;
mod erase;
mod erasing;
mod foreign;
mod foresee;
mod gather;
mod intake;
mod job;
mod known;
pub mod layout;
pub mod ledger;
mod live;
mod load;
mod look;
mod maker;
mod oneself;
pub mod outbox;
mod package;
mod pass;
mod pipeline;
mod prepare;
mod proofs;
mod read;
mod renewals;
mod request_rows;
mod requests;
mod retention;
mod sealed;
mod sweep;
pub mod sync;
mod telling;
#[doc(hidden)]
pub mod testing;
mod trimming;
mod warm;

pub use addresses::{Added, AddressFailed, OwnAddress, Released};
pub use answer::{
    Count, Counted, DecisionAnswer, EventAnswer, EventExplained, Ground, LiveOutcome, LiveWhat,
    OneNode, ProfileAnswer, ProfileSeen, PurposeState, ReadError, Receipt, SeenIdentifier, Status,
    SubmitError, TimelineAnswer, TimelineEntry, WhyOne, WhyWithheld, Withheld,
};
pub use catalogs::VERSIONS_MAX;
pub use catalogs::{AppliedVersion, ApplyError, CatalogError, stored_slots};
pub use clock::{Clock, ManualClock, SystemClock};
pub use core::CacheSizes;
pub use declare::Said;
pub use deeds::{DEEDS_MAX, ProvenDeed};
pub use desk::{DESK_LOOKED_MAX, DeskPage, DeskPlace, EndedRequest};
pub use engine::{Engine, OpenError, Options, Stats};
pub use erase::{EraseFailed, PURGE_AFTER_MILLIS};
pub use foreign::{FOREIGN_CALLBACKS_MAX, FOREIGN_PEOPLE_MAX, Foreign, ForeignAsk, Standing, Told};
pub use intake::{ASIDE_MAX, Aside, MARK_BYTES_MAX, Progress};
pub use job::{Kept, Refused, UnmergeFailed};
pub use live::{LAG_MAX, RECENT_MAX};
pub use look::{LOOKS_MAX, Look, LookedAt, Looker};
pub use oneself::{Choices, Done, Everything, FACTS_SHOWN_MAX, Oneself, PurposeChoice};
pub use package::{
    DOWNLOAD_DAYS, LeftOut, Offered, PACKAGE_EVENTS_MAX, PACKAGE_OTHERS_MAX, Package,
};
pub use pass::{PASS_BYTES_MAX, PassKind};
pub use pipeline::{ATTEMPTS_MAX, GROUP_EVENTS_MAX, QUEUE_EVENTS_MAX, QUEUE_JOBS_MAX};
pub use read::{PAGE_ENTRIES_MAX, Who};
pub use renewals::{RENEWALS_NODES_MAX, Renewal, Renewals};
pub use requests::{
    Ask, Asked, HERE, OPEN_MAX, OPEN_PAGE_MAX, PERSON_REQUESTS_MAX, RequestAnswer, RequestFailed,
};
pub use retention::{Swept, TrimFailed};
pub use telling::{Reach, RequestChange, RequestHappened};
