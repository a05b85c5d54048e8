//! How alike species are, by the weights of their best members.

use crate::arithmetic::exp;
use crate::distribution::own::Own;

/// Species that are less alike learn nothing from each other.
const LEAST_KINSHIP: f64 = 0.01;

/// How alike two species are, from 0 to 1: `exp(-d / 2)`, where `d` is the mean, over the genes that enough members of both
/// have, of the squared difference of their mean weights, in step sizes. 0 where they share no gene.
pub(super) fn kinship(a: &Own, b: &Own) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for slot in 0..a.recombined.len() {
        let difference = a.recombined[slot] - b.recombined[slot];
        if !difference.is_nan() {
            sum += difference * difference / (a.steps[slot] * b.steps[slot]);
            n += 1.0;
        }
    }
    let kinship = if n > 0.0 { exp(-0.5 * (sum / n)) } else { 0.0 };
    if kinship < LEAST_KINSHIP { 0.0 } else { kinship }
}
