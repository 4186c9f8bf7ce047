//! Everything that the client sends, and everything that the reference answers, is as the document in
//! `docs/` says.

use crate::served::{KARI, Served, by_number, enrol, purchase, reversal};
use directory::{BalanceOf, Operation, Redeem, Release, Reserve};
use serde_json::{Value, json};
use uuid::Uuid;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/directory.openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Fails unless some JSON is as a schema of the document says.
#[track_caller]
fn assert_is(name: &str, value: &Value) {
    let mut schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    schema["components"] = document()["components"].clone();
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?} in {value:#}");
}

fn schema_of(content: &Value) -> String {
    let content = content.as_object().unwrap().values().next().unwrap();
    let reference = content["schema"]["$ref"].as_str().unwrap();
    reference.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn both_sides_keep_to_the_document() {
    let served = Served::new().await;
    let client = &served.client;
    let kari = served.reference.add_member(KARI, "Kari", 100).id;
    client.look_up(&by_number(KARI)).await.unwrap();
    client.look_up(&by_number("4700000000")).await.unwrap();
    client.enrol(&enrol("4712345678", "sub")).await.unwrap();
    client.book(&purchase(&kari)).await.unwrap();
    client.reverse(&reversal(&kari, 7, 1, 239_900)).await.unwrap();
    client.reverse(&reversal("m-9", 8, 1, 1)).await.unwrap_err();
    client.balance(&BalanceOf { member: kari.clone() }).await.unwrap();
    for number in [1, 2] {
        let reservation = Uuid::from_u128(number);
        let (member, purchase) = (kari.clone(), Uuid::from_u128(1));
        let reserve = Reserve { member, reservation, purchase, points: 10, lives_s: 1_200 };
        client.reserve(&reserve).await.unwrap();
    }
    client.redeem(&Redeem { reservation: Uuid::from_u128(1) }).await.unwrap();
    client.release(&Release { reservation: Uuid::from_u128(2) }).await.unwrap();
    client.release(&Release { reservation: Uuid::from_u128(1) }).await.unwrap_err();

    let document = document();
    let (mut asked, mut refused) = (Vec::new(), 0);
    for (request, response) in served.kept.all() {
        let path = request.url.path().to_owned();
        let call = &document["paths"][&path]["post"];
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_is(&schema_of(&call["requestBody"]["content"]), &body);
        let wants_key = call["parameters"].as_array().is_some_and(|all| !all.is_empty());
        assert_eq!(request.header("idempotency-key").is_some(), wants_key, "{path}");
        let status = if response.status == 200 { "200" } else { "4XX" };
        refused += u32::from(status == "4XX");
        let answer: Value = serde_json::from_slice(&response.body).unwrap();
        assert_is(&schema_of(&call["responses"][status]["content"]), &answer);
        asked.push(path);
    }
    for operation in Operation::ALL {
        assert!(asked.contains(&format!("/{}", operation.path())), "{operation:?} was not tried");
    }
    assert_eq!(document["paths"].as_object().unwrap().len(), Operation::ALL.len());
    assert_eq!(refused, 3);
}

/// A schema that takes anything would make the test above worthless.
#[test]
fn the_document_refuses_what_is_wrong() {
    let schema = json!({
        "$ref": "#/components/schemas/Purchase",
        "components": document()["components"],
    });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let right = serde_json::to_value(purchase("m-1001")).unwrap();
    assert!(validator.is_valid(&right));
    for (field, wrong) in
        [("member", json!(1001)), ("total_minor", json!(1.5)), ("lines", json!("none"))]
    {
        let mut one = right.clone();
        one[field] = wrong;
        assert!(!validator.is_valid(&one), "{field}");
        one.as_object_mut().unwrap().remove(field);
        assert!(!validator.is_valid(&one), "without {field}");
    }
}
