//! Members and their consents from the CSV files of another club system.
//!
//! What goes wrong is told by line and column, never by what stands there: it is about people.

mod rows;

use crate::config::Config;
use crate::csv_file::{self, Faults, Rows, for_each};
use crate::serve::open;
use crate::system::say;
use anyhow::Context;
use checkout::{Channel, MerchantId, OperatorId};
use clap::{Args, Subcommand};
use engine::{Engine, ImportOrder, Imported, Request, Shop};
use std::path::PathBuf;

/// Who took the members in, as their records name it.
const OPERATOR: &str = "import";

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  clubtill members import --config shop.toml --dry-run --consents \
    consents.csv members.csv\n\nA SQLite file is one process's alone: stop the service first."
)]
pub(crate) struct Members {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take in members and their consents from CSV files
    #[command(
        after_help = "The members' file has a first line\n  phone_number,first_name,name,email,\
        store,joined\nand a line a member of one club, with what is known:\n  +4798765432,Kari,Kari \
        Solberg Haugen,kari@example.com,oslo,2019-03-01\n\nThe consents' file has a first line\n  \
        phone_number,purpose,answer,version,language,answered\nand a line each time that a member \
        answered:\n  +4798765432,terms,yes,2018,NO,2019-03-01\n  \
        +4798765432,email,no,,,2021-06-30\n\nNumbers have a country code. The answer is yes, or no \
        if it was refused or taken\nback. Purpose, version and language are those of a \
        [[club.consent]] in the\nsettings, which has the words; a no may be without. Every member \
        has agreed to\nthe terms. Days are days in the store.\n\nThe file of points has a first \
        line\n  phone_number,points,last_day\nand a line for points that go on one day; without a day \
        they stay for good:\n  +4798765432,250,2027-06-30\n\nLines that can't be used are \
        named, 20 at most, and then nothing is imported. If the\nimport is stopped half-way, start it again: who \
        is there already stays as they\nare. Whoever comes in so is known by the number alone until \
        they approve in the\napp at a till.\n\nExample:\n  clubtill members import --config \
        shop.toml --dry-run --consents consents.csv members.csv"
    )]
    Import(ImportMembers),
}

#[derive(Debug, Args)]
struct ImportMembers {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Look through the files, and import nothing
    #[arg(long)]
    dry_run: bool,
    /// What the members agreed to
    #[arg(long, value_name = "CSV")]
    consents: PathBuf,
    /// The points that the members have
    #[arg(long, value_name = "CSV")]
    points: Option<PathBuf>,
    /// The members
    #[arg(value_name = "CSV")]
    members: PathBuf,
}

impl Members {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Import(import) => import.run().await,
        }
    }
}

impl ImportMembers {
    async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let (of_members, of_consents) =
            (self.members.display().to_string(), self.consents.display().to_string());
        let members = csv_file::read(&self.members).context(of_members.clone())?;
        let consents = csv_file::read(&self.consents).context(of_consents.clone())?;
        let engine = open(&config).await?;
        let shop = config.shop()?;
        let now_unix_ms = engine.now_unix_ms();
        let mut members =
            rows::members(&members, &shop, now_unix_ms).context(of_members.clone())?;
        rows::add_consents(&mut members, &consents, &shop, now_unix_ms).context(of_consents)?;
        if let Some(file) = &self.points {
            let of_points = || file.display().to_string();
            let points = csv_file::read(file).with_context(of_points)?;
            rows::add_points(&mut members, &points, &shop, now_unix_ms).with_context(of_points)?;
        }
        rows::agreed(&members).context(of_members.clone())?;
        if let dormant @ [first, ..] = &rows::dormant(&members, &shop, now_unix_ms)[..] {
            say(&format!(
                "warning  joined and answered so long ago that the club erases them within a day \
                 (erase_dormant_after_days): {}, the first in line {first}",
                dormant.len()
            ))?;
        }
        let whole = members.len();
        let new = new_ones(&engine, &shop.merchant, members).await.context(of_members)?;
        let (count, before) = (new.len(), whole - new.len());
        if self.dry_run {
            return say(&format!(
                "{count} members can be imported, {before} are there already; this was a dry run"
            ));
        }
        take_in(&engine, &request(&shop)?, new).await?;
        say(&format!("{count} members are imported, {before} were there already"))
    }
}

/// Those who are not there yet.
async fn new_ones(
    engine: &Engine,
    merchant: &MerchantId,
    members: Rows<ImportOrder>,
) -> anyhow::Result<Rows<ImportOrder>> {
    let look = |line, order| {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        async move { Ok((line, engine.imported(&merchant, &order).await?, order)) }
    };
    let (mut new, mut faults) = (Rows::new(), Faults::default());
    for (line, imported, order) in for_each(members, look).await? {
        match imported {
            Imported::NotYet => new.push((line, order)),
            Imported::Before => {}
            Imported::Otherwise => faults.add(
                line,
                "phone_number: a member has it already, and was not imported from this line",
            ),
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

async fn take_in(
    engine: &Engine,
    request: &Request,
    members: Rows<ImportOrder>,
) -> anyhow::Result<()> {
    let take_in = |line, order| {
        let (engine, request) = (engine.clone(), request.clone());
        async move {
            let member = engine.new_member_id();
            let taken_in = engine.import_member(&request, member, order).await;
            taken_in.with_context(|| {
                format!("the import stopped at line {line}: start it again, and it goes on")
            })
        }
    };
    for_each(members, take_in).await.map(|_| ())
}
