//! The values of single rules: read from JSON, checked against a range, refused with the name, the value and what is
//! allowed.

use super::kinds::{PieceKind, PowerUpKind, Scoring};
use crate::nearest::nearest;
use serde::de::DeserializeOwned;
use serde_json::Value;
use speciate_core::error::{Error, Result};
use std::fmt::Debug;
use std::ops::RangeInclusive;

/// A type that a rule can have.
pub(super) trait Rule: DeserializeOwned + Debug {
    /// Whether the value is allowed.
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool;
    /// What is allowed, in words.
    fn allowed(range: &[RangeInclusive<f64>]) -> String;
}

impl Rule for f64 {
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool {
        range.iter().all(|range| range.contains(self))
    }

    fn allowed(range: &[RangeInclusive<f64>]) -> String {
        format!("a number from {}", span(range))
    }
}

impl Rule for usize {
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool {
        (*self as f64).is_within(range)
    }

    fn allowed(range: &[RangeInclusive<f64>]) -> String {
        format!("a whole number from {}", span(range))
    }
}

impl Rule for bool {
    fn is_within(&self, _range: &[RangeInclusive<f64>]) -> bool {
        true
    }

    fn allowed(_range: &[RangeInclusive<f64>]) -> String {
        "true or false".to_owned()
    }
}

impl Rule for [f64; 5] {
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool {
        self.iter().all(|value| value.is_within(range))
    }

    fn allowed(range: &[RangeInclusive<f64>]) -> String {
        format!("5 numbers, for pawn, knight, bishop, rook and queen, from {}", span(range))
    }
}

impl Rule for Vec<PieceKind> {
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool {
        self.len().is_within(range)
    }

    fn allowed(range: &[RangeInclusive<f64>]) -> String {
        format!("a list, of length {}, of: {}", span(range), PieceKind::NAMES.join(", "))
    }
}

impl Rule for Vec<PowerUpKind> {
    fn is_within(&self, range: &[RangeInclusive<f64>]) -> bool {
        self.len().is_within(range)
    }

    fn allowed(range: &[RangeInclusive<f64>]) -> String {
        format!("a list, of length {}, of: {}", span(range), PowerUpKind::NAMES.join(", "))
    }
}

impl Rule for Scoring {
    fn is_within(&self, _range: &[RangeInclusive<f64>]) -> bool {
        true
    }

    fn allowed(_range: &[RangeInclusive<f64>]) -> String {
        "\"standard\" or \"classic\"".to_owned()
    }
}

/// The value of the rule `name` from JSON.
pub(super) fn read<T: Rule>(name: &str, value: &Value, range: &[RangeInclusive<f64>]) -> Result<T> {
    serde_json::from_value(value.clone())
        .ok()
        .filter(|rule: &T| rule.is_within(range))
        .ok_or_else(|| refused(name, value, &T::allowed(range)))
}

/// Refuses a value that is not allowed.
pub(super) fn check_value<T: Rule>(name: &str, value: &T, range: &[RangeInclusive<f64>]) -> Result<()> {
    if value.is_within(range) {
        return Ok(());
    }
    Err(refused(name, format_args!("{value:?}"), &T::allowed(range)))
}

/// The error of a name that no rule has.
pub(super) fn unknown(name: &str, rules: &[&'static str]) -> Error {
    let known = rules.iter().copied().chain(["preset"]);
    Error::Value(format!("arena: unknown option '{name}'; the nearest known is '{}'", nearest(name, known)))
}

/// The error of an option whose value is not allowed.
pub(super) fn refused(name: &str, value: impl std::fmt::Display, allowed: &str) -> Error {
    Error::Value(format!("arena: option '{name}' is {value}, but must be {allowed}"))
}

fn span(range: &[RangeInclusive<f64>]) -> String {
    range.first().map_or_else(String::new, |range| format!("{} to {}", range.start(), range.end()))
}
