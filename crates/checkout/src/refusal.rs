//! Why a command can't be done. Each refusal has a code that stays and a sentence that names the next
//! step, for whoever works the till.

use crate::money::Amount;
use crate::quantity::Quantity;
use crate::time::LocalDate;
use crate::voucher::VoucherError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such sale.")]
    SaleUnknown,
    #[error("There is already a sale with that id.")]
    SaleExists,
    #[error("The till has an open sale. Finish or cancel it first.")]
    TillBusy,
    #[error("The sale is closed and can't be changed. Start a new one.")]
    SaleClosed,
    #[error("The sale belongs to another till.")]
    OtherTill,
    #[error("A payment request is open. Cancel it first, then change the sale.")]
    PaymentOpen,
    #[error("Part of the sale is paid. Take that back first, then change or park the sale.")]
    PartlyPaid,
    #[error("There is no such line in the sale.")]
    LineUnknown,
    #[error("The sale has as many lines as one may have. Complete it and start another.")]
    TooManyLines,
    #[error("The sale has had as many payment requests as one may have. Take another tender.")]
    TooManyAttempts,
    #[error("A price, a discount or a quantity of that line is impossible.")]
    ItemImpossible,
    #[error("There is nothing to undo.")]
    NothingToUndo,
    #[error("A discount is nothing or more, and no more than the line costs.")]
    DiscountImpossible,
    #[error("You may take {most} off that line at most. For more, ask the store manager.")]
    DiscountTooHigh { most: Amount },
    #[error("The last day of that ware was {day}. Don't sell it; take it off the shelf.")]
    PastLastDay { day: LocalDate },
    #[error("That product has no VAT rate for today. Put it in order in the catalogue.")]
    VatUnknown,
    #[error("The basket is empty. Scan something first.")]
    EmptyBasket,
    #[error("The least that can be paid this way is {minimum}. Take another tender.")]
    AmountBelowMinimum { minimum: Amount },
    #[error("The most that can be paid this way is {maximum}. Take another tender for a part.")]
    AmountAboveMaximum { maximum: Amount },
    #[error("The amount is more than what is left to pay, or not more than zero.")]
    TenderImpossible,
    #[error("No customer is known. Scan a personal QR or type a phone number.")]
    NoCustomer,
    #[error("Another customer is on this sale. Remove that customer first.")]
    OtherCustomer,
    #[error("The customer is a member already.")]
    AlreadyMember,
    #[error("The customer's number is not known yet. Scan the QR again, or type the number.")]
    NumberUnknown,
    #[error("A membership request is open on the customer's phone.")]
    EnrolmentOpen,
    #[error("No membership request waits for an answer.")]
    NoEnrolmentOpen,
    #[error("The store has no customer club.")]
    NoClub,
    #[error("The membership is blocked, so it can't be changed or renewed. Ask the store manager.")]
    MemberBlocked,
    #[error("The membership is not blocked.")]
    NotBlocked,
    #[error("The member has left the club. Ask for membership anew.")]
    MemberWithdrawn,
    #[error("Another member stands for this one. Undo that first, or change the other one.")]
    MemberMerged,
    #[error("The other member does not stand for this one, so there is nothing to undo.")]
    NotMerged,
    #[error("The member stands for others already. Undo that first, or keep this one.")]
    StandsForOthers,
    #[error("The member stands for as many others as one may. Look whether that can be right.")]
    TooManyMerged,
    #[error("The two are members of different clubs, so neither can stand for the other.")]
    OtherClub,
    #[error("A sale is being paid with that member's points. Try again once it is done.")]
    PointsHeld,
    #[error("That is what makes a member. To take it back, end the membership instead.")]
    MembershipItself,
    #[error("The number belongs to a member of the club already.")]
    NumberTaken,
    #[error("No payment request is open.")]
    NoPaymentOpen,
    #[error("The customer has already paid. Finish the sale, or return the wares afterwards.")]
    PaymentApproved,
    #[error("There is nothing to decide about that payment.")]
    NothingToDecide,
    #[error("There is no such tender in the sale.")]
    TenderUnknown,
    #[error("The sale is parked. Resume it first.")]
    SaleParked,
    #[error("The sale is not parked, so it can't be resumed.")]
    NotParked,
    #[error(
        "The till has as many parked sales as one may have. Finish or cancel this one instead."
    )]
    TooManyParked,
    #[error("The sale belongs to another store. Go on with it there.")]
    OtherStore,
    #[error("Training and real sales don't mix. Do it at a till of the same kind.")]
    OtherBook,
    #[error("The sale is not completed, so nothing can come back yet. Cancel the sale instead.")]
    NotCompleted,
    #[error("There is no receipt yet. Finish the sale or the return first.")]
    NoReceiptYet,
    #[error("The receipt is not printed yet. Print it first, then its copy.")]
    ReceiptNotPrinted,
    #[error("The receipt and its one copy are printed. More are not allowed.")]
    ReceiptCopied,
    #[error("Choose at least one line to take back.")]
    NothingToReturn,
    #[error("That line has come back already.")]
    AllReturned,
    #[error(
        "The sale has come back in as many parts as one may. Ask the store manager about the rest."
    )]
    TooManyReturns,
    #[error("That payment was given back in as many parts as one may be. Choose another tender.")]
    TooManyRefunds,
    #[error("Only {left} of that line is left to take back.")]
    MoreThanBought { left: Quantity },
    #[error(
        "The sale was in another currency than this till's. Take it back at a till of that one."
    )]
    OtherCurrency,
    #[error("There is nothing to pay out. What is still missing is on its way.")]
    NothingToPayOut,
    #[error("The member has {available} points to spend.")]
    TooFewPoints { available: i64 },
    #[error("Points can't be spent here. Take another tender.")]
    PointsNotSpent,
    #[error("To spend points, scan the customer's personal QR.")]
    PointsNotProved,
    #[error(
        "The points want the member's approval. Leave {minimum} or more for a request to the member's \
         own phone, scan the personal QR, or take the points off."
    )]
    PointsToBeApproved { minimum: Amount },
    #[error("Points are on this sale already. Take them back first to use others.")]
    PointsUsed,
    #[error("The customer is no member. Ask for membership first.")]
    NotAMember,
    #[error("The club can't be asked just now who is a member. Try again later.")]
    MembershipUnanswered,
    #[error("The purchase is booked on another member.")]
    AlreadyBooked,
    #[error("A purchase can be booked on a member for {days} days, and this one is older.")]
    TooLate { days: u16 },
    #[error("The person is erased: nobody knows any more who it was.")]
    MemberErased,
    #[error("The member has an open sale at a till. Finish or cancel it first.")]
    MemberBusy,
    #[error("The club gives no points.")]
    NoPoints,
    #[error("Points are a whole number from 1 to 1,000,000, or less than zero to take them.")]
    PointsImpossible,
    #[error("Nothing may be taken off that.")]
    NeverDiscounted,
    #[error("So many points want a second person. Ask somebody else to confirm them.")]
    SecondPersonNeeded,
    #[error("No points wait under that number. Somebody may have answered already.")]
    ProposalUnknown,
    #[error("So many points of that member wait for a second person already. Answer them first.")]
    TooManyProposals,
    #[error("Money is on its way back already, so the return goes on. Wait for it to end.")]
    RefundUnderWay,
    #[error("No voucher has that code. Look at it again, or go on without it.")]
    VoucherUnknown,
    #[error("There is already a voucher with that code, and it is good for something else.")]
    VoucherExists,
    #[error("The voucher has expired: its last day was {until}. Go on without it.")]
    VoucherExpired { until: LocalDate },
    #[error("The voucher is not good yet: its first day is {from}. Go on without it.")]
    VoucherNotYet { from: LocalDate },
    #[error("The voucher was used on {on}, and is good for one purchase. Go on without it.")]
    VoucherUsed { on: LocalDate },
    #[error("A sale has that voucher already. Finish that sale, or take the voucher off there.")]
    VoucherHeld,
    #[error("The voucher is not for this customer. If it is theirs, scan their personal QR first.")]
    VoucherNotForCustomer,
    #[error("The voucher is not good in this store. Go on without it.")]
    VoucherOtherStore,
    #[error("The voucher was withdrawn by the shop. Go on without it.")]
    VoucherWithdrawn,
    #[error("There is no such voucher on the sale.")]
    VoucherNotOnSale,
    #[error("The sale has as many vouchers as one may have. Take one off first.")]
    TooManyVouchers,
    #[error("The member has had as many vouchers as one may have. Make it one for all members.")]
    TooManyOfMember,
    #[error("Vouchers are real, so training uses none.")]
    VoucherInTraining,
    #[error("The voucher can't be: {0}.")]
    VoucherImpossible(VoucherError),
}

