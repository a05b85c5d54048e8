//! Genomes laid out for many comparisons: early genes stand at the place of their innovation, so the genes of two genomes
//! line up.

use crate::bits::set_bits;
use crate::population::columns::Population;
use crate::population::genome::{Connections, Genome};

/// Lanes of a sum of weight differences: innovation `i` adds to lane `i % LANES`.
pub const LANES: usize = 16;

/// Weights that are compared before the limit is looked at.
const STRETCH: usize = 128;

/// A sum in float32 over lanes by innovation or node id, so that its order of addition is the same for every SIMD width.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaneSum {
    lanes: [f32; LANES],
    /// How many numbers were added.
    pub count: usize,
}

impl LaneSum {
    /// Adds one number, which the caller counts.
    #[inline(always)]
    pub fn add(&mut self, id: u32, value: f32) {
        self.lanes[id as usize % LANES] += value;
    }

    /// Adds the differences of some numbers whose ids ascend, one after the other, which the caller counts.
    #[inline(always)]
    pub fn add_group<const N: usize>(&mut self, ids: &[u32; N], a: &[f32; N], b: &[f32; N]) {
        let mut differences = [0.0; N];
        for k in 0..N {
            differences[k] = (a[k] - b[k]).abs();
        }
        let first = ids[0] as usize % LANES;
        if (ids[N - 1] - ids[0]) as usize == N - 1 && first + N <= LANES {
            let lanes = &mut self.lanes[first..first + N]; // neighbours, as founder genes are
            for k in 0..N {
                lanes[k] += differences[k];
            }
        } else {
            for k in 0..N {
                self.add(ids[k], differences[k]);
            }
        }
    }

    /// The sum.
    #[inline(always)]
    pub fn total(&self) -> f64 {
        let eight: [f32; 8] = std::array::from_fn(|lane| self.lanes[lane] + self.lanes[lane + 8]);
        let four: [f32; 4] = std::array::from_fn(|lane| eight[lane] + eight[lane + 4]);
        let two: [f32; 2] = std::array::from_fn(|lane| four[lane] + four[lane + 2]);
        f64::from(two[0] + two[1])
    }

    /// The mean of what was added, 0 if nothing was.
    #[inline(always)]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.total() / self.count as f64 }
    }
}

/// A genome spread out. Early genes are those whose innovation is below a bound, the same for all that are compared.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Weights of early genes by innovation, NaN where the genome has none, a multiple of `LANES`.
    weights: Vec<f32>,
    /// A bit for each early gene.
    early: Vec<u64>,
    n_early: usize,
}

/// What tells most genomes apart: how many genes there are, and a bit for each later innovation, by its remainder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sketch {
    size: usize,
    later: [u64; 4],
}

impl Sketch {
    /// That of a genome whose later genes are those from a position on.
    #[inline(always)]
    fn of(innovation: &[u32], first_later: usize) -> Self {
        let mut later = [0; 4];
        for innovation in &innovation[first_later..] {
            for (word, bits) in later.iter_mut().enumerate() {
                let place = (u64::from(innovation % 256)).wrapping_sub(64 * word as u64);
                *bits |= if place < 64 { 1 << place } else { 0 }; // all words at once, which do not wait for memory
            }
        }
        Self { size: innovation.len(), later }
    }

    /// Number of genes.
    #[inline(always)]
    pub fn size(&self) -> usize {
        self.size
    }

    /// At least as many later genes are in only one of the two genomes.
    #[inline(always)]
    pub fn least_later_difference(&self, other: &Self) -> usize {
        (0..4).map(|word| (self.later[word] ^ other.later[word]).count_ones() as usize).sum()
    }
}

/// Sketches that a genome is compared with at once.
pub const SKETCHES: usize = 8;

/// Sketches side by side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sketches {
    sizes: [u64; SKETCHES],
    later: [[u64; SKETCHES]; 4],
    /// A bit for each of them that there is.
    there: u32,
}

impl Sketches {
    #[inline(always)]
    fn set(&mut self, lane: usize, sketch: &Sketch) {
        self.sizes[lane] = sketch.size as u64;
        for word in 0..4 {
            self.later[word][lane] = sketch.later[word];
        }
        self.there |= 1 << lane;
    }

    /// A bit for each that does not tell that more genes than `most`, by the sizes, are in only one of the two genomes.
    #[inline(always)]
    pub fn within(&self, sketch: &Sketch, most: impl Fn(usize, usize) -> usize) -> u32 {
        let mut differences = [0; SKETCHES];
        for (words, word) in self.later.iter().zip(sketch.later) {
            for lane in 0..SKETCHES {
                differences[lane] += u64::from((words[lane] ^ word).count_ones());
            }
        }
        let mut bits = 0;
        for (lane, (difference, size)) in differences.into_iter().zip(self.sizes).enumerate() {
            let difference = difference.max(size.abs_diff(sketch.size as u64));
            bits |= u64::from(difference <= most(sketch.size, size as usize) as u64) << lane;
        }
        bits as u32 & self.there
    }
}

