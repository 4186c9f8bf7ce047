//! The back office: what was sold and how it went, what waits for somebody, figures, members, prices
//! and settings. Each page takes a right, and shows what is of the stores of whoever asks.

mod desk;
mod exports;
mod figures;
mod imports;
mod journal;
mod members;
mod plot;
mod products;
mod sale;
mod sales;
mod setup;
mod telling;
mod unresolved;
mod vouchers;

use crate::App;
use crate::roles::Right;
use axum::response::Redirect;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};

use desk::Desk;

/// A page or an action: its path, the right that it takes, and what carries it out.
type Route = (&'static str, Right, MethodRouter<App>);

/// Every page and action of the back office but signing in and out. Who signed in has a role, and it
/// has the right or not; a page that stands in no such row can't be reached.
pub(super) fn routes() -> Vec<Route> {
    vec![
        ("/office", Right::SeeSales, get(home)),
        ("/office/language", Right::SeeSales, post(desk::choose_language)),
        ("/office/sales", Right::SeeSales, get(sales::page)),
        ("/office/sales/{sale}", Right::SeeSales, get(sale::page)),
        ("/office/unresolved", Right::SeeUnresolved, get(unresolved::page)),
        ("/office/unresolved/{kind}/{id}", Right::Settle, post(unresolved::settle)),
        ("/office/figures", Right::SeeBusiness, get(figures::page)),
        ("/office/figures.csv", Right::SeeBusiness, get(figures::csv)),
        ("/office/members", Right::SeeMembers, get(members::find_page).post(members::look_up)),
        ("/office/members/{member}", Right::SeeMembers, get(members::page)),
        ("/office/members/{member}/export.json", Right::SeeMembers, get(members::export)),
        ("/office/members/{member}/export/{part}", Right::SeeMembers, get(members::export_csv)),
        ("/office/members/{member}/points", Right::ServeMembers, post(members::points)),
        ("/office/members/{member}/answer", Right::ServeMembers, post(members::answer)),
        ("/office/members/{member}/change", Right::ServeMembers, post(members::change)),
        ("/office/members/{member}/consent", Right::ServeMembers, post(members::consent)),
        ("/office/members/{member}/erase", Right::KeepMembers, post(members::erase)),
        ("/office/products", Right::SeeBusiness, get(products::page)),
        ("/office/products/{product}", Right::SeeBusiness, get(products::one)),
        ("/office/prices", Right::SeeBusiness, get(products::warnings)),
        ("/office/export/{file}", Right::SeeBusiness, get(exports::file)),
        ("/office/vouchers", Right::SeeVouchers, get(vouchers::page)),
        ("/office/vouchers/{voucher}", Right::KeepVouchers, post(vouchers::withdraw)),
        ("/office/import", Right::Import, get(imports::page)),
        // What runs by itself is no use of a visit.
        ("/office/import/events", Right::Import, get(imports::page)),
        ("/office/import/put", Right::Import, post(imports::put)),
        ("/office/import/end", Right::Import, post(imports::end)),
        ("/office/import/{what}", Right::Import, post(imports::bring).layer(imports::limit())),
        ("/office/import/examples/{file}", Right::Import, get(imports::example)),
        ("/office/setup", Right::SeeBusiness, get(setup::page)),
        ("/office/setup/check", Right::SeeBusiness, post(setup::check)),
        ("/office/journal", Right::SeeBusiness, get(journal::page)),
    ]
}

pub(super) fn router() -> Router<App> {
    let with_right = |router: Router<App>, (path, right, to): Route| {
        router.route(path, to.layer(Extension(right)))
    };
    routes().into_iter().fold(Router::new(), with_right)
}

async fn home(_: Desk) -> Redirect {
    Redirect::to("/office/sales")
}
