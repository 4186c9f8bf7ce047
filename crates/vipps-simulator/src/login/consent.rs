//! What a person is asked to share and to agree to: the texts of the consent screen and the
//! choices made on it, in the shape in which userinfo returns them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::rfc3339_ms;

/// Scope whose answer is the marketing consents, asked for once.
pub(crate) const DELEGATED_CONSENTS: &str = "delegatedConsents";
/// Scope whose answer is the result of a flow built in the merchant's portal.
pub(crate) const CUSTOM_FLOW: &str = "customFlow";

/// Scope of a paid agreement, asked for at every login.
pub(crate) const AGREEMENT: &str = "agreement";

/// One line with a box to tick.
pub(crate) struct ConsentText {
    pub(crate) id: &'static str,
    pub(crate) text: &'static str,
}

/// The marketing consents that the service knows.
pub(crate) const CONSENT_TEXTS: [ConsentText; 4] = [
    ConsentText { id: "email", text: "Email" },
    ConsentText { id: "sms", text: "SMS" },
    ConsentText { id: "digital", text: "I'd like to receive digital marketing" },
    ConsentText { id: "personal", text: "Give me customised offers" },
];

/// What a scope shares, in words for the person; `None` for those that share nothing.
pub(crate) fn shared_by(scope: &str) -> Option<&'static str> {
    match scope {
        "name" => Some("Name"),
        "phoneNumber" => Some("Phone number"),
        "email" => Some("Email address"),
        "address" => Some("Postal address"),
        "birthDate" => Some("Date of birth"),
        "gender" => Some("Gender"),
        "nin" => Some("National identity number"),
        _ => None,
    }
}

/// The consents that a person ticked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Choices {
    /// Ids of the ticked ones.
    pub(crate) accepted: Vec<String>,
    pub(crate) at_ms: i64,
}

impl Choices {
    fn has(&self, id: &str) -> bool {
        self.accepted.iter().any(|accepted| accepted == id)
    }

    /// The `delegatedConsents` object of userinfo.
    pub(crate) fn delegated_consents(&self, merchant_name: &str) -> Value {
        let consents: Vec<Value> = CONSENT_TEXTS
            .iter()
            .map(|consent| {
                json!({
                    "id": consent.id,
                    "accepted": self.has(consent.id),
                    "required": false,
                    "textDisplayedToUser": consent.text,
                })
            })
            .collect();
        json!({
            "language": "EN",
            "heading": heading(merchant_name),
            "termsDescription": terms(merchant_name),
            "confirmConsentButtonText": "Join customer club",
            "links": links(),
            "timeOfConsent": rfc3339_ms(self.at_ms),
            "consents": consents,
        })
    }
}

/// The `agreement` object of userinfo.
pub(crate) fn agreement(merchant_name: &str, at_ms: i64) -> Value {
    json!({
        "language": "EN",
        "description": terms(merchant_name),
        "buttonText": "Confirm",
        "links": links(),
        "timestamp": rfc3339_ms(at_ms),
        "accepted": true,
    })
}

fn links() -> Value {
    json!({
        "termsLinkText": "Terms of membership",
        "termsLinkUrl": "https://example.com/club/terms",
        "privacyStatementLinkText": "Privacy statement",
        "privacyStatementLinkUrl": "https://example.com/club/privacy",
    })
}

/// The `flowResult` object of userinfo: one screen with the terms, and the consents if they were asked
/// for in this login. Only its beginning is documented.
pub(crate) fn flow_result(merchant_name: &str, choices: Option<&Choices>) -> Value {
    let mut elements = vec![json!({
        "type": "checkbox",
        "id": "cf_accept_terms",
        "title": "I accept the terms of membership",
        "checked": true,
    })];
    if let Some(choices) = choices {
        elements.extend(CONSENT_TEXTS.iter().map(|consent| {
            json!({
                "type": "checkbox",
                "id": format!("cf_{}", consent.id),
                "title": consent.text,
                "checked": choices.has(consent.id),
            })
        }));
    }
    json!({
        "language": "EN",
        "screens": [{
            "title": heading(merchant_name),
            "description": terms(merchant_name),
            "terms": { "links": [
                { "title": "Terms of membership", "url": "https://example.com/club/terms" },
            ]},
            "elements": elements,
        }],
    })
}

pub(crate) fn heading(merchant_name: &str) -> String {
    format!("How may {merchant_name} keep in touch?")
}

pub(crate) fn terms(merchant_name: &str) -> String {
    format!(
        "By joining you accept the membership terms of {merchant_name}. You can withdraw at any time."
    )
}
