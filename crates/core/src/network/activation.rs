//! Activations and aggregations.
//!
//! Everything is float32 and made of `+ - * /`, comparisons and bit shifts in a fixed order, so that every
//! machine and every SIMD width gives the same bits. Polynomials are within 1e-6 of the true functions.

use crate::error::{Error, Result};

/// What a node does to its aggregated input. The number is what genomes store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Activation {
    /// x
    Identity = 0,
    /// 1 / (1 + exp(-x))
    Sigmoid = 1,
    /// 1 / (1 + exp(-4.924273 x)), the sigmoid of Stanley & Miikkulainen 2002
    SteepSigmoid = 2,
    /// Hyperbolic tangent
    Tanh = 3,
    /// max(x, 0)
    Relu = 4,
    /// x, or 0.01 x below 0
    LeakyRelu = 5,
    /// x, or exp(x) - 1 below 0
    Elu = 6,
    /// Scaled elu (Klambauer et al. 2017)
    Selu = 7,
    /// ln(1 + exp(x))
    Softplus = 8,
    /// x / (1 + |x|)
    Softsign = 9,
    /// x * sigmoid(x)
    Swish = 10,
    /// Sine
    Sin = 11,
    /// Cosine
    Cos = 12,
    /// exp(-x^2)
    Gauss = 13,
    /// |x|
    Abs = 14,
    /// x^2
    Square = 15,
    /// x^3
    Cube = 16,
    /// x limited to [-1, 1]
    Clamped = 17,
    /// 1 above 0, else 0
    Step = 18,
    /// max(1 - |x|, 0)
    Hat = 19,
    /// exp(x), x limited to [-87, 88]
    Exp = 20,
    /// ln(x), x at least 1e-7
    Log = 21,
    /// 1 / x, 0 at 0
    Inverse = 22,
}

/// How a node joins its weighted inputs. The number is what genomes store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Aggregation {
    /// Their sum
    Sum = 0,
    /// Their mean
    Mean = 1,
    /// Their product
    Product = 2,
    /// The largest
    Max = 3,
    /// The smallest
    Min = 4,
    /// The median
    Median = 5,
    /// The one with the largest absolute value
    MaxAbs = 6,
}

/// Names of the activations, by number.
pub const ACTIVATIONS: [&str; 23] = [
    "identity",
    "sigmoid",
    "steep_sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "softplus",
    "softsign",
    "swish",
    "sin",
    "cos",
    "gauss",
    "abs",
    "square",
    "cube",
    "clamped",
    "step",
    "hat",
    "exp",
    "log",
    "inverse",
];

/// Names of the aggregations, by number.
pub const AGGREGATIONS: [&str; 7] = ["sum", "mean", "product", "max", "min", "median", "max_abs"];

const ALL_ACTIVATIONS: [Activation; 23] = [
    Activation::Identity,
    Activation::Sigmoid,
    Activation::SteepSigmoid,
    Activation::Tanh,
    Activation::Relu,
    Activation::LeakyRelu,
    Activation::Elu,
    Activation::Selu,
    Activation::Softplus,
    Activation::Softsign,
    Activation::Swish,
    Activation::Sin,
    Activation::Cos,
    Activation::Gauss,
    Activation::Abs,
    Activation::Square,
    Activation::Cube,
    Activation::Clamped,
    Activation::Step,
    Activation::Hat,
    Activation::Exp,
    Activation::Log,
    Activation::Inverse,
];

const ALL_AGGREGATIONS: [Aggregation; 7] = [
    Aggregation::Sum,
    Aggregation::Mean,
    Aggregation::Product,
    Aggregation::Max,
    Aggregation::Min,
    Aggregation::Median,
    Aggregation::MaxAbs,
];

fn position(names: &[&str], name: &str, kind: &str) -> Result<u8> {
    names
        .iter()
        .position(|known| *known == name)
        .map(|index| index as u8)
        .ok_or_else(|| Error::Value(format!("unknown {kind} '{name}'; known are {}", names.join(", "))))
}

/// The number of the activation called `name`.
///
/// # Errors
/// `Error::Value` if there is none.
pub fn activation_number(name: &str) -> Result<u8> {
    position(&ACTIVATIONS, name, "activation")
}

/// The number of the aggregation called `name`.
///
/// # Errors
/// `Error::Value` if there is none.
pub fn aggregation_number(name: &str) -> Result<u8> {
    position(&AGGREGATIONS, name, "aggregation")
}

impl Activation {
    /// The activation of a number that a checked genome stores.
    #[inline]
    pub fn from_number(number: u8) -> Self {
        ALL_ACTIVATIONS[number as usize]
    }

