//! The way to a department that has only a mailbox: what waits in all lanes goes in one mail, with its
//! rows as an attached file, and a relay takes it for all addresses.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use telos_connect::destination::{BODY_BYTES_MAX, Item, Note, mail_id, note_of};
use telos_model::catalog::{Mails, Means};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::smtp;
use telos_reach::wire::Client;
use tokio::sync::oneshot;

use super::carry::Came;

/// How long what is ready in one lane waits for what is ready in another.
const LANES_WAIT: Duration = Duration::from_millis(300);
/// How long what was asked for may wait for its turn, while an earlier mail is handed over: then it is
/// asked for again, since somebody may have said no meanwhile.
const FRESH_MAX: Duration = Duration::from_secs(1);
/// How many subjects of different occasions one mail has.
const SUBJECTS_MAX: usize = 3;

/// The way to one mailbox, or several that get the same.
#[derive(Debug)]
pub(super) struct ByMail {
    pub(super) mails: Mails,
    client: Arc<Client>,
    wait: Duration,
    /// What waits to be sent together.
    ready: Mutex<Vec<Parcel>>,
    /// Whoever sends for all.
    turn: tokio::sync::Mutex<()>,
}

/// What goes of one lane, and who is told what came of it.
#[derive(Debug)]
struct Parcel {
    notes: Vec<Note>,
    /// It goes in a mail of its own.
    alone: bool,
    since: Instant,
    told: oneshot::Sender<Came>,
}

