//! The chess pieces that hunt the agent: each waits, then glides to where its move takes it.

use super::rules::{ArenaRules, PieceKind};
use super::setup::Setup;
use super::streams::{N_LENGTHS, Stream, draws};
use speciate_core::arithmetic::sin_cos;
use speciate_core::draws::Draws;
use std::f64::consts::PI;

impl PieceKind {
    /// How fast the clocks of these pieces run at a time of the episode, before slow and freeze.
    pub(super) fn pace(self, rules: &ArenaRules, seconds: f64) -> f64 {
        if rules.growing_pressure {
            rules.piece_speed_factors[self as usize] * (1.0 + seconds / rules.pressure_seconds)
        } else {
            1.0
        }
    }
}

const KNIGHT_MOVES: [(f64, f64); 8] =
    [(2.0, 1.0), (2.0, -1.0), (-2.0, 1.0), (-2.0, -1.0), (1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-1.0, -2.0)];

/// A piece on the field.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub x: f64,
    pub y: f64,
    /// Where it was a tick ago.
    pub x_before: f64,
    pub y_before: f64,
    pub kind: PieceKind,
    pub size: f64,
    gliding: bool,
    /// Seconds left to wait, or glided so far; both at pace 1.
    clock: f64,
    start: (f64, f64),
    target: (f64, f64),
    /// Its place in the order of appearance.
    id: u64,
    n_moves: u64,
}

impl Piece {
    pub fn new(rules: &ArenaRules, kind: PieceKind, id: u64, (x, y): (f64, f64), wait: f64) -> Self {
        Self {
            x,
            y,
            x_before: x,
            y_before: y,
            kind,
            size: rules.piece_sizes[kind as usize],
            gliding: false,
            clock: wait,
            start: (x, y),
            target: (x, y),
            id,
            n_moves: 0,
        }
    }

    /// Lets `elapsed` seconds pass on the piece's own clock. A wait and a glide end with the tick in which
    /// their time is up; what is left of that tick is lost. A frozen piece stays where it is.
    pub fn advance(&mut self, setup: &Setup, lengths: &Draws, agent: (f64, f64), elapsed: f64) {
        (self.x_before, self.y_before) = (self.x, self.y);
        if self.gliding {
            self.glide(&setup.rules, elapsed);
            return;
        }
        self.clock -= elapsed;
        if self.clock <= 0.0 && elapsed > 0.0 {
            self.start = (self.x, self.y);
            self.target = self.choose_target(setup, lengths, agent);
            self.gliding = true;
            self.clock = 0.0;
            self.n_moves += 1;
        }
    }

    fn glide(&mut self, rules: &ArenaRules, elapsed: f64) {
        self.clock += elapsed;
        let progress = self.clock / rules.glide_seconds;
        if progress >= 1.0 {
            (self.x, self.y) = self.target;
            self.gliding = false;
            self.clock = rules.piece_cooldowns_seconds[self.kind as usize];
        } else {
            let part = 1.0 - (1.0 - progress) * (1.0 - progress);
            self.x = self.start.0 + (self.target.0 - self.start.0) * part;
            self.y = self.start.1 + (self.target.1 - self.start.1) * part;
        }
    }

    /// Where the next move ends: of the moves open to the piece the one ending nearest to the agent, the first
    /// of equals. Moves are cut at the walls before they are compared. On equal distances the dominant axis is
    /// x, and the diagonal of a piece on one line with the agent is the positive one.
    fn choose_target(&self, setup: &Setup, lengths: &Draws, agent: (f64, f64)) -> (f64, f64) {
        let rules = &setup.rules;
        let (dx, dy) = (agent.0 - self.x, agent.1 - self.y);
        let toward = |d: f64| if d < 0.0 { -1.0 } else { 1.0 };
        let (sign_x, sign_y) = (toward(dx), toward(dy));
        let (line_x, line_y) = if dx.abs() >= dy.abs() { (sign_x, 0.0) } else { (0.0, sign_y) };
        let mut nearest = Nearest { piece: self, setup, agent, square: f64::INFINITY, end: (self.x, self.y) };
        if self.kind == PieceKind::Pawn {
            nearest.offer(line_x, line_y);
        }
        if self.kind == PieceKind::Knight {
            for (x, y) in KNIGHT_MOVES {
                nearest.offer(x, y);
            }
        }
        if matches!(self.kind, PieceKind::Bishop | PieceKind::Queen) {
            for n in self.tiles(rules, lengths, 0, rules.bishop_tiles) {
                nearest.offer(sign_x * n as f64, sign_y * n as f64);
            }
        }
        if matches!(self.kind, PieceKind::Rook | PieceKind::Queen) {
            for n in self.tiles(rules, lengths, 1, rules.rook_tiles) {
                nearest.offer(line_x * n as f64, line_y * n as f64);
            }
        }
        nearest.end
    }

