//! `cargo xtask conform --specs DIR`: prints what was found, and fails when anything is wrong.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Hold the client's requests and the simulator's answers to the published contracts
#[derive(Debug, Parser)]
#[command(after_help = "Example:\n  cargo xtask conform --specs ../shared/specs")]
struct Arguments {
    /// Folder with the contracts: OpenAPI documents such as epayment.yaml and qr.yaml
    #[arg(long, value_name = "DIR")]
    specs: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let report = conform::run(&Arguments::parse().specs).await?;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(if report.violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
