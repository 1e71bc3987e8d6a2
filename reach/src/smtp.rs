//! The conversation in which a mail relay takes a mail (RFC 5321, 3207, 4954): over addresses that the
//! catalog allows and TLS that holds, for all who are to get it or for nobody.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use telos_connect::destination::is_allowed;
use telos_model::catalog::{Inside, Mails};
use telos_model::deliver::Failure;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::rustls::pki_types::ServerName;

use crate::secret;
use crate::wire::{self, Client};

/// The longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// How much is read at once, in bytes.
const READ_BYTES: usize = 1_024;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for S {}

/// A relay that is talked to.
struct Talk {
    stream: Box<dyn Stream>,
    read: Vec<u8>,
}

impl fmt::Debug for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Talk")
    }
}

/// What a relay said.
struct Said {
    code: u16,
    lines: Vec<String>,
}

/// At which step a relay said no. Each step means something else by the same code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Greeting,
    Login,
    From,
    To,
    Content,
}

/// Has a relay take a mail, within so long. It answers with its code.
pub async fn hand_over(
    mails: &Mails,
    mail: &[u8],
    client: &Client,
    wait: Duration,
) -> Result<u16, Failure> {
    let talk = async {
        let mut talk = connect(mails, client).await?;
        let taken = talk.pass(mails, mail).await;
        if taken.is_ok() {
            // It is taken, whatever becomes of the farewell.
            let _ = talk.write(b"QUIT\r\n").await;
        }
        taken
    };
    let taken = tokio::time::timeout(wait, talk).await;
    taken.unwrap_or(Err(Failure::NoAnswer))
}

/// A relay that has greeted, over TLS where it has to be, and let Telos in.
async fn connect(mails: &Mails, client: &Client) -> Result<Talk, Failure> {
    let tcp = wire::reach(&mails.target).await?;
    let peer = tcp.peer_addr().map_err(|_| Failure::Unreachable)?;
    // What goes in clear goes to an address inside, whatever its name leads to.
    if !mails.tls && is_allowed(peer.ip(), Inside::No) {
        return Err(Failure::Certificate);
    }
    let host = mails
        .from
        .rsplit_once('@')
        .map_or("telos", |(_, host)| host);
    let mut talk = Talk {
        stream: Box::new(tcp),
        read: Vec::new(),
    };
    if mails.tls && mails.target.https {
        talk = talk.covered(mails, client).await?;
    }
    let greeting = talk.answer().await?;
    good(&greeting, 220, Step::Greeting)?;
    let mut offers = talk.greet(host).await?;
    if mails.tls && !mails.target.https {
        // Whoever stands in between could leave the offer out: nothing is said in clear then.
        if !offers.iter().any(|offer| offer == "STARTTLS") {
            return Err(Failure::Certificate);
        }
        let ready = talk.ask("STARTTLS").await?;
        if ready.code != 220 || !talk.read.is_empty() {
            // What was said before TLS must not be taken for what was said over it.
            return Err(Failure::Certificate);
        }
        talk = talk.covered(mails, client).await?;
        offers = talk.greet(host).await?;
    }
    if let Some((user, secret)) = &mails.login {
        let password = secret::plain(secret)?;
        talk.login(user, &password, &offers).await?;
    }
    Ok(talk)
}

impl Talk {
    /// The same, over TLS.
    async fn covered(self, mails: &Mails, client: &Client) -> Result<Self, Failure> {
        let tls = client.tls().ok_or(Failure::Certificate)?;
        let name = ServerName::try_from(mails.target.host.to_string());
        let name = name.map_err(|_| Failure::Certificate)?;
        let stream = tls.connect(name, self.stream).await;
        let stream = stream.map_err(|error| wire::untrusted(&error))?;
        Ok(Self {
            stream: Box::new(stream),
            read: Vec::new(),
        })
    }

    /// Says who Telos is, and hears what the relay offers, in capitals.
    async fn greet(&mut self, host: &str) -> Result<Vec<String>, Failure> {
        let said = self.ask(&format!("EHLO {host}")).await?;
        good(&said, 250, Step::Greeting)?;
        let offers = said.lines.iter().skip(1);
        Ok(offers.map(|line| line.to_ascii_uppercase()).collect())
    }

