//! Holds what the client sends and what the simulator answers to the published contracts.
//!
//! The contracts are OpenAPI documents in a folder that is named, read in place and never copied.
//! The client is driven against the simulator's router in process; every exchange is recorded, and
//! its path, headers, query and body, the answer's status and body are checked against the
//! contract's operation. What is known to differ stands in one table, each with its reason.
//!
//! It is stricter than OpenAPI in one thing: a field that a contract doesn't name is reported,
//! unless the contract says that others may stand beside. Otherwise a misspelt field would pass.

mod amendments;
mod check;
mod contract;
mod exceptions;
mod operations;
#[cfg(test)]
mod proof;
mod report;
mod scenarios;
mod schema;
mod transport;

pub use report::Report;

use std::path::Path;

use anyhow::ensure;
use report::Known;
use vipps_simulator::{Settings, Simulator, SystemClock};

/// Drives everything and holds it to the contracts in `folder`.
pub async fn run(folder: &Path) -> anyhow::Result<Report> {
    let mut contracts = contract::read(folder)?;
    let amended = amendments::amend(&mut contracts, amendments::ALL)?;
    let operations = contract::operations(&contracts)?;
    let driven = scenarios::drive().await?;
    let known = Known {
        exceptions: exceptions::ALL,
        amended,
        not_asked: exceptions::NOT_ASKED,
        table: operations::ALL,
    };
    Ok(Report::new(&operations, &driven, &known))
}

/// The table of all operations in Markdown, for `docs/operations.md`. It needs no contracts; a
/// scenario that comes to a wrong end is an error.
pub async fn operations() -> anyhow::Result<String> {
    let driven = scenarios::drive().await?;
    ensure!(driven.failures.is_empty(), "{}", driven.failures.join("\n"));
    let simulator = Simulator::new(Settings::default(), std::sync::Arc::new(SystemClock));
    operations::table(&simulator.router(), &driven).await
}
