//! Destinations that are tables of a database: rows that are put there, changed and deleted.

use super::attribute::{Item, Leaning};
use super::destination::{Occasion, Secret, Target};
use super::template::{Blank, Template};

/// What a database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

impl Dialect {
    /// The word that catalogs use, also as the scheme of addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// The port where none is said.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5_432,
            Self::Mysql => 3_306,
        }
    }
}

/// The tables of one database.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// What is spoken there.
    pub dialect: Dialect,
    /// Where it is; the path is the name of the database.
    pub target: Target,
    /// As whom.
    pub user: Box<str>,
    /// With which password; none where the database asks for none.
    pub secret: Option<Secret>,
    /// What is written, by occasion.
    pub writes: Vec<(Occasion, WriteDef)>,
    /// The most deliveries in one transaction.
    pub items_max: usize,
}

/// What is done with the rows of an occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteAct {
    /// They are put there, or changed where their keys are there.
    Upsert,
    /// They are changed where their keys are there.
    Update,
    /// They are deleted.
    Delete,
}

impl WriteAct {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Upsert, Self::Update, Self::Delete];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Upsert => "upsert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// What is written on one occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteDef {
    /// What is done.
    pub act: WriteAct,
    /// In which tables, each perhaps with its schema before a dot.
    pub tables: Vec<Box<str>>,
    /// The columns that rows are known by. A list makes a row of each of its values.
    pub key: Vec<(Box<str>, Template)>,
    /// All other columns; those without a value are emptied.
    pub columns: Vec<(Box<str>, Template)>,
    /// Columns that are emptied, whatever is known.
    pub empty: Vec<Box<str>>,
}

impl Tables {
    /// What is written on an occasion, if anything is.
    #[must_use]
    pub fn write(&self, occasion: Occasion) -> Option<&WriteDef> {
        let mut writes = self.writes.iter();
        writes
            .find(|(known, _)| *known == occasion)
            .map(|(_, write)| write)
    }

    /// Where it is, as staff read it.
    #[must_use]
    pub fn place(&self) -> String {
        let (user, authority) = (&self.user, self.target.authority());
        let (scheme, path) = (self.dialect.word(), &self.target.path);
        format!("{scheme}://{user}@{authority}{path}")
    }

    pub(super) fn item(&self, item: &mut Item) {
        item.text("kind", self.dialect.word(), Leaning::Unclear);
        item.text("url", self.place(), Leaning::Unclear);
        item.flag("tls", self.target.https, Leaning::Unclear);
        let inside = format!("{:?}", self.target.inside);
        item.text("inside", inside, Leaning::Unclear);
        if let Some(secret) = &self.secret {
            item.text("secret", secret.to_string(), Leaning::Neutral);
        }
        for (occasion, write) in &self.writes {
            let name = format!("send.{}", occasion.word());
            item.text(name, write.written(), Leaning::Unclear);
        }
        item.text("items_max", self.items_max.to_string(), Leaning::Neutral);
    }
}

impl WriteDef {
    /// All placeholders in it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let columns = self.key.iter().chain(&self.columns);
        columns.flat_map(|(_, value)| value.blanks()).collect()
    }

    fn written(&self) -> String {
        let line = |columns: &[(Box<str>, Template)]| -> Vec<String> {
            let columns = columns.iter();
            columns
                .map(|(name, value)| format!("{name} = {}", value.written()))
                .collect()
        };
        let (act, tables) = (self.act.word(), self.tables.join(", "));
        let (key, columns) = (line(&self.key).join(", "), line(&self.columns).join(", "));
        let empty = self.empty.join(", ");
        format!("{act} {tables} by {key}: {columns} without {empty}")
    }
}
