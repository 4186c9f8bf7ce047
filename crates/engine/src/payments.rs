//! Carries out the duties of a payment: every write is committed as sent before its first byte goes
//! out, and what came back is committed as seen.

use crate::answers::{answer_of, rate_limit_ms};
use crate::by_qr::PUSH_NOT_ALLOWED;
use crate::circuit::Way;
use crate::facts::Target;
use crate::session::Extras;
use crate::worker::{Done, LEASE_MS};
use crate::{Engine, EngineError};
use checkout::{
    AggregateId, Amount, CallAnswer, CallRefusal, Channel, Command, Context, Currency, Fate,
    MerchantId, Operation, Payment, PaymentDuty, PaymentEvent, PaymentFlow, PaymentId,
    PaymentState, ProviderState, Reading, Trouble, is_news, sha256_hex,
};
use vipps_mobilepay::epayment as wire;
use vipps_mobilepay::{Client, Error, IdempotencyKey, Msisdn, QrContent, Reference};

/// Between looks at a request that is on the customer's phone (ePayment, polling: every 2 s).
const POLL_EVERY_MS: i64 = 2_000;
/// Between looks at a payment that only people can settle.
const LOOK_RARELY_MS: i64 = 60_000;
/// ePayment error 5090: there is no such payment.
const REFERENCE_UNKNOWN: u16 = 5090;
/// ePayment error 4150: the reference is taken.
const REFERENCE_TAKEN: u16 = 4150;

/// A QR that a phone reads from an arm's length off a display.
const QR_FORMAT: wire::QrFormat = wire::QrFormat { format: wire::QrImage::Png, size_px: Some(600) };

/// A write, ready to go out.
struct Ready {
    operation: Operation,
    body: Vec<u8>,
    send: Send,
}

enum Send {
    Create(Box<wire::CreatePayment>),
    Capture(vipps_mobilepay::Amount),
    Cancel(wire::Cancel),
    Refund(vipps_mobilepay::Amount),
}

impl Engine {
    pub(crate) async fn work_on_payment(
        &self,
        merchant: &MerchantId,
        id: PaymentId,
    ) -> Result<Done, EngineError> {
        let Some((payment, _)) = self.read::<Payment>(merchant, &(&id).into()).await? else {
            return Ok(Done::LeftToStore);
        };
        let Some(due) = payment.duty() else { return Ok(Done::LeftToStore) };
        let wait_ms = due.at_unix_ms - self.now_unix_ms();
        if wait_ms > 0 {
            return Ok(Done::LookAgain { after_ms: wait_ms });
        }
        if payment.capture_becomes_late(self.now_unix_ms()) {
            self.tell(&payment, &Command::CaptureLate, None).await?;
            return Ok(Done::LeftToStore);
        }
        let way = if due.duty == PaymentDuty::Check { Way::Read } else { Way::Write };
        let (unit, now_unix_ms) = (&payment.plan.sales_unit, self.now_unix_ms());
        // A cancel is tried once, however things stand: unanswered, it lets the till go on.
        let cancels =
            due.duty == PaymentDuty::SendCancel && !payment.calls.contains_key(&Operation::Cancel);
        if !cancels && let Some(after_ms) = self.inner.circuits.hold_ms(unit, way, now_unix_ms) {
            return Ok(Done::LookAgain { after_ms });
        }
        let amount = wire_amount(payment.plan.amount);
        let ready = match due.duty {
            PaymentDuty::Check => return self.check(&payment).await,
            PaymentDuty::SendCreate => match self.ready_create(&payment).await? {
                Some(ready) => ready,
                None => return self.give_up_nameless(&payment).await,
            },
            PaymentDuty::SendCapture => Ready {
                operation: Operation::Capture,
                body: wire::Modification::new(amount).to_json(),
                send: Send::Capture(amount),
            },
            PaymentDuty::SendCancel => ready_cancel(Operation::Cancel, true),
            PaymentDuty::SendRelease => {
                tracing::warn!(
                    payment.reference = %payment.plan.reference,
                    "money that was approved is given back"
                );
                ready_cancel(Operation::Release, false)
            }
            PaymentDuty::SendRefund => ready_refund(&payment)?,
        };
        self.send(&payment, ready).await
    }

