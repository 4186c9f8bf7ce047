//! The catalogue.

use super::{Fixture, WORKS, merchant};
use crate::Product;
use checkout::{Currency, GroupId, Gtin, MerchantId, ProductId, VatCategory};

const BREAD: &str = "7038010009457";
const MILK: &str = "96385074";

fn gtin(text: &str) -> Gtin {
    text.parse().expect("the check digit is right")
}

pub(super) fn product(id: &str, barcode: Option<&str>, name: &str, unit_minor: i64) -> Product {
    Product {
        id: ProductId::new(id),
        gtin: barcode.map(gtin),
        name: name.to_owned(),
        vat_category: VatCategory::Food,
        currency: Currency::Nok,
        unit_minor,
        club_unit_minor: None,
        groups: Some(Vec::new()),
    }
}

pub(super) async fn products_are_found_by_number_and_by_name(fixture: &Fixture) {
    let bread =
        Product { club_unit_minor: Some(2_990), ..product("1", Some(BREAD), "Bread", 3_490) };
    let bread_in_dkk = Product { currency: Currency::Dkk, unit_minor: 2_250, ..bread.clone() };
    let mug = Product { vat_category: VatCategory::Standard, ..product("2", None, "A mug", 9_900) };
    let book = Product { vat_category: VatCategory::Books, ..product("3", None, "Bread", 19_900) };
    let stamps = Product { vat_category: VatCategory::Exempt, ..product("4", None, "Stamps", 25) };
    let store = &fixture.store;
    let put = [&bread, &bread_in_dkk, &mug, &book, &stamps].map(Clone::clone).to_vec();
    store.put_products(&merchant(), put).await.expect(WORKS);

    let by_gtin = async |merchant: &MerchantId, text, currency| {
        store.product_by_gtin(merchant, gtin(text), currency).await.expect(WORKS)
    };
    let florist = MerchantId::new("florist");
    assert_eq!(by_gtin(&merchant(), BREAD, Currency::Nok).await, Some(bread.clone()));
    assert_eq!(by_gtin(&merchant(), BREAD, Currency::Dkk).await, Some(bread_in_dkk.clone()));
    assert_eq!(by_gtin(&merchant(), BREAD, Currency::Eur).await, None);
    assert_eq!(by_gtin(&merchant(), MILK, Currency::Nok).await, None);
    assert_eq!(by_gtin(&florist, BREAD, Currency::Nok).await, None);

    let by_id = async |id, currency| {
        store.product(&merchant(), &ProductId::new(id), currency).await.expect(WORKS)
    };
    for found in [&bread, &mug, &book, &stamps] {
        assert_eq!(by_id(found.id.as_str(), Currency::Nok).await.as_ref(), Some(found));
    }
    assert_eq!(by_id("2", Currency::Dkk).await, None);
    assert_eq!(by_id("9", Currency::Nok).await, None);
    assert_eq!(by_id("\0", Currency::Nok).await, None, "whatever is asked for");

    let list = async |currency, offset, limit| {
        store.products(&merchant(), currency, offset, limit).await.expect(WORKS)
    };
    let all = [&mug, &bread, &book, &stamps].map(Clone::clone);
    assert_eq!(list(Currency::Nok, 0, 10).await, all, "by name, then by id");
    assert_eq!(list(Currency::Nok, 1, 2).await, all[1..3]);
    assert_eq!(list(Currency::Nok, 4, 2).await, []);
    assert_eq!(list(Currency::Dkk, 0, 10).await, std::slice::from_ref(&bread_in_dkk));

    let whole = async |merchant: &MerchantId, limit| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store.catalogue(merchant, after, limit).await.expect(WORKS);
            let Some(last) = page.last() else { return found };
            after = Some((last.id.clone(), last.currency));
            found.extend(page);
        }
    };
    let all = [&bread_in_dkk, &bread, &mug, &book, &stamps].map(Clone::clone);
    for limit in 1..=6 {
        assert_eq!(whole(&merchant(), limit).await, all, "by id and currency, {limit} at once");
    }
    assert_eq!(whole(&florist, 2).await, []);

    // Replaced in one currency; what is the product's own is replaced in all.
    let loaf = product("1", Some(BREAD), "Loaf", 3_900);
    store.put_products(&merchant(), vec![loaf.clone()]).await.expect(WORKS);
    assert_eq!(by_id("1", Currency::Nok).await, Some(loaf));
    let in_dkk = by_id("1", Currency::Dkk).await.expect("it keeps its price in kroner of Denmark");
    assert_eq!((in_dkk.unit_minor, in_dkk.name.as_str()), (2_250, "Loaf"));
}

