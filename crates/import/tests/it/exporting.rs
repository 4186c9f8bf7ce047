//! Catalogue and price lists as files: what is brought back is what is there.

use checkout::LocalDate;
use import::{Brought, Export, Exporting};
use std::fmt::Write as _;
use testkit::{TestApp, merchant};

async fn exported(app: &TestApp, export: Export) -> Vec<u8> {
    let mut exporting = Exporting::new(&app.engine, &merchant(), export);
    let mut file = Vec::new();
    while let Some(part) = exporting.next().await.unwrap() {
        file.extend(part);
    }
    file
}

async fn put(app: &TestApp, brought: Brought) -> (usize, usize) {
    let checked = import::check(&app.engine, &merchant(), brought, &|_, _| {}).await.ok().unwrap();
    let count = (checked.new_rows(), checked.before);
    checked.put(&app.engine, &crate::request(app), &|_, _| {}).await.unwrap();
    count
}

#[tokio::test]
async fn what_is_taken_out_can_be_brought_back() {
    let app = TestApp::new().await;
    let mut products =
        "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price,groups\n\
         skis,,\"Ski, \"\"Fjell\"\"; 180 cm\",standard,NOK,499900,449900,winter skis\n\
         skis,,\"Ski, \"\"Fjell\"\"; 180 cm\",standard,EUR,49900,,winter skis\n\
         båt,7038010009457,Båt på to\u{a0}ord,standard,NOK,100,,\n"
            .to_owned();
    for number in 0..1_200 {
        let _ = writeln!(products, "many{number},,Screw {number},standard,NOK,{number},,");
    }
    assert_eq!(put(&app, Brought::Products(products.into_bytes())).await, (1_203, 0));
    let prices = "list,product_id,audience,currency,unit_price,from,until\n\
                  winter,skis,public,NOK,399900,2026-01-01,2999-12-01\n\
                  winter,skis,members,NOK,389900,2999-12-02,\n\
                  \"a, b\",skis,public,EUR,39900,,\n\
                  over,skis,public,NOK,100,2001-01-01,2001-01-31\n";
    assert_eq!(put(&app, Brought::Prices(prices.as_bytes().to_vec())).await, (4, 0));

    let catalogue = exported(&app, Export::Products).await;
    let ending_from: LocalDate = "2026-01-01".parse().unwrap();
    let lists = exported(&app, Export::Prices { ending_from }).await;
    assert_eq!(
        String::from_utf8(lists.clone()).unwrap(),
        "list,product_id,audience,currency,unit_price,from,until\n\
         \"a, b\",skis,public,EUR,39900,,\n\
         winter,skis,members,NOK,389900,2999-12-02,\n\
         winter,skis,public,NOK,399900,2026-01-01,2999-12-01\n"
    );

    // Nothing in them is new here; elsewhere everything is, and then it is the same.
    let lines = String::from_utf8(catalogue.clone()).unwrap().lines().count() - 1;
    assert_eq!(put(&app, Brought::Products(catalogue.clone())).await, (0, lines));
    assert_eq!(put(&app, Brought::Prices(lists.clone())).await, (0, 3));
    let other = TestApp::new().await;
    assert_eq!(put(&other, Brought::Products(catalogue.clone())).await.0, 1_203);
    assert_eq!(put(&other, Brought::Prices(lists.clone())).await, (3, 0));
    assert_eq!(exported(&other, Export::Products).await, catalogue);
    assert_eq!(exported(&other, Export::Prices { ending_from }).await, lists);
}
