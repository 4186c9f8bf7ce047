//! `crowd`: makes a club of millions as the product would have stored it, and measures the real engine on
//! it beside a club that is nearly empty, so that what disturbs one disturbs the other.

mod figures;
mod fill;
mod measure;
mod people;
mod shop;

use crate::figures::Figures;
use crate::measure::Club;
use crate::people::Crowd;
use anyhow::Context;
use clap::Parser;
use std::io::Write;
use std::path::{Path, PathBuf};

/// So many members has the club that stands for an empty one: somebody must be there to sell to.
const FEW: u64 = 100;

/// Makes a large club in a SQLite file, and measures look-ups, balances, enrolments and bookings there and
/// in a club of 100 members, by turns.
#[derive(Debug, Parser)]
#[command(after_help = "Example:\n  cargo xtask crowd -- --members 1000000 --folder /data")]
struct Arguments {
    /// How many members
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    members: u64,
    /// How many purchases each has, each an entry in the ledger of the member's points
    #[arg(long, default_value_t = 5, value_name = "N")]
    entries: u64,
    /// How often each thing is measured
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    rounds: u64,
    /// The same seed makes the same members
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Where the databases are made, on a disk with room; they are removed in the end
    #[arg(long, default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let [few, many] = ["few", "many"].map(|name| arguments.folder.join(format!("crowd-{name}.db")));
    let outcome = Box::pin(run(&arguments, &few, &many)).await;
    for path in [few, many] {
        remove(&path)?;
    }
    outcome
}

async fn run(arguments: &Arguments, few: &Path, many: &Path) -> anyhow::Result<()> {
    let &Arguments { members, entries, rounds, seed, .. } = arguments;
    let mut clubs = Vec::new();
    for (path, members) in [(few, FEW), (many, members)] {
        // Whatever a run before left there.
        remove(path)?;
        let crowd = Crowd { members, entries, seed };
        fill::fill(path, crowd, &mut std::io::stderr()).await?;
        clubs.push(Club::open(path, crowd)?);
    }
    let size_bytes = std::fs::metadata(many).context("the file is gone")?.len();
    let read_bytes = read_whole(many)?;
    let [few, many] = &mut clubs[..] else { unreachable!("two were made") };
    let figures = Box::pin(Figures::measure(few, many, rounds)).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{members} members, {} entries, seed {seed}", members * entries)?;
    writeln!(
        out,
        "file {} MB, {} bytes a member; {} MB of it read before, to have it in memory",
        size_bytes / 1_000_000,
        size_bytes / members.max(1),
        read_bytes / 1_000_000
    )?;
    writeln!(out, "{}", memory())?;
    write!(out, "{figures}")?;
    Ok(())
}

/// Reads a file to its end, so that as much of it as fits lies in the memory of the system.
fn read_whole(path: &Path) -> anyhow::Result<u64> {
    let mut file = std::fs::File::open(path)?;
    std::io::copy(&mut file, &mut std::io::sink()).context("the file can't be read")
}

/// What this process has in memory, and what the system has of files, as far as it tells.
fn memory() -> String {
    let told = |path: &str, names: &[&str]| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let lines = text.lines().filter(|line| names.iter().any(|name| line.starts_with(name)));
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let mut lines = told("/proc/self/status", &["VmRSS:", "VmHWM:"]);
    lines.extend(told("/proc/meminfo", &["MemTotal:", "Cached:"]));
    lines.join(", ")
}

fn remove(path: &Path) -> anyhow::Result<()> {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).context("a database can't be removed");
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
