//! Sums of products in an order that does not depend on the SIMD width. Each product goes to one of eight lanes by its
//! position, and the lanes are added in a fixed order.

/// Observations or views that run side by side through one network.
pub(crate) const N_OBSERVATIONS: usize = 16;

/// A value of each of these.
pub(crate) type WideValue = [f32; N_OBSERVATIONS];

/// Numbers behind the last of a column, so that whole groups of eight can be read anywhere.
pub(crate) const PADDING: usize = 8;

/// The total of eight sums.
#[inline(always)]
pub(crate) fn fold(l: [f32; 8]) -> f32 {
    let a = [l[0] + l[4], l[1] + l[5], l[2] + l[6], l[3] + l[7]];
    (a[0] + a[2]) + (a[1] + a[3])
}

#[inline(always)]
fn add(lanes: &mut [f32; 8], weights: &[f32; 8], values: &[f32; 8]) {
    for lane in 0..8 {
        lanes[lane] += weights[lane] * values[lane];
    }
}

/// Adds the first `used` products. A lane is never -0, so that adding 0 leaves it.
#[inline(always)]
fn add_last(lanes: &mut [f32; 8], weights: &[f32; 8], values: &[f32; 8], used: usize) {
    let mask = &MASKS[used];
    for lane in 0..8 {
        lanes[lane] += f32::from_bits((weights[lane] * values[lane]).to_bits() & mask[lane]);
    }
}

/// All bits of the first 0 to 7 lanes.
const MASKS: [[u32; 8]; 8] = {
    let mut masks = [[0; 8]; 8];
    let mut used = 0;
    while used < 64 {
        masks[used / 8][used % 8] = if used % 8 < used / 8 { u32::MAX } else { 0 };
        used += 1;
    }
    masks
};

/// Eight sums of `used` products of whole groups of eight, whose values `at` finds.
#[inline(always)]
pub(crate) fn sums(weights: &[[f32; 8]], used: usize, at: impl Fn(usize) -> [f32; 8]) -> [f32; 8] {
    let mut lanes = [0.0; 8];
    let n_full = used / 8;
    for (group, weights) in weights[..n_full].iter().enumerate() {
        add(&mut lanes, weights, &at(group));
    }
    if !used.is_multiple_of(8) {
        add_last(&mut lanes, &weights[n_full], &at(n_full), used % 8);
    }
    lanes
}

/// The eight sums of each of four nodes that read the same values, at once: no addition waits for the one before it.
#[inline(always)]
pub(crate) fn four_sums(weights: [&[[f32; 8]]; 4], values: &[[f32; 8]], used: usize) -> [[f32; 8]; 4] {
    let mut lanes = [[0.0; 8]; 4];
    for group in 0..used / 8 {
        for (lanes, weights) in lanes.iter_mut().zip(weights) {
            add(lanes, &weights[group], &values[group]);
        }
    }
    if !used.is_multiple_of(8) {
        for (lanes, weights) in lanes.iter_mut().zip(weights) {
            add_last(lanes, &weights[used / 8], &values[used / 8], used % 8);
        }
    }
    lanes
}
