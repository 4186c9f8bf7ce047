//! Reports: ledgers, days and the feed, page by page.

use serde_json::{Value, json};
use vipps_mobilepay::report::{EntryType, LedgerDate, LedgerId, Topic};
use vipps_mobilepay::{Currency, Error, Response, Unknown};

use crate::script::{Scene, answer};

fn ledger() -> LedgerId {
    LedgerId::parse("302321").unwrap()
}

fn day() -> LedgerDate {
    LedgerDate::parse("2026-11-22").unwrap()
}

fn entry(kind: &str, amount: i64) -> Value {
    json!({"pspReference": "3343121302", "time": "2026-11-22T00:00:00.000000Z",
        "ledgerDate": "2026-11-22", "entryType": kind, "reference": "acme-0001",
        "currency": "NOK", "amount": amount, "balanceBefore": 0, "balanceAfter": amount,
        "recipientHandle": null, "new": {}})
}

/// Method and address of the last call.
fn line(scene: &Scene) -> String {
    let call = scene.last();
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    let url = call.url.as_str();
    format!("{} {}", call.method.as_str(), url.strip_prefix("https://api.example.test").unwrap())
}

#[tokio::test]
async fn ledgers_are_listed_in_the_older_and_the_newer_form() {
    let older = json!({"ledgerId": "302321", "currency": "NOK",
        "payoutBankAccount": {"scheme": "BBAN:NO", "id": "86011117947"},
        "owner": {"scheme": "business:NO:ORG", "id": "987654321"},
        "settlesForRecipientHandles": ["api:123455"]});
    let newer = json!({"ledgerId": "302322", "payoutBankAccount": 7, "salesUnits": [
        {"name": "Oslo", "recipientHandle": "api:123456", "businessIdentifier": null}]});
    let given = json!({"items": [older, newer], "cursor": "eyJh=="});
    let scene = Scene::answering(answer(200, &given));
    let report = scene.client.report();
    let page = report.ledgers(None, None).await.unwrap();
    assert_eq!(line(&scene), "GET /settlement/v1/ledgers");
    assert_eq!(page.cursor.as_deref(), Some("eyJh=="));
    let first = &page.items[0];
    assert_eq!((first.ledger_id.as_str(), first.currency), ("302321", Some(Currency::NOK)));
    assert_eq!(first.payout_bank_account.as_ref().unwrap().id, "86011117947");
    assert!(!format!("{page:?}").contains("86011117947"));
    assert_eq!(first.settles_for_recipient_handles, ["api:123455"]);
    assert_eq!(page.items[1].payout_bank_account, None);
    assert_eq!(page.items[1].sales_units[0].name.as_deref(), Some("Oslo"));

    report.ledgers(Some("api:123456"), page.cursor.as_deref()).await.unwrap();
    let query = "settlesForRecipientHandles=api%3A123456&cursor=eyJh%3D%3D";
    assert_eq!(line(&scene), format!("GET /settlement/v1/ledgers?{query}"));

    for nothing_more in [json!({"items": [], "cursor": ""}), json!({"items": []})] {
        let scene = Scene::answering(answer(200, &nothing_more));
        let page = scene.client.report().ledgers(None, None).await.unwrap();
        assert_eq!(page.cursor, None, "{nothing_more}");
    }
}

#[tokio::test]
async fn a_day_is_read_page_by_page() {
    let given = json!({"items": [entry("capture", 49_900), entry("fees-retained", -500)],
        "hasMore": true, "tryLater": true, "cursor": "c/2"});
    let scene = Scene::answering(answer(200, &given));
    let page = scene.client.report().date(&ledger(), Topic::Funds, day(), None).await.unwrap();
    assert_eq!(line(&scene), "GET /report/v2/ledgers/302321/funds/dates/2026-11-22");
    assert!(page.has_more && page.try_later);
    assert_eq!(page.cursor.as_deref(), Some("c/2"));
    let sums: Vec<_> = page.items.iter().map(|it| (&it.entry_type, it.amount)).collect();
    assert_eq!(sums, [(&EntryType::Capture, 49_900), (&EntryType::FeesRetained, -500)]);
    assert_eq!(page.items[0].reference.as_deref(), Some("acme-0001"));
    assert_eq!(page.items[0].balance_after, Some(49_900));
    assert_eq!(page.items[0].recipient_handle, None);

    let last = json!({"items": [], "hasMore": false, "tryLater": false});
    let scene = Scene::answering(answer(200, &last));
    let report = scene.client.report();
    let page = report.date(&ledger(), Topic::Fees, day(), Some("c/2")).await.unwrap();
    assert!(page.items.is_empty() && !page.has_more && page.cursor.is_none());
    let expected = "GET /report/v2/ledgers/302321/fees/dates/2026-11-22?cursor=c%2F2";
    assert_eq!(line(&scene), expected);

    let nowhere = json!({"items": [], "hasMore": true});
    let scene = Scene::answering(answer(200, &nowhere));
    let error = scene.client.report().date(&ledger(), Topic::Fees, day(), None).await.unwrap_err();
    assert_eq!(error, Error::Unknown(Unknown::Unreadable { status: 200, retry_after_s: None }));
}

