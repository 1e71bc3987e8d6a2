//! Forms as they go over the wire.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use telos_model::catalog::Catalog;
use telos_model::form::{AGE_CONTROL, GUARDIAN_CONTROL, Left, Says};
use utoipa::ToSchema;

use super::forms::{Fault, Sent, Wanted};
use super::names::Names;
use super::wire::basis;
use crate::pages::Lang;
use crate::pages::public::form::{age_words, box_label, input_kind};
use crate::problem::{Answered, PROBLEM_JSON};

/// A form as it may be shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Form)]
pub(crate) struct FormShown {
    brand: String,
    moment: &'static str,
    /// The language of titles and texts that were wished for.
    language: &'static str,
    /// The jurisdictions whose rules it follows.
    jurisdictions: Vec<String>,
    /// To be sent back with the answers, within a day.
    token: String,
    fields: Vec<FieldShown>,
    boxes: Vec<BoxShown>,
    notices: Vec<NoticeShown>,
    /// Whether the person is old enough, where that has to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    age: Option<AgeShown>,
    left_out: Vec<LeftShown>,
    /// The path of the page that says what the brand does with data.
    transparency: String,
}

/// A question about the age. `younger` means that a parent or guardian is asked instead.
#[derive(Serialize, ToSchema)]
#[schema(as = FormAge)]
struct AgeShown {
    /// The name of its control, which is its key among the answers: `older` or `younger`.
    name: &'static str,
    /// Below this age a guardian has to agree.
    years: u8,
    /// The words of the question.
    title: String,
    /// The name of the control for the guardian's email address, which is needed with `younger`
    /// where something is ticked. None where no letter can be sent.
    guardian: Option<&'static str>,
}

/// Something that may be asked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FormField)]
struct FieldShown {
    /// The name of its control, which is its key among the answers.
    name: String,
    title: String,
    /// The type of an HTML input that suits it.
    #[serde(rename = "type")]
    kind: &'static str,
    required: bool,
    /// The purposes that it is kept for.
    purposes: Vec<String>,
    /// It is kept only if the person says yes to one of them.
    only_with_yes: bool,
}

/// Something to decide. The box is empty at first, and what stands here is shown with it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FormBox)]
struct BoxShown {
    /// The name of its control, which is its key among the answers.
    name: String,
    purpose: String,
    channel: Option<String>,
    /// `yes`: nothing is done without a tick. `no`: it is done without one.
    says: &'static str,
    /// The words beside the box.
    label: String,
    title: String,
    text: String,
    text_version: u32,
    text_language: String,
    required: bool,
    explicit: bool,
    /// The yes counts only once it is confirmed.
    double_opt_in: bool,
    ask_again_after_days: Option<u32>,
}

/// Something that has to be shown and leaves no choice.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FormNotice)]
struct NoticeShown {
    purpose: String,
    title: String,
    text: String,
    text_version: u32,
    text_language: String,
    basis: &'static str,
    citation: String,
}

/// Something that the catalog wishes and the form does not do.
#[derive(Serialize, ToSchema)]
#[schema(as = FormLeftOut)]
struct LeftShown {
    /// `purpose`, `field` or `requirement`.
    what: &'static str,
    name: String,
    /// Why, as a stable name.
    why: &'static str,
}

/// Answers to a form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the shape of what is read, for the OpenAPI document"
)]
pub(crate) struct FormGiven {
    /// The token of the form.
    token: String,
    /// Texts, and `true` for ticks, by the names of controls.
    answers: serde_json::Map<String, serde_json::Value>,
}

/// A form that was taken in.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormTaken {
    /// Some yes counts only once it is confirmed.
    confirm: bool,
    /// A letter asks a parent or guardian, without whose yes nothing that was wished is done.
    guardian: bool,
    /// What became of the decisions: `kept`, `duplicate`, `forgotten` or `none`.
    decided: &'static str,
    /// What became of the answers.
    told: &'static str,
}

impl FormTaken {
    pub(crate) fn of(sent: Sent) -> Self {
        Self {
            confirm: sent.confirm,
            guardian: sent.guardian,
            decided: sent.decided,
            told: sent.told,
        }
    }
}

/// A form that was not taken in, as an RFC 9457 problem document.
#[derive(Serialize, ToSchema)]
#[schema(as = FormProblem)]
pub(crate) struct FormProblem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: &'static str,
    /// The same as `detail`.
    message: &'static str,
    mend: &'static str,
    /// What has to be mended, by the names of controls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FormError>,
}

