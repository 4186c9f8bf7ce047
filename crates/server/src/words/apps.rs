//! What the app is called: by market and day, from a table, since the owner changes it.

use checkout::{Country, LocalDate};
use serde::Deserialize;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../locales/apps.csv");

#[derive(Debug, Deserialize)]
struct Row {
    /// None for the company itself.
    country: Option<Country>,
    /// The first day.
    from: LocalDate,
    app: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut table = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let rows: Result<Vec<Row>, _> = table.deserialize().collect();
    rows.expect("a test reads the table")
});

/// The app in a market on a day there.
pub(super) fn app(country: Option<Country>, today: LocalDate) -> &'static str {
    let holds = |row: &&Row| row.country == country && row.from <= today;
    ROWS.iter().filter(holds).max_by_key(|row| row.from).map_or_else(company, |row| &row.app)
}

/// The company behind it.
pub(super) fn company() -> &'static str {
    ROWS.iter().find(|row| row.country.is_none()).map_or("", |row| &row.app)
}