impl ByMail {
    pub(super) fn new(mails: Mails, client: Arc<Client>, wait: Duration) -> Self {
        Self {
            mails,
            client,
            wait,
            ready: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Sends deliveries, in one mail with those that are ready elsewhere.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        let notes = items.iter().map(|item| note_of(&self.mails, *item, now));
        let Ok(notes) = notes.collect::<Result<Vec<Note>, _>>() else {
            return Came::failed(Failure::Unmade);
        };
        let removes = items.iter().any(|item| item.outgoing.occasion.is_removal());
        let alone = removes || self.mails.items_max == 1;
        let (told, mut came) = oneshot::channel();
        self.ready().push(Parcel {
            notes,
            alone,
            since: Instant::now(),
            told,
        });
        let _turn = self.turn.lock().await;
        if let Ok(came) = came.try_recv() {
            return came;
        }
        if !alone && self.mails.age_seconds > 0 {
            tokio::time::sleep(LANES_WAIT).await;
        }
        while let Some(parcels) = self.together() {
            self.send(parcels, now).await;
            if let Ok(came) = came.try_recv() {
                return came;
            }
        }
        // Nobody takes a parcel without saying what came of it.
        came.try_recv()
            .unwrap_or(Came::failed(Failure::Unreachable))
    }

    fn ready(&self) -> std::sync::MutexGuard<'_, Vec<Parcel>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The parcels of the next mail, those that came first.
    fn together(&self) -> Option<Vec<Parcel>> {
        let mut ready = self.ready();
        // Whoever is gone is not waiting for an answer: what they had is sent by whoever comes next.
        ready.retain(|parcel| !parcel.told.is_closed());
        for stale in ready.extract_if(.., |parcel| parcel.since.elapsed() > FRESH_MAX) {
            // Whoever is gone asks again anyhow.
            let _ = stale.told.send(Came::not_before(0));
        }
        let mut count = 0;
        let fitting = ready.iter().take_while(|parcel| {
            let first = count == 0;
            count += parcel.notes.len();
            first || (!parcel.alone && count <= self.mails.items_max)
        });
        let mut fitting = fitting.count();
        if ready.first().is_some_and(|first| first.alone) {
            fitting = 1;
        }
        let parcels: Vec<Parcel> = ready.drain(..fitting).collect();
        (!parcels.is_empty()).then_some(parcels)
    }

    /// Sends parcels in one mail. Where it is never taken, each goes in a mail of its own, so that none
    /// is given up for another.
    async fn send(&self, parcels: Vec<Parcel>, now: Timestamp) {
        let all: Vec<&Note> = parcels.iter().flat_map(|parcel| &parcel.notes).collect();
        let came = self.mail(&all, now).await;
        let apart = parcels.len() > 1 && came.means == Means::Final;
        for parcel in parcels {
            let mut came = came;
            if apart {
                let own: Vec<&Note> = parcel.notes.iter().collect();
                came = self.mail(&own, now).await;
            }
            // Whoever is gone asks again.
            let _ = parcel.told.send(came);
        }
    }

    async fn mail(&self, notes: &[&Note], now: Timestamp) -> Came {
        let made = match made(&self.mails, notes, now) {
            Ok(made) => made,
            Err(failure) => return came(failure),
        };
        let taken = smtp::hand_over(&self.mails, &made, &self.client, self.wait).await;
        match taken {
            Ok(code) => Came::done(code),
            Err(failure) => came(failure),
        }
    }
}

/// What is wrong with the mail itself is final, all else is tried again.
const fn came(failure: Failure) -> Came {
    let mut came = Came::failed(failure);
    if let Failure::Answered(413 | 422) = failure {
        came.means = Means::Final;
    }
    came
}

/// The mail, as it goes over the wire.
fn made(mails: &Mails, notes: &[&Note], now: Timestamp) -> Result<Vec<u8>, Failure> {
    let mut subjects: Vec<&str> = notes.iter().map(|note| &*note.subject).collect();
    subjects.dedup();
    subjects.truncate(SUBJECTS_MAX);
    let texts: Vec<&str> = notes.iter().map(|note| &*note.text).collect();
    let text = texts.join("\n\n");
    let rows: Vec<&str> = notes
        .iter()
        .filter_map(|note| note.row.as_deref())
        .collect();
    let file = rows.iter().fold(String::new(), |mut file, row| {
        file.push_str(row);
        file.push('\n');
        file
    });
    if text.len() + file.len() > BODY_BYTES_MAX {
        return Err(Failure::Answered(413));
    }
    let address = |text: &str| text.parse::<Address>().map_err(|_| Failure::Unmade);
    let from = address(&mails.from)?;
    let id = mail_id(notes);
    let host = from.domain().to_owned();
    let millis = u64::try_from(now.millis()).unwrap_or_default();
    let mut mail = Message::builder()
        .message_id(Some(format!("<{id}@{host}>")))
        .date(std::time::UNIX_EPOCH + Duration::from_millis(millis))
        .from(Mailbox::new(None, from))
        .subject(subjects.join("; "))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for to in &mails.to {
        mail = mail.to(Mailbox::new(None, address(to)?));
    }
    let plain = SinglePart::plain(format!("{text}\n"));
    let mail = if file.is_empty() {
        mail.singlepart(plain)
    } else {
        let kind = ContentType::parse("application/jsonl").map_err(|_| Failure::Unmade)?;
        let attached = Attachment::new(format!("{id}.jsonl")).body(file, kind);
        mail.multipart(MultiPart::mixed().singlepart(plain).singlepart(attached))
    };
    Ok(mail.map_err(|_| Failure::Unmade)?.formatted())
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{Inside, Target};

    use super::*;

    fn mails() -> Mails {
        Mails {
            target: Target {
                https: false,
                host: "localhost".into(),
                port: 25,
                path: "".into(),
                inside: Inside::Loopback,
            },
            tls: false,
            login: None,
            from: "telos@aria.example".into(),
            to: vec!["desk@aria.example".into()],
            sends: Vec::new(),
            items_max: 10,
            age_seconds: 1,
        }
    }

    #[tokio::test]
    async fn what_waited_long_for_its_turn_is_asked_for_again() {
        let client = Arc::new(Client::new(Vec::new()));
        let way = ByMail::new(mails(), client, Duration::from_secs(1));
        let put = |since| {
            let (told, came) = oneshot::channel();
            let parcel = Parcel {
                notes: Vec::new(),
                alone: false,
                since,
                told,
            };
            way.ready().push(parcel);
            came
        };
        let now = Instant::now();
        let mut late = put(now.checked_sub(2 * FRESH_MAX).expect("after the start"));
        let _fresh = put(now);
        let together = way.together().expect("one is fresh");
        assert_eq!(together.len(), 1);
        let came = late.try_recv().expect("it is told");
        assert_eq!(came.not_before, Some(0));
        // Nothing is left of it.
        assert!(way.ready().is_empty());
    }
}
