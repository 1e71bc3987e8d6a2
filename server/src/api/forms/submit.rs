//! Sends what was filled in through the tracking pipeline: first what was decided, then what was
//! told, in one batch, so that nothing is kept that the decision does not allow.

use serde_json::{Map, Value, json};
use telos_engine::{Receipt, Status, SubmitError, Who};
use telos_model::catalog::{Catalog, FieldKind};
use telos_model::form::{Aged, Answers, Saying};
use telos_model::id::PurposeId;
use telos_model::json::Json;
use telos_model::message::{CallName, Message, RawMessage};
use telos_model::people::Identifier;

use super::Wanted;
use crate::AppState;
use crate::api::service::unwritten;
use crate::pages::Lang;
use crate::pages::me::{Asked, ask_guardian_in_background, ask_in_background};
use crate::problem::Problem;

/// What became of a form that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Some yes counts only once it is confirmed.
    pub(crate) confirm: bool,
    /// A parent or guardian is asked.
    pub(crate) guardian: bool,
    /// What became of the two messages.
    pub(crate) decided: &'static str,
    pub(crate) told: &'static str,
}

/// Sends the answers and waits until they are on disk.
pub(super) async fn send(
    state: &AppState,
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    answers: &Answers,
    token: &str,
) -> Result<Sent, Problem> {
    let (consent, identify) = bodies(state, catalog, wanted, answers, token);
    let mut items = Vec::new();
    for (call, body) in [
        (CallName::Consent, consent),
        (CallName::Identify, Some(identify)),
    ] {
        if let Some(body) = body {
            items.push(message(state, wanted, call, &body)?);
        }
    }
    let states = items.len() > 1;
    let items = items.into_iter().map(Ok).collect();
    let receipts = state
        .engine
        .submit(wanted.source.id, items)
        .map_err(unwritten)?;
    let receipts = tokio::time::timeout(state.options.limits.commit_wait_max, receipts).await;
    let receipts = match receipts {
        Ok(Ok(receipts)) => receipts.map_err(unwritten)?,
        Ok(Err(_)) => return Err(unwritten(SubmitError::Stopping)),
        Err(_) => return Err(unwritten(SubmitError::Unavailable)),
    };
    state.metrics.receipts(wanted.source, &receipts);
    let mut outcomes = receipts.iter().map(outcome);
    let decided = if states {
        outcomes.next().transpose()?.unwrap_or("none")
    } else {
        "none"
    };
    let told = outcomes.next().transpose()?.unwrap_or("none");
    if told == "forgotten" && matches!(decided, "forgotten" | "none") {
        return Err(Problem::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "form_not_kept",
            "no purpose may hold anything of the answers, so nothing was kept",
            "let a purpose of the form's source hold the identifier where people have yet to say yes",
        ));
    }
    let confirm = |one: &telos_model::form::Decided| one.saying == Saying::Yes && one.double_opt_in;
    if decided == "kept" {
        for one in answers.decided.iter().filter(|one| confirm(one)) {
            ask(state, wanted, answers, one.purpose);
        }
    }
    let guardian = answers.guardian.as_deref().filter(|_| decided == "kept");
    if let Some(address) = guardian {
        ask_guardian(state, wanted, answers, address);
    }
    Ok(Sent {
        guardian: guardian.is_some(),
        confirm: answers.decided.iter().any(confirm),
        decided,
        told,
    })
}

/// Asks the person by a letter to confirm a yes, where letters are set up. Without the click the
/// consent stays pending, which permits nothing.
fn ask(state: &AppState, wanted: &Wanted<'_>, answers: &Answers, purpose: PurposeId) {
    let Some(portal) = &state.options.portal else {
        return;
    };
    let Some((kind, value)) = answers.identifiers.first().cloned() else {
        return;
    };
    let lang = Lang::of_tag(wanted.locale).unwrap_or(Lang::En);
    let who = Who::Identifier(Identifier { kind, value });
    ask_in_background(&state.engine, portal, &who, purpose, lang);
}

/// Asks a parent or guardian by a letter about what a child wishes.
fn ask_guardian(state: &AppState, wanted: &Wanted<'_>, answers: &Answers, address: &str) {
    let Some(portal) = &state.options.portal else {
        return;
    };
    let Some((kind, value)) = answers.identifiers.first().cloned() else {
        return;
    };
    let wishes = answers.decided.iter().filter(|one| one.of_child);
    let asked = Asked {
        child: Who::Identifier(Identifier { kind, value }),
        wishes: wishes.map(|one| (one.purpose, one.channel)).collect(),
        address: address.into(),
        lang: Lang::of_tag(wanted.locale).unwrap_or(Lang::En),
    };
    ask_guardian_in_background(&state.engine, portal, asked);
}

