//! What `decide` reads of a person: one node's record, or those of a family.

use smallvec::SmallVec;

use crate::catalog::{BasisKind, Catalog, Purpose};
use crate::consent::fold::{Answers, Demands, consent};
use crate::consent::record::{jurisdictions_of, later};
use crate::consent::{
    Flag, NotedPlace, PermissionFact, PermissionRecord, PermissionState, Statement,
};
use crate::id::{BrandId, ChannelId, JurisdictionSet, NodeId, PurposeId};
use crate::time::Timestamp;

/// The permissions of a person: the most restrictive of what the nodes of their family say.
///
/// Each member is judged by its own facts and by those facts of the others that took effect
/// after the two were linked, and all members must agree. So a merge never widens anything,
/// and what the person decides afterwards, on whichever node, rules for the whole family.
#[derive(Debug, Clone)]
pub struct Permissions<'a> {
    /// Never empty.
    members: SmallVec<[&'a PermissionRecord; 1]>,
    /// Row by row, for each member, since when it has been linked with each other one.
    links: SmallVec<[Timestamp; 4]>,
}

static NOTHING: PermissionRecord = PermissionRecord::EMPTY;

impl<'a> Permissions<'a> {
    /// The permissions of a node by itself.
    #[must_use]
    pub fn single(record: &'a PermissionRecord) -> Self {
        Self {
            members: SmallVec::from_buf([record]),
            links: SmallVec::new(),
        }
    }

    /// The permissions of a family. `linked_since(m, n)` says since when members m and n have
    /// been one person; a family of none knows nothing.
    #[must_use]
    pub fn family(
        members: impl IntoIterator<Item = (NodeId, &'a PermissionRecord)>,
        linked_since: impl Fn(NodeId, NodeId) -> Timestamp,
    ) -> Self {
        let members: SmallVec<[_; 4]> = members.into_iter().collect();
        if members.len() <= 1 {
            return Self::single(members.first().map_or(&NOTHING, |(_, record)| record));
        }
        let mut links = SmallVec::with_capacity(members.len() * members.len());
        for (one, _) in &members {
            for (other, _) in &members {
                links.push(if one == other {
                    Timestamp::MIN
                } else {
                    linked_since(*one, *other)
                });
            }
        }
        Self {
            members: members.iter().map(|(_, record)| *record).collect(),
            links,
        }
    }

    /// The state of the consent to a purpose, or to one channel of it, at a time: the most
    /// restrictive over the family's members and over the jurisdictions that hold for the
    /// person and the brand, where consent as the basis (or any basis, for a channel) may demand
    /// a double opt-in or a maximum age. A consent counts only for the channel it names, and one
    /// that names none only for the purpose.
    ///
    /// A text version of 0 is an unknown text: it is older than every material version but the
    /// first.
    #[must_use]
    pub fn state(
        &self,
        catalog: &Catalog,
        purpose: PurposeId,
        channel: Option<ChannelId>,
        at: Timestamp,
    ) -> PermissionState {
        self.state_until(catalog, purpose, channel, at).0
    }

    /// The state as [`Self::state`] gives it, and until when (excluded) it is that if no fact is
    /// added.
    #[must_use]
    pub fn state_until(
        &self,
        catalog: &Catalog,
        purpose: PurposeId,
        channel: Option<ChannelId>,
        at: Timestamp,
    ) -> (PermissionState, Timestamp) {
        let declared = catalog.purpose(purpose);
        let demands = self.demands(catalog, declared, channel);
        let mut state = None;
        let mut until = self.next_change(at);
        for view in self.views(at) {
            let answers = view.answers(purpose);
            for demands in &demands {
                let standing = consent(&answers, channel, demands);
                until = until.min(standing.until);
                let stricter = state.is_none_or(|state: PermissionState| {
                    standing.state.restrictiveness() >= state.restrictiveness()
                });
                if stricter {
                    state = Some(standing.state);
                }
            }
        }
        (state.unwrap_or(PermissionState::Unknown), until)
    }

    /// What each jurisdiction demands of a consent, wherever consent is the basis or a channel
    /// needs it; never empty.
    fn demands(
        &self,
        catalog: &Catalog,
        purpose: Option<&Purpose>,
        channel: Option<ChannelId>,
    ) -> SmallVec<[Demands; 4]> {
        let Some(purpose) = purpose else {
            return SmallVec::from_iter([Demands::default()]);
        };
        let material = Demands {
            material_version: purpose.material_version(),
            ..Demands::default()
        };
        let holds = self.jurisdictions(catalog, Some(purpose.brand));
        let mut demands: SmallVec<[Demands; 4]> = holds
            .iter()
            .filter_map(|jurisdiction| purpose.basis(jurisdiction))
            .filter(|basis| channel.is_some() || basis.kind == BasisKind::Consent)
            .map(|basis| Demands::of(purpose, basis))
            .collect();
        if demands.is_empty() {
            demands.push(material);
        }
        demands
    }

    /// Whether a flag is set at a time, for a brand or (where none is named) for every brand.
    /// The latest word rules, whether it named the brand or all brands; set rules over taken
    /// back at one instant. An erasure is never taken back.
    #[must_use]
    pub fn flag(&self, flag: Flag, brand: Option<BrandId>, at: Timestamp) -> bool {
        self.views(at).any(|view| {
            let mut toggle = Toggle::default();
            view.each(|fact| {
                if let Statement::Flag {
                    flag: f,
                    brand: b,
                    on,
                } = fact.statement
                    && f == flag
                    && (b.is_none() || b == brand)
                {
                    toggle.note_flag(flag, fact.effective, on);
                }
            });
            toggle.on
        })
    }

    /// Whether it was said, for every brand, that a flag does not hold, and nobody says that it does.
    #[must_use]
    pub fn lacks(&self, flag: Flag, at: Timestamp) -> bool {
        let said = self.views(at).any(|view| {
            let mut toggle = Toggle::default();
            view.each(|fact| match fact.statement {
                Statement::Flag {
                    flag: of,
                    brand: None,
                    on,
                } if of == flag => toggle.note_flag(flag, fact.effective, on),
                _ => {}
            });
            toggle.is_off()
        });
        said && !self.flag(flag, None, at)
    }

    /// The jurisdictions that hold: those of each member's places, or the strictest for a
    /// member with none known, and those of the brand. Places noted on another member after the
    /// link replace older ones.
    #[must_use]
    pub fn jurisdictions(&self, catalog: &Catalog, brand: Option<BrandId>) -> JurisdictionSet {
        let established = brand
            .and_then(|brand| catalog.brand(brand))
            .map_or(JurisdictionSet::EMPTY, |brand| brand.established_in);
        (0..self.members.len())
            .map(|member| {
                let residence = self.place(member, PermissionRecord::residence);
                let location = self.place(member, PermissionRecord::location);
                let known = jurisdictions_of(residence).union(jurisdictions_of(location));
                if known.is_empty() {
                    JurisdictionSet::only(catalog.strictest)
                } else {
                    known
                }
            })
            .fold(established, JurisdictionSet::union)
    }

    fn place(&self, member: usize, of: impl Fn(&PermissionRecord) -> NotedPlace) -> NotedPlace {
        let mut place = of(self.members[member]);
        for (other, record) in self.members.iter().enumerate() {
            if other != member {
                let since = self.linked_since(member, other);
                place = later(place, of(record).filter(|(at, _)| *at > since));
            }
        }
        place
    }

    /// How each member sees the person at a time.
    pub(crate) fn views(&self, at: Timestamp) -> impl Iterator<Item = View<'_>> {
        (0..self.members.len()).map(move |member| View {
            members: &self.members,
            links: &self.links,
            member,
            at,
        })
    }

