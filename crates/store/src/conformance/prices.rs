//! Price lists, and the history of prices.

use super::products::product;
use super::{Fixture, START_UNIX_MS, WORKS, merchant};
use crate::{NewPriceRow, PriceRow, Product};
use checkout::{Audience, Currency, LocalDate, MemberId, MerchantId, ProductId};

const KARI: &str = "00000000-0000-0000-0000-000000000009";

fn day(text: &str) -> LocalDate {
    text.parse().expect("it is in the calendar")
}

fn audience(text: &str) -> Audience {
    text.parse().expect("it is an audience")
}

/// A price of product 1 in NOK by list, audience, first and last day; nothing for days without end.
fn row(list: &str, whom: &str, unit_minor: i64, from: &str, until: &str) -> NewPriceRow {
    let some = |text: &str| (!text.is_empty()).then(|| day(text));
    NewPriceRow {
        product: ProductId::new("1"),
        currency: Currency::Nok,
        list: list.to_owned(),
        audience: audience(whom),
        unit_minor: Some(unit_minor),
        from: some(from),
        until: some(until),
    }
}

fn in_currency(currency: Currency, row: &NewPriceRow) -> NewPriceRow {
    NewPriceRow { currency, ..row.clone() }
}

fn of_product(id: &str, row: &NewPriceRow) -> NewPriceRow {
    NewPriceRow { product: ProductId::new(id), ..row.clone() }
}

impl Fixture {
    /// Two products in two currencies.
    async fn catalogue(&self) {
        let bread = product("1", None, "Bread", 3_490);
        let mug = product("2", None, "A mug", 9_900);
        let in_dkk = Product { currency: Currency::Dkk, unit_minor: 2_250, ..bread.clone() };
        let put = self.store.put_products(&merchant(), vec![bread, mug, in_dkk]).await;
        put.expect(WORKS);
    }

    async fn put(&self, rows: &[NewPriceRow]) {
        self.store.put_price_rows(&merchant(), rows.to_vec()).await.expect(WORKS);
    }

    /// The prices of product 1 in NOK in lists that end on a day or later, sorted.
    async fn in_lists(&self, ending_from: &str) -> Vec<NewPriceRow> {
        let (product, currency, from) = (ProductId::new("1"), Currency::Nok, day(ending_from));
        let found = self.store.list_prices(&merchant(), &product, currency, from).await;
        new_rows(found.expect(WORKS))
    }
}

fn new_rows(found: Vec<PriceRow>) -> Vec<NewPriceRow> {
    let mut rows: Vec<_> = found
        .into_iter()
        .map(|row| NewPriceRow {
            product: row.product,
            currency: row.currency,
            list: row.list,
            audience: row.audience,
            unit_minor: Some(row.unit_minor),
            from: row.from,
            until: row.until,
        })
        .collect();
    rows.sort_by_key(|row| (row.list.clone(), row.audience.clone(), row.from));
    rows
}

pub(super) async fn prices_of_lists_are_found_by_product_and_day(fixture: &Fixture) {
    fixture.catalogue().await;
    let always = row("base", "club:fjell", 2_990, "", "");
    let ended = row("may", "public", 2_800, "2026-05-01", "2026-05-31");
    let gold = row("may", "tier:fjell:gold", 2_700, "2026-05-01", "2026-06-01");
    let later = row("next", "public", 2_600, "2027-01-01", "2027-01-02");
    let own = row("own", &format!("personal:{KARI}"), 100, "", "");
    let others = [in_currency(Currency::Dkk, &always), of_product("2", &always), own];
    fixture.put(&[always.clone(), ended.clone(), gold.clone(), later.clone()]).await;
    fixture.put(&others).await;
    let all = [always.clone(), ended, gold.clone(), later.clone()];
    assert_eq!(fixture.in_lists("2026-05-31").await, all);
    assert_eq!(fixture.in_lists("2026-06-01").await, [always.clone(), gold, later.clone()]);
    assert_eq!(fixture.in_lists("2027-01-03").await, [always]);
    let (florist, id) = (MerchantId::new("florist"), ProductId::new("1"));
    let elsewhere =
        fixture.store.list_prices(&florist, &id, Currency::Nok, day("2026-05-01")).await;
    assert_eq!(elsewhere.expect(WORKS), []);
}

pub(super) async fn a_members_own_prices_are_found_by_member_alone(fixture: &Fixture) {
    fixture.catalogue().await;
    let kari = format!("personal:{KARI}");
    let always = row("own", &kari, 2_000, "", "");
    let birthday = row("birthday", &kari, 100, "2026-05-01", "2026-05-02");
    let other = row("own", "personal:00000000-0000-0000-0000-000000000008", 1, "", "");
    let mug = of_product("2", &always);
    let everybody = row("may", "public", 2_500, "", "");
    fixture.put(&[always.clone(), birthday.clone(), other, mug.clone(), everybody]).await;
    let member: MemberId = KARI.parse().expect("it is an id");
    let found = async |currency, on: &str| {
        let found = fixture.store.personal_prices(&merchant(), member, currency, day(on)).await;
        let mut rows = new_rows(found.expect(WORKS));
        rows.sort_by_key(|row| (row.product.clone(), row.list.clone()));
        rows
    };
    let (nok, dkk) = (Currency::Nok, Currency::Dkk);
    assert_eq!(found(nok, "2026-04-30").await, [always.clone(), mug.clone()]);
    assert_eq!(found(nok, "2026-05-01").await, [birthday.clone(), always.clone(), mug.clone()]);
    assert_eq!(found(nok, "2026-05-02").await, [birthday, always.clone(), mug.clone()]);
    assert_eq!(found(nok, "2026-05-03").await, [always, mug]);
    assert_eq!(found(dkk, "2026-05-01").await, []);
}

