//! Prices of price lists.

use crate::csv_file::{audience, cells, currency, day, filled, rows, some, unit_minor};
use crate::fault::{CellFault, Fault, FileFault, LineFaults};
use crate::{Checked, File, ImportError, Progress, Rows, ToPut, Warning, before_prices};
use checkout::{Audience, MerchantId, ProductId};
use engine::Engine;
use std::collections::BTreeMap;
use store::{NewPriceRow, PriceRow};

pub(crate) const HEADER: &str = "list,product_id,audience,currency,unit_price,from,until";
pub(crate) const EXAMPLE: &str = "black-week,jacket1234,public,NOK,249900,2026-11-23,2026-11-29";
/// The longest name of a price list, in characters.
const LIST_LENGTH_MAX: usize = 100;

/// Reads a whole file.
///
/// # Errors
/// Every line that can't be used.
pub(crate) fn parse(text: &str) -> Result<Rows<NewPriceRow>, FileFault> {
    let key = |row: &NewPriceRow| {
        let NewPriceRow { list, product, audience, currency, from, .. } = row.clone();
        (list, product, audience, currency, from)
    };
    rows(text, HEADER, price, key)
}

fn price(record: &csv::StringRecord) -> Result<NewPriceRow, Fault> {
    let [list, product, whom, code, unit, from, until] = cells(record);
    let product = filled(product).map_err(Fault::of("product_id"))?;
    let list = filled(list).and_then(|list| match list.chars().count() {
        ..=LIST_LENGTH_MAX => Ok(list),
        _ => Err(CellFault::TooLong { most: LIST_LENGTH_MAX }),
    });
    let from = some(from, day).map_err(Fault::of("from"))?;
    let until = some(until, day).map_err(Fault::of("until"))?;
    if matches!((from, until), (Some(from), Some(until)) if until < from) {
        return Err(Fault::of("until")(CellFault::EndsFirst));
    }
    Ok(NewPriceRow {
        list: list.map_err(Fault::of("list"))?.to_owned(),
        product: ProductId::new(product),
        audience: audience(whom).map_err(Fault::of("audience"))?,
        currency: currency(code).map_err(Fault::of("currency"))?,
        unit_minor: some(unit, unit_minor).map_err(Fault::of("unit_price"))?,
        from,
        until,
    })
}

/// Prices of products and for clubs that are there. Leaves out those that hold already, and names what
/// nobody would get and before-prices that must not be shown.
pub(crate) async fn check(
    engine: &Engine,
    merchant: &MerchantId,
    rows: Rows<NewPriceRow>,
    progress: Progress<'_>,
) -> Result<Checked, ImportError> {
    let (shop, whole) = (engine.shop(merchant)?, rows.len());
    let mut faults = LineFaults::default();
    let mut by_product: BTreeMap<_, Rows<NewPriceRow>> = BTreeMap::new();
    for (line, row) in rows {
        if let Audience::Club(club) | Audience::Tier(club, _) = &row.audience
            && !shop.has_club(club)
        {
            faults.add(line, Fault::of("audience")(CellFault::NoClub));
        }
        by_product.entry((row.product.clone(), row.currency)).or_default().push((line, row));
    }
    let (mut new, mut warnings, mut before, mut done) = (Rows::new(), Vec::new(), 0, 0);
    for ((product, currency), rows) in by_product {
        done += rows.len();
        let Some(found) = engine.store().product(merchant, &product, currency).await? else {
            for (line, _) in rows {
                let fault = CellFault::NoProduct { product: product.clone(), currency };
                faults.add(line, Fault::of("product_id")(fault));
            }
            continue;
        };
        let dearer = |row: &NewPriceRow| row.unit_minor.is_some_and(|it| it > found.unit_minor);
        let dearer = rows.iter().filter(|(_, row)| dearer(row));
        warnings.extend(dearer.map(|(line, _)| Warning::Dearer { line: *line }));
        let there = engine.store().price_history(merchant, &product, currency).await?;
        let is_there = |row: &NewPriceRow| is_there(row, &there);
        let (same, more): (Rows<_>, Rows<_>) = rows.into_iter().partition(|(_, row)| is_there(row));
        before += same.len();
        let rows: Vec<_> = more.iter().map(|(_, row)| row.clone()).collect();
        warnings.extend(before_prices(engine, merchant, (&product, currency), &rows).await?);
        new.extend(more);
        progress(done, whole);
    }
    faults.none().map_err(ImportError::unusable(File::Prices))?;
    // As in the file.
    new.sort_by_key(|(line, _)| *line);
    let rows = new.into_iter().map(|(_, row)| row).collect();
    Ok(Checked { rows: ToPut::Prices(rows), before, warnings })
}

/// Whether a price holds as it is to be put; one that is withdrawn, whether it does not.
fn is_there(row: &NewPriceRow, history: &[PriceRow]) -> bool {
    let in_force = history.iter().find(|there| {
        there.replaced_at_unix_ms.is_none()
            && (&there.list, &there.audience, there.from) == (&row.list, &row.audience, row.from)
    });
    match row.unit_minor {
        None => in_force.is_none(),
        Some(unit_minor) => {
            in_force.is_some_and(|there| (there.unit_minor, there.until) == (unit_minor, row.until))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_or_named() {
        for (line, expected) in [
            ("l,p,public,NOK,100,2026-12-01,2026-12-24", Ok(())),
            ("l,p,tier:fjell:gold,NOK,100,,", Ok(())),
            ("l,p,members,NOK,,2026-12-01,", Ok(())),
            ("l,p,everybody,NOK,100,,", Err("audience: public, members, club:CLUB")),
            (",p,public,NOK,100,,", Err("list: it can't be empty")),
            ("l,,public,NOK,100,,", Err("product_id")),
            ("l,p,public,kr,100,,", Err("currency")),
            ("l,p,public,NOK,1.00,,", Err("minor units")),
            ("l,p,public,NOK,7038010009457,,", Err("barcode")),
            ("l,p,public,NOK,100,2026-02-30,", Err("from: no day")),
            ("l,p,public,NOK,100,,01.12.2026", Err("until: no day")),
            ("l,p,public,NOK,100,2026-12-24,2026-12-01", Err("until: it is before the first day")),
        ] {
            match (parse(&format!("{HEADER}\n{line}\n")), expected) {
                (Ok(rows), Ok(())) => assert_eq!(rows.len(), 1, "{line}"),
                (Err(error), Err(expected)) => {
                    let error = error.to_string();
                    assert!(error.contains("line 2: ") && error.contains(expected), "{error}");
                }
                (read, _) => panic!("{line}: {read:?}"),
            }
        }
        let long = format!("{HEADER}\n{},p,public,NOK,100,,\n", "l".repeat(LIST_LENGTH_MAX + 1));
        assert!(parse(&long).unwrap_err().to_string().contains("list: 100 characters"));
        let twice = format!("{HEADER}\nl,p,public,NOK,100,,\nl,p,public,NOK,90,,2026-12-01\n");
        let error = parse(&twice).unwrap_err().to_string();
        assert!(error.contains("line 3: the same as line 2"), "{error}");
    }
}
