//! The real executable as a child process, and waiting for it without sleeping blindly.

use crate::log::assert_no_personal_data;
use std::future::Future;
use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a condition may take before the test fails. Far above what any of them needs.
const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A port of the loopback that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Looks until a condition holds; fails, saying what was waited for, if it never does.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        let mut between = tokio::time::interval(BETWEEN_LOOKS);
        loop {
            between.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    let found = tokio::time::timeout(PATIENCE, looking).await;
    found.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}

/// A process that is killed when it is dropped, and its log searched for personal data.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program with its standard error in a file, at its most talkative.
    pub fn start(program: &str, arguments: &[&str], log: PathBuf) -> Self {
        Self::start_with_log(program, arguments, log, "trace")
    }

    /// The same, where nobody reads a log of everything.
    pub fn start_quiet(program: &str, arguments: &[&str], log: PathBuf) -> Self {
        Self::start_with_log(program, arguments, log, "warn")
    }

    fn start_with_log(program: &str, arguments: &[&str], log: PathBuf, level: &str) -> Self {
        let append = std::fs::OpenOptions::new().create(true).append(true).clone();
        let file = append.open(&log).unwrap();
        // What it says to whoever started it is no log: the demo names its customers' phones.
        let said = append.open(log.with_extension("out")).unwrap();
        let child = Command::new(program)
            .args(arguments)
            .env("RUST_LOG", level)
            .stdin(Stdio::null())
            .stdout(said)
            .stderr(file)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as Ctrl-C or a service manager does, and waits for its end. True if it
    /// ended well.
    pub fn stop(&mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }

    pub fn log(&self) -> String {
        let mut text = String::new();
        std::fs::File::open(&self.log).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            assert_no_personal_data("the log", &self.log());
        }
    }
}
