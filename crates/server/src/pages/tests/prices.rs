//! What a price is made of, on the till and on the display.

use super::scene::Scene;
use super::words::{shows, text};
use checkout::{
    Item, ListPrice, Offer, OfferKind, SaleEvent, Stacking, TenderKind, Terms, Validity,
};

/// A scene whose last line brings rules along.
fn with_rules(mut scene: Scene, change: impl FnOnce(&mut Item)) -> Scene {
    let Some(SaleEvent::LineAdded { item, .. }) = scene.sale.last_mut() else {
        panic!("the last thing is a line")
    };
    change(item);
    scene
}

fn offer(name: &str, audience: &str, take: u32) -> Offer {
    let kind = OfferKind::ForM { take, pay: take - 1 };
    let (id, audience) = (name.to_owned(), audience.parse().unwrap());
    let stacking = Stacking::default();
    let terms = Terms { id, name: name.to_owned(), audience, kind, stacking };
    Offer { terms, part: 0, validity: Validity::Holds }
}

#[test]
fn a_saving_is_named_where_it_is_made_and_explained_on_demand() {
    let scene = Scene::open().line("Trail bar", 3_200, Some(2_900), "3");
    let scene = with_rules(scene, |item| {
        item.offers =
            vec![offer("3 for 2 bars", "public", 3), offer("Gold bars", "tier:c:gold", 2)];
        let from = "2026-12-01".parse().unwrap();
        item.prices = vec![ListPrice {
            list: "Advent".to_owned(),
            audience: "public".parse().unwrap(),
            unit_minor: 2_500,
            validity: Validity::NotYet { from },
        }];
    });
    let saving = "3 for 2 bars \u{2212}32,00";
    shows(
        &scene,
        &[
            saving,
            "Advent: begins on 01.12.2026",
            "club price: for members only",
            "3 for 2 bars: 32,00 off",
            "Gold bars: for members who are gold only",
        ],
    );
    let display = text(&scene.display());
    assert!(display.contains(saving) && !display.contains("Advent"), "{display}");
    let member = scene.member("Kari");
    shows(&member, &["club price: 9,00 off", "3 for 2 bars \u{2212}29,00"]);
    assert!(text(&member.display()).contains("6,00\u{a0}kr as a member"));
}

#[test]
fn too_few_and_by_hand_say_so() {
    let bars = |count| Scene::open().line("Trail bar", 3_200, None, count);
    let offers = vec![offer("3 for 2 bars", "public", 3)];
    let few = with_rules(bars("2"), |item| item.offers.clone_from(&offers));
    shows(&few, &["3 for 2 bars: needs 3, there are 2"]);
    assert!(!text(&few.display()).contains("3 for 2"));
    let by_hand = with_rules(bars("3"), |item| {
        item.offers = offers;
        item.discount_minor = 100;
    });
    shows(&by_hand, &["discount 1,00", "3 for 2 bars: the line has a discount by hand"]);
}

/// The event that puts a voucher of 100 kroner on a sale; from a minimum.
fn voucher(minimum_minor: i64) -> SaleEvent {
    let terms = serde_json::json!({
        "name": "Welcome", "off": { "kind": "amount", "minor": 10_000 }, "currency": "NOK",
        "minimum_minor": minimum_minor, "audience": "public", "from": null, "until": null,
    });
    let voucher = serde_json::json!({
        "id": "019ac000-0000-8000-8000-000000000001", "ends": "VZT", "terms": terms, "of": null,
        "is_theirs": true, "outcome": { "outcome": "not_applied", "reason": "no_goods" },
    });
    let event = serde_json::json!({ "event": "voucher_put_on", "voucher": voucher });
    serde_json::from_value(event).unwrap()
}

#[test]
fn a_voucher_stands_below_the_lines_with_what_it_takes_off_or_why_nothing() {
    let jacket = || Scene::open().line("Jacket", 30_000, None, "1");
    let scene = jacket().and(voucher(0));
    shows(&scene, &["Welcome \u{2212}100,00", "voucher …VZT", "\u{2212}100,00 in the lines"]);
    let display = text(&scene.display());
    assert!(display.contains("\u{2212}100,00 in the prices above"), "{display}");
    let few = jacket().and(voucher(50_000));
    let why = "needs wares for 500,00, there are for 300,00";
    shows(&few, &[&format!("takes nothing off: {why}")]);
    let display = text(&few.display());
    assert!(display.contains(why) && !display.contains("in the prices above"), "{display}");
    let paid = text(&scene.tendered(TenderKind::Cash, None).completed().till());
    assert!(paid.contains("In the discounts: Welcome \u{2212}100,00"), "{paid}");
}
