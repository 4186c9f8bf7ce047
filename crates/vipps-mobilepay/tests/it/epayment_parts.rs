//! The parts of a payment that a till seldom needs: Express, industries, what is told of the
//! customer, and approving by force.

use serde_json::{Value, json};
use vipps_mobilepay::epayment::{
    AirlineData, BlockedSource, CallbackToken, CardPassthrough, CardType, CreatePayment, Customer,
    ForceApprove, IndustryData, MerchantLegalLinks, PaymentMethod, Shipping, ShippingBrand,
    ShippingGroup, ShippingKind, ShippingOption, ShippingOptions, UserDetails, UserFlow,
};
use vipps_mobilepay::{Amount, Currency, Error, Msisdn, Request, Response};

use crate::epayment::{reference, state};
use crate::script::{Scene, answer};

/// What a till seldom needs, with every field of it.
fn express() -> CreatePayment {
    let amount = Amount::new(5000, Currency::DKK);
    let mut payment = CreatePayment::new(reference(), amount, UserFlow::WebRedirect);
    payment.return_url = Some("https://example.com/done".to_owned());
    payment.payment_method =
        PaymentMethod::Wallet { blocked_sources: vec![BlockedSource::CommercialCards] };
    let option = ShippingOption {
        id: "pickup-123".to_owned(),
        amount: Amount::new(0, Currency::DKK),
        name: "Pickup".to_owned(),
        is_default: true,
        priority: Some(1),
        meta: Some("Keybox".to_owned()),
        estimated_delivery: Some("1-2 days".to_owned()),
    };
    let group = ShippingGroup {
        kind: ShippingKind::PickupPoint,
        brand: ShippingBrand::Postnord,
        options: vec![option],
        is_default: true,
        priority: Some(0),
    };
    payment.shipping = Some(Shipping {
        options: ShippingOptions::FixedOptions(vec![group]),
        allowed_countries: vec!["DK".to_owned()],
    });
    payment.industry_data = Some(IndustryData {
        airline_data: AirlineData {
            agency_invoice_number: "1".to_owned(),
            airline_code: "074".to_owned(),
            airline_designator_code: "KL".to_owned(),
            passenger_name: "FLYER / MARY MS.".to_owned(),
            ticket_number: Some("123-1234567890".to_owned()),
        },
    });
    payment.merchant_legal_links = Some(MerchantLegalLinks {
        terms_of_sale_url: "https://example.com/terms".to_owned(),
        privacy_policy_url: "https://example.com/privacy".to_owned(),
    });
    payment
}

#[test]
fn the_seldom_parts_have_their_names_on_the_wire_too() {
    let mut payment = express();
    payment.check().unwrap();
    let sent: Value = serde_json::from_slice(&payment.to_json()).unwrap();
    let expected = json!({
        "amount": {"value": 5000, "currency": "DKK"},
        "paymentMethod": {"type": "WALLET", "blockedSources": ["COMMERCIAL_CARDS"]},
        "reference": "2486791679658155992",
        "userFlow": "WEB_REDIRECT",
        "returnUrl": "https://example.com/done",
        "shipping": {
            "fixedOptions": [{
                "type": "PICKUP_POINT", "brand": "POSTNORD", "isDefault": true, "priority": 0,
                "options": [{
                    "id": "pickup-123", "amount": {"value": 0, "currency": "DKK"},
                    "name": "Pickup", "isDefault": true, "priority": 1, "meta": "Keybox",
                    "estimatedDelivery": "1-2 days",
                }],
            }],
            "allowedCountries": ["DK"],
        },
        "industryData": {"airlineData": {
            "agencyInvoiceNumber": "1", "airlineCode": "074", "airlineDesignatorCode": "KL",
            "passengerName": "FLYER / MARY MS.", "ticketNumber": "123-1234567890",
        }},
        "merchantLegalLinks": {
            "termsOfSaleUrl": "https://example.com/terms",
            "privacyPolicyUrl": "https://example.com/privacy",
        },
    });
    assert_eq!(sent, expected);

    payment.payment_method = PaymentMethod::Card;
    payment.shipping = Some(Shipping {
        options: ShippingOptions::DynamicOptions {
            callback_url: "https://example.com/ship".to_owned(),
            callback_authorization_token: Some(CallbackToken::parse("ae0cb90d91b4").unwrap()),
        },
        allowed_countries: Vec::new(),
    });
    payment.check().unwrap();
    let sent: Value = serde_json::from_slice(&payment.to_json()).unwrap();
    assert_eq!(sent["paymentMethod"], json!({"type": "CARD"}));
    let dynamic = json!({"dynamicOptions": {"callbackUrl": "https://example.com/ship",
        "callbackAuthorizationToken": "ae0cb90d91b4"}});
    assert_eq!(sent["shipping"], dynamic);
    let printed = format!("{payment:?}");
    assert!(!printed.contains("MARY") && !printed.contains("ae0cb90d91b4"), "{printed}");
}

