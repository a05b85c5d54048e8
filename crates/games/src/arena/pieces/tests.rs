//! How pieces move, and how they appear.

use super::*;

fn target(rules: ArenaRules, kind: PieceKind, from: (f64, f64), agent: (f64, f64)) -> (f64, f64) {
    let piece = Piece::new(&rules, kind, 3, from, 0.0);
    piece.choose_target(&Setup::new(rules), &draws(5, Stream::Lengths), agent)
}

fn standard_target(kind: PieceKind, agent: (f64, f64)) -> (f64, f64) {
    target(ArenaRules::standard(), kind, (1000.0, 1000.0), agent)
}

#[test]
fn a_pawn_takes_one_tile_along_the_dominant_axis() {
    assert_eq!(standard_target(PieceKind::Pawn, (1200.0, 900.0)), (1050.0, 1000.0));
    assert_eq!(standard_target(PieceKind::Pawn, (1100.0, 700.0)), (1000.0, 950.0));
    assert_eq!(standard_target(PieceKind::Pawn, (900.0, 900.0)), (950.0, 1000.0));
}

#[test]
fn a_knight_takes_the_l_move_that_ends_nearest() {
    assert_eq!(standard_target(PieceKind::Knight, (1300.0, 1020.0)), (1100.0, 1050.0));
    assert_eq!(standard_target(PieceKind::Knight, (1300.0, 1000.0)), (1100.0, 1050.0), "the first of equals");
    assert_eq!(standard_target(PieceKind::Knight, (980.0, 600.0)), (950.0, 900.0));
    assert_eq!(standard_target(PieceKind::Knight, (1055.0, 1095.0)), (1050.0, 1100.0));
}

#[test]
fn a_bishop_takes_the_diagonal_no_farther_than_is_near() {
    assert_eq!(standard_target(PieceKind::Bishop, (1500.0, 700.0)), (1100.0, 900.0));
    assert_eq!(standard_target(PieceKind::Bishop, (1060.0, 940.0)), (1050.0, 950.0));
}

#[test]
fn a_rook_takes_up_to_three_tiles_along_the_dominant_axis() {
    assert_eq!(standard_target(PieceKind::Rook, (1900.0, 700.0)), (1150.0, 1000.0));
    assert_eq!(standard_target(PieceKind::Rook, (1110.0, 1000.0)), (1100.0, 1000.0));
}

#[test]
fn a_queen_takes_the_bishops_or_the_rooks_move() {
    assert_eq!(standard_target(PieceKind::Queen, (1900.0, 1010.0)), (1150.0, 1000.0));
    assert_eq!(standard_target(PieceKind::Queen, (1400.0, 1400.0)), (1100.0, 1100.0));
}

#[test]
fn a_move_is_cut_at_the_walls() {
    let rules = ArenaRules::standard();
    assert_eq!(target(rules, PieceKind::Rook, (100.0, 500.0), (-500.0, 500.0)), (58.0, 500.0));
}

#[test]
fn classic_lengths_are_drawn_by_piece_and_move() {
    let setup = Setup::new(ArenaRules::classic());
    let lengths = draws(1, Stream::Lengths);
    let mut counts = [0; 4];
    for id in 0..300 {
        let rook = Piece::new(&setup.rules, PieceKind::Rook, id, (1000.0, 1000.0), 0.0);
        let end = rook.choose_target(&setup, &lengths, (3000.0, 1000.0));
        counts[((end.0 - 1000.0) / 50.0) as usize] += 1;
    }
    assert!(counts[0] == 0 && counts[1..].iter().all(|&count| count > 70), "{counts:?}");
    let bishops = (0..300).map(|id| Piece::new(&setup.rules, PieceKind::Bishop, id, (1000.0, 1000.0), 0.0));
    let ends = bishops.map(|bishop| bishop.choose_target(&setup, &lengths, (3000.0, 2900.0)).1);
    let n_short = ends.filter(|&y| y == 1050.0).count();
    assert!((120..180).contains(&n_short), "{n_short}");
}

#[test]
fn a_piece_waits_then_glides_with_ever_less_speed() {
    let setup = Setup::new(ArenaRules::standard());
    let lengths = draws(1, Stream::Lengths);
    let mut piece = Piece::new(&setup.rules, PieceKind::Pawn, 0, (1000.0, 1000.0), 0.25);
    let mut places = Vec::new();
    for _ in 0..7 {
        piece.advance(&setup, &lengths, (2000.0, 1000.0), 0.1);
        places.push(piece.x);
    }
    assert_eq!(places[..3], [1000.0; 3]);
    for (place, expected) in places[3..6].iter().zip([5.0 / 9.0, 8.0 / 9.0, 1.0]) {
        assert!((place - 1000.0 - 50.0 * expected).abs() < 1e-9, "{place}");
    }
    assert_eq!(places[6], 1050.0);
    assert!((piece.clock - 0.9).abs() < 1e-12, "a new wait has begun: {}", piece.clock);
}

#[test]
fn pressure_grows_with_time_in_the_standard_game_only() {
    let (standard, classic) = (ArenaRules::standard(), ArenaRules::classic());
    let queen = PieceKind::Queen;
    assert_eq!([0.0, 30.0, 60.0].map(|t| queen.pace(&standard, t)), [1.4, 2.8, 1.4 * 3.0]);
    assert!(PieceKind::ALL.iter().all(|kind| kind.pace(&classic, 30.0) == 1.0));
}

#[test]
fn pieces_appear_round_the_agent_or_at_the_edge() {
    let mut drawn = Vec::new();
    for seed in 0..20 {
        draw_pieces(&Setup::new(ArenaRules::standard()), seed, &mut drawn);
        assert!(drawn[..3].iter().all(|piece| piece.kind == PieceKind::Pawn));
        for piece in &drawn {
            assert!((399.9..900.1).contains(&piece.place.0.hypot(piece.place.1)));
            assert!((0.0..1.2).contains(&piece.wait));
        }
        draw_pieces(&Setup::new(ArenaRules::classic()), seed, &mut drawn);
        for PieceDraw { place: (x, y), .. } in &drawn {
            assert!([*x, *y].iter().any(|place| [100.0, 3740.0].contains(place)), "{x} {y}");
            assert!((100.0..=3740.0).contains(x) && (100.0..=3740.0).contains(y));
        }
    }
}

#[test]
fn kinds_are_uniform_over_the_list() {
    let rules = ArenaRules { pieces: vec![PieceKind::Rook, PieceKind::Queen], ..ArenaRules::standard() };
    let (setup, mut drawn, mut n_rooks, mut n) = (Setup::new(rules), Vec::new(), 0, 0);
    for seed in 0..50 {
        draw_pieces(&setup, seed, &mut drawn);
        n_rooks += drawn[3..].iter().filter(|piece| piece.kind == PieceKind::Rook).count();
        n += drawn.len() - 3;
    }
    assert!(n_rooks * 10 > n * 4 && n_rooks * 10 < n * 6, "{n_rooks} of {n}");
}
