//! Report API: the ledgers of the sales units, and their entries by date or as a feed. The real
//! service has none of it in its test environment; the entries here follow from the payments that
//! were made. A day is one of UTC, and it is paid out as soon as it has ended.

pub(crate) mod books;
mod call;
mod entries;
mod ledgers;

use axum::Router;

use crate::operations::Operations as _;
use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .operation("listLedgers", ledgers::list)
        .operation("getLedgerOfDate", entries::by_date)
        .operation("getLedgerFeed", entries::feed)
}