pub(super) async fn the_history_keeps_what_was_replaced(fixture: &Fixture) {
    fixture.catalogue().await;
    let first = row("may", "public", 2_800, "2026-05-01", "2026-05-31");
    let second = NewPriceRow { unit_minor: Some(2_700), ..first.clone() };
    let withdrawn = NewPriceRow { unit_minor: None, ..first.clone() };
    let step = async |rows: &[NewPriceRow]| {
        fixture.clock.advance_ms(1_000);
        fixture.put(rows).await;
    };
    step(std::slice::from_ref(&first)).await;
    step(std::slice::from_ref(&first)).await;
    step(std::slice::from_ref(&second)).await;
    step(std::slice::from_ref(&withdrawn)).await;
    step(std::slice::from_ref(&withdrawn)).await;
    assert_eq!(fixture.in_lists("2026-05-01").await, []);
    step(&[second.clone(), first.clone()]).await;
    assert_eq!(fixture.in_lists("2026-05-01").await, [first], "the later one of a call stays");
    // The catalogue's prices: another one, the same again, and a club price that comes and goes.
    let bread = product("1", None, "Bread", 3_600);
    let with_club = Product { club_unit_minor: Some(3_000), ..bread.clone() };
    for bread in [&bread, &bread, &with_club, &bread] {
        fixture.clock.advance_ms(1_000);
        fixture.store.put_products(&merchant(), vec![bread.clone()]).await.expect(WORKS);
    }
    let id = ProductId::new("1");
    let history = fixture.store.price_history(&merchant(), &id, Currency::Nok).await;
    let told: Vec<_> = history
        .expect(WORKS)
        .into_iter()
        .map(|row| {
            let since = |at_unix_ms: i64| (at_unix_ms - START_UNIX_MS) / 1_000;
            let replaced = row.replaced_at_unix_ms.map(since);
            (
                row.list,
                row.audience.to_string(),
                row.unit_minor,
                since(row.put_at_unix_ms),
                replaced,
            )
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(list, whom, minor, put, replaced)| {
            (list.as_str(), whom.as_str(), *minor, *put, *replaced)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("", "members", 3_000, 9, Some(10)),
            ("", "public", 3_490, 0, Some(7)),
            ("", "public", 3_600, 7, None),
            ("may", "public", 2_800, 1, Some(3)),
            ("may", "public", 2_700, 3, Some(4)),
            ("may", "public", 2_800, 6, None),
        ]
    );
}

pub(super) async fn products_in_lists_come_page_by_page(fixture: &Fixture) {
    fixture.catalogue().await;
    let may = row("may", "public", 2_800, "2026-05-01", "2026-05-31");
    let gold = row("may", "tier:fjell:gold", 2_700, "2026-05-01", "2026-06-01");
    let in_dkk = in_currency(Currency::Dkk, &may);
    fixture.put(&[may.clone(), gold, in_dkk, of_product("2", &may)]).await;
    let page = async |ending_from: &str, after: Option<(&str, Currency)>, limit| {
        let after = after.map(|(id, currency)| (ProductId::new(id), currency));
        let from = day(ending_from);
        let found =
            fixture.store.products_in_lists(&merchant(), from, i64::MAX, after, limit).await;
        let found = found.expect(WORKS).into_iter();
        found.map(|(id, currency)| format!("{id} {}", currency.code())).collect::<Vec<_>>()
    };
    assert_eq!(page("2026-05-31", None, 9).await, ["1 DKK", "1 NOK", "2 NOK"]);
    assert_eq!(page("2026-05-31", None, 2).await, ["1 DKK", "1 NOK"]);
    assert_eq!(page("2026-05-31", Some(("1", Currency::Nok)), 2).await, ["2 NOK"]);
    assert_eq!(page("2026-05-31", Some(("2", Currency::Nok)), 2).await, Vec::<String>::new());
    assert_eq!(page("2026-06-01", None, 9).await, ["1 NOK"], "what has ended is over");

    let since = async |unix_ms| {
        let (merchant, later) = (merchant(), day("2026-06-02"));
        let found = fixture.store.products_in_lists(&merchant, later, unix_ms, None, 9).await;
        found.expect(WORKS)
    };
    fixture.clock.advance_ms(1_000);
    let now = fixture.store.now_unix_ms();
    assert_eq!(since(now).await, [], "no price of the catalogue was replaced");
    let dearer = super::products::product("1", None, "Bread", 9_900);
    fixture.store.put_products(&merchant(), vec![dearer]).await.expect(WORKS);
    let replaced = [(ProductId::new("1"), Currency::Nok)];
    assert_eq!(since(now).await, replaced);
    assert_eq!(since(now + 1).await, []);
}
