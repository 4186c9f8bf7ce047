//! `clubtill simulate`: the local Vipps MobilePay alone.

mod lines;
mod world;

use crate::serve::listen;
use crate::system::{say, stop_signal};
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vipps_simulator::{Settings, Simulator, SystemClock, Tls};
use world::World;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  clubtill simulate\n  curl -X POST \
    http://127.0.0.1:8090/accesstoken/get -H 'client_id: 11111111-1111-4111-8111-111111111111' \
    \\\n    -H 'client_secret: simulator-secret' -H 'Ocp-Apim-Subscription-Key: simulator-key'\n\n  \
    clubtill simulate --config simulator.toml --tls-cert cert.pem --tls-key key.pem\n\n  \
    clubtill simulate --freeze --reading rate_limit=per_operation \\\n    \
    --fault '{\"on\": \"createPayment\", \"nth\": 2, \"effect\": \"drop_answer\"}' \\\n    \
    --script '4712345678={\"payments\": [{\"answer\": \"approve\", \"after_s\": 3}]}'")]
pub(crate) struct Simulate {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Merchants, customers, faults and more, as TOML; left out, the demo world
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Serve over TLS with this certificate (PEM, the whole chain)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Make every id, token and secret the same in each run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Keep the state in this file, and go on with what is in it
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    world: World,
}

impl Simulate {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let mut settings = self.settings()?;
        let tls = self.tls()?;
        settings.https |= tls.is_some();
        let listener = listen(self.listen).await?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = format!("{scheme}://{}", listener.local_addr()?);
        let simulator = Simulator::open(settings, Arc::new(SystemClock))?;
        say(&format!(
            "Vipps MobilePay, simulated, at {address}/\n\
             Phones:      {address}/phones\n\
             Control API: {address}/simulator/\n\
             Stop with Ctrl-C"
        ))?;
        match tls {
            Some(tls) => {
                vipps_simulator::serve_tls(listener, tls, simulator, stop_signal()).await?;
            }
            None => vipps_simulator::serve(listener, simulator, stop_signal()).await?,
        }
        Ok(())
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = match &self.config {
            Some(path) => {
                let text = String::from_utf8(read(path)?)
                    .with_context(|| format!("{} is not UTF-8", path.display()))?;
                Settings::from_toml(&text).with_context(|| path.display().to_string())?
            }
            None => Settings::default(),
        };
        settings.seed = self.seed.or(settings.seed);
        settings.state_file = self.state.clone().or(settings.state_file);
        self.world.change(&mut settings)?;
        Ok(settings)
    }

    fn tls(&self) -> anyhow::Result<Option<Tls>> {
        let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let files = format!("{} with {}", certificate.display(), key.display());
        Tls::from_pem(&read(certificate)?, &read(key)?).map(Some).context(files)
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("can't read {}", path.display()))
}

/// Lines that a person can read, for this command alone.
pub(crate) fn log_to_stderr() {
    lines::log_to_stderr();
}
