//! Connections: how many, how long they may take, and how they end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service;

/// How long to wait after the system refused a connection (too many open files and the like).
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// What connections may take.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// How many connections may be open; more wait to be accepted.
    pub connections_max: usize,
    /// How long a connection may wait for the whole head of its next request.
    pub head_wait_max: Duration,
    /// How long requests under way may take to end once the server stops.
    pub drain_wait_max: Duration,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            connections_max: 10_000,
            head_wait_max: Duration::from_secs(75),
            drain_wait_max: Duration::from_secs(10),
        }
    }
}

/// Tells a handler with a long answer that the server stops. In each request's extensions.
#[derive(Debug, Clone)]
pub struct Closing(watch::Receiver<bool>);

impl Closing {
    /// Waits until the server stops.
    pub async fn wait(&mut self) {
        // An error means that the server is gone, which is the same.
        let _ = self.0.wait_for(|closing| *closing).await;
    }
}

/// Answers connections until `shutdown` ends, then lets requests under way end.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    options: ServeOptions,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let (close, closing) = watch::channel(false);
    let places = Arc::new(Semaphore::new(options.connections_max));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let answer = connection(stream, peer, &app, &options, &closing);
                let answer = graceful.watch(answer);
                tokio::spawn(async move {
                    // A connection that breaks is its client's to notice.
                    let _ = answer.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "accept a connection: refused by the system");
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
    drop(listener);
    // No receiver means that no connection is open.
    let _ = close.send(true);
    if tokio::time::timeout(options.drain_wait_max, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("stop serving: some requests did not end in time");
    }
    Ok(())
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: &Router,
    options: &ServeOptions,
    closing: &watch::Receiver<bool>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    // Answers are small and must not wait for more.
    let _ = stream.set_nodelay(true);
    let (app, closing) = (app.clone(), Closing(closing.clone()));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        let mut app = app.clone();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(closing.clone());
        async move {
            let answer: Result<_, Infallible> = app.call(request.map(Body::new)).await;
            answer
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(options.head_wait_max)
        .serve_connection(TokioIo::new(stream), service)
}
