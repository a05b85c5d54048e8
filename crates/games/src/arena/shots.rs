//! Shots, and what they hit.

use super::obstacles::Obstacles;
use super::pieces::Piece;
use super::setup::{Setup, TIME_TOLERANCE};

/// Up, down, left and right; y points down.
pub(super) const DIRECTIONS: [(f64, f64); 4] = [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)];

/// A shot in flight: a box that moves along one axis.
#[derive(Clone, Debug)]
pub(super) struct Shot {
    pub x: f64,
    pub y: f64,
    pub direction: (f64, f64),
    /// Whether it goes on through pieces; settled when it is fired.
    pub is_piercing: bool,
    /// How far it can fly before it touches a wall or an obstacle.
    pub room: f64,
    pub travelled: f64,
}

impl Shot {
    /// A shot from a place.
    pub fn new(
        setup: &Setup,
        obstacles: &Obstacles,
        (x, y): (f64, f64),
        direction: (f64, f64),
        is_piercing: bool,
    ) -> Self {
        let mut shot = Self { x, y, direction, is_piercing, room: 0.0, travelled: 0.0 };
        shot.room = shot.free_way(setup, obstacles);
        shot
    }

    /// Flies for one tick, in which pieces have moved already. Hands every piece that it destroys to `destroy`,
    /// which removes it (the last piece takes its place). Returns whether the shot flies on.
    pub fn advance(
        &mut self,
        setup: &Setup,
        obstacles: &Obstacles,
        pieces: &mut Vec<Piece>,
        destroy: impl FnMut(&mut Vec<Piece>, usize),
    ) -> bool {
        let rules = &setup.rules;
        let length = (rules.shot_speed * rules.tick_seconds).min(rules.shot_range - self.travelled);
        let step = (self.direction.0 * length, self.direction.1 * length);
        let is_ended = if rules.swept_shots {
            let free = (self.room - self.travelled).min(length);
            let has_hit =
                self.hit(pieces, destroy, |shot, piece| shot.meets(piece, rules.shot_radius, step, free / length));
            (self.x, self.y) = (self.x + step.0, self.y + step.1);
            has_hit || free < length
        } else {
            (self.x, self.y) = (self.x + step.0, self.y + step.1);
            let has_hit = self.hit(pieces, destroy, |shot, piece| shot.overlaps(piece, rules.shot_radius));
            has_hit || self.free_way(setup, obstacles) <= 0.0
        };
        self.travelled += length;
        !is_ended && self.travelled < rules.shot_range - TIME_TOLERANCE
    }

    /// Destroys the piece met first, the first of equals, or with piercing all that are met.
    /// Returns whether that ends the shot.
    fn hit(
        &self,
        pieces: &mut Vec<Piece>,
        mut destroy: impl FnMut(&mut Vec<Piece>, usize),
        meets: impl Fn(&Self, &Piece) -> Option<f64>,
    ) -> bool {
        let (mut first, mut soonest, mut i) = (None, f64::INFINITY, 0);
        while i < pieces.len() {
            match meets(self, &pieces[i]) {
                Some(_) if self.is_piercing => {
                    destroy(pieces, i);
                    continue;
                }
                Some(moment) if moment < soonest => (first, soonest) = (Some(i), moment),
                _ => {}
            }
            i += 1;
        }
        first.map(|index| destroy(pieces, index)).is_some()
    }

    /// The part of the tick after which the shot meets a piece, at most `part`. Both move evenly in the tick,
    /// so that neither can jump over the other.
    fn meets(&self, piece: &Piece, radius: f64, step: (f64, f64), part: f64) -> Option<f64> {
        let half = piece.size / 2.0 + radius;
        let (x, y) = (self.x - piece.x_before, self.y - piece.y_before);
        let (dx, dy) = (step.0 - (piece.x - piece.x_before), step.1 - (piece.y - piece.y_before));
        if x.abs() > half + dx.abs() || y.abs() > half + dy.abs() {
            return None;
        }
        let (mut enter, mut leave) = (0.0, part);
        for (position, change) in [(x, dx), (y, dy)] {
            if change == 0.0 {
                continue; // the test above has found it inside
            }
            let (a, b) = ((-half - position) / change, (half - position) / change);
            let (near, far) = if a < b { (a, b) } else { (b, a) };
            if near > enter {
                enter = near;
            }
            if far < leave {
                leave = far;
            }
        }
        (enter <= leave).then_some(enter)
    }

    fn overlaps(&self, piece: &Piece, radius: f64) -> Option<f64> {
        let half = piece.size / 2.0 + radius;
        ((self.x - piece.x).abs() < half && (self.y - piece.y).abs() < half).then_some(0.0)
    }