    /// When the next fact takes effect that has not yet.
    pub(crate) fn next_change(&self, at: Timestamp) -> Timestamp {
        let next = self.members.iter().filter_map(|record| {
            let facts = record.sorted().iter().rev();
            facts
                .map(|fact| fact.effective)
                .take_while(|effective| *effective > at)
                .last()
        });
        next.min().unwrap_or(Timestamp::MAX)
    }

    fn linked_since(&self, member: usize, other: usize) -> Timestamp {
        self.links[member * self.members.len() + other]
    }
}

/// How one member of a family sees the person at a time.
pub(crate) struct View<'a> {
    members: &'a [&'a PermissionRecord],
    links: &'a [Timestamp],
    member: usize,
    at: Timestamp,
}

impl<'a> View<'a> {
    /// What it says about a purpose.
    fn answers(&self, purpose: PurposeId) -> Answers<'a> {
        let mut answers = Answers::none(self.at);
        self.each(|fact| answers.note(fact, purpose));
        answers
    }

    /// The time.
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }

    /// Hands over each fact that has taken effect, in no order that may matter.
    #[inline]
    pub(crate) fn each(&self, mut take: impl FnMut(&'a PermissionFact)) {
        for (other, record) in self.members.iter().enumerate() {
            let facts = record.sorted();
            let from = if other == self.member {
                0
            } else {
                let since = self.links[self.member * self.members.len() + other];
                facts.partition_point(|fact| fact.effective <= since)
            };
            for fact in &facts[from..] {
                if fact.effective > self.at {
                    break;
                }
                take(fact);
            }
        }
    }
}

/// Something that is set and taken back: the latest word rules, and set rules at one instant.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Toggle {
    since: Option<Timestamp>,
    pub(crate) on: bool,
}

impl Toggle {
    /// Notes a word, in any order.
    pub(crate) fn note(&mut self, at: Timestamp, on: bool) {
        if self.since < Some(at) {
            *self = Self {
                since: Some(at),
                on,
            };
        } else if self.since == Some(at) {
            self.on |= on;
        }
    }

    /// Whether the latest word takes it back: where nothing was said, it does not.
    pub(crate) const fn is_off(&self) -> bool {
        self.since.is_some() && !self.on
    }

    /// Notes a word about a flag: an erasure is never taken back.
    pub(crate) fn note_flag(&mut self, flag: Flag, at: Timestamp, on: bool) {
        if on || flag != Flag::Erased {
            self.note(at, on);
        }
    }
}
