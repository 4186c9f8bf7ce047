//! A till and the shop that it stands in, as pages name them.

use super::format::local_date;
use super::keys::Keys;
use crate::App;
use crate::paper::{Seller, WhenPrinted};
use crate::people::{Person, name_of};
use crate::roles::Role;
use crate::settings::Settings;
use crate::words::Words;
use checkout::{Book, Channel, Country, Language, OperatorId, SaleId, StoreId, TillId};
use engine::{EngineError, Request};
use std::sync::Arc;

/// Who works a till where nobody signs in.
const NAMELESS: &str = "till";
/// Who does what a customer scans at their display.
const CUSTOMER: &str = "display";

/// Who works the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) id: OperatorId,
    /// None of somebody who did not have to sign in.
    pub(super) name: Option<String>,
    pub(super) role: Role,
}

impl Operator {
    pub(super) fn of(person: &Person) -> Self {
        let (id, name) = (OperatorId::new(&person.id), Some(person.name.clone()));
        Self { id, name, role: person.role }
    }

    pub(super) fn nameless() -> Self {
        Self { id: OperatorId::new(NAMELESS), name: None, role: Role::Cashier }
    }

    pub(super) fn customer() -> Self {
        Self { id: OperatorId::new(CUSTOMER), ..Self::nameless() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(super) till: TillId,
    pub(super) store_id: StoreId,
    pub(super) store: String,
    pub(super) country: Country,
    /// IANA name of the store's time zone.
    pub(super) zone: String,
    pub(super) has_club: bool,
    pub(super) is_training: bool,
    /// Who sells there.
    pub(super) seller: Seller,
    /// Who works the tills stands there.
    pub(super) settings: Arc<Settings>,
    /// What the scanner that faces the customer sends before each code.
    pub(super) customer_scanner: Option<String>,
    /// Whether receipts can be printed at the till.
    pub(super) has_printer: bool,
    /// In the language of whoever looks.
    pub(super) words: Words,
    pub(super) operator: Operator,
    pub(super) keys: Keys,
    /// How long the till may stand unused before it locks itself; none where nobody could sign in.
    pub(super) lock_s: Option<u32>,
}

impl Place {
    /// `chosen` is the language that was chosen for the screen; the store's if none was.
    pub(crate) fn of(
        app: &App,
        till: &TillId,
        chosen: Option<Language>,
    ) -> Result<Self, EngineError> {
        let shop = app.engine.shop(&app.settings.merchant)?;
        let store = shop.store_of(till)?;
        let receipts = &app.settings.receipts;
        let printer = receipts.printers.get(till);
        let today = local_date(app.engine.now_unix_ms(), &store.zone);
        let language = chosen.unwrap_or(store.language);
        Ok(Self {
            till: till.clone(),
            store_id: store.id.clone(),
            store: store.name.clone(),
            country: store.country,
            zone: store.zone.clone(),
            has_club: store.club.is_some(),
            is_training: shop.till(till)?.book == Book::Training,
            customer_scanner: shop.till(till)?.customer_scanner.clone(),
            seller: receipts.sellers.get(&store.id).cloned().unwrap_or_default(),
            settings: Arc::clone(&app.settings),
            has_printer: printer.is_some_and(|one| one.when != WhenPrinted::Never),
            words: Words::at(store.country, today, language),
            operator: Operator::nameless(),
            keys: Keys::default(),
            lock_s: (!app.settings.people.is_empty()).then_some(app.settings.till_lock_s),
        })
    }

    pub(super) fn worked_by(mut self, operator: Operator) -> Self {
        self.operator = operator;
        self
    }

    /// What the customer's own scanner read, if a text comes from it.
    pub(super) fn by_customer<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.trim_start().strip_prefix(self.customer_scanner.as_deref()?)
    }

    pub(super) fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Somebody as receipts name them: by name if they are in the settings.
    pub(super) fn name_of(&self, operator: &OperatorId) -> String {
        name_of(&self.settings.people, operator)
    }

    pub(super) fn sign_in_path(&self) -> String {
        format!("{}/sign-in", self.till_path())
    }

    /// The words of another day than the one on which the screen was opened: what the app is called
    /// depends on it.
    pub(super) fn words_at(&self, unix_ms: i64) -> Words {
        let day = local_date(unix_ms, &self.zone);
        Words::at(self.country, day, self.words.language)
    }

    /// The path of the till's page about its display.
    pub(super) fn till_display_path(&self) -> String {
        format!("{}/display", self.till_path())
    }

    /// The path of the till's page; its actions and events lie below it.
    pub(super) fn till_path(&self) -> String {
        format!("/till/{}", path_segment(self.till.as_str()))
    }

    /// The path of the receipt of a sale, shown at this till.
    pub(super) fn receipt_path(&self, sale: SaleId) -> String {
        format!("{}/receipts/{sale}", self.till_path())
    }

    pub(super) fn display_path(&self) -> String {
        display_path(&self.till)
    }

    /// The circumstances of what somebody does at this till's page.
    pub(super) fn request(&self, app: &App) -> Result<Request, EngineError> {
        let shop = app.engine.shop(&app.settings.merchant)?;
        let context = shop.context(&self.till, self.operator.id.clone(), Channel::Till)?;
        Ok(Request { context, answer: None })
    }
}

/// The path of a till's display.
pub(super) fn display_path(till: &TillId) -> String {
    format!("/display/{}", path_segment(till.as_str()))
}

/// A text as one segment of a path: everything but RFC 3986's unreserved characters is encoded.
pub(super) fn path_segment(text: &str) -> String {
    let encode = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(encode).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::path_segment;

    #[test]
    fn a_till_of_any_name_has_a_path() {
        for (name, expected) in [
            ("1", "1"),
            ("front-desk_2.b~", "front-desk_2.b~"),
            ("kasse 1/øst", "kasse%201%2F%C3%B8st"),
            ("?#%", "%3F%23%25"),
        ] {
            assert_eq!(path_segment(name), expected);
        }
    }
}
