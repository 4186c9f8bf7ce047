//! Clubtill's own build tasks. `cargo xtask demo` and `cargo xtask test` are all that a newcomer
//! needs; `cargo xtask ci` is the gate.

mod setup;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use test_postgres::{Cluster, URL_VARIABLE};

#[derive(Debug, Parser)]
#[command(after_help = "Examples:\n  cargo xtask demo\n  cargo xtask demo -- --listen \
    127.0.0.1:9000\n  cargo xtask test\n  cargo xtask test -- money")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build and start everything: a shop, its till and display, customers with phones
    Demo {
        /// Passed on to `clubtill demo`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Set up what the tests need, and run all of them
    Test {
        /// Passed on to the test runner, such as a part of a test's name
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Hold the client and the simulator to the published contracts
    Conform {
        /// Folder with the contracts: OpenAPI documents such as epayment.yaml and qr.yaml
        #[arg(long, value_name = "DIR")]
        specs: PathBuf,
    },
    /// The gate: format, lints, documentation, then every test
    Ci,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Demo { arguments } => demo(&arguments),
        Task::Test { arguments } => test(&arguments),
        Task::Conform { specs } => conform(&specs),
        Task::Ci => ci(),
    }
}

/// A program of its own: who starts the demo shouldn't wait for its dependencies.
fn conform(specs: &Path) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "--quiet", "--package", "conform", "--", "--specs"]);
    run(command.arg(specs))
}

/// The demo takes this process's place, so that Ctrl-C reaches it alone and it ends as it says.
fn demo(arguments: &[String]) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "--quiet", "--package", "clubtill", "--", "demo"]);
    Err(command.args(arguments).exec()).context("can't start cargo")
}

fn test(arguments: &[String]) -> anyhow::Result<()> {
    setup::browser()?;
    setup::postgres()?;
    // One for all tests, with a database for each; it ends with this.
    let cluster = Cluster::start().map_err(anyhow::Error::msg)?;
    let with_postgres = |mut command: Command| {
        command.env(URL_VARIABLE, cluster.address());
        command
    };
    // The tests start the executable that a person starts.
    run(&mut cargo(&["build", "--package", "clubtill"]))?;
    let nextest = cargo(&["nextest", "--version"]).output().is_ok_and(|out| out.status.success());
    if nextest {
        run(cargo(&["test", "--workspace", "--all-features", "--doc"]).args(arguments))?;
        let tests = cargo(&["nextest", "run", "--workspace", "--all-features"]);
        run(with_postgres(tests).args(arguments))
    } else {
        let tests = cargo(&["test", "--workspace", "--all-features"]);
        run(with_postgres(tests).args(arguments))
    }
}

fn ci() -> anyhow::Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "--deny",
        "warnings",
    ]))?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    run(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    // A till's package is built without the demo and the simulator.
    run(&mut cargo(&["check", "--package", "clubtill", "--no-default-features"]))?;
    if cargo(&["deny", "--version"]).output().is_ok_and(|out| out.status.success()) {
        run(&mut cargo(&["deny", "check", "bans", "licenses", "sources"]))?;
    } else {
        setup::note("not checked: licences and sources (cargo-deny is not installed)");
    }
    test(&[])
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs a command, shown before it starts, and fails with it.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = setup::shown(command);
    setup::note(&format!("$ {shown}"));
    let status = command.status().with_context(|| format!("can't start {shown}"))?;
    if status.success() { Ok(()) } else { bail!("failed: {shown}") }
}
