//! What an import of members needs to know before it begins: which of them are there already, so that it
//! may be started again, and when a day began where they joined.

use crate::{Engine, EngineError, ImportOrder, ImportedConsent, MemberView, Shop};
use checkout::{
    Account, AccountEvent, AccountId, AggregateId, BroughtPoints, Consent, ConsentChannel,
    LocalDate, Lot, MemberId, MerchantId, Msisdn, PointsReason, ScanError, StoreId,
};

/// The most characters of the name, the address or a version that comes with a member from elsewhere.
pub const IMPORT_NAME_LENGTH_MAX: usize = 250;
/// The most lots of points that come along with one member.
pub const IMPORT_POINTS_MAX: usize = 50;
/// The most answers that come along with one member.
pub const IMPORT_CONSENTS_MAX: usize = 50;

/// What there is of a member from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// Nobody has the number.
    NotYet,
    /// The same import made a member of them before, whatever has become of them since.
    Before,
    /// The number is a member's, and not as it would be imported.
    Otherwise,
}

impl Engine {
    /// Looks whether a member from elsewhere is there already.
    ///
    /// # Errors
    /// [`EngineError::StoreUnknown`]; [`EngineError::Scan`] if the number is none.
    pub async fn imported(
        &self,
        merchant: &MerchantId,
        order: &ImportOrder,
    ) -> Result<Imported, EngineError> {
        let stores = &self.shop(merchant)?.stores;
        let store = stores.iter().find(|store| store.id == order.store);
        let store = store.ok_or(EngineError::StoreUnknown)?;
        let number = Msisdn::parse(&order.phone_number, store.country).map_err(ScanError::Phone)?;
        let Some(club) = &store.club else { return Ok(Imported::NotYet) };
        let (unit, msisdn) = (&store.sales_unit, number.expose());
        let holder = self.number_holder(merchant, club, unit, msisdn).await?;
        let Some(holder) = holder else { return Ok(Imported::NotYet) };
        let known = self.member(merchant, holder).await?;
        let has_points = self.was_brought(merchant, holder).await? == order.points;
        Ok(if has_points && is_same(&known, order, msisdn) {
            Imported::Before
        } else if known.person.msisdn == msisdn {
            Imported::Otherwise
        } else {
            Imported::NotYet
        })
    }
}

impl Engine {
    /// The points that came along with a member.
    async fn was_brought(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Vec<BroughtPoints>, EngineError> {
        let id = AggregateId::from(&AccountId::from(member));
        let history = self.history::<Account>(merchant, &id).await?;
        let mut events = history
            .into_iter()
            .map(|(event, _)| event)
            .skip_while(|event| matches!(event, AccountEvent::Opened { .. }));
        let brought = std::iter::from_fn(|| match events.next()? {
            AccountEvent::Granted { lot, reason: PointsReason::Elsewhere, .. } => {
                let Lot { points, until_unix_ms, .. } = lot;
                Some(BroughtPoints { points, until_unix_ms })
            }
            _ => None,
        });
        Ok(brought.collect())
    }
}

impl Shop {
    /// When a day begins in a store.
    pub fn day_begins_unix_ms(&self, store: &StoreId, day: LocalDate) -> i64 {
        let day: jiff::civil::Date = day.to_string().parse().expect("it is written as they are");
        let begins = day.to_zoned_datetime(self.zone(store));
        // The calendar's last day may begin after the last moment there is.
        begins.map_or(i64::MAX, |begins| begins.timestamp().as_millisecond())
    }
}

/// What changed in the club since is not compared, nor what an approval in the app told anew.
fn is_same(known: &MemberView, order: &ImportOrder, msisdn: &str) -> bool {
    let (joined, person) = (&known.member.joined, &known.person);
    let is_person = known.member.has_identity
        || person.msisdn == msisdn
            && person.given_name == order.given_name
            && person.name == order.name
            && person.email == order.email;
    let imported = known.consents.iter().filter(|one| one.channel == ConsentChannel::Import);
    let imported: Vec<_> = imported.collect();
    let consents = imported.iter().zip(&order.consents);
    joined.enrolment.is_none()
        && joined.store == order.store
        && joined.at_unix_ms == order.joined_at_unix_ms
        && is_person
        && imported.len() == order.consents.len()
        && consents.into_iter().all(|(known, order)| is_same_consent(known, order))
}

fn is_same_consent(known: &Consent, order: &ImportedConsent) -> bool {
    known.purpose == order.purpose
        && known.accepted == order.accepted
        && known.text == order.text
        && known.version == order.version
        && known.language == order.language
        && known.at_unix_ms == order.at_unix_ms
}
