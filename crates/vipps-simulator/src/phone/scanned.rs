//! The page on which whoever scans a code with another device says whose phone that was.

use askama::Template;
use serde::Deserialize;

use crate::phone::pages::PhoneCard;

#[derive(Template)]
#[template(path = "scanned.html")]
pub(super) struct ScannedPage {
    pub(super) title: &'static str,
    pub(super) merchant: String,
    /// What the code stands for: an amount, a till.
    pub(super) headline: String,
    pub(super) question: &'static str,
    /// Where the answer goes: the code's own address.
    pub(super) address: String,
    pub(super) phones: Vec<PhoneCard>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    pub(super) msisdn: String,
}
