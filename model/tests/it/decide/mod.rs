//! Consent facts, their fold, and `decide`. The promises are numbered in docs/INVARIANTS.md.

mod arbitrary;
mod exhaustive;
mod family;
mod gates;
mod promises;
mod pruning;
mod reach;
mod record;
mod support;
mod wishes;
