//! `telos demo`: a group of two shops with thousands of made-up customers, whose messages come in
//! through the real routes.
//!
//! In reading order: `country`, `goods` and `person` are the world, `diary`, `acts` and `parts` what
//! people do in it, `story` the weeks before, `session` what goes on; all of that is worked out from
//! a seed. `waves`, `client` and `replay` send it, `receiver` is where data goes to, `home` remembers how far, `welcome` tells.

mod acts;
mod client;
mod country;
mod diary;
mod dice;
mod goods;
mod home;
mod message;
mod parts;
mod person;
mod receiver;
mod replay;
mod session;
mod story;
mod waves;
mod welcome;

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use telos_doors::sending::Sender;
use telos_engine::{CacheSizes, Clock as _, SystemClock};
use telos_model::catalog::starter;
use telos_server::keys::{Keys, MachineKey, Role};
use telos_server::pages::me::{PortalOptions, Printed};
use telos_server::pages::{ConsoleKey, ConsoleOptions};
use telos_server::{AppState, Options, PublicUrl, ServeOptions};
use telos_store::StoreError;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::cli;
use crate::command::{Report, stopped};
use crate::open::{Failed, Opened, open};
use client::Tally;
use home::{Access, Home, Progress};
use replay::Replay;

/// How many customers there are, if nothing else is said.
pub(crate) const PEOPLE: usize = 3_000;
/// The seed, if nothing else is said.
const SEED: u64 = 7;

/// Runs the demo until it is told to stop.
pub(crate) fn run(args: &cli::Demo) -> Result<Report, Box<dyn Error>> {
    crate::log::start(&cli::Log {
        log: args.log.clone(),
        log_format: cli::LogFormat::Text,
    });
    let home = Home::new(args.dir.clone());
    let runtime = crate::command::serve::runtime()?;
    let stop = async { stopped().await };
    runtime.block_on(async {
        let mut demo = Demo::start(home.clone(), args).await?;
        let outcome = tokio::select! {
            outcome = demo.play(args.rate) => outcome,
            () = stop => Ok(()),
        };
        demo.stop().await?;
        outcome
    })?;
    Ok(Report {
        text: welcome::farewell(&home, args.dir.is_some()),
        success: true,
    })
}

/// A demo that is running.
struct Demo {
    address: SocketAddr,
    opened: Opened,
    access: Access,
    replay: Replay,
    end: oneshot::Sender<()>,
    sender: Sender,
    server: JoinHandle<std::io::Result<()>>,
    /// What the server does beside answering.
    beside: JoinSet<()>,
}

impl Demo {
    /// Opens the data, making it if there is none, and starts the server on it.
    async fn start(home: Home, args: &cli::Demo) -> Result<Self, Box<dyn Error>> {
        let progress = match home.progress()? {
            Some(progress) => {
                progress.check(&home, args.seed, args.people)?;
                progress
            }
            None => Progress {
                seed: args.seed.unwrap_or(SEED),
                people: args.people.unwrap_or(PEOPLE),
                ends: SystemClock.now().millis(),
                told: 0,
                sessions: 0,
            },
        };
        let listener = listen(args.listen).await?;
        let address = listener.local_addr()?;
        let mut files = starter();
        files.push(receiver::destination(address));
        let place = home.place();
        std::fs::create_dir_all(home.dir())
            .map_err(|error| format!("cannot make {}: {error}", home.dir().display()))?;
        let caches = CacheSizes::default();
        let opened = tokio::task::spawn_blocking(move || open(&place, &files, caches)).await?;
        let opened = opened.map_err(|error| in_use(&home, error))?;
        home.save(&progress)?;
        let access = Access::of(&home.place().key_file)?;

        let keys = Keys::new(vec![machine_key(&access)]);
        let options = Options {
            console: Some(ConsoleOptions {
                key: ConsoleKey::new(&access.console)?,
                https: false,
                development: false,
            }),
            // Letters are printed here: the demo sends nothing off this machine.
            portal: Some(PortalOptions {
                carrier: Arc::new(Printed),
                public_url: PublicUrl::parse(&format!("http://{address}")),
                https: false,
                trusted_proxy: false,
                systems: Vec::new(),
            }),
            ..Options::default()
        };
        let state = AppState::new(opened.engine.clone(), keys, options);
        let beside = telos_server::background(&state);
        let app = telos_server::app(state).merge(receiver::routes());
        let sender = Sender::start(&opened.engine);
        let (end, ended) = oneshot::channel::<()>();
        let server = telos_server::serve(listener, app, ServeOptions::default(), async {
            // Whoever started the demo is gone, which is the same.
            let _ = ended.await;
        });
        Ok(Self {
            address,
            opened,
            access,
            replay: Replay::new(address, Arc::new(SystemClock), home.clone(), progress),
            end,
            sender,
            server: tokio::spawn(server),
            beside,
        })
    }

