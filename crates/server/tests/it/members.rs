//! Members as people of the club look after them: consents as records, a notice that sharing was taken
//! back, members from elsewhere, blocked ones, and two who are one person.

use axum::http::Method;
use engine::{ClubSettings, ConsentFlow, Share};
use serde_json::{Value, json};
use testkit::{Database, Reply, TestApp};
use vipps_simulator::{CustomFlow, RevocationNotice, Settings};

const OLA: &str = "12345678";
const KARI: &str = "98765432";
const JACKET: &str = "9521234500018";
const UNKNOWN: &str = "/v1/members/018f0000-0000-7000-8000-000000000000";

/// Whoever has that number joins, and agrees to these; the member's path.
async fn joined(app: &TestApp, number: &str, agrees_to: &[&str]) -> String {
    let sale = app.sale("1", &[number]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    let logins = app.control(Method::GET, "logins", Value::Null).await;
    let login = logins["logins"][0]["auth_req_id"].as_str().unwrap();
    let approve = format!("logins/{login}/approve");
    app.control(Method::POST, &approve, json!({ "consents": agrees_to })).await;
    app.advance_s(6).await;
    let member = app.get(&sale).await.ok()["customer"]["member_id"].clone();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    format!("/v1/members/{}", member.as_str().expect("they have joined"))
}

/// Buys a jacket at the counter; the sale as it is then.
async fn buys(app: &TestApp, number: &str) -> Value {
    let sale = app.sale("1", &[number, JACKET]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok()
}

/// Purpose, answer, version and channel of each record, in order.
fn records(member: &Value) -> Vec<(String, bool, Value, String)> {
    let records = member["consents"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    records
        .map(|one| {
            let accepted = one["accepted"].as_bool().unwrap();
            (text(&one["purpose"]), accepted, one["version"].clone(), text(&one["channel"]))
        })
        .collect()
}

fn record(
    purpose: &str,
    accepted: bool,
    version: Value,
    channel: &str,
) -> (String, bool, Value, String) {
    (purpose.to_owned(), accepted, version, channel.to_owned())
}

async fn by_flow(app: TestApp) -> TestApp {
    let change = |shop: &mut engine::Shop| {
        let club = ClubSettings { flow: ConsentFlow::Custom, ..ClubSettings::default() };
        shop.clubs.insert(checkout::ClubId::new("club-oslo"), club);
    };
    app.restart_with(change).await
}

/// What a customer ticks is the same records, in whichever shape the app tells of it.
#[tokio::test]
async fn both_shapes_of_consents_make_the_same_records() {
    let mut told = Vec::new();
    for (asks_by_flow, custom_flow) in [
        (false, CustomFlow::FlowResult),
        (true, CustomFlow::FlowResult),
        (true, CustomFlow::DelegatedConsents),
    ] {
        let mut world = Settings::default();
        world.readings.custom_flow = custom_flow;
        let mut app = TestApp::with(world).await;
        if asks_by_flow {
            app = by_flow(app).await;
        }
        let member = joined(&app, KARI, &["email", "personal"]).await;
        let member = app.get(&member).await.ok();
        let mut records = records(&member);
        records.sort_by(|one, other| one.0.cmp(&other.0));
        told.push(records);
        for consent in member["consents"].as_array().unwrap() {
            assert_eq!(consent["till"], "1");
            assert_eq!((&consent["store"], &consent["operator"]), (&json!("oslo"), &json!("test")));
            assert!(consent["login"].is_string(), "the login proves it: {consent}");
            assert_eq!(consent["text_sha256"].as_str().unwrap().len(), 64);
        }
    }
    let known = json!("vipps-1");
    let expected = [
        record("digital", false, known.clone(), "app"),
        record("email", true, known.clone(), "app"),
        record("personal_offers", true, known.clone(), "app"),
        record("sharing", true, Value::Null, "app"),
        record("sms", false, known, "app"),
        record("terms", true, Value::Null, "app"),
    ];
    for records in told {
        assert_eq!(records, expected);
    }
}

#[tokio::test]
async fn another_answer_is_another_record() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &["email"]).await;
    let say = async |purpose: &str, accepted: bool| {
        let body = json!({ "purpose": purpose, "accepted": accepted });
        app.post(&format!("{member}/consents"), body).await
    };
    let before = app.get(&member).await.ok()["consents"].as_array().unwrap().len();
    let after = say("email", false).await.ok();
    let newest = after["consents"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(newest["text"], "Email", "what is taken back is what was agreed to");
    assert_eq!((&newest["channel"], &newest["login"]), (&json!("staff"), &Value::Null));
    say("email", false).await.ok();
    let norwegian = json!({ "purpose": "profiling", "accepted": true, "language": "NO" });
    app.post(&format!("{member}/consents"), norwegian).await.ok();
    let after = say("profiling", false).await.ok();
    let told = records(&after);
    assert_eq!(told.len(), before + 3, "the old ones stand, and the same again is none");
    assert_eq!(told[before], record("email", false, json!("vipps-1"), "staff"));
    assert_eq!(told[before + 1], record("profiling", true, json!("1"), "staff"));
    assert_eq!(told[before + 2], record("profiling", false, json!("1"), "staff"));
    let texts = &after["consents"].as_array().unwrap()[before + 1..];
    assert_eq!(texts[0]["language"], "NO");
    assert_eq!(texts[0]["text"], texts[1]["text"], "taken back in the words of what was given");

    say("terms", false).await.refused(409, "membership_itself");
    say("sharing", true).await.refused(409, "membership_itself");
    say("pigeon_post", true).await.refused(422, "consent_text_unknown");
    for odd in ["", "E-mail", "e mail", &"x".repeat(101)] {
        say(odd, true).await.refused(422, "purpose_impossible");
    }
    app.post(&format!("{member}/consents"), json!({})).await.refused(400, "body_invalid");
}

#[tokio::test]
async fn a_receipt_of_consents_for_the_member() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &["email"]).await;
    let take_back = json!({ "purpose": "email", "accepted": false });
    app.post(&format!("{member}/consents"), take_back).await.ok();
    let receipt = app.get(&format!("{member}/consent-receipt")).await.ok();
    let of = |list: &str| -> Vec<(String, bool)> {
        let told = receipt[list].as_array().unwrap().iter();
        told.map(|one| {
            (one["purpose"].as_str().unwrap().to_owned(), one["accepted"].as_bool().unwrap())
        })
        .collect()
    };
    assert!(of("holds").contains(&("email".to_owned(), false)));
    assert_eq!(of("earlier"), [("email".to_owned(), true)]);
    assert_eq!(receipt["name"], "Kari Solberg Haugen");

    let page = app.page(&format!("{member}/consent-receipt")).await;
    for words in ["Advertising by e-mail: no", "Before that", "Advertising by e-mail: yes", "Email"]
    {
        assert!(page.contains(words), "no {words:?} in {page}");
    }
    let page = app.page_in(&format!("{member}/consent-receipt"), "fi, en;q=0.5").await;
    assert!(page.contains("Mainonta sähköpostitse: ei"), "{page}");
    app.get(&format!("{UNKNOWN}/consent-receipt")).await.refused(404, "member_unknown");
}

