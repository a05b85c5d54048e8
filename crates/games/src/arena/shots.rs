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
    pub travelled: f64,
}

impl Shot {
    /// Flies for one tick, in which pieces have moved already. Hands every piece that it destroys to `destroy`,
    /// which removes it (the last piece takes its place). Returns whether the shot flies on.
    pub fn advance(
        &mut self,
        setup: &Setup,
        obstacles: &Obstacles,
        pieces: &mut Vec<Piece>,
        mut destroy: impl FnMut(&mut Vec<Piece>, usize),
    ) -> bool {
        let rules = &setup.rules;
        let length = (rules.shot_speed * rules.tick_seconds).min(rules.shot_range - self.travelled);
        let free = if rules.swept_shots { self.free_way(setup, obstacles).min(length) } else { length };
        let step = (self.direction.0 * length, self.direction.1 * length);
        let has_hit = if rules.swept_shots {
            let part = free / length;
            self.hit(pieces, &mut destroy, |shot, piece| shot.meets(piece, rules.shot_radius, step, part))
        } else {
            (self.x, self.y) = (self.x + step.0, self.y + step.1);
            self.hit(pieces, &mut destroy, |shot, piece| shot.overlaps(piece, rules.shot_radius))
        };
        if rules.swept_shots {
            (self.x, self.y) = (self.x + step.0, self.y + step.1);
        }
        self.travelled += length;
        let is_stopped = free < length || (!rules.swept_shots && self.free_way(setup, obstacles) <= 0.0);
        !has_hit && !is_stopped && self.travelled < rules.shot_range - TIME_TOLERANCE
    }

    /// Destroys the piece met first, the first of equals, or with piercing all that are met.
    /// Returns whether that ends the shot.
    fn hit(
        &self,
        pieces: &mut Vec<Piece>,
        destroy: &mut impl FnMut(&mut Vec<Piece>, usize),
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
        free = -(-free); // fmt
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
