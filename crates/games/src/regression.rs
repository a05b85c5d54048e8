//! Function regression: a table of points, and one network output for each column to predict.

use std::sync::Arc;

use serde_json::{Map, Value};
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

use crate::nearest::nearest;

const KEYS: [&str; 5] = ["x", "y", "function", "n_points", "solved_error"];
/// Polynomials of one variable between -1 and 1 (Koza 1992, chapters 7 and 10), by their coefficients, highest power first.
const FUNCTIONS: [(&str, [f64; 7]); 3] = [
    ("quartic", [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
    ("quintic", [0.0, 1.0, 0.0, -2.0, 0.0, 1.0, 0.0]),
    ("sextic", [1.0, 0.0, -2.0, 0.0, 1.0, 0.0, 0.0]),
];
/// Most numbers of a table.
const MOST: usize = 100_000;
/// Largest absolute value of a number in a table, and largest error of an answer.
const LARGEST: f64 = 1e6;

/// The points, and when they are fitted well enough.
#[derive(Clone, Debug)]
pub struct RegressionRules {
    n_points: usize,
    /// Row by row, shared by all copies.
    x: Arc<[f32]>,
    y: Arc<[f64]>,
    solved_error: f64,
}

impl RegressionRules {
    /// The rules of options.
    ///
    /// # Errors
    /// `Error::Value` when an option is unknown or its value not allowed.
    pub fn from_options(options: &Map<String, Value>) -> Result<Self> {
        if let Some(key) = options.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let (near, known) = (nearest(key, KEYS), KEYS.join(", "));
            return refuse(&format!("unknown option '{key}'; the nearest is '{near}', and there are: {known}"));
        }
        let solved_error = match options.get("solved_error").map_or(Some(0.01), Value::as_f64) {
            Some(number) if (0.0..=LARGEST).contains(&number) => number,
            _ => return refuse("solved_error must be a number from 0 to 1000000"),
        };
        let (n_points, x, y) = match (options.get("x"), options.get("y")) {
            (None, None) => sampled(options)?,
            (Some(x), Some(y)) => {
                if let Some(key) = ["function", "n_points"].iter().find(|key| options.contains_key(**key)) {
                    return refuse(&format!("{key} is given beside x and y; give either"));
                }
                let ((n_points, x), (n_targets, y)) = (rows("x", x)?, rows("y", y)?);
                if n_points != n_targets {
                    return refuse(&format!("x has {n_points} rows and y {n_targets}; give one y for each x"));
                }
                (n_points, x, y)
            }
            _ => return refuse("x and y belong together; give both, or neither for a function"),
        };
        if x.len() + y.len() > MOST {
            return refuse(&format!(
                "x and y have {} numbers, more than {MOST}; leave some rows out",
                x.len() + y.len()
            ));
        }
        let x = x.into_iter().map(|number| number as f32).collect();
        Ok(Self { n_points, x, y: y.into(), solved_error })
    }

    fn n_inputs(&self) -> usize {
        self.x.len() / self.n_points
    }

    fn n_outputs(&self) -> usize {
        self.y.len() / self.n_points
    }
}

/// Number of rows, x and y.
type Table = (usize, Vec<f64>, Vec<f64>);

fn refuse<T>(what: &str) -> Result<T> {
    Err(Error::Value(format!("regression: {what}")))
}

/// A named function at points that divide its range evenly.
fn sampled(options: &Map<String, Value>) -> Result<Table> {
    let name = options.get("function").map_or(Some("quartic"), Value::as_str).unwrap_or_default();
    let Some((_, coefficients)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
        return refuse("function must be one of quartic, quintic, sextic");
    };
    let n_points = match options.get("n_points").map_or(Some(21), Value::as_u64) {
        Some(number) if (2..=10_000).contains(&number) => number as usize,
        _ => return refuse("n_points must be a whole number from 2 to 10000"),
    };
    let x: Vec<f64> = (0..n_points).map(|i| 2.0 * i as f64 / (n_points - 1) as f64 - 1.0).collect();
    let y = x.iter().map(|x| coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)).collect();
    Ok((n_points, x, y))
}

/// The rows of a list of numbers, or of lists of as many numbers each, one after the other.
fn rows(name: &str, value: &Value) -> Result<(usize, Vec<f64>)> {
    let expected =
        || Error::Value(format!("regression: {name} must be a list of numbers, or of lists of as many numbers each"));
    let list = value.as_array().filter(|list| !list.is_empty()).ok_or_else(expected)?;
    let width = list[0].as_array().map(Vec::len);
    let mut numbers = Vec::new();
    for row in list {
        match (row.as_array(), width) {
            (Some(row), Some(width)) if row.len() == width && width > 0 => numbers.extend(row),
            (None, None) => numbers.push(row),
            _ => return Err(expected()),
        }
    }
    let numbers: Option<Vec<f64>> = numbers.into_iter().map(Value::as_f64).collect();
    let numbers = numbers.ok_or_else(expected)?;
    if numbers.iter().any(|number| !(-LARGEST..=LARGEST).contains(number)) {
        return refuse(&format!("{name} has a number beyond 1000000; scale it, best to about -1 to 1"));
    }
    Ok((list.len(), numbers))
}