impl Refusal {
    /// A word that clients may branch on; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SaleUnknown => "sale_unknown",
            Self::SaleExists => "sale_exists",
            Self::TillBusy => "till_busy",
            Self::SaleClosed => "sale_closed",
            Self::OtherTill => "other_till",
            Self::PaymentOpen => "payment_open",
            Self::PartlyPaid => "partly_paid",
            Self::LineUnknown => "line_unknown",
            Self::TooManyLines => "too_many_lines",
            Self::TooManyAttempts => "too_many_attempts",
            Self::ItemImpossible => "item_impossible",
            Self::NothingToUndo => "nothing_to_undo",
            Self::DiscountImpossible => "discount_impossible",
            Self::DiscountTooHigh { .. } => "discount_too_high",
            Self::PastLastDay { .. } => "past_last_day",
            Self::VatUnknown => "vat_unknown",
            Self::EmptyBasket => "basket_empty",
            Self::AmountBelowMinimum { .. } => "amount_below_minimum",
            Self::AmountAboveMaximum { .. } => "amount_above_maximum",
            Self::TenderImpossible => "tender_impossible",
            Self::NoCustomer => "no_customer",
            Self::OtherCustomer => "other_customer",
            Self::AlreadyMember => "already_member",
            Self::NumberUnknown => "number_unknown",
            Self::EnrolmentOpen => "enrolment_open",
            Self::NoEnrolmentOpen => "no_enrolment_open",
            Self::NoClub => "no_club",
            Self::MemberBlocked => "member_blocked",
            Self::NotBlocked => "not_blocked",
            Self::MemberWithdrawn => "member_withdrawn",
            Self::MemberMerged => "member_merged",
            Self::NotMerged => "not_merged",
            Self::StandsForOthers => "stands_for_others",
            Self::TooManyMerged => "too_many_merged",
            Self::OtherClub => "other_club",
            Self::PointsHeld => "points_held",
            Self::MembershipItself => "membership_itself",
            Self::NumberTaken => "number_taken",
            Self::NoPaymentOpen => "no_payment_open",
            Self::PaymentApproved => "payment_approved",
            Self::NothingToDecide => "nothing_to_decide",
            Self::TenderUnknown => "tender_unknown",
            Self::SaleParked => "sale_parked",
            Self::NotParked => "not_parked",
            Self::TooManyParked => "too_many_parked",
            Self::OtherStore => "other_store",
            Self::OtherBook => "other_book",
            Self::NotCompleted => "not_completed",
            Self::NoReceiptYet => "no_receipt_yet",
            Self::ReceiptNotPrinted => "receipt_not_printed",
            Self::ReceiptCopied => "receipt_copied",
            Self::NothingToReturn => "nothing_to_return",
            Self::AllReturned => "all_returned",
            Self::TooManyReturns => "too_many_returns",
            Self::TooManyRefunds => "too_many_refunds",
            Self::MoreThanBought { .. } => "more_than_bought",
            Self::OtherCurrency => "other_currency",
            Self::NothingToPayOut => "nothing_to_pay_out",
            Self::TooFewPoints { .. } => "too_few_points",
            Self::PointsNotSpent => "points_not_spent",
            Self::PointsNotProved => "points_not_proved",
            Self::PointsToBeApproved { .. } => "points_to_be_approved",
            Self::PointsUsed => "points_used",
            Self::NotAMember => "not_a_member",
            Self::MembershipUnanswered => "membership_unanswered",
            Self::AlreadyBooked => "already_booked",
            Self::TooLate { .. } => "too_late",
            Self::MemberErased => "member_erased",
            Self::MemberBusy => "member_busy",
            Self::NoPoints => "no_points",
            Self::PointsImpossible => "points_impossible",
            Self::NeverDiscounted => "never_discounted",
            Self::SecondPersonNeeded => "second_person_needed",
            Self::ProposalUnknown => "proposal_unknown",
            Self::TooManyProposals => "too_many_proposals",
            Self::RefundUnderWay => "refund_under_way",
            Self::VoucherUnknown => "voucher_unknown",
            Self::VoucherExists => "voucher_exists",
            Self::VoucherExpired { .. } => "voucher_expired",
            Self::VoucherNotYet { .. } => "voucher_not_yet",
            Self::VoucherUsed { .. } => "voucher_used",
            Self::VoucherHeld => "voucher_held",
            Self::VoucherNotForCustomer => "voucher_not_for_customer",
            Self::VoucherOtherStore => "voucher_other_store",
            Self::VoucherWithdrawn => "voucher_withdrawn",
            Self::VoucherNotOnSale => "voucher_not_on_sale",
            Self::TooManyVouchers => "too_many_vouchers",
            Self::TooManyOfMember => "too_many_of_member",
            Self::VoucherInTraining => "voucher_in_training",
            Self::VoucherImpossible(_) => "voucher_impossible",
        }
    }
}