    /// How far the shot can fly before it touches a wall or an obstacle; 0 or less when it does already.
    fn free_way(&self, setup: &Setup, obstacles: &Obstacles) -> f64 {
        let (x, y) = self.direction;
        let radius = setup.rules.shot_radius;
        let half = setup.rules.obstacle_size / 2.0 + radius;
        let near = setup.rules.wall_thickness + radius;
        let far = setup.width - near;
        let along = self.x * x + self.y * y;
        let mut free = if x + y > 0.0 { far - along } else { -along - near };
        for (ox, oy) in obstacles.x.iter().zip(&obstacles.y) {
            let across = if x == 0.0 { self.x - ox } else { self.y - oy };
            let ahead = (ox * x + oy * y) - along;
            if across.abs() < half && ahead > -half && ahead - half < free {
                free = ahead - half;
            }
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;
    use crate::arena::rules::PieceKind;

    /// A shot to the right.
    #[derive(Clone, Copy)]
    struct Flight {
        from: (f64, f64),
        is_piercing: bool,
    }

    fn shot_from(x: f64, y: f64) -> Flight {
        Flight { from: (x, y), is_piercing: false }
    }

    /// Lets a shot fly for `n_ticks`, with an obstacle at (1500, 500); returns whether it still flies.
    fn fly(rules: ArenaRules, flight: Flight, pieces: &mut Vec<Piece>, n_ticks: usize) -> bool {
        let obstacles = Obstacles { x: vec![1500.0], y: vec![500.0] };
        let setup = Setup::new(rules);
        let mut shot = Shot::new(&setup, &obstacles, flight.from, DIRECTIONS[3], flight.is_piercing);
        (0..n_ticks).all(|_| {
            shot.advance(&setup, &obstacles, pieces, |pieces, index| {
                pieces.swap_remove(index);
            })
        })
    }

    fn pawn(id: u64, x: f64, y: f64) -> Piece {
        Piece::new(&ArenaRules::standard(), PieceKind::Pawn, id, (x, y), 1.0)
    }

    fn fast() -> ArenaRules {
        ArenaRules { shot_speed: 9000.0, ..ArenaRules::standard() } // 150 px in a tick
    }

    #[test]
    fn a_fast_shot_never_jumps_over_a_piece() {
        for x in [1001.0, 1040.0, 1070.0, 1149.0, 1165.0] {
            let mut pieces = vec![pawn(0, x, 1019.0)];
            assert!(!fly(fast(), shot_from(1000.0, 1000.0), &mut pieces, 1), "{x}");
            assert!(pieces.is_empty(), "{x}");
        }
        for (x, y) in [(1171.0, 1000.0), (979.0, 1000.0), (1070.0, 1021.0)] {
            let mut pieces = vec![pawn(0, x, y)];
            assert!(fly(fast(), shot_from(1000.0, 1000.0), &mut pieces, 1), "{x} {y}");
        }
    }

    #[test]
    fn a_piece_that_comes_head_on_is_met() {
        let mut charging = pawn(0, 960.0, 1000.0);
        charging.x_before = 1040.0; // it has passed the shot within this tick
        let mut pieces = vec![charging];
        assert!(!fly(ArenaRules::standard(), shot_from(1000.0, 1000.0), &mut pieces, 1));
        assert!(pieces.is_empty());
    }

    #[test]
    fn a_shot_that_is_not_swept_jumps() {
        let rules = ArenaRules { swept_shots: false, ..fast() };
        let mut pieces = vec![pawn(0, 1070.0, 1000.0)];
        assert!(fly(rules.clone(), shot_from(1000.0, 1000.0), &mut pieces, 1));
        pieces = vec![pawn(0, 1160.0, 1000.0)];
        assert!(!fly(rules, shot_from(1000.0, 1000.0), &mut pieces, 1));
        assert!(pieces.is_empty());
    }

    #[test]
    fn a_shot_ends_at_the_first_piece_whatever_their_order() {
        for xs in [[1080.0, 1120.0], [1120.0, 1080.0]] {
            let mut pieces = vec![pawn(0, xs[0], 1000.0), pawn(1, xs[1], 1000.0)];
            assert!(!fly(fast(), shot_from(1000.0, 1000.0), &mut pieces, 1));
            assert_eq!(pieces.iter().map(|piece| piece.x).collect::<Vec<_>>(), [1120.0]);
        }
    }

    #[test]
    fn a_piercing_shot_goes_on_through_pieces() {
        let shot = Flight { from: (1000.0, 1000.0), is_piercing: true };
        let mut pieces = vec![pawn(0, 1080.0, 1000.0), pawn(1, 1120.0, 1000.0), pawn(2, 1120.0, 1100.0)];
        assert!(fly(fast(), shot, &mut pieces, 1));
        assert_eq!(pieces.len(), 1);
    }

    #[test]
    fn a_shot_ends_at_an_obstacle_and_spares_what_is_behind() {
        for rules in [ArenaRules::standard(), fast()] {
            let mut pieces = vec![pawn(0, 1560.0, 500.0)];
            assert!(!fly(rules, shot_from(1400.0, 500.0), &mut pieces, 60));
            assert_eq!(pieces.len(), 1);
        }
        let mut pieces = vec![pawn(0, 1460.0, 500.0)]; // over the near edge of the obstacle
        assert!(!fly(fast(), shot_from(1400.0, 500.0), &mut pieces, 1));
        assert!(pieces.is_empty());
    }

    #[test]
    fn an_obstacle_behind_does_not_stop_a_shot() {
        assert!(fly(ArenaRules::standard(), shot_from(1550.0, 500.0), &mut Vec::new(), 10));
    }

    #[test]
    fn a_shot_ends_at_the_wall() {
        assert!(fly(fast(), shot_from(3640.0, 1000.0), &mut Vec::new(), 1));
        assert!(!fly(fast(), shot_from(3645.0, 1000.0), &mut Vec::new(), 1));
        let jumping = ArenaRules { swept_shots: false, ..fast() };
        assert!(fly(jumping.clone(), shot_from(3640.0, 1000.0), &mut Vec::new(), 1));
        assert!(!fly(jumping, shot_from(3645.0, 1000.0), &mut Vec::new(), 1));
    }

    #[test]
    fn a_shot_ends_after_its_range() {
        assert!(fly(ArenaRules::standard(), shot_from(1000.0, 1000.0), &mut Vec::new(), 79));
        assert!(!fly(ArenaRules::standard(), shot_from(1000.0, 1000.0), &mut Vec::new(), 80));
        let mut pieces = vec![pawn(0, 2215.0, 1000.0), pawn(1, 2235.0, 1000.0)];
        fly(ArenaRules::standard(), shot_from(1000.0, 1000.0), &mut pieces, 200);
        assert_eq!(pieces.len(), 1);
    }
}
