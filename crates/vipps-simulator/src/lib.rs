//! A local Vipps MobilePay: the access token, QR, login, ePayment and webhook APIs from the other
//! side, the customers' phones as pages, and a control API for scripts and tests.
//!
//! A [`Simulator`] holds all state in memory, and in a file if it is asked to. [`Simulator::router`] answers calls, in process or
//! behind [`serve`]; [`Simulator::step`] delivers the webhooks that are due. Nothing in it keeps a
//! timer: what a payment or login is now follows from stored times and the [`Clock`]. Only a delay
//! that a [`FaultRule`] asks for waits, by the machine's own time.
//!
//! Where published contracts and the service's behaviour disagree, it does what the service does;
//! where neither is known, the choice stands in the documentation of the item concerned.

mod access_token;
mod answer;
mod call;
mod clock;
mod control;
mod epayment;
mod extract;
mod faults;
mod ids;
mod kept;
mod keys_in_use;
mod login;
mod money;
mod operations;
mod orders;
mod phone;
mod problem;
mod qr;
mod readings;
mod report;
mod request_log;
mod routes;
mod script;
mod serve;
mod settings;
mod simulator;
mod state;
mod state_file;
mod stored;
mod strict;
mod tls;
mod webhooks;

pub use clock::{Clock, SystemClock};
pub use faults::{CallFault, Fault, FaultRule, RuleError, WebhookFault};
pub use money::Currency;
pub use operations::{Operation, operations};
pub use readings::{
    AuthRequestClaim, CustomFlow, Discovery, FastPoll, LinkLifetime, LoginErrors, OpenDate,
    PayoutEntry, PersonalQr, RateLimit, Readings, RefundWindow, RepeatedCreate, RevocationNotice,
    ScopeOutsidePlan, UnknownLogin, UnknownPersonalQr, UnknownUser, UserDetails, UserinfoError,
    WebhookSecret, WebhookSub,
};
pub use script::{CustomerAnswer, Reaction, Script};
pub use serve::{serve, serve_tls};
pub use settings::{
    Card, CardScheme, Customer, IdTokenAlgorithm, LoginAuthentication, Merchant, Partner,
    PartnerKind, Restriction, SalesUnit, Settings, SettingsError,
};
pub use simulator::Simulator;
pub use state_file::StateFileError;
pub use tls::Tls;
pub use webhooks::delivery::Stepped;
pub use webhooks::sender::{HttpWebhookSender, WebhookAnswer, WebhookRequest, WebhookSender};

/// The README's example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
