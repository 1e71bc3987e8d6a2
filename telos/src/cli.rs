//! The command line. Every flag has an environment twin `TELOS_*`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use telos_engine::CacheSizes;

/// A customer data platform in which every datum has a purpose.
#[derive(Debug, Parser)]
#[command(name = "telos", version, propagate_version = true)]
#[command(arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything at once: two shops with customers and live traffic, on this machine
    Demo(Demo),
    /// Write a commented catalog to start from
    Init(Init),
    /// Run the server on a store and a catalog
    Serve(Serve),
    /// Import a file of rows by a mapping
    #[command(
        after_help = "Exits with 0 if all rows were understood, with 2 if some were rejected, and \
        with 1 if the import could not be done or was stopped. Running it again goes on where it \
        ended: what was taken in before changes nothing."
    )]
    Import(Import),
    /// Show one person as one purpose may see them
    Profile(Profile),
    /// Check, compare and apply catalogs, the policy as code
    #[command(subcommand)]
    Catalog(Catalog),
    /// Try out where data goes to
    #[command(subcommand)]
    Destination(Destination),
    /// See what a sync would change on both sides, and start it
    #[command(subcommand)]
    Sync(Sync),
    /// Check the consent ledger of a store
    #[command(subcommand)]
    Ledger(Ledger),
    /// Check a receipt that a person was given
    #[command(subcommand)]
    Receipt(Receipt),
    /// Look for values in all that a store has, to show that nothing is left of somebody
    #[command(
        after_help = "Looks in every file, and in every row that opens with the master key. Exits \
        with 0 if none of the values is there and with 1 if one is. Prints no value, only its line."
    )]
    Search(Search),
    /// Make a store open again that a power failure left with a damaged journal
    #[command(
        after_help = "Cuts the journal off before its first damaged batch. After a power failure \
        that is what nobody was told is kept; after damage to a disk it may be more, so make a copy \
        of the directory first. What is cut lies beside as `cut.journal` until the next erasure."
    )]
    Repair(Repair),
    /// Measure a server on this machine, beside what a bare storage loop reaches
    Bench(Bench),
}

/// Makes a data directory with the shipped catalog, sends six weeks of made-up history through the
/// HTTP API, then lets messages come in until Ctrl-C. Started again, it goes on where it stopped.
/// Needs no network.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The directory of the data [default: `telos-demo` among the user's own data]
    #[arg(long, value_name = "DIR", env = "TELOS_DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080, or a free port if taken]
    #[arg(long, value_name = "ADDRESS", env = "TELOS_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// How many customers have a history [default: 3000]
    #[arg(long, value_name = "COUNT", env = "TELOS_PEOPLE", value_parser = people())]
    pub(crate) people: Option<usize>,
    /// How many messages come in each second; 0 for none
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 40,
        env = "TELOS_RATE",
        value_parser = clap::value_parser!(u32).range(0..=5_000)
    )]
    pub(crate) rate: u32,
    /// What the customers are worked out from [default: 7]
    #[arg(long, value_name = "NUMBER", env = "TELOS_SEED")]
    pub(crate) seed: Option<u64>,
    /// What to log: error, warn, info, debug, or by part such as `telos_engine=debug`
    #[arg(long, value_name = "FILTER", default_value = "warn", env = "TELOS_LOG")]
    pub(crate) log: String,
}

/// As many customers as show everything, up to as many as there are telephone numbers for.
fn people() -> impl clap::builder::TypedValueParser<Value = usize> {
    use clap::builder::TypedValueParser as _;
    let range = clap::value_parser!(u32).range(50..=50_000);
    range.map(|people| people as usize)
}

