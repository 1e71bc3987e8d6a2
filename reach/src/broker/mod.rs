//! Brokers of messages, for both doors: connections to addresses that the catalog allows, over TLS
//! that holds.

pub mod kafka;
pub mod mqtt;
pub mod nats;
mod tls;

use telos_model::catalog::{Broker, Secret};
use telos_model::deliver::Failure;

use crate::secret::find as find_secret;

/// What Telos calls itself.
const NAME: &str = "telos";

/// The secrets of a broker, as far as the catalog names some. `Debug` is not to be had.
struct Login {
    /// A user and what they show.
    user: Option<(String, String)>,
    token: Option<String>,
}

impl Login {
    /// Looks for the secrets where the catalog says they are.
    fn find(broker: &Broker) -> Result<Self, Failure> {
        let found = |secret: &Option<Secret>| {
            let found = secret.as_ref().map(find_secret);
            found
                .map(|secret| secret.ok_or(Failure::NoSecret))
                .transpose()
        };
        let password = found(&broker.password)?.unwrap_or_default();
        let user = broker.user.as_ref();
        Ok(Self {
            user: user.map(|user| (user.to_string(), password)),
            token: found(&broker.token)?,
        })
    }
}
