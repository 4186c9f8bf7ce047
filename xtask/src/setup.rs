//! What the tests need beside Rust: a browser, PostgreSQL, and axe-core, which checks pages for
//! accessibility. Installed from Debian and the npm registry where that is possible, and otherwise
//! named with the exact command.

use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Only one apt may run at a time, and its first try may find an old list.
const TRIES: u32 = 3;
const AXE: &str = "axe-core@4.14.1";

/// Sees to it that axe-core is in the target folder, where `testkit` looks for it. Its licence, the
/// MPL, and its size are reasons not to copy it into the tree.
pub(crate) fn axe() -> anyhow::Result<()> {
    let program = std::env::current_exe().context("can't find the target folder")?;
    let target = program.ancestors().nth(2).context("xtask runs from the target folder")?;
    let folder = target.join("axe");
    if folder.join("node_modules/axe-core/axe.min.js").is_file() {
        return Ok(());
    }
    // On its own: Debian's npm can't be installed beside a Node.js from elsewhere.
    see_to(&["npm"], "the accessibility tests", || is_there("npm"))?;
    note("fetching axe-core for the accessibility tests");
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
    npm.arg("--prefix").arg(&folder).arg(AXE).stdout(Stdio::null());
    if npm.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    bail!("axe-core could not be fetched; try by hand:\n  {}", shown(&npm))
}

/// Sees to it that chromium and its driver are there.
pub(crate) fn browser() -> anyhow::Result<()> {
    let there = || ["chromium", "chromedriver"].iter().all(|program| is_there(program));
    see_to(&["chromium", "chromium-driver"], "the browser tests", there)
}

/// Sees to it that PostgreSQL is there. Whether one is running makes no difference: the tests start
/// their own.
pub(crate) fn postgres() -> anyhow::Result<()> {
    see_to(&["postgresql"], "the tests of PostgreSQL", test_postgres::is_installed)
}

fn see_to(packages: &[&str], whose: &str, there: impl Fn() -> bool) -> anyhow::Result<()> {
    if there() {
        return Ok(());
    }
    let names = packages.join(" and ");
    let by_hand = format!("apt-get update && apt-get install -y {}", packages.join(" "));
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        bail!("{whose} need {names}. On Debian, as root:\n  {by_hand}");
    }
    note(&format!("installing {names} for {whose}"));
    for _ in 0..TRIES {
        let update = apt(&["update", "--quiet"], &[]);
        let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
        if update && apt(&install, packages) && there() {
            return Ok(());
        }
    }
    bail!("{names} could not be installed; try by hand:\n  {by_hand}")
}

fn apt(arguments: &[&str], packages: &[&str]) -> bool {
    let mut command = Command::new("apt-get");
    command.args(["-o", "DPkg::Lock::Timeout=120"]).args(arguments).args(packages);
    command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_there(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("--user").output();
    id.is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

/// A command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Tells the person who waits what is going on.
pub(crate) fn note(text: &str) {
    // Nobody reads it: no reason to fail.
    let _ = writeln!(std::io::stderr(), "{text}");
}
