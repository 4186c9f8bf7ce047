//! Why a file, a line or a cell of an import can't be used, and what should be looked at before it goes in.

use super::super::format::whole;
use crate::words::{Message, Words};
use checkout::{GroupError, GtinError, ImportKind, VoucherCodeError, VoucherError};
use import::{CellFault, Fault, FileFault};

/// What files of a kind have; the name of the message.
pub(in crate::pages) fn kind(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Products => "office-products",
        ImportKind::Prices => "import-prices",
        ImportKind::Vouchers => "office-vouchers",
        ImportKind::Members => "office-members",
    }
}

/// Why nothing of a file can be used; none where lines of it can't.
pub(in crate::pages) fn file(fault: &FileFault, words: Words) -> Option<String> {
    let message = match fault {
        FileFault::NotUtf8 { line } => words.of("import-not-utf8").with("line", line),
        FileFault::Header { wanted } => words.of("import-header").with("wanted", wanted),
        FileFault::Nothing => words.of("import-nothing"),
        FileFault::NoPoints => words.of("import-no-earning"),
        FileFault::Lines(_) => return None,
    };
    Some(message.to_string())
}

/// What is wrong with a line.
pub(in crate::pages) fn line(fault: &Fault, words: Words) -> String {
    match fault {
        Fault::NotCsv => words.of("import-not-csv").to_string(),
        Fault::Columns { there, wanted } => {
            words.of("import-columns").with("there", there).with("wanted", wanted).to_string()
        }
        Fault::Same { line } => words.of("import-same").with("line", line).to_string(),
        Fault::SameGtin { line } => words.of("import-same-gtin").with("line", line).to_string(),
        Fault::Cell { column, fault } => format!("{column}: {}", cell(fault, words)),
        Fault::Voucher(fault) => words.of(voucher(*fault)).to_string(),
        Fault::TooManyAnswers { most } => {
            words.of("import-too-many-answers").with("most", most).to_string()
        }
        Fault::TooManyPoints { most } => {
            words.of("import-too-many-points").with("most", most).to_string()
        }
        Fault::NoTerms => words.of("import-no-terms").to_string(),
    }
}

fn voucher(fault: VoucherError) -> &'static str {
    match fault {
        VoucherError::Name => "import-voucher-name",
        VoucherError::Percent => "import-voucher-percent",
        VoucherError::Amount => "import-voucher-amount",
        VoucherError::Minimum => "import-voucher-minimum",
        VoucherError::TooMany => "import-voucher-many",
        VoucherError::Days => "import-voucher-days",
        VoucherError::Off => "import-voucher-off",
        VoucherError::Nowhere => "import-voucher-nowhere",
    }
}