    /// Tells the history, says what to look at, and goes on.
    async fn play(&mut self, rate: u32) -> Result<(), Box<dyn Error>> {
        let (home, progress) = (&self.replay.home, &self.replay.progress);
        say(&welcome::opening(home, progress, self.opened.new_key))?;
        let begun = SystemClock.now().millis();
        let tally = self.tell_history().await?;
        if tally.all() > 0 {
            let millis = SystemClock.now().millis() - begun;
            say(&welcome::history_told(&tally, millis))?;
        }
        let people = self.known_people().await?;
        say(&welcome::ready(self.address, &self.access, &people, rate))?;
        self.replay.go_on(rate).await?;
        Ok(())
    }

    /// Sends what is not yet told of the history.
    async fn tell_history(&mut self) -> Result<Tally, Box<dyn Error>> {
        let (people, told) = (self.replay.progress.people, self.replay.progress.told);
        let bar = ProgressBar::new(people as u64).with_position(told as u64);
        let style = "  {bar:32} {pos}/{len} customers' history, {msg}";
        bar.set_style(ProgressStyle::with_template(style)?);
        let mut tally = Tally::default();
        while let Some(sent) = self.replay.next_block().await? {
            tally.add(sent);
            bar.set_position(self.replay.progress.told as u64);
            bar.set_message(format!("{} messages", tally.all()));
        }
        bar.finish_and_clear();
        Ok(tally)
    }

    /// The people whom the tour shows, with the ids that their pages have.
    async fn known_people(&self) -> Result<Vec<welcome::Shown>, Box<dyn Error>> {
        let mut client = client::Client::new(self.address);
        let mut shown = Vec::new();
        for (number, what) in welcome::TOUR {
            let person = person::Person::new(self.replay.progress.seed, number);
            // Everybody with an account may be seen for their orders.
            let purpose = match person.brand {
                message::Brand::Aria => "aria/orders",
                message::Brand::Bento => "bento/orders",
            };
            let path = format!("/v1/profiles/user_id/{}?purpose={purpose}", person.user_id);
            let (status, answer) = client.get(&path, &self.access.machine).await?;
            let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap_or_default();
            if let (true, Some(id)) = (status.is_success(), answer["person"].as_str()) {
                shown.push(welcome::Shown {
                    name: person.name,
                    user_id: person.user_id,
                    email: person.email,
                    page: format!("/console/people/{id}?purpose={purpose}"),
                    what,
                });
            }
        }
        Ok(shown)
    }

    /// Lets requests under way end, and writes everything out.
    async fn stop(mut self) -> Result<(), Box<dyn Error>> {
        self.sender.stop().await;
        // A server that is gone has ended already.
        let _ = self.end.send(());
        self.server.await??;
        self.beside.shutdown().await;
        let opened = self.opened;
        tokio::task::spawn_blocking(move || opened.close()).await?;
        Ok(())
    }
}

/// The address that was asked for. The usual one may be taken by another program; then any other
/// will do.
async fn listen(asked: Option<SocketAddr>) -> Result<TcpListener, Box<dyn Error>> {
    let usual = SocketAddr::from(([127, 0, 0, 1], 8080));
    let found = TcpListener::bind(asked.unwrap_or(usual)).await;
    match (found, asked) {
        (Ok(listener), _) => Ok(listener),
        (Err(error), Some(address)) => Err(format!("cannot listen on {address}: {error}").into()),
        (Err(_), None) => TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(|error| format!("cannot listen on 127.0.0.1: {error}").into()),
    }
}

/// Says what to do where the demo runs here already.
fn in_use(home: &Home, error: Failed) -> Box<dyn Error> {
    let Failed::Store {
        source: StoreError::InUse { .. },
        ..
    } = error
    else {
        return error.into();
    };
    let dir = home.dir().display();
    format!("a demo is running on {dir} already; stop it, or name another directory with --dir")
        .into()
}

/// What the tour asks with: it may ask for every purpose, and change nothing.
fn machine_key(access: &Access) -> MachineKey {
    let roles = [Role::Read, Role::Decide, Role::Explain, Role::Live];
    MachineKey::new("demo", &access.machine, None, &roles, &["*"])
}

fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod generator_tests;
#[cfg(test)]
mod tests;
