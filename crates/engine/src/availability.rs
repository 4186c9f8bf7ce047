//! Whether Vipps MobilePay can be used at each sales unit: told by the calls, asked by people and
//! duties, and found out anew by a worker while nobody else tries.

use crate::circuit::{Outage, Unavailable, Way};
use crate::session::Changed;
use crate::{Engine, EngineError};
use checkout::{ClubId, MerchantId, SalesUnit, TillId};
use vipps_mobilepay::{Error, Reference};

/// A sales unit, and its outage if it has one.
#[derive(Debug, Clone)]
pub struct Availability {
    pub unit: SalesUnit,
    pub outage: Option<Outage>,
}

/// A club that the merchant keeps in a system of its own, and that system's outage if it has one.
#[derive(Debug, Clone)]
pub struct ClubAvailability {
    pub club: ClubId,
    pub outage: Option<Outage>,
}

impl Engine {
    /// Every club of a merchant that is kept elsewhere.
    pub fn club_availability(
        &self,
        merchant: &MerchantId,
    ) -> Result<Vec<ClubAvailability>, EngineError> {
        let clubs = self.shop(merchant)?.directories.keys();
        Ok(clubs
            .map(|club| ClubAvailability {
                club: club.clone(),
                outage: self.directory_outage(merchant, club),
            })
            .collect())
    }

    /// Every sales unit of a merchant.
    pub fn availability(&self, merchant: &MerchantId) -> Result<Vec<Availability>, EngineError> {
        let units = self.shop(merchant)?.units.iter();
        Ok(units
            .map(|settings| Availability {
                unit: settings.unit.clone(),
                outage: self.inner.circuits.outage(&settings.unit),
            })
            .collect())
    }

    /// Why Vipps MobilePay can't be used just now at the sales unit of a till's store.
    pub(crate) fn unavailable_at(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Option<Unavailable>, EngineError> {
        let store = self.shop(merchant)?.store_of(till);
        let outage = store.ok().and_then(|store| self.inner.circuits.outage(&store.sales_unit));
        Ok(outage.map(|outage| outage.why))
    }

    /// Fails at once where asking would only let people wait.
    pub(crate) fn expect_available(&self, unit: &SalesUnit, way: Way) -> Result<(), EngineError> {
        match self.inner.circuits.refuses(unit, way, self.now_unix_ms()) {
            Some(why) => Err(EngineError::Unavailable(why)),
            None => Ok(()),
        }
    }

    /// Takes in how a call went, and hands it on. The tills hear of it when it changes what they show.
    pub(crate) fn saw<T>(
        &self,
        unit: &SalesUnit,
        way: Way,
        outcome: Result<T, Error>,
    ) -> Result<T, Error> {
        self.saw_error(unit, way, outcome.as_ref().err());
        outcome
    }

    pub(crate) fn saw_error(&self, unit: &SalesUnit, way: Way, error: Option<&Error>) {
        if !self.inner.circuits.saw(unit, way, error, self.now_unix_ms()) {
            return;
        }
        match self.inner.circuits.outage(unit) {
            Some(Outage { why: Unavailable::KeysRefused, .. }) => tracing::error!(
                sales_unit.msn = %unit.msn,
                "Vipps MobilePay refuses the keys of a sales unit; look at client id, client secret, \
                 subscription key and merchant serial number in the settings"
            ),
            Some(Outage { why, .. }) => tracing::warn!(
                sales_unit.msn = %unit.msn, ?why, "Vipps MobilePay can't be used; trying now and then"
            ),
            None => tracing::info!(sales_unit.msn = %unit.msn, "Vipps MobilePay can be used"),
        }
        for shop in self.inner.shops.values() {
            let tills = shop.tills.iter().filter(|till| {
                shop.store_of(&till.id).is_ok_and(|store| store.sales_unit == *unit)
            });
            let tills: Vec<_> = tills.map(|till| till.id.clone()).collect();
            if !tills.is_empty() {
                let (merchant, ids) = (shop.merchant.clone(), Vec::new());
                // No listener is no fault: nobody has a page open.
                let _ = self.inner.changes.send(Changed { merchant, tills, ids });
            }
        }
    }

    /// Asks for a payment that does not exist: being told so is all that is wanted.
    pub(crate) async fn probe(&self, unit: &SalesUnit) -> Result<(), EngineError> {
        let found =
            self.inner.shops.values().find_map(|shop| Some((shop, shop.client(unit).ok()?)));
        let Some((shop, client)) = found else { return Ok(()) };
        let reference = Reference::parse(&format!("{}-is-anybody-there", shop.reference_prefix))
            .map_err(|error| EngineError::Unreadable(error.to_string()))?;
        let outcome = client.epayment().get(&reference).await;
        for way in [Way::Read, Way::Write] {
            self.saw_error(unit, way, outcome.as_ref().err());
        }
        Ok(())
    }
}
