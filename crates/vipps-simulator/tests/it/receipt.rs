//! Receipts that travel with a payment.

use serde_json::{Value, json};

use crate::world::World;

fn receipt() -> Value {
    json!({
        "orderLines": [{
            "name": "Winter jacket", "id": "jacket1234", "totalAmount": 239_900,
            "totalAmountExcludingTax": 191_920, "totalTaxAmount": 47_980, "taxRate": 2500,
            "discount": 80_000, "productUrl": null, "isReturn": false, "isShipping": null,
            "unitInfo": {"unitPrice": 319_900, "quantity": "1", "quantityUnit": "PCS"},
        }],
        "bottomLine": {
            "currency": "NOK", "posId": "pos_122", "receiptNumber": "0527013501", "tipAmount": null,
            "paymentSources": {"giftCard": 100, "card": null},
            "barcode": {"format": "EAN-13", "data": "7038010009457"},
        },
    })
}

#[tokio::test]
async fn receipts_are_checked_by_field() {
    let cases = [
        ("", json!(null), ""),
        ("/orderLines", json!([]), "receipt.orderLines"),
        ("/orderLines/0/taxRate", json!(10_001), "receipt.orderLines[0].taxRate"),
        ("/orderLines/0/taxRate", json!(null), "receipt.orderLines[0].taxRate"),
        ("/orderLines/0/discount", json!(-1), "receipt.orderLines[0].discount"),
        ("/orderLines/0/totalAmount", json!("1"), "receipt.orderLines[0].totalAmount"),
        ("/orderLines/0/totalAmount", json!(1.5), "receipt.orderLines[0].totalAmount"),
        ("/orderLines/0/id", json!(7), "receipt.orderLines[0].id"),
        (
            "/orderLines/0/unitInfo/quantity",
            json!("1,5"),
            "receipt.orderLines[0].unitInfo.quantity",
        ),
        ("/orderLines/0/unitInfo/unitPrice", json!(-1), "receipt.orderLines[0].unitInfo.unitPrice"),
        ("/orderLines/0/unitInfo/unitPrice", json!(null), ""),
        ("/orderLines/0/unitInfo", json!({"quantity": "1"}), "unitPrice"),
        ("/bottomLine", json!([{"currency": "NOK"}]), "receipt.bottomLine"),
        ("/bottomLine", json!({}), "currency"),
        ("/bottomLine/tipAmount", json!(-1), "receipt.bottomLine.tipAmount"),
        ("/bottomLine/barcode/data", json!("7038010009458"), "receipt.bottomLine.barcode.data"),
        // The service doesn't add up, and neither do we.
        ("/orderLines/0/totalTaxAmount", json!(1), ""),
    ];
    let world = World::new().await;
    for (number, (pointer, value, field)) in cases.iter().enumerate() {
        let mut receipt = receipt();
        if !pointer.is_empty() {
            *receipt.pointer_mut(pointer).unwrap() = value.clone();
        }
        let reference = format!("receipt-{number:04}");
        let mut body = world.payment(&reference);
        body["receipt"] = receipt;
        let reply = world.create(&reference, &body).await;
        if field.is_empty() {
            assert_eq!(reply.status, 201, "{pointer} {value}: {}", reply.text);
        } else {
            assert_eq!((reply.status, reply.code().as_str()), (400, *field), "{pointer} {value}");
        }
    }
}

#[tokio::test]
async fn unknown_fields_are_refused_at_every_depth() {
    let world = World::new().await;
    for pointer in
        ["", "/orderLines/0", "/orderLines/0/unitInfo", "/bottomLine", "/bottomLine/barcode"]
    {
        let mut receipt = receipt();
        receipt.pointer_mut(pointer).unwrap()["surprise"] = json!(1);
        let mut body = world.payment("receipt-0001");
        body["receipt"] = receipt;
        let reply = world.create(pointer, &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "surprise"), "{pointer}");
    }
}
