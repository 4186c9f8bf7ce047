//! Express shipping and card pass-through are not simulated; what is sent for them is read like any
//! other field, and each wrong one named, before the payment is refused.

use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::create::patched;
use crate::world::World;

#[tokio::test]
async fn shipping_and_card_pass_through_are_checked_before_they_are_refused() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    let option = json!({"id": "pickup-123", "name": "Pickup", "isDefault": true, "priority": 1,
        "amount": {"currency": "NOK", "value": 4900}, "meta": "Box", "estimatedDelivery": "1 day"});
    let group = json!({"type": "PICKUP_POINT", "brand": "POSTNORD", "options": [option],
        "isDefault": true, "priority": 0});
    let asked = json!({"callbackUrl": "https://example.com/ship",
        "callbackAuthorizationToken": "ae0cb90d91b4"});
    let of_group =
        |patch: &Value| json!({"shipping": {"fixedOptions": [patched(group.clone(), patch)]}});
    let of_option = |patch: &Value| of_group(&json!({"options": [patched(option.clone(), patch)]}));
    let card = json!({"pspReference": "p".repeat(64), "cardCallbackUrl": "https://example.com/card",
        "allowedCardTypes": ["VISA_DEBIT", "VISA_CREDIT", "MC_CREDIT", "MC_DEBIT", "DANKORT"],
        "preferVisaPartOfVisaDankort": false, "publicEncryptionKeyId": "key"});
    let of_card = |patch: &Value| json!({"cardPassthrough": patched(card.clone(), patch)});
    let both = json!({"dynamicOptions": asked, "fixedOptions": [group]});
    let cases = [
        (of_group(&json!({})), 403, "5020"),
        (json!({"shipping": {"dynamicOptions": asked, "allowedCountries": ["NO"]}}), 403, "5020"),
        (json!({"shipping": []}), 400, "shipping"),
        (json!({"shipping": {}}), 400, "shipping"),
        (json!({"shipping": both}), 400, "shipping"),
        (json!({"shipping": {"fixedOption": []}}), 400, "fixedOption"),
        (
            json!({"shipping": {"fixedOptions": [], "allowedCountries": ["nor"]}}),
            400,
            "shipping.allowedCountries",
        ),
        (json!({"shipping": {"dynamicOptions": {}}}), 400, "callbackUrl"),
        (
            json!({"shipping": {"dynamicOptions": {"callbackUrl": "https://a.b", "key": 1}}}),
            400,
            "key",
        ),
        (
            json!({"shipping": {"dynamicOptions": {"callbackUrl": "http://example.com"}}}),
            400,
            "4090",
        ),
        (of_group(&json!({"type": "BY_SHIP"})), 400, "shipping.fixedOptions[0].type"),
        (of_group(&json!({"brand": "UPS"})), 400, "shipping.fixedOptions[0].brand"),
        (of_group(&json!({"priority": "1"})), 400, "shipping.fixedOptions[0].priority"),
        (of_group(&json!({"options": null})), 400, "options"),
        (of_group(&json!({"colour": 1})), 400, "colour"),
        (of_option(&json!({"id": null})), 400, "id"),
        (of_option(&json!({"name": null})), 400, "name"),
        (of_option(&json!({"colour": 1})), 400, "colour"),
        (
            of_option(&json!({"isDefault": "yes"})),
            400,
            "shipping.fixedOptions[0].options[0].isDefault",
        ),
        (of_option(&json!({"amount": {"value": -1}})), 400, "4040"),
        (of_option(&json!({"amount": {"value": 65_000_001}})), 400, "4040"),
        (
            of_option(&json!({"amount": {"currency": "XXX"}})),
            400,
            "shipping.fixedOptions[0].options[0].amount.currency",
        ),
        (of_card(&json!({})), 400, "4160"),
        (
            patched(of_card(&json!({})), &json!({"paymentMethod": {"type": "CARD_PASSTHROUGH"}})),
            400,
            "4160",
        ),
        (of_card(&json!({"pspReference": null})), 400, "pspReference"),
        (of_card(&json!({"cardCallbackUrl": null})), 400, "cardCallbackUrl"),
        (of_card(&json!({"allowedCardTypes": null})), 400, "allowedCardTypes"),
        (of_card(&json!({"cvc": "123"})), 400, "cvc"),
        (of_card(&json!({"pspReference": "p".repeat(65)})), 400, "cardPassthrough.pspReference"),
        (of_card(&json!({"cardCallbackUrl": "app://card"})), 400, "4090"),
        (
            of_card(&json!({"allowedCardTypes": ["AMEX"]})),
            400,
            "cardPassthrough.allowedCardTypes[0]",
        ),
        (
            of_card(&json!({"preferVisaPartOfVisaDankort": 1})),
            400,
            "cardPassthrough.preferVisaPartOfVisaDankort",
        ),
    ];
    for (number, (patch, status, code)) in cases.iter().enumerate() {
        let body = patched(world.payment(&format!("part-{number:04}")), patch);
        let reply = world.create(&format!("part-{number}"), &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (*status, *code), "{patch}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}
