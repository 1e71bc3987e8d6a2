//! Objects of a bucket, over the connections that all destinations share the ways of.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telos_connect::objects::{
    Access, Act, Object, SIGNED_FOR, about, is_object_missing, list, read_list,
};
use telos_model::catalog::Bucket;
use telos_model::deliver::Failure;
use tokio::time::Instant;

use super::{Clock, OBJECT_BYTES_MAX};
use crate::secret::find as find_secret;
use crate::wire::{Client, Downloaded, Fetched, Pool};

/// How much of an answer that is no object is read, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A bucket.
#[derive(Debug)]
pub struct S3 {
    bucket: Bucket,
    pool: Pool,
    wait: Duration,
    clock: Clock,
    /// Until when something may arrive whose sending broke off.
    unsettled: Mutex<Option<Instant>>,
}

/// What is signed until now ends before this, and with it all that was sent under it.
fn expiry() -> Instant {
    Instant::now() + SIGNED_FOR + Duration::from_secs(1)
}

impl S3 {
    /// A bucket of the catalog. Each call takes so long at the most.
    pub fn new(bucket: Bucket, client: Arc<Client>, wait: Duration, clock: Clock) -> Self {
        let pool = Pool::new(client, bucket.target());
        Self {
            bucket,
            pool,
            wait,
            clock,
            unsettled: Mutex::default(),
        }
    }

    /// Writes an object whole.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        taken(&self.change(name, Act::Put(bytes)).await?)
    }

    /// Asks for a change. Where its sending broke off it may still arrive.
    async fn change(&self, name: &str, act: Act<'_>) -> Result<Fetched, Failure> {
        let until = expiry();
        let answer = self.ask(name, act, ANSWER_BYTES_MAX).await;
        if !matches!(&answer, Ok(answer) if !answer.twice) {
            self.unsettle(until);
        }
        answer
    }

    /// What a process before this one sent may still arrive.
    pub fn begin_unsettled(&self) {
        self.unsettle(expiry());
    }

    fn unsettle(&self, until: Instant) {
        let unsettled = self.unsettled.lock();
        let mut unsettled = unsettled.unwrap_or_else(PoisonError::into_inner);
        *unsettled = (*unsettled).max(Some(until));
    }

    /// How long something may still arrive whose sending broke off.
    pub fn unsettled(&self) -> Option<Duration> {
        let unsettled = self
            .unsettled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let rest = unsettled.map(|until| until.saturating_duration_since(Instant::now()));
        rest.filter(|rest| !rest.is_zero())
    }

    /// What an object holds; none where it is not there.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let answer = self.ask(name, Act::Get, OBJECT_BYTES_MAX).await?;
        if is_missing(&answer) {
            return Ok(None);
        }
        taken(&answer)?;
        if !answer.whole {
            return Err(Failure::Answered(413));
        }
        Ok(Some(answer.body))
    }

    /// Reads an object into a file, of so many bytes at the most.
    pub async fn download(
        &self,
        name: &str,
        bytes_max: u64,
        into: File,
    ) -> Result<Downloaded, Failure> {
        let access = self.access()?;
        let made = about(
            &self.bucket,
            access.as_ref(),
            name,
            Act::Get,
            (self.clock)(),
        );
        let made = made.ok_or(Failure::Unmade)?;
        self.pool.download(&made, self.wait, bytes_max, into).await
    }

    /// Whether an object is there.
    pub async fn has(&self, name: &str) -> Result<bool, Failure> {
        let answer = self.ask(name, Act::Head, ANSWER_BYTES_MAX).await?;
        match answer.status {
            404 => Ok(false),
            _ => taken(&answer).map(|()| true),
        }
    }

    /// Removes an object. It is no mistake that it is not there.
    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        let answer = self.change(name, Act::Delete).await?;
        if is_missing(&answer) {
            return Ok(());
        }
        taken(&answer)
    }

    /// All objects whose names begin with a text; more than `most` are a failure.
    pub async fn list(&self, under: &str, most: usize) -> Result<Vec<Object>, Failure> {
        let mut objects: Vec<Object> = Vec::new();
        let mut next: Option<String> = None;
        // A service that names one empty part after the other ends too.
        for _ in 0..=most {
            let access = self.access()?;
            let made = list(
                &self.bucket,
                access.as_ref(),
                under,
                next.as_deref(),
                (self.clock)(),
            );
            let made = made.ok_or(Failure::Unmade)?;
            let answer = self.pool.fetch(&made, self.wait, ANSWER_BYTES_MAX).await?;
            taken(&answer)?;
            let body = String::from_utf8_lossy(&answer.body);
            let page = read_list(&self.bucket, &body).filter(|_| answer.whole);
            let page = page.ok_or(Failure::Garbled)?;
            objects.extend(page.objects);
            if objects.len() > most {
                return Err(Failure::Answered(413));
            }
            match page.next {
                // A service that always names the same next part would never end.
                Some(more) if next.as_ref() != Some(&more) => next = Some(more),
                Some(_) => return Err(Failure::Garbled),
                None => return Ok(objects),
            }
        }
        Err(Failure::Garbled)
    }

    async fn ask(&self, name: &str, act: Act<'_>, bytes_max: usize) -> Result<Fetched, Failure> {
        let access = self.access()?;
        let made = about(&self.bucket, access.as_ref(), name, act, (self.clock)());
        let made = made.ok_or(Failure::Unmade)?;
        self.pool.fetch(&made, self.wait, bytes_max).await
    }

    fn access(&self) -> Result<Option<Access>, Failure> {
        let Some((key, secret)) = &self.bucket.access else {
            return Ok(None);
        };
        let (key, secret) = (find_secret(key), find_secret(secret));
        let (key, secret) = key.zip(secret).ok_or(Failure::NoSecret)?;
        Ok(Some(Access::new(&key, &secret)))
    }
}

