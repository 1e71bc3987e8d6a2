//! Forms from policy: what a brand may ask of a person at a moment, in a jurisdiction, and what it
//! has to show with it.
//!
//! The catalog says what a brand would like to ask; [`Form::of`] keeps what some purpose may hold
//! there, asks for a yes where the law wants one, and says why the rest is left out. [`answers`]
//! reads what was filled in.

mod answers;
#[cfg(test)]
mod tests;

pub use answers::{
    ANSWER_CHARS_MAX, Aged, Answers, Decided, Filled, FormMistake, Saying, Slip, answers,
};

use crate::age::child_age;
use crate::catalog::{Basis, BasisKind, Brand, Catalog, FieldDef, FormDef, Moment};
use crate::catalog::{Purpose, PurposeText, SlotKind};
use crate::decide::Operation;
use crate::id::{CategorySet, ChannelId, FieldId, JurisdictionSet, PurposeId, PurposeSet};

/// The name of the control that asks whether somebody is old enough: `older` or `younger`.
pub const AGE_CONTROL: &str = "age";
/// The name of the control for the address of a parent or guardian.
pub const GUARDIAN_CONTROL: &str = "guardian";

/// Where and how somebody meets a form.
#[derive(Debug, Clone, Copy)]
pub struct Meeting<'a> {
    /// The jurisdictions that hold where the person is; the brand's own are added.
    pub jurisdictions: JurisdictionSet,
    /// The browser sends Global Privacy Control.
    pub gpc: bool,
    /// The country that the person is in, if it is known: it may set an age of its own.
    pub country: Option<&'a str>,
    /// Letters can be sent that ask a guardian.
    pub letters: bool,
    /// The reader's language, BCP 47.
    pub locale: &'a str,
}

/// A form as it may be shown.
#[derive(Debug, Clone)]
pub struct Form<'c> {
    /// What the catalog says of it.
    pub def: &'c FormDef,
    /// The brand that asks.
    pub brand: &'c Brand,
    /// The jurisdictions whose rules it follows.
    pub jurisdictions: JurisdictionSet,
    /// What may be asked.
    pub fields: Vec<FormField<'c>>,
    /// What the person decides: every box is empty at first.
    pub boxes: Vec<FormBox<'c>>,
    /// What the person is told and cannot switch off.
    pub notices: Vec<FormNotice<'c>>,
    /// Whether the person is at least this old has to be asked: below it a guardian agrees.
    pub age: Option<u8>,
    /// Where they are not, the address of a parent or guardian is asked for.
    pub asks_guardian: bool,
    /// What the catalog wishes and the form does not do, with the reason.
    pub left_out: Vec<(Left, Why)>,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub struct FormField<'c> {
    /// The trait.
    pub field: &'c FieldDef,
    /// What it is called, in the reader's language.
    pub title: &'c str,
    /// The form cannot be sent without it.
    pub required: bool,
    /// The purposes that it is kept for.
    pub purposes: PurposeSet,
    /// It is kept only if the person says yes to one of them.
    pub only_with_yes: bool,
}

/// A box that the person may tick.
#[derive(Debug, Clone)]
pub struct FormBox<'c> {
    /// The purpose that it is about.
    pub purpose: &'c Purpose,
    /// The text that has to be shown with it.
    pub text: &'c PurposeText,
    /// The channel, where it is about being reached by one.
    pub channel: Option<ChannelId>,
    /// What a tick means.
    pub says: Says,
    /// Without a tick there is nothing to send the form for.
    pub required: bool,
    /// The words beside it must be a statement that the person makes.
    pub explicit: bool,
    /// The yes counts only once it is confirmed over the channel it is about.
    pub double_opt_in: bool,
    /// The person is asked again after this many days.
    pub age_days_max: Option<u32>,
}

/// What a tick means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Yes: without it nothing is done.
    Yes,
    /// No: without it, it is done.
    No,
}

/// A text that has to be shown with a form and leaves no choice.
#[derive(Debug, Clone)]
pub struct FormNotice<'c> {
    /// The purpose.
    pub purpose: &'c Purpose,
    /// Its text.
    pub text: &'c PurposeText,
    /// Why there is no choice.
    pub basis: &'c Basis,
}

/// Something that a form leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// A purpose.
    Purpose(PurposeId),
    /// A trait.
    Field(FieldId),
    /// That a trait is required; it may still be filled in.
    Requirement(FieldId),
}

