//! What can go wrong in the core. Messages say what was wrong, what was expected and what to do.

use std::fmt;

/// An error of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A value is out of its range or of the wrong kind.
    Value(String),
    /// An array has the wrong shape.
    Shape(String),
    /// A number ran out: too many nodes, connections or innovations.
    Limit(String),
    /// The caller asked to stop.
    Interrupted,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(message) | Self::Shape(message) | Self::Limit(message) => formatter.write_str(message),
            Self::Interrupted => formatter.write_str("interrupted"),
        }
    }
}

impl std::error::Error for Error {}

/// The result of a core function.
pub type Result<T> = std::result::Result<T, Error>;
