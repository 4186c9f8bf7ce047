//! Settings as a TOML file: read, and looked through for what can't be meant.

use std::collections::BTreeSet;
use std::fmt;

use crate::clock::ADVANCE_S_MAX;
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
        self.check_keys().map_err(SettingsError)?;
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
        if self.clock_ahead_s > ADVANCE_S_MAX {
            return refuse(format!("clock_ahead_s may be ten years at most: {ADVANCE_S_MAX}"));
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

    /// Who calls is told apart by client id, and what is called for by MSN.
    fn check_keys(&self) -> Result<(), String> {
        let mut msns = BTreeSet::new();
        for (at, merchant) in self.merchants.iter().enumerate() {
            if merchant.sales_units.is_empty() {
                return Err(format!("merchants[{at}] has no sales_units; give it one at least"));
            }
            for unit in &merchant.sales_units {
                if !msns.insert(&unit.msn) {
                    return Err(format!("the MSN {} stands twice", unit.msn));
                }
            }
        }
        let merchants = self.merchants.iter().enumerate();
        let merchants = merchants.map(|(at, it)| (format!("merchants[{at}]"), &it.client_id));
        let partners = self.partners.iter().enumerate();
        let partners = partners.map(|(at, it)| (format!("partners[{at}]"), &it.client_id));
        let mut client_ids = BTreeSet::new();
        for (place, client_id) in merchants.chain(partners) {
            if !client_ids.insert(client_id) {
                return Err(format!("{place} has the client_id of another merchant or partner"));
            }
        }
        for (at, partner) in self.partners.iter().enumerate() {
            if let Some(unknown) = partner.msns.iter().find(|msn| !msns.contains(msn)) {
                return Err(format!("partners[{at}].msns: no merchant has the MSN {unknown}"));
            }
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
        assert_eq!((all.faults.len(), all.partners.len()), (3, 1));
        assert_eq!(all.customers[0].script.payments.len(), 2);
        assert_eq!(all.customers[0].card.scheme, CardScheme::Mastercard);
        assert_eq!(all.merchants[0].sales_units[0].restrictions, [Restriction::NoRefunds]);
    }

    /// The names that a table takes, as the refusal of another lists them.
    fn names(table: &str) -> Vec<String> {
        let text = format!("{table}\nno_such_name = 1");
        let refusal = Settings::from_toml(&text).unwrap_err().to_string();
        let (_, list) = refusal.split_once("expected").unwrap();
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// Whoever doesn't read Rust has the example alone to go by.
    #[test]
    fn the_example_has_every_setting() {
        let lines = include_str!("../../simulator.toml").lines();
        let all: Vec<&str> = lines.map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect();
        let all: toml::Value = toml::from_str(&all.join("\n")).unwrap();
        let tables = [
            ("", ""),
            ("[readings]", "readings"),
            ("[[faults]]", "faults"),
            ("[[partners]]", "partners"),
            ("[[merchants]]", "merchants"),
            ("[[merchants]]\n[[merchants.sales_units]]", "merchants.sales_units"),
            ("[[customers]]", "customers"),
            ("[[customers]]\n[customers.card]", "customers.card"),
            ("[[customers]]\n[customers.script]", "customers.script"),
            ("[[customers]]\n[[customers.script.logins]]", "customers.script.logins"),
        ];
        let mut settings = 0;
        for (table, path) in tables {
            // Of a list, each entry counts.
            let mut found = vec![&all];
            for name in path.split('.').filter(|name| !name.is_empty()) {
                let inside = found.into_iter().filter_map(|value| value.get(name));
                let lists =
                    inside.map(|it| it.as_array().map_or(vec![it], |list| list.iter().collect()));
                found = lists.flatten().collect();
            }
            for name in names(table) {
                let is_there = found.iter().any(|value| value.get(&name).is_some());
                assert!(is_there, "simulator.toml lacks {name} of {path:?}");
                settings += 1;
            }
        }
        assert!(settings > 120, "{settings} were found");
    }

    #[test]
    fn a_slip_is_named_with_its_line_and_without_its_text() {
        let cases = [
            ("seed = 1\ncolour = 'secret-word'\n", "line 2: unknown field `colour`"),
            ("seed = 'secret-word'", "line 1: invalid type"),
            ("[[faults]]\non = 'createPaymant'\neffect = 'drop_answer'", "faults[0].on:"),
            ("public_url = 'simulator'", "public_url must begin"),
            ("clock_ahead_s = 316224001", "clock_ahead_s may be ten years at most: 316224000"),
            ("clock_ahead_s = -1", "line 1: invalid value"),
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
        let merchant = |id: &str, units: &str| {
            format!(
                "[[merchants]]\nclient_id = '{id}'\nclient_secret = 'secret-word'\n\
                 subscription_keys = ['c']\nsales_units = [{units}]\n"
            )
        };
        let unit = |msn: &str| format!("{{ msn = '{msn}', name = 'A', currency = 'EUR' }}");
        let one = merchant("a", &unit("345678"));
        let partner = |id: &str, msn: &str| {
            format!(
                "{one}[[partners]]\nclient_id = '{id}'\nclient_secret = 'secret-word'\n\
                 msns = ['{msn}']\n"
            )
        };
        let cases = [
            (
                one.clone() + &merchant("a", &unit("456789")),
                "merchants[1] has the client_id of another merchant or partner",
            ),
            (
                partner("a", "345678"),
                "partners[0] has the client_id of another merchant or partner",
            ),
            (
                one.clone() + &merchant("b", ""),
                "merchants[1] has no sales_units; give it one at least",
            ),
            (partner("b", "123456"), "partners[0].msns: no merchant has the MSN 123456"),
        ];
        for (text, expected) in cases {
            assert_eq!(Settings::from_toml(&text).unwrap_err().to_string(), expected);
        }
        assert!(Settings::from_toml(&partner("b", "345678")).is_ok());
        let rule = "[[faults]]\non = 'createPayment'\neffect = 'drop_answer'\n";
        assert_eq!(Settings::from_toml(&rule.repeat(100)).unwrap().faults.len(), 100);
        let error = Settings::from_toml(&rule.repeat(101)).unwrap_err().to_string();
        assert_eq!(error, "faults: At most 100 rules can be on at a time.");
    }
}
