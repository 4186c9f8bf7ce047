//! A receipt printer on the loopback, which keeps what it is sent and can be in any state.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it is like just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterIs {
    Well,
    OutOfPaper,
    /// Somebody is let in, and never answered.
    Hanging,
    /// It lets go after so many bytes of a receipt.
    DyingAfter(usize),
}

/// See the file's own page.
pub struct Printer {
    address: String,
    state: Arc<Mutex<PrinterIs>>,
    papers: Arc<Mutex<Vec<Vec<u8>>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Printer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(PrinterIs::Well));
        let papers = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let (now, out) = (Arc::clone(&state), Arc::clone(&papers));
        let task = tokio::spawn(async move {
            // A caller that has gone away is let go.
            let mut hanging = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                let is = *now.lock().unwrap();
                if is == PrinterIs::Hanging {
                    hanging.push(stream);
                } else if let Some(paper) = serve(stream, is).await {
                    out.lock().unwrap().push(paper);
                }
            }
        });
        Self { address, state, papers, task }
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    pub fn is(&self, state: PrinterIs) {
        *self.state.lock().unwrap() = state;
    }

    /// What came out so far, without what asked how the printer is; torn off ones too.
    pub async fn papers(&self) -> Vec<Vec<u8>> {
        if *self.state.lock().unwrap() != PrinterIs::Hanging {
            // One is served after the other: whoever was before has gone once this one is let go.
            let mut stream = TcpStream::connect(&self.address).await.unwrap();
            stream.shutdown().await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        self.papers.lock().unwrap().clone()
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves one caller to the end; what was put on paper, if anything.
async fn serve(mut stream: TcpStream, is: PrinterIs) -> Option<Vec<u8>> {
    let has_paper = is != PrinterIs::OutOfPaper;
    let mut paper = Vec::new();
    let mut read = Vec::new();
    let mut buffer = [0; 512];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        read.extend_from_slice(&buffer[..count]);
        loop {
            let (taken, answer) = match read.as_slice() {
                [0x10, 0x04, 2, ..] => (3, Some(if has_paper { 0x12 } else { 0x32 })),
                [0x10, 0x04, 4, ..] => (3, Some(if has_paper { 0x12 } else { 0x72 })),
                [0x1d, b'r', 1, ..] => (3, Some(0)),
                [] | [0x10 | 0x1d] | [0x10, 0x04] | [0x1d, b'r'] => break,
                [byte, ..] => {
                    paper.push(*byte);
                    (1, None)
                }
            };
            read.drain(..taken);
            if let Some(answer) = answer {
                stream.write_all(&[answer]).await.ok()?;
            }
            if matches!(is, PrinterIs::DyingAfter(bytes) if paper.len() >= bytes) {
                return Some(paper);
            }
        }
    }
    (!paper.is_empty()).then_some(paper)
}
