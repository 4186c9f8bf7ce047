//! Scanners that type. Most leave the factory as a US keyboard, and a till of the north is set to another
//! one: then `https://` arrives as `httpsØ--`. Letters and digits stay as they are, so barcodes always
//! work, and the trouble is seen with the first QR.
//!
//! The layouts are those of xkeyboard-config (Debian's xkb-data 2.35).

use crate::vat::Country;

/// A keyboard's layout, named by where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Norwegian,
    Danish,
    /// The Finnish one is the same.
    Swedish,
}

/// What the keys of the US keyboard are on a layout, where they are something else: the US character, then
/// the other one. A dead key stands by its accent.
type Keys = &'static [(char, char)];

/// The same on all of them.
const NORDIC: Keys = &[
    ('$', '¤'),
    ('&', '/'),
    ('(', ')'),
    (')', '='),
    ('*', '('),
    ('+', GRAVE),
    ('-', '+'),
    ('/', '-'),
    ('<', ';'),
    ('>', ':'),
    ('?', '_'),
    ('@', '"'),
    ('[', 'å'),
    ('\\', '\''),
    (']', DIAERESIS),
    ('^', '&'),
    ('_', '?'),
    ('{', 'Å'),
    ('|', '*'),
    ('}', CIRCUMFLEX),
];
const NORWEGIAN: Keys =
    &[('"', 'Æ'), ('\'', 'æ'), (':', 'Ø'), (';', 'ø'), ('=', '\\'), ('`', '|'), ('~', '§')];
const DANISH: Keys =
    &[('"', 'Ø'), ('\'', 'ø'), (':', 'Æ'), (';', 'æ'), ('=', ACUTE), ('`', '½'), ('~', '§')];
const SWEDISH: Keys =
    &[('"', 'Ä'), ('\'', 'ä'), (':', 'Ö'), (';', 'ö'), ('=', ACUTE), ('`', '§'), ('~', '½')];

const GRAVE: char = '`';
const ACUTE: char = '´';
const CIRCUMFLEX: char = '^';
const DIAERESIS: char = '¨';

/// What a dead key makes of the letter after it: the accent, the letters, and what becomes of each.
const COMPOSED: [(char, &str, &str); 4] = [
    (GRAVE, "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
    (ACUTE, "aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
    (CIRCUMFLEX, "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
    (DIAERESIS, "aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
];

impl Layout {
    /// All of them, that of a country first.
    pub(crate) fn from_home(home: Country) -> impl Iterator<Item = Self> {
        let first = match home {
            Country::No => Self::Norwegian,
            Country::Dk => Self::Danish,
            Country::Se | Country::Fi => Self::Swedish,
        };
        let others = [Self::Norwegian, Self::Danish, Self::Swedish];
        std::iter::once(first).chain(others.into_iter().filter(move |other| *other != first))
    }

    fn keys(self) -> impl Iterator<Item = &'static (char, char)> {
        let own = match self {
            Self::Norwegian => NORWEGIAN,
            Self::Danish => DANISH,
            Self::Swedish => SWEDISH,
        };
        own.iter().chain(NORDIC)
    }

    /// What a scanner that is set to a US keyboard meant by what this layout took down. The accent of a
    /// dead key stands before the next character, or on it; what is on neither keyboard stays as it is.
    pub(crate) fn as_us(self, text: &str) -> String {
        let mut meant = String::with_capacity(text.len());
        for typed in text.chars() {
            if let Some(key) = self.key(typed) {
                meant.push(key);
            } else if let Some((accent, letter)) = decomposed(typed) {
                meant.extend(self.key(accent));
                meant.push(letter);
            } else {
                meant.push(typed);
            }
        }
        meant
    }

    /// What the key of a US character is here, by its accent if it is a dead key, and whether it is one.
    pub fn types(self, us: char) -> (char, bool) {
        let here = self.keys().find(|(key, _)| *key == us).map_or(us, |(_, here)| *here);
        (here, here != us && COMPOSED.iter().any(|(accent, ..)| *accent == here))
    }

    fn key(self, typed: char) -> Option<char> {
        self.keys().find(|(_, other)| *other == typed).map(|(us, _)| *us)
    }
}

/// A letter with an accent as the dead key and the letter.
fn decomposed(typed: char) -> Option<(char, char)> {
    COMPOSED.iter().find_map(|(accent, letters, composed)| {
        let place = composed.chars().position(|one| one == typed)?;
        Some((*accent, letters.chars().nth(place)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::path::Path;

    /// Facts of retail.md, part 4.1.
    #[test]
    fn a_personal_qr_is_read_through_each_layout() {
        let meant = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
        for (layout, typed) in [
            (Layout::Norwegian, r"httpsØ--qr.vipps.no-28-2-01-031-4712345678_v\1"),
            (Layout::Danish, "httpsÆ--qr.vipps.no-28-2-01-031-4712345678_v´1"),
            (Layout::Swedish, "httpsÖ--qr.vipps.no-28-2-01-031-4712345678_v´1"),
        ] {
            assert_eq!(layout.as_us(typed), meant, "{layout:?}");
        }
        // A dead key and a vowel are one letter by then.
        assert_eq!(Layout::Danish.as_us("_vá"), "?v=a");
        assert_eq!(Layout::Norwegian.as_us("è9"), "+e9");
    }

    /// The published table, where it lies beside the project.
    #[test]
    fn every_key_of_the_published_table_is_read_back() {
        let table = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/vectors/us-scanner-on-nordic-layout.json");
        let Ok(text) = std::fs::read_to_string(&table) else {
            println!("not checked: {} is not there", table.display());
            return;
        };
        let table: Value = serde_json::from_str(&text).unwrap();
        let of = &table["what_a_US_configured_scanner_types"];
        for (country, layout) in [
            ("no", Layout::Norwegian),
            ("dk", Layout::Danish),
            ("se", Layout::Swedish),
            ("fi", Layout::Swedish),
        ] {
            let keys = of[country].as_object().unwrap();
            assert_eq!(keys.len(), layout.keys().count(), "{country}");
            for (us, typed) in keys {
                let typed = typed.as_str().unwrap();
                let typed =
                    typed.strip_prefix("[dead ").map_or(typed, |dead| &dead[..dead.len() - 1]);
                assert_eq!(&layout.as_us(typed), us, "{country} {typed}");
                let (here, is_dead) = layout.types(us.chars().next().unwrap());
                let is_told_dead = keys[us].as_str().unwrap().starts_with("[dead");
                assert_eq!(
                    (here.to_string().as_str(), is_dead),
                    (typed, is_told_dead),
                    "{country} {us}"
                );
                // Before a letter that a dead key composes with, and before one that it does not.
                for letter in ['a', '1'] {
                    let after = format!("{typed}{letter}");
                    assert_eq!(layout.as_us(&after), format!("{us}{letter}"), "{country} {after}");
                }
            }
        }
    }
}
