//! How fast the arena is played: `cargo run --release -p speciate-games --example arena_speed [OPTIONS_JSON]`.
//!
//! Three players on one thread, whose own time is not counted, and then the rollout of a founding population with
//! one thread and with one for each core.

use speciate_core::draws::{Draws, Purpose};
use speciate_core::error::Result;
use speciate_core::evaluation::environment::Environment;
use speciate_core::evaluation::rollout::Rollout;
use speciate_core::network::networks::Networks;
use speciate_core::parallel::Threads;
use speciate_core::population::founders;
use speciate_core::settings::Settings;
use speciate_games::make;
use speciate_games::players::{self, Player};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const N_EPISODES: u64 = 300;
const N_ROUNDS: usize = 5;
const N_NETWORKS: usize = 167;

fn main() -> Result<()> {
    let options = std::env::args().nth(1).unwrap_or_default();
    let mut arena = make("arena", &options)?.make();
    for name in players::names("arena") {
        let actions = record(&mut *arena, players::named("arena", name)?);
        let seconds = fastest(|| replay(&mut *arena, &actions));
        report(name, actions.iter().map(|episode| episode.len() / 6).sum(), seconds);
    }
    for n_threads in [1, 0] {
        roll_out(&options, n_threads)?;
    }
    Ok(())
}

/// The actions of a player in every episode.
fn record(arena: &mut dyn Environment, player: Player) -> Vec<Vec<f32>> {
    let (mut observation, mut action) = ([0.0; 86], [0.0; 6]);
    let mut play = |seed| {
        arena.reset(seed, &mut observation);
        let mut actions = Vec::new();
        for step in 0.. {
            player.act(seed, step, &observation, &mut action);
            actions.extend(action);
            if arena.step(&action, &mut observation) {
                break;
            }
        }
        actions
    };
    (0..N_EPISODES).map(&mut play).collect()
}

fn replay(arena: &mut dyn Environment, actions: &[Vec<f32>]) {
    let mut observation = [0.0; 86];
    for (seed, episode) in (0..).zip(actions) {
        arena.reset(seed, &mut observation);
        for action in episode.chunks_exact(6) {
            arena.step(action, &mut observation);
        }
    }
}

fn fastest(mut work: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    (0..N_ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn report(name: &str, n_steps: usize, seconds: f64) {
    let rate = n_steps as f64 / seconds;
    println!("{name:>20}: {n_steps:>7} steps, {rate:>9.0} steps/s, {:.3} microseconds a step", 1e6 / rate);
}

fn roll_out(options: &str, n_threads: usize) -> Result<()> {
    let text = include_str!("../../core/tests/settings.json").replace("\"GROWTH\"", "0").replace("\"SHRINKAGE\"", "0");
    let mut settings: Settings = serde_json::from_str(&text).expect("the settings of the core's tests are valid");
    (settings.n_inputs, settings.n_outputs, settings.population_size) = (86, 6, N_NETWORKS);
    let mut networks = Networks::default();
    networks.compile(&Threads::default(), &founders::found(&settings).0, false);
    let factory = make("arena", options)?;
    let (rollout, threads) = (Rollout::new(&*factory), Threads::new(n_threads)?);
    let n_seeds = 2;
    let mut results = vec![0.0; N_NETWORKS * n_seeds * 4];
    let draws = Draws::at(1, Purpose::RandomPlayer, 0, 0);
    let (mut seconds, mut survived) = (0.0, 0.0);
    for round in 0..10 {
        let seeds = [0, 1].map(|k| (draws.uniform(2 * round + k) * 1e9) as u64);
        let start = Instant::now();
        rollout.play(&threads, &networks, &seeds, &AtomicBool::new(false), &mut results)?;
        seconds += start.elapsed().as_secs_f64();
        survived += results.chunks(4).map(|row| row[1]).sum::<f64>();
    }
    println!(
        "{:>20}: {:.1} ms a generation of {N_NETWORKS} networks, {survived:.0} s survived",
        format!("rollout, {} threads", threads.count()),
        seconds * 100.0
    );
    Ok(())
}
