//! The clock, faults, customers' scripts and readings of the simulated world as options, on top of
//! the settings.

use anyhow::{Context, anyhow, bail};
use clap::Args;
use serde_json::Value;
use vipps_simulator::{FaultRule, Script, Settings};

#[derive(Debug, Args)]
pub(super) struct World {
    /// Hold the clock still until POST /simulator/clock/advance or /run moves it
    #[arg(long)]
    freeze: bool,
    /// Start with the clock so many seconds ahead, in place of the settings' clock_ahead_s
    #[arg(long, value_name = "SECONDS")]
    advance: Option<u32>,
    /// Let something go wrong by this rule, behind those of the settings; repeatable
    #[arg(long = "fault", value_name = "JSON")]
    faults: Vec<String>,
    /// Let a customer act by themselves, in place of the settings' script; repeatable
    #[arg(long = "script", value_name = "MSISDN=JSON", value_parser = pair)]
    scripts: Vec<(String, String)>,
    /// Choose where the sources on the real service contradict each other; repeatable. GET
    /// /simulator/readings tells the names
    #[arg(long = "reading", value_name = "NAME=VALUE", value_parser = pair)]
    readings: Vec<(String, String)>,
}

impl World {
    /// Changes `settings` by the options given.
    ///
    /// # Errors
    /// In words, with the option concerned, when one can't be meant.
    pub(super) fn change(&self, settings: &mut Settings) -> anyhow::Result<()> {
        settings.clock_frozen |= self.freeze;
        settings.clock_ahead_s = self.advance.unwrap_or(settings.clock_ahead_s);
        for json in &self.faults {
            let rule: FaultRule = serde_json::from_str(json).context("--fault")?;
            if let Err(error) = rule.check() {
                bail!("--fault: {}: {}", error.field, error.reason);
            }
            settings.faults.push(rule);
        }
        for (msisdn, json) in &self.scripts {
            let script: Script = serde_json::from_str(json).context("--script")?;
            let mut customers = settings.customers.iter_mut();
            let customer = customers.find(|customer| customer.msisdn == *msisdn);
            customer.context("--script: no customer has this number")?.script = script;
        }
        for (name, text) in &self.readings {
            // What isn't a number, true or false is a word.
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()));
            let changed = settings.readings.with(name, value);
            settings.readings = changed.map_err(|reason| anyhow!("--reading {name}: {reason}"))?;
        }
        // Each is right by itself; together with the settings they may be too many.
        settings.check().context("with the options given")
    }
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("there must be a = between its two parts")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{World, pair};
    use vipps_simulator::{RateLimit, Settings};

    fn world() -> World {
        World {
            freeze: false,
            advance: None,
            faults: Vec::new(),
            scripts: Vec::new(),
            readings: Vec::new(),
        }
    }

    #[test]
    fn options_stand_on_top_of_the_settings() {
        let fault = r#"{"on": "createPayment", "nth": 2, "effect": "drop_answer"}"#;
        let script = r#"4712345678={"payments": [{"answer": "approve", "after_s": 3}]}"#;
        let readings = ["rate_limit=per_operation", "cancel_needs_key=true"];
        let world = World {
            freeze: true,
            advance: Some(600),
            faults: vec![fault.to_owned()],
            scripts: vec![pair(script).unwrap()],
            readings: readings.map(|reading| pair(reading).unwrap()).into(),
        };
        let mut settings = Settings::default();
        world.change(&mut settings).unwrap();
        assert!(settings.clock_frozen && settings.readings.cancel_needs_key);
        assert_eq!(settings.clock_ahead_s, 600);
        assert_eq!(settings.readings.rate_limit, RateLimit::PerOperation);
        assert_eq!(settings.faults[0].on, "createPayment");
        assert_eq!(settings.customers[0].script.payments[0].after_s, 3);
        assert!(settings.customers[1].script.payments.is_empty());
    }

    #[test]
    fn a_slip_is_named_with_its_option() {
        let script = |text: &str| World { scripts: vec![pair(text).unwrap()], ..world() };
        let fault = |text: &str| World { faults: vec![text.to_owned()], ..world() };
        let reading = |text: &str| World { readings: vec![pair(text).unwrap()], ..world() };
        let drop_answer = r#"{"on": "createPayment", "effect": "drop_answer"}"#;
        let cases = [
            (fault("{"), "--fault: EOF"),
            (fault(r#"{"on": "createPaymant", "effect": "drop_answer"}"#), "--fault: on: Name an"),
            (script("4700000000={}"), "--script: no customer has this number"),
            (script(r#"4712345678={"payment": []}"#), "--script: unknown field `payment`"),
            (reading("rate_limits=off"), "--reading rate_limits: There is no such reading; there"),
            (
                World { faults: vec![drop_answer.to_owned(); 101], ..world() },
                "with the options given: faults: At most 100 rules can be on at a time.",
            ),
            (
                World { advance: Some(316_224_001), ..world() },
                "with the options given: clock_ahead_s may be ten years at most",
            ),
            (reading("minimum_in_norway=0"), "--reading minimum_in_norway: The smallest payment"),
            (reading("rate_limit=never"), "--reading rate_limit: unknown variant `never`"),
        ];
        for (world, expected) in cases {
            let error = world.change(&mut Settings::default()).unwrap_err();
            assert!(format!("{error:#}").starts_with(expected), "{error:#}");
        }
        assert!(pair("rate_limit").is_err());
    }
}
