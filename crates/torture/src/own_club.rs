//! The club that a merchant keeps in a system of its own, on some days and in some sales: behind a network
//! that is as bad as the weather.

use crate::clerk;
use crate::plot::Plot;
use crate::points::came_back;
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

/// What its first member has.
const POINTS: i64 = 300;

/// Clones are the same club.
#[derive(Clone)]
pub(crate) struct OwnClub {
    reference: Reference,
    /// All points that it had at the beginning.
    had: i64,
}

impl OwnClub {
    /// The club of a run; none where it is the built-in one. On most of the days it has a member
    /// already, and the others are a regular customer's, who joins.
    pub(crate) fn on(plot: Plot, world: &World) -> Option<Self> {
        let (is_elsewhere, first) = match plot {
            Plot::Day { seed } => {
                let is_member = !regular::comes_on(seed);
                (seed % 16 == 13 || seed % 64 == 5, is_member.then_some("4798765432"))
            }
            Plot::Sale { .. } => (plot.is_sale_of_a_club(), Some(clerk::NUMBER)),
        };
        is_elsewhere.then(|| {
            let token = SecretString::from(TOKEN);
            let reference = Reference::new(token, Arc::new(world.clock.clone()));
            let had = first.map_or(0, |number| {
                reference.add_member(number, "Kari", POINTS);
                POINTS
            });
            Self { reference, had }
        })
    }

    pub(crate) fn router(&self) -> Router {
        self.reference.router()
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
    /// what points paid is gone there. Where everything came back, the points are as they were.
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
        let (expected, booked) = ((done.len(), returns), self.reference.booked());
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
        let gone = self.reference.redeemed().into_iter();
        let gone = gone.map(|(purchase, points)| (SaleId(purchase), points)).collect();
        if paid != gone {
            return Err(format!("points paid {paid:?}, and at the club {gone:?} are gone"));
        }
        let (points, had) = (self.points(), self.had);
        if done.iter().all(|sale| came_back(sale)) && points != had {
            return Err(format!("the club had {had} points, all came back, and it has {points}"));
        }
        Ok(())
    }

    fn points(&self) -> i64 {
        let members = self.reference.members().into_iter();
        let balances = members.filter_map(|member| self.reference.balance(&member.id));
        balances.map(|balance| balance.available).sum()
    }
}