fn passed_through(currency: Currency) -> CreatePayment {
    let amount = Amount::new(5000, currency);
    let mut payment = CreatePayment::new(reference(), amount, UserFlow::WebRedirect);
    payment.return_url = Some("https://example.com/done".to_owned());
    payment.payment_method = PaymentMethod::CardPassthrough;
    payment.card_passthrough = Some(CardPassthrough {
        psp_reference: "p".repeat(64),
        card_callback_url: "https://example.com/card".to_owned(),
        allowed_card_types: vec![
            CardType::VisaDebit,
            CardType::VisaCredit,
            CardType::McCredit,
            CardType::McDebit,
            CardType::Dankort,
        ],
        prefer_visa_part_of_visa_dankort: true,
        public_encryption_key_id: Some("key-1".to_owned()),
    });
    payment
}

#[test]
fn a_card_is_passed_through_in_more_currencies_and_only_when_chosen() {
    type Change = fn(&mut CreatePayment);
    fn card(payment: &mut CreatePayment) -> &mut CardPassthrough {
        payment.card_passthrough.as_mut().unwrap()
    }
    let payment = passed_through(Currency::SEK);
    payment.check().unwrap();
    let sent: Value = serde_json::from_slice(&payment.to_json()).unwrap();
    assert_eq!(sent["amount"], json!({"value": 5000, "currency": "SEK"}));
    assert_eq!(sent["paymentMethod"], json!({"type": "CARD_PASSTHROUGH"}));
    let expected = json!({
        "pspReference": "p".repeat(64), "cardCallbackUrl": "https://example.com/card",
        "allowedCardTypes": ["VISA_DEBIT", "VISA_CREDIT", "MC_CREDIT", "MC_DEBIT", "DANKORT"],
        "preferVisaPartOfVisaDankort": true, "publicEncryptionKeyId": "key-1",
    });
    assert_eq!(sent["cardPassthrough"], expected);

    let wallet = || PaymentMethod::Wallet { blocked_sources: Vec::new() };
    let bad: [(&str, Change); 4] = [
        ("nothing told", |payment| payment.card_passthrough = None),
        ("not chosen", |payment| payment.payment_method = PaymentMethod::Card),
        ("the reference", |payment| card(payment).psp_reference.push('p')),
        ("the callback", |payment| card(payment).card_callback_url = "http://a.b".to_owned()),
    ];
    for (case, change) in bad {
        let mut payment = passed_through(Currency::NOK);
        change(&mut payment);
        assert!(payment.check().is_err(), "{case}");
    }
    for currency in [Currency::SEK, Currency::USD, Currency::GBP] {
        passed_through(currency).check().unwrap();
        let mut payment = passed_through(currency);
        (payment.payment_method, payment.card_passthrough) = (wallet(), None);
        assert!(payment.check().is_err(), "{currency:?} is not for the app");
    }
}

#[test]
fn the_seldom_parts_keep_to_their_rules() {
    type Change = fn(&mut CreatePayment);
    fn airline(payment: &mut CreatePayment) -> &mut AirlineData {
        &mut payment.industry_data.as_mut().unwrap().airline_data
    }
    fn groups(payment: &mut CreatePayment) -> &mut Vec<ShippingGroup> {
        match &mut payment.shipping.as_mut().unwrap().options {
            ShippingOptions::FixedOptions(groups) => groups,
            ShippingOptions::DynamicOptions { .. } => panic!("they are fixed"),
        }
    }
    let cases: [(&str, Change); 11] = [
        ("a card in a push", |payment| {
            payment.payment_method = PaymentMethod::Card;
            payment.user_flow = UserFlow::Qr;
        }),
        ("no group", |payment| groups(payment).clear()),
        ("no option", |payment| groups(payment)[0].options.clear()),
        ("freight in another currency", |payment| {
            groups(payment)[0].options[0].amount.currency = Currency::NOK;
        }),
        ("freight below nothing", |payment| groups(payment)[0].options[0].amount.minor = -1),
        ("a country", |payment| {
            payment.shipping.as_mut().unwrap().allowed_countries.push("Norway".to_owned());
        }),
        ("a plain callback", |payment| {
            payment.shipping.as_mut().unwrap().options = ShippingOptions::DynamicOptions {
                callback_url: "http://example.com".to_owned(),
                callback_authorization_token: None,
            };
        }),
        ("an airline", |payment| airline(payment).airline_code.push('1')),
        ("a passenger", |payment| airline(payment).passenger_name.clear()),
        ("a ticket", |payment| airline(payment).ticket_number = Some("1".repeat(151))),
        ("a legal link", |payment| {
            let links = payment.merchant_legal_links.as_mut().unwrap();
            links.privacy_policy_url = "http://example.com".to_owned();
        }),
    ];
    for (case, change) in cases {
        let mut payment = express();
        change(&mut payment);
        assert!(payment.check().is_err(), "{case}");
    }
    for text in ["", "a b", &"a".repeat(51)] {
        assert!(CallbackToken::parse(text).is_err(), "{text}");
    }
}

