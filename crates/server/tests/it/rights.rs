//! What a member may ask for: everything that there is about them, and to be forgotten. And what people
//! of the club do about points.

use axum::http::Method;
use checkout::ClubId;
use engine::ClubSettings;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Database, TestApp};

const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const OLA_NUMBER: &str = "4712345678";
const KARI_NUMBER: &str = "4798765432";
const JACKET: &str = "9521234500018";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

stories! {
    a_member_takes_everything_along,
    who_is_erased_is_nobody_and_the_books_stay,
    somebody_who_is_being_served_is_not_erased,
    who_is_erased_in_that_very_moment_is_asked_for_nothing,
    the_same_person_under_two_memberships_is_erased_with_both,
    of_one_person_under_two_memberships_both_stay_or_neither,
    points_are_given_and_taken_by_hand,
    many_points_want_a_second_person,
    many_points_in_parts_want_a_second_person_too,
    whoever_is_silent_for_long_is_erased,
    who_is_no_member_is_known_for_a_while,
    a_member_is_known_without_a_contact,
}

/// Ola's membership, with a jacket and its 239 points; and the sale.
async fn ola(database: Database) -> (TestApp, String, String) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let id = paid["customer"]["member_id"].as_str().unwrap();
    (app, format!("/v1/members/{id}"), sale)
}

async fn erase(app: &TestApp, member: &str) -> testkit::Reply {
    app.post(&format!("{member}/erase"), json!({ "reason": "members_wish" })).await
}

async fn adjust(app: &TestApp, member: &str, points: i64) -> testkit::Reply {
    let body = json!({ "points": points, "reason": "goodwill" });
    app.post(&format!("{member}/points"), body).await
}

async fn a_member_takes_everything_along(database: Database) {
    let (app, ola, _) = ola(database).await;
    adjust(&app, &ola, 11).await.ok();
    let undone = app.sale("1", &[OLA_QR, JACKET]).await;
    let spent = json!({ "kind": "points", "points": 100 });
    app.post(&format!("{undone}/tenders"), spent).await.ok();
    app.post(&format!("{undone}/cancel"), json!({})).await.ok();
    let all = app.get(&format!("{ola}/export")).await.ok();
    assert_eq!(all["member"]["phone_number"], OLA_NUMBER);
    assert_eq!(all["bought"][0]["lines"][0]["name"], "Winter jacket");
    assert_eq!(all["bought"][0]["lines"][0]["total"]["value"], 239_900);
    let points: Vec<_> = all["points"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = points.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["opened", "earned", "granted", "held", "released"]);
    let sum: i64 = points.iter().map(|entry| entry["points"].as_i64().unwrap()).sum();
    assert_eq!(sum, all["member"]["points"]["available"].as_i64().unwrap());

    let part = async |name: &str| {
        let text = app.text(&format!("{ola}/export/{name}")).await;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap()).collect::<Vec<_>>()
    };
    let purchases = part("purchases").await;
    let columns = |row: usize| purchases[row].iter().skip(3).collect::<Vec<_>>();
    assert_eq!(columns(0), ["product", "quantity", "total", "currency"]);
    assert_eq!(columns(1), ["Winter jacket", "1", "239900", "NOK"]);
    assert_eq!(part("points").await.len(), 1 + 5);
    let consents = all["member"]["consents"].as_array().unwrap().len();
    assert_eq!(part("consents").await.len(), 1 + consents);
    app.get(&format!("{ola}/export/secrets")).await.refused(404, "part_unknown");
}

