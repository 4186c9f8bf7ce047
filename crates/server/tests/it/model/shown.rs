//! What the API shows of a document, and what the model says it shows, in one short form.

use super::returning::Return;
use super::shop::{Attempt, Document, Line, PEOPLE, PRODUCTS, Phase, Refund, Sale, Shop};
use serde_json::{Value, json};

/// The id by which both know a document.
pub(super) fn id_of(document: Document) -> String {
    let (block, number) = match document {
        Document::Sale(number) => (1, number),
        Document::Return(number) => (2, number),
    };
    format!("0190b6c4-000{block}-7000-8000-{number:012}")
}

pub(super) fn path_of(document: Document) -> String {
    format!("/v1/sales/{}", id_of(document))
}

fn ends(who: usize) -> &'static str {
    &PEOPLE[who][PEOPLE[who].len() - 2..]
}

/// What the API shows, without what the model does not know of.
pub(super) fn shown(body: &Value) -> Value {
    let each = |list: &Value, keep: &dyn Fn(&Value) -> Value| -> Vec<Value> {
        list.as_array().map(|list| list.iter().map(keep).collect()).unwrap_or_default()
    };
    let amount = |one: &Value| one["amount"]["value"].clone();
    let is_sale = body["kind"] == "sale";
    let mut tenders = each(&body["tenders"], &|one| {
        let number = if is_sale { one["number"].clone() } else { Value::Null };
        json!([number, one["kind"], amount(one)])
    });
    if !is_sale {
        // What was asked of the app comes back in no order.
        tenders.sort_by_key(Value::to_string);
    }
    let customer = &body["customer"];
    let (payment, chosen) = (&body["payment"], &body["chosen_tender"]);
    json!({
        "state": body["state"],
        "till": body["till"],
        "lines": each(&body["lines"], &|line| {
            json!([line["id"], line["product_id"], line["quantity"], line["total"], line["returned"]])
        }),
        "total": body["total"]["value"],
        "paid": body["paid"]["value"],
        "due": body["due"]["value"],
        "is_numbered": body["receipt_number"].is_u64(),
        "customer": customer.is_object().then(|| {
            let is_member = customer["member_id"].is_string();
            json!([customer["number_ends"], is_member, customer["payer_number_ends"]])
        }),
        "joining": body["membership_request"]["state"],
        "payment": payment.is_object().then(|| {
            json!([payment["state"], amount(payment), payment["awaits_claim"]])
        }),
        "tenders": tenders,
        "chosen": chosen.is_object().then(|| json!([chosen["kind"], amount(chosen)])),
        "refunds": each(&body["refunds"], &|one| json!([amount(one), one["state"]])),
        "returns": each(&body["returns"], &|one| {
            json!([one["id"], one["total"]["value"], one["receipt_number"].is_u64()])
        }),
    })
}

impl Shop {
    /// What the API must show of a document, in the same form; none if there is no such.
    pub(super) fn shows(&self, document: Document) -> Option<Value> {
        match document {
            Document::Sale(id) => self.sale(id).map(|sale| self.shows_sale(id, sale)),
            Document::Return(id) => self.returning(id).map(|one| self.shows_return(id, one)),
        }
    }

    fn shows_sale(&self, id: usize, sale: &Sale) -> Value {
        let line = |line: &Line| {
            let returned = self.returned(id, line.id);
            let returned = (returned > 0).then(|| returned.to_string());
            let (_, product, ..) = PRODUCTS[line.product];
            let total = sale.price(line.product) * line.units;
            json!([line.id, product, line.units.to_string(), total, returned])
        };
        let undone = sale.attempts.iter().flat_map(|attempt| &attempt.refunds);
        let undone: Vec<_> = undone.filter(|refund| refund.of.is_none()).map(refund).collect();
        let returns = sale.returns.iter().filter_map(|id| {
            let one = self.returning(*id)?;
            Some(json!([id_of(Document::Return(*id)), one.total(), one.is_completed()]))
        });
        let tenders = sale.tenders.iter();
        json!({
            "state": sale.state.name(),
            "till": sale.till.to_string(),
            "lines": sale.lines.iter().map(line).collect::<Vec<_>>(),
            "total": sale.total(),
            "paid": sale.paid(),
            "due": sale.due(),
            "is_numbered": sale.is_completed(),
            "customer": sale.customer.map(|one| {
                json!([ends(one.who), one.is_member, sale.payer.map(ends)])
            }),
            "joining": sale.joining.map(|(_, state)| state),
            "payment": sale.attempts.last().map(attempt),
            "tenders": tenders
                .map(|(number, kind, minor)| json!([number, kind.name(), minor]))
                .collect::<Vec<_>>(),
            "chosen": sale.chosen.map(|(kind, minor)| json!([kind.name(), minor])),
            "refunds": undone,
            "returns": returns.collect::<Vec<_>>(),
        })
    }

    fn shows_return(&self, id: usize, one: &Return) -> Value {
        let Some(sale) = self.sale(one.of) else { return Value::Null };
        let line = |(line, units, minor): &(u32, i64, i64)| {
            let known = sale.lines.iter().find(|known| known.id == *line);
            let product = known.map(|known| PRODUCTS[known.product].1);
            json!([line, product, units.to_string(), minor, Value::Null])
        };
        let (paid, due) = self.balance_of(id);
        let refunds = self.refunds_of(id);
        let done = refunds.iter().filter(|refund| refund.is_done());
        let in_app = done.map(|refund| json!([Value::Null, "vipps", refund.minor]));
        let handed_out = one.handed_out.iter();
        let handed_out = handed_out.map(|(kind, minor)| json!([Value::Null, kind.name(), minor]));
        let mut tenders: Vec<_> = handed_out.chain(in_app).collect();
        tenders.sort_by_key(Value::to_string);
        json!({
            "state": one.state.name(),
            "till": one.till.to_string(),
            "lines": one.lines.iter().map(line).collect::<Vec<_>>(),
            "total": one.total(),
            "paid": paid,
            "due": due,
            "is_numbered": one.is_completed(),
            "customer": null,
            "joining": null,
            "payment": null,
            "tenders": tenders,
            "chosen": null,
            "refunds": refunds.iter().map(refund).collect::<Vec<_>>(),
            "returns": [],
        })
    }
}

fn refund(refund: &Refund) -> Value {
    json!([refund.minor, refund.state.name()])
}

fn attempt(attempt: &Attempt) -> Value {
    let state = match attempt.phase {
        Phase::Intended => "intended",
        Phase::OnPhone { .. } => "created",
        Phase::AwaitsClaim { .. } | Phase::Finishing | Phase::Releasing => "authorized",
        Phase::Captured { .. } => "captured",
        Phase::Ended(state) => state,
    };
    json!([state, attempt.minor, matches!(attempt.phase, Phase::AwaitsClaim { .. })])
}
