//! The lines of a sale as till and display show them, with what they come to.

use super::format::{amount, number, quantity};
use super::messages::rules;
use crate::words::Words;
use checkout::{Amount, Line, Outcome, Quantity, Rule, Sale, SaleVoucher};

/// A line with its prices written out.
#[derive(Debug)]
pub(super) struct LineRow {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) quantity: String,
    pub(super) unit: String,
    /// What anybody pays, where that is more than what is paid.
    pub(super) public_total: Option<String>,
    pub(super) total: String,
    pub(super) has_club_price: bool,
    /// What each price list and promotion took off, to be read at a glance.
    pub(super) savings: Vec<String>,
    /// All that might have, with why it did or didn't.
    pub(super) rules: Vec<String>,
    /// Per unit, where a member would pay less than this customer does.
    pub(super) member_unit: Option<String>,
    /// Taken off the line whoever buys.
    pub(super) discount: Option<String>,
    /// Whether anything may be taken off it.
    pub(super) may_be_discounted: bool,
    /// The quantity with one taken away; none if nothing would be left.
    pub(super) fewer: Option<String>,
    /// The quantity with one more; none if that is more than a line may hold.
    pub(super) more: Option<String>,
    pub(super) is_newest: bool,
}

/// A voucher on the sale.
#[derive(Debug)]
pub(super) struct VoucherRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) code_ends: String,
    /// What it takes off; none if nothing.
    pub(super) saving: Option<String>,
    /// Why nothing.
    pub(super) why: Option<String>,
}

/// What is bought and what it costs.
#[derive(Debug)]
pub(super) struct BasketView {
    pub(super) lines: Vec<LineRow>,
    pub(super) vouchers: Vec<VoucherRow>,
    /// Whether lines may be changed now.
    pub(super) is_editable: bool,
    pub(super) line_count: String,
    pub(super) tax: String,
    pub(super) total: String,
    /// What was paid already, where something is left to pay.
    pub(super) paid: Option<String>,
    /// What is left to pay, or the total where nothing is paid or all is.
    pub(super) to_pay: String,
    /// What the customer saves as a member, if anything.
    pub(super) saved: Option<String>,
    /// What a customer who isn't one would save as a member, if anything.
    pub(super) could_save: Option<String>,
}

impl BasketView {
    pub(super) fn of(sale: &Sale, words: Words) -> Self {
        let money = |minor| amount(Amount::new(minor, sale.currency), words.form);
        let count = i64::try_from(sale.basket.lines.len()).unwrap_or(i64::MAX);
        let some_money = |minor| Some(minor).filter(|minor| *minor > 0).map(money);
        let newest = sale.basket.lines.last().map(|line| line.id).filter(|_| sale.is_open());
        let lines = sale.basket.lines.iter();
        let receipt = sale.receipt();
        let saving_minor = sale.member_saving_minor();
        let paid = some_money(sale.paid().minor).filter(|_| sale.is_open());
        Self {
            lines: lines.map(|line| row(sale, line, Some(line.id) == newest, words)).collect(),
            vouchers: sale.basket.vouchers.iter().map(|one| voucher(sale, one, words)).collect(),
            is_editable: sale.is_open() && !sale.prices_pinned(),
            line_count: words.of("line-count").count(count, count).to_string(),
            tax: money(receipt.tax_minor()),
            total: amount(sale.total(), words.form),
            to_pay: amount(if paid.is_some() { sale.due() } else { receipt.total() }, words.form),
            paid,
            saved: some_money(saving_minor).filter(|_| sale.member_prices),
            could_save: some_money(saving_minor).filter(|_| !sale.member_prices),
        }
    }
}

fn row(sale: &Sale, line: &Line, is_newest: bool, words: Words) -> LineRow {
    let bare = |minor| number(Amount::new(minor, sale.currency), words.form);
    let price = line.price();
    let item = &line.item;
    let taken = line.rules.iter().filter(|told| told.saving_minor() > 0);
    let named = taken.clone().filter(|told| told.rule != Rule::ClubPrice);
    let club_unit = item.club_unit_minor.filter(|minor| *minor < item.unit_minor);
    let one_less = line.quantity.millionths() - Quantity::ONE.millionths();
    LineRow {
        id: line.id.0,
        name: item.name.clone(),
        quantity: quantity(line.quantity),
        unit: bare(item.unit_minor),
        public_total: Some(price.gross_minor).filter(|gross| *gross > price.total_minor).map(bare),
        total: bare(price.total_minor),
        has_club_price: taken.into_iter().any(|told| told.rule == Rule::ClubPrice),
        savings: named
            .map(|told| {
                format!("{} {}", rules::name(&told.rule, words), bare(-told.saving_minor()))
            })
            .collect(),
        rules: line.rules.iter().map(|told| rules::told(told, words, bare)).collect(),
        member_unit: club_unit.filter(|_| !sale.member_prices).map(bare),
        discount: Some(item.discount_minor).filter(|minor| *minor > 0).map(bare),
        may_be_discounted: !item.is_never_discounted,
        fewer: from_millionths(one_less),
        more: line.quantity.checked_add(Quantity::ONE).ok().map(|more| more.to_string()),
        is_newest,
    }
}

fn voucher(sale: &Sale, voucher: &SaleVoucher, words: Words) -> VoucherRow {
    let bare = |minor| number(Amount::new(minor, sale.currency), words.form);
    let why = match &voucher.outcome {
        Outcome::Applied { .. } => None,
        Outcome::NotApplied(reason) => Some(rules::why(reason, words, bare)),
    };
    VoucherRow {
        id: voucher.id.to_string(),
        name: voucher.terms.name.clone(),
        code_ends: voucher.ends.clone(),
        saving: Some(-voucher.saving_minor()).filter(|minor| *minor < 0).map(bare),
        why,
    }
}

/// A positive quantity as the till's forms write it.
fn from_millionths(millionths: i64) -> Option<String> {
    let one = Quantity::ONE.millionths();
    let text = format!("{}.{:06}", millionths / one, millionths.rem_euclid(one));
    Some(text.parse::<Quantity>().ok()?.to_string()).filter(|_| millionths > 0)
}

#[cfg(test)]
mod tests {
    use super::from_millionths;

    #[test]
    fn one_less_never_comes_to_nothing() {
        for (millionths, expected) in [
            (1_000_000, Some("1")),
            (350_000, Some("0.35")),
            (11_500_000, Some("11.5")),
            (0, None),
            (-650_000, None),
            (-1_000_000, None),
        ] {
            assert_eq!(from_millionths(millionths).as_deref(), expected, "{millionths}");
        }
    }
}
