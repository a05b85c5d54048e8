//! Touching pieces and power-ups.

use super::*;

#[test]
fn a_hit_ends_the_standard_episode() {
    let mut scene = Scene::standard();
    scene.put(PieceKind::Pawn, 0.0, 34.0);
    scene.put(PieceKind::Pawn, -34.0, 0.0);
    scene.play(STILL, 1);
    assert!(!scene.world.is_over, "flush boxes do not touch");
    scene.put(PieceKind::Pawn, 33.9, 0.0);
    scene.world.advance(&scene.setup, STILL);
    assert!(scene.world.is_over);
    assert_near(scene.results()[1], 2.0 / 60.0);
}

#[test]
fn a_shield_is_spent_by_a_hit_and_half_a_second_of_grace_follows() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Shield);
    scene.play(STILL, 1000);
    scene.put(PieceKind::Pawn, 10.0, 0.0);
    scene.put(PieceKind::Pawn, 0.0, 10.0);
    scene.play(STILL, 1);
    assert!(!scene.world.effects.is_active(PowerUpKind::Shield));
    assert_eq!(scene.observation()[82], 1.0);
    scene.play(STILL, 29);
    assert!(!scene.world.is_over);
    assert_eq!(scene.world.pieces.len(), 2);
    scene.play(STILL, 1);
    assert!(scene.world.is_over);
}

#[test]
fn an_invincible_agent_rams_pieces_and_scores() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Shield);
    scene.give(PowerUpKind::Invincibility);
    scene.put(PieceKind::Queen, 10.0, 0.0);
    scene.put(PieceKind::Knight, 0.0, 10.0);
    scene.play(STILL, 1);
    assert_eq!(scene.results()[2], 12.0);
    assert!(scene.world.pieces.is_empty());
    assert!(scene.world.effects.is_active(PowerUpKind::Shield), "it was not needed");
    assert_eq!(scene.observation()[82], 1.0);
}

#[test]
fn picking_a_power_up_up_again_restarts_its_timer() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Speed);
    scene.play(STILL, 200);
    scene.give(PowerUpKind::Speed);
    scene.play(STILL, 299);
    assert_eq!(scene.observation()[83], 1.0);
    scene.play(STILL, 1);
    assert_eq!(scene.observation()[83], 0.0);
    assert_eq!(scene.results()[3], 2.0);
}

/// How far a rook moves in two seconds when it appears after the power-up was picked up.
fn way_under(kind: Option<PowerUpKind>) -> f64 {
    let mut scene = Scene::standard();
    if let Some(kind) = kind {
        scene.give(kind);
    }
    scene.play(STILL, 2);
    let place = (scene.world.agent.x - 1000.0, scene.world.agent.y);
    scene.world.pieces.push(Piece::new(&scene.setup.rules, PieceKind::Rook, 0, place, 0.0));
    scene.play(STILL, 120);
    scene.world.pieces[0].x - place.0
}

#[test]
fn slow_and_freeze_act_on_pieces_that_appear_later() {
    assert_near(way_under(None), 300.0);
    assert_near(way_under(Some(PowerUpKind::Slow)), 150.0);
    assert_near(way_under(Some(PowerUpKind::Freeze)), 0.0);
}

#[test]
fn slow_and_freeze_are_sensed_and_in_the_classic_game_slow_alone() {
    for (kind, standard, classic) in [(PowerUpKind::Slow, 1.0, 1.0), (PowerUpKind::Freeze, 1.0, 0.0)] {
        for (mut scene, expected) in [(Scene::standard(), standard), (Scene::classic(), classic)] {
            scene.give(kind);
            assert_eq!(scene.observation()[84], expected);
        }
    }
}

#[test]
fn a_screen_clear_destroys_all_pieces_and_a_bomb_those_nearby() {
    for (kind, kills, n_left) in [(PowerUpKind::ScreenClear, 10.0, 0), (PowerUpKind::Bomb, 1.0, 1)] {
        let mut scene = Scene::standard();
        scene.put(PieceKind::Pawn, 360.0, 480.0);
        scene.put(PieceKind::Queen, 361.0, 481.0);
        scene.give(kind);
        assert_eq!(scene.results()[2], kills);
        assert_eq!(scene.world.pieces.len(), n_left);
        scene.give(PowerUpKind::DoublePoints);
        scene.put(PieceKind::Pawn, 100.0, 0.0);
        scene.put(PieceKind::Pawn, 200.0, 0.0);
        scene.world.pieces.retain(|piece| piece.kind == PieceKind::Pawn);
        scene.give(kind);
        assert_eq!(scene.results()[2], kills + 4.0);
    }
}

#[test]
fn power_ups_are_picked_up_by_touch_only() {
    let mut scene = Scene::standard();
    scene.put_power_up(PowerUpKind::Slow, 32.5, 0.0);
    scene.play(STILL, 1);
    assert_eq!(scene.results()[3], 0.0);
    scene.put_power_up(PowerUpKind::Slow, 32.4, -32.4);
    scene.play(STILL, 1);
    assert_eq!(scene.results()[3], 1.0);
    assert_eq!(scene.world.power_ups.len(), 1);
}