fn cell(fault: &CellFault, words: Words) -> Message {
    let number = |number: i64| whole(number, words.form);
    match fault {
        CellFault::Empty => words.of("import-empty"),
        CellFault::TooLong { most } => words.of("import-long").with("most", most),
        CellFault::OneOf { choices } => words.of("import-one-of").with("choices", choices),
        CellFault::Number { least, most } => {
            words.of("import-number").with("least", number(*least)).with("most", number(*most))
        }
        CellFault::Price => words.of("import-price"),
        CellFault::TooDear => words.of("import-dear"),
        CellFault::Day => words.of("import-day"),
        CellFault::DayToCome => words.of("import-to-come"),
        CellFault::DayGone => words.of("import-gone"),
        CellFault::DayTooEarly { year } => words.of("import-early").with("year", year),
        CellFault::EndsFirst => words.of("import-ends-first"),
        CellFault::Gtin(GtinError::Length) => words.of("import-gtin"),
        CellFault::Gtin(GtinError::CheckDigit) => words.of("import-check-digit"),
        CellFault::Groups(GroupError::Name) => words.of("import-group"),
        CellFault::Groups(GroupError::TooMany) => words.of("import-groups"),
        CellFault::Code(VoucherCodeError::NotACode) => words.of("import-code"),
        CellFault::Code(VoucherCodeError::Misread) => words.of("import-code-slip"),
        CellFault::Phone(_) => words.of("import-phone"),
        CellFault::Email => words.of("import-email"),
        CellFault::Goods => words.of("import-goods"),
        CellFault::Audience => words.of("import-audience"),
        CellFault::NoStore => words.of("import-no-store"),
        CellFault::NoClub => words.of("import-no-club"),
        CellFault::StoreWithoutClub => words.of("import-store-clubless"),
        CellFault::OtherClub => words.of("import-other-club"),
        CellFault::OwnSystem => words.of("import-own-system"),
        CellFault::NoProduct { product, currency } => {
            words.of("import-no-product").with("product", product).with("currency", currency.code())
        }
        CellFault::NoMember => words.of("import-no-member"),
        CellFault::NotInMembers => words.of("import-not-in-members"),
        CellFault::NumberTaken => words.of("import-number-taken"),
        CellFault::CodeTaken => words.of("import-code-taken"),
        CellFault::NoText => words.of("import-no-text"),
        CellFault::NoWords => words.of("import-no-words"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::{Currency, Language, MsisdnError, ProductId};

    fn cells() -> Vec<CellFault> {
        vec![
            CellFault::Empty,
            CellFault::TooLong { most: 250 },
            CellFault::OneOf { choices: "yes, no".to_owned() },
            CellFault::Number { least: 1, most: 100 },
            CellFault::Price,
            CellFault::TooDear,
            CellFault::Day,
            CellFault::DayToCome,
            CellFault::DayGone,
            CellFault::DayTooEarly { year: 1900 },
            CellFault::EndsFirst,
            CellFault::Gtin(GtinError::Length),
            CellFault::Gtin(GtinError::CheckDigit),
            CellFault::Groups(GroupError::Name),
            CellFault::Groups(GroupError::TooMany),
            CellFault::Code(VoucherCodeError::NotACode),
            CellFault::Code(VoucherCodeError::Misread),
            CellFault::Phone(MsisdnError::Length),
            CellFault::Email,
            CellFault::Goods,
            CellFault::Audience,
            CellFault::NoStore,
            CellFault::NoClub,
            CellFault::StoreWithoutClub,
            CellFault::OtherClub,
            CellFault::OwnSystem,
            CellFault::NoProduct { product: ProductId::new("skis"), currency: Currency::Nok },
            CellFault::NoMember,
            CellFault::NotInMembers,
            CellFault::NumberTaken,
            CellFault::CodeTaken,
            CellFault::NoText,
            CellFault::NoWords,
        ]
    }

    /// Telling one with an argument that its message does not have would fail here.
    #[test]
    fn every_fault_is_told_in_every_language_in_its_own_words() {
        let vouchers = [
            VoucherError::Name,
            VoucherError::Percent,
            VoucherError::Amount,
            VoucherError::Minimum,
            VoucherError::TooMany,
            VoucherError::Days,
            VoucherError::Off,
            VoucherError::Nowhere,
        ];
        let lines = [
            Fault::NotCsv,
            Fault::Columns { there: 5, wanted: 7 },
            Fault::Same { line: 2 },
            Fault::SameGtin { line: 2 },
            Fault::TooManyAnswers { most: 50 },
            Fault::TooManyPoints { most: 50 },
            Fault::NoTerms,
        ];
        let cell = |fault| Fault::Cell { column: "column", fault };
        let all: Vec<_> = cells()
            .into_iter()
            .map(cell)
            .chain(vouchers.map(Fault::Voucher))
            .chain(lines)
            .collect();
        let files = [
            FileFault::NotUtf8 { line: 3 },
            FileFault::Header { wanted: "a,b".to_owned() },
            FileFault::Nothing,
            FileFault::NoPoints,
        ];
        for language in Language::ALL {
            let words = Words::of_no_store(language);
            let told = all.iter().map(|fault| line(fault, words));
            let told = told.chain(files.iter().filter_map(|fault| file(fault, words)));
            let told: std::collections::BTreeSet<_> = told.collect();
            assert_eq!(told.len(), all.len() + files.len(), "{language:?}: no two are the same");
        }
    }
}
