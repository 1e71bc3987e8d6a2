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
/// The section for all of the United States.
pub const US_NATIONAL: u16 = 7;
/// California's.
pub const US_CALIFORNIA: u16 = 8;
/// The most sections that one string may have.
const SECTIONS_MAX: usize = 64;

use Section::{California, National};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    National,
    California,
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
                US_NATIONAL => gpp.us = gpp.us.and(american(section, National)?),
                US_CALIFORNIA => gpp.us = gpp.us.and(american(section, California)?),
                // Others are named by the header and read by nobody here.
                _ => {}
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

/// A section of two-bit choices: 0 does not apply, 1 is an opt-out, 2 is none, 3 is not defined.
fn american(text: &str, section: Section) -> Result<UsChoices, SignalError> {
    let mut segments = text.split('.');
    let mut bits = Bits::of(segments.next().unwrap_or_default())?;
    let version = bits.number(6)?;
    let known = match section {
        National => (1..=2).contains(&version),
        California => version == 1,
    };
    if !known {
        return Err(SignalError::Version);
    }
    let mut choice = || match bits.number(2)? {
        0 => Ok(None),
        1 => Ok(Some(true)),
        2 => Ok(Some(false)),
        _ => Err(SignalError::State),
    };
    let notices = match section {
        National => 6,
        California => 3,
    };
    for _ in 0..notices {
        choice()?;
    }
    let (sale, sharing) = (choice()?, choice()?);
    let targeted = match section {
        National => choice()?,
        California => None,
    };
    let kinds = match (section, version) {
        (National, 1) => 12,
        (National, _) => 16,
        (California, _) => 9,
    };
    let mut sensitive = None;
    for _ in 0..kinds {
        let one = choice()?;
        // In the national section 1 is an opt-out for kinds that may be used until a no.
        sensitive = match (sensitive, one) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (known, one) => known.or(one),
        };
    }
    let mut gpc = false;
    for segment in segments {
        let mut bits = Bits::of(segment)?;
        if bits.number(2)? != 1 {
            return Err(SignalError::Segments);
        }
        gpc = bits.bit()?;
        bits.end()?;
    }
    Ok(UsChoices {
        sale,
        sharing,
        targeted,
        sensitive,
        gpc,
    })
}
