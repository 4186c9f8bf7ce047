//! Price lists and promotions over the API: what a line costs, which rule made it so, what comes back,
//! and which before-prices may be shown.

use axum::http::Method;
use checkout::{BeforeFault, Currency, GroupId, LocalDate, OfferKind, ProductId, Promotion, Tier};
use serde_json::{Value, json};
use store::{NewPriceRow, Product};
use testkit::{Database, TestApp};

const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";
const THERMOS: &str = "9521234500032";
const STICKER: &str = "9521234500100";

stories! {
    a_line_tells_which_rule_made_its_price_and_why_the_others_did_not,
    a_part_of_three_for_two_comes_back_at_what_it_cost,
    a_members_own_price_comes_with_the_member_and_goes_with_them,
    a_tiers_price_is_had_by_whoever_has_reached_it,
    what_changes_in_the_price_lists_changes_no_sale_that_has_the_ware,
    what_is_off_the_basket_is_off_its_lines_and_off_nothing_that_the_law_forbids,
    a_before_price_is_the_lowest_of_thirty_days_club_prices_counted,
    a_price_that_was_raised_is_no_before_price,
}

async fn shop(database: Database) -> TestApp {
    TestApp::on(database).await.restart_with(|shop| shop.promotions = testkit::promotions()).await
}

/// The day that it is at the till, moved.
fn day(app: &TestApp, days: i32) -> LocalDate {
    let shop = app.engine.shop(&testkit::merchant()).unwrap();
    shop.day_in(Currency::Nok, app.engine.store().now_unix_ms()).plus_days(days)
}

/// Puts a price in NOK, from and until some days from today.
async fn put(app: &TestApp, named: (&str, &str, &str), unit_minor: i64, days: (i32, i32)) {
    let (list, product, audience) = named;
    let row = NewPriceRow {
        product: ProductId::new(product),
        currency: Currency::Nok,
        list: list.to_owned(),
        audience: audience.parse().unwrap(),
        unit_minor: Some(unit_minor),
        from: Some(day(app, days.0)),
        until: Some(day(app, days.1)),
    };
    app.engine.store().put_price_rows(&testkit::merchant(), vec![row]).await.unwrap();
}

/// Of each rule of a line: its name, what it took off, and why nothing.
fn rules(line: &Value) -> Vec<(String, i64, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rules = line["rules"].as_array().unwrap().iter().map(|rule| {
        let name = if rule["id"].is_null() { &rule["kind"] } else { &rule["id"] };
        (text(name), rule["saving"].as_i64().unwrap(), text(&rule["reason"]))
    });
    rules.collect()
}

fn told(of: &[(&str, i64, &str)]) -> Vec<(String, i64, String)> {
    of.iter().map(|(name, saving, why)| ((*name).to_owned(), *saving, (*why).to_owned())).collect()
}

async fn join(app: &TestApp, sale: &str) -> Value {
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    app.get(sale).await.ok()
}

