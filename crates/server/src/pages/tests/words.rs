//! Each state in its own words, on the till and on the display, and the next step that follows.

use super::scene::{NOW, Scene, join, pay};
use crate::pages::display::{DisplayLive, Picture};
use crate::pages::till::TillLive;
use checkout::{AttemptEnd, EnrolmentEvent, IdentifiedBy, StartRefusal, TenderKind};

pub(super) fn till(scene: &Scene) -> TillLive {
    TillLive::of(&scene.place, Some(&scene.view()), &[], NOW)
}

pub(super) fn display(scene: &Scene) -> DisplayLive {
    DisplayLive::of(&scene.place, Some(&scene.view()), NOW)
}

/// The text of a fragment, without its tags and with single spaces.
pub(super) fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        text.push(' ');
    }
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ").replace("&#39;", "'")
}

#[track_caller]
pub(super) fn shows(scene: &Scene, words: &[&str]) {
    let text = text(&scene.till());
    for words in words {
        assert!(text.contains(words), "no {words:?} in: {text}");
    }
}

#[test]
fn a_membership_request_is_told_to_its_end() {
    use EnrolmentEvent::{Approved, Declined, Expired, Lost};
    let at_unix_ms = NOW;
    let pending = [join::sent(), join::started()];
    let and = |news: EnrolmentEvent| [pending.as_slice(), &[news]].concat();
    let refused = |refusal| vec![join::sent(), join::refused(refusal)];
    let cases: Vec<(Vec<EnrolmentEvent>, &str, &str, bool)> = vec![
        (vec![], "intended", "Sending the membership request…", false),
        (vec![join::sent()], "requested", "Sending the membership request…", false),
        (pending.to_vec(), "pending", "Waiting for the customer to answer", false),
        (and(Approved { at_unix_ms }), "approved", "The customer said yes.", false),
        (and(join::completed()), "completed", "The customer is a member now.", true),
        (and(Declined { at_unix_ms }), "declined", "The customer said no this time.", true),
        (and(Expired { at_unix_ms }), "expired", "Nobody answered in time.", true),
        (and(Lost { at_unix_ms }), "lost", "The answer got lost on its way.", true),
        (refused(StartRefusal::NoApp), "refused", "can't be asked in the app", true),
        (refused(StartRefusal::AppTooOld), "refused", "app is too old for this", true),
        (refused(StartRefusal::TooOften), "refused", "was asked too often just now", true),
        (refused(StartRefusal::Settings), "refused", "not set up to ask", true),
        (refused(StartRefusal::Unreachable), "refused", "can't be reached right now", true),
        (refused(StartRefusal::Blocked), "refused", "can't take this customer in", true),
        (
            and(EnrolmentEvent::GivenUp { at_unix_ms }),
            "cancelled",
            "a yes there still counts",
            true,
        ),
    ];
    for (news, state, words, may_ask) in cases {
        let scene = Scene::filled().guest(IdentifiedBy::PersonalQr).asked_to_join(&news);
        shows(&scene, &[words]);
        let html = scene.till();
        assert!(html.contains(&format!("data-state=\"{state}\"")), "{state}");
        let is_open = ["intended", "requested", "pending"].contains(&state);
        assert_eq!(html.contains("FJELL-42"), is_open, "binding word, {state}");
        assert_eq!(html.contains("data-test=\"ask-membership\""), may_ask, "{state}");
        // Before it is sent there is no word on the phone to compare.
        let on_phone = ["requested", "pending"].contains(&state);
        assert_eq!(scene.display().contains("FJELL-42"), on_phone, "display, {state}");
    }
}

#[test]
fn the_display_says_what_the_customer_can_do_about_an_invitation() {
    let at_unix_ms = NOW;
    let pending = [join::sent(), join::started()];
    let and = |news: EnrolmentEvent| [pending.as_slice(), &[news]].concat();
    let refused = |refusal| vec![join::sent(), join::refused(refusal)];
    for (news, expected) in [
        (and(EnrolmentEvent::Expired { at_unix_ms }), Some("The invitation has run out.")),
        (and(EnrolmentEvent::Lost { at_unix_ms }), Some("Your answer did not reach us.")),
        (refused(StartRefusal::AppTooOld), Some("To join the club, update the")),
        // A no, and what the app says of a person, is for nobody to read who stands beside.
        (and(EnrolmentEvent::Declined { at_unix_ms }), None),
        (refused(StartRefusal::NoApp), None),
        (refused(StartRefusal::Blocked), None),
        (refused(StartRefusal::TooOften), None),
    ] {
        let plain = Scene::open().line("Thermos", 34_900, None, "1");
        let scene = plain.guest(IdentifiedBy::PersonalQr).asked_to_join(&news);
        let detail = display(&scene).now.detail;
        match expected {
            Some(words) => {
                assert!(detail.as_ref().is_some_and(|one| one.contains(words)), "{detail:?}");
            }
            None => assert_eq!(detail, None),
        }
    }
}

#[test]
fn a_member_may_be_asked_whether_it_is_them() {
    let mut scene = Scene::filled().member("Kari");
    shows(&scene, &["Not Kari? Ask anew"]);
    scene.is_proved = false;
    shows(&scene, &["Confirm in the app"]);
    let asked = scene.clone().asked_to_join(&[join::sent(), join::started()]);
    shows(&asked, &["Waiting for the customer to answer", "Stop waiting"]);
    assert!(!asked.till().contains("ask-anew"));
    let paying = scene.asked_to_pay(&pay::created());
    assert!(!paying.till().contains("ask-anew"), "the request is about who is there");
}

