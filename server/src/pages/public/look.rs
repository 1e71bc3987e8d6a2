//! The look of a brand: its accent, made readable in the light and in the dark.
//!
//! A brand names one colour; what stands on it and on what it stands has to keep the contrast of
//! WCAG 2.2 (4.5:1) whatever it is, so shades of it are worked out here.

/// A colour: red, green and blue from 0 to 255.
type Colour = [f64; 3];

/// The contrast that text needs (WCAG 2.2, 1.4.3), with a little to spare for rounding.
const CONTRAST_MIN: f64 = 4.6;
/// How many steps lead from a colour to black or white.
const STEPS: u32 = 50;

const LIGHT: [Colour; 3] = [
    [255.0, 255.0, 255.0],
    [247.0, 246.0, 243.0],
    [239.0, 237.0, 232.0],
];
const DARK: [Colour; 3] = [[29.0, 29.0, 31.0], [20.0, 20.0, 22.0], [43.0, 43.0, 47.0]];
const BLACK: Colour = [0.0; 3];
const WHITE: Colour = [255.0; 3];

/// The styles of a brand with this accent, `#rrggbb`. None where it is no colour.
pub(super) fn styles(accent: &str) -> Option<String> {
    let accent = parse(accent)?;
    let light = tokens(accent, &LIGHT, BLACK);
    let dark = tokens(accent, &DARK, WHITE);
    Some(format!(
        ":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    ))
}

/// The address of the styles of a brand with this accent.
pub(super) fn address(accent: &str) -> String {
    let digits = accent.trim_start_matches('#').to_ascii_lowercase();
    format!("/assets/look/{digits}.css")
}

/// The accent and what stands on it, in the light and in the dark.
pub(super) fn shades(accent: &str) -> Option<[String; 4]> {
    let accent = parse(accent)?;
    let pair = |surfaces: &[Colour], towards| {
        let shade = readable(accent, surfaces, towards);
        (hex(shade), hex(upon(shade)))
    };
    let ((light, on_light), (dark, on_dark)) = (pair(&LIGHT, BLACK), pair(&DARK, WHITE));
    Some([light, on_light, dark, on_dark])
}

/// Black or white, whichever can be read better on a colour.
fn upon(shade: Colour) -> Colour {
    if contrast(shade, WHITE) >= contrast(shade, BLACK) {
        WHITE
    } else {
        BLACK
    }
}

fn tokens(accent: Colour, surfaces: &[Colour], towards: Colour) -> String {
    let shade = readable(accent, surfaces, towards);
    let wash = mix(surfaces[0], accent, 0.12);
    let ink = readable(accent, &[wash], towards);
    let on = upon(shade);
    format!(
        "--accent:{};--on-accent:{};--accent-ink:{};--accent-wash:{};--focus:{}",
        hex(shade),
        hex(on),
        hex(ink),
        hex(wash),
        hex(shade)
    )
}

/// The shade of a colour nearest to it that can be read on every surface.
fn readable(colour: Colour, surfaces: &[Colour], towards: Colour) -> Colour {
    let shades = (0..=STEPS).map(|step| mix(colour, towards, f64::from(step) / f64::from(STEPS)));
    let mut shades = shades.map(|shade| shade.map(f64::round));
    let reads = |shade: &Colour| {
        let mut all = surfaces.iter();
        all.all(|surface| contrast(*shade, *surface) >= CONTRAST_MIN)
    };
    shades.find(reads).unwrap_or(towards)
}

fn mix(from: Colour, to: Colour, share: f64) -> Colour {
    std::array::from_fn(|at| from[at] + (to[at] - from[at]) * share)
}

fn parse(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| {
        let part = digits.get(at..at + 2);
        part.and_then(|part| u8::from_str_radix(part, 16).ok())
    };
    Some([part(0)?, part(2)?, part(4)?].map(f64::from))
}

fn hex(colour: Colour) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("#");
    for part in colour {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 255"
        )]
        let part = part.round() as u8;
        // Writing to a string does not fail.
        let _ = write!(text, "{part:02x}");
    }
    text
}

/// Relative luminance by WCAG 2.2.
fn luminance(colour: Colour) -> f64 {
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

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token of a block of styles.
    fn token(block: &str, name: &str) -> Colour {
        let mark = format!("--{name}:");
        let rest = block.split(&mark).nth(1).expect("the token is there");
        let value = rest.trim_start();
        parse(value.get(..7).expect("a colour")).expect("a colour")
    }

    fn halves(css: &str) -> [&str; 2] {
        let (light, dark) = css.split_once("@media (prefers-color-scheme").unwrap();
        [light, dark]
    }

    #[test]
    fn any_accent_can_be_read_in_the_light_and_in_the_dark() {
        let parts = [0, 64, 128, 192, 255];
        for (red, green, blue) in parts.into_iter().flat_map(|r| {
            parts
                .into_iter()
                .flat_map(move |g| parts.map(|b| (r, g, b)))
        }) {
            let accent = format!("#{red:02x}{green:02x}{blue:02x}");
            let css = styles(&accent).expect("a colour");
            for (block, surfaces) in halves(&css).into_iter().zip([LIGHT, DARK]) {
                let (shade, on) = (token(block, "accent"), token(block, "on-accent"));
                for surface in surfaces {
                    assert!(contrast(shade, surface) >= 4.5, "{accent} on {surface:?}");
                }
                assert!(contrast(shade, on) >= 4.5, "{accent} under text");
                let (ink, wash) = (token(block, "accent-ink"), token(block, "accent-wash"));
                assert!(contrast(ink, wash) >= 4.5, "{accent} on its wash");
            }
        }
    }

    #[test]
    fn the_styles_can_be_read_and_use_the_surfaces_that_are_reckoned_with() {
        let css = include_str!("../../../assets/public.css");
        for (block, surfaces) in halves(css).into_iter().zip([LIGHT, DARK]) {
            let names = ["surface", "page", "raised"];
            assert_eq!(names.map(|name| token(block, name)), surfaces);
            for text in ["text", "muted", "good", "caution", "bad"] {
                for surface in surfaces {
                    let found = contrast(token(block, text), surface);
                    assert!(found >= 4.5, "{text} on {surface:?}: {found:.2}");
                }
            }
            for surface in surfaces {
                assert!(contrast(token(block, "control"), surface) >= 3.0);
            }
        }
        let rules = css.split("/* rules */").nth(1).expect("the rules");
        assert!(!rules.contains('#'), "a colour outside the tokens");
    }

    #[test]
    fn what_is_no_colour_has_no_styles() {
        for bad in ["", "#12345", "#1234567", "red", "#12345g", "#ééé"] {
            assert_eq!(styles(bad), None, "{bad}");
        }
        assert_eq!(address("#6D3bd1"), "/assets/look/6d3bd1.css");
    }
}
