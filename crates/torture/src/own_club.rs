//! The club that a merchant keeps in a system of its own, on some days: behind a network that is as bad
//! as the weather.

use crate::plot::Plot;
use crate::regular;
use crate::world::World;
use axum::Router;
use checkout::{ClubId, Sale, SaleId, SaleState, TenderKind};
use directory::{Client, Reference};
use engine::Shop;
use std::collections::BTreeMap;
use std::sync::Arc;
use vipps_mobilepay::{SecretString, Transport};

const CLUB: &str = "club-oslo";
const TOKEN: &str = "directory-token";
const TIMEOUT_MS: u64 = 1_500;

/// Clones are the same club.
#[derive(Clone)]
pub(crate) struct OwnClub(Reference);

impl OwnClub {
    /// The club of a day; none where it is the built-in one. On most of these days it has a member
    /// already, and the others are a regular customer's, who joins.
    pub(crate) fn on(plot: Plot, world: &World) -> Option<Self> {
        let Plot::Day { seed } = plot else { return None };
        let is_elsewhere = seed % 16 == 13 || seed % 64 == 5;
        is_elsewhere.then(|| {
            let token = SecretString::from(TOKEN);
            let club = Reference::new(token, Arc::new(world.clock.clone()));
            if !regular::comes_on(seed) {
                club.add_member("4798765432", "Kari", 300);
            }
            Self(club)
        })
    }

    pub(crate) fn router(&self) -> Router {
        self.0.router()
    }

    /// Has a shop ask there.
    pub(crate) fn connect(shop: &mut Shop, way: Arc<dyn Transport>) {
        let url = "http://127.0.0.1:8095/".parse().expect("it is an address");
        let client = Client::new(url, SecretString::from(TOKEN), TIMEOUT_MS, way);
        let club = ClubId::new(CLUB);
        shop.points.remove(&club);
        shop.directories.insert(club, client.expect("it is on this machine"));
    }

    /// When all has come to rest: each member's sale was told of once, with what came back of it, and
    /// what points paid is gone there.
    ///
    /// # Errors
    ///
    /// If the club has something else.
    pub(crate) fn at_rest(&self, sales: &BTreeMap<SaleId, Sale>) -> Result<(), String> {
        let is_members = |sale: &&Sale| sale.customer.is_some_and(|it| it.member.is_some());
        let is_done = |sale: &&Sale| matches!(sale.state, SaleState::Completed { .. });
        let done: Vec<_> = sales.values().filter(is_done).filter(is_members).collect();
        let returns = done.iter().flat_map(|sale| &sale.returns);
        let returns = returns.filter(|one| one.receipt_number.is_some()).count();
        let (expected, booked) = ((done.len(), returns), self.0.booked());
        if expected != booked {
            return Err(format!("the club was to be told {expected:?}, and has {booked:?}"));
        }
        let by_points = |sale: &&Sale| {
            sale.tenders.iter().find_map(|tender| match tender.kind {
                TenderKind::Points { points, .. } => Some((sale.id, points)),
                _ => None,
            })
        };
        let paid: BTreeMap<SaleId, i64> = done.iter().filter_map(by_points).collect();
        let gone = self.0.redeemed().into_iter();
        let gone = gone.map(|(purchase, points)| (SaleId(purchase), points)).collect();
        if paid != gone {
            return Err(format!("points paid {paid:?}, and at the club {gone:?} are gone"));
        }
        Ok(())
    }
}
