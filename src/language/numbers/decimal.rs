//! An exact decimal number. It knows nothing of texts beyond digits.

use super::lexer::digit;

/// A number of up to 38 digits. Equal numbers are equal values: the mantissa does not end in zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Decimal {
    mantissa: u128,
    exponent: i32,
}

impl Decimal {
    pub(super) const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// The number with the digits of `integer`, whatever stands between them, and those of `fraction`. `None` if there are none, or
    /// more than fit.
    pub(super) fn new(integer: &str, fraction: &str) -> Option<Self> {
        let mut mantissa: u128 = 0;
        let mut any = false;
        let mut places = 0;
        for (text, place) in [(integer, 0), (fraction, 1)] {
            for value in text.chars().filter_map(digit) {
                mantissa = mantissa.checked_mul(10)?.checked_add(u128::from(value))?;
                any = true;
                places += place;
            }
        }
        any.then(|| Self { mantissa, exponent: -places }.normal())
    }

    fn normal(mut self) -> Self {
        if self.mantissa == 0 {
            return Self::ZERO;
        }
        while self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        self
    }

    /// Its value if it is an integer that fits.
    pub(super) fn integer(self) -> Option<u128> {
        let exponent = u32::try_from(self.exponent).ok()?;
        10_u128.checked_pow(exponent)?.checked_mul(self.mantissa)
    }

    /// The number times a power of ten.
    pub(super) fn scaled(self, exponent: u8) -> Option<Self> {
        let exponent = self.exponent.checked_add(i32::from(exponent))?;
        Some(Self { exponent, ..self }.normal())
    }

    /// The sum of two numbers, of which the second is an integer.
    pub(super) fn plus(self, integer: Self) -> Option<Self> {
        if integer == Self::ZERO {
            return Some(self);
        }
        Some(Self::from(self.integer()?.checked_add(integer.integer()?)?))
    }
}

impl From<u128> for Decimal {
    fn from(integer: u128) -> Self {
        Self { mantissa: integer, exponent: 0 }.normal()
    }
}
