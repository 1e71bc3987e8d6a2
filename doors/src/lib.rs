//! The two doors to the systems of others that Telos goes through by itself.
//!
//! [`sending`] takes what waits in the outbox to its destinations, [`receiving`] takes in what is new
//! at sources; both connect by [`telos_reach`] and ask the engine for whatever may go or stay.
//! [`destinations`] tells how destinations do, [`rate`] how much a source may send.

pub mod destinations;
pub mod rate;
pub mod receiving;
pub mod sending;
