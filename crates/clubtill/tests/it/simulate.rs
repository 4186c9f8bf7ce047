//! The simulator alone, started from the executable.

use std::process::Command;
use testkit::{Running, free_port, until};

#[tokio::test]
async fn it_serves_over_tls_and_tells_each_call_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("simulator.toml");
    let fault = "[[faults]]\non = 'getKeySet'\neffect = { status = { status = 503 } }\n";
    std::fs::write(&config, fault).unwrap();
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/../vipps-simulator/tests/it/localhost");
    let (certificate, key) = (format!("{pem}.pem"), format!("{pem}.key.pem"));
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let arguments = [
        "simulate",
        "--listen",
        &listen,
        "--config",
        config.to_str().unwrap(),
        "--tls-cert",
        &certificate,
        "--tls-key",
        &key,
        "--seed",
        "7",
    ];
    let log = folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    let call = |path: &str| {
        let url = format!("https://localhost:{port}/{path}");
        Command::new("curl")
            .args(["--silent", "--noproxy", "*", "--cacert", &certificate, &url])
            .output()
    };
    let document = until("the simulator answers", || async {
        let out = call("access-management-1.0/access/.well-known/openid-configuration").unwrap();
        out.status.success().then(|| String::from_utf8(out.stdout).unwrap())
    })
    .await;
    assert!(document.contains(&format!("https://localhost:{port}/")), "{document}");
    call("access-management-1.0/access/.well-known/jwks.json").unwrap();
    assert!(running.stop(), "it ends well: {}", running.log());
    let log = running.log();
    let line = log.lines().find(|line| line.contains("jwks.json")).expect("a line for the call");
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let path = "/access-management-1.0/access/.well-known/jwks.json";
    assert_eq!(words, ["503", "GET", path, "fault:", "status"], "{line}");
}
