//! Rules from options: a preset and the rules that differ from it, and which rules fit together.

use super::table::ArenaRules;
use super::values::refused;
use serde_json::{Map, Value};
use speciate_core::error::{Error, Result};

/// The least side that a scaled field may have, so that padding and clearance leave room.
const FIELD_SIZE_MIN: f64 = 400.0;

impl ArenaRules {
    /// The rules of `{"preset": "standard" or "classic", rule: value, ...}`; without a preset, `standard`.
    ///
    /// # Errors
    /// `Error::Value` when a key is unknown or a value is not allowed.
    pub fn from_options(options: &Map<String, Value>) -> Result<Self> {
        let mut rules = match options.get("preset").map(Value::as_str) {
            None | Some(Some("standard")) => Self::standard(),
            Some(Some("classic")) => Self::classic(),
            Some(_) => return Err(refused("preset", &options["preset"], "\"standard\" or \"classic\"")),
        };
        for (name, value) in options.iter().filter(|(name, _)| *name != "preset") {
            rules.set(name, value)?;
        }
        rules.check()?;
        Ok(rules)
    }

    /// Checks every rule, alone and together with others.
    ///
    /// # Errors
    /// `Error::Value` when a value is not allowed.
    pub fn check(&self) -> Result<()> {
        self.check_ranges()?;
        for (low_name, low, high_name, high) in [
            ("spawn_distance_min", self.spawn_distance_min, "spawn_distance_max", self.spawn_distance_max),
            ("power_up_distance_min", self.power_up_distance_min, "power_up_distance_max", self.power_up_distance_max),
        ] {
            if low > high {
                return Err(refused(low_name, low, &format!("at most {high_name}, which is {high}")));
            }
        }
        let side = self.field_size * self.scale;
        if side < FIELD_SIZE_MIN {
            let allowed = format!("at least {FIELD_SIZE_MIN} when multiplied by scale, which is {}", self.scale);
            return Err(refused("field_size", self.field_size, &allowed));
        }
        Ok(())
    }
}

impl TryFrom<Map<String, Value>> for ArenaRules {
    type Error = Error;

    fn try_from(options: Map<String, Value>) -> Result<Self> {
        Self::from_options(&options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::PieceKind;

    fn rules(options: &str) -> std::result::Result<ArenaRules, String> {
        serde_json::from_str(options).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn assert_refused(options: &str, words: &[&str]) {
        let message = rules(options).expect_err("these options are not allowed");
        for word in words {
            assert!(message.contains(word), "{word}: {message}");
        }
    }

    #[test]
    fn options_replace_rules_of_the_preset() {
        let changed = rules("{\"preset\": \"classic\", \"cooldown_seconds\": 1, \"pieces\": [\"pawn\"]}").unwrap();
        let mut expected = ArenaRules::classic();
        expected.cooldown_seconds = 1.0;
        expected.pieces = vec![PieceKind::Pawn];
        assert_eq!(changed, expected);
        assert_eq!(rules("{}").unwrap(), ArenaRules::standard());
    }

    #[test]
    fn both_presets_are_allowed_by_their_own_ranges() {
        ArenaRules::standard().check().unwrap();
        ArenaRules::classic().check().unwrap();
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_name() {
        assert_refused("{\"cooldwn_seconds\": 1}", &["'cooldwn_seconds'", "'cooldown_seconds'"]);
        assert_refused("{\"prset\": \"classic\"}", &["'preset'"]);
    }

    #[test]
    fn a_value_out_of_range_is_refused_with_name_value_and_range() {
        assert_refused("{\"lives\": 0}", &["'lives' is 0", "a whole number from 1 to 100"]);
        assert_refused("{\"lives\": 1.5}", &["'lives' is 1.5", "a whole number"]);
        assert_refused("{\"scale\": 1.5}", &["'scale' is 1.5", "a number from 0.1 to 1"]);
        assert_refused("{\"piece_values\": [1, 2]}", &["'piece_values' is [1,2]", "5 numbers"]);
        assert_refused("{\"piece_values\": [1, 2, 3, 4, -1]}", &["is [1,2,3,4,-1]", "from 0 to 1000"]);
        assert_refused("{\"swept_shots\": 1}", &["true or false"]);
        assert_refused("{\"pieces\": []}", &["of length 1 to 100", "pawn, knight"]);
        assert_refused("{\"power_ups\": [\"pawn\"]}", &["speed, invincibility"]);
        assert_refused("{\"scoring\": \"best\"}", &["\"standard\" or \"classic\""]);
        assert_refused("{\"preset\": 3}", &["'preset' is 3", "\"standard\" or \"classic\""]);
    }

    #[test]
    fn values_that_do_not_go_together_are_refused() {
        assert_refused("{\"spawn_distance_min\": 1000}", &["'spawn_distance_min' is 1000", "at most"]);
        assert_refused("{\"field_size\": 1000, \"scale\": 0.25}", &["'field_size' is 1000", "at least 400"]);
    }

    #[test]
    fn rules_changed_in_code_are_checked_too() {
        let mut rules = ArenaRules::standard();
        rules.agent_speed = f64::NAN;
        assert!(rules.check().unwrap_err().to_string().contains("'agent_speed' is NaN"));
    }
}
