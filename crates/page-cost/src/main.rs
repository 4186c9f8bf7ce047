//! `page-cost`: what our own pages cost, measured by a browser on the real executable. From a scanner's
//! last key to the line on the screen; from the customer's yes, as the app's
//! servers have it, to the screen that says so;
//! what a page weighs, and when it is first drawn.

mod figures;

use crate::figures::{Figure, percentile};
use anyhow::{Context, ensure};
use clap::Parser;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::time::SystemTime;
use testkit::{Browser, Page, Running, free_port, until};

/// Ola's personal QR: typed numbers may be looked up a few times a minute only.
const OLA: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const WARES: [&str; 3] = ["9521234500018", "9521234500025", "9521234500032"];
const SIZE: (u32, u32) = (1280, 800);

/// Keeps the moment, by the computer's clock, at which the live part differs and is drawn.
const WATCH: &str = "
    const before = document.getElementById('live').dataset[arguments_kind];
    window.drawnAt = null;
    const look = () => {
        if (document.getElementById('live').dataset[arguments_kind] === before) requestAnimationFrame(look);
        else requestAnimationFrame(() => { window.drawnAt = Date.now(); });
    };
    requestAnimationFrame(look);";
const DRAWN: &str = "return new Promise((done) => {
    const look = () => (window.drawnAt ? done(window.drawnAt) : requestAnimationFrame(look));
    look();
});";
/// The last key of a scan, as the page gets it.
const KEYS: &str = "addEventListener('keydown', (event) => {
    if (event.key === 'Enter') window.scannedAt = Date.now();
}, { capture: true });";
/// The page and all that it brought along.
const PARTS: &str = "return performance.getEntries()
    .filter(({ entryType }) => entryType === 'navigation' || entryType === 'resource')
    .map(({ name }) => name).filter((name) => !name.endsWith('/events'));";
const PAINT: &str = "return new Promise((done) => {
    const look = () => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        if (paint) done(paint.startTime); else requestAnimationFrame(look);
    };
    look();
});";

/// Measures till, display and back office in a browser, and says which targets they meet.
#[derive(Debug, Parser)]
#[command(after_help = "Example:\n  cargo xtask pages --release")]
struct Arguments {
    /// The executable that is measured
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// How often each thing is measured
    #[arg(long, default_value_t = 40, value_name = "N")]
    rounds: usize,
}

/// The demo and a browser.
struct Measured {
    service: String,
    phones: String,
    browser: Browser,
    rounds: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let [service, phones] = [(); 2].map(|()| format!("127.0.0.1:{}", free_port()));
    let program = arguments.program.to_str().context("the program's path is no text")?;
    let listen = ["demo", "--listen", &service, "--simulator-listen", &phones];
    let mut demo = Running::start_quiet(program, &listen, folder.path().join("log"));
    let [service, phones] = [service, phones].map(|address| format!("http://{address}"));
    until("the demo is ready", || async {
        reqwest::get(format!("{service}/readyz")).await.ok()?.error_for_status().ok()
    })
    .await;
    let browser = Browser::start().await;
    let measured = Measured { service, phones, browser, rounds: arguments.rounds.max(1) };
    let figures = measured.all().await?;
    measured.browser.quit().await;
    ensure!(demo.stop(), "the demo did not end well");
    for figure in &figures {
        writeln!(std::io::stdout(), "{figure}")?;
    }
    ensure!(figures.iter().all(Figure::passes), "not every target is met");
    Ok(())
}

impl Measured {
    async fn all(&self) -> anyhow::Result<Vec<Figure>> {
        let mut figures = Vec::new();
        self.sign_in().await;
        for (name, path) in
            [("till", "till/1"), ("display", "display/1"), ("office", "office/sales")]
        {
            figures.extend(self.start_of(name, &format!("{}/{path}", self.service)).await?);
        }
        let till = self.browser.open(&format!("{}/till/1", self.service), SIZE).await;
        let scans = self.scans(&till).await?;
        figures.push(Figure::ms("scan_to_line_p50", percentile(&scans, 50), 100));
        figures.push(Figure::ms("scan_to_line_p95", percentile(&scans, 95), 100));
        let outcomes = self.outcomes(&till).await?;
        figures.push(Figure::ms("outcome_to_screen_p95", percentile(&outcomes, 95), 100));
        Ok(figures)
    }

