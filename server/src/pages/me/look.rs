//! A brand's look: its accent as colours that can be read on every surface, light and dark.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use telos_model::catalog::Brand;

use super::Portal;

/// The contrast that text must have (WCAG 2.2, 1.4.3), with a little to spare for rounding.
const CONTRAST_MIN: f64 = 4.6;
/// The surfaces of `console.css` that a colour must be read on.
const LIGHT: [Colour; 3] = [
    Colour([0xf5, 0xf6, 0xf8]),
    WHITE,
    Colour([0xee, 0xf1, 0xf5]),
];
const DARK: [Colour; 3] = [
    Colour([0x10, 0x13, 0x17]),
    Colour([0x18, 0x1c, 0x22]),
    Colour([0x22, 0x28, 0x31]),
];
const WHITE: Colour = Colour([255; 3]);
const BLACK: Colour = Colour([0; 3]);
/// In how many steps a colour is moved towards black or white.
const STEPS: u8 = 50;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour([u8; 3]);

impl Colour {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// So many of [`STEPS`] towards another colour.
    fn towards(self, other: Self, steps: u8) -> Self {
        let (steps, all) = (u16::from(steps), u16::from(STEPS));
        let mix = |a: u8, b: u8| {
            let mixed = (u16::from(a) * (all - steps) + u16::from(b) * steps) / all;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(std::array::from_fn(|at| mix(self.0[at], other.0[at])))
    }

    /// Relative luminance by WCAG 2.2.
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour, moved towards another until it can be read on all of these.
    fn legible(self, on: &[Self], towards: Self) -> Self {
        let moved = (0..=STEPS).map(|steps| self.towards(towards, steps));
        let mut good = moved.filter(|colour| {
            on.iter()
                .all(|surface| colour.contrast(*surface) >= CONTRAST_MIN)
        });
        good.next().unwrap_or(towards)
    }

    /// The better of two inks on this colour.
    fn ink(self) -> Self {
        let dark = Colour([0x10, 0x13, 0x17]);
        if self.contrast(WHITE) >= self.contrast(dark) {
            WHITE
        } else {
            dark
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

fn tokens(accent: Colour, on: &[Colour], towards: Colour, wash_of: Colour) -> String {
    let shown = accent.legible(on, towards);
    let wash = accent.towards(wash_of, STEPS * 4 / 5);
    let ink = accent.legible(&[wash], towards);
    let mut css = String::new();
    for (name, colour) in [
        ("accent", shown),
        ("focus", shown),
        ("on-accent", shown.ink()),
        ("accent-ink", ink),
        ("accent-wash", wash),
    ] {
        let _ = write!(css, "--{name}: {colour}; ");
    }
    css
}

/// The styles of a brand.
fn css(brand: &Brand) -> String {
    let accent = Colour::parse(&brand.accent).unwrap_or(BLACK);
    let light = tokens(accent, &LIGHT, BLACK, WHITE);
    let dark = tokens(accent, &DARK, WHITE, DARK[0]);
    format!(":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n")
}

/// Where a brand's styles are: the address changes with them.
pub(super) fn address(brand: &Brand) -> String {
    let accent = brand.accent.trim_start_matches('#');
    format!("/me/brand/{}.{accent}.css", brand.name)
}

/// `GET /me/brand/{name}`
pub(super) async fn serve(State(portal): State<Portal>, Path(name): Path<String>) -> Response {
    let policy = portal.0.engine.policy();
    let wanted = format!("/me/brand/{name}");
    let mut brands = policy.catalog.brands.iter().flatten();
    let Some(brand) = brands.find(|brand| address(brand) == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, css(brand)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_accent_every_text_can_be_read() {
        for accent in [
            "#6d3bd1", "#a8341f", "#ffff00", "#000000", "#ffffff", "#7f7f7f", "#00ff88",
        ] {
            let accent = Colour::parse(accent).unwrap();
            for (on, towards, wash) in [(LIGHT, BLACK, WHITE), (DARK, WHITE, DARK[0])] {
                let shown = accent.legible(&on, towards);
                for surface in on {
                    assert!(shown.contrast(surface) >= 4.5, "{accent} on {surface}");
                }
                assert!(shown.contrast(shown.ink()) >= 4.5, "{accent}");
                let wash = accent.towards(wash, STEPS * 4 / 5);
                assert!(accent.legible(&[wash], towards).contrast(wash) >= 4.5);
            }
        }
    }
}