/// Writes brands, purposes in six languages, jurisdiction packs, sources, events and segments, each
/// with comments. Nothing is overwritten: the directory has to be new or empty.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The directory to write to; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Catalog {
    /// Report every mistake in a catalog, each with its place and the nearest valid name
    #[command(after_help = "Exits with 0 if the catalog is in order and with 1 if it is not.")]
    Check(Check),
    /// Show what differs between two catalogs and what that means for people's data
    #[command(
        after_help = "Exits with 1 if a change is refused: a basis, or anything that allows \
        more, needs a new version of its purpose, and a text a new version of the text."
    )]
    Diff(Diff),
    /// Put a catalog in force in a store that no server is using, and show the history
    #[command(after_help = "A server applies the catalog that it is started with.")]
    Apply(Apply),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Destination {
    /// Show the exact requests that a destination would get about a made-up person; nothing is sent
    Try(Try),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sync {
    /// Show what a sync would change on both sides; nothing is written
    Preview(OfSync),
    /// Have a sync started by the next server that runs on the store
    Start(OfSync),
}

/// Works on a store that no server is using; a running server answers at `/v1/sync`.
#[derive(Debug, Args)]
pub(crate) struct OfSync {
    /// The catalog's directory
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The name of the sync
    #[arg(value_name = "NAME")]
    pub(crate) sync: String,
    /// The directory of the store
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Try {
    /// The catalog's directory
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The name of the destination
    #[arg(value_name = "NAME")]
    pub(crate) destination: String,
    /// Messages of another person: a JSON list, as the tracking API takes them
    #[arg(long, value_name = "FILE")]
    pub(crate) person: Option<PathBuf>,
    /// Where the made-up person lives, in two letters of ISO 3166-1
    #[arg(long, value_name = "COUNTRY", default_value = "DE")]
    pub(crate) country: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// Recompute the ledger of a store that no server is using, and find whatever was changed
    #[command(
        after_help = "Exits with 0 if nothing was changed and with 1 if something was. Only a \
        checkpoint that you kept elsewhere can tell of a store that was rolled back as a whole: \
        keep one now and then (GET /v1/ledger/checkpoint) and name it here."
    )]
    Verify(VerifyLedger),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyLedger {
    /// The directory of the store
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
    /// A checkpoint that was kept; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The directory of a store that no server is using
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
    /// A file with the values to look for, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) values: PathBuf,
    /// First replace the files that still hold bytes of destroyed keys, as a server does within
    /// ten minutes after an erasure
    #[arg(long)]
    pub(crate) purge: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Repair {
    /// The directory of a store that no server is using
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// Check a receipt, or an answer to the privacy officer, without asking anybody: its proofs,
    /// their signatures, and that it says what was committed to
    #[command(
        after_help = "Exits with 0 if the receipt holds and with 1 if it does not. Without --key \
        the key is the one in the receipt itself: compare it with the one that the brand publishes."
    )]
    Verify(VerifyReceipt),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyReceipt {
    /// The receipt
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A key of the ledger that you trust, such as `name+1234abcd+A...`; may be given several times
    #[arg(long, value_name = "KEY", env = "TELOS_LEDGER_KEY")]
    pub(crate) key: Vec<String>,
    /// The key of a witness that you trust; may be given several times
    #[arg(long, value_name = "KEY")]
    pub(crate) witness: Vec<String>,
    /// How many of these witnesses must have signed
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub(crate) witnesses: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// The catalog's directory
    #[arg(value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) directory: PathBuf,
    /// The directory of the store
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store; made for a store that is new
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
}

/// Reads from a store that no server is using; a running server answers at `/v1/profiles`.
#[derive(Debug, Args)]
pub(crate) struct Profile {
    /// The kind of identifier, such as `user_id` or `email`
    #[arg(value_name = "KIND")]
    pub(crate) kind: String,
    /// Its value
    #[arg(value_name = "VALUE")]
    pub(crate) value: String,
    /// The purpose for which you look, as `brand/purpose`
    #[arg(long, value_name = "PURPOSE", env = "TELOS_PURPOSE")]
    pub(crate) purpose: String,
    /// The directory of the store
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
    /// The catalog's directory
    #[arg(long, value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) catalog: PathBuf,
}

impl Command {
    /// The exit code where the command went through and did not go well.
    pub(crate) fn failure(&self) -> u8 {
        match self {
            Self::Import(_) => 2,
            _ => 1,
        }
    }
}

/// Takes CSV, JSON lines, fixed-width text and Excel workbooks, into a store that no server is
/// using, or over HTTP to the server that is. See docs/import.md for mappings.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file to import
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The mapping: how rows become messages (TOML)
    #[arg(long, value_name = "FILE", env = "TELOS_MAPPING")]
    pub(crate) mapping: PathBuf,
    /// The directory of the store; it is made if it is not there
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: Option<PathBuf>,
    /// The master key, outside the store; made for a store that is new
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// The catalog's directory
    #[arg(long, value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) catalog: Option<PathBuf>,
    /// Show the first rows as they would be understood, and touch nothing
    #[arg(long, env = "TELOS_DRY_RUN", value_parser = BoolishValueParser::new())]
    pub(crate) dry_run: bool,
    /// How many rows a dry run shows
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        env = "TELOS_ROWS"
    )]
    pub(crate) rows: u32,
    /// Where rejected rows are written, as CSV without their values; FILE.rejects.csv in this
    /// directory if it is not given and there are any
    #[arg(long, value_name = "FILE", env = "TELOS_REJECTS")]
    pub(crate) rejects: Option<PathBuf>,
    /// Send to the server at this address instead of opening the store
    #[arg(long, value_name = "URL", env = "TELOS_URL")]
    pub(crate) url: Option<String>,
    /// The write key of the source, with --url
    #[arg(
        long,
        value_name = "KEY",
        env = "TELOS_WRITE_KEY",
        hide_env_values = true
    )]
    pub(crate) write_key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The catalog's directory, read with all directories below it
    #[arg(value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) directory: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The directory of the catalog as it was
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The directory of the catalog as it is to be
    #[arg(value_name = "NEW", env = "TELOS_CATALOG")]
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Write JSON, for programs
    #[arg(long, env = "TELOS_JSON", value_parser = BoolishValueParser::new())]
    pub(crate) json: bool,
}

