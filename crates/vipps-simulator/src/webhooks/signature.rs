//! The HMAC over a delivery. Signed are method, path with query, date, host (with the port when
//! it isn't the scheme's own) and the hash of the body; the key is the secret's text as it is,
//! not base64-decoded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use url::Url;

/// What the headers of a signed delivery say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) host: String,
    pub(crate) content_sha256: String,
    pub(crate) authorization: String,
}

/// Signs `body` for `url` at `date` (an HTTP date).
pub(crate) fn sign(secret: &str, url: &Url, date: &str, body: &[u8]) -> Signed {
    let content_sha256 = STANDARD.encode(Sha256::digest(body));
    let name = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    let to_sign = format!("POST\n{}{query}\n{date};{host};{content_sha256}", url.path());
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(to_sign.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let authorization = format!(
        "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
    );
    Signed { host, content_sha256, authorization }
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// The first vector is the documentation's own from before its secret was redacted; the second
    /// was made by hand for a port and a query.
    #[test]
    fn known_vectors_come_out() {
        let cases = [
            (
                "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A==",
                "https://webhook.site/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63",
                "Thu, 30 Mar 2023 08:38:32 GMT",
                r#"{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}"#,
                "webhook.site",
                "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=",
                "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U=",
            ),
            (
                "090a478d-37ff-4e77-970e-d457aeb26a3a",
                "https://pos.example.com:8443/hooks/vipps?store=7",
                "Mon, 19 Jan 2026 16:26:33 GMT",
                r#"{"msn":"123456","reference":"acme-pos-0001-a","pspReference":"1234567891","name":"AUTHORIZED","amount":{"currency":"NOK","value":35000},"timestamp":"2026-01-19T16:26:32.099Z","idempotencyKey":"49ca711a9487112e1def","success":true}"#,
                "pos.example.com:8443",
                "pBlz2rY4bZWBo5AwZFu6eEx2GvYZrVJnJ1U573rYJIM=",
                "EHb2ypHR6ppdprIX1TFDg15gsvGroMuwr5bfmsV7Xn8=",
            ),
        ];
        for (secret, url, date, body, host, hash, signature) in cases {
            let signed = sign(secret, &url.parse().unwrap(), date, body.as_bytes());
            assert_eq!(signed.host, host);
            assert_eq!(signed.content_sha256, hash);
            assert!(signed.authorization.ends_with(&format!("&Signature={signature}")), "{url}");
        }
    }
}
