//! What every import and export on the command line does: looks through files, warns, and puts in what
//! is new; writes what is there.

use crate::config::Config;
use crate::serve::open;
use crate::system::say;
use anyhow::{Context, anyhow};
use checkout::{Amount, BeforeFault, Channel, OperatorId, WINDOW_DAYS};
use engine::{BeforeWarning, Engine, Request, Shop};
use import::{Brought, Export, Exporting, File, ImportError, Warning};
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

/// Who brings it, as records name it.
const OPERATOR: &str = "import";

/// The files of an import, by what they are.
pub(crate) type Files = Vec<(File, PathBuf)>;

/// How many rows went in, or can; and how many are there already.
pub(crate) struct Count {
    pub(crate) new: usize,
    pub(crate) before: usize,
}

pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("can't read {}", path.display()))
}

/// Looks through what is brought, and puts it in unless it is tried only.
pub(crate) async fn bring(
    config: &Path,
    brought: Brought,
    files: &Files,
    is_tried: bool,
) -> anyhow::Result<Count> {
    let (engine, shop) = opened(config).await?;
    bring_into(&engine, &shop, brought, files, is_tried).await
}

pub(crate) async fn bring_into(
    engine: &Engine,
    shop: &Shop,
    brought: Brought,
    files: &Files,
    is_tried: bool,
) -> anyhow::Result<Count> {
    let request = request(shop)?;
    let checked = import::check(engine, &shop.merchant, brought, &show).await;
    let checked = checked.map_err(|error| named(error, files))?;
    for warning in &checked.warnings {
        say(&format!("warning  {}", words(warning)))?;
    }
    let count = Count { new: checked.new_rows(), before: checked.before };
    if !is_tried {
        checked.put(engine, &request, &show).await?;
    }
    Ok(count)
}

pub(crate) async fn opened(config: &Path) -> anyhow::Result<(Engine, Shop)> {
    let config = Config::read(config)?;
    Ok((open(&config).await?, config.shop()?))
}

/// Writes what is there to standard output.
pub(crate) async fn take(engine: &Engine, shop: &Shop, export: Export) -> anyhow::Result<()> {
    let mut exporting = Exporting::new(engine, &shop.merchant, export);
    let mut out = std::io::stdout().lock();
    while let Some(part) = exporting.next().await? {
        out.write_all(&part)?;
    }
    Ok(())
}

/// With the file that it is about.
fn named(error: ImportError, files: &Files) -> anyhow::Error {
    let ImportError::Unusable { file, fault } = error else { return error.into() };
    let path = files.iter().find(|(one, _)| *one == file).map(|(_, path)| path);
    match path {
        Some(path) => anyhow!(fault).context(path.display().to_string()),
        None => anyhow!(fault),
    }
}

pub(crate) fn request(shop: &Shop) -> anyhow::Result<Request> {
    let till = shop.tills.first().context("the shop has no till")?;
    let context = shop.context(&till.id, OperatorId::new(OPERATOR), Channel::Api)?;
    Ok(Request { context, answer: None })
}

/// How far it has come, on a terminal.
pub(crate) fn show(done: usize, whole: usize) {
    let mut out = std::io::stderr().lock();
    if out.is_terminal() {
        // What a terminal does not take is no reason to stop.
        let _ = write!(out, "\r{}", bar(done, whole));
        if done >= whole {
            let _ = writeln!(out);
        }
        let _ = out.flush();
    }
}

fn bar(done: usize, whole: usize) -> String {
    const WIDTH: usize = 30;
    let filled = (done * WIDTH).checked_div(whole).unwrap_or(WIDTH).min(WIDTH);
    let (full, rest) = ("█".repeat(filled), "░".repeat(WIDTH - filled));
    format!("{full}{rest} {done} of {whole}")
}

fn words(warning: &Warning) -> String {
    match warning {
        Warning::Dearer { line } => {
            format!("line {line}: dearer than in the catalogue, so nobody gets it")
        }
        Warning::Before(warning) => before_words(warning),
        Warning::Dormant { count, first_line } => format!(
            "joined and answered so long ago that the club erases them within a day \
             (erase_dormant_after_days): {count}, the first in line {first_line}"
        ),
    }
}

/// A before-price that must not be shown.
pub(crate) fn before_words(warning: &BeforeWarning) -> String {
    let money = |minor| Amount::new(minor, warning.currency);
    let BeforeWarning { product, list, audience, announced, fault, .. } = warning;
    let (now, before, from) =
        (money(announced.unit_minor), money(announced.before_minor), announced.from);
    let why = match fault {
        BeforeFault::Lower { price, on } => {
            let whose = if price.list.is_empty() { "the catalogue" } else { &price.list };
            let (lowest, whom) = (money(price.unit_minor), &price.audience);
            format!(
                "in the {WINDOW_DAYS} days before, {whose} had {lowest} for {whom}, still on {on}; \
                 show at most that, or no before-price"
            )
        }
        BeforeFault::TooNew { since } => {
            format!("it was not on offer before {since}; show no before-price")
        }
    };
    format!("{product}: {list} for {audience} from {from}, {now} instead of {before}: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        for (done, whole, filled) in [(0, 10, 0), (5, 10, 15), (10, 10, 30), (0, 0, 30)] {
            assert_eq!(bar(done, whole).matches('█').count(), filled, "{done} of {whole}");
        }
    }
}
