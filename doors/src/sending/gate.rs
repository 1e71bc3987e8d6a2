//! The gate of a destination: what tells it to let go of a person waits for what is under way
//! about them, and while it is under way nothing else about them goes. Others are not held up.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxBuildHasher;
use telos_model::id::NodeId;
use tokio::sync::Notify;

/// Who is in the gate.
#[derive(Debug, Default)]
pub(super) struct Gate {
    inside: Mutex<Inside>,
    left: Notify,
}

type Counts = HashMap<NodeId, u32, FxBuildHasher>;

#[derive(Debug, Default)]
struct Inside {
    /// Those about whom something is under way.
    giving: Counts,
    /// Those of whom it is about to let go, or being told to.
    taking: Counts,
}

/// People who are in the gate until this is dropped.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    gate: &'a Gate,
    nodes: Vec<NodeId>,
    taking: bool,
}

impl Gate {
    /// Lets something about people go, once it is not being told to let go of any of them. Whoever
    /// waits here must not be in the gate already.
    pub(super) async fn give(&self, nodes: Vec<NodeId>) -> Pass<'_> {
        loop {
            let left = self.left.notified();
            {
                let mut inside = self.inside();
                if !nodes.iter().any(|node| inside.taking.contains_key(node)) {
                    add(&mut inside.giving, &nodes);
                    return self.pass(nodes, false);
                }
            }
            left.await;
        }
    }

    /// Lets the destination be told to let go of people, once nothing about them is under way.
    /// From now on nothing more about them comes in.
    pub(super) async fn take(&self, nodes: Vec<NodeId>) -> Pass<'_> {
        add(&mut self.inside().taking, &nodes);
        let pass = self.pass(nodes, true);
        loop {
            let left = self.left.notified();
            {
                let inside = self.inside();
                let mut nodes = pass.nodes.iter();
                if !nodes.any(|node| inside.giving.contains_key(node)) {
                    break;
                }
            }
            left.await;
        }
        pass
    }

    fn pass(&self, nodes: Vec<NodeId>, taking: bool) -> Pass<'_> {
        Pass {
            gate: self,
            nodes,
            taking,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// Whether all of these are in the gate by this.
    pub(super) fn covers(&self, nodes: &[NodeId]) -> bool {
        nodes.iter().all(|node| self.nodes.contains(node))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        {
            let mut inside = self.gate.inside();
            let counts = if self.taking {
                &mut inside.taking
            } else {
                &mut inside.giving
            };
            for node in &self.nodes {
                if let Some(count) = counts.get_mut(node) {
                    *count -= 1;
                    if *count == 0 {
                        counts.remove(node);
                    }
                }
            }
        }
        self.gate.left.notify_waiters();
    }
}

fn add(counts: &mut Counts, nodes: &[NodeId]) {
    for node in nodes {
        *counts.entry(*node).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;

    const ONE: NodeId = NodeId::new(1);
    const OTHER: NodeId = NodeId::new(2);

    #[tokio::test]
    async fn a_removal_waits_for_what_is_under_way_and_lets_nothing_more_in_about_the_same_person()
    {
        let gate = Arc::new(Gate::default());
        let under_way = gate.give(vec![ONE]).await;
        let told = Arc::new(AtomicBool::new(false));
        let (at, noted) = (Arc::clone(&gate), Arc::clone(&told));
        let removal = tokio::spawn(async move {
            let pass = at.take(vec![ONE, OTHER]).await;
            assert!(pass.covers(&[OTHER]) && !pass.covers(&[NodeId::new(3)]));
            noted.store(true, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(30)).await;
            noted.store(false, Ordering::SeqCst);
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!told.load(Ordering::SeqCst), "one is under way");
        let third = gate.give(vec![NodeId::new(3)]).await;
        let later = gate.give(vec![ONE]);
        let waits = tokio::time::timeout(Duration::from_millis(20), later).await;
        assert!(waits.is_err(), "a removal that waits goes first");
        drop(under_way);
        let later = gate.give(vec![OTHER]).await;
        assert!(!told.load(Ordering::SeqCst), "the removal is done by now");
        removal.await.expect("no panic");
        drop((later, third));
        let inside = gate.inside();
        assert!(inside.giving.is_empty() && inside.taking.is_empty());
    }
}
