//! Sorting by two objectives: points come in the order of the first one, and the stairs hold the highest front for each
//! value of the second one.

/// For each value the highest front among the points so far that are at least as good.
///
/// Steps go down in value and up in front.
#[derive(Debug, Default)]
pub struct Stairs {
    /// As whole numbers, which are compared sooner.
    values: Vec<u64>,
    fronts: Vec<f64>,
}

impl Stairs {
    /// Forgets all points.
    pub fn clear(&mut self) {
        self.values.clear();
        self.fronts.clear();
    }

    /// How many steps are at least as good as a value.
    #[inline]
    pub fn steps(&self, value: u64) -> usize {
        match self.values.last() {
            Some(&last) if last < value => self.values.partition_point(|step| *step >= value),
            _ => self.values.len(),
        }
    }

    /// The front after that of the last of the first `steps` steps.
    #[inline]
    pub fn next_front(&self, steps: usize) -> f64 {
        if steps == 0 { 0.0 } else { self.fronts[steps - 1] + 1.0 }
    }

    /// Adds a point whose value is below `steps` steps.
    #[inline]
    pub fn add(&mut self, steps: usize, value: u64, front: f64) {
        if steps > 0 && self.fronts[steps - 1] >= front {
            return;
        }
        let n_lower = self.fronts[steps..].iter().take_while(|lower| **lower <= front).count();
        if n_lower == 0 {
            self.values.insert(steps, value);
            self.fronts.insert(steps, front);
            return;
        }
        self.values[steps] = value;
        self.fronts[steps] = front;
        if n_lower > 1 {
            self.values.drain(steps + 1..steps + n_lower);
            self.fronts.drain(steps + 1..steps + n_lower);
        }
    }
}
