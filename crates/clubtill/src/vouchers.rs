//! Discount vouchers: new ones into a CSV file, those of a file into the database, and what has become of them.
//!
//! A code is as good as the discount: it stands in the file and is printed nowhere.

use crate::bringing;
use crate::config::Config;
use crate::serve::open;
use crate::system::say;
use anyhow::Context;
use checkout::Voucher;
use clap::{Args, Subcommand};
use import::{Brought, File, VoucherLine};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The most codes of one file.
const COUNT_MAX: u32 = 1_000_000;
/// So many vouchers are read at once for the list.
const PAGE: u32 = 500;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  clubtill vouchers issue --config shop.toml --count 500 --name \"100 off\" \
    --amount 10000 --currency NOK --until 2026-12-31 --out codes.csv\n  clubtill vouchers import --config \
    shop.toml --dry-run codes.csv\n  clubtill vouchers list --config shop.toml\n\nA SQLite file is one \
    process's alone: stop the service first."
)]
pub(crate) struct Vouchers {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make new codes that nobody can guess, and issue them
    #[command(
        after_help = "The codes are written into the file first, in the form that `vouchers import` takes, and \
        then issued. If\nthat is stopped half-way, import the file: what is issued already stays as it \
        is.\n\nExample:\n  clubtill vouchers issue --config shop.toml --count 500 --name \"20 % off snacks\" \
        --percent 20 --only group:snacks --until 2026-12-31 --out codes.csv"
    )]
    Issue(Box<Issue>),
    /// Issue the vouchers of a CSV file, with the codes of another system
    #[command(after_help = "The file has a first line\n  \
        code,name,percent,amount,currency,minimum,only,except,audience,stores,from,until\nand a line a \
        voucher, either a whole percentage or an amount in minor units:\n  \
        SPRING-2026-7781,100 off,,10000,NOK,50000,,group:tobacco,members,,2026-03-01,2026-05-31\n\nonly and \
        except name products by their id, or group:GROUP, with blanks between; stores\nlikewise. Left empty, \
        nothing is limited. The audience is public if left empty, or members,\nclub:CLUB, tier:CLUB:TIER, \
        personal:MEMBER-ID. Days are days in the store; until is the\nlast one. A code has letters and \
        digits, at least one of each, 6 to 40 in all.\n\nLines that can't be used are named, 20 at most, and \
        then nothing is imported. If the\nimport is stopped half-way, start it again: what is issued already \
        stays as it is.\n\nExample:\n  clubtill vouchers import --config shop.toml --dry-run codes.csv")]
    Import(Import),
    /// Write what there is, and what has become of it, as CSV; without the codes
    #[command(after_help = "Example:\n  clubtill vouchers list --config shop.toml > vouchers.csv")]
    List(List),
}

#[derive(Debug, Args)]
struct Issue {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// How many
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(COUNT_MAX)))]
    count: u32,
    /// Where the codes go; there must be no such file yet
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
    #[command(flatten)]
    good_for: GoodFor,
}

/// What the new vouchers are good for; each is a column of the file.
#[derive(Debug, Args)]
struct GoodFor {
    /// What people read on the till, the display and the receipt
    #[arg(long)]
    name: String,
    /// Whole percents off
    #[arg(long)]
    percent: Option<u16>,
    /// Minor units off
    #[arg(long)]
    amount: Option<i64>,
    /// Of amount and minimum
    #[arg(long)]
    currency: Option<String>,
    /// What the goods must come to, in minor units
    #[arg(long)]
    minimum: Option<i64>,
    /// Products by id, or group:GROUP
    #[arg(long)]
    only: Vec<String>,
    /// The same, for which it is not
    #[arg(long)]
    except: Vec<String>,
    /// public, members, club:CLUB, tier:CLUB:TIER or personal:MEMBER-ID
    #[arg(long)]
    audience: Option<String>,
    /// Where it is good
    #[arg(long = "store")]
    stores: Vec<String>,
    /// The first day
    #[arg(long)]
    from: Option<String>,
    /// The last day
    #[arg(long)]
    until: Option<String>,
}

