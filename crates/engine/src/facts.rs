//! Which aggregates a command reads. Each is read with its version, and the commit names them all.

use crate::directories::AtTheClub;
use crate::{Engine, EngineError};
use checkout::{
    Account, AccountId, Aggregate, AggregateId, AttemptEnd, Booking, BookingId, Channel,
    ClubCommand, Command, Context, Enrolment, EnrolmentId, Facts, Member, MemberId, MerchantId,
    Payment, PaymentFlow, PaymentId, RefundCause, Return, ReturnId, Sale, SaleId, SaleState, Till,
    TillId, Voucher, VoucherId,
};

/// What a command is about. The rest follows from the sale: its till, its payment, its member.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    pub(crate) sale: Option<SaleId>,
    pub(crate) returning: Option<ReturnId>,
    pub(crate) payment: Option<PaymentId>,
    pub(crate) enrolment: Option<EnrolmentId>,
    pub(crate) member: Option<MemberId>,
    pub(crate) other_member: Option<MemberId>,
    pub(crate) booking: Option<BookingId>,
    pub(crate) voucher: Option<VoucherId>,
    /// What a club that is kept elsewhere told of that member just now, and nothing has stored yet.
    pub(crate) told: Option<AtTheClub>,
    /// How a request would reach a member of a club that is kept elsewhere, which was asked just now.
    pub(crate) reach: Option<PaymentFlow>,
}

/// Facts, and the version of each aggregate that they were read at.
#[derive(Default)]
pub(crate) struct Loaded {
    pub(crate) facts: Facts,
    pub(crate) versions: Vec<(AggregateId, u64)>,
}

impl Loaded {
    /// The tills at which a change shows.
    pub(crate) fn tills(&self, context: &Context) -> Vec<TillId> {
        let read = [&self.facts.till, &self.facts.from_till];
        let mut tills: Vec<_> = read.into_iter().flatten().map(|till| till.id.clone()).collect();
        if !tills.contains(&context.till) {
            tills.push(context.till.clone());
        }
        tills
    }
}

/// Whether a command may give back what the app has paid.
fn gives_back(command: &Command) -> bool {
    matches!(
        command,
        Command::StartReturn { .. }
            | Command::RemoveTender { .. }
            | Command::PayOutRefused { .. }
            | Command::CancelSale
    )
}

/// Whether a command may move points or vouchers: it completes a sale or a return, calls one off, or spends.
fn moves_value(command: &Command) -> bool {
    !matches!(
        command,
        Command::OpenSale { .. }
            | Command::AddLine { .. }
            | Command::SetQuantity { .. }
            | Command::RemoveLine { .. }
            | Command::SetDiscount(_)
            | Command::UndoChange
            | Command::Identify { .. }
            | Command::RemoveCustomer
            | Command::NumberLookedUp { .. }
            | Command::SignIn
            | Command::SignOut
            | Command::ExportMember { .. }
            | Command::BeginImport { .. }
            | Command::PairDisplay
            | Command::UnpairDisplay
            | Command::LookUpPrice { .. }
            | Command::PrintReceipt { .. }
            | Command::ReceiptNotPrinted { .. }
            | Command::ParkSale
            | Command::ResumeSale
            | Command::TakeOverSale
            | Command::RequestMembership { .. }
            | Command::GiveUpEnrolment
            | Command::Club(
                ClubCommand::RecordConsents { .. }
                    | ClubCommand::SetHomeStore { .. }
                    | ClubCommand::Block { .. }
                    | ClubCommand::Unblock { .. }
                    | ClubCommand::Withdraw { .. }
            )
            | Command::StartSent
            | Command::StartAnswered { .. }
            | Command::LoginAnswered { .. }
            | Command::RequestPayment { .. }
            | Command::CallSent { .. }
            | Command::BookingSent { .. }
            | Command::BookingAnswered { .. }
            | Command::SettleBooking { .. }
            | Command::IssueVoucher { .. }
            | Command::WithdrawVoucher { .. }
    )
}

/// Whether a command happens at no till, and stands in no till's journal.
fn leaves_tills_alone(command: &Command, context: &Context) -> bool {
    match command {
        Command::Club(command) => command.act(context.channel).is_none(),
        Command::IssueVoucher { .. } => true,
        Command::WithdrawVoucher { .. } => context.channel != Channel::Office,
        _ => false,
    }
}