/// One pass through the table: step `i` answers row `i`.
///
/// An observation is a row of x, an action the predicted row of y. `fitness` is 1 / (1 + E), E the mean of the squared errors;
/// `error` is the root of E, in the units of y. An answer is wrong by 1,000,000 at most; so are a NaN and what is not yet
/// answered.
#[derive(Clone, Debug)]
pub struct Regression {
    rules: RegressionRules,
    step: usize,
    squares: f64,
}

impl Regression {
    /// Before the first row.
    pub fn new(rules: RegressionRules) -> Self {
        Self { rules, step: 0, squares: 0.0 }
    }

    fn observe(&self, observation: &mut [f32]) {
        let row = self.step.min(self.rules.n_points - 1); // after the last answer the last row stays
        let width = observation.len();
        observation.copy_from_slice(&self.rules.x[row * width..][..width]);
    }
}

impl Environment for Regression {
    fn spec(&self) -> EnvironmentSpec {
        let rules = &self.rules;
        EnvironmentSpec {
            n_observations: rules.n_inputs(),
            n_actions: rules.n_outputs(),
            results: &["fitness", "error"],
            worst: &[0.0, LARGEST],
            max_steps: rules.n_points,
            solved: Some(("fitness", 1.0 / (1.0 + rules.solved_error * rules.solved_error))),
            stochastic: false,
        }
    }

    fn reset(&mut self, _seed: u64, observation: &mut [f32]) {
        (self.step, self.squares) = (0, 0.0);
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let targets = &self.rules.y[self.step * action.len()..];
        for (answer, target) in action.iter().zip(targets) {
            let error = (f64::from(*answer) - target).abs();
            let error = if error < LARGEST { error } else { LARGEST }; // NaN is not less
            self.squares += error * error;
        }
        self.step += 1;
        self.observe(observation);
        self.step == self.rules.n_points
    }

    fn results(&self, results: &mut [f64]) {
        let rules = &self.rules;
        let open = ((rules.n_points - self.step) * rules.n_outputs()) as f64 * (LARGEST * LARGEST);
        let mean = (self.squares + open) / rules.y.len() as f64;
        results.copy_from_slice(&[1.0 / (1.0 + mean), mean.sqrt()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(options: &str) -> Result<RegressionRules> {
        RegressionRules::from_options(&serde_json::from_str(options).unwrap())
    }

    fn play(options: &str, answer: impl Fn(&[f32]) -> Vec<f32>) -> [f64; 2] {
        let mut table = Regression::new(rules(options).unwrap());
        let spec = table.spec();
        let (mut observation, mut results) = (vec![0.0; spec.n_observations], [0.0; 2]);
        table.reset(0, &mut observation);
        for i in 0..spec.max_steps {
            assert_eq!(table.step(&answer(&observation), &mut observation), i == spec.max_steps - 1);
        }
        table.results(&mut results);
        results
    }

    #[test]
    fn the_function_itself_has_no_error() {
        let quartic = |x: f32| x + x * x + x * x * x + x * x * x * x;
        let found = play("{}", |x| vec![quartic(x[0])]);
        assert!(found[0] > 1.0 - 1e-12 && found[1] < 1e-6, "{found:?}");
    }

    #[test]
    fn error_is_the_root_of_the_mean_of_squares() {
        let table = r#"{"x": [[0, 1], [1, 0]], "y": [[1, 2], [3, 4]]}"#;
        assert_eq!(play(table, |_| vec![1.0, 4.0]), [1.0 / 3.0, 2f64.sqrt()]);
    }

    #[test]
    fn nan_and_infinity_are_wrong_by_a_million() {
        for answer in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(play(r#"{"x": [0], "y": [1]}"#, |_| vec![answer])[1], 1e6);
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        for (options, what) in [
            (r#"{"x": [1, 2]}"#, "belong together"),
            (r#"{"x": [1, 2], "y": [1]}"#, "x has 2 rows and y 1"),
            (r#"{"x": [], "y": []}"#, "x must be a list"),
            (r#"{"x": [[1], [1, 2]], "y": [1, 2]}"#, "x must be a list"),
            (r#"{"x": [1, [2]], "y": [1, 2]}"#, "x must be a list"),
            (r#"{"x": [1, true], "y": [1, 2]}"#, "x must be a list"),
            (r#"{"x": [1], "y": [1e7]}"#, "y has a number beyond"),
            (r#"{"x": [1], "y": [1], "function": "quartic"}"#, "function is given beside"),
            (r#"{"function": "cubic"}"#, "function must be"),
            (r#"{"n_points": 1}"#, "n_points must be"),
            (r#"{"solved_error": -1}"#, "solved_error must be"),
            (r#"{"xs": [1]}"#, "the nearest is 'x'"),
        ] {
            let found = rules(options).unwrap_err().to_string();
            assert!(found.contains(what), "{options}: {found}");
        }
        let long = vec!["0"; 50_001].join(",");
        assert!(rules(&format!(r#"{{"x": [{long}], "y": [{long}]}}"#)).unwrap_err().to_string().contains("100002"));
    }
}
