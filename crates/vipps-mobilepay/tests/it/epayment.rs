//! Payments: the bytes and headers that go out, and the answers as they are read.

use serde_json::{Value, json};
use vipps_mobilepay::epayment::{
    Barcode, BarcodeFormat, BottomLine, Cancel, CreatePayment, Customer, CustomerInteraction,
    ExpiresAt, Modification, OrderLine, PaymentSources, Profile, QrFormat, QrImage, Quantity,
    QuantityUnit, Receipt, UnitInfo, UserFlow,
};
use vipps_mobilepay::{
    Amount, Currency, CustomerToken, Error, IdempotencyKey, Msisdn, QrContent, Reference,
};

use crate::script::{Scene, answer};

pub(crate) fn key() -> IdempotencyKey {
    IdempotencyKey::parse("key-1").unwrap()
}

pub(crate) fn reference() -> Reference {
    Reference::parse("2486791679658155992").unwrap()
}

fn jacket() -> OrderLine {
    OrderLine {
        name: "winter jacket".to_owned(),
        id: "jacket1234".to_owned(),
        total_amount: 239_900,
        total_amount_excluding_tax: 191_920,
        total_tax_amount: 47_980,
        tax_rate: 2500,
        unit_info: Some(UnitInfo {
            unit_price: 319_900,
            quantity: Quantity::parse("1").unwrap(),
            quantity_unit: QuantityUnit::Pcs,
        }),
        discount: Some(80_000),
        product_url: None,
        is_return: false,
        is_shipping: false,
    }
}

/// The sale that the published description of this flow shows, with its slips put right.
pub(crate) fn seed_sale() -> CreatePayment {
    let amount = Amount::new(239_900, Currency::NOK);
    let scan = QrContent::parse("https://qr.vipps.no/p/qwjhewqhueheuqwhuqwhe").unwrap();
    let mut bottom_line = BottomLine::new(Currency::NOK);
    bottom_line.pos_id = Some("pos_122".to_owned());
    bottom_line.receipt_number = Some("0527013501".to_owned());
    let mut payment = CreatePayment::new(reference(), amount, UserFlow::PushMessage);
    payment.customer = Some(Customer::PersonalQr(scan));
    payment.customer_interaction = Some(CustomerInteraction::CustomerPresent);
    payment.receipt = Some(Receipt { order_lines: vec![jacket()], bottom_line });
    payment.return_url =
        Some("https://example.com/redirect?reference=2486791679658155992".to_owned());
    payment.payment_description = Some("Winter jacket - blue".to_owned());
    payment
}

pub(crate) fn state(state: &str, captured: i64) -> Value {
    let amount = |minor: i64| json!({"currency": "NOK", "value": minor});
    json!({
        "aggregate": {
            "authorizedAmount": amount(239_900), "cancelledAmount": amount(0),
            "capturedAmount": amount(captured), "refundedAmount": amount(0),
        },
        "amount": amount(239_900), "state": state, "paymentMethod": {"type": "WALLET"},
        "profile": {}, "pspReference": "3343121302", "reference": "2486791679658155992",
    })
}

#[tokio::test]
async fn the_seed_sale_goes_out_as_the_contract_describes_it() {
    let scene = Scene::answering(answer(201, &json!({"reference": "2486791679658155992"})));
    let created = scene.client.epayment().create(&seed_sale(), &key()).await.unwrap();
    assert_eq!(created.redirect_url, None);

    let call = scene.last();
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.url.as_str(), "https://api.example.test/epayment/v1/payments");
    for (name, value) in [
        ("authorization", "Bearer t1"),
        ("content-type", "application/json"),
        ("idempotency-key", "key-1"),
        ("merchant-serial-number", "123456"),
        ("ocp-apim-subscription-key", "the-subscription-key"),
        ("vipps-system-name", "acme"),
        ("vipps-system-version", "3.1.2"),
        ("vipps-system-plugin-name", "acme-pos"),
        ("vipps-system-plugin-version", "4.5.6"),
    ] {
        assert_eq!(call.header(name), Some(value), "{name}");
    }
    assert_eq!(call.body, seed_sale().to_json());
    let sent: Value = serde_json::from_slice(&call.body).unwrap();
    let expected = json!({
        "amount": {"value": 239_900, "currency": "NOK"},
        "paymentMethod": {"type": "WALLET"},
        "customer": {"personalQr": "https://qr.vipps.no/p/qwjhewqhueheuqwhuqwhe"},
        "customerInteraction": "CUSTOMER_PRESENT",
        "receipt": {
            "orderLines": [{
                "name": "winter jacket", "id": "jacket1234",
                "totalAmount": 239_900, "totalAmountExcludingTax": 191_920,
                "totalTaxAmount": 47_980, "taxRate": 2500, "discount": 80_000,
                "unitInfo": {"unitPrice": 319_900, "quantity": "1", "quantityUnit": "PCS"},
            }],
            "bottomLine": {
                "currency": "NOK", "posId": "pos_122", "receiptNumber": "0527013501",
            },
        },
        "reference": "2486791679658155992",
        "userFlow": "PUSH_MESSAGE",
        "returnUrl": "https://example.com/redirect?reference=2486791679658155992",
        "paymentDescription": "Winter jacket - blue",
    });
    assert_eq!(sent, expected);
}

