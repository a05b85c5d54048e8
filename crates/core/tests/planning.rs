//! Quotas and parents, computed by hand.

mod genomes;

use std::sync::Arc;

use speciate_core::operators::crossover::Fitter;
use speciate_core::population::columns::Population;
use speciate_core::reproduction::plan::{BreedingPool, NO_PARENT, Parentage, Planner};
use speciate_core::selection::fitness::Ranking;
use speciate_core::settings::{Settings, Survival};
use speciate_core::speciation::Species;

const WORKED: [bool; 6] = [false; 6];

/// Six genomes in the species {0, 1}, {2, 3} and {4, 5}, in generation 20.
struct Case {
    settings: Settings,
    species: Species,
    ranking: Ranking,
    fitness: Option<Vec<f64>>,
    failed: Vec<bool>,
    sizes: Vec<u32>,
    archive_sizes: Vec<u32>,
    generation: u32,
    stagnant_generations: u32,
}

impl Case {
    fn with_ranking(ranking: Ranking, fitness: Option<Vec<f64>>, failed: [bool; 6]) -> Self {
        let mut settings = genomes::settings();
        settings.population_size = 10;
        settings.reproduction.min_species_size = 2;
        settings.reproduction.elite_species_size = 5;
        settings.selection.survival = Survival::Generational;
        let species = Species {
            ids: vec![0, 1, 2],
            created: vec![0; 3],
            last_improved: vec![20; 3],
            best_fitness: vec![0.0; 3],
            assignment: vec![0, 0, 1, 1, 2, 2],
            representatives: Arc::new(Population::empty(2, 1)),
            threshold: 1.0,
            threshold_step: 4.0,
            next_id: 3,
        };
        Self {
            settings,
            species,
            ranking,
            fitness,
            failed: failed.to_vec(),
            sizes: vec![1; 6],
            archive_sizes: Vec::new(),
            generation: 20,
            stagnant_generations: 0,
        }
    }

    fn new(fitness: [f64; 6], failed: [bool; 6]) -> Self {
        Self::with_ranking(genomes::rank(&fitness.map(|value| [value]), &failed), Some(fitness.to_vec()), failed)
    }

    fn plan(&self) -> Parentage {
        let survivors = BreedingPool {
            species: &self.species,
            ranking: &self.ranking,
            fitness: self.fitness.as_deref(),
            failed: &self.failed,
            sizes: &self.sizes,
            archive_sizes: &self.archive_sizes,
            generation: self.generation,
            stagnant_generations: self.stagnant_generations,
        };
        let mut plan = Parentage::default();
        Planner::default().plan(&self.settings, &survivors, &mut plan);
        plan
    }

    /// How many offspring each species is granted.
    fn quotas(&self) -> [usize; 3] {
        let plan = self.plan();
        assert!(plan.species.is_sorted());
        assert_eq!(plan.species.len(), self.settings.population_size);
        [0, 1, 2].map(|species| plan.species.iter().filter(|granted| **granted == species).count())
    }
}

#[test]
fn quotas_are_a_base_and_largest_remainders() {
    // shares 1, 1/2 and 0: of the 4 above the base, 2.67, 1.33 and 0
    let plan = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED).plan();
    assert_eq!(plan.species, [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]);
    assert_eq!(plan.parent_a, [0, 0, 0, 0, 0, 2, 2, 2, 4, 4]); // a fifth of two members is one
    assert_eq!(plan.parent_b, [NO_PARENT; 10]);
    assert_eq!(plan.elite, [true, false, false, false, false, false, false, false, false, false]);
}

#[test]
fn failed_genomes_count_as_the_worst() {
    let all_failed = Case::new([f64::NEG_INFINITY; 6], [true; 6]);
    assert_eq!(all_failed.quotas(), [4, 3, 3]);
    // shares 1/2, 1/2 and 0
    let fitness = [4.0, f64::NEG_INFINITY, 2.0, 2.0, 0.0, 0.0];
    assert_eq!(Case::new(fitness, [false, true, false, false, false, false]).quotas(), [4, 4, 2]);
}

#[test]
fn equal_fitness_shares_equally() {
    assert_eq!(Case::new([3.0; 6], WORKED).quotas(), [4, 3, 3]);
}

#[test]
fn a_range_beyond_the_doubles_does_not_overflow() {
    let (high, low) = (f64::MAX, -f64::MAX);
    assert_eq!(Case::new([high, high, 0.0, 0.0, low, low], WORKED).quotas(), [5, 3, 2]);
}

#[test]
fn with_several_objectives_species_share_by_fronts() {
    // three fronts: shares 1, 2/3 and 1/3, so of the 4 above the base 2, 1.33 and 0.67
    let objectives = [[4.0, 4.0], [4.0, 4.0], [2.0, 2.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]];
    assert_eq!(Case::with_ranking(genomes::rank(&objectives, &WORKED), None, WORKED).quotas(), [4, 3, 3]);
}

#[test]
fn a_stagnant_species_gets_nothing_unless_protected() {
    let mut case = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED);
    case.settings.reproduction.stagnation_generations = 15;
    case.settings.reproduction.protected_species = 2;
    case.species.last_improved = vec![5, 5, 6];
    assert_eq!(case.quotas(), [5, 3, 2]); // the third improved 14 generations ago
    case.species.last_improved = vec![5, 5, 5];
    assert_eq!(case.quotas(), [6, 4, 0]); // of the 6 above the base, 4 and 2
    case.species.last_improved = vec![5, 5, 20];
    case.settings.reproduction.protected_species = 0; // the best one is protected all the same
    assert_eq!(case.quotas(), [8, 0, 2]);
}

