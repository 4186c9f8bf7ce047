//! A shop in memory: facts, and commands applied to them.

use checkout::{
    Account, Aggregate, Amount, Book, Booking, CallAnswer, Changes, Channel, Command, ContactId,
    Context, Country, Currency, Customer, Enrolment, Environment, Facts, IdentifiedBy, Item,
    Member, MerchantId, Msn, Now, Operation, OperatorId, Payment, PaymentFlow, PaymentId, PricedBy,
    ProductId, ProviderState, Quantity, Reading, Refusal, Return, Sale, SaleId, SalesUnit, StoreId,
    Till, TillId, VatRate, Voucher, decide,
};
use uuid::Uuid;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) facts: Facts,
    pub(crate) context: Context,
    pub(crate) now_unix_ms: i64,
    pub(crate) history: Vec<Changes>,
}

pub(crate) fn context() -> Context {
    Context {
        merchant: MerchantId::new("m"),
        store: StoreId::new("s"),
        till: TillId::new("1"),
        operator: OperatorId::new("o"),
        channel: Channel::Till,
        book: Book::Live,
    }
}

pub(crate) fn item(id: &str, unit_minor: i64, club_unit_minor: Option<i64>) -> Item {
    Item {
        product: ProductId::new(id),
        name: format!("Product {id}"),
        gtin: None,
        unit_minor,
        club_unit_minor,
        discount_minor: 0,
        vat_rate: VatRate::new(2500).unwrap(),
        discount_reason: None,
        priced_by: PricedBy::Clubtill,
        groups: Vec::new(),
        prices: Vec::new(),
        offers: Vec::new(),
        is_never_discounted: false,
    }
}

pub(crate) const SALES_UNIT: &str = "123456";

impl World {
    pub(crate) fn new() -> Self {
        Self {
            facts: Facts::default(),
            context: context(),
            now_unix_ms: 1_795_435_200_000,
            history: Vec::new(),
        }
    }

    /// Decides, and changes nothing.
    pub(crate) fn decide(&self, command: Command) -> Result<Changes, Refusal> {
        let now = Now { unix_ms: self.now_unix_ms, local_date: "2026-11-23".parse().unwrap() };
        decide(&self.facts, &self.context, command, now)
    }

    /// Decides and applies.
    pub(crate) fn tell(&mut self, command: Command) -> Result<Changes, Refusal> {
        let changes = self.decide(command)?;
        let facts = &mut self.facts;
        facts.till = Till::fold(facts.till.take(), &changes.till);
        facts.from_till = Till::fold(facts.from_till.take(), &changes.from_till);
        facts.sale = Sale::fold(facts.sale.take(), &changes.sale);
        facts.returning = Return::fold(facts.returning.take(), &changes.returning);
        facts.payment = Payment::fold(facts.payment.take(), &changes.payment);
        facts.enrolment = Enrolment::fold(facts.enrolment.take(), &changes.enrolment);
        facts.member = Member::fold(facts.member.take(), &changes.member);
        facts.account = Account::fold(facts.account.take(), &changes.account);
        facts.other_member = Member::fold(facts.other_member.take(), &changes.other_member);
        facts.other_account = Account::fold(facts.other_account.take(), &changes.other_account);
        facts.booking = Booking::fold(facts.booking.take(), &changes.booking);
        for (id, event) in &changes.vouchers {
            let place = facts.vouchers.iter().position(|voucher| voucher.id == *id);
            let before = place.map(|place| facts.vouchers.remove(place));
            facts.vouchers.extend(Voucher::fold(before, std::slice::from_ref(event)));
        }
        for (id, event) in &changes.paid_by {
            let payment = facts.paid_by.iter_mut().find(|payment| payment.plan.id == *id);
            payment.unwrap().apply(event);
        }
        self.history.push(changes.clone());
        Ok(changes)
    }

