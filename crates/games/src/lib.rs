//! Native environments. They know only the `Environment` trait of `speciate-core`.

pub mod arena;
pub mod cart_pole;
pub mod double_pole;
pub mod maze;
pub mod nearest;
pub mod players;
pub mod recall;
pub mod regression;
pub mod retina;
pub mod xor;

use arena::{ArenaFactory, ArenaRules};
use cart_pole::CartPole;
use double_pole::{DoublePole, DoublePoleRules};
use maze::Maze;
use nearest::nearest;
use recall::{Recall, RecallRules};
use regression::{Regression, RegressionRules};
use retina::Retina;
use serde_json::{Map, Value};
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::{Environment, EnvironmentFactory};
use std::sync::Arc;
use xor::Xor;

const NAMES: [&str; 8] = ["arena", "cart_pole", "double_pole", "maze", "recall", "regression", "retina", "xor"];

/// The names of the native environments, in alphabetical order.
pub fn names() -> &'static [&'static str] {
    &NAMES
}

/// One line that says what the environment called `name` is.
///
/// # Errors
/// `Error::Value` when there is no environment of that name.
pub fn describe(name: &str) -> Result<&'static str> {
    match name {
        "arena" => Ok("survive chess pieces on a walled field, shoot them and collect power-ups"),
        "cart_pole" => Ok("balance a pole on a cart for 500 steps: the rules of Gymnasium's CartPole-v1"),
        "double_pole" => Ok("balance a long and a short pole on one cart, with or without seeing velocities"),
        "maze" => Ok("find the way out of a maze whose straight way is a dead end"),
        "recall" => Ok("remember a few bits and say them when asked, which needs recurrent networks"),
        "regression" => Ok("predict numbers from a table of points, yours or those of a polynomial"),
        "retina" => Ok("find objects in both halves of eight pixels, in all 256 patterns"),
        "xor" => Ok("answer the four patterns of exclusive or, without mistake"),
        _ => Err(unknown_name(name)),
    }
}

/// Makes the factory of the environment called `name`, with options from a JSON object such as
/// `{"preset": "classic"}`; an empty text stands for no options.
///
/// # Errors
/// `Error::Value` when the name or an option is unknown, or an option's value is not allowed.
pub fn make(name: &str, options_json: &str) -> Result<Arc<dyn EnvironmentFactory>> {
    describe(name)?;
    let options = parse(name, options_json)?;
    if name == "arena" {
        return Ok(Arc::new(ArenaFactory::new(ArenaRules::from_options(&options)?)?));
    }
    if name == "double_pole" {
        let rules = DoublePoleRules::from_options(&options)?;
        return Ok(factory(move || DoublePole::new(rules)));
    }
    if name == "recall" {
        let rules = RecallRules::from_options(&options)?;
        return Ok(factory(move || Recall::new(rules)));
    }
    if name == "regression" {
        let rules = Arc::new(RegressionRules::from_options(&options)?);
        return Ok(factory(move || Regression::new(Arc::clone(&rules))));
    }
    if let Some(key) = options.keys().next() {
        return Err(Error::Value(format!("{name}: unknown option '{key}'; it has no options")));
    }
    Ok(match name {
        "xor" => factory(Xor::default),
        "retina" => factory(Retina::default),
        "maze" => factory(Maze::default),
        _ => factory(CartPole::default),
    })
}

/// A factory that clones nothing but the function it was given.
struct Maker<F>(F);

impl<E: Environment + 'static, F: Fn() -> E + Send + Sync> EnvironmentFactory for Maker<F> {
    fn make(&self) -> Box<dyn Environment> {
        Box::new((self.0)())
    }
}

fn factory<E: Environment + 'static>(make: impl Fn() -> E + Send + Sync + 'static) -> Arc<dyn EnvironmentFactory> {
    Arc::new(Maker(make))
}

fn unknown_name(name: &str) -> Error {
    Error::Value(format!(
        "unknown environment '{name}'; the nearest is '{}', and there are: {}",
        nearest(name, NAMES),
        NAMES.join(", ")
    ))
}

fn parse(name: &str, options_json: &str) -> Result<Map<String, Value>> {
    if options_json.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(options_json).map_err(|error| {
        Error::Value(format!("{name}: the options must be a JSON object such as {{\"key\": 1}}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message_of(name: &str, options_json: &str) -> String {
        make(name, options_json).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn every_name_can_be_described_and_made() {
        for name in names() {
            assert!(!describe(name).unwrap().is_empty());
            assert!(make(name, "").unwrap().make().spec().n_actions > 0);
            assert!(make(name, "{}").is_ok());
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_one() {
        let message = message_of("cartpole", "{}");
        assert!(message.contains("'cartpole'") && message.contains("nearest is 'cart_pole'"), "{message}");
    }

    #[test]
    fn options_of_a_game_without_options_are_refused() {
        assert!(message_of("xor", "{\"steps\": 4}").contains("unknown option 'steps'"));
    }

    #[test]
    fn options_that_are_not_an_object_are_refused() {
        for options in ["[]", "3", "{", "null"] {
            assert!(message_of("xor", options).contains("must be a JSON object"), "{options}");
        }
    }
}
