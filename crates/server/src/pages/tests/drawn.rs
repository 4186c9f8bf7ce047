//! Till and display as they are drawn in the main states.

use super::scene::{NOW, Scene, join, pay};
use crate::pages::display::{self, DisplayLive};
use crate::pages::till::{self, TillLive};
use checkout::IdentifiedBy;

/// The HTML without the blank lines that a template's choices leave.
pub(super) fn tidy(html: &str) -> String {
    html.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn drawn(name: &str, scene: &Scene) {
    insta::assert_snapshot!(format!("till_{name}"), tidy(&scene.till()));
    insta::assert_snapshot!(format!("display_{name}"), tidy(&scene.display()));
}

#[test]
fn nobody_is_served() {
    let place = Scene::open().place;
    let till = till::render_live(&TillLive::of(&place, None, &[], NOW), place.words);
    insta::assert_snapshot!("till_idle", tidy(&till));
    let display = display::render_live(&DisplayLive::of(&place, None, NOW), place.words);
    insta::assert_snapshot!("display_idle", tidy(&display));
}

#[test]
fn a_guest_is_asked_to_join() {
    let guest = Scene::filled().guest(IdentifiedBy::PersonalQr);
    drawn("guest", &guest);
    drawn("joining", &guest.asked_to_join(&[join::sent(), join::started()]));
}

#[test]
fn a_member_pays() {
    let member = Scene::filled().member("Kari");
    drawn("member", &member);
    drawn("waiting", &member.clone().asked_to_pay(&pay::created()));
    drawn("paid", &member.asked_to_pay(&pay::created_and(&[pay::settled(299_700, 0)])).paid());
}
