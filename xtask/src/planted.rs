//! Proves that the days of `torture` bite: plants a bug into a copy of the tree, builds it, and
//! wants a law to be broken. The bugs are small edits, listed in `crates/torture/planted.toml`.

use anyhow::{Context, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const LIST: &str = "crates/torture/planted.toml";

#[derive(Deserialize)]
struct List {
    bug: Vec<Bug>,
}

#[derive(Deserialize)]
struct Bug {
    name: String,
    file: String,
    find: String,
    replace: String,
    /// Found by the sales in which each thing fails once, rather than by the days.
    #[serde(default)]
    each: bool,
}

impl Bug {
    /// The file with the bug in it.
    fn planted_in(&self, sound: &str) -> anyhow::Result<String> {
        let places = sound.matches(&self.find).count();
        ensure!(places == 1, "it no longer applies: {} has its place {places} times", self.file);
        Ok(sound.replace(&self.find, &self.replace))
    }
}

/// Plants every bug whose name has `only` in it, and runs `seeds` days with each.
pub(crate) fn run(only: &str, seeds: u64) -> anyhow::Result<()> {
    let root = root();
    let bugs: Vec<_> = list(&root)?.into_iter().filter(|bug| bug.name.contains(only)).collect();
    ensure!(!bugs.is_empty(), "no planted bug has {only:?} in its name");
    let tree = root.join("target/planted/tree");
    copy(&root, &tree)?;
    build(&tree).context("the tree itself, without a bug")?;
    let mut missed = Vec::new();
    let mut seed_max = 0;
    for (number, bug) in bugs.iter().enumerate() {
        let place = format!("{}/{}", number + 1, bugs.len());
        let name = &bug.name;
        match plant(bug, &tree, seeds) {
            Ok(Some(law)) => {
                crate::setup::note(&format!("{place} caught: {name}: {law}"));
                seed_max = seed_max.max(seed_of(&law).unwrap_or(0));
            }
            Ok(None) => {
                crate::setup::note(&format!("{place} MISSED: {name}"));
                missed.push(name.as_str());
            }
            Err(error) => {
                crate::setup::note(&format!("{place} IMPOSSIBLE: {name}: {error:#}"));
                missed.push(name.as_str());
            }
        }
    }
    crate::setup::note(&format!(
        "{} planted bugs, {} caught within {seeds} seeds, the last of them by seed {seed_max}",
        bugs.len(),
        bugs.len() - missed.len()
    ));
    ensure!(missed.is_empty(), "not caught: {}", missed.join("; "));
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn list(root: &Path) -> anyhow::Result<Vec<Bug>> {
    let list = std::fs::read_to_string(root.join(LIST)).context(LIST)?;
    let List { bug } = toml::from_str(&list).context(LIST)?;
    Ok(bug)
}

/// The law that the bug broke, if it broke one.
fn plant(bug: &Bug, tree: &Path, seeds: u64) -> anyhow::Result<Option<String>> {
    let path = tree.join(&bug.file);
    let sound = std::fs::read_to_string(&path).with_context(|| bug.file.clone())?;
    std::fs::write(&path, bug.planted_in(&sound)?)?;
    let found =
        build(tree).context("it can't be built").and_then(|program| torture(&program, bug, seeds));
    std::fs::write(&path, sound)?;
    found
}

fn torture(program: &Path, bug: &Bug, seeds: u64) -> anyhow::Result<Option<String>> {
    let mut torture = Command::new(program);
    if bug.each {
        torture.arg("--each");
    } else {
        torture.args(["--from", "1", "--seeds", &seeds.to_string()]);
    }
    let run = torture.output()?;
    let said = String::from_utf8_lossy(&run.stdout);
    let law = said.lines().find_map(|line| line.strip_prefix("BROKEN ")).map(str::to_owned);
    ensure!(law.is_some() != run.status.success(), "torture ended without a verdict");
    Ok(law)
}

/// The day on which a law was broken, if it was on one.
fn seed_of(law: &str) -> Option<u64> {
    law.strip_prefix("seed ")?.split(':').next()?.parse().ok()
}

fn build(tree: &Path) -> anyhow::Result<PathBuf> {
    let target = tree.join("../target");
    let mut build = crate::cargo(&["build", "--quiet", "--package", "torture"]);
    // What a bug leaves unused is warned of; nobody wants to read that.
    let built = build.current_dir(tree).env("CARGO_TARGET_DIR", &target).output()?;
    ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Ok(target.join("debug/torture"))
}

/// Copies what git knows of, and touches only what differs, so that little is built anew.
fn copy(root: &Path, tree: &Path) -> anyhow::Result<()> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git lists the files to copy")?;
    ensure!(listed.status.success(), "git can't list the files to copy");
    let listed = String::from_utf8(listed.stdout)?;
    let mut stale = files(tree);
    for file in listed.lines() {
        let Ok(content) = std::fs::read(root.join(file)) else { continue };
        let copy = tree.join(file);
        stale.remove(&copy);
        if std::fs::read(&copy).is_ok_and(|copied| copied == content) {
            continue;
        }
        std::fs::create_dir_all(copy.parent().context("a file stands in a folder")?)?;
        std::fs::write(copy, content)?;
    }
    for file in stale {
        std::fs::remove_file(file)?;
    }
    Ok(())
}

/// Every file below a folder; none where there is no such folder.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else {
            found.insert(path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_read() {
        assert_eq!(seed_of("seed 412: I2 more was taken: 5"), Some(412));
        assert_eq!(seed_of("killed 7: I4"), None);
    }

    /// Whoever moves code that a bug is planted in moves the bug with it.
    #[test]
    fn every_planted_bug_still_applies() {
        let bugs = list(&root()).unwrap();
        assert!(bugs.len() >= 30);
        for bug in bugs {
            let sound = std::fs::read_to_string(root().join(&bug.file)).unwrap();
            let planted =
                bug.planted_in(&sound).unwrap_or_else(|error| panic!("{}: {error}", bug.name));
            assert!(planted != sound, "{}", bug.name);
        }
    }

    /// A test tries each row of the table of bounds, and names it.
    #[test]
    fn every_bound_is_tried() {
        let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
        let table = text.split("\n## Bounds\n").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows = table.lines().filter_map(|line| line.strip_prefix("| ")).skip(2);
        let bounds: BTreeSet<_> = rows.filter_map(|row| row.split(" | ").next()).collect();
        assert!(bounds.len() > 30);
        let mut tried = BTreeSet::new();
        for file in files(&root().join("crates")) {
            let code = std::fs::read_to_string(&file).unwrap_or_default();
            let named = code.lines().filter_map(|line| line.trim().strip_prefix("/// Bound: "));
            tried.extend(named.map(str::to_owned));
        }
        let tried: BTreeSet<_> = tried.iter().map(String::as_str).collect();
        assert_eq!(tried, bounds);
    }

    /// `docs/failures.md` names tests and planted bugs: each is there.
    #[test]
    fn what_keeps_failures_away_is_there() {
        let text = std::fs::read_to_string(root().join("docs/failures.md")).unwrap();
        let bugs: BTreeSet<_> = list(&root()).unwrap().into_iter().map(|bug| bug.name).collect();
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
        assert!(rows.len() > 40);
        for row in rows {
            let quoted = row.split('`').skip(1).step_by(2);
            for (path, test) in quoted.filter_map(|name| name.split_once(".rs::")) {
                let file = root().join(format!("crates/{path}.rs"));
                let code = std::fs::read_to_string(&file).unwrap_or_default();
                assert!(code.contains(&format!("fn {test}(")), "{path}.rs has no {test}");
            }
            for bug in row.split("bug \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(bugs.contains(bug), "no bug {bug:?} is planted");
            }
        }
    }
}
