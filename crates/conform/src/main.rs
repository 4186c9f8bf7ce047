//! `cargo xtask conform --specs DIR`: prints what was found, and fails when anything is wrong.
//! `cargo xtask operations`: writes the table of all operations.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;

/// Hold the client's requests and the simulator's answers to the published contracts
#[derive(Debug, Parser)]
#[command(after_help = "Example:\n  cargo xtask conform --specs ../shared/specs")]
struct Arguments {
    /// Folder with the contracts: OpenAPI documents such as epayment.yaml and qr.yaml
    #[arg(long, value_name = "DIR", required_unless_present = "operations")]
    specs: Option<PathBuf>,

    /// Write the table of all operations to this file
    #[arg(long, value_name = "FILE")]
    operations: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let Arguments { specs, operations } = Arguments::parse();
    if let Some(file) = operations {
        let table = conform::operations().await?;
        std::fs::write(&file, table).with_context(|| format!("can't write {}", file.display()))?;
    }
    let Some(specs) = specs else { return Ok(ExitCode::SUCCESS) };
    let report = conform::run(&specs).await?;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(if report.violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
