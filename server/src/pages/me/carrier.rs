//! How codes and links reach people: by mail through a relay, by text message through a gateway,
//! or on the console of a demo.

use std::fmt;
use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{Address, Message, SmtpTransport, Transport};
use tokio::net::TcpStream;

/// How long a relay or gateway may take.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// By which way a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterBy {
    /// Email.
    Mail,
    /// Text message.
    Text,
}

/// A letter to one person. `Debug` hides what it says and to whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The way.
    pub by: LetterBy,
    /// The address, normalised.
    pub to: Box<str>,
    /// The name of the brand that writes.
    pub from: Box<str>,
    /// The subject; text messages have none.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({:?})", self.by)
    }
}

/// Why a letter could not be handed over. Names no address.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// Nothing is set up for this way.
    #[error("hand a letter over: nothing is set up for this way")]
    NoWay,
    /// The address cannot be written to.
    #[error("hand a letter over: the address cannot be written to")]
    Address,
    /// The relay or gateway did not take it.
    #[error("hand a letter over: the relay or gateway did not take it")]
    Refused,
}

/// Brings letters to people. Calls block.
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Hands a letter over.
    fn carry(&self, letter: &Letter) -> Result<(), CarryError>;
}

/// Prints letters, for demos on one machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Printed;

impl Carrier for Printed {
    fn carry(&self, letter: &Letter) -> Result<(), CarryError> {
        let mut out = std::io::stdout().lock();
        let rule = "-".repeat(72);
        let Letter {
            to, subject, text, ..
        } = letter;
        writeln!(
            out,
            "{rule}\nTo: {to}\nSubject: {subject}\n\n{text}\n{rule}"
        )
        .map_err(|_| CarryError::Refused)
    }
}

/// A mail relay and a gateway for text messages, as far as they are set up.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// For mail.
    pub mail: Option<Relay>,
    /// For text messages.
    pub text: Option<Gateway>,
}

impl Carrier for Desk {
    fn carry(&self, letter: &Letter) -> Result<(), CarryError> {
        match letter.by {
            LetterBy::Mail => self.mail.as_ref().ok_or(CarryError::NoWay)?.carry(letter),
            LetterBy::Text => self.text.as_ref().ok_or(CarryError::NoWay)?.carry(letter),
        }
    }
}

/// A mail relay of the deployment's own, which speaks SMTP without encryption on the same host or
/// a private network and sees to the rest of the way.
#[derive(Clone)]
pub struct Relay {
    transport: SmtpTransport,
    from: Address,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Relay")
    }
}

impl Relay {
    /// A relay at `host:port`, and the address that letters come from; none where one of them is
    /// not written as such.
    #[must_use]
    pub fn new(place: &str, from: &str) -> Option<Self> {
        let (host, port) = place.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        let transport = SmtpTransport::builder_dangerous(host)
            .port(port)
            .timeout(Some(WAIT_MAX))
            .build();
        Some(Self {
            transport,
            from: from.parse().ok()?,
        })
    }

    fn carry(&self, letter: &Letter) -> Result<(), CarryError> {
        let to: Address = letter.to.parse().map_err(|_| CarryError::Address)?;
        let from = Mailbox::new(Some(letter.from.to_string()), self.from.clone());
        let mail = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| CarryError::Address)?;
        let sent = self.transport.send(&mail);
        sent.map(drop).map_err(|_| CarryError::Refused)
    }
}

/// A gateway for text messages: it takes `{"to": ..., "text": ...}` as an HTTP POST, on the same
/// host or a private network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    place: Box<str>,
    path: Box<str>,
}

impl Gateway {
    /// A gateway at `http://host:port/path`; none where it is not written as such.
    #[must_use]
    pub fn new(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?;
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = place.rsplit_once(':')?;
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
        (!host.is_empty() && port.parse::<u16>().is_ok() && plain).then(|| Self {
            place: place.into(),
            path: format!("/{path}").into(),
        })
    }

    fn carry(&self, letter: &Letter) -> Result<(), CarryError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| CarryError::Refused)?;
        let sent = tokio::time::timeout(WAIT_MAX, self.send(letter));
        runtime.block_on(sent).map_err(|_| CarryError::Refused)?
    }

    async fn send(&self, letter: &Letter) -> Result<(), CarryError> {
        let refused = |_| CarryError::Refused;
        let stream = TcpStream::connect(&*self.place).await;
        let stream = stream.map_err(|_| CarryError::Refused)?;
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = handshake.map_err(refused)?;
        tokio::spawn(connection);
        let body = serde_json::json!({"to": letter.to, "text": letter.text}).to_string();
        let request = Request::post(&*self.path)
            .header("host", &*self.place)
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| CarryError::Refused)?;
        let answer = sender.send_request(request).await.map_err(refused)?;
        let success = answer.status().is_success();
        // The rest of the answer says nothing that is needed.
        drop(answer.into_body().frame().await);
        success.then_some(()).ok_or(CarryError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_and_gateways_are_read_and_checked() {
        assert!(Relay::new("127.0.0.1:25", "privacy@aria.example").is_some());
        for (place, from) in [
            ("127.0.0.1", "a@b.example"),
            ("h:x", "a@b.example"),
            ("h:25", "nobody"),
        ] {
            assert!(Relay::new(place, from).is_none(), "{place} {from}");
        }
        let gateway = Gateway::new("http://127.0.0.1:9000/send?v=1").unwrap();
        assert_eq!(
            (&*gateway.place, &*gateway.path),
            ("127.0.0.1:9000", "/send?v=1")
        );
        for bad in ["https://x:1/", "http://:1/", "http://x/", "x"] {
            assert!(Gateway::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_way_that_is_not_set_up_is_told() {
        let letter = Letter {
            by: LetterBy::Text,
            to: "+4912345".into(),
            from: "Aria".into(),
            subject: String::new(),
            text: "secret".into(),
        };
        let refused = Desk::default().carry(&letter);
        assert!(matches!(refused, Err(CarryError::NoWay)));
        assert!(!format!("{letter:?}").contains("secret"));
    }
}
