//! The catalogue and the price lists as files that can be brought back: nothing in them is new then.

use crate::{prices, products};
use checkout::{Currency, GroupId, Gtin, LocalDate, MerchantId, ProductId};
use engine::Engine;
use std::io;
use store::{PriceRow, Product, StoreError};

/// So many products are read at once.
const PRODUCTS_AT_ONCE: u32 = 500;

/// What a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Every product, a line a currency.
    Products,
    /// The prices of price lists that end on a day or later, but for those of single members.
    Prices { ending_from: LocalDate },
}

/// A file that is written part by part: a whole catalogue is larger than what should be held at once.
pub struct Exporting {
    engine: Engine,
    merchant: MerchantId,
    export: Export,
    place: Place,
}

enum Place {
    Start,
    Behind(ProductId, Currency),
    End,
}

impl Exporting {
    pub fn new(engine: &Engine, merchant: &MerchantId, export: Export) -> Self {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        Self { engine, merchant, export, place: Place::Start }
    }

    /// The next lines, the first line of all before them; none at the end.
    ///
    /// # Errors
    /// If the storage does not answer.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (after, header) = match std::mem::replace(&mut self.place, Place::End) {
            Place::End => return Ok(None),
            Place::Start => (None, Some(self.header())),
            Place::Behind(product, currency) => (Some((product, currency)), None),
        };
        let (last, lines) = match self.export {
            Export::Products => self.products(after).await,
            Export::Prices { ending_from } => self.prices(after, ending_from).await,
        }
        .map_err(io::Error::other)?;
        if let Some((product, currency)) = last {
            self.place = Place::Behind(product, currency);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        for line in header.into_iter().chain(lines) {
            writer.write_record(line)?;
        }
        writer.into_inner().map(Some).map_err(csv::IntoInnerError::into_error)
    }

    fn header(&self) -> Vec<String> {
        let header = match self.export {
            Export::Products => products::HEADER_WITH_GROUPS,
            Export::Prices { .. } => prices::HEADER,
        };
        header.split(',').map(str::to_owned).collect()
    }

    async fn products(&self, after: Option<(ProductId, Currency)>) -> Result<Part, StoreError> {
        let found = self.engine.store().catalogue(&self.merchant, after, PRODUCTS_AT_ONCE).await?;
        let last = found.last().map(|product| (product.id.clone(), product.currency));
        Ok((last, found.into_iter().map(product_line).collect()))
    }

    async fn prices(
        &self,
        after: Option<(ProductId, Currency)>,
        ending_from: LocalDate,
    ) -> Result<Part, StoreError> {
        let (store, merchant) = (self.engine.store(), &self.merchant);
        let never = i64::MAX;
        let found =
            store.products_in_lists(merchant, ending_from, never, after, PRODUCTS_AT_ONCE).await?;
        let mut lines = Vec::new();
        for (product, currency) in &found {
            let mut rows = store.list_prices(merchant, product, *currency, ending_from).await?;
            rows.sort_by_cached_key(|row| (row.list.clone(), row.audience.to_string(), row.from));
            lines.extend(rows.into_iter().map(price_line));
        }
        Ok((found.into_iter().next_back(), lines))
    }
}

/// The last product, if there was one, and the lines.
type Part = (Option<(ProductId, Currency)>, Vec<Vec<String>>);

fn product_line(product: Product) -> Vec<String> {
    let groups: Vec<_> = product.groups.iter().flatten().map(GroupId::as_str).collect();
    vec![
        product.id.to_string(),
        text_of(product.gtin.map(Gtin::printed)),
        product.name,
        product.vat_category.name().to_owned(),
        product.currency.code().to_owned(),
        product.unit_minor.to_string(),
        text_of(product.club_unit_minor),
        groups.join(" "),
    ]
}

fn price_line(row: PriceRow) -> Vec<String> {
    vec![
        row.list,
        row.product.to_string(),
        row.audience.to_string(),
        row.currency.code().to_owned(),
        row.unit_minor.to_string(),
        text_of(row.from),
        text_of(row.until),
    ]
}

fn text_of(cell: Option<impl ToString>) -> String {
    cell.map(|cell| cell.to_string()).unwrap_or_default()
}