pub(super) async fn a_barcode_names_the_product_that_was_put_last(fixture: &Fixture) {
    let store = &fixture.store;
    let old = product("old", Some(MILK), "Milk", 2_000);
    let new = product("new", Some(MILK), "Fresh milk", 2_100);
    store.put_products(&merchant(), vec![old.clone()]).await.expect(WORKS);
    store.put_products(&merchant(), vec![new.clone()]).await.expect(WORKS);
    let scanned = store.product_by_gtin(&merchant(), gtin(MILK), Currency::Nok).await;
    assert_eq!(scanned.expect(WORKS), Some(new));
    let kept = store.product(&merchant(), &old.id, Currency::Nok).await.expect(WORKS);
    assert_eq!(kept, Some(Product { gtin: None, ..old }));
}

pub(super) async fn a_product_stays_in_its_groups_until_others_are_named(fixture: &Fixture) {
    let store = &fixture.store;
    let groups = |text: &str| {
        Some(GroupId::parse_all(text.split_whitespace()).expect("these are names of groups"))
    };
    let read = async || {
        let id = ProductId::new("snus");
        let read = store.product(&merchant(), &id, Currency::Nok).await.expect(WORKS);
        read.expect("it was put").groups
    };
    for (put, expected) in [
        (None, groups("")),
        (groups("tobacco snus"), groups("snus tobacco")),
        (None, groups("snus tobacco")),
        (groups("tobacco"), groups("tobacco")),
        (groups(""), groups("")),
    ] {
        let product = Product { groups: put, ..product("snus", None, "Snus", 9_900) };
        store.put_products(&merchant(), vec![product]).await.expect(WORKS);
        assert_eq!(read().await, expected);
    }
}

pub(super) async fn a_product_is_found_by_the_beginnings_of_words(fixture: &Fixture) {
    let store = &fixture.store;
    let jam = product("2040", None, "Blåbærsyltetøy 400 g", 3_990);
    let juice = product("2041", Some(MILK), "Blåbærsaft økologisk", 4_990);
    let oil = product("OLJE-7", None, "Olje", 9_900);
    let abroad = Product { currency: Currency::Dkk, ..product("2042", None, "Blåbær", 100) };
    let put = [&jam, &juice, &oil, &abroad].map(Clone::clone).to_vec();
    store.put_products(&merchant(), put).await.expect(WORKS);
    let found = async |merchant: &MerchantId, text: &str, limit| -> Vec<String> {
        let found = store.find_products(merchant, text, Currency::Nok, limit).await;
        found.expect(WORKS).into_iter().map(|product| product.id.0).collect()
    };
    for (text, expected) in [
        ("blåbær", &["2041", "2040"][..]),
        ("BLAB", &["2041", "2040"]),
        ("blaabaers", &["2041", "2040"]),
        ("bær", &[]),
        ("syl bla", &[]),
        ("bla 400", &["2040"]),
        ("ok bl", &["2041"]),
        ("204", &["2040", "2041"]),
        ("olje", &["OLJE-7"]),
        ("olje-7", &["OLJE-7"]),
        ("olje 8", &[]),
        ("o", &["2041", "OLJE-7"]),
        ("", &[]),
        ("%", &[]),
        ("\0", &[]),
    ] {
        assert_eq!(found(&merchant(), text, 10).await, expected, "{text:?}");
    }
    assert_eq!(found(&merchant(), "bla", 1).await, ["2041"]);
    assert_eq!(found(&MerchantId::new("florist"), "bla", 10).await, [""; 0]);
    // A name that changes is found by its new words alone.
    let renamed = Product { name: "Tyttebærsyltetøy".to_owned(), ..jam };
    store.put_products(&merchant(), vec![renamed]).await.expect(WORKS);
    assert_eq!(found(&merchant(), "bla", 10).await, ["2041"]);
    assert_eq!(found(&merchant(), "tytte", 10).await, ["2040"]);
}
