//! Identifier values that never identify anyone: what programs send for "nobody".

use super::text;

/// Longer values are judged only as runs of zeros and dashes.
const WORD_BYTES_MAX: usize = 64;

/// What clients send in place of an identifier, after [`bare`] took quotes and brackets away.
const BLOCKED: &[&str] = &[
    "-1",
    "null",
    "nil",
    "none",
    "undefined",
    "nan",
    "anonymous",
    "anonymous_user",
    "guest",
    "unknown",
    "test",
    "true",
    "false",
    "object object",
    "distinct_id",
    "email",
    "id",
    "user@example.com",
];

/// Whether a value can identify nobody: empty, zeros and dashes, or a placeholder of
/// [the list](BLOCKED), in any case and width, quoted or bracketed or not.
#[must_use]
pub fn is_blocked(value: &str) -> bool {
    let bare = bare(value);
    if bare
        .chars()
        .all(|c| matches!(c, '0' | '０' | '.' | '_' | ' ') || is_dash(c))
    {
        return true;
    }
    if bare.len() > WORD_BYTES_MAX {
        return false;
    }
    if bare.is_ascii() {
        return is_word(bare);
    }
    let folded = text::compatible(bare);
    is_word(self::bare(&folded))
}

fn is_word(bare: &str) -> bool {
    BLOCKED.iter().any(|word| word.eq_ignore_ascii_case(bare))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

/// The value without white space, quotes, brackets and backslashes around it.
fn bare(value: &str) -> &str {
    value.trim_matches(|c: char| {
        text::is_blank(c)
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | '\\'
                    | '('
                    | ')'
                    | '<'
                    | '>'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '«'
                    | '»'
                    | '\u{2018}'
                    ..='\u{201f}' | '「' | '」' | '『' | '』' | '\u{ff02}' | '\u{ff07}'
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn placeholders_are_blocked_in_any_case_and_quotes() {
        let words = [
            "",
            " ",
            "\t\n",
            "-1",
            "0",
            "000",
            "00000000-0000-0000-0000-000000000000",
            "---",
            "0.0",
            "null",
            "NULL",
            "nil",
            "None",
            "undefined",
            "NaN",
            "nan",
            "anonymous",
            "Anonymous_User",
            "guest",
            "unknown",
            "TEST",
            "true",
            "False",
            "[object Object]",
            "distinct_id",
            "email",
            "ID",
            "user@example.com",
            "User@Example.com",
            "ｎｕｌｌ",
            "[]",
            "{}",
            "(null)",
            "<nil>",
            "\u{200b}",
            "“null”",
            "—",
        ];
        for word in words {
            assert!(is_blocked(word), "{word}");
            assert!(is_blocked(&format!("\"{word}\"")), "{word}");
            assert!(is_blocked(&format!(" '{word}' ")), "{word}");
            assert!(is_blocked(&format!("\\\"{word}\\\"")), "{word}");
        }
    }

    #[test]
    fn real_identifiers_are_not_blocked() {
        for value in [
            "1",
            "10",
            "-2",
            "u-0",
            "tester",
            "idx",
            "nullable@example.com",
            "null-7",
            "user@example.org",
            "ada",
            "零",
            "00000000-0000-0000-0000-000000000001",
        ] {
            assert!(!is_blocked(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn quoting_changes_nothing(value in any::<String>()) {
            prop_assert_eq!(is_blocked(&value), is_blocked(&format!("\"{value}\"")));
        }
    }
}
