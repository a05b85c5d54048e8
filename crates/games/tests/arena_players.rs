//! The arena is a game: those who do nothing die early, and competence pays in every result.

use speciate_core::evaluation::environment::Environment;
use speciate_games::make;
use speciate_games::players::{Player, play};
use std::f32::consts::PI;

const N_SEEDS: u64 = 200;
const RAY_LENGTH: f32 = 2800.0;

/// A direction and how strongly to go there.
#[derive(Default)]
struct Wish {
    x: f32,
    y: f32,
}

impl Wish {
    fn toward(&mut self, ray: usize, strength: f32) {
        let angle = 2.0 * PI * ray as f32 / 16.0;
        self.x += strength * angle.cos();
        self.y += strength * angle.sin();
    }
}

/// A player written by hand that knows the 86 inputs only: it flees pieces and walls, goes for power-ups and
/// shoots at what stands on an axis.
fn scripted(observation: &[f32], action: &mut [f32]) {
    let distance = |ray: usize, value: usize| match observation[ray * 5 + value] {
        nearness if nearness > 0.0 => (1.0 - nearness) * RAY_LENGTH,
        _ => f32::INFINITY,
    };
    let mut wish = Wish::default();
    for ray in 0..16 {
        let (piece, obstacle, power_up, wall) =
            (distance(ray, 0), distance(ray, 2), distance(ray, 3), distance(ray, 4));
        wish.toward(ray, -(250.0 / piece).powi(2));
        wish.toward(ray, -(60.0 / obstacle.max(20.0)).powi(3));
        wish.toward(ray, -(120.0 / wall.max(20.0)).powi(2));
        wish.toward(ray, (300.0 / power_up.max(100.0)).min(2.0));
    }
    let length = (wish.x * wish.x + wish.y * wish.y).sqrt().max(1e-6);
    action[0] = wish.x / length;
    action[1] = wish.y / length;
    for (output, ray) in [(2, 12), (3, 4), (4, 8), (5, 0)] {
        let piece = distance(ray, 0);
        action[output] = if piece < 1000.0 && piece < distance(ray, 2) { 1.0 - piece / 1000.0 } else { -1.0 };
    }
}

fn play_scripted(arena: &mut dyn Environment, seed: u64) -> Vec<f64> {
    let (mut observation, mut action, mut results) = (vec![0.0; 86], vec![0.0; 6], vec![0.0; 4]);
    arena.reset(seed, &mut observation);
    loop {
        scripted(&observation, &mut action);
        if arena.step(&action, &mut observation) {
            arena.results(&mut results);
            return results;
        }
    }
}

/// The mean results (fitness, survival, kills, power-ups) over the seeds, and the median survival.
struct Table {
    mean: [f64; 4],
    median_survival: f64,
}

fn table(options: &str, mut play: impl FnMut(&mut dyn Environment, u64) -> Vec<f64>) -> Table {
    let mut arena = make("arena", options).unwrap().make();
    let episodes: Vec<Vec<f64>> = (0..N_SEEDS).map(|seed| play(&mut *arena, seed)).collect();
    let mut survivals: Vec<f64> = episodes.iter().map(|results| results[1]).collect();
    survivals.sort_by(f64::total_cmp);
    let mean = std::array::from_fn(|i| episodes.iter().map(|results| results[i]).sum::<f64>() / N_SEEDS as f64);
    let table = Table { mean, median_survival: survivals[survivals.len() / 2] };
    println!("{:?}, median survival {:.1}", table.mean.map(|x| (x * 10.0).round() / 10.0), table.median_survival);
    table
}

#[test]
fn idle_and_random_players_die_early_and_competence_pays() {
    let idle = table("{}", |arena, seed| play(arena, Player::Idle, seed));
    let random = table("{}", |arena, seed| play(arena, Player::Random, seed));
    let competent = table("{}", play_scripted);
    for poor in [idle, random] {
        assert!((4.0..20.0).contains(&poor.median_survival), "{}", poor.median_survival);
        assert!(competent.median_survival > 1.5 * poor.median_survival);
        for (better, worse) in competent.mean.iter().zip(poor.mean) {
            assert!(*better > 2.0 * worse, "{better} {worse}");
        }
    }
}

#[test]
fn competence_pays_in_the_classic_game() {
    let random = table("{\"preset\": \"classic\"}", |arena, seed| play(arena, Player::Random, seed));
    let competent = table("{\"preset\": \"classic\"}", play_scripted);
    assert!(competent.mean[0] > 1.5 * random.mean[0]);
}
