//! Destinations that are files, in a directory or in a bucket: what is written where, how its rows
//! are known, and how they are taken out again.

use super::attribute::{Item, Leaning};
use super::destination::{Occasion, Secret, Target};
use super::template::{Blank, Change, Template};

/// The files of one destination.
#[derive(Debug, Clone, PartialEq)]
pub struct Files {
    /// Where they are.
    pub place: FilePlace,
    /// How rows are written.
    pub format: FileFormat,
    /// The column that tells whose a row is.
    pub key: KeyDef,
    /// What is done, by occasion.
    pub writes: Vec<(Occasion, FileWrite)>,
    /// The most deliveries of one file.
    pub items_max: usize,
    /// How long the first waits for more to go with it, in seconds.
    pub age_seconds: u32,
    /// The most files that are looked through to take somebody out.
    pub objects_max: usize,
}

/// Where files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilePlace {
    /// In a directory of this host, from the root on, without a slash at the end.
    Folder(Box<str>),
    /// In a bucket.
    Bucket(Bucket),
}

/// A bucket of a service that speaks S3, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Where the service is; it has no path.
    pub endpoint: Target,
    /// The bucket's name.
    pub name: Box<str>,
    /// What all names begin with: empty, or with a slash at the end.
    pub prefix: Box<str>,
    /// The region that requests are signed for.
    pub region: Box<str>,
    /// The bucket's name is a part of the host's name, rather than of the path.
    pub by_host: bool,
    /// Who asks and what it is signed with; none where everybody may.
    pub access: Option<(Secret, Secret)>,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// One JSON object a line.
    JsonLines,
    /// Columns of types, packed.
    Parquet,
}

impl FileFormat {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::JsonLines, Self::Parquet];

    /// The word that catalogs use, which names of files end with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// The column that tells whose a row is: an identifier, so that all rows of somebody are found by
/// the identifiers of that kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDef {
    /// The column.
    pub column: Box<str>,
    /// The kind of identifier that it holds,
    pub identifier: Box<str>,
    /// and what is done with it.
    pub changes: Vec<Change>,
}

/// What is done on one occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileWrite {
    /// A row is written.
    Append {
        /// The directory, below the place.
        path: Vec<PathPiece>,
        /// The row.
        columns: Vec<ColumnDef>,
    },
    /// All rows of the person are taken out of all files.
    Remove,
}

/// A part of a path. It never holds a value of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPiece {
    /// Itself.
    Text(Box<str>),
    /// A part of when it happened, or of now where nothing happened.
    Time(TimePart),
    /// The name of an event or a segment.
    Blank(Blank),
}

/// A part of an instant in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimePart {
    /// Four digits.
    Year,
    /// Two digits.
    Month,
    /// Two digits.
    Day,
    /// Two digits.
    Hour,
}

impl TimePart {
    /// All of them, as they are written.
    pub const ALL: [(&'static str, Self); 4] = [
        ("{year}", Self::Year),
        ("{month}", Self::Month),
        ("{day}", Self::Day),
        ("{hour}", Self::Hour),
    ];
}

/// A column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDef {
    /// Its name.
    pub name: Box<str>,
    /// Its type. Without one it is text in Parquet; in lines of JSON it keeps the value's own.
    pub kind: Option<ColumnKind>,
    /// What it holds.
    pub value: Template,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// An instant.
    Time,
    /// Anything, as JSON.
    Json,
}

impl ColumnKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Integer,
        Self::Number,
        Self::Boolean,
        Self::Time,
        Self::Json,
    ];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Json => "json",
        }
    }
}

impl Bucket {
    /// The bucket and what names begin with, as catalogs write it.
    #[must_use]
    pub fn url(&self) -> String {
        let prefix = self.prefix.trim_end_matches('/');
        let slash = if prefix.is_empty() { "" } else { "/" };
        format!("s3://{}{slash}{prefix}", self.name)
    }

    /// Where requests go.
    #[must_use]
    pub fn target(&self) -> Target {
        let mut target = self.endpoint.clone();
        if self.by_host {
            target.host = format!("{}.{}", self.name, target.host).into();
        }
        target
    }

    /// All it says.
    #[must_use]
    pub fn written(&self) -> String {
        let (endpoint, inside) = (self.endpoint.url(), self.endpoint.inside);
        let access = self.access.as_ref();
        let access = access.map(|(key, secret)| format!("{key} {secret}"));
        let (url, region, by_host) = (self.url(), &self.region, self.by_host);
        let access = access.unwrap_or_default();
        format!("{url} at {endpoint} {inside:?} {region} {by_host} {access}")
    }
}

impl Files {
    /// What is done on an occasion, if anything is.
    #[must_use]
    pub fn write(&self, occasion: Occasion) -> Option<&FileWrite> {
        let mut writes = self.writes.iter();
        writes
            .find(|(known, _)| *known == occasion)
            .map(|(_, write)| write)
    }

    /// Where they are, as staff read it.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.place {
            FilePlace::Folder(path) => format!("file://{path}"),
            FilePlace::Bucket(bucket) => bucket.url(),
        }
    }

    pub(super) fn item(&self, item: &mut Item) {
        item.text("kind", "files", Leaning::Unclear);
        let place = match &self.place {
            FilePlace::Folder(_) => self.place(),
            FilePlace::Bucket(bucket) => bucket.written(),
        };
        item.text("place", place, Leaning::Unclear);
        item.text("format", self.format.word(), Leaning::Neutral);
        let KeyDef {
            column,
            identifier,
            changes,
        } = &self.key;
        let key = format!("{column} {identifier} {changes:?}");
        item.text("key", key, Leaning::Unclear);
        for (occasion, write) in &self.writes {
            let name = format!("send.{}", occasion.word());
            item.text(name, write.written(), Leaning::Unclear);
        }
        let (items, age, objects) = (self.items_max, self.age_seconds, self.objects_max);
        let limits = format!("{items} {age} {objects}");
        item.text("limits", limits, Leaning::Neutral);
    }
}

impl FileWrite {
    /// All placeholders in it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let Self::Append { path, columns } = self else {
            return Vec::new();
        };
        let paths = path.iter().filter_map(|piece| match piece {
            PathPiece::Blank(blank) => Some(blank),
            PathPiece::Text(_) | PathPiece::Time(_) => None,
        });
        let columns = columns.iter().flat_map(|column| column.value.blanks());
        paths.chain(columns).collect()
    }

    fn written(&self) -> String {
        let Self::Append { path, columns } = self else {
            return "remove".to_owned();
        };
        let columns = columns.iter().map(|column| {
            let kind = column.kind.map_or("", ColumnKind::word);
            format!("{} {kind} = {}", column.name, column.value.written())
        });
        let columns: Vec<String> = columns.collect();
        format!("append {path:?}: {}", columns.join(", "))
    }
}
