//! A person as one purpose may see them: nothing is shown without one.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{Engine, Look, LookedAt, Looker};
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;

use super::around::{ABSENT, FAILED, Visit, query, tell};
use super::frame::{Frame, Place};
use super::graph::Graph;
use super::person_read::{Read, read_earlier, read_person};
use super::shown::{LeftOutRow, NamedValue, Provenance, PurposeGroup, Shown, ThirdParty};
use super::words::Words;
use super::{Console, encoded, render};

/// The page.
#[derive(Clone)]
pub(super) struct Person {
    /// The head of the person's family.
    pub(super) node: String,
    pub(super) purposes: Vec<PurposeGroup>,
    pub(super) view: Seeing,
    pub(super) consents: Vec<ConsentRow>,
}

/// What is seen.
#[derive(Clone)]
pub(super) enum Seeing {
    /// No purpose was named.
    Nothing,
    /// The purpose may see nothing, for these reasons.
    Denied(Vec<&'static str>),
    /// What the purpose may see.
    Seen(Box<Seen>),
}

/// What a purpose may see.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) ground: GroundRow,
    pub(super) traits: Vec<TraitRow>,
    pub(super) identifiers: Vec<IdentifierRow>,
    pub(super) computed: Vec<NamedValue>,
    pub(super) behaviours: Vec<BehaviourRow>,
    pub(super) segments: Vec<SegmentRow>,
    pub(super) groups: Vec<String>,
    pub(super) withheld: Vec<WithheldRow>,
    pub(super) one: Option<One>,
    pub(super) timeline: Timeline,
}

/// On what it rests.
#[derive(Clone)]
pub(super) struct GroundRow {
    pub(super) purpose: String,
    pub(super) brand: String,
    pub(super) basis: &'static str,
    pub(super) categories: Vec<String>,
    pub(super) facts: usize,
    pub(super) until: Option<Timestamp>,
    pub(super) retention_days: Option<u32>,
}

/// A trait.
#[derive(Clone)]
pub(super) struct TraitRow {
    pub(super) name: String,
    pub(super) value: Shown,
    pub(super) raw: Option<String>,
    pub(super) valid: bool,
    pub(super) from: Provenance,
}

/// An identifier.
#[derive(Clone)]
pub(super) struct IdentifierRow {
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
}

/// What was done, how often.
#[derive(Clone)]
pub(super) struct BehaviourRow {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) sum: Option<f64>,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
}

/// A segment that the person is in.
#[derive(Clone)]
pub(super) struct SegmentRow {
    pub(super) title: String,
    pub(super) since: Timestamp,
}

/// Something known and not shown.
#[derive(Clone)]
pub(super) struct WithheldRow {
    pub(super) name: String,
    pub(super) why: WhyNot,
}

/// Why it is not shown.
#[derive(Clone)]
pub(super) enum WhyNot {
    CategoryNotDeclared,
    ForOthers(Vec<String>),
    Denied(&'static str),
}

/// The consent to a purpose.
#[derive(Clone)]
pub(super) struct ConsentRow {
    pub(super) purpose: String,
    pub(super) brand: String,
    pub(super) state: &'static str,
}

impl ConsentRow {
    /// The class of its colour.
    pub(super) fn tone(&self) -> &'static str {
        match self.state {
            "granted" => "good",
            "requested" | "pending" | "expired" => "caution",
            "denied" | "withdrawn" | "revoked" | "invalidated" => "bad",
            _ => "plain",
        }
    }
}

/// Why the nodes are one person.
#[derive(Clone)]
pub(super) struct One {
    pub(super) nodes: Vec<NodeRow>,
    pub(super) edges: Vec<EdgeRow>,
    pub(super) severed: usize,
}

/// A node.
#[derive(Clone)]
pub(super) struct NodeRow {
    pub(super) number: usize,
    pub(super) since: Timestamp,
    pub(super) kinds: Vec<KindCount>,
}

/// How many identifiers of a kind.
#[derive(Clone)]
pub(super) struct KindCount {
    pub(super) kind: String,
    pub(super) count: usize,
}

/// An edge.
#[derive(Clone)]
pub(super) struct EdgeRow {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) why: Link,
    pub(super) since: Timestamp,
    pub(super) source: Option<String>,
}

/// Why two nodes were linked.
#[derive(Clone)]
pub(super) enum Link {
    Together((String, String)),
    Alias,
    Staff,
}

impl One {
    /// The drawing of it.
    pub(super) fn graph(&self) -> Graph {
        let edges: Vec<(usize, usize)> = self.edges.iter().map(|edge| (edge.a, edge.b)).collect();
        Graph::laid_out(self.nodes.len(), &edges)
    }
}

/// A page of the timeline.
#[derive(Clone)]
pub(super) struct Timeline {
    pub(super) entries: Vec<Entry>,
    /// Where earlier entries are.
    pub(super) more: Option<String>,
}

/// An entry of the timeline.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) at: Timestamp,
    pub(super) what: Happened,
}

/// What happened.
#[derive(Clone)]
pub(super) enum Happened {
    Event(Box<EventRow>),
    /// A segment entered or left.
    Move(bool, String),
}

/// An event.
#[derive(Clone)]
pub(super) struct EventRow {
    pub(super) source: String,
    pub(super) third_party: Option<ThirdParty>,
    pub(super) call: &'static str,
    pub(super) event: Option<String>,
    pub(super) fields: Vec<NamedValue>,
    pub(super) left_out: Vec<LeftOutRow>,
}

