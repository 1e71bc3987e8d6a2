//! What was said about a flag of children over time, and what has to be said next.

use crate::consent::{Flag, PermissionFact, Statement, Toggle};
use crate::id::BrandId;
use crate::time::Timestamp;

/// What was said about the flag, over time.
pub(super) struct Line(Vec<(Timestamp, bool)>);

impl Line {
    /// What these facts say of a flag for every brand, and for one where it is named.
    pub(super) fn of<'a>(
        about: Flag,
        facts: impl Iterator<Item = &'a PermissionFact>,
        named: Option<BrandId>,
    ) -> Self {
        let words = facts.filter_map(|fact| match fact.statement {
            Statement::Flag { flag, brand, on }
                if flag == about && (brand.is_none() || brand == named) =>
            {
                Some((fact.effective, on))
            }
            _ => None,
        });
        Self(words.collect())
    }

    /// Whether a flag is set for any brand at a time.
    pub(super) fn any_at<'a>(
        about: Flag,
        facts: impl Iterator<Item = &'a PermissionFact> + Clone,
        at: Timestamp,
    ) -> bool {
        let mut brands = facts.clone().filter_map(|fact| match fact.statement {
            Statement::Flag { flag, brand, .. } if flag == about => Some(brand),
            _ => None,
        });
        brands.any(|brand| Self::of(about, facts.clone(), brand).on_at(at))
    }

    /// Whether it is set at a time.
    pub(super) fn on_at(&self, at: Timestamp) -> bool {
        self.at(at).on
    }

    /// Whether it was said by a time, and is taken back then.
    pub(super) fn off_at(&self, at: Timestamp) -> bool {
        self.at(at).is_off()
    }

    /// Whether nothing was ever said.
    pub(super) fn is_silent(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, at: Timestamp) -> Toggle {
        let mut toggle = Toggle::default();
        for (effective, on) in &self.0 {
            if *effective <= at {
                toggle.note(*effective, *on);
            }
        }
        toggle
    }

    /// Instants after `now` at which something is said, in order.
    fn later(&self, now: Timestamp) -> Vec<Timestamp> {
        let later = self.0.iter().map(|(at, _)| *at).filter(|at| *at > now);
        let mut later: Vec<Timestamp> = later.collect();
        later.sort_unstable();
        later.dedup();
        later
    }

    /// What has to be said so that the flag is set until `end`, or not at all. What anybody can
    /// say (`trusted` is false) makes nobody older than was said before.
    pub(super) fn words(
        &self,
        now: Timestamp,
        end: Option<Timestamp>,
        trusted: bool,
    ) -> Vec<(Timestamp, bool)> {
        let on = self.on_at(now);
        let later = self.later(now);
        let mut words = Vec::new();
        let Some(mut end) = end else {
            if trusted {
                words.extend(on.then_some((now, false)));
                let set = later.iter().filter(|at| self.on_at(**at));
                words.extend(set.map(|at| (at.plus_millis(1), false)));
            }
            return words;
        };
        let ends = later.iter().rev().take_while(|at| !self.on_at(**at)).last();
        if on && !trusted {
            let Some(ends) = ends else {
                return words;
            };
            end = end.max(*ends);
        }
        if !on {
            words.push((now, true));
        }
        for at in &later {
            match (*at < end, self.on_at(*at)) {
                (true, false) => words.push((*at, true)),
                (false, true) if trusted => words.push((at.plus_millis(1), false)),
                _ => {}
            }
        }
        if !on || ends != Some(&end) {
            words.push((end, false));
        }
        words
    }
}
