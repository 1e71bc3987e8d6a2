//! What one view says of a person apart from consents: flags, objections, likes and dislikes.

use crate::catalog::Purpose;
use crate::consent::{Answers, Flag, Preference, Statement, Toggle, View};
use crate::decide::gates::Names;
use crate::time::Timestamp;

/// How many kinds of flag there are.
const FLAGS: usize = Flag::Erased as usize + 1;

/// The latest word on all that concerns one purpose and one channel.
pub(super) struct Person<'a> {
    /// What was said about the purpose.
    pub(super) answers: Answers<'a>,
    flags: [Toggle; FLAGS],
    objection: Toggle,
    marketing_objection: Toggle,
    pub(super) channel_unwanted: Toggle,
    topic_unwanted: Toggle,
    purpose_topic_unwanted: Toggle,
    /// When the latest settings for the channel took effect; all of that instant hold.
    pub(super) frequency_since: Option<Timestamp>,
    pub(super) quiet_since: Option<Timestamp>,
}

impl<'a> Person<'a> {
    /// Reads all facts of a view once.
    pub(super) fn read(view: &View<'a>, purpose: &Purpose, names: &Names<'_>) -> Self {
        let mut person = Self::nobody(view.at());
        view.each(|fact| match fact.statement {
            Statement::Consent { .. } => person.answers.note(fact, purpose.id),
            Statement::Flag { flag, brand, on } => {
                if brand.is_none_or(|brand| brand == purpose.brand) {
                    person.flags[flag as usize].note_flag(flag, fact.effective, on);
                }
            }
            Statement::Objection {
                brand,
                purpose: about,
                on,
            } => {
                if brand == purpose.brand {
                    match about {
                        None => person.marketing_objection.note(fact.effective, on),
                        Some(id) if id == purpose.id => person.objection.note(fact.effective, on),
                        Some(_) => {}
                    }
                }
            }
            Statement::Preference { brand, preference } => {
                if brand == purpose.brand {
                    person.prefer(preference, fact.effective, purpose, names);
                }
            }
        });
        person
    }

    /// Nothing is known at this time.
    fn nobody(at: Timestamp) -> Self {
        Self {
            answers: Answers::none(at),
            flags: [Toggle::default(); FLAGS],
            objection: Toggle::default(),
            marketing_objection: Toggle::default(),
            channel_unwanted: Toggle::default(),
            topic_unwanted: Toggle::default(),
            purpose_topic_unwanted: Toggle::default(),
            frequency_since: None,
            quiet_since: None,
        }
    }

    fn prefer(
        &mut self,
        preference: Preference,
        at: Timestamp,
        purpose: &Purpose,
        names: &Names<'_>,
    ) {
        match preference {
            Preference::Channel { channel, wanted } if names.channel == Some(channel) => {
                self.channel_unwanted.note(at, !wanted);
            }
            Preference::Topic { topic, wanted } => {
                if names.topic == Some(topic) {
                    self.topic_unwanted.note(at, !wanted);
                }
                if purpose.topic == Some(topic) {
                    self.purpose_topic_unwanted.note(at, !wanted);
                }
            }
            Preference::Frequency { channel, .. } if names.channel == Some(channel) => {
                self.frequency_since = self.frequency_since.max(Some(at));
            }
            Preference::QuietHours { channel, .. } if names.channel == Some(channel) => {
                self.quiet_since = self.quiet_since.max(Some(at));
            }
            _ => {}
        }
    }

    pub(super) const fn flag(&self, flag: Flag) -> bool {
        self.flags[flag as usize].on
    }

    /// Whether it was said that a flag does not hold, which is more than that nothing was said.
    pub(super) const fn lacks(&self, flag: Flag) -> bool {
        self.flags[flag as usize].is_off()
    }

    /// Whether an objection stands against the purpose, or against marketing if it is that.
    pub(super) const fn objected(&self, purpose: &Purpose) -> bool {
        self.objection.on || purpose.marketing && self.marketing_objection.on
    }

    /// Whether the message's topic or the purpose's is muted.
    pub(super) const fn topic_unwanted(&self) -> bool {
        self.topic_unwanted.on || self.purpose_topic_unwanted.on
    }
}
