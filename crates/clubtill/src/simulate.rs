//! `clubtill simulate`: the local Vipps MobilePay alone.

use crate::serve::listen;
use crate::system::{say, stop_signal};
use clap::Args;
use std::net::SocketAddr;
use std::sync::Arc;
use vipps_simulator::{Settings, Simulator, SystemClock};

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  clubtill simulate\n  curl -X POST \
    http://127.0.0.1:8090/accesstoken/get -H 'client_id: 11111111-1111-4111-8111-111111111111' \
    \\\n    -H 'client_secret: simulator-secret' -H 'Ocp-Apim-Subscription-Key: simulator-key'")]
pub(crate) struct Simulate {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
}

impl Simulate {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let listener = listen(self.listen).await?;
        let address = listener.local_addr()?;
        say(&format!(
            "Vipps MobilePay, simulated, at http://{address}/\n\
             Phones:      http://{address}/phones\n\
             Control API: http://{address}/simulator/openapi.json\n\
             Stop with Ctrl-C"
        ))?;
        let simulator = Simulator::new(Settings::default(), Arc::new(SystemClock));
        vipps_simulator::serve(listener, simulator, stop_signal()).await?;
        Ok(())
    }
}
