//! Sales for the tests, made of events, with a member's name beside them as the engine reads it.

use crate::Settings;
use crate::pages::display::{self, DisplayLive};
use crate::pages::keys::Keys;
use crate::pages::place::{Operator, Place};
use crate::pages::till::{self, TillLive};
use crate::paper::Seller;
use crate::words::Words;
use checkout::{
    Aggregate, Amount, AttemptEnd, Balance, Book, Channel, Claim, ClubId, ContactId, Context,
    Country, Currency, Customer, EarnedLine, Enrolment, EnrolmentEvent, EnrolmentId, Environment,
    Fate, IdentifiedBy, Item, Language, LineId, LocalDate, MemberId, MerchantId, Moved, Msn,
    Operation, OperatorId, Payment, PaymentEvent, PaymentFlow, PaymentId, PaymentPlan, PointWorth,
    PointsQuote, PricedBy, ProductId, ProviderState, Sale, SaleEvent, SaleId, SalesUnit,
    StartRefusal, StoreId, Tender, TenderKind, TillId, VatRate,
};
use engine::{SaleView, Unavailable};
use std::sync::Arc;
use uuid::Uuid;

/// 2026-11-23, 14:05 in Oslo.
pub(super) const NOW: i64 = 1_795_439_100_000;
const PAYMENT: PaymentId = PaymentId(Uuid::from_u128(3));
const WORTH: PointWorth = PointWorth { minor: 10, as_discount: false };
const CONTACT: ContactId = ContactId(Uuid::from_u128(4));
const MEMBER: MemberId = MemberId(Uuid::from_u128(5));
const ENROLMENT: EnrolmentId = EnrolmentId(Uuid::from_u128(6));

/// A sale in the making.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) place: Place,
    pub(super) sale: Vec<SaleEvent>,
    payment: Vec<PaymentEvent>,
    enrolment: Vec<EnrolmentEvent>,
    first_name: Option<&'static str>,
    pub(super) points: Option<i64>,
    pub(super) reach: Option<PaymentFlow>,
    pub(super) is_proved: bool,
    pub(super) unavailable: Option<Unavailable>,
}

impl Scene {
    pub(super) fn open() -> Self {
        let place = Place {
            till: TillId::new("1"),
            store_id: StoreId::new("oslo"),
            store: "Fjelltopp Sport".to_owned(),
            country: Country::No,
            zone: "Europe/Oslo".to_owned(),
            has_club: true,
            customer_scanner: None,
            is_training: false,
            seller: Seller::default(),
            settings: Arc::new(Settings::of(testkit::merchant())),
            has_printer: false,
            words: words(Language::En),
            operator: Operator::nameless(),
            keys: Keys::default(),
            lock_s: None,
        };
        let opened = SaleEvent::Opened {
            id: SaleId(Uuid::from_u128(1)),
            context: context(),
            country: Country::No,
            currency: Currency::Nok,
            at_unix_ms: NOW,
        };
        Self {
            place,
            sale: vec![opened],
            payment: Vec::new(),
            enrolment: Vec::new(),
            first_name: None,
            points: None,
            reach: None,
            is_proved: true,
            unavailable: None,
        }
    }

    /// Jacket, socks and thermos: 3 846,00, for members 2 997,00.
    pub(super) fn filled() -> Self {
        Self::open()
            .line("Winter jacket, blue", 319_900, Some(239_900), "1")
            .line("Wool socks", 14_900, Some(12_450), "2")
            .line("Thermos, 0.75 l", 34_900, None, "1")
    }

    pub(super) fn line(mut self, name: &str, unit: i64, club: Option<i64>, count: &str) -> Self {
        let line = LineId(u32::try_from(self.sale.len()).unwrap());
        let item = Item {
            product: ProductId::new(format!("p{}", line.0)),
            name: name.to_owned(),
            gtin: None,
            unit_minor: unit,
            club_unit_minor: club,
            discount_minor: 0,
            vat_rate: VatRate::new(2500).unwrap(),
            discount_reason: None,
            priced_by: PricedBy::Clubtill,
            groups: Vec::new(),
            prices: Vec::new(),
            offers: Vec::new(),
            is_never_discounted: false,
        };
        let quantity = count.parse().unwrap();
        self.sale.push(SaleEvent::LineAdded { line, item, quantity });
        self
    }

    pub(super) fn guest(self, by: IdentifiedBy) -> Self {
        let customer = Customer { contact: CONTACT, by, member: None };
        self.and(SaleEvent::CustomerIdentified { customer })
    }

