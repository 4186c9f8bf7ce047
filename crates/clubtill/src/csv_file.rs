//! A CSV file that somebody made with another program: read whole, every line that can't be used named,
//! and nothing done unless all can.

use anyhow::{Context, bail, ensure};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::future::Future;
use std::hash::Hash;
use std::io::{IsTerminal, Write as _};
use std::path::Path;

/// So many lines that can't be used are named; the rest is counted.
const NAMED_MAX: usize = 20;
/// So many rows go into the database at once. What is killed between two is done again from the start:
/// putting a row again changes nothing.
pub(crate) const ROWS_AT_ONCE: usize = 500;

/// So many rows that are commands of their own are under way at once: the database makes them durable together.
const UNDER_WAY_MAX: usize = 64;

/// Rows with the numbers of their lines.
pub(crate) type Rows<T> = Vec<(u64, T)>;

/// The text of a file: UTF-8, as spreadsheets write it with or without a mark at the beginning.
pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    text(bytes)
}

fn text(bytes: Vec<u8>) -> anyhow::Result<String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + String::from_utf8_lossy(before).matches('\n').count();
        anyhow::anyhow!("line {line} is not UTF-8: save the file as \"CSV UTF-8\"")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Every row below a header that is known, or all lines that can't be used.
pub(crate) fn rows<T, K: Eq + Hash>(
    text: &str,
    header: &str,
    parse: impl Fn(&csv::StringRecord) -> anyhow::Result<T>,
    key: impl Fn(&T) -> K,
) -> anyhow::Result<Rows<T>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let found: Vec<_> = reader.headers()?.iter().map(str::to_owned).collect();
    if found.join(",") != header {
        let first = found.join(",");
        for (separator, name) in [(';', "semicolons"), ('\t', "tabs")] {
            ensure!(
                first.replace(separator, ",") != header,
                "the columns are separated by {name}: separate them by commas"
            );
        }
        bail!("the first line must be {header}");
    }
    let columns = found.len();
    let (mut rows, mut faults) = (Rows::new(), Faults::default());
    let mut seen = HashMap::new();
    let mut lines = Lines { text: text.as_bytes(), byte: 0, line: 1 };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = lines.line_of(error.position());
                faults.add(line, "this is no CSV: is a quotation mark left open?");
                continue;
            }
        };
        let line = lines.line_of(record.position());
        if record.len() != columns {
            let (there, wanted) = (record.len(), columns);
            faults.add(line, &format!("{there} columns, and {wanted} are wanted"));
            continue;
        }
        match parse(&record) {
            Ok(row) => match seen.insert(key(&row), line) {
                Some(before) => faults.add(line, &format!("the same as line {before}")),
                None => rows.push((line, row)),
            },
            Err(error) => faults.add(line, &format!("{error:#}")),
        }
    }
    faults.none()?;
    ensure!(!rows.is_empty(), "there is nothing below the first line");
    Ok(rows)
}

/// Counts lines from row to row. The reader's own count is one behind where lines end as on Windows.
struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let byte = position.and_then(|position| usize::try_from(position.byte()).ok());
        let mut byte = byte.unwrap_or(self.byte).clamp(self.byte, self.text.len());
        while matches!(self.text.get(byte), Some(b'\r' | b'\n')) {
            byte += 1;
        }
        for passed in &self.text[self.byte..byte] {
            self.line += u64::from(*passed == b'\n');
        }
        self.byte = byte;
        self.line
    }
}

/// What is wrong, by line.
#[derive(Default)]
pub(crate) struct Faults {
    count: usize,
    named: String,
}

impl Faults {
    pub(crate) fn add(&mut self, line: u64, fault: &str) {
        self.count += 1;
        if self.count <= NAMED_MAX {
            write!(self.named, "\n  line {line}: {fault}")
                .expect("writing to a String never fails");
        }
    }