/// Serves the tracking API, reading by machines and the pages until it is told to stop (Ctrl-C or
/// SIGTERM). Prints `listening on http://ADDRESS` once it answers.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The directory of the store; it is made if it is not there
    #[arg(long, value_name = "DIR", env = "TELOS_STORE")]
    pub(crate) store: PathBuf,
    /// The master key, outside the store; made for a store that is new
    #[arg(long, value_name = "FILE", env = "TELOS_KEY_FILE")]
    pub(crate) key_file: PathBuf,
    /// The catalog's directory; put in force if it differs from the one in force
    #[arg(long, value_name = "DIR", env = "TELOS_CATALOG")]
    pub(crate) catalog: PathBuf,
    /// The keys of machines that read (TOML); without it nobody reads
    #[arg(long, value_name = "FILE", env = "TELOS_KEYS")]
    pub(crate) keys: Option<PathBuf>,
    /// A file with the key that staff open the console with; without it there is no console
    #[arg(long, value_name = "FILE", env = "TELOS_CONSOLE_KEY_FILE")]
    pub(crate) console_key_file: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        env = "TELOS_LISTEN"
    )]
    pub(crate) listen: SocketAddr,
    /// The address that browsers reach it under, if it is not the one it listens on
    #[arg(long, value_name = "URL", env = "TELOS_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// A proxy of your own stands before it: believe its X-Forwarded-For and X-Forwarded-Proto
    #[arg(long, env = "TELOS_TRUSTED_PROXY", value_parser = BoolishValueParser::new())]
    pub(crate) trusted_proxy: bool,
    /// A mail relay of your own, as HOST:PORT, that codes for people's own pages at `/me` go
    /// through; it speaks SMTP without encryption, so keep it on this host or a private network
    #[arg(
        long,
        value_name = "HOST:PORT",
        env = "TELOS_MAIL_RELAY",
        requires = "mail_from"
    )]
    pub(crate) mail_relay: Option<String>,
    /// The address that mail comes from
    #[arg(long, value_name = "ADDRESS", env = "TELOS_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
    /// A gateway of your own, as http://HOST:PORT/PATH, that takes text messages as a POST of
    /// {"to", "text"}
    #[arg(long, value_name = "URL", env = "TELOS_SMS_GATEWAY")]
    pub(crate) sms_gateway: Option<String>,
    /// How other controllers reach it under `/opendsr` (TOML): domain, certificate and key, and the
    /// certificates of controllers that sign; without it there is none
    #[arg(long, value_name = "FILE", env = "TELOS_OPENDSR")]
    pub(crate) opendsr: Option<PathBuf>,
    /// A witness whose cosignatures of the ledger's head are taken at `/v1/ledger/cosignatures`, as a
    /// C2SP verifier key. May be given several times
    #[arg(
        long,
        value_name = "KEY",
        env = "TELOS_WITNESSES",
        value_delimiter = ','
    )]
    pub(crate) witness: Vec<String>,
    /// A system besides this one that holds people's data, such as a mail service: an erasure
    /// asked for at /me waits until it has acknowledged. May be given several times
    #[arg(
        long,
        value_name = "NAME",
        env = "TELOS_OTHER_SYSTEMS",
        value_delimiter = ','
    )]
    pub(crate) other_system: Vec<String>,
    /// How many people's states are kept in memory, at 3 KB each; fewer where theirs are larger
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 60_000,
        env = "TELOS_CACHE_PEOPLE"
    )]
    pub(crate) cache_people: usize,
    /// Write every commit to a file as well; slows the server, for `telos bench`
    #[arg(long, value_name = "FILE", hide = true)]
    pub(crate) record_commits: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) log: Log,
}