/// Why a form leaves something out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The purpose has no lawful basis in a jurisdiction that holds.
    NoBasis,
    /// The browser sends Global Privacy Control, which is a no to selling there.
    GlobalPrivacyControl,
    /// The purpose has no text to show.
    NoText,
    /// No purpose of the form may hold this kind of data.
    NoPurpose,
    /// Only purposes that rest on a yes would hold it, and a yes must not be tied to it.
    ConsentMustBeFree,
}

impl Why {
    /// The stable name used in answers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoBasis => "no_basis",
            Self::GlobalPrivacyControl => "global_privacy_control",
            Self::NoText => "no_text",
            Self::NoPurpose => "no_purpose",
            Self::ConsentMustBeFree => "consent_must_be_free",
        }
    }
}

/// What a purpose needs where the form is met.
enum Need<'c> {
    Yes(Yes),
    No,
    Nothing(&'c Basis),
}

/// What a yes has to be, over all jurisdictions that hold.
#[derive(Clone, Copy)]
struct Yes {
    explicit: bool,
    double_opt_in: bool,
    age_days_max: Option<u32>,
}

impl<'c> Form<'c> {
    /// Works out a form. None where the brand is no longer declared.
    #[must_use]
    pub fn of(catalog: &'c Catalog, def: &'c FormDef, meeting: Meeting<'_>) -> Option<Self> {
        let brand = catalog.brand(def.brand)?;
        let mut form = Self {
            def,
            brand,
            jurisdictions: meeting.jurisdictions.union(brand.established_in),
            fields: Vec::new(),
            boxes: Vec::new(),
            notices: Vec::new(),
            age: None,
            asks_guardian: meeting.letters,
            left_out: Vec::new(),
        };
        for (place, id) in def.purposes.iter().enumerate() {
            if let Some(purpose) = catalog.purpose(*id)
                && let Err(why) = form.take(catalog, purpose, place == 0, meeting)
            {
                form.left_out.push((Left::Purpose(*id), why));
            }
        }
        form.age = form.age(catalog, meeting.country);
        form.ask(catalog, meeting.locale);
        Some(form)
    }

