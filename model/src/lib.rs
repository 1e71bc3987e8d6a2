//! The pure core of Telos: what an event, a consent or a change of policy does to a person.
//!
//! No I/O, no clock, no randomness: values in, values out. Read `process.rs` first; it shows the
//! seven stages of an event's way in order.

pub mod id;
pub mod json;
pub mod normalise;
pub mod time;
pub mod value;

pub mod catalog;
pub mod consent;
pub mod decide;
pub mod identity;
pub mod people;
pub mod profile;
pub mod segment;
