//! Every operation of the APIs in one table: where the client has it, whether the simulator answers
//! it, whether the suite drives it, and where it is described. The compiler sees to the client's
//! methods, the simulator is asked, and the suite's own calls are looked at. What comes out is
//! `docs/operations.md`.

use std::fmt::Write as _;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use vipps_mobilepay::Client;
use vipps_mobilepay::epayment::Epayment;
use vipps_mobilepay::login::Login;
use vipps_mobilepay::order_management::OrderManagement;
use vipps_mobilepay::qr::Qr;
use vipps_mobilepay::report::Report;
use vipps_mobilepay::webhook::{Webhooks, parse_payment};

use crate::amendments;
use crate::check;
use crate::contract::RECEIVER;
use crate::exceptions::{self, NOT_ASKED};
use crate::scenarios::Driven;
use crate::transport::Exchange;

/// One operation.
pub(crate) struct Row {
    pub(crate) method: &'static str,
    /// From the host on, with its parameters in braces.
    pub(crate) path: &'static str,
    /// The client's methods that call it.
    pub(crate) client: &'static [&'static str],
    pub(crate) source: Source,
}

/// Where an operation is described.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// In a published contract: its name and the operation's, `qr exchangeQr`.
    Contract(&'static str),
    /// On a page of the vendor's alone.
    Page(&'static str),
}

/// A row whose methods of the client must exist.
macro_rules! row {
    ($method:literal $path:literal [$($client:path),*] $source:expr) => {
        Row {
            method: $method,
            path: $path,
            client: {
                $(let _ = $client;)*
                &[$(stringify!($client)),*]
            },
            source: $source,
        }
    };
}

use Source::{Contract, Page};

#[rustfmt::skip]
pub(crate) const ALL: &[Row] = &[
    row!("POST" "/accesstoken/get" [Client::new, Client::with_keys]
        Contract("access-token fetchAuthorizationTokenUsingPost")),
    row!("POST" "/miami/v1/token" [Client::with_keys] Contract("access-token fetchToken")),

    row!("POST" "/qr/v1/exchange" [Qr::exchange] Contract("qr exchangeQr")),
    row!("POST" "/qr/v1/exchange/customer" [Qr::exchange_customer] Contract("qr exchangeCustomer")),
    row!("POST" "/qr/v1" [Qr::one_time] Contract("qr generateOtpQr")),
    row!("GET" "/qr/v1/merchant-callback" [Qr::callbacks] Contract("qr GetMerchantCallbackQrs")),
    row!("GET" "/qr/v1/merchant-callback/{merchantQrId}" [Qr::callback]
        Contract("qr GetMerchantCallbackById")),
    row!("PUT" "/qr/v1/merchant-callback/{merchantQrId}" [Qr::put_callback]
        Contract("qr PutMerchantCallbackQr")),
    row!("DELETE" "/qr/v1/merchant-callback/{merchantQrId}" [Qr::delete_callback]
        Contract("qr DeleteMerchantCallbackQr")),
    row!("PUT" "/qr/v1/merchant-callback/mobilepay/{beaconId}" [Qr::put_mobilepay_callback]
        Contract("qr PutMerchantCallbackMobilePayQr")),
    row!("GET" "/qr/v1/merchant-redirect" [Qr::redirects] Contract("qr GetAllMerchantRedirectQrs")),
    row!("POST" "/qr/v1/merchant-redirect" [Qr::create_redirect]
        Contract("qr CreateMerchantRedirectQr")),
    row!("GET" "/qr/v1/merchant-redirect/{id}" [Qr::redirect]
        Contract("qr GetMerchantRedirectQrById")),
    row!("PUT" "/qr/v1/merchant-redirect/{id}" [Qr::update_redirect]
        Contract("qr UpdateMerchantRedirectUrl")),
    row!("DELETE" "/qr/v1/merchant-redirect/{id}" [Qr::delete_redirect]
        Contract("qr DeleteMerchantRedirectQr")),

    row!("GET" "/access-management-1.0/access/.well-known/openid-configuration"
        [Login::start, Login::token, Login::userinfo]
        Contract("login discoverOpenIDConfiguration")),
    row!("GET" "/access-management-1.0/access/.well-known/jwks.json"
        [Login::verify_id_token, Login::verify_returned_id_token] Contract("login wellKnown")),
    row!("POST" "/vipps-login-ciba/api/v1/user-exists" [Login::user_exists]
        Contract("login user-exists")),
    row!("POST" "/vipps-login-ciba/api/backchannel/authentication" [Login::start]
        Contract("login ciba-auth")),
    row!("POST" "/access-management-1.0/access/oauth2/token" [Login::token, Login::exchange_code]
        Contract("login oauth2Token")),
    row!("GET" "/vipps-userinfo-api/userinfo" [Login::userinfo]
        Contract("login userinfoAuthorizationCode")),
    row!("GET" "/vipps-userinfo-api/userinfo/{sub}" [Login::userinfo_of_payment]
        Page("https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/userinfo-api-guide/")),
    row!("GET" "/access-management-1.0/access/oauth2/auth" [] Contract("login oauthAuth")),

    row!("POST" "/epayment/v1/payments" [Epayment::create] Contract("epayment createPayment")),
    row!("GET" "/epayment/v1/payments/{Reference}" [Epayment::get] Contract("epayment getPayment")),
    row!("GET" "/epayment/v1/payments/{Reference}/events" [Epayment::events]
        Contract("epayment getPaymentEventLog")),
    row!("POST" "/epayment/v1/payments/{Reference}/capture" [Epayment::capture]
        Contract("epayment capturePayment")),
    row!("POST" "/epayment/v1/payments/{Reference}/cancel" [Epayment::cancel]
        Contract("epayment cancelPayment")),
    row!("POST" "/epayment/v1/payments/{Reference}/refund" [Epayment::refund]
        Contract("epayment refundPayment")),
    row!("POST" "/epayment/v1/test/payments/{Reference}/approve" [Epayment::force_approve]
        Contract("epayment forceApprove")),
    row!("POST" "/epayment/merchant-dynamic-shipping-callback" []
        Contract("epayment getMerchantDynamicExpressGroupsPOST")),

    row!("GET" "/webhooks/v1/webhooks" [Webhooks::list] Contract("webhooks GET /v1/webhooks")),
    row!("POST" "/webhooks/v1/webhooks" [Webhooks::register]
        Contract("webhooks POST /v1/webhooks")),
    row!("DELETE" "/webhooks/v1/webhooks/{id}" [Webhooks::delete]
        Contract("webhooks DELETE /v1/webhooks/{id}")),

    row!("POST" "/merchant/webhooks" [parse_payment] Contract("epayment WebhookEvent")),

    row!("GET" "/order-management/v2/{paymentType}/{orderId}" [OrderManagement::get]
        Contract("order-management get-order-v2")),
    row!("POST" "/order-management/v2/{paymentType}/receipts/{orderId}"
        [OrderManagement::add_receipt] Contract("order-management post-receipt-v2")),
    row!("PUT" "/order-management/v2/{paymentType}/categories/{orderId}"
        [OrderManagement::put_category] Contract("order-management put-category-v2")),
    row!("POST" "/order-management/v1/images" [OrderManagement::add_image]
        Contract("order-management post-image")),
    row!("GET" "/order-management/v3/categories" [OrderManagement::categories]
        Contract("order-management get-categories-v3")),
    row!("POST" "/order-management/v3/categories" [OrderManagement::add_category]
        Contract("order-management post-category-v3")),
    row!("GET" "/order-management/v3/categories/{categoryId}" [OrderManagement::category]
        Contract("order-management get-category-v3")),
    row!("DELETE" "/order-management/v3/categories/{categoryId}" [OrderManagement::delete_category]
        Contract("order-management delete-category-v3")),
    row!("GET" "/order-management/v1/orders/{transactionId}" []
        Contract("order-management get-order")),
    row!("PUT" "/order-management/v1/orders/{transactionId}" []
        Contract("order-management put-order")),
    row!("GET" "/order-management/v1/receipts/{transactionId}" []
        Contract("order-management get-receipt")),
    row!("POST" "/order-management/v1/receipts/{transactionId}" []
        Contract("order-management post-receipt")),

    row!("GET" "/settlement/v1/ledgers" [Report::ledgers] Contract("report getLedgers")),
    row!("GET" "/report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}" [Report::date]
        Contract("report GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}")),
    row!("GET" "/report/v2/ledgers/{ledgerId}/{topic}/feed" [Report::feed]
        Contract("report GET /report/v2/ledgers/{ledgerId}/{topic}/feed")),
    row!("GET" "/report/v1/ledgertransactions" []
        Contract("report GET /report/v1/ledgertransactions")),
];

/// The row that a call is for.
pub(crate) fn find<'a>(table: &'a [Row], exchange: &Exchange) -> Option<&'a Row> {
    let rows = table.iter().map(|row| (row.method, row.path));
    check::operation_of(rows, exchange).map(|number| &table[number])
}

