//! Promotions as the settings file says them.

use anyhow::{Context, bail, ensure};
use checkout::{Audience, Currency, Goods, OfferKind, Promotion, Stacking, Store, StoreId, Terms};
use serde::Deserialize;

/// The longest name of a promotion, in bytes: people read it on the till.
const NAME_LENGTH_MAX: usize = 60;

/// One of: `percent`; `off`; `take` and `pay`; `take` and `price`; `price` and parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromotionConfig {
    pub(crate) id: String,
    name: String,
    /// As in price lists, but for single members.
    audience: Option<String>,
    percent: Option<u16>,
    /// Off each unit, or off the basket; in minor units.
    off: Option<i64>,
    /// Whether percent or off are of all that the basket has of its goods.
    #[serde(default)]
    basket: bool,
    /// What that must come to, in minor units.
    minimum: Option<i64>,
    #[serde(default)]
    priority: u8,
    one_of: Option<String>,
    #[serde(default)]
    exclusive: bool,
    line_max: Option<u8>,
    take: Option<u32>,
    pay: Option<u32>,
    /// Of a set, in minor units.
    price: Option<i64>,
    /// Of the amounts.
    currency: Option<Currency>,
    #[serde(default, rename = "part")]
    parts: Vec<PartConfig>,
    #[serde(default)]
    only: Vec<Goods>,
    #[serde(default)]
    except: Vec<Goods>,
    #[serde(default)]
    stores: Vec<String>,
    from: Option<String>,
    until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartConfig {
    take: u32,
    of: Vec<Goods>,
}

impl PromotionConfig {
    pub(crate) fn promotion(&self, stores: &[Store]) -> anyhow::Result<Promotion> {
        let is_named = |text: &str| (1..=NAME_LENGTH_MAX).contains(&text.trim().len());
        ensure!(
            is_named(&self.id) && is_named(&self.name),
            "id and name: 1 to {NAME_LENGTH_MAX} characters"
        );
        let audience: Audience =
            self.audience.as_deref().map_or(Ok(Audience::Public), str::parse)?;
        if let Audience::Club(club) | Audience::Tier(club, _) = &audience {
            let is_there = stores.iter().any(|store| store.club.as_ref() == Some(club));
            ensure!(is_there, "no store has the club {club}");
        }
        for id in &self.stores {
            let is_there = stores.iter().any(|store| store.id.as_str() == id);
            ensure!(is_there, "there is no store {id}");
        }
        let goods = match self.parts.as_slice() {
            [] => vec![self.only.clone()],
            parts => {
                ensure!(self.only.is_empty(), "parts name their goods: leave only out");
                parts.iter().map(|part| part.of.clone()).collect()
            }
        };
        let day = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
        let (id, name) = (self.id.clone(), self.name.trim().to_owned());
        let promotion = Promotion {
            terms: Terms { id, name, audience, kind: self.kind()?, stacking: self.stacking()? },
            goods,
            except: self.except.clone(),
            stores: self.stores.iter().map(StoreId::new).collect(),
            currency: self.currency,
            from: day(&self.from).context("from")?,
            until: day(&self.until).context("until")?,
        };
        promotion.check()?;
        Ok(promotion)
    }

    fn stacking(&self) -> anyhow::Result<Stacking> {
        let line_max = match self.line_max {
            None => self.exclusive.then_some(1),
            Some(0) => bail!("line_max is at least 1"),
            Some(_) if self.exclusive => {
                bail!("say exclusive or line_max: exclusive is a line_max of 1")
            }
            Some(most) => Some(most),
        };
        Ok(Stacking { priority: self.priority, one_of: self.one_of.clone(), line_max })
    }

