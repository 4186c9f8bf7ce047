//! What is counted for whoever watches over the service: figures alone, nothing of anybody.

use crate::{Engine, EngineError, UNRESOLVED_PAGE_MAX};
use checkout::{AttemptEnd, Changes, Operation, SaleEvent};
use prometheus::{Encoder, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};
use vipps_mobilepay::{Error, Unknown};

/// How long before it ends a guarantee is counted, so that somebody can still do something.
const GUARANTEE_ENDS_SOON_MS: i64 = 24 * 3_600_000;

pub(crate) struct Metrics {
    registry: Registry,
    sales_completed: IntCounter,
    payments_ended: IntCounterVec,
    calls: IntCounterVec,
    incidents: IntCounter,
    webhooks: IntCounterVec,
    lost_payments: IntCounterVec,
    scans_mended: IntCounter,
    due_lag_ms: IntGauge,
    unresolved: IntGaugeVec,
    guarantees_ending: IntGaugeVec,
    unavailable: IntGaugeVec,
    directories_unavailable: IntGaugeVec,
}

impl Default for Metrics {
    fn default() -> Self {
        const SAYS: &str = "the names are well formed, and each is there once";
        let registry = Registry::new();
        let counter = |name: &str, help: &str| IntCounter::new(name, help).expect(SAYS);
        let counters = |name: &str, help: &str, labels: &[&str]| {
            IntCounterVec::new(Opts::new(name, help), labels).expect(SAYS)
        };
        let gauges = |name: &str, help: &str, labels: &[&str]| {
            IntGaugeVec::new(Opts::new(name, help), labels).expect(SAYS)
        };
        let metrics = Self {
            sales_completed: counter("clubtill_sales_completed_total", "Sales completed."),
            payments_ended: counters(
                "clubtill_payments_ended_total",
                "Payment requests by how they ended for their sale.",
                &["end"],
            ),
            calls: counters(
                "clubtill_vipps_calls_total",
                "Calls that change a payment at Vipps MobilePay, by what came back.",
                &["operation", "outcome"],
            ),
            incidents: counter(
                "clubtill_payment_incidents_total",
                "Contradictions about payments that somebody must look at.",
            ),
            webhooks: counters(
                "clubtill_webhooks_total",
                "Webhooks that came, by what became of them.",
                &["outcome"],
            ),
            scans_mended: counter(
                "clubtill_scans_mended_total",
                "Scans that came through another keyboard than the scanner's, and were read all the same.",
            ),
            lost_payments: counters(
                "clubtill_lost_payments_total",
                "Approved payments that the database does not know, by what was done about them.",
                &["outcome"],
            ),
            due_lag_ms: IntGauge::new(
                "clubtill_due_lag_milliseconds",
                "How long the oldest thing that is due has been due.",
            )
            .expect(SAYS),
            unresolved: gauges(
                "clubtill_unresolved",
                "What waits for a person; counted up to one page.",
                &["merchant"],
            ),
            guarantees_ending: gauges(
                "clubtill_capture_guarantees_ending",
                "Of what waits for a person: approved and not taken, and guaranteed for less than a \
                 day.",
                &["merchant"],
            ),
            unavailable: gauges(
                "clubtill_vipps_unavailable",
                "1 while a sales unit's circuit is open.",
                &["msn"],
            ),
            directories_unavailable: gauges(
                "clubtill_directory_unavailable",
                "1 while the circuit of a club that is kept elsewhere is open.",
                &["merchant", "club"],
            ),
            registry,
        };
        let parts: [Box<dyn prometheus::core::Collector>; 12] = [
            Box::new(metrics.sales_completed.clone()),
            Box::new(metrics.payments_ended.clone()),
            Box::new(metrics.calls.clone()),
            Box::new(metrics.incidents.clone()),
            Box::new(metrics.webhooks.clone()),
            Box::new(metrics.lost_payments.clone()),
            Box::new(metrics.scans_mended.clone()),
            Box::new(metrics.due_lag_ms.clone()),
            Box::new(metrics.unresolved.clone()),
            Box::new(metrics.guarantees_ending.clone()),
            Box::new(metrics.unavailable.clone()),
            Box::new(metrics.directories_unavailable.clone()),
        ];
        for part in parts {
            metrics.registry.register(part).expect(SAYS);
        }
        metrics
    }
}

