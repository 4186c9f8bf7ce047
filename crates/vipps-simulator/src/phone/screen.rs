//! What one phone shows now: the newest open request, the personal QR, the clubs joined and the
//! receipts. Each region has a key that changes when its content does, so that a live page swaps
//! only what is new.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use askama::Template;

use crate::epayment::payment::PaymentState;
use crate::login::session::{Decision, Login};
use crate::phone::done::{self, Done};
use crate::phone::qr_picture;
use crate::phone::receipts::ReceiptView;
use crate::phone::requests::{self, RequestView};
use crate::settings::{Customer, Settings};
use crate::simulator::{Simulator, Turn};

/// The inside of the phone's frame.
#[derive(Template)]
#[template(path = "screen.html")]
pub(super) struct Screen {
    pub(super) msisdn: String,
    masked: String,
    app_name: String,
    pub(super) first_name: String,
    full_name: String,
    request: Option<RequestView>,
    /// Only while no request is open.
    done: Option<Done>,
    request_key: String,
    /// Open requests beyond the one shown.
    waiting: usize,
    code_picture: String,
    code_text: String,
    clubs: Vec<String>,
    receipts: Vec<ReceiptView>,
    history_key: String,
}

impl Screen {
    /// `None` when no customer has the number.
    pub(super) fn of(simulator: &Simulator, msisdn: &str) -> Option<Self> {
        simulator.turn(|turn| {
            let mut customers = turn.settings.customers.iter();
            let customer = customers.find(|customer| customer.msisdn == msisdn)?;
            Some(Self::build(turn, customer))
        })
    }

    fn build(turn: &Turn<'_>, customer: &Customer) -> Self {
        let (request, waiting) = requests::of_customer(turn, &customer.msisdn);
        let payments = turn.state.ledger.of_customer(&customer.msisdn);
        let receipts: Vec<ReceiptView> = payments
            .filter(|payment| payment.state != PaymentState::Created)
            .map(|payment| ReceiptView::of(turn, payment))
            .collect();
        let clubs = clubs(turn, customer);
        let done = done::of_customer(turn, &customer.msisdn).filter(|_| request.is_none());
        let request_key = match (&request, &done) {
            (Some(request), _) => format!("{} {waiting}", request.key()),
            (None, Some(done)) => done.key.clone(),
            (None, None) => "none".to_owned(),
        };
        let mut hasher = DefaultHasher::new();
        clubs.hash(&mut hasher);
        receipts.hash(&mut hasher);
        Self {
            msisdn: customer.msisdn.clone(),
            masked: masked(&customer.msisdn),
            app_name: customer.app_name.clone(),
            first_name: customer.given_name.clone(),
            full_name: customer.full_name(),
            request,
            done,
            request_key,
            waiting,
            code_picture: qr_picture::svg(&customer.personal_qr),
            code_text: customer.personal_qr.clone(),
            clubs,
            receipts,
            history_key: format!("{:x}", hasher.finish()),
        }
    }
}

/// Names of the merchants whose request the customer confirmed, newest first, each once.
fn clubs(turn: &Turn<'_>, customer: &Customer) -> Vec<String> {
    let joined = |login: &&Login| {
        login.msisdn == customer.msisdn
            && matches!(login.decision, Decision::Approved(_) | Decision::Consumed(_))
    };
    let mut names: Vec<String> = Vec::new();
    for login in turn.state.logins.newest_first().filter(joined) {
        let name = merchant_name(turn.settings, &login.msn);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The name under which the customer knows a sales unit.
pub(super) fn merchant_name(settings: &Settings, msn: &str) -> String {
    let mut units = settings.merchants.iter().flat_map(|merchant| &merchant.sales_units);
    units.find(|unit| unit.msn == msn).map_or_else(String::new, |unit| unit.name.clone())
}

/// `47 ••• •• 678`
fn masked(msisdn: &str) -> String {
    let country = if msisdn.starts_with("358") || msisdn.starts_with("299") { 3 } else { 2 };
    let (code, rest) = msisdn.split_at(country.min(msisdn.len()));
    let end = rest.get(rest.len().saturating_sub(3)..).unwrap_or_default();
    format!("{code} ••• •• {end}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_shows_its_country_and_its_end_only() {
        assert_eq!(super::masked("4712345678"), "47 ••• •• 678");
        assert_eq!(super::masked("358401234567"), "358 ••• •• 567");
    }
}
