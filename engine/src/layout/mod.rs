//! Where everything stands in the store, and in which bytes.
//!
//! Every stored form begins with a version byte; a form that was released is never changed in
//! place, a new version is added beside it.

mod deed;
mod delivery;
mod erasure;
mod event;
mod family;
mod foreign;
pub mod keys;
mod ledger;
mod look;
mod node;
mod node_full;
mod permission;
mod request;
mod sync;
pub(crate) mod wire;

pub use deed::{Deed, read_deed, write_deed};
pub(crate) use delivery::{
    failure, failure_number, read_delivered, read_holding, read_replay, read_review, read_waiting,
    write_delivered, write_holding, write_replay, write_review, write_waiting,
};
pub use erasure::{Erasure, read_erasure, write_erasure};
pub use event::{Entry, Located, read_entry, read_located, write_entry, write_located};
pub use family::{read_family, write_family};
pub use foreign::{read_foreign, write_foreign};
pub use ledger::{
    StoredKey, StoredPublic, read_checkpoint, read_entries, read_hashes, read_head, read_index,
    read_key, read_public, write_checkpoint, write_entries, write_hashes, write_head, write_index,
    write_key, write_public,
};
pub use look::{read_look, write_look};
pub use node::{read_node, write_node};
pub use permission::{RecordedFact, read_fact, write_fact};
pub use request::{
    Ended, Ending, read_ended, read_request, read_request_place, write_ended, write_request,
    write_request_place,
};
pub(crate) use sync::{read_base, read_standing, write_base, write_standing};
pub use wire::Damaged;
