//! Sources that Telos runs itself, as the catalog declares them: where rows come from, how fast,
//! and how they become messages.

use super::attribute::{Item, Leaning};
use super::destination::{Secret, Target};
use super::files::Bucket;
use super::records::ListDef;
use super::streams::StreamDef;
use super::tables::Dialect;

/// Where the rows of a source come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// It is looked at; else it is only declared.
    pub active: bool,
    /// Of what kind it is.
    pub kind: IntakeKind,
    /// How often it is looked at for something new, in seconds.
    pub every_seconds: u32,
    /// The most rows of one commit.
    pub rows_max: u32,
    /// How rows become messages: the tables `file`, `key` and `message` as TOML, read by
    /// `telos_connect::import`.
    pub mapping: Box<str>,
}

/// A kind of source that Telos runs itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntakeKind {
    /// Files of a directory.
    Folder {
        /// The directory, from the root on.
        path: Box<str>,
        /// The names of files that are taken; `*` stands for anything.
        pattern: Box<str>,
    },
    /// Objects of a bucket.
    Bucket {
        /// The bucket, and what all names begin with.
        bucket: Bucket,
        /// The names of objects that are taken, behind that; `*` stands for anything.
        pattern: Box<str>,
    },
    /// Requests that another system makes.
    Webhook(Signature),
    /// A table of `PostgreSQL`.
    Postgres(TableDef),
    /// A table of MySQL or MariaDB.
    Mysql(TableDef),
    /// Changes of a `PostgreSQL`.
    Changes(ChangesDef),
    /// Messages of a broker.
    Stream(StreamDef),
    /// Records that an API lists.
    Http(Box<ListDef>),
}

/// A table of a database, and the columns that tell what is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDef {
    /// What is spoken there.
    pub dialect: Dialect,
    /// Where it is; the path is the name of the database.
    pub target: Target,
    /// Who asks.
    pub user: Box<str>,
    /// What they show, if anything.
    pub password: Option<Secret>,
    /// The schema, where it is not the user's own.
    pub schema: Option<Box<str>>,
    /// The table or view.
    pub table: Box<str>,
    /// The column that grows whenever a row changes.
    pub updated: Box<str>,
    /// The column that tells rows apart.
    pub id: Box<str>,
    /// How long a change waits, so that those before it are there, in seconds.
    pub behind_seconds: u32,
}

impl TableDef {
    /// What its rows are known by: another table is begun with anew.
    #[must_use]
    pub fn written(&self) -> String {
        let Target { host, port, .. } = &self.target;
        let database = self.target.path.trim_start_matches('/');
        let schema = self.schema.as_deref().unwrap_or_default();
        let (table, updated, id) = (&self.table, &self.updated, &self.id);
        let port = port.to_string();
        let parts: [&str; 7] = [host, &port, database, schema, table, updated, id];
        parts.join("\0")
    }
}

/// Changes of a `PostgreSQL`, as it records them for a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesDef {
    /// Where it is; the path is the name of the database.
    pub target: Target,
    /// Who asks.
    pub user: Box<str>,
    /// What they show, if anything.
    pub password: Option<Secret>,
    /// The replication slot.
    pub slot: Box<str>,
    /// The publication, which says which tables.
    pub publication: Box<str>,
    /// What becomes of rows that are deleted.
    pub deletes: Deletes,
}

/// What becomes of rows that are deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletes {
    /// The mapping makes messages of them, as of others.
    Message,
    /// The erasure is asked for of whoever the mapping finds in them.
    Erase,
}

impl ChangesDef {
    /// What its changes are known by: another slot is begun with anew.
    #[must_use]
    pub fn written(&self) -> String {
        let Target { host, port, .. } = &self.target;
        let database = self.target.path.trim_start_matches('/');
        let port = port.to_string();
        let parts: [&str; 4] = [host, &port, database, &self.slot];
        parts.join("\0")
    }
}

impl IntakeKind {
    /// The word that catalogs use.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::Bucket { .. } => "bucket",
            Self::Webhook(_) => "webhook",
            Self::Postgres(_) | Self::Changes(_) => "postgres",
            Self::Mysql(_) => "mysql",
            Self::Stream(stream) => stream.broker.protocol.word(),
            Self::Http(_) => "http",
        }
    }
}

/// How a webhook shows that it comes from whom it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// `X-Shopify-Hmac-Sha256`: base64 over the body. Its mandatory privacy topics become requests.
    Shopify(Secret),
    /// `Stripe-Signature`: time and signatures.
    Stripe(Secret),
    /// Standard Webhooks: id, time and signatures.
    Standard(Secret),
    /// HMAC-SHA256 over the body in a header of its own.
    Hmac {
        /// What it is signed with.
        secret: Secret,
        /// The header, in lower case.
        header: Box<str>,
        /// What stands before the signature.
        prefix: Box<str>,
        /// Hexadecimal digits, or else base64.
        hex: bool,
    },
}

impl Signature {
    /// The words that catalogs use.
    pub const WORDS: [&'static str; 4] = ["shopify", "stripe", "standard-webhooks", "hmac"];

    /// What it is signed with.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        match self {
            Self::Shopify(secret)
            | Self::Stripe(secret)
            | Self::Standard(secret)
            | Self::Hmac { secret, .. } => secret,
        }
    }
}

impl Intake {
    /// All it says, by name.
    pub(super) fn put(&self, item: &mut Item) {
        item.flag("from.active", self.active, Leaning::Widens);
        item.text("from.kind", format!("{:?}", self.kind), Leaning::Unclear);
        let every = Some(u64::from(self.every_seconds));
        item.number("from.every_seconds", every, Leaning::Neutral);
        let rows = Some(u64::from(self.rows_max));
        item.number("from.rows_max", rows, Leaning::Neutral);
        item.text("from.mapping", &*self.mapping, Leaning::Unclear);
    }
}