#[test]
fn the_primary_button_is_the_next_step() {
    let free = Scene::open().line("Bag", 0, None, "1");
    let qr = IdentifiedBy::PersonalQr;
    let cash = TenderKind::Cash;
    for (scene, words, may_press) in [
        (Scene::open(), "Scan something", false),
        (Scene::open().member("Kari"), "Scan something", false),
        (Scene::filled(), "Scan the personal QR", false),
        (Scene::filled().guest(qr), "Ask for payment", true),
        (Scene::filled().member("Kari"), "Ask for payment", true),
        (free, "Finish the sale", true),
        (Scene::filled().guest(qr).tendered(cash, Some(100_000)), "Ask for payment", true),
        (Scene::filled().tendered(cash, None).completed(), "New sale", true),
    ] {
        let primary = till(&scene).primary;
        assert_eq!((primary.words.as_str(), primary.action.is_some()), (words, may_press));
        let html = scene.till();
        assert_eq!(html.matches("class=\"primary\"").count(), 1, "one primary button");
        assert_eq!(html.contains("data-test=\"new-sale\""), words == "New sale");
    }
    assert_eq!(TillLive::of(&Scene::open().place, None, &[], NOW).primary.words, "Scan something");
}

#[test]
fn saving_is_offered_before_and_told_after() {
    let guest = Scene::filled().guest(IdentifiedBy::PhoneNumber);
    shows(&guest, &["Not a member yet", "typed number, ends 32", "Ask for membership F3"]);
    let less = pay::kroner(84_900);
    shows(&guest, &[&format!("Join today and save {less}")]);
    assert_eq!(display(&guest).now.detail, Some(format!("Join the club and save {less} today")));

    let member = Scene::filled().member("Kari");
    shows(&member, &[&format!("Saved today {less}"), "personal QR, ends 32", "club price"]);
    assert!(text(&member.display()).contains(&format!("You save {less} as a member")));

    let mut no_club = guest;
    no_club.place.has_club = false;
    assert!(!no_club.till().contains("ask-membership"));
    assert_eq!(display(&no_club).now.detail, None);
}

#[test]
fn prices_stand_while_a_request_is_open() {
    let guest = Scene::filled().guest(IdentifiedBy::PersonalQr);
    let joined = guest.asked_to_pay(&pay::created()).joined("Kari");
    let less = pay::kroner(84_900);
    let promise =
        format!("Member price comes with the next request: cancel and ask again, {less} less");
    shows(&joined, &[&promise, &pay::kroner(384_600)]);
    // Once it is cancelled, the prices are the member's by themselves.
    let cancelled = joined.ended(AttemptEnd::Cancelled);
    shows(&cancelled, &[&pay::kroner(299_700)]);
    assert!(!text(&cancelled.till()).contains("Member price comes"));
    // Nothing to promise where nothing would be saved.
    let plain = Scene::open().line("Thermos", 34_900, None, "1").guest(IdentifiedBy::PersonalQr);
    let plain = plain.asked_to_pay(&pay::created()).joined("Kari");
    assert!(!text(&plain.till()).contains("Member price comes"));
}

#[test]
fn lines_are_changed_only_while_prices_move() {
    for (scene, expected) in [
        (Scene::filled(), true),
        (Scene::filled().member("Kari").asked_to_pay(&pay::created()), false),
        (Scene::filled().tendered(TenderKind::Cash, Some(100)), false),
        (Scene::filled().tendered(TenderKind::Cash, None).completed(), false),
    ] {
        let html = scene.till();
        for action in ["/till/1/quantity", "/till/1/remove"] {
            assert_eq!(html.contains(action), expected, "{action}");
        }
    }
}

#[test]
fn a_sale_is_cancelled_unless_money_came_through_the_app() {
    let cash = Scene::filled().tendered(TenderKind::Cash, Some(100_000));
    let hand_back = format!("Yes, cancel this sale and hand back {}", pay::kroner(100_000));
    shows(&cash, &[&hand_back]);
    let app = pay::created_and(&[pay::settled(299_700, 0)]);
    for (scene, expected) in [
        (Scene::open(), false),
        (Scene::open().member("Kari"), true),
        (Scene::filled(), true),
        (cash, true),
        (Scene::filled().member("Kari").asked_to_pay(&pay::created()), false),
        (Scene::filled().member("Kari").asked_to_pay(&app).paid(), false),
    ] {
        assert_eq!(scene.till().contains("data-test=\"cancel-sale\""), expected);
    }
}

#[test]
fn part_of_a_sale_may_be_paid() {
    let scene = Scene::filled().tendered(TenderKind::GiftCard, Some(100_000));
    let (paid, all) = (pay::kroner(100_000), pay::kroner(384_600));
    shows(&scene, &[&format!("{paid} of {all} paid"), &pay::kroner(284_600)]);
}

#[test]
fn a_person_is_a_first_name_on_the_display_and_nothing_after() {
    let member = Scene::filled().member("Kari");
    let html = member.display();
    assert!(html.contains("Hi, Kari!"));
    assert!(!text(&html).contains("32"), "digits of the number: {html}");
    let paid = member.asked_to_pay(&pay::created_and(&[pay::settled(299_700, 0)])).paid();
    assert!(text(&paid.display()).contains("Thank you, Kari!"));
    assert!(paid.display().contains("data-test=\"paid\""));
    let next = display(&Scene::open());
    assert_eq!((next.greeting, next.now.picture), (None, Picture::Qr));
}

#[test]
fn names_and_products_can_hold_no_markup() {
    let scene = Scene::open().line("<script>x</script>", 100, None, "1").member("<b>K</b>\"'");
    for html in [scene.till(), scene.display()] {
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }
}
