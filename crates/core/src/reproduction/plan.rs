//! The plan of a generation: offspring granted to species, and their parents.

use crate::draws::{Draws, Purpose, below_of, half_of, hits, unit};
use crate::operators::crossover::Fitter;
use crate::selection::fitness::Ranking;
use crate::settings::{FitnessSharing, Settings, Survival};
use crate::speciation::Species;

/// Stands in `Parentage::parent_b` for an offspring of one parent.
pub const NO_PARENT: u32 = u32::MAX;

/// The parents of a generation, one row per offspring.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parentage {
    /// Row among the survivors, then the archive.
    pub parent_a: Vec<u32>,
    /// Likewise, or `NO_PARENT`.
    pub parent_b: Vec<u32>,
    /// Which parent is fitter, as the number of a `Fitter`.
    pub fitter: Vec<u8>,
    /// Copied unchanged.
    pub elite: Vec<bool>,
    /// Position of the species that granted the offspring.
    pub species: Vec<u32>,
}

/// What the plan of a generation reads of the survivors and the archive.
#[derive(Clone, Copy, Debug)]
pub struct BreedingPool<'a> {
    /// Their species.
    pub species: &'a Species,
    /// Their order.
    pub ranking: &'a Ranking,
    /// Their fitness, with one objective.
    pub fitness: Option<&'a [f64]>,
    /// Whose evaluation failed.
    pub failed: &'a [bool],
    /// Their sizes.
    pub sizes: &'a [u32],
    /// Sizes of the archive members.
    pub archive_sizes: &'a [u32],
    /// The generation.
    pub generation: u32,
    /// Generations since the population last improved.
    pub stagnant_generations: u32,
}

/// A species that may have offspring.
#[derive(Clone, Copy, Debug)]
struct Grant {
    species: usize,
    share: f64,
    quota: usize,
    fraction: f64,
    first_parent: usize,
    n_parents: usize,
    n_members: usize,
}

/// Plans generations; its memory is used again in every one.
#[derive(Debug, Default)]
pub struct Planner {
    /// Members of all species, each species from best to worst.
    members: Vec<u32>,
    starts: Vec<usize>,
    top: Vec<u32>,
    met: Vec<bool>,
    grants: Vec<Grant>,
    by_fraction: Vec<usize>,
    sums: Vec<f64>,
    best_species: usize,
}

impl Planner {
    /// Writes the parents of the next generation.
    pub fn plan(&mut self, settings: &Settings, survivors: &BreedingPool<'_>, parentage: &mut Parentage) {
        self.list_members(survivors);
        self.choose_eligible(settings, survivors);
        self.share(settings, survivors);
        self.grant_quotas(settings);
        self.draw_parents(settings, survivors, parentage);
    }

    /// Members by species, and species by their best member.
    fn list_members(&mut self, survivors: &BreedingPool<'_>) {
        let n_species = survivors.species.len();
        self.starts.clear();
        self.starts.resize(n_species + 1, 0);
        for &species in &survivors.species.assignment {
            self.starts[species as usize + 1] += 1;
        }
        for position in 0..n_species {
            self.starts[position + 1] += self.starts[position];
        }
        self.members.clear();
        self.members.resize(survivors.failed.len(), 0);
        self.top.clear();
        self.met.clear();
        self.met.resize(n_species, false);
        for &row in &survivors.ranking.order {
            let species = survivors.species.assignment[row as usize] as usize;
            if !std::mem::replace(&mut self.met[species], true) {
                self.top.push(species as u32);
            }
            // the start of a species moves along while it fills, and is moved back below
            self.members[self.starts[species]] = row;
            self.starts[species] += 1;
        }
        self.starts.rotate_right(1);
        self.starts[0] = 0;
    }

    fn choose_eligible(&mut self, settings: &Settings, survivors: &BreedingPool<'_>) {
        let rules = &settings.reproduction;
        let protected = rules.protected_species.max(1);
        let period = rules.population_stagnation_generations;
        let stuck =
            survivors.stagnant_generations > 0 && period > 0 && survivors.stagnant_generations.is_multiple_of(period);
        let last_improved = &survivors.species.last_improved;
        let stagnant = |species: u32| {
            survivors.generation.saturating_sub(last_improved[species as usize]) >= rules.stagnation_generations
        };
        let mut place = 0;
        self.top.retain(|&species| {
            place += 1;
            if stuck { place <= 2 } else { place <= protected || !stagnant(species) }
        });
        if self.top.len() * rules.min_species_size > settings.population_size {
            self.top.truncate((settings.population_size / rules.min_species_size).max(1));
        }
        self.best_species = self.top[0] as usize;
        self.top.sort_unstable();
        self.grants.clear();
        for &species in &self.top {
            let species = species as usize;
            let n_members = self.starts[species + 1] - self.starts[species];
            let n_parents = ((rules.survival_rate * n_members as f64).ceil() as usize).clamp(1, n_members);
            let first_parent = self.starts[species];
            self.grants.push(Grant {
                species,
                share: 0.0,
                quota: 0,
                fraction: 0.0,
                first_parent,
                n_parents,
                n_members,
            });
        }
    }

