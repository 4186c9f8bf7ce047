//! An import as the page shows it: how far it is, what would go in, what is wrong by line.

use super::super::super::format::whole;
use super::super::super::messages::{self, imports as told};
use super::super::desk::Desk;
use super::super::products::before_price;
use crate::imports::{Import, Stage};
use crate::words::{Message, Words};
use import::{File, FileFault, ImportError, LineFaults, Warning};
use uuid::Uuid;

/// So many warnings are told; the rest is counted.
const WARNINGS_MAX: usize = 20;

/// An import as the page shows it.
pub(super) struct Shown {
    pub(super) id: Uuid,
    pub(super) what: String,
    pub(super) by: String,
    /// `wait`, `good` or `bad`.
    pub(super) look: &'static str,
    /// How things are, in a sentence or two.
    pub(super) state: Vec<String>,
    pub(super) is_running: bool,
    /// Lines done of all lines.
    pub(super) progress: Option<(usize, usize)>,
    pub(super) rows: Option<String>,
    /// Lines that can't be used, and why.
    pub(super) faults: Vec<(u64, String)>,
    pub(super) warnings: Vec<String>,
    pub(super) more: Option<String>,
    pub(super) may_put: bool,
    /// What ends it.
    pub(super) end: String,
}

pub(super) fn shown(desk: &Desk, import: &Import) -> Shown {
    let words = desk.words;
    let say = |message: &'static str| words.of(message).to_string();
    let count = |message: &'static str, count| counted(words.of(message), count, words);
    let rows = |message: &'static str, new: usize, before: usize| {
        let new = (new > 0).then(|| count(message, new));
        let before = (before > 0).then(|| count("import-before", before));
        new.into_iter().chain(before).collect::<Vec<_>>()
    };
    let progress = import.progress().filter(|_| import.is_running());
    let number = |count: usize| whole(as_number(count), words.form);
    let done = |(done, whole): (usize, usize)| {
        words.of("import-rows").with("done", number(done)).with("whole", number(whole)).to_string()
    };
    let base = Shown {
        id: import.id,
        what: words.of(told::kind(import.kind)).to_string(),
        by: words.of("import-by").with("who", &import.by).to_string(),
        look: "wait",
        state: Vec::new(),
        is_running: import.is_running(),
        progress,
        rows: progress.map(done),
        faults: Vec::new(),
        warnings: Vec::new(),
        more: None,
        may_put: false,
        end: say("import-close"),
    };
    match &import.stage {
        Stage::Checking => {
            Shown { state: vec![say("import-checking")], end: say("import-stop"), ..base }
        }
        Stage::Putting => {
            Shown { state: vec![say("import-putting")], end: say("import-stop"), ..base }
        }
        Stage::Ready(checked) => {
            let is_new = checked.new_rows() > 0;
            let mut state = if is_new {
                rows("import-ready", checked.new_rows(), checked.before)
            } else {
                vec![say("import-nothing-new")]
            };
            state.extend(is_new.then(|| say("import-waits")));
            let warnings = checked.warnings.iter().take(WARNINGS_MAX);
            let more = checked.warnings.len().saturating_sub(WARNINGS_MAX);
            Shown {
                look: if is_new { "wait" } else { "good" },
                state,
                warnings: warnings.map(|one| warning(desk, one)).collect(),
                more: (more > 0).then(|| count("import-and-more", more)),
                may_put: is_new,
                end: say(if is_new { "import-forget" } else { "import-close" }),
                ..base
            }
        }
        Stage::Done { new, before } => {
            Shown { look: "good", state: rows("import-done", *new, *before), ..base }
        }
        Stage::GivenUp => Shown { look: "bad", state: vec![say("import-stopped")], ..base },
        Stage::Failed(error) => failed(desk, error, base),
    }
}

/// What is wrong, file by file and line by line.
fn failed(desk: &Desk, error: &ImportError, base: Shown) -> Shown {
    let words = desk.words;
    let count = |message: &'static str, count| counted(words.of(message), count, words);
    let shown = Shown { look: "bad", ..base };
    match error {
        ImportError::Unusable { file, fault } => {
            let (faults, more, sentence) = match fault {
                FileFault::Lines(LineFaults { count: all, named }) => {
                    let of = |(line, fault): &(u64, _)| (*line, told::line(fault, words));
                    let faults: Vec<_> = named.iter().map(of).collect();
                    let more = all - named.len();
                    let more = (more > 0).then(|| count("import-more", more));
                    (faults, more, count("import-unusable", *all))
                }
                _ => (Vec::new(), None, words.of("import-unusable-file").to_string()),
            };
            let of_many = file_of_many(*file, words).map(|name| format!("{name}:"));
            let state = of_many.into_iter().chain([sentence]).chain(told::file(fault, words));
            Shown { state: state.collect(), faults, more, ..shown }
        }
        ImportError::Broken => {
            Shown { state: vec![words.of("refusal-internal").to_string()], ..shown }
        }
        ImportError::Engine(error) => Shown { state: vec![messages::error(error, words)], ..shown },
        ImportError::Stopped { line, source } => {
            let stopped = match line {
                Some(line) => words.of("import-stopped-at").with("line", line),
                None => words.of("import-stopped"),
            };
            Shown { state: vec![stopped.to_string(), messages::error(source, words)], ..shown }
        }
    }
}

/// Which of several files it is.
fn file_of_many(file: File, words: Words) -> Option<String> {
    let message = match file {
        File::Products | File::Prices | File::Vouchers => return None,
        File::Members => "office-members",
        File::Consents => "import-consents",
        File::Points => "import-points",
    };
    Some(words.of(message).to_string())
}

fn warning(desk: &Desk, warning: &Warning) -> String {
    match warning {
        Warning::Dearer { line } => desk.words.of("import-dearer").with("line", line).to_string(),
        Warning::Dormant { count, first_line } => {
            let message = desk.words.of("import-dormant").with("line", first_line);
            counted(message, *count, desk.words)
        }
        Warning::Before(one) => before_price(desk, one),
    }
}

/// A message that counts.
fn counted(message: Message, count: usize, words: Words) -> String {
    let number = as_number(count);
    message.count(number, whole(number, words.form)).to_string()
}

fn as_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
