//! What tests share. [`TestApp`] is the whole service and the simulator in one process under a
//! controlled clock; [`Running`] is the real executable; [`Browser`] is a headless chromium.
//!
//! Nothing here sleeps: a test steps the workers and moves the clock, or waits for a condition with
//! a bound.
#![allow(clippy::missing_panics_doc, reason = "a test's helper panics to fail the test")]
#![allow(clippy::unwrap_used, reason = "see above")]

mod app;
mod axe;
mod browser;
mod clock;
mod directory;
mod log;
mod mail;
mod printer;
mod running;
mod scanner;
mod transport;

pub use self::directory::{DIRECTORY_TOKEN, OwnDirectory};
pub use app::{
    Database, EventStream, MASTER_KEY, Reply, TestApp, handlers, merchant, products, promotions,
    shop,
};
pub use browser::{Browser, Page};
pub use clock::{CountedRandom, FakeClock};
pub use log::{CANARIES, LogSink, assert_no_personal_data};
pub use printer::{Printer, PrinterIs};
pub use running::{Running, free_port, until};
pub use transport::{Odd, OddAnswer};
