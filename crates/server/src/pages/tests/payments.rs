//! Every standing of a payment in its own words, on till and display, with the button that follows.

use super::scene::{Scene, pay};
use super::words::{display, shows, text, till};
use checkout::{
    AttemptEnd, Claim, IdentifiedBy, Operation, PaymentEvent, PaymentFlow, ProviderState,
    TenderKind,
};
use engine::Unavailable;

const POINTS: TenderKind = TenderKind::Points { points: 5, as_discount: false };

/// What till and display are to show.
struct Shown<'a> {
    state: &'a str,
    words: &'a [&'a str],
    button: &'a str,
    may_press: bool,
    on_display: &'a str,
}

#[track_caller]
fn told(news: &[PaymentEvent], end: Option<AttemptEnd>, shown: &Shown<'_>) {
    let scene = Scene::filled().member("Kari").asked_to_pay(news);
    let scene = end.map_or(scene.clone(), |end| scene.ended(end));
    let live = till(&scene);
    assert_eq!(live.payment.as_ref().map(|panel| panel.state), Some(shown.state));
    assert!(scene.till().contains(&format!("data-state=\"{}\"", shown.state)));
    shows(&scene, shown.words);
    let primary = (live.primary.words.as_str(), live.primary.action.is_some());
    assert_eq!(primary, (shown.button, shown.may_press), "{}", shown.state);
    let gives_up = ["intended", "requested", "created", "capture_late", "capture_stuck"];
    let can_tender = end.is_some() || gives_up.contains(&shown.state);
    assert_eq!(live.can_tender, can_tender, "another tender, {}", shown.state);
    let words = display(&scene).now.words;
    assert!(words.contains(shown.on_display), "{}: {words}", shown.state);
}

/// A request at hand: the button waits.
#[track_caller]
fn waits(news: &[PaymentEvent], state: &str, words: &[&str], button: &str, on_display: &str) {
    told(news, None, &Shown { state, words, button, may_press: false, on_display });
}

/// A request that is over: it may be asked again.
#[track_caller]
fn over(news: &[PaymentEvent], end: AttemptEnd, state: &str, words: &[&str], on_display: &str) {
    let shown = Shown { state, words, button: "Ask again", may_press: true, on_display };
    told(news, Some(end), &shown);
}

fn sent() -> PaymentEvent {
    pay::sent(Operation::Create)
}

fn approved() -> PaymentEvent {
    pay::seen(ProviderState::Authorized)
}

#[test]
fn while_nobody_answers_the_till_says_so_at_once() {
    let at_hand = Scene::filled().member("Kari");
    let sending = at_hand.clone().asked_to_pay(&[sent()]);
    let waiting = at_hand.clone().asked_to_pay(&[sent(), pay::seen(ProviderState::Created)]);
    let cases = [
        (at_hand, Unavailable::Silent, "can't be reached right now. Take another tender."),
        (sending, Unavailable::Failing, "Cancel this request first: it is watched"),
        (waiting, Unavailable::Silent, "What the customer answers shows once it can."),
        (Scene::filled().member("Kari"), Unavailable::KeysRefused, "this shop's keys"),
    ];
    for (mut scene, why, words) in cases {
        scene.unavailable = Some(why);
        shows(&scene, &[words]);
    }
}

#[test]
fn a_request_on_its_way() {
    let words = ["Sending…"];
    waits(&[], "intended", &words, "Sending…", "on its way");
    waits(&[sent()], "requested", &words, "Sending…", "on its way");
    let doubt = ["No answer yet whether it arrived. It is not sent twice."];
    waits(&[sent(), pay::unknown()], "requested", &doubt, "Sending…", "on its way");
}

#[test]
fn a_request_on_the_phone() {
    waits(
        &pay::created(),
        "created",
        &["Sent to the customer's app", "Waiting for Kari to approve", "10:00", "Cancel Esc"],
        "Waiting for approval…",
        "Approve in the app on your phone",
    );
    let guest = Scene::filled().guest(IdentifiedBy::PhoneNumber).asked_to_pay(&pay::created());
    shows(&guest, &["Waiting for the customer to approve"]);
}

#[test]
fn an_approval_is_not_the_money() {
    let words = ["Approved by Kari", "Capturing…"];
    let on_display = "Approved. One moment…";
    waits(&pay::created_and(&[approved()]), "authorized", &words, "Capturing…", on_display);
    let capture = [pay::sent(Operation::Capture), pay::refused(Operation::Capture, None)];
    let shown = Shown {
        state: "capture_stuck",
        words: &["Approved, but the money could not be taken", "Keep the goods"],
        button: "Give the money back",
        may_press: true,
        on_display: "The cashier will help you",
    };
    told(&pay::created_and(&[&[approved()], capture.as_slice()].concat()), None, &shown);
}