async fn a_line_tells_which_rule_made_its_price_and_why_the_others_did_not(database: Database) {
    let app = shop(database).await;
    put(&app, ("week", "jacket1234", "public"), 299_900, (-1, 1)).await;
    put(&app, ("soon", "jacket1234", "public"), 199_900, (3, 9)).await;
    put(&app, ("gone", "jacket1234", "public"), 199_900, (-9, -2)).await;
    put(&app, ("far", "jacket1234", "public"), 199_900, (30, 40)).await;
    put(&app, ("elsewhere", "jacket1234", "club:club-aarhus"), 99_900, (-1, 1)).await;
    put(&app, ("members", "jacket1234", "club:club-oslo"), 229_900, (-1, 1)).await;
    let sale = app.sale("1", &[OLA_QR, JACKET, THERMOS, THERMOS, SOCKS]).await;
    let before = app.get(&sale).await.ok();
    let line = |body: &Value, index: usize| body["lines"][index].clone();
    assert_eq!(
        rules(&line(&before, 0)),
        told(&[
            ("club_price", 0, "other_audience"),
            ("gone", 0, "over"),
            ("members", 0, "other_audience"),
            ("soon", 0, "not_yet"),
            ("week", 20_000, ""),
        ])
    );
    assert_eq!(rules(&line(&before, 1)), told(&[("flasks", 0, "not_enough")]));
    assert_eq!(line(&before, 1)["rules"][0]["wanted"], 3);
    assert_eq!(line(&before, 0)["rules"][3]["from"], day(&app, 3).to_string());
    assert_eq!(before["total"]["value"], 299_900 + 2 * 34_900 + 14_900);

    app.scan(&sale, THERMOS).await.ok();
    let member = join(&app, &sale).await;
    assert_eq!(
        rules(&line(&member, 0)),
        told(&[
            ("club_price", 0, "other_taken"),
            ("gone", 0, "over"),
            ("members", 90_000, ""),
            ("soon", 0, "not_yet"),
            ("week", 0, "other_taken"),
        ])
    );
    assert_eq!(rules(&line(&member, 1)), told(&[("flasks", 34_900, "")]));
    assert_eq!(rules(&line(&member, 2)), told(&[("club_price", 2_450, ""), ("socks", 2_490, "")]));
    assert_eq!(member["total"]["value"], 229_900 + 2 * 34_900 + 9_960);
    assert_eq!(member["member_saving"]["value"], 70_000 + 4_940);

    // What goes out with the request adds up, or the simulator would refuse it.
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["lines"], member["lines"]);
    assert_eq!(paid["points_earned"], (229_900 + 2 * 34_900 + 9_960) / 1_000);
}

