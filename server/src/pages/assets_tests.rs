//! What the styles promise: text that can be read in the light and in the dark.

use std::collections::BTreeMap;

type Tokens = BTreeMap<String, [f64; 3]>;

/// The colour tokens of the first block after a mark.
fn tokens(css: &str, mark: &str) -> Tokens {
    let block = css.split(mark).nth(1).expect("the mark is there");
    let block = &block[block.find('{').expect("the block begins") + 1..];
    let block = &block[..block.find('}').expect("the block ends")];
    let lines = block.split(';').filter_map(|line| line.split_once(':'));
    let colours = lines.filter_map(|(name, value)| {
        let name = name.trim().rsplit("--").next()?;
        let hex = value.trim().strip_prefix('#')?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok().map(f64::from);
        Some((name.to_owned(), [part(0)?, part(2)?, part(4)?]))
    });
    colours.collect()
}

/// Relative luminance by WCAG 2.2.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_worked_out_as_the_standard_says() {
    let (black, white) = ([0.0; 3], [255.0; 3]);
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast([119.0; 3], white) - 4.48).abs() < 0.01);
}

#[test]
fn every_text_can_be_read_on_every_surface() {
    let css = include_str!("../../assets/console.css");
    for mark in ["/* light */", "/* dark */"] {
        let tokens = tokens(css, mark);
        assert!(tokens.len() >= 20, "{mark}: {}", tokens.len());
        let texts = ["text", "muted", "accent", "good", "caution", "bad"];
        for text in texts {
            for surface in ["page", "surface", "raised"] {
                let found = contrast(tokens[text], tokens[surface]);
                assert!(found >= 4.5, "{mark} {text} on {surface}: {found:.2}");
            }
        }
        for tone in ["accent", "good", "caution", "bad", "plain"] {
            let (ink, wash) = (format!("{tone}-ink"), format!("{tone}-wash"));
            let found = contrast(tokens[&ink], tokens[&wash]);
            assert!(found >= 4.5, "{mark} {ink} on {wash}: {found:.2}");
        }
        let found = contrast(tokens["on-accent"], tokens["accent"]);
        assert!(found >= 4.5, "{mark} on-accent: {found:.2}");
        // Borders of controls and parts of charts are no text: 3:1 (WCAG 1.4.11).
        for thing in [
            "control",
            "focus",
            "bar-good",
            "bar-plain",
            "bar-caution",
            "bar-bad",
        ] {
            for surface in ["page", "surface"] {
                let found = contrast(tokens[thing], tokens[surface]);
                assert!(found >= 3.0, "{mark} {thing} on {surface}: {found:.2}");
            }
        }
    }
}

#[test]
fn styles_use_colour_tokens_only() {
    let css = include_str!("../../assets/console.css");
    let rules = css
        .split("/* rules */")
        .nth(1)
        .expect("the rules are there");
    assert!(!rules.contains('#'), "a colour outside the tokens");
}
