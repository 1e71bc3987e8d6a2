//! Google Consent Mode v2: seven states by name, each granted or denied.

use super::SignalError;

/// The names that Consent Mode v2 knows.
pub const NAMES: [&str; 7] = [
    "ad_storage",
    "ad_user_data",
    "ad_personalization",
    "analytics_storage",
    "functionality_storage",
    "personalization_storage",
    "security_storage",
];

/// What a page told Google's tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentMode(Vec<(&'static str, bool)>);

impl ConsentMode {
    /// Reads states, as `("ad_storage", "denied")`. Names that Consent Mode does not know are
    /// passed over, as its other parameters (`wait_for_update`, `region`) stand among them.
    pub fn read<'a>(
        states: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, SignalError> {
        let mut found: Vec<(&'static str, bool)> = Vec::new();
        for (name, state) in states {
            let Some(name) = NAMES.into_iter().find(|known| *known == name) else {
                continue;
            };
            let granted = match state {
                "granted" => true,
                "denied" => false,
                _ => return Err(SignalError::State),
            };
            if found.iter().any(|(known, _)| *known == name) {
                return Err(SignalError::Segments);
            }
            found.push((name, granted));
        }
        found.sort_unstable();
        Ok(Self(found))
    }

    /// Each state by its name.
    #[must_use]
    pub fn states(&self) -> &[(&'static str, bool)] {
        &self.0
    }
}
