//! Bits in base64url, six a character, as the IAB's standards have them: read and written.

use super::SignalError;

/// The most zero bits that encoders add at the end to fill up bytes and characters.
const PADDING_BITS_MAX: usize = 48;

/// Reads bits from the first on.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    sextets: Vec<u8>,
    at: usize,
}

impl Bits {
    /// The bits of a text.
    pub(super) fn of(text: &str) -> Result<Self, SignalError> {
        let sextets = text.bytes().map(|byte| match byte {
            b'A'..=b'Z' => Some(byte - b'A'),
            b'a'..=b'z' => Some(byte - b'a' + 26),
            b'0'..=b'9' => Some(byte - b'0' + 52),
            b'-' => Some(62),
            b'_' => Some(63),
            _ => None,
        });
        let sextets: Option<Vec<u8>> = sextets.collect();
        Ok(Self {
            sextets: sextets.ok_or(SignalError::Characters)?,
            at: 0,
        })
    }

    /// One bit.
    pub(super) fn bit(&mut self) -> Result<bool, SignalError> {
        let sextet = self.sextets.get(self.at / 6);
        let sextet = sextet.ok_or(SignalError::Truncated)?;
        let bit = sextet >> (5 - self.at % 6) & 1 == 1;
        self.at += 1;
        Ok(bit)
    }

    /// A number of this many bits, at most 64.
    pub(super) fn number(&mut self, bits: u32) -> Result<u64, SignalError> {
        let mut number = 0;
        for _ in 0..bits {
            number = number << 1 | u64::from(self.bit()?);
        }
        Ok(number)
    }

    /// A number of at most 16 bits.
    pub(super) fn short(&mut self, bits: u32) -> Result<u16, SignalError> {
        u16::try_from(self.number(bits)?).map_err(|_| SignalError::Range)
    }

    /// The numbers, from 1, of the bits that are set among the next.
    pub(super) fn set(&mut self, bits: u8) -> Result<Vec<u8>, SignalError> {
        let mut found = Vec::new();
        for number in 1..=bits {
            if self.bit()? {
                found.push(number);
            }
        }
        Ok(found)
    }

    /// Two letters of six bits each, `A` being 0.
    pub(super) fn letters(&mut self) -> Result<[u8; 2], SignalError> {
        let mut letters = [0; 2];
        for letter in &mut letters {
            let number = u8::try_from(self.number(6)?).map_err(|_| SignalError::Letters)?;
            if number > 25 {
                return Err(SignalError::Letters);
            }
            *letter = b'A' + number;
        }
        Ok(letters)
    }

    /// A number in Fibonacci coding: a sum of Fibonacci numbers, ended by two ones.
    pub(super) fn fibonacci(&mut self) -> Result<u16, SignalError> {
        let (mut this, mut next) = (1_u32, 2_u32);
        let mut sum = 0_u32;
        let mut before = false;
        loop {
            let bit = self.bit()?;
            if bit && before {
                return u16::try_from(sum).map_err(|_| SignalError::Range);
            }
            if bit {
                sum += this;
            }
            before = bit;
            (this, next) = (next, this + next);
            if this > 2 * u32::from(u16::MAX) {
                return Err(SignalError::Range);
            }
        }
    }

    /// Nothing may follow but zeros that fill up.
    pub(super) fn end(mut self) -> Result<(), SignalError> {
        if self.sextets.len() * 6 - self.at > PADDING_BITS_MAX {
            return Err(SignalError::Trailing);
        }
        while self.at < self.sextets.len() * 6 {
            if self.bit()? {
                return Err(SignalError::Trailing);
            }
        }
        Ok(())
    }
}

/// Writes bits.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bits: Vec<bool>,
}

impl Writer {
    pub(super) fn bit(&mut self, bit: bool) {
        self.bits.push(bit);
    }

    pub(super) fn number(&mut self, number: u64, bits: u32) {
        for place in (0..bits).rev() {
            self.bits.push(number >> place & 1 == 1);
        }
    }

    pub(super) fn set(&mut self, numbers: &[u8], bits: u8) {
        for number in 1..=bits {
            self.bits.push(numbers.contains(&number));
        }
    }

    pub(super) fn letters(&mut self, letters: [u8; 2]) {
        for letter in letters {
            self.number(u64::from(letter.saturating_sub(b'A')), 6);
        }
    }

    /// The bits as text, filled up to whole bytes and characters.
    pub(super) fn finish(mut self) -> String {
        const SIGNS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for whole in [8, 6] {
            while !self.bits.len().is_multiple_of(whole) {
                self.bits.push(false);
            }
        }
        let sextets = self.bits.chunks(6).map(|bits| {
            let sign = bits.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit));
            char::from(SIGNS[sign])
        });
        sextets.collect()
    }
}
