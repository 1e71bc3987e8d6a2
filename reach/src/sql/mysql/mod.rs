//! Connections to MySQL and MariaDB: as much of their protocol as tables need, over a connection
//! that went to a checked address, with texts for all parameters and all results.
//!
//! A client of its own because others choose the address and the certificates themselves, and bring
//! some thirty crates along.

mod login;
mod packet;
pub mod table;

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use telos_model::deliver::Failure;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, BufReader};
use tokio_rustls::rustls::pki_types::ServerName;

use super::Place;
use crate::wire;
use packet::{Greeting, Reader};

/// What both sides can: a database, the protocol of 4.1, transactions, and ways of showing who one
/// is. Neither several statements at once nor files of this host.
const CAN: u64 = 0x8 | 0x200 | 0x2000 | 0x8000 | 0x8_0000;
/// TLS.
const CAN_TLS: u64 = 0x800;
/// `utf8mb4`, with a collation that every server has.
const CHARSET: u8 = 45;
/// How many steps a login may take.
const LOGIN_STEPS_MAX: usize = 8;
/// How many prepared statements a connection keeps.
const STATEMENTS_MAX: usize = 256;
/// The most rows and columns of an answer.
const ROWS_MAX: usize = 10_000;
const COLUMNS_MAX: usize = 4_096;

/// What an answer has of rows: texts, or nothing.
pub type Row = Vec<Option<String>>;

trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

/// A connection. After an error other than one that the server told it is of no more use.
pub struct Client {
    stream: BufReader<Box<dyn Both>>,
    prepared: Vec<(Arc<str>, u32)>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

/// Connects, with strict types and times in UTC. What waits for a lock waits no longer than this.
pub async fn connect(
    place: Place<'_>,
    wait: Duration,
    tls: &wire::Client,
) -> Result<Client, Failure> {
    let password = place.password()?.unwrap_or_default();
    let mut stream = place.stream().await?;
    let (_, greeting) = packet::read(&mut stream).await?;
    if greeting.first() == Some(&0xff) {
        return Err(told(&greeting));
    }
    let greeting = Greeting::read(&greeting).ok_or(Failure::Garbled)?;
    if greeting.can & CAN != CAN {
        return Err(Failure::Garbled);
    }
    // The first bit says that it is not one of MariaDB's own clients.
    let can = if place.target.https {
        1 | CAN | CAN_TLS
    } else {
        1 | CAN
    };
    let mut hello = u32::try_from(can)
        .unwrap_or_default()
        .to_le_bytes()
        .to_vec();
    hello.extend_from_slice(&[0, 0, 0, 1, CHARSET]);
    hello.extend_from_slice(&[0; 23]);
    let (stream, number): (Box<dyn Both>, u8) = if place.target.https {
        if greeting.can & CAN_TLS == 0 {
            return Err(Failure::Certificate);
        }
        packet::write(&mut stream, 1, &hello).await?;
        let connector = tls.tls().ok_or(Failure::Certificate)?;
        let name = ServerName::try_from(place.target.host.to_string());
        let name = name.map_err(|_| Failure::Certificate)?;
        let over = connector.connect(name, stream).await;
        (Box::new(over.map_err(|error| wire::untrusted(&error))?), 2)
    } else {
        (Box::new(stream), 1)
    };
    let mut client = Client {
        stream: BufReader::new(stream),
        prepared: Vec::new(),
    };
    // Whatever the server prefers, it says again what it wants of this user.
    let plugin = match &*greeting.plugin {
        login::CACHING => login::CACHING,
        _ => login::NATIVE,
    };
    let answer = login::answer(plugin, &password, &greeting.nonce).unwrap_or_default();
    put_text(&mut hello, place.user);
    packet::put_bytes(&mut hello, &answer);
    put_text(&mut hello, place.database());
    put_text(&mut hello, plugin);
    packet::write(&mut client.stream, number, &hello).await?;
    client.log_in(plugin, &password, place.target.https).await?;
    let seconds = wait.as_secs().max(1);
    let settings = format!(
        "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE', \
         innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}, autocommit = 1"
    );
    client.run(&settings).await?;
    Ok(client)
}

impl Client {
    /// Answers what the server asks until it lets Telos in.
    async fn log_in(&mut self, plugin: &str, password: &str, secret: bool) -> Result<(), Failure> {
        let mut plugin = plugin.to_owned();
        for _ in 0..LOGIN_STEPS_MAX {
            let (number, said) = packet::read(&mut self.stream).await?;
            let mut at = Reader(&said);
            let reply = match at.byte() {
                Some(0) => return Ok(()),
                Some(0xff) => return Err(told(&said)),
                Some(0xfe) => {
                    plugin = String::from_utf8_lossy(at.until_zero()).into_owned();
                    let answer = login::answer(&plugin, password, at.until_zero());
                    answer.ok_or(Failure::Answered(401))?
                }
                Some(1) if plugin == login::CACHING => match at.byte() {
                    // It knows the password already.
                    Some(3) => continue,
                    // It wants to see the password, which goes over TLS alone.
                    Some(4) if secret => [password.as_bytes(), &[0]].concat(),
                    Some(4) => return Err(Failure::Certificate),
                    _ => return Err(Failure::Garbled),
                },
                _ => return Err(Failure::Garbled),
            };
            packet::write(&mut self.stream, number.wrapping_add(1), &reply).await?;
        }
        Err(Failure::Garbled)
    }

