//! Reaching the systems of others, for both doors: destinations that are sent to, sources that are
//! read.
//!
//! Every connection goes to addresses that the catalog allows and over TLS that holds ([`wire`]), by
//! whatever is spoken there: HTTP ([`wire`]), mail ([`smtp`]), brokers of messages ([`broker`]),
//! databases ([`sql`]), buckets and folders ([`objects`]). What may be sent is decided above, by the
//! gate; here is only how. What goes wrong is a [`Failure`](telos_model::deliver::Failure), which
//! says nothing of what was sent.

pub mod broker;
pub mod objects;
pub mod secret;
pub mod smtp;
pub mod sql;
pub mod wire;
