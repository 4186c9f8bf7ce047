//! A database file that is full, held by somebody else, or damaged: what the executable says, and how
//! it goes on afterwards.

use crate::killed::{DEMO_SETTINGS, call, post};
use crate::{answers, command_line::clubtill};
use reqwest::Method;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use store::Sqlite;
use testkit::{Running, free_port, until};

/// A shop whose database is in a folder of its own.
struct Shop {
    folder: tempfile::TempDir,
    port: u16,
}

impl Shop {
    /// With a catalogue, so that the file has some pages.
    fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap(), port: free_port() };
        let text = DEMO_SETTINGS
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{}", shop.port))
            .replace("127.0.0.1:8090", &format!("127.0.0.1:{}", free_port()))
            .replace("clubtill-data", shop.folder.path().join("data").to_str().unwrap());
        std::fs::write(shop.config(), text).unwrap();
        let products = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/products.csv");
        let (ok, _, error) = clubtill(&["import", "--config", &shop.config(), products]);
        assert!(ok, "{error}");
        shop
    }

    fn config(&self) -> String {
        self.folder.path().join("shop.toml").to_str().unwrap().to_owned()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("data/clubtill.db")
    }

    /// What a command says that is to fail.
    fn refused(&self, command: &str) -> String {
        let (ok, said, error) = clubtill(&[command, "--config", &self.config()]);
        assert!(!ok, "{command} fails: {said}{error}");
        error
    }

    /// Starts the service behind a shell command, and waits until it is ready.
    async fn serve(&self, before: &str) -> Running {
        let program = env!("CARGO_BIN_EXE_clubtill");
        let script = format!("{before} exec {program} serve --config {}", self.config());
        let log = self.folder.path().join("log");
        let running = Running::start("sh", &["-c", &script], log);
        let ready = format!("http://127.0.0.1:{}/readyz", self.port);
        until("the service is ready", || answers(ready.clone())).await;
        running
    }

    fn sales(&self) -> String {
        format!("http://127.0.0.1:{}/v1/sales", self.port)
    }

    /// How many events there are: half a commit would add to them.
    fn events(&self) -> i64 {
        let database = Connection::open(self.database()).unwrap();
        database.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
    }
}

async fn opens_a_sale(shop: &Shop, till: &str) -> Option<Value> {
    call(Method::POST, &shop.sales(), json!({ "till": till })).await
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

type Damage = fn(Vec<u8>) -> Vec<u8>;

/// Whatever is in the file, it stays as it is, for whoever can rescue something.
#[test]
fn a_damaged_file_is_refused_with_what_to_do_and_left_alone() {
    let damages: [(&str, Damage); 3] = [
        ("no database", |_| b"dear diary, ".repeat(2_000)),
        ("cut off", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("overwritten from the second page on", |mut bytes| {
            bytes[4096..].fill(0x5a);
            bytes
        }),
    ];
    for (what, damage) in damages {
        let shop = Shop::new();
        let damaged = damage(bytes(&shop.database()));
        std::fs::write(shop.database(), &damaged).unwrap();
        for command in ["serve", "doctor", "import"] {
            let error = match command {
                "import" => {
                    let products = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/products.csv");
                    clubtill(&["import", "--config", &shop.config(), products]).2
                }
                _ => shop.refused(command),
            };
            assert!(error.contains("clubtill.db"), "{what}, {command}: {error}");
            assert!(
                error.contains("the file is damaged: stop the service"),
                "{what}, {command}: {error}"
            );
        }
        assert!(bytes(&shop.database()) == damaged, "{what}: it is as it was");
    }
}

/// Damage in a corner that a start doesn't look into.
#[test]
fn the_doctor_looks_into_every_corner() {
    let shop = Shop::new();
    let database = Connection::open(shop.database()).unwrap();
    let page: u32 = database
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'products'", [], |row| {
            row.get(0)
        })
        .unwrap();
    drop(database);
    let page = usize::try_from(page).unwrap();
    let mut damaged = bytes(&shop.database());
    damaged[(page - 1) * 4096 + 200..page * 4096].fill(0x5a);
    std::fs::write(shop.database(), &damaged).unwrap();
    let error = shop.refused("doctor");
    assert!(error.contains("the file is damaged: stop the service"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_program_holds_is_waited_for_and_told() {
    let shop = Shop::new();
    let hold = || {
        let other = Connection::open(shop.database()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        other
    };
    let other = hold();
    for command in ["serve", "doctor"] {
        let error = shop.refused(command);
        assert!(
            error.contains("another program holds the file: close it there"),
            "{command}: {error}"
        );
    }
    drop(other);

    let mut running = shop.serve("").await;
    let error = shop.refused("doctor");
    assert!(error.contains("is in use by another process"), "{error}");
    let other = hold();
    let before = shop.events();
    assert_eq!(opens_a_sale(&shop, "1").await, None);
    assert!(running.log().contains("another program holds the file: close it there"));
    drop(other);
    assert_eq!(shop.events(), before, "nothing of it is there");
    assert!(opens_a_sale(&shop, "1").await.is_some(), "the same process goes on");
    assert!(running.stop(), "{}", running.log());
}

/// The limit on a file's size stands for a disk without room.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_and_the_same_process_goes_on_when_there_is_room() {
    let shop = Shop::new();
    // Signal 25, SIGXFSZ, would end the process where a full disk is an error. The log is a file too,
    // and stays smaller than the database.
    let mut running = shop.serve("trap '' 25; export RUST_LOG=warn;").await;
    let limit = |size: &str| {
        let pid = running.id().to_string();
        let limited =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={size}:")]).status();
        assert!(limited.unwrap().success());
    };
    let sale = post(&shop.sales(), json!({ "till": "1" })).await;
    let sale = format!("{}/{}", shop.sales(), sale["id"].as_str().unwrap());
    let line = json!({ "product_id": "jacket1234", "name": "Winter jacket", "unit_price": 319_900,
                       "vat_rate": 2500 });
    let add = async || call(Method::POST, &format!("{sale}/lines"), line.clone()).await;

    let log = shop.database().with_extension("db-wal");
    limit(&log.metadata().unwrap().len().to_string());
    let before = shop.events();
    for _ in 0..3 {
        assert_eq!(add().await, None, "what can't be stored is not acknowledged");
    }
    let seen = call(Method::GET, &sale, Value::Null).await.expect("what is there can be read");
    assert_eq!(seen["lines"], json!([]));
    limit("unlimited");

    assert_eq!(shop.events(), before, "nothing of it is there");
    let sold = add().await.expect("the same process goes on");
    assert_eq!(sold["lines"].as_array().unwrap().len(), 1);
    let log = running.log();
    assert!(log.contains("look whether it is full or failing"), "{log}");
    assert!(running.stop(), "{log}");
    assert!(Sqlite::examine(&shop.database()).is_ok());

    // And before the start: the doctor tries to write.
    let program = env!("CARGO_BIN_EXE_clubtill");
    let script =
        format!("trap '' 25; ulimit -S -f 8; exec {program} doctor --config {}", shop.config());
    let out = Command::new("sh").args(["-c", &script]).output().unwrap();
    let error = String::from_utf8(out.stderr).unwrap();
    assert!(
        !out.status.success() && error.contains("look whether it is full or failing"),
        "{error}"
    );
}