#[derive(Debug, Args)]
struct Import {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Look through the file, and issue nothing
    #[arg(long)]
    dry_run: bool,
    /// The vouchers
    #[arg(value_name = "CSV")]
    vouchers: PathBuf,
}

#[derive(Debug, Args)]
struct List {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Vouchers {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Issue(issue) => (*issue).run().await,
            What::Import(import) => import.run().await,
            What::List(list) => list.run().await,
        }
    }
}

impl Issue {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let shop = config.shop()?;
        let line = self.good_for.line();
        // What is wrong with them is told before there is a file.
        VoucherLine { code: "CV-0000-0000-0000-0".to_owned(), ..line.clone() }.order(&shop)?;
        let engine = open(&config).await?;
        let codes = (0..self.count).map(|_| engine.new_voucher_code().written());
        let lines: Vec<_> = codes.map(|code| VoucherLine { code, ..line.clone() }).collect();
        write_new(&self.out, &lines)?;
        let brought = Brought::Vouchers(bringing::read(&self.out)?);
        let out = self.out.display().to_string();
        let files = vec![(File::Vouchers, self.out)];
        let issued = bringing::bring_into(&engine, &shop, brought, &files, false).await;
        issued.with_context(|| format!("import {out} to go on with what is missing"))?;
        say(&format!("{} vouchers are issued; their codes are in {out}", self.count))
    }
}

impl GoodFor {
    fn line(self) -> VoucherLine {
        VoucherLine {
            code: String::new(),
            name: self.name,
            percent: self.percent.map(|it| it.to_string()).unwrap_or_default(),
            amount: self.amount.map(|it| it.to_string()).unwrap_or_default(),
            currency: self.currency.unwrap_or_default(),
            minimum: self.minimum.map(|it| it.to_string()).unwrap_or_default(),
            only: self.only.join(" "),
            except: self.except.join(" "),
            audience: self.audience.unwrap_or_default(),
            stores: self.stores.join(" "),
            from: self.from.unwrap_or_default(),
            until: self.until.unwrap_or_default(),
        }
    }
}

/// A file for its owner alone, on the disk before any of its codes is good.
fn write_new(path: &Path, lines: &[VoucherLine]) -> anyhow::Result<()> {
    let can_not = || format!("can't make {}", path.display());
    let mut options = std::fs::OpenOptions::new();
    let mut file =
        options.write(true).create_new(true).mode(0o600).open(path).with_context(can_not)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    lines.iter().try_for_each(|line| writer.serialize(line))?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).with_context(can_not)
}

impl Import {
    async fn run(self) -> anyhow::Result<()> {
        let brought = Brought::Vouchers(bringing::read(&self.vouchers)?);
        let files = vec![(File::Vouchers, self.vouchers)];
        let count = bringing::bring(&self.config, brought, &files, self.dry_run).await?;
        let (new, before) = (count.new, count.before);
        say(&if self.dry_run {
            format!("{new} vouchers can be issued, {before} are issued already; this was a dry run")
        } else {
            format!("{new} vouchers are issued, {before} were issued already")
        })
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let engine = open(&config).await?;
        let merchant = config.shop()?.merchant;
        say("voucher,code_ends,name,state,from,until,issued_at_unix_ms")?;
        let mut after = None;
        loop {
            let page = engine.vouchers(&merchant, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            let mut writer = csv::Writer::from_writer(Vec::new());
            page.iter().try_for_each(|voucher| writer.write_record(listed(voucher)))?;
            let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
            say(String::from_utf8(bytes)?.trim_end())?;
        }
    }
}

fn listed(voucher: &Voucher) -> [String; 7] {
    let day = |day: Option<checkout::LocalDate>| day.map(|it| it.to_string()).unwrap_or_default();
    [
        voucher.id.to_string(),
        voucher.ends.clone(),
        voucher.terms.name.clone(),
        voucher.state.as_str().to_owned(),
        day(voucher.terms.from),
        day(voucher.terms.until),
        voucher.issued_at_unix_ms.to_string(),
    ]
}