#[test]
fn a_capture_without_an_answer_can_be_given_up() {
    let late = [approved(), pay::sent(Operation::Capture), pay::capture_late()];
    let shown = Shown {
        state: "capture_late",
        words: &["Approved, but no answer whether the money is taken", "Keep the goods"],
        button: "Give the money back",
        may_press: true,
        on_display: "Approved. One moment…",
    };
    told(&pay::created_and(&late), None, &shown);
}

#[test]
fn a_cancel_under_way_and_the_approval_that_overtook_it() {
    let cancelling = "The request is being cancelled";
    let asked = pay::created_and(&[pay::cancel_asked()]);
    waits(&asked, "cancelling", &["Cancelling…"], "Cancelling…", cancelling);
    let overtaken = [asked, vec![approved()]].concat();
    let shown = Shown {
        state: "awaiting_claim",
        words: &[
            "The customer has paid. Finish the sale or give the money back",
            "Give the money back",
        ],
        button: "Finish the sale",
        may_press: true,
        on_display: "The cashier will help you",
    };
    told(&overtaken, None, &shown);
    let release = [overtaken.clone(), vec![pay::claimed(Claim::Release)]].concat();
    let words = "Giving the money back…";
    waits(&release, "releasing", &[words], words, "Your money is on its way back");
    let nobody_decided = [overtaken, vec![pay::sent(Operation::Release)]].concat();
    waits(&nobody_decided, "releasing", &[words], words, "Your money is on its way back");
    let released = [release, vec![pay::settled(0, 299_700)]].concat();
    let words = ["The money was given back"];
    over(&released, AttemptEnd::Released, "released", &words, "Your money was given back");
}

#[test]
fn another_tender_waits_for_the_cancel_and_gives_way_to_the_app() {
    let asked = pay::created_and(&[pay::cancel_asked()]);
    let chosen = |news: &[PaymentEvent]| {
        Scene::filled().member("Kari").asked_to_pay(news).chosen(TenderKind::Cash)
    };
    shows(&chosen(&asked), &["Cancelling…", "Cash is taken as soon as the request is cancelled."]);
    let overtaken = [asked, vec![approved()]].concat();
    let words = ["The customer has paid.", "The app was faster: cash is not taken."];
    shows(&chosen(&overtaken), &words);
}

#[test]
fn points_are_offered_where_it_can_be_proved_whose_they_are() {
    let points = |mut scene: Scene, reach| {
        scene.points = Some(120);
        scene.reach = reach;
        scene
    };
    let (push, by_qr) = (Some(PaymentFlow::Push), Some(PaymentFlow::Qr));
    let member = points(Scene::filled().member("Kari"), None);
    let offered = "Points (120 = 12,00\u{a0}kr)";
    assert_eq!(till(&member).points_usable.as_deref(), Some(offered));
    shows(&member, &["Points 120", "Earns with this sale +30", "Points (120 = 12,00"]);
    let typed = Scene::filled().guest(IdentifiedBy::PhoneNumber).joined("Kari");
    let offered = "Points (120 = 12,00\u{a0}kr), which Kari approves on the phone";
    assert_eq!(till(&points(typed.clone(), push)).points_usable.as_deref(), Some(offered));
    for scene in [
        points(Scene::filled().member("Kari").asked_to_pay(&pay::created()), None),
        points(Scene::filled().member("Kari").tendered(POINTS, Some(50)), None),
        points(typed.clone(), None),
        points(typed, by_qr),
        Scene::filled().member("Kari"),
    ] {
        assert_eq!(till(&scene).points_usable, None);
    }
    let paid = Scene::filled().member("Kari").asked_to_pay(&pay::created()).paid().earned(23);
    shows(&paid, &["Points for this sale +23"]);
    assert_eq!(display(&paid).now.detail.as_deref(), Some("You earned 23 points."));
}

