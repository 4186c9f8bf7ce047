//! Products and prices: what is new goes in, what is there already is left out.

use import::{Brought, Checked, File, ImportError, Warning};
use std::sync::Mutex;
use testkit::{TestApp, merchant};

const PRODUCTS: &str = "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price";
const PRICES: &str = "list,product_id,audience,currency,unit_price,from,until";

async fn check(app: &TestApp, brought: Brought) -> Result<Checked, ImportError> {
    import::check(&app.engine, &merchant(), brought, &|_, _| {}).await
}

fn products(lines: &str) -> Brought {
    Brought::Products(format!("{PRODUCTS}\n{lines}").into_bytes())
}

fn prices(lines: &str) -> Brought {
    Brought::Prices(format!("{PRICES}\n{lines}").into_bytes())
}

#[tokio::test]
async fn what_is_there_already_is_left_out() {
    let app = TestApp::new().await;
    let file = "jacket1234,9521234500018,Winter jacket,standard,NOK,319900,239900\n\
                socks1001,9521234500025,Wool socks,standard,NOK,15900,12450\n\
                skis,,Skis,standard,NOK,499900,\n";
    let checked = check(&app, products(file)).await.ok().unwrap();
    assert_eq!((checked.new_rows(), checked.before), (2, 1), "socks are dearer, skis are new");
    let heard = Mutex::new(Vec::new());
    let hear = |done, whole| heard.lock().unwrap().push((done, whole));
    checked.put(&app.engine, &crate::request(&app), &hear).await.unwrap();
    assert_eq!(heard.into_inner().unwrap(), [(2, 2)]);
    let again = check(&app, products(file)).await.ok().unwrap();
    assert_eq!((again.new_rows(), again.before), (0, 3));

    let file = "winter,skis,public,NOK,399900,2026-12-01,\n\
                winter,jacket1234,members,NOK,449900,,\n\
                winter,socks1001,public,NOK,,,\n";
    let checked = check(&app, prices(file)).await.ok().unwrap();
    assert_eq!(
        (checked.new_rows(), checked.before),
        (2, 1),
        "there is nothing to withdraw of the socks"
    );
    let dearer = checked.warnings.iter().any(|it| matches!(it, Warning::Dearer { line: 3 }));
    assert!(dearer, "a member has the jacket for less");
    let too_new = checked.warnings.iter().any(|it| matches!(it, Warning::Before(_)));
    assert!(too_new, "skis were never on offer before");
    checked.put(&app.engine, &crate::request(&app), &|_, _| {}).await.unwrap();
    for (file, new) in [
        (file.to_owned(), 0),
        (file.replace(",399900,", ",389900,"), 1),
        (file.replace(",399900,2026-12-01,", ",,2026-12-01,"), 1),
        (file.replace(",2026-12-01,\n", ",2026-12-01,2026-12-31\n"), 1),
    ] {
        assert_eq!(check(&app, prices(&file)).await.ok().unwrap().new_rows(), new, "{file}");
    }
}

#[tokio::test]
async fn prices_of_what_nobody_has_are_named() {
    let app = TestApp::new().await;
    for (line, expected) in [
        ("winter,skis,public,NOK,9900,,", "line 2: product_id: there is no product skis"),
        ("winter,socks1001,public,EUR,990,,", "with a price in EUR"),
        ("winter,socks1001,club:fjell,NOK,9900,,", "line 2: audience: no store has that club"),
    ] {
        let error = check(&app, prices(line)).await.err().unwrap();
        assert!(matches!(error, ImportError::Unusable { file: File::Prices, .. }));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

/// A sheet of examples is a file that can be read.
#[tokio::test]
async fn examples_are_files() {
    let app = TestApp::new().await;
    let example = |file: File| file.example().into_bytes();
    let brought = Brought::Products(example(File::Products));
    let checked = check(&app, brought).await.ok().unwrap();
    assert_eq!(checked.new_rows(), 1, "in two groups more");
    let checked = check(&app, Brought::Prices(example(File::Prices))).await.ok().unwrap();
    assert_eq!(checked.new_rows(), 1);
    let checked = check(&app, Brought::Vouchers(example(File::Vouchers))).await.ok().unwrap();
    assert_eq!(checked.new_rows(), 1);
}
