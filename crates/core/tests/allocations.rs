//! What a generation allocates in memory that was used before, counted over all threads of the process.
//!
//! A run is repeated in the memory of the same run, so that nothing has to be larger than it was: what is counted then is
//! what generations take and give back each time.
//!
//! The counter counts every thread, so claims are checked one after the other, by a `main` of their own: the threads of a
//! test harness allocate as well.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use speciate_core::distribution::columns::Distributions;
use speciate_core::generation::{EvaluatedGeneration, Generation, Next};
use speciate_core::network::networks::Networks;
use speciate_core::network::states::States;
use speciate_core::network::views::{Stack, Views};
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::population::founders;
use speciate_core::selection::objectives::Objectives;
use speciate_core::settings::{Settings, Survival};
use speciate_core::speciation::Species;

/// Counts the allocations of all threads.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: everything is passed on to the system's allocator.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Runs before the one that is counted. Pools swap places in every generation, so that each has to see them all.
const N_BEFORE: usize = 4;

/// Rayon's queue takes a block of memory for so many pieces of work from outside its threads. A run has as many generations,
/// so that a step that wakes the threads once in each of them costs exactly one block.
const PER_BLOCK: u32 = 63;

/// Steps of a generation that hand work to other threads, if there are any.
const COMPILING: usize = 1;
const RUNNING: usize = 1;
const ADVANCING: usize = 3; // speciate, breed, and copy what was bred to its place

/// A population that plays "be near a target function".
struct Run {
    settings: Settings,
    threads: Threads,
    founders: (Population, (u32, u32)),
    asked: Population,
    carried: Population,
    carried_objectives: Vec<f64>,
    species: Species,
    next: Next,
    networks: Networks,
    views: Option<Arc<Views>>,
    states: States,
    observations: Vec<f32>,
    outputs: Vec<f32>,
    objectives: Vec<f64>,
    flags: Vec<bool>,
    generation: Generation,
    number: u32,
}

fn settings(n_inputs: usize, n_outputs: usize, n_objectives: usize) -> Settings {
    let text = include_str!("settings.json").replace("\"GROWTH\"", "0.3").replace("\"SHRINKAGE\"", "0.1");
    let mut settings: Settings = serde_json::from_str(&text).expect("the test's settings are valid");
    (settings.n_inputs, settings.n_outputs, settings.n_objectives) = (n_inputs, n_outputs, n_objectives);
    settings.population_size = 167; // several blocks of every step
    settings.speciation.compatibility_threshold = 2.0; // no search for the first one, which wakes threads more often
    if n_objectives > 1 {
        settings.selection.survival = Survival::Mixed;
    }
    settings.check().expect("the test's settings are in range");
    settings
}

impl Run {
    fn new(settings: Settings, threads: usize) -> Self {
        let (asked, ledger) = founders::found(&settings);
        let (n, n_in, n_out) = (settings.population_size, settings.n_inputs, settings.n_outputs);
        let empty = || Population::empty(n_in, n_out);
        let numbers = (ledger.next_innovation(), ledger.next_node_id());
        let species = || Species::none(&settings);
        Self {
            threads: Threads::new(threads).expect("threads start"),
            founders: (asked.clone(), numbers),
            carried: empty(),
            carried_objectives: Vec::new(),
            next: Next {
                rows: Vec::new(),
                survivors: empty(),
                species: species(),
                offspring: empty(),
                numbers,
                distributions: Distributions::default(),
            },
            species: species(),
            networks: Networks::default(),
            views: None,
            states: States::default(),
            observations: (0..n * n_in).map(|k| (k % 7) as f32 / 7.0).collect(),
            outputs: vec![0.0; n * n_out],
            objectives: Vec::new(),
            flags: vec![false; 2 * n],
            generation: Generation::default(),
            number: 0,
            asked,
            settings,
        }
    }

    fn compile(&mut self) {
        self.networks.compile(&self.threads, &self.asked, self.settings.genome.recurrent);
        if let Some(views) = &self.views {
            self.networks.see_through(Arc::clone(views)).expect("the views fit");
        }
        self.states.reset();
    }

    fn forward(&mut self) {
        let ran =
            self.networks.forward_all(&self.threads, &self.observations, false, 1, &mut self.states, &mut self.outputs);
        ran.expect("the observations fit");
    }

    /// Nearness to a target and, with several objectives, simplicity and how much the first output varies.
    fn evaluate(&mut self) {
        let n_out = self.settings.n_outputs;
        self.objectives.clear();
        self.objectives.extend_from_slice(&self.carried_objectives);
        for (row, outputs) in self.outputs.chunks(n_out).enumerate() {
            let error: f64 = outputs.iter().map(|output| (f64::from(*output) - 0.3).abs()).sum();
            let measured = [-error, -(self.asked.size(row) as f64), f64::from(outputs[0] * (row % 5) as f32)];
            self.objectives.extend_from_slice(&measured[..self.settings.n_objectives]);
        }
    }

    fn advance(&mut self) {
        let n_objectives = self.settings.n_objectives;
        let several = n_objectives > 1;
        let n = self.objectives.len() / n_objectives;
        let told = EvaluatedGeneration {
            carried: several.then_some(&self.carried),
            asked: &self.asked,
            objectives: Objectives::new(&self.objectives, n_objectives),
            failed: &self.flags[..n],
            accepted: &self.flags[..n],
            archive: several.then_some(&self.founders.0),
            species: &self.species,
            generation: self.number,
            stagnant_generations: 0,
            numbers: self.next.numbers,
            distributions: None,
        };
        self.generation.advance(&self.settings, &self.threads, &told, &mut self.next).expect("numbers are left");
        self.carried_objectives.clear();
        for &row in &self.next.rows {
            self.carried_objectives.extend_from_slice(Objectives::new(&self.objectives, n_objectives).row(row));
        }
        std::mem::swap(&mut self.carried, &mut self.next.survivors);
        std::mem::swap(&mut self.species, &mut self.next.species);
        std::mem::swap(&mut self.asked, &mut self.next.offspring);
        self.number += 1;
    }