    /// Begins something. What the server said without being asked belongs to nothing that is asked
    /// now: it would be taken for the answer, and a commit for done before it is.
    async fn ask(&mut self, body: &[u8]) -> Result<(), Failure> {
        let unasked = self.stream.fill_buf().now_or_never();
        if matches!(unasked, Some(Ok(bytes)) if !bytes.is_empty()) {
            return Err(Failure::Garbled);
        }
        packet::write(&mut self.stream, 0, body).await
    }

    /// Does something that has no values and no answer.
    pub async fn run(&mut self, sql: &str) -> Result<(), Failure> {
        let body = [&[3], sql.as_bytes()].concat();
        self.ask(&body).await?;
        match self.answer().await?.first() {
            Some(0) => Ok(()),
            _ => Err(Failure::Garbled),
        }
    }

    /// Does something with values, and gives the rows that it answers.
    pub async fn execute(
        &mut self,
        sql: &str,
        values: &[Option<String>],
    ) -> Result<Vec<Row>, Failure> {
        let id = self.prepare(sql, values.len()).await?;
        self.ask(&packet::execute(id, values)).await?;
        let head = self.answer().await?;
        if head.first() == Some(&0) {
            return Ok(Vec::new());
        }
        let columns = Reader(&head).length();
        let columns = columns.filter(|columns| *columns <= COLUMNS_MAX);
        let columns = columns.ok_or(Failure::Garbled)?;
        for _ in 0..columns {
            let column = self.answer().await?;
            if packet::is_text(&column) != Some(true) {
                return Err(Failure::Garbled);
            }
        }
        self.end().await?;
        let mut rows = Vec::new();
        loop {
            let packet = self.answer().await?;
            if is_end(&packet) {
                return Ok(rows);
            }
            if rows.len() >= ROWS_MAX {
                return Err(Failure::Garbled);
            }
            rows.push(packet::row(&packet, columns).ok_or(Failure::Garbled)?);
        }
    }

    async fn prepare(&mut self, sql: &str, values: usize) -> Result<u32, Failure> {
        if let Some((_, id)) = self.prepared.iter().find(|(known, _)| **known == *sql) {
            return Ok(*id);
        }
        if self.prepared.len() >= STATEMENTS_MAX {
            for (_, id) in std::mem::take(&mut self.prepared) {
                let close = [&[0x19], &id.to_le_bytes()[..]].concat();
                self.ask(&close).await?;
            }
        }
        let body = [&[0x16], sql.as_bytes()].concat();
        self.ask(&body).await?;
        let head = self.answer().await?;
        let mut at = Reader(&head);
        let mut read = || {
            (at.byte()? == 0).then_some(())?;
            Some((at.number(4)?, at.number(2)?, at.number(2)?))
        };
        let (id, columns, parameters) = read().ok_or(Failure::Garbled)?;
        for described in [parameters, columns] {
            for _ in 0..described {
                self.answer().await?;
            }
            if described > 0 {
                self.end().await?;
            }
        }
        let id = u32::try_from(id).map_err(|_| Failure::Garbled)?;
        self.prepared.push((sql.into(), id));
        if parameters == values as u64 {
            Ok(id)
        } else {
            Err(Failure::Unmade)
        }
    }

    /// The next packet, if it is no error.
    async fn answer(&mut self) -> Result<Vec<u8>, Failure> {
        let (_, packet) = packet::read(&mut self.stream).await?;
        if packet.first() == Some(&0xff) {
            return Err(told(&packet));
        }
        Ok(packet)
    }

    async fn end(&mut self) -> Result<(), Failure> {
        let packet = self.answer().await?;
        is_end(&packet).then_some(()).ok_or(Failure::Garbled)
    }
}

/// Puts a text with a zero behind it.
fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

fn is_end(packet: &[u8]) -> bool {
    packet.first() == Some(&0xfe) && packet.len() < 9
}

/// What an error of the server comes to, with a status as for PostgreSQL.
fn told(packet: &[u8]) -> Failure {
    let mut at = Reader(packet.get(1..).unwrap_or_default());
    let Some(number) = at.number(2) else {
        return Failure::Garbled;
    };
    let state = at.0.strip_prefix(b"#").and_then(|state| state.get(..2));
    let status = match number {
        1045 | 1251 | 1524 | 1698 => 401,
        1044 | 1142 | 1143 | 1227 | 1370 => 403,
        1049 | 1054 | 1146 => 404,
        // Its disk is full, or the table may not grow any more.
        1021 | 1114 => 507,
        // No more connections, locks, or writes for now.
        1040 | 1203 | 1205 | 1213 | 1226 | 1290 | 1836 => 503,
        1317 | 1969 | 3024 => return Failure::NoAnswer,
        1053 | 1077 | 1079 | 1080 | 1927 => return Failure::Unreachable,
        // Values that a column does not take, and what a trigger says no to.
        1265 | 1364 | 1366 | 1644 | 3140 | 3819 | 4025 => 422,
        _ => match state {
            Some(b"22" | b"23" | b"45") => 422,
            Some(b"28") => 401,
            Some(b"42") => 400,
            Some(b"08") => return Failure::Unreachable,
            _ => 503,
        },
    };
    Failure::Answered(status)
}

#[cfg(test)]
mod tests;
