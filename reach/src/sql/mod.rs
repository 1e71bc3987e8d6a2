//! Connections to databases, for destinations and sources alike: to addresses that the catalog
//! allows, over TLS unless they lie inside.

pub mod mysql;
mod pgtls;
pub mod postgres;

use telos_connect::destination::is_allowed;
use telos_model::catalog::{Inside, Secret, Target};
use telos_model::deliver::Failure;
use tokio::net::TcpStream;

use crate::secret::find as find_secret;
use crate::wire;

/// Where a database is, and who Telos is there. The path of the target is its name.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its host and port, whether it takes TLS, and its name.
    pub target: &'a Target,
    /// Who Telos is there.
    pub user: &'a str,
    /// What shows it, if anything.
    pub secret: Option<&'a Secret>,
}

impl<'a> Place<'a> {
    /// The name of the database.
    #[must_use]
    pub fn database(&self) -> &'a str {
        self.target.path.trim_start_matches('/')
    }

    fn password(&self) -> Result<Option<String>, Failure> {
        let found = self
            .secret
            .map(|secret| find_secret(secret).ok_or(Failure::NoSecret));
        found.transpose()
    }

    /// A connection. What goes in clear goes to an address inside, whatever its name leads to.
    async fn stream(&self) -> Result<TcpStream, Failure> {
        let stream = wire::reach(self.target).await?;
        let peer = stream.peer_addr().map_err(|_| Failure::Unreachable)?;
        if !self.target.https && is_allowed(peer.ip(), Inside::No) {
            return Err(Failure::Certificate);
        }
        Ok(stream)
    }
}
