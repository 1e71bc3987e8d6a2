//! Bounded caches of what was loaded or written lately: two generations, the older let go whole.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// A map that holds at least the last `young_max` entries used and at most twice as many.
#[derive(Debug)]
pub(crate) struct Generations<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
    young_max: usize,
}

impl<K: Hash + Eq + Clone, V> Generations<K, V> {
    pub(crate) fn new(young_max: usize) -> Self {
        Self {
            young: FxHashMap::default(),
            old: FxHashMap::default(),
            young_max,
        }
    }

    /// Puts an entry, newest.
    pub(crate) fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.young_max {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }

    /// Lets an entry go.
    pub(crate) fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }

    /// Whether an entry is there.
    pub(crate) fn contains(&self, key: &K) -> bool {
        self.young.contains_key(key) || self.old.contains_key(key)
    }

    /// An entry, made young again.
    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        if !self.young.contains_key(key) {
            let value = self.old.remove(key)?;
            self.put(key.clone(), value);
        }
        self.young.get(key)
    }

    /// How many entries it holds.
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Lets everything go.
    pub(crate) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_entries_stay_and_the_rest_goes() {
        let mut cache = Generations::new(10);
        for number in 0..100 {
            cache.put(number, number);
        }
        assert!(cache.len() <= 20);
        assert!((90..100).all(|number| cache.get(&number) == Some(&number)));
        assert_eq!(cache.get(&0), None);
    }

    #[test]
    fn an_entry_in_use_stays() {
        let mut cache = Generations::new(4);
        cache.put("used", 1);
        for number in 0..100 {
            cache.put(["a", "b", "c", "d", "e", "f"][number % 6], 2);
            assert_eq!(cache.get(&"used"), Some(&1));
        }
    }
}
