//! Price lists from a CSV file, the history of prices, and the guard of before-prices.

use crate::config::Config;
use crate::csv_file::{self, Faults, Progress, ROWS_AT_ONCE, Rows};
use crate::serve::open;
use crate::system::say;
use anyhow::{Context, bail, ensure};
use checkout::{
    Amount, Audience, BeforeFault, Currency, LocalDate, MerchantId, ProductId, Promotion,
    WINDOW_DAYS,
};
use clap::{Args, Subcommand};
use engine::{BeforeWarning, Engine, Shop};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::{NewPriceRow, Product};

const HEADER: &str = "list,product_id,audience,currency,unit_price,from,until";
/// The highest price of one unit in minor units; above it is a barcode in the price column.
const UNIT_MINOR_MAX: i64 = 65_000_000;
/// The longest name of a price list, in bytes.
const LIST_LENGTH_MAX: usize = 100;
const PRODUCTS_AT_ONCE: u32 = 500;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  clubtill prices import --config shop.toml --dry-run winter.csv\n  \
    clubtill prices check --config shop.toml\n  clubtill prices history --config shop.toml \
    jacket1234\n\nA SQLite file is one process's alone: stop the service first."
)]
pub(crate) struct Prices {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Put prices from a CSV file into price lists
    #[command(
        after_help = "The file has a first line\n  list,product_id,audience,currency,unit_price,\
        from,until\nand a line a price of one unit, in minor units with tax:\n  \
        black-week,jacket1234,public,NOK,249900,2026-11-23,2026-11-29\n  \
        autumn,jacket1234,club:fjelltopp,NOK,229900,2026-11-01,\n\nThe audience is public, members, \
        club:CLUB, tier:CLUB:TIER or\npersonal:MEMBER-ID. The lowest price that holds for a customer \
        is taken. Without\nfrom or until it holds before or after all days. A line takes the place \
        of the\nprice of the same list, product, audience, currency and first day; without a\nprice \
        it withdraws it.\n\nLines that can't be used are \
        named, 20 at most, and then nothing is imported. \
        If the\nimport is stopped half-way, start it again: what is there already stays as it is.\n\n\
        Example:\n  clubtill prices import --config shop.toml --dry-run winter.csv"
    )]
    Import(ImportPrices),
    /// Name reductions whose before-price must not be shown: a lower one was offered in the 30 days before
    #[command(
        after_help = "Prices for the members of a club count, and so do promotions that take\n\
        something off each unit, as long as they stand in the settings. A before-price\nis the \
        catalogue's price of today.\n\nExample:\n  clubtill prices check --config shop.toml --on \
        2026-12-01"
    )]
    Check(Check),
    /// Show every price that a product ever had, as CSV
    #[command(after_help = "Example:\n  clubtill prices history --config shop.toml jacket1234")]
    History(History),
}

#[derive(Debug, Args)]
struct ImportPrices {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Look through the file, and import nothing
    #[arg(long)]
    dry_run: bool,
    /// The prices
    #[arg(value_name = "CSV")]
    prices: PathBuf,
}

#[derive(Debug, Args)]
struct Check {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Reductions that hold on this day or later; left out: today
    #[arg(long, value_name = "DATE")]
    on: Option<LocalDate>,
}

#[derive(Debug, Args)]
struct History {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The product's id
    #[arg(value_name = "PRODUCT")]
    product: String,
}

impl Prices {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Import(import) => import.run().await,
            What::Check(check) => check.run().await,
            What::History(history) => history.run().await,
        }
    }
}

async fn opened(config: &Path) -> anyhow::Result<(Engine, Shop)> {
    let config = Config::read(config)?;
    Ok((open(&config).await?, config.shop()?))
}

impl ImportPrices {
    async fn run(self) -> anyhow::Result<()> {
        let rows = parse(&csv_file::read(&self.prices)?)?;
        let (engine, shop) = opened(&self.config).await?;
        check_known(&engine, &shop, &rows).await?;
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
        let products: BTreeSet<_> =
            rows.iter().map(|row| (row.product.clone(), row.currency)).collect();
        for (product, currency) in &products {
            let on = shop.day_in(*currency, engine.store().now_unix_ms());
            let named = (product, *currency);
            warn_of(&engine, &shop.merchant, named, on, &rows).await?;
        }
        let count = rows.len();
        if self.dry_run {
            return say(&format!("{count} prices can be imported; this was a dry run"));
        }
        let mut progress = Progress::of(count);
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let put = engine.store().put_price_rows(&shop.merchant, rows.to_vec()).await;
            put.context("the import stopped: start it again, and it goes on")?;
            progress.add(rows.len());
        }
        say(&format!("{count} prices are in the price lists"))
    }
}

