//! IAB TCF strings ("TC strings") of versions 2.0 to 2.3: read, judged and written.
//!
//! The layout is that of "Consent string and vendor list formats v2" with the disclosed vendors of
//! TCF 2.3. Purposes 1 and 3 to 6 never rest on legitimate interests: such bits are left unread.

use super::bits::{Bits, Writer};
use super::{SIGNAL_BYTES_MAX, SignalError};
use crate::time::{DAY_MS, Timestamp};

/// From this policy version on (TCF 2.3) the disclosed vendors have to be named.
pub const POLICY_VERSION_2_3: u8 = 5;
/// Purposes that must not rest on legitimate interests.
const CONSENT_ONLY: [u8; 5] = [1, 3, 4, 5, 6];
/// The most restrictions of a publisher that are read.
const RESTRICTIONS_MAX: usize = 1_000;
/// The most ranges of vendors in one list.
const RANGES_MAX: usize = 4_095;

/// What a TC string says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tcf {
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
    /// The consent tool.
    pub cmp_id: u16,
    /// Its version.
    pub cmp_version: u16,
    /// The screen on which consent was given.
    pub screen: u8,
    /// The language of the texts, two upper-case letters.
    pub language: [u8; 2],
    /// The version of the vendor list.
    pub vendor_list_version: u16,
    /// The version of the policy.
    pub policy_version: u8,
    /// It holds for one service only.
    pub service_specific: bool,
    /// Texts other than the standard's were shown.
    pub non_standard_texts: bool,
    /// Special features that were opted into.
    pub special_features: Vec<u8>,
    /// Purposes that were consented to.
    pub purposes: Vec<u8>,
    /// Purposes whose legitimate interests were told and not objected to.
    pub interests: Vec<u8>,
    /// Purpose 1 was not told, because the publisher's country does not ask for it.
    pub purpose_one_treatment: bool,
    /// The publisher's country, two upper-case letters.
    pub country: [u8; 2],
    /// Vendors that were consented to.
    pub vendors: Vendors,
    /// Vendors whose legitimate interests were told and not objected to.
    pub vendor_interests: Vendors,
    /// Restrictions by the publisher.
    pub restrictions: Vec<Restriction>,
    /// Vendors that were named to the person; none where the string does not say.
    pub disclosed: Option<Vendors>,
    /// What was decided for the publisher's own use; none where the string does not say.
    pub publisher: Option<Publisher>,
}

/// A set of vendors as ranges, in order, from and to included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vendors(Vec<(u16, u16)>);

/// A restriction of a purpose for some vendors by the publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// The purpose.
    pub purpose: u8,
    /// 0: not allowed; 1: consent needed; 2: legitimate interests.
    pub kind: u8,
    /// The vendors.
    pub vendors: Vendors,
}

/// What was decided for the publisher's own use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Publisher {
    /// Purposes that were consented to.
    pub purposes: Vec<u8>,
    /// Purposes whose legitimate interests were told and not objected to.
    pub interests: Vec<u8>,
    /// How many purposes of its own the publisher has.
    pub custom_count: u8,
    /// Own purposes that were consented to.
    pub custom: Vec<u8>,
    /// Own purposes whose legitimate interests were told and not objected to.
    pub custom_interests: Vec<u8>,
}

impl Vendors {
    /// The set of these vendors; 0 is none.
    #[must_use]
    pub fn of(ids: impl IntoIterator<Item = u16>) -> Self {
        let mut ids: Vec<u16> = ids.into_iter().filter(|id| *id > 0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for id in ids {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == id => *last = id,
                _ => ranges.push((id, id)),
            }
        }
        Self(ranges)
    }

    /// Whether a vendor is in it.
    #[must_use]
    pub fn contains(&self, id: u16) -> bool {
        let after = self.0.partition_point(|(from, _)| *from <= id);
        after > 0 && id <= self.0[after - 1].1
    }