    fn kind(&self) -> anyhow::Result<OfferKind> {
        if self.basket {
            let from_minor = self.minimum.unwrap_or(0);
            let is_set = self.take.or(self.pay).is_some() || self.price.is_some();
            return match (self.percent, self.off) {
                (Some(percent), None) if !is_set && self.parts.is_empty() => {
                    let hundredths = percent.saturating_mul(100);
                    Ok(OfferKind::BasketPercent { hundredths, from_minor })
                }
                (None, Some(minor)) if !is_set && self.parts.is_empty() => {
                    Ok(OfferKind::BasketOff { minor, from_minor })
                }
                _ => bail!("off the basket: say percent or off"),
            };
        }
        ensure!(self.minimum.is_none(), "a minimum is for what is off the basket: basket = true");
        let parts: Vec<u32> = self.parts.iter().map(|part| part.take).collect();
        let said = (self.percent, self.off, self.take, self.pay, self.price, parts.is_empty());
        Ok(match said {
            (Some(percent), None, None, None, None, true) => {
                OfferKind::Percent { hundredths: percent.saturating_mul(100) }
            }
            (None, Some(minor), None, None, None, true) => OfferKind::Off { minor },
            (None, None, Some(take), Some(pay), None, true) => OfferKind::ForM { take, pay },
            (None, None, Some(take), None, Some(minor), true) => {
                OfferKind::Set { parts: vec![take], minor }
            }
            (None, None, None, None, Some(minor), false) => OfferKind::Set { parts, minor },
            _ => bail!("say one of: percent; off; take and pay; take and price; price and parts"),
        })
    }
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use crate::config::Config;
    use checkout::{OfferKind, Stacking};

    #[test]
    fn each_kind_is_read() {
        let nok = "currency = \"NOK\"\n";
        for (said, expected) in [
            ("percent = 25".to_owned(), OfferKind::Percent { hundredths: 2_500 }),
            (format!("{nok}off = 500"), OfferKind::Off { minor: 500 }),
            ("take = 4\npay = 3".to_owned(), OfferKind::ForM { take: 4, pay: 3 }),
            (
                "percent = 10\nbasket = true".to_owned(),
                OfferKind::BasketPercent { hundredths: 1_000, from_minor: 0 },
            ),
            (
                format!("{nok}off = 5000\nbasket = true\nminimum = 50000"),
                OfferKind::BasketOff { minor: 5_000, from_minor: 50_000 },
            ),
            (format!("{nok}take = 3\nprice = 500"), OfferKind::Set { parts: vec![3], minor: 500 }),
            (
                format!(
                    "{nok}price = 500\n[[promotion.part]]\ntake = 1\nof = [\"a\"]\n\
                     [[promotion.part]]\ntake = 2\nof = [\"b\", \"c\"]"
                ),
                OfferKind::Set { parts: vec![1, 2], minor: 500 },
            ),
        ] {
            let more = format!("[[promotion]]\nid = \"x\"\nname = \"X\"\n{said}\n\n[[club]]");
            let text = crate::demo::CONFIG.replacen("[[club]]", &more, 1);
            let shop = Config::parse(&text).unwrap().shop().unwrap();
            assert_eq!(shop.promotions[0].terms.kind, expected, "{said}");
        }
    }

    #[test]
    fn how_it_stands_to_others_is_read_and_what_makes_no_sense_is_named() {
        let read = |said: &str| {
            let more = format!("[[promotion]]\nid = \"x\"\nname = \"X\"\n{said}\n\n[[club]]");
            let text = crate::demo::CONFIG.replacen("[[club]]", &more, 1);
            Config::parse(&text)?.shop()
        };
        let shop = read("percent = 5\npriority = 2\none_of = \"week\"\nexclusive = true").unwrap();
        let one_of = Some("week".to_owned());
        let stacking = Stacking { priority: 2, one_of, line_max: Some(1) };
        assert_eq!(shop.promotions[0].terms.stacking, stacking);
        for (said, expected) in [
            ("percent = 5\nminimum = 100", "basket = true"),
            ("percent = 5\nbasket = true\nminimum = 100", "needs a currency"),
            ("off = 5\nbasket = true", "needs a currency"),
            ("take = 3\npay = 2\nbasket = true", "say percent or off"),
            ("percent = 101\nbasket = true", "at most 100"),
            ("percent = 5\nline_max = 0", "at least 1"),
            ("percent = 5\nline_max = 2\nexclusive = true", "say exclusive or line_max"),
        ] {
            let error = format!("{:#}", read(said).unwrap_err());
            assert!(error.contains(expected), "{said}: {error}");
        }
    }
}
