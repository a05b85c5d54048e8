//! The arena is a game: those who do nothing die early, and competence pays in every result.

use speciate_games::make;
use speciate_games::players::{Player, named, play};

const N_SEEDS: u64 = 200;

/// The mean results (fitness, survival, kills, power-ups) over the seeds, and the median survival.
struct Table {
    mean: [f64; 4],
    median_survival: f64,
}

fn table(options: &str, player: Player) -> Table {
    let mut arena = make("arena", options).unwrap().make();
    let episodes: Vec<Vec<f64>> = (0..N_SEEDS).map(|seed| play(&mut *arena, player, seed)).collect();
    let mut survivals: Vec<f64> = episodes.iter().map(|results| results[1]).collect();
    survivals.sort_by(f64::total_cmp);
    let mean = std::array::from_fn(|i| episodes.iter().map(|results| results[i]).sum::<f64>() / N_SEEDS as f64);
    let table = Table { mean, median_survival: survivals[survivals.len() / 2] };
    println!("{:?}, median survival {:.1}", table.mean.map(|x| (x * 10.0).round() / 10.0), table.median_survival);
    table
}

#[test]
fn idle_and_random_players_die_early_and_competence_pays() {
    let idle = table("{}", Player::Idle);
    let random = table("{}", Player::Random);
    let competent = table("{}", named("arena", "scripted").unwrap());
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
    let random = table("{\"preset\": \"classic\"}", Player::Random);
    let competent = table("{\"preset\": \"classic\"}", named("arena", "scripted").unwrap());
    assert!(competent.mean[0] > 1.5 * random.mean[0]);
}
