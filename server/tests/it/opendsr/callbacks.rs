//! Changes are told to the addresses that a controller named, signed, until they were taken.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post as on_post;
use bytes::Bytes;
use serde_json::{Value, json};
use telos_server::opendsr::tell_once;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{ID, OTHER, advance, asked, fixture, is_signed, open, options, pkcs8, post};
use crate::support::World;

/// What came in at a controller's address.
type Came = (HeaderMap, Bytes);

/// A controller's address, which answers with a status.
async fn controller(status: StatusCode) -> (String, mpsc::UnboundedReceiver<Came>) {
    let (told, came) = mpsc::unbounded_channel();
    let take = move |headers: HeaderMap, body: Bytes| {
        let told = told.clone();
        async move {
            told.send((headers, body)).expect("followed");
            (status, [("location", "http://127.0.0.1:1/elsewhere")])
        }
    };
    let app = Router::new().route("/dsr", on_post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let url = format!("http://{}/dsr", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, came)
}

async fn asking(world: &World, id: &str, urls: &[&str]) {
    let mut ask = asked(id, "access");
    ask["status_callback_urls"] = json!(urls);
    let answer = post(world, &ask).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

fn told(came: &mut mpsc::UnboundedReceiver<Came>) -> Option<Value> {
    let (headers, body) = came.try_recv().ok()?;
    assert!(is_signed(&headers, &body));
    Some(serde_json::from_slice(&body).expect("JSON"))
}

async fn tell(world: &World) -> usize {
    tell_once(&world.state).await.expect("reads")
}

async fn world() -> World {
    World::with(options(true)).with_customer().await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_once_and_signed_to_every_address() {
    let world = world().await;
    let (url, mut came) = controller(StatusCode::ACCEPTED).await;
    let (second, mut also) = controller(StatusCode::OK).await;
    asking(&world, ID, &[&url, &second]).await;
    assert_eq!(tell(&world).await, 0, "that it is pending was answered");
    let id = open(&world).await;
    advance(&world, &id, json!(["mail"])).await;
    assert_eq!(tell(&world).await, 2);
    let change = told(&mut came).expect("told");
    assert_eq!(change["request_status"], "in_progress");
    assert_eq!(change["status_callback_url"], url.as_str());
    assert_eq!(
        (&change["controller_id"], &change["subject_request_id"]),
        (&json!("shop"), &json!(ID))
    );
    assert!(change["expected_completion_time"].is_string());
    assert_eq!(
        told(&mut also).expect("told")["status_callback_url"],
        second.as_str()
    );
    assert_eq!(tell(&world).await, 0, "once");
    let reply = json!({"system": "mail"}).to_string();
    let path = format!("/v1/requests/{id}/replies");
    world
        .post(&path, &[("authorization", crate::support::ALL)], reply)
        .await;
    assert_eq!(tell(&world).await, 2);
    assert_eq!(
        told(&mut came).expect("told")["request_status"],
        "completed"
    );
    let clear = |(_, row): &(_, telos_store::Row)| {
        let mut parts = row.value.windows(url.len());
        parts.any(|part| part == url.as_bytes())
    };
    assert!(
        !world.store.dump().iter().any(clear),
        "where to tell is forgotten with the last change"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_told_again_later_and_given_up_in_the_end() {
    let world = world().await;
    let (good, mut came) = controller(StatusCode::OK).await;
    let (bad, mut refused) = controller(StatusCode::FOUND).await;
    asking(&world, ID, &[&good, &bad]).await;
    let id = open(&world).await;
    advance(&world, &id, json!([])).await;
    assert_eq!(tell(&world).await, 1);
    assert!(told(&mut came).is_some() && told(&mut refused).is_some());
    assert_eq!(tell(&world).await, 0, "not at once again");
    assert!(told(&mut refused).is_none());
    let mut tries = 1;
    for _ in 0..20 {
        world.clock.advance(6 * 3_600_000);
        assert_eq!(tell(&world).await, 0);
        tries += usize::from(told(&mut refused).is_some());
        assert!(told(&mut came).is_none(), "whoever took it is left alone");
    }
    assert_eq!(tries, 12);
    let counted = world.get("/metrics", "").await.text;
    assert!(
        counted.contains("what=\"opendsr_callback\",code=\"refused\""),
        "{counted}"
    );
    assert!(
        counted.contains("what=\"opendsr_callback\",code=\"given_up\""),
        "{counted}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_go_over_tls_to_whoever_the_certificate_is_for() {
    let world = world().await;
    let certificate = fixture("localhost.cert.pem");
    let lines = certificate
        .lines()
        .filter(|line| !line.starts_with("-----"));
    let der = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        lines.collect::<String>(),
    );
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8("localhost.key.pem")));
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(der.expect("base64"))], key)
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let port = listener.local_addr().expect("an address").port();
    let app = Router::new().route("/dsr", on_post(async || StatusCode::OK));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else {
                continue;
            };
            let service = hyper_util::service::TowerToHyperService::new(app.clone());
            let io = hyper_util::rt::TokioIo::new(stream);
            let http = hyper::server::conn::http1::Builder::new();
            let _ = http.serve_connection(io, service).await;
        }
    });
    asking(&world, ID, &[&format!("https://localhost:{port}/dsr")]).await;
    asking(&world, OTHER, &[&format!("https://127.0.0.1:{port}/dsr")]).await;
    let id = open(&world).await;
    advance(&world, &id, json!([])).await;
    assert_eq!(
        tell(&world).await,
        1,
        "the certificate is for the name alone"
    );
    let counted = world.get("/metrics", "").await.text;
    assert!(counted.contains("code=\"unreachable\""), "{counted}");
}
