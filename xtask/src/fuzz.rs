//! Fuzzing: what is found goes to `target/fuzz`, what is kept stands in `crates/fuzzing/corpus`.

use anyhow::{Context, bail};
use std::process::Command;

const TARGETS: [&str; 3] = ["webhook", "scan", "id_token"];

pub(crate) fn run(target: Option<&str>, seconds: u32) -> anyhow::Result<()> {
    if let Some(unknown) = target.filter(|target| !TARGETS.contains(target)) {
        bail!("there is no target {unknown}; there are {}", TARGETS.join(", "));
    }
    if !nightly(&["fuzz", "--version"]).output().is_ok_and(|out| out.status.success()) {
        bail!(
            "fuzzing needs a nightly toolchain and cargo-fuzz: \
             `rustup toolchain install nightly` and `cargo install cargo-fuzz`"
        );
    }
    for target in TARGETS.into_iter().filter(|one| target.is_none_or(|target| target == *one)) {
        let found = format!("target/fuzz/{target}");
        std::fs::create_dir_all(&found).with_context(|| format!("can't make {found}"))?;
        let kept = format!("crates/fuzzing/corpus/{target}");
        let time = format!("-max_total_time={seconds}");
        let arguments = [
            "fuzz",
            "run",
            "--fuzz-dir",
            "fuzz",
            target,
            &found,
            &kept,
            "--",
            &time,
            "-timeout=20",
        ];
        crate::run(&mut nightly(&arguments))?;
    }
    Ok(())
}

/// Through rustup's `cargo`, which alone knows of other toolchains.
fn nightly(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.arg("+nightly").args(arguments);
    command
}
