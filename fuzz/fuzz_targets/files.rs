//! Fuzzes mappings and import files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| telos_fuzz::files(bytes));
