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
mod tests {
    use super::*;

    fn target(rules: ArenaRules, kind: PieceKind, from: (f64, f64), agent: (f64, f64)) -> (f64, f64) {
        let piece = Piece::new(&rules, kind, 3, from, 0.0);
        piece.choose_target(&Setup::new(rules), &draws(5, Stream::Lengths), agent)
    }

    fn standard_target(kind: PieceKind, agent: (f64, f64)) -> (f64, f64) {
        target(ArenaRules::standard(), kind, (1000.0, 1000.0), agent)
    }

    #[test]
    fn a_pawn_takes_one_tile_along_the_dominant_axis() {
        assert_eq!(standard_target(PieceKind::Pawn, (1200.0, 900.0)), (1050.0, 1000.0));
        assert_eq!(standard_target(PieceKind::Pawn, (1100.0, 700.0)), (1000.0, 950.0));
        assert_eq!(standard_target(PieceKind::Pawn, (900.0, 900.0)), (950.0, 1000.0));
    }

    #[test]
    fn a_knight_takes_the_l_move_that_ends_nearest() {
        assert_eq!(standard_target(PieceKind::Knight, (1300.0, 1020.0)), (1100.0, 1050.0));
        assert_eq!(standard_target(PieceKind::Knight, (1300.0, 1000.0)), (1100.0, 1050.0), "the first of equals");
        assert_eq!(standard_target(PieceKind::Knight, (980.0, 600.0)), (950.0, 900.0));
        assert_eq!(standard_target(PieceKind::Knight, (1055.0, 1095.0)), (1050.0, 1100.0));
    }

    #[test]
    fn a_bishop_takes_the_diagonal_no_farther_than_is_near() {
        assert_eq!(standard_target(PieceKind::Bishop, (1500.0, 700.0)), (1100.0, 900.0));
        assert_eq!(standard_target(PieceKind::Bishop, (1060.0, 940.0)), (1050.0, 950.0));
    }

    #[test]
    fn a_rook_takes_up_to_three_tiles_along_the_dominant_axis() {
        assert_eq!(standard_target(PieceKind::Rook, (1900.0, 700.0)), (1150.0, 1000.0));
        assert_eq!(standard_target(PieceKind::Rook, (1110.0, 1000.0)), (1100.0, 1000.0));
    }

    #[test]
    fn a_queen_takes_the_bishops_or_the_rooks_move() {
        assert_eq!(standard_target(PieceKind::Queen, (1900.0, 1010.0)), (1150.0, 1000.0));
        assert_eq!(standard_target(PieceKind::Queen, (1400.0, 1400.0)), (1100.0, 1100.0));
    }

    #[test]
    fn a_move_is_cut_at_the_walls() {
        let rules = ArenaRules::standard();
        assert_eq!(target(rules, PieceKind::Rook, (100.0, 500.0), (-500.0, 500.0)), (58.0, 500.0));
    }

    #[test]
    fn classic_lengths_are_drawn_by_piece_and_move() {
        let setup = Setup::new(ArenaRules::classic());
        let lengths = draws(1, Stream::Lengths);
        let mut counts = [0; 4];
        for id in 0..300 {
            let rook = Piece::new(&setup.rules, PieceKind::Rook, id, (1000.0, 1000.0), 0.0);
            let end = rook.choose_target(&setup, &lengths, (3000.0, 1000.0));
            counts[((end.0 - 1000.0) / 50.0) as usize] += 1;
        }
        assert!(counts[0] == 0 && counts[1..].iter().all(|&count| count > 70), "{counts:?}");
        let bishops = (0..300).map(|id| Piece::new(&setup.rules, PieceKind::Bishop, id, (1000.0, 1000.0), 0.0));
        let ends = bishops.map(|bishop| bishop.choose_target(&setup, &lengths, (3000.0, 2900.0)).1);
        let n_short = ends.filter(|&y| y == 1050.0).count();
        assert!((120..180).contains(&n_short), "{n_short}");
    }

    #[test]
    fn a_piece_waits_then_glides_with_ever_less_speed() {
        let setup = Setup::new(ArenaRules::standard());
        let lengths = draws(1, Stream::Lengths);
        let mut piece = Piece::new(&setup.rules, PieceKind::Pawn, 0, (1000.0, 1000.0), 0.25);
        let mut places = Vec::new();
        for _ in 0..7 {
            piece.advance(&setup, &lengths, (2000.0, 1000.0), 0.1);
            places.push(piece.x);
        }
        assert_eq!(places[..3], [1000.0; 3]);
        for (place, expected) in places[3..6].iter().zip([5.0 / 9.0, 8.0 / 9.0, 1.0]) {
            assert!((place - 1000.0 - 50.0 * expected).abs() < 1e-9, "{place}");
        }
        assert_eq!(places[6], 1050.0);
        assert!((piece.clock - 0.9).abs() < 1e-12, "a new wait has begun: {}", piece.clock);
    }

    #[test]
    fn pressure_grows_with_time_in_the_standard_game_only() {
        let (standard, classic) = (ArenaRules::standard(), ArenaRules::classic());
        let queen = PieceKind::Queen;
        assert_eq!([0.0, 30.0, 60.0].map(|t| queen.pace(&standard, t)), [1.4, 2.8, 1.4 * 3.0]);
        assert!(PieceKind::ALL.iter().all(|kind| kind.pace(&classic, 30.0) == 1.0));
    }

    #[test]
    fn pieces_appear_round_the_agent_or_at_the_edge() {
        let mut drawn = Vec::new();
        for seed in 0..20 {
            draw_pieces(&Setup::new(ArenaRules::standard()), seed, &mut drawn);
            assert!(drawn[..3].iter().all(|piece| piece.kind == PieceKind::Pawn));
            for piece in &drawn {
                assert!((399.9..900.1).contains(&piece.place.0.hypot(piece.place.1)));
                assert!((0.0..1.2).contains(&piece.wait));
            }
            draw_pieces(&Setup::new(ArenaRules::classic()), seed, &mut drawn);
            for PieceDraw { place: (x, y), .. } in &drawn {
                assert!([*x, *y].iter().any(|place| [100.0, 3740.0].contains(place)), "{x} {y}");
                assert!((100.0..=3740.0).contains(x) && (100.0..=3740.0).contains(y));
            }
        }
    }

    #[test]
    fn kinds_are_uniform_over_the_list() {
        let rules = ArenaRules { pieces: vec![PieceKind::Rook, PieceKind::Queen], ..ArenaRules::standard() };
        let (setup, mut drawn, mut n_rooks, mut n) = (Setup::new(rules), Vec::new(), 0, 0);
        for seed in 0..50 {
            draw_pieces(&setup, seed, &mut drawn);
            n_rooks += drawn[3..].iter().filter(|piece| piece.kind == PieceKind::Rook).count();
            n += drawn.len() - 3;
        }
        assert!(n_rooks * 10 > n * 4 && n_rooks * 10 < n * 6, "{n_rooks} of {n}");
    }
}
