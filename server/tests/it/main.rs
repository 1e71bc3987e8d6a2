//! The server over a real engine in memory, with the shipped catalog.

mod bad_input;
mod console;
mod cors;
mod deciding;
mod me;
mod openapi;
mod reading;
mod serving;
mod stating;
mod support;
mod tracking;
