//! Who may enter: a key that staff hold, and sessions in memory that end by themselves.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use telos_model::time::Timestamp;

/// How long a session lasts.
pub(super) const SESSION_MILLIS: i64 = 8 * 60 * 60 * 1_000;
/// How many sessions there may be; the one that ends first gives way.
pub(super) const SESSIONS_MAX: usize = 1_000;
/// How many wrong keys are looked at in a minute.
pub(super) const WRONG_KEYS_MAX: u32 = 20;
const WRONG_KEYS_MILLIS: i64 = 60_000;
/// The shortest console key, in bytes.
pub const KEY_BYTES_MIN: usize = 16;

/// The key that opens the console, kept as its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ConsoleKey([u8; 32]);

impl std::fmt::Debug for ConsoleKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConsoleKey")
    }
}

impl ConsoleKey {
    /// A console key, if it is long enough to be safe.
    pub fn new(key: &str) -> Result<Self, KeyTooShort> {
        if key.len() < KEY_BYTES_MIN {
            return Err(KeyTooShort);
        }
        Ok(Self(digest(key)))
    }
}

/// The console's door.
pub(super) struct Door {
    key: ConsoleKey,
    inside: Mutex<Inside>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door")
    }
}

#[derive(Default)]
struct Inside {
    /// When each session ends, by the hash of its id.
    sessions: HashMap<[u8; 32], Timestamp>,
    wrong: u32,
    wrong_since: Option<Timestamp>,
}

/// Why a key did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not the key.
    Wrong,
    /// Too many wrong keys came lately.
    Slow,
    /// No id could be made.
    Unable,
}

/// A console key that is too short to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("set the console key: it needs at least {KEY_BYTES_MIN} bytes")]
pub struct KeyTooShort;

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl Door {
    /// A door that this key opens.
    pub(super) fn new(key: ConsoleKey) -> Self {
        Self {
            key,
            inside: Mutex::default(),
        }
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a session with the key: its id, 64 hexadecimal digits.
    pub(super) fn enter(&self, key: &str, now: Timestamp) -> Result<String, Refusal> {
        let mut inside = self.inside();
        let window = inside
            .wrong_since
            .filter(|since| now < since.plus_millis(WRONG_KEYS_MILLIS));
        if window.is_none() {
            inside.wrong = 0;
            inside.wrong_since = None;
        }
        if inside.wrong >= WRONG_KEYS_MAX {
            return Err(Refusal::Slow);
        }
        if !bool::from(digest(key).ct_eq(&self.key.0)) {
            inside.wrong += 1;
            inside.wrong_since.get_or_insert(now);
            return Err(Refusal::Wrong);
        }
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| Refusal::Unable)?;
        let id = random.iter().fold(String::new(), |mut id, byte| {
            let _ = write!(id, "{byte:02x}");
            id
        });
        inside.sessions.retain(|_, ends| now < *ends);
        if inside.sessions.len() >= SESSIONS_MAX {
            let first = inside.sessions.iter().min_by_key(|(_, ends)| **ends);
            if let Some(first) = first.map(|(id, _)| *id) {
                inside.sessions.remove(&first);
            }
        }
        inside
            .sessions
            .insert(digest(&id), now.plus_millis(SESSION_MILLIS));
        Ok(id)
    }

    /// Whether a session is open.
    pub(super) fn knows(&self, id: &str, now: Timestamp) -> bool {
        let inside = self.inside();
        inside
            .sessions
            .get(&digest(id))
            .is_some_and(|ends| now < *ends)
    }

    /// Ends a session.
    pub(super) fn leave(&self, id: &str) {
        self.inside().sessions.remove(&digest(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "a key that is long enough";

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn only_the_key_opens_and_a_session_ends_by_time_or_by_leaving() {
        let door = Door::new(ConsoleKey::new(KEY).unwrap());
        assert_eq!(door.enter("", at(0)), Err(Refusal::Wrong));
        let (one, two) = (
            door.enter(KEY, at(0)).unwrap(),
            door.enter(KEY, at(0)).unwrap(),
        );
        assert_ne!(one, two);
        assert!(door.knows(&one, at(SESSION_MILLIS - 1)));
        assert!(!door.knows(&one, at(SESSION_MILLIS)));
        assert!(!door.knows("", at(0)));
        door.leave(&two);
        assert!(door.knows(&one, at(0)) && !door.knows(&two, at(0)));
    }

    #[test]
    fn guessing_is_slowed_down() {
        let door = Door::new(ConsoleKey::new(KEY).unwrap());
        for _ in 0..WRONG_KEYS_MAX {
            assert_eq!(door.enter("wrong", at(0)), Err(Refusal::Wrong));
        }
        assert_eq!(door.enter(KEY, at(59_999)), Err(Refusal::Slow));
        assert!(door.enter(KEY, at(60_000)).is_ok());
    }

    #[test]
    fn a_full_door_lets_the_oldest_session_go() {
        let door = Door::new(ConsoleKey::new(KEY).unwrap());
        let first = door.enter(KEY, at(0)).unwrap();
        for _ in 0..SESSIONS_MAX {
            door.enter(KEY, at(1)).unwrap();
        }
        assert!(!door.knows(&first, at(2)));
        assert_eq!(door.inside().sessions.len(), SESSIONS_MAX);
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(ConsoleKey::new("short").err(), Some(KeyTooShort));
    }
}