    /// Fitness sharing: the mean of the members' fitness above the worst or above zero, or of how many fronts they beat.
    fn share(&mut self, settings: &Settings, survivors: &BreedingPool<'_>) {
        self.sums.clear();
        self.sums.resize(survivors.species.len(), 0.0);
        let valid = || survivors.failed.iter().enumerate().filter(|(_, failed)| !**failed).map(|(row, _)| row);
        let extremes = survivors.fitness.map(|fitness| {
            let values = || valid().map(|row| fitness[row]);
            let worst = match settings.reproduction.fitness_sharing {
                FitnessSharing::AboveWorst => values().fold(f64::INFINITY, f64::min),
                FitnessSharing::AboveZero => 0.0,
            };
            (fitness, worst, values().fold(f64::NEG_INFINITY, f64::max))
        });
        let n_fronts = valid().map(|row| survivors.ranking.fronts[row] + 1).max().unwrap_or(0) as f64;
        for row in valid() {
            self.sums[survivors.species.assignment[row] as usize] += match extremes {
                Some((fitness, worst, best)) if worst >= best || fitness[row] <= worst => 0.0,
                // halves, so that the range of huge numbers stays finite
                Some((fitness, worst, best)) => (fitness[row] / 2.0 - worst / 2.0) / (best / 2.0 - worst / 2.0),
                None => (n_fronts - f64::from(survivors.ranking.fronts[row])) / n_fronts,
            };
        }
        let mut total = 0.0;
        for grant in &mut self.grants {
            grant.share = self.sums[grant.species] / grant.n_members as f64;
            total += grant.share;
        }
        if total == 0.0 {
            self.grants.iter_mut().for_each(|grant| grant.share = 1.0);
        }
    }

    /// Quotas by largest remainder above a base for everybody; they add up to the population size.
    fn grant_quotas(&mut self, settings: &Settings) {
        let base = settings.reproduction.min_species_size.min(settings.population_size / self.grants.len());
        let rest = settings.population_size - base * self.grants.len();
        let total: f64 = self.grants.iter().fold(0.0, |sum, grant| sum + grant.share);
        let mut left = rest;
        for grant in &mut self.grants {
            let exact = rest as f64 * grant.share / total;
            let whole = (exact.floor() as usize).min(left);
            grant.quota = base + whole;
            grant.fraction = exact - exact.floor();
            left -= whole;
        }
        self.by_fraction.clear();
        self.by_fraction.extend(0..self.grants.len());
        let grants = &self.grants;
        self.by_fraction.sort_unstable_by(|&a, &b| grants[b].fraction.total_cmp(&grants[a].fraction).then(a.cmp(&b)));
        for index in 0..left {
            let position = self.by_fraction[index % self.by_fraction.len()];
            self.grants[position].quota += 1;
        }
    }

    fn draw_parents(&self, settings: &Settings, survivors: &BreedingPool<'_>, parentage: &mut Parentage) {
        parentage.parent_a.clear();
        parentage.parent_b.clear();
        parentage.fitter.clear();
        parentage.elite.clear();
        parentage.species.clear();
        let generational = settings.selection.survival == Survival::Generational;
        for (position, grant) in self.grants.iter().enumerate() {
            let champion =
                grant.n_members > settings.reproduction.elite_species_size || grant.species == self.best_species;
            for place in 0..grant.quota {
                let elite = place == 0 && generational && champion;
                let row = parentage.elite.len() as u64;
                let (a, b) = if elite {
                    (self.members[grant.first_parent], NO_PARENT)
                } else {
                    self.parents(settings, survivors, position, row)
                };
                parentage.parent_a.push(a);
                parentage.parent_b.push(b);
                parentage.fitter.push(if b == NO_PARENT { Fitter::Equal } else { fitter(survivors, a, b) } as u8);
                parentage.elite.push(elite);
                parentage.species.push(grant.species as u32);
            }
        }
    }

    fn parents(&self, settings: &Settings, survivors: &BreedingPool<'_>, position: usize, row: u64) -> (u32, u32) {
        let draws = Draws::at(settings.seed, Purpose::Parent, u64::from(survivors.generation), row);
        let words = draws.block(0);
        let grant = &self.grants[position];
        let pick = |grant: &Grant, place: usize| self.members[grant.first_parent + place];
        let first = below_of(words[1], grant.n_parents);
        let a = pick(grant, first);
        if !hits(half_of(&words, 0), settings.crossover.crossover_rate) {
            return (a, NO_PARENT);
        }
        if self.grants.len() > 1 && hits(half_of(&words, 1), settings.crossover.interspecies_rate) {
            let other = below_of(words[2], self.grants.len() - 1);
            let other = &self.grants[other + usize::from(other >= position)];
            return (a, pick(other, below_of(words[3], other.n_parents)));
        }
        let n_archive = survivors.archive_sizes.len();
        if n_archive > 0 && unit(words[3]) < settings.selection.archive_breeding_rate {
            return (a, (survivors.failed.len() + below_of(words[2], n_archive)) as u32);
        }
        if grant.n_parents == 1 {
            return (a, NO_PARENT);
        }
        let second = below_of(words[2], grant.n_parents - 1);
        (a, pick(grant, second + usize::from(second >= first)))
    }
}

/// Front, then crowding, then size decide; archive members are on the best front.
fn fitter(survivors: &BreedingPool<'_>, a: u32, b: u32) -> Fitter {
    let n = survivors.failed.len();
    let ranking = survivors.ranking;
    let key = |row: u32| {
        let row = row as usize;
        if row < n {
            (ranking.fronts[row], ranking.crowding[row], survivors.sizes[row])
        } else {
            (0, f64::INFINITY, survivors.archive_sizes[row - n])
        }
    };
    let (a, b) = (key(a), key(b));
    match a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)) {
        std::cmp::Ordering::Less => Fitter::A,
        std::cmp::Ordering::Equal => Fitter::Equal,
        std::cmp::Ordering::Greater => Fitter::B,
    }
}
