//! Why a benchmark could not be run to its end.

use std::io;
use std::path::PathBuf;

/// Why a benchmark could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// A file or directory.
    #[error("{attempt} {}", path.display())]
    File {
        /// What was attempted.
        attempt: &'static str,
        /// With which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The server did not start; its log says why.
    #[error("start the server: {why}; see {}", log.display())]
    Start {
        /// What happened.
        why: &'static str,
        /// The server's log.
        log: PathBuf,
    },
    /// The server could not be ended.
    #[error("stop the server")]
    Stop(#[source] io::Error),
    /// A connection to the server.
    #[error("talk to the server")]
    Connection(#[from] io::Error),
    /// The server answered otherwise than it should.
    #[error("{request}: the server answered {status}: {start}")]
    Answer {
        /// To which request.
        request: &'static str,
        /// The status.
        status: u16,
        /// How the answer begins. It is about made-up people.
        start: String,
    },
    /// A thread of the generator ended early.
    #[error("a thread of the load generator panicked")]
    Thread,
    /// The store.
    #[error("open or write a copy of the store")]
    Store(#[from] telos_store::StoreError),
    /// What was recorded is not what was expected.
    #[error("replay the recorded commits: {0}")]
    Replay(&'static str),
}

/// Names the file that an I/O error is about.
pub(super) fn file(
    attempt: &'static str,
    path: impl Into<PathBuf>,
) -> impl FnOnce(io::Error) -> BenchError {
    let path = path.into();
    move |source| BenchError::File {
        attempt,
        path,
        source,
    }
}