impl Serve {
    /// The sizes of the engine's caches.
    pub(crate) fn caches(&self) -> CacheSizes {
        CacheSizes {
            nodes: self.cache_people.clamp(1_000, 10_000_000),
            ..CacheSizes::default()
        }
    }
}

/// Starts `telos serve` on the shipped catalog as a process of its own, on a free port of
/// 127.0.0.1, sends to it from this process and prints what it reached. The directory keeps the
/// store with all people for the next run.
#[derive(Debug, Args)]
#[command(
    after_help = "Both share the machine's processors, and machines are noisy: compare the \
    ratio to the bare loop, which is taken in the same run, before the figures themselves."
)]
pub(crate) struct Bench {
    /// Where to keep the stores, with room for some gigabytes, on the disk to be measured
    #[arg(long, value_name = "DIR", default_value = "telos-bench")]
    pub(crate) dir: PathBuf,
    /// How many people are in the store before anything is measured
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
    pub(crate) people: u64,
    /// How long each part is measured
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// How many connections send batches; single calls come over four times as many
    #[arg(long, value_name = "COUNT", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) connections: u16,
    /// How many messages are in a batch
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=2_500))]
    pub(crate) batch: u16,
    /// Only these parts
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    pub(crate) only: Vec<BenchPart>,
    /// A broker of Kafka that has a topic `telos-bench`; without it nothing is measured there
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) kafka: Option<SocketAddr>,
    /// Write the figures to a file as well
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

/// A part of a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchPart {
    /// Fill a store, even if there is one.
    Fill,
    /// Batches as fast as they are taken.
    Batch,
    /// The same commits through the storage engine alone.
    Bare,
    /// Single calls as fast as they are taken.
    Single,
    /// Reads and decisions at a pace, while batches come in at theirs.
    Mixed,
    /// Stop, and start on that data.
    Start,
    /// Deliveries to receivers in this process, from a store of its own.
    Deliveries,
    /// Deliveries to a topic of Kafka, and from there in again; where `--kafka` says.
    Kafka,
    /// Changes until every destination has them, while events come in; from a store of its own.
    Changes,
}

/// What is logged, and how.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// What to log: error, warn, info, debug, or by part such as `telos_engine=debug`
    #[arg(long, value_name = "FILTER", default_value = "info", env = "TELOS_LOG")]
    pub(crate) log: String,
    /// Log as text or as JSON lines
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "TELOS_LOG_FORMAT"
    )]
    pub(crate) log_format: LogFormat,
}

/// How lines of the log are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}
