//! The personal QR that a phone shows. How long its token lives, and whether it works more than
//! once, is not documented: tokens last, or by other readings end after five minutes or with their
//! first use, and the phone then shows a fresh one. A QR with the number in clear text stays as it is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::ids::stable_uuid;
use crate::readings::PersonalQr;
use crate::settings::Customer;
use crate::simulator::Turn;

const TOKEN_PREFIX: &str = "https://qr.vipps.no/p/";
/// The app makes a new code so often, where codes end by themselves.
const RENEWED_MS: i64 = 60_000;
/// How many codes of a phone are good at a time: each lives for five minutes.
const GOOD: i64 = 5;

/// How many codes of a customer have been used up, by number.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct PersonalCodes {
    used: HashMap<String, u64>,
}

/// A customer's code.
pub(crate) struct PersonalCode<'a> {
    pub(crate) customer: &'a Customer,
    pub(crate) text: String,
    /// When the app made it; `None` of clear text.
    pub(crate) made_ms: Option<i64>,
    /// When the app replaces it by itself.
    pub(crate) renewed_ms: Option<i64>,
}

impl<'a> Turn<'a> {
    /// What the customer's phone shows now.
    pub(crate) fn personal_code(&self, customer: &'a Customer) -> PersonalCode<'a> {
        let code = |text, made_ms, renewed_ms| PersonalCode { customer, text, made_ms, renewed_ms };
        if !customer.personal_qr.starts_with(TOKEN_PREFIX) {
            return code(customer.personal_qr.clone(), None, None);
        }
        match self.readings().personal_qr {
            PersonalQr::Lasting => code(customer.personal_qr.clone(), Some(self.now_ms), None),
            PersonalQr::FiveMinutes => {
                let minute = self.now_ms.div_euclid(RENEWED_MS);
                let (made_ms, renewed_ms) = (minute * RENEWED_MS, (minute + 1) * RENEWED_MS);
                code(token(customer, &minute.to_string()), Some(made_ms), Some(renewed_ms))
            }
            PersonalQr::Once => {
                let used = self.state.codes.personal.used.get(&customer.msisdn).unwrap_or(&0);
                code(token(customer, &format!("use {used}")), Some(self.now_ms), None)
            }
        }
    }

    /// The code with exactly this text, if it is good; it may be used up by that.
    pub(crate) fn take_personal_code(&mut self, text: &str) -> Option<PersonalCode<'a>> {
        let settings = self.settings;
        let code = settings.customers.iter().find_map(|customer| self.good(customer, text))?;
        if self.readings().personal_qr == PersonalQr::Once && code.made_ms.is_some() {
            *self.state.codes.personal.used.entry(code.customer.msisdn.clone()).or_default() += 1;
            self.changed = true;
        }
        Some(code)
    }

    /// The customer's code, if `text` is what the phone shows or has just shown.
    fn good(&self, customer: &'a Customer, text: &str) -> Option<PersonalCode<'a>> {
        let mut code = self.personal_code(customer);
        let ages = if code.renewed_ms.is_some() { GOOD } else { 1 };
        (0..ages).find_map(|age| {
            if age > 0 {
                let made_ms = code.made_ms? - RENEWED_MS;
                code.text = token(customer, &made_ms.div_euclid(RENEWED_MS).to_string());
                code.made_ms = Some(made_ms);
            }
            (code.text == text).then(|| PersonalCode { text: code.text.clone(), ..code })
        })
    }
}

/// A token that nobody can guess who does not know the settings.
fn token(customer: &Customer, which: &str) -> String {
    let id = stable_uuid(&["personal-qr", &customer.personal_qr, which]);
    format!("{TOKEN_PREFIX}{}", id.simple())
}
