//! trace NAME FIRST LAST OPTIONS_JSON PLAYER
use speciate_games::make;
use speciate_games::players::Player;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut e = make(&a[1], &a[4]).unwrap().make();
    let spec = e.spec();
    let steps = a.len() > 5;
    for seed in a[2].parse::<u64>().unwrap()..a[3].parse().unwrap() {
        let mut o = vec![0.0f32; spec.n_observations];
        let mut act = vec![0.0f32; spec.n_actions];
        let mut r = vec![0.0; spec.results.len()];
        let mut h: u64 = 0xcbf29ce484222325;
        e.reset(seed, &mut o);
        let mut n = 0;
        loop {
            for v in &o {
                h = (h ^ u64::from(v.to_bits())).wrapping_mul(0x100000001b3);
            }
            if steps {
                println!("{seed} {n} {h:016x}");
            }
            Player::Random.act(seed, n, &mut act);
            n += 1;
            if e.step(&act, &mut o) {
                break;
            }
        }
        for v in &o {
            h = (h ^ u64::from(v.to_bits())).wrapping_mul(0x100000001b3);
        }
        e.results(&mut r);
        let hex: Vec<String> = r.iter().map(|x| format!("{:016x}", x.to_bits())).collect();
        println!("{seed} {n} {h:016x} {}", hex.join(" "));
    }
}
