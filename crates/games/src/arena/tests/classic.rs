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