    async fn login(
        &mut self,
        user: &str,
        password: &str,
        offers: &[String],
    ) -> Result<(), Failure> {
        let ways = offers.iter().find_map(|offer| offer.strip_prefix("AUTH "));
        let ways: Vec<&str> = ways.unwrap_or_default().split_whitespace().collect();
        let said = if ways.contains(&"PLAIN") || !ways.contains(&"LOGIN") {
            let shown = STANDARD.encode(format!("\0{user}\0{password}"));
            self.ask(&format!("AUTH PLAIN {shown}")).await?
        } else {
            let asked = self.ask("AUTH LOGIN").await?;
            good(&asked, 334, Step::Login)?;
            let asked = self.ask(&STANDARD.encode(user)).await?;
            good(&asked, 334, Step::Login)?;
            self.ask(&STANDARD.encode(password)).await?
        };
        good(&said, 235, Step::Login)
    }

    /// Passes the mail on. Where one address is refused, nobody gets it: it is not to be told to some
    /// and not to others.
    async fn pass(&mut self, mails: &Mails, mail: &[u8]) -> Result<u16, Failure> {
        let said = self.ask(&format!("MAIL FROM:<{}>", mails.from)).await?;
        good(&said, 250, Step::From)?;
        for to in &mails.to {
            let said = self.ask(&format!("RCPT TO:<{to}>")).await?;
            if said.code != 251 {
                good(&said, 250, Step::To)?;
            }
        }
        let said = self.ask("DATA").await?;
        good(&said, 354, Step::Content)?;
        self.write(&stuffed(mail)).await?;
        let said = self.answer().await?;
        good(&said, 250, Step::Content)?;
        Ok(said.code)
    }

    async fn ask(&mut self, line: &str) -> Result<Said, Failure> {
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.answer().await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.stream.write_all(bytes).await;
        written.map_err(|_| Failure::Unreachable)?;
        let flushed = self.stream.flush().await;
        flushed.map_err(|_| Failure::Unreachable)
    }

    /// An answer of one or several lines, with the code that all of them have.
    async fn answer(&mut self) -> Result<Said, Failure> {
        let mut said = Said {
            code: 0,
            lines: Vec::new(),
        };
        let mut bytes = 0;
        loop {
            let line = self.line().await?;
            bytes += line.len();
            let code: u16 = line
                .get(..3)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0);
            let more = line.as_bytes().get(3) == Some(&b'-');
            let ends = matches!(line.as_bytes().get(3), None | Some(b' '));
            let fits = said.lines.is_empty() || said.code == code;
            if !(200..600).contains(&code) || !(more || ends) || !fits || bytes > ANSWER_BYTES_MAX {
                return Err(Failure::Garbled);
            }
            said.code = code;
            said.lines
                .push(line.get(4..).unwrap_or_default().to_owned());
            if ends {
                return Ok(said);
            }
        }
    }

    async fn line(&mut self) -> Result<String, Failure> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.read.len() > ANSWER_BYTES_MAX {
                return Err(Failure::Garbled);
            }
            let mut more = [0; READ_BYTES];
            let count = self.stream.read(&mut more).await;
            match count.map_err(|_| Failure::Unreachable)? {
                0 => return Err(Failure::Unreachable),
                count => self.read.extend_from_slice(&more[..count]),
            }
        }
    }
}

/// Whether a relay said what it should; else a status as HTTP would have it.
fn good(said: &Said, wanted: u16, step: Step) -> Result<(), Failure> {
    if said.code == wanted {
        return Ok(());
    }
    Err(Failure::Answered(meaning(said.code, step)))
}

/// What a no means: 401 for whoever is not let in, 403 for a sender that is not allowed, 404 for an
/// address that is not there, 507 for a mailbox or a disk that is full, 413 for a mail that is too
/// large, 422 for one that is never taken, 503 for all that may be otherwise later.
const fn meaning(code: u16, step: Step) -> u16 {
    match (step, code) {
        (Step::Content, 552) => 413,
        (_, 452 | 552) => 507,
        (_, 530 | 534 | 535 | 538) | (Step::Login, 500..=599) => 401,
        (Step::From, 500..=599) => 403,
        (Step::To, 500..=599) => 404,
        (Step::Content, 500..=599) => 422,
        _ => 503,
    }
}

/// A mail as it goes over the wire: lines that begin with a dot get one more, and a dot ends it.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 64);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
mod tests;