/// A caller stores the hash of these bytes; a release that orders them otherwise would make every
/// repeat of an older request look like another one.
#[test]
fn the_bytes_of_a_request_never_change() {
    let bytes = concat!(
        r#"{"amount":{"value":239900,"currency":"NOK"},"paymentMethod":{"type":"WALLET"},"#,
        r#""customer":{"personalQr":"https://qr.vipps.no/p/qwjhewqhueheuqwhuqwhe"},"#,
        r#""customerInteraction":"CUSTOMER_PRESENT","receipt":{"orderLines":[{"#,
        r#""name":"winter jacket","id":"jacket1234","totalAmount":239900,"#,
        r#""totalAmountExcludingTax":191920,"totalTaxAmount":47980,"taxRate":2500,"#,
        r#""unitInfo":{"unitPrice":319900,"quantity":"1","quantityUnit":"PCS"},"#,
        r#""discount":80000}],"bottomLine":{"currency":"NOK","posId":"pos_122","#,
        r#""receiptNumber":"0527013501"}},"reference":"2486791679658155992","#,
        r#""userFlow":"PUSH_MESSAGE","#,
        r#""returnUrl":"https://example.com/redirect?reference=2486791679658155992","#,
        r#""paymentDescription":"Winter jacket - blue"}"#,
    );
    assert_eq!(String::from_utf8(seed_sale().to_json()).unwrap(), bytes);
    let amount = Modification::new(Amount::new(239_900, Currency::NOK));
    assert_eq!(amount.to_json(), br#"{"modificationAmount":{"value":239900,"currency":"NOK"}}"#);
    assert_eq!(Cancel { transaction_only: true }.to_json(), br#"{"cancelTransactionOnly":true}"#);
}

#[test]
fn every_field_has_its_name_on_the_wire() {
    let amount = Amount::new(5000, Currency::EUR);
    let mut payment = CreatePayment::new(reference(), amount, UserFlow::Qr);
    payment.customer = Some(Customer::CustomerToken(CustomerToken::parse("token").unwrap()));
    payment.customer_interaction = Some(CustomerInteraction::CustomerNotPresent);
    payment.qr_format = Some(QrFormat { format: QrImage::Png, size_px: Some(200) });
    payment.metadata = [("till", "1"), ("basket", "b")].map(|(k, v)| (k.into(), v.into())).into();
    payment.receipt_url = Some("https://example.com/receipt/1".to_owned());
    payment.expires_at = Some(ExpiresAt::from_unix_s(1_677_432_748).unwrap());
    payment.minimum_user_age = Some(18);
    payment.profile = Some(Profile { scope: "name email".to_owned() });
    let mut line = jacket();
    line.unit_info = None;
    line.discount = None;
    line.product_url = Some("https://example.com/jacket".to_owned());
    line.is_return = true;
    line.is_shipping = true;
    let sources =
        PaymentSources { gift_card: Some(1), card: Some(2), voucher: Some(3), cash: Some(4) };
    let barcode = Barcode { format: BarcodeFormat::Code39, data: "R1".to_owned() };
    let mut bottom_line = BottomLine::new(Currency::EUR);
    bottom_line.tip_amount = Some(10);
    bottom_line.payment_sources = Some(sources);
    bottom_line.barcode = Some(barcode);
    payment.receipt = Some(Receipt { order_lines: vec![line], bottom_line });
    payment.check().unwrap();

    let sent: Value = serde_json::from_slice(&payment.to_json()).unwrap();
    let expected = json!({
        "amount": {"value": 5000, "currency": "EUR"},
        "paymentMethod": {"type": "WALLET"},
        "customer": {"customerToken": "token"},
        "customerInteraction": "CUSTOMER_NOT_PRESENT",
        "receipt": {
            "orderLines": [{
                "name": "winter jacket", "id": "jacket1234",
                "totalAmount": 239_900, "totalAmountExcludingTax": 191_920,
                "totalTaxAmount": 47_980, "taxRate": 2500,
                "productUrl": "https://example.com/jacket",
                "isReturn": true, "isShipping": true,
            }],
            "bottomLine": {
                "currency": "EUR", "tipAmount": 10,
                "paymentSources": {"giftCard": 1, "card": 2, "voucher": 3, "cash": 4},
                "barcode": {"format": "CODE 39", "data": "R1"},
            },
        },
        "reference": "2486791679658155992",
        "userFlow": "QR",
        "metadata": {"till": "1", "basket": "b"},
        "receiptUrl": "https://example.com/receipt/1",
        "expiresAt": "2023-02-26T17:32:28Z",
        "qrFormat": {"format": "IMAGE/PNG", "size": 200},
        "minimumUserAge": 18,
        "profile": {"scope": "name email"},
    });
    assert_eq!(sent, expected);
    // The contract's other words.
    let words = [
        (json!(UserFlow::WebRedirect), "WEB_REDIRECT"),
        (json!(UserFlow::NativeRedirect), "NATIVE_REDIRECT"),
        (json!(QrImage::Svg), "IMAGE/SVG+XML"),
        (json!(QrImage::TargetUrl), "TEXT/TARGETURL"),
        (json!(BarcodeFormat::Ean13), "EAN-13"),
        (json!(BarcodeFormat::Code128), "CODE 128"),
        (json!(QuantityUnit::Kg), "KG"),
        (json!(QuantityUnit::Km), "KM"),
        (json!(QuantityUnit::Minute), "MINUTE"),
        (json!(QuantityUnit::Litre), "LITRE"),
        (json!(QuantityUnit::Kwh), "KWH"),
    ];
    for (sent, word) in words {
        assert_eq!(sent, json!(word));
    }
}

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_not_sent() {
    type Change = fn(&mut CreatePayment);
    let cases: [(&str, Change); 16] = [
        ("nothing to pay", |payment| payment.amount.minor = 0),
        ("too much", |payment| payment.amount.minor = Amount::MINOR_MAX + 1),
        ("a push to nobody", |payment| payment.customer = None),
        ("a redirect to nowhere", |payment| {
            payment.user_flow = UserFlow::WebRedirect;
            payment.return_url = None;
        }),
        ("a plain return URL", |payment| payment.return_url = Some("http://a.example".into())),
        ("no URL", |payment| payment.receipt_url = Some("receipt".into())),
        ("a short description", |payment| payment.payment_description = Some("ab".into())),
        ("a long description", |payment| payment.payment_description = Some("ø".repeat(101))),
        ("an expiry without receipt", |payment| {
            payment.expires_at = Some(ExpiresAt::from_unix_s(1_900_000_000).unwrap());
            payment.receipt = None;
        }),
        ("an age", |payment| payment.minimum_user_age = Some(101)),
        ("a QR in a push", |payment| {
            payment.qr_format = Some(QrFormat { format: QrImage::Svg, size_px: None });
        }),
        ("a size of an SVG", |payment| {
            payment.user_flow = UserFlow::Qr;
            payment.qr_format = Some(QrFormat { format: QrImage::Svg, size_px: Some(200) });
        }),
        ("six pairs", |payment| {
            payment.metadata = (0..6).map(|n| (n.to_string(), String::new())).collect();
        }),
        ("no lines", |payment| payment.receipt.as_mut().unwrap().order_lines.clear()),
        ("a line that does not add up", |payment| {
            payment.receipt.as_mut().unwrap().order_lines[0].total_tax_amount += 1;
        }),
        ("another currency", |payment| payment.amount.currency = Currency::DKK),
    ];
    let scene = Scene::answering(answer(201, &json!({"reference": "2486791679658155992"})));
    for (case, change) in cases {
        let mut payment = seed_sale();
        change(&mut payment);
        let outcome = scene.client.epayment().create(&payment, &key()).await;
        assert!(matches!(outcome, Err(Error::Invalid(_))), "{case}: {outcome:?}");
    }
    let nothing = Amount::new(0, Currency::NOK);
    let outcome = scene.client.epayment().refund(&reference(), nothing, &key()).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))));
    assert!(scene.seen().is_empty());
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    for base in ["https://proxy.example.test/vipps", "https://proxy.example.test/vipps/"] {
        let scene = Scene::at(base, |request| {
            if request.url.path() == "/vipps/accesstoken/get" {
                crate::script::token("t1", &json!(3600))
            } else {
                answer(200, &state("CREATED", 0))
            }
        });
        scene.client.epayment().get(&reference()).await.unwrap();
        assert_eq!(
            scene.seen_paths()[1],
            "/vipps/epayment/v1/payments/2486791679658155992",
            "{base}"
        );
    }
}

