//! A printer on the network: asked how it is, sent a receipt, and asked whether it is done, each within
//! a time. Nothing of a sale waits for it.

use super::settings::PrinterSettings;
use checkout::PrintTrouble;
use std::future::Future;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// `DLE EOT 2`: why it is off line, answered at once whatever it is at.
const WHY_OFF_LINE: [u8; 3] = [0x10, 0x04, 2];
/// `DLE EOT 4`: how much paper there is.
const PAPER: [u8; 3] = [0x10, 0x04, 4];
/// `GS r 1`: the same, answered when all before it is printed.
const PAPER_AFTER: [u8; 3] = [0x1d, b'r', 1];
/// Of an answer to `DLE EOT`: which bits are fixed, and what they are.
const AT_ONCE: (u8, u8) = (0b1001_0011, 0b0001_0010);
const AFTER: (u8, u8) = (0b1001_0000, 0);
/// Open, out of paper, or broken down.
const IS_OFF_LINE: u8 = 0b0110_0100;
const IS_OUT: u8 = 0b0110_0000;
const IS_OUT_AFTER: u8 = 0b0000_1100;
/// The most bytes that are read in search of an answer: printers tell of changes unasked, four at a time.
const READ_MAX: usize = 64;

/// Sends bytes to the printer, and waits until they are paper.
pub(super) async fn send(settings: &PrinterSettings, bytes: &[u8]) -> Result<(), PrintTrouble> {
    if !settings.answers {
        return send_unasked(settings, bytes).await;
    }
    let (mut stream, patience) = connect(settings).await?;
    for (question, is_not) in [(WHY_OFF_LINE, IS_OFF_LINE), (PAPER, IS_OUT)] {
        let asked = within(patience, ask(&mut stream, &question, AT_ONCE)).await;
        let answer = asked.map_err(|_| PrintTrouble::Unreachable)?;
        if answer & is_not != 0 {
            return Err(PrintTrouble::NoPaper);
        }
    }
    within(patience, stream.write_all(bytes)).await.map_err(broken)?;
    let asked = within(patience, ask(&mut stream, &PAPER_AFTER, AFTER)).await;
    if asked.map_err(broken)? & IS_OUT_AFTER != 0 {
        return Err(PrintTrouble::NoPaper);
    }
    // It is paper: how the connection ends changes nothing.
    let _ = within(patience, stream.shutdown()).await;
    Ok(())
}

/// Sends bytes to the printer without asking how it is, or what came of them.
pub(super) async fn send_unasked(
    settings: &PrinterSettings,
    bytes: &[u8],
) -> Result<(), PrintTrouble> {
    let (mut stream, patience) = connect(settings).await?;
    within(patience, stream.write_all(bytes)).await.map_err(broken)?;
    within(patience, stream.shutdown()).await.map_err(broken)
}

/// The connection, and how long each step may take.
async fn connect(settings: &PrinterSettings) -> Result<(TcpStream, Duration), PrintTrouble> {
    let patience = Duration::from_millis(settings.timeout_ms);
    let stream = within(patience, TcpStream::connect(&settings.address)).await;
    Ok((stream.map_err(|_| PrintTrouble::Unreachable)?, patience))
}

fn broken(_: io::Error) -> PrintTrouble {
    PrintTrouble::Interrupted
}

async fn within<T>(patience: Duration, step: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(patience, step).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// The first byte that can be the answer.
async fn ask(stream: &mut TcpStream, question: &[u8], (mask, fixed): (u8, u8)) -> io::Result<u8> {
    stream.write_all(question).await?;
    for _ in 0..READ_MAX {
        let byte = stream.read_u8().await?;
        if byte & mask == fixed {
            return Ok(byte);
        }
    }
    Err(io::Error::from(io::ErrorKind::InvalidData))
}
