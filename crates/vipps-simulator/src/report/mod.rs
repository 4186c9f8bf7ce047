//! Report API: the ledgers of the sales units, and their entries by date or as a feed. The real
//! service has none of it in its test environment; the entries here follow from the payments that
//! were made. A day is one of UTC, and it is paid out as soon as it has ended.

pub(crate) mod books;
mod call;
mod entries;
mod ledgers;

use axum::Router;
use axum::routing::get;

use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/settlement/v1/ledgers", get(ledgers::list))
        .route("/report/v2/ledgers/{ledger}/{topic}/dates/{date}", get(entries::by_date))
        .route("/report/v2/ledgers/{ledger}/{topic}/feed", get(entries::feed))
}