#[test]
fn points_that_wait_for_an_approval_say_so_until_they_are_taken_off() {
    let used = |scene: Scene| scene.tendered(POINTS, Some(50));
    let typed = || Scene::filled().guest(IdentifiedBy::PhoneNumber).joined("Kari");
    let wait = "Points worth 0,50\u{a0}kr wait: Kari approves the request on the phone.";
    let on_display = "Your points pay 0,50\u{a0}kr once you approve on your phone";
    let shown = |scene: &Scene| {
        let panel = till(scene).payment.unwrap();
        let on_till = panel.points_wait.is_some_and(|words| words.starts_with(wait));
        let on_display = display(scene).points_wait.as_deref() == Some(on_display);
        assert_eq!(on_till, on_display, "both say so, or neither");
        (on_till, panel.points_number)
    };
    let scene = used(typed());
    assert_eq!(shown(&scene), (true, Some(1)));
    assert!(scene.till().contains("/till/1/points/remove"));
    assert_eq!(shown(&scene.asked_to_pay(&pay::created())), (true, None));
    assert_eq!(shown(&used(Scene::filled().member("Kari"))), (false, Some(1)), "proved");
    let paid = used(typed()).asked_to_pay(&pay::created()).paid();
    assert!(!paid.till().contains("points-wait") && !paid.display().contains("points-wait"));
}

#[test]
fn a_request_that_was_given_up_is_watched() {
    let given_up = [sent(), pay::unknown(), pay::cancel_asked()];
    let watched = [
        "Given up; we keep watching",
        "A request may still reach the phone; money that comes is given back",
    ];
    let end = AttemptEnd::Abandoned;
    over(&given_up, end, "abandoned", &watched, "Nothing is paid yet");
    let and = |news: PaymentEvent| [given_up.as_slice(), &[news]].concat();
    over(
        &and(pay::seen(ProviderState::Created)),
        end,
        "abandoned",
        &watched,
        "Nothing is paid yet",
    );
    let words = ["Giving the money back…"];
    over(&and(approved()), end, "releasing", &words, "Your money is on its way back");
    let words = ["The customer paid a request that was given up", "must be returned", "fjell-0000"];
    let taken = and(pay::settled(299_700, 0));
    over(&taken, end, "captured_after_all", &words, "Your money will be returned");
    let words = ["Cancelled"];
    let terminated = and(pay::seen(ProviderState::Terminated));
    over(&terminated, end, "terminated", &words, "Nothing was paid");
}

#[test]
fn a_request_that_came_to_nothing() {
    let seen = |state| pay::created_and(&[pay::seen(state)]);
    let nothing = "Nothing was paid";
    let words = ["Declined on the phone", "Nothing was paid."];
    over(&seen(ProviderState::Aborted), AttemptEnd::Declined, "aborted", &words, nothing);
    let words = ["Expired: nobody answered within ten minutes", "Nothing was paid."];
    let run_out = "The payment request has run out";
    over(&seen(ProviderState::Expired), AttemptEnd::Expired, "expired", &words, run_out);
    let cancelled = pay::created_and(&[pay::cancel_asked(), pay::seen(ProviderState::Terminated)]);
    over(&cancelled, AttemptEnd::Cancelled, "terminated", &["Cancelled"], nothing);
    over(&[pay::cancel_asked()], AttemptEnd::Cancelled, "dropped", &["Cancelled"], nothing);
}

#[test]
fn a_refusal_names_the_next_step_and_no_code_alone() {
    for (code, words) in [
        (
            Some(7010),
            ["This customer can't pay by the app with that number. Take another tender.", ""],
        ),
        (Some(5080), ["This shop is not yet approved for push requests.", "another tender"]),
        (Some(1510), ["Vipps MobilePay refused the request.", "For support: code 1510."]),
        (None, ["Vipps MobilePay refused the request. Take another tender.", "fjell-0000"]),
    ] {
        let news = [sent(), pay::refused(Operation::Create, code)];
        over(&news, AttemptEnd::Refused, "refused", &words, "Nothing is paid yet");
    }
}

#[test]
fn only_what_is_odd_carries_its_reference() {
    for (code, expected) in [(Some(7010), false), (Some(5080), false), (Some(1510), true)] {
        let news = [sent(), pay::refused(Operation::Create, code)];
        let scene = Scene::filled().member("Kari").asked_to_pay(&news).ended(AttemptEnd::Refused);
        assert_eq!(scene.till().contains("fjell-0000"), expected, "{code:?}");
    }
}

#[test]
fn a_customer_is_never_told_to_have_a_wrong_number() {
    let news = [pay::sent(Operation::Create), pay::refused(Operation::Create, Some(7010))];
    let scene = Scene::filled().guest(IdentifiedBy::PhoneNumber).asked_to_pay(&news);
    let scene = scene.ended(AttemptEnd::Refused);
    for html in [scene.till(), scene.display()] {
        assert!(!text(&html).to_lowercase().contains("wrong"), "{html}");
        assert!(!html.contains("7010"), "a code stands alone: {html}");
    }
}
