//! Discount vouchers: new ones into a CSV file, those of a file into the database, and what has become of them.
//!
//! A code is as good as the discount: it stands in the file and is printed nowhere.

mod rows;

use crate::config::Config;
use crate::csv_file::{self, Faults, Rows, for_each};
use crate::serve::open;
use crate::system::say;
use anyhow::Context;
use checkout::{Channel, OperatorId, Voucher};
use clap::{Args, Subcommand};
use engine::{Engine, Request, Shop, VoucherOrder, VoucherThere};
use rows::Row;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Who issued the vouchers, as their records name it.
const OPERATOR: &str = "import";
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
        let row = self.good_for.row();
        // What is wrong with them is told before there is a file.
        row.order("CV-0000-0000-0000-0", &shop)?;
        let engine = open(&config).await?;
        let codes = (0..self.count).map(|_| engine.new_voucher_code().written());
        let rows: Vec<_> = codes.map(|code| Row { code, ..row.clone() }).collect();
        write_new(&self.out, &rows)?;
        let text = csv_file::read(&self.out)?;
        let orders = rows::orders(&text, &shop)?;
        issue(&engine, &request(&shop)?, orders).await.with_context(|| {
            format!("import {} to go on with what is missing", self.out.display())
        })?;
        say(&format!(
            "{} vouchers are issued; their codes are in {}",
            self.count,
            self.out.display()
        ))
    }
}

impl GoodFor {
    fn row(self) -> Row {
        Row {
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
fn write_new(path: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let can_not = || format!("can't make {}", path.display());
    let mut options = std::fs::OpenOptions::new();
    let mut file =
        options.write(true).create_new(true).mode(0o600).open(path).with_context(can_not)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).with_context(can_not)
}

impl Import {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let name = self.vouchers.display().to_string();
        let shop = config.shop()?;
        let orders = rows::orders(&csv_file::read(&self.vouchers).context(name.clone())?, &shop);
        let orders = orders.context(name.clone())?;
        let whole = orders.len();
        let engine = open(&config).await?;
        let new = new_ones(&engine, &shop, orders).await.context(name)?;
        let (count, before) = (new.len(), whole - new.len());
        if self.dry_run {
            return say(&format!(
                "{count} vouchers can be issued, {before} are issued already; this was a dry run"
            ));
        }
        issue(&engine, &request(&shop)?, new).await?;
        say(&format!("{count} vouchers are issued, {before} were issued already"))
    }
}

/// Those that are not issued yet.
async fn new_ones(
    engine: &Engine,
    shop: &Shop,
    orders: Rows<VoucherOrder>,
) -> anyhow::Result<Rows<VoucherOrder>> {
    let look = |line, order: VoucherOrder| {
        let (engine, merchant) = (engine.clone(), shop.merchant.clone());
        async move {
            let there = engine.voucher_there(&merchant, &order).await?;
            let is_nobodys = match order.terms.member() {
                Some(member) => engine.member(&merchant, member).await.is_err(),
                None => false,
            };
            Ok((line, there, is_nobodys, order))
        }
    };
    let (mut new, mut faults) = (Rows::new(), Faults::default());
    for (line, there, is_nobodys, order) in for_each(orders, look).await? {
        match there {
            VoucherThere::Before => {}
            _ if is_nobodys => faults.add(line, "audience: there is no such member"),
            VoucherThere::NotYet => new.push((line, order)),
            VoucherThere::Otherwise => {
                faults
                    .add(line, "code: there is a voucher with it that is good for something else");
            }
        }
    }
    faults.none()?;
    Ok(new)
}

fn request(shop: &Shop) -> anyhow::Result<Request> {
    let till = shop.tills.first().context("the shop has no till")?;
    let context = shop.context(&till.id, OperatorId::new(OPERATOR), Channel::Api)?;
    Ok(Request { context, answer: None })
}

async fn issue(
    engine: &Engine,
    request: &Request,
    orders: Rows<VoucherOrder>,
) -> anyhow::Result<()> {
    let issue = |line, order: VoucherOrder| {
        let (engine, request) = (engine.clone(), request.clone());
        async move {
            let issued = engine.issue_voucher(&request, &order).await;
            issued.with_context(|| {
                format!("the import stopped at line {line}: start it again, and it goes on")
            })
        }
    };
    for_each(orders, issue).await.map(|_| ())
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