/// Products and clubs that are there, and prices that somebody might get.
async fn check_known(engine: &Engine, shop: &Shop, rows: &Rows<NewPriceRow>) -> anyhow::Result<()> {
    let mut faults = Faults::default();
    let mut dearer = Vec::new();
    for (line, row) in rows {
        if let Audience::Club(club) | Audience::Tier(club, _) = &row.audience
            && !shop.has_club(club)
        {
            faults.add(*line, &format!("no store has the club {club}"));
        }
        let found = engine.store().product(&shop.merchant, &row.product, row.currency).await?;
        let Some(found) = found else {
            let (product, code) = (&row.product, row.currency.code());
            faults.add(*line, &format!("there is no product {product} with a price in {code}"));
            continue;
        };
        if row.unit_minor.is_some_and(|unit_minor| unit_minor > found.unit_minor) {
            dearer.push(*line);
        }
    }
    faults.none()?;
    for line in dearer {
        say(&format!("warning  line {line}: dearer than in the catalogue, so nobody gets it"))?;
    }
    Ok(())
}

impl Check {
    async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = opened(&self.config).await?;
        let mut count = 0;
        let now_unix_ms = engine.store().now_unix_ms();
        let on = |currency| self.on.unwrap_or_else(|| shop.day_in(currency, now_unix_ms));
        for (product, currency) in reduced(&engine, &shop, on).await? {
            let named = (&product, currency);
            count += warn_of(&engine, &shop.merchant, named, on(currency), &[]).await?;
        }
        ensure!(count == 0, "before-prices that must not be shown: {count}");
        say("no before-price is too high")
    }
}

