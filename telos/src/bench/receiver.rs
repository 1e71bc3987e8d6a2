//! A receiver of deliveries in this process: it answers 200 to everything and tells what came.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use super::error::BenchError;

/// Starts one, which ends with the process. `came` is told the head's first line and the body.
pub(super) fn start(
    came: impl Fn(&str, &[u8]) + Send + Sync + 'static,
) -> Result<SocketAddr, BenchError> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let came = Arc::new(came);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let came = Arc::clone(&came);
            std::thread::spawn(move || {
                // A connection that ends is nothing to tell of.
                let _ = take(&stream, &*came);
            });
        }
    });
    Ok(address)
}

/// Takes requests from a connection until it ends.
fn take(stream: &TcpStream, came: &impl Fn(&str, &[u8])) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    let mut body = Vec::new();
    loop {
        first.clear();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        came(first.trim_end(), &body);
        let mut stream = stream;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
    }
}
