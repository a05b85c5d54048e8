//! All shots in flight, as columns. In most ticks no shot meets anything or ends. One check finds this for eight shots at
//! once, and then all of them fly on. In the other ticks each shot flies by itself, by `Shot::advance`.

use super::obstacles::Obstacles;
use super::pieces::Piece;
use super::setup::{Setup, TIME_TOLERANCE};
use super::shots::Shot;
use speciate_core::simd::kernel;

/// Rows are added by this many, since that many are looked at together.
const GROUP: usize = 8;

/// The shots, in the order in which they were fired. Rows after the last one stand infinitely far away and never end.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    x: Vec<f64>,
    y: Vec<f64>,
    /// The way in a whole tick.
    dx: Vec<f64>,
    dy: Vec<f64>,
    room: Vec<f64>,
    travelled: Vec<f64>,
    is_piercing: Vec<bool>,
    directions: Vec<(f64, f64)>,
}

impl Flights {
    pub fn with_capacity(n: usize) -> Self {
        let column = || Vec::with_capacity(n.next_multiple_of(GROUP));
        Self {
            x: column(),
            y: column(),
            dx: column(),
            dy: column(),
            room: column(),
            travelled: column(),
            is_piercing: Vec::with_capacity(n),
            directions: Vec::with_capacity(n),
        }
    }

    pub fn len(&self) -> usize {
        self.directions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.x.capacity()
    }

    pub fn clear(&mut self) {
        self.truncate(0);
    }

    pub fn push(&mut self, setup: &Setup, shot: &Shot) {
        let row = self.len();
        self.directions.push(shot.direction);
        self.is_piercing.push(shot.is_piercing);
        self.pad(self.len());
        self.set(setup, row, shot);
    }

    /// Lets all shots fly for one tick, in which pieces have moved already. Hands every piece that is hit to
    /// `destroy`, which removes it (the last piece takes its place).
    pub fn fly(
        &mut self,
        setup: &Setup,
        obstacles: &Obstacles,
        pieces: &mut Vec<Piece>,
        mut destroy: impl FnMut(&mut Vec<Piece>, usize),
    ) {
        if self.is_empty() || (setup.rules.swept_shots && fly_freely(self, setup, pieces)) {
            return;
        }
        let mut n = 0;
        for row in 0..self.len() {
            let mut shot = self.get(row);
            if shot.advance(setup, obstacles, pieces, &mut destroy) {
                self.set(setup, n, &shot);
                n += 1;
            }
        }
        self.truncate(n);
    }

    fn get(&self, row: usize) -> Shot {
        Shot {
            x: self.x[row],
            y: self.y[row],
            direction: self.directions[row],
            is_piercing: self.is_piercing[row],
            room: self.room[row],
            travelled: self.travelled[row],
        }
    }

    fn set(&mut self, setup: &Setup, row: usize, shot: &Shot) {
        let length = setup.rules.shot_speed * setup.rules.tick_seconds;
        (self.x[row], self.y[row]) = (shot.x, shot.y);
        (self.dx[row], self.dy[row]) = (shot.direction.0 * length, shot.direction.1 * length);
        (self.room[row], self.travelled[row]) = (shot.room, shot.travelled);
        (self.directions[row], self.is_piercing[row]) = (shot.direction, shot.is_piercing);
    }

    fn truncate(&mut self, n: usize) {
        self.directions.truncate(n);
        self.is_piercing.truncate(n);
        self.pad(n);
    }

    /// Keeps the first `n` rows of the columns and fills the last group.
    fn pad(&mut self, n: usize) {
        let n = n.min(self.x.len());
        let n_rows = self.len().next_multiple_of(GROUP);
        for (column, filler) in [
            (&mut self.x, f64::INFINITY),
            (&mut self.y, 0.0),
            (&mut self.dx, 0.0),
            (&mut self.dy, 0.0),
            (&mut self.room, 0.0),
            (&mut self.travelled, f64::NEG_INFINITY),
        ] {
            column.truncate(n);
            column.resize(n_rows, filler);
        }
    }

    /// Whether any shot does not fly a whole tick: it reaches an obstacle, a wall or the end of its range.
    #[inline(always)]
    fn any_ends(&self, length: f64, range: f64) -> bool {
        let mut n_ends = 0;
        for (room, travelled) in self.room.iter().zip(&self.travelled) {
            let is_whole = room - travelled >= length && range - travelled >= length;
            n_ends += u64::from(!is_whole || travelled + length >= range - TIME_TOLERANCE);
        }
        n_ends > 0
    }

    /// Whether any shot comes near a piece on its way, by the test that `Shot::meets` begins with.
    #[inline(always)]
    fn any_nears(&self, piece: &Piece, radius: f64) -> bool {
        let half = piece.size / 2.0 + radius;
        let (way_x, way_y) = (piece.x - piece.x_before, piece.y - piece.y_before);
        let mut n_near = 0;
        for (((x, y), dx), dy) in self.x.iter().zip(&self.y).zip(&self.dx).zip(&self.dy) {
            let is_near_x = (x - piece.x_before).abs() <= half + (dx - way_x).abs();
            let is_near_y = (y - piece.y_before).abs() <= half + (dy - way_y).abs();
            n_near += u64::from(is_near_x && is_near_y);
        }
        n_near > 0
    }