fn outcome(receipt: &Receipt) -> Result<&'static str, Problem> {
    match &receipt.status {
        Status::Kept { .. } => Ok("kept"),
        Status::Forgotten => Ok("forgotten"),
        Status::Duplicate => Ok("duplicate"),
        Status::Rejected(rejection) => Err(Problem::from(rejection.clone())),
    }
}

/// The consent message, if anything was decided, and the identify message.
fn bodies(
    state: &AppState,
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    answers: &Answers,
    token: &str,
) -> (Option<Value>, Value) {
    let form = &wanted.form;
    let evidence = format!(
        "{}/{}#{}",
        form.brand.name,
        form.def.moment.word(),
        catalog.hash.get(..16).unwrap_or_default()
    );
    let (mut consents, mut objections) = (Vec::new(), Vec::new());
    for one in &answers.decided {
        let purpose = catalog.purpose(one.purpose).map(|purpose| &*purpose.name);
        let channel = one.channel.and_then(|channel| catalog.channel(channel));
        let mut item = json!({
            "purpose": purpose,
            "method": "form",
            "evidence": evidence,
            "locale": one.locale,
        });
        match one.saying {
            Saying::No => objections.push(item),
            Saying::Yes | Saying::Asked => {
                let yes = one.saying == Saying::Yes;
                item["act"] = json!(if yes { "grant" } else { "request" });
                item["text_version"] = json!(one.text_version);
                item["explicit"] = json!(yes && one.explicit);
                item["separate"] = json!(true);
                item["channel"] = json!(channel.map(|channel| &*channel.name));
                consents.push(item);
            }
        }
    }
    let ids = answers.identifiers.iter().filter_map(|(kind, value)| {
        let kind = catalog.identifier(*kind)?;
        Some(json!({ "type": kind.name, "id": value.as_str() }))
    });
    let mut context = json!({ "locale": wanted.locale });
    if let Some(country) = wanted.place.country() {
        context["location"] = json!({
            "country": country,
            "region": wanted.place.region(),
            "city": wanted.place.city(),
        });
    }
    let traits = traits(catalog, answers);
    let age = match answers.aged {
        None => Value::Null,
        Some(Aged::From(years)) => json!({ "from": years }),
        Some(Aged::Below(years)) => json!({ "below": years }),
    };
    let said =
        json!({ "consents": consents, "objections": objections, "traits": traits, "age": age });
    // The same answers under the same token are the same messages; others are others.
    let id = state
        .engine
        .sign("form message", format!("{token}{said}").as_bytes());
    let id = u128::from_be_bytes(id);
    let decides = !consents.is_empty() || !objections.is_empty();
    let identify = json!({
        "messageId": format!("form-{id:032x}-told"),
        "traits": traits,
        "age": age,
        "context": context,
    });
    context["externalIds"] = ids.collect();
    let consent = json!({
        "messageId": format!("form-{id:032x}-decided"),
        "consents": consents,
        "objections": objections,
        "age": age,
        "context": context,
    });
    (decides.then_some(consent), identify)
}

/// The answers by their paths, nested as messages have them.
fn traits(catalog: &Catalog, answers: &Answers) -> Value {
    let mut traits = Map::new();
    for (id, text) in &answers.fields {
        let Some(field) = catalog.field(*id) else {
            continue;
        };
        let value = match field.kind {
            FieldKind::Number => text.parse::<f64>().map_or(Value::Null, Value::from),
            FieldKind::Boolean => Value::Bool(text == "true"),
            _ => Value::from(text.as_str()),
        };
        put(&mut traits, &field.path, value);
    }
    Value::Object(traits)
}

/// Puts a value at the end of a path, making the objects on the way.
fn put(traits: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((name, rest)) = path.split_once('.') else {
        traits.insert(path.to_owned(), value);
        return;
    };
    let inner = traits
        .entry(name)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}

fn message(
    state: &AppState,
    wanted: &Wanted<'_>,
    call: CallName,
    body: &Value,
) -> Result<Message, Problem> {
    let text = body.to_string();
    let raw = RawMessage {
        body: Json::parse_str(&text)?,
        call: Some(call),
        source: wanted.source.id,
        received: state.engine.now(),
        sent: None,
        address: None,
        gpc: wanted.gpc,
        fallback_id: state.engine.new_message_id(),
    };
    state.engine.read_message(&raw).map_err(Problem::from)
}
