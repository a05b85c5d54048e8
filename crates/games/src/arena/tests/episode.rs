//! What appears, what is sensed and what an episode is as a whole.

use super::*;
use crate::arena::sensors::N_RAY_VALUES;

#[test]
fn no_more_power_ups_appear_than_may_be_on_the_field() {
    let rules = ArenaRules { power_up_interval_seconds: 0.1, lives: 100, first_pawns: 0, ..ArenaRules::standard() };
    let setup = Setup::new(rules);
    let mut world = World::new(&setup);
    let mut most = 0;
    for _ in 0..600 {
        world.pieces.clear();
        world.advance(&setup, STILL);
        world.appear(&setup);
        most = most.max(world.power_ups.len());
    }
    assert_eq!(most, 15);
}

#[test]
fn pieces_and_power_ups_appear_on_time_and_on_the_field() {
    let setup = Setup::new(ArenaRules { lives: 100, ..ArenaRules::standard() });
    let mut world = World::new(&setup);
    for seed in 0..10 {
        world.start(&setup, seed);
        (world.agent.x, world.agent.y) = (60.0, 3780.0);
        assert_eq!(world.pieces.len(), 4);
        let mut n_appeared = 4;
        for tick in 1..=600 {
            let before = world.pieces.len();
            world.effects.start(PowerUpKind::Freeze, 1.0);
            world.effects.start(PowerUpKind::Shield, f64::INFINITY);
            world.advance(&setup, STILL);
            world.appear(&setup);
            n_appeared += world.pieces.len() - before;
            let expected = match tick {
                0..180 => 4,
                180..351 => 5,
                351..514 => 6,
                _ => 7,
            };
            assert_eq!(n_appeared, expected, "{tick}");
        }
        for piece in &world.pieces {
            assert!((54.0..=3786.0).contains(&piece.x) && (54.0..=3786.0).contains(&piece.y));
        }
        for power_up in &world.power_ups {
            assert!((100.0..=3740.0).contains(&power_up.x) && (100.0..=3740.0).contains(&power_up.y));
        }
        assert_eq!(world.power_ups.len(), 4);
    }
}

/// How far from the agent, at (1000, 1000), things appear in the first ten seconds: pieces, then power-ups.
fn distances_from_the_agent(rules: ArenaRules) -> [Vec<f64>; 2] {
    let setup = Setup::new(rules);
    let mut world = World::new(&setup);
    let mut distances = [Vec::new(), Vec::new()];
    for tick in 1..setup.n_ticks / 6 {
        world.pieces.clear();
        world.power_ups.clear();
        (world.tick, world.agent.x, world.agent.y) = (tick, 1000.0, 1000.0);
        world.appear(&setup);
        distances[0].extend(world.pieces.iter().map(|piece| (piece.x - 1000.0).hypot(piece.y - 1000.0)));
        distances[1].extend(world.power_ups.iter().map(|thing| (thing.x - 1000.0).hypot(thing.y - 1000.0)));
    }
    distances
}

#[test]
fn standard_things_appear_round_the_agent_and_classic_ones_do_not() {
    let [pieces, power_ups] = distances_from_the_agent(ArenaRules::standard());
    assert!(pieces.len() == 3 && pieces.iter().all(|distance| (399.9..900.1).contains(distance)), "{pieces:?}");
    assert!(power_ups.len() == 3 && power_ups.iter().all(|distance| (199.9..800.1).contains(distance)));
    let [pieces, power_ups] = distances_from_the_agent(ArenaRules::classic());
    assert!(pieces.iter().any(|&distance| distance > 900.1), "{pieces:?}");
    assert!(power_ups.iter().any(|&distance| distance > 800.1), "{power_ups:?}");
}

#[test]
fn nothing_of_an_episode_is_left_in_the_next() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Speed);
    scene.put_power_up(PowerUpKind::Slow, 500.0, 0.0);
    scene.play(SHOOT_RIGHT, 1);
    scene.world.start(&scene.setup, 0);
    assert!(scene.world.shots.is_empty() && scene.world.power_ups.is_empty());
    assert_eq!(scene.observation()[83], 0.0);
    assert_eq!(scene.results(), [0.0; 4]);
}

