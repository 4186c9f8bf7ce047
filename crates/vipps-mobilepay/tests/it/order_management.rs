//! Order Management: what is added to a payment, and what is read back.

use serde_json::{Value, json};
use vipps_mobilepay::epayment::{BottomLine, OrderLine, Receipt};
use vipps_mobilepay::order_management::{
    Category, CategoryId, CategoryKind, Image, ImageId, NewCategory,
};
use vipps_mobilepay::{Currency, Error, Reference, Response, Unknown};

use crate::script::{Scene, answer};

fn reference() -> Reference {
    Reference::parse("acme-0001").unwrap()
}

fn receipt() -> Receipt {
    let line = OrderLine {
        name: "socks".to_owned(),
        id: "line_1".to_owned(),
        total_amount: 1000,
        total_amount_excluding_tax: 800,
        total_tax_amount: 200,
        tax_rate: 2500,
        unit_info: None,
        discount: None,
        product_url: None,
        is_return: false,
        is_shipping: false,
    };
    Receipt { order_lines: vec![line], bottom_line: BottomLine::new(Currency::NOK) }
}

fn line(scene: &Scene) -> String {
    let call = scene.last();
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
    format!("{} {}", call.method.as_str(), call.url.path())
}

fn body(scene: &Scene) -> Value {
    serde_json::from_slice(&scene.last().body).unwrap()
}

#[tokio::test]
async fn an_order_is_read_back_with_what_came_later() {
    let lines = json!([{
        "name": "socks", "id": "line_1", "totalAmount": 1000, "totalAmountExcludingTax": 800,
        "totalTaxAmount": 200, "taxRate": 2500, "taxPercentage": null, "discount": 50,
        "unitInfo": {"unitPrice": 400, "quantity": "2.5", "quantityUnit": "BUSHEL"},
        "productUrl": "https://example.com/socks", "isReturn": true, "isShipping": false, "new": 1,
    }, {
        "name": "old", "id": "line_2", "totalAmount": 1, "totalAmountExcludingTax": 1,
        "totalTaxAmount": 0, "taxPercentage": 25, "unitInfo": "none",
    }]);
    let given = json!({
        "category": {"category": "NEW_WORD", "orderDetailsUrl": "https://example.com",
            "imageId": "socks-1"},
        "receipt": {"orderLines": lines, "bottomLine": {
            "currency": "NOK", "tipAmount": 10, "posId": "pos_122", "receiptNumber": "0527",
            "paymentSources": {"giftCard": 1, "card": null, "cash": 4},
            "barcode": {"format": "CODE 39", "data": "SC05"},
        }},
    });
    let scene = Scene::answering(answer(200, &given));
    let order = scene.client.order_management().get(&reference()).await.unwrap();
    assert_eq!(line(&scene), "GET /order-management/v2/ecom/acme-0001");
    assert_eq!(order.category.unwrap().category.as_deref(), Some("NEW_WORD"));
    let receipt = order.receipt.unwrap();
    let socks = &receipt.order_lines[0];
    assert_eq!((socks.total_amount, socks.total_tax_amount), (1000, 200));
    assert_eq!(
        (socks.tax_rate, socks.discount, socks.is_return),
        (Some(2500), Some(50), Some(true))
    );
    let unit = socks.unit_info.as_ref().unwrap();
    assert_eq!(unit.quantity_unit.as_deref(), Some("BUSHEL"), "a word that came later");
    assert_eq!(receipt.order_lines[1].tax_percentage, Some(25));
    assert_eq!(receipt.order_lines[1].unit_info, None);
    let bottom = receipt.bottom_line;
    assert_eq!((bottom.currency.as_deref(), bottom.tip_amount), (Some("NOK"), Some(10)));
    let sources = bottom.payment_sources.unwrap();
    assert_eq!((sources.gift_card, sources.card, sources.cash), (Some(1), None, Some(4)));
    assert_eq!(bottom.barcode.unwrap().data.as_deref(), Some("SC05"));

    let scene = Scene::answering(answer(200, &json!({"category": null, "receipt": null})));
    let order = scene.client.order_management().get(&reference()).await.unwrap();
    assert_eq!((order.category, order.receipt), (None, None));

    let cut = json!({"receipt": {"orderLines": [{"name": "socks", "id": "line_1"}]}});
    let scene = Scene::answering(answer(200, &cut));
    let error = scene.client.order_management().get(&reference()).await.unwrap_err();
    assert_eq!(
        error,
        Error::Unknown(Unknown::Unreadable { status: 200, retry_after_s: None }),
        "no line goes missing"
    );
}

