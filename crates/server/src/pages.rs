//! Till, customer display and back office: server-rendered pages with plain forms, kept live by server-sent
//! events that carry whole fragments. They only call the engine and render what it shows, so a
//! reload at any moment shows the truth.

mod actions;
mod assets;
mod basket;
mod customer;
#[cfg(any(test, feature = "design"))]
mod design;
mod display;
mod elsewhere;
mod finding;
mod format;
mod guard;
mod keys;
mod language;
mod live;
mod messages;
mod office;
mod pairing;
mod paper;
mod payment;
mod place;
pub(crate) mod receipt;
mod receipts;
mod scanner;
mod sign_in;
mod signed_in;
mod standing;
mod start;
mod stopped;
#[cfg(test)]
mod tests;
mod till;
mod visit;

pub(crate) use guard::is_made_here;
pub(crate) use language::of_browser;
pub(crate) use messages::purpose;
pub(crate) use place::Place;

use crate::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use stopped::Stopped;

/// The most that a form may be, in bytes: a scan is far below it.
const FORM_BYTES_MAX: usize = 16 * 1024;

pub(crate) fn router(app: &App) -> Router<App> {
    let router = Router::new()
        .route("/", get(start::page))
        .route("/till/{till}", get(till::page))
        .route("/till/{till}/sign-in", get(sign_in::till_page).post(sign_in::at_till))
        .route("/till/{till}/sign-out", post(sign_in::lock_till))
        .route("/till/{till}/events", get(live::till_events))
        .route("/till/{till}/language", post(language::choose_at_till))
        .route("/till/{till}/new", post(actions::new_sale))
        .route("/till/{till}/scan", post(actions::scan))
        .route("/till/{till}/products", get(finding::page).post(finding::find))
        .route("/till/{till}/price", post(finding::look_up_price))
        .route("/till/{till}/scanner", get(scanner::page).post(scanner::judge))
        .route("/till/{till}/add", post(actions::add))
        .route("/till/{till}/quantity", post(actions::set_quantity))
        .route("/till/{till}/discount", post(actions::discount))
        .route("/till/{till}/undo", post(actions::undo))
        .route("/till/{till}/park", post(actions::park))
        .route("/till/{till}/resume", post(actions::resume))
        .route("/till/{till}/elsewhere", get(elsewhere::page).post(elsewhere::take_over))
        .route("/till/{till}/remove", post(actions::remove_line))
        .route("/till/{till}/voucher/remove", post(actions::take_voucher_off))
        .route("/till/{till}/customer/remove", post(actions::remove_customer))
        .route("/till/{till}/membership", post(actions::request_membership))
        .route("/till/{till}/membership/cancel", post(actions::give_up_membership))
        .route("/till/{till}/pay", post(actions::request_payment))
        .route("/till/{till}/pay/check", post(actions::check_payment))
        .route("/till/{till}/pay/cancel", post(actions::cancel_payment))
        .route("/till/{till}/pay/claim", post(actions::claim_payment))
        .route("/till/{till}/tender", post(actions::tender))
        .route("/till/{till}/points/remove", post(actions::remove_points))
        .route("/till/{till}/cancel", post(actions::cancel_sale))
        .route("/till/{till}/receipts", get(receipts::find))
        .route("/till/{till}/receipts/scan", post(receipts::scan))
        .route("/till/{till}/receipts/{sale}", get(receipts::page))
        .route("/till/{till}/receipts/{sale}/scan", post(receipts::scan_at_receipt))
        .route("/till/{till}/receipts/{sale}/events", get(live::receipt_events))
        .route("/till/{till}/receipts/{sale}/return", post(receipts::take_back))
        .route("/till/{till}/receipts/{sale}/payout", post(receipts::pay_out))
        .route("/till/{till}/receipts/{sale}/member", post(receipts::book))
        .route("/till/{till}/receipts/{sale}/print", post(paper::print_at_receipt))
        .route("/till/{till}/receipts/{sale}/paper", get(paper::page).post(paper::print_here))
        .route("/till/{till}/print", post(paper::print_at_till))
        .route("/till/{till}/keys", get(keys::page).post(keys::choose))
        .route("/till/{till}/display", get(pairing::page).post(pairing::pair))
        .route("/till/{till}/display/here", post(pairing::open_here))
        .route("/till/{till}/display/end", post(pairing::unpair))
        .route("/display", get(pairing::offer))
        .route("/display/{till}", get(display::page))
        .route("/display/{till}/language", post(language::choose_at_display))
        .route("/display/{till}/language/customer", post(language::choose_as_customer))
        .route("/display/{till}/scan", post(actions::scan_at_display))
        .route("/display/{till}/events", get(live::display_events))
        .route("/display/{till}/qr/{payment}", get(display::payment_qr))
        .route("/office/sign-in", get(sign_in::office_page).post(sign_in::into_office))
        .route("/office/sign-out", post(sign_in::out_of_office))
        .merge(office::router());
    #[cfg(any(test, feature = "design"))]
    let router = router
        .route("/design", get(design::page))
        .route("/design/tokens.css", get(design::tokens_css));
    router
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), signed_in::recognise))
        .layer(middleware::from_fn(guard::restrict))
        .route("/assets/{file}", get(assets::asset))
        .fallback(not_there)
}

/// Nothing has that address: told on a page to whoever looks, and in a number to programs.
async fn not_there(headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        Stopped::NotThere.told(language::of_browser(&headers))
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}
