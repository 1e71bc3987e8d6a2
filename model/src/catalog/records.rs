//! Records of a system behind an API of JSON over HTTP: how they are listed, and how each is read,
//! found, made and changed.

use super::attribute::{Item, Leaning};
use super::reach::{Http, RequestDef};
use super::tables::WriteDef;

/// Records that an API lists, page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDef {
    /// Where it is, how Telos shows who it is, and what its answers mean. It is sent nothing.
    pub http: Http,
    /// What asks for the first page.
    pub first: RequestDef,
    /// What asks for those behind it.
    pub next: NextDef,
    /// Where in an answer the records lie, as `data.items`; empty where the answer is the list.
    pub records: Box<str>,
    /// Where in a record it says when it changed last.
    pub updated: Box<str>,
    /// Where in a record it says what it is known by.
    pub id: Box<str>,
    /// How much of what came before is asked for again, in seconds, since changes may be told of late.
    pub behind_seconds: u32,
    /// The most requests in a second.
    pub requests_max: u32,
    /// How long an answer may take, in seconds.
    pub wait_seconds_max: u32,
}

/// How the pages behind the first are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextDef {
    /// There are none.
    None,
    /// By number, until one is empty.
    Numbered(Box<RequestDef>),
    /// By what stands in the answer or in its `Link` header.
    Taken {
        /// Where in the answer it stands; none for the header.
        take: Option<Box<str>>,
        /// What asks with it; none where it is the address of the page itself.
        request: Option<Box<RequestDef>>,
    },
}

impl ListDef {
    /// What its records are known by: another list is begun with anew.
    #[must_use]
    pub fn written(&self) -> String {
        let (url, path) = (self.http.target.url(), self.first.path_written());
        let parts: [&str; 4] = [&url, &path, &self.updated, &self.id];
        parts.join("\0")
    }
}

/// How the records of people are read and written one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsDef {
    /// What they are known by, and what is written of them: names of columns are paths.
    pub write: WriteDef,
    /// Where in an answer the record lies, as `customer`; empty where the answer is the record.
    pub at: Box<str>,
    /// What tells states of a record apart, where the API has it.
    pub version: Option<Version>,
    /// Reads one by its key.
    pub read: RequestDef,
    /// Finds some by an identifier of a kind.
    pub finds: Vec<FindsDef>,
    /// Makes one.
    pub create: Option<RequestDef>,
    /// Changes one.
    pub update: RequestDef,
    /// The statuses that say that it was changed there meanwhile.
    pub conflicts: Vec<u16>,
}

/// What tells states of a record apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// The `ETag` of the answer.
    Tag,
    /// What stands in the record.
    At(Box<str>),
}

/// How records are found by an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindsDef {
    /// The kind.
    pub kind: Box<str>,
    /// The question.
    pub request: RequestDef,
    /// Where in the answer the records lie; empty where the answer is the list.
    pub records: Box<str>,
}

impl RecordsDef {
    /// The question for an identifier of a kind.
    #[must_use]
    pub fn find(&self, kind: &str) -> Option<&FindsDef> {
        self.finds.iter().find(|find| *find.kind == *kind)
    }

    /// All it says, by name.
    pub(super) fn item(&self, item: &mut Item) {
        let mut text = |name: &str, value: String| {
            item.text(format!("records.{name}"), value, Leaning::Unclear);
        };
        text("at", self.at.to_string());
        text(
            "version",
            format!("{:?} {:?}", self.version, self.conflicts),
        );
        for (name, template) in self.write.key.iter().chain(&self.write.columns) {
            text(&format!("fields.{name}"), template.written());
        }
        text("read", self.read.written());
        for find in &self.finds {
            let written = format!("{} {}", find.records, find.request.written());
            text(&format!("find.{}", find.kind), written);
        }
        if let Some(create) = &self.create {
            text("create", create.written());
        }
        text("update", self.update.written());
    }
}
