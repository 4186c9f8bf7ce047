//! A CSV file that somebody made with another program: read whole, and every line that can't be used named.

use crate::Rows;
use crate::fault::{CellFault, Fault, FileFault, LineFaults};
use checkout::{Audience, Currency, LocalDate, UNIT_MINOR_MAX};
use std::collections::HashMap;
use std::hash::Hash;

/// The text of a file: UTF-8, as spreadsheets write it with or without a mark at the beginning.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, FileFault> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let lines = before.split(|byte| *byte == b'\n').count();
        FileFault::NotUtf8 { line: u64::try_from(lines).unwrap_or(u64::MAX) }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Every row below a header that is known, or all lines that can't be used. Columns are separated by
/// commas, by semicolons as spreadsheets do it where the comma is in the numbers, or by tabs.
pub(crate) fn rows<T, K: Eq + Hash>(
    text: &str,
    header: &str,
    parse: impl Fn(&csv::StringRecord) -> Result<T, Fault>,
    key: impl Fn(&T) -> K,
) -> Result<Rows<T>, FileFault> {
    let first = text.lines().next().unwrap_or_default();
    let separators = [b',', b';', b'\t'];
    let separator = separators.into_iter().find(|one| first.as_bytes().contains(one));
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .delimiter(separator.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let wanted = || FileFault::Header { wanted: header.to_owned() };
    let found: Vec<_> = reader.headers().map_err(|_| wanted())?.iter().map(str::to_owned).collect();
    if !found.iter().map(String::as_str).eq(header.split(',')) {
        return Err(wanted());
    }
    let columns = found.len();
    let (mut rows, mut faults) = (Rows::new(), LineFaults::default());
    let mut seen = HashMap::new();
    let mut lines = Lines { text: text.as_bytes(), byte: 0, line: 1 };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.add(lines.line_of(error.position()), Fault::NotCsv);
                continue;
            }
        };
        let line = lines.line_of(record.position());
        if record.len() != columns {
            faults.add(line, Fault::Columns { there: record.len(), wanted: columns });
            continue;
        }
        match parse(&record) {
            Ok(row) => match seen.insert(key(&row), line) {
                Some(line_before) => faults.add(line, Fault::Same { line: line_before }),
                None => rows.push((line, row)),
            },
            Err(fault) => faults.add(line, fault),
        }
    }
    faults.none()?;
    if rows.is_empty() { Err(FileFault::Nothing) } else { Ok(rows) }
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

/// The cells of a row that has so many.
pub(crate) fn cells<const COUNT: usize>(record: &csv::StringRecord) -> [&str; COUNT] {
    std::array::from_fn(|place| record.get(place).unwrap_or_default())
}

/// A cell that says something.
pub(crate) fn filled(cell: &str) -> Result<&str, CellFault> {
    if cell.is_empty() { Err(CellFault::Empty) } else { Ok(cell) }
}

/// A cell that may be empty.
pub(crate) fn some<T>(
    cell: &str,
    read: impl FnOnce(&str) -> Result<T, CellFault>,
) -> Result<Option<T>, CellFault> {
    if cell.is_empty() { Ok(None) } else { read(cell).map(Some) }
}

pub(crate) fn currency(code: &str) -> Result<Currency, CellFault> {
    match code {
        "NOK" => Ok(Currency::Nok),
        "DKK" => Ok(Currency::Dkk),
        "EUR" => Ok(Currency::Eur),
        _ => Err(CellFault::OneOf { choices: "NOK, DKK, EUR".to_owned() }),
    }
}

/// The price of one unit.
pub(crate) fn unit_minor(cell: &str) -> Result<i64, CellFault> {
    let minor = cell.parse::<i64>().ok().filter(|minor| *minor >= 0);
    match minor.ok_or(CellFault::Price)? {
        minor if minor > UNIT_MINOR_MAX => Err(CellFault::TooDear),
        minor => Ok(minor),
    }
}

pub(crate) fn whole(cell: &str, least: i64, most: i64) -> Result<i64, CellFault> {
    let number = cell.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or(CellFault::Number { least, most })
}

pub(crate) fn day(cell: &str) -> Result<LocalDate, CellFault> {
    cell.parse().map_err(|_| CellFault::Day)
}

pub(crate) fn audience(cell: &str) -> Result<Audience, CellFault> {
    cell.parse().map_err(|_| CellFault::Audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Result<Rows<String>, String> {
        let parse = |record: &csv::StringRecord| match &record[0] {
            "bad" => Err(Fault::of("a")(CellFault::Price)),
            cell => Ok(cell.to_owned()),
        };
        let rows = text(content.to_vec()).and_then(|text| rows(&text, "a,b", parse, Clone::clone));
        rows.map_err(|error| error.to_string())
    }

    /// Bound: lines of an import file that can't be used
    #[test]
    fn a_file_is_read_whole_or_its_faults_are_named_by_line() {
        let row = |line, text: &str| (line, text.to_owned());
        assert_eq!(read(b"\xef\xbb\xbfa,b\r\nx,1\r\ny,2\r\n"), Ok(vec![row(2, "x"), row(3, "y")]));
        assert_eq!(read(b"a,b\n\"x\ny\",1\nz,2\n"), Ok(vec![row(2, "x\ny"), row(4, "z")]));
        assert_eq!(read(b"a;b\nx;1\n\"y;z\";1,5\n"), Ok(vec![row(2, "x"), row(3, "y;z")]));
        assert_eq!(read(b"a\tb\nx\t1\n"), Ok(vec![row(2, "x")]));
        for (content, expected) in [
            (&b"a,b\nx,1\nbl\xe5,2\n"[..], "line 3 is not UTF-8"),
            (b"b,a\nx,1\n", "the first line must be a,b"),
            (b"a;b;c\nx;1;2\n", "the first line must be a,b"),
            (b"\"a,b\"\n\"x,1\"\n", "the first line must be a,b"),
            (b"", "the first line must be a,b"),
            (b"a,b\n", "nothing below"),
            (b"a,b\nx;1\n", "line 2: 1 columns, and 2 are wanted"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "3 lines can't be used, and nothing"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "\n  line 3: a: a price in"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "\n  line 4: 3 columns"),
            (b"a,b\nx,1\nbad,1\nbad,1,2\nx,3\n", "\n  line 5: the same as line 2"),
        ] {
            let error = read(content).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        let many = format!("a,b\n{}", "bad,1\n".repeat(23));
        let error = read(many.as_bytes()).unwrap_err();
        assert!(error.starts_with("23 lines") && error.ends_with("and 3 more"), "{error}");
    }
}