    /// # Errors
    /// If there are any: nothing may be imported.
    pub(crate) fn none(self) -> anyhow::Result<()> {
        let Self { count, mut named } = self;
        if count > NAMED_MAX {
            write!(named, "\n  and {} more", count - NAMED_MAX)
                .expect("writing to a String never fails");
        }
        let what = if count == 1 { "1 line" } else { &format!("{count} lines") };
        ensure!(count == 0, "{what} can't be used, and nothing was imported:{named}");
        Ok(())
    }
}

/// How far it has come, on a terminal.
pub(crate) struct Progress {
    whole: usize,
    done: usize,
}

impl Progress {
    pub(crate) fn of(whole: usize) -> Self {
        Self { whole, done: 0 }
    }

    pub(crate) fn add(&mut self, count: usize) {
        self.done += count;
        let mut out = std::io::stderr().lock();
        if out.is_terminal() {
            // What a terminal does not take is no reason to stop.
            let _ = write!(out, "\r{}", bar(self.done, self.whole));
            if self.done >= self.whole {
                let _ = writeln!(out);
            }
            let _ = out.flush();
        }
    }
}

fn bar(done: usize, whole: usize) -> String {
    const WIDTH: usize = 30;
    let filled = (done * WIDTH).checked_div(whole).unwrap_or(WIDTH).min(WIDTH);
    let (full, rest) = ("█".repeat(filled), "░".repeat(WIDTH - filled));
    format!("{full}{rest} {done} of {whole}")
}

/// What comes of each row, in their order; some are under way at once.
pub(crate) async fn for_each<O, T, F>(
    rows: Rows<O>,
    act: impl Fn(u64, O) -> F,
) -> anyhow::Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let mut progress = Progress::of(rows.len());
    let mut done = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter();
    loop {
        let some = rows.by_ref().take(UNDER_WAY_MAX);
        let under_way: Vec<_> = some.map(|(line, row)| tokio::spawn(act(line, row))).collect();
        if under_way.is_empty() {
            return Ok(done);
        }
        let count = under_way.len();
        for one in under_way {
            done.push(one.await??);
        }
        progress.add(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Result<Vec<(u64, String)>, String> {
        let parse = |record: &csv::StringRecord| {
            ensure!(&record[0] != "bad", "a is bad");
            Ok(record[0].to_owned())
        };
        let rows = text(content.to_vec()).and_then(|text| rows(&text, "a,b", parse, Clone::clone));
        rows.map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_file_is_read_whole_or_its_faults_are_named_by_line() {
        let row = |line, text: &str| (line, text.to_owned());
        assert_eq!(read(b"\xef\xbb\xbfa,b\r\nx,1\r\ny,2\r\n"), Ok(vec![row(2, "x"), row(3, "y")]));
        assert_eq!(read(b"a,b\n\"x\ny\",1\nz,2\n"), Ok(vec![row(2, "x\ny"), row(4, "z")]));
        for (content, expected) in [
            (&b"a,b\nx,1\nbl\xe5,2\n"[..], "line 3 is not UTF-8"),
            (b"a;b\nx;1\n", "separated by semicolons"),
            (b"a\tb\nx\t1\n", "separated by tabs"),
            (b"b,a\nx,1\n", "the first line must be a,b"),
            (b"", "the first line must be a,b"),
            (b"a,b\n", "nothing below"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "3 lines can't be used, and nothing"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "\n  line 3: a is bad\n  line 4: 3 columns"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "\n  line 5: the same as line 2"),
        ] {
            let error = read(content).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        let many = format!("a,b\n{}", "bad,1\n".repeat(23));
        let error = read(many.as_bytes()).unwrap_err();
        assert!(error.starts_with("23 lines") && error.ends_with("and 3 more"), "{error}");
    }

    #[test]
    fn the_bar_fills() {
        for (done, whole, filled) in [(0, 10, 0), (5, 10, 15), (10, 10, 30), (0, 0, 30)] {
            assert_eq!(bar(done, whole).matches('█').count(), filled, "{done} of {whole}");
        }
    }
}
