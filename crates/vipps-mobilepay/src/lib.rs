//! A typed, asynchronous client for the Vipps MobilePay APIs that an in-store sale with a customer
//! club needs: Access Token, QR, Login (merchant-initiated, CIBA), ePayment, Webhooks, Order
//! Management and Report. It works with a sales unit's keys and with a partner's ([`Keys`]).
//!
//! **Nothing is retried by itself**, but for one case: after a 401 the access token is fetched anew
//! and the very same request sent once more. Whoever uses this client stores what it is about to
//! do, sends it, and repeats it from that store with the same key and the same bytes. So each write
//! takes an [`IdempotencyKey`], its body can be had beforehand (`to_json`), and an [`Error`] tells
//! a definite refusal from an outcome that is not known. [`Error::advice`] says what to do next.
//! Who has no such store may let [`Retry`] repeat what is safe to repeat.
//!
//! Secrets, phone numbers, names and scans print nowhere, neither by `Debug` nor in an error.
//! The network and the clock come in as [`Transport`] and [`Clock`].
//!
//! # A sale, from the scan to the capture
//!
//! ```no_run
//! use std::sync::Arc;
//! use vipps_mobilepay::epayment::{CreatePayment, Customer, CustomerInteraction, State, UserFlow};
//! use vipps_mobilepay::login::{LoginHint, LoginRequest, TokenAnswer};
//! use vipps_mobilepay::{
//!     Amount, Client, Config, Currency, IdempotencyKey, MerchantSerialNumber, Reference,
//!     ReqwestTransport, SecretString, SystemClock, SystemInfo,
//! };
//! # async fn sale(scan: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config {
//!     base_url: "https://apitest.vipps.no".parse()?,
//!     client_id: "11111111-1111-4111-8111-111111111111".to_owned(),
//!     client_secret: SecretString::from("a client secret"),
//!     subscription_key: SecretString::from("a subscription key"),
//!     merchant_serial_number: MerchantSerialNumber::parse("123456")?,
//!     system: SystemInfo::new("acme", "3.1.2", "acme-pos", "4.5.6")?,
//! };
//! let client = Client::new(config, Arc::new(ReqwestTransport::new()?), Arc::new(SystemClock))?;
//! // Who is it? And may they join the club?
//! let customer = client.qr().exchange(scan).await?;
//! let hint = LoginHint::Msisdn(customer.msisdn.clone());
//! let login = client.login().start(&LoginRequest::new(hint, "openid delegatedConsents")).await?;
//! // Ask again every `interval_s` seconds, or when the ping webhook comes.
//! if let TokenAnswer::Approved(tokens) = client.login().token(&login.auth_req_id).await? {
//!     let proved = client.login().verify_id_token(&tokens.id_token).await?;
//!     let person = client.login().userinfo(&tokens.access_token).await?;
//!     assert_eq!(proved.sub, person.sub);
//! }
//! // Ask for the money. Store the reference, the key and a hash of `to_json()` before sending.
//! let amount = Amount::new(239_900, Currency::NOK);
//! let reference = Reference::parse("acme-7f9c24e8-1")?;
//! let mut payment = CreatePayment::new(reference, amount, UserFlow::PushMessage);
//! payment.customer = Some(Customer::PhoneNumber(customer.msisdn));
//! payment.customer_interaction = Some(CustomerInteraction::CustomerPresent);
//! payment.payment_description = Some("Winter jacket".to_owned());
//! client.epayment().create(&payment, &IdempotencyKey::parse("7f9c24e8-create-1")?).await?;
//! // Read from 5 s on, every 2 s, or when a webhook comes. Capture, and look at what was captured.
//! if client.epayment().get(&payment.reference).await?.state == State::Authorized {
//!     let key = IdempotencyKey::parse("7f9c24e8-capture-1")?;
//!     let captured = client.epayment().capture(&payment.reference, amount, &key).await?;
//!     assert_eq!(captured.aggregate.captured_amount, amount);
//! }
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod access_token;
mod advice;
mod cached;
mod call;
mod client;
mod clock;
mod config;
pub mod epayment;
mod error;
mod keys;
pub mod login;
mod number;
pub mod order_management;
pub mod qr;
pub mod report;
mod reqwest_transport;
mod retry;
mod retry_after;
mod transport;
mod value;
pub mod webhook;

pub use advice::{Advice, ERROR_CODES, Operation, advice};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use config::{Config, MerchantSerialNumber, SystemInfo};
pub use error::{Error, FieldProblem, Invalid, Problem, Unknown};
pub use keys::Keys;
pub use reqwest_transport::ReqwestTransport;
pub use retry::{Chance, Repeatable, Retry, RetryPolicy, Sleep, SystemChance, TokioSleep};
pub use secrecy::{ExposeSecret, SecretString};
pub use transport::{BODY_BYTES_MAX, Method, Request, Response, Transport, TransportError};
pub use url::Url;
pub use value::{Amount, Currency, CustomerToken, IdempotencyKey, Msisdn, QrContent, Reference};
