//! A child's own yes, which is no consent, but for one to sale and sharing where the law leaves
//! that to children of their age.

use crate::catalog::Catalog;
use crate::consent::{Act, Actor, PermissionFact, Statement};
use crate::id::{ChannelId, JurisdictionSet, PurposeId};
use crate::message::Message;
use crate::permissions::News;

/// What a child may say yes to themselves.
pub(super) struct Own<'a> {
    pub(super) catalog: &'a Catalog,
    /// The jurisdictions that hold for them.
    pub(super) holds: JurisdictionSet,
    /// They are known to be no young child.
    pub(super) old_enough: bool,
}

impl Own<'_> {
    /// Whether their own yes to a purpose counts: everywhere that holds must leave it to them.
    fn may(&self, purpose: PurposeId) -> bool {
        let purpose = self.catalog.purpose(purpose);
        let leaves = |id| {
            let pack = self.catalog.pack(id);
            pack.is_some_and(|pack| pack.rules.sale_own_yes_age.is_some())
        };
        self.old_enough
            && purpose.is_some_and(|purpose| purpose.sells)
            && !self.holds.is_empty()
            && self.holds.iter().all(leaves)
    }
}

/// Makes a child's own yes in a message that they asked for one, and lets go what their device
/// only repeats.
pub(super) fn refuse(message: &Message, news: &mut News, own: &Own<'_>) {
    news.facts.retain_mut(|(fact, _)| {
        let by_child = fact.actor != Actor::Guardian;
        match &mut fact.statement {
            Statement::Consent { act, purpose, .. }
                if *act == Act::Grant && by_child && !own.may(*purpose) =>
            {
                *act = Act::Request;
                let mut stated = message.statements.iter();
                !stated.any(|stated| stated.remembered && stated.fact.id == fact.id)
            }
            _ => true,
        }
    });
}

/// What invalidates each yes that a person gave themselves and no guardian did, and that they may
/// not give.
pub(super) fn invalidate<'a>(
    facts: impl Iterator<Item = &'a PermissionFact>,
    own: &Own<'_>,
) -> Vec<Statement> {
    let mut facts: Vec<&PermissionFact> = facts.collect();
    // Of one instant, a no rules.
    facts.sort_by_key(|fact| (fact.effective, !fact.statement.may_widen()));
    let mut given: Vec<Given> = Vec::new();
    for fact in facts {
        let Statement::Consent {
            purpose,
            channel,
            act,
            text_version,
            ..
        } = fact.statement
        else {
            continue;
        };
        let guardian = fact.actor == Actor::Guardian;
        let about = |given: &Given| given.purpose == purpose && given.channel == channel;
        match act {
            Act::Grant => match given.iter_mut().find(|given| about(given)) {
                Some(known) => {
                    known.guardian |= guardian;
                    known.text_version = text_version;
                }
                None => given.push(Given {
                    purpose,
                    channel,
                    text_version,
                    guardian,
                }),
            },
            Act::Request | Act::Confirm => {}
            Act::Deny | Act::Withdraw | Act::Revoke | Act::Invalidate => {
                given.retain(|given| !about(given));
            }
        }
    }
    let void = given.into_iter();
    let void = void.filter(|given| !given.guardian && !own.may(given.purpose));
    let statements = void.map(|given| Statement::Consent {
        purpose: given.purpose,
        channel: given.channel,
        act: Act::Invalidate,
        text_version: given.text_version,
        explicit: false,
        separate: false,
    });
    statements.collect()
}

/// A yes that stands.
struct Given {
    purpose: PurposeId,
    channel: Option<ChannelId>,
    text_version: u32,
    guardian: bool,
}
