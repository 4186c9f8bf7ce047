//! Which prices and promotions a line brings along, what holds for one member alone, and whether the
//! before-prices of reductions may be shown.

use crate::directories::AtTheClub;
use crate::erasing::DAY_MS;
use crate::settings::Shop;
use crate::{Engine, EngineError};
use checkout::{
    Account, AccountId, Announced, Audience, BeforeFault, ClubId, Command, Currency, Facts,
    GroupId, ListPrice, LocalDate, MemberId, Membership, MerchantId, Offer, OfferedPrice,
    PersonalPrice, ProductId, Promotion, RULES_MAX, Store, Validity, WINDOW_DAYS, check_before,
};
use store::{NewPriceRow, PriceRow};

/// A reduction whose before-price must not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeWarning {
    pub product: ProductId,
    pub currency: Currency,
    /// The price list or the promotion.
    pub list: String,
    pub audience: Audience,
    pub announced: Announced,
    pub fault: BeforeFault,
}

impl Engine {
    /// The prices of price lists that a product has in a store on a day, for whomever they are, and
    /// those that are near enough to be named.
    pub(crate) async fn prices_in(
        &self,
        merchant: &MerchantId,
        store: &Store,
        product: &ProductId,
        today: LocalDate,
    ) -> Result<Vec<ListPrice>, EngineError> {
        let since = Validity::named_since(today);
        let rows = self.inner.store.list_prices(merchant, product, store.currency, since).await?;
        let club = store.club.as_ref();
        let mut prices: Vec<_> = rows
            .into_iter()
            .filter(|row| row.audience.may_mean_members_of(club))
            .filter_map(|row| list_price(row, today))
            .collect();
        // Of more than a line may bring along, those that hold and are lowest.
        prices.sort_by_key(|price| (price.validity, price.unit_minor));
        prices.truncate(RULES_MAX);
        prices.sort();
        Ok(prices)
    }

    /// What holds for a member alone, their tier of today among it, if a command may bring a member or a
    /// ware to a sale. `told` is what a club that is kept elsewhere says of the member just now.
    pub(crate) async fn membership(
        &self,
        merchant: &MerchantId,
        facts: &Facts,
        command: &Command,
        told: Option<&AtTheClub>,
    ) -> Result<Option<(MemberId, Membership)>, EngineError> {
        let Some(sale) = &facts.sale else { return Ok(None) };
        let member = match command {
            Command::AddLine { .. } | Command::UndoChange => {
                sale.customer.and_then(|customer| customer.member)
            }
            Command::Identify { customer, .. } => customer.member,
            Command::Enrol { member, .. } => Some(*member),
            _ => None,
        };
        let Some(member) = member else { return Ok(None) };
        let shop = self.shop(merchant)?;
        let today = shop.now(&sale.context.store, self.now_unix_ms()).local_date;
        let own = self.inner.store.personal_prices(merchant, member, sale.currency, today).await?;
        let own = own.into_iter().filter_map(|row| {
            let product = row.product.clone();
            Some(PersonalPrice { product, price: list_price(row, today)? })
        });
        let tier = if shop.own_directory_at(&sale.context.till)?.is_some() {
            match told {
                Some(told) => told.tier.clone(),
                None => self.at_the_club(merchant, member).await?.and_then(|known| known.tier),
            }
        } else {
            let id = AccountId::from(member);
            let account = self.read::<Account>(merchant, &(&id).into()).await?;
            let rules = shop.points_at(&sale.context.till)?;
            rules.zip(account.as_ref()).and_then(|(rules, (account, _))| {
                account.tier(rules, today).map(|tier| tier.id.clone())
            })
        };
        Ok(Some((member, Membership { tier, personal: own.collect() })))
    }

    /// What was offered before that moment says nothing of a before-price of today.
    pub fn before_window_unix_ms(&self) -> i64 {
        self.now_unix_ms() - i64::from(WINDOW_DAYS) * DAY_MS
    }

    /// The reductions of a product, by price lists and promotions that hold on a day or later, whose
    /// before-price must not be shown: the catalogue's price of today, if a lower one was offered in the
    /// 30 days before. `more` are prices that are to be put. What lasts, as the catalogue's price for
    /// members does, is asked about as if it were announced on that day.
    pub async fn before_prices(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
        on: LocalDate,
        more: &[NewPriceRow],
    ) -> Result<Vec<BeforeWarning>, EngineError> {
        let shop = self.shop(merchant)?;
        let mut rows = self.inner.store.price_history(merchant, product, currency).await?;
        let now_unix_ms = self.now_unix_ms();
        for row in more.iter().filter(|row| row.product == *product && row.currency == currency) {
            put(&mut rows, row, now_unix_ms);
        }
        let before = rows.iter().find(|row| {
            row.list.is_empty()
                && row.audience == Audience::Public
                && row.replaced_at_unix_ms.is_none()
        });
        let Some(before_minor) = before.map(|row| row.unit_minor) else { return Ok(Vec::new()) };
        let offered = |row: &PriceRow| shop.offered(row);
        let mut history: Vec<_> = rows.iter().filter_map(offered).collect();
        let held = rows.iter().filter(|row| row.replaced_at_unix_ms.is_none());
        let is_reduced =
            |row: &&PriceRow| !row.list.is_empty() || row.audience == Audience::Members;
        let mut reductions: Vec<_> = held.filter(is_reduced).filter_map(offered).collect();
        let groups = self.inner.store.product(merchant, product, currency).await?;
        let groups = groups.and_then(|product| product.groups).unwrap_or_default();
        let promoted = shop.promoted((product, &groups), currency, before_minor);
        let promoted: Vec<_> = promoted.collect();
        history.extend(promoted.iter().cloned());
        reductions.extend(promoted);
        let is_asked = |price: &&OfferedPrice| {
            price.until.is_none_or(|until| until >= on)
                && !matches!(price.audience, Audience::Personal(_))
        };
        let warnings = reductions.iter().filter(is_asked).filter_map(|price| {
            let fault = |history: &[OfferedPrice], from| {
                let announced = Announced { before_minor, unit_minor: price.unit_minor, from };
                check_before(history, &announced).map(|fault| (announced, fault))
            };
            let (announced, fault) = match price.from.filter(|_| !price.list.is_empty()) {
                Some(from) => fault(&history, from)?,
                // What lasts is not announced: its price before is that of the 30 days before today, its own
                // price apart.
                None => {
                    let is_other = |one: &&OfferedPrice| {
                        (&one.list, &one.audience) != (&price.list, &price.audience)
                    };
                    let others: Vec<_> = history.iter().filter(is_other).cloned().collect();
                    let is_lower =
                        |(_, fault): &(_, BeforeFault)| matches!(fault, BeforeFault::Lower { .. });
                    fault(&others, on).filter(is_lower)?
                }
            };
            Some(BeforeWarning {
                product: product.clone(),
                currency,
                list: price.list.clone(),
                audience: price.audience.clone(),
                announced,
                fault,
            })
        });
        Ok(warnings.collect())
    }
}

