//! The pure core of Telos: what an event, a consent or a change of policy does to a person.
//!
//! No I/O, no clock, no randomness: values in, values out. Read `process.rs` first; it shows the
//! seven stages of an event's way in order.

pub mod id;
pub mod json;
pub mod normalise;
pub mod time;
pub mod value;

pub mod process;

pub mod activate;
pub mod age;
pub mod catalog;
pub mod consent;
pub mod decide;
pub mod deliver;
pub mod erased;
pub mod form;
pub mod gate;
pub mod identity;
pub mod merge;
pub mod message;
pub mod notice;
pub mod people;
mod permissions;
pub mod profile;
pub mod record;
pub mod request;
pub mod retention;
pub mod segment;
pub mod signal;
pub mod standing;
pub mod sync;
