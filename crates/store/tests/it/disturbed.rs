//! The store in a process of its own that is disturbed: killed while it commits, and with a disk that
//! refuses to write in the middle of it. Whoever was told yes finds what was stored.

use crate::sqlite::{commit, merchant, sale};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use store::conformance::ManualClock;
use store::{CommitError, DueWrite, FeedPosition, Sqlite, SqliteMode, Store};
use tempfile::TempDir;

const FILE: &str = "STORE_TEST_FILE";
const CALLERS: u64 = 16;

/// Makes each sale a row that fills a page, so that a small limit is soon met.
fn filling() -> String {
    format!("\"{}\"", "x".repeat(4_000))
}

fn open(path: &Path) -> Arc<Sqlite> {
    Arc::new(Sqlite::open(path, ManualClock::new(0), SqliteMode::Threaded).unwrap())
}

/// Starts the named test of this very program as a process of its own, behind a shell command.
fn start(child: &str, path: &Path, before: &str) -> Child {
    Command::new("sh")
        .args(["-c", &format!("{before} exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Sales of which a line of the child tells `word`.
fn told(lines: &[String], word: &str) -> BTreeSet<String> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(word))
        .map(|key| key.trim().to_owned())
        .collect()
}

async fn stored(path: &Path) -> BTreeSet<String> {
    let feed = open(path).feed(&merchant(), FeedPosition::START, 1_000_000).await.unwrap();
    feed.into_iter().map(|entry| entry.id.key).collect()
}

/// Several callers commit new sales, one after another each, until `enough` says so of an outcome;
/// each outcome is told in a line, which reaches the pipe whole or not at all.
async fn commit_until(
    store: &Arc<Sqlite>,
    keys: &str,
    enough: fn(u64, &Result<(), CommitError>) -> bool,
) {
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let (store, keys) = (store.clone(), keys.to_owned());
        callers.spawn(async move {
            for number in 0.. {
                let key = format!("{keys}-{caller}-{number}");
                let sale = commit(&sale(&key), 0, DueWrite::At(None), &filling());
                let outcome = store.commit(sale).await;
                println!("\n{} {key}", if outcome.is_ok() { "yes" } else { "no" });
                if enough(number, &outcome) {
                    break;
                }
            }
        });
    }
    callers.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that what_was_answered_survives_a_kill starts and kills"]
async fn child_that_is_killed() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let store = open(Path::new(&path));
    commit_until(&store, "sale", |number, _| number == 100_000).await;
}

#[tokio::test]
async fn what_was_answered_survives_a_kill() {
    for enough in [1, 40, 400] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("clubtill.db");
        let mut child = start("disturbed::child_that_is_killed", &path, "");
        let mut lines: Vec<String> = Vec::new();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        while told(&lines, "yes ").len() < enough {
            lines.push(output.next().expect("it commits until it is killed"));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        lines.extend(output);
        let (yes, stored) = (told(&lines, "yes "), stored(&path).await);
        assert_eq!(told(&lines, "no "), BTreeSet::new());
        let missing: Vec<_> = yes.difference(&stored).collect();
        assert!(missing.is_empty(), "told yes, and not stored: {missing:?} of {}", yes.len());
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that a_disk_that_refuses_loses_nothing starts under a limit"]
async fn child_under_a_limit() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let store = open(Path::new(&path));
    commit_until(&store, "limited", |number, outcome| number == 999 || outcome.is_err()).await;
    let lifted = Command::new("prlimit")
        .args(["--pid", &std::process::id().to_string(), "--fsize=unlimited"])
        .status()
        .unwrap();
    assert!(lifted.success());
    commit_until(&store, "lifted", |number, _| number == 9).await;
}

/// The size of files is limited, so that a write fails as on a broken disk, in the middle of a group
/// of commits; later the limit is lifted.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_refuses_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("clubtill.db");
    // Blocks of 512 or 1024 bytes; signal 25, SIGXFSZ, would end the process.
    let limit = "trap '' 25; ulimit -S -f 2000;";
    let child = start("disturbed::child_under_a_limit", &path, limit);
    let output = child.wait_with_output().unwrap();
    let lines: Vec<String> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert!(output.status.success(), "{lines:?}");
    let (yes, no) = (told(&lines, "yes "), told(&lines, "no "));
    let of = |keys: &BTreeSet<String>, word: &str| {
        keys.iter().filter(|key| key.starts_with(word)).count() as u64
    };
    assert!(of(&yes, "limited") > 0, "some fit");
    assert_eq!(of(&no, "limited"), CALLERS, "each caller met the limit");
    assert_eq!((of(&yes, "lifted"), of(&no, "lifted")), (10 * CALLERS, 0), "the writer went on");
    assert_eq!(yes, stored(&path).await, "told yes, and stored");
}