    /// The ranges, in order, from and to included.
    #[must_use]
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }

    fn greatest(&self) -> u16 {
        self.0.last().map_or(0, |(_, last)| *last)
    }

    /// A list with its greatest id, as a bit for each or as ranges, whichever is shorter.
    fn read(bits: &mut Bits) -> Result<Self, SignalError> {
        let greatest = bits.short(16)?;
        if bits.bit()? {
            let vendors = Self::read_ranges(bits)?;
            return if vendors.greatest() > greatest {
                Err(SignalError::Range)
            } else {
                Ok(vendors)
            };
        }
        let mut ids = Vec::new();
        for id in 1..=greatest {
            if bits.bit()? {
                ids.push(id);
            }
        }
        Ok(Self::of(ids))
    }

    fn read_ranges(bits: &mut Bits) -> Result<Self, SignalError> {
        let count = bits.short(12)?;
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for _ in 0..count {
            let several = bits.bit()?;
            let from = bits.short(16)?;
            let to = if several { bits.short(16)? } else { from };
            let after = ranges.last().is_none_or(|(_, last)| from > *last);
            if from == 0 || to < from || !after {
                return Err(SignalError::Range);
            }
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == from => *last = to,
                _ => ranges.push((from, to)),
            }
        }
        Ok(Self(ranges))
    }

    fn write(&self, out: &mut Writer) {
        let greatest = self.greatest();
        out.number(u64::from(greatest), 16);
        let as_ranges: usize = self
            .0
            .iter()
            .map(|(a, b)| if a == b { 17 } else { 33 })
            .sum();
        let ranged = self.0.len() <= RANGES_MAX && 12 + as_ranges < usize::from(greatest);
        out.bit(ranged);
        if ranged {
            self.write_ranges(out);
        } else {
            for id in 1..=greatest {
                out.bit(self.contains(id));
            }
        }
    }

    fn write_ranges(&self, out: &mut Writer) {
        let ranges = &self.0[..self.0.len().min(RANGES_MAX)];
        out.number(ranges.len() as u64, 12);
        for (from, to) in ranges {
            out.bit(from != to);
            out.number(u64::from(*from), 16);
            if from != to {
                out.number(u64::from(*to), 16);
            }
        }
    }
}

