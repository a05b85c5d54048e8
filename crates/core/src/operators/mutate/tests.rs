//! The table, and what an operator that is added to it changes: nothing but what it does itself.

use super::*;
use crate::population::columns::Population;
use crate::population::founders::found;

const N: usize = OPERATORS.len();

/// A toy: negates the first weight. Its decision is the first one of the second block.
const NEGATE: Operator = Operator {
    decision: Some(8),
    rate: |_| 0.5,
    precedence: None,
    apply: |mutation| {
        if let Some(weight) = mutation.offspring.weights().first_mut() {
            *weight = -*weight;
        }
    },
};

fn settings(structural_mutations: StructuralMutations) -> Settings {
    let text =
        include_str!("../../../tests/settings.json").replace("\"GROWTH\"", "0.3").replace("\"SHRINKAGE\"", "0.3");
    let mut settings: Settings = serde_json::from_str(&text).expect("the test's settings are valid");
    settings.mutation.structural_mutations = structural_mutations;
    settings.mutation.activation_mutation_rate = 0.3;
    settings.mutation.activation_options = vec![0, 1, 2, 3];
    settings
}

fn address(row: u64) -> Address {
    Address { seed: 5, generation: 2, row }
}

/// A copy of a founder after mutation, and its proposal.
fn mutated<const M: usize>(operators: &[Operator; M], settings: &Settings, row: u64) -> (Population, Proposal) {
    let (founders, _) = found(settings);
    let mut offspring = Offspring::default();
    offspring.copy(founders.genome(row as usize));
    let mutation =
        Mutation { settings, address: address(row), offspring: &mut offspring, proposal: Proposal::default() };
    let proposal = apply(operators, &rates_of(operators, settings), mutation);
    let mut population = Population::empty(settings.n_inputs, settings.n_outputs);
    population.push(row, offspring.genome());
    (population, proposal)
}

/// The table with the toy at a place.
fn with_toy(place: usize) -> [Operator; N + 1] {
    let mut operators = [NEGATE; N + 1];
    operators[..place].copy_from_slice(&OPERATORS[..place]);
    operators[place + 1..].copy_from_slice(&OPERATORS[place..]);
    operators
}

#[test]
fn every_operator_has_a_decision_and_a_precedence_of_its_own() {
    let mut decisions: Vec<u64> = OPERATORS.iter().filter_map(|operator| operator.decision).collect();
    let mut precedences: Vec<u8> = OPERATORS.iter().filter_map(|operator| operator.precedence).collect();
    decisions.sort_unstable();
    precedences.sort_unstable();
    assert!(decisions.windows(2).all(|pair| pair[0] < pair[1]), "{decisions:?}");
    assert!(precedences.windows(2).all(|pair| pair[0] < pair[1]), "{precedences:?}");
}

#[test]
fn decisions_beyond_a_block_are_the_half_words_of_the_next_one() {
    let draws = address(3).draws(Purpose::Mutation);
    let mut decisions = Decisions::new(draws);
    for decision in [0, 7, 8, 15, 1, 16] {
        let half = half_of(&draws.block(decision / 8), (decision % 8) as usize);
        let operator = Operator { decision: Some(decision), ..NEGATE };
        let rate = f64::from(half) / f64::from(u32::MAX);
        assert!(decisions.hit(&operator, rate + 1e-9) && !decisions.hit(&operator, rate - 1e-9), "{decision}");
    }
}

#[test]
fn a_ninth_decision_changes_what_it_does_itself_and_nothing_else() {
    for structural_mutations in [StructuralMutations::Independent, StructuralMutations::Exclusive] {
        let settings = settings(structural_mutations);
        let mut n_negated = 0;
        for row in 0..150 {
            let (mut expected, proposal) = mutated(&OPERATORS, &settings, row);
            let draws = address(row).draws(Purpose::Mutation);
            let structural = first_structural(&OPERATORS, &rates_of(&OPERATORS, &settings), &mut Decisions::new(draws));
            let is_alone = structural_mutations == StructuralMutations::Exclusive && structural.is_some();
            let hits_toy = hits(half_of(&draws.block(1), 0), 0.5);
            if hits_toy && !is_alone && expected.size(0) > 0 {
                expected.connections.weight[0] = -expected.connections.weight[0];
                n_negated += 1;
            }
            assert_eq!(mutated(&with_toy(N), &settings, row), (expected, proposal), "{structural_mutations:?} {row}");
        }
        assert!((10..140).contains(&n_negated), "{n_negated}");
    }
}

#[test]
fn an_operator_whose_rate_is_zero_changes_nothing_wherever_it_stands() {
    let settings = settings(StructuralMutations::Independent);
    for place in 0..=N {
        let mut operators = with_toy(place);
        operators[place].rate = |_| 0.0;
        for row in 0..20 {
            assert_eq!(mutated(&operators, &settings, row), mutated(&OPERATORS, &settings, row), "{place} {row}");
        }
    }
}
