//! Files of a directory of this host. What is written is written under another name first, and is
//! on disk before it counts. Links are not followed.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use telos_connect::objects::Object;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use tokio::sync::Mutex;

use super::OBJECT_BYTES_MAX;

/// What names of half-written files end with; they begin with a dot.
const HALF: &str = ".telos-half";
/// How deep directories may lie in each other.
const DEPTH_MAX: usize = 32;

/// A directory.
#[derive(Debug)]
pub struct Folder {
    root: Arc<Path>,
    wait: Duration,
    /// One thing is done at a time, also where nobody waits for it any more.
    turn: Arc<Mutex<()>>,
}

impl Folder {
    pub fn new(root: &str, wait: Duration) -> Self {
        Self {
            root: Path::new(root).into(),
            wait,
            turn: Arc::default(),
        }
    }

    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        let name = name.to_owned();
        self.work(move |root| put(root, &name, &bytes)).await
    }

    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let name = name.to_owned();
        let got = self.work(move |root| there(get(&path_of(root, &name)?)));
        got.await
    }

    pub async fn has(&self, name: &str) -> Result<bool, Failure> {
        let name = name.to_owned();
        let found = self.work(move |root| there(fs::symlink_metadata(path_of(root, &name)?)));
        Ok(found.await?.is_some_and(|found| found.is_file()))
    }

    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        let name = name.to_owned();
        let removed = self.work(move |root| {
            let path = path_of(root, &name)?;
            if there(fs::remove_file(&path))?.is_some() {
                sync(path.parent().unwrap_or(root))?;
            }
            Ok(())
        });
        removed.await
    }

    pub async fn list(&self, under: &str, most: usize) -> Result<Vec<Object>, Failure> {
        let under = under.to_owned();
        let listed = self.work(move |root| {
            let mut objects = Vec::new();
            walk(root, &mut |path, is_half| {
                let name = path.strip_prefix(root).ok().and_then(Path::to_str);
                let name = name.filter(|name| !is_half && name.starts_with(&under));
                let Some(name) = name else {
                    return Ok(());
                };
                if objects.len() >= most {
                    return Err(ErrorKind::QuotaExceeded.into());
                }
                let found = fs::symlink_metadata(path)?;
                objects.push(Object {
                    name: name.to_owned(),
                    size: found.len(),
                    tag: String::new(),
                    modified: found.modified().ok().and_then(timestamp),
                });
                Ok(())
            })
            .map(|()| objects)
        });
        match listed.await {
            // Nothing of a listing fills a disk.
            Err(Failure::Answered(507)) => Err(Failure::Answered(413)),
            other => other,
        }
    }

    /// Waits for what nobody waits for any more, and clears away what is half written.
    pub async fn settle(&self) -> Result<(), Failure> {
        let cleared = self.work(|root| {
            walk(root, &mut |path, is_half| {
                if is_half {
                    fs::remove_file(path)?;
                }
                Ok(())
            })
        });
        cleared.await
    }

    /// Does something that may block, once all before it is done.
    async fn work<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = tokio::time::timeout(self.wait, Arc::clone(&self.turn).lock_owned()).await;
        let turn = turn.map_err(|_| Failure::NoAnswer)?;
        let root = Arc::clone(&self.root);
        let working = tokio::task::spawn_blocking(move || {
            // Whoever has it removed by hand wants to be told, and not to have it made again.
            let is_there = fs::metadata(&root).and_then(|found| {
                let not = io::Error::from(ErrorKind::NotADirectory);
                if found.is_dir() { Ok(()) } else { Err(not) }
            });
            let done = is_there.and_then(|()| what(&root));
            drop(turn);
            done
        });
        match tokio::time::timeout(self.wait, working).await {
            Err(_) => Err(Failure::NoAnswer),
            Ok(Ok(done)) => done.map_err(|error| failure(&error)),
            Ok(Err(panicked)) => {
                tracing::error!(error = %panicked, "working on files ended in a panic");
                Err(Failure::Answered(500))
            }
        }
    }
}

/// What went wrong, as a status of HTTP would say it.
fn failure(error: &io::Error) -> Failure {
    Failure::Answered(match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => 404,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => 403,
        ErrorKind::FileTooLarge => 413,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => 507,
        _ => 500,
    })
}

/// None for what is not there.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a name leads: below the root, and over no link.
fn path_of(root: &Path, name: &str) -> io::Result<PathBuf> {
    let mut path = root.to_owned();
    for step in name.split('/') {
        if step.is_empty() || step == "." || step == ".." {
            return Err(ErrorKind::InvalidInput.into());
        }
        path.push(step);
        let found = there(fs::symlink_metadata(&path))?;
        if found.is_some_and(|found| found.is_symlink()) {
            return Err(ErrorKind::PermissionDenied.into());
        }
    }
    Ok(path)
}