#[tokio::test]
async fn what_a_payment_tells_of_the_customer_is_read_as_far_as_it_goes() {
    let address = json!({"addressLine1": "Robert Levins gate 5", "addressLine2": null,
        "city": "Oslo", "country": "NO", "postCode": "0154"});
    let mut body = state("AUTHORIZED", 0);
    body["paymentMethod"] = json!({"type": "CARD", "cardBin": "540185"});
    body["userDetails"] = json!({"firstName": "Ada", "lastName": "Lovelace", "email": 7,
        "mobileNumber": "4712345678", "dateOfBirth": "1988-12-31", "addresses": [address, 3]});
    body["shippingDetails"] = json!({"address": address, "shippingCost": 9900,
        "shippingOptionId": "posten-1", "shippingOptionName": "A-post", "new": 1});
    let read = async |body: &Value| {
        let scene = Scene::answering(answer(200, body));
        scene.client.epayment().get(&reference()).await.unwrap()
    };
    let payment = read(&body).await;
    let method = payment.payment_method.as_ref().unwrap();
    assert_eq!(method.kind.as_deref(), Some("CARD"));
    assert_eq!(method.card_bin.as_deref(), Some("540185"));
    let user = payment.user_details.as_ref().unwrap();
    assert_eq!(user.first_name.as_deref(), Some("Ada"));
    assert_eq!(user.last_name.as_deref(), Some("Lovelace"));
    assert_eq!(user.email, None, "an odd field costs no other");
    assert_eq!(user.mobile_number.as_deref(), Some("4712345678"));
    assert_eq!(user.date_of_birth.as_deref(), Some("1988-12-31"));
    assert_eq!(user.addresses.len(), 1);
    assert_eq!(user.addresses[0].address_line1.as_deref(), Some("Robert Levins gate 5"));
    assert_eq!(user.addresses[0].address_line2, None);
    let shipping = payment.shipping_details.as_ref().unwrap();
    assert_eq!(shipping.address.as_ref(), Some(&user.addresses[0]));
    assert_eq!(shipping.shipping_cost, Some(9900));
    assert_eq!(shipping.shipping_option_id.as_deref(), Some("posten-1"));
    assert_eq!(shipping.shipping_option_name.as_deref(), Some("A-post"));
    let printed = format!("{payment:?}");
    for hidden in ["Ada", "Lovelace", "4712345678", "Levins", "1988"] {
        assert!(!printed.contains(hidden), "{hidden} in {printed}");
    }

    for odd in [json!([]), json!("none"), Value::Null] {
        body["userDetails"] = odd.clone();
        body["shippingDetails"] = odd.clone();
        body["paymentMethod"] = odd.clone();
        let payment = read(&body).await;
        assert!(payment.user_details.unwrap_or_default() == UserDetails::default(), "{odd}");
    }
}

#[tokio::test]
async fn force_approve_is_for_the_test_environment() {
    let respond = |request: &Request| {
        if crate::script::is_token(request) {
            crate::script::token("t1", &json!(3600))
        } else {
            Ok(Response { status: 200, headers: Vec::new(), body: Vec::new() })
        }
    };
    let scene = Scene::at("https://apitest.vipps.no", respond);
    let number = Msisdn::parse("4712345678").unwrap();
    let rows = [
        (
            ForceApprove::Customer(Customer::PhoneNumber(number)),
            json!({"customer": {"phoneNumber": "4712345678"}}),
        ),
        (ForceApprove::Token("abc123".to_owned()), json!({"token": "abc123"})),
    ];
    for (approve, expected) in &rows {
        scene.client.epayment().force_approve(&reference(), approve).await.unwrap();
        let call = scene.last();
        let path = "/epayment/v1/test/payments/2486791679658155992/approve";
        assert_eq!((call.method.as_str(), call.url.path()), ("POST", path));
        assert_eq!(&serde_json::from_slice::<Value>(&call.body).unwrap(), expected);
        assert_eq!(format!("{approve:?}"), "ForceApprove(…)");
    }
    let scene = Scene::at("https://api.vipps.no", respond);
    let outcome = scene.client.epayment().force_approve(&reference(), &rows[0].0).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
    assert!(scene.seen().is_empty());
}
