//! A client that costs next to nothing: one blocking connection, requests made beforehand.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::error::BenchError;

/// How long an answer may take.
const ANSWER_WAIT_MAX: Duration = Duration::from_mins(1);
/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A connection that is kept alive.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// An answer, as long as the next one is not asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Answer<'_> {
    /// The error that an answer is when it is not 200.
    pub(super) fn unexpected(&self, request: &'static str) -> BenchError {
        let start = &self.body[..self.body.len().min(400)];
        BenchError::Answer {
            request,
            status: self.status,
            start: String::from_utf8_lossy(start).into_owned(),
        }
    }

    /// How often the body holds this text.
    pub(super) fn count(&self, text: &[u8]) -> usize {
        let starts = self.body.windows(text.len());
        starts.filter(|window| *window == text).count()
    }
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_WAIT_MAX))?;
        stream.set_write_timeout(Some(ANSWER_WAIT_MAX))?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
            filled: 0,
        })
    }

    /// Sends a request and reads its answer.
    pub(super) fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request)?;
        self.filled = 0;
        let head = loop {
            self.more()?;
            let read = &self.buffer[..self.filled];
            if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let (status, length) = read_head(&self.buffer[..head])?;
        let end = head + length;
        if end > ANSWER_BYTES_MAX {
            return Err(io::Error::other("the answer is too long"));
        }
        if end > self.buffer.len() {
            self.buffer.resize(end, 0);
        }
        while self.filled < end {
            self.more()?;
        }
        let body = &self.buffer[head..end];
        Ok(Answer { status, body })
    }

    fn more(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            let longer = (2 * self.buffer.len()).min(ANSWER_BYTES_MAX);
            self.buffer.resize(longer, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

/// The status and the length of the body.
fn read_head(head: &[u8]) -> io::Result<(u16, usize)> {
    let bad = || io::Error::other("the answer is no HTTP that is understood here");
    let head = std::str::from_utf8(head).map_err(|_| bad())?;
    let status = head.get(9..12).and_then(|status| status.parse().ok());
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let named = name.eq_ignore_ascii_case("content-length");
        named.then(|| value.trim().parse().ok())?
    });
    match (status, length) {
        (Some(status @ (204 | 304)), None) => Ok((status, 0)),
        (Some(status), Some(length)) => Ok((status, length)),
        _ => Err(bad()),
    }
}

/// The head of a POST of JSON up to its body.
pub(super) fn post(path: &str, authorization: &str, body_bytes: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\
         Content-Type: application/json\r\nContent-Length: {body_bytes}\r\n\r\n"
    )
}

/// A GET.
pub(super) fn get(path: &str, authorization: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_status_and_length() {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: x\r\nContent-Length: 17\r\n\r\n";
        assert_eq!(read_head(head).unwrap(), (200, 17));
        assert_eq!(
            read_head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(),
            (204, 0)
        );
        assert!(read_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(read_head(b"nonsense").is_err());
    }
}