#[test]
fn an_observation_lists_rays_first_and_then_the_state() {
    let mut scene = Scene::standard();
    scene.put(PieceKind::Knight, 700.0, 10.0);
    scene.put_power_up(PowerUpKind::Slow, 0.0, -1400.0);
    scene.world.obstacles.x.push(scene.world.agent.x - 350.0);
    scene.world.obstacles.y.push(scene.world.agent.y);
    let observation = scene.observation();
    let ray = |index: usize| &observation[index * N_RAY_VALUES..(index + 1) * N_RAY_VALUES];
    let wall = (1.0 - 1880.0 / 2800.0) as f32;
    assert_eq!(ray(0), [0.75, 0.4, 0.0, 0.0, wall]);
    assert_eq!(ray(4), [0.0, 0.0, 0.0, 0.0, wall]);
    assert_eq!(ray(8), [0.0, 0.0, 0.875, 0.0, wall]);
    assert_eq!(ray(12), [0.0, 0.0, 0.0, 0.5, wall]);
    assert_eq!(observation[80..], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn a_piece_beyond_the_rays_is_not_sensed() {
    let mut scene = Scene::of(ArenaRules { ray_length: 500.0, ..ArenaRules::standard() });
    scene.put(PieceKind::Knight, 501.0, 0.0);
    assert_eq!(scene.observation()[..2], [0.0, 0.0]);
}

#[test]
fn standard_fitness_weighs_the_three_results() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Slow);
    scene.put(PieceKind::Queen, 100.0, 0.0);
    scene.play(SHOOT_RIGHT, 60);
    let [fitness, survival, kills, power_ups] = scene.results();
    assert_eq!([kills, power_ups], [9.0, 1.0]);
    assert_near(survival, 1.0);
    assert_near(fitness, 5.0 + 90.0 + 50.0);
}

/// The observations of an episode of the random player, and its results.
fn episode(rules: ArenaRules, seed: u64) -> (Vec<f32>, Vec<f64>) {
    use crate::players::Player;
    let mut arena = Arena::new(rules).unwrap();
    let (mut observation, mut action, mut results) = (vec![0.0; 86], vec![0.0; 6], vec![0.0; 4]);
    arena.reset(seed, &mut observation);
    let mut seen = observation.clone();
    for step in 0.. {
        Player::Random.act(1, step, &observation, &mut action);
        let is_over = arena.step(&action, &mut observation);
        seen.extend(&observation);
        if is_over {
            break;
        }
    }
    arena.results(&mut results);
    (seen, results)
}

#[test]
fn equal_seeds_give_equal_episodes_and_other_seeds_others() {
    for rules in [ArenaRules::standard(), ArenaRules::classic()] {
        assert_eq!(episode(rules.clone(), 5), episode(rules.clone(), 5));
        assert_ne!(episode(rules.clone(), 5), episode(rules, 6));
    }
}

#[test]
fn a_used_arena_plays_like_a_fresh_one() {
    let mut arena = Arena::new(ArenaRules::classic()).unwrap();
    for seed in 0..3 {
        crate::players::play(&mut arena, crate::players::Player::Random, seed);
    }
    let again = crate::players::play(&mut arena, crate::players::Player::Random, 1);
    let mut fresh = Arena::new(ArenaRules::classic()).unwrap();
    assert_eq!(again, crate::players::play(&mut fresh, crate::players::Player::Random, 1));
}

#[test]
fn a_whole_episode_lasts_as_many_steps_as_the_spec_says() {
    for (rules, n_steps, seconds) in [(ArenaRules::standard(), 900, 60.0), (ArenaRules::classic(), 450, 59.9985)] {
        let mut arena = Arena::new(rules).unwrap();
        assert_eq!(arena.spec().max_steps, n_steps);
        let mut observation = [0.0; 86];
        arena.reset(1, &mut observation);
        let mut n_pieces = 0;
        for step in 1..=n_steps {
            n_pieces += arena.world.pieces.len();
            arena.world.pieces.clear();
            assert_eq!(arena.step(&[0.0; 6], &mut observation), step == n_steps);
        }
        assert_eq!(n_pieces, arena.setup.piece_ticks.len());
        let mut results = [0.0; 4];
        arena.results(&mut results);
        assert_near(results[1], seconds);
    }
}

#[test]
fn inputs_are_finite_and_within_one() {
    for rules in [ArenaRules::standard(), ArenaRules::classic()] {
        for seed in 0..10 {
            let (seen, _) = episode(rules.clone(), seed);
            assert!(seen.iter().all(|input| (-1.0..=1.0).contains(input)));
        }
    }
}

#[test]
fn an_episode_never_needs_more_room_than_an_arena_is_made_with() {
    for preset in [ArenaRules::standard(), ArenaRules::classic()] {
        let mut arena =
            Arena::new(ArenaRules { lives: 100, cooldown_seconds: 0.0, power_up_interval_seconds: 0.2, ..preset })
                .unwrap();
        let room = |world: &World| {
            [world.pieces.capacity(), world.power_ups.capacity(), world.shots.capacity(), world.obstacles.x.capacity()]
        };
        let before = room(&arena.world);
        for seed in 0..20 {
            crate::players::play(&mut arena, crate::players::Player::Random, seed);
        }
        assert_eq!(room(&arena.world), before);
    }
}
