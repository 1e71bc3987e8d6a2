//! Fuzzes TCF and GPP strings.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| telos_fuzz::signals(bytes));