/// The notice's address, as it is told to Vipps MobilePay.
async fn revocation_address() -> String {
    let app = TestApp::new().await;
    let unit = &app.engine.shops().next().unwrap().units[0].unit;
    format!("/{}", app.engine.revocation_path(unit))
}

#[tokio::test]
async fn who_stops_sharing_is_marked_and_stays_a_member() {
    let path = revocation_address().await;
    for revocation_notice in [RevocationNotice::TwoParts, RevocationNotice::EmptySignature] {
        let mut world = Settings::default();
        world.readings.revocation_notice = revocation_notice;
        let unit = &mut world.merchants[0].sales_units[0];
        unit.consent_revoked_url = Some(format!("http://127.0.0.1:8080{path}"));
        let app = TestApp::with(world).await;
        let member = joined(&app, KARI, &["email"]).await;
        let before = app.get(&member).await.ok();
        assert_eq!(before["sharing_revoked_at_unix_ms"], Value::Null);
        let revoke = json!({ "msisdn": "4798765432", "msn": "123456" });
        app.control(Method::POST, "consents/revoke", revoke).await;
        app.settle().await;
        let after = app.get(&member).await.ok();
        assert!(after["sharing_revoked_at_unix_ms"].is_number(), "{after:#}");
        assert_eq!(
            records(&after).last().unwrap(),
            &record("sharing", false, Value::Null, "notice")
        );
        for stays in ["status", "first_name", "phone_number", "email", "is_proved"] {
            assert_eq!(after[stays], before[stays], "nothing is deleted: {stays}");
        }
        assert_eq!(buys(&app, KARI).await["total"]["value"], 239_900);

        // Who approves again shares again.
        let sale = app.sale("1", &[KARI]).await;
        let anew = json!({ "anew": true });
        app.post(&format!("{sale}/membership-request"), anew).await.ok();
        app.settle().await;
        app.join("approve").await;
        app.advance_s(6).await;
        let again = app.get(&member).await.ok();
        assert_eq!(again["sharing_revoked_at_unix_ms"], Value::Null);
        assert_eq!(app.get(&sale).await.ok()["customer"]["member_id"], again["id"]);
    }
}

