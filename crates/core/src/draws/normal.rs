//! The inverse of the standard normal distribution function: Wichura 1988, algorithm AS241 (PPND16).

#![allow(clippy::inconsistent_digit_grouping, clippy::excessive_precision)] // coefficients as published

use crate::arithmetic::ln;

/// Evaluates a polynomial, highest power first.
#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// The standard normal deviate below which a draw lies with probability `p`, which must lie strictly between 0 and 1.
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-ln(tail)).sqrt();
    let deviate = if r <= 5.0 {
        polynomial(&MIDDLE_NUMERATOR, r - 1.6) / polynomial(&MIDDLE_DENOMINATOR, r - 1.6)
    } else {
        polynomial(&FAR_NUMERATOR, r - 5.0) / polynomial(&FAR_DENOMINATOR, r - 5.0)
    };
    if q < 0.0 { -deviate } else { deviate }
}

const CENTRE_NUMERATOR: [f64; 8] = [
    2.509_080_928_730_122_6727e3,
    3.343_057_558_358_812_8105e4,
    6.726_577_092_700_870_0853e4,
    4.592_195_393_154_987_1457e4,
    1.373_169_376_550_946_1125e4,
    1.971_590_950_306_551_4427e3,
    1.331_416_678_917_843_7745e2,
    3.387_132_872_796_366_608,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    5.226_495_278_852_854_561e3,
    2.872_908_573_572_194_2674e4,
    3.930_789_580_009_271_061e4,
    2.121_379_430_158_659_5867e4,
    5.394_196_021_424_751_1077e3,
    6.871_870_074_920_579_083e2,
    4.231_333_070_160_091_1252e1,
    1.0,
];
const MIDDLE_NUMERATOR: [f64; 8] = [
    7.745_450_142_783_414_07640e-4,
    2.272_384_498_926_918_45833e-2,
    2.417_807_251_774_506_11770e-1,
    1.270_458_252_452_368_38258,
    3.647_848_324_763_204_60504,
    5.769_497_221_460_691_4055,
    4.630_337_846_156_545_29590,
    1.423_437_110_749_683_57734,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.050_750_071_644_416_84324e-9,
    5.475_938_084_995_344_946e-4,
    1.519_866_656_361_645_71966e-2,
    1.481_039_764_274_800_74590e-1,
    6.897_673_349_851_000_04550e-1,
    1.676_384_830_183_803_84940,
    2.053_191_626_637_758_82187,
    1.0,
];
const FAR_NUMERATOR: [f64; 8] = [
    2.010_334_399_292_288_13265e-7,
    2.711_555_568_743_487_57815e-5,
    1.242_660_947_388_078_43860e-3,
    2.653_218_952_657_612_30930e-2,
    2.965_605_718_285_048_91230e-1,
    1.784_826_539_917_291_33580,
    5.463_784_911_164_114_36990,
    6.657_904_643_501_103_77720,
];
const FAR_DENOMINATOR: [f64; 8] = [
    2.044_263_103_389_939_78564e-15,
    1.421_511_758_316_445_88870e-7,
    1.846_318_317_510_054_68180e-5,
    7.868_691_311_456_132_59100e-4,
    1.487_536_129_085_061_48525e-2,
    1.369_298_809_227_358_05310e-1,
    5.998_322_065_558_879_37690e-1,
    1.0,
];
