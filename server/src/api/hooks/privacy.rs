//! What a shop passes on of its customers' rights: the mandatory privacy webhooks of Shopify, taken
//! as requests. The mapping of the source says who it is about.

use telos_connect::import::{Prepared, Reject};
use telos_connect::intake::Shown;
use telos_doors::receiving::{Taker, rights};
use telos_engine::{Aside, Progress, RequestFailed, SubmitError};
use telos_model::people::Identifier;
use telos_model::request::Right;

use super::super::service::unwritten;
use crate::problem::Problem;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A right of one customer.
    Customer(Right),
    /// The shop is gone, and everything of it has to go.
    Shop,
}

impl Asked {
    /// What a topic of Shopify asks for, if it is one of the mandatory ones.
    pub(super) fn of_shopify(topic: &str) -> Option<Self> {
        match topic {
            "customers/data_request" => Some(Self::Customer(Right::Access)),
            "customers/redact" => Some(Self::Customer(Right::Erasure)),
            "shop/redact" => Some(Self::Shop),
            _ => None,
        }
    }
}

/// Takes a request of a shop in, once.
pub(super) async fn take(
    taker: &Taker,
    asked: Asked,
    shown: &Shown,
    outcome: Result<Vec<Prepared>, Vec<Reject>>,
) -> Result<(), Problem> {
    let (state, source) = (&taker.intake, &taker.source);
    let part = [b"privacy\0", &*shown.id].concat();
    let whom = match asked {
        Asked::Customer(_) => whom(taker, outcome)?,
        Asked::Shop => Vec::new(),
    };
    let (engine, of, seen) = (state.engine.clone(), source.clone(), part.clone());
    let done = tokio::task::spawn_blocking(move || {
        let known = engine.progress(of.id, &seen)?.is_some();
        if let (Asked::Customer(right), false) = (asked, known) {
            for identifier in whom {
                rights::ask(&engine, &of, right, identifier)?;
            }
        }
        Ok::<_, RequestFailed>(known)
    });
    let known = done.await.map_err(|_| Problem::internal())?;
    let known = known.map_err(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a request of a shop could not be taken"
        );
        unwritten(SubmitError::Unavailable)
    })?;
    if known {
        return Ok(());
    }
    let aside: Vec<Aside> = match asked {
        Asked::Customer(_) => Vec::new(),
        Asked::Shop => vec![Aside {
            at: state.engine.now(),
            place: "shop/redact".into(),
            code: "shop_redact".into(),
            field: Box::default(),
        }],
    };
    if asked == Asked::Shop {
        tracing::warn!(
            source = &*source.name,
            "a shop asks that everything of it is erased: staff have to see to it"
        );
        let now = state.engine.now();
        state
            .receiving
            .note(source, |health| health.sets_aside(now));
    }
    let progress = Progress {
        mark: Some((&part, b"taken")),
        aside: &aside,
    };
    let written = state
        .engine
        .submit_from(source.id, Vec::new(), &progress)
        .map_err(unwritten)?;
    match written.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(unwritten(error)),
        Err(_) => Err(unwritten(SubmitError::Stopping)),
    }
}

/// Whom the mapping finds in a request.
fn whom(
    taker: &Taker,
    outcome: Result<Vec<Prepared>, Vec<Reject>>,
) -> Result<Vec<Identifier>, Problem> {
    let whom = rights::whom(taker, &outcome.unwrap_or_default());
    if whom.is_empty() {
        return Err(Problem::bad(
            "person_missing",
            "body",
            "the mapping of the source finds nobody in this request",
            "give the mapping a message for this `@topic` that names the customer",
        ));
    }
    Ok(whom)
}