#[tokio::test]
async fn a_notice_that_is_none_changes_nothing_and_tells_nothing() {
    let path = revocation_address().await;
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &[]).await;
    let before = app.get(&member).await.ok();
    let notice = |sub: &str, exp: i64, event: &str| {
        let header = r#"{"alg":"none","typ":"JWT"}"#;
        let claims = json!({ "sub": sub, "exp": exp, "event": event }).to_string();
        [header, &claims].map(|part| base64url(part.as_bytes())).join(".")
    };
    let now = app.clock.now_unix_ms() / 1000;
    for (address, body, status) in [
        (path.as_str(), notice("somebody", now + 300, "CONSENT_REVOKED"), 200),
        (path.as_str(), notice("somebody", now - 300, "CONSENT_REVOKED"), 400),
        (path.as_str(), notice("somebody", now + 300, "CONSENT_GIVEN"), 400),
        (path.as_str(), "nonsense".to_owned(), 400),
        (path.as_str(), String::new(), 400),
        ("/webhooks/vipps-consent/0123", notice("somebody", now + 300, "CONSENT_REVOKED"), 404),
    ] {
        let request = axum::http::Request::post(address).header("content-type", "text/plain");
        let reply: Reply = app.raw(request.body(body.clone().into()).unwrap()).await;
        assert_eq!(reply.status, status, "{body}");
    }
    assert_eq!(app.get(&member).await.ok(), before);
    for _ in 0..60 {
        let request = axum::http::Request::post(&path).body("x".into()).unwrap();
        app.raw(request).await;
    }
    let request = axum::http::Request::post(&path).body("x".into()).unwrap();
    assert_eq!(app.raw(request).await.status, 429);
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn import(number: &str) -> Value {
    json!({
        "store": "oslo", "phone_number": number, "first_name": "Kari", "joined_at_unix_ms": 1_000,
        "consents": [
            { "purpose": "terms", "accepted": true, "text": "Vilkår 2019", "version": "2019",
              "language": "NO", "at_unix_ms": 1_000 },
            { "purpose": "sms", "accepted": true, "text": "SMS?", "language": "NO",
              "at_unix_ms": 1_000 },
        ],
    })
}

