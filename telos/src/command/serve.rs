//! `telos serve`: the server, until it is told to stop.

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;

use telos_doors::sending::Sender;
use telos_ledger::note::VerifierKey;
use telos_server::keys::Keys;
use telos_server::opendsr::OpenDsr;
use telos_server::pages::me::{Desk, Gateway, PortalOptions, Relay};
use telos_server::pages::{ConsoleKey, ConsoleOptions};
use telos_server::{AppState, Options, PublicUrl, ServeOptions};
use tokio::net::TcpListener;

use super::Report;
use crate::bench::Recording;
use crate::cli::Serve;
use crate::open::{Failed, Place, open, open_with};
use crate::{catalog, log};

/// Threads of the server for each processor.
const THREADS_PER_PROCESSOR: usize = 4;
/// The most systems that can be named to take part in erasures.
const SYSTEMS_MAX: usize = 100;
/// The longest name of one, in bytes.
const SYSTEM_BYTES_MAX: usize = 64;

/// Runs the server until it is told to stop.
pub(crate) fn run(args: &Serve) -> Result<Report, Box<dyn Error>> {
    log::start(&args.log);
    let place = Place {
        store: args.store.clone(),
        key_file: args.key_file.clone(),
    };
    let files = catalog::read(&args.catalog)?;
    let keys = match &args.keys {
        Some(path) => Keys::load(path)?,
        None => Keys::new(Vec::new()),
    };
    let public_url = match &args.public_url {
        Some(url) => {
            Some(PublicUrl::parse(url).ok_or("--public-url is no http:// or https:// address")?)
        }
        None => None,
    };
    let opened = match &args.record_commits {
        None => open(&place, &files, args.caches())?,
        Some(path) => open_with(&place, &files, args.caches(), |store| {
            Ok(Arc::new(
                Recording::new(store, path).map_err(Failed::Record)?,
            ))
        })?,
    };
    if opened.new_key {
        let path = place.key_file.display();
        tracing::warn!("made a new master key in {path}: keep a copy in a safe place");
    }
    let console = match &args.console_key_file {
        Some(path) => Some(console(path, public_url.as_ref())?),
        None => None,
    };
    let opendsr = match &args.opendsr {
        Some(path) => Some(Arc::new(OpenDsr::load(path)?)),
        None => None,
    };
    let witnesses = args
        .witness
        .iter()
        .map(|key| VerifierKey::parse(key).map_err(|error| format!("the witness {key}: {error}")));
    let options = Options {
        witnesses: witnesses.collect::<Result<_, _>>()?,
        trusted_proxy: args.trusted_proxy,
        portal: portal(args, public_url.as_ref())?,
        public_url,
        console,
        opendsr,
        ..Options::default()
    };
    let state = AppState::new(opened.engine.clone(), keys, options);
    runtime()?.block_on(listen(args.listen, state))?;
    opened.close();
    Ok(Report {
        text: "stopped\n".to_owned(),
        success: true,
    })
}

/// What a server runs on. Reads of one person are answered on its threads, and some wait for the
/// disk; so there are more than processors.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS_PER_PROCESSOR * processors)
        .enable_all()
        .build()
}

/// The console, opened by the key in a file.
fn console(path: &Path, public_url: Option<&PublicUrl>) -> Result<ConsoleOptions, Box<dyn Error>> {
    let shown = path.display();
    let key = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the console key {shown}: {error}"))?;
    let key =
        ConsoleKey::new(key.trim()).map_err(|error| format!("the console key {shown}: {error}"))?;
    let https = public_url.is_some_and(|url| url.scheme() == "https");
    Ok(ConsoleOptions {
        key,
        https,
        development: false,
    })
}

/// People's own pages, where there is a way to send them a code.
fn portal(
    args: &Serve,
    public_url: Option<&PublicUrl>,
) -> Result<Option<PortalOptions>, Box<dyn Error>> {
    let mail = match (&args.mail_relay, &args.mail_from) {
        (Some(relay), Some(from)) => Some(
            Relay::new(relay, from)
                .ok_or("--mail-relay is no HOST:PORT, or --mail-from no address")?,
        ),
        _ => None,
    };
    let text = match &args.sms_gateway {
        Some(url) => Some(
            Gateway::new(url).ok_or("--sms-gateway is no address such as http://HOST:PORT/PATH")?,
        ),
        None => None,
    };
    if mail.is_none() && text.is_none() {
        return Ok(None);
    }
    let named = |system: &String| !system.is_empty() && system.len() <= SYSTEM_BYTES_MAX;
    let systems = &args.other_system;
    if systems.len() > SYSTEMS_MAX || !systems.iter().all(named) {
        return Err(format!(
            "--other-system takes up to {SYSTEMS_MAX} names of up to {SYSTEM_BYTES_MAX} bytes"
        )
        .into());
    }
    Ok(Some(PortalOptions {
        carrier: Arc::new(Desk { mail, text }),
        public_url: public_url.cloned(),
        https: public_url.is_some_and(|url| url.scheme() == "https"),
        trusted_proxy: args.trusted_proxy,
        systems: args.other_system.clone(),
    }))
}

async fn listen(address: SocketAddr, state: AppState) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let address = listener.local_addr()?;
    // Whoever started the server waits for this line.
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;
    let mut beside = telos_server::background(&state);
    let sender = Sender::start(&state.engine);
    let app = telos_server::app(state);
    let served = telos_server::serve(listener, app, ServeOptions::default(), stopped()).await;
    sender.stop().await;
    beside.shutdown().await;
    served?;
    Ok(())
}

/// Ends when the process is told to stop.
pub(crate) async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        drop(interrupt.await);
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
