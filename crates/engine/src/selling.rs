//! What people do at a till. Each is one command, or a read and then one command.

use crate::circuit::Way;
use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{
    Claim, ClubId, Command, EnrolmentId, GroupId, Gtin, HandDiscount, IdentifiedBy, Item, LineId,
    Measured, MemberStatus, MerchantId, Msisdn, PaymentFlow, PaymentId, PricedBy, ProductId,
    Quantity, ReadScan, Refusal, ReturnId, Sale, SaleId, SalesUnit, Scan, TenderKind, VatRate,
    read_scan,
};
use store::Product;

/// Words that read well aloud, for the message that a customer compares on two screens.
const BINDING_WORDS: [&str; 16] = [
    "FJELL", "SKOG", "ELG", "REV", "BJORK", "FURU", "LYNG", "ISBRE", "FOSS", "HAV", "SOL", "STEIN",
    "BEKK", "MOSE", "ORRE", "ULV",
];

/// What a scan turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scanned {
    Product,
    Customer,
    Voucher,
}

/// A line as somebody orders it.
#[derive(Debug, Clone)]
pub enum LineOrder {
    /// From our catalogue, with our prices and promotions.
    Product { product: ProductId, discount_minor: i64 },
    /// Priced by the till that calls, which has promotions of its own. Its own tax is accepted within one minor unit.
    Priced {
        product: ProductId,
        name: String,
        gtin: Option<Gtin>,
        unit_minor: i64,
        club_unit_minor: Option<i64>,
        discount_minor: i64,
        vat_rate: VatRate,
        groups: Vec<GroupId>,
    },
}

impl Engine {
    /// An id for a sale whose caller brings none.
    pub fn new_sale_id(&self) -> SaleId {
        SaleId(self.new_uuid())
    }

    /// Opens a sale at a till that has none open.
    pub async fn open_sale(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let store = self.shop(merchant)?.store_of(&request.context.till)?;
        // Sales and returns are read by the same address.
        if self.inner.store.load(merchant, &(&ReturnId(sale.0)).into()).await?.is_some() {
            return Err(Refusal::SaleExists.into());
        }
        let (country, currency) = (store.country, store.currency);
        let command = Command::OpenSale { sale, country, currency };
        self.on_sale(request, sale, &command).await
    }

    /// Whatever was scanned or typed, at any step of the sale. `us` as in [`checkout::read_scan`].
    pub async fn scan(
        &self,
        request: &Request,
        sale: SaleId,
        text: &str,
        us: Option<&str>,
    ) -> Result<Scanned, EngineError> {
        let home = self.shop(&request.context.merchant)?.store_of(&request.context.till)?.country;
        let ReadScan { scan, is_mended } = read_scan(text, us, home)?;
        if is_mended {
            self.inner.metrics.saw_mended_scan();
        }
        let (gtin, number) = match scan {
            Scan::PersonalQr(qr) => {
                match self.exchange(request, &qr).await? {
                    Some(number) => {
                        self.identify(request, sale, &number, IdentifiedBy::PersonalQr).await?;
                    }
                    None => self.identify_unread(request, sale, &qr).await?,
                }
                return Ok(Scanned::Customer);
            }
            Scan::Voucher(code) => {
                self.put_voucher_on(request, sale, &code).await?;
                return Ok(Scanned::Voucher);
            }
            Scan::Receipt(_) => return Err(EngineError::ReceiptScanned),
            Scan::Measured(measured) => {
                self.add_measured(request, sale, measured).await?;
                return Ok(Scanned::Product);
            }
            Scan::Product(gtin) => (Some(gtin), None),
            Scan::Phone(number) => (None, Some(number)),
            Scan::ProductOrPhone(gtin, number) => (Some(gtin), Some(number)),
        };
        if let Some(gtin) = gtin {
            match self.add_measured(request, sale, Measured::plain(gtin)).await {
                Err(EngineError::ProductUnknown) if number.is_some() => {}
                added => return added.map(|()| Scanned::Product),
            }
        }
        let number = number.ok_or(EngineError::ProductUnknown)?;
        self.identify(request, sale, &number, IdentifiedBy::PhoneNumber).await?;
        Ok(Scanned::Customer)
    }

