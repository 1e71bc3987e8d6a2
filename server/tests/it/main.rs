//! The server over a real engine in memory, with the shipped catalog.

mod auditing;
mod bad_input;
mod console;
mod console_requests;
mod cors;
mod deciding;
mod forms;
mod hooks;
mod ledger;
mod me;
mod notes;
mod openapi;
mod opendsr;
mod packages;
mod reading;
mod receipts;
mod receiving;
mod receiving_tables;
mod requesting;
mod sending;
mod serving;
mod signals;
mod stating;
mod support;
mod tracking;
mod transparency;
