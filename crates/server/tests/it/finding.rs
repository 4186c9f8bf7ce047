//! Products that are looked for, and prices that are asked for without buying.

use checkout::{JournalFact, MerchantId, Till, TillId, decode};
use serde_json::json;
use testkit::{Database, TestApp};

stories! {
    a_product_is_found_and_its_price_told,
}

async fn a_product_is_found_and_its_price_told(database: Database) {
    let app = TestApp::on(database).await;
    for (text, expected) in
        [("jack", "jacket1234"), ("WIN", "jacket1234"), ("9521234500018", "jacket1234")]
    {
        let found = app.get(&format!("/v1/products?till=1&find={text}")).await.ok();
        assert_eq!(found["products"][0]["product_id"], expected, "{text}");
        assert_eq!(found["products"][0]["unit_price"], json!(null), "{text}");
    }
    assert_eq!(app.get("/v1/products?till=1&find=zzz").await.ok()["products"], json!([]));
    app.get("/v1/products?till=1").await.refused(400, "search_unclear");
    app.get("/v1/products?till=9&find=a").await.refused(404, "till_unknown");

    let asked = json!({ "product_id": "jacket1234" });
    let price = app.post("/v1/tills/1/price-look-ups", asked).await.ok();
    assert_eq!(price["unit_price"], json!({ "value": 319_900, "currency": "NOK" }));
    assert_eq!(price["member_unit_price"]["value"], 239_900);
    let none = json!({ "product_id": "none" });
    app.post("/v1/tills/1/price-look-ups", none).await.refused(422, "product_unknown");
    let merchant = MerchantId::new("fjelltopp");
    let till = (&TillId::new("1")).into();
    let journal = app.engine.store().events(&merchant, &till, 0, 10).await.unwrap();
    let facts: Vec<JournalFact> = journal
        .iter()
        .map(|stored| &stored.event)
        .map(|event| decode::<Till, checkout::TillEvent>(event.revision, &event.json).unwrap())
        .map(|event| event.entry.fact)
        .collect();
    let [JournalFact::PriceLookedUp { product, unit }] = &facts[..] else {
        panic!("one look-up and nothing else: {facts:?}");
    };
    assert_eq!((product.as_str(), unit.minor), ("jacket1234", 319_900));
}
