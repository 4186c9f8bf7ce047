//! A receipt as lines of a fixed number of characters.

use super::slip::{Row, Slip};

/// The least that stands between left and right.
const GAP: usize = 1;

/// A line, and how large and where it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    /// Twice as high and as wide.
    Large,
    /// Twice as high only, since a word is too long for that.
    Tall,
    /// Not text, but a QR of it.
    Qr,
}

/// Plain text: large words stand in capitals.
pub(crate) fn text(slip: &Slip, columns: usize) -> String {
    let mut text = String::new();
    for line in lines(slip, columns) {
        let shown = match line.style {
            Style::Qr => continue,
            Style::Large | Style::Tall => centred(line.text.trim(), columns),
            Style::Plain | Style::Bold => line.text,
        };
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

/// All lines, each as wide as there is room for in its style.
pub(super) fn lines(slip: &Slip, columns: usize) -> Vec<Line> {
    slip.rows.iter().flat_map(|row| set(row, columns)).collect()
}

fn set(row: &Row, columns: usize) -> Vec<Line> {
    let all = |style, texts: Vec<String>| {
        texts.into_iter().map(|text| Line { text, style }).collect::<Vec<_>>()
    };
    match row {
        Row::Mark(text) => {
            let text = text.to_uppercase();
            let is_long = text.split(' ').any(|word| word.chars().count() > columns / 2);
            let (style, columns) =
                if is_long { (Style::Tall, columns) } else { (Style::Large, columns / 2) };
            all(style, wrapped(&text, columns, |line| centred(line, columns)))
        }
        Row::Heading(text) => {
            all(Style::Bold, wrapped(text, columns, |line| centred(line, columns)))
        }
        Row::Centred(text) => {
            all(Style::Plain, wrapped(text, columns, |line| centred(line, columns)))
        }
        Row::Text(text) => all(Style::Plain, wrapped(text, columns, str::to_owned)),
        Row::Pair(left, right) => all(Style::Plain, pair("", left, right, columns)),
        Row::Part(left, right) => all(Style::Plain, pair("  ", left, right, columns)),
        Row::Strong(left, right) => all(Style::Bold, pair("", left, right, columns)),
        Row::Three([one, two, three]) => {
            let third = columns / 3;
            let text = format!("{one:<0$}{two:>third$}{three:>third$}", columns - 2 * third);
            all(Style::Plain, vec![text])
        }
        Row::Rule => all(Style::Plain, vec!["-".repeat(columns)]),
        Row::Qr(text) => all(Style::Qr, vec![text.clone()]),
    }
}

fn centred(text: &str, columns: usize) -> String {
    let left = columns.saturating_sub(text.chars().count()) / 2;
    format!("{}{text}", " ".repeat(left))
}

/// The amount stands on the last line of the words, or below them where there is no room.
fn pair(indent: &str, left: &str, right: &str, columns: usize) -> Vec<String> {
    let room = columns - indent.len();
    let wide = right.chars().count() + GAP;
    let mut lines = wrapped(left, room.saturating_sub(wide).max(room / 3), str::to_owned);
    let last = lines.pop().unwrap_or_default();
    let fill = room.saturating_sub(last.chars().count());
    if wide <= fill {
        lines.push(format!("{last}{right:>fill$}"));
    } else {
        lines.extend([last, format!("{right:>room$}")]);
    }
    lines.into_iter().map(|line| format!("{indent}{line}")).collect()
}

/// Words on as many lines as they need; a word that is longer than a line is broken.
fn wrapped(text: &str, columns: usize, set: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(columns.max(1)) {
            let part: String = part.iter().collect();
            if !line.is_empty() && line.chars().count() + 1 + part.chars().count() > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&part);
        }
    }
    lines.push(line);
    lines.iter().map(|line| set(line)).collect()
}