    /// Adds a product, as much of it as its code tells.
    async fn add_measured(
        &self,
        request: &Request,
        sale: SaleId,
        told: Measured,
    ) -> Result<(), EngineError> {
        let (merchant, till) = (&request.context.merchant, &request.context.till);
        let shop = self.shop(merchant)?;
        let store = shop.store_of(till)?;
        let today = shop.now(&store.id, self.now_unix_ms()).local_date;
        if let Some(day) = told.last_day.filter(|day| *day < today) {
            return Err(Refusal::PastLastDay { day }.into());
        }
        let (product, measured) = self.measured_product(request, told).await?;
        let item = self.item_of(merchant, till, product).await?;
        let quantity = match measured.price_minor {
            Some(minor) => {
                Quantity::that_costs(minor, item.unit_minor).ok_or(Refusal::ItemImpossible)?
            }
            None => measured.weight.unwrap_or(Quantity::ONE),
        };
        let command = Command::AddLine { item, quantity };
        self.on_sale(request, sale, &command).await
    }

    /// A phone number, known to be one.
    pub async fn identify_by_number(
        &self,
        request: &Request,
        sale: SaleId,
        text: &str,
    ) -> Result<(), EngineError> {
        let home = self.shop(&request.context.merchant)?.store_of(&request.context.till)?.country;
        let number = Msisdn::parse(text, home).map_err(checkout::ScanError::Phone)?;
        self.identify(request, sale, &number, IdentifiedBy::PhoneNumber).await
    }

