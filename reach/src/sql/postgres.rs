//! Connections to PostgreSQL, and what its errors come to.

use std::error::Error as _;
use std::io;

use telos_model::deliver::Failure;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error};

use super::Place;
use super::pgtls::Tls;
use crate::wire;

/// Connects. `options` are settings of the session, as `-c name=value`.
pub async fn connect(
    place: Place<'_>,
    options: &str,
    client: &wire::Client,
) -> Result<Client, Failure> {
    let mut config = Config::new();
    config
        .user(place.user)
        .dbname(place.database())
        .application_name("telos");
    if !options.is_empty() {
        config.options(options);
    }
    if let Some(password) = place.password()? {
        config.password(password);
    }
    let connector = if place.target.https {
        config.ssl_mode(SslMode::Require);
        Some(client.tls().ok_or(Failure::Certificate)?)
    } else {
        config.ssl_mode(SslMode::Disable);
        None
    };
    let stream = place.stream().await?;
    let host = place.target.host.clone();
    let connected = config.connect_raw(stream, Tls { connector, host }).await;
    let (client, connection) = connected.map_err(|error| failure(&error))?;
    tokio::spawn(async move {
        // Whoever asks over it is told of what breaks.
        let _ = connection.await;
    });
    Ok(client)
}

/// What went wrong, with a status as HTTP would have it: 401 for whoever is not let in, 403 for what
/// is not allowed, 404 for what is not there, 507 for a full disk, 422 for a row that is never taken, 400 for a statement
/// that the table does not fit, 503 for the rest.
#[must_use]
pub fn failure(error: &Error) -> Failure {
    if let Some(state) = error.code() {
        return meaning(state);
    }
    let inner = error.source();
    if let Some(inner) = inner.and_then(|inner| inner.downcast_ref::<io::Error>()) {
        return wire::untrusted(inner);
    }
    // The client tells these apart by their texts alone.
    let text = error.to_string();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if begins(&["error performing TLS handshake"]) {
        Failure::Certificate
    } else if begins(&["authentication error", "invalid configuration"]) {
        // What it asks for is another way than the client has, or more than the catalog names.
        Failure::Answered(401)
    } else if begins(&["error parsing", "unexpected message"]) {
        Failure::Garbled
    } else {
        Failure::Unreachable
    }
}

fn meaning(state: &SqlState) -> Failure {
    let code = state.code();
    match (code.get(..2).unwrap_or_default(), code) {
        (_, "57014") => Failure::NoAnswer,
        ("08" | "57", _) => Failure::Unreachable,
        ("28", _) => Failure::Answered(401),
        (_, "42501") => Failure::Answered(403),
        (_, "53100") => Failure::Answered(507),
        ("3D" | "3F", _) | (_, "42P01" | "42703" | "42704") => Failure::Answered(404),
        // Values that a column does not take, and what a trigger or a view says no to.
        ("22" | "23" | "44" | "54" | "P0", _) => Failure::Answered(422),
        ("42", _) => Failure::Answered(400),
        _ => Failure::Answered(503),
    }
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{Inside, Target};
    use tokio_rustls::rustls::pki_types::CertificateDer;
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;

    use super::*;

    const CERTIFICATE: &str = include_str!("../../tests/certificates/localhost.cert.pem");

    fn target(https: bool, inside: Inside) -> Target {
        let url = std::env::var("TELOS_TEST_POSTGRES");
        let url = url.expect("a PostgreSQL to test with: run `cargo xtask servers COMMAND`");
        let (_, port) = url.rsplit_once(':').expect("a port");
        let (port, path) = port.split_once('/').expect("a database");
        Target {
            https,
            host: "localhost".into(),
            port: port.parse().expect("a port"),
            path: format!("/{path}").into(),
            inside,
        }
    }

    async fn connected(target: &Target, authorities: Vec<Vec<u8>>) -> Result<bool, Failure> {
        let place = Place {
            target,
            user: "telos",
            secret: None,
        };
        let client = connect(place, "", &wire::Client::new(authorities)).await?;
        let asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let row = client.query_one(asked, &[]).await;
        Ok(row.map_err(|error| failure(&error))?.get(0))
    }

    #[tokio::test]
    async fn tls_is_spoken_with_whoever_has_a_certificate_that_is_believed() {
        let der = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("PEM");
        let target = target(true, Inside::Loopback);
        assert_eq!(connected(&target, vec![der.to_vec()]).await, Ok(true));
        let other = connected(&target, Vec::new()).await;
        assert_eq!(other, Err(Failure::Certificate));
    }

    #[tokio::test]
    async fn a_database_inside_is_reached_only_where_the_catalog_says_so() {
        let inside = connected(&target(false, Inside::Loopback), Vec::new()).await;
        assert_eq!(inside, Ok(false));
        let refused = connected(&target(true, Inside::No), Vec::new()).await;
        assert_eq!(refused, Err(Failure::Inside));
    }

    #[test]
    fn what_the_database_says_is_told_as_a_status() {
        for (code, status) in [
            ("28P01", 401),
            ("42501", 403),
            ("3D000", 404),
            ("42P01", 404),
            ("42703", 404),
            ("42P10", 400),
            ("22007", 422),
            ("23514", 422),
            ("40P01", 503),
            ("53300", 503),
            ("53100", 507),
        ] {
            let meant = meaning(&SqlState::from_code(code));
            assert_eq!(meant, Failure::Answered(status), "{code}");
        }
        let broken = [
            ("57P01", Failure::Unreachable),
            ("57014", Failure::NoAnswer),
        ];
        for (code, failure) in broken {
            assert_eq!(meaning(&SqlState::from_code(code)), failure, "{code}");
        }
    }
}
