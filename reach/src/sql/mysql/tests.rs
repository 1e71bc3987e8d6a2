//! The client against a real MariaDB.

use telos_model::catalog::{Inside, Secret, Target};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::*;

const CERTIFICATE: &str = include_str!("../../../tests/certificates/localhost.cert.pem");

fn target(https: bool, inside: Inside) -> Target {
    let url = std::env::var("TELOS_TEST_MYSQL");
    let url = url.expect("a MariaDB to test with: run `cargo xtask servers COMMAND`");
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

async fn open(target: &Target, password: &str, der: Option<Vec<u8>>) -> Result<Client, Failure> {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("password");
    std::fs::write(&path, password).expect("written");
    let secret = Secret::File(path.to_str().expect("a path").into());
    let place = Place {
        target,
        user: "telos",
        secret: Some(&secret),
    };
    let client = wire::Client::new(der.into_iter().collect());
    connect(place, Duration::from_secs(5), &client).await
}

#[expect(clippy::unnecessary_wraps, reason = "values are given so")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn values_of_all_lengths_go_there_and_back_with_a_password() {
    let mut client = open(&target(false, Inside::Loopback), "telos", None)
        .await
        .expect("let in");
    for length in [0, 1, 250, 251, 65_536, 200_000] {
        let text = "\u{e9}'\"\\".repeat(length / 5 + 1);
        let sql = "SELECT CAST(? AS CHAR), CAST(? AS CHAR), CAST(17 AS CHAR)";
        let rows = client.execute(sql, &[some(&text), None]).await;
        assert_eq!(rows, Ok(vec![vec![some(&text), None, some("17")]]));
    }
    let number = client.execute("SELECT 17", &[]).await;
    assert_eq!(number, Err(Failure::Garbled), "only texts are read");
}

#[tokio::test]
async fn what_the_server_refuses_is_named_and_the_connection_goes_on() {
    let mut client = open(&target(false, Inside::Loopback), "telos", None)
        .await
        .expect("let in");
    for (sql, status) in [
        ("SELECT CAST(a AS CHAR) FROM telos_no_such_table", 404),
        ("SELECT CAST(no_such_column AS CHAR) FROM user", 404),
        ("SELEC 1", 400),
        ("SIGNAL SQLSTATE '45000'", 422),
    ] {
        let refused = client.execute(sql, &[]).await;
        assert_eq!(refused, Err(Failure::Answered(status)), "{sql}");
    }
    assert_eq!(client.run("DO 1").await, Ok(()));
    let again = client.execute("SELECT CAST(? AS CHAR)", &[some("a")]).await;
    assert_eq!(again, Ok(vec![vec![some("a")]]));
    let wrong = open(&target(false, Inside::Loopback), "wrong", None).await;
    assert_eq!(wrong.err(), Some(Failure::Answered(401)));
}

#[tokio::test]
async fn statements_are_made_ready_once_and_let_go_of_in_time() {
    let mut client = open(&target(false, Inside::Loopback), "telos", None)
        .await
        .expect("let in");
    for number in 0..STATEMENTS_MAX + 10 {
        let sql = format!("SELECT CAST({number} AS CHAR)");
        for _ in 0..2 {
            let rows = client.execute(&sql, &[]).await;
            assert_eq!(rows, Ok(vec![vec![Some(number.to_string())]]));
        }
    }
    assert_eq!(client.prepared.len(), 10);
    let counted = "SELECT CAST(variable_value AS CHAR) FROM information_schema.session_status \
                   WHERE variable_name = 'Com_stmt_close'";
    let closed = client.execute(counted, &[]).await.expect("rows");
    assert_eq!(closed[0][0], Some(STATEMENTS_MAX.to_string()));
}

#[tokio::test]
async fn tls_is_spoken_with_whoever_has_a_certificate_that_is_believed() {
    let der = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("PEM");
    let target = target(true, Inside::Loopback);
    let mut client = open(&target, "telos", Some(der.to_vec()))
        .await
        .expect("let in");
    let cipher = "SELECT CAST(variable_value AS CHAR) FROM information_schema.session_status \
                  WHERE variable_name = 'Ssl_version'";
    let rows = client.execute(cipher, &[]).await.expect("rows");
    assert_eq!(rows, vec![vec![some("TLSv1.3")]]);
    let other = open(&target, "telos", None).await;
    assert_eq!(other.err(), Some(Failure::Certificate));
}

#[tokio::test]
async fn a_database_inside_is_reached_only_where_the_catalog_says_so() {
    let refused = open(&target(true, Inside::No), "telos", None).await;
    assert_eq!(refused.err(), Some(Failure::Inside));
}

