//! The instruction sets a kernel is compiled for, and the choice between them at run time.
//!
//! A kernel is written once, in plain Rust over fixed-size arrays of lanes, and compiled for each instruction set. Rust
//! neither reorders nor fuses floating-point operations, so every version gives the same bits. On aarch64 the portable
//! version uses NEON, which every such processor has.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::error::{Error, Result};

/// Instruction sets, from narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Simd {
    /// What every processor of the target has: SSE2, or NEON.
    Portable = 1,
    /// AVX2: 8 lanes of float32.
    Avx2 = 2,
    /// AVX-512: 16 lanes of float32.
    Avx512 = 3,
}

/// All of them, with the names that users give.
pub const NAMES: [(&str, Simd); 3] = [("portable", Simd::Portable), ("avx2", Simd::Avx2), ("avx512", Simd::Avx512)];

static LEVEL: AtomicU8 = AtomicU8::new(0);

/// The widest instruction set that this processor has.
#[cfg(target_arch = "x86_64")]
pub fn widest() -> Simd {
    let wide = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    let avx2 =
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("popcnt");
    match (wide && avx2, avx2) {
        (true, _) => Simd::Avx512,
        (false, true) => Simd::Avx2,
        (false, false) => Simd::Portable,
    }
}

/// The widest instruction set that this processor has.
#[cfg(not(target_arch = "x86_64"))]
pub fn widest() -> Simd {
    Simd::Portable
}

/// The instruction set that kernels use: the widest, unless `force` said otherwise.
#[inline]
pub fn level() -> Simd {
    match LEVEL.load(Ordering::Relaxed) {
        1 => Simd::Portable,
        2 => Simd::Avx2,
        3 => Simd::Avx512,
        _ => {
            let level = widest();
            LEVEL.store(level as u8, Ordering::Relaxed);
            level
        }
    }
}

/// Makes the kernels of this process use an instruction set, for tests and measurements: results do not depend on it.
///
/// # Errors
/// `Error::Value` if this processor does not have it.
pub fn force(level: Simd) -> Result<()> {
    if level > widest() {
        return Err(Error::Value(format!("this processor has no {level:?}; the widest it has is {:?}", widest())));
    }
    LEVEL.store(level as u8, Ordering::Relaxed);
    Ok(())
}

/// Defines a function that is compiled for every instruction set and calls the version for `simd::level()`.
///
/// What the body calls must be `#[inline(always)]`, or it stays portable. Lifetimes and types are written out; generics
/// are not supported.
#[macro_export]
macro_rules! kernel {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$attribute])*
        #[inline]
        #[allow(unsafe_code)] // the level says that the processor has the features
        #[allow(clippy::too_many_arguments)]
        $vis fn $name($($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn body($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
            #[allow(clippy::too_many_arguments)]
            fn avx2($($argument: $type),*) $(-> $result)? { body($($argument),*) }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl")]
            #[allow(clippy::too_many_arguments)]
            fn avx512($($argument: $type),*) $(-> $result)? { body($($argument),*) }

            match $crate::simd::level() {
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Simd::Avx512 => unsafe { avx512($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Simd::Avx2 => unsafe { avx2($($argument),*) },
                _ => body($($argument),*),
            }
        }
    };
}
pub use kernel;

#[cfg(test)]
mod tests {
    use super::*;

    kernel! {
        fn total(values: &[f32]) -> f32 {
            let mut lanes = [0.0f32; 16];
            for group in values.as_chunks::<16>().0 {
                for lane in 0..16 {
                    lanes[lane] += group[lane] * 1.1;
                }
            }
            lanes.iter().sum()
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let values: Vec<f32> = (0..160).map(|k| (k as f32).sqrt()).collect();
        let expected = total(&values).to_bits();
        for (name, level) in NAMES {
            if force(level).is_ok() {
                assert_eq!(total(&values).to_bits(), expected, "{name}");
            }
        }
        force(widest()).unwrap();
    }

    #[test]
    fn what_the_processor_lacks_is_refused() {
        if widest() < Simd::Avx512 {
            assert!(force(Simd::Avx512).is_err());
        }
    }
}