async fn who_is_erased_is_nobody_and_the_books_stay(database: Database) {
    let (app, ola, sale) = ola(database).await;
    let member = ola.rsplit('/').next().unwrap().to_owned();
    let sealed = app.engine.store().subject(&testkit::merchant(), &member).await.unwrap().unwrap();
    let before = app.get(&ola).await.ok();
    let erased = erase(&app, &ola).await.ok();
    assert_eq!((&erased["status"], &erased["points"]["available"]), (&json!("erased"), &json!(0)));
    for personal in ["first_name", "name", "phone_number", "email", "address", "birth_date"] {
        assert_eq!(erased[personal], Value::Null, "{personal}");
    }
    assert_eq!(erased["purchases"], before["purchases"], "the books stay");
    assert_eq!(erase(&app, &ola).await.ok()["status"], "erased", "once more is no fault");
    app.post(&format!("{ola}/block"), json!({ "reason": "misuse" }))
        .await
        .refused(409, "member_erased");
    if matches!(database, Database::Sqlite) {
        let bytes = app.database();
        let found = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(!found(&sealed.wrapped_key), "the key is destroyed");
        assert!(sealed.rows.iter().all(|(_, row)| !found(row)));
    }

    // A statutory return needs nobody's name.
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    let back = app.post(&format!("{sale}/returns"), back).await.ok();
    assert_eq!(back["state"], "completed");
    // Whoever comes with that number is new.
    let next = app.sale("1", &[OLA_QR]).await;
    assert_eq!(app.get(&next).await.ok()["customer"]["member_id"], Value::Null);
    app.post(&format!("{next}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let joined = app.get(&next).await.ok()["customer"]["member_id"].clone();
    assert!(joined.is_string() && joined != json!(member), "{joined}");
}

/// Every key, every sealed row and every keyed hash by which somebody is found, as the file has them.
fn personal(app: &TestApp) -> BTreeSet<Vec<u8>> {
    let file = rusqlite::Connection::open(app.database_path()).unwrap();
    let every = "SELECT wrapped_key FROM subjects WHERE subject NOT LIKE 'webhook-%' \
        UNION ALL SELECT sealed FROM subject_rows WHERE subject NOT LIKE 'webhook-%' UNION ALL \
        SELECT hash FROM lookups WHERE index_name NOT IN ('registration', 'login', 'sale_receipt')";
    let mut statement = file.prepare(every).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[tokio::test]
async fn the_file_holds_nothing_of_who_is_erased() {
    let app = TestApp::on(Database::Sqlite).await;
    let sale = app.sale("1", &[OLA_NUMBER, JACKET]).await;
    let mut all = personal(&app);
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    all.extend(personal(&app));
    app.join("approve").await;
    app.advance_s(6).await;
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let ola = format!("/v1/members/{}", paid["customer"]["member_id"].as_str().unwrap());
    all.extend(personal(&app));
    assert_eq!(all.len(), 9, "keys, rows and hashes of contact, enrolment and member");
    erase(&app, &ola).await.ok();
    assert_eq!(personal(&app), BTreeSet::new());
    let bytes = app.database();
    let found = |what: &Vec<u8>| bytes.windows(what.len()).any(|window| window == what);
    assert!(!all.iter().any(found), "and nothing is left of what was deleted");
}

#[tokio::test]
async fn an_approval_of_who_is_blocked_leaves_nothing() {
    let (app, ola, _) = ola(Database::Sqlite).await;
    app.post(&format!("{ola}/block"), json!({ "reason": "misuse" })).await.ok();
    let sale = app.sale("1", &[OLA_NUMBER]).await;
    app.post(&format!("{sale}/membership-request"), json!({ "anew": true })).await.ok();
    app.settle().await;
    let before = personal(&app);
    app.join("approve").await;
    app.advance_s(6).await;
    let request = app.get(&sale).await.ok()["membership_request"].clone();
    assert_eq!(request["refusal"], "blocked");
    let after = personal(&app);
    assert!(after.is_subset(&before), "nothing new, and what the login gave is gone");
    assert_eq!(before.len() - after.len(), 2, "its key and the one row");
}

async fn of_one_person_under_two_memberships_both_stay_or_neither(database: Database) {
    let (app, ola, _) = ola(database).await;
    let kari = json!({
        "store": "oslo", "phone_number": KARI_NUMBER, "first_name": "Kari",
        "joined_at_unix_ms": 1_700_000_000_000_i64,
        "consents": [{ "purpose": "terms", "accepted": true, "text": "Terms", "language": "EN",
            "at_unix_ms": 1_700_000_000_000_i64 }],
    });
    let kari = app.post("/v1/members", kari).await.ok();
    let merge = json!({ "other": kari["id"], "reason": "duplicate" });
    app.post(&format!("{ola}/merge"), merge).await.ok();
    app.sale("3", &[OLA_NUMBER]).await;
    erase(&app, &ola).await.refused(409, "member_busy");
    let other = app.get(&format!("/v1/members/{}", kari["id"].as_str().unwrap())).await.ok();
    assert_eq!((&other["status"], &other["first_name"]), (&json!("merged"), &json!("Kari")));
}

async fn somebody_who_is_being_served_is_not_erased(database: Database) {
    let (app, ola, _) = ola(database).await;
    let sale = app.sale("3", &[OLA_NUMBER]).await;
    erase(&app, &ola).await.refused(409, "member_busy");
    app.api(Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    erase(&app, &ola).await.ok();
}

/// Erasing looks for them at the tills first; whoever is put on a sale just then is not found there.
async fn who_is_erased_in_that_very_moment_is_asked_for_nothing(database: Database) {
    let app = TestApp::on(database).await;
    let merchant = testkit::merchant();
    let erase = async |sale: &str| {
        let erased = vec![contact(&app, sale).await.0];
        let commit = store::Commit { erased, ..store::Commit::new(merchant.clone(), 0) };
        app.engine.store().commit(commit).await.unwrap();
    };
    let sale = app.sale("1", &[KARI_NUMBER, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    erase(&sale).await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["membership_request"]["state"], "lost");
    let pay = format!("{sale}/payment-request");
    app.post(&pay, json!({})).await.refused(409, "no_customer");

    app.scan(&sale, KARI_NUMBER).await.ok();
    app.post(&pay, json!({})).await.ok();
    erase(&sale).await;
    app.settle().await;
    let told = app.get(&sale).await.ok();
    assert_eq!((&told["state"], &told["payment"]["state"]), (&json!("open"), &json!("dropped")));
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(app.get(&sale).await.ok()["state"], "completed", "the till goes on");
}

async fn the_same_person_under_two_memberships_is_erased_with_both(database: Database) {
    let (app, ola, _) = ola(database).await;
    let kari = json!({
        "store": "oslo", "phone_number": "4798765432", "first_name": "Kari",
        "joined_at_unix_ms": 1_700_000_000_000_i64,
        "consents": [{ "purpose": "terms", "accepted": true, "text": "Terms", "language": "EN",
            "at_unix_ms": 1_700_000_000_000_i64 }],
    });
    let kari = app.post("/v1/members", kari).await.ok();
    let other = kari["id"].as_str().unwrap();
    let merge = json!({ "other": other, "reason": "duplicate" });
    app.post(&format!("{ola}/merge"), merge).await.ok();
    erase(&app, &ola).await.ok();
    let other = app.get(&format!("/v1/members/{other}")).await.ok();
    assert_eq!((&other["status"], &other["first_name"]), (&json!("erased"), &Value::Null));
}

async fn whoever_is_silent_for_long_is_erased(database: Database) {
    let (app, ola, _) = ola(database).await;
    let app = app
        .restart_with(|shop| {
            let club =
                ClubSettings { erase_dormant_after_days: Some(1_000), ..ClubSettings::default() };
            shop.clubs.insert(ClubId::new("club-oslo"), club);
        })
        .await;
    app.clock.advance_ms(999 * DAY_MS);
    assert_eq!(app.engine.erase_dormant().await.unwrap(), 0);
    let sale = app.sale("1", &[OLA_NUMBER, JACKET]).await;
    app.clock.advance_ms(2 * DAY_MS);
    assert_eq!(app.engine.erase_dormant().await.unwrap(), 0, "somebody is served: the next time");
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.clock.advance_ms(999 * DAY_MS);
    assert_eq!(app.engine.erase_dormant().await.unwrap(), 0, "they have bought something");
    app.clock.advance_ms(DAY_MS);
    assert_eq!(app.engine.erase_dormant().await.unwrap(), 1);
    assert_eq!(app.get(&ola).await.ok()["status"], "erased");
    assert_eq!(app.engine.erase_dormant().await.unwrap(), 0);
}

/// What is sealed of a sale's customer, and the name of the subject.
async fn contact(app: &TestApp, sale: &str) -> (String, Option<store::Subject>) {
    let id: checkout::SaleId = sale.rsplit('/').next().unwrap().parse().unwrap();
    let (store, merchant) = (app.engine.store(), testkit::merchant());
    let stored = store.load(&merchant, &(&id).into()).await.unwrap().unwrap();
    let state: Value = serde_json::from_str(&stored.snapshot.json).unwrap();
    let contact = state["customer"]["contact"].as_str().unwrap().to_owned();
    let subject = store.subject(&merchant, &contact).await.unwrap();
    (contact, subject)
}

async fn who_is_no_member_is_known_for_a_while(database: Database) {
    let app = TestApp::on(database).await;
    let pay = async |sale: &str| {
        app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    };
    let first = app.sale("1", &[KARI_NUMBER, JACKET]).await;
    pay(&first).await;
    app.clock.advance_ms(60 * DAY_MS);
    let second = app.sale("1", &[KARI_NUMBER, JACKET]).await;
    pay(&second).await;
    let (known, sealed) = contact(&app, &second).await;
    assert_eq!(contact(&app, &first).await.0, known, "the same customer");
    let sealed = sealed.unwrap();
    app.clock.advance_ms(90 * DAY_MS - 1);
    assert_eq!(app.engine.erase_contacts().await.unwrap(), 0, "it counts from the last visit");

    app.clock.advance_ms(1);
    let open = app.sale("2", &[KARI_NUMBER, JACKET]).await;
    assert_eq!(contact(&app, &open).await.0, known, "its time has begun anew");
    app.clock.advance_ms(90 * DAY_MS);
    assert_eq!(app.engine.erase_contacts().await.unwrap(), 0, "they are at a till");
    app.post(&format!("{open}/cancel"), json!({})).await.ok();
    assert_eq!(app.engine.erase_contacts().await.unwrap(), 1);
    assert_eq!(contact(&app, &second).await, (known.clone(), None));
    if matches!(database, Database::Sqlite) {
        let bytes = app.database();
        let found = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(!found(&sealed.wrapped_key), "the key is destroyed");
    }
    assert_eq!(app.get(&second).await.ok()["state"], "completed", "the books stay");
    let next = app.sale("1", &[KARI_NUMBER]).await;
    let (new, subject) = contact(&app, &next).await;
    assert!(new != known && subject.is_some(), "nobody was found, so it is somebody new");
}

async fn a_member_is_known_without_a_contact(database: Database) {
    let (app, ola, sale) = ola(database).await;
    let (_, sealed) = contact(&app, &sale).await;
    assert!(sealed.is_some());
    app.clock.advance_ms(90 * DAY_MS);
    assert_eq!(app.engine.erase_contacts().await.unwrap(), 1);
    assert_eq!(contact(&app, &sale).await.1, None);
    let known = app.sale("1", &[OLA_NUMBER]).await;
    let member = &app.get(&known).await.ok()["customer"]["member_id"];
    assert!(ola.ends_with(member.as_str().unwrap()), "a member is known by the number still");
}

async fn points_are_given_and_taken_by_hand(database: Database) {
    let (app, ola, _) = ola(database).await;
    assert_eq!(adjust(&app, &ola, 100).await.ok()["points"]["available"], 339);
    assert_eq!(adjust(&app, &ola, -39).await.ok()["points"]["available"], 300);
    adjust(&app, &ola, -301).await.refused(409, "too_few_points");
    for impossible in [0, 1_000_001, -1_000_001] {
        adjust(&app, &ola, impossible).await.refused(422, "points_impossible");
    }
    let erased = json!({ "points": 1, "reason": "erased" });
    app.post(&format!("{ola}/points"), erased).await.refused(422, "points_impossible");
    assert_eq!(app.get(&ola).await.ok()["points"]["available"], 300);
}

/// Bound: points of a member that wait for a second person
async fn many_points_in_parts_want_a_second_person_too(database: Database) {
    let (app, ola, _) = ola(database).await;
    let available = async |points: i64| {
        adjust(&app, &ola, points).await.ok()["points"]["available"].as_i64().unwrap()
    };
    assert_eq!(available(15_000).await, 15_239);
    assert_eq!(available(-5_001).await, 15_239, "that waits");
    assert_eq!(available(-5_000).await, 10_239);
    assert_eq!(available(1).await, 10_239);
    let elsewhere = json!({ "points": 1, "reason": "elsewhere" });
    let told = app.post(&format!("{ola}/points"), elsewhere).await.ok();
    assert_eq!(told["points"]["available"], 10_239, "for whatever reason");
    app.clock.advance_ms(DAY_MS - 1);
    assert_eq!(available(1).await, 10_239);
    app.clock.advance_ms(DAY_MS / 24 + 1);
    assert_eq!(available(1).await, 10_240, "a day has gone by");
    app.clock.advance_ms(DAY_MS - 1);
    assert_eq!(available(20_000).await, 10_240, "and it counts from each, not from the first");
}

async fn many_points_want_a_second_person(database: Database) {
    let (app, ola, _) = ola(database).await;
    let points = async || app.get(&ola).await.ok()["points"].clone();
    let answer = async |key: &str, number: u32, accepted: bool| {
        let request = axum::http::Request::post(format!("{ola}/points/answer"))
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", "application/json");
        let body = json!({ "number": number, "accepted": accepted }).to_string();
        app.raw(request.body(axum::body::Body::from(body)).unwrap()).await
    };
    assert_eq!(adjust(&app, &ola, 20_000).await.ok()["points"]["available"], 20_239);
    let waits = adjust(&app, &ola, 20_001).await.ok();
    assert_eq!(waits["points"]["available"], 20_239);
    let proposal = &waits["points"]["proposals"][0];
    assert_eq!((&proposal["number"], &proposal["points"]), (&json!(1), &json!(20_001)));
    assert_eq!((&proposal["operator"], &proposal["reason"]), (&json!("test"), &json!("goodwill")));

    answer("demo-key", 1, true).await.refused(409, "second_person_needed");
    answer("cashier-key", 1, true).await.refused(403, "role_lacks");
    let given = answer("manager-key", 1, true).await.ok();
    assert_eq!(
        (&given["points"]["available"], &given["points"]["proposals"]),
        (&json!(40_240), &json!([]))
    );
    answer("manager-key", 1, true).await.refused(404, "proposal_unknown");
    let ledger = app.get(&format!("{ola}/export")).await.ok()["points"].clone();
    let last = ledger.as_array().unwrap().iter().rev().take(3).collect::<Vec<_>>();
    let words = last.iter().map(|entry| (entry["kind"].clone(), entry["points"].clone()));
    let expected =
        [("granted", 20_001), ("answered", 0), ("proposed", 0)].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(words.collect::<Vec<_>>(), expected);

    // Taking points is the same; whoever proposed them may take that back.
    adjust(&app, &ola, -30_000).await.ok();
    assert_eq!(answer("demo-key", 2, false).await.ok()["points"]["available"], 40_240);
    adjust(&app, &ola, -30_000).await.ok();
    assert_eq!(answer("manager-key", 3, true).await.ok()["points"]["available"], 10_240);
    // There may be too few by then: they wait on.
    adjust(&app, &ola, -30_000).await.ok();
    answer("manager-key", 4, true).await.refused(409, "too_few_points");
    for _ in 0..9 {
        adjust(&app, &ola, 30_000).await.ok();
    }
    adjust(&app, &ola, 30_000).await.refused(409, "too_many_proposals");
    assert_eq!(points().await["available"], 10_240);
}