fn taken(answer: &Fetched) -> Result<(), Failure> {
    match answer.status {
        200..=299 => Ok(()),
        status => Err(Failure::Answered(status)),
    }
}

/// Whether the object is not there, and the bucket is.
fn is_missing(answer: &Fetched) -> bool {
    answer.status == 404 && is_object_missing(&String::from_utf8_lossy(&answer.body))
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{Inside, Target};
    use telos_model::time::Timestamp;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

    async fn asked(stream: &mut TcpStream) {
        let mut bytes = [0; 4_096];
        assert!(stream.read(&mut bytes).await.expect("asked") > 0);
    }

    /// Answers so many requests on each connection and breaks off under the one after them.
    async fn breaks_off_after(counts: &'static [usize]) -> S3 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            for count in counts {
                let (mut stream, _) = listener.accept().await.expect("connects");
                for _ in 0..*count {
                    asked(&mut stream).await;
                    stream.write_all(OK).await.expect("answered");
                }
                asked(&mut stream).await;
            }
        });
        let endpoint = Target {
            https: false,
            host: "localhost".into(),
            port,
            path: "".into(),
            inside: Inside::Loopback,
        };
        let bucket = Bucket {
            endpoint,
            name: "lake".into(),
            prefix: "".into(),
            region: "nowhere-1".into(),
            by_host: false,
            access: None,
        };
        S3::new(
            bucket,
            Arc::new(Client::new(Vec::new())),
            Duration::from_secs(5),
            || Timestamp::from_millis(0),
        )
    }

    #[tokio::test]
    async fn what_broke_off_may_arrive_for_as_long_as_its_signature_holds() {
        let s3 = breaks_off_after(&[1, 0]).await;
        s3.put("one", b"1").await.expect("taken");
        assert_eq!(s3.unsettled(), None);
        // The kept connection breaks off, and so does the next.
        s3.put("two", b"2").await.expect_err("broke off");
        let rest = s3.unsettled().expect("it may arrive");
        assert!(rest + Duration::from_secs(5) > SIGNED_FOR, "{rest:?}");
    }

    #[tokio::test]
    async fn what_was_taken_at_the_second_try_may_arrive_once_more() {
        let s3 = breaks_off_after(&[1, 1]).await;
        s3.put("one", b"1").await.expect("taken");
        s3.put("two", b"2").await.expect("taken at the second try");
        assert!(s3.unsettled().is_some());
    }

    #[tokio::test]
    async fn a_removal_that_broke_off_may_arrive_too() {
        let s3 = breaks_off_after(&[0]).await;
        s3.remove("one").await.expect_err("broke off");
        assert!(s3.unsettled().is_some());
    }

    #[tokio::test]
    async fn the_later_of_two_ends_holds() {
        let s3 = breaks_off_after(&[]).await;
        let soon = Instant::now() + Duration::from_secs(10);
        s3.unsettle(soon + Duration::from_secs(30));
        s3.unsettle(soon);
        assert!(s3.unsettled() > Some(Duration::from_secs(30)));
    }
}
