//! Files brought in over HTTP: looked through, put in, stopped and forgotten.

use super::served::Answer;
use super::signing_in::Shop;
use axum::body::Body;
use axum::http::{Request, header};
use checkout::{Currency, ProductId};
use std::time::Duration;

const HEADER: &str = "product_id,gtin,name,vat_category,currency,unit_price,club_unit_price";

/// Somebody of head office, at the page.
struct Office {
    shop: Shop,
    cookie: String,
}

impl Office {
    async fn open() -> Self {
        let shop = Shop::new().await;
        let cookie = shop.office("hanne").await;
        Self { shop, cookie }
    }

    async fn page(&self) -> Answer {
        self.shop.get(&self.cookie, "/office/import").await
    }

    /// Files by the names of their fields, as a browser sends them.
    async fn send(&self, what: &str, files: &[(&str, &str)]) -> Answer {
        let part = |(name, content): &(&str, &str)| {
            let file = if content.is_empty() { "" } else { "file.csv" };
            format!(
                "--edge\r\ncontent-disposition: form-data; name=\"{name}\"; \
                 filename=\"{file}\"\r\ncontent-type: text/csv\r\n\r\n{content}\r\n"
            )
        };
        let body = files.iter().map(part).collect::<String>() + "--edge--\r\n";
        let request = Request::post(format!("/office/import/{what}"))
            .header("host", "127.0.0.1:8080")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        super::served::send(&self.shop.router, request.body(Body::from(body)).unwrap()).await
    }

