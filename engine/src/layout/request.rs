//! A request as bytes, version 1, and the place where it is.

use telos_model::id::{BrandId, JurisdictionId, JurisdictionSet, NodeId, PurposeId};
use telos_model::request::{
    Answered, Asker, Asking, Assurance, Case, Check, CheckMethod, Deadline, Delay, Extension,
    Hindrance, Plan, Reply, Request, RequestId, Right, State, SystemTask, Verified, Work,
};
use telos_model::time::Timestamp;

use super::node::time;
use super::permission::{at, position};
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 1;
const WHAT: &str = "request";
/// The number of an extension for the first reason there is.
const DELAYS_FROM: u8 = 2;

/// A request, to be sealed with its person's key.
#[must_use]
pub fn write_request(request: &Request) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    let case = request.case();
    out.fixed(&case.id.0);
    out.uint(case.person.number());
    out.byte(position(&Right::ALL, case.right));
    out.flag(case.brand.is_some());
    if let Some(brand) = case.brand {
        out.byte(brand.slot());
    }
    out.uint(case.jurisdictions.bits());
    out.int(case.received.millis());
    out.byte(case.deadline.jurisdiction.slot());
    out.int(case.deadline.late_at.millis());
    write_maybe_time(&mut out, case.deadline.acknowledge_by);
    out.len(request.askers().len());
    for asking in request.askers() {
        write_asking(&mut out, asking);
    }
    let extension = request.extension();
    // 0 is none, 1 one without a reason, and more the reason's place.
    out.byte(extension.map_or(0, |extension| match extension.why {
        None => 1,
        Some(why) => DELAYS_FROM + position(&Delay::ALL, why),
    }));
    if let Some(extension) = extension {
        out.int(extension.at.millis());
        out.int(extension.late_at.millis());
    }
    write_state(&mut out, request.state());
    out.finish()
}

/// Reads what [`write_request`] wrote.
pub fn read_request(bytes: &[u8]) -> Result<Request, Damaged> {
    let mut input = Reader::new(bytes, VERSION, WHAT)?;
    let case = Case {
        id: RequestId(input.fixed()?),
        person: NodeId::new(input.uint()?),
        right: at(&Right::ALL, &mut input)?,
        brand: if input.flag()? {
            Some(BrandId::new(input.byte()?))
        } else {
            None
        },
        jurisdictions: JurisdictionSet::from_bits(input.uint()?),
        received: time(&mut input)?,
        deadline: Deadline {
            jurisdiction: JurisdictionId::new(input.byte()?),
            late_at: time(&mut input)?,
            acknowledge_by: maybe_time(&mut input)?,
        },
    };
    let askers = input.list(asking)?;
    let extension = match input.byte()? {
        0 => None,
        number => {
            let place = number.checked_sub(DELAYS_FROM).map(usize::from);
            let why = place.map(|place| Delay::ALL.get(place).copied());
            Some(Extension {
                at: time(&mut input)?,
                late_at: time(&mut input)?,
                why: why.map(|why| why.ok_or(input.damaged())).transpose()?,
            })
        }
    };
    let state = state(&mut input)?;
    input.end()?;
    Request::from_parts(case, askers, extension, state).ok_or(input.damaged())
}

/// Where a request is: whose it is, and the one that it was joined with, which may be itself.
#[must_use]
pub fn write_request_place(person: NodeId, joined: RequestId) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(person.number());
    out.fixed(&joined.0);
    out.finish()
}

/// Reads what [`write_request_place`] wrote.
pub fn read_request_place(bytes: &[u8]) -> Result<(NodeId, RequestId), Damaged> {
    let mut input = Reader::new(bytes, VERSION, "place of a request")?;
    let place = (NodeId::new(input.uint()?), RequestId(input.fixed()?));
    input.end()?;
    Ok(place)
}

/// How a request ended, kept in clear: it names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// What could be done was done.
    Completed,
    /// All of it was refused.
    Refused(Hindrance),
    /// Whoever asked took it back.
    Cancelled,
    /// The person was erased, and the request with them.
    Erased,
}

impl Ending {
    /// Its word, and the code of the reason where it was refused.
    #[must_use]
    pub const fn told(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Completed => ("completed", None),
            Self::Refused(why) => ("refused", Some(why.code())),
            Self::Cancelled => ("cancelled", None),
            Self::Erased => ("erased", None),
        }
    }
}

/// A request that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The right that was asked for.
    pub right: Right,
    /// The jurisdiction whose time it had.
    pub jurisdiction: JurisdictionId,
    /// How it ended.
    pub ending: Ending,
    /// It ended before its answer was late.
    pub in_time: bool,
}

