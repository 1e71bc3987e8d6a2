//! Commits written to a file as they are made, and read again, so that a bare loop can put the same
//! bytes through the storage engine.
//!
//! The file is for one run of one version on one machine: counts and lengths are little endian,
//! and each commit begins with its number of expectations, puts and deletes.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use telos_store::{
    Commit, Committed, Expect, Key, Put, Range, Row, Sort, Space, Store, StoreError,
};

/// The largest buffer between a commit and the file.
const BUFFER_BYTES: usize = 4 * 1024 * 1024;

/// A store that notes every commit that is applied.
pub(crate) struct Recording {
    inner: Arc<dyn Store>,
    file: Mutex<BufWriter<File>>,
}

impl Recording {
    pub(crate) fn new(inner: Arc<dyn Store>, path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER_BYTES, File::create(path)?);
        let file = Mutex::new(file);
        Ok(Self { inner, file })
    }
}

impl Store for Recording {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Row>>, StoreError> {
        self.inner.read(keys)
    }

    fn scan(&self, range: &Range, rows_max: usize) -> Result<Vec<(Sort, Row)>, StoreError> {
        self.inner.scan(range, rows_max)
    }

    fn walk(
        &self,
        space: Space,
        after: Option<&Key>,
        rows_max: usize,
    ) -> Result<Vec<(Key, Row)>, StoreError> {
        self.inner.walk(space, after, rows_max)
    }

    fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let bytes = encode(&commit);
        // Held while committing, so that the file has the order in which commits were applied.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let committed = self.inner.commit(commit)?;
        if committed == Committed::Done {
            file.write_all(&bytes)
                .map_err(|source| StoreError::Unavailable {
                    attempt: "record a commit",
                    source: Box::new(source),
                })?;
        }
        Ok(committed)
    }
}

fn encode(commit: &Commit) -> Vec<u8> {
    let bytes: usize = commit.puts.iter().map(|put| put.value.len() + 64).sum();
    let mut out = Vec::with_capacity(64 + bytes + 64 * commit.expects.len());
    for count in [
        commit.expects.len(),
        commit.puts.len(),
        commit.deletes.len(),
    ] {
        write_count(count, &mut out);
    }
    for expect in &commit.expects {
        write_key(expect.key(), &mut out);
        // Versions begin at 1 where they are compared.
        let version = match expect {
            Expect::Absent(_) => 0,
            Expect::Version(_, version) => *version,
        };
        out.extend_from_slice(&version.to_le_bytes());
    }
    for put in &commit.puts {
        write_key(&put.key, &mut out);
        out.extend_from_slice(&put.version.to_le_bytes());
        write_count(put.value.len(), &mut out);
        out.extend_from_slice(&put.value);
    }
    for key in &commit.deletes {
        write_key(key, &mut out);
    }
    out
}

fn write_count(count: usize, out: &mut Vec<u8>) {
    let count = u32::try_from(count).expect("the store's limits are below this");
    out.extend_from_slice(&count.to_le_bytes());
}

fn write_key(key: &Key, out: &mut Vec<u8>) {
    out.push(key.space as u8);
    out.extend_from_slice(&key.partition.to_le_bytes());
    write_count(key.sort.len(), out);
    out.extend_from_slice(&key.sort);
}

/// Reads recorded commits in order.
pub(super) struct Recorded(BufReader<File>);

impl Recorded {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(Self(BufReader::with_capacity(BUFFER_BYTES, file)))
    }

    /// The next commit; none at the end. One that was cut off by the end of the run is left out.
    pub(super) fn next(&mut self) -> io::Result<Option<Commit>> {
        match self.commit() {
            Ok(commit) => Ok(Some(commit)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn commit(&mut self) -> io::Result<Commit> {
        let [expects, puts, deletes] = [self.count()?, self.count()?, self.count()?];
        let mut commit = Commit {
            name: "replay",
            ..Commit::default()
        };
        for _ in 0..expects {
            let key = self.key()?;
            commit.expects.push(match self.number()? {
                0 => Expect::Absent(key),
                version => Expect::Version(key, version),
            });
        }
        for _ in 0..puts {
            let (key, version, length) = (self.key()?, self.number()?, self.count()?);
            let mut value = vec![0; length];
            self.0.read_exact(&mut value)?;
            commit.puts.push(Put {
                key,
                version,
                value,
            });
        }
        for _ in 0..deletes {
            commit.deletes.push(self.key()?);
        }
        Ok(commit)
    }

    fn key(&mut self) -> io::Result<Key> {
        let [number] = self.bytes()?;
        let space = Space::ALL.into_iter().find(|space| *space as u8 == number);
        let space = space.ok_or_else(|| io::Error::other("an unknown space"))?;
        let partition = self.number()?;
        let mut sort = vec![0; self.count()?];
        self.0.read_exact(&mut sort)?;
        Ok(Key::new(space, partition, &sort))
    }

    fn count(&mut self) -> io::Result<usize> {
        let count = u32::from_le_bytes(self.bytes()?);
        usize::try_from(count).map_err(io::Error::other)
    }

    fn number(&mut self) -> io::Result<u64> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use telos_store::Memory;

    fn key(sort: &[u8]) -> Key {
        Key::new(Space::Events, 7, sort)
    }

    fn put(sort: &[u8], version: u64, value: &[u8]) -> Put {
        let value = value.to_vec();
        Put {
            key: key(sort),
            version,
            value,
        }
    }

    #[test]
    fn applied_commits_are_read_again_as_they_were_and_conflicts_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("commits");
        let recording = Recording::new(Arc::new(Memory::default()), &path).unwrap();
        let first = Commit {
            name: "first",
            expects: vec![Expect::Absent(key(b"a"))],
            puts: vec![put(b"a", 1, b"value"), put(b"b", 0, b"")],
            deletes: vec![key(b"c")],
        };
        let second = Commit {
            expects: vec![Expect::Version(key(b"a"), 1)],
            ..Commit::default()
        };
        let commits = [&first, &first, &second];
        let done = commits.map(|commit| recording.commit(commit.clone()).unwrap());
        assert_eq!(
            [done[0].clone(), done[2].clone()],
            [Committed::Done, Committed::Done]
        );
        assert_ne!(done[1], Committed::Done);
        drop(recording);
        let mut recorded = Recorded::open(&path).unwrap();
        for commit in [&first, &second] {
            let again = recorded.next().unwrap().unwrap();
            assert_eq!(encode(&again), encode(commit));
        }
        assert!(recorded.next().unwrap().is_none());
    }
}