    /// Commits the call as sent, sends it, commits what came back.
    async fn send(&self, payment: &Payment, ready: Ready) -> Result<Done, EngineError> {
        let client = self.client_of(payment)?;
        let Ready { operation, body, send } = ready;
        let sequence = payment.next_sequence(operation);
        let body_sha256 = sha256_hex(&[&body]);
        let before = payment.calls.get(&operation).filter(|call| call.sequence == sequence);
        if before.is_some_and(|call| call.body_sha256 != body_sha256) {
            let what =
                format!("{operation:?} of {}: its body is not what was sent", payment.plan.id);
            return Err(EngineError::Unreadable(what));
        }
        let until = self.now_unix_ms() + LEASE_MS;
        let command = Command::CallSent { operation, sequence, body_sha256 };
        if !self.tell(payment, &command, Some(until)).await? {
            // The cashier was faster: the call is not wanted any more.
            return Ok(Done::LeftToStore);
        }
        let key = IdempotencyKey::parse(&payment.key(operation, sequence)).map_err(impossible)?;
        let reference = reference_of(payment)?;
        // Whoever stood still until the claim ran out sends nothing: somebody else has it in hand.
        let epayment = client.epayment().not_after(until);
        let outcome = match send {
            Send::Create(create) => epayment.create(&create, &key).await.map(|_| None),
            Send::Capture(amount) => epayment
                .capture(&reference, amount, &key)
                .await
                .map(|answer| reading(&answer.state, &answer.aggregate)),
            Send::Cancel(cancel) => epayment
                .cancel(&reference, cancel, &key)
                .await
                .map(|answer| reading(&answer.state, &answer.aggregate)),
            Send::Refund(amount) => epayment
                .refund(&reference, amount, &key)
                .await
                .map(|answer| reading(&answer.state, &answer.aggregate)),
        };
        let sends = before.map_or(0, |call| call.sends) + 1;
        self.inner.metrics.called(operation, &outcome);
        let answer = match self.saw(&payment.plan.sales_unit, Way::Write, outcome) {
            Ok(reading) => CallAnswer::Done(reading),
            Err(error) => {
                tracing::warn!(
                    payment.reference = %payment.plan.reference,
                    payment.operation = ?operation,
                    %error,
                    "a call was not answered as wished"
                );
                answer_of(operation, &error, sends)
            }
        };
        let may_not_push = operation == Operation::Create
            && payment.plan.flow == PaymentFlow::Push
            && matches!(
                answer,
                CallAnswer::Refused(CallRefusal { code: Some(PUSH_NOT_ALLOWED), .. })
            );
        if may_not_push {
            self.push_is_not_allowed(payment).await?;
        }
        let is_made = operation == Operation::Create && matches!(answer, CallAnswer::Done(_));
        if is_made && payment.plan.flow == PaymentFlow::Push {
            self.inner.pushed.note(&payment.plan.sales_unit);
        }
        let answered = Command::CallAnswered { operation, sequence, answer };
        self.tell(payment, &answered, None).await?;
        if may_not_push {
            self.ask_by_qr(payment).await?;
        }
        Ok(Done::LeftToStore)
    }

    /// Reads the payment because somebody wants to know. What was not sent yet can't be read.
    pub(crate) async fn check_now(&self, payment: &Payment) -> Result<(), EngineError> {
        if payment.state == PaymentState::Intended {
            return Ok(());
        }
        match self.check(payment).await? {
            Done::NoAnswer { .. } => Err(EngineError::Unreachable),
            _ => Ok(()),
        }
    }