/// Every product that a price list or a promotion may reduce.
async fn reduced(
    engine: &Engine,
    shop: &Shop,
    on: impl Fn(Currency) -> LocalDate,
) -> anyhow::Result<BTreeSet<(ProductId, Currency)>> {
    let (store, merchant) = (engine.store(), &shop.merchant);
    let currencies: BTreeSet<_> = shop.stores.iter().map(|store| store.currency).collect();
    let mut found = BTreeSet::new();
    let first = currencies.iter().map(|currency| on(*currency)).min();
    let Some(first) = first else { return Ok(found) };
    let mut after = None;
    loop {
        let page = store.products_in_lists(merchant, first, after, PRODUCTS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        found.extend(page);
    }
    let each_unit = |promotion: &&Promotion| promotion.unit_minor(UNIT_MINOR_MAX).is_some();
    let promotions: Vec<_> = shop.promotions.iter().filter(each_unit).collect();
    for currency in currencies.iter().filter(|_| !promotions.is_empty()) {
        let of = |product: &Product| {
            let groups = product.groups.as_deref().unwrap_or_default();
            promotions.iter().any(|promotion| promotion.is_for(&product.id, groups))
        };
        let promoted = catalogue(engine, merchant, *currency).await?.into_iter().filter(of);
        found.extend(promoted.map(|product| (product.id, *currency)));
    }
    Ok(found)
}

async fn catalogue(
    engine: &Engine,
    merchant: &MerchantId,
    currency: Currency,
) -> anyhow::Result<Vec<Product>> {
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).context("too many products")?;
        let store = engine.store();
        let page = store.products(merchant, currency, offset, PRODUCTS_AT_ONCE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Names the before-prices of a product that must not be shown; how many they are.
pub(crate) async fn warn_of(
    engine: &Engine,
    merchant: &MerchantId,
    (product, currency): (&ProductId, Currency),
    on: LocalDate,
    more: &[NewPriceRow],
) -> anyhow::Result<usize> {
    let warnings = engine.before_prices(merchant, product, currency, on, more).await?;
    for warning in &warnings {
        say(&format!("warning  {}", words(warning)))?;
    }
    Ok(warnings.len())
}

fn words(warning: &BeforeWarning) -> String {
    let money = |minor| Amount::new(minor, warning.currency);
    let BeforeWarning { product, list, audience, announced, fault, .. } = warning;
    let (now, before, from) =
        (money(announced.unit_minor), money(announced.before_minor), announced.from);
    let why = match fault {
        BeforeFault::Lower { price, on } => {
            let whose = if price.list.is_empty() { "the catalogue" } else { &price.list };
            let (lowest, whom) = (money(price.unit_minor), &price.audience);
            format!(
                "in the {WINDOW_DAYS} days before, {whose} had {lowest} for {whom}, still on {on}; \
                 show at most that, or no before-price"
            )
        }
        BeforeFault::TooNew { since } => {
            format!("it was not on offer before {since}; show no before-price")
        }
    };
    format!("{product}: {list} for {audience} from {from}, {now} instead of {before}: {why}")
}

impl History {
    async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = opened(&self.config).await?;
        let product = ProductId::new(&self.product);
        let currencies: BTreeSet<_> = shop.stores.iter().map(|store| store.currency).collect();
        let mut out = csv::Writer::from_writer(Vec::new());
        let header = "list,audience,currency,unit_price,from,until,offered_from,offered_until";
        out.write_record(header.split(','))?;
        let day = |day: Option<LocalDate>| day.map_or_else(String::new, |day| day.to_string());
        let mut is_known = false;
        for currency in currencies {
            let rows = engine.store().price_history(&shop.merchant, &product, currency).await?;
            for row in rows {
                is_known = true;
                let offered = shop.offered(&row);
                let (from, until) =
                    offered.map_or((None, None), |offered| (offered.from, offered.until));
                let audience = row.audience.to_string();
                let unit_minor = row.unit_minor.to_string();
                let (first, last) = (day(row.from), day(row.until));
                let (list, code) = (row.list.as_str(), currency.code());
                let (from, until) = (day(from), day(until));
                out.write_record([
                    list,
                    &audience,
                    code,
                    &unit_minor,
                    &first,
                    &last,
                    &from,
                    &until,
                ])?;
            }
        }
        ensure!(is_known, "there is no product {product}");
        let text = String::from_utf8(out.into_inner()?).context("what was written is text")?;
        say(text.trim_end())
    }
}

/// Reads the whole file, or says which lines are wrong.
fn parse(text: &str) -> anyhow::Result<Rows<NewPriceRow>> {
    let key = |row: &NewPriceRow| {
        let NewPriceRow { list, product, audience, currency, from, .. } = row.clone();
        (list, product, audience, currency, from)
    };
    csv_file::rows(text, HEADER, price, key)
}

fn price(record: &csv::StringRecord) -> anyhow::Result<NewPriceRow> {
    let [list, product, audience, code, unit, from, until] =
        std::array::from_fn(|index| record.get(index).unwrap_or_default());
    ensure!(!product.is_empty(), "product_id can't be empty");
    ensure!((1..=LIST_LENGTH_MAX).contains(&list.len()), "list: 1 to {LIST_LENGTH_MAX} characters");
    let day = |text: &str| -> anyhow::Result<Option<LocalDate>> {
        let day = (!text.is_empty()).then(|| text.parse()).transpose();
        day.with_context(|| format!("there is no day {text}; write it as in 2026-12-01"))
    };
    let (from, until) = (day(from)?, day(until)?);
    ensure!(
        !matches!((from, until), (Some(from), Some(until)) if until < from),
        "until is before from"
    );
    Ok(NewPriceRow {
        list: list.to_owned(),
        product: ProductId::new(product),
        audience: audience.parse()?,
        currency: currency(code)?,
        unit_minor: if unit.is_empty() { None } else { Some(minor(unit)?) },
        from,
        until,
    })
}

pub(crate) fn currency(code: &str) -> anyhow::Result<Currency> {
    match code {
        "NOK" => Ok(Currency::Nok),
        "DKK" => Ok(Currency::Dkk),
        "EUR" => Ok(Currency::Eur),
        _ => bail!("currency is NOK, DKK or EUR"),
    }
}

pub(crate) fn minor(text: &str) -> anyhow::Result<i64> {
    let minor = text.parse::<i64>().ok().filter(|minor| *minor >= 0);
    let minor = minor.context("prices are minor units: 239900")?;
    ensure!(minor <= UNIT_MINOR_MAX, "a price is at most 650000.00: is this a barcode?");
    Ok(minor)
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
            ("l,p,everybody,NOK,100,,", Err("an audience is")),
            (",p,public,NOK,100,,", Err("list")),
            ("l,,public,NOK,100,,", Err("product_id")),
            ("l,p,public,kr,100,,", Err("currency")),
            ("l,p,public,NOK,1.00,,", Err("minor units")),
            ("l,p,public,NOK,7038010009457,,", Err("barcode")),
            ("l,p,public,NOK,100,2026-02-30,", Err("no day 2026-02-30")),
            ("l,p,public,NOK,100,01.12.2026,", Err("no day 01.12.2026")),
            ("l,p,public,NOK,100,2026-12-24,2026-12-01", Err("until is before from")),
        ] {
            match (parse(&format!("{HEADER}\n{line}\n")), expected) {
                (Ok(rows), Ok(())) => assert_eq!(rows.len(), 1, "{line}"),
                (Err(error), Err(expected)) => {
                    let error = format!("{error:#}");
                    assert!(error.contains("line 2: ") && error.contains(expected), "{error}");
                }
                (read, _) => panic!("{line}: {read:?}"),
            }
        }
        let twice = format!("{HEADER}\nl,p,public,NOK,100,,\nl,p,public,NOK,90,,2026-12-01\n");
        let error = format!("{:#}", parse(&twice).unwrap_err());
        assert!(error.contains("line 3: the same as line 2"), "{error}");
    }
}
