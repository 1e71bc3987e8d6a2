//! Objects of a bucket, over the connections that all destinations share the ways of.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telos_connect::objects::{
    Access, Act, Object, SIGNED_FOR, about, is_object_missing, list, read_list,
};
use telos_engine::outbox::Failure;
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::Bucket;
use telos_model::time::Timestamp;
use tokio::time::Instant;

use super::OBJECT_BYTES_MAX;
use crate::receiving::find_secret;
use crate::sending::wire::{Client, Downloaded, Fetched, Pool};

/// How much of an answer that is no object is read, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A bucket.
#[derive(Debug)]
pub(crate) struct S3 {
    bucket: Bucket,
    pool: Pool,
    wait: Duration,
    /// Until when something may arrive whose sending broke off.
    unsettled: Mutex<Option<Instant>>,
}

/// What is signed until now ends before this, and with it all that was sent under it.
fn expiry() -> Instant {
    Instant::now() + SIGNED_FOR + Duration::from_secs(1)
}

impl S3 {
    pub(crate) fn new(bucket: Bucket, client: Arc<Client>, wait: Duration) -> Self {
        let pool = Pool::new(client, bucket.target());
        Self {
            bucket,
            pool,
            wait,
            unsettled: Mutex::default(),
        }
    }

    pub(super) async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let until = expiry();
        let answer = self.ask(name, Act::Put(bytes), ANSWER_BYTES_MAX).await;
        match answer {
            Ok(answer) => taken(&answer),
            Err(failure) => {
                self.unsettle(until);
                Err(failure)
            }
        }
    }

    /// What a process before this one sent may still arrive.
    pub(super) fn begin_unsettled(&self) {
        self.unsettle(expiry());
    }

    fn unsettle(&self, until: Instant) {
        let unsettled = self.unsettled.lock();
        *unsettled.unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// How long something may still arrive whose sending broke off.
    pub(super) fn unsettled(&self) -> Option<Duration> {
        let unsettled = self
            .unsettled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let rest = unsettled.map(|until| until.saturating_duration_since(Instant::now()));
        rest.filter(|rest| !rest.is_zero())
    }

    pub(super) async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
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
    pub(crate) async fn download(
        &self,
        name: &str,
        bytes_max: u64,
        into: File,
    ) -> Result<Downloaded, Failure> {
        let access = self.access()?;
        let made = about(&self.bucket, access.as_ref(), name, Act::Get, now());
        let made = made.ok_or(Failure::Unmade)?;
        self.pool.download(&made, self.wait, bytes_max, into).await
    }

    pub(super) async fn has(&self, name: &str) -> Result<bool, Failure> {
        let answer = self.ask(name, Act::Head, ANSWER_BYTES_MAX).await?;
        match answer.status {
            404 => Ok(false),
            _ => taken(&answer).map(|()| true),
        }
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), Failure> {
        let answer = self.ask(name, Act::Delete, ANSWER_BYTES_MAX).await?;
        if is_missing(&answer) {
            return Ok(());
        }
        taken(&answer)
    }

    /// All objects whose names begin with a text; more than `most` are a failure.
    pub(crate) async fn list(&self, under: &str, most: usize) -> Result<Vec<Object>, Failure> {
        let mut objects: Vec<Object> = Vec::new();
        let mut next: Option<String> = None;
        // A service that names one empty part after the other ends too.
        for _ in 0..=most {
            let access = self.access()?;
            let made = list(&self.bucket, access.as_ref(), under, next.as_deref(), now());
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
        let made = about(&self.bucket, access.as_ref(), name, act, now());
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

/// Signatures are checked against the time that it really is.
fn now() -> Timestamp {
    SystemClock.now()
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
