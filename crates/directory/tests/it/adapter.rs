//! What the client makes of a directory that answers, and of one that does not.

use crate::served::{KARI, Served, TOKEN, by_number, enrol, purchase, reversal};
use directory::{
    AddressError, BalanceOf, Client, Code, Environment, Error, Fault, FaultRule, Lookup, LookupBy,
    Operation, Redeem, Refused, Release, Reserve,
};
use std::sync::Arc;
use uuid::Uuid;
use vipps_mobilepay::{ReqwestTransport, SecretString};

#[tokio::test]
async fn a_member_is_found_by_number_and_by_identity() {
    let served = Served::new().await;
    let kari = served.reference.add_member(KARI, "Kari", 239);
    assert_eq!(served.client.look_up(&by_number(KARI)).await, Ok(Some(kari.clone())));
    assert_eq!(served.client.look_up(&by_number("4712345678")).await, Ok(None));
    let enrolled = enrol(KARI, "kari-sub");
    let same = served.client.enrol(&enrolled).await.unwrap();
    assert_eq!(same.id, kari.id, "one who has the number already stays the same member");
    let by = LookupBy::Identity(enrolled.identity);
    let lookup = Lookup { environment: Environment::Simulator, by };
    assert_eq!(served.client.look_up(&lookup).await.unwrap().unwrap().id, kari.id);
    let elsewhere = Lookup { environment: Environment::Production, ..lookup };
    assert_eq!(served.client.look_up(&elsewhere).await, Ok(None));
}

#[tokio::test]
async fn a_number_goes_to_whoever_showed_last_that_it_is_theirs() {
    let served = Served::new().await;
    let first = served.client.enrol(&enrol(KARI, "one")).await.unwrap();
    let mut other = enrol(KARI, "other");
    other.enrolment = Uuid::from_u128(41);
    let second = served.client.enrol(&other).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(served.client.look_up(&by_number(KARI)).await.unwrap().unwrap().id, second.id);
}

#[tokio::test]
async fn a_purchase_and_its_reversals_are_booked_once_whatever_is_lost() {
    let served = Served::new().await;
    let kari = served.reference.add_member(KARI, "Kari", 0);
    let lost = |on| FaultRule { on, fault: Fault::AnswerLost, times: 2 };
    served.reference.set_faults(vec![lost(Operation::Book), lost(Operation::Reverse)]);
    let purchase = purchase(&kari.id);
    for _ in 0..2 {
        let unanswered = served.client.book(&purchase).await;
        assert!(matches!(unanswered, Err(Error::NoAnswer(_))), "{unanswered:?}");
    }
    assert_eq!(served.client.book(&purchase).await.unwrap().points_earned, 264);
    let back = reversal(&kari.id, 7, 2, 12_450);
    while let Err(error) = served.client.reverse(&back).await {
        assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    }
    let rest = reversal(&kari.id, 8, 1, 252_350);
    served.client.reverse(&rest).await.unwrap();
    assert_eq!(served.reference.booked(), (1, 2));
    assert_eq!(served.reference.balance(&kari.id).unwrap().available, 0, "as before the purchase");
}

#[tokio::test]
async fn points_are_kept_spent_and_given_back_once() {
    let served = Served::new().await;
    let kari = served.reference.add_member(KARI, "Kari", 239);
    let reserve = |number, points| Reserve {
        member: kari.id.clone(),
        reservation: Uuid::from_u128(number),
        purchase: Uuid::from_u128(1),
        points,
        lives_s: 1_200,
    };
    let available = async || {
        let of = BalanceOf { member: kari.id.clone() };
        served.client.balance(&of).await.unwrap().available
    };
    let reserved = served.client.reserve(&reserve(1, 200)).await.unwrap();
    assert_eq!((reserved.worth_minor, available().await), (2_000, 39));
    let refused = Refused { status: 409, code: Code::TooFewPoints, available: Some(39) };
    assert_eq!(served.client.reserve(&reserve(2, 40)).await, Err(Error::Refused(refused)));
    let (redeem, release) =
        (Redeem { reservation: Uuid::from_u128(1) }, Release { reservation: Uuid::from_u128(1) });
    for _ in 0..2 {
        assert_eq!(served.client.redeem(&redeem).await.unwrap().available, 39);
    }
    let ended = served.client.release(&release).await.unwrap_err();
    assert!(matches!(ended, Error::Refused(Refused { code: Code::ReservationEnded, .. })));
    served.client.reserve(&reserve(3, 39)).await.unwrap();
    assert_eq!(available().await, 0);
    served.clock.advance_s(1_199);
    served.client.reserve(&reserve(3, 39)).await.unwrap();
    served.clock.advance_s(1_199);
    assert_eq!(available().await, 0, "the same again prolongs it");
    served.clock.advance_s(1);
    assert_eq!(available().await, 39, "it has run out");
    let late = served.client.reserve(&reserve(3, 39)).await.unwrap_err();
    assert!(matches!(late, Error::Refused(Refused { code: Code::ReservationEnded, .. })));
    let paid = Redeem { reservation: Uuid::from_u128(3) };
    assert_eq!(served.client.redeem(&paid).await.unwrap().available, 0, "paid is paid");
}

