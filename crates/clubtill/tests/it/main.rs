//! The real executable, as a person or a service manager runs it.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

mod command_line;
mod correcting;
mod counter;
mod design;
mod disk;
mod finding;
mod heard;
mod joining;
mod killed;
mod members;
mod office;
mod own_club;
mod phone;
mod prices;
mod readme;
mod receipts;
mod scanner;
mod settled;
mod simulate;
mod till;
mod vouchers;
mod walkthrough;
mod webhook_check;

use std::path::Path;
use testkit::{Running, free_port, until};

/// The demo, started from the executable, in a folder of its own.
struct Demo {
    running: Running,
    /// The service, as in `http://127.0.0.1:8080`.
    service: String,
    /// The simulator and its phones.
    phones: String,
}

impl Demo {
    async fn start(folder: &Path) -> Self {
        let (service, phones) = (free_port(), free_port());
        let listen = [format!("127.0.0.1:{service}"), format!("127.0.0.1:{phones}")];
        let data = folder.join("data");
        let arguments = [
            "demo",
            "--listen",
            &listen[0],
            "--simulator-listen",
            &listen[1],
            "--data",
            data.to_str().unwrap(),
        ];
        let running =
            Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, folder.join("log"));
        let [service, phones] = listen.map(|address| format!("http://{address}"));
        until("the service is ready", || answers(format!("{service}/readyz"))).await;
        Self { running, service, phones }
    }
}

/// Whether an address answers with success.
async fn answers(url: String) -> Option<()> {
    let answer = reqwest::get(url).await.ok()?;
    answer.status().is_success().then_some(())
}
