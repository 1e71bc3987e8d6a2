//! IAB GPP strings: a header that names sections, then the sections. Read are the European TC
//! string and what the American sections say about opting out.

use super::bits::Bits;
use super::tcf::Tcf;
use super::{SIGNAL_BYTES_MAX, SignalError};
use crate::time::Timestamp;

/// The European section, a TC string.
pub const TCF_EU: u16 = 2;
/// The older American section, `1YNN`.
pub const US_PRIVACY: u16 = 6;
/// The most sections that one string may have.
const SECTIONS_MAX: usize = 64;

/// How an American section lies: after its version, choices of two bits each, in this order.
struct Layout {
    id: u16,
    /// The newest version that is read; those before it differ as [`american`] says.
    version: u64,
    /// Notices, and in the newest states what the section is under, which nobody needs here.
    before: u8,
    /// It says of sharing, between sale and targeted advertising.
    sharing: bool,
    targeted: bool,
    /// Kinds of sensitive data.
    sensitive: u8,
    /// What was said for children, by age.
    children: u8,
    /// Sensitive data has a segment of its own, of eight kinds.
    apart: bool,
}

/// Every American section that the IAB has defined (GPP, "Sections"): the nation, and the states in
/// the order of their numbers.
const AMERICAN: [Layout; 21] = [
    Layout {
        version: 2,
        before: 6,
        sharing: true,
        children: 3,
        ..state(7, 16)
    },
    Layout {
        sharing: true,
        targeted: false,
        children: 2,
        ..state(8, 9)
    },
    state(9, 8),
    state(10, 7),
    Layout {
        before: 4,
        ..state(11, 8)
    },
    Layout {
        children: 3,
        ..state(12, 8)
    },
    Layout {
        children: 3,
        ..state(13, 8)
    },
    Layout {
        children: 3,
        ..state(14, 8)
    },
    Layout {
        children: 3,
        ..state(15, 11)
    },
    state(16, 8),
    Layout {
        children: 5,
        ..state(17, 9)
    },
    Layout {
        before: 4,
        ..state(18, 8)
    },
    state(19, 8),
    Layout {
        children: 3,
        ..state(20, 8)
    },
    Layout {
        children: 5,
        ..state(21, 10)
    },
    state(22, 8),
    state(23, 8),
    Layout {
        before: 5,
        children: 0,
        ..state(24, 0)
    },
    Layout {
        before: 5,
        apart: true,
        ..state(25, 0)
    },
    Layout {
        before: 5,
        apart: true,
        ..state(26, 0)
    },
    Layout {
        before: 5,
        apart: true,
        ..state(27, 0)
    },
];

/// The section of most states.
const fn state(id: u16, sensitive: u8) -> Layout {
    Layout {
        id,
        version: 1,
        before: 3,
        sharing: false,
        targeted: true,
        sensitive,
        children: 1,
        apart: false,
    }
}

/// What a GPP string says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gpp {
    /// The ids of its sections, in order.
    pub sections: Vec<u16>,
    /// The European section.
    pub tcf: Option<Tcf>,
    /// What the American sections say together: a no in any of them is a no.
    pub us: UsChoices,
}

/// What American sections say. A choice that no section offers is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UsChoices {
    /// Opted out of sale.
    pub sale: Option<bool>,
    /// Opted out of sharing.
    pub sharing: Option<bool>,
    /// Opted out of targeted advertising.
    pub targeted: Option<bool>,
    /// Opted out of, or limited, some use of sensitive data.
    pub sensitive: Option<bool>,
    /// It is known to be about a child: something is said for one.
    pub child: bool,
    /// The browser sent Global Privacy Control.
    pub gpc: bool,
}

impl UsChoices {
    /// Opted out of what the law calls selling or sharing, in any way.
    #[must_use]
    pub fn opted_out(&self) -> bool {
        [self.sale, self.sharing, self.targeted].contains(&Some(true))
    }

    fn and(self, other: Self) -> Self {
        let either = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        Self {
            sale: either(self.sale, other.sale),
            sharing: either(self.sharing, other.sharing),
            targeted: either(self.targeted, other.targeted),
            sensitive: either(self.sensitive, other.sensitive),
            child: self.child || other.child,
            gpc: self.gpc || other.gpc,
        }
    }
}