/// An answer to mend.
#[derive(Serialize, ToSchema)]
struct FormError {
    at: String,
    /// A stable name.
    code: &'static str,
    /// What to do, in the language of the form.
    message: String,
}

impl FormProblem {
    pub(crate) fn of_answers<'a>(
        mistakes: impl Iterator<Item = (&'a str, &'static str, String)>,
    ) -> Self {
        let errors = mistakes.map(|(at, code, message)| FormError {
            at: at.to_owned(),
            code,
            message,
        });
        Self {
            errors: errors.collect(),
            ..Self::new(
                "form_answers",
                "some answers have to be mended; nothing was kept",
                "mend what `errors` names and send the form again",
            )
        }
    }

    pub(crate) fn of_token(fault: Fault) -> Self {
        let detail = match fault {
            Fault::Forged => "the token is not one that was made for this form",
            Fault::Stale => "the form was shown too long ago",
            Fault::Changed => "the form has changed since it was shown",
        };
        Self::new(
            fault.code(),
            detail,
            "get the form again, show it, and send it with its own token",
        )
    }

    fn new(code: &'static str, detail: &'static str, mend: &'static str) -> Self {
        Self {
            kind: format!("urn:telos:problem:{code}"),
            title: "Unprocessable Entity",
            status: 422,
            code,
            detail,
            message: detail,
            mend,
            errors: Vec::new(),
        }
    }
}

impl IntoResponse for FormProblem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (StatusCode::UNPROCESSABLE_ENTITY, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(Answered(self.code));
        response
    }
}

/// A form in the words of the wire.
pub(crate) fn shown(catalog: &Catalog, wanted: &Wanted<'_>, token: String) -> FormShown {
    let names = Names(catalog);
    let form = &wanted.form;
    let lang = Lang::of_tag(wanted.locale).unwrap_or(Lang::En);
    let fields = form.fields.iter().map(|field| FieldShown {
        name: field.control(),
        title: field.title.to_owned(),
        kind: input_kind(field.field.kind),
        required: field.required,
        purposes: owned(names.purposes(field.purposes)),
        only_with_yes: field.only_with_yes,
    });
    let boxes = form.boxes.iter().map(|one| BoxShown {
        name: one.control(catalog),
        purpose: one.purpose.name.to_string(),
        channel: one
            .channel
            .and_then(|channel| catalog.channel(channel))
            .map(|channel| channel.name.to_string()),
        says: match one.says {
            Says::Yes => "yes",
            Says::No => "no",
        },
        label: box_label(lang, catalog, one),
        title: one.text.title.to_string(),
        text: one.text.body.to_string(),
        text_version: one.text.version,
        text_language: one.text.locale.to_string(),
        required: one.required,
        explicit: one.explicit,
        double_opt_in: one.double_opt_in,
        ask_again_after_days: one.age_days_max,
    });
    let notices = form.notices.iter().map(|notice| NoticeShown {
        purpose: notice.purpose.name.to_string(),
        title: notice.text.title.to_string(),
        text: notice.text.body.to_string(),
        text_version: notice.text.version,
        text_language: notice.text.locale.to_string(),
        basis: basis(notice.basis.kind),
        citation: notice.basis.citation.to_string(),
    });
    let left_out = form.left_out.iter().map(|(left, why)| {
        let field = |id| catalog.field(id).map_or("unknown", |field| &field.path);
        let (what, name) = match *left {
            Left::Purpose(id) => {
                let purpose = catalog.purpose(id);
                ("purpose", purpose.map_or("unknown", |one| &one.name))
            }
            Left::Field(id) => ("field", field(id)),
            Left::Requirement(id) => ("requirement", field(id)),
        };
        LeftShown {
            what,
            name: name.to_owned(),
            why: why.code(),
        }
    });
    let packs = form.jurisdictions.iter();
    FormShown {
        brand: form.brand.name.to_string(),
        moment: form.def.moment.word(),
        language: wanted.locale,
        jurisdictions: packs
            .filter_map(|id| catalog.pack(id))
            .map(|pack| pack.name.to_string())
            .collect(),
        token,
        fields: fields.collect(),
        boxes: boxes.collect(),
        notices: notices.collect(),
        age: form.age.map(|years| AgeShown {
            name: AGE_CONTROL,
            years,
            title: age_words(lang, years),
            guardian: form.asks_guardian.then_some(GUARDIAN_CONTROL),
        }),
        left_out: left_out.collect(),
        transparency: format!("/transparency/{}", form.brand.name),
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
