//! Fuzzes segment text and JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| telos_fuzz::segments(bytes));
