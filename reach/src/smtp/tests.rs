//! A real mail server, and some that lie.

use telos_model::catalog::{Secret, Target};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::*;

const CERTIFICATE: &str = include_str!("../../tests/certificates/localhost.cert.pem");
const MAIL: &[u8] = b"Subject: over TLS\r\n\r\nhello\r\n";

/// The tests' mail server, over TLS from the beginning or after the greeting.
fn mails(whole: bool, password: &std::path::Path) -> Mails {
    let variable = if whole {
        "TELOS_TEST_SMTPS"
    } else {
        "TELOS_TEST_SMTP"
    };
    let url = std::env::var(variable);
    let url = url.expect("a mail server to test with: run `cargo xtask servers COMMAND`");
    let (_, port) = url.rsplit_once(':').expect("a port");
    Mails {
        target: Target {
            https: whole,
            host: "localhost".into(),
            port: port.parse().expect("a port"),
            path: "".into(),
            inside: Inside::Loopback,
        },
        tls: true,
        login: Some((
            "telos".into(),
            Secret::File(password.display().to_string().into()),
        )),
        from: "telos@aria.example".into(),
        to: vec!["tls@aria.example".into()],
        sends: Vec::new(),
        items_max: 1,
        age_seconds: 0,
    }
}

#[tokio::test]
async fn a_mail_goes_over_tls_that_holds_and_else_not_at_all() {
    let der = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("PEM");
    let believes = Client::new(vec![der.to_vec()]);
    let wait = Duration::from_secs(10);
    let password = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(password.path(), "telos\n").expect("written");
    for whole in [true, false] {
        let mut mails = mails(whole, password.path());
        let taken = hand_over(&mails, MAIL, &believes, wait).await;
        assert_eq!(taken, Ok(250), "{whole}");
        let other = Client::new(Vec::new());
        let refused = hand_over(&mails, MAIL, &other, wait).await;
        assert_eq!(refused, Err(Failure::Certificate), "{whole}");
        mails.target.host = "127.0.0.1".into();
        let named = hand_over(&mails, MAIL, &believes, wait).await;
        assert_eq!(named, Err(Failure::Certificate), "of another name: {whole}");
    }
}

/// A relay that says these lines, one for each that it is told.
async fn relay(lines: &'static [&'static str]) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody");
        let mut heard = [0; 512];
        for line in lines {
            let _ = stream.write_all(line.as_bytes()).await;
            let _ = stream.read(&mut heard).await;
        }
    });
    port
}

#[tokio::test]
async fn a_relay_that_lies_or_lacks_tls_is_told_nothing() {
    let password = std::path::Path::new("/nowhere");
    for (lines, failure) in [
        (&["220 hi\r\n", "250 hi\r\n"][..], Failure::Certificate),
        // Said before TLS, to be heard as if it had been said over it.
        (
            &[
                "220 hi\r\n",
                "250-hi\r\n250 STARTTLS\r\n",
                "220 go\r\n250 hi\r\n",
            ],
            Failure::Certificate,
        ),
        (&["HTTP/1.1 200 OK\r\n"], Failure::Garbled),
        (&["220-hi\r\n250 hi\r\n"], Failure::Garbled),
        (&["554 go away\r\n"], Failure::Answered(503)),
        (&["220 h"], Failure::NoAnswer),
    ] {
        let mut mails = mails(false, password);
        mails.target.port = relay(lines).await;
        let client = Client::new(Vec::new());
        let wait = Duration::from_millis(700);
        let taken = hand_over(&mails, MAIL, &client, wait).await;
        assert_eq!(taken, Err(failure), "{lines:?}");
    }
}

#[test]
fn a_line_of_one_dot_does_not_end_a_mail() {
    let sent = stuffed(b"a\r\n.\r\n..b\r\nRCPT TO:<x@y.example>");
    assert_eq!(sent, b"a\r\n..\r\n...b\r\nRCPT TO:<x@y.example>\r\n.\r\n");
}

#[test]
fn each_step_means_something_of_its_own_by_a_code() {
    for (code, step, status) in [
        (421, Step::Greeting, 503),
        (554, Step::Greeting, 503),
        (535, Step::Login, 401),
        (454, Step::Login, 503),
        (530, Step::From, 401),
        (550, Step::From, 403),
        (450, Step::To, 503),
        (550, Step::To, 404),
        (452, Step::To, 507),
        (552, Step::Content, 413),
        (554, Step::Content, 422),
        (451, Step::Content, 503),
    ] {
        assert_eq!(meaning(code, step), status, "{code} {step:?}");
    }
}