/// Fewer founder genes than this are not worth spreading out.
const LEAST_BOUND: usize = 32;

impl Outline {
    /// How many innovations are worth spreading out: those of the founders, if they are many and most genomes have most of
    /// them.
    pub fn bound(population: &Population) -> usize {
        let n_founder_genes = population.n_inputs * population.n_outputs;
        let worth = n_founder_genes >= LEAST_BOUND
            && 2 * population.connections.len() >= n_founder_genes.saturating_mul(population.len());
        if worth { n_founder_genes } else { 0 }
    }

    /// Becomes the outline of a genome, whose sketch it returns; the memory is used again.
    #[inline(always)]
    pub fn set(&mut self, connections: Connections<'_>, bound: usize) -> Sketch {
        let innovation = connections.innovation;
        self.weights.clear();
        self.weights.resize(bound.next_multiple_of(LANES), f32::NAN);
        self.early.clear();
        self.early.resize(bound.div_ceil(64), 0);
        let mut start = 0;
        while start < innovation.len() && (innovation[start] as usize) < bound {
            let first = innovation[start] as usize;
            let n = consecutive(&innovation[start..], bound - first);
            self.weights[first..first + n].copy_from_slice(&connections.weight[start..start + n]);
            set_bits(&mut self.early, first, n);
            start += n;
        }
        self.n_early = start;
        Sketch::of(innovation, start)
    }

    /// Number of early genes.
    #[inline(always)]
    pub fn n_early(&self) -> usize {
        self.n_early
    }

    /// Number of early genes that both have.
    #[inline(always)]
    pub fn n_common(&self, other: &Self) -> usize {
        self.early.iter().zip(&other.early).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Number of early genes beyond the last gene of another genome.
    #[inline(always)]
    pub fn n_beyond(&self, other: Connections<'_>) -> usize {
        let end = other.innovation.last().map_or(0, |last| *last as usize + 1);
        if end >= 64 * self.early.len() {
            return 0;
        }
        let first = self.early[end / 64] >> (end % 64);
        (first.count_ones() + self.early[end / 64 + 1..].iter().map(|word| word.count_ones()).sum::<u32>()) as usize
    }

    /// Adds the weight differences of the `n_common` early genes that both have; false as soon as the sum is over the
    /// limit.
    #[inline(always)]
    pub fn add_differences(&self, other: &Self, n_common: usize, limit: f64, sum: &mut LaneSum) -> bool {
        sum.count += n_common;
        for (a, b) in self.weights.chunks(STRETCH).zip(other.weights.chunks(STRETCH)) {
            for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
                for lane in 0..LANES {
                    let difference = (a[lane] - b[lane]).abs();
                    sum.lanes[lane] += if difference.is_nan() { 0.0 } else { difference };
                }
            }
            if a.len() == STRETCH && sum.total() > limit {
                return false;
            }
        }
        true
    }
}

/// How many numbers, up to `most`, ascend by one from the start; they ascend strictly.
#[inline(always)]
fn consecutive(numbers: &[u32], most: usize) -> usize {
    let first = numbers[0] as usize;
    let is_in_place = |k: usize| numbers[k] as usize == first + k;
    let (mut low, mut high) = (1, numbers.len().min(most));
    if is_in_place(high - 1) {
        return high; // most often all do
    }
    let mut step = 256;
    while step > 0 {
        while low + step <= high && is_in_place(low + step - 1) {
            low += step;
        }
        high = high.min(low + step);
        step /= 4;
    }
    low
}

/// Outlines of many genomes; their memory is used again.
#[derive(Debug, Default)]
pub struct Outlines {
    all: Vec<Outline>,
    sketches: Vec<Sketch>,
    together: Vec<Sketches>,
}

impl Outlines {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.sketches.clear();
        self.together.clear();
    }

    /// Appends that of a genome.
    #[inline(always)]
    pub fn push(&mut self, genome: Genome<'_>, bound: usize) {
        let n = self.sketches.len();
        if self.all.len() == n {
            self.all.push(Outline::default());
        }
        let sketch = self.all[n].set(genome.connections, bound);
        self.sketches.push(sketch);
        if n.is_multiple_of(SKETCHES) {
            self.together.push(Sketches::default());
        }
        self.together[n / SKETCHES].set(n % SKETCHES, &sketch);
    }

    /// The sketches of all genomes.
    #[inline(always)]
    pub fn sketches(&self) -> &[Sketch] {
        &self.sketches
    }

    /// The same, side by side.
    #[inline(always)]
    pub fn together(&self) -> &[Sketches] {
        &self.together
    }

    /// The outlines of all genomes.
    #[inline(always)]
    pub fn all(&self) -> &[Outline] {
        &self.all[..self.sketches.len()]
    }
}
