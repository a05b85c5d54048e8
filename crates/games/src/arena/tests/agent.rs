//! What the agent does.

use super::*;

fn decision(action: [f32; 6]) -> Decision {
    decide(&ArenaRules::standard(), &action)
}

#[test]
fn the_move_vector_scales_the_speed_up_to_its_length_one() {
    let moves = |x, y| {
        let decision = decision([x, y, 0.0, 0.0, 0.0, 0.0]);
        (decision.x, decision.y)
    };
    assert_eq!(moves(0.5, 0.0), (0.5, 0.0));
    assert_eq!(moves(0.03, 0.03), (0.0, 0.0));
    assert_eq!(moves(0.0, -4.0), (0.0, -1.0));
    assert_near(moves(3.0, 4.0).0, 0.6);
    assert_eq!(moves(f32::NAN, 1.0), (0.0, 0.0));
    assert_eq!(moves(f32::INFINITY, 1.0), (0.0, 0.0));
}

#[test]
fn the_largest_shooting_output_shoots_if_it_is_above_zero() {
    let shoot = |up, down, left, right| decision([0.0, 0.0, up, down, left, right]).shoot;
    assert_eq!(shoot(0.0, 0.0, -1.0, 0.0), None);
    assert_eq!(shoot(0.1, 0.3, 0.2, -1.0), Some(1));
    assert_eq!(shoot(-1.0, -1.0, 0.2, 0.2), Some(2));
    assert_eq!(shoot(f32::NAN, f32::NAN, f32::NAN, 0.1), Some(3));
}

#[test]
fn the_agent_moves_300_pixels_a_second_and_500_with_speed_boost() {
    let mut scene = Scene::standard();
    let start = scene.world.agent.x;
    scene.play(RIGHT, 60);
    assert_near(scene.world.agent.x - start, 300.0);
    scene.give(PowerUpKind::Speed);
    let start = scene.world.agent.x;
    scene.play(RIGHT, 60);
    assert_near(scene.world.agent.x - start, 500.0);
}

#[test]
fn velocity_is_sensed_and_is_zero_against_a_wall() {
    let mut scene = Scene::standard();
    scene.play(RIGHT, 1);
    assert_eq!(scene.observation()[80..82], [0.6, 0.0]);
    scene.play(RIGHT, 600);
    assert_eq!(scene.world.agent.x, 3780.0);
    assert_eq!(scene.observation()[80..82], [0.0, 0.0]);
}

#[test]
fn shots_come_at_the_cooldown_and_faster_with_rapid_fire() {
    let shots_in_three_seconds = |kind: Option<PowerUpKind>| {
        let mut scene = Scene::of(ArenaRules { shot_range: 10000.0, field_size: 20000.0, ..ArenaRules::standard() });
        if let Some(kind) = kind {
            scene.give(kind);
        }
        scene.play(SHOOT_RIGHT, 180);
        scene.world.shots.len()
    };
    assert_eq!(shots_in_three_seconds(None), 10);
    assert_eq!(shots_in_three_seconds(Some(PowerUpKind::RapidFire)), 30);
}

#[test]
fn whether_it_can_shoot_is_sensed() {
    let mut scene = Scene::standard();
    assert_eq!(scene.observation()[85], 1.0);
    scene.play(SHOOT_RIGHT, 1);
    assert_eq!(scene.observation()[85], 0.0);
    scene.play(STILL, 18);
    assert_eq!(scene.observation()[85], 1.0);
}

#[test]
fn a_shot_destroys_a_piece_and_counts_its_value() {
    let mut scene = Scene::standard();
    scene.put(PieceKind::Rook, 300.0, 15.0);
    scene.play(SHOOT_RIGHT, 30);
    assert!(scene.world.pieces.is_empty() && scene.world.shots.len() <= 2);
    assert_eq!(scene.results()[2], 5.0);
    scene.give(PowerUpKind::DoublePoints);
    scene.put(PieceKind::Rook, 300.0, -15.0);
    scene.play(SHOOT_RIGHT, 30);
    assert_eq!(scene.results()[2], 15.0);
}

#[test]
fn piercing_shots_go_through() {
    let mut scene = Scene::standard();
    scene.give(PowerUpKind::Piercing);
    for dx in [200.0, 300.0, 400.0] {
        scene.put(PieceKind::Pawn, dx, 0.0);
    }
    scene.play(SHOOT_RIGHT, 1);
    scene.play(STILL, 40);
    assert_eq!(scene.results()[2], 3.0);
}