    /// Goes back to the founders and keeps all memory.
    fn restart(&mut self) {
        self.asked.clear();
        self.asked.extend(&self.founders.0);
        self.next.numbers = self.founders.1;
        self.carried.clear();
        self.carried_objectives.clear();
        let none = Species::none(&self.settings);
        self.species.ids.clear();
        self.species.created.clear();
        self.species.last_improved.clear();
        self.species.best_fitness.clear();
        self.species.assignment.clear();
        Arc::make_mut(&mut self.species.representatives).clear();
        (self.species.threshold, self.species.threshold_step, self.species.next_id) =
            (none.threshold, none.threshold_step, none.next_id);
        self.number = 0;
    }

    /// Allocations in a run: of compiling and of running networks, and of breeding the next generation.
    fn count(&mut self) -> (usize, usize) {
        self.restart();
        let (mut networks, mut advances) = (0, 0);
        for _ in 0..PER_BLOCK {
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            self.compile();
            self.forward();
            let between = ALLOCATIONS.load(Ordering::Relaxed);
            self.evaluate();
            let after = ALLOCATIONS.load(Ordering::Relaxed);
            self.advance();
            networks += between - before;
            advances += ALLOCATIONS.load(Ordering::Relaxed) - after;
        }
        (networks, advances)
    }
}

/// Allocations of a run in memory that was used before: of networks and of breeding.
fn in_used_memory(settings: Settings, threads: usize) -> (usize, usize) {
    counted(Run::new(settings, threads))
}

/// Allocations of a run whose networks see through twenty views of everything.
fn through_views(settings: Settings, threads: usize) -> usize {
    let (n_in, n_out) = (settings.n_inputs, settings.n_outputs);
    let is_diagonal = |k: usize, n: usize| (k % (n * n)).is_multiple_of(n + 1);
    let whole = |n: usize| (0..20 * n * n).map(|k| f32::from(u8::from(is_diagonal(k, n)))).collect::<Vec<_>>();
    let (looks, merges) = (whole(n_in), whole(n_out));
    let views = Views::new(
        Stack { shape: [20, n_in, n_in], numbers: &looks },
        Stack { shape: [20, n_out, n_out], numbers: &merges },
    );
    let mut run = Run::new(settings, threads);
    run.views = Some(Arc::new(views.expect("the shapes fit")));
    counted(run).0
}

fn counted(mut run: Run) -> (usize, usize) {
    for _ in 0..N_BEFORE {
        run.count();
    }
    assert!(run.next.numbers.0 > run.founders.1.0, "no structure was added, so the ledger was not tested");
    assert_eq!(run.asked.len(), run.settings.population_size);
    run.count()
}

/// Allocations of threads' queues in the generations that are counted: none with one thread.
fn for_queues(threads: usize, steps: usize) -> usize {
    if threads == 1 { 0 } else { steps }
}

fn compile_and_forward_of_a_population_allocate_nothing() {
    for (n_inputs, n_outputs, recurrent) in [(3, 1, false), (3, 1, true), (86, 6, false), (86, 6, true)] {
        for threads in [1, 2, 3] {
            let mut settings = settings(n_inputs, n_outputs, 1);
            settings.genome.recurrent = recurrent;
            let (networks, _) = in_used_memory(settings, threads);
            let expected = for_queues(threads, COMPILING + RUNNING);
            assert_eq!(networks, expected, "{n_inputs} inputs, recurrent: {recurrent}, {threads} threads");
        }
    }
}

fn compile_and_forward_through_views_allocate_nothing() {
    for recurrent in [false, true] {
        for threads in [1, 2] {
            let mut settings = settings(3, 1, 1);
            settings.genome.recurrent = recurrent;
            let networks = through_views(settings, threads);
            assert_eq!(networks, for_queues(threads, COMPILING + RUNNING), "recurrent: {recurrent}, {threads} threads");
        }
    }
}

fn an_advance_by_one_objective_allocates_nothing() {
    check_advances(1);
}

fn an_advance_by_three_objectives_allocates_nothing() {
    check_advances(3);
}

fn check_advances(n_objectives: usize) {
    for (n_inputs, n_outputs) in [(3, 1), (86, 6)] {
        for threads in [1, 2, 3] {
            let (_, advances) = in_used_memory(settings(n_inputs, n_outputs, n_objectives), threads);
            assert_eq!(advances, for_queues(threads, ADVANCING), "{n_inputs} inputs, {threads} threads");
        }
    }
}

fn main() {
    let claims: [(&str, fn()); 4] = [
        ("compile_and_forward_of_a_population_allocate_nothing", compile_and_forward_of_a_population_allocate_nothing),
        ("compile_and_forward_through_views_allocate_nothing", compile_and_forward_through_views_allocate_nothing),
        ("an_advance_by_one_objective_allocates_nothing", an_advance_by_one_objective_allocates_nothing),
        ("an_advance_by_three_objectives_allocates_nothing", an_advance_by_three_objectives_allocates_nothing),
    ];
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for (name, check) in claims.iter().filter(|(name, _)| name.contains(&wanted)) {
        check();
        println!("test {name} ... ok");
    }
}
