//! Every example, as a person runs it, against a simulator.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::process::Command;
use vipps_simulator::{Settings, Simulator, SystemClock, serve};

/// What each example says, if all went well.
const SAYS: [(&str, &str); 7] = [
    ("access_token", "wrong keys are not let in (401)"),
    ("epayment", "given back: Amount { minor: 10000, currency: NOK }"),
    ("login", "proved and read are the same person: true"),
    ("order_management", "a link is shown beside the payment"),
    ("qr", "it now leads to https://example.com/spring"),
    // What the example of payments has left behind.
    ("report", "Capture 40000"),
    ("webhooks", "signed, it would be a reason to ask for a login's tokens"),
];

#[tokio::test]
async fn every_example_runs() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<String> = std::fs::read_dir(sources)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, SAYS.map(|(name, _)| name), "an example that nobody runs");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let simulator = Simulator::new(Settings::default(), Arc::new(SystemClock));
    tokio::spawn(serve(listener, simulator, std::future::pending()));
    for (name, says) in SAYS {
        let output = Command::new(built(name)).arg(&base).output().await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let failure = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && text.contains(says), "{name}: {text}{failure}");
    }
}

/// Where cargo puts examples, which it builds with the tests.
fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "no {}: build the examples too", path.display());
    path
}
