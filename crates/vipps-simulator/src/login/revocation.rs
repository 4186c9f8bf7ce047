//! A person withdraws the consent to share with a merchant. The merchant is told, if it has asked
//! for it, by an unsigned JWT as plain text, once; it may only take that as a hint.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use url::Url;

use crate::readings::RevocationNotice;
use crate::simulator::Turn;
use crate::webhooks::delivery::Notice;

const LIFETIME_S: i64 = 300;
/// How many notices wait at a time; the oldest is dropped first, and the log says so.
const NOTICES_MAX: usize = 1_000;

impl Turn<'_> {
    /// The person stops sharing with a sales unit. False when nothing was shared.
    pub(crate) fn revoke_consent(&mut self, msn: &str, msisdn: &str) -> bool {
        if !self.state.logins.revoke(msn, msisdn) {
            return false;
        }
        self.changed = true;
        let unit = self.settings.sales_unit(msn);
        let url = unit.and_then(|unit| unit.consent_revoked_url.as_deref());
        if let Some(url) = url.and_then(|url| Url::parse(url).ok()) {
            let body = self.revocation_notice(msn, msisdn);
            let notices = &mut self.state.notices;
            notices.push_back(Notice { url, body });
            if notices.len() > NOTICES_MAX {
                notices.pop_front();
                tracing::warn!("dropped the oldest waiting notice of a withdrawn consent");
            }
        }
        true
    }

    fn revocation_notice(&self, msn: &str, msisdn: &str) -> String {
        let now_s = self.now_ms.div_euclid(1000);
        let header = json!({ "alg": "none", "typ": "JWT" });
        let payload = json!({
            "exp": now_s + LIFETIME_S,
            "iat": now_s,
            "nbf": now_s,
            "sub": self.settings.subject(self.readings(), msn, msisdn),
            "event": "CONSENT_REVOKED",
        });
        let [header, payload] =
            [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        match self.readings().revocation_notice {
            RevocationNotice::TwoParts => format!("{header}.{payload}"),
            RevocationNotice::EmptySignature => format!("{header}.{payload}."),
        }
    }
}