/// Whether a command brings a sale from elsewhere to the till that asks.
fn moves(command: &Command) -> bool {
    matches!(command, Command::ResumeSale | Command::TakeOverSale)
}

impl Engine {
    pub(crate) async fn load_facts(
        &self,
        context: &Context,
        target: &Target,
        command: &Command,
    ) -> Result<Loaded, EngineError> {
        let mut reader = Reader { engine: self, merchant: &context.merchant, versions: Vec::new() };
        let mut facts = Facts {
            enrolment: reader.read::<Enrolment, _>(target.enrolment.as_ref()).await?,
            payment: reader.read::<Payment, _>(target.payment.as_ref()).await?,
            ..Facts::default()
        };
        let returning = target.returning.or_else(|| return_of(facts.payment.as_ref()?));
        facts.returning = reader.read::<Return, _>(returning.as_ref()).await?;
        let sale = target
            .sale
            .or_else(|| facts.payment.as_ref().map(|payment| payment.plan.sale))
            .or_else(|| facts.enrolment.as_ref().map(|enrolment| enrolment.sale))
            .or_else(|| facts.returning.as_ref().map(|returning| returning.of));
        facts.sale = reader.read::<Sale, _>(sale.as_ref()).await?;
        if let Some(sale) = facts.sale.clone() {
            reader.read_of_sale(&mut facts, &sale, target, command).await?;
        }
        let member = target.member.or_else(|| facts.sale.as_ref()?.buyer());
        facts.member = reader.read::<Member, _>(member.as_ref()).await?;
        facts.other_member = reader.read::<Member, _>(target.other_member.as_ref()).await?;
        if let Command::Club(ClubCommand::Merge { .. } | ClubCommand::Unmerge { .. }) = command {
            let other = target.other_member.map(AccountId::from);
            facts.other_account = reader.read::<Account, _>(other.as_ref()).await?;
        }
        let is_late = facts.sale.as_ref().is_some_and(|sale| !sale.is_unfinished());
        if is_late || moves_value(command) {
            // Of two members who are one person, the points are with the one who stands for both.
            let stands_for = facts.member.as_ref().and_then(Member::merged_into);
            let account = stands_for.or(member).map(AccountId::from);
            facts.account = reader.read::<Account, _>(account.as_ref()).await?;
            if matches!(command, Command::Club(_)) {
                let points = &self.shop(&context.merchant)?.points;
                let club = match command {
                    Command::Club(ClubCommand::Import { club, .. }) => Some(club),
                    _ => facts.member.as_ref().map(|member| &member.club),
                };
                facts.points = club.and_then(|club| points.get(club)).cloned();
            } else {
                self.add_club(&mut facts, context)?;
            }
        }
        facts.reach = match (&facts.sale, command) {
            (Some(sale), Command::UsePoints { .. }) => self.reach(sale).await?,
            _ => target.reach,
        };
        facts.membership =
            self.membership(&context.merchant, &facts, command, target.told.as_ref()).await?;
        let of_sale = facts.sale.as_ref().map(|sale| sale.id.into());
        let of_sale = of_sale.filter(|_| facts.own_directory.is_some());
        let booking = target.booking.or(of_sale);
        facts.booking = reader.read::<Booking, _>(booking.as_ref()).await?;
        reader.read_vouchers(&mut facts, target, command).await?;
        if !leaves_tills_alone(command, context) {
            reader.read_tills(&mut facts, context, command).await?;
        }
        Ok(Loaded { facts, versions: reader.versions })
    }

    /// The club of the sale's store with its rules, and the day there on which the sale was paid.
    fn add_club(&self, facts: &mut Facts, context: &Context) -> Result<(), EngineError> {
        let shop = self.shop(&context.merchant)?;
        let at = facts.sale.as_ref().map_or(context, |sale| &sale.context);
        facts.club = shop.store_of(&at.till)?.club.clone();
        facts.points = shop.points_at(&at.till)?.cloned();
        facts.points_as_discount = shop.points_lower_prices_at(&at.till)?;
        facts.own_directory = shop.own_directory_at(&at.till)?.cloned();
        if let Some(SaleState::Completed { at_unix_ms, .. }) =
            facts.sale.as_ref().map(|it| it.state)
        {
            facts.sold_on = Some(shop.now(&at.store, at_unix_ms).local_date);
        }
        Ok(())
    }
}

