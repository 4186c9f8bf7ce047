//! Products from a CSV file into the catalogue.

use crate::config::Config;
use crate::serve::open;
use crate::system::say;
use anyhow::{Context, bail, ensure};
use checkout::{Currency, Gtin, MerchantId, ProductId, VatCategory};
use clap::Args;
use std::path::PathBuf;
use store::{Product, Store};

const HEADER: &str = "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price";

#[derive(Debug, Args)]
#[command(after_help = "The file has a first line\n  product_id,gtin,name,vat_category,currency,\
    unit_price,club_unit_price\nand a line a product, prices in minor units with tax:\n  \
    jacket1234,9521234500018,Winter jacket,standard,NOK,319900,239900\n\nA SQLite \
    file is one process's alone: stop the service first.")]
pub(crate) struct Import {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The products
    #[arg(value_name = "CSV")]
    products: PathBuf,
}

impl Import {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let text = std::fs::read_to_string(&self.products)
            .with_context(|| format!("can't read {}", self.products.display()))?;
        let products = parse(&text)?;
        let count = products.len();
        let engine = open(&config).await?;
        put(engine.store(), &config.shop()?.merchant, products).await?;
        say(&format!("{count} products are in the catalogue"))
    }
}

pub(crate) async fn put(
    store: &dyn Store,
    merchant: &MerchantId,
    products: Vec<Product>,
) -> anyhow::Result<()> {
    store.put_products(merchant, products).await.context("nothing was imported")
}

/// Reads the whole file, or says which line is wrong.
pub(crate) fn parse(text: &str) -> anyhow::Result<Vec<Product>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<_> = reader.headers()?.iter().map(str::to_owned).collect();
    ensure!(header.join(",") == HEADER, "the first line must be {HEADER}");
    let mut products = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        products.push(product(&record).with_context(|| format!("line {line}"))?);
    }
    Ok(products)
}

fn product(record: &csv::StringRecord) -> anyhow::Result<Product> {
    let [id, gtin, name, category, currency, unit, club] =
        std::array::from_fn(|index| record.get(index).unwrap_or_default());
    ensure!(!id.is_empty() && !name.is_empty(), "product_id and name can't be empty");
    let minor = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|minor| *minor >= 0)
            .context("prices are minor units: 239900")
    };
    Ok(Product {
        id: ProductId::new(id),
        gtin: if gtin.is_empty() { None } else { Some(gtin.parse::<Gtin>().context("gtin")?) },
        name: name.to_owned(),
        vat_category: match category {
            "standard" => VatCategory::Standard,
            "food" => VatCategory::Food,
            "books" => VatCategory::Books,
            "exempt" => VatCategory::Exempt,
            _ => bail!("vat_category is standard, food, books or exempt"),
        },
        currency: match currency {
            "NOK" => Currency::Nok,
            "DKK" => Currency::Dkk,
            "EUR" => Currency::Eur,
            _ => bail!("currency is NOK, DKK or EUR"),
        },
        unit_minor: minor(unit)?,
        club_unit_minor: if club.is_empty() { None } else { Some(minor(club)?) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_or_named() {
        let file = |line: &str| format!("{HEADER}\n{line}\n");
        for (line, expected) in [
            ("j,9521234500018,\"Jacket, blue\",standard,NOK,319900,239900", Ok(())),
            ("b,,Bag,standard,NOK,100,", Ok(())),
            ("j,9521234500017,Jacket,standard,NOK,319900,", Err("gtin")),
            ("j,,Jacket,luxury,NOK,319900,", Err("vat_category")),
            ("j,,Jacket,standard,SEK,319900,", Err("currency")),
            ("j,,Jacket,standard,NOK,3199.00,", Err("minor units")),
            ("j,,Jacket,standard,NOK,-1,", Err("minor units")),
            (",,Jacket,standard,NOK,1,", Err("product_id")),
        ] {
            match (parse(&file(line)), expected) {
                (Ok(products), Ok(())) => assert_eq!(products.len(), 1, "{line}"),
                (Err(error), Err(expected)) => {
                    let error = format!("{error:#}");
                    assert!(error.contains("line 2") && error.contains(expected), "{error}");
                }
                (read, _) => panic!("{line}: {read:?}"),
            }
        }
        assert!(parse("id,name\n").is_err());
    }
}
