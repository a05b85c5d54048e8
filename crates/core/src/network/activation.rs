//! Activations and aggregations: their numbers and names, and what activations compute.

use crate::error::{Error, Result};
use functions::{cos, exp, ln, sigmoid, sin, tanh};

pub mod functions;

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
