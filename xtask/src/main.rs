//! Clubtill's own build tasks. `cargo xtask demo` and `cargo xtask test` are all that a newcomer
//! needs; `cargo xtask ci` is the gate.

mod fuzz;
mod planted;
mod setup;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
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
    /// Write docs/operations.md anew: every operation, and where it is here
    Operations,
    /// Look for input that breaks what reads webhooks, scans and id_tokens (cargo-fuzz, nightly)
    #[command(
        after_help = "Examples:\n  cargo xtask fuzz\n  cargo xtask fuzz webhook --seconds 600"
    )]
    Fuzz {
        /// One of webhook, scan, id_token; all of them in turn if none is named
        target: Option<String>,
        /// How long for each
        #[arg(long, default_value_t = 60, value_name = "N")]
        seconds: u32,
    },
    /// Days at the till on which everything goes wrong, each replayed exactly by its seed
    #[command(after_help = "Examples:\n  cargo xtask torture --seeds 2000 --from 1\n  \
        cargo xtask torture --from 4711 --story\n  cargo xtask torture --each\n  \
        cargo xtask torture --planted")]
    Torture {
        /// Prove that it bites: plant bugs into a copy of the tree, each of which must be found
        #[arg(long)]
        planted: bool,
        /// Only the planted bugs with this in their name, or the failures of that kind
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
        /// Instead of days, one sale again and again, until everything in it has failed once
        #[arg(long, conflicts_with_all = ["planted", "seeds"])]
        each: bool,
        /// How many days
        #[arg(long, default_value_t = 2_000, value_name = "N")]
        seeds: u64,
        /// The first seed, or the number of the first failure
        #[arg(long, default_value_t = 1, value_name = "S")]
        from: u64,
        /// Tell what happens on one day, line by line
        #[arg(long)]
        story: bool,
        /// Fail if a change of state in docs/statecharts.md was never seen, but for those that days can't: 1,000 see them all
        #[arg(long, conflicts_with_all = ["planted", "each"])]
        every_edge: bool,
        /// With optimisation: worth its build from some ten thousand days on
        #[arg(long)]
        release: bool,
    },
    /// Kill the real executable under load, again and again, and look whether anything got lost
    #[command(after_help = "Example:\n  cargo xtask kill --times 2000")]
    Kill {
        /// How often
        #[arg(long, default_value_t = 20, value_name = "N")]
        times: u64,
        /// When: the same seed kills after the same times
        #[arg(long, default_value_t = 1, value_name = "S")]
        seed: u64,
        /// On a PostgreSQL of its own instead of a file
        #[arg(long)]
        postgres: bool,
    },
    /// Make a club of millions, and measure look-ups, balances, enrolments and bookings in it
    #[command(after_help = "Example:\n  cargo xtask crowd -- --members 1000000 --folder /data")]
    Crowd {
        /// Passed on to `crowd`; `--help` tells them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measure in a browser what our own pages cost: scan to line, outcome to screen, weight, first paint
    #[command(after_help = "Example:\n  cargo xtask pages --release")]
    Pages {
        /// With optimisation, as a shop runs it
        #[arg(long)]
        release: bool,
    },
    /// The gate: format, lints, documentation, then every test
    Ci,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Demo { arguments } => demo(&arguments),
        Task::Test { arguments } => test(&arguments),
        Task::Conform { specs } => conform("--specs", &specs),
        Task::Operations => {
            let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
            conform("--operations", &docs)
        }
        Task::Fuzz { target, seconds } => fuzz::run(target.as_deref(), seconds),
        Task::Torture { planted: true, only, seeds, .. } => {
            planted::run(only.as_deref().unwrap_or_default(), seeds)
        }
        Task::Torture { each, only, seeds, from, story, every_edge, release, .. } => {
            let seeds = if story { 1 } else { seeds };
            let what = if each { "--each".to_owned() } else { format!("--seeds {seeds}") };
            let only = only.map(|fault| format!("--only {fault}")).unwrap_or_default();
            let story = if story { "--story" } else { "" };
            let edges = if every_edge { "--every-edge" } else { "" };
            torture(&format!("{what} {only} --from {from} {story} {edges}"), release)
        }
        Task::Kill { times, seed, postgres } => {
            build()?;
            kill(times, seed, postgres)
        }
        Task::Crowd { arguments } => {
            let command = &["run", "--quiet", "--release", "--package", "crowd", "--"];
            run(cargo(command).args(arguments))
        }
        Task::Pages { release } => pages(release),
        Task::Ci => ci(),
    }
}

