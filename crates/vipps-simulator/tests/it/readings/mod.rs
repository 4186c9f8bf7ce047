//! Where the sources contradict each other: each switch changes what it says. A switch that stands
//! with a larger subject is tested there; that none is forgotten is tested here.

mod codes;
mod identity;
mod login;
mod payments;
mod requests;
mod webhooks;

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{
    Discovery, FastPoll, LinkLifetime, LoginErrors, PersonalQr, Readings, SalesUnit, Settings,
    UnknownLogin, UnknownPersonalQr, UserinfoError, WebhookSecret, WebhookSub,
};

use crate::create::patched;
use crate::world::World;

/// Ola had another number; and whatever `switch` needs.
fn peopled(settings: &mut Settings, switch: &str) {
    settings.customers[0].former_msisdn = Some("4723456789".into());
    settings.merchants[0].sales_units[1].long_living_payment_allowed = true;
    if switch == "ledgers_are_shared" {
        let units = &mut settings.merchants[0].sales_units;
        units.push(SalesUnit { msn: "456789".into(), ..units[0].clone() });
    }
    settings.customers[0].has_old_app = switch == "old_app_at_token";
    if switch == "user_exists_when_too_young" {
        settings.customers[2].birth_date = "2014-02-24".into();
    }
}

async fn observe(switch: &str, mut world: World) -> String {
    let world = &mut world;
    let seen = [
        requests::observe(switch, world).await,
        payments::observe(switch, world).await,
        codes::observe(switch, world).await,
        webhooks::observe(switch, world).await,
        login::observe(switch, world).await,
        identity::observe(switch, world).await,
    ];
    seen.into_iter().flatten().next().unwrap_or_else(|| panic!("{switch} is tested nowhere"))
}

