//! What a source passes on of the rights of people: whom it is about, and asking for it.

use telos_connect::import::Prepared;
use telos_engine::{Ask, Engine, RequestFailed, Who};
use telos_model::catalog::Source;
use telos_model::people::Identifier;
use telos_model::request::{Asker, Check, CheckMethod, NotNow, Right};

use super::Taker;

/// Whom messages are about.
pub fn whom(taker: &Taker, messages: &[Prepared]) -> Vec<Identifier> {
    let messages = messages.iter().filter_map(|one| taker.message(one).ok());
    let mut whom: Vec<Identifier> = Vec::new();
    for candidate in messages.flat_map(|message| message.candidates) {
        if !whom.contains(&candidate.identifier) {
            whom.push(candidate.identifier);
        }
    }
    whom
}

/// Asks for one who is known by an identifier; it is no mistake if nobody is.
pub fn ask(
    engine: &Engine,
    source: &Source,
    right: Right,
    identifier: Identifier,
) -> Result<(), RequestFailed> {
    let asked = engine.ask(&Ask {
        who: Who::Identifier(identifier),
        right,
        brand: Some(source.brand),
        asker: Asker::OpenDsr {
            controller: source.name.clone(),
        },
    });
    let asked = match asked {
        Ok(asked) => asked,
        Err(RequestFailed::Nobody) => return Ok(()),
        Err(error) => return Err(error),
    };
    let check = Check {
        method: CheckMethod::Controller,
        at: engine.now(),
    };
    match engine.identify_request(asked.id, &[check]) {
        // It was joined with one that is further.
        Ok(_) | Err(RequestFailed::NotNow(NotNow::Already | NotNow::Closed)) => Ok(()),
        Err(error) => Err(error),
    }
}
