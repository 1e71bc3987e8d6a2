//! Reads what was filled into a form: typed, judged field by field, or every mistake at once.

use std::fmt;

use smol_str::SmolStr;

use super::{AGE_CONTROL, Form, FormBox, FormField, GUARDIAN_CONTROL, Says};
use crate::age::turns;
use crate::catalog::{Catalog, FieldKind};
use crate::id::{ChannelId, FieldId, IdentifierKind, PurposeId};
use crate::message::{is_blocked_identifier, normal_identifier};
use crate::normalise;
use crate::time::Timestamp;

/// The longest answer to one field, in characters.
pub const ANSWER_CHARS_MAX: usize = 256;

/// What somebody filled in, to be asked by the name of a control. Holds personal data.
pub trait Filled {
    /// The text of a control, if it was sent.
    fn text(&self, control: &str) -> Option<&str>;
    /// Whether a box was ticked.
    fn ticked(&self, control: &str) -> bool;
}

/// What was answered. Holds personal data: `Debug` shows counts only.
#[derive(Clone, PartialEq)]
pub struct Answers {
    /// Traits and their values, in the order of the form; those left empty are not there.
    pub fields: Vec<(FieldId, String)>,
    /// The identifiers among them, normalised.
    pub identifiers: Vec<(IdentifierKind, SmolStr)>,
    /// What was decided, in the order of the form.
    pub decided: Vec<Decided>,
    /// Whether the person is old enough, where that was asked.
    pub aged: Option<Aged>,
    /// The email address of a parent or guardian, who is to agree instead.
    pub guardian: Option<Box<str>>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fields, decided) = (self.fields.len(), self.decided.len());
        write!(f, "Answers({fields} fields, {decided} decisions)")
    }
}

/// What somebody said of their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aged {
    /// At least so many years.
    From(u8),
    /// Fewer.
    Below(u8),
}

/// What somebody decided about a purpose, with the text that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The purpose.
    pub purpose: PurposeId,
    /// The channel, where it is about one.
    pub channel: Option<ChannelId>,
    /// What was said.
    pub saying: Saying,
    /// The version of the text that was shown.
    pub text_version: u32,
    /// The language of the text that was shown.
    pub locale: Box<str>,
    /// It was a statement, not only a box.
    pub explicit: bool,
    /// The yes has yet to be confirmed.
    pub double_opt_in: bool,
    /// A child wishes it, so that a guardian has to be asked.
    pub of_child: bool,
}

/// What a box says once the form was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// Yes.
    Yes,
    /// Nothing: the person was asked and left the box empty, which is no decision.
    Asked,
    /// No, to something that goes on without it.
    No,
}

/// Something that has to be mended in a form, at one of its controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormMistake {
    /// The name of the control.
    pub control: String,
    /// What is wrong.
    pub slip: Slip,
}

/// What is wrong with an answer. None of them repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slip {
    /// It is required and empty.
    Missing,
    /// Longer than [`ANSWER_CHARS_MAX`], or with signs that no answer has.
    NotText,
    /// Not an email address.
    Email,
    /// Not a phone number.
    Phone,
    /// A phone number that needs its country's code.
    PhoneCountry,
    /// Not a country.
    Country,
    /// Not a date.
    Date,
    /// A date that has yet to come.
    DateFuture,
    /// Not a number.
    Number,
    /// Not a postal code of the country.
    PostalCode,
    /// A value that identifies nobody.
    Nobody,
    /// The box has to be ticked for what the form is there for.
    NotTicked,
    /// A parent or guardian has an address of their own.
    OwnAddress,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Missing,
        Self::NotText,
        Self::Email,
        Self::Phone,
        Self::PhoneCountry,
        Self::Country,
        Self::Date,
        Self::DateFuture,
        Self::Number,
        Self::PostalCode,
        Self::Nobody,
        Self::NotTicked,
        Self::OwnAddress,
    ];

    /// The stable name used in answers and for words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotText => "not_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::PhoneCountry => "phone_country",
            Self::Country => "country",
            Self::Date => "date",
            Self::DateFuture => "date_future",
            Self::Number => "number",
            Self::PostalCode => "postal_code",
            Self::Nobody => "nobody",
            Self::NotTicked => "not_ticked",
            Self::OwnAddress => "own_address",
        }
    }
}