#[tokio::test]
async fn a_member_from_elsewhere_is_proved_by_the_first_approval() {
    let app = TestApp::new().await;
    let imported = app.post("/v1/members", import(KARI)).await.ok();
    let id = imported["id"].as_str().unwrap();
    let member = format!("/v1/members/{id}");
    assert_eq!(
        (&imported["is_proved"], &imported["joined_at_till"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(records(&imported)[0], record("terms", true, json!("2019"), "import"));

    let sale = app.sale("1", &["+47 987 65 432", JACKET]).await;
    let known = app.get(&sale).await.ok();
    assert_eq!(known["customer"]["member_id"], id);
    assert_eq!(known["customer"]["is_proved"], false);
    assert_eq!(known["total"]["value"], 239_900);
    assert!(app.text("/till/1").await.contains("Confirm in the app"));
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let sale = app.get(&sale).await.ok();
    assert_eq!(
        (&sale["customer"]["member_id"], &sale["customer"]["is_proved"]),
        (&json!(id), &json!(true))
    );
    let proved = app.get(&member).await.ok();
    assert_eq!(
        (&proved["is_proved"], &proved["name"]),
        (&json!(true), &json!("Kari Solberg Haugen"))
    );
    assert_eq!(proved["joined_at_unix_ms"], 1_000);
    assert_eq!(records(&proved)[..2], records(&imported)[..], "what came along stands");
    let again = format!("/v1/sales/{}/membership-request", sale["id"].as_str().unwrap());
    app.post(&again, json!({})).await.refused(409, "already_member");
}

/// Bound: a member from elsewhere: a name; a text; consents; lots of points
#[tokio::test]
async fn a_member_who_can_not_be_taken_in_leaves_nothing_behind() {
    let app = TestApp::new().await;
    app.post("/v1/members", import(KARI)).await.ok();
    let with = |name: &str, value: Value| {
        let mut body = import(OLA);
        body[name] = value;
        body
    };
    let consent = |name: &str, value: Value| {
        let mut body = import(OLA);
        body["consents"][0][name] = value;
        body
    };
    for (body, status, code) in [
        (import("+47 987 65 432"), 409, "number_taken"),
        (with("phone_number", json!("123")), 422, "phone_number_impossible"),
        (with("store", json!("bergen")), 422, "store_unknown"),
        (with("consents", json!([])), 422, "terms_missing"),
        (consent("accepted", json!(false)), 422, "terms_missing"),
        (consent("purpose", json!("Terms!")), 422, "purpose_impossible"),
        (consent("text", json!("x".repeat(10_001))), 422, "member_impossible"),
        (
            with("consents", json!(vec![import(OLA)["consents"][0].clone(); 51])),
            422,
            "member_impossible",
        ),
        (with("name", json!("x".repeat(251))), 422, "member_impossible"),
        (with("first_name", json!("")), 422, "member_impossible"),
        (with("shoe_size", json!(44)), 400, "body_invalid"),
        (with("joined_at_unix_ms", json!("yesterday")), 400, "body_invalid"),
    ] {
        app.post("/v1/members", body.clone()).await.refused(status, code);
    }
    let sale = app.sale("1", &[OLA]).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["member_id"], Value::Null);
    app.post("/v1/members", import(OLA)).await.ok();
}

#[tokio::test]
async fn two_who_come_with_one_number_at_once_are_one_member() {
    let app = TestApp::new().await;
    let calls = (0..4).map(|_| ("/v1/members".to_owned(), import(KARI), None)).collect();
    let replies = app.crowd(calls).await;
    let taken_in = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(taken_in, 1);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.refused(409, "number_taken");
    }
}

#[tokio::test]
async fn who_is_blocked_is_a_customer_like_any_other() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &[]).await;
    let call = async |verb: &str, reason: &str| {
        app.post(&format!("{member}/{verb}"), json!({ "reason": reason })).await
    };
    call("unblock", "mistake").await.refused(409, "not_blocked");
    assert_eq!(call("block", "misuse").await.ok()["status"], "blocked");
    call("block", "misuse").await.refused(409, "member_blocked");
    call("block", "she stole a jacket").await.refused(400, "body_invalid");
    let sale = app.sale("1", &[KARI, JACKET]).await;
    let shown = app.get(&sale).await.ok();
    assert_eq!(shown["customer"]["member_id"], Value::Null);
    assert_eq!(shown["total"]["value"], 319_900);
    let join = format!("{sale}/membership-request");
    app.post(&join, json!({})).await.refused(409, "member_blocked");
    // Asked all the same, since it might be somebody else: it is not.
    app.post(&join, json!({ "anew": true })).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let request = app.get(&sale).await.ok()["membership_request"].clone();
    assert_eq!((&request["state"], &request["refusal"]), (&json!("refused"), &json!("blocked")));
    assert_eq!(call("unblock", "mistake").await.ok()["status"], "active");
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    assert_eq!(buys(&app, KARI).await["total"]["value"], 239_900);
}

