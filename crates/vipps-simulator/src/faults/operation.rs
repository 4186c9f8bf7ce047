//! The operations of the simulated APIs by name, and the patterns by which a fault rule means
//! them.

use axum::http::Method;

/// Name, method and path template of an operation that a rule can name.
pub(crate) const OPERATIONS: [(&str, Method, &str); 18] = [
    ("fetchToken", Method::POST, "/accesstoken/get"),
    ("exchangeQr", Method::POST, "/qr/v1/exchange"),
    ("createPayment", Method::POST, "/epayment/v1/payments"),
    ("getPayment", Method::GET, "/epayment/v1/payments/{reference}"),
    ("getPaymentEventLog", Method::GET, "/epayment/v1/payments/{reference}/events"),
    ("capturePayment", Method::POST, "/epayment/v1/payments/{reference}/capture"),
    ("cancelPayment", Method::POST, "/epayment/v1/payments/{reference}/cancel"),
    ("refundPayment", Method::POST, "/epayment/v1/payments/{reference}/refund"),
    ("forceApprove", Method::POST, "/epayment/v1/test/payments/{reference}/approve"),
    ("registerWebhook", Method::POST, "/webhooks/v1/webhooks"),
    ("listWebhooks", Method::GET, "/webhooks/v1/webhooks"),
    ("deleteWebhook", Method::DELETE, "/webhooks/v1/webhooks/{id}"),
    (
        "discoverOpenIdConfiguration",
        Method::GET,
        "/access-management-1.0/access/.well-known/openid-configuration",
    ),
    ("getKeySet", Method::GET, "/access-management-1.0/access/.well-known/jwks.json"),
    ("startLogin", Method::POST, "/vipps-login-ciba/api/backchannel/authentication"),
    ("fetchLoginToken", Method::POST, "/access-management-1.0/access/oauth2/token"),
    ("userExists", Method::POST, "/vipps-login-ciba/api/v1/user-exists"),
    ("getUserInfo", Method::GET, "/vipps-userinfo-api/userinfo"),
];

/// All names, for an error message.
pub(super) fn names() -> String {
    OPERATIONS.map(|(name, _, _)| name).join(", ")
}

/// Whether `text` names an operation, or is a method and a path template.
pub(super) fn is_pattern(text: &str) -> bool {
    let is_name = OPERATIONS.iter().any(|(name, _, _)| *name == text);
    is_name || split(text).is_some()
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (method, path) = text.split_once(' ')?;
    let is_method = method == "*" || ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method);
    (is_method && (path.starts_with('/') || path == "*")).then_some((method, path))
}

/// Whether a pattern means this call.
pub(super) fn means(pattern: &str, method: &Method, template: &str) -> bool {
    if let Some((known_method, known)) = OPERATIONS
        .iter()
        .find(|(name, _, _)| *name == pattern)
        .map(|(_, method, template)| (method, template))
    {
        return known_method == method && *known == template;
    }
    let Some((wanted_method, wanted)) = split(pattern) else { return false };
    let is_path = match wanted.strip_suffix('*') {
        Some(start) => template.starts_with(start),
        None => wanted == template,
    };
    is_path && (wanted_method == "*" || wanted_method == method.as_str())
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::{is_pattern, means};

    #[test]
    fn patterns_mean_what_they_say() {
        let capture = (Method::POST, "/epayment/v1/payments/{reference}/capture");
        let read = (Method::GET, "/epayment/v1/payments/{reference}");
        let cases = [
            ("capturePayment", true, true, false),
            ("getPayment", true, false, true),
            ("POST /epayment/v1/payments/{reference}/capture", true, true, false),
            ("POST /epayment/*", true, true, false),
            ("* /epayment/*", true, true, true),
            ("* *", true, true, true),
            ("GET /epayment/v1/payments", true, false, false),
            ("capture", false, false, false),
            ("FETCH /epayment/*", false, false, false),
            ("GET epayment", false, false, false),
        ];
        for (pattern, is, means_capture, means_read) in cases {
            assert_eq!(is_pattern(pattern), is, "{pattern}");
            assert_eq!(means(pattern, &capture.0, capture.1), means_capture, "{pattern}");
            assert_eq!(means(pattern, &read.0, read.1), means_read, "{pattern}");
        }
    }
}