/// That a request ended.
#[must_use]
pub fn write_ended(ended: &Ended) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.byte(position(&Right::ALL, ended.right));
    out.byte(ended.jurisdiction.slot());
    out.flag(ended.in_time);
    match ended.ending {
        Ending::Completed => out.byte(0),
        Ending::Refused(why) => {
            out.byte(1);
            out.byte(position(&Hindrance::ALL, why));
        }
        Ending::Cancelled => out.byte(2),
        Ending::Erased => out.byte(3),
    }
    out.finish()
}

/// Reads what [`write_ended`] wrote.
pub fn read_ended(bytes: &[u8]) -> Result<Ended, Damaged> {
    let mut input = Reader::new(bytes, VERSION, "request that ended")?;
    let ended = Ended {
        right: at(&Right::ALL, &mut input)?,
        jurisdiction: JurisdictionId::new(input.byte()?),
        in_time: input.flag()?,
        ending: match input.byte()? {
            0 => Ending::Completed,
            1 => Ending::Refused(at(&Hindrance::ALL, &mut input)?),
            2 => Ending::Cancelled,
            3 => Ending::Erased,
            _ => return Err(input.damaged()),
        },
    };
    input.end()?;
    Ok(ended)
}

fn write_asking(out: &mut Writer, asking: &Asking) {
    out.fixed(&asking.id.0);
    match &asking.asker {
        Asker::Person => out.byte(0),
        Asker::Staff { name } => {
            out.byte(1);
            out.text(name);
        }
        Asker::Agent { name, mandate_seen } => {
            out.byte(2);
            out.text(name);
            out.flag(*mandate_seen);
        }
        Asker::OpenDsr { controller } => {
            out.byte(3);
            out.text(controller);
        }
    }
    out.int(asking.at.millis());
    out.flag(asking.verified.is_some());
    if let Some(verified) = &asking.verified {
        out.byte(position(&ASSURANCES, verified.assurance()));
        out.int(verified.at().millis());
        out.len(verified.checks().len());
        for check in verified.checks() {
            out.byte(position(&CheckMethod::ALL, check.method));
            out.int(check.at.millis());
        }
    }
}

fn asking(input: &mut Reader<'_>) -> Result<Asking, Damaged> {
    Ok(Asking {
        id: RequestId(input.fixed()?),
        asker: match input.byte()? {
            0 => Asker::Person,
            1 => Asker::Staff {
                name: input.text()?.into(),
            },
            2 => Asker::Agent {
                name: input.text()?.into(),
                mandate_seen: input.flag()?,
            },
            3 => Asker::OpenDsr {
                controller: input.text()?.into(),
            },
            _ => return Err(input.damaged()),
        },
        at: time(input)?,
        verified: if input.flag()? {
            let assurance = at(&ASSURANCES, input)?;
            let since = time(input)?;
            let checks = input.list(|input| {
                Ok(Check {
                    method: at(&CheckMethod::ALL, input)?,
                    at: time(input)?,
                })
            })?;
            Some(Verified::from_parts(assurance, &checks, since))
        } else {
            None
        },
    })
}

fn write_state(out: &mut Writer, state: &State) {
    match state {
        State::Received => out.byte(0),
        State::Identified => out.byte(1),
        State::Working(work) => {
            out.byte(2);
            out.int(work.since.millis());
            write_plan(out, &work.plan);
            write_systems(out, &work.systems);
        }
        State::Completed(answered) => {
            out.byte(3);
            out.int(answered.at.millis());
            write_plan(out, &answered.plan);
            write_systems(out, &answered.systems);
        }
        State::Refused { at, why } => {
            out.byte(4);
            out.int(at.millis());
            out.byte(position(&Hindrance::ALL, *why));
        }
        State::Cancelled { at } => {
            out.byte(5);
            out.int(at.millis());
        }
    }
}

fn state(input: &mut Reader<'_>) -> Result<State, Damaged> {
    Ok(match input.byte()? {
        0 => State::Received,
        1 => State::Identified,
        2 => State::Working(Work {
            since: time(input)?,
            plan: plan(input)?,
            systems: input.list(system)?,
        }),
        3 => State::Completed(Answered {
            at: time(input)?,
            plan: plan(input)?,
            systems: input.list(system)?,
        }),
        4 => State::Refused {
            at: time(input)?,
            why: at(&Hindrance::ALL, input)?,
        },
        5 => State::Cancelled { at: time(input)? },
        _ => return Err(input.damaged()),
    })
}

