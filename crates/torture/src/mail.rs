//! The way back: webhooks from Vipps MobilePay to the service.

use crate::laws::Laws;
use crate::service::{Reply, Service};
use crate::weather::Weather;
use crate::world::{Group, World};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;
use vipps_simulator::{Simulator, Stepped, WebhookAnswer, WebhookRequest, WebhookSender};

#[derive(Clone)]
pub(crate) struct Mail {
    pub(crate) world: World,
    pub(crate) weather: Arc<Mutex<Weather>>,
    pub(crate) laws: Laws,
    pub(crate) service: Service,
}

/// Lets the simulator do what is due, for ever.
pub(crate) async fn post(mail: Mail, simulator: Simulator, bell: Arc<Notify>) {
    loop {
        match simulator.step(&mail).await {
            Stepped::Worked => mail.world.turn().await,
            Stepped::Idle { next_due_unix_ms: Some(at) } => {
                tokio::select! {
                    biased;
                    () = bell.notified() => {}
                    () = mail.world.until(at) => {}
                }
            }
            Stepped::Idle { next_due_unix_ms: None } => bell.notified().await,
        }
    }
}

#[async_trait]
impl WebhookSender for Mail {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        let weather = *self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let [lost, answer_lost, late, twice, forged] = {
            let mut chance = self.world.chance();
            [
                weather.webhooks_fail || chance.per_mille(weather.webhook_lost),
                chance.per_mille(weather.webhook_answer_lost),
                chance.per_mille(weather.webhook_late),
                chance.per_mille(weather.webhook_twice),
                chance.per_mille(weather.webhook_forged),
            ]
        };
        let count = |what| self.world.trace().count(what);
        if forged {
            count("fault: webhook forged");
            self.forge(&request).await;
        }
        if lost {
            count("fault: webhook lost");
            return WebhookAnswer::None;
        }
        if late {
            // Later than its sender waits, and so perhaps after others that were sent later.
            count("fault: webhook late");
            self.deliver_later(request);
            return WebhookAnswer::None;
        }
        if twice {
            count("fault: webhook twice");
            self.deliver_later(request.clone());
        }
        let answer = self.deliver(&request).await;
        if answer_lost {
            count("fault: webhook answer lost");
            return WebhookAnswer::None;
        }
        answer
    }
}

impl Mail {
    fn deliver_later(&self, request: WebhookRequest) {
        let mail = self.clone();
        self.world.spawn(Group::Outside, "late webhook", async move {
            let ms = mail.world.chance().ms(0, 40_000);
            mail.world.pause_ms(ms).await;
            mail.deliver(&request).await;
        });
    }

    /// Somebody else tells of an approval, with the signature of another event.
    async fn forge(&self, request: &WebhookRequest) {
        let body = String::from_utf8_lossy(&request.body).replace("\"CREATED\"", "\"AUTHORIZED\"");
        let mut forged = WebhookRequest { body: body.into_bytes(), ..request.clone() };
        if forged.body == request.body {
            forged.headers.retain(|(name, _)| !name.to_lowercase().contains("authorization"));
        }
        if let Some(reply) = self.ask(&forged).await {
            self.laws.answered_forgery(reply.status);
        }
    }

    async fn ask(&self, request: &WebhookRequest) -> Option<Reply> {
        let mut built = Request::post(request.url.as_str());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        self.service.ask(built.body(Body::from(request.body.clone())).ok()?).await
    }

    async fn deliver(&self, request: &WebhookRequest) -> WebhookAnswer {
        let Some(reply) = self.ask(request).await else { return WebhookAnswer::None };
        self.world.tell("webhook", || format!("{} {}", request.url.path(), reply.status));
        if (200..300).contains(&reply.status) {
            self.world.trace().count("webhook acknowledged");
            self.laws.acknowledged_webhook(&request.body);
        }
        WebhookAnswer::Status(reply.status)
    }
}