impl Metrics {
    pub(crate) fn committed(&self, changes: &Changes) {
        for event in &changes.sale {
            match event {
                SaleEvent::Completed { .. } => self.sales_completed.inc(),
                SaleEvent::AttemptEnded { end, .. } => {
                    self.payments_ended.with_label_values(&[end_word(*end)]).inc();
                }
                _ => {}
            }
        }
    }

    pub(crate) fn called<T>(&self, operation: Operation, outcome: &Result<T, Error>) {
        let outcome = match outcome {
            Ok(_) => "done",
            Err(Error::Refused(_)) => "refused",
            Err(Error::Unknown(Unknown::Unsettled { .. })) => "unsettled",
            Err(Error::Unknown(_)) => "no_answer",
            Err(Error::RateLimited { .. }) => "rate_limited",
            Err(Error::Unauthorised { .. }) => "keys_refused",
            Err(Error::NotSent { .. } | Error::Invalid(_)) => "not_sent",
        };
        self.calls.with_label_values(&[operation_word(operation), outcome]).inc();
    }

    pub(crate) fn incident(&self) {
        self.incidents.inc();
    }

    pub(crate) fn webhook(&self, outcome: &str) {
        self.webhooks.with_label_values(&[outcome]).inc();
    }

    pub(crate) fn lost_payment(&self, outcome: &str) {
        self.lost_payments.with_label_values(&[outcome]).inc();
    }

    pub(crate) fn saw_mended_scan(&self) {
        self.scans_mended.inc();
    }
}

impl Engine {
    /// All figures in Prometheus' text form.
    pub async fn metrics(&self) -> Result<String, EngineError> {
        let metrics = &self.inner.metrics;
        let due = self.inner.store.next_due_unix_ms().await?;
        let lag_ms = due.map_or(0, |due| (self.now_unix_ms() - due).max(0));
        metrics.due_lag_ms.set(lag_ms);
        for shop in self.shops() {
            let listed = self.unresolved(&shop.merchant, None, UNRESOLVED_PAGE_MAX).await?;
            let soon_unix_ms = self.now_unix_ms() + GUARANTEE_ENDS_SOON_MS;
            let payments = listed.iter().filter_map(|item| item.payment.as_ref());
            let ending = payments.filter(|payment| payment.guarantee_ends_by(soon_unix_ms)).count();
            let labels = [shop.merchant.as_str()];
            metrics.unresolved.with_label_values(&labels).set(figure(listed.len()));
            metrics.guarantees_ending.with_label_values(&labels).set(figure(ending));
            for settings in &shop.units {
                let open = self.inner.circuits.outage(&settings.unit).is_some();
                let gauge = metrics.unavailable.with_label_values(&[settings.unit.msn.as_str()]);
                gauge.set(i64::from(open));
            }
            for club in shop.directories.keys() {
                let open = self.directory_outage(&shop.merchant, club).is_some();
                let labels = [shop.merchant.as_str(), club.as_str()];
                metrics.directories_unavailable.with_label_values(&labels).set(i64::from(open));
            }
        }
        let mut text = Vec::new();
        prometheus::TextEncoder::new()
            .encode(&metrics.registry.gather(), &mut text)
            .map_err(|error| EngineError::Unreadable(error.to_string()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

fn figure(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn end_word(end: AttemptEnd) -> &'static str {
    match end {
        AttemptEnd::Captured => "captured",
        AttemptEnd::Declined => "declined",
        AttemptEnd::Expired => "expired",
        AttemptEnd::Cancelled => "cancelled",
        AttemptEnd::Released => "released",
        AttemptEnd::Refused => "refused",
        AttemptEnd::Abandoned => "abandoned",
    }
}

fn operation_word(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "create",
        Operation::Capture => "capture",
        Operation::Cancel => "cancel",
        Operation::Release => "release",
        Operation::Refund => "refund",
    }
}
