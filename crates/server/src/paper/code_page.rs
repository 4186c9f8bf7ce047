//! Text as the bytes of a printer's code page. What is in none becomes the nearest that is.

use super::settings::CodePage;

/// 0x80 to 0xff.
const CP858: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
    ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// 0x80 to 0x9f; above it is Latin-1. The five that are nothing stand for themselves.
const WPC1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

impl CodePage {
    /// `n` of `ESC t n`.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Cp858 => 19,
            Self::Wpc1252 => 16,
        }
    }

    /// One byte for each character.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let byte = |character| self.byte(character).or_else(|| self.byte(near(character)));
        text.chars().map(|character| byte(character).unwrap_or(b'?')).collect()
    }

    fn byte(self, character: char) -> Option<u8> {
        let in_table = |table: &str, from: u8| {
            let place = table.chars().position(|one| one == character)?;
            u8::try_from(place).ok().map(|place| from + place)
        };
        match character {
            // A control character would be a command to the printer.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
            '\u{a0}' => Some(b' '),
            ' '..='~' => u8::try_from(character).ok(),
            _ if self == Self::Cp858 => in_table(CP858, 0x80),
            '\u{a0}'..='\u{ff}' => u8::try_from(character).ok(),
            _ => in_table(WPC1252, 0x80),
        }
    }
}

/// What may stand for a character that a code page does not have.
fn near(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}'..='\u{201e}' => '"',
        '\u{2007}' | '\u{202f}' | '\t' => ' ',
        'Š' => 'S',
        'š' => 's',
        'Ž' => 'Z',
        'ž' => 'z',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_code_pages_have_the_letters_and_the_euro() {
        for (text, cp858, wpc1252) in [
            ("æøå", vec![0x91, 0x9b, 0x86], vec![0xe6, 0xf8, 0xe5]),
            ("ÆØÅ", vec![0x92, 0x9d, 0x8f], vec![0xc6, 0xd8, 0xc5]),
            ("äöÄÖ", vec![0x84, 0x94, 0x8e, 0x99], vec![0xe4, 0xf6, 0xc4, 0xd6]),
            ("€×·", vec![0xd5, 0x9e, 0xfa], vec![0x80, 0xd7, 0xb7]),
            ("1\u{a0}234 kr", b"1 234 kr".to_vec(), b"1 234 kr".to_vec()),
            // Neither has a minus, nor what a name from afar may hold.
            ("\u{2212}43 š 雪", b"-43 s ?".to_vec(), b"-43 \x9a ?".to_vec()),
            // ESC p would open the drawer.
            ("a\u{1b}p\u{0}\u{7f}\u{81}", b"a?p???".to_vec(), b"a?p???".to_vec()),
        ] {
            assert_eq!(CodePage::Cp858.encode(text), cp858, "{text}");
            assert_eq!(CodePage::Wpc1252.encode(text), wpc1252, "{text}");
        }
        assert_eq!((CP858.chars().count(), WPC1252.chars().count()), (128, 32));
    }
}
