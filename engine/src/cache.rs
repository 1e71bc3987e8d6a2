//! Bounded caches of what was loaded or written lately: two generations, the older let go whole.
//! Threads share them, each part under a lock of its own that is held for one look.

use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Into how many parts a large cache is cut, so that none takes long to grow or to let go.
const PARTS: usize = 128;
/// A cache that is smaller than this is not cut.
const CUT_FROM: usize = 64 * 1024;

/// A map that holds at least about the last `young_max` entries used and at most twice as many.
/// What is used is a property of each of its parts; keys fall evenly into these.
#[derive(Debug)]
pub(crate) struct Generations<K, V> {
    parts: Vec<Mutex<Part<K, V>>>,
}

#[derive(Debug)]
struct Part<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
    young_max: usize,
}

impl<K: Hash + Eq + Clone, V: Clone> Generations<K, V> {
    pub(crate) fn new(young_max: usize) -> Self {
        let parts = if young_max < CUT_FROM { 1 } else { PARTS };
        let part = || Part {
            young: FxHashMap::default(),
            old: FxHashMap::default(),
            young_max: young_max.div_ceil(parts),
        };
        let parts = std::iter::repeat_with(|| Mutex::new(part())).take(parts);
        Self {
            parts: parts.collect(),
        }
    }

    /// Puts an entry, newest.
    pub(crate) fn put(&self, key: K, value: V) {
        self.part(&key).put(key, value);
    }

    /// Lets an entry go.
    pub(crate) fn remove(&self, key: &K) {
        let mut part = self.part(key);
        part.young.remove(key);
        part.old.remove(key);
    }

    /// Whether an entry is there.
    pub(crate) fn contains(&self, key: &K) -> bool {
        let part = self.part(key);
        part.young.contains_key(key) || part.old.contains_key(key)
    }

    /// An entry, made young again.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let mut part = self.part(key);
        if let Some(value) = part.young.get(key) {
            return Some(value.clone());
        }
        let value = part.old.remove(key)?;
        part.put(key.clone(), value.clone());
        Some(value)
    }

    /// How many entries it holds.
    pub(crate) fn len(&self) -> usize {
        let len = |part: &Mutex<Part<K, V>>| {
            let part = lock(part);
            part.young.len() + part.old.len()
        };
        self.parts.iter().map(len).sum()
    }

    /// Lets everything go.
    pub(crate) fn clear(&self) {
        for part in &self.parts {
            let mut part = lock(part);
            part.young.clear();
            part.old.clear();
        }
    }

    /// The part of a key: by other bits of its hash than a part's own map goes by.
    fn part(&self, key: &K) -> MutexGuard<'_, Part<K, V>> {
        let bits = FxBuildHasher.hash_one(key).to_be_bytes()[2];
        lock(&self.parts[usize::from(bits) % self.parts.len()])
    }
}

fn lock<T>(part: &Mutex<T>) -> MutexGuard<'_, T> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Hash + Eq, V> Part<K, V> {
    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.young_max {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_entries_stay_and_the_rest_goes() {
        let cache = Generations::new(10);
        for number in 0..100 {
            cache.put(number, number);
        }
        assert!(cache.len() <= 20);
        assert!((90..100).all(|number| cache.get(&number) == Some(number)));
        assert_eq!(cache.get(&0), None);
    }

    #[test]
    fn an_entry_in_use_stays() {
        let cache = Generations::new(4);
        cache.put("used", 1);
        for number in 0..100 {
            cache.put(["a", "b", "c", "d", "e", "f"][number % 6], 2);
            assert_eq!(cache.get(&"used"), Some(1));
        }
    }

    #[test]
    fn a_large_cache_holds_about_as_much_as_a_small_one_would() {
        let cache = Generations::new(CUT_FROM);
        let most = u64::try_from(CUT_FROM).expect("small");
        for number in 0..10 * most {
            cache.put(number, ());
        }
        assert!(cache.len() >= CUT_FROM && cache.len() <= 2 * (CUT_FROM + PARTS));
        let newest = (10 * most - most / 2)..(10 * most);
        let kept = newest.clone().filter(|number| cache.contains(number));
        assert_eq!(kept.count(), newest.count());
    }
}
