//! The server over a real engine in memory, with the shipped catalog.

mod bad_input;
mod console;
mod cors;
mod deciding;
mod forms;
mod openapi;
mod reading;
mod requesting;
mod serving;
mod signals;
mod support;
mod tracking;
mod transparency;