/// On the executable that a person starts.
fn pages(release: bool) -> anyhow::Result<()> {
    setup::browser()?;
    let profile = if release { "release" } else { "debug" };
    if release {
        let only = ["build", "--release", "--package", "clubtill", "--package", "page-cost"];
        run(&mut cargo(&only))?;
    } else {
        build()?;
    }
    let here = std::env::current_exe().context("can't find the target folder")?;
    let target = here.ancestors().nth(2).context("can't find the target folder")?.join(profile);
    let mut measure = Command::new(target.join("page-cost"));
    run(measure.arg("--program").arg(target.join("clubtill")))
}

/// Of what was built: the executable that a person starts.
fn kill(times: u64, seed: u64, postgres: bool) -> anyhow::Result<()> {
    let mut kill = built("torture")?;
    kill.arg("kill").arg("--program").arg(built("clubtill")?.get_program());
    kill.args(["--times", &times.to_string(), "--seed", &seed.to_string()]);
    run(kill.args(postgres.then_some("--postgres")))
}

/// A program beside this one.
fn built(name: &str) -> anyhow::Result<Command> {
    let program = std::env::current_exe().context("can't find the target folder")?;
    Ok(Command::new(program.with_file_name(name)))
}

/// A program of its own: who starts the demo shouldn't wait for its dependencies.
fn conform(option: &str, path: &Path) -> anyhow::Result<()> {
    run(cargo(&["run", "--quiet", "--package", "conform", "--", option]).arg(path))
}

fn torture(what: &str, release: bool) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "--quiet", "--package", "torture"]);
    if release {
        command.arg("--release");
    }
    run(command.arg("--").args(what.split_whitespace()))
}

/// The demo takes this process's place, so that Ctrl-C reaches it alone and it ends as it says.
fn demo(arguments: &[String]) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "--quiet", "--package", "clubtill", "--", "demo"]);
    Err(command.args(arguments).exec()).context("can't start cargo")
}

fn test(arguments: &[String]) -> anyhow::Result<()> {
    setup::browser()?;
    setup::axe()?;
    setup::postgres()?;
    // One for all tests, with a database for each; it ends with this.
    let cluster = Cluster::start().map_err(anyhow::Error::msg)?;
    let with_postgres = |mut command: Command| {
        command.env(URL_VARIABLE, cluster.address());
        command
    };
    // The tests start the executable that a person starts.
    build()?;
    let nextest = cargo(&["nextest", "--version"]).output().is_ok_and(|out| out.status.success());
    if nextest {
        run(cargo(&["test", "--workspace", "--all-features", "--doc"]).args(arguments))?;
        let tests = cargo(&["nextest", "run", "--workspace", "--all-features"]);
        run(with_postgres(tests).args(arguments))?;
    } else {
        let tests = cargo(&["test", "--workspace", "--all-features"]);
        run(with_postgres(tests).args(arguments))?;
    }
    // The suite's own test passes without them, and what a test that passes says is not shown.
    if let Some(gap) = without_contracts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")) {
        setup::note(gap);
    }
    Ok(())
}

/// What to tell where the published contracts don't lie beside the project.
fn without_contracts(workspace: &Path) -> Option<&'static str> {
    let are_there = workspace.join("../shared/specs").is_dir();
    (!are_there).then_some("not checked: the published contracts (../shared/specs is not here)")
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
    build()?;
    run(built("torture")?.args(["--seeds", "2000", "--from", "1", "--every-edge"]))?;
    // One thread of ours is busy with the one sale, and the other waits for processes to die.
    let each = start(built("torture")?.arg("--each"))?;
    kill(20, 1, false)?;
    kill(20, 1, true)?;
    end(each)?;
    test(&[])
}

/// Everything at once, as the tests build it: a package alone would have its dependencies built with
/// other features, and so once more.
fn build() -> anyhow::Result<()> {
    run(&mut cargo(&["build", "--workspace", "--all-features"]))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs a command, shown before it starts, and fails with it.
fn run(command: &mut Command) -> anyhow::Result<()> {
    end(start(command)?)
}

/// A command under way, with what was shown of it.
fn start(command: &mut Command) -> anyhow::Result<(Child, String)> {
    let shown = setup::shown(command);
    setup::note(&format!("$ {shown}"));
    let child = command.spawn().with_context(|| format!("can't start {shown}"))?;
    Ok((child, shown))
}

fn end((mut child, shown): (Child, String)) -> anyhow::Result<()> {
    if child.wait()?.success() { Ok(()) } else { bail!("failed: {shown}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_without_the_contracts_says_so() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(without_contracts(&here.join("src")).is_some_and(|gap| gap.contains("contracts")));
        let with_them = std::env::temp_dir().join(format!("xtask-{}", std::process::id()));
        std::fs::create_dir_all(with_them.join("shared/specs")).unwrap();
        std::fs::create_dir_all(with_them.join("clone")).unwrap();
        let told = without_contracts(&with_them.join("clone"));
        std::fs::remove_dir_all(&with_them).unwrap();
        assert_eq!(told, None);
    }
}
