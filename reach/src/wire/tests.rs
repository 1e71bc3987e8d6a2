//! Servers that lie, and one whose certificate is too old.

use telos_model::catalog::Inside;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::*;

const KEY: &str = include_str!("../../tests/certificates/localhost.key.pem");
const GOOD: &str = include_str!("../../tests/certificates/localhost.cert.pem");
const EXPIRED: &str = include_str!("../../tests/certificates/localhost-expired.cert.pem");
const WAIT: Duration = Duration::from_secs(5);

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM")
}

fn target(https: bool, port: u16) -> Target {
    Target {
        https,
        host: "localhost".into(),
        port,
        path: "".into(),
        inside: Inside::Loopback,
    }
}

/// Says this to whoever asks, again and again if it does not end, and then closes or waits.
async fn server(tls: Option<TlsAcceptor>, said: &'static [u8], ends: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            match &tls {
                None => say(stream, said, ends).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        say(stream, said, ends).await;
                    }
                }
            }
        }
    });
    port
}

async fn say(mut stream: impl AsyncRead + AsyncWrite + Unpin, said: &[u8], ends: bool) {
    let mut asked = [0; 4_096];
    let _ = stream.read(&mut asked).await;
    let _ = stream.write_all(said).await;
    while !ends && stream.write_all(&[b'x'; 4_096]).await.is_ok() {}
    let _ = stream.shutdown().await;
}

async fn asked(client: Client, target: Target) -> Result<u16, Failure> {
    let made = Made {
        target: target.clone(),
        method: "POST",
        path: "/".into(),
        headers: Vec::new(),
        body: b"{}".to_vec(),
    };
    let pool = Pool::new(Arc::new(client), target);
    let answer = pool.send(&made, WAIT).await;
    answer.map(|answer| answer.status)
}

#[tokio::test]
async fn a_certificate_that_ended_is_told_from_one_that_was_never_good() {
    for (offered, believed, expected) in [
        (GOOD, Some(GOOD), Ok(200)),
        (EXPIRED, Some(EXPIRED), Err(Failure::Expired)),
        (GOOD, None, Err(Failure::Certificate)),
    ] {
        let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).expect("PEM");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![der(offered)], key)
            .expect("a certificate");
        let tls = TlsAcceptor::from(Arc::new(config));
        let said = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        let port = server(Some(tls), said, true).await;
        let believed = believed.map(|pem| der(pem).to_vec());
        let client = Client::new(believed.into_iter().collect());
        assert_eq!(asked(client, target(true, port)).await, expected);
    }
}

#[tokio::test]
async fn answers_that_are_huge_cut_off_or_lie_of_their_length_or_type_do_no_harm() {
    for (said, ends, expected) in [
        // Without end, whatever is said of its length or type: its status counts.
        (
            &b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"[..],
            false,
            Ok(200),
        ),
        (b"HTTP/1.1 503 No\r\n\r\n", false, Ok(503)),
        (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nGIF8",
            true,
            Ok(200),
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nnot",
            true,
            Ok(200),
        ),
        // More than it said: the rest is nobody's.
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 500 No\r\n\r\n",
            true,
            Ok(200),
        ),
        // Less than it said.
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nten",
            true,
            Err(Failure::Garbled),
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
            true,
            Err(Failure::Garbled),
        ),
        // A head without end.
        (b"HTTP/1.1 200 OK\r\nx: ", false, Err(Failure::Garbled)),
    ] {
        let port = server(None, said, ends).await;
        let found = asked(Client::new(Vec::new()), target(false, port)).await;
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(said));
    }
}