    /// The lengths open to a move of at most `n_max` tiles: all of them, or one drawn uniformly.
    fn tiles(&self, rules: &ArenaRules, lengths: &Draws, choice: u64, n_max: usize) -> std::ops::RangeInclusive<usize> {
        if !rules.uniform_lengths {
            return 1..=n_max;
        }
        let index = (self.id * N_LENGTHS + self.n_moves % N_LENGTHS) * 2 + choice;
        let n = 1 + lengths.below(index, n_max);
        n..=n
    }
}

/// The end of a move nearest to the agent, among those offered so far.
struct Nearest<'a> {
    piece: &'a Piece,
    setup: &'a Setup,
    agent: (f64, f64),
    square: f64,
    end: (f64, f64),
}

impl Nearest<'_> {
    fn offer(&mut self, tiles_x: f64, tiles_y: f64) {
        let (size, tile) = (self.piece.size, self.setup.rules.tile_size);
        let x = self.setup.within_walls(self.piece.x + tiles_x * tile, size);
        let y = self.setup.within_walls(self.piece.y + tiles_y * tile, size);
        let (dx, dy) = (self.agent.0 - x, self.agent.1 - y);
        let square = dx * dx + dy * dy;
        if square < self.square {
            (self.square, self.end) = (square, (x, y));
        }
    }
}

/// How a piece of an episode appears.
#[derive(Clone, Debug)]
pub(super) struct PieceDraw {
    pub kind: PieceKind,
    pub wait: f64,
    /// Relative to the agent, or on the field when pieces appear at its edges.
    pub place: (f64, f64),
}

/// Draws how the pieces of an episode appear.
pub(super) fn draw_pieces(setup: &Setup, seed: u64, drawn: &mut Vec<PieceDraw>) {
    let rules = &setup.rules;
    let draws = draws(seed, Stream::Pieces);
    drawn.clear();
    for (id, _) in (0_u64..).zip(&setup.piece_ticks) {
        let is_first = (id as usize) < rules.first_pawns;
        let kind = rules.pieces[draws.below(4 * id, rules.pieces.len())];
        let kind = if is_first { PieceKind::Pawn } else { kind };
        let place = if rules.spawn_at_edge {
            let along = setup.width - 2.0 * rules.spawn_padding;
            edge_place(setup, draws.below(4 * id + 1, 4), along * draws.uniform(4 * id + 2))
        } else {
            let room = rules.spawn_distance_max - rules.spawn_distance_min;
            let distance = rules.spawn_distance_min + room * draws.uniform(4 * id + 1);
            let (sine, cosine) = sin_cos(2.0 * PI * draws.uniform(4 * id + 2));
            (distance * cosine, distance * sine)
        };
        let wait = rules.piece_cooldowns_seconds[kind as usize] * draws.uniform(4 * id + 3);
        drawn.push(PieceDraw { kind, wait, place });
    }
}

/// A place on the upper, lower, left or right edge, `along` from its beginning.
fn edge_place(setup: &Setup, edge: usize, along: f64) -> (f64, f64) {
    let near = setup.rules.spawn_padding;
    let far = setup.width - near;
    match edge {
        0 => (near + along, near),
        1 => (near + along, far),
        2 => (near, near + along),
        _ => (far, near + along),
    }
}

#[cfg(test)]
mod tests;