    /// Reads the payment and commits what is new about it.
    async fn check(&self, payment: &Payment) -> Result<Done, EngineError> {
        let client = self.client_of(payment)?;
        let asked_at_unix_ms = self.now_unix_ms();
        let stuck =
            matches!(payment.trouble(), Some((Trouble::CaptureStuck | Trouble::ReleaseStuck, _)));
        let pause_ms = if stuck { LOOK_RARELY_MS } else { POLL_EVERY_MS };
        let outcome = client.epayment().get(&reference_of(payment)?).await;
        let command = match self.saw(&payment.plan.sales_unit, Way::Read, outcome) {
            Ok(found) if create_is_in_doubt(payment) && !is_ours(payment, &found) => {
                tracing::error!(
                    payment.reference = %payment.plan.reference,
                    "another payment has this reference"
                );
                let answer =
                    CallAnswer::Refused(CallRefusal { code: Some(REFERENCE_TAKEN), again: false });
                let sequence = payment.next_sequence(Operation::Create);
                Command::CallAnswered { operation: Operation::Create, sequence, answer }
            }
            Ok(found) => match self.reading_of(payment, &found).await? {
                Some(reading) => Command::PaymentRead { reading, asked_at_unix_ms },
                None => return Ok(Done::LookAgain { after_ms: pause_ms }),
            },
            Err(Error::Refused(problem)) if problem.code == Some(REFERENCE_UNKNOWN) => {
                Command::PaymentAbsent { asked_at_unix_ms }
            }
            Err(Error::RateLimited { retry_after_s }) => {
                return Ok(Done::LookAgain { after_ms: rate_limit_ms(retry_after_s) });
            }
            Err(error) => {
                tracing::warn!(
                    payment.reference = %payment.plan.reference, %error, "a payment can't be read"
                );
                return Ok(Done::NoAnswer { first_after_ms: POLL_EVERY_MS });
            }
        };
        let mut is_new = self.hear(payment, &command).await?;
        if let Some(key) = payment.refund_in_doubt() {
            let Some(is_logged) = self.look_up_refund(payment, key).await? else {
                return Ok(Done::NoAnswer { first_after_ms: POLL_EVERY_MS });
            };
            let key = key.to_owned();
            let command = Command::RefundLookedUp { key, is_logged, asked_at_unix_ms };
            is_new |= self.hear(payment, &command).await?;
        }
        Ok(if is_new { Done::LeftToStore } else { Done::LookAgain { after_ms: pause_ms } })
    }

    /// Whether a refund with that key stands in the payment's event log; none without an answer.
    async fn look_up_refund(
        &self,
        payment: &Payment,
        key: &str,
    ) -> Result<Option<bool>, EngineError> {
        let log = self.client_of(payment)?.epayment().events(&reference_of(payment)?).await;
        match self.saw(&payment.plan.sales_unit, Way::Read, log) {
            Ok(log) => Ok(Some(log.iter().any(|event| {
                event.name == wire::EventName::Refunded
                    && event.success
                    && event.idempotency_key.as_deref() == Some(key)
            }))),
            Err(error) => {
                tracing::warn!(
                    payment.reference = %payment.plan.reference, %error,
                    "the events of a payment can't be read"
                );
                Ok(None)
            }
        }
    }

    /// What a read shows. How long the money is sure to be there is kept beside it, as long as it
    /// is not taken.
    async fn reading_of(
        &self,
        payment: &Payment,
        found: &wire::Payment,
    ) -> Result<Option<Reading>, EngineError> {
        let until = found.capture_guaranteed_until.as_deref();
        let until = until.and_then(|text| text.parse::<jiff::Timestamp>().ok());
        if let Some(until) = until.filter(|_| found.state == wire::State::Authorized) {
            let until_unix_ms = until.as_millisecond();
            self.hear(payment, &Command::CaptureGuaranteed { until_unix_ms }).await?;
        }
        Ok(reading(&found.state, &found.aggregate))
    }

    /// Hands in what a look showed. Most show nothing new, which the payment alone tells: its sale
    /// and what belongs to that are not even read.
    async fn hear(&self, payment: &Payment, command: &Command) -> Result<bool, EngineError> {
        Ok(is_news(payment, command, self.now_unix_ms())
            && self.tell(payment, command, None).await?)
    }

    /// Hands in what was done or seen. True if anything was committed.
    async fn tell(
        &self,
        payment: &Payment,
        command: &Command,
        leased_until: Option<i64>,
    ) -> Result<bool, EngineError> {
        let id = AggregateId::from(&payment.plan.id);
        let target = Target { payment: Some(payment.plan.id), ..Target::default() };
        let extras = Extras { leased: leased_until.map(|until| (id, until)), ..Extras::default() };
        let context = engine_context(&payment.plan.context);
        let changes = self.run(&target, &context, command, &extras).await?;
        let incident = |event: &PaymentEvent| matches!(event, PaymentEvent::Incident { .. });
        if changes.payment.iter().any(incident) {
            self.inner.metrics.incident();
            tracing::error!(
                payment.reference = %payment.plan.reference,
                "what is told of a payment contradicts itself; somebody must look at it"
            );
        }
        self.follow_with_qr(payment, &changes).await?;
        Ok(!changes.is_empty())
    }

