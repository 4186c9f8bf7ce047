//! A till and the shop that it stands in, as pages name them.

use crate::App;
use checkout::{Book, Channel, Country, OperatorId, SaleId, TillId};
use engine::{EngineError, Request, Shop};

/// Who works the till, until operators sign in.
const OPERATOR: &str = "till";

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) till: TillId,
    pub(super) store: String,
    pub(super) country: Country,
    /// IANA name of the store's time zone.
    pub(super) zone: String,
    pub(super) has_club: bool,
    pub(super) is_training: bool,
}

impl Place {
    pub(super) fn of(shop: &Shop, till: &TillId) -> Result<Self, EngineError> {
        let store = shop.store_of(till)?;
        Ok(Self {
            till: till.clone(),
            store: store.name.clone(),
            country: store.country,
            zone: store.zone.clone(),
            has_club: store.club.is_some(),
            is_training: shop.till(till)?.book == Book::Training,
        })
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
        format!("/display/{}", path_segment(self.till.as_str()))
    }

    /// The circumstances of what somebody does at this till's page.
    pub(super) fn request(&self, app: &App) -> Result<Request, EngineError> {
        let shop = app.engine.shop(&app.settings.merchant)?;
        let context = shop.context(&self.till, OperatorId::new(OPERATOR), Channel::Till)?;
        Ok(Request { context, answer: None })
    }
}

/// A text as one segment of a path: everything but RFC 3986's unreserved characters is encoded.
fn path_segment(text: &str) -> String {
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
