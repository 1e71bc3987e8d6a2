//! Who has to be asked again, as it goes over the wire.

use serde::Serialize;
use telos_model::id::PurposeId;
use utoipa::ToSchema;

use super::names::Names;
use super::wire::until;
use super::wire_person::state_name;

/// A page of those who have to be asked again.
#[derive(Serialize, ToSchema)]
#[schema(as = Renewals)]
pub(crate) struct Renewals<'a> {
    /// As `brand/purpose`.
    purpose: &'a str,
    /// They.
    people: Vec<RenewalShown>,
    /// Where the next page goes on; null at the end.
    next: Option<String>,
}

/// Somebody who has to be asked again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Renewal)]
struct RenewalShown {
    /// The id of the person.
    person: String,
    /// `expired`, `invalidated` where the text changed materially, or still `granted`.
    state: &'static str,
    /// When a consent that is still granted ends.
    until: Option<String>,
    /// When the person agreed last.
    agreed: Option<String>,
    /// The version of the text that the person agreed to.
    text_version: Option<u32>,
}

/// A page in the words of the wire.
pub(crate) fn renewals<'a>(
    names: Names<'a>,
    purpose: PurposeId,
    page: &telos_engine::Renewals,
) -> Renewals<'a> {
    let people = page.renewals.iter().map(|renewal| RenewalShown {
        person: renewal.person.to_string(),
        state: state_name(renewal.state),
        until: until(renewal.until),
        agreed: renewal.agreed.map(|(at, _)| at.to_string()),
        text_version: renewal.agreed.map(|(_, version)| version),
    });
    Renewals {
        purpose: names.purpose(purpose),
        people: people.collect(),
        next: page.next.map(|node| node.to_string()),
    }
}
