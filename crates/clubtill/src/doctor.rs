//! `clubtill doctor`: whether a shop could open with its settings.

use crate::config::Config;
use crate::database::Database;
use crate::serve::open;
use crate::system::say;
use crate::webhook_check::{Finding, Receiver, look};
use anyhow::bail;
use clap::Args;
use directory::{Environment, Identity, Lookup, LookupBy};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  clubtill doctor --config shop.toml\n\nA SQLite file \
    is one process's alone: stop the service first.")]
pub(crate) struct Doctor {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Doctor {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        say(&format!("ok       {} is in order", self.config.display()))?;
        let database = Database::of(&config)?;
        database.examine()?;
        let engine = open(&config).await?;
        engine.store().ping().await?;
        say(&format!("ok       {database} opens"))?;
        let mut broken = 0_usize;
        for shop in engine.shops() {
            for unit in &shop.units {
                let msn = &unit.unit.msn;
                // The list of webhooks needs every key, and changes nothing.
                let line = match unit.client.webhooks().list().await {
                    Ok(_) => format!("ok       sales unit {msn}: its keys are taken"),
                    Err(error) => {
                        broken += 1;
                        format!("BROKEN   sales unit {msn}: {error}")
                    }
                };
                say(&line)?;
            }
            for (club, directory) in &shop.directories {
                let line = match directory.look_up(&nobody()).await {
                    Ok(None) => format!("ok       club {club}: its own system answers"),
                    Ok(Some(_)) => {
                        broken += 1;
                        format!("BROKEN   club {club}: its own system takes nobody for a member")
                    }
                    Err(error) => {
                        broken += 1;
                        format!("BROKEN   club {club}: {error}")
                    }
                };
                say(&line)?;
            }
            let Some(url) = &shop.public_url else {
                say("note     no public_url: payments are learnt by polling alone")?;
                continue;
            };
            let receiver = Receiver::start(&config, &engine).await?;
            for unit in &shop.units {
                let finding = match engine.webhook_test(&shop.merchant, unit).await? {
                    Some(test) => look(&test).await,
                    None => Finding::NotRegistered,
                };
                broken += usize::from(finding.is_broken());
                say(&finding.line(unit.unit.msn.as_str(), url.as_str()))?;
            }
            // Whoever knows it can say that somebody shares no more, so it stands in no settings.
            for unit in shop.login_units() {
                let (msn, path) = (&unit.msn, engine.revocation_path(&unit));
                say(&format!(
                    "note     sales unit {msn}: notices of revoked consents go to {url}{path}"
                ))?;
            }
            receiver.stop().await;
        }
        if broken > 0 {
            bail!("{broken} of the checks failed");
        }
        Ok(())
    }
}

/// Somebody whom no club has.
fn nobody() -> Lookup {
    let (msn, sub) = ("0000".to_owned(), "clubtill-doctor".to_owned());
    let by = LookupBy::Identity(Identity { msn, sub });
    Lookup { environment: Environment::Simulator, by }
}
