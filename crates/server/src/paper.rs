//! Receipts on paper. What stands on one is a [`ReceiptView`](crate::pages::receipt); here it becomes
//! rows, and the rows become text, ESC/POS, a PDF or a page to print. All show the same.

mod code_page;
mod escpos;
mod pdf;
mod printer;
mod printing;
mod settings;
mod slip;
mod text;

pub(crate) use escpos::escpos;
pub(crate) use pdf::pdf;
pub use printing::Printing;
pub(crate) use printing::{Begun, Turns, begin};
pub use settings::{CodePage, Columns, PrinterSettings, ReceiptSettings, Seller, WhenPrinted};
pub(crate) use slip::{Row, Slip};
pub(crate) use text::text;
