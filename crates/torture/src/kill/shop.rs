//! The demo's shop with some more tills, its service and the simulator, each in a process of its own.

use anyhow::Context;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::{Running, free_port};
use toml::{Table, Value as Setting};

const SETTINGS: &str = include_str!("../../../clubtill/demo/clubtill.toml");

/// Longer than the service takes for anything: a request that was under way at a kill may never be heard
/// of again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Handle to it; clones are the same shop.
#[derive(Clone)]
pub(crate) struct Shop {
    program: String,
    folder: PathBuf,
    service: String,
    simulator: String,
    database: Database,
    client: reqwest::Client,
}

/// Where the shop keeps what it knows.
#[derive(Clone)]
pub(crate) enum Database {
    File(PathBuf),
    /// By its URL.
    Postgres(String),
}

impl Shop {
    /// In a file, unless there is a PostgreSQL for it.
    pub(crate) fn new(
        program: &str,
        folder: &Path,
        tills: usize,
        postgres: Option<String>,
    ) -> anyhow::Result<Self> {
        let [service, simulator] = [(); 2].map(|()| format!("127.0.0.1:{}", free_port()));
        let text = SETTINGS
            .replace("127.0.0.1:8080", &service)
            .replace("127.0.0.1:8090", &simulator)
            .replace("clubtill-data", folder.to_str().context("the folder is not UTF-8")?);
        let mut settings: Table = toml::from_str(&text)?;
        let numbered = |number: usize| {
            let names = [("id", format!("{number}")), ("pos_id", format!("pos_{number}"))];
            Setting::Table(
                names.map(|(name, id)| (name.to_owned(), id.into())).into_iter().collect(),
            )
        };
        let stores = settings.get_mut("store").and_then(Setting::as_array_mut);
        let stores = stores.context("the demo has stores")?;
        stores.truncate(1);
        stores[0]["till"] = Setting::Array((1..=tills).map(numbered).collect());
        if let Some(url) = &postgres {
            settings.insert("database".to_owned(), url.clone().into());
        }
        std::fs::write(folder.join("shop.toml"), toml::to_string(&settings)?)?;
        Ok(Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            service,
            simulator,
            database: match postgres {
                Some(url) => Database::Postgres(url),
                None => Database::File(folder.join("clubtill.db")),
            },
            client: reqwest::Client::builder().timeout(PATIENCE).build()?,
        })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn simulate(&self) -> Running {
        // People are faster than the limits of the real service.
        let arguments = ["simulate", "--listen", &self.simulator, "--reading", "rate_limit=off"];
        Running::start_quiet(&self.program, &arguments, self.folder.join("simulator-log"))
    }

    pub(crate) fn serve(&self) -> Running {
        let config = self.folder.join("shop.toml").display().to_string();
        let arguments = ["serve", "--config", &config];
        Running::start_quiet(&self.program, &arguments, self.folder.join("log"))
    }

    /// The end of the service's log.
    pub(crate) fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    pub(crate) async fn simulator_answers(&self) -> Option<()> {
        self.payments().await.map(|_| ())
    }

    /// Every payment, as Vipps MobilePay has it.
    pub(crate) async fn payments(&self) -> Option<Vec<Value>> {
        let url = format!("http://{}/simulator/payments", self.simulator);
        let list: Value = self.client.get(url).send().await.ok()?.json().await.ok()?;
        list["payments"].as_array().cloned()
    }

    /// The customer says yes on the phone.
    pub(crate) async fn approve(&self, reference: &str) {
        let url = format!("http://{}/simulator/payments/{reference}/approve", self.simulator);
        // Who has said it before is told so.
        let _ = self.client.post(url).send().await;
    }

    /// Asks the service; none if it does not answer.
    pub(crate) async fn ask(
        &self,
        path: &str,
        posted: Option<(&str, &Value)>,
    ) -> Option<(u16, Value)> {
        let url = format!("http://{}{path}", self.service);
        let request = match posted {
            None => self.client.get(url),
            Some((key, body)) => self.client.post(url).header("idempotency-key", key).json(body),
        };
        let answer = request.bearer_auth("demo-key").send().await.ok()?;
        let status = answer.status().as_u16();
        // Half an answer is none.
        Some((status, answer.json().await.ok()?))
    }
}