async fn a_part_of_three_for_two_comes_back_at_what_it_cost(database: Database) {
    let app = shop(database).await;
    let sale = app.sale("1", &[THERMOS, THERMOS, THERMOS]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let mut given = Vec::new();
    for _ in 0..3 {
        let back = json!({ "till": "1", "lines": [{ "line": 1, "quantity": "1" }] });
        let returned = app.post(&format!("{sale}/returns"), back).await.ok();
        given.push(returned["total"]["value"].as_i64().unwrap());
    }
    assert_eq!(given, [23_267, 23_266, 23_267], "of 698.00, to the last øre");
}

async fn a_members_own_price_comes_with_the_member_and_goes_with_them(database: Database) {
    let app = shop(database).await;
    let sale = app.sale("1", &[OLA_QR, SOCKS]).await;
    let ola = join(&app, &sale).await["customer"]["member_id"].as_str().unwrap().to_owned();
    app.api(Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    put(&app, ("thanks", "jacket1234", &format!("personal:{ola}")), 100_000, (0, 0)).await;
    let total = async || app.get(&sale).await.ok()["total"]["value"].clone();
    app.scan(&sale, JACKET).await.ok();
    assert_eq!(total().await, 319_900 + 14_900);
    app.scan(&sale, OLA_QR).await.ok();
    assert_eq!(total().await, 100_000 + 9_960);
    let jacket = app.get(&sale).await.ok()["lines"][1].clone();
    let expected = told(&[("club_price", 0, "other_taken"), ("thanks", 219_900, "")]);
    assert_eq!(rules(&jacket), expected);
    app.api(Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    assert_eq!(total().await, 319_900 + 14_900);
    let jacket = app.get(&sale).await.ok()["lines"][1].clone();
    assert_eq!(rules(&jacket), told(&[("club_price", 0, "other_audience")]));
}

async fn a_tiers_price_is_had_by_whoever_has_reached_it(database: Database) {
    let gold = Tier { id: "gold".to_owned(), from_points: 30 };
    let has_tiers = |shop: &mut engine::Shop| {
        shop.points.values_mut().for_each(|rules| rules.tiers = vec![gold.clone()]);
    };
    let app = TestApp::on(database).await.restart_with(has_tiers).await;
    put(&app, ("gold", "jacket1234", "tier:club-oslo:gold"), 199_900, (0, 0)).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    let first = join(&app, &sale).await;
    assert_eq!(first["total"]["value"], 239_900, "nothing is earned yet");
    let gold = &rules(&first["lines"][0])[1];
    assert_eq!(*gold, told(&[("gold", 0, "other_audience")])[0]);
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    let second = app.get(&sale).await.ok();
    assert_eq!(second["total"]["value"], 199_900);
    let expected = told(&[("club_price", 0, "other_taken"), ("gold", 120_000, "")]);
    assert_eq!(rules(&second["lines"][0]), expected);
}

async fn what_changes_in_the_price_lists_changes_no_sale_that_has_the_ware(database: Database) {
    let app = shop(database).await;
    put(&app, ("week", "jacket1234", "public"), 299_900, (0, 0)).await;
    let sale = app.sale("1", &[JACKET]).await;
    put(&app, ("week", "jacket1234", "public"), 199_900, (0, 0)).await;
    let app = app.restart().await;
    let total = async || app.get(&sale).await.ok()["total"]["value"].clone();
    assert_eq!(total().await, 299_900);
    // The next one is at the new price, and stands on a line of its own.
    app.scan(&sale, JACKET).await.ok();
    assert_eq!(total().await, 299_900 + 199_900);
}

async fn a_before_price_is_the_lowest_of_thirty_days_club_prices_counted(database: Database) {
    let app = shop(database).await;
    let thermos = ProductId::new("thermos075");
    let warned = async |on: i32| {
        let (merchant, on) = (testkit::merchant(), day(&app, on));
        let found = app.engine.before_prices(&merchant, &thermos, Currency::Nok, on, &[]).await;
        let told = found.unwrap().into_iter().map(|warning| match warning.fault {
            BeforeFault::Lower { price, on } => {
                (warning.list, price.list, price.unit_minor, on.days_since(day(&app, 0)))
            }
            BeforeFault::TooNew { since } => {
                (warning.list, String::new(), 0, since.days_since(day(&app, 0)))
            }
        });
        told.collect::<Vec<_>>()
    };
    let row =
        |list: &str, other: &str, minor, days| (list.to_owned(), other.to_owned(), minor, days);
    put(&app, ("sale", "thermos075", "public"), 29_900, (40, 50)).await;
    assert_eq!(warned(0).await, [], "by then it has been there for forty days");
    put(&app, ("early", "thermos075", "public"), 29_900, (3, 4)).await;
    assert_eq!(warned(0).await, [row("early", "", 0, 0)], "it is here since today");
    put(&app, ("club", "thermos075", "club:club-oslo"), 25_000, (12, 20)).await;
    assert_eq!(
        warned(5).await,
        [row("club", "early", 29_900, 4), row("sale", "club", 25_000, 20)],
        "what is over is not asked about, and counts"
    );
    assert_eq!(warned(51).await, []);
}

/// Whoever raises the price for everybody beside a lasting one for members shows a price before that nobody
/// paid, for as long as the lower one was offered in the 30 days before.
async fn a_price_that_was_raised_is_no_before_price(database: Database) {
    let app = shop(database).await;
    let (merchant, jacket) = (testkit::merchant(), ProductId::new("jacket1234"));
    let warned = async |on: i32| {
        let (store, on) = (&app.engine, day(&app, on));
        let found = store.before_prices(&merchant, &jacket, Currency::Nok, on, &[]).await.unwrap();
        let told = |warning: engine::BeforeWarning| match warning.fault {
            BeforeFault::Lower { price, .. } => (warning.announced.unit_minor, price.unit_minor),
            BeforeFault::TooNew { since } => panic!("{since}"),
        };
        found.into_iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(warned(0).await, [], "a lasting price for members announces nothing");
    app.advance_s(60).await;
    let now = app.engine.store().product(&merchant, &jacket, Currency::Nok).await.unwrap().unwrap();
    let dearer = Product { unit_minor: now.unit_minor + 80_000, ..now.clone() };
    app.engine.store().put_products(&merchant, vec![dearer]).await.unwrap();
    let expected = [(now.club_unit_minor.unwrap(), now.unit_minor)];
    assert_eq!(warned(1).await, expected);
    assert_eq!(warned(30).await, expected, "the last day on which it was offered counts");
    assert_eq!(warned(31).await, []);
}

/// A tenth off the basket from 300.00, wool excepted; and nothing off stickers, which are tobacco here.
async fn what_is_off_the_basket_is_off_its_lines_and_off_nothing_that_the_law_forbids(
    database: Database,
) {
    let tenth = |promotion: Promotion| {
        let mut tenth = Promotion {
            goods: vec![Vec::new()],
            except: vec!["group:wool".parse().unwrap()],
            currency: Some(Currency::Nok),
            ..promotion
        };
        "tenth".clone_into(&mut tenth.terms.id);
        tenth.terms.kind = OfferKind::BasketPercent { hundredths: 1_000, from_minor: 30_000 };
        tenth
    };
    let has_tenth = |shop: &mut engine::Shop| {
        shop.promotions = testkit::promotions().into_iter().take(1).map(tenth).collect();
        shop.never_discounted = vec!["group:tobacco".parse().unwrap()];
    };
    let app = TestApp::on(database).await.restart_with(has_tenth).await;
    let grouped = |product: Product| {
        let group = match product.id.as_str() {
            "socks1001" => "wool",
            "sticker" => "tobacco",
            _ => return product,
        };
        Product { groups: Some(GroupId::parse_all([group].into_iter()).unwrap()), ..product }
    };
    let products = testkit::products(Currency::Nok).into_iter().map(grouped).collect();
    app.engine.store().put_products(&testkit::merchant(), products).await.unwrap();

    let sale = app.sale("1", &[OLA_QR, SOCKS, STICKER]).await;
    let quantity = json!({ "quantity": "601" });
    app.api(Method::PATCH, &format!("{sale}/lines/2"), quantity).await.ok();
    let below = app.get(&sale).await.ok();
    assert_eq!(below["lines"][1]["total"], 601 * 50, "no part of the minimum either");
    assert_eq!(below["lines"][1]["groups"], json!(["tobacco"]));
    app.scan(&sale, THERMOS).await.ok();
    let priced = app.get(&sale).await.ok();
    let club = ("club_price", 0, "other_audience");
    assert_eq!(rules(&priced["lines"][0]), told(&[club]));
    assert_eq!(rules(&priced["lines"][1]), told(&[]));
    assert_eq!(rules(&priced["lines"][2]), told(&[("tenth", 3_490, "")]));
    assert_eq!(priced["total"]["value"], 14_900 + 601 * 50 + 31_410);

    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    let back = json!({ "till": "1", "lines": [{ "line": 3 }] });
    let returned = app.post(&format!("{sale}/returns"), back).await.ok();
    assert_eq!(returned["total"]["value"], 31_410);

    // A till with prices of its own says the groups itself.
    let sale = app.sale("1", &[]).await;
    let mut line = json!({
        "product_id": "snus", "name": "Snus", "unit_price": 9_900, "vat_rate": 2_500,
        "groups": ["tobacco", "snus"],
    });
    let added = app.post(&format!("{sale}/lines"), line.clone()).await.ok();
    assert_eq!(added["lines"][0]["groups"], json!(["snus", "tobacco"]));
    line["discount"] = json!(100);
    app.post(&format!("{sale}/lines"), line.clone()).await.refused(422, "never_discounted");
    line["discount"] = json!(0);
    line["groups"] = json!(["to bacco"]);
    app.post(&format!("{sale}/lines"), line).await.refused(422, "groups_invalid");
}
