//! How fast the arena is played: `cargo run --release -p speciate-games --example arena_speed [OPTIONS_JSON]`.

use speciate_core::error::Result;
use speciate_games::make;
use speciate_games::players::Player;
use std::time::Instant;

const N_EPISODES: u64 = 2000;

fn main() -> Result<()> {
    let options = std::env::args().nth(1).unwrap_or_default();
    let mut arena = make("arena", &options)?.make();
    let spec = arena.spec();
    let mut observation = vec![0.0; spec.n_observations];
    let mut action = vec![0.0; spec.n_actions];
    let (mut n_steps, start) = (0, Instant::now());
    for seed in 0..N_EPISODES {
        arena.reset(seed, &mut observation);
        for step in 0.. {
            Player::Random.act(seed, step, &mut action);
            n_steps += 1;
            if arena.step(&action, &mut observation) {
                break;
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = f64::from(n_steps) / seconds;
    println!("{N_EPISODES} episodes, {n_steps} steps, {rate:.0} steps/s, {:.3} microseconds a step", 1e6 / rate);
    Ok(())
}
