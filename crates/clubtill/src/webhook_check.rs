//! Whether webhooks arrive: a signed event that changes nothing is sent to our own public address,
//! and one whose signature is wrong after it. What comes back tells what stands between.

use crate::config::Config;
use engine::{Engine, WebhookTest};
use server::App;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use vipps_mobilepay::{Method, Request, ReqwestTransport, Transport, TransportError};

/// As long as Vipps MobilePay waits for an answer, about (Webhooks API, retries).
const TIMEOUT: Duration = Duration::from_secs(10);

/// What receives the events meanwhile: the service if it runs, otherwise its receiver alone.
pub(crate) struct Receiver(Option<JoinHandle<()>>);

impl Receiver {
    pub(crate) async fn start(config: &Config, engine: &Engine) -> anyhow::Result<Self> {
        let Ok(listener) = TcpListener::bind(config.listen).await else {
            return Ok(Self(None));
        };
        let router = server::receiver(App::new(engine.clone(), config.settings()?));
        Ok(Self(Some(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the receiver stopped");
            }
        }))))
    }

    pub(crate) async fn stop(self) {
        if let Some(serving) = self.0 {
            serving.abort();
            // Aborted is how it ends.
            let _ = serving.await;
        }
    }
}

/// What became of the two events.
pub(crate) enum Finding {
    NotRegistered,
    Arrives,
    /// Nobody answered.
    Unreachable(String),
    /// It arrived, and not as it was sent: the receiver's words.
    Changed(String),
    /// Whoever answers has not got the registration's secret.
    Elsewhere,
    /// Whoever answers believes what is not signed.
    Believes,
    Status(u16),
}

/// Sends both, and looks what comes back.
pub(crate) async fn look(test: &WebhookTest) -> Finding {
    let signed = send(test, test.headers.clone()).await;
    let mut forged = test.headers.clone();
    for (name, value) in &mut forged {
        if name.ends_with("authorization") {
            value.push('x');
        }
    }
    match signed {
        Err(error) => Finding::Unreachable(error.to_string()),
        Ok((200, _)) => match send(test, forged).await {
            Ok((401, _)) => Finding::Arrives,
            _ => Finding::Believes,
        },
        Ok((401, why)) => Finding::Changed(why),
        Ok((503, _)) => Finding::Elsewhere,
        Ok((status, _)) => Finding::Status(status),
    }
}

async fn send(
    test: &WebhookTest,
    headers: Vec<(&'static str, String)>,
) -> Result<(u16, String), TransportError> {
    let mut headers = headers;
    headers.push(("content-type", "application/json".to_owned()));
    let (url, body) = (test.url.clone(), test.body.clone());
    let request = Request { method: Method::Post, url, headers, body, timeout: TIMEOUT };
    let answer = ReqwestTransport::new()?.send(request).await?;
    Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
}

impl Finding {
    pub(crate) fn is_broken(&self) -> bool {
        !matches!(self, Self::Arrives | Self::NotRegistered)
    }

    /// A line for whoever set the shop up: what is so, and what to do.
    pub(crate) fn line(&self, msn: &str, public_url: &str) -> String {
        let of_unit = format!("webhooks of sales unit {msn}");
        match self {
            Self::Arrives => {
                format!("ok       {of_unit}: a signed event came through {public_url}")
            }
            Self::NotRegistered => format!(
                "note     {of_unit}: none are registered at {public_url} yet. Start the service \
                 once, then look again"
            ),
            Self::Unreachable(why) => format!(
                "BROKEN   {of_unit}: {public_url} can't be reached from here ({why}). Look at the \
                 name, the certificate, the firewall and the proxy"
            ),
            Self::Changed(why) if !why.is_empty() && why.len() < 200 => {
                format!("BROKEN   {of_unit}: a signed event did not arrive as it was sent: {why}")
            }
            Self::Changed(_) => format!(
                "BROKEN   {of_unit}: {public_url} wants a login. Let the proxy pass \
                 /webhooks/vipps/ on as it is"
            ),
            Self::Elsewhere => format!(
                "BROKEN   {of_unit}: {public_url} leads to nobody who knows its secret. Is the \
                 service down, or does the proxy lead to another one?"
            ),
            Self::Believes => format!(
                "BROKEN   {of_unit}: whoever answers at {public_url} believes what is not signed, so \
                 it is not this service. Look where the proxy leads"
            ),
            Self::Status(status) => format!(
                "BROKEN   {of_unit}: {public_url} answers with status {status}. Let the proxy pass \
                 POST /webhooks/vipps/ on to this service"
            ),
        }
    }
}
