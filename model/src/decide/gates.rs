//! The gates of `decide`, in order. Every gate is asked, and any of them denies.

use crate::catalog::{Basis, BasisKind, Catalog, Pack, Purpose};
use crate::consent::{Act, Demands, Flag, PermissionState, Permissions, consent};
use crate::decide::channel::{Reach, ask_channel, ask_wishes};
use crate::decide::person::Person;
use crate::decide::verdict::Verdict;
use crate::decide::{Decision, Deny, Named, Obligations, Operation, Permit, Question, Reason};
use crate::id::{CategorySet, ChannelId, JurisdictionSet, RecipientId, TopicId};

/// Decides whether something may be done with a person's data.
///
/// Pure and total: the same catalog, permissions and question always get the same answer, and
/// what is not known or not declared is denied. All gates are asked, so that a refusal carries
/// every reason, in the order of [`Reason`]. Each member of a family and each jurisdiction that
/// holds (of the person's places, of the brand's establishment and of the question) must permit.
///
/// Of the rules that are not plain from [`Reason`]:
/// - Restricted data is stored and nothing else (GDPR Art. 18(2)): every operation is denied,
///   taking in new data as well, except for a necessary purpose under a legal obligation or a
///   vital interest. The law also allows what the person consents to during the restriction;
///   Telos asks for the restriction to be lifted instead.
/// - An objection denies under every basis but contract, legal obligation and vital interests,
///   and there too if the purpose is marketing. It stands until it is taken back itself; a later
///   yes to the purpose does not. A no or a withdrawal about the purpose counts as an objection.
/// - For a child, a consent counts only from a guardian; under other bases, marketing, profiling
///   and selling need a guardian's yes. Where the pack says so, a child who is known to be old
///   enough says yes to sale and sharing themselves.
/// - A sale opt-out denies a purpose that sells wherever the pack or an opt-out basis says so;
///   Global Privacy Control where the pack honours it.
/// - Sending without a contact gives data to a recipient, who has to be named.
#[must_use]
pub fn decide(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    question: &Question<'_>,
) -> Decision {
    let mut verdict = Verdict::new(permissions.next_change(question.at));
    let names = names(catalog, question, &mut verdict);
    let Some(purpose) = names.purpose else {
        verdict.deny_if(
            permissions.flag(Flag::Erased, None, question.at),
            Reason::Erased,
        );
        return Decision::Deny(verdict.refusal().unwrap_or_else(unfounded));
    };
    declared(purpose, question, &names, &mut verdict);

    let holds = permissions
        .jurisdictions(catalog, Some(purpose.brand))
        .union(names.jurisdictions);
    for view in permissions.views(question.at) {
        let person = Person::read(&view, purpose, &names);
        ask_everywhere(purpose, &person, &mut verdict);
        let reach = names.reach(question);
        if let Some(reach) = reach {
            ask_wishes(reach, purpose, &person, &view, &mut verdict);
        }
        for jurisdiction in holds.iter() {
            let Some(pack) = catalog.pack(jurisdiction) else {
                verdict.deny(Reason::JurisdictionUnknown);
                continue;
            };
            let Some(basis) = purpose.basis(jurisdiction) else {
                verdict.deny_if(person.flag(Flag::Restriction), Reason::Restricted);
                verdict.deny(Reason::NoBasis);
                continue;
            };
            let case = Case {
                purpose,
                pack,
                basis,
                person: &person,
                sensitive: names.sensitive,
                recipient: question.recipient.is_some(),
            };
            case.ask(&mut verdict);
            if let Some(reach) = reach {
                ask_channel(reach, purpose, &case.demands(), &person, &mut verdict);
            }
        }
    }
    answer(purpose, question, &names, verdict)
}

/// A refusal that no gate gave a reason for: there is no basis to permit on.
fn unfounded() -> Deny {
    Deny {
        reasons: smallvec::smallvec![Reason::NoBasis],
    }
}

fn answer(
    purpose: &Purpose,
    question: &Question<'_>,
    names: &Names<'_>,
    mut verdict: Verdict,
) -> Decision {
    if let Some(refusal) = verdict.refusal() {
        return Decision::Deny(refusal);
    }
    let Some(basis) = verdict.basis else {
        return Decision::Deny(unfounded());
    };
    verdict.evidence.sort_unstable();
    Decision::Permit(Permit {
        operation: question.operation,
        purpose: purpose.id,
        categories: names.categories,
        recipient: names.recipient,
        basis,
        evidence: verdict.evidence,
        obligations: Obligations {
            retention_days: purpose.retention_days,
            offer_opt_out: question.contact.is_some()
                && (purpose.marketing || verdict.offer_opt_out),
            disclose_profiling: purpose.profiling,
        },
        at: question.at,
        valid_until: verdict.valid_until,
    })
}

