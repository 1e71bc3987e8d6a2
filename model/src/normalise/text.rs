//! What several normal forms share: trimming, width and the folding of place names.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// White space, and the invisible marks that copying out of documents leaves at the ends.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

/// Characters without a glyph of their own that only steer layout: zero-width spaces, direction
/// marks, soft hyphens. The joiners are not among them, because some scripts need them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Compatibility form (full width becomes half width, ligatures become letters), trimmed.
pub(super) fn compatible(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let folded: String = text.nfkc().collect();
    Cow::Owned(trim(&folded).to_owned())
}

/// The value of a decimal digit of the scripts in which people type phone numbers and codes.
pub(super) fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 6] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
    let c = u32::from(c);
    ZEROS.iter().find_map(|zero| {
        let value = c.checked_sub(*zero)?;
        u8::try_from(value).ok().filter(|value| *value < 10)
    })
}

/// The key by which names of places compare: letters and digits only, lower case, without
/// accents, "saint" written out, "the" and "and" left out.
pub(super) fn place_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | ',' | '_')) {
        let start = key.len();
        let letters = word
            .nfkd()
            .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
        key.extend(letters.flat_map(char::to_lowercase));
        match &key[start..] {
            "st" => {
                key.truncate(start);
                key.push_str("saint");
            }
            "the" | "and" => key.truncate(start),
            _ => {}
        }
    }
    key
}