    pub async fn remove_customer(
        &self,
        request: &Request,
        sale: SaleId,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::RemoveCustomer).await
    }

    pub async fn add_line(
        &self,
        request: &Request,
        sale: SaleId,
        order: LineOrder,
        quantity: Quantity,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let item = match order {
            LineOrder::Product { product, discount_minor } => {
                let currency = self.shop(merchant)?.store_of(&request.context.till)?.currency;
                let product = self.inner.store.product(merchant, &product, currency).await?;
                let product = product.ok_or(EngineError::ProductUnknown)?;
                return self.add(request, sale, product, quantity, discount_minor).await;
            }
            LineOrder::Priced {
                product,
                name,
                gtin,
                unit_minor,
                club_unit_minor,
                discount_minor,
                vat_rate,
                groups,
            } => Item {
                is_never_discounted: self.shop(merchant)?.is_never_discounted(&product, &groups),
                product,
                name,
                gtin,
                unit_minor,
                club_unit_minor,
                discount_minor,
                vat_rate,
                discount_reason: None,
                priced_by: PricedBy::Caller,
                groups,
                prices: Vec::new(),
                offers: Vec::new(),
            },
        };
        self.on_sale(request, sale, &Command::AddLine { item, quantity }).await
    }

    pub async fn set_quantity(
        &self,
        request: &Request,
        sale: SaleId,
        line: LineId,
        quantity: Quantity,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::SetQuantity { line, quantity }).await
    }

    pub async fn remove_line(
        &self,
        request: &Request,
        sale: SaleId,
        line: LineId,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::RemoveLine { line }).await
    }

    /// Takes something off a line by hand, or takes that back. Who gives it is limited by `percent_max`.
    pub async fn set_discount(
        &self,
        request: &Request,
        sale: SaleId,
        order: HandDiscount,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::SetDiscount(order)).await
    }

    /// Undoes the newest change of a line; the journal shows both.
    pub async fn undo_change(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::UndoChange).await
    }

    /// Pushes the membership request to the customer's phone. `anew`: although a member has the number,
    /// since whoever stands there may be somebody else.
    pub async fn request_membership(
        &self,
        request: &Request,
        sale: SaleId,
        anew: bool,
    ) -> Result<EnrolmentId, EngineError> {
        let shop = self.shop(&request.context.merchant)?;
        let store = shop.store_of(&request.context.till)?;
        let sales_unit = shop.login_unit(store);
        self.expect_available(&sales_unit, Way::Login)?;
        if let Some(club) = store.club.as_ref().filter(|_| !anew) {
            self.expect_not_blocked(request, sale, club, &sales_unit).await?;
        }
        let enrolment = EnrolmentId(self.new_uuid());
        let command = Command::RequestMembership {
            enrolment,
            club: store.club.clone(),
            sales_unit,
            binding_message: self.binding_message(),
            anew,
        };
        self.on_sale(request, sale, &command).await?;
        Ok(enrolment)
    }

    /// Waits no longer for the answer to a membership request. It stays on the phone until it runs
    /// out; a yes to it is kept.
    pub async fn give_up_membership(
        &self,
        request: &Request,
        sale: SaleId,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::GiveUpEnrolment).await
    }

    /// Refuses to ask somebody whom the club has shut out, as far as the number tells.
    async fn expect_not_blocked(
        &self,
        request: &Request,
        sale: SaleId,
        club: &ClubId,
        unit: &SalesUnit,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let read = self.read::<Sale>(merchant, &(&sale).into()).await?;
        let customer = read.and_then(|(sale, _)| sale.customer);
        let Some(customer) = customer.filter(|customer| customer.member.is_none()) else {
            return Ok(());
        };
        let person = self.person(merchant, &customer.contact.to_string()).await?;
        let Some(person) = person else { return Ok(()) };
        let member = self.member_by_number(merchant, club, unit, &person.msisdn).await?;
        match member.map(|member| member.status) {
            Some(MemberStatus::Blocked) => Err(Refusal::MemberBlocked.into()),
            _ => Ok(()),
        }
    }

    /// Makes the payment request for what is left to pay, or a part of it in minor units. It is pushed to
    /// the customer's phone, unless the sales unit may not, or somebody wants a QR for the customer's display.
    pub async fn request_payment(
        &self,
        request: &Request,
        sale: SaleId,
        minor: Option<i64>,
        flow: Option<PaymentFlow>,
    ) -> Result<PaymentId, EngineError> {
        let shop = self.shop(&request.context.merchant)?;
        let store = shop.store_of(&request.context.till)?;
        self.expect_available(&store.sales_unit, Way::Write)?;
        self.expect_known(request, sale).await?;
        self.keep_points_longer(request, sale).await?;
        let payment = PaymentId(self.new_uuid());
        let command = Command::RequestPayment {
            payment,
            sales_unit: store.sales_unit.clone(),
            reference_prefix: shop.reference_prefix.clone(),
            seller: store.name.clone(),
            pos_id: shop.till(&request.context.till)?.pos_id.clone(),
            flow: match flow {
                Some(flow) => flow,
                None => self.flow_at(&request.context.merchant, &store.sales_unit).await?,
            },
            minor,
        };
        self.on_sale(request, sale, &command).await?;
        Ok(payment)
    }

    /// Refuses to ask a customer who was erased just as they were put on the sale.
    async fn expect_known(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let read = self.read::<Sale>(merchant, &(&sale).into()).await?;
        let Some(payer) = read.and_then(|(sale, _)| sale.payer()) else { return Ok(()) };
        match self.person(merchant, &payer.to_string()).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::NoCustomer.into()),
        }
    }

    /// Has the customer scan a QR. A request that was pushed is taken back first; the QR comes when that is
    /// done, and does not if the customer was faster.
    pub async fn show_payment_qr(
        &self,
        request: &Request,
        sale: SaleId,
    ) -> Result<(), EngineError> {
        let read = self.read::<Sale>(&request.context.merchant, &(&sale).into()).await?;
        if read.is_some_and(|(sale, _)| sale.live_attempt().is_some()) {
            return self.on_sale(request, sale, &Command::ShowQr).await;
        }
        self.request_payment(request, sale, None, Some(PaymentFlow::Qr)).await?;
        Ok(())
    }

    /// Asks Vipps MobilePay now how a sale's open request stands.
    pub async fn check_payment(
        &self,
        merchant: &MerchantId,
        sale: SaleId,
    ) -> Result<(), EngineError> {
        let payment = self.sale(merchant, sale).await?.payment;
        let payment = payment.filter(|payment| payment.state.is_live());
        let payment = payment.ok_or(Refusal::NoPaymentOpen)?;
        self.expect_available(&payment.plan.sales_unit, Way::Read)?;
        self.check_now(&payment).await
    }

    pub async fn cancel_payment(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::CancelPayment).await
    }

    /// What becomes of money that was approved while the request was being cancelled.
    pub async fn claim_payment(
        &self,
        request: &Request,
        sale: SaleId,
        claim: Claim,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::ClaimPayment { claim }).await
    }

    /// Records what was paid at the counter; without an amount, all that is left.
    pub async fn tender(
        &self,
        request: &Request,
        sale: SaleId,
        kind: TenderKind,
        minor: Option<i64>,
    ) -> Result<(), EngineError> {
        let minor = match minor {
            Some(minor) => minor,
            None => {
                let id = (&sale).into();
                let read = self.read::<Sale>(&request.context.merchant, &id).await?;
                read.ok_or(Refusal::SaleUnknown)?.0.due().minor
            }
        };
        self.on_sale(request, sale, &Command::Tender { kind, minor }).await
    }

    /// Pays with the member's points; without a number, with as many as there are and fit.
    pub async fn use_points(
        &self,
        request: &Request,
        sale: SaleId,
        points: Option<i64>,
    ) -> Result<(), EngineError> {
        let till = &request.context.till;
        if self.shop(&request.context.merchant)?.own_directory_at(till)?.is_some() {
            return self.use_points_kept_elsewhere(request, sale, points).await;
        }
        self.on_sale(request, sale, &Command::UsePoints { points }).await
    }

    /// Undoes a tender: handed back at the counter, or refunded through Vipps MobilePay.
    pub async fn remove_tender(
        &self,
        request: &Request,
        sale: SaleId,
        number: u32,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::RemoveTender { number }).await
    }

    pub async fn cancel_sale(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::CancelSale).await
    }

    async fn add(
        &self,
        request: &Request,
        sale: SaleId,
        product: Product,
        quantity: Quantity,
        discount_minor: i64,
    ) -> Result<(), EngineError> {
        let (merchant, till) = (&request.context.merchant, &request.context.till);
        let item = self.item_of(merchant, till, product).await?;
        let item = Item { discount_minor, ..item };
        self.on_sale(request, sale, &Command::AddLine { item, quantity }).await
    }

    pub(crate) async fn on_sale(
        &self,
        request: &Request,
        sale: SaleId,
        command: &Command,
    ) -> Result<(), EngineError> {
        self.command(request, Target { sale: Some(sale), ..Target::default() }, command).await
    }

    pub(crate) async fn command(
        &self,
        request: &Request,
        target: Target,
        command: &Command,
    ) -> Result<(), EngineError> {
        let extras = Extras { answer: request.answer.clone(), ..Extras::default() };
        self.run(&target, &request.context, command, &extras).await?;
        Ok(())
    }

    /// A word and two digits, `^[A-Z0-9\-]{5,8}$`.
    fn binding_message(&self) -> String {
        let mut bytes = [0; 2];
        self.inner.random.fill(&mut bytes);
        let word = BINDING_WORDS[usize::from(bytes[0]) % BINDING_WORDS.len()];
        format!("{word}-{:02}", bytes[1] % 100)
    }
}
