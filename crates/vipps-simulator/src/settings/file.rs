//! Settings as a TOML file: read, and looked through for what can't be meant.

use std::collections::BTreeSet;
use std::fmt;

use crate::faults::{RULES_MAX, too_many};
use crate::settings::Settings;

/// Why settings can't be used, in words for whoever wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError(String);

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Reads settings from TOML; whatever the text leaves out is as in the demo world.
    ///
    /// # Errors
    /// When the text is no TOML, a name is misspelt, or a value can't be meant.
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            SettingsError(format!("line {line}: {}", error.message()))
        })?;
        settings.check().map(|()| settings)
    }

    /// Looks for what can't be meant, as [`Settings::from_toml`] does.
    ///
    /// # Errors
    /// In words, with the name of the setting.
    pub fn check(&self) -> Result<(), SettingsError> {
        let refuse = |text: String| Err(SettingsError(text));
        let mut msns = BTreeSet::new();
        for unit in self.merchants.iter().flat_map(|merchant| &merchant.sales_units) {
            if !msns.insert(&unit.msn) {
                return refuse(format!("the MSN {} stands twice", unit.msn));
            }
        }
        let mut numbers = BTreeSet::new();
        for (at, customer) in self.customers.iter().enumerate() {
            if !numbers.insert(&customer.msisdn) {
                return refuse(format!("customers[{at}] has the number of another customer"));
            }
        }
        if self.faults.len() > RULES_MAX {
            return refuse(format!("faults: {}", too_many()));
        }
        if let Err(error) = self.readings.check() {
            return refuse(format!("readings.{error}"));
        }
        for (at, rule) in self.faults.iter().enumerate() {
            if let Err(error) = rule.check() {
                return refuse(format!("faults[{at}].{}: {}", error.field, error.reason));
            }
        }
        for (name, seconds, least) in [
            ("payment_lifetime_s", self.payment_lifetime_s, 600),
            ("login_lifetime_s", self.login_lifetime_s, 60),
            ("login_interval_s", self.login_interval_s, 5),
        ] {
            if seconds < least {
                return refuse(format!(
                    "{name} must be {least} or more: times are never shortened; move the clock \
                     instead, with POST /simulator/clock/advance"
                ));
            }
        }
        if self.payments_kept == 0 {
            return refuse("payments_kept must be 1 or more".to_owned());
        }
        if let Some(url) = &self.public_url
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            return refuse("public_url must begin with http:// or https://".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{CardScheme, Restriction, Settings};

    #[test]
    fn the_example_is_a_whole_file_and_means_what_it_says() {
        let text = include_str!("../../simulator.toml");
        let example = Settings::from_toml(text).unwrap();
        assert_eq!(example.merchants[0].client_id, Settings::default().merchants[0].client_id);
        assert_eq!(example.readings, Settings::default().readings, "the defaults stand first");
        // Every line that is commented out is true as well.
        let lines = text.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line));
        let all = lines.collect::<Vec<_>>().join("\n");
        let all = Settings::from_toml(&all).unwrap();
        assert_eq!((all.faults.len(), all.partners.len()), (2, 1));
        assert_eq!(all.customers[0].script.payments.len(), 2);
        assert_eq!(all.customers[0].card.scheme, CardScheme::Mastercard);
        assert_eq!(all.merchants[0].sales_units[0].restrictions, [Restriction::NoRefunds]);
    }

    #[test]
    fn a_slip_is_named_with_its_line_and_without_its_text() {
        let cases = [
            ("seed = 1\ncolour = 'secret-word'\n", "line 2: unknown field `colour`"),
            ("seed = 'secret-word'", "line 1: invalid type"),
            ("[[faults]]\non = 'createPaymant'\neffect = 'drop_answer'", "faults[0].on:"),
            ("public_url = 'simulator'", "public_url must begin"),
            ("payment_lifetime_s = 599", "payment_lifetime_s must be 600 or more"),
            ("login_lifetime_s = 59", "login_lifetime_s must be 60 or more"),
            ("login_interval_s = 4", "login_interval_s must be 5 or more"),
            (
                "[readings]\nminimum_in_norway = 0",
                "readings.minimum_in_norway: The smallest payment",
            ),
            (
                "[readings]\nminimum_in_norway = -1",
                "readings.minimum_in_norway: The smallest payment",
            ),
        ];
        for (text, expected) in cases {
            let error = Settings::from_toml(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let twice = "[[merchants]]\nclient_id = 'a'\nclient_secret = 'b'\nsubscription_keys = ['c']\n\
            sales_units = [{ msn = '345678', name = 'A', currency = 'EUR' },\
            { msn = '345678', name = 'B', currency = 'EUR' }]";
        let error = Settings::from_toml(twice).unwrap_err().to_string();
        assert_eq!(error, "the MSN 345678 stands twice");
        let rule = "[[faults]]\non = 'createPayment'\neffect = 'drop_answer'\n";
        assert_eq!(Settings::from_toml(&rule.repeat(100)).unwrap().faults.len(), 100);
        let error = Settings::from_toml(&rule.repeat(101)).unwrap_err().to_string();
        assert_eq!(error, "faults: At most 100 rules can be on at a time.");
    }
}
