//! A barcode scanner that types, set to a US keyboard as most leave the factory, on a till whose system
//! has a keyboard of its own.

use checkout::Layout;

/// Keys of the US keyboard that write no letter: the code, then what it writes without and with Shift.
const KEYS: [(&str, char, char); 21] = [
    ("Digit1", '1', '!'),
    ("Digit2", '2', '@'),
    ("Digit3", '3', '#'),
    ("Digit4", '4', '$'),
    ("Digit5", '5', '%'),
    ("Digit6", '6', '^'),
    ("Digit7", '7', '&'),
    ("Digit8", '8', '*'),
    ("Digit9", '9', '('),
    ("Digit0", '0', ')'),
    ("Backquote", '`', '~'),
    ("Minus", '-', '_'),
    ("Equal", '=', '+'),
    ("BracketLeft", '[', '{'),
    ("BracketRight", ']', '}'),
    ("Backslash", '\\', '|'),
    ("Semicolon", ';', ':'),
    ("Quote", '\'', '"'),
    ("Comma", ',', '<'),
    ("Period", '.', '>'),
    ("Slash", '/', '?'),
];

/// A key as the browser tells of it.
pub(crate) struct Stroke {
    pub(crate) code: String,
    pub(crate) shift: bool,
    /// What the system's layout makes of it; `Dead` for a dead key.
    pub(crate) key: String,
}

/// The keys that the scanner presses for a text; none for `layout` where the system has a US keyboard too.
pub(crate) fn strokes(text: &str, layout: Option<Layout>) -> Vec<Stroke> {
    let stroke = |meant: char| {
        let (code, shift) = if meant.is_ascii_alphabetic() {
            (format!("Key{}", meant.to_ascii_uppercase()), meant.is_ascii_uppercase())
        } else {
            let key = KEYS.iter().find(|(_, plain, shifted)| meant == *plain || meant == *shifted);
            let (code, _, shifted) = key.expect("a US keyboard has the character");
            ((*code).to_owned(), meant == *shifted)
        };
        let (here, is_dead) = layout.map_or((meant, false), |layout| layout.types(meant));
        let key = if is_dead { "Dead".to_owned() } else { here.to_string() };
        Stroke { code, shift, key }
    };
    text.chars().map(stroke).collect()
}