#[test]
fn nothing_personal_or_secret_prints() {
    let mut payment = seed_sale();
    payment.customer = Some(Customer::PhoneNumber(Msisdn::parse("4712345678").unwrap()));
    let scene = Scene::answering(answer(200, &json!({})));
    let printed = format!("{payment:?} {:?} {:?}", seed_sale(), scene.client);
    for hidden in ["4712345678", "qwjhew", "the-client-secret", "the-subscription-key"] {
        assert!(!printed.contains(hidden), "{hidden} in {printed}");
    }
}

#[tokio::test]
async fn what_is_later_than_its_caller_allows_is_not_sent() {
    let scene = Scene::answering(answer(200, &json!({})));
    let amount = Amount::new(100, Currency::NOK);
    let now_unix_ms = scene.now_unix_s() * 1000;
    let refund = async |until| {
        let epayment = scene.client.epayment().not_after(until);
        epayment.refund(&reference(), amount, &key()).await.unwrap_err()
    };
    assert!(matches!(refund(now_unix_ms).await, Error::NotSent { .. }));
    assert_eq!(scene.seen_paths(), ["/accesstoken/get"]);
    assert!(matches!(refund(now_unix_ms + 1).await, Error::Unknown(_)), "sent, and not readable");
    assert!(scene.last().url.path().ends_with("/refund"));
}
