//! `clubtill directory`: a small club in memory, as a merchant's own system would be, for whoever
//! connects one.

use crate::config::token;
use crate::serve::listen;
use crate::system::{say, stop_signal};
use anyhow::Context;
use clap::Args;
use directory::Reference;
use std::net::SocketAddr;
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  CLUB_TOKEN=club-secret clubtill directory --member \
    4798765432=Kari\n  curl http://127.0.0.1:8095/members/lookup -H 'Authorization: Bearer \
    club-secret' \\\n    -H 'Content-Type: application/json' \\\n    -d '{\"environment\": \
    \"simulator\", \"by\": {\"phone_number\": \"4798765432\"}}'")]
pub(crate) struct Directory {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8095", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Which environment variable has the token that lets in
    #[arg(long, default_value = "CLUB_TOKEN", value_name = "NAME")]
    token_env: String,
    /// Somebody who is a member already: digits with country code, a first name, and perhaps a tier
    #[arg(long = "member", value_name = "NUMBER=NAME[:TIER]")]
    members: Vec<String>,
}

impl Directory {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let reference = Reference::new(token(&self.token_env)?, Arc::new(engine::SystemClock));
        for member in &self.members {
            let (number, name) =
                member.split_once('=').context("--member is NUMBER=NAME or NUMBER=NAME:TIER")?;
            let (name, tier) =
                name.split_once(':').map_or((name, None), |(name, tier)| (name, Some(tier)));
            let added = reference.add_member(number, name, 0);
            reference.put_in_tier(&added.id, tier);
        }
        let listener = listen(self.listen).await?;
        say(&format!(
            "A club in memory, at http://{}/\nIt ends with Ctrl-C, and everything with it",
            listener.local_addr()?
        ))?;
        axum::serve(listener, reference.router()).with_graceful_shutdown(stop_signal()).await?;
        Ok(())
    }
}