#[tokio::test]
async fn receipts_links_and_pictures_are_added() {
    let id = json!("16328cb8-d769-4c53-90ad-e19777823f0a");
    let scene = Scene::answering(answer(201, &id));
    let orders = scene.client.order_management();
    orders.add_receipt(&reference(), &receipt()).await.unwrap();
    assert_eq!(line(&scene), "POST /order-management/v2/ecom/receipts/acme-0001");
    assert_eq!(body(&scene), serde_json::to_value(receipt()).unwrap());

    let image_id = ImageId::parse("socks-orange_1.png").unwrap();
    let category = Category {
        category: CategoryKind::OrderConfirmation,
        order_details_url: "https://example.com/1".to_owned(),
        image_id: Some(image_id.clone()),
    };
    orders.put_category(&reference(), &category).await.unwrap();
    assert_eq!(line(&scene), "PUT /order-management/v2/ecom/categories/acme-0001");
    let expected = json!({"category": "ORDER_CONFIRMATION",
        "orderDetailsUrl": "https://example.com/1", "imageId": "socks-orange_1.png"});
    assert_eq!(body(&scene), expected);

    let scene = Scene::answering(answer(200, &json!({"imageId": "socks-orange_1.png"})));
    let image = Image::parse(b"\x89PNG\r\n\x1a\nrest").unwrap();
    let added = scene.client.order_management().add_image(&image_id, &image).await.unwrap();
    assert_eq!(added, image_id);
    assert_eq!(line(&scene), "POST /order-management/v1/images");
    let expected =
        json!({"imageId": "socks-orange_1.png", "src": "iVBORw0KGgpyZXN0", "type": "base64"});
    assert_eq!(body(&scene), expected);
}

#[tokio::test]
async fn links_of_version_3_have_names_of_their_own() {
    const ID: &str = "337f5e5d-288b-40d5-be14-901cc3acacc0";
    let id = CategoryId::parse(ID).unwrap();
    let new = NewCategory {
        reference: reference(),
        kind: CategoryKind::Ticket,
        url: "https://example.com/1".to_owned(),
        image_id: None,
    };
    let stored = json!({"categoryId": ID, "orderId": "acme-0001", "paymentType": "ECOM",
        "type": "SOMETHING_NEW", "url": "https://example.com/1", "imageId": 7, "new": {}});
    let mut given = stored.clone();
    given["categories"] = json!([stored, {"categoryId": ID}]);
    let scene = Scene::answering(answer(201, &given));
    let orders = scene.client.order_management();

    assert_eq!(orders.add_category(&new).await.unwrap(), id);
    assert_eq!(line(&scene), "POST /order-management/v3/categories");
    let expected = json!({"orderId": "acme-0001", "paymentType": "ECOM", "type": "TICKET",
        "url": "https://example.com/1"});
    assert_eq!(body(&scene), expected);

    let all = orders.categories(None).await.unwrap();
    assert_eq!(line(&scene), "GET /order-management/v3/categories");
    assert_eq!((all.len(), &all[1].url), (2, &None));
    orders.categories(Some(&reference())).await.unwrap();
    assert_eq!(scene.last().url.query(), Some("orderId=acme-0001"));
    let one = orders.category(&id).await.unwrap();
    assert_eq!(line(&scene), format!("GET /order-management/v3/categories/{ID}"));
    assert_eq!((one.kind.as_deref(), one.image_id), (Some("SOMETHING_NEW"), None));
    orders.delete_category(&id).await.unwrap();
    assert_eq!(line(&scene), format!("DELETE /order-management/v3/categories/{ID}"));

    let plain = NewCategory { url: "http://example.com".to_owned(), ..new };
    let outcome = orders.add_category(&plain).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
    for text in ["", "337f5e5d", &ID.replace('3', "/")] {
        assert!(CategoryId::parse(text).is_err(), "{text}");
    }
}

#[tokio::test]
async fn what_breaks_a_rule_goes_nowhere() {
    let gone = Response { status: 200, headers: Vec::new(), body: Vec::new() };
    let scene = Scene::answering(Ok(gone));
    let orders = scene.client.order_management();
    let mut wrong = receipt();
    wrong.order_lines[0].total_tax_amount += 1;
    let outcome = orders.add_receipt(&reference(), &wrong).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
    let plain = Category {
        category: CategoryKind::General,
        order_details_url: "http://example.com".to_owned(),
        image_id: None,
    };
    let outcome = orders.put_category(&reference(), &plain).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
    assert!(scene.seen().is_empty());

    for text in ["", "a b", "a/b", &"a".repeat(129)] {
        assert!(ImageId::parse(text).is_err(), "{text}");
    }
    let mut large = b"\xff\xd8\xff".to_vec();
    assert!(Image::parse(&large).is_ok());
    large.resize(2_000_001, 0);
    assert!(Image::parse(&large).is_err());
    assert!(Image::parse(b"GIF89a").is_err());
}
