//! The receipt printer of a till, as the settings file has it.

use anyhow::{bail, ensure};
use serde::Deserialize;
use server::{CodePage, Columns, PrinterSettings, WhenPrinted};

/// Where receipt printers listen (HP's raw printing).
const PORT: u16 = 9100;
/// The longest that anything of a printer is waited for.
const TIMEOUT_MS_MAX: u64 = 60_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that a printer has or has not")]
pub(crate) struct PrinterConfig {
    /// Host, and the port if it is another than 9100.
    address: String,
    #[serde(default = "columns")]
    columns: u8,
    #[serde(default)]
    code_page: CodePageConfig,
    #[serde(default = "yes")]
    cut: bool,
    /// Whether a drawer hangs on it.
    #[serde(default)]
    drawer: bool,
    #[serde(default = "yes")]
    qr: bool,
    /// Whether it tells how it is.
    #[serde(default = "yes")]
    answers: bool,
    #[serde(default)]
    print: WhenConfig,
    #[serde(default = "timeout_ms")]
    timeout_ms: u64,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CodePageConfig {
    #[default]
    Cp858,
    Wpc1252,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WhenConfig {
    Always,
    #[default]
    OnRequest,
    Never,
}

fn columns() -> u8 {
    42
}

fn yes() -> bool {
    true
}

fn timeout_ms() -> u64 {
    5_000
}

impl PrinterConfig {
    pub(crate) fn settings(&self) -> anyhow::Result<PrinterSettings> {
        ensure!(
            (1..=TIMEOUT_MS_MAX).contains(&self.timeout_ms),
            "timeout_ms is 1 to {TIMEOUT_MS_MAX}"
        );
        let columns = match self.columns {
            32 => Columns::C32,
            42 => Columns::C42,
            48 => Columns::C48,
            _ => bail!("columns is 32, 42 or 48"),
        };
        Ok(PrinterSettings {
            address: address(&self.address)?,
            columns,
            code_page: match self.code_page {
                CodePageConfig::Cp858 => CodePage::Cp858,
                CodePageConfig::Wpc1252 => CodePage::Wpc1252,
            },
            cuts: self.cut,
            has_drawer: self.drawer,
            has_qr: self.qr,
            answers: self.answers,
            when: match self.print {
                WhenConfig::Always => WhenPrinted::Always,
                WhenConfig::OnRequest => WhenPrinted::OnRequest,
                WhenConfig::Never => WhenPrinted::Never,
            },
            timeout_ms: self.timeout_ms,
        })
    }
}

/// With its port. An address of IPv6 stands in brackets.
fn address(text: &str) -> anyhow::Result<String> {
    let is_host = |host: &str| !host.is_empty() && !host.contains([' ', '/', '@']);
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (text, Some(PORT)),
    };
    match port {
        Some(port) if is_host(host) && port != 0 => Ok(format!("{host}:{port}")),
        _ => bail!("address is a host, or a host and a port, such as 192.168.1.50:9100"),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_has_a_port() {
        for (text, expected) in [
            ("192.168.1.50", Some("192.168.1.50:9100")),
            ("192.168.1.50:9101", Some("192.168.1.50:9101")),
            ("printer.shop.local", Some("printer.shop.local:9100")),
            ("[fe80::1]", Some("[fe80::1]:9100")),
            ("[fe80::1]:9101", Some("[fe80::1]:9101")),
            ("", None),
            (":9100", None),
            ("printer:x", None),
            ("printer:0", None),
            ("http://printer", None),
        ] {
            assert_eq!(address(text).ok().as_deref(), expected, "{text}");
        }
    }
}