/// The table as Markdown.
pub(crate) async fn table(router: &Router, driven: &Driven) -> anyhow::Result<String> {
    let mut text = String::from(HEAD);
    let driven: Vec<&Row> =
        driven.exchanges.iter().filter_map(|exchange| find(ALL, exchange)).collect();
    for row in ALL {
        let Row { method, path, client, .. } = row;
        let methods: Vec<String> = client.iter().map(|name| format!("`{name}`")).collect();
        let client = if client.is_empty() { why_not(row) } else { methods.join(", ") };
        let is_driven = driven.iter().any(|found| std::ptr::eq(*found, row));
        let is_there = if *path == RECEIVER { is_driven } else { is_answered(router, row).await? };
        let simulator = if is_there { "yes" } else { "no" };
        let conformance = conformance(row, is_driven);
        let source = match row.source {
            Source::Contract(name) => match name.split_once(' ') {
                Some((contract, operation)) => format!("{contract}.yaml, `{operation}`"),
                None => name.to_owned(),
            },
            Source::Page(address) => format!("<{address}>"),
        };
        writeln!(
            text,
            "| `{method} {path}` | {client} | {simulator} | {conformance} | {source} |"
        )?;
    }
    Ok(text)
}

const HEAD: &str = "# Operations

Every operation of the Vipps MobilePay APIs that the published contracts name, and where it is here.
Generated by `cargo xtask operations`; a test fails when it is stale.