    /// Into the back office, as somebody of the demo: the browser keeps the cookie.
    async fn sign_in(&self) {
        let page = self.browser.open(&format!("{}/office", self.service), SIZE).await;
        page.script("document.querySelector('[data-test=person]').value = 'office'").await;
        page.scan("password", "office-demo").await;
        page.shows("who", "Hanne").await;
    }

    /// What a page weighs, and when something of it is seen: the slowest of several starts.
    async fn start_of(&self, name: &str, url: &str) -> anyhow::Result<[Figure; 2]> {
        let page = self.browser.open(url, SIZE).await;
        let mut paints = Vec::new();
        for _ in 0..self.rounds.min(10) {
            page.go(url).await;
            paints.push(number(&page.script(PAINT).await)?);
        }
        // Whole, since the browser has some of it from before.
        let (parts, mut bytes) = (page.script(PARTS).await, 0);
        for part in parts.as_array().into_iter().flatten().filter_map(Value::as_str) {
            bytes += u64::try_from(reqwest::get(part).await?.bytes().await?.len())?;
        }
        page.go("about:blank").await;
        Ok([
            Figure::kilobytes(format!("{name}_weight"), bytes, 150),
            Figure::ms(format!("{name}_first_paint"), percentile(&paints, 100), 500),
        ])
    }

    /// From the scanner's last key to the line on the screen, in ms.
    async fn scans(&self, till: &Page) -> anyhow::Result<Vec<u64>> {
        till.script(KEYS).await;
        let watch = WATCH.replace("arguments_kind", "'say'");
        let mut times = Vec::new();
        for round in 0..=self.rounds {
            till.script(&watch).await;
            till.wedge(WARES[round % WARES.len()], None, "Enter").await;
            let drawn = number(&till.script(DRAWN).await)?;
            let scanned = number(&till.script("return window.scannedAt").await)?;
            times.push(drawn.saturating_sub(scanned));
        }
        // The first one also opens the sale.
        Ok(times.split_off(1))
    }

    /// From the yes, as the simulator has it, over webhook and capture, to the screen that says that it is paid, in ms.
    async fn outcomes(&self, till: &Page) -> anyhow::Result<Vec<u64>> {
        // What was scanned before stays unsold.
        let open = till.script("return document.querySelector('input[name=sale]').value").await;
        let open = open.as_str().context("the till has a sale")?;
        self.post(&format!("sales/{open}/cancel"), json!({})).await?;
        let watch = WATCH.replace("arguments_kind", "'alert'");
        let mut times = Vec::new();
        for _ in 0..self.rounds {
            let sale = self.post("sales", json!({ "till": "1" })).await?;
            let sale = format!("sales/{}", sale["id"].as_str().context("a sale has an id")?);
            for scan in [OLA, WARES[0]] {
                self.post(&format!("{sale}/scan"), json!({ "text": scan })).await?;
            }
            self.post(&format!("{sale}/payment-request"), json!({})).await?;
            till.is("payment-state", "created").await;
            till.script(&watch.replace(
                "=== before",
                "=== before || !document.querySelector('[data-test=receipt]')",
            ))
            .await;
            let reference = self.get(&sale).await?;
            let reference =
                reference["payment"]["reference"].as_str().context("it is asked for")?;
            let approve = format!("{}/simulator/payments/{reference}/approve", self.phones);
            reqwest::Client::new().post(approve).send().await?.error_for_status()?;
            let approved = now_unix_ms();
            let drawn = number(&till.script(DRAWN).await)?;
            times.push(drawn.saturating_sub(approved));
        }
        Ok(times)
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = reqwest::Client::new().get(format!("{}/v1/{path}", self.service));
        Ok(request.bearer_auth("demo-key").send().await?.error_for_status()?.json().await?)
    }

    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = reqwest::Client::new().post(format!("{}/v1/{path}", self.service));
        let answer = request.bearer_auth("demo-key").json(&body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}

/// A number of a script's, rounded up.
fn number(value: &Value) -> anyhow::Result<u64> {
    let text = value.to_string();
    let whole = text.split('.').next().unwrap_or_default();
    let number: u64 = whole.parse().with_context(|| format!("the page says {text}"))?;
    Ok(number + u64::from(text.contains('.')))
}

#[allow(clippy::disallowed_methods, reason = "it measures")]
fn now_unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
