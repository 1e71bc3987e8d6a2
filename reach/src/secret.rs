//! Secrets: where the catalog says they are, and never anywhere else.

use std::fs::File;
use std::io::Read as _;

use telos_model::catalog::Secret;
use telos_model::deliver::Failure;

/// The longest secret, in bytes, without the end of its line.
const SECRET_BYTES_MAX: usize = 16 * 1024;
/// The longest end of a line, in bytes.
const LINE_END_BYTES_MAX: usize = 2;

/// A secret; none where it is not there, is empty, too long or no text.
#[must_use]
pub fn find(secret: &Secret) -> Option<String> {
    let found = match secret {
        Secret::Env(name) => std::env::var(&**name).ok(),
        Secret::File(path) => {
            let mut text = String::new();
            let file = File::open(&**path).ok()?;
            let bytes_max = SECRET_BYTES_MAX + LINE_END_BYTES_MAX;
            // One more than may be there tells that there is more.
            let mut start = file.take(bytes_max as u64 + 1);
            start.read_to_string(&mut text).ok()?;
            (text.len() <= bytes_max).then_some(text)
        }
    };
    let found = found.map(|secret| secret.trim_end().to_owned());
    found.filter(|secret| !secret.is_empty() && secret.len() <= SECRET_BYTES_MAX)
}

/// A secret that there has to be.
pub fn plain(secret: &Secret) -> Result<String, Failure> {
    find(secret).ok_or(Failure::NoSecret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_text_without_the_end_of_its_line() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("secret");
        let secret = Secret::File(path.to_string_lossy().into());
        let holding = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            find(&secret)
        };
        assert_eq!(find(&secret), None);
        assert_eq!(holding(b"hush\n").as_deref(), Some("hush"));
        assert_eq!(holding(b" hush ").as_deref(), Some(" hush"));
        assert_eq!(holding(b"\n"), None);
        assert_eq!(holding(&[0xff, b'a']), None);
        let mut longest = vec![b'a'; SECRET_BYTES_MAX];
        longest.extend(b"\r\n");
        assert_eq!(
            holding(&longest).map(|found| found.len()),
            Some(SECRET_BYTES_MAX)
        );
        assert_eq!(holding(&vec![b'a'; SECRET_BYTES_MAX + 1]), None);
        assert_eq!(plain(&secret), Err(Failure::NoSecret));
    }
}