    #[inline(always)]
    fn fly_on(&mut self, length: f64) {
        let Self { x, y, dx, dy, travelled, .. } = self;
        for ((((x, y), dx), dy), travelled) in x.iter_mut().zip(y).zip(dx).zip(dy).zip(travelled) {
            (*x, *y) = (*x + *dx, *y + *dy);
            *travelled += length;
        }
    }
}

kernel! {
    /// Lets all swept shots fly for one tick if none of them meets anything or ends. Returns whether that is so.
    fn fly_freely(flights: &mut Flights, setup: &Setup, pieces: &[Piece]) -> bool {
        let rules = &setup.rules;
        let length = rules.shot_speed * rules.tick_seconds;
        let mut is_free = !flights.any_ends(length, rules.shot_range);
        for piece in pieces {
            is_free &= !flights.any_nears(piece, rules.shot_radius);
        }
        if is_free {
            flights.fly_on(length);
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;
    use crate::arena::rules::PieceKind;
    use crate::arena::shots::DIRECTIONS;
    use speciate_core::draws::{Draws, Purpose};

    fn shot(setup: &Setup, obstacles: &Obstacles, draws: &Draws, address: u64) -> Shot {
        let place = |k| 500.0 + 2800.0 * draws.uniform(address + k);
        let direction = DIRECTIONS[draws.below(address + 2, 4)];
        Shot::new(setup, obstacles, (place(0), place(1)), direction, draws.below(address + 3, 4) == 0)
    }

    /// Lets every piece step somewhere; those that were destroyed are replaced.
    fn move_pieces(rules: &ArenaRules, pieces: &mut Vec<Piece>, draws: &Draws, address: u64) {
        while pieces.len() < 30 {
            let place = |k| 100.0 + 3640.0 * draws.uniform(address + 200 + 2 * pieces.len() as u64 + k);
            pieces.push(Piece::new(rules, PieceKind::Queen, 0, (place(0), place(1)), 0.0));
        }
        for (piece, address) in pieces.iter_mut().zip((address..).step_by(2)) {
            (piece.x_before, piece.y_before) = (piece.x, piece.y);
            piece.x += 40.0 * (draws.uniform(address) - 0.5);
            piece.y += 40.0 * (draws.uniform(address + 1) - 0.5);
        }
    }

    /// The places of shots and what they destroyed.
    type Seen = (Vec<(f64, f64)>, Vec<(f64, f64)>);

    /// Plays ticks with up to `n_max` shots, each by itself or all as columns; returns what is seen in every tick.
    fn play(rules: ArenaRules, n_max: usize, are_columns: bool) -> Vec<Seen> {
        let (setup, draws) = (Setup::new(rules), Draws::at(n_max as u64, Purpose::RandomPlayer, 0, 0));
        let (mut obstacles, mut pieces) = (Obstacles::default(), Vec::new());
        obstacles.place(&setup, 3);
        let (mut shots, mut flights) = (Vec::new(), Flights::with_capacity(n_max));
        let tick = |tick: u64| {
            let address = tick * 1000;
            move_pieces(&setup.rules, &mut pieces, &draws, address);
            let mut destroyed = Vec::new();
            let destroy = |pieces: &mut Vec<Piece>, index: usize| {
                let piece = pieces.swap_remove(index);
                destroyed.push((piece.x, piece.y));
            };
            let new = shot(&setup, &obstacles, &draws, address + 500);
            if are_columns {
                if flights.len() < n_max {
                    flights.push(&setup, &new);
                }
                flights.fly(&setup, &obstacles, &mut pieces, destroy);
                let places = (0..flights.len()).map(|row| (flights.get(row).x, flights.get(row).y)).collect();
                return (places, destroyed);
            }
            if shots.len() < n_max {
                shots.push(new);
            }
            let mut destroy = destroy;
            shots.retain_mut(|shot| shot.advance(&setup, &obstacles, &mut pieces, &mut destroy));
            (shots.iter().map(|shot| (shot.x, shot.y)).collect(), destroyed)
        };
        (0..1500).map(tick).collect()
    }

    #[test]
    fn shots_as_columns_fly_like_shots_by_themselves() {
        for rules in [ArenaRules::standard(), ArenaRules::classic()] {
            for n_max in [1, 2, 7, 8, 9, 20] {
                let expected = play(rules.clone(), n_max, false);
                assert_eq!(play(rules.clone(), n_max, true), expected);
                let n_destroyed: usize = expected.iter().map(|(_, destroyed)| destroyed.len()).sum();
                assert!(n_destroyed > n_max, "{n_destroyed} destroyed by up to {n_max} shots");
            }
        }
    }

    #[test]
    fn shots_with_nothing_near_fly_freely_and_others_do_not() {
        let setup = Setup::new(ArenaRules::standard());
        let fly = |x: f64, piece_x: f64| {
            let mut flights = Flights::with_capacity(1);
            flights.push(&setup, &Shot::new(&setup, &Obstacles::default(), (x, 1000.0), DIRECTIONS[3], false));
            let piece = Piece::new(&setup.rules, PieceKind::Pawn, 0, (piece_x, 1000.0), 0.0);
            fly_freely(&mut flights, &setup, &[piece])
        };
        assert!(fly(1000.0, 1100.0));
        assert!(!fly(1000.0, 1030.0), "it meets the piece");
        assert!(!fly(3785.0, 1100.0), "it meets the wall");
    }
}