impl Gpp {
    /// Reads a GPP string. `now` is when it came in.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, SignalError> {
        if text.len() > SIGNAL_BYTES_MAX {
            return Err(SignalError::TooLong);
        }
        let mut parts = text.split('~');
        let sections = header(parts.next().unwrap_or_default())?;
        let mut gpp = Self {
            sections,
            ..Self::default()
        };
        for id in gpp.sections.clone() {
            let section = parts.next().ok_or(SignalError::Truncated)?;
            match id {
                TCF_EU => gpp.tcf = Some(Tcf::read(section, now)?),
                US_PRIVACY => gpp.us = gpp.us.and(us_privacy(section)?),
                _ => {
                    // Others are named by the header and read by nobody here.
                    if let Some(layout) = AMERICAN.iter().find(|layout| layout.id == id) {
                        gpp.us = gpp.us.and(american(section, layout)?);
                    }
                }
            }
        }
        match parts.next() {
            Some(_) => Err(SignalError::Trailing),
            None => Ok(gpp),
        }
    }
}

/// The ids of the sections.
fn header(text: &str) -> Result<Vec<u16>, SignalError> {
    let mut bits = Bits::of(text)?;
    if bits.number(6)? != 3 || bits.number(6)? != 1 {
        return Err(SignalError::Version);
    }
    let ranges = bits.short(12)?;
    let mut ids: Vec<u16> = Vec::new();
    let mut last = 0_u16;
    for _ in 0..ranges {
        let several = bits.bit()?;
        let step = |from: u16, bits: &mut Bits| {
            let step = bits.fibonacci()?;
            from.checked_add(step).ok_or(SignalError::Range)
        };
        let from = step(last, &mut bits)?;
        let to = if several {
            step(from, &mut bits)?
        } else {
            from
        };
        if ids.len() + usize::from(to - from) >= SECTIONS_MAX {
            return Err(SignalError::Range);
        }
        ids.extend(from..=to);
        last = to;
    }
    bits.end()?;
    Ok(ids)
}

/// `1YNN`: version, told, opted out of sale, covered by the LSPA.
fn us_privacy(text: &str) -> Result<UsChoices, SignalError> {
    let bytes: [u8; 4] = text
        .as_bytes()
        .try_into()
        .map_err(|_| SignalError::Truncated)?;
    if bytes[0] != b'1' {
        return Err(SignalError::Version);
    }
    let choice = |byte: u8| match byte.to_ascii_uppercase() {
        b'Y' => Ok(Some(true)),
        b'N' => Ok(Some(false)),
        b'-' => Ok(None),
        _ => Err(SignalError::State),
    };
    choice(bytes[1])?;
    choice(bytes[3])?;
    Ok(UsChoices {
        sale: choice(bytes[2])?,
        ..UsChoices::default()
    })
}

/// A section of two-bit choices: 0 does not apply, 1 is a no (opted out, or did not consent), 2 is
/// none, 3 is not defined. Version 1 of the national section has fewer kinds of sensitive data and
/// of children.
fn american(text: &str, layout: &Layout) -> Result<UsChoices, SignalError> {
    let mut segments = text.split('.');
    let mut bits = Bits::of(segments.next().unwrap_or_default())?;
    let version = bits.number(6)?;
    if !(1..=layout.version).contains(&version) {
        return Err(SignalError::Version);
    }
    let older = version < layout.version;
    let (kinds, children) = if older {
        (12, 2)
    } else {
        (layout.sensitive, layout.children)
    };
    for _ in 0..layout.before {
        choice(&mut bits)?;
    }
    let mut choices = UsChoices {
        sale: choice(&mut bits)?,
        ..UsChoices::default()
    };
    if layout.sharing {
        choices.sharing = choice(&mut bits)?;
    }
    if layout.targeted {
        choices.targeted = choice(&mut bits)?;
    }
    choices.sensitive = any_no(&mut bits, kinds)?;
    for _ in 0..children {
        choices.child |= choice(&mut bits)?.is_some();
    }
    for segment in segments {
        let mut bits = Bits::of(segment)?;
        if layout.apart {
            choices.sensitive = any_no(&mut bits, 8)?;
        } else if bits.number(2)? == 1 {
            choices.gpc = bits.bit()?;
        } else {
            return Err(SignalError::Segments);
        }
        bits.end()?;
    }
    Ok(choices)
}

fn choice(bits: &mut Bits) -> Result<Option<bool>, SignalError> {
    match bits.number(2)? {
        0 => Ok(None),
        1 => Ok(Some(true)),
        2 => Ok(Some(false)),
        _ => Err(SignalError::State),
    }
}

/// Whether any of so many choices is a no; none where none of them applies.
fn any_no(bits: &mut Bits, count: u8) -> Result<Option<bool>, SignalError> {
    let mut any = None;
    for _ in 0..count {
        any = any.max(choice(bits)?);
    }
    Ok(any)
}