    pub(super) fn member(mut self, first_name: &'static str) -> Self {
        self.first_name = Some(first_name);
        let by = IdentifiedBy::PersonalQr;
        let customer = Customer { contact: CONTACT, by, member: Some(MEMBER) };
        self.and(SaleEvent::CustomerIdentified { customer })
    }

    pub(super) fn joined(mut self, first_name: &'static str) -> Self {
        self.first_name = Some(first_name);
        self.and(SaleEvent::MemberAttached { member: MEMBER })
    }

    /// A request to join, and what became of it.
    pub(super) fn asked_to_join(mut self, news: &[EnrolmentEvent]) -> Self {
        self.enrolment.push(EnrolmentEvent::Intended {
            id: ENROLMENT,
            sale: SaleId(Uuid::from_u128(1)),
            context: Box::new(context()),
            club: ClubId::new("fjelltopp"),
            sales_unit: sales_unit(),
            contact: CONTACT,
            binding_message: "FJELL-42".to_owned(),
            at_unix_ms: NOW,
        });
        self.enrolment.extend(news.iter().cloned());
        self.and(SaleEvent::EnrolmentRequested { enrolment: ENROLMENT })
    }

    /// A request to pay what is left, and what became of it.
    pub(super) fn asked_to_pay(self, news: &[PaymentEvent]) -> Self {
        let sale = self.view().sale;
        let plan = PaymentPlan {
            id: PAYMENT,
            sale: sale.id,
            context: context(),
            sales_unit: sales_unit(),
            reference: "fjell-00000000000000000000000000000003-1".to_owned(),
            amount: sale.due(),
            contact: CONTACT,
            receipt: sale.receipt(),
            description: "Fjelltopp Sport".to_owned(),
            pos_id: "pos_122".to_owned(),
            receipt_number: sale.short_id(),
            installation: "fjell".to_owned(),
            attempt: 1,
            basket_hash: String::new(),
            flow: PaymentFlow::Push,
        };
        let intended = PaymentEvent::Intended { plan: Box::new(plan), at_unix_ms: NOW };
        let requested = SaleEvent::PaymentRequested {
            payment: PAYMENT,
            minor: sale.due().minor,
            flow: PaymentFlow::Push,
        };
        Self { payment: [&[intended], news].concat(), ..self.and(requested) }
    }

    pub(super) fn ended(self, end: AttemptEnd) -> Self {
        self.and(SaleEvent::AttemptEnded { payment: PAYMENT, end })
    }

    /// Another tender than the request that is open.
    pub(super) fn chosen(self, kind: TenderKind) -> Self {
        let minor = self.view().sale.due().minor;
        self.and(SaleEvent::TenderChosen { tender: Tender::new(kind, minor) })
    }

    /// Points for the first line of a completed sale.
    pub(super) fn earned(self, points: i64) -> Self {
        let rule = "base".to_owned();
        let line = EarnedLine { line: LineId(1), rule, points, taken_back: 0 };
        self.and(SaleEvent::PointsEarned { lines: vec![line] })
    }

    /// Paid by the request at hand, all of it.
    pub(super) fn paid(self) -> Self {
        self.tendered(TenderKind::Vipps { payment: PAYMENT }, None)
            .ended(AttemptEnd::Captured)
            .completed()
    }

    /// Without an amount, all that is left.
    pub(super) fn tendered(self, kind: TenderKind, minor: Option<i64>) -> Self {
        let minor = minor.unwrap_or_else(|| self.view().sale.due().minor);
        self.and(SaleEvent::Tendered { tender: Tender::new(kind, minor) })
    }

    pub(super) fn completed(self) -> Self {
        self.and(SaleEvent::Completed { receipt_number: 118, at_unix_ms: NOW })
    }

    pub(super) fn and(mut self, event: SaleEvent) -> Self {
        self.sale.push(event);
        self
    }

    pub(super) fn view(&self) -> SaleView {
        let sale = Sale::fold(None, &self.sale).unwrap();
        SaleView {
            number_ends: sale.customer.map(|_| "32".to_owned()),
            payer_number_ends: sale.payer.map(|_| "78".to_owned()),
            balance: self.points.map(|available| Balance {
                available,
                pending: 0,
                held: 0,
                owed: 0,
            }),
            quote: self.points.filter(|_| sale.is_unfinished()).map(|available| PointsQuote {
                earns: Some(30),
                ..PointsQuote::elsewhere(&sale, Some(WORTH), available, self.reach)
            }),
            given_name: self.first_name.map(str::to_owned),
            is_proved: self.is_proved,
            payment: Payment::fold(None, &self.payment),
            refunds: Vec::new(),
            enrolment: Enrolment::fold(None, &self.enrolment),
            version: self.sale.len() as u64,
            unavailable: self.unavailable,
            sale,
        }
    }

