//! Products, each with its price for everybody and for members.

use crate::csv_file::{cells, currency, filled, rows, some, unit_minor};
use crate::fault::{CellFault, Fault, FileFault, LineFaults};
use crate::going::for_each;
use crate::{Checked, ImportError, Progress, Rows, ToPut, before_prices};
use checkout::{GroupId, Gtin, MerchantId, ProductId, VatCategory};
use engine::Engine;
use std::collections::{BTreeSet, HashMap};
use store::Product;

const HEADER: &str = "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price";
/// A file without the last column leaves each product in the groups that it is in.
pub(crate) const HEADER_WITH_GROUPS: &str =
    "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price,groups";
pub(crate) const EXAMPLE: &str =
    "jacket1234,9521234500018,Winter jacket,standard,NOK,319900,239900,jackets winter";

/// Reads a whole file.
///
/// # Errors
/// Every line that can't be used.
pub(crate) fn parse(text: &str) -> Result<Rows<Product>, FileFault> {
    let key = |product: &Product| (product.id.clone(), product.currency);
    let first = text.lines().next().unwrap_or_default();
    let has_groups = first.trim_end().ends_with("groups");
    let rows = rows(text, if has_groups { HEADER_WITH_GROUPS } else { HEADER }, product, key)?;
    let (mut faults, mut owners) = (LineFaults::default(), HashMap::new());
    for (line, product) in &rows {
        let Some(gtin) = product.gtin else { continue };
        let (owner, before) = *owners.entry(gtin).or_insert((&product.id, *line));
        if *owner != product.id {
            faults.add(*line, Fault::SameGtin { line: before });
        }
    }
    faults.none()?;
    Ok(rows)
}

fn product(record: &csv::StringRecord) -> Result<Product, Fault> {
    let [id, gtin, name, category, code, unit, club] = cells(record);
    let groups = record.get(7).map(|text| GroupId::parse_all(text.split_whitespace()));
    let category = VatCategory::named(category).ok_or_else(|| CellFault::OneOf {
        choices: VatCategory::ALL.map(VatCategory::name).join(", "),
    });
    let gtin = some(gtin, |text| Ok(text.parse::<Gtin>()?));
    Ok(Product {
        id: ProductId::new(filled(id).map_err(Fault::of("product_id"))?),
        gtin: gtin.map_err(Fault::of("gtin"))?,
        name: filled(name).map_err(Fault::of("name"))?.to_owned(),
        vat_category: category.map_err(Fault::of("vat_category"))?,
        currency: currency(code).map_err(Fault::of("currency"))?,
        unit_minor: unit_minor(unit).map_err(Fault::of("unit_price"))?,
        club_unit_minor: some(club, unit_minor).map_err(Fault::of("club_unit_price"))?,
        groups: groups.transpose().map_err(|fault| Fault::of("groups")(fault.into()))?,
    })
}

/// Leaves out what is there already, and names before-prices that must not be shown.
pub(crate) async fn check(
    engine: &Engine,
    merchant: &MerchantId,
    rows: Rows<Product>,
    progress: Progress<'_>,
) -> Result<Checked, ImportError> {
    let whole = rows.len();
    let look = |_, product: Product| {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        async move {
            let of = (&product.id, product.currency);
            let there = engine.store().product(&merchant, of.0, of.1).await?;
            let is_there = there.is_some_and(|there| is_the_same(&there, &product));
            let warnings = if is_there {
                Vec::new()
            } else {
                before_prices(&engine, &merchant, of, &product.prices()).await?.collect()
            };
            Ok((product, is_there, warnings))
        }
    };
    let looked = for_each(rows, look, progress).await?;
    // Name, barcode and groups are one for all currencies: of a product that changes, all lines go in.
    let changes = looked.iter().filter(|(_, is_there, _)| !is_there);
    let changed: BTreeSet<_> = changes.map(|(product, ..)| product.id.clone()).collect();
    let goes = looked.into_iter().filter(|(product, ..)| changed.contains(&product.id));
    let (products, warnings): (Vec<_>, Vec<_>) =
        goes.map(|(product, _, warnings)| (product, warnings)).unzip();
    let before = whole - products.len();
    let warnings = warnings.into_iter().flatten().collect();
    Ok(Checked { rows: ToPut::Products(products), before, warnings })
}

fn is_the_same(there: &Product, product: &Product) -> bool {
    let groups = product.groups.clone().or_else(|| there.groups.clone());
    *there == Product { groups, ..product.clone() }
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
            ("j,9521234500017,Jacket,standard,NOK,319900,", Err("gtin: the last digit")),
            ("j,,Jacket,luxury,NOK,319900,", Err("vat_category: it is one of standard, ")),
            ("j,,Jacket,standard,SEK,319900,", Err("currency: it is one of NOK, DKK, EUR")),
            ("j,,Jacket,standard,NOK,3199.00,", Err("unit_price: a price in minor units")),
            ("j,,Jacket,standard,NOK,-1,", Err("unit_price: a price in minor units")),
            ("j,,Jacket,standard,NOK,1,1.5", Err("club_unit_price: a price in minor units")),
            ("j,,Jacket,standard,NOK,65000001,", Err("650000.00")),
            (",,Jacket,standard,NOK,1,", Err("product_id: it can't be empty")),
            ("j,,,standard,NOK,1,", Err("name: it can't be empty")),
            ("j,,Jacket,standard,NOK,1", Err("6 columns")),
        ] {
            match (parse(&file(line)), expected) {
                (Ok(products), Ok(())) => assert_eq!(products.len(), 1, "{line}"),
                (Err(error), Err(expected)) => {
                    let error = error.to_string();
                    assert!(error.contains("line 2: ") && error.contains(expected), "{error}");
                }
                (read, _) => panic!("{line}: {read:?}"),
            }
        }
        assert!(parse("id,name\n").is_err());
        let grouped = |groups: &str| {
            let text = format!("{HEADER_WITH_GROUPS}\r\nb,,Bag,standard,NOK,100,,{groups}\r\n");
            parse(&text).map(|rows| rows[0].1.groups.clone().unwrap().len())
        };
        assert_eq!(grouped("").unwrap(), 0);
        assert_eq!(grouped("bags travel").unwrap(), 2);
        let error = grouped("bags;travel").unwrap_err().to_string();
        assert!(error.contains("line 2: groups: a group's name"), "{error}");
        assert_eq!(parse(&file("b,,Bag,standard,NOK,100,")).unwrap()[0].1.groups, None);
        let twice = format!("{HEADER}\nb,,Bag,standard,NOK,100,\nb,,Bag,standard,NOK,90,\n");
        let error = parse(&twice).unwrap_err().to_string();
        assert!(error.contains("line 3: the same as line 2"), "{error}");
        let jacket =
            "j,9521234500018,Jacket,standard,NOK,1,\nj,9521234500018,Jacket,standard,DKK,1,\n";
        assert_eq!(parse(&file(jacket)).unwrap().len(), 2, "one product in two currencies");
        let other = format!("{jacket}k,9521234500018,Coat,standard,NOK,1,");
        let error = parse(&file(&other)).unwrap_err().to_string();
        assert!(error.contains("line 4: gtin: that of line 2, which is another"), "{error}");
    }
}
