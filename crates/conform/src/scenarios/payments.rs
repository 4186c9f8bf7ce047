//! Payments with every field that the client knows.

use vipps_mobilepay::epayment::{
    AirlineData, Barcode, BarcodeFormat, BlockedSource, BottomLine, CallbackToken, CardPassthrough,
    CardType, CreatePayment, CustomerInteraction, ExpiresAt, IndustryData, MerchantLegalLinks,
    OrderLine, PaymentMethod, PaymentSources, QrFormat, QrImage, Quantity, QuantityUnit, Receipt,
    Shipping, ShippingBrand, ShippingGroup, ShippingKind, ShippingOption, ShippingOptions,
    UnitInfo, UserFlow,
};
use vipps_mobilepay::{Amount, Currency, Reference};

use super::epayment::nok;
use super::world::START_MS;

/// A payment by QR with everything that isn't Express.
pub(super) fn detailed(reference: &str) -> anyhow::Result<CreatePayment> {
    let mut payment = CreatePayment::new(Reference::parse(reference)?, nok(20_000), UserFlow::Qr);
    payment.customer_interaction = Some(CustomerInteraction::CustomerPresent);
    payment.qr_format = Some(QrFormat { format: QrImage::Png, size_px: Some(200) });
    payment.return_url = Some("https://example.com/done".to_owned());
    payment.payment_description = Some("Winter jacket".to_owned());
    payment.metadata = [("till", "1"), ("basket", "b")].map(|(k, v)| (k.into(), v.into())).into();
    payment.receipt_url = Some("https://example.com/receipt/1".to_owned());
    // In Norway at most a day ahead; the scenarios before have moved the clock by minutes.
    payment.expires_at = Some(ExpiresAt::from_unix_s(START_MS / 1000 + 20 * 3600)?);
    payment.minimum_user_age = Some(18);
    payment.receipt = Some(receipt()?);
    payment.merchant_legal_links = Some(MerchantLegalLinks {
        terms_of_sale_url: "https://example.com/terms".to_owned(),
        privacy_policy_url: "https://example.com/privacy".to_owned(),
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
    Ok(payment)
}

pub(super) fn receipt() -> anyhow::Result<Receipt> {
    let units = [
        QuantityUnit::Pcs,
        QuantityUnit::Kg,
        QuantityUnit::Km,
        QuantityUnit::Minute,
        QuantityUnit::Litre,
        QuantityUnit::Kwh,
    ];
    let mut order_lines = Vec::new();
    for (number, quantity_unit) in units.into_iter().enumerate() {
        let unit_info =
            UnitInfo { unit_price: 2_500, quantity: Quantity::parse("0.822")?, quantity_unit };
        order_lines.push(OrderLine {
            name: "jacket".to_owned(),
            id: format!("jacket-{number}"),
            total_amount: 2_500,
            total_amount_excluding_tax: 2_000,
            total_tax_amount: 500,
            tax_rate: 2_500,
            unit_info: Some(unit_info),
            discount: Some(500),
            product_url: Some("https://example.com/jacket".to_owned()),
            is_return: number == 1,
            is_shipping: number == 2,
        });
    }
    let mut bottom_line = BottomLine::new(Currency::NOK);
    bottom_line.tip_amount = Some(100);
    bottom_line.pos_id = Some("pos_122".to_owned());
    bottom_line.receipt_number = Some("0527013501".to_owned());
    bottom_line.payment_sources =
        Some(PaymentSources { gift_card: Some(1), card: Some(2), voucher: Some(3), cash: Some(4) });
    bottom_line.barcode = Some(Barcode { format: BarcodeFormat::Code39, data: "R1".to_owned() });
    Ok(Receipt { order_lines, bottom_line })
}

pub(super) fn in_browser(reference: &str) -> anyhow::Result<CreatePayment> {
    let reference = Reference::parse(reference)?;
    let mut payment = CreatePayment::new(reference, nok(20_000), UserFlow::WebRedirect);
    payment.return_url = Some("https://example.com/done".to_owned());
    Ok(payment)
}

/// What Denmark and Finland alone can do: some cards may not pay.
pub(super) fn without_company_cards(reference: &str) -> anyhow::Result<CreatePayment> {
    let mut payment = in_browser(reference)?;
    payment.amount = Amount::new(20_000, Currency::DKK);
    payment.payment_method =
        PaymentMethod::Wallet { blocked_sources: vec![BlockedSource::CommercialCards] };
    Ok(payment)
}

/// Express, with ways of shipping to choose from.
pub(super) fn express(reference: &str) -> anyhow::Result<CreatePayment> {
    let mut payment = in_browser(reference)?;
    let option = ShippingOption {
        id: "pickup-123".to_owned(),
        amount: nok(4_900),
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
        allowed_countries: vec!["NO".to_owned()],
    });
    Ok(payment)
}

/// Every kind and every carrier of shipping.
pub(super) fn express_with_all(reference: &str) -> anyhow::Result<CreatePayment> {
    let mut payment = express(reference)?;
    let kinds = [
        ShippingKind::HomeDelivery,
        ShippingKind::PickupPoint,
        ShippingKind::Mailbox,
        ShippingKind::InStore,
        ShippingKind::Other,
    ];
    let brands = [
        ShippingBrand::Posten,
        ShippingBrand::Bring,
        ShippingBrand::Postnord,
        ShippingBrand::Helthjem,
        ShippingBrand::Porterbuddy,
        ShippingBrand::Dhl,
        ShippingBrand::Instabox,
        ShippingBrand::Fedex,
        ShippingBrand::Matkahuolto,
        ShippingBrand::Gls,
        ShippingBrand::Posti,
        ShippingBrand::Gordon,
        ShippingBrand::Other,
    ];
    if let Some(shipping) = &mut payment.shipping
        && let ShippingOptions::FixedOptions(groups) = &mut shipping.options
    {
        let like = groups.remove(0);
        for (brand, kind) in brands.into_iter().zip(kinds.into_iter().cycle()) {
            groups.push(ShippingGroup { kind, brand, ..like.clone() });
        }
    }
    Ok(payment)
}

/// A card that a provider passes through.
pub(super) fn passed_through(reference: &str, currency: Currency) -> anyhow::Result<CreatePayment> {
    let mut payment = in_browser(reference)?;
    payment.amount = Amount::new(20_000, currency);
    payment.payment_method = PaymentMethod::CardPassthrough;
    payment.card_passthrough = Some(CardPassthrough {
        psp_reference: "psp-1".to_owned(),
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
    Ok(payment)
}

/// Express, with the merchant asked for the ways of shipping.
pub(super) fn asked_for_shipping(reference: &str) -> anyhow::Result<CreatePayment> {
    let mut payment = in_browser(reference)?;
    payment.shipping = Some(Shipping {
        options: ShippingOptions::DynamicOptions {
            callback_url: "https://example.com/ship".to_owned(),
            callback_authorization_token: Some(CallbackToken::parse("ae0cb90d91b4")?),
        },
        allowed_countries: Vec::new(),
    });
    Ok(payment)
}
