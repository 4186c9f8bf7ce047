//! What a customer answered on the consent screens, in its three shapes: the older marketing
//! consents (`delegatedConsents`), the merchant's own screens (`flowResult`) and an agreement
//! (`agreement`). Reading is lenient: anything may be missing or odd without costing the rest.
//!
//! Source: Login specification 1.1.0 (`UserinfoMarketingConsents`, `UserinfoAgreement`), Login API
//! guide on custom flows.

use std::fmt;

use serde_json::{Map, Value};

/// The older marketing consents (scope `delegatedConsents`) (`UserinfoMarketingConsents`). In the
/// answer only the first time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarketingConsents {
    /// The language of the texts, as in `EN`.
    pub language: Option<String>,
    /// The heading that the customer read.
    pub heading: Option<String>,
    /// The terms as the customer read them.
    pub terms_description: Option<String>,
    /// The button that the customer pressed.
    pub confirm_consent_button_text: Option<String>,
    /// Where the texts led.
    pub links: ConsentLinks,
    /// When the customer answered, in RFC 3339.
    pub time_of_consent: Option<String>,
    /// Each answer.
    pub consents: Vec<Consent>,
}

/// One marketing consent, given or not (`Consent`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// `email`, `sms`, `digital` or `personal`.
    pub id: String,
    /// What the customer chose. A consent that does not say counts as not given.
    pub accepted: bool,
    /// Whether the login could not be finished without it.
    pub required: bool,
    /// What the customer read beside the box.
    pub text_displayed_to_user: Option<String>,
}

/// The links under a consent or an agreement (`UserinfoMarketingConsents.links`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsentLinks {
    /// What the link to the terms says.
    pub terms_link_text: Option<String>,
    /// Where it leads.
    pub terms_link_url: Option<String>,
    /// What the link to the privacy statement says.
    pub privacy_statement_link_text: Option<String>,
    /// Where it leads.
    pub privacy_statement_link_url: Option<String>,
}

/// The answers on the merchant's own screens (scope `customFlow`, recommended since January 2026).
/// The published description of it is not whole; what is not known here is kept in
/// [`FlowElement::rest`], and all of it in [`UserInfo::flow_result`](super::UserInfo::flow_result).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowResult {
    /// The language of the texts, as in `EN`.
    pub language: Option<String>,
    /// The screens in their order.
    pub screens: Vec<FlowScreen>,
}

/// One screen of a custom flow (guide, custom flows).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowScreen {
    /// Its heading.
    pub title: Option<String>,
    /// Its text.
    pub description: Option<String>,
    /// The links under its terms.
    pub links: Vec<FlowLink>,
    /// What could be answered on it.
    pub elements: Vec<FlowElement>,
}

/// A link on a screen of a custom flow (guide, custom flows).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowLink {
    /// What it says.
    pub title: Option<String>,
    /// Where it leads.
    pub url: Option<String>,
}

/// One thing to answer on a screen of a custom flow (guide, custom flows). `Debug` hides the rest,
/// which may be what the customer wrote.
#[derive(Clone, Default, PartialEq)]
pub struct FlowElement {
    /// What it is, as in `checkbox` (`type` on the wire).
    pub kind: Option<String>,
    /// The merchant's name for it, as in `cf_accept_terms`.
    pub id: Option<String>,
    /// What the customer read beside it.
    pub title: Option<String>,
    /// What the customer chose. A box that does not say counts as not checked.
    pub checked: bool,
    /// Whatever else there was.
    pub rest: Map<String, Value>,
}

impl fmt::Debug for FlowElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowElement")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("checked", &self.checked)
            .finish_non_exhaustive()
    }
}

/// An agreement, asked for at every login (a scope of its own, merchant-initiated login alone)
/// (`UserinfoAgreement`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// The language of the texts, as in `EN`.
    pub language: Option<String>,
    /// What the customer read.
    pub description: Option<String>,
    /// The button that the customer pressed.
    pub button_text: Option<String>,
    /// Where the texts led.
    pub links: ConsentLinks,
    /// When the customer answered, in RFC 3339.
    pub timestamp: Option<String>,
    /// What the customer chose. An agreement that does not say counts as not accepted.
    pub accepted: bool,
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn list<T>(value: &Value, key: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let items = value.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(read).collect()
}

impl MarketingConsents {
    pub(super) fn read(value: &Value) -> Self {
        Self {
            language: text(value, "language"),
            heading: text(value, "heading"),
            terms_description: text(value, "termsDescription"),
            confirm_consent_button_text: text(value, "confirmConsentButtonText"),
            links: ConsentLinks::read(value),
            time_of_consent: text(value, "timeOfConsent"),
            consents: list(value, "consents", Consent::read),
        }
    }
}

impl Consent {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            id: text(value, "id")?,
            accepted: flag(value, "accepted"),
            required: flag(value, "required"),
            text_displayed_to_user: text(value, "textDisplayedToUser"),
        })
    }
}

impl ConsentLinks {
    fn read(parent: &Value) -> Self {
        let link = |key: &str| parent.get("links").and_then(|links| text(links, key));
        Self {
            terms_link_text: link("termsLinkText"),
            terms_link_url: link("termsLinkUrl"),
            privacy_statement_link_text: link("privacyStatementLinkText"),
            privacy_statement_link_url: link("privacyStatementLinkUrl"),
        }
    }
}

impl FlowResult {
    pub(super) fn read(value: &Value) -> Self {
        Self {
            language: text(value, "language"),
            screens: list(value, "screens", FlowScreen::read),
        }
    }
}

impl FlowScreen {
    fn read(value: &Value) -> Option<Self> {
        let link = |link: &Value| {
            Some(FlowLink { title: text(link, "title"), url: text(link, "url") })
                .filter(|link| *link != FlowLink::default())
        };
        value.is_object().then(|| Self {
            title: text(value, "title"),
            description: text(value, "description"),
            links: value.get("terms").map(|terms| list(terms, "links", link)).unwrap_or_default(),
            elements: list(value, "elements", FlowElement::read),
        })
    }
}

impl FlowElement {
    fn read(value: &Value) -> Option<Self> {
        let mut rest = value.as_object()?.clone();
        for key in ["type", "id", "title", "checked"] {
            rest.remove(key);
        }
        Some(Self {
            kind: text(value, "type"),
            id: text(value, "id"),
            title: text(value, "title"),
            checked: flag(value, "checked"),
            rest,
        })
    }
}

impl Agreement {
    pub(super) fn read(value: &Value) -> Self {
        Self {
            language: text(value, "language"),
            description: text(value, "description"),
            button_text: text(value, "buttonText"),
            links: ConsentLinks::read(value),
            timestamp: text(value, "timestamp"),
            accepted: flag(value, "accepted"),
        }
    }
}