/// Earlier entries as a page of their own, for those without script.
#[derive(Clone)]
pub(super) struct Earlier {
    pub(super) person: String,
    pub(super) back: String,
    pub(super) timeline: Timeline,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage<'a> {
    f: &'a Frame,
    p: &'a Person,
}

#[derive(Template)]
#[template(path = "earlier.html")]
struct EarlierPage<'a> {
    f: &'a Frame,
    p: &'a Earlier,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePart<'a> {
    w: Words,
    timeline: &'a Timeline,
}

impl Person {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &PersonPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        PersonPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

/// The address of a person for a purpose.
pub(super) fn address(person: NodeId, purpose: Option<&str>) -> String {
    match purpose {
        Some(purpose) => format!("/console/people/{person}?purpose={}", encoded(purpose)),
        None => format!("/console/people/{person}"),
    }
}

/// Reads a node as addresses write it: `n` and 16 hexadecimal digits.
pub(super) fn node(text: &str) -> Option<NodeId> {
    let digits = text.strip_prefix('n').filter(|digits| digits.len() == 16)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u64::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    Some(NodeId::new(number))
}

/// The purpose that an address names, and its name; none where the catalog has no such purpose.
fn named(console: &Console, uri: &Uri) -> Option<(PurposeId, String)> {
    let name = query(uri, "purpose")?;
    let policy = console.0.engine.policy();
    let id = policy.catalog.names.purposes.get(&*name).copied()?;
    Some((id, name))
}

/// Records that staff looked at a person; false where it could not be written.
fn note(engine: &Engine, node: NodeId, purpose: Option<PurposeId>, what: LookedAt) -> bool {
    let look = Look {
        by: Looker::Staff,
        name: Box::default(),
        purpose,
        what,
        at: engine.now(),
    };
    engine.note_staff_look(node, look).is_ok()
}

/// `GET /console/people/{person}`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(person): Path<String>,
    uri: Uri,
) -> Response {
    let Some(node) = node(&person) else {
        return tell(visit, ABSENT);
    };
    let purpose = named(&console, &uri);
    let name = purpose.as_ref().map(|(_, name)| name.clone());
    let read = tokio::task::spawn_blocking(move || {
        let engine = &console.0.engine;
        let asked = purpose.as_ref().map(|(id, _)| *id);
        let read = read_person(engine, visit.lang, node, purpose);
        let seen = matches!(&read, Ok(Read::Found(page)) if matches!(page.view, Seeing::Seen(_)));
        // Nothing is shown that is not on record for the person to see.
        let noted = !seen || note(engine, node, asked, LookedAt::Profile);
        noted.then_some(read)
    });
    match read.await.map(Option::transpose) {
        Ok(Ok(Some(Read::Found(person)))) => {
            let address = address(node, name.as_deref());
            person.show(&visit.frame(Place::People, &address))
        }
        Ok(Ok(Some(Read::Absent))) => tell(visit, ABSENT),
        Ok(Err(error)) => {
            tracing::error!(%error, "show a person");
            tell(visit, FAILED)
        }
        Ok(Ok(None)) | Err(_) => tell(visit, FAILED),
    }
}

/// `GET /console/people/{person}/timeline`: earlier entries, alone for htmx, else as a page.
pub(super) async fn earlier(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(person): Path<String>,
    headers: axum::http::HeaderMap,
    uri: Uri,
) -> Response {
    let (node, purpose) = (node(&person), named(&console, &uri));
    let (Some(node), Some(purpose), Some(before)) = (node, purpose, query(&uri, "before")) else {
        return tell(visit, ABSENT);
    };
    let name = purpose.1.clone();
    let read = tokio::task::spawn_blocking(move || {
        let engine = &console.0.engine;
        let read = read_earlier(engine, visit.lang, node, &purpose, Some(&before));
        let seen = matches!(read, Ok(Read::Found(_)));
        let noted = !seen || note(engine, node, Some(purpose.0), LookedAt::Timeline);
        noted.then_some(read)
    });
    let timeline = match read.await.map(Option::transpose) {
        Ok(Ok(Some(Read::Found(timeline)))) => timeline,
        Ok(Ok(Some(Read::Absent))) => return tell(visit, ABSENT),
        Ok(Err(error)) => {
            tracing::error!(%error, "show a timeline");
            return tell(visit, FAILED);
        }
        Ok(Ok(None)) | Err(_) => return tell(visit, FAILED),
    };
    if headers.contains_key("hx-request") {
        let part = TimelinePart {
            w: Words::new(visit.lang),
            timeline: &timeline,
        };
        return render(StatusCode::OK, &part);
    }
    let back = address(node, Some(&name));
    let earlier = Earlier {
        person: node.to_string(),
        back: back.clone(),
        timeline,
    };
    let frame = visit.frame(Place::People, &back);
    render(
        StatusCode::OK,
        &EarlierPage {
            f: &frame,
            p: &earlier,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_addressed_by_node_and_nothing_else() {
        assert_eq!(node("n00000000000000ff"), Some(NodeId::new(255)));
        for bad in [
            "",
            "n",
            "nff",
            "n+0000000000000ff",
            "x00000000000000ff",
            "anna@example.org",
        ] {
            assert_eq!(node(bad), None, "{bad}");
        }
    }
}
