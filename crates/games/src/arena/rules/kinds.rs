//! What a rule can choose from: kinds of pieces, kinds of power-ups and ways of scoring.

use serde::Deserialize;

/// A kind of piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// One tile along the axis on which the agent is farther away.
    Pawn,
    /// Two tiles on one axis and one on the other.
    Knight,
    /// Some tiles on the diagonal toward the agent.
    Bishop,
    /// Some tiles along the axis on which the agent is farther away.
    Rook,
    /// A bishop's or a rook's move.
    Queen,
}

impl PieceKind {
    /// All kinds, in the order of lists by kind.
    pub const ALL: [Self; 5] = [Self::Pawn, Self::Knight, Self::Bishop, Self::Rook, Self::Queen];
    /// Their names in options.
    pub const NAMES: [&str; 5] = ["pawn", "knight", "bishop", "rook", "queen"];
}

/// A kind of power-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerUpKind {
    /// The agent is faster.
    Speed,
    /// The agent destroys the pieces it touches.
    Invincibility,
    /// All pieces move at half pace.
    Slow,
    /// All pieces are destroyed, at once.
    ScreenClear,
    /// The agent shoots more often.
    RapidFire,
    /// Shots go on through the pieces they destroy.
    Piercing,
    /// One hit is without effect; lasts until then.
    Shield,
    /// All pieces stop.
    Freeze,
    /// What is destroyed counts twice.
    DoublePoints,
    /// The pieces nearby are destroyed, at once.
    Bomb,
}

impl PowerUpKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Speed,
        Self::Invincibility,
        Self::Slow,
        Self::ScreenClear,
        Self::RapidFire,
        Self::Piercing,
        Self::Shield,
        Self::Freeze,
        Self::DoublePoints,
        Self::Bomb,
    ];
    /// Their names in options.
    pub const NAMES: [&str; 10] = [
        "speed",
        "invincibility",
        "slow",
        "screen_clear",
        "rapid_fire",
        "piercing",
        "shield",
        "freeze",
        "double_points",
        "bomb",
    ];
}

/// What the fitness is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// The weighted sum of survival, kills and power-ups.
    Standard,
    /// The points of the game that the published records were made with.
    Classic,
}
