//! A reference server on a port of its own, and a client of it whose every exchange is kept.

use async_trait::async_trait;
use directory::{
    Client, Enrol, Environment, Identity, Lookup, LookupBy, Purchase, PurchaseLine, Reference,
    Reversal, ReversedLine,
};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;
use vipps_mobilepay::{
    Clock, Request, ReqwestTransport, Response, SecretString, Transport, TransportError, Url,
};

pub(crate) const TOKEN: &str = "directory-token";
pub(crate) const KARI: &str = "4798765432";

/// A clock that is moved by hand.
#[derive(Clone, Default)]
pub(crate) struct Hand(Arc<Mutex<i64>>);

impl Hand {
    pub(crate) fn advance_s(&self, seconds: i64) {
        *self.0.lock().unwrap() += seconds * 1_000;
    }
}

impl Clock for Hand {
    fn now_unix_ms(&self) -> i64 {
        *self.0.lock().unwrap()
    }
}

/// What went over the wire.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<(Request, Response)>>>);

impl Kept {
    pub(crate) fn all(&self) -> Vec<(Request, Response)> {
        self.0.lock().unwrap().clone()
    }
}

struct Keeping {
    transport: ReqwestTransport,
    kept: Kept,
}

#[async_trait]
impl Transport for Keeping {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let response = self.transport.send(request.clone()).await?;
        self.kept.0.lock().unwrap().push((request, response.clone()));
        Ok(response)
    }
}

pub(crate) struct Served {
    pub(crate) reference: Reference,
    pub(crate) client: Client,
    pub(crate) clock: Hand,
    pub(crate) kept: Kept,
    url: Url,
    server: JoinHandle<()>,
}

impl Served {
    pub(crate) async fn new() -> Self {
        let clock = Hand::default();
        let reference = Reference::new(SecretString::from(TOKEN), Arc::new(clock.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let router = reference.router();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let kept = Kept::default();
        let client = client(&url, TOKEN, 10_000, &kept);
        Self { reference, client, clock, kept, url, server }
    }

    /// Another client, with another token or deadline.
    pub(crate) fn client(&self, token: &str, timeout_ms: u64) -> Client {
        client(&self.url, token, timeout_ms, &self.kept)
    }

    /// Nothing listens there any more.
    pub(crate) async fn stop(&mut self) {
        self.server.abort();
        assert!((&mut self.server).await.unwrap_err().is_cancelled());
    }
}

fn client(url: &Url, token: &str, timeout_ms: u64, kept: &Kept) -> Client {
    let transport = Keeping { transport: ReqwestTransport::new().unwrap(), kept: kept.clone() };
    Client::new(url.clone(), SecretString::from(token), timeout_ms, Arc::new(transport)).unwrap()
}

pub(crate) fn by_number(number: &str) -> Lookup {
    Lookup { environment: Environment::Simulator, by: LookupBy::PhoneNumber(number.to_owned()) }
}

pub(crate) fn enrol(number: &str, sub: &str) -> Enrol {
    let consent = directory::Consent {
        purpose: "membership".to_owned(),
        accepted: true,
        text: "Join Fjelltopp".to_owned(),
        language: "nb".to_owned(),
        at_unix_ms: 1,
    };
    Enrol {
        enrolment: Uuid::from_u128(40),
        environment: Environment::Simulator,
        identity: Identity { msn: "123456".to_owned(), sub: sub.to_owned() },
        phone_number: number.to_owned(),
        given_name: Some("Ola".to_owned()),
        name: None,
        email: None,
        consents: vec![consent],
        store: "oslo".to_owned(),
        till: "1".to_owned(),
        at_unix_ms: 1,
    }
}

/// A jacket for 2,399.00 and two pairs of socks for 249.00.
pub(crate) fn purchase(member: &str) -> Purchase {
    let line = |line, product: &str, quantity: &str, total_minor| PurchaseLine {
        line,
        product: product.to_owned(),
        name: product.to_owned(),
        quantity: quantity.to_owned(),
        discount_minor: 0,
        total_minor,
        tax_minor: total_minor / 5,
        vat_rate: 2_500,
    };
    Purchase {
        member: member.to_owned(),
        purchase: Uuid::from_u128(1),
        receipt_number: 1,
        store: "oslo".to_owned(),
        till: "1".to_owned(),
        at_unix_ms: 2,
        currency: "NOK".to_owned(),
        total_minor: 264_800,
        paid_with_points: None,
        lines: vec![line(1, "jacket", "1", 239_900), line(2, "socks", "2", 24_900)],
    }
}

/// So much of it comes back.
pub(crate) fn reversal(member: &str, number: u128, line: u32, total_minor: i64) -> Reversal {
    let tax_minor = total_minor / 5;
    Reversal {
        member: member.to_owned(),
        purchase: Uuid::from_u128(1),
        reversal: Uuid::from_u128(number),
        receipt_number: 1,
        store: "oslo".to_owned(),
        till: "1".to_owned(),
        at_unix_ms: 3,
        currency: "NOK".to_owned(),
        total_minor,
        back_as_points: None,
        lines: vec![ReversedLine { line, quantity: "1".to_owned(), total_minor, tax_minor }],
    }
}
