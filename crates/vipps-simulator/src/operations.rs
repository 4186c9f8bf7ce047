//! Every operation of the simulated APIs: its name, method and path. All routes are made from this
//! list, so that a fault rule can mean each of them.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::simulator::Simulator;

/// One operation of a simulated API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What a fault rule calls it, for example `createPayment`.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Template of its path, for example `/epayment/v1/payments/{reference}`.
    pub path: &'static str,
}

const fn operation(name: &'static str, method: Method, path: &'static str) -> Operation {
    Operation { name, method, path }
}

static OPERATIONS: [Operation; 46] = [
    operation("fetchToken", Method::POST, "/accesstoken/get"),
    operation("fetchSpecialisedToken", Method::POST, "/miami/v1/token"),
    operation("exchangeQr", Method::POST, "/qr/v1/exchange"),
    operation("exchangeCustomerToken", Method::POST, "/qr/v1/exchange/customer"),
    operation("createOneTimeQr", Method::POST, "/qr/v1"),
    operation("createRedirectQr", Method::POST, "/qr/v1/merchant-redirect"),
    operation("listRedirectQrs", Method::GET, "/qr/v1/merchant-redirect"),
    operation("getRedirectQr", Method::GET, "/qr/v1/merchant-redirect/{id}"),
    operation("updateRedirectQr", Method::PUT, "/qr/v1/merchant-redirect/{id}"),
    operation("deleteRedirectQr", Method::DELETE, "/qr/v1/merchant-redirect/{id}"),
    operation("putCallbackQr", Method::PUT, "/qr/v1/merchant-callback/{id}"),
    operation("putMobilePayQr", Method::PUT, "/qr/v1/merchant-callback/mobilepay/{id}"),
    operation("listCallbackQrs", Method::GET, "/qr/v1/merchant-callback"),
    operation("getCallbackQr", Method::GET, "/qr/v1/merchant-callback/{id}"),
    operation("deleteCallbackQr", Method::DELETE, "/qr/v1/merchant-callback/{id}"),
    operation("getQrPicture", Method::GET, "/qr/v1/pictures/{link}"),
    operation("followRedirectQr", Method::GET, "/qr/r/{link}"),
    operation("createPayment", Method::POST, "/epayment/v1/payments"),
    operation("getPayment", Method::GET, "/epayment/v1/payments/{reference}"),
    operation("getPaymentEventLog", Method::GET, "/epayment/v1/payments/{reference}/events"),
    operation("capturePayment", Method::POST, "/epayment/v1/payments/{reference}/capture"),
    operation("cancelPayment", Method::POST, "/epayment/v1/payments/{reference}/cancel"),
    operation("refundPayment", Method::POST, "/epayment/v1/payments/{reference}/refund"),
    operation("forceApprove", Method::POST, "/epayment/v1/test/payments/{reference}/approve"),
    operation("registerWebhook", Method::POST, "/webhooks/v1/webhooks"),
    operation("listWebhooks", Method::GET, "/webhooks/v1/webhooks"),
    operation("deleteWebhook", Method::DELETE, "/webhooks/v1/webhooks/{id}"),
    operation(
        "discoverOpenIdConfiguration",
        Method::GET,
        "/access-management-1.0/access/.well-known/openid-configuration",
    ),
    operation("getKeySet", Method::GET, "/access-management-1.0/access/.well-known/jwks.json"),
    operation("startLogin", Method::POST, "/vipps-login-ciba/api/backchannel/authentication"),
    operation("fetchLoginToken", Method::POST, "/access-management-1.0/access/oauth2/token"),
    operation("userExists", Method::POST, "/vipps-login-ciba/api/v1/user-exists"),
    operation("getUserInfo", Method::GET, "/vipps-userinfo-api/userinfo"),
    operation("getUserInfo", Method::GET, "/vipps-userinfo-api/userinfo/"),
    operation("getUserInfoOfPayment", Method::GET, "/vipps-userinfo-api/userinfo/{sub}"),
    operation("uploadImage", Method::POST, "/order-management/v1/images"),
    operation(
        "putCategory",
        Method::PUT,
        "/order-management/v2/{payment_type}/categories/{order_id}",
    ),
    operation(
        "addReceipt",
        Method::POST,
        "/order-management/v2/{payment_type}/receipts/{order_id}",
    ),
    operation("getOrder", Method::GET, "/order-management/v2/{payment_type}/{order_id}"),
    operation("listCategories", Method::GET, "/order-management/v3/categories"),
    operation("addCategory", Method::POST, "/order-management/v3/categories"),
    operation("getCategory", Method::GET, "/order-management/v3/categories/{id}"),
    operation("deleteCategory", Method::DELETE, "/order-management/v3/categories/{id}"),
    operation("listLedgers", Method::GET, "/settlement/v1/ledgers"),
    operation("getLedgerOfDate", Method::GET, "/report/v2/ledgers/{ledger}/{topic}/dates/{date}"),
    operation("getLedgerFeed", Method::GET, "/report/v2/ledgers/{ledger}/{topic}/feed"),
];

/// Every operation that is simulated. An operation with two spellings of its path stands twice.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// Routes by the names of operations.
pub(crate) trait Operations {
    /// Adds the operation with this name.
    fn operation<H, T>(self, name: &str, handler: H) -> Self
    where
        H: Handler<T, Simulator>,
        T: 'static;
}

impl Operations for Router<Simulator> {
    fn operation<H, T>(mut self, name: &str, handler: H) -> Self
    where
        H: Handler<T, Simulator>,
        T: 'static,
    {
        let mut is_known = false;
        for operation in OPERATIONS.iter().filter(|operation| operation.name == name) {
            let method = MethodFilter::try_from(operation.method.clone());
            let method = method.expect("operations have methods of HTTP");
            self = self.route(operation.path, on(method, handler.clone()));
            is_known = true;
        }
        assert!(is_known, "{name} stands in the list");
        self
    }
}
