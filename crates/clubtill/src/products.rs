//! Products from a CSV file into the catalogue.

use crate::config::Config;
use crate::csv_file::{self, Progress, ROWS_AT_ONCE, Rows};
use crate::prices::{currency, minor, warn_of};
use crate::serve::open;
use crate::system::say;
use anyhow::{Context, ensure};
use checkout::{Audience, GroupId, Gtin, MerchantId, ProductId, VatCategory};
use clap::Args;
use std::path::PathBuf;
use store::{NewPriceRow, Product, Store};

const HEADER: &str = "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price";
/// A file without this column leaves each product in the groups that it is in.
const GROUPS: &str = ",groups";

#[derive(Debug, Args)]
#[command(after_help = "The file has a first line\n  product_id,gtin,name,vat_category,currency,\
    unit_price,club_unit_price\nand a line a product, prices in minor units with tax:\n  \
    jacket1234,9521234500018,Winter jacket,standard,NOK,319900,239900\n\nIt may have one more \
    column, groups: names with blanks between, which promotions\nand rules for points can \
    name.\n\nLines that can't be used are \
        named, 20 at most, and then nothing is imported. If the\nimport is stopped half-way, start it again: what is \
    there already stays as it is.\nIt warns where a changed price makes a before-price too high.\n\nA \
    SQLite file is one process's alone: stop the service first.\n\nExample:\n  clubtill import --config \
    shop.toml --dry-run products.csv")]
pub(crate) struct Import {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Look through the file, and import nothing
    #[arg(long)]
    dry_run: bool,
    /// The products
    #[arg(value_name = "CSV")]
    products: PathBuf,
}

impl Import {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let rows = parse(&csv_file::read(&self.products)?)?;
        let shop = config.shop()?;
        let engine = open(&config).await?;
        let products: Vec<_> = rows.into_iter().map(|(_, product)| product).collect();
        for product in &products {
            let more = [
                (Audience::Public, Some(product.unit_minor)),
                (Audience::Members, product.club_unit_minor),
            ]
            .map(|(audience, unit_minor)| NewPriceRow {
                product: product.id.clone(),
                currency: product.currency,
                list: String::new(),
                audience,
                unit_minor,
                from: None,
                until: None,
            });
            let on = shop.day_in(product.currency, engine.store().now_unix_ms());
            warn_of(&engine, &shop.merchant, (&product.id, product.currency), on, &more).await?;
        }
        let count = products.len();
        if self.dry_run {
            return say(&format!("{count} products can be imported; this was a dry run"));
        }
        put(engine.store(), &shop.merchant, products).await?;
        say(&format!("{count} products are in the catalogue"))
    }
}

pub(crate) async fn put(
    store: &dyn Store,
    merchant: &MerchantId,
    products: Vec<Product>,
) -> anyhow::Result<()> {
    let mut progress = Progress::of(products.len());
    for products in products.chunks(ROWS_AT_ONCE) {
        let put = store.put_products(merchant, products.to_vec()).await;
        put.context("the import stopped: start it again, and it goes on")?;
        progress.add(products.len());
    }
    Ok(())
}

/// Reads the whole file, or says which lines are wrong.
pub(crate) fn parse(text: &str) -> anyhow::Result<Rows<Product>> {
    let key = |product: &Product| (product.id.clone(), product.currency);
    let header = text.lines().next().unwrap_or_default();
    let with_groups = format!("{HEADER}{GROUPS}");
    let has_groups = header.trim_end().ends_with(GROUPS);
    csv_file::rows(text, if has_groups { &with_groups } else { HEADER }, product, key)
}

fn product(record: &csv::StringRecord) -> anyhow::Result<Product> {
    let [id, gtin, name, category, code, unit, club] =
        std::array::from_fn(|index| record.get(index).unwrap_or_default());
    let groups = record.get(7).map(|text| GroupId::parse_all(text.split_whitespace()));
    ensure!(!id.is_empty() && !name.is_empty(), "product_id and name can't be empty");
    Ok(Product {
        id: ProductId::new(id),
        gtin: if gtin.is_empty() { None } else { Some(gtin.parse::<Gtin>().context("gtin")?) },
        name: name.to_owned(),
        vat_category: VatCategory::named(category).with_context(|| {
            format!("vat_category is one of {}", VatCategory::ALL.map(VatCategory::name).join(", "))
        })?,
        currency: currency(code)?,
        unit_minor: minor(unit)?,
        club_unit_minor: if club.is_empty() { None } else { Some(minor(club)?) },
        groups: groups.transpose().context("groups")?,
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
            ("j,,Jacket,standard,NOK,65000001,", Err("650000.00")),
            (",,Jacket,standard,NOK,1,", Err("product_id")),
            ("j,,Jacket,standard,NOK,1", Err("6 columns")),
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
        let grouped = |groups: &str| {
            let text = format!("{HEADER},groups\r\nb,,Bag,standard,NOK,100,,{groups}\r\n");
            parse(&text).map(|rows| rows[0].1.groups.clone().unwrap().len())
        };
        assert_eq!(grouped("").unwrap(), 0);
        assert_eq!(grouped("bags travel").unwrap(), 2);
        let error = format!("{:#}", grouped("bags;travel").unwrap_err());
        assert!(error.contains("line 2: groups: a group's name"), "{error}");
        assert_eq!(parse(&file("b,,Bag,standard,NOK,100,")).unwrap()[0].1.groups, None);
        let twice = format!("{HEADER}\nb,,Bag,standard,NOK,100,\nb,,Bag,standard,NOK,90,\n");
        let error = format!("{:#}", parse(&twice).unwrap_err());
        assert!(error.contains("line 3: the same as line 2"), "{error}");
    }
}
