//! The log: to standard error, by `TELOS_LOG`, as text or JSON lines. See LOGGING.md.

use tracing_subscriber::EnvFilter;

use crate::cli::{Log, LogFormat};

/// The client of NATS tells of subjects, which may name people; what fails is logged by us.
const QUIET: &str = "async_nats=off";

/// Starts logging. A second start in one process changes nothing.
pub(crate) fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match QUIET.parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would say on standard error that it cannot write there, and panic: a full disk.
        .log_internal_errors(false);
    // An error means that logging was started before, which is as good.
    let _ = match log.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