#[tokio::test]
async fn who_leaves_may_join_again_and_finds_the_points() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &["email", "sms"]).await;
    buys(&app, KARI).await;
    let leave = json!({ "reason": "members_wish" });
    let left = app.post(&format!("{member}/withdraw"), leave.clone()).await.ok();
    assert_eq!(left["status"], "withdrawn");
    let receipt = app.get(&format!("{member}/consent-receipt")).await.ok();
    let holds = receipt["holds"].as_array().unwrap();
    assert!(holds.iter().all(|one| one["accepted"] == false), "{holds:#?}");
    app.post(&format!("{member}/withdraw"), leave).await.refused(409, "member_withdrawn");
    let give = json!({ "purpose": "email", "accepted": true });
    app.post(&format!("{member}/consents"), give).await.refused(409, "member_withdrawn");
    assert_eq!(buys(&app, KARI).await["total"]["value"], 319_900, "no member's price");

    assert_eq!(joined(&app, KARI, &[]).await, member);
    let again = app.get(&member).await.ok();
    assert_eq!((&again["status"], &again["points"]["available"]), (&json!("active"), &json!(239)));
    assert_eq!(again["purchases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_home_store_is_one_of_the_clubs() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &[]).await;
    assert_eq!(app.get(&member).await.ok()["home_store"], "oslo");
    let patch =
        async |store: &str| app.api(Method::PATCH, &member, json!({ "home_store": store })).await;
    assert_eq!(patch("oslo").await.ok()["home_store"], "oslo");
    patch("aarhus").await.refused(409, "other_club");
    patch("bergen").await.refused(422, "store_unknown");
    app.api(Method::PATCH, UNKNOWN, json!({ "home_store": "oslo" }))
        .await
        .refused(404, "member_unknown");
}

#[tokio::test]
async fn two_members_who_are_one_person() {
    let app = TestApp::new().await;
    let kari = joined(&app, KARI, &["email"]).await;
    let ola = joined(&app, OLA, &[]).await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let of_kari = buys(&app, KARI).await;
    buys(&app, OLA).await;
    let merge = json!({ "other": id(&ola), "reason": "duplicate" });
    let merged = app.post(&format!("{kari}/merge"), merge.clone()).await.ok();
    assert_eq!(merged["stands_for"], json!([id(&ola)]));
    assert_eq!(merged["points"]["available"], 2 * 239);
    assert_eq!(merged["purchases"].as_array().unwrap().len(), 2);
    let other = app.get(&ola).await.ok();
    assert_eq!((&other["status"], &other["merged_into"]), (&json!("merged"), &json!(id(&kari))));
    app.post(&format!("{kari}/merge"), merge.clone()).await.refused(409, "member_merged");
    app.post(&format!("{ola}/block"), json!({ "reason": "misuse" }))
        .await
        .refused(409, "member_merged");

    // Both numbers lead to the one who stands for both, and so do the points of what is bought.
    let bought = buys(&app, OLA).await;
    assert_eq!(bought["customer"]["member_id"], id(&kari));
    assert_eq!(app.get(&kari).await.ok()["points"]["available"], 3 * 239);
    // What the other had bought comes back.
    let theirs = app.get(&ola).await.ok()["purchases"][0]["sale"].clone();
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    app.post(&format!("/v1/sales/{}/returns", theirs.as_str().unwrap()), back).await.ok();
    let after = app.get(&kari).await.ok();
    assert_eq!(after["points"]["available"], 2 * 239);

    let parted = app.post(&format!("{kari}/unmerge"), merge.clone()).await.ok();
    assert_eq!(parted["stands_for"], json!([]));
    assert_eq!(parted["points"]["available"], 2 * 239, "of what was left, none was the other's");
    assert_eq!(app.get(&ola).await.ok()["status"], "active");
    assert_eq!(buys(&app, OLA).await["customer"]["member_id"], id(&ola));
    app.post(&format!("{kari}/unmerge"), merge).await.refused(409, "not_merged");
    let mine = app.get(&kari).await.ok()["purchases"][0]["sale"].clone();
    assert_eq!(mine, of_kari["id"]);
}

/// Points that a sale of either of them is being paid with are in one account: the two stay one until it is
/// over.
#[tokio::test]
async fn two_are_not_told_apart_while_points_are_held() {
    let app = TestApp::new().await;
    let (kari, ola) = (joined(&app, KARI, &[]).await, joined(&app, OLA, &[]).await);
    buys(&app, KARI).await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let merge = json!({ "other": id(&ola), "reason": "duplicate" });
    // Ola is on a sale already when the two turn out to be one person.
    let qr = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
    let sale = app.sale("1", &[qr, JACKET]).await;
    app.post(&format!("{kari}/merge"), merge.clone()).await.ok();
    app.post(&format!("{sale}/tenders"), json!({ "kind": "points" })).await.ok();
    assert_eq!(app.get(&kari).await.ok()["points"]["held"], 239);
    app.post(&format!("{kari}/unmerge"), merge.clone()).await.refused(409, "points_held");
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.post(&format!("{kari}/unmerge"), merge).await.ok();
    let points = app.get(&kari).await.ok()["points"].clone();
    assert_eq!((&points["held"], &points["owed"]), (&json!(0), &json!(0)), "what paid is gone");
}

/// Whoever approves while another member stands for them is asked as who they were: nothing of the other
/// one's goes.
#[tokio::test]
async fn an_approval_under_the_identity_of_whom_another_stands_for_leaves_both_theirs() {
    let app = TestApp::new().await;
    let (kari, ola) = (joined(&app, KARI, &[]).await, joined(&app, OLA, &[]).await);
    let id = |path: &str| json!(path.rsplit('/').next().unwrap());
    let merge = json!({ "other": id(&ola), "reason": "duplicate" });
    let approves = async |number: &str| {
        let sale = app.sale("1", &[number]).await;
        app.post(&format!("{sale}/membership-request"), json!({ "anew": true })).await.ok();
        app.settle().await;
        app.join("approve").await;
        app.advance_s(6).await;
        let customer = app.get(&sale).await.ok()["customer"]["member_id"].clone();
        app.post(&format!("{sale}/cancel"), json!({})).await.ok();
        customer
    };
    let is_known_as = async |member: &str| {
        let told = app.get(member).await.ok();
        (told["phone_number"].clone(), told["first_name"].clone())
    };
    let before = (is_known_as(&kari).await, is_known_as(&ola).await);
    app.post(&format!("{kari}/merge"), merge.clone()).await.ok();
    assert_eq!(approves(OLA).await, id(&kari), "the one who stands for both");
    assert_eq!((is_known_as(&kari).await, is_known_as(&ola).await), before);
    for number in [KARI, OLA] {
        assert_eq!(buys(&app, number).await["customer"]["member_id"], id(&kari), "{number}");
    }
    app.post(&format!("{kari}/unmerge"), merge.clone()).await.ok();
    assert_eq!(buys(&app, KARI).await["customer"]["member_id"], id(&kari));
    assert_eq!(approves(OLA).await, id(&ola));
    assert_eq!(approves(KARI).await, id(&kari));

    // They are erased as one person, and may join anew as another.
    app.post(&format!("{kari}/merge"), merge).await.ok();
    approves(OLA).await;
    let wish = json!({ "reason": "members_wish" });
    app.post(&format!("{ola}/erase"), wish.clone()).await.refused(409, "member_merged");
    app.post(&format!("{kari}/erase"), wish).await.ok();
    assert_eq!(app.get(&ola).await.ok()["status"], "erased");
    for (number, gone) in [(KARI, &kari), (OLA, &ola)] {
        assert_ne!(&joined(&app, number, &[]).await, gone, "{number}");
    }
}

/// The same where nobody has approved yet: each is proved for themselves.
#[tokio::test]
async fn of_two_from_elsewhere_who_are_one_each_is_proved_alone() {
    let app = TestApp::new().await;
    let mut members = Vec::new();
    for number in [KARI, OLA] {
        let member = app.post("/v1/members", import(number)).await.ok();
        members.push(format!("/v1/members/{}", member["id"].as_str().unwrap()));
    }
    let [kari, ola] = &members[..] else { panic!("there are two") };
    let id = |path: &str| json!(path.rsplit('/').next().unwrap());
    let merge = json!({ "other": id(ola), "reason": "duplicate" });
    app.post(&format!("{kari}/merge"), merge.clone()).await.ok();
    assert_eq!(&joined(&app, OLA, &[]).await, kari, "the one who stands for both");
    let is_proved = async |member: &str| {
        let told = app.get(member).await.ok();
        (told["is_proved"].clone(), told["phone_number"].clone())
    };
    assert_eq!(is_proved(kari).await, (json!(false), json!(format!("47{KARI}"))));
    assert_eq!(is_proved(ola).await, (json!(true), json!(format!("47{OLA}"))));
    for number in [KARI, OLA] {
        assert_eq!(buys(&app, number).await["customer"]["member_id"], id(kari), "{number}");
    }
    assert_eq!(&joined(&app, KARI, &[]).await, kari);
    assert_eq!(is_proved(kari).await.0, true);
    app.post(&format!("{kari}/unmerge"), merge).await.ok();
    for (number, member) in [(KARI, kari), (OLA, ola)] {
        assert_eq!(buys(&app, number).await["customer"]["member_id"], id(member), "{number}");
    }
}

#[tokio::test]
async fn who_can_not_be_merged() {
    let app = TestApp::new().await;
    let kari = joined(&app, KARI, &[]).await;
    let ola = joined(&app, OLA, &[]).await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let merge = async |path: &str, other: String| {
        app.post(&format!("{path}/merge"), json!({ "other": other, "reason": "duplicate" })).await
    };
    merge(&kari, id(&kari)).await.refused(409, "member_merged");
    merge(&kari, id(UNKNOWN)).await.refused(404, "member_unknown");
    merge(UNKNOWN, id(&kari)).await.refused(404, "member_unknown");
    merge(&kari, "nobody".to_owned()).await.refused(400, "body_invalid");
    app.post(&format!("{ola}/block"), json!({ "reason": "misuse" })).await.ok();
    merge(&kari, id(&ola)).await.refused(409, "member_blocked");
    // A sale that is being paid with the other's points.
    app.post(&format!("{ola}/unblock"), json!({ "reason": "mistake" })).await.ok();
    buys(&app, OLA).await;
    let sale = app.sale("1", &["https://qr.vipps.no/28/2/01/031/4712345678?v=1", JACKET]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "points" })).await.ok();
    merge(&kari, id(&ola)).await.refused(409, "points_held");
}

