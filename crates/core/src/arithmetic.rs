//! Elementary functions made of `+ - * /` and `floor` alone.
//!
//! The standard library's functions differ between machines in the last bit. These do not, so a decision or a game that
//! uses them has the same result on every machine.

/// Natural logarithm of a positive normal double.
///
/// The mantissa is brought into [sqrt(1/2), sqrt(2)); then `ln m = 2 atanh(s)`, `s = (m-1)/(m+1)`, as an odd
/// series to s^21. The error is a few units in the last place. Without branches and conversions, so that
/// kernels take many at once.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = f64::from_bits(TWO_TO_52.to_bits() | ((bits >> 52) & 0x7FF)) - TWO_TO_52 - 1023.0;
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    let halve = mantissa >= std::f64::consts::SQRT_2;
    let (mantissa, exponent) = if halve { (mantissa * 0.5, exponent + 1.0) } else { (mantissa, exponent) };
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for k in (0..11).rev() {
        series = series * square + 1.0 / (2 * k + 1) as f64;
    }
    exponent * std::f64::consts::LN_2 + 2.0 * s * series
}

/// The exponential function of `x` up to 709; what lies below -708 counts as that.
///
/// `exp x = 2^n exp r` with |r| up to ln(2)/2 (Cody-Waite reduction), `exp r` as its Taylor series to r^13. The error is a
/// few units in the last place.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8; // 32 bits, so that n times it is exact
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = if x > -708.0 { x } else { -708.0 };
    let n = (x * std::f64::consts::LOG2_E + 0.5).floor();
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut series = 0.0;
    for coefficient in INVERSE_FACTORIALS {
        series = series * r + coefficient;
    }
    let exponent = (n + 1.5 * TWO_TO_52).to_bits().wrapping_add(1023); // n is in the lowest bits
    series * f64::from_bits(exponent << 52)
}

/// `x` to the power `y`, for `x` that is 0 or a positive normal double; 0 to any power is 0.
#[inline(always)]
pub fn power(x: f64, y: f64) -> f64 {
    let power = exp(y * ln(x));
    if x > 0.0 { power } else { 0.0 }
}

const TWO_TO_52: f64 = (1u64 << 52) as f64;

/// 1/13! to 1/0!.
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut inverses = [1.0; 14];
    let (mut factorial, mut k) = (1.0, 1);
    while k < 14 {
        factorial *= k as f64;
        inverses[13 - k] = 1.0 / factorial;
        k += 1;
    }
    inverses
};

/// Sine and cosine of an angle in radians, for |x| up to about 1e6.
///
/// Cody-Waite reduction to [-pi/4, pi/4], then the Taylor series to x^17 and x^18.
pub fn sin_cos(x: f64) -> (f64, f64) {
    const HALF_PI_HIGH: f64 = 1.570_796_310_901_641_8; // 25 bits, so that n times it is exact
    const HALF_PI_MIDDLE: f64 = 1.589_325_471_229_585_7e-8;
    const HALF_PI_LOW: f64 = 6.123_233_995_736_766e-17;
    let n = (x * std::f64::consts::FRAC_2_PI + 0.5).floor();
    let r = ((x - n * HALF_PI_HIGH) - n * HALF_PI_MIDDLE) - n * HALF_PI_LOW;
    let square = r * r;
    let (mut sine, mut cosine) = (1.0, 1.0);
    for k in (1..9).rev() {
        sine = 1.0 - sine * square / (2 * k * (2 * k + 1)) as f64;
    }
    for k in (1..10).rev() {
        cosine = 1.0 - cosine * square / ((2 * k - 1) * 2 * k) as f64;
    }
    sine *= r;
    match (n as i64).rem_euclid(4) {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Sine and cosine of an angle in radians, for |x| up to 1: Taylor series to x^17 and x^16, without a division.
#[inline(always)]
pub fn sin_cos_near_zero(x: f64) -> (f64, f64) {
    let square = x * x;
    let (mut sine, mut cosine) = (0.0, 0.0);
    for k in (0..9).rev() {
        sine = SINE[k] - sine * square;
        cosine = COSINE[k] - cosine * square;
    }
    (sine * x, cosine)
}

/// 1/1!, 1/3! to 1/17!.
const SINE: [f64; 9] = inverse_factorials(1);

/// 1/0!, 1/2! to 1/16!.
const COSINE: [f64; 9] = inverse_factorials(0);

/// The inverse factorials of a number, of that plus 2, and so on.
const fn inverse_factorials(first: usize) -> [f64; 9] {
    let mut inverses = [1.0; 9];
    let (mut factorial, mut k) = (1.0, 1);
    while k < first + 17 {
        factorial *= k as f64;
        if (k - first).is_multiple_of(2) {
            inverses[(k - first) / 2] = 1.0 / factorial;
        }
        k += 1;
    }
    inverses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_agrees_with_the_standard_library() {
        for x in [1e-300, 1e-17, 0.075, 0.5, 0.999_999, 1.0, 1.5, 7.0, 1e10_f64] {
            assert!((ln(x) - x.ln()).abs() <= 4e-16 * x.ln().abs(), "{x}");
        }
    }

    #[test]
    fn the_exponential_agrees_with_the_standard_library() {
        for k in -7_080..7_090 {
            let x = f64::from(k) * 0.1;
            assert!((exp(x) - x.exp()).abs() <= 1e-15 * x.exp(), "{x}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), exp(-708.0));
    }

    #[test]
    fn powers_agree_with_the_standard_library() {
        for x in [1e-17, 0.3, 0.999, 1.0, 1.7, 2e14_f64] {
            for y in [-16.0, -1.0, 0.0, 1.0 / 21.0, 0.5, 16.0] {
                assert!((power(x, y) - x.powf(y)).abs() <= 1e-13 * x.powf(y), "{x} {y}");
            }
        }
        assert_eq!(power(0.0, 21.0), 0.0);
        assert_eq!(power(1.0, 1e300), 1.0);
    }

    #[test]
    fn sine_and_cosine_agree_with_the_standard_library() {
        for k in -2000..2000 {
            let x = k as f64 * 0.0173;
            let (sine, cosine) = sin_cos(x);
            assert!((sine - x.sin()).abs() < 3e-16, "sin {x}");
            assert!((cosine - x.cos()).abs() < 3e-16, "cos {x}");
        }
    }

    #[test]
    fn sine_and_cosine_near_zero_agree_with_the_standard_library() {
        for k in -1000..=1000 {
            let x = f64::from(k) * 0.001;
            let (sine, cosine) = sin_cos_near_zero(x);
            assert!((sine - x.sin()).abs() <= 3e-16 * x.sin().abs(), "sin {x}");
            assert!((cosine - x.cos()).abs() < 3e-16, "cos {x}");
        }
    }
}