    /// A sale with some lines and a customer.
    pub(crate) fn with_sale(items: Vec<(Item, Quantity)>) -> Self {
        let mut world = Self::new();
        let sale = SaleId(Uuid::from_u128(1));
        let (country, currency) = (Country::No, Currency::Nok);
        world.tell(Command::OpenSale { sale, country, currency }).unwrap();
        for (item, quantity) in items {
            world.tell(Command::AddLine { item, quantity }).unwrap();
        }
        let contact = ContactId(Uuid::from_u128(2));
        let customer = Customer { contact, by: IdentifiedBy::PersonalQr, member: None };
        world.tell(Command::Identify { customer, is_unanswered: false }).unwrap();
        world
    }

    /// A payment request that is on the customer's phone.
    pub(crate) fn with_request() -> Self {
        let mut world = Self::with_sale(vec![(item("jacket", 319_900, None), Quantity::ONE)]);
        world.request().unwrap();
        world.sent(Operation::Create);
        world.answered(Operation::Create, CallAnswer::Done(None));
        world
    }

    /// A customer shows who they are.
    pub(crate) fn identified(&mut self, contact: u64) -> Result<Changes, Refusal> {
        let contact = ContactId(Uuid::from_u128(contact.into()));
        let customer = Customer { contact, by: IdentifiedBy::PhoneNumber, member: None };
        self.tell(Command::Identify { customer, is_unanswered: false })
    }

    pub(crate) fn request(&mut self) -> Result<Changes, Refusal> {
        self.request_part(None)
    }

    pub(crate) fn request_part(&mut self, minor: Option<i64>) -> Result<Changes, Refusal> {
        let environment = Environment::Simulator;
        self.facts.payment = None;
        let number = 3 + u128::try_from(self.sale().attempts.len()).unwrap();
        self.tell(Command::RequestPayment {
            payment: PaymentId(Uuid::from_u128(number)),
            sales_unit: SalesUnit { msn: Msn::new(SALES_UNIT), environment },
            reference_prefix: "shop".to_owned(),
            seller: "Shop".to_owned(),
            pos_id: "pos".to_owned(),
            flow: PaymentFlow::Push,
            minor,
        })
    }

    pub(crate) fn sent(&mut self, operation: Operation) {
        let sequence = self.payment().next_sequence(operation);
        let body_sha256 = "0".repeat(64);
        self.tell(Command::CallSent { operation, sequence, body_sha256 }).unwrap();
    }

    pub(crate) fn answered(&mut self, operation: Operation, answer: CallAnswer) {
        let sequence = self.payment().calls[&operation].sequence;
        self.tell(Command::CallAnswered { operation, sequence, answer }).unwrap();
    }

    /// A read that was asked just now.
    pub(crate) fn read(&mut self, reading: Reading) -> Changes {
        let asked_at_unix_ms = self.now_unix_ms;
        self.tell(Command::PaymentRead { reading, asked_at_unix_ms }).unwrap()
    }

    /// A read that was asked just now and found nothing.
    pub(crate) fn read_nothing(&mut self) {
        let asked_at_unix_ms = self.now_unix_ms;
        self.tell(Command::PaymentAbsent { asked_at_unix_ms }).unwrap();
    }

    /// What is asked for is approved and captured: the payment is one of those that paid the sale.
    pub(crate) fn captured(&mut self) {
        let minor = self.payment().plan.amount.minor;
        self.read(Reading {
            state: ProviderState::Authorized,
            authorized_minor: minor,
            captured_minor: minor,
            cancelled_minor: 0,
            refunded_minor: 0,
        });
        let payment = self.facts.payment.take().unwrap();
        self.facts.paid_by.push(payment);
    }

    pub(crate) fn payment(&self) -> &Payment {
        self.facts.payment.as_ref().unwrap()
    }

    pub(crate) fn sale(&self) -> &Sale {
        self.facts.sale.as_ref().unwrap()
    }

    pub(crate) fn total(&self) -> Amount {
        self.sale().total()
    }
}
