//! A map of bounded size: beyond so many entries the oldest are forgotten. It is stored as a list,
//! oldest first, since keys of JSON are texts and these may be of any kind.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// At most `MAX` entries.
#[derive(Debug)]
pub(crate) struct Kept<K, V, const MAX: usize> {
    entries: HashMap<K, (u64, V)>,
    by_age: BTreeMap<u64, K>,
    last: u64,
}

impl<K, V, const MAX: usize> Default for Kept<K, V, MAX> {
    fn default() -> Self {
        Self { entries: HashMap::new(), by_age: BTreeMap::new(), last: 0 }
    }
}

impl<K: Clone + Eq + Hash, V, const MAX: usize> Kept<K, V, MAX> {
    pub(crate) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    /// Adds an entry as the newest, in place of an older one with the same key.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.remove(&key);
        if self.entries.len() == MAX
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.entries.remove(&oldest);
        }
        self.last += 1;
        self.by_age.insert(self.last, key.clone());
        self.entries.insert(key, (self.last, value));
    }

    pub(crate) fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let (age, value) = self.entries.remove(key)?;
        self.by_age.remove(&age);
        Some(value)
    }

    /// All entries, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.by_age.values().filter_map(|key| Some((key, self.get(key)?)))
    }
}

impl<K, V, const MAX: usize> Serialize for Kept<K, V, MAX>
where
    K: Clone + Eq + Hash + Serialize,
    V: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, K, V, const MAX: usize> Deserialize<'de> for Kept<K, V, MAX>
where
    K: Clone + Eq + Hash + Deserialize<'de>,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut kept = Self::default();
        for (key, value) in Vec::<(K, V)>::deserialize(deserializer)? {
            kept.insert(key, value);
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    fn keys(kept: &Kept<u8, char, 3>) -> Vec<u8> {
        kept.iter().map(|(key, _)| *key).collect()
    }

    #[test]
    fn the_oldest_are_forgotten_and_what_is_written_again_is_new() {
        let mut kept = Kept::default();
        for (key, value) in [(1, 'a'), (2, 'b'), (3, 'c'), (1, 'd'), (4, 'e')] {
            kept.insert(key, value);
        }
        assert_eq!(keys(&kept), [3, 1, 4]);
        assert_eq!((kept.get(&1), kept.get(&2)), (Some(&'d'), None));
        assert_eq!((kept.remove(&1), kept.remove(&1)), (Some('d'), None));
        kept.insert(5, 'f');
        assert_eq!(keys(&kept), [3, 4, 5], "what was removed makes room");
        assert_eq!((kept.entries.len(), kept.by_age.len()), (3, 3));
    }

    #[test]
    fn it_is_stored_with_its_order() {
        let mut kept: Kept<u8, char, 3> = Kept::default();
        for (key, value) in [(9, 'a'), (2, 'b'), (5, 'c')] {
            kept.insert(key, value);
        }
        let text = serde_json::to_string(&kept).unwrap();
        let read: Kept<u8, char, 3> = serde_json::from_str(&text).unwrap();
        assert_eq!(keys(&read), [9, 2, 5]);
    }
}
