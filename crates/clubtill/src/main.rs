//! The one executable of Clubtill: `demo`, `serve`, `simulate`, `doctor` and others.

mod bringing;
mod config;
mod database;
#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "simulator")]
mod directory;
mod doctor;
mod members;
mod password;
mod prices;
mod printer;
mod products;
mod promotions;
mod serve;
#[cfg(feature = "simulator")]
mod simulate;
mod system;
mod vouchers;
mod webhook_check;

use clap::{Parser, Subcommand};

/// In-store payment and the customer club, over Vipps MobilePay.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:\n  clubtill demo\n  clubtill serve --config \
    shop.toml\n  clubtill doctor --config shop.toml\n  clubtill simulate --listen 127.0.0.1:8090"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything at once: a shop, its till and display, and customers with phones
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    /// Start the service of a shop
    Serve(serve::Serve),
    /// Start the local Vipps MobilePay alone
    #[cfg(feature = "simulator")]
    Simulate(simulate::Simulate),
    /// Start a small club in memory, as a merchant's own, to connect a shop to
    #[cfg(feature = "simulator")]
    Directory(directory::Directory),
    /// Look whether a shop's settings, keys and database are in order
    Doctor(doctor::Doctor),
    /// Put products from a CSV file into a shop's catalogue
    Import(products::Import),
    /// Write a shop's catalogue as a CSV file
    Export(products::ExportProducts),
    /// Members of the club from elsewhere
    Members(members::Members),
    /// Make what the settings keep of a person's PIN or password
    Password(password::Password),
    /// Price lists, their history, and before-prices
    Prices(prices::Prices),
    /// Discount vouchers: new ones, those of another system, and what has become of them
    Vouchers(vouchers::Vouchers),
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.command {
        #[cfg(feature = "simulator")]
        Command::Simulate(_) => simulate::log_to_stderr(),
        _ => system::log_to_stderr(),
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(async {
        match arguments.command {
            #[cfg(feature = "demo")]
            Command::Demo(demo) => demo.run().await,
            Command::Serve(serve) => serve.run().await,
            #[cfg(feature = "simulator")]
            Command::Simulate(simulate) => simulate.run().await,
            #[cfg(feature = "simulator")]
            Command::Directory(directory) => directory.run().await,
            Command::Doctor(doctor) => doctor.run().await,
            Command::Import(import) => import.run().await,
            Command::Export(export) => export.run().await,
            Command::Members(members) => members.run().await,
            Command::Password(password) => password.run(),
            Command::Prices(prices) => prices.run().await,
            Command::Vouchers(vouchers) => vouchers.run().await,
        }
    });
    // A page that still listens for news must not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    outcome
}
