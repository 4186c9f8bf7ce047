//! A throwaway PostgreSQL for tests: a cluster in a temporary folder, on a free port of the loopback,
//! run by a user without privileges, and gone with whoever started it, however that ends.
//!
//! It depends on nothing, so that `cargo xtask test` can start one for all tests without building
//! anything else first. A test that is run without it starts its own.
#![allow(clippy::missing_panics_doc, reason = "a test's helper panics to fail the test")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names the URL of a cluster that is running already.
pub const URL_VARIABLE: &str = "CLUBTILL_TEST_POSTGRES";

/// The password of the cluster's one user. It must never be seen in a log or an error.
pub const PASSWORD: &str = "throwaway-secret";

/// Where Debian puts each major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A free port may be taken by somebody else before the server has it.
const TRIES: u32 = 3;

/// Makes the cluster and starts it; then waits until nobody holds the other end of its standard
/// input any more, and clears everything away. A signal to the whole group, such as Ctrl-C, leaves
/// it to that. Nothing here must survive a power cut, so that nothing is flushed.
const KEEPER: &str = r#"
trap '' INT TERM HUP
bin=$0 folder=$1 port=$2 password=$3
printf %s "$password" > "$folder/password"
"$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=scram-sha-256 \
    --pwfile="$folder/password" --encoding=UTF8 --locale=C --no-sync >&2 &&
"$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait --timeout=60 --silent \
    --options="-h 127.0.0.1 -p $port -k $folder -c fsync=off -c max_connections=200 \
        -c shared_buffers=32MB" start >&2 &&
echo ready && read -r _
"$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >&2
rm -rf "$folder"
"#;

/// A running cluster. It ends when this is dropped, or when the process ends.
pub struct Cluster {
    /// Up to and without the name of a database.
    address: String,
    databases: AtomicU32,
    keeper: Option<Child>,
}

impl Cluster {
    /// Starts a cluster of its own. The error is a sentence for a person.
    ///
    /// # Errors
    /// If PostgreSQL isn't installed, or doesn't start.
    pub fn start() -> Result<Self, String> {
        let bin = bin()?;
        let mut started = Err(String::new());
        for _ in 0..TRIES {
            started = start(&bin);
            if started.is_ok() {
                break;
            }
        }
        started
    }

    /// The cluster that this run of tests shares: the one that is running already, or else one that
    /// lasts as long as this process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var(URL_VARIABLE) {
            Ok(address) => Self { address, databases: AtomicU32::new(0), keeper: None },
            Err(_) => Self::start().unwrap_or_else(|error| panic!("{error}")),
        })
    }

    /// What [`URL_VARIABLE`] is set to for others to share it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The URL of an empty database of its own.
    pub fn new_database(&self) -> String {
        self.new_database_with("")
    }

    /// As [`new_database`](Self::new_database), with more words for `CREATE DATABASE`.
    pub fn new_database_with(&self, options: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let admin = format!("{}/postgres", self.address);
        // An earlier process of the same number may have left one behind.
        execute(&admin, &format!("DROP DATABASE IF EXISTS {name}"));
        execute(&admin, &format!("CREATE DATABASE {name} {options}"));
        format!("{}/{name}", self.address)
    }

    /// From now on it can be reached by TLS with that certificate and key, as PEM.
    pub fn serve_tls(&self, certificate: &str, key: &str) {
        let admin = format!("{}/postgres", self.address);
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let lines = format!("SELECT unnest(string_to_array($${}$$, chr(10)))", text.trim());
            let write = format!("umask 077; cat > {name}");
            execute(&admin, &format!("COPY ({lines}) TO PROGRAM '{write}'"));
        }
        execute(&admin, "ALTER SYSTEM SET ssl = on");
        execute(&admin, "SELECT pg_reload_conf()");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }
}

/// Has `psql` run a statement, and says what it answers: a line a row.
pub fn execute(url: &str, sql: &str) -> String {
    let psql = bin().unwrap_or_else(|error| panic!("{error}")).join("psql");
    let mut command = Command::new(psql);
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql, url]);
    let out = command.env("PGOPTIONS", "-c client_min_messages=warning").output();
    let out = out.unwrap_or_else(|error| panic!("psql can't be started: {error}"));
    assert!(out.status.success(), "{sql}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

fn start(bin: &Path) -> Result<Cluster, String> {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map_err(|error| format!("no free port: {error}"))?
        .port();
    let folder = std::env::temp_dir().join(format!("postgres-{}-{port}", std::process::id()));
    let mut command = Command::new("sh");
    fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if let Some((user, group)) = unprivileged()? {
        chown(&folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
        command.uid(user).gid(group);
    }
    command.args(["-c", KEEPER]).arg(bin).arg(&folder).arg(port.to_string()).arg(PASSWORD);
    command.current_dir(&folder).env("TZ", "UTC");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut keeper = command.spawn().map_err(|error| format!("sh can't be started: {error}"))?;
    let mut line = String::new();
    if let Some(said) = keeper.stdout.take() {
        // Nothing said is answered below.
        let _ = BufReader::new(said).read_line(&mut line);
    }
    if line.trim() != "ready" {
        drop(keeper.stdin.take());
        let mut why = String::new();
        if let Some(mut errors) = keeper.stderr.take() {
            let _ = errors.read_to_string(&mut why);
        }
        let _ = keeper.wait();
        return Err(format!("PostgreSQL doesn't start: {}", why.trim()));
    }
    let address = format!("postgres://postgres:{PASSWORD}@127.0.0.1:{port}");
    Ok(Cluster { address, databases: AtomicU32::new(0), keeper: Some(keeper) })
}

/// The folder of PostgreSQL's programs: Debian's newest, or where the path leads.
fn bin() -> Result<PathBuf, String> {
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    debian.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = debian.into_iter().map(|(_, bin)| bin).chain(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").is_file()).ok_or_else(|| {
        "PostgreSQL is not installed. On Debian, as root:\n  apt-get update && apt-get install -y \
         postgresql"
            .to_owned()
    })
}

/// Whether PostgreSQL's programs are there.
pub fn is_installed() -> bool {
    bin().is_ok()
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package has made.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    let id = |arguments: &[&str]| {
        let out = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse::<u32>().ok()
    };
    if id(&["--user"]) != Some(0) {
        return Ok(None);
    }
    match (id(&["--user", "postgres"]), id(&["--group", "postgres"])) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        _ => Err("PostgreSQL doesn't run as root, and there is no user postgres".to_owned()),
    }
}