impl Tcf {
    /// Reads a TC string. `now` is when it came in: what says it is from later is refused.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, SignalError> {
        if text.len() > SIGNAL_BYTES_MAX {
            return Err(SignalError::TooLong);
        }
        let mut segments = text.split('.');
        let core = Bits::of(segments.next().unwrap_or_default())?;
        let mut tcf = Self::core(core)?;
        let mut allowed = false;
        for segment in segments {
            let mut bits = Bits::of(segment)?;
            match bits.number(3)? {
                1 if tcf.disclosed.is_none() => tcf.disclosed = Some(Vendors::read(&mut bits)?),
                // Allowed vendors: no longer in use since TCF 2.3, read past.
                2 if !allowed => {
                    Vendors::read(&mut bits)?;
                    allowed = true;
                }
                3 if tcf.publisher.is_none() => tcf.publisher = Some(Publisher::read(&mut bits)?),
                _ => return Err(SignalError::Segments),
            }
            bits.end()?;
        }
        if tcf.policy_version >= POLICY_VERSION_2_3 && tcf.disclosed.is_none() {
            return Err(SignalError::VendorsUndisclosed);
        }
        // Times are of days in UTC, and clocks of devices differ.
        if tcf.updated < tcf.created || tcf.updated > now.plus_millis(DAY_MS) {
            return Err(SignalError::Times);
        }
        Ok(tcf)
    }

    fn core(mut bits: Bits) -> Result<Self, SignalError> {
        let byte = |number: u64| u8::try_from(number).map_err(|_| SignalError::Range);
        if bits.number(6)? != 2 {
            return Err(SignalError::Version);
        }
        let created = time(bits.number(36)?);
        let updated = time(bits.number(36)?);
        let mut tcf = Self {
            created,
            updated,
            cmp_id: bits.short(12)?,
            cmp_version: bits.short(12)?,
            screen: byte(bits.number(6)?)?,
            language: bits.letters()?,
            vendor_list_version: bits.short(12)?,
            policy_version: byte(bits.number(6)?)?,
            service_specific: bits.bit()?,
            non_standard_texts: bits.bit()?,
            special_features: bits.set(12)?,
            purposes: bits.set(24)?,
            interests: bits.set(24)?,
            purpose_one_treatment: bits.bit()?,
            country: bits.letters()?,
            vendors: Vendors::read(&mut bits)?,
            vendor_interests: Vendors::read(&mut bits)?,
            restrictions: Vec::new(),
            disclosed: None,
            publisher: None,
        };
        tcf.interests
            .retain(|number| !CONSENT_ONLY.contains(number));
        let restrictions = usize::from(bits.short(12)?);
        if restrictions > RESTRICTIONS_MAX {
            return Err(SignalError::Range);
        }
        for _ in 0..restrictions {
            let restriction = Restriction {
                purpose: byte(bits.number(6)?)?,
                kind: byte(bits.number(2)?)?,
                vendors: Vendors::read_ranges(&mut bits)?,
            };
            if !(1..=24).contains(&restriction.purpose) || restriction.kind == 3 {
                return Err(SignalError::Range);
            }
            tcf.restrictions.push(restriction);
        }
        bits.end()?;
        Ok(tcf)
    }

    /// Writes a TC string: the core, the disclosed vendors and, where there is one, the publisher's.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::default();
        out.number(2, 6);
        out.number(deciseconds(self.created), 36);
        out.number(deciseconds(self.updated), 36);
        out.number(u64::from(self.cmp_id), 12);
        out.number(u64::from(self.cmp_version), 12);
        out.number(u64::from(self.screen), 6);
        out.letters(self.language);
        out.number(u64::from(self.vendor_list_version), 12);
        out.number(u64::from(self.policy_version), 6);
        out.bit(self.service_specific);
        out.bit(self.non_standard_texts);
        out.set(&self.special_features, 12);
        out.set(&self.purposes, 24);
        let interests = self.interests.iter().copied();
        let interests: Vec<u8> = interests
            .filter(|number| !CONSENT_ONLY.contains(number))
            .collect();
        out.set(&interests, 24);
        out.bit(self.purpose_one_treatment);
        out.letters(self.country);
        self.vendors.write(&mut out);
        self.vendor_interests.write(&mut out);
        out.number(self.restrictions.len() as u64, 12);
        for restriction in &self.restrictions {
            out.number(u64::from(restriction.purpose), 6);
            out.number(u64::from(restriction.kind), 2);
            restriction.vendors.write_ranges(&mut out);
        }
        let mut text = out.finish();
        if let Some(disclosed) = &self.disclosed {
            let mut out = Writer::default();
            out.number(1, 3);
            disclosed.write(&mut out);
            text = format!("{text}.{}", out.finish());
        }
        if let Some(publisher) = &self.publisher {
            let mut out = Writer::default();
            publisher.write(&mut out);
            text = format!("{text}.{}", out.finish());
        }
        text
    }
}

impl Publisher {
    fn read(bits: &mut Bits) -> Result<Self, SignalError> {
        let purposes = bits.set(24)?;
        let mut interests = bits.set(24)?;
        interests.retain(|number| !CONSENT_ONLY.contains(number));
        let count = u8::try_from(bits.number(6)?).map_err(|_| SignalError::Range)?;
        Ok(Self {
            purposes,
            interests,
            custom_count: count,
            custom: bits.set(count)?,
            custom_interests: bits.set(count)?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.number(3, 3);
        out.set(&self.purposes, 24);
        out.set(&self.interests, 24);
        out.number(u64::from(self.custom_count.min(63)), 6);
        out.set(&self.custom, self.custom_count.min(63));
        out.set(&self.custom_interests, self.custom_count.min(63));
    }
}

/// Tenths of a second since 1970, in 36 bits.
fn time(deciseconds: u64) -> Timestamp {
    let millis = i64::try_from(deciseconds.saturating_mul(100)).unwrap_or(i64::MAX);
    Timestamp::from_millis(millis)
}

fn deciseconds(at: Timestamp) -> u64 {
    u64::try_from(at.millis() / 100).unwrap_or(0)
}