    pub(super) fn till(&self) -> String {
        till::render_live(
            &TillLive::of(&self.place, Some(&self.view()), &[], NOW),
            self.place.words,
        )
    }

    pub(super) fn display(&self) -> String {
        display::render_live(
            &DisplayLive::of(&self.place, Some(&self.view()), NOW),
            self.place.words,
        )
    }
}

/// Those of the store on the day of the scene.
pub(super) fn words(language: Language) -> Words {
    Words::at(Country::No, LocalDate::new(2026, 11, 23).unwrap(), language)
}

fn context() -> Context {
    Context {
        merchant: MerchantId::new("fjelltopp"),
        store: StoreId::new("oslo"),
        till: TillId::new("1"),
        operator: OperatorId::new("till"),
        channel: Channel::Till,
        book: Book::Live,
    }
}

fn sales_unit() -> SalesUnit {
    SalesUnit { msn: Msn::new("123456"), environment: Environment::Simulator }
}

/// What happens to a payment, in the shortest words.
pub(super) mod pay {
    use super::{
        Amount, Claim, Currency, Fate, Moved, NOW, Operation, PaymentEvent, ProviderState,
    };

    pub(in crate::pages::tests) fn sent(operation: Operation) -> PaymentEvent {
        let body_sha256 = String::new();
        PaymentEvent::Sent { operation, sequence: 1, body_sha256, at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn fated(operation: Operation, fate: Fate) -> PaymentEvent {
        PaymentEvent::Fated { operation, fate, at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn refused(
        operation: Operation,
        code: Option<u16>,
    ) -> PaymentEvent {
        fated(operation, Fate::Refused { code, again: false })
    }

    pub(in crate::pages::tests) fn unknown() -> PaymentEvent {
        fated(Operation::Create, Fate::Unknown { look_at_unix_ms: NOW })
    }

    pub(in crate::pages::tests) fn cancel_asked() -> PaymentEvent {
        PaymentEvent::CancelAsked { at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn capture_late() -> PaymentEvent {
        PaymentEvent::CaptureLate { at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn claimed(claim: Claim) -> PaymentEvent {
        PaymentEvent::Claimed { claim, at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn seen(provider: ProviderState) -> PaymentEvent {
        let moved = Moved { provider: Some(provider), ..Moved::default() };
        PaymentEvent::Moved { moved, at_unix_ms: NOW }
    }

    /// Approved, and then captured or given back.
    pub(in crate::pages::tests) fn settled(
        captured_minor: i64,
        cancelled_minor: i64,
    ) -> PaymentEvent {
        let provider = Some(ProviderState::Authorized);
        let moved = Moved { provider, captured_minor, cancelled_minor, ..Moved::default() };
        PaymentEvent::Moved { moved, at_unix_ms: NOW }
    }

    /// On the phone.
    pub(in crate::pages::tests) fn created() -> Vec<PaymentEvent> {
        vec![sent(Operation::Create), fated(Operation::Create, Fate::Done)]
    }

    /// On the phone, and then something more.
    pub(in crate::pages::tests) fn created_and(news: &[PaymentEvent]) -> Vec<PaymentEvent> {
        [created(), news.to_vec()].concat()
    }

    pub(in crate::pages::tests) fn kroner(minor: i64) -> String {
        crate::pages::format::amount(Amount::new(minor, Currency::Nok), checkout::Country::No)
    }
}

/// What happens to a request to join.
pub(super) mod join {
    use super::{EnrolmentEvent, MEMBER, NOW, StartRefusal};

    pub(in crate::pages::tests) fn sent() -> EnrolmentEvent {
        EnrolmentEvent::Sent { at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn started() -> EnrolmentEvent {
        let expires_at_unix_ms = NOW + 300_000;
        EnrolmentEvent::Started { expires_at_unix_ms, interval_s: 5, at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn completed() -> EnrolmentEvent {
        EnrolmentEvent::Completed { member: MEMBER, at_unix_ms: NOW }
    }

    pub(in crate::pages::tests) fn refused(refusal: StartRefusal) -> EnrolmentEvent {
        EnrolmentEvent::Refused { refusal, at_unix_ms: NOW }
    }
}
