//! The README's sale by curl, run as it stands there.

use crate::Demo;
use std::process::Command;

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"));

/// The shell blocks of a chapter, one after another.
fn commands_of(chapter: &str) -> String {
    let text = README.split(&format!("\n## {chapter}\n")).nth(1).expect("the chapter is there");
    let text = text.split("\n## ").next().unwrap_or_default();
    let blocks = text.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_readme_sells() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path()).await;
    let commands = commands_of("A sale by curl")
        .replace("http://127.0.0.1:8080", &demo.service)
        .replace("http://127.0.0.1:8090", &demo.phones);
    assert!(commands.contains("payment-request"), "the commands are in the README");
    let script = format!("set -euo pipefail\n{commands}");
    let run = tokio::task::spawn_blocking(move || {
        Command::new("timeout").args(["60", "bash", "-c", &script]).output().unwrap()
    });
    let out = run.await.unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{text}\n{}", String::from_utf8_lossy(&out.stderr));
    let last = text.trim_end().lines().last().unwrap_or_default();
    let sale: serde_json::Value = serde_json::from_str(last).expect("the last answer is the sale");
    assert_eq!(sale["state"], "completed", "{text}");
    assert_eq!(sale["total"]["value"], 239_900);
    assert_eq!(sale["payment"]["state"], "captured");
    assert!(demo.running.stop(), "the demo ends well: {}", demo.running.log());
}
