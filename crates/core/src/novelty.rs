//! Novelty search with local competition (Lehman & Stanley 2011): how far the measures of a genome are from the nearest
//! other measures, and how many of these neighbours the genome beats.

use crate::parallel::Threads;

/// Rows that one thread rates at a time.
const PIECE: usize = 16;

/// Where genomes ended up, and how well they did there.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// `n_measures` finite numbers for each.
    pub measures: &'a [f64],
    /// How many measures a place has, at least one.
    pub n_measures: usize,
    /// One number for each, higher is better.
    pub quality: &'a [f64],
}

impl Places<'_> {
    /// The square of the distance between two places.
    #[inline(always)]
    fn square_distance(&self, a: usize, b: usize) -> f64 {
        let n = self.n_measures;
        let (a, b) = (&self.measures[a * n..][..n], &self.measures[b * n..][..n]);
        a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b))
    }

    /// Puts the `n_neighbors` places nearest to a row into `nearest`, nearest first; of equally near ones the lower rows.
    fn find_nearest(&self, row: usize, n_neighbors: usize, nearest: &mut Vec<(f64, usize)>) {
        nearest.clear();
        for other in (0..self.quality.len()).filter(|other| *other != row) {
            let distance = self.square_distance(row, other);
            if nearest.len() == n_neighbors {
                if nearest.last().is_none_or(|(farthest, _)| distance >= *farthest) {
                    continue;
                }
                nearest.pop();
            }
            let position = nearest.partition_point(|(nearer, _)| *nearer <= distance);
            nearest.insert(position, (distance, other));
        }
    }
}

/// What one genome is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rating {
    /// Mean distance to the nearest others; 0 without others.
    pub novelty: f64,
    /// How many of these have a lower quality.
    pub n_beaten: u32,
}

/// Rates the first rows of `places`, one for each of `ratings`, among all rows but itself.
pub fn rate(threads: &Threads, places: Places<'_>, n_neighbors: usize, ratings: &mut [Rating]) {
    threads.for_each_piece(ratings, PIECE, |start, ratings| {
        let mut nearest = Vec::with_capacity(n_neighbors.min(places.quality.len()));
        for (index, rating) in ratings.iter_mut().enumerate() {
            let row = start + index;
            places.find_nearest(row, n_neighbors, &mut nearest);
            let total = nearest.iter().fold(0.0, |sum, (square, _)| sum + square.sqrt());
            let beaten = nearest.iter().filter(|(_, other)| places.quality[*other] < places.quality[row]);
            let novelty = if nearest.is_empty() { 0.0 } else { total / nearest.len() as f64 };
            *rating = Rating { novelty: novelty.min(f64::MAX), n_beaten: beaten.count() as u32 };
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(measures: &[f64], n_measures: usize, quality: &[f64], n_neighbors: usize, n: usize) -> Vec<Rating> {
        let mut ratings = vec![Rating::default(); n];
        rate(&Threads::default(), Places { measures, n_measures, quality }, n_neighbors, &mut ratings);
        ratings
    }

    #[test]
    fn novelty_is_the_mean_distance_to_the_nearest_others() {
        let measures = [0.0, 0.0, 3.0, 4.0, 6.0, 8.0, 30.0, 40.0];
        let found = rated(&measures, 2, &[1.0, 0.0, 2.0, 0.0], 2, 2);
        assert_eq!(found, [Rating { novelty: 7.5, n_beaten: 1 }, Rating { novelty: 5.0, n_beaten: 0 }]);
    }

    #[test]
    fn of_equally_near_places_the_lower_rows_count() {
        let found = rated(&[0.0, 1.0, -1.0, 1.0], 1, &[5.0, 1.0, 9.0, 9.0], 1, 1);
        assert_eq!(found, [Rating { novelty: 1.0, n_beaten: 1 }]);
    }

    #[test]
    fn equal_quality_is_not_beaten() {
        assert_eq!(rated(&[0.0, 1.0, 2.0, 3.0], 1, &[5.0, 5.0, 4.0, 6.0], 3, 1)[0].n_beaten, 1);
    }

    #[test]
    fn a_place_alone_is_not_novel_and_no_distance_is_infinite() {
        assert_eq!(rated(&[7.0], 1, &[0.0], 15, 1), [Rating::default()]);
        assert_eq!(rated(&[-1e308, 1e308], 1, &[0.0; 2], 15, 1)[0].novelty, f64::MAX);
    }

    #[test]
    fn threads_change_nothing() {
        let measures: Vec<f64> = (0..600).map(|k| f64::from(k * k % 101)).collect();
        let (quality, mut found) = (vec![0.0; 300], vec![Rating::default(); 300]);
        let places = Places { measures: &measures, n_measures: 2, quality: &quality };
        rate(&Threads::new(3).unwrap(), places, 15, &mut found);
        assert_eq!(found, rated(&measures, 2, &quality, 15, 300));
    }
}
