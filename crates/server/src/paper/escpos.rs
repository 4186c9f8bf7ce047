//! A receipt as the commands of Epson's ESC/POS, which receipt printers of all makes understand. A
//! writer of our own: escpos 0.20 lets what is in no code page through as UTF-8, which prints as noise.

use super::settings::PrinterSettings;
use super::slip::Slip;
use super::text::{Style, lines};

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;
/// `ESC @`: as it was when it was switched on.
const INITIALIZE: [u8; 2] = [ESC, b'@'];
/// `ESC p 0 25 250`: a pulse of 50 ms on pin 2, and 500 ms of rest.
pub(super) const OPEN_DRAWER: [u8; 5] = [ESC, b'p', 0, 25, 250];
/// `GS V 66 3`: feed to the cutter and a little more, and cut.
const CUT: [u8; 4] = [GS, b'V', 66, 3];
/// `ESC d 4`: what a paper needs to be torn off, where nothing cuts.
const FEED: [u8; 3] = [ESC, b'd', 4];

/// What the printer is sent.
pub(crate) fn escpos(slip: &Slip, settings: &PrinterSettings) -> Vec<u8> {
    let mut bytes = INITIALIZE.to_vec();
    bytes.extend([ESC, b't', settings.code_page.number()]);
    let mut style = Style::Plain;
    for line in lines(slip, settings.columns.count()) {
        if line.style == Style::Qr {
            if settings.has_qr {
                bytes.extend(qr(&line.text));
            }
            continue;
        }
        if line.style != style {
            style = line.style;
            bytes.extend(styled(style));
        }
        bytes.extend(settings.code_page.encode(&line.text));
        bytes.push(b'\n');
    }
    bytes.extend(if settings.cuts { &CUT[..] } else { &FEED[..] });
    bytes
}

/// `ESC E` (bold) and `GS !` (size).
fn styled(style: Style) -> [u8; 6] {
    let (bold, size) = match style {
        Style::Plain | Style::Qr => (0, 0x00),
        Style::Bold => (1, 0x00),
        Style::Large => (1, 0x11),
        Style::Tall => (1, 0x01),
    };
    [ESC, b'E', bold, GS, b'!', size]
}

/// `GS ( k`: model 2, dots of 6, correction M; centred.
fn qr(text: &str) -> Vec<u8> {
    let command = |function: &[u8], data: &[u8]| {
        let length = u16::try_from(function.len() + data.len()).unwrap_or(u16::MAX);
        let [low, high] = length.to_le_bytes();
        [&[GS, b'(', b'k', low, high], function, data].concat()
    };
    let mut bytes = vec![ESC, b'a', 1];
    bytes.extend(command(&[49, 65], &[50, 0]));
    bytes.extend(command(&[49, 67], &[6]));
    bytes.extend(command(&[49, 69], &[49]));
    bytes.extend(command(&[49, 80, 48], text.as_bytes()));
    bytes.extend(command(&[49, 81, 48], &[]));
    bytes.extend([ESC, b'a', 0]);
    bytes
}