#[test]
fn what_the_server_says_is_told_as_a_status() {
    for (number, state, failure) in [
        (1045_u16, "28000", Failure::Answered(401)),
        (1142, "42000", Failure::Answered(403)),
        (1146, "42S02", Failure::Answered(404)),
        (1064, "42000", Failure::Answered(400)),
        (1062, "23000", Failure::Answered(422)),
        (1366, "HY000", Failure::Answered(422)),
        (1213, "40001", Failure::Answered(503)),
        (1021, "HY000", Failure::Answered(507)),
        (1114, "HY000", Failure::Answered(507)),
        (1927, "70100", Failure::Unreachable),
        (3024, "HY000", Failure::NoAnswer),
    ] {
        let number = number.to_le_bytes();
        let packet = [&[0xff], &number[..], b"#", state.as_bytes(), b"no"].concat();
        assert_eq!(told(&packet), failure, "{state}");
    }
    assert_eq!(told(&[0xff]), Failure::Garbled);
}

#[tokio::test]
async fn what_is_no_mariadb_or_breaks_off_is_named() {
    let whole = b"\x0a11.4\0\x01\0\0\0abcdefgh\0\x08\xa2\x2d\x02\0\x08\0\x15";
    let rest = b"\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0mysql_native_password\0";
    let greeting = [&whole[..], rest].concat();
    let length = u8::try_from(greeting.len()).expect("short");
    let greeted = [&[length, 0, 0, 0], &greeting[..]].concat();
    let then = |more: &[u8]| [&greeted, more].concat();
    for (said, failure) in [
        (b"".to_vec(), Failure::Unreachable),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            Failure::Unreachable,
        ),
        (b"\xff\xff\xff\0".to_vec(), Failure::Garbled),
        (b"\x04\0\0\0nope".to_vec(), Failure::Garbled),
        (
            b"\x0d\0\0\0\xff\x10\x04#08004full".to_vec(),
            Failure::Answered(503),
        ),
        (greeted.clone(), Failure::Unreachable),
        (then(b"\x01\0\0\x02\x09"), Failure::Garbled),
        (then(b"\x06\0\0\x02\xfenone\0"), Failure::Answered(401)),
        (
            then(b"\x07\0\0\x02\0\0\0\x02\0\0\0\x01\0\0\x01\xfb"),
            Failure::Garbled,
        ),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let told = said.clone();
        let server = tokio::spawn(async move {
            use tokio::io::AsyncWriteExt as _;
            let (mut stream, _) = listener.accept().await.expect("comes");
            drop(stream.write_all(&told).await);
            drop(stream.shutdown().await);
            // What was said is read before the connection is gone.
            drop(tokio::io::copy(&mut stream, &mut tokio::io::sink()).await);
        });
        let target = Target {
            https: false,
            host: "127.0.0.1".into(),
            port,
            path: "/mysql".into(),
            inside: Inside::Loopback,
        };
        let refused = open(&target, "telos", None).await;
        assert_eq!(refused.err(), Some(failure), "{said:?}");
        server.await.expect("ended");
    }
}

#[tokio::test]
async fn what_the_server_says_unasked_is_not_taken_for_an_answer() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    const OK: &[u8] = b"\x07\0\0\x01\0\0\0\x02\0\0\0";
    let whole = b"\x0a11.4\0\x01\0\0\0abcdefgh\0\x08\xa2\x2d\x02\0\x08\0\x15";
    let rest = b"\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0mysql_native_password\0";
    let greeting = [&whole[..], rest].concat();
    let length = u8::try_from(greeting.len()).expect("short");
    let greeted = [&[length, 0, 0, 0], &greeting[..]].concat();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("comes");
        let (mut heard, mut counts) = (vec![0; 4_096], Vec::new());
        // The settings are answered twice, and what comes then is not answered at all.
        for said in [greeted, OK.to_vec(), [OK, OK].concat()] {
            stream.write_all(&said).await.expect("written");
            counts.push(stream.read(&mut heard).await.expect("read"));
        }
        // The login, the settings, and no commit.
        assert!(counts[0] > 0 && counts[1] > 0 && counts[2] == 0);
    });
    let target = Target {
        https: false,
        host: "127.0.0.1".into(),
        port,
        path: "/mysql".into(),
        inside: Inside::Loopback,
    };
    let mut client = open(&target, "telos", None).await.expect("let in");
    assert_eq!(client.run("COMMIT").await, Err(Failure::Garbled));
    drop(client);
    server.await.expect("ended");
}