#[tokio::test]
async fn what_is_shared_is_what_the_club_asks_for_and_is_sealed() {
    let app = TestApp::new().await;
    let shares = |shares: Vec<Share>| {
        move |shop: &mut engine::Shop| {
            let club = ClubSettings { shares, ..ClubSettings::default() };
            shop.clubs.insert(checkout::ClubId::new("club-oslo"), club);
        }
    };
    let app = app.restart_with(shares(vec![Share::Name, Share::Address, Share::BirthDate])).await;
    let member = joined(&app, KARI, &[]).await;
    let told = app.get(&member).await.ok();
    assert_eq!(told["address"]["street"], "Bryggen 7");
    assert_eq!((&told["birth_date"], &told["email"]), (&json!("1991-11-02"), &Value::Null));
    let shared =
        &told["consents"].as_array().unwrap().iter().find(|one| one["purpose"] == "sharing");
    assert_eq!(shared.unwrap()["text"], "Shared: phone number, name, address, date of birth");
    let database = app.database();
    for secret in ["Bryggen 7", "1991-11-02", "Solberg"] {
        let is_there = database.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_there, "{secret} stands in the database");
    }
}

/// The same request twice is one thing done, and has one answer.
#[tokio::test]
async fn what_is_done_about_a_member_is_done_once() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI, &[]).await;
    let path = format!("{member}/block");
    let key = [("idempotency-key", "k1")];
    let body = json!({ "reason": "misuse" }).to_string();
    let first = app.api_with(Method::POST, &path, &body, &key).await.ok();
    let again = app.api_with(Method::POST, &path, &body, &key).await.ok();
    assert_eq!((first["status"].clone(), first), (json!("blocked"), again));
}

