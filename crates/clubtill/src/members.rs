//! Members and their consents from the CSV files of another club system.
//!
//! What goes wrong is told by line and column, never by what stands there: it is about people.

use crate::bringing;
use crate::system::say;
use clap::{Args, Subcommand};
use import::{Brought, File};
use std::path::PathBuf;

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
        let points = self.points.as_deref().map(bringing::read).transpose()?;
        let (members, consents) = (bringing::read(&self.members)?, bringing::read(&self.consents)?);
        let brought = Brought::Members { members, consents, points };
        let files = [
            (File::Members, Some(self.members)),
            (File::Consents, Some(self.consents)),
            (File::Points, self.points),
        ];
        let files = files.into_iter().filter_map(|(file, path)| Some((file, path?))).collect();
        let count = bringing::bring(&self.config, brought, &files, self.dry_run).await?;
        let (new, before) = (count.new, count.before);
        say(&if self.dry_run {
            format!("{new} members can be imported, {before} are there already; this was a dry run")
        } else {
            format!("{new} members are imported, {before} were there already")
        })
    }
}