*Client* names the methods of `vipps-mobilepay`. *Simulator* says whether `vipps-simulator` answers
there; `/merchant/webhooks` stands for the merchant's own address, to which it sends. *Conformance*
says whether `cargo xtask conform` drives the operation through both and holds it to its contract,
and how many departures are known, each of which stands with its reason in
`crates/conform/src/exceptions.rs` or `amendments.rs`. *Source* is the contract's file and operation.

| operation | client | simulator | conformance | source |
| --- | --- | --- | --- | --- |
";

fn why_not(row: &Row) -> String {
    let Source::Contract(name) = row.source else { return "no".to_owned() };
    let reason = NOT_ASKED.iter().find(|entry| entry.operation == name);
    reason.map_or_else(|| "no".to_owned(), |entry| format!("no: {}", entry.reason))
}

fn conformance(row: &Row, is_driven: bool) -> String {
    let departures = match row.source {
        Source::Page(_) if is_driven => return "driven; no contract has it".to_owned(),
        Source::Page(_) => 0,
        Source::Contract(name) => {
            let exceptions = exceptions::ALL.iter().filter(|one| one.operation == name);
            let amended = |one: &&amendments::Amendment| {
                one.operations
                    .iter()
                    .any(|operation| format!("{} {operation}", one.contract) == name)
            };
            exceptions.count() + amendments::ALL.iter().filter(amended).count()
        }
    };
    match (is_driven, departures) {
        (false, _) => "no".to_owned(),
        (true, 0) => "yes".to_owned(),
        (true, count) => format!("yes; departures: {count}"),
    }
}

/// Whether anything but the gateway stands at the operation's address.
async fn is_answered(router: &Router, row: &Row) -> anyhow::Result<bool> {
    let path = row.path.replace(['{', '}'], "");
    let request = Request::builder().method(row.method).uri(path).body(Body::empty())?;
    let Ok(answer) = router.clone().oneshot(request).await;
    match answer.status() {
        StatusCode::METHOD_NOT_ALLOWED => Ok(false),
        StatusCode::NOT_FOUND => {
            let body = answer.into_body().collect().await.context("no answer")?.to_bytes();
            let body: Value = serde_json::from_slice(&body).unwrap_or_default();
            // The gateway's own 404, and not that of an operation.
            Ok(body.get("statusCode").is_none())
        }
        _ => Ok(true),
    }
}
