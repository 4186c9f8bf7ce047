//! Products from a CSV file into the catalogue, and the catalogue as such a file.

use crate::bringing;
use crate::system::say;
use clap::Args;
use import::{Brought, Export, File};
use std::path::PathBuf;

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
        let brought = Brought::Products(bringing::read(&self.products)?);
        let files = vec![(File::Products, self.products)];
        let count = bringing::bring(&self.config, brought, &files, self.dry_run).await?;
        let whole = count.new + count.before;
        say(&if self.dry_run {
            format!("{whole} products can be imported; this was a dry run")
        } else {
            format!("{whole} products are in the catalogue")
        })
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "The lines are as `clubtill import` takes them, a product a line and currency.\n\nA \
    SQLite file is one process's alone: stop the service first, or take the file from\nthe back \
    office.\n\nExample:\n  clubtill export --config shop.toml > products.csv"
)]
pub(crate) struct ExportProducts {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl ExportProducts {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = bringing::opened(&self.config).await?;
        bringing::take(&engine, &shop, Export::Products).await
    }
}
