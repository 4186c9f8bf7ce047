//! The log of a run, kept to be searched: nothing personal and no secret may stand in it.

use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// What must never be in a log, a URL or an error: the customers' numbers, names and addresses, and
/// the merchant's secrets.
pub const CANARIES: [&str; 25] = [
    "4712345678",
    "12345678",
    "4798765432",
    "98765432",
    "4512345678",
    "358401234567",
    "4799999999",
    "99999999",
    "Ola",
    "Kari",
    "Mads",
    "Aino",
    "Nordmann",
    "Haugen",
    "Kjær",
    "Mäkinen",
    "@example.com",
    "qr.vipps.no",
    "simulator-secret",
    "simulator-key",
    "demo-key",
    "Bearer ",
    "ciba.",
    "HMAC-SHA256 Signed",
    test_postgres::PASSWORD,
];

/// Fails, naming the line, if a text has anything of [`CANARIES`] in it.
pub fn assert_no_personal_data(text: &str) {
    for line in text.lines() {
        for canary in CANARIES {
            assert!(!line.contains(canary), "{canary:?} stands in the log: {line}");
        }
    }
}

/// Takes everything that is logged on this thread, down to `trace`.
#[derive(Clone, Default)]
pub struct LogSink(Arc<Mutex<Vec<u8>>>);

impl LogSink {
    /// Takes this thread's log until the guard is dropped.
    pub fn take_over(&self) -> DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for LogSink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogSink {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}
