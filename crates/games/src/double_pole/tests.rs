//! The published states, the starts and the measures.

use super::*;

fn rules(options: &str) -> Result<DoublePoleRules> {
    DoublePoleRules::from_options(&serde_json::from_str(options).unwrap())
}

#[test]
fn the_states_are_those_of_the_published_program() {
    let after_one = [
        -9.983_824_566_971_117e-6,
        -0.000_998_931_470_706_497_4,
        0.070_220_678_734_088_5,
        0.022_079_472_277_230_793,
        0.000_150_431_824_727_767_8,
        0.015_122_033_536_002_971,
    ];
    let after_ten = [
        0.047_228_348_292_598_1,
        -0.003_335_669_630_610_314_3,
        0.015_117_550_417_821_736,
        0.125_213_801_581_523_7,
        -1.456_806_198_876_277_7,
        -14.722_591_927_309_683,
    ];
    let mut state: State = [0.0, 0.0, 0.07, 0.0, 0.0, 0.0];
    for n in 0..10 {
        let force = 20.0 * (0.5 * (0.7 * f64::from(n)).sin());
        for _ in 0..STEPS_PER_ACTION {
            state = advanced(&state, force);
        }
        let expected = if n == 0 { after_one } else { after_ten };
        if n == 0 || n == 9 {
            for (value, expected) in state.iter().zip(expected) {
                assert!((value - expected).abs() <= 1e-13 * expected.abs(), "{n} {value} {expected}");
            }
        }
    }
}

#[test]
fn a_grid_start_is_one_of_625() {
    let pole = DoublePole::new(rules(r#"{"start": "grid"}"#).unwrap());
    assert_eq!(pole.start_of(312), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(pole.start_of(624)[0], 0.95 * 4.32 - 2.16);
    assert_eq!(pole.start_of(1)[3], 0.25 * 0.300_195_04 - 0.150_097_52);
    assert_eq!(pole.start_of(625), pole.start_of(0));
}

fn played(options: &str, action: f32, n_steps: usize) -> DoublePole {
    let mut pole = DoublePole::new(rules(options).unwrap());
    pole.reset(0, &mut [0.0; 7]);
    for _ in 0..n_steps {
        pole.step(&[action], &mut [0.0; 7]);
    }
    pole
}

#[test]
fn nothing_pushes_harder_than_ten_newtons() {
    for (action, same) in [(f32::NAN, 0.0), (-0.2, 0.0), (1.1, 1.0), (f32::INFINITY, 1.0)] {
        assert_eq!(played("{}", action, 3).state(), played("{}", same, 3).state(), "{action}");
    }
}

#[test]
fn calm_counts_from_the_101st_action_on_and_no_more_than_nine_tenths() {
    for still in [r#"{"velocities": false, "start_angle": 0}"#, r#"{"velocities": false, "start_angle": 1e-14}"#] {
        assert_eq!(played(still, 0.5, 100).fitness(), 0.1 * 0.1);
        assert_eq!(played(still, 0.5, 101).fitness(), 0.1 * 0.101 + 0.9);
    }
}

#[test]
fn options_are_refused_by_name() {
    for (options, part) in [
        (r#"{"velocity": true}"#, "the nearest is 'velocities'"),
        (r#"{"velocities": 1}"#, "velocities is 1"),
        (r#"{"start": "random"}"#, "start is \"random\""),
        (r#"{"start_angle": 1}"#, "start_angle is 1"),
        (r#"{"max_steps": 0}"#, "max_steps is 0"),
        (r#"{"max_steps": 1.5}"#, "max_steps is 1.5"),
        (r#"{"max_steps": "many"}"#, "max_steps is \"many\""),
    ] {
        let message = rules(options).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
}
