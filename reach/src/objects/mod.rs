//! Files of a directory or objects of a bucket, written whole and read whole. Destinations write
//! them, sources read them.
//!
//! What goes wrong is told as destinations tell it, with the status that HTTP has for it: 403 where
//! Telos is not let in, 404 where the place is gone, 413 for what is too much, 507 for a full disk.

mod folder;
mod s3;

use std::sync::Arc;
use std::time::Duration;

use telos_connect::objects::Object;
use telos_model::catalog::FilePlace;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;

use crate::wire::Client;
use folder::Folder;
pub use s3::S3;

/// The most bytes of one object that a destination writes or reads.
pub const OBJECT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Tells the time that it really is, against which a bucket holds signatures.
pub type Clock = fn() -> Timestamp;

/// Where objects are.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each destination"
)]
#[derive(Debug)]
pub enum Objects {
    /// In a directory of this host.
    Folder(Folder),
    /// In a bucket.
    Bucket(S3),
}

impl Objects {
    /// A place of the catalog. Each call takes so long at the most.
    pub fn new(place: &FilePlace, client: Arc<Client>, wait: Duration, clock: Clock) -> Self {
        match place {
            FilePlace::Folder(path) => Self::Folder(Folder::new(path, wait)),
            FilePlace::Bucket(bucket) => Self::Bucket(S3::new(bucket.clone(), client, wait, clock)),
        }
    }

    /// Writes an object whole: whoever reads it sees all of it or what was there before.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        match self {
            Self::Folder(folder) => folder.put(name, bytes).await,
            Self::Bucket(s3) => s3.put(name, &bytes).await,
        }
    }

    /// What an object holds; none where it is not there.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Folder(folder) => folder.get(name).await,
            Self::Bucket(s3) => s3.get(name).await,
        }
    }

    /// Whether an object is there.
    pub async fn has(&self, name: &str) -> Result<bool, Failure> {
        match self {
            Self::Folder(folder) => folder.has(name).await,
            Self::Bucket(s3) => s3.has(name).await,
        }
    }

    /// Removes an object. It is no mistake that it is not there.
    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        match self {
            Self::Folder(folder) => folder.remove(name).await,
            Self::Bucket(s3) => s3.remove(name).await,
        }
    }

    /// The objects whose names begin with a text, which ends with a slash or is empty. More than
    /// `most` are a failure: nothing of them is left out unseen.
    pub async fn list(&self, under: &str, most: usize) -> Result<Vec<Object>, Failure> {
        match self {
            Self::Folder(folder) => folder.list(under, most).await,
            Self::Bucket(s3) => s3.list(under, most).await,
        }
    }

    /// Whether what was sent may arrive after whoever sent it has gone.
    pub const fn arrive_late(&self) -> bool {
        matches!(self, Self::Bucket(_))
    }

    /// Clears away what an earlier run left half written. Where it had something under way, that may
    /// still arrive.
    pub async fn begin(&self, under_way: bool) -> Result<(), Failure> {
        match self {
            Self::Folder(folder) => folder.settle().await,
            Self::Bucket(s3) => {
                if under_way {
                    s3.begin_unsettled();
                }
                Ok(())
            }
        }
    }

    /// Whether nothing that broke off can arrive any more. Clears away what is half written.
    pub async fn settle(&self) -> Result<(), Unsettled> {
        match self {
            Self::Folder(folder) => folder.settle().await.map_err(Unsettled::Failed),
            Self::Bucket(s3) => match s3.unsettled() {
                None => Ok(()),
                Some(rest) => Err(Unsettled::For(rest.as_secs() + 1)),
            },
        }
    }
}

/// Why it is not known what is there for good.
#[derive(Debug)]
pub enum Unsettled {
    /// What is half written could not be cleared away.
    Failed(Failure),
    /// What broke off may still arrive, for so many seconds.
    For(u64),
}
