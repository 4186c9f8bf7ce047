//! `clubtill demo`: a shop, its till and display, and customers with phones, on one machine without
//! keys or network.

use crate::bringing::request;
use crate::config::Config;
use crate::serve::{listen, open, serve};
use crate::system::{say, stop_signal};
use anyhow::Context;
use clap::Args;
use import::Brought;
use server::ToldPerson;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use vipps_simulator::{Settings, Simulator, SystemClock};

/// The demo's settings, which are also the example of a settings file.
pub(crate) const CONFIG: &str = include_str!("../demo/clubtill.toml");
const PRODUCTS: &str = include_str!("../demo/products.csv");
/// The PINs and passwords of which the settings hold what was made of them.
const PEOPLE: [(&str, &str); 5] = [
    ("kim", "1111"),
    ("manager", "2222"),
    ("manager", "manager-demo"),
    ("office", "office-demo"),
    ("auditor", "auditor-demo"),
];
/// Where the settings file puts the simulator.
const SIMULATOR_URL: &str = "http://127.0.0.1:8090";

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  clubtill demo --listen 127.0.0.1:9000 --data ./my-demo")]
pub(crate) struct Demo {
    /// Where the till, the display and the API are
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the simulated Vipps MobilePay and the phones are
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    simulator_listen: SocketAddr,
    /// Where sales and members are kept between runs; left out, they end with the demo
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let simulator_listener = listen(self.simulator_listen).await?;
        let listener = listen(self.listen).await?;
        let (till, phones) = (listener.local_addr()?, simulator_listener.local_addr()?);
        let temporary = match &self.data {
            None => Some(tempfile::tempdir().context("can't make a folder for the demo")?),
            Some(_) => None,
        };
        let text = CONFIG.replace(SIMULATOR_URL, &format!("http://{phones}"));
        let mut config = Config::parse(&text).context("the demo's own settings")?;
        config.told_people = told_people();
        config.listen = till;
        config.public_url = Some(format!("http://{till}/").parse()?);
        config.data = match (&self.data, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(folder)) => folder.path().to_owned(),
            (None, None) => unreachable!("one of the two is there"),
        };
        let engine = open(&config).await?;
        let (shop, products) = (config.shop()?, Brought::Products(PRODUCTS.into()));
        let products = import::check(&engine, &shop.merchant, products, &|_, _| {}).await;
        let products = products.context("the demo's own products")?;
        products.put(&engine, &request(&shop)?, &|_, _| {}).await?;

        let stop = stop_signal();
        let (stopping, stopped) = watch::channel(false);
        let simulator = Simulator::new(Settings::default(), Arc::new(SystemClock));
        let simulated = tokio::spawn(vipps_simulator::serve(
            simulator_listener,
            simulator,
            stopped_by(stopped.clone()),
        ));
        let served =
            tokio::spawn(
                async move { serve(&config, engine, listener, stopped_by(stopped)).await },
            );
        say(&what_to_try(till, phones))?;
        stop.await;
        stopping.send_replace(true);
        served.await.context("the service stopped")??;
        simulated.abort();
        say("Stopped.")
    }
}

async fn stopped_by(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Who there is in the demo, and what they type.
pub(crate) fn told_people() -> Vec<ToldPerson> {
    let told = |(id, typed): (&str, &str)| ToldPerson {
        id: id.to_owned(),
        typed: typed.to_owned(),
        is_pin: typed.bytes().all(|byte| byte.is_ascii_digit()),
    };
    PEOPLE.into_iter().map(told).collect()
}

fn what_to_try(till: SocketAddr, phones: SocketAddr) -> String {
    format!(
        "Clubtill is open.

  Till               http://{till}/till/1
  Customer display   http://{till}/display/1
  Kari's phone       http://{phones}/phones/4798765432   (all phones: http://{phones}/phones)
  Back office        http://{till}/office   user: office   password: office-demo
  API                http://{till}/v1/openapi.json   key: demo-key

Try it:
  1. Open the till, the display and Kari's phone side by side.
  2. Copy the personal QR from the phone into the till's scan line.
  3. Ask for membership; approve on the phone.
  4. Scan 9521234500018 (winter jacket), 9521234500025 (wool socks), 9521234500032 (thermos).
  5. Ask for payment; approve on the phone.

Stop with Ctrl-C."
    )
}
