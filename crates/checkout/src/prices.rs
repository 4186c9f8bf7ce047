//! What a basket costs whom. The public price of the day is what anybody pays; a member may pay a
//! lower one, of the club, of a tier, or of their own. On top of that come promotions, and every
//! line tells which rules made its price, which did not, and why.
//!
//! All of it follows from what the lines brought along when they were scanned and from who buys, so
//! that the order of scanning makes no difference and a replay comes to the same.

mod audience;
mod bundles;
mod explained;
mod history;
mod pricing;
mod promotion;
mod rows;
mod search;
mod vouchers;

pub use audience::Audience;
pub use explained::{Explanation, Outcome, Reason, Rule};
pub use history::{Announced, BeforeFault, OfferedPrice, WINDOW_DAYS, check_before};
pub(crate) use pricing::price;
pub use promotion::{Offer, OfferKind, Promotion, PromotionError, Stacking, Terms};
pub use rows::{ListPrice, Membership, PersonalPrice, Validity};
