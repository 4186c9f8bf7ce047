//! Why a command can't be done. Each refusal has a code that stays and a sentence that names the next
//! step, for whoever works the till.

use crate::money::Amount;

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
    #[error("Part of the sale is paid. It can't be changed or cancelled any more.")]
    PartlyPaid,
    #[error("There is no such line in the sale.")]
    LineUnknown,
    #[error("The sale has as many lines as one may have. Complete it and start another.")]
    TooManyLines,
    #[error("A price, a discount or a quantity of that line is impossible.")]
    ItemImpossible,
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
    #[error("A membership request is open on the customer's phone.")]
    EnrolmentOpen,
    #[error("The store has no customer club.")]
    NoClub,
    #[error("No payment request is open.")]
    NoPaymentOpen,
    #[error("The customer has already paid. Finish the sale, or return the wares afterwards.")]
    PaymentApproved,
    #[error("There is nothing to decide about that payment.")]
    NothingToDecide,
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
            Self::ItemImpossible => "item_impossible",
            Self::VatUnknown => "vat_unknown",
            Self::EmptyBasket => "basket_empty",
            Self::AmountBelowMinimum { .. } => "amount_below_minimum",
            Self::AmountAboveMaximum { .. } => "amount_above_maximum",
            Self::TenderImpossible => "tender_impossible",
            Self::NoCustomer => "no_customer",
            Self::OtherCustomer => "other_customer",
            Self::AlreadyMember => "already_member",
            Self::EnrolmentOpen => "enrolment_open",
            Self::NoClub => "no_club",
            Self::NoPaymentOpen => "no_payment_open",
            Self::PaymentApproved => "payment_approved",
            Self::NothingToDecide => "nothing_to_decide",
        }
    }
}