    /// Applies the function.
    #[inline]
    pub fn apply(self, x: f32) -> f32 {
        match self {
            Self::Identity => x,
            Self::Sigmoid => sigmoid(x),
            Self::SteepSigmoid => sigmoid(4.924_273 * x),
            Self::Tanh => tanh(x),
            Self::Relu => {
                if x > 0.0 {
                    x
                } else {
                    0.0
                }
            }
            Self::LeakyRelu => {
                if x > 0.0 {
                    x
                } else {
                    0.01 * x
                }
            }
            Self::Elu => {
                if x > 0.0 {
                    x
                } else {
                    exp(x) - 1.0
                }
            }
            Self::Selu => 1.050_701 * if x > 0.0 { x } else { 1.673_263_2 * (exp(x) - 1.0) },
            Self::Softplus => (if x > 0.0 { x } else { 0.0 }) + ln(1.0 + exp(-x.abs())),
            Self::Softsign => x / (1.0 + x.abs()),
            Self::Swish => x * sigmoid(x),
            Self::Sin => sin(x),
            Self::Cos => cos(x),
            Self::Gauss => exp(-(x * x)),
            Self::Abs => x.abs(),
            Self::Square => x * x,
            Self::Cube => x * x * x,
            Self::Clamped => x.clamp(-1.0, 1.0),
            Self::Step => f32::from(x > 0.0),
            Self::Hat => {
                if x.abs() < 1.0 {
                    1.0 - x.abs()
                } else {
                    0.0
                }
            }
            Self::Exp => exp(x),
            Self::Log => ln(if x > 1e-7 { x } else { 1e-7 }),
            Self::Inverse => {
                if x == 0.0 {
                    0.0
                } else {
                    1.0 / x
                }
            }
        }
    }

    /// Applies the function to many numbers; those that most networks use become SIMD code in a kernel.
    #[inline(always)]
    pub fn apply_all(self, values: &mut [f32]) {
        match self {
            Self::Identity => {}
            Self::Tanh => each(values, tanh),
            Self::Sigmoid => each(values, sigmoid),
            Self::SteepSigmoid => each(values, |x| sigmoid(4.924_273 * x)),
            Self::Relu => each(values, |x| if x > 0.0 { x } else { 0.0 }),
            Self::LeakyRelu => each(values, |x| if x > 0.0 { x } else { 0.01 * x }),
            Self::Gauss => each(values, |x| exp(-(x * x))),
            _ => each(values, |x| self.apply(x)),
        }
    }
}

#[inline(always)]
fn each(values: &mut [f32], function: impl Fn(f32) -> f32) {
    for value in values {
        *value = function(*value);
    }
}

impl Aggregation {
    /// The aggregation of a number that a checked genome stores.
    #[inline]
    pub fn from_number(number: u8) -> Self {
        ALL_AGGREGATIONS[number as usize]
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn close(name: &str, ours: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64, range: f32) {
        for k in -4000..=4000 {
            let x = k as f32 * range / 4000.0;
            let expected = truth(f64::from(x));
            let error = (f64::from(ours(x)) - expected).abs() / expected.abs().max(1.0);
            assert!(error < 1e-6, "{name}({x}): {} but {expected}", ours(x));
        }
    }

    #[test]
    fn activations_are_within_a_millionth_of_the_true_functions() {
        let of = |activation: Activation| move |x: f32| activation.apply(x);
        close("exp", of(Activation::Exp), f64::exp, 80.0);
        close("tanh", of(Activation::Tanh), f64::tanh, 12.0);
        close("sigmoid", of(Activation::Sigmoid), |x| 1.0 / (1.0 + (-x).exp()), 40.0);
        close("softplus", of(Activation::Softplus), |x| x.exp().ln_1p(), 40.0);
        close("sin", of(Activation::Sin), f64::sin, 100.0);
        close("cos", of(Activation::Cos), f64::cos, 100.0);
        close("gauss", of(Activation::Gauss), |x| (-x * x).exp(), 9.0);
        close("log", |x| ln(x.abs() + 0.001), |x| f64::from(x.abs() as f32 + 0.001).ln(), 500.0);
    }

    #[test]
    fn names_and_numbers_agree() {
        for (number, name) in ACTIVATIONS.iter().enumerate() {
            assert_eq!(activation_number(name), Ok(number as u8));
            assert_eq!(Activation::from_number(number as u8) as usize, number);
        }
        for (number, name) in AGGREGATIONS.iter().enumerate() {
            assert_eq!(aggregation_number(name), Ok(number as u8));
            assert_eq!(Aggregation::from_number(number as u8) as usize, number);
        }
        assert!(activation_number("sigmiod").is_err());
    }

    #[test]
    fn not_a_number_stays_visible() {
        assert!(tanh(f32::NAN).is_nan());
        assert!(sigmoid(f32::NAN).is_nan());
        assert!(Activation::Softplus.apply(f32::NAN).is_nan());
    }
}