#[tokio::test]
async fn the_feed_goes_on_from_its_cursor() {
    let scene =
        Scene::answering(answer(200, &json!({"items": [], "cursor": "c3", "tryLater": true})));
    let page = scene.client.report().feed(&ledger(), Topic::Funds, Some("c3")).await.unwrap();
    assert_eq!(line(&scene), "GET /report/v2/ledgers/302321/funds/feed?cursor=c3");
    assert_eq!((page.cursor.as_str(), page.try_later), ("c3", true));
    assert_eq!(page.entries_max, None);
    let headers = vec![("vipps-feed-page-size".to_owned(), "1000".to_owned())];
    let body = br#"{"items": [], "cursor": "c3"}"#.to_vec();
    let scene = Scene::answering(Ok(Response { status: 200, headers, body }));
    let page = scene.client.report().feed(&ledger(), Topic::Funds, None).await.unwrap();
    assert_eq!(page.entries_max, Some(1000));
    let scene = Scene::answering(answer(200, &json!({"items": [entry("capture", 1)]})));
    let error = scene.client.report().feed(&ledger(), Topic::Funds, None).await.unwrap_err();
    assert_eq!(
        error,
        Error::Unknown(Unknown::Unreadable { status: 200, retry_after_s: None }),
        "a feed has a cursor"
    );
}

#[tokio::test]
async fn every_kind_of_entry_is_known_and_others_are_kept() {
    let kinds = [
        ("capture", EntryType::Capture),
        ("refund", EntryType::Refund),
        ("fees-retained", EntryType::FeesRetained),
        ("fees-invoiced", EntryType::FeesInvoiced),
        ("payout-scheduled", EntryType::PayoutScheduled),
        ("scheduled-for-payout", EntryType::PayoutScheduled),
        ("payout-aborted", EntryType::PayoutAborted),
        ("retained-disputed-capture", EntryType::RetainedDisputedCapture),
        ("returned-disputed-capture", EntryType::ReturnedDisputedCapture),
        ("correction", EntryType::Correction),
        ("top-up", EntryType::TopUp),
        ("credit-note", EntryType::CreditNote),
        ("capture-fee", EntryType::CaptureFee),
        ("service-fee", EntryType::ServiceFee),
        ("moon-tax", EntryType::Other("moon-tax".to_owned())),
    ];
    for (word, expected) in kinds {
        let given = json!({"items": [entry(word, 1)], "cursor": "c"});
        let scene = Scene::answering(answer(200, &given));
        let page = scene.client.report().feed(&ledger(), Topic::Fees, None).await.unwrap();
        assert_eq!(page.items[0].entry_type, expected);
    }
    for field in ["entryType", "ledgerDate", "amount"] {
        let mut cut = entry("capture", 1);
        cut.as_object_mut().unwrap().remove(field);
        let given = json!({"items": [entry("capture", 1), cut], "cursor": "c"});
        let scene = Scene::answering(answer(200, &given));
        let outcome = scene.client.report().feed(&ledger(), Topic::Fees, None).await;
        assert!(matches!(outcome, Err(Error::Unknown(_))), "{field}: no entry is passed over");
    }
}

#[test]
fn names_and_days_keep_to_their_form() {
    for text in ["", "30/23", "..", "a b", &"1".repeat(129)] {
        assert!(LedgerId::parse(text).is_err(), "{text}");
    }
    for text in ["2026-11-31", "2026-1-1", "22.11.2026", "20261122", "2026-11-22T00:00"] {
        assert!(LedgerDate::parse(text).is_err(), "{text}");
    }
}