    fn client_of(&self, payment: &Payment) -> Result<&Client, EngineError> {
        self.shop(&payment.plan.context.merchant)?.client(&payment.plan.sales_unit)
    }

    /// Of a customer who was erased just as they were put on the sale, there is no number to ask.
    async fn give_up_nameless(&self, payment: &Payment) -> Result<Done, EngineError> {
        tracing::warn!(
            payment.reference = %payment.plan.reference,
            "the customer is not known any more; the request is given up"
        );
        self.tell(payment, &Command::CancelPayment, None).await?;
        Ok(Done::LeftToStore)
    }

    /// The request as it goes out: rendered from the plan and the sealed number, always alike. None where
    /// that number is erased.
    async fn ready_create(&self, payment: &Payment) -> Result<Option<Ready>, EngineError> {
        let plan = &payment.plan;
        let contact = plan.contact.to_string();
        let Some(person) = self.person(&plan.context.merchant, &contact).await? else {
            return Ok(None);
        };
        let customer = match &person.personal_qr {
            Some(scan) => QrContent::parse(scan).map(wire::Customer::PersonalQr),
            None => Msisdn::parse(&person.msisdn).map(wire::Customer::PhoneNumber),
        };
        let customer = customer.map_err(impossible)?;
        let (reference, amount) = (reference_of(payment)?, wire_amount(plan.amount));
        let mut create = match plan.flow {
            PaymentFlow::Push => {
                wire::CreatePayment::new(reference, amount, wire::UserFlow::PushMessage)
            }
            PaymentFlow::Qr => wire::CreatePayment {
                qr_format: Some(QR_FORMAT),
                ..wire::CreatePayment::new(reference, amount, wire::UserFlow::Qr)
            },
        };
        // Whoever scans a QR pays.
        create.customer = (plan.flow == PaymentFlow::Push).then_some(customer);
        create.customer_interaction = Some(wire::CustomerInteraction::CustomerPresent);
        create.payment_description = Some(plan.description.clone());
        create.metadata = [
            ("installation", plan.installation.clone()),
            ("sale", plan.sale.to_string()),
            ("attempt", plan.attempt.to_string()),
            ("basket", plan.basket_hash.clone()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        create.receipt = Some(wire_receipt(payment)?);
        let body = create.to_json();
        let send = Send::Create(Box::new(create));
        Ok(Some(Ready { operation: Operation::Create, body, send }))
    }
}

fn ready_refund(payment: &Payment) -> Result<Ready, EngineError> {
    let refund = payment.open_refund().ok_or_else(|| {
        EngineError::Unreadable(format!("a refund of {} that nobody asked for", payment.plan.id))
    })?;
    let amount = wire_amount(Amount::new(refund.minor, payment.plan.amount.currency));
    let body = wire::Modification::new(amount).to_json();
    Ok(Ready { operation: Operation::Refund, body, send: Send::Refund(amount) })
}

fn ready_cancel(operation: Operation, transaction_only: bool) -> Ready {
    let cancel = wire::Cancel { transaction_only };
    Ready { operation, body: cancel.to_json(), send: Send::Cancel(cancel) }
}

/// A worker acts in the name of whoever asked, through a channel of its own.
pub(crate) fn engine_context(context: &Context) -> Context {
    Context { channel: Channel::Engine, ..context.clone() }
}

/// Whether it is not known yet that our request arrived.
fn create_is_in_doubt(payment: &Payment) -> bool {
    payment.calls.get(&Operation::Create).is_none_or(|call| call.fate != Fate::Done)
}

/// Whether a payment with our reference is the one that we asked for.
fn is_ours(payment: &Payment, found: &wire::Payment) -> bool {
    let holds = |name: &str, value: &str| found.metadata.get(name).is_some_and(|it| it == value);
    holds("installation", &payment.plan.installation)
        && holds("sale", &payment.plan.sale.to_string())
        && holds("attempt", &payment.plan.attempt.to_string())
        && holds("basket", &payment.plan.basket_hash)
        && found.amount == wire_amount(payment.plan.amount)
}

/// What an answer shows; none for a state that this release does not know.
fn reading(state: &wire::State, aggregate: &wire::Aggregate) -> Option<Reading> {
    let state = match state {
        wire::State::Created => ProviderState::Created,
        wire::State::Authorized => ProviderState::Authorized,
        wire::State::Aborted => ProviderState::Aborted,
        wire::State::Expired => ProviderState::Expired,
        wire::State::Terminated => ProviderState::Terminated,
        wire::State::Other(_) => return None,
    };
    Some(Reading {
        state,
        authorized_minor: aggregate.authorized_amount.minor,
        captured_minor: aggregate.captured_amount.minor,
        cancelled_minor: aggregate.cancelled_amount.minor,
        refunded_minor: aggregate.refunded_amount.minor,
    })
}

pub(crate) fn reference_of(payment: &Payment) -> Result<Reference, EngineError> {
    Reference::parse(&payment.plan.reference).map_err(impossible)
}

fn wire_amount(amount: Amount) -> vipps_mobilepay::Amount {
    let currency = match amount.currency {
        Currency::Nok => vipps_mobilepay::Currency::NOK,
        Currency::Dkk => vipps_mobilepay::Currency::DKK,
        Currency::Eur => vipps_mobilepay::Currency::EUR,
    };
    vipps_mobilepay::Amount::new(amount.minor, currency)
}

fn wire_receipt(payment: &Payment) -> Result<wire::Receipt, EngineError> {
    let plan = &payment.plan;
    let unsigned = |minor: i64| {
        u64::try_from(minor)
            .map_err(|_| EngineError::Unreadable("a receipt line below zero".to_owned()))
    };
    let paid = |minor: i64| (minor > 0).then_some(minor);
    let mut order_lines = Vec::with_capacity(plan.receipt.lines.len());
    for line in &plan.receipt.lines {
        order_lines.push(wire::OrderLine {
            name: line.name.clone(),
            id: line.id.clone(),
            total_amount: line.total_minor,
            total_amount_excluding_tax: line.total_excluding_tax_minor,
            total_tax_amount: line.tax_minor,
            tax_rate: line.vat_rate.hundredths_percent(),
            unit_info: Some(wire::UnitInfo {
                unit_price: unsigned(line.unit_minor)?,
                quantity: wire_quantity(&line.quantity.to_string())?,
                quantity_unit: wire::QuantityUnit::Pcs,
            }),
            discount: (line.discount_minor > 0)
                .then(|| unsigned(line.discount_minor))
                .transpose()?,
            product_url: None,
            is_return: false,
            is_shipping: false,
        });
    }
    let sources = wire::PaymentSources {
        gift_card: paid(plan.receipt.paid_by_gift_card_minor),
        card: paid(plan.receipt.paid_by_card_minor),
        voucher: paid(plan.receipt.paid_by_points_minor),
        cash: paid(plan.receipt.paid_by_cash_minor),
    };
    let bottom_line = wire::BottomLine {
        currency: wire_amount(plan.amount).currency,
        tip_amount: None,
        pos_id: Some(plan.pos_id.clone()),
        payment_sources: (sources != wire::PaymentSources::default()).then_some(sources),
        barcode: None,
        receipt_number: Some(plan.receipt_number.clone()),
    };
    Ok(wire::Receipt { order_lines, bottom_line })
}

/// The wire takes ten characters, and shows them only; a longer quantity loses its last decimals.
fn wire_quantity(text: &str) -> Result<wire::Quantity, EngineError> {
    const LENGTH_MAX: usize = 10;
    let cut = text.get(..LENGTH_MAX).unwrap_or(text).trim_end_matches('.');
    wire::Quantity::parse(cut).map_err(impossible)
}

/// A value that the domain made does not fit the contract: a fault of ours, told as one.
fn impossible(error: vipps_mobilepay::Invalid) -> EngineError {
    EngineError::Unreadable(error.to_string())
}
