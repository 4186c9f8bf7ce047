//! The domain of a till with a customer club, and nothing else.
//!
//! Everything here is a pure function of its arguments: no IO, no clock, no randomness, no async.
//! Time, ids and what the outside world answered come in as values, so that any sale can be
//! replayed, simulated and proved. The three words to know:
//!
//! - [`decide`] takes the [`Facts`] that a command reads and says what happens, as events, or
//!   refuses with a [`Refusal`];
//! - [`Aggregate::apply`] folds an event into a state, and never fails;
//! - `duty` (on [`Payment`], [`Enrolment`] and [`Booking`]) tells from a state alone what must still be done
//!   in the outside world, and from when.

mod aggregate;
mod basket;
mod booking;
mod context;
mod decide;
mod digest;
mod enrolment;
mod finding;
mod goods;
mod gtin;
mod ids;
mod keyboard;
mod language;
mod member;
mod money;
mod msisdn;
mod payment;
mod points;
mod prices;
mod printing;
mod quantity;
mod receipt;
mod refusal;
mod returning;
mod sale;
mod scan;
mod shop;
mod tender;
mod till;
mod time;
mod vat;
mod voucher;

pub use aggregate::{Aggregate, AggregateId, Encoded, Kind, UnknownRevision, decode, encode};
pub use basket::{
    Basket, DiscountReason, Item, Line, LineId, LinePrice, PricedBy, RULES_MAX, UNIT_MINOR_MAX,
    priced_line,
};
pub use booking::{
    Bookable, Booking, BookingAnswer, BookingEntry, BookingEvent, BookingFate, BookingRefusal,
    BookingTrouble,
};
pub use context::{Book, Channel, Context};
pub use decide::{
    Changes, ClubCommand, Command, Facts, HandDiscount, PointWorth, PointsQuote, decide, is_news,
};
pub use digest::sha256_hex;
pub use enrolment::{
    Enrolment, EnrolmentDuty, EnrolmentEvent, EnrolmentState, LoginAnswer, StartAnswer,
    StartRefusal,
};
pub use finding::search_words;
pub use goods::{GROUPS_MAX, Goods, GroupError, GroupId};
pub use gtin::{Gtin, GtinError};
pub use ids::{
    AccountId, BookingId, ClubId, ContactId, EnrolmentId, MemberId, MerchantId, Msn, OperatorId,
    PaymentId, ProductId, ReservationId, ReturnId, SaleId, StoreId, TillId, VoucherId,
};
pub use keyboard::Layout;
pub use language::{Language, LanguageUnknown};
pub use member::{
    ByHand, Consent, ConsentChannel, Joined, Member, MemberEvent, MemberReason, MemberStatus,
    Purpose,
};
pub use money::{Amount, Currency, MoneyError, PAYMENT_MINOR_MAX};
pub use msisdn::{Msisdn, MsisdnError};
pub use payment::{
    Call, CallAnswer, CallRefusal, Claim, Fate, Moved, Operation, Payment, PaymentDuty,
    PaymentEvent, PaymentFlow, PaymentPlan, PaymentState, ProviderState, Reading, Refund,
    RefundCause, Settling, Trouble,
};
pub use points::{
    ADJUSTED_MAX, Account, AccountEvent, Balance, BroughtPoints, By, EarnedLine, EarningRule, Held,
    LATE_DAYS, Lot, LotSource, PointsReason, PointsRules, Proposal, Tier,
};
pub use prices::{
    Announced, Audience, BeforeFault, Explanation, ListPrice, Membership, Offer, OfferKind,
    OfferedPrice, Outcome, PersonalPrice, Promotion, PromotionError, Reason, Rule, Stacking, Terms,
    Validity, WINDOW_DAYS, check_before,
};
pub use printing::{Paper, Print, PrintTrouble, PrintedBy, Prints};
pub use quantity::{Quantity, QuantityError};
pub use receipt::{Receipt, ReceiptLine, VatSum};
pub use refusal::Refusal;
pub use returning::{RefundEnd, RefundPart, Return, ReturnEvent, ReturnState, ReturnedLine};
pub use sale::{
    Attempt, AttemptEnd, Customer, IdentifiedBy, LineChange, PointsPart, Sale, SaleEvent,
    SaleReturn, SaleState,
};
pub use scan::{
    CALIBRATION, Calibration, Holds, Measured, PersonalQr, ReadScan, ReceiptCode, Scan, ScanError,
    VariableCode, calibrate, decode_scan, read_scan,
};
pub use shop::{Environment, SalesUnit, Store};
pub use tender::{Tender, TenderKind, cash_roundings};
pub use till::{ImportKind, JournalEntry, JournalFact, MemberAct, Till, TillEvent};
pub use time::{LocalDate, LocalDateError, Now};
pub use vat::{Country, VatCategory, VatRate, vat_rate};
pub use voucher::{
    SaleVoucher, Voucher, VoucherCode, VoucherCodeError, VoucherError, VoucherEvent, VoucherOff,
    VoucherReason, VoucherState, VoucherTerms,
};

/// A duty of one aggregate and the time from which it is due, in unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due<D> {
    pub at_unix_ms: i64,
    pub duty: D,
}