fn write_plan(out: &mut Writer, plan: &Plan) {
    out.len(plan.parts.len());
    for (purpose, why) in &plan.parts {
        out.byte(purpose.slot());
        out.flag(why.is_some());
        if let Some(why) = why {
            out.byte(position(&Hindrance::ALL, *why));
        }
    }
}

fn plan(input: &mut Reader<'_>) -> Result<Plan, Damaged> {
    let parts = input.list(|input| {
        let purpose = PurposeId::new(input.byte()?);
        let why = if input.flag()? {
            Some(at(&Hindrance::ALL, input)?)
        } else {
            None
        };
        Ok((purpose, why))
    })?;
    Ok(Plan { parts })
}

fn write_systems(out: &mut Writer, systems: &[SystemTask]) {
    out.len(systems.len());
    for task in systems {
        out.text(&task.system);
        match &task.reply {
            Reply::Waiting => out.byte(0),
            Reply::Done { at } => {
                out.byte(1);
                out.int(at.millis());
            }
            Reply::Failed { at, code } => {
                out.byte(2);
                out.int(at.millis());
                out.text(code);
            }
        }
    }
}

fn system(input: &mut Reader<'_>) -> Result<SystemTask, Damaged> {
    Ok(SystemTask {
        system: input.text()?.into(),
        reply: match input.byte()? {
            0 => Reply::Waiting,
            1 => Reply::Done { at: time(input)? },
            2 => Reply::Failed {
                at: time(input)?,
                code: input.text()?.into(),
            },
            _ => return Err(input.damaged()),
        },
    })
}

fn write_maybe_time(out: &mut Writer, at: Option<Timestamp>) {
    out.flag(at.is_some());
    if let Some(at) = at {
        out.int(at.millis());
    }
}

fn maybe_time(input: &mut Reader<'_>) -> Result<Option<Timestamp>, Damaged> {
    Ok(if input.flag()? {
        Some(time(input)?)
    } else {
        None
    })
}

/// Stored numbers are places in this list: append only.
const ASSURANCES: [Assurance; 3] = [Assurance::Named, Assurance::Reached, Assurance::Strong];

#[cfg(test)]
mod tests {
    use telos_model::request::verify;

    use super::*;

    fn request() -> Request {
        let now = Timestamp::from_millis(1_777_809_600_000);
        let case = Case {
            id: RequestId([1; 16]),
            person: NodeId::new(7),
            right: Right::Erasure,
            brand: Some(BrandId::new(1)),
            jurisdictions: JurisdictionSet::only(JurisdictionId::new(3)),
            received: now,
            deadline: Deadline {
                jurisdiction: JurisdictionId::new(3),
                late_at: now.plus_days(30),
                acknowledge_by: Some(now.plus_days(10)),
            },
        };
        let check = Check {
            method: CheckMethod::Document,
            at: now,
        };
        let asker = Asker::Agent {
            name: "agent".into(),
            mandate_seen: true,
        };
        let shown = verify(Right::Erasure, &asker, false, &[check], now).expect("shown");
        let staff = Asker::Staff { name: "s".into() };
        let request = Request::received(case, asker);
        let request = request.join(RequestId([2; 16]), staff, now).expect("open");
        request.identify(RequestId([1; 16]), shown).expect("open")
    }

    #[test]
    fn a_request_reads_as_it_is_written_in_every_state() {
        let now = Timestamp::from_millis(1_777_809_600_000);
        let plan = Plan {
            parts: vec![
                (PurposeId::new(1), None),
                (PurposeId::new(2), Some(Hindrance::KeptByLaw)),
            ],
        };
        let begun = request()
            .begin(plan, &["telos", "mail"], now)
            .expect("identified");
        let failed = Reply::Failed {
            at: now,
            code: "timeout".into(),
        };
        let replied = begun.clone().replied("mail", failed).expect("its part");
        let done = replied
            .clone()
            .replied("mail", Reply::Done { at: now })
            .expect("its part");
        let done = done
            .replied("telos", Reply::Done { at: now })
            .expect("its part");
        for request in [
            request(),
            request().extend(now.plus_days(90), now).expect("in time"),
            request()
                .extend_for(now.plus_days(90), now, Some(Delay::Many))
                .expect("in time"),
            begun,
            replied,
            done.complete(now).expect("all done"),
            request()
                .refuse(Hindrance::Excessive, now)
                .expect("a ground"),
        ] {
            assert_eq!(read_request(&write_request(&request)), Ok(request));
        }
        assert!(read_request(&[1, 2, 3]).is_err());
    }
}
