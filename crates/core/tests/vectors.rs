//! Whole generations of NSGA-II over vectors.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use speciate_core::error::Error;
use speciate_core::simd::{NAMES, force, widest};
use speciate_core::vectors::nsga2::{Breeder, EvaluatedVectors, Survival};
use speciate_core::vectors::{Settings, Truncation};

/// Counts the allocations of each thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is passed on to the system's allocator.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn settings(population_size: usize, n_variables: usize) -> Settings {
    Settings {
        seed: 3,
        population_size,
        lower: (0..n_variables).map(|variable| -(variable as f64)).collect(),
        upper: (0..n_variables).map(|variable| variable as f64 * 0.5).collect(), // variable 0 has no room at all
        crossover_rate: 0.9,
        crossover_eta: 15.0,
        mutation_rate: 0.2,
        mutation_eta: 20.0,
        truncation: Truncation::OneByOne,
    }
}

/// What a loop around the two steps holds.
struct Run {
    settings: Settings,
    breeder: Breeder,
    survival: Survival,
    asked: Vec<f64>,
    objectives: Vec<f64>,
    failed: Vec<bool>,
    parents: (Vec<f64>, Vec<f64>, Vec<bool>),
    generation: u64,
}

impl Run {
    fn new(settings: Settings) -> Self {
        let size = settings.population_size;
        let mut asked = vec![0.0; size * settings.n_variables()];
        settings.found(&mut asked);
        Self {
            asked,
            breeder: Breeder::default(),
            survival: Survival::default(),
            objectives: vec![0.0; 2 * size],
            failed: vec![false; size],
            parents: (Vec::new(), Vec::new(), Vec::new()),
            generation: 0,
            settings,
        }
    }

    /// Minimises the sums of squares of all variables, and of all variables less 1.
    fn next(&mut self) {
        let n = self.settings.n_variables();
        for (vector, objectives) in self.asked.chunks_exact(n).zip(self.objectives.chunks_exact_mut(2)) {
            objectives[0] = -vector.iter().map(|x| x * x).sum::<f64>();
            objectives[1] = -vector.iter().map(|x| (x - 1.0) * (x - 1.0)).sum::<f64>();
        }
        let (vectors, objectives, failed) = &self.parents;
        let parents = EvaluatedVectors { vectors, objectives, failed };
        let offspring = EvaluatedVectors { vectors: &self.asked, objectives: &self.objectives, failed: &self.failed };
        self.survival.survive(&self.settings, 2, [parents, offspring]);
        let survivors = &self.survival.survivors;
        self.parents.0.clone_from(&survivors.vectors);
        self.parents.1.clone_from(&survivors.objectives);
        self.parents.2.clone_from(&survivors.failed);
        self.generation += 1;
        let parents = (&survivors.vectors[..], &survivors.fronts[..], &survivors.crowding[..]);
        self.breeder.breed(&self.settings, parents, self.generation, &mut self.asked);
    }
}

fn evolved(population_size: usize, n_variables: usize, n_generations: usize) -> Run {
    let mut run = Run::new(settings(population_size, n_variables));
    (0..n_generations).for_each(|_| run.next());
    run
}

#[test]
fn bounds_are_never_left() {
    let mut run = Run::new(Settings { crossover_eta: 0.0, mutation_eta: 0.0, ..settings(31, 7) });
    for _ in 0..50 {
        run.next();
        run.settings.check_vectors(&run.asked).expect("offspring stay within the bounds");
        assert!(run.asked.chunks_exact(7).all(|vector| vector[0] == 0.0));
    }
}

#[test]
fn generations_get_better() {
    let least = |run: &Run| run.parents.1.chunks_exact(2).map(|both| -both[0]).fold(f64::INFINITY, f64::min);
    assert!(least(&evolved(40, 6, 100)) < 0.1 * least(&evolved(40, 6, 1)));
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let expected = evolved(50, 70, 5).asked;
    for (name, level) in NAMES {
        if force(level).is_ok() {
            assert_eq!(evolved(50, 70, 5).asked, expected, "{name}");
        }
    }
    force(widest()).expect("the widest is there");
}

#[test]
fn a_steady_state_generation_allocates_nothing() {
    let mut run = evolved(60, 40, 100);
    let before = ALLOCATIONS.get();
    (0..20).for_each(|_| run.next());
    assert_eq!(ALLOCATIONS.get(), before);
}

#[test]
fn settings_that_operators_cannot_take_are_refused() {
    let good = || settings(10, 3);
    for (settings, named) in [
        (Settings { population_size: 1, ..good() }, "population_size is 1"),
        (Settings { lower: vec![0.0; 2], ..good() }, "lower has 2 and upper 3"),
        (Settings { lower: Vec::new(), upper: Vec::new(), ..good() }, "lower has 0"),
        (Settings { lower: vec![0.0, 9.0, 0.0], ..good() }, "bounds of variable 1 are 9 and 0.5"),
        (Settings { upper: vec![1.0, f64::NAN, 1.0], ..good() }, "bounds of variable 1"),
        (Settings { upper: vec![1.0, 1.0, 1e301], ..good() }, "bounds of variable 2"),
        (Settings { crossover_rate: 1.5, ..good() }, "crossover_rate is 1.5"),
        (Settings { crossover_eta: -1.0, ..good() }, "crossover_eta is -1"),
        (Settings { mutation_rate: f64::NAN, ..good() }, "mutation_rate is NaN"),
        (Settings { mutation_eta: f64::INFINITY, ..good() }, "mutation_eta is inf"),
    ] {
        match settings.check() {
            Err(Error::Value(message) | Error::Shape(message)) => assert!(message.contains(named), "{message}"),
            other => panic!("{named}: {other:?}"),
        }
    }
    good().check().expect("these are fine");
}

/// Offspring that are copies of the winners of tournaments, by the number that each vector holds.
fn winners(fronts: &[u32], crowding: &[f64], generation: u64) -> Vec<usize> {
    let mut settings = settings(fronts.len(), 2);
    (settings.crossover_rate, settings.mutation_rate) = (0.0, 0.0);
    (settings.lower[1], settings.upper[1]) = (0.0, 100.0);
    let vectors: Vec<f64> = (0..fronts.len()).flat_map(|row| [0.0, row as f64]).collect();
    let mut offspring = vec![0.0; vectors.len()];
    Breeder::default().breed(&settings, (&vectors, fronts, crowding), generation, &mut offspring);
    offspring.chunks_exact(2).map(|vector| vector[1] as usize).collect()
}

#[test]
fn the_front_decides_a_tournament_before_crowding_does() {
    let (fronts, crowding) = ([0, 0, 1, 1], [0.0, 1.0, f64::INFINITY, 2.0]);
    for generation in 0..8 {
        let won = |row| winners(&fronts, &crowding, generation).iter().filter(|winner| **winner == row).count();
        assert_eq!(won(1), 2, "nobody is better than vector 1");
        assert_eq!(won(3), 0, "nobody is worse than vector 3");
        assert!(won(0) <= 2 && won(2) <= 1 + usize::from(won(0) < 2));
    }
}

#[test]
fn everybody_meets_two_others_in_orders_of_their_own() {
    let n = 20;
    let met = |generation| winners(&vec![0; n], &vec![0.0; n], generation); // the first of each pair
    let (first, second) = (met(3)[..n / 2].to_vec(), met(3)[n / 2..].to_vec());
    assert_ne!(first, second);
    assert_ne!(met(3), met(4));
    let mut different = first.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), n / 2);
}