/// What the question's names stand for. What is unknown has denied already and is left out.
pub(super) struct Names<'a> {
    purpose: Option<&'a Purpose>,
    categories: CategorySet,
    /// One of the categories is sensitive.
    sensitive: bool,
    recipient: Option<RecipientId>,
    jurisdictions: JurisdictionSet,
    pub(super) channel: Option<ChannelId>,
    pub(super) topic: Option<TopicId>,
}

impl Names<'_> {
    fn reach<'a>(&self, question: &'a Question<'_>) -> Option<Reach<'a>> {
        let contact = question.contact.as_ref()?;
        Some(Reach {
            contact,
            channel: self.channel?,
        })
    }
}

fn names<'a>(catalog: &'a Catalog, question: &Question<'_>, verdict: &mut Verdict) -> Names<'a> {
    let purpose = known(question.purpose)
        .and_then(|id| catalog.purpose(id))
        .filter(|purpose| catalog.brand(purpose.brand).is_some());
    verdict.deny_if(purpose.is_none(), Reason::PurposeUnknown);

    let categories = known(question.categories);
    let mut sensitive = false;
    let mut undeclared = categories.is_none();
    for category in categories.iter().flat_map(|set| set.iter()) {
        match catalog.category(category) {
            Some(category) => sensitive |= category.sensitive,
            None => undeclared = true,
        }
    }
    verdict.deny_if(undeclared, Reason::CategoryUnknown);

    let recipient = question
        .recipient
        .map(|named| known(named).filter(|id| catalog.recipient(*id).is_some()));
    let nobody =
        recipient.is_none() && question.operation == Operation::Send && question.contact.is_none();
    verdict.deny_if(nobody || recipient == Some(None), Reason::RecipientUnknown);

    let jurisdictions = known(question.jurisdictions);
    verdict.deny_if(jurisdictions.is_none(), Reason::JurisdictionUnknown);

    let channel = question
        .contact
        .map(|contact| known(contact.channel).filter(|id| catalog.channel(*id).is_some()));
    verdict.deny_if(channel == Some(None), Reason::ChannelUnknown);
    let topic = question
        .contact
        .and_then(|contact| contact.topic)
        .map(|named| known(named).filter(|id| catalog.topic(*id).is_some()));
    verdict.deny_if(topic == Some(None), Reason::TopicUnknown);

    Names {
        purpose,
        categories: categories.unwrap_or_default(),
        sensitive,
        recipient: recipient.flatten(),
        jurisdictions: jurisdictions.unwrap_or_default(),
        channel: channel.flatten(),
        topic: topic.flatten(),
    }
}

fn known<T>(named: Named<T>) -> Option<T> {
    match named {
        Named::Known(id) => Some(id),
        Named::Unknown => None,
    }
}

/// What the purpose declares, whoever the person is.
fn declared(purpose: &Purpose, question: &Question<'_>, names: &Names<'_>, verdict: &mut Verdict) {
    verdict.deny_if(
        !names.categories.is_subset(purpose.categories),
        Reason::CategoryNotDeclared,
    );
    let recipient = names.recipient;
    verdict.deny_if(
        recipient.is_some_and(|id| !purpose.recipients.contains(id)),
        Reason::RecipientNotDeclared,
    );
    verdict.deny_if(
        !purpose.operations.contains(question.operation),
        Reason::OperationNotDeclared,
    );
    let channel = names.channel;
    verdict.deny_if(
        channel.is_some_and(|id| !purpose.channels.contains(id)),
        Reason::ChannelNotDeclared,
    );
}

/// What denies whatever the jurisdiction.
fn ask_everywhere(purpose: &Purpose, person: &Person<'_>, verdict: &mut Verdict) {
    verdict.deny_if(person.flag(Flag::Erased), Reason::Erased);
    verdict.deny_if(
        purpose.marketing && person.objected(purpose),
        Reason::Objected,
    );
}

/// One member's view in one jurisdiction.
struct Case<'a, 'f> {
    purpose: &'a Purpose,
    pack: &'a Pack,
    basis: &'a Basis,
    person: &'a Person<'f>,
    /// The question is about sensitive data.
    sensitive: bool,
    /// The question is about giving data to a recipient.
    recipient: bool,
}

impl Case<'_, '_> {
    fn ask(&self, verdict: &mut Verdict) {
        let (person, purpose, rules) = (self.person, self.purpose, &self.pack.rules);
        let kind = self.basis.kind;
        verdict.rests_on(kind);
        verdict.offer_opt_out |= kind == BasisKind::Consent || kind.can_be_objected_to();

        let demanded = matches!(kind, BasisKind::LegalObligation | BasisKind::VitalInterests);
        verdict.deny_if(
            person.flag(Flag::Restriction) && !(purpose.necessary && demanded),
            Reason::Restricted,
        );
        if kind == BasisKind::Consent {
            self.ask_consent(verdict);
        } else {
            self.ask_other_basis(verdict);
        }
        let objectable = kind == BasisKind::Consent || kind.can_be_objected_to();
        verdict.deny_if(objectable && person.objected(purpose), Reason::Objected);

        let sale_ends = rules.sale_opt_out || kind == BasisKind::OptOut;
        verdict.deny_if(
            purpose.sells && sale_ends && person.flag(Flag::SaleOptOut),
            Reason::SaleOptedOut,
        );
        verdict.deny_if(
            purpose.sells && rules.honours_gpc && person.flag(Flag::Gpc),
            Reason::GlobalPrivacyControl,
        );
        let limited = rules.limit_sensitive && person.flag(Flag::LimitSensitive);
        verdict.deny_if(
            limited && self.sensitive && !purpose.necessary,
            Reason::SensitiveLimited,
        );
    }

