//! A child's own yes, which is no consent.

use crate::consent::{Act, Actor, PermissionFact, Statement};
use crate::id::{ChannelId, PurposeId};
use crate::message::Message;
use crate::permissions::News;

/// Makes a child's own yes in a message that they asked for one, and lets go what their device
/// only repeats.
pub(super) fn refuse(message: &Message, news: &mut News) {
    news.facts.retain_mut(|(fact, _)| {
        let own = fact.actor != Actor::Guardian;
        match &mut fact.statement {
            Statement::Consent { act, .. } if *act == Act::Grant && own => {
                *act = Act::Request;
                let mut stated = message.statements.iter();
                !stated.any(|stated| stated.remembered && stated.fact.id == fact.id)
            }
            _ => true,
        }
    });
}

/// What invalidates each yes that a person gave themselves and no guardian did.
pub(super) fn invalidate<'a>(facts: impl Iterator<Item = &'a PermissionFact>) -> Vec<Statement> {
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
    let own = given.into_iter().filter(|given| !given.guardian);
    let statements = own.map(|given| Statement::Consent {
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