/// Name, the other reading, and what is seen by default and by the other.
type Case = (&'static str, fn(&mut Readings), &'static str, &'static str);

const CASES: &[Case] = &[
    ("webhook_sub", |it| it.webhook_sub = WebhookSub::Profile, "true false", "false true"),
    ("profile_sub_late", |it| it.profile_sub_late = true, "true true true", "false false true"),
    ("camel_case_parameters", |it| it.camel_case_parameters = true, "400", "200"),
    ("user_exists", |it| it.user_exists = false, "200", "404"),
    ("same_sub_after_number_change", |it| it.same_sub_after_number_change = false, "true", "false"),
    ("order_management", |it| it.order_management = false, "200", "404"),
    (
        "exchange_needs_requested_data",
        |it| it.exchange_needs_requested_data = true,
        "customer",
        "requestedData",
    ),
    (
        "cancel_needs_key",
        |it| it.cancel_needs_key = true,
        r#"(200, "")"#,
        r#"(400, "Idempotency-Key")"#,
    ),
    (
        "cancel_meets_lock",
        |it| it.cancel_meets_lock = false,
        r#"(423, "6250")"#,
        r#"(400, "6250")"#,
    ),
    (
        "ended_counts_as_cancelled",
        |it| it.ended_counts_as_cancelled = true,
        r#""ABORTED" 0 "EXPIRED" 0"#,
        r#""ABORTED" 10000 "EXPIRED" 10000"#,
    ),
    ("minimum_in_norway", |it| it.minimum_in_norway = 400, "201", "400"),
    (
        "changes_are_problem_json",
        |it| it.changes_are_problem_json = true,
        "application/json",
        "application/problem+json",
    ),
    ("token_numbers_are_strings", |it| it.token_numbers_are_strings = false, "\"3600\"", "3600"),
    ("webhook_needs_200", |it| it.webhook_needs_200 = true, "1", "2"),
    ("webhook_query", |it| it.webhook_query = false, "store=7", "none"),
    (
        "fast_poll",
        |it| it.fast_poll = FastPoll::Pending,
        "slow_down slow_down",
        "authorization_pending authorization_pending",
    ),
    (
        "fast_poll",
        |it| it.fast_poll = FastPoll::InvalidRequest,
        "slow_down slow_down",
        "invalid_request authorization_pending",
    ),
    (
        "unknown_login",
        |it| it.unknown_login = UnknownLogin::AccessDenied,
        "invalid_grant",
        "access_denied",
    ),
    ("ping_at_decline", |it| it.ping_at_decline = true, "none", "its own"),
    ("ping_at_expiry", |it| it.ping_at_expiry = true, "none", "its own"),
    // The time is that of the exchange, or that at which the phone made the code.
    (
        "personal_qr",
        |it| it.personal_qr = PersonalQr::FiveMinutes,
        "shown 59 shown 59 201 shown 299 shown 300",
        "shown 0 shown 0 201 gone 0 gone 400",
    ),
    (
        "personal_qr",
        |it| it.personal_qr = PersonalQr::Once,
        "shown 59 shown 59 201 shown 299 shown 300",
        "shown 59 gone 400 4060 gone 400 gone 400",
    ),
    (
        "unknown_personal_qr",
        |it| it.unknown_personal_qr = UnknownPersonalQr::NotFound,
        r#"400 400 "qrCode""#,
        r#"404 404 "qrCode""#,
    ),
    (
        "unknown_personal_qr",
        |it| it.unknown_personal_qr = UnknownPersonalQr::Gone,
        r#"400 400 "qrCode""#,
        r#"410 410 "qrCode""#,
    ),
    ("scope_optional", |it| it.scope_optional = true, "400 invalid_request", "200 none"),
    (
        "login_errors",
        |it| it.login_errors = LoginErrors::Schema,
        "error,error_description",
        "error,error_code#,error_debug",
    ),
    (
        "userinfo_error",
        |it| it.userinfo_error = UserinfoError::Oauth,
        "401 detail,instance,status,title,type",
        "401 error,error_description",
    ),
    (
        "old_app_at_token",
        |it| it.old_app_at_token = true,
        r#"start "old_app""#,
        r#"token "old_app""#,
    ),
    ("legacy_login_hint", |it| it.legacy_login_hint = true, "400 invalid_request", "200 none"),
    ("nonce_in_id_token", |it| it.nonce_in_id_token = true, "null", r#""n-1""#),
    (
        "email_in_id_token",
        |it| it.email_in_id_token = false,
        r#""kari.haugen@example.com" true"#,
        "null null",
    ),
    (
        "user_data_in_id_token",
        |it| it.user_data_in_id_token = true,
        r#"null null "kari.haugen@example.com""#,
        r#""Kari Solberg Haugen" null "kari.haugen@example.com""#,
    ),
    (
        "discovery",
        |it| it.discovery = Discovery::Older,
        r#"["S256"] ["pairwise"] 9"#,
        r#"["plain","S256"] ["public","pairwise"] 15"#,
    ),
    (
        "user_exists_when_too_young",
        |it| it.user_exists_when_too_young = true,
        r#"{"exists":false}"#,
        r#"{"exists":true}"#,
    ),
    (
        "payout_reference_in_norway",
        |it| it.payout_reference_in_norway = true,
        "none",
        "302321-2000001",
    ),
    (
        "ledgers_are_shared",
        |it| it.ledgers_are_shared = true,
        "302321: 123456, 302322: 234567, 302323: 345678, 302324: 456789 \
         302321: capture 123456, fees-retained 123456, payout-scheduled none \
         302324: capture 456789, fees-retained 456789, payout-scheduled none",
        "302321: 123456 456789, 302322: 234567, 302323: 345678 \
         302321: capture 123456, capture 456789, fees-retained none, payout-scheduled none \
         302324: 404",
    ),
    // One payment that is opened after 4 min 59 s, and one that never is: at 5:00, 9:58, 9:59, 10:00.
    ("link_lifetime", |it| it.link_lifetime = LinkLifetime::FiveAndFive, "++++++--", "+-+-----"),
    ("older_long_life", |it| it.older_long_life = true, "201 201 201", "201 6110 6110"),
    (
        "consent_per_merchant",
        |it| it.consent_per_merchant = true,
        "asked known asked",
        "asked known known",
    ),
    ("keys_end_after_a_day", |it| it.keys_end_after_a_day = true, "100 100 100", "100 100 200"),
    (
        "receipt_sums_checked",
        |it| it.receipt_sums_checked = true,
        "201 201 201",
        "201 receipt.orderLines[0].totalAmount receipt.orderLines",
    ),
    ("qr_needs_format", |it| it.qr_needs_format = true, "201 201 201", "201 4140 4140"),
    (
        "qr_format_checked",
        |it| it.qr_format_checked = false,
        "qrFormat qrFormat.size 201",
        "201 201 201",
    ),
    (
        "native_redirect_needs_customer",
        |it| it.native_redirect_needs_customer = true,
        "201",
        "4140",
    ),
    ("webhook_id_header", |it| it.webhook_id_header = true, "none", "its own"),
    (
        "webhook_secret",
        |it| it.webhook_secret = WebhookSecret::Uuid,
        "88 characters",
        "36 characters",
    ),
    ("webhook_limit_is_conflict", |it| it.webhook_limit_is_conflict = true, "400", "409"),
    ("unknown_webhook_is_bad_request", |it| it.unknown_webhook_is_bad_request = true, "404", "400"),
];

#[tokio::test]
async fn each_switch_changes_what_it_says() {
    let mut wrong = Vec::new();
    for &(switch, change, usual, other) in CASES {
        let mut expect = |seen: String, expected: &str, how: &str| {
            if seen != expected {
                wrong.push(format!("{switch} {how}: {seen} instead of {expected}"));
            }
        };
        let world = World::with(|settings| peopled(settings, switch)).await;
        expect(observe(switch, world).await, usual, "by default");
        let world = World::with(|settings| {
            peopled(settings, switch);
            change(&mut settings.readings);
        });
        expect(observe(switch, world.await).await, other, "by the settings");
        let world = World::with(|settings| peopled(settings, switch)).await;
        let mut readings = Readings::default();
        change(&mut readings);
        let reply = world.control(Method::PUT, "readings", &json!(readings)).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        expect(observe(switch, world).await, other, "by the control API");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every switch of the example file is tested, here or with its subject.
#[test]
fn no_switch_is_forgotten() {
    let example = include_str!("../../../simulator.toml");
    let readings = example.split("[readings]\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let elsewhere = concat!(
        include_str!("../codes.rs"),
        include_str!("../deadlines.rs"),
        include_str!("../limits.rs"),
        include_str!("../login_ways.rs"),
        include_str!("../report.rs"),
        include_str!("../sharing.rs"),
    );
    let mut switches = 0;
    for line in readings.lines() {
        let (name, _) = line.split_once(" = ").unwrap();
        let is_here = CASES.iter().any(|(case, ..)| *case == name);
        assert!(is_here || elsewhere.contains(&format!("readings.{name} = ")), "{name}");
        switches += 1;
    }
    let all = format!("{:?}", Readings::default());
    assert_eq!(switches, all.matches(": ").count(), "the example has every switch: {all}");
}

#[tokio::test]
async fn the_control_api_changes_readings_until_a_reset() {
    let world = World::new().await;
    let read = || async { world.control(Method::GET, "readings", &Value::Null).await.json() };
    let usual = read().await;
    assert_eq!(usual["minimum_in_norway"], 100);
    let changes = json!({"user_exists": false, "rate_limit": "per_operation"});
    let changed = world.control(Method::PUT, "readings", &changes).await.json();
    let expected = patched(usual.clone(), &changes);
    assert_eq!((&changed, &read().await), (&expected, &expected));
    let form = [("login_hint", "urn:msisdn:4798765432")];
    let exists = || world.login("/vipps-login-ciba/api/v1/user-exists", &form);
    assert_eq!(exists().await.status, 404);

    let cases = [
        (json!({"cancel_needs_key": true, "rate_limits": "off"}), "rate_limits"),
        (json!({"cancel_needs_key": true, "rate_limit": "never"}), "rate_limit"),
        (json!({"cancel_needs_key": 1}), "cancel_needs_key"),
        (json!({"minimum_in_norway": 0}), "minimum_in_norway"),
        (json!({"minimum_in_norway": -100}), "minimum_in_norway"),
        (json!([]), "body"),
    ];
    for (body, name) in cases {
        let reply = world.control(Method::PUT, "readings", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, name), "{body}");
    }
    assert_eq!(read().await, expected, "what is refused changes nothing");

    world.control(Method::POST, "reset", &Value::Null).await;
    assert_eq!(read().await, usual);
    assert_eq!(exists().await.status, 200);
}
