//! The kinds of API keys, which differ in how they are shown and in what they open.
//!
//! Source: knowledge base, API keys:
//! `https://developer.vippsmobilepay.com/docs/knowledge-base/api-keys/`.

/// Whose the keys of a [`Config`](crate::Config) are, and how they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keys {
    /// A sales unit's own, which Login takes as HTTP Basic: what the portal sets unless told
    /// otherwise (`client_secret_basic`).
    SalesUnit,
    /// A sales unit's own, where the portal is set to `client_secret_post`: Login takes them in the
    /// form. All other APIs are as before.
    SalesUnitInForm,
    /// A partner's, of which one set serves many merchants: the configuration's
    /// `merchant_serial_number` names the merchant that is acted for, not the partner. Login then
    /// takes the platform's access token in place of id and secret, and an id_token is ours by its
    /// `msn`. They exist in production only, the Report API doesn't take them, and the sales unit
    /// must be set to `client_secret_basic`.
    Partner,
    /// An accounting partner's, for the Report API alone: the token comes from
    /// `POST /miami/v1/token`, lives 15 minutes, and no subscription key is sent, so that of the
    /// configuration may be empty. They exist in production only (Access Token API, specialised
    /// authentication).
    Accounting,
}
