//! Addresses shown in part.

/// How many digits of a telephone number show which it is.
const HINTED_DIGITS: usize = 3;

/// As much of an address as shows which it is to somebody who knows it, and not to a stranger.
pub(super) fn hinted(address: &str) -> String {
    if let Some((name, host)) = address.split_once('@') {
        let first = name.chars().next().map(String::from).unwrap_or_default();
        return format!("{first}***@{host}");
    }
    let hidden = address.chars().count().saturating_sub(HINTED_DIGITS);
    let last: String = address.chars().skip(hidden).collect();
    format!("***{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_tells_an_address_only_to_whoever_knows_it() {
        assert_eq!(hinted("mia.meier@posteo.de"), "m***@posteo.de");
        assert_eq!(hinted("+491701234567"), "***567");
    }
}
