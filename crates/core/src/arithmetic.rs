//! Elementary functions made of `+ - * /` and `floor` alone.
//!
//! The standard library's versions differ from machine to machine in the last bit; these do not, so a
//! decision or a game that rests on them comes out the same everywhere.

/// Natural logarithm of a positive normal double.
///
/// The mantissa is brought into [sqrt(1/2), sqrt(2)); then `ln m = 2 atanh(s)`, `s = (m-1)/(m+1)`, as an odd
/// series to s^21. The error is a few units in the last place.
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7FF) as i64 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    if mantissa >= std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for k in (0..11).rev() {
        series = series * square + 1.0 / (2 * k + 1) as f64;
    }
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

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
    fn sine_and_cosine_agree_with_the_standard_library() {
        for k in -2000..2000 {
            let x = k as f64 * 0.0173;
            let (sine, cosine) = sin_cos(x);
            assert!((sine - x.sin()).abs() < 3e-16, "sin {x}");
            assert!((cosine - x.cos()).abs() < 3e-16, "cos {x}");
        }
    }
}
