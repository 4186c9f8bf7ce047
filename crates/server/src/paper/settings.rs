//! Who sells, as receipts name them, and the printer that stands at a till.

use checkout::{StoreId, TillId};
use std::collections::BTreeMap;

/// Nothing of it is a must: without a printer a till prints by its browser.
#[derive(Debug, Clone, Default)]
pub struct ReceiptSettings {
    pub sellers: BTreeMap<StoreId, Seller>,
    pub printers: BTreeMap<TillId, PrinterSettings>,
}

/// Who is responsible for a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seller {
    /// If it is another than the store's.
    pub name: Option<String>,
    /// With all that the law wants beside it, such as `999888777MVA`.
    pub organisation_number: Option<String>,
    pub address: Option<String>,
}

/// A receipt printer that speaks ESC/POS over the network.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that a printer has or has not")]
pub struct PrinterSettings {
    /// Host and port, such as `192.168.1.50:9100`.
    pub address: String,
    pub columns: Columns,
    pub code_page: CodePage,
    pub cuts: bool,
    /// Whether a drawer hangs on it, which opens for cash.
    pub has_drawer: bool,
    /// Whether the receipt's number stands under it as a QR.
    pub has_qr: bool,
    /// Whether it says how it is. One that can't is believed to have printed what it took.
    pub answers: bool,
    pub when: WhenPrinted,
    /// How long it may take to be reached, and then for each step.
    pub timeout_ms: u64,
}

impl Default for PrinterSettings {
    /// Paper of 80 mm, cut; at no address yet.
    fn default() -> Self {
        Self {
            address: String::new(),
            columns: Columns::C42,
            code_page: CodePage::Cp858,
            cuts: true,
            has_drawer: false,
            has_qr: true,
            answers: true,
            when: WhenPrinted::OnRequest,
            timeout_ms: 5_000,
        }
    }
}

/// Characters in a line: paper of 58 mm, and of 80 mm in two common fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    C32,
    C42,
    C48,
}

impl Columns {
    pub fn count(self) -> usize {
        match self {
            Self::C32 => 32,
            Self::C42 => 42,
            Self::C48 => 48,
        }
    }
}

/// A set of characters that has æ, ø, å, ä, ö and €.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePage {
    /// Code page 858: Western Europe with the euro.
    Cp858,
    /// Windows 1252.
    Wpc1252,
}

/// When the printer prints by itself. The drawer opens for cash whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenPrinted {
    Always,
    /// Where somebody asks at the till.
    OnRequest,
    Never,
}
