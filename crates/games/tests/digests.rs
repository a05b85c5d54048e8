//! The native games and their plain-Python mirrors play equal episodes bit for bit: both are compared with the
//! digests in `digests.json` (`tests/unit/backends/reference/games/test_digests.py` is the other half).

use serde_json::Value;
use speciate_games::make;
use speciate_games::players::Player;

/// Takes 32 bits into a digest (FNV-1a with words for bytes).
fn take(digest: u64, bits: u32) -> u64 {
    (digest ^ u64::from(bits)).wrapping_mul(0x0100_0000_01B3)
}

/// The number of steps that the random player plays in an episode, and the digest of every observation and
/// then of the results.
fn digest(name: &str, options: &str, seed: u64) -> (u64, String) {
    let mut environment = make(name, options).unwrap().make();
    let spec = environment.spec();
    let mut observation = vec![0.0_f32; spec.n_observations];
    let mut action = vec![0.0; spec.n_actions];
    let mut results = vec![0.0_f64; spec.results.len()];
    environment.reset(seed, &mut observation);
    let mut digest = observation.iter().fold(0xCBF2_9CE4_8422_2325, |digest, value| take(digest, value.to_bits()));
    let (mut n_steps, mut is_over) = (0, false);
    while !is_over {
        Player::Random.act(seed, n_steps, &observation, &mut action);
        is_over = environment.step(&action, &mut observation);
        digest = observation.iter().fold(digest, |digest, value| take(digest, value.to_bits()));
        n_steps += 1;
    }
    environment.results(&mut results);
    for result in results {
        digest = take(take(digest, result.to_bits() as u32), (result.to_bits() >> 32) as u32);
    }
    (n_steps as u64, format!("{digest:016x}"))
}

#[test]
fn episodes_have_the_digests_that_the_reference_has() {
    let table: Vec<Value> = serde_json::from_str(include_str!("digests.json")).unwrap();
    assert!(table.len() > 10);
    for mut row in table {
        let (name, options) = (row["name"].as_str().unwrap(), row["options"].to_string());
        let (n_steps, digest) = digest(name, &options, row["seed"].as_u64().unwrap());
        let expected = row.clone();
        row["n_steps"] = n_steps.into();
        row["digest"] = digest.into();
        assert_eq!(row, expected);
    }
}
