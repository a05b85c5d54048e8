//! The state of an episode, and how a tick changes it.

use super::agent::{Agent, Decision};
use super::flights::Flights;
use super::layout::Layouts;
use super::obstacles::Obstacles;
use super::pieces::Piece;
use super::power_ups::{Effects, PowerUp, remaining};
use super::rules::{ArenaRules, PieceKind, PowerUpKind, Scoring};
use super::score::Score;
use super::setup::Setup;
use super::streams::{Stream, draws};
use super::surroundings::Surroundings;
use speciate_core::draws::Draws;

/// The state of an episode.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub tick: usize,
    pub is_over: bool,
    pub agent: Agent,
    pub effects: Effects,
    pub obstacles: Obstacles,
    pub surroundings: Surroundings,
    pub pieces: Vec<Piece>,
    pub power_ups: Vec<PowerUp>,
    pub shots: Flights,
    pub score: Score,
    layouts: Layouts,
    lengths: Draws,
    n_pieces_appeared: usize,
    n_power_ups_appeared: usize,
}

impl World {
    /// A world with room for all that an episode can hold, so that playing allocates nothing.
    pub fn new(setup: &Setup) -> Self {
        let (n_pieces, n_power_ups) = (setup.piece_ticks.len(), setup.power_up_ticks.len());
        let mut world = Self {
            tick: 0,
            is_over: false,
            agent: Agent::default(),
            effects: Effects::default(),
            obstacles: Obstacles::with_capacity(setup.n_obstacles),
            surroundings: Surroundings::with_capacity(setup.n_obstacles),
            pieces: Vec::with_capacity(n_pieces),
            power_ups: Vec::with_capacity(n_power_ups.min(setup.rules.power_ups_max)),
            shots: Flights::with_capacity(setup.shot_ticks()),
            score: Score::default(),
            layouts: Layouts::new(setup),
            lengths: draws(0, Stream::Lengths),
            n_pieces_appeared: 0,
            n_power_ups_appeared: 0,
        };
        world.start(setup, 0);
        world
    }

    /// Starts the episode of a seed; the first pieces have appeared.
    pub fn start(&mut self, setup: &Setup, seed: u64) {
        self.layouts.turn_to(setup, seed);
        self.lengths = draws(seed, Stream::Lengths);
        self.obstacles.copy(&self.layouts.current().obstacles);
        self.surroundings.forget();
        self.tick = 0;
        self.is_over = false;
        self.agent = Agent { x: setup.centre(), y: setup.centre(), ..Agent::default() };
        self.agent.n_lives = setup.rules.lives;
        self.effects = Effects::default();
        self.pieces.clear();
        self.power_ups.clear();
        self.shots.clear();
        (self.n_pieces_appeared, self.n_power_ups_appeared) = (0, 0);
        self.score = Score::default();
        self.appear(setup);
    }

    /// Plays one tick, up to and with its score.
    pub fn advance(&mut self, setup: &Setup, decision: Decision) {
        let rules = &setup.rules;
        self.count_down(rules);
        self.move_agent(setup, decision);
        self.shoot(setup, decision.shoot);
        self.move_pieces(setup);
        self.fly_shots(setup);
        self.touch_pieces(setup);
        if !self.is_over {
            self.pick_up(rules);
        }
        self.tick += 1;
        self.count(setup);
        self.is_over |= self.tick == setup.n_ticks;
    }

    /// Lets the pieces and power-ups that are due appear.
    pub fn appear(&mut self, setup: &Setup) {
        let rules = &setup.rules;
        let agent = (self.agent.x, self.agent.y);
        let layout = self.layouts.current();
        while setup.piece_ticks.get(self.n_pieces_appeared) == Some(&self.tick) {
            let drawn = &layout.pieces[self.n_pieces_appeared];
            let size = rules.piece_sizes[drawn.kind as usize];
            let origin = if rules.spawn_at_edge { (0.0, 0.0) } else { agent };
            let x = setup.within_walls(origin.0 + drawn.place.0, size);
            let y = setup.within_walls(origin.1 + drawn.place.1, size);
            self.pieces.push(Piece::new(rules, drawn.kind, self.n_pieces_appeared as u64, (x, y), drawn.wait));
            self.n_pieces_appeared += 1;
        }
        while setup.power_up_ticks.get(self.n_power_ups_appeared) == Some(&self.tick) {
            let drawn = &layout.power_ups[self.n_power_ups_appeared];
            let centre = (setup.centre(), setup.centre());
            let origin = if rules.power_ups_at_centre { centre } else { agent };
            let padding = rules.power_up_padding;
            let inside = |place: f64| place.max(padding).min(setup.width - padding);
            let (x, y) = (inside(origin.0 + drawn.x), inside(origin.1 + drawn.y));
            if self.power_ups.len() < rules.power_ups_max {
                self.power_ups.push(PowerUp { x, y, kind: drawn.kind });
            }
            self.n_power_ups_appeared += 1;
        }
    }

    fn count_down(&mut self, rules: &ArenaRules) {
        self.effects.count_down(rules.tick_seconds);
        self.agent.grace = remaining(self.agent.grace, rules.tick_seconds);
        self.agent.cooldown = remaining(self.agent.cooldown, rules.tick_seconds);
    }

    fn move_pieces(&mut self, setup: &Setup) {
        let rules = &setup.rules;
        let seconds = self.tick as f64 * rules.tick_seconds;
        let agent = (self.agent.x, self.agent.y);
        let pace = if self.effects.is_active(PowerUpKind::Freeze) {
            0.0
        } else if self.effects.is_active(PowerUpKind::Slow) {
            rules.slow_pace
        } else {
            1.0
        };
        let elapsed = PieceKind::ALL.map(|kind| rules.tick_seconds * kind.pace(rules, seconds) * pace);
        for piece in &mut self.pieces {
            piece.advance(setup, &self.lengths, agent, elapsed[piece.kind as usize]);
        }
    }

    fn fly_shots(&mut self, setup: &Setup) {
        let factor = self.factor();
        let Self { shots, pieces, score, obstacles, .. } = self;
        shots.fly(setup, obstacles, pieces, |pieces, index| {
            let kind = pieces.swap_remove(index).kind;
            score.destroyed(&setup.rules, setup.rules.piece_values[kind as usize], factor);
        });
    }

    /// How often what is destroyed counts.
    pub fn factor(&self) -> f64 {
        if self.effects.is_active(PowerUpKind::DoublePoints) { 2.0 } else { 1.0 }
    }

    fn count(&mut self, setup: &Setup) {
        let rules = &setup.rules;
        if rules.scoring == Scoring::Standard {
            return; // its results need no more than the number of ticks
        }
        let mut square = f64::INFINITY;
        for power_up in &self.power_ups {
            let (dx, dy) = (power_up.x - self.agent.x, power_up.y - self.agent.y);
            square = (dx * dx + dy * dy).min(square);
        }
        self.score.passed(rules, square.sqrt(), self.factor());
        if self.tick == setup.milestone_tick(self.score.next_milestone()) {
            self.score.reached_milestone(rules);
        }
    }
}