    /// What a yes must be to count at all, for this person: a child's is a guardian's, but for a
    /// yes to sale and sharing of one who is known to be old enough for it where they are.
    fn demands(&self) -> Demands {
        let own = self.purpose.sells
            && self.pack.rules.sale_own_yes_age.is_some()
            && self.person.lacks(Flag::YoungChild);
        Demands {
            guardian: self.person.flag(Flag::Child) && !own,
            ..Demands::of(self.purpose, self.basis)
        }
    }

    fn ask_consent(&self, verdict: &mut Verdict) {
        let rules = &self.pack.rules;
        let demands = Demands {
            explicit: self.basis.explicit || self.sensitive && rules.sensitive_explicit,
            separate: self.basis.separate
                || self.sensitive && rules.sensitive_separate
                || self.recipient && rules.disclosure_separate,
            ..self.demands()
        };
        let standing = consent(&self.person.answers, None, &demands);
        if standing.state == PermissionState::Granted {
            verdict.rests_on_consent(&standing);
        } else {
            self.explain_consent(&demands, verdict);
        }
    }

    /// Finds out which of the demands on a consent are not met.
    fn explain_consent(&self, demands: &Demands, verdict: &mut Verdict) {
        let plain = Demands::of(self.purpose, self.basis);
        let state = |demands: &Demands| consent(&self.person.answers, None, demands).state;
        let granted = |demands: &Demands| state(demands) == PermissionState::Granted;
        if let Some(reason) = consent_reason(state(&plain)) {
            verdict.deny(reason);
            verdict.deny_if(demands.guardian, Reason::ChildWithoutGuardian);
            return;
        }
        let guardian = Demands {
            guardian: true,
            ..plain
        };
        let explicit = Demands {
            explicit: true,
            ..plain
        };
        let separate = Demands {
            separate: true,
            ..plain
        };
        let no_guardian = demands.guardian && !granted(&guardian);
        let not_explicit = demands.explicit && !granted(&explicit);
        let not_separate = demands.separate && !granted(&separate);
        // Where each demand is met by another grant, none meets them together.
        let apart = !(no_guardian || not_explicit || not_separate);
        let all = |demanded: bool, unmet: bool| unmet || apart && demanded;
        verdict.deny_if(
            all(demands.guardian, no_guardian),
            Reason::ChildWithoutGuardian,
        );
        verdict.deny_if(
            all(demands.explicit, not_explicit),
            Reason::ConsentNotExplicit,
        );
        verdict.deny_if(
            all(demands.separate, not_separate),
            Reason::ConsentNotSeparate,
        );
    }

    /// Without consent as the basis, what the person said about the purpose still counts: a no is
    /// an objection, and a guardian's yes lets a child's data be used.
    fn ask_other_basis(&self, verdict: &mut Verdict) {
        let purpose = self.purpose;
        if purpose.marketing || self.basis.kind.can_be_objected_to() {
            let plain = Demands::of(purpose, self.basis);
            let standing = consent(&self.person.answers, None, &plain);
            verdict.rests_on_taking_back(&standing);
            match standing.refused {
                Some(Act::Revoke) => verdict.deny(Reason::ConsentRevoked),
                Some(_) => verdict.deny(Reason::Objected),
                None => {}
            }
        }
        let child = self.person.flag(Flag::Child);
        if child && (purpose.marketing || purpose.profiling || purpose.sells) {
            let agreed = consent(&self.person.answers, None, &self.demands());
            if agreed.state == PermissionState::Granted {
                verdict.rests_on_consent(&agreed);
            } else {
                verdict.deny(Reason::ChildWithoutGuardian);
            }
        }
    }
}

const fn consent_reason(state: PermissionState) -> Option<Reason> {
    match state {
        PermissionState::Granted => None,
        PermissionState::Unknown => Some(Reason::ConsentUnknown),
        PermissionState::Requested => Some(Reason::ConsentRequested),
        PermissionState::Pending => Some(Reason::ConsentPending),
        PermissionState::Denied => Some(Reason::ConsentDenied),
        PermissionState::Withdrawn => Some(Reason::ConsentWithdrawn),
        PermissionState::Revoked => Some(Reason::ConsentRevoked),
        PermissionState::Expired => Some(Reason::ConsentExpired),
        PermissionState::Invalidated => Some(Reason::ConsentInvalidated),
    }
}