fn put(root: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = path_of(root, name)?;
    let folder = path.parent().unwrap_or(root);
    let mut made = Vec::new();
    let mut above = folder;
    while there(fs::metadata(above))?.is_none() {
        made.push(above);
        above = above.parent().unwrap_or(root);
    }
    fs::create_dir_all(folder)?;
    let file = path.file_name().and_then(|name| name.to_str());
    let half = folder.join(format!(".{}{HALF}", file.unwrap_or_default()));
    let written = File::create(&half).and_then(|mut open| {
        open.write_all(bytes)?;
        open.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&half, &path)) {
        // It holds data of people: what cannot be finished does not stay. If even that fails, the
        // next look clears it away.
        let _ = fs::remove_file(&half);
        return Err(error);
    }
    sync(folder)?;
    made.iter()
        .try_for_each(|folder| sync(folder.parent().unwrap_or(root)))
}

fn get(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    let most = OBJECT_BYTES_MAX as u64;
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() > OBJECT_BYTES_MAX {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Has the names of a directory reach the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Goes through all files, and says of each whether it is half written. Other files that begin with
/// a dot are nobody's business here.
fn walk(root: &Path, each: &mut dyn FnMut(&Path, bool) -> io::Result<()>) -> io::Result<()> {
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                continue;
            };
            let kind = entry.file_type()?;
            let is_half = name.starts_with('.') && name.ends_with(HALF);
            if name.starts_with('.') && !is_half {
                continue;
            }
            if kind.is_dir() && depth < DEPTH_MAX {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                each(&entry.path(), is_half)?;
            }
        }
    }
    Ok(())
}

fn timestamp(at: std::time::SystemTime) -> Option<Timestamp> {
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis())
        .ok()
        .map(Timestamp::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().to_str().expect("text").to_owned();
        (home, Folder::new(&path, Duration::from_secs(5)))
    }

    #[tokio::test]
    async fn files_are_written_whole_listed_and_removed_and_halves_are_cleared_away() {
        let (home, folder) = folder();
        folder.put("a/b/one", b"1".to_vec()).await.expect("written");
        folder.put("a/two", b"22".to_vec()).await.expect("written");
        folder.put("a/two", b"2".to_vec()).await.expect("over it");
        assert_eq!(folder.get("a/two").await, Ok(Some(b"2".to_vec())));
        assert_eq!(folder.get("a/three").await, Ok(None));
        let half = home.path().join("a/.x.telos-half");
        fs::write(&half, "half").expect("written");
        fs::write(home.path().join(".other"), "x").expect("written");
        let mut names: Vec<String> = folder
            .list("a/", 10)
            .await
            .expect("listed")
            .into_iter()
            .map(|object| object.name)
            .collect();
        names.sort();
        assert_eq!(names, ["a/b/one", "a/two"]);
        assert_eq!(folder.list("", 1).await, Err(Failure::Answered(413)));
        folder.settle().await.expect("settled");
        assert!(!half.exists() && home.path().join(".other").exists());
        folder.remove("a/two").await.expect("removed");
        folder.remove("a/two").await.expect("removed already");
        assert_eq!(folder.has("a/two").await, Ok(false));
        assert_eq!(folder.has("a/b/one").await, Ok(true));
    }

    #[tokio::test]
    async fn a_full_disk_has_its_name_and_leaves_neither_a_half_nor_a_hole() {
        let (home, folder) = folder();
        folder
            .put("one", b"before".to_vec())
            .await
            .expect("written");
        // Every write to it fails as on a disk that is full.
        let half = home.path().join(format!(".one{HALF}"));
        std::os::unix::fs::symlink("/dev/full", &half).expect("a link");
        let full = folder.put("one", vec![b'x'; 100_000]).await;
        assert_eq!(full, Err(Failure::Answered(507)));
        assert!(!half.exists(), "nothing half written stays");
        assert_eq!(folder.get("one").await, Ok(Some(b"before".to_vec())));
        folder
            .put("one", b"after".to_vec())
            .await
            .expect("there is room");
        assert_eq!(folder.get("one").await, Ok(Some(b"after".to_vec())));
    }

    #[tokio::test]
    async fn nothing_is_written_outside_over_links_or_where_the_directory_is_gone() {
        let (home, folder) = folder();
        let outside = tempfile::tempdir().expect("a directory");
        std::os::unix::fs::symlink(outside.path(), home.path().join("link")).expect("a link");
        let over = folder.put("link/x", b"x".to_vec()).await;
        assert_eq!(over, Err(Failure::Answered(403)));
        assert!(folder.put("../x", b"x".to_vec()).await.is_err());
        assert_eq!(folder.list("", 10).await.map(|all| all.len()), Ok(0));
        home.close().expect("removed");
        let gone = folder.put("x", b"x".to_vec()).await;
        assert_eq!(gone, Err(Failure::Answered(404)));
    }
}
