//! Elementary functions of float32 numbers, within 1e-6 of the true ones.
//!
//! They are made of `+ - * /`, comparisons and bit shifts in a fixed order, so that every machine and every SIMD width gives
//! the same bits.

const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding and taking it away rounds to a whole number

/// e^x, x limited to [-87, 88]: Cody-Waite reduction by ln 2 and the polynomial of Cephes' `expf`.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_2e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    p = p * (r * r) + r + 1.0;
    // the last bits of `rounded` are n, which a cast would find one number at a time
    p * f32::from_bits((rounded.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127)) << 23)
}

/// ln x for positive normal x: `2 atanh((m - 1) / (m + 1))` of the mantissa, as a series.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    if x.is_nan() {
        return x;
    }
    let bits = x.to_bits();
    let high = (bits & 0x007F_FFFF) >= 0x0035_04F3; // mantissa at least sqrt(2)
    let exponent = (bits >> 23).cast_signed() - 127 + i32::from(high);
    let mantissa = f32::from_bits((bits & 0x007F_FFFF) | if high { 0x3F00_0000 } else { 0x3F80_0000 });
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    let mut p = 0.111_111_11;
    p = p * q + 0.142_857_15;
    p = p * q + 0.2;
    p = p * q + 0.333_333_34;
    p = p * q + 1.0;
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * s * p
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let t = exp(-2.0 * x.abs());
    ((1.0 - t) / (1.0 + t)).copysign(x)
}

/// Logistic function.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// (-1)^n sin(x - n pi), the reduction exact in three parts; the Taylor series to the 11th power.
#[inline]
fn reduced_sine(x: f32, n: f32, odd: bool) -> f32 {
    let r = ((x - n * 3.140_625) - n * 9.675_026e-4) - n * 1.509_958e-7;
    let q = r * r;
    let mut p = -2.505_210_8e-8;
    p = p * q + 2.755_732e-6;
    p = p * q + -1.984_127e-4;
    p = p * q + 8.333_334e-3;
    p = p * q + -0.166_666_67;
    p = p * q + 1.0;
    let sine = p * r;
    if odd { -sine } else { sine }
}

/// Sine; |x| is limited to 1e6, and within 1e-6 of the true value up to about 100.
#[inline]
pub fn sin(x: f32) -> f32 {
    let x = x.clamp(-1e6, 1e6);
    let n = (x * std::f32::consts::FRAC_1_PI + ROUND) - ROUND;
    reduced_sine(x, n, (n as i32) & 1 != 0)
}

/// Cosine, limited like the sine: the sine about the nearest odd multiple of pi/2.
#[inline]
pub fn cos(x: f32) -> f32 {
    let x = x.clamp(-1e6, 1e6);
    let n = ((x * std::f32::consts::FRAC_1_PI - 0.5) + ROUND) - ROUND;
    reduced_sine(x, n + 0.5, (n as i32) & 1 == 0)
}