impl Shop {
    /// The promotions that a product takes part in when it is scanned in a store on a day.
    pub(crate) fn offers_in(
        &self,
        store: &Store,
        (product, groups): (&ProductId, &[GroupId]),
        today: LocalDate,
    ) -> Vec<Offer> {
        if self.is_never_discounted(product, groups) {
            return Vec::new();
        }
        let here = self.promotions.iter().filter(|promotion| promotion.is_for_store(store));
        let mut offers: Vec<_> =
            here.filter_map(|promotion| promotion.offer_for(product, groups, today)).collect();
        offers.sort();
        offers
    }

    pub(crate) fn is_never_discounted(&self, product: &ProductId, groups: &[GroupId]) -> bool {
        self.never_discounted.iter().any(|goods| goods.mean(product, groups))
    }

    /// The promotions that take something off each unit of a product, as prices; sets announce no
    /// lower price of one.
    fn promoted(
        &self,
        (product, groups): (&ProductId, &[GroupId]),
        currency: Currency,
        unit_minor: i64,
    ) -> impl Iterator<Item = OfferedPrice> {
        let is_for = move |promotion: &&Promotion| {
            promotion.is_for(product, groups)
                && !self.is_never_discounted(product, groups)
                && self
                    .stores
                    .iter()
                    .any(|store| store.currency == currency && promotion.is_for_store(store))
        };
        self.promotions.iter().filter(is_for).filter_map(move |promotion| {
            Some(OfferedPrice {
                list: promotion.terms.id.clone(),
                audience: promotion.terms.audience.clone(),
                unit_minor: promotion.unit_minor(unit_minor)?,
                from: promotion.from,
                until: promotion.until,
            })
        })
    }

    /// A row with the days on which its price was, or will be, offered; none if it was replaced before
    /// its first.
    pub fn offered(&self, row: &PriceRow) -> Option<OfferedPrice> {
        let put = (row.put_at_unix_ms > 0).then(|| self.day_in(row.currency, row.put_at_unix_ms));
        let replaced = row.replaced_at_unix_ms.map(|at| self.day_in(row.currency, at));
        let from = row.from.max(put);
        let until = match (row.until, replaced) {
            (Some(until), Some(replaced)) => Some(until.min(replaced)),
            (until, replaced) => until.or(replaced),
        };
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            return None;
        }
        Some(OfferedPrice {
            list: row.list.clone(),
            audience: row.audience.clone(),
            unit_minor: row.unit_minor,
            from,
            until,
        })
    }

    /// The day that a moment is where a currency is taken.
    pub fn day_in(&self, currency: Currency, unix_ms: i64) -> LocalDate {
        let store = self.stores.iter().find(|store| store.currency == currency);
        let store = store.or(self.stores.first());
        let none = checkout::StoreId::new("");
        self.now(store.map_or(&none, |store| &store.id), unix_ms).local_date
    }

    /// Whether some store has that club.
    pub fn has_club(&self, club: &ClubId) -> bool {
        self.stores.iter().any(|store| store.club.as_ref() == Some(club))
    }
}

fn list_price(row: PriceRow, today: LocalDate) -> Option<ListPrice> {
    let validity = Validity::on(today, row.from, row.until)?;
    let PriceRow { list, audience, unit_minor, .. } = row;
    Some(ListPrice { list, audience, unit_minor, validity })
}

/// The history as it will be when a row is put.
fn put(rows: &mut Vec<PriceRow>, new: &NewPriceRow, now_unix_ms: i64) {
    let held = rows.iter_mut().find(|row| {
        row.replaced_at_unix_ms.is_none()
            && (&row.list, &row.audience, row.from) == (&new.list, &new.audience, new.from)
    });
    if let Some(held) = held {
        if new.unit_minor == Some(held.unit_minor) && new.until == held.until {
            return;
        }
        held.replaced_at_unix_ms = Some(now_unix_ms);
    }
    let Some(unit_minor) = new.unit_minor else { return };
    rows.push(PriceRow {
        product: new.product.clone(),
        currency: new.currency,
        list: new.list.clone(),
        audience: new.audience.clone(),
        unit_minor,
        from: new.from,
        until: new.until,
        put_at_unix_ms: now_unix_ms,
        replaced_at_unix_ms: None,
    });
}