    /// The page once nothing is under way any more.
    async fn rested(&self) -> Answer {
        loop {
            let page = self.page().await;
            if !page.text.contains("data-running") {
                return page;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn brought(&self, what: &str, files: &[(&str, &str)]) -> Answer {
        self.send(what, files).await.has(303, &[]);
        self.rested().await
    }

    async fn products(&self, lines: &str) -> Answer {
        self.brought("products", &[("products", &format!("{HEADER}\n{lines}"))]).await
    }

    /// Presses a button that is about the import on the page.
    async fn press(&self, what: &str, page: &Answer) {
        self.pressed(what, page).await.has(303, &[]);
    }

    async fn pressed(&self, what: &str, page: &Answer) -> Answer {
        let id = page.text.split_once("name=\"import\" value=\"").unwrap().1;
        let id = id.split('"').next().unwrap();
        self.shop.post(&self.cookie, what, &format!("import={id}")).await
    }

    async fn has(&self, product: &str) -> bool {
        let store = self.shop.app.engine.store();
        let (merchant, product) = (testkit::merchant(), ProductId::new(product));
        store.product(&merchant, &product, Currency::Nok).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn what_is_there_can_be_taken_out_and_brought_back() {
    let office = Office::open().await;
    let (sheet, lists) = ("/office/export/products.csv", "/office/export/prices.csv");
    office.page().await.has(200, &[sheet, lists, "As it is now"]);
    let list = "list,product_id,audience,currency,unit_price,from,until\n\
                winter,jacket1234,public,NOK,299900,2026-01-01,2999-12-01\n";
    let page = office.brought("prices", &[("prices", list)]).await;
    office.press("/office/import/put", &page).await;
    office.rested().await.has(200, &["1 line went in."]);

    for (path, what, row) in [
        (sheet, "products", "jacket1234,9521234500018,Winter jacket,"),
        (lists, "prices", "winter,jacket1234,public,NOK,299900,2026-01-01,2999-12-01"),
    ] {
        let file = office.shop.get(&office.cookie, path).await;
        file.has(200, &[row]);
        let name = format!("attachment; filename=\"{what}.csv\"");
        assert_eq!(file.header(header::CONTENT_DISPOSITION), name);
        assert!(file.header(header::CONTENT_TYPE).starts_with("text/csv"));
        let again = office.brought(what, &[(what, &file.text)]).await;
        again.has(200, &["Everything is there already"]);
    }
    office.shop.get(&office.cookie, "/office/export/members.csv").await.has(404, &[]);
}

/// More vouchers than are under way at once.
fn many_vouchers() -> String {
    let header = "code,name,percent,amount,currency,minimum,only,except,audience,stores,from,until";
    let line = |number| format!("SPRING{number:04},Spring,10,,,,,,,,,\n");
    format!("{header}\n{}", (0..500).map(line).collect::<String>())
}

#[tokio::test]
async fn nothing_goes_in_before_somebody_says_so() {
    let office = Office::open().await;
    let page = office.products("skis,,Skis,standard,NOK,499900,\n").await;
    page.has(200, &["1 line can go in.", "Brought by Name of hanne", "data-test=\"import-put\""]);
    assert!(!office.has("skis").await);
    office.press("/office/import/put", &page).await;
    let done = office.rested().await;
    done.has(200, &["1 line went in."]).without("data-test=\"import-put\"");
    assert!(office.has("skis").await);
    // Pressed once more on a page that is left open.
    office.press("/office/import/put", &page).await;
    office.rested().await.has(200, &["1 line went in."]);
    let journal = office.shop.get(&office.cookie, "/office/journal").await;
    journal.has(200, &["Import: Products, 1 line", "Name of hanne"]);
    let again = office.products("skis,,Skis,standard,NOK,499900,\n").await;
    again.has(200, &["Everything is there already"]).without("data-test=\"import-put\"");
    office.press("/office/import/end", &again).await;
    office.page().await.has(200, &[]).without("data-test=\"import\"");
}

#[tokio::test]
async fn what_is_wrong_is_told_by_line_in_the_readers_language() {
    let office = Office::open().await;
    let lines = "skis,,Skis,standard,NOK,4999.00,\nwax,952123450001,Wax,food,NOK,100,\n";
    let page = office.products(lines).await;
    page.has(200, &["2 lines can&#39;t be used", ">2</th>", "unit_price: a price in minor units"]);
    page.has(200, &["gtin: the last digit of the barcode"]).without("data-test=\"import-put\"");
    for (language, words) in [
        ("nb", "2 linjer kan ikke brukes"),
        ("da", "2 linjer kan ikke bruges"),
        ("sv", "2 rader kan inte användas"),
        ("fi", "2 riviä ei kelpaa"),
    ] {
        let cookie = format!("{}; language={language}", office.cookie);
        office.shop.get(&cookie, "/office/import").await.has(200, &[words]);
    }
    let many = "x,,X,none,NOK,1,\n".repeat(25);
    office.products(&many).await.has(200, &["25 lines can&#39;t be used", "and 5 more lines"]);
    for (content, words) in [
        ("id,name\n", "The first line must be product_id,gtin"),
        (HEADER, "There is nothing below the first line."),
    ] {
        office.brought("products", &[("products", content)]).await.has(200, &[words]);
    }
    let consents = "phone_number,purpose,answer,version,language,answered\n";
    let members =
        "phone_number,first_name,name,email,store,joined\n4798765432,,,,oslo,2020-01-01\n";
    let files = [("members", members), ("consents", consents), ("points", "")];
    let page = office.brought("members", &files).await;
    page.has(200, &["What they agreed to: The file can&#39;t be used", "There is nothing below"]);
}

#[tokio::test]
async fn a_form_without_its_file_says_which() {
    let office = Office::open().await;
    let answer = office.send("products", &[("products", "")]).await;
    answer.has(422, &["id=\"fault-products\">Choose a file."]);
    let members = [("members", "phone_number"), ("consents", ""), ("points", "")];
    let answer = office.send("members", &members).await;
    answer.has(422, &["id=\"fault-consents\">Choose a file."]).without("id=\"fault-members\">");
    office.send("consents", &[("consents", "x")]).await.has(404, &[]);
    let form = office.shop.post(&office.cookie, "/office/import/products", "products=x").await;
    form.has(422, &["data-test=\"message\""]);
}

/// Bound: import files
#[tokio::test]
async fn files_that_are_too_large_are_refused() {
    let office = Office::open().await;
    let large = "x".repeat(32 * 1024 * 1024);
    let answer = office.send("products", &[("products", &large)]).await;
    answer.has(413, &["id=\"fault-products\">That is more than 32 MB."]);
    office.page().await.has(200, &[]).without("data-test=\"import\"");
}

/// Bound: imports under way
#[tokio::test]
async fn one_import_is_under_way_at_a_time() {
    let office = Office::open().await;
    let file = many_vouchers();
    office.send("vouchers", &[("vouchers", &file)]).await.has(303, &[]);
    office.page().await.has(200, &["data-running", "Looking through"]);
    let second = office.send("vouchers", &[("vouchers", &file)]).await;
    second.has(409, &["Another import is under way."]);
    let page = office.rested().await;
    page.has(200, &["500 lines can go in."]);

    // Stopped half-way, and brought again.
    office.press("/office/import/put", &page).await;
    let page = office.page().await;
    page.has(200, &["data-running", "Going in", "of 500 lines"]);
    office.press("/office/import/end", &page).await;
    office.page().await.has(200, &["It stopped. What is in stays."]).without("data-running");
    let page = office.brought("vouchers", &[("vouchers", &file)]).await;
    page.has(200, &["can go in.", "there already."]);
    office.press("/office/import/put", &page).await;
    office.rested().await.has(200, &["went in.", "there already."]);
    let page = office.brought("vouchers", &[("vouchers", &file)]).await;
    page.has(200, &["Everything is there already"]);
}

#[tokio::test]
async fn what_nobody_answers_is_forgotten() {
    let office = Office::open().await;
    office.products("skis,,Skis,standard,NOK,499900,\n").await.has(200, &["1 line can go in."]);
    tokio::time::pause();
    tokio::time::advance(Duration::from_mins(29)).await;
    let page = office.page().await;
    page.has(200, &["1 line can go in."]);
    tokio::time::advance(Duration::from_mins(2)).await;
    tokio::task::yield_now().await;
    office.page().await.has(200, &[]).without("data-test=\"import\"");
    let late = office.pressed("/office/import/put", &page).await;
    late.has(409, &["That import is not there any more."]);
    assert!(!office.has("skis").await);
}

#[tokio::test]
async fn an_example_is_a_file_to_begin_with() {
    let office = Office::open().await;
    for (file, first) in [("products", HEADER), ("points", "phone_number,points,last_day")] {
        let path = format!("/office/import/examples/{file}.csv");
        let answer = office.shop.get(&office.cookie, &path).await;
        answer.has(200, &[first]);
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/csv"));
    }
    let other = office.shop.get(&office.cookie, "/office/import/examples/sales.csv").await;
    other.has(404, &[]);
}

/// What somebody has looked through is theirs to answer, and an import is about all stores.
#[tokio::test]
async fn nobody_takes_an_import_out_of_anothers_hands() {
    let office = Office::open().await;
    office.products("skis,,Skis,standard,NOK,499900,\n").await.has(200, &["1 line can go in."]);
    let other = Office { cookie: office.shop.office("hedda").await, shop: office.shop };
    let file = format!("{HEADER}\nwax,,Wax,standard,NOK,12900,\n");
    let second = other.send("products", &[("products", &file)]).await;
    second.has(409, &["Another import is under way.", "Brought by Name of hanne"]);
    let page = other.page().await;
    other.press("/office/import/end", &page).await;
    let page = other.brought("products", &[("products", &file)]).await;
    page.has(200, &["1 line can go in.", "Brought by Name of hedda"]);

    let cookie = other.shop.office("harald").await;
    let shut_out = other.shop.get(&cookie, "/office/import").await;
    shut_out.has(403, &["Your role does not open this"]);
    let sales = other.shop.get(&cookie, "/office/sales").await;
    sales.has(200, &[]).without("menu-import");
}
