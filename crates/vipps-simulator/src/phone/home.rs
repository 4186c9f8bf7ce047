//! Home: the personal QR, what the person can't do with this app, and what happened last.

use crate::phone::activity::{Activity, Entry};
use crate::phone::qr_picture;
use crate::settings::{Customer, YOUNGEST_AGE};
use crate::simulator::Turn;

/// How much of the activity stands here.
const LATEST: usize = 3;

pub(super) struct Home {
    pub(super) app_name: String,
    pub(super) first_name: String,
    pub(super) full_name: String,
    pub(super) code_picture: String,
    pub(super) code_text: String,
    /// Seconds until the code is replaced by another.
    pub(super) code_left_s: Option<i64>,
    /// Why some requests can't reach this phone.
    pub(super) limits: Vec<String>,
    pub(super) latest: Vec<Entry>,
}

impl Home {
    pub(super) fn of(turn: &Turn<'_>, customer: &Customer) -> Self {
        let mut latest = Activity::of(turn, &customer.msisdn).entries;
        latest.truncate(LATEST);
        let code = turn.personal_code(customer);
        Self {
            app_name: customer.app_name.clone(),
            first_name: customer.given_name.clone(),
            full_name: customer.full_name(),
            code_picture: qr_picture::svg(&code.text),
            code_text: code.text,
            code_left_s: code.renewed_ms.map(|end_ms| (end_ms - turn.now_ms + 999) / 1000),
            limits: limits(turn, customer),
            latest,
        }
    }
}

fn limits(turn: &Turn<'_>, customer: &Customer) -> Vec<String> {
    let mut limits = Vec::new();
    if !customer.can_log_in(turn.now_ms) {
        limits.push(format!(
            "From the age of {YOUNGEST_AGE} you can pay shops and join their clubs with this app."
        ));
    }
    if customer.has_old_app {
        limits.push("This app is too old to join clubs with. Update it to do so.".to_owned());
    }
    limits
}
