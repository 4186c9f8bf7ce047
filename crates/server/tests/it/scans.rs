//! Codes that tell more than a product: weighed packs, GS1 Digital Links, and our own receipts.

use checkout::{ReceiptCode, TillId};
use serde_json::json;
use testkit::{Database, TestApp};

stories! {
    a_weighed_pack_costs_what_its_label_says,
    a_digital_link_sells_the_pack_and_never_an_old_one,
}

/// Cheese by the kilogram, for 200,00 and for members 150,00; its code has zeros for the value.
async fn with_cheese(database: Database) -> (TestApp, String) {
    let app = TestApp::on(database).await;
    let cheese = |gtin: &str, id: &str| store::Product {
        id: checkout::ProductId::new(id),
        gtin: Some(gtin.parse().unwrap()),
        name: "Cheese".to_owned(),
        vat_category: checkout::VatCategory::Food,
        currency: checkout::Currency::Nok,
        unit_minor: 20_000,
        club_unit_minor: Some(15_000),
        groups: Some(Vec::new()),
    };
    let cheeses = vec![cheese("2312345600004", "by-weight"), cheese("2012345600003", "by-price")];
    app.engine.store().put_products(&testkit::merchant(), cheeses).await.unwrap();
    let sale = app.sale("1", &[]).await;
    (app, sale)
}

async fn a_weighed_pack_costs_what_its_label_says(database: Database) {
    let (app, sale) = with_cheese(database).await;
    for code in ["2312345603500", "2312345604200", "2012345639904"] {
        app.scan(&sale, code).await.ok();
    }
    let sold = app.get(&sale).await.ok();
    let lines = sold["lines"].as_array().unwrap().iter();
    let lines: Vec<_> = lines
        .map(|line| {
            (
                line["product_id"].as_str().unwrap(),
                line["quantity"].as_str().unwrap(),
                &line["total"],
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("by-weight", "0.35", &json!(7_000)),
            ("by-weight", "0.42", &json!(8_400)),
            ("by-price", "0.1995", &json!(3_990)),
        ]
    );
    // As much of it is in the pack for whoever buys.
    app.scan(&sale, "98765432").await.ok();
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let sold = app.get(&sale).await.ok();
    let totals: Vec<_> = sold["lines"].as_array().unwrap().iter().map(|it| &it["total"]).collect();
    assert_eq!(totals, [&json!(5_250), &json!(6_300), &json!(2_993)]);
    // No such ware: not sold as something else.
    app.scan(&sale, "2399999903507").await.refused(422, "product_unknown");
}

async fn a_digital_link_sells_the_pack_and_never_an_old_one(database: Database) {
    let (app, sale) = with_cheese(database).await;
    let link = |more: &str| format!("https://id.example.org/01/02312345600004{more}");
    let sold = app.scan(&sale, &link("?3103=000500&17=991231")).await.ok();
    assert_eq!(sold["lines"][0]["total"], 10_000);
    let sold = app.scan(&sale, &link("?3922=4990")).await.ok();
    assert_eq!(sold["lines"][1]["total"], 4_990);
    app.scan(&sale, &link("?17=200101")).await.refused(409, "past_last_day");
    let receipt = ReceiptCode { till: TillId::new("1"), number: 1 };
    app.scan(&sale, &receipt.written()).await.refused(422, "receipt_scanned");
    assert_eq!(app.get(&sale).await.ok()["lines"].as_array().unwrap().len(), 2);
}
