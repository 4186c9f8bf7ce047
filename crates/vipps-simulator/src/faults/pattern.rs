//! The patterns by which a fault rule means calls.

use axum::http::Method;

use crate::operations::operations;

/// All names, for an error message.
pub(super) fn names() -> String {
    let mut names: Vec<&str> = operations().iter().map(|operation| operation.name).collect();
    names.dedup();
    names.join(", ")
}

/// Whether `text` names an operation, or is a method and a path template.
pub(super) fn is_pattern(text: &str) -> bool {
    operations().iter().any(|operation| operation.name == text) || split(text).is_some()
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (method, path) = text.split_once(' ')?;
    let is_method = method == "*" || ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method);
    (is_method && (path.starts_with('/') || path == "*")).then_some((method, path))
}

/// Whether a pattern means this call.
pub(super) fn means(pattern: &str, method: &Method, template: &str) -> bool {
    let is_named = operations().iter().any(|operation| {
        operation.name == pattern && operation.method == *method && operation.path == template
    });
    if is_named {
        return true;
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