/// Reads what was filled in. `country` is where phone numbers and postal codes are read in, if
/// the form's own country field does not say.
pub fn answers(
    catalog: &Catalog,
    form: &Form<'_>,
    filled: &dyn Filled,
    country: Option<&str>,
    now: Timestamp,
) -> Result<Answers, Vec<FormMistake>> {
    let said = form.fields.iter();
    let mut said = said.filter(|field| field.field.kind == FieldKind::Country);
    let said = said.find_map(|field| normalise::country(filled.text(&field.control())?).ok());
    let country = said.or(country);
    let mut mistakes = Vec::new();
    let mut fields = Vec::new();
    let mut identifiers = Vec::new();
    for field in &form.fields {
        let control = field.control();
        let text = match field.field.kind {
            FieldKind::Boolean => filled.ticked(&control).then_some("true"),
            _ => filled.text(&control).map(str::trim),
        };
        let text = text.filter(|text| !text.is_empty());
        let judged = match text {
            None if field.required => Err(Slip::Missing),
            None => continue,
            Some(text) => judge(catalog, field, text, country, now).map(|found| (text, found)),
        };
        match judged {
            Ok((text, identifier)) => {
                fields.push((field.field.id, text.to_owned()));
                identifiers.extend(identifier);
            }
            Err(slip) => mistakes.push(FormMistake { control, slip }),
        }
    }
    let mut decided = Vec::new();
    for one in &form.boxes {
        let control = one.control(catalog);
        let ticked = filled.ticked(&control);
        if one.required && !ticked {
            let slip = Slip::NotTicked;
            mistakes.push(FormMistake { control, slip });
        }
        decided.extend(decision(one, ticked));
    }
    let born = born(catalog, &fields);
    let aged = match aged(form, filled, born, now) {
        Ok(aged) => aged,
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let mut guardian = None;
    if let Some(Aged::Below(_)) = aged {
        let wished = refer_to_guardian(&mut decided);
        if wished && form.asks_guardian {
            match guardian_address(filled, &identifiers) {
                Ok(address) => guardian = Some(address),
                Err(slip) => mistakes.push(FormMistake {
                    control: GUARDIAN_CONTROL.into(),
                    slip,
                }),
            }
        }
    }
    if mistakes.is_empty() {
        Ok(Answers {
            fields,
            identifiers,
            decided,
            aged,
            guardian,
        })
    } else {
        Err(mistakes)
    }
}

fn decision(one: &FormBox<'_>, ticked: bool) -> Option<Decided> {
    let saying = match (one.says, ticked) {
        (Says::Yes, true) => Saying::Yes,
        (Says::Yes, false) => Saying::Asked,
        (Says::No, true) => Saying::No,
        (Says::No, false) => return None,
    };
    Some(Decided {
        purpose: one.purpose.id,
        channel: one.channel,
        saying,
        text_version: one.text.version,
        locale: one.text.locale.clone(),
        explicit: one.explicit,
        double_opt_in: one.double_opt_in,
        of_child: false,
    })
}

/// The birth date among the answers.
fn born(catalog: &Catalog, fields: &[(FieldId, String)]) -> Option<Timestamp> {
    let day = |id: FieldId| catalog.field(id).is_some_and(|field| field.birth_date);
    let mut days = fields.iter().filter(|(id, _)| day(*id));
    days.find_map(|(_, text)| Timestamp::parse(text))
}

/// What is said of the age, where it is asked; a birth date below it counts as well.
fn aged(
    form: &Form<'_>,
    filled: &dyn Filled,
    born: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Aged>, FormMistake> {
    let Some(years) = form.age else {
        return Ok(None);
    };
    let young = born.is_some_and(|born| turns(born, years) > now);
    match filled.text(AGE_CONTROL) {
        Some("younger") => Ok(Some(Aged::Below(years))),
        Some("older") if young => Ok(Some(Aged::Below(years))),
        Some("older") => Ok(Some(Aged::From(years))),
        _ => Err(FormMistake {
            control: AGE_CONTROL.into(),
            slip: Slip::Missing,
        }),
    }
}

/// Makes each yes a wish that a guardian has to agree to. Whether there is any.
fn refer_to_guardian(decided: &mut [Decided]) -> bool {
    let mut any = false;
    for one in decided.iter_mut().filter(|one| one.saying == Saying::Yes) {
        one.saying = Saying::Asked;
        one.of_child = true;
        any = true;
    }
    any
}

/// The address of the guardian, which is not the child's own.
fn guardian_address(filled: &dyn Filled, own: &[Named]) -> Result<Box<str>, Slip> {
    let text = filled.text(GUARDIAN_CONTROL).map(str::trim);
    let text = text.filter(|text| !text.is_empty()).ok_or(Slip::Missing)?;
    if text.chars().count() > ANSWER_CHARS_MAX {
        return Err(Slip::NotText);
    }
    let address = normalise::email(text).map_err(|_| Slip::Email)?;
    if own.iter().any(|(_, known)| **known == *address) {
        return Err(Slip::OwnAddress);
    }
    Ok(address.into())
}

/// An identifier and its normal form.
type Named = (IdentifierKind, SmolStr);

/// Judges an answer, and gives the identifier that it is, if it is one.
fn judge(
    catalog: &Catalog,
    field: &FormField<'_>,
    text: &str,
    country: Option<&str>,
    now: Timestamp,
) -> Result<Option<Named>, Slip> {
    if text.chars().count() > ANSWER_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(Slip::NotText);
    }
    let fails = |failed: bool, slip| if failed { Err(slip) } else { Ok(()) };
    match field.field.kind {
        FieldKind::Email => fails(normalise::email(text).is_err(), Slip::Email)?,
        FieldKind::Phone => match normalise::phone(text, country) {
            Ok(_) => {}
            Err(normalise::Invalid::PhoneNoCountry) => return Err(Slip::PhoneCountry),
            Err(_) => return Err(Slip::Phone),
        },
        FieldKind::Country => fails(normalise::country(text).is_err(), Slip::Country)?,
        FieldKind::Time => {
            let at = Timestamp::parse(text).ok_or(Slip::Date)?;
            fails(at > now, Slip::DateFuture)?;
        }
        FieldKind::Number => {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            fails(number.is_none(), Slip::Number)?;
        }
        FieldKind::PostalCode => {
            let wrong = normalise::postal_code(country, text).is_err();
            fails(wrong, Slip::PostalCode)?;
        }
        FieldKind::Text
        | FieldKind::Note
        | FieldKind::Boolean
        | FieldKind::Region
        | FieldKind::City
        | FieldKind::Name
        | FieldKind::Ip
        | FieldKind::Locale => {}
    }
    let kind = field.field.identifier;
    let Some(kind) = kind.and_then(|kind| catalog.identifier(kind)) else {
        return Ok(None);
    };
    // A phone number in the way of its country is an identifier only once it is normalised.
    let normal = match field.field.kind {
        FieldKind::Phone => normalise::phone(text, country)
            .ok()
            .map(|phone| phone.into_boxed_str().into()),
        _ => normal_identifier(kind, text),
    };
    let blocked = |text: &str| is_blocked_identifier(kind, text);
    match normal {
        Some(value) if !blocked(text) && !blocked(&value) => Ok(Some((kind.id, value))),
        _ => Err(Slip::Nobody),
    }
}