/// The return that the open refund of a payment is for.
fn return_of(payment: &Payment) -> Option<ReturnId> {
    match payment.open_refund()?.cause {
        RefundCause::Returned { id } => Some(id),
        RefundCause::Undone => None,
    }
}

struct Reader<'a> {
    engine: &'a Engine,
    merchant: &'a MerchantId,
    versions: Vec<(AggregateId, u64)>,
}

impl Reader<'_> {
    async fn read<A: Aggregate, I>(&mut self, id: Option<&I>) -> Result<Option<A>, EngineError>
    where
        AggregateId: for<'i> From<&'i I>,
    {
        let Some(id) = id.map(AggregateId::from) else { return Ok(None) };
        let read = self.engine.read::<A>(self.merchant, &id).await?;
        self.versions.push((id, read.as_ref().map_or(0, |(_, version)| *version)));
        Ok(read.map(|(state, _)| state))
    }

    /// The payments and the enrolment of a sale.
    async fn read_of_sale(
        &mut self,
        facts: &mut Facts,
        sale: &Sale,
        target: &Target,
        command: &Command,
    ) -> Result<(), EngineError> {
        if target.payment.is_none() {
            let live = sale.live_attempt().map(|attempt| attempt.payment);
            facts.payment = self.read::<Payment, _>(live.as_ref()).await?;
        }
        if target.enrolment.is_none() {
            facts.enrolment = self.read::<Enrolment, _>(sale.enrolment.as_ref()).await?;
        }
        let captured = sale.attempts.iter().filter(|one| one.end == Some(AttemptEnd::Captured));
        for attempt in captured.filter(|_| gives_back(command)) {
            facts.paid_by.extend(self.read::<Payment, _>(Some(&attempt.payment)).await?);
        }
        Ok(())
    }

    /// The voucher that a command is about, those of a sale that it may end, and those of a member whom it
    /// erases.
    async fn read_vouchers(
        &mut self,
        facts: &mut Facts,
        target: &Target,
        command: &Command,
    ) -> Result<(), EngineError> {
        let mut ids: Vec<_> = target.voucher.into_iter().collect();
        if let Some(sale) = facts.sale.as_ref().filter(|sale| sale.is_unfinished()) {
            let of_sale = sale.basket.vouchers.iter().map(|voucher| voucher.id);
            ids.extend(of_sale.filter(|_| moves_value(command)));
        }
        if let (Some(member), Command::Club(ClubCommand::Erase { .. })) = (&facts.member, command) {
            ids.extend(&member.vouchers);
        }
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            facts.vouchers.extend(self.read::<Voucher, _>(Some(id)).await?);
        }
        Ok(())
    }

    /// The till where it happens, and what a sale that is moved or opened needs to know of tills.
    async fn read_tills(
        &mut self,
        facts: &mut Facts,
        context: &Context,
        command: &Command,
    ) -> Result<(), EngineError> {
        let of_sale = facts.sale.as_ref().map(|sale| sale.context.till.clone());
        let of_return = facts.returning.as_ref().map(|returning| returning.context.till.clone());
        let asks = &context.till;
        let till = match command {
            command if moves(command) => asks,
            Command::StartReturn { .. }
            | Command::PrintReceipt { .. }
            | Command::ReceiptNotPrinted { .. } => asks,
            // Of the payment's sale, whatever else gives money back through it.
            Command::SettlePayment { .. } => of_sale.as_ref().unwrap_or(asks),
            _ => of_return.as_ref().or(of_sale.as_ref()).unwrap_or(asks),
        };
        facts.till = self.read::<Till, _>(Some(till)).await?;
        if !moves(command) && !matches!(command, Command::OpenSale { .. }) {
            return Ok(());
        }
        let from = of_sale.filter(|from| from != asks);
        facts.from_till = self.read::<Till, _>(from.as_ref()).await?;
        let current = facts.till.as_ref().and_then(|till| till.current_sale);
        let other = current.filter(|id| facts.sale.as_ref().is_none_or(|sale| sale.id != *id));
        facts.current_sale = self.read::<Sale, _>(other.as_ref()).await?;
        Ok(())
    }
}
