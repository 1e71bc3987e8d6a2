//! Connections over a real socket, on this machine only.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{World, order};
use telos_server::{ServeOptions, serve};

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

async fn start(world: &World, options: ServeOptions) -> Server {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let app = world.app.clone();
    let done = tokio::spawn(async move {
        serve(listener, app, options, async {
            let _ = stopped.await;
        })
        .await
    });
    Server {
        address,
        stop,
        done,
    }
}

async fn until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4_096];
    let read = async {
        while !text.contains(wanted) {
            let count = stream.read(&mut buffer).await.expect("a stream");
            assert!(count > 0, "closed after: {text}");
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    };
    timeout(Duration::from_secs(10), read)
        .await
        .expect("in time");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_several_requests_and_ends_with_the_server() {
    let world = World::new();
    let server = start(&world, ServeOptions::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for id in ["s-1", "s-2"] {
        let body = order(id);
        let request = format!(
            "POST /v1/t?writeKey=aria-store-key HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = until(&mut stream, "]}").await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("kept"),
            "{answer}"
        );
    }
    server.stop.send(()).unwrap();
    timeout(Duration::from_secs(5), server.done)
        .await
        .expect("in time")
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_stream_tells_outcomes_without_values_and_ends_with_the_server() {
    let world = World::new();
    let server = start(&world, ServeOptions::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = "GET /v1/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key-all\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let head = until(&mut stream, "\r\n\r\n").await;
    assert!(head.contains("text/event-stream"), "{head}");
    assert_eq!(
        world.web("/v1/track", order("live-4711")).await.statuses(),
        ["kept"]
    );
    let told = until(&mut stream, "\n\n").await;
    assert!(
        told.contains("event: outcome") && told.contains("\"outcome\":\"kept\""),
        "{told}"
    );
    assert!(
        told.contains("Order Completed") && !told.contains("live-4711"),
        "{told}"
    );
    server.stop.send(()).unwrap();
    timeout(Duration::from_secs(5), server.done)
        .await
        .expect("the stream ends")
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_cut_off() {
    let world = World::new();
    let options = ServeOptions {
        head_wait_max: Duration::from_millis(200),
        ..Default::default()
    };
    let server = start(&world, options).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        .await
        .unwrap();
    let mut rest = Vec::new();
    let ended = timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection stayed open");
    server.stop.send(()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_arrives_is_answered() {
    let mut options = telos_server::Options::default();
    options.limits.body_wait_max = Duration::from_millis(200);
    let world = World::with(options);
    let server = start(&world, ServeOptions::default()).await;
    for (path, status) in [("/v1/track", "503"), ("/v1/decisions", "408")] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key-all\r\ncontent-length: 10\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = until(&mut stream, "body_late").await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    server.stop.send(()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_than_may_be_wait_their_turn() {
    let world = World::new();
    let options = ServeOptions {
        connections_max: 1,
        ..Default::default()
    };
    let server = start(&world, options).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    first.write_all(request).await.unwrap();
    until(&mut first, "ok").await;
    let mut second = TcpStream::connect(server.address).await.unwrap();
    second.write_all(request).await.unwrap();
    let mut byte = [0; 1];
    assert!(
        timeout(Duration::from_millis(300), second.read(&mut byte))
            .await
            .is_err()
    );
    drop(first);
    until(&mut second, "ok").await;
    server.stop.send(()).unwrap();
}