    /// Whether it can be used here: it says who answers, and some purpose may hold that.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let named = |field: &FormField<'_>| field.required && field.field.identifier.is_some();
        self.fields.iter().any(named) && (!self.boxes.is_empty() || !self.notices.is_empty())
    }

    /// The age that has to be asked about: only where the law or a purpose needs to know, and
    /// something of the form needs a guardian's yes for a child.
    fn age(&self, catalog: &Catalog, country: Option<&str>) -> Option<u8> {
        let boxes = self
            .boxes
            .iter()
            .map(|one| (one.purpose, one.says == Says::Yes));
        let notices = self.notices.iter().map(|one| (one.purpose, false));
        let mut guarded = boxes.chain(notices).filter(|(purpose, yes)| {
            *yes || purpose.marketing || purpose.profiling || purpose.sells
        });
        let packs = || self.jurisdictions.iter().filter_map(|id| catalog.pack(id));
        let anyhow = self.brand.about.for_children || packs().any(|pack| pack.rules.asks_age);
        let needed = guarded.any(|(purpose, _)| anyhow || purpose.asks_age);
        let years = child_age(catalog, self.jurisdictions, country.as_slice());
        (needed && years > 0).then_some(years)
    }

    /// Takes in a purpose with what has to be shown for it, or says why it is left out.
    fn take(
        &mut self,
        catalog: &'c Catalog,
        purpose: &'c Purpose,
        main: bool,
        meeting: Meeting<'_>,
    ) -> Result<(), Why> {
        let need = self.need(catalog, purpose, meeting.gpc)?;
        let text = purpose.text(meeting.locale, &self.brand.locale);
        let text = text.ok_or(Why::NoText)?;
        let of_yes = matches!(self.def.moment, Moment::FirstContact | Moment::Newsletter);
        match need {
            Need::Nothing(basis) => self.notices.push(FormNotice {
                purpose,
                text,
                basis,
            }),
            Need::No => self.boxes.push(FormBox {
                purpose,
                text,
                channel: None,
                says: Says::No,
                required: false,
                explicit: false,
                double_opt_in: false,
                age_days_max: None,
            }),
            Need::Yes(yes) => {
                let of = |channel| FormBox {
                    purpose,
                    text,
                    channel,
                    says: Says::Yes,
                    required: main && of_yes && channel.is_none(),
                    explicit: yes.explicit,
                    double_opt_in: yes.double_opt_in,
                    age_days_max: yes.age_days_max,
                };
                self.boxes.push(of(None));
                if purpose.channel_consent {
                    let channels = purpose.channels.iter();
                    self.boxes.extend(channels.map(|channel| of(Some(channel))));
                }
            }
        }
        Ok(())
    }

    /// What a purpose needs: the most demanding of all jurisdictions that hold.
    fn need(&self, catalog: &'c Catalog, purpose: &'c Purpose, gpc: bool) -> Result<Need<'c>, Why> {
        let sensitive = !purpose
            .categories
            .intersection(catalog.sensitive())
            .is_empty();
        let mut yes: Option<Yes> = None;
        let mut no = purpose.marketing;
        let mut basis = None;
        for id in self.jurisdictions.iter() {
            let (Some(pack), Some(here)) = (catalog.pack(id), purpose.basis(id)) else {
                return Err(Why::NoBasis);
            };
            let rules = &pack.rules;
            if gpc && purpose.sells && rules.honours_gpc && rules.sale_opt_out {
                return Err(Why::GlobalPrivacyControl);
            }
            if here.kind == BasisKind::Consent {
                let so_far = yes.unwrap_or(Yes {
                    explicit: false,
                    double_opt_in: false,
                    age_days_max: None,
                });
                yes = Some(Yes {
                    explicit: so_far.explicit
                        || here.explicit
                        || (sensitive && rules.sensitive_explicit),
                    double_opt_in: so_far.double_opt_in || here.double_opt_in,
                    age_days_max: [so_far.age_days_max, here.age_days_max]
                        .into_iter()
                        .flatten()
                        .min(),
                });
            }
            no |= here.kind.can_be_objected_to();
            basis = basis.or(Some(here));
        }
        match (yes, basis) {
            (Some(yes), _) => Ok(Need::Yes(yes)),
            (None, Some(_)) if no => Ok(Need::No),
            (None, Some(basis)) => Ok(Need::Nothing(basis)),
            (None, None) => Err(Why::NoBasis),
        }
    }

    /// Asks for what some purpose of the form may hold.
    fn ask(&mut self, catalog: &'c Catalog, locale: &str) {
        for wish in &self.def.wishes {
            let Some(field) = catalog.field(wish.field) else {
                continue;
            };
            let category = CategorySet::only(field.category);
            let holds = |purpose: &Purpose| {
                purpose.operations.contains(Operation::Collect)
                    && category.is_subset(purpose.categories)
            };
            let with_yes = self.boxes.iter().filter(|one| one.says == Says::Yes);
            let with_yes: PurposeSet = with_yes
                .filter(|one| holds(one.purpose))
                .map(|one| one.purpose.id)
                .collect();
            let others = self.boxes.iter().filter(|one| one.says == Says::No);
            let others = others.map(|one| one.purpose);
            let others = others.chain(self.notices.iter().map(|notice| notice.purpose));
            let anyway: PurposeSet = others
                .filter(|purpose| holds(purpose))
                .map(|purpose| purpose.id)
                .collect();
            let purposes = with_yes.union(anyway);
            if purposes.is_empty() {
                self.left_out.push((Left::Field(field.id), Why::NoPurpose));
                continue;
            }
            // A yes is free only if nothing but the address it is about is asked for it.
            let free = !anyway.is_empty() || field.identifier.is_some();
            if wish.required && !free {
                let left = Left::Requirement(field.id);
                self.left_out.push((left, Why::ConsentMustBeFree));
            }
            self.fields.push(FormField {
                field,
                title: catalog.title(SlotKind::Field, field.id.index(), locale),
                required: wish.required && free,
                purposes,
                only_with_yes: anyway.is_empty(),
            });
        }
    }
}

impl FormField<'_> {
    /// The name of its control.
    #[must_use]
    pub fn control(&self) -> String {
        format!("field.{}", self.field.path)
    }
}

impl FormBox<'_> {
    /// The name of its control.
    #[must_use]
    pub fn control(&self, catalog: &Catalog) -> String {
        let says = match self.says {
            Says::Yes => "yes",
            Says::No => "no",
        };
        let channel = self.channel.and_then(|channel| catalog.channel(channel));
        match channel {
            Some(channel) => format!("{says}.{}.{}", self.purpose.name, channel.name),
            None => format!("{says}.{}", self.purpose.name),
        }
    }
}
