//! What the shop's settings say: on most days what the tests have, on some days more promotions, or
//! points that lower the price.

use crate::plot::Plot;
use checkout::{
    Audience, ClubId, Currency, Goods, OfferKind, ProductId, Promotion, Stacking, Terms,
};

use engine::{ClubSettings, Shop};

/// What a jacket is cheaper by, and from how much on the basket is, on days of many promotions.
pub(crate) const JACKET_OFF_MINOR: i64 = 20_000;
pub(crate) const WEEKEND_FROM_MINOR: i64 = 50_000;

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    pub(crate) has_more_promotions: bool,
    /// They are spent on days of a regular customer's.
    points_as_discount: bool,
}

impl Settings {
    pub(crate) fn on(plot: Plot) -> Self {
        let Plot::Day { seed } = plot else { return Self::default() };
        Self { has_more_promotions: seed % 16 == 11, points_as_discount: seed % 32 == 21 }
    }

    pub(crate) fn apply(self, shop: &mut Shop) {
        shop.promotions = testkit::promotions();
        if self.has_more_promotions {
            shop.promotions.extend(more_promotions());
        }
        let club = ClubId::new("club-oslo");
        let points_as_discount = self.points_as_discount;
        shop.clubs.insert(club, ClubSettings { points_as_discount, ..ClubSettings::default() });
    }
}

/// A tenth off the basket, and jackets that are cheaper if nothing else takes anything off them.
fn more_promotions() -> [Promotion; 2] {
    let promotion = |id: &str, kind, line_max, goods| Promotion {
        terms: Terms {
            id: id.to_owned(),
            name: format!("Offer {id}"),
            audience: Audience::Public,
            kind,
            stacking: Stacking { line_max, ..Stacking::default() },
        },
        goods: vec![goods],
        except: Vec::new(),
        stores: Vec::new(),
        currency: Some(Currency::Nok),
        from: None,
        until: None,
    };
    let off = OfferKind::Off { minor: JACKET_OFF_MINOR };
    let tenth = OfferKind::BasketPercent { hundredths: 1_000, from_minor: WEEKEND_FROM_MINOR };
    let jackets = vec![Goods::Product(ProductId::new("jacket1234"))];
    [promotion("jackets", off, Some(1), jackets), promotion("weekend", tenth, None, Vec::new())]
}
