//! What differs in the classic game.

use super::*;

#[test]
fn any_classic_move_is_at_full_speed() {
    let rules = ArenaRules::classic();
    let slight = decide(&rules, &[0.01, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!((slight.x, slight.y), (1.0, 0.0));
    let none = decide(&rules, &[0.0; 6]);
    assert_eq!((none.x, none.y), (0.0, 0.0));
}

#[test]
fn a_classic_hit_costs_one_of_three_lives_and_respawns_invincible_in_the_centre() {
    let mut scene = Scene::classic();
    for life in 1..=3 {
        scene.play(RIGHT, 20);
        scene.put(PieceKind::Pawn, 40.0, 0.0);
        scene.play(RIGHT, 1);
        assert_eq!(scene.world.is_over, life == 3);
        if life < 3 {
            assert_eq!((scene.world.agent.x, scene.world.agent.y), (1920.0, 1920.0));
            assert_eq!(scene.observation()[82], 1.0);
        }
    }
}

#[test]
fn classic_points_are_counted() {
    let mut scene = Scene::classic();
    scene.play(STILL, 113);
    assert_near(scene.results()[0], 5.0 * 113.0 * 0.13333 + 100.0);
    scene.play(STILL, 112);
    assert_near(scene.results()[0], 5.0 * 225.0 * 0.13333 + 300.0);
}

#[test]
fn classic_events_have_their_points() {
    let points = |prepare: &dyn Fn(&mut Scene)| {
        let mut scene = Scene::classic();
        prepare(&mut scene);
        scene.world.score.points
    };
    assert_eq!(points(&|scene| scene.give(PowerUpKind::Slow)), 5000.0);
    assert_eq!(points(&|scene| scene.give(PowerUpKind::DoublePoints)), 5000.0);
    assert_eq!(points(&|scene| scene.give(PowerUpKind::ScreenClear)), 5000.0);
    let with_queen = |kind: PowerUpKind, is_doubled: bool| {
        points(&|scene| {
            if is_doubled {
                scene.give(PowerUpKind::DoublePoints);
            }
            scene.put(PieceKind::Queen, 100.0, 0.0);
            scene.give(kind);
        })
    };
    assert_eq!(with_queen(PowerUpKind::ScreenClear, false), 5000.0 + 9000.0 + 8000.0);
    assert_eq!(with_queen(PowerUpKind::ScreenClear, true), 5000.0 + 10000.0 + 9000.0 + 8000.0);
    assert_eq!(with_queen(PowerUpKind::Bomb, false), 5000.0 + 9000.0);
    assert_eq!(with_queen(PowerUpKind::Bomb, true), 5000.0 + 10000.0 + 18000.0);
}

#[test]
fn a_classic_shot_at_a_piece_has_points() {
    for (dx, dy, expected) in [(700.0, 100.0, 50.0), (900.0, 0.0, 0.0), (300.0, 310.0, 0.0), (300.0, 290.0, 50.0)] {
        let mut scene = Scene::classic();
        scene.put(PieceKind::Pawn, dx, dy);
        scene.world.shoot(&scene.setup, SHOOT_RIGHT.shoot);
        assert_eq!(scene.world.score.points, expected, "{dx} {dy}");
    }
}

#[test]
fn nearness_to_a_power_up_has_classic_points() {
    let mut scene = Scene::classic();
    scene.put_power_up(PowerUpKind::Slow, 1500.0, 0.0);
    scene.put_power_up(PowerUpKind::Slow, 0.0, 500.0);
    scene.play(STILL, 1);
    assert_near(scene.results()[0], 0.13333 * (5.0 + 100.0 * (1.0 - 1.0 / 3.0)));
}

#[test]
fn a_classic_ram_and_survival_double_with_double_points() {
    let mut scene = Scene::classic();
    scene.give(PowerUpKind::DoublePoints);
    scene.give(PowerUpKind::Invincibility);
    scene.put(PieceKind::Pawn, 10.0, 0.0);
    let before = scene.world.score.points;
    scene.play(STILL, 1);
    assert_near(scene.world.score.points - before, 2000.0 + 2.0 * 5.0 * 0.13333);
}

#[test]
fn classic_rules_are_the_standard_ones_but_for_these() {
    let standard = ArenaRules::standard();
    let expected = ArenaRules {
        tick_seconds: 0.13333,
        ticks_per_step: 1,
        analog_moves: false,
        lives: 3,
        swept_shots: false,
        piece_types: [0.2, 0.5, 0.5, 0.8, 1.0],
        uniform_lengths: true,
        growing_pressure: false,
        spawn_interval_seconds: 6.0,
        spawn_interval_min_seconds: 3.0,
        spawn_at_edge: true,
        power_ups_at_centre: true,
        power_up_distance_min: 300.0,
        power_up_distance_max: 1000.0,
        freeze_is_sensed: false,
        scoring: Scoring::Classic,
        ..standard
    };
    assert_eq!(ArenaRules::classic(), expected);
    let same = [
        expected.respawn_seconds,
        expected.spawn_padding,
        expected.power_up_padding,
        expected.power_up_centre_fraction,
    ];
    assert_eq!(same, [2.0, 100.0, 100.0, 0.3]);
}

#[test]
fn classic_types_are_sensed() {
    for (kind, expected) in PieceKind::ALL.into_iter().zip([0.2, 0.5, 0.5, 0.8, 1.0]) {
        let mut scene = Scene::classic();
        scene.put(kind, 700.0, 10.0);
        assert_eq!(scene.observation()[..2], [0.75, expected]);
    }
}

#[test]
fn the_agent_is_invincible_for_two_seconds_after_it_lost_a_life() {
    let mut scene = Scene::classic();
    scene.put(PieceKind::Pawn, 10.0, 0.0);
    scene.play(STILL, 1);
    let n_ticks = (1..100).find(|_| {
        scene.play(STILL, 1);
        scene.observation()[82] == 0.0
    });
    assert_eq!(n_ticks, Some(16), "the first tick that ends later than 2 s after the hit");
}

#[test]
fn a_piece_within_half_its_size_and_20_of_the_agent_touches_it_in_every_direction() {
    for degrees in 0..360 {
        let (sine, cosine) = f64::from(degrees).to_radians().sin_cos();
        let mut scene = Scene::classic();
        scene.put(PieceKind::Queen, 39.9 * cosine, 39.9 * sine);
        scene.play(STILL, 1);
        assert_eq!(scene.world.agent.n_lives, 2, "{degrees}");
    }
}

#[test]
fn every_15_classic_seconds_count_100_more_than_the_15_before() {
    let mut scene = Scene::classic();
    for (n_ticks, milestones) in [(113, 100.0), (112, 300.0), (113, 600.0), (112, 1000.0)] {
        scene.play(STILL, n_ticks);
        assert_near(scene.results()[0], 5.0 * 0.13333 * scene.world.tick as f64 + milestones);
    }
    assert_eq!(scene.world.tick, 450);
}

#[test]
fn a_classic_shot_that_destroys_a_piece_has_1000_times_its_value_and_twice_with_double_points() {
    for (is_doubled, expected) in [(false, 9000.0), (true, 18000.0)] {
        let mut scene = Scene::classic();
        if is_doubled {
            scene.give(PowerUpKind::DoublePoints);
        }
        scene.put(PieceKind::Queen, 126.0, 0.0);
        let before = scene.world.score.points;
        scene.world.shoot(&scene.setup, SHOOT_RIGHT.shoot);
        scene.play(STILL, 1);
        let survived = 5.0 * 0.13333 * if is_doubled { 2.0 } else { 1.0 };
        assert_near(scene.world.score.points - before, expected + 50.0 + survived);
    }
}