#[test]
fn population_stagnation_leaves_the_top_two() {
    let mut case = Case::new([0.0, 0.0, 2.0, 2.0, 4.0, 4.0], WORKED);
    case.settings.reproduction.population_stagnation_generations = 20;
    for (generations, quotas) in [(0, [2, 3, 5]), (19, [2, 3, 5]), (20, [0, 4, 6]), (21, [2, 3, 5]), (40, [0, 4, 6])] {
        case.stagnant_generations = generations;
        assert_eq!(case.quotas(), quotas, "after {generations}");
    }
    case.species.last_improved = vec![20, 0, 0]; // stagnant or not
    assert_eq!(case.quotas(), [0, 4, 6]);
    let plan = case.plan();
    assert_eq!(plan.elite.iter().position(|elite| *elite), Some(4));
    assert_eq!(plan.parent_a[4], 4);
    case.settings.reproduction.population_stagnation_generations = 0; // never
    case.species.last_improved = vec![20; 3];
    assert_eq!(case.quotas(), [2, 3, 5]);
}

#[test]
fn only_as_many_species_breed_as_the_minimum_size_allows() {
    let mut case = Case::new([0.0, 0.0, 2.0, 2.0, 4.0, 4.0], WORKED);
    case.settings.reproduction.min_species_size = 4;
    // 10 / 4 is two species; of the 2 above their bases 0.67 and 1.33
    assert_eq!(case.quotas(), [0, 5, 5]);
    case.settings.reproduction.min_species_size = 11; // one stays in any case
    assert_eq!(case.quotas(), [0, 0, 10]);
}

#[test]
fn large_species_keep_their_champion() {
    let mut case = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED);
    let elites = |case: &Case| {
        let elite = case.plan().elite;
        (0..10).filter(|&row| elite[row]).collect::<Vec<_>>()
    };
    case.settings.reproduction.elite_species_size = 2;
    assert_eq!(elites(&case), [0]);
    case.settings.reproduction.elite_species_size = 1;
    assert_eq!(elites(&case), [0, 5, 8]);
    case.settings.selection.survival = Survival::Mixed; // the pool keeps them anyway
    assert!(elites(&case).is_empty());
}

#[test]
fn a_second_parent_is_another_one_of_the_species() {
    let mut case = Case::new([5.0, 4.0, 2.0, 3.0, 0.0, 0.0], WORKED);
    case.settings.crossover.crossover_rate = 1.0;
    case.settings.reproduction.survival_rate = 0.51; // of two members that is both
    let plan = case.plan();
    for row in 1..10 {
        let (a, b) = (plan.parent_a[row], plan.parent_b[row]);
        assert_eq!(b, a ^ 1, "row {row}");
        // of equal genomes neither is fitter
        let fitter = [Fitter::A, Fitter::B, Fitter::B, Fitter::A, Fitter::Equal, Fitter::Equal][a as usize];
        assert_eq!(plan.fitter[row], fitter as u8, "row {row}");
    }
    assert_eq!((plan.parent_a[0], plan.parent_b[0], plan.elite[0]), (0, NO_PARENT, true));
    case.settings.reproduction.survival_rate = 0.5; // and that is one, which has no mate
    assert_eq!(case.plan().parent_b, [NO_PARENT; 10]);
}

#[test]
fn of_equal_genomes_the_smaller_is_fitter() {
    let mut case = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED);
    case.sizes[1] = 2;
    case.settings.crossover.crossover_rate = 1.0;
    case.settings.reproduction.survival_rate = 1.0;
    let plan = case.plan();
    for row in 1..5 {
        assert_eq!(plan.fitter[row], if plan.parent_a[row] == 0 { Fitter::A } else { Fitter::B } as u8);
    }
}

#[test]
fn an_interspecies_mate_is_a_parent_of_another_eligible_species() {
    let mut case = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED);
    case.settings.crossover.crossover_rate = 1.0;
    case.settings.crossover.interspecies_rate = 1.0;
    case.species.last_improved = vec![20, 0, 20];
    case.settings.reproduction.protected_species = 1;
    let plan = case.plan();
    // species 1 is stagnant: no mates there
    assert_eq!(plan.species, [0, 0, 0, 0, 0, 0, 0, 0, 2, 2]);
    assert_eq!(plan.parent_b, [NO_PARENT, 4, 4, 4, 4, 4, 4, 4, 0, 0]);
    assert_eq!(plan.fitter, [0, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
}

#[test]
fn an_archive_mate_is_numbered_after_the_survivors_and_on_the_first_front() {
    let mut case = Case::new([4.0, 4.0, 2.0, 2.0, 0.0, 0.0], WORKED);
    case.settings.crossover.crossover_rate = 1.0;
    case.settings.selection.archive_breeding_rate = 1.0;
    case.archive_sizes = vec![1];
    let plan = case.plan();
    assert_eq!(plan.parent_b, [NO_PARENT, 6, 6, 6, 6, 6, 6, 6, 6, 6]);
    // with one objective all of a front have crowding 0 against infinity
    assert_eq!(plan.fitter, [0, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
}

#[test]
fn another_generation_or_seed_draws_other_parents() {
    let mut case = Case::new([5.0, 4.0, 2.0, 3.0, 0.0, 0.0], WORKED);
    case.settings.population_size = 40;
    case.settings.reproduction.survival_rate = 1.0;
    let parents = case.plan().parent_a;
    assert_eq!(case.plan().parent_a, parents);
    case.generation = 21;
    let later = case.plan().parent_a;
    assert_ne!(later, parents);
    case.settings.seed = 2;
    assert_ne!(case.plan().parent_a, later);
}
