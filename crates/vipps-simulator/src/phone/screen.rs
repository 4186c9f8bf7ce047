//! What one phone shows: on top whatever wants an answer, under it the view that the person has
//! chosen. It is made of regions, so that a live page swaps only what is new.

use askama::Template;

use crate::phone::activity::Activity;
use crate::phone::clubs::ClubsView;
use crate::phone::done::{self, Done};
use crate::phone::home::Home;
use crate::phone::joinings::JoiningView;
use crate::phone::place::Place;
use crate::phone::receipts::ReceiptView;
use crate::phone::requests::{self, RequestView};
use crate::settings::Settings;
use crate::simulator::Turn;

/// The inside of the phone's frame.
#[derive(Template)]
#[template(path = "screen.html")]
pub(super) struct Screen {
    pub(super) msisdn: String,
    pub(super) first_name: String,
    masked: String,
    /// Address of the view.
    at: String,
    request: Option<RequestView>,
    /// Open requests beyond the one shown.
    waiting: usize,
    /// Only at home, while no request is open.
    done: Option<Done>,
    view: View,
}

pub(super) enum View {
    Home(Home),
    Activity(Activity),
    Receipt(ReceiptView),
    Joining(JoiningView),
    Clubs(ClubsView),
}

impl Screen {
    /// `None` when no customer has the number, or the place isn't there.
    pub(super) fn of(turn: &Turn<'_>, msisdn: &str, place: &Place) -> Option<Self> {
        let customer = turn.settings.customer(msisdn)?;
        let (request, waiting) = requests::of_customer(turn, msisdn);
        let view = match place {
            Place::Home => View::Home(Home::of(turn, customer)),
            Place::Activity => View::Activity(Activity::of(turn, msisdn)),
            Place::Clubs => View::Clubs(ClubsView::of(turn, msisdn)),
            Place::Receipt(key) => View::Receipt(ReceiptView::find(turn, msisdn, key)?),
            Place::Joining(id) => View::Joining(JoiningView::find(turn, msisdn, id)?),
        };
        let shows_done = *place == Place::Home && request.is_none();
        Some(Self {
            done: done::of_customer(turn, msisdn).filter(|_| shows_done),
            msisdn: msisdn.to_owned(),
            first_name: customer.given_name.clone(),
            masked: masked(msisdn),
            at: place.address(msisdn),
            request,
            waiting,
            view,
        })
    }

    /// Name of the view, as the browser's title has it.
    pub(super) fn title(&self) -> &str {
        match &self.view {
            View::Home(_) => "Home",
            View::Activity(_) => "Activity",
            View::Receipt(receipt) => &receipt.merchant,
            View::Joining(joining) => &joining.merchant,
            View::Clubs(_) => "Clubs",
        }
    }
}

/// The name under which the customer knows a sales unit.
pub(super) fn merchant_name(settings: &Settings, msn: &str) -> String {
    settings.sales_unit(msn).map_or_else(String::new, |unit| unit.name.clone())
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
