//! Pictures, links and receipts of orders, and the lines of a payment read back.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::world::{Reply, World};

const BASE: &str = "/order-management";

fn receipt() -> Value {
    json!({
        "orderLines": [{"name": "Hat", "id": "1", "totalAmount": 10_000,
            "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500}],
        "bottomLine": {"currency": "NOK", "receiptNumber": "42"},
    })
}

/// The head of a PNG of this height, and so many bytes more.
fn png(height: u32, more: usize) -> String {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.resize(bytes.len() + more, 0);
    STANDARD.encode(bytes)
}

fn invalid(reply: &Reply) -> (u16, String) {
    let name = reply.json()["invalidParams"][0]["name"].as_str().unwrap_or_default().to_owned();
    (reply.status, name)
}

#[tokio::test]
async fn the_lines_of_a_payment_are_read_back() {
    let world = World::new().await;
    let mut body = world.payment("order-0001");
    body["receipt"] = receipt();
    world.create("order-0001", &body).await;
    for payment_type in ["ecom", "ECOM"] {
        let order = world.get(&format!("{BASE}/v2/{payment_type}/order-0001")).await;
        assert_eq!(order.json(), json!({"receipt": receipt()}));
    }
    assert_eq!(world.get(&format!("{BASE}/v2/recurring/order-0001")).await.status, 404);
    let again = world.post(&format!("{BASE}/v2/ecom/receipts/order-0001"), "", &receipt()).await;
    assert_eq!(again.status, 409, "a receipt can't be changed");
    let denmark = world.in_denmark();
    assert_eq!(denmark.get(&format!("{BASE}/v2/ecom/order-0001")).await.status, 404);
}

#[tokio::test]
async fn a_receipt_is_taken_once_and_checked() {
    let world = World::new().await;
    let path = format!("{BASE}/v2/ecom/receipts/any-order");
    let mut wrong = receipt();
    wrong["orderLines"][0]["taxRate"] = json!(10_001);
    assert_eq!(
        invalid(&world.post(&path, "", &wrong).await),
        (400, "orderLines[0].taxRate".into())
    );
    assert_eq!(world.post(&path, "", &json!({})).await.status, 400);
    let made = world.post(&path, "", &receipt()).await;
    assert_eq!((made.status, made.json().as_str().unwrap().len()), (201, 36));
    assert_eq!(world.post(&path, "", &receipt()).await.status, 409);
    let paths = [("psp/receipts/any", "PaymentType"), ("ecom/receipts/any%20one", "OrderId")];
    for (path, name) in paths {
        let reply = world.post(&format!("{BASE}/v2/{path}"), "", &receipt()).await;
        assert_eq!(invalid(&reply), (400, name.to_owned()));
    }
}

#[tokio::test]
async fn a_picture_is_taken_once_and_checked() {
    let world = World::new().await;
    let path = format!("{BASE}/v1/images");
    let image = |id: &str, src: &str| json!({"imageId": id, "src": src, "type": "base64"});
    let two_megabytes = 2 * 1024 * 1024 - 24;
    let cases = [
        (image("hat-1", &png(166, 0)), 400, "Src"),
        (image("hat-1", "not base64!"), 400, "Src"),
        (image("hat-1", "R0lGODlh"), 400, "Src"),
        (image("hat 1", &png(167, 0)), 400, "ImageId"),
        (image("hat-1", &png(167, two_megabytes + 1)), 400, "Src"),
        (image("hat-1", &png(167, two_megabytes)), 200, ""),
        (image("hat-1", &png(167, 0)), 400, "ImageId"),
    ];
    for (body, status, name) in cases {
        let reply = world.post(&path, "", &body).await;
        assert_eq!(invalid(&reply), (status, name.to_owned()));
    }
}

#[tokio::test]
async fn an_order_has_one_link_by_the_older_way_and_many_by_the_newer() {
    let world = World::new().await;
    let image = json!({"imageId": "hat-1", "src": png(200, 0), "type": "base64"});
    world.post(&format!("{BASE}/v1/images"), "", &image).await;
    let old = format!("{BASE}/v2/ecom/categories/order-0001");
    let link =
        |url: &str| json!({"category": "GENERAL", "orderDetailsUrl": url, "imageId": "hat-1"});
    for url in ["https://example.com/1", "https://example.com/2"] {
        let put = world.api(Method::PUT, &old, "", &link(url).to_string()).await;
        assert_eq!((put.status, put.json().as_str().unwrap().len()), (200, 36));
    }
    let order = world.get(&format!("{BASE}/v2/ecom/order-0001")).await.json();
    assert_eq!(order, json!({"category": link("https://example.com/2")}));
    let mut unknown = link("https://example.com/3");
    unknown["imageId"] = json!("hat-2");
    let put = world.api(Method::PUT, &old, "", &unknown.to_string()).await;
    assert_eq!(invalid(&put), (400, "ImageId".to_owned()));

    let new = format!("{BASE}/v3/categories");
    let body = json!({"orderId": "order-0001", "paymentType": "ECOM", "type": "TICKET",
        "url": "https://example.com/ticket"});
    let added = world.post(&new, "", &body).await;
    assert_eq!(added.status, 201);
    let one = format!("{new}/{}", added.json()["categoryId"].as_str().unwrap());
    assert_eq!(world.get(&one).await.json()["type"], "TICKET");
    let listed = world.get(&format!("{new}?orderId=order-0001")).await.json();
    assert_eq!(listed["categories"].as_array().unwrap().len(), 2);
    assert_eq!(world.get(&format!("{new}?orderId=other")).await.json(), json!({"categories": []}));
    assert_eq!(world.api(Method::DELETE, &one, "", "").await.status, 200);
    assert_eq!(world.get(&one).await.status, 404);
    assert_eq!(world.api(Method::DELETE, &one, "", "").await.status, 404);
}