#[tokio::test]
async fn points_come_along_with_a_member_from_elsewhere() {
    let app = TestApp::new().await;
    let year_ms = 365 * 24 * 60 * 60 * 1_000;
    let until = app.clock.now_unix_ms() + year_ms;
    let with = |points: Value| {
        let mut body = import(KARI);
        body["points"] = points;
        body
    };
    for wrong in [
        json!([{ "points": 0 }]),
        json!([{ "points": -5 }]),
        json!([{ "points": 1_000_001 }]),
        json!([{ "points": 5, "until_unix_ms": app.clock.now_unix_ms() }]),
    ] {
        app.post("/v1/members", with(wrong)).await.refused(422, "points_impossible");
    }
    let many = json!(vec![json!({ "points": 1 }); 51]);
    app.post("/v1/members", with(many)).await.refused(422, "member_impossible");
    let brought = json!([{ "points": 250, "until_unix_ms": until }, { "points": 40 }]);
    let member = app.post("/v1/members", with(brought)).await.ok();
    assert_eq!(member["points"]["available"], 290, "{member:#}");
    let member = format!("/v1/members/{}", member["id"].as_str().unwrap());
    let ledger = app.get(&format!("{member}/export")).await.ok()["points"].clone();
    let kinds: Vec<_> = ledger.as_array().unwrap().iter().map(|one| &one["points"]).collect();
    assert_eq!(kinds, [&json!(0), &json!(250), &json!(40)], "{ledger:#}");
    app.clock.advance_ms(year_ms);
    assert_eq!(app.get(&member).await.ok()["points"]["available"], 40, "the others are gone");
}

#[tokio::test]
async fn a_club_that_is_kept_elsewhere_takes_its_members_in_itself() {
    let app = TestApp::with_own_directory(Database::Sqlite).await;
    app.post("/v1/members", import(KARI)).await.refused(409, "club_elsewhere");
}
