//! Products as a cashier looks for them: by a few letters, and what one costs without selling it.

use crate::facts::Target;
use crate::{Engine, EngineError, Request};
use checkout::{
    Command, Currency, Gtin, Item, Line, LineId, Measured, Membership, MerchantId, PricedBy,
    ProductId, Quantity, Refusal, Scan, TillId, priced_line, read_scan, vat_rate,
};
use store::Product;

/// How many products are shown of those that are found.
pub const FOUND_MAX: u32 = 20;

/// What one of a product costs in a store now, in minor units including tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedProduct {
    pub product: ProductId,
    pub name: String,
    pub currency: Currency,
    /// For anybody.
    pub unit_minor: i64,
    /// For members of the store's club, where that is less.
    pub member_unit_minor: Option<i64>,
}

impl Engine {
    /// Products of a till's store by the beginnings of words in their name, by the merchant's own number,
    /// or by the number in the barcode.
    pub async fn find_products(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        text: &str,
    ) -> Result<Vec<Product>, EngineError> {
        let currency = self.shop(merchant)?.store_of(till)?.currency;
        if let Ok(gtin) = text.trim().parse::<Gtin>()
            && let Some(product) =
                self.inner.store.product_by_gtin(merchant, gtin, currency).await?
        {
            return Ok(vec![product]);
        }
        Ok(self.inner.store.find_products(merchant, text, currency, FOUND_MAX).await?)
    }

    /// What a product costs at a till now; the question is journalled.
    pub async fn look_up_price(
        &self,
        request: &Request,
        product: &ProductId,
    ) -> Result<PricedProduct, EngineError> {
        let (merchant, till) = (&request.context.merchant, &request.context.till);
        let priced = self.price_of(merchant, till, product).await?;
        let command = Command::LookUpPrice {
            product: product.clone(),
            unit_minor: priced.unit_minor,
            currency: priced.currency,
        };
        self.command(request, Target::default(), &command).await?;
        Ok(priced)
    }

    /// The product of a barcode that was scanned to be looked up.
    pub async fn scanned_product(
        &self,
        request: &Request,
        text: &str,
        us: Option<&str>,
    ) -> Result<ProductId, EngineError> {
        let home = self.shop(&request.context.merchant)?.store_of(&request.context.till)?.country;
        let measured = match read_scan(text, us, home)?.scan {
            Scan::Product(gtin) | Scan::ProductOrPhone(gtin, _) => Measured::plain(gtin),
            Scan::Measured(measured) => measured,
            _ => return Err(EngineError::ProductUnknown),
        };
        Ok(self.measured_product(request, measured).await?.0.id)
    }

    /// The product of a code, with what the code tells of the pack; a code of the store's own may tell
    /// more.
    pub(crate) async fn measured_product(
        &self,
        request: &Request,
        told: Measured,
    ) -> Result<(Product, Measured), EngineError> {
        let (merchant, till) = (&request.context.merchant, &request.context.till);
        let store = self.shop(merchant)?.store_of(till)?;
        for measured in store.measured(told.gtin).into_iter().chain([told]) {
            let found =
                self.inner.store.product_by_gtin(merchant, measured.gtin, store.currency).await?;
            if let Some(product) = found {
                return Ok((product, measured));
            }
        }
        Err(EngineError::ProductUnknown)
    }

    /// What a product costs at a till now, asked for by nobody.
    pub async fn price_of(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        product: &ProductId,
    ) -> Result<PricedProduct, EngineError> {
        let store = self.shop(merchant)?.store_of(till)?;
        let found = self.inner.store.product(merchant, product, store.currency).await?;
        let item = self.item_of(merchant, till, found.ok_or(EngineError::ProductUnknown)?).await?;
        let line = Line { id: LineId(1), item, quantity: Quantity::ONE, rules: Vec::new() };
        let unit_minor = priced_line(&line, None).total_minor;
        let member = store.club.as_ref().map(|_| priced_line(&line, Some(&Membership::default())));
        let member_unit_minor =
            member.map(|price| price.total_minor).filter(|minor| *minor < unit_minor);
        let (product, name) = (line.item.product, line.item.name);
        let currency = store.currency;
        Ok(PricedProduct { product, name, currency, unit_minor, member_unit_minor })
    }

    /// A product with all that its price is made from, in a till's store today.
    pub(crate) async fn item_of(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        product: Product,
    ) -> Result<Item, EngineError> {
        let shop = self.shop(merchant)?;
        let store = shop.store_of(till)?;
        let today = shop.now(&store.id, self.now_unix_ms()).local_date;
        let groups = product.groups.unwrap_or_default();
        Ok(Item {
            prices: self.prices_in(merchant, store, &product.id, today).await?,
            offers: shop.offers_in(store, (&product.id, &groups), today),
            is_never_discounted: shop.is_never_discounted(&product.id, &groups),
            groups,
            vat_rate: vat_rate(store.country, product.vat_category, today)
                .ok_or(Refusal::VatUnknown)?,
            product: product.id,
            name: product.name,
            gtin: product.gtin,
            unit_minor: product.unit_minor,
            club_unit_minor: product.club_unit_minor,
            discount_minor: 0,
            discount_reason: None,
            priced_by: PricedBy::Clubtill,
        })
    }
}