#[tokio::test]
async fn what_is_no_answer_is_never_taken_for_one() {
    let served = Served::new().await;
    let kari = served.reference.add_member(KARI, "Kari", 0);
    let malformed = |status: u16, what: &str| Error::Malformed { status, what: what.to_owned() };
    for (fault, expected) in [
        (Fault::Failing, Error::Failing { status: 500, retry_after_s: None }),
        (Fault::Busy { retry_after_s: 7 }, Error::Wait { retry_after_s: Some(7) }),
        (Fault::TokenRefused, Error::NotLetIn { status: 401 }),
        (Fault::Page, malformed(404, "a refusal without a code")),
        (Fault::Instead(""), malformed(200, "not an object")),
        (Fault::Instead(r#"["m-1001"]"#), malformed(200, "not an object")),
        (Fault::Instead(r#"{"id": "m"}{}"#), malformed(200, "more than an object")),
        (Fault::Instead(r#"{"id": 4798765432}"#), malformed(200, "at id")),
        (Fault::Instead(r#"{"id": ""}"#), malformed(200, "the id")),
        (Fault::Instead("{\"id\": \"a\\nb\"}"), malformed(200, "the id")),
        (
            Fault::Instead(r#"{"id": "m", "given_name": "\u0007"}"#),
            malformed(200, "the given name"),
        ),
        (
            Fault::Instead(r#"{"id": "m", "balance": {"available": -1}}"#),
            malformed(200, "a balance"),
        ),
        (
            Fault::Instead(r#"{"id": "m", "balance": {"available": 1, "point_pays_minor": 0}}"#),
            malformed(200, "a balance"),
        ),
        (
            Fault::Instead(r#"{"id": "m", "balance": {"available": 1.5}}"#),
            malformed(200, "at balance.available"),
        ),
        (
            Fault::Refused,
            Error::Refused(Refused { status: 400, code: Code::Other, available: None }),
        ),
    ] {
        served.reference.set_faults(vec![FaultRule::always(Operation::Lookup, fault)]);
        let failed = served.client.look_up(&by_number(KARI)).await.unwrap_err();
        assert_eq!(failed, expected, "{fault:?}");
        let words = format!("{failed} {failed:?}");
        assert!(!words.contains(KARI) && !words.contains(TOKEN), "{words}");
    }
    served.reference.set_faults(vec![FaultRule::always(Operation::Lookup, Fault::Malformed)]);
    let cut = served.client.look_up(&by_number(KARI)).await.unwrap_err();
    assert!(matches!(cut, Error::Malformed { status: 200, .. }), "{cut:?}");
    served.reference.set_faults(vec![FaultRule::always(
        Operation::Reserve,
        Fault::Instead(r#"{"points": 1, "worth_minor": 10}"#),
    )]);
    let reserve = Reserve {
        member: kari.id,
        reservation: Uuid::from_u128(1),
        purchase: Uuid::from_u128(1),
        points: 5,
        lives_s: 1,
    };
    let other = served.client.reserve(&reserve).await.unwrap_err();
    assert!(matches!(other, Error::Malformed { .. }), "{other:?}");
}

/// Bound: an answer from a club that is kept elsewhere
#[tokio::test]
async fn nobody_waits_longer_than_the_deadline() {
    let mut served = Served::new().await;
    served.reference.set_faults(vec![FaultRule::always(Operation::Lookup, Fault::Silent)]);
    let hasty = served.client(TOKEN, 50);
    let silent = hasty.look_up(&by_number(KARI)).await.unwrap_err();
    assert!(matches!(silent, Error::NoAnswer(_)), "{silent:?}");
    served.stop().await;
    let gone = hasty.look_up(&by_number(KARI)).await.unwrap_err();
    assert!(matches!(gone, Error::NotSent(_)), "{gone:?}");
}

#[tokio::test]
async fn only_the_token_lets_in() {
    let served = Served::new().await;
    served.reference.add_member(KARI, "Kari", 0);
    for token in ["", "another", "directory-toke", "Directory-token"] {
        let client = served.client(token, 10_000);
        let failed = client.look_up(&by_number(KARI)).await.unwrap_err();
        assert_eq!(failed, Error::NotLetIn { status: 401 });
        assert!(!format!("{client:?}").contains(token) || token.is_empty());
    }
}

#[test]
fn a_token_goes_only_where_nobody_listens() {
    let transport = Arc::new(ReqwestTransport::new().unwrap());
    for (url, expected) in [
        ("https://club.example.com/clubtill", None),
        ("http://127.0.0.1:8095", None),
        ("http://localhost:8095/", None),
        ("http://[::1]:8095/", None),
        ("http://club.example.com/", Some(AddressError::NotSafe)),
        ("ftp://club.example.com/", Some(AddressError::NotSafe)),
        ("https://user:secret@club.example.com/", Some(AddressError::NotPlain)),
        ("https://club.example.com/?key=secret", Some(AddressError::NotPlain)),
    ] {
        let token = SecretString::from(TOKEN);
        let made = Client::new(url.parse().unwrap(), token, 1_000, transport.clone());
        assert_eq!(made.err(), expected, "{url}");
    }
}
