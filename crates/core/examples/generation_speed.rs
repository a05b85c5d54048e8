//! Time per genome of each step of a generation that needs no evaluation, with one thread:
//! `cargo run --release -p speciate-core --example generation_speed -- 86 6 167 1000 10000`.

use std::time::{Duration, Instant};

#[path = "../benches/evolution/mod.rs"]
mod evolution;
use evolution::{Evolution, STEPS, settings};

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let (n_inputs, n_outputs) = (arguments[0], arguments[1]);
    println!("{n_inputs} inputs, {n_outputs} outputs; microseconds per genome, medians of generations");
    print!("{:>10}", "population");
    for heading in STEPS.iter().chain(&["all", "species", "connections"]) {
        print!(" {heading:>11}");
    }
    println!();
    for &population_size in &arguments[2..] {
        measure(Evolution::new(settings(n_inputs, n_outputs, population_size)));
    }
}

fn measure(mut evolution: Evolution) {
    let n = evolution.population.len();
    let mut times: [Vec<Duration>; 5] = Default::default();
    for _ in 0..(200_000 / n).clamp(12, 120) {
        let (mut started, mut step) = (Instant::now(), 0);
        evolution.advance(|| {
            times[step].push(started.elapsed());
            (started, step) = (Instant::now(), step + 1);
        });
    }
    let [_, medians @ ..] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e6 / n as f64
    });
    print!("{n:>10}");
    for median in medians {
        print!(" {median:>11.2}");
    }
    let connections = evolution.population.connections.len() / n;
    println!(" {:>11.2} {:>11} {connections:>11}", medians.iter().sum::<f64>(), evolution.species.len());
}
