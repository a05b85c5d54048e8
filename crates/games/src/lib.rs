//! Native environments. They know only the `Environment` trait of `speciate-core`.

pub mod nearest;
pub mod players;

use nearest::nearest;
use serde_json::{Map, Value};
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::{Environment, EnvironmentFactory};
use std::sync::Arc;

/// Makes the factory of a game of its options.
type Make = fn(&Map<String, Value>) -> Made;
type Made = Result<Arc<dyn EnvironmentFactory>>;

/// A game: what `make` and `players` need of it.
struct Game {
    name: &'static str,
    make: Make,
    scripted: Option<players::Act>,
}

/// Declares the modules of games and the table of them.
///
/// A line is the module, which gives the game its name, and the type. A type with options has its rules in
/// brackets, whose `from_options` reads them; `factory` says that the type is a factory itself. A player that is
/// written by hand follows, as `played by` the module of its `act`.
macro_rules! games {
    ($($game:ident: $($kind:ident)+ $(($rules:ident))? $(, played by $player:ident)?;)+) => {
        $(pub mod $game;)+

        /// Every game, in alphabetical order.
        const GAMES: &[Game] = &[$(Game {
            name: stringify!($game),
            make: |options| games!(@make options, $game, $($kind)+ $(($rules))?),
            scripted: games!(@scripted $game $($player)?),
        }),+];
    };
    (@make $options:ident, $game:ident, factory $kind:ident($rules:ident)) => {
        Ok(Arc::new($game::$kind::new($game::$rules::from_options($options)?)?))
    };
    (@make $options:ident, $game:ident, $kind:ident($rules:ident)) => {{
        let rules = $game::$rules::from_options($options)?;
        Ok(factory(move || $game::$kind::new(rules.clone())))
    }};
    (@make $options:ident, $game:ident, $kind:ident) => {{
        refuse_options(stringify!($game), $options)?;
        Ok(factory($game::$kind::default))
    }};
    (@scripted $game:ident $player:ident) => { Some($game::$player::act) };
    (@scripted $game:ident) => { None };
}

games! {
    arena: factory ArenaFactory(ArenaRules), played by scripted;
    cart_pole: CartPole;
    double_pole: DoublePole(DoublePoleRules);
    maze: Maze;
    recall: Recall(RecallRules);
    regression: Regression(RegressionRules);
    retina: Retina;
    xor: Xor;
}

/// The names of the native environments, in alphabetical order.
pub fn names() -> Vec<&'static str> {
    GAMES.iter().map(|game| game.name).collect()
}

/// Makes the factory of the environment called `name`, with options from a JSON object such as
/// `{"preset": "classic"}`; an empty text stands for no options.
///
/// # Errors
/// `Error::Value` when the name or an option is unknown, or an option's value is not allowed.
pub fn make(name: &str, options_json: &str) -> Result<Arc<dyn EnvironmentFactory>> {
    let game = find(name).ok_or_else(|| unknown_name(name))?;
    (game.make)(&parse(name, options_json)?)
}

fn find(name: &str) -> Option<&'static Game> {
    GAMES.iter().find(|game| game.name == name)
}

fn refuse_options(name: &str, options: &Map<String, Value>) -> Result<()> {
    match options.keys().next() {
        Some(key) => Err(Error::Value(format!("{name}: unknown option '{key}'; it has no options"))),
        None => Ok(()),
    }
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
        nearest(name, names()),
        names().join(", ")
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
    fn every_name_can_be_made_and_they_are_in_alphabetical_order() {
        assert!(names().is_sorted());
        for name in names() {
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
