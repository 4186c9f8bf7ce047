//! What the log says of a whole visit: each call by its template, and nobody.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use vipps_simulator::WebhookAnswer;

use crate::webhooks::{Receiver, drain, register_all};
use crate::world::World;

/// Writes every event and span, of whatever level, into one text.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        write!(self.0.lock().unwrap(), "{} ", event.metadata().level()).unwrap();
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
        self.0.lock().unwrap().push('\n');
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

#[tokio::test]
async fn the_log_names_templates_and_nobody() {
    let log = Everything::default();
    // With a single subscriber, an event that another test's thread reaches first, where there is
    // none, counts as unwanted from then on. A second one makes it ask them all.
    let _second = tracing::Dispatch::new(log.clone());
    let guard = tracing::subscriber::set_default(log.clone());
    let world = World::new().await;
    let code = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
    world.post("/qr/v1/exchange", "", &json!({"qrCode": code})).await;
    world.authorized("secret-reference-1").await;
    register_all(&world).await;
    world.modify("capture", "secret-reference-1", "secret-key-1", 10_000).await;
    let receiver = Receiver::default();
    receiver.answers([WebhookAnswer::Status(503)]);
    drain(&world, &receiver).await;
    world.advance_ms(2000);
    drain(&world, &receiver).await;
    let form = [
        ("login_hint", "urn:msisdn:4798765432"),
        ("scope", "openid name"),
        ("binding_message", "KF-4821"),
    ];
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    let id = world.login(path, &form).await.json()["auth_req_id"].as_str().unwrap().to_owned();
    let approve = format!("logins/{id}/approve");
    world.control(Method::POST, &approve, &serde_json::Value::Null).await;
    world.send(Method::GET, "/phones/4798765432?from=Kari", &[], "").await;
    drop(guard);
    let text = log.0.lock().unwrap().clone();
    for template in
        ["/qr/v1/exchange", "/phones/{msisdn}", "/epayment/v1/payments/{reference}/capture"]
    {
        let line = text.lines().find(|line| line.contains(template)).unwrap_or_default();
        assert!(line.contains("http.status=200"), "{template}");
    }
    let steps = [
        ("payment 1", "approved, "),
        ("payment 1", "captured, "),
        (
            "webhook epayments.payment.captured.v1 of payment 1",
            "failed with 503, tried again in 2 s",
        ),
        ("webhook epayments.payment.captured.v1 of payment 1", "sent"),
        ("login 1", "confirmed"),
    ];
    for (subject, outcome) in steps {
        let is_step = |line: &str| {
            let line = line.replace('"', "");
            line.contains("INFO ")
                && line.contains(&format!("subject={subject} "))
                && line.contains(&format!("outcome={outcome}"))
        };
        assert!(text.lines().any(is_step), "{subject} {outcome}: {text}");
    }
    let hidden = [
        "4712345678",
        "4798765432",
        "Kari",
        "kYq3Vt",
        "secret-reference",
        "secret-key",
        "KF-4821",
        "simulator-secret",
        "simulator-key",
        &id,
        &world.bearer,
    ];
    for canary in hidden {
        assert!(!text.contains(canary), "the log says {canary}");
    }
}
