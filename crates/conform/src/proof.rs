//! The proof that the suite would see it: a small contract of our own, an exchange that keeps to
//! it, and every kind of break, each of which must be found where it is.

use std::time::Duration;

use serde_json::{Value, json};
use vipps_mobilepay::{Method, Request, Response};

use crate::amendments::Amended;
use crate::check::{Part, check};
use crate::contract::{Contract, Operation};
use crate::exceptions::{Exception, NotAsked};
use crate::operations::{Row, Source};
use crate::report::{Known, Report};
use crate::scenarios::Driven;
use crate::transport::Exchange;

const CONTRACT: &str = r##"
openapi: 3.0.3
servers: [{ url: "https://example.com/shop" }]
security: [{ Token: [] }]
paths:
  /v1/orders/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string, pattern: "^[a-z]+$" } }
    put:
      operationId: putOrder
      parameters:
        - { name: Till, in: header, required: true, schema: { type: integer, minimum: 1 } }
        - { name: dry, in: query, schema: { type: boolean } }
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: "#/components/schemas/Order" } }
      responses:
        "200":
          description: stored
          content:
            application/json:
              schema:
                type: object
                required: [state]
                properties:
                  state: { type: string, enum: [OPEN, PAID] }
                  paid: { type: string, nullable: true }
        "404": { description: unknown }
  /v1/orders/mine:
    get:
      operationId: myOrders
      responses: { "200": { description: all } }
components:
  schemas:
    Order:
      type: object
      required: [amount, code]
      properties:
        amount: { type: integer, minimum: 0, exclusiveMinimum: true }
        code: { type: string, pattern: "^[A-Z]{3}$" }
        note: { type: string, nullable: true, maxLength: 5 }
        payer:
          nullable: true
          allOf: [{ $ref: "#/components/schemas/Payer" }]
        way:
          oneOf:
            - { $ref: "#/components/schemas/Payer" }
            - { type: object, required: [cash], properties: { cash: { type: boolean } } }
          discriminator: { propertyName: kind }
    Payer:
      type: object
      required: [name]
      properties: { name: { type: string }, nullable: { type: string } }
"##;

fn operations() -> Vec<Operation> {
    Contract::parse("shop", CONTRACT).unwrap().operations().unwrap()
}

fn order() -> Value {
    json!({
        "amount": 1, "code": "ABC", "note": null, "payer": null, "way": { "cash": true },
    })
}

fn exchange(body: &Value) -> Exchange {
    let json = ("Content-Type", "application/json".to_owned());
    let till = ("Till", "7".to_owned());
    let token = ("Authorization", "Bearer t".to_owned());
    let request = Request {
        method: Method::Put,
        url: "https://example.com/shop/v1/orders/abc?dry=true".parse().unwrap(),
        headers: vec![json, till, token],
        body: body.to_string().into_bytes(),
        timeout: Duration::from_secs(1),
    };
    let response = Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())],
        body: json!({ "state": "OPEN", "paid": null }).to_string().into_bytes(),
    };
    Exchange { request, response, is_wrong_on_purpose: false }
}

fn found(exchange: &Exchange) -> Vec<(Part, String)> {
    let operations = operations();
    let put = operations.iter().find(|one| one.method == "PUT").unwrap();
    let findings = check(put, exchange);
    findings.into_iter().map(|finding| (finding.part, finding.place)).collect()
}

#[test]
fn an_exchange_that_keeps_to_the_contract_passes() {
    assert_eq!(found(&exchange(&order())), []);
    let full = json!({
        "amount": 1, "code": "ABC", "note": "a", "payer": { "name": "x", "nullable": "y" },
        "way": { "name": "x" },
    });
    assert_eq!(found(&exchange(&full)), []);
}

#[test]
fn a_broken_request_body_is_refused() {
    let rows = [
        ("missing required", "/code", None, ""),
        ("wrong type", "/amount", Some(json!("1")), "/amount"),
        ("a fraction", "/amount", Some(json!(1.5)), "/amount"),
        ("the excluded minimum", "/amount", Some(json!(0)), "/amount"),
        ("pattern", "/code", Some(json!("abc")), "/code"),
        ("null where not nullable", "/code", Some(json!(null)), "/code"),
        ("too long", "/note", Some(json!("abcdef")), "/note"),
        ("not null and not the part either", "/payer", Some(json!({})), "/payer"),
        ("none of the parts", "/way", Some(json!({ "cash": 1 })), "/way"),
        ("fields of both parts", "/way", Some(json!({ "cash": true, "name": "x" })), "/way"),
        ("an unknown field", "/codes", Some(json!("ABC")), "/codes"),
        ("an unknown field further in", "/payer", Some(json!({ "name": "x", "a": 1 })), "/payer"),
    ];
    for (case, pointer, value, place) in rows {
        let mut body = order();
        let field = &pointer[1..];
        match value {
            None => drop(body.as_object_mut().unwrap().remove(field)),
            Some(value) => body[field] = value,
        }
        assert_eq!(found(&exchange(&body)), [(Part::Request, place.to_owned())], "{case}");
    }
}

#[test]
fn a_broken_answer_is_refused() {
    let rows = [
        ("missing required", 200, json!({}), ""),
        ("unknown enum value", 200, json!({ "state": "LOST" }), "/state"),
        ("null where not nullable", 200, json!({ "state": null }), "/state"),
        ("wrong type", 200, json!({ "state": "OPEN", "paid": 1 }), "/paid"),
        ("not an object", 200, json!([]), ""),
        ("an unknown status", 201, json!({ "state": "OPEN" }), "status"),
    ];
    for (case, status, body, place) in rows {
        let mut exchange = exchange(&order());
        exchange.response.status = status;
        exchange.response.body = body.to_string().into_bytes();
        let found = found(&exchange);
        assert!(!found.is_empty(), "{case}");
        let at = (Part::Answer, place.to_owned());
        assert!(found.iter().all(|found| *found == at), "{case}: {found:?}");
    }
    let mut html = exchange(&order());
    html.response.headers[0].1 = "text/html".to_owned();
    html.response.body = b"<p>".to_vec();
    let at = |place: &str| (Part::Answer, place.to_owned());
    assert_eq!(found(&html), [at("media type"), at("body")]);
    let mut unknown = exchange(&order());
    unknown.response = Response { status: 404, headers: Vec::new(), body: b"any".to_vec() };
    assert_eq!(found(&unknown), [], "an answer described in words may have any body");
}

#[test]
fn a_broken_head_is_refused() {
    type Break = fn(&mut Request);
    let rows: [(&str, Break, &str); 8] = [
        ("no header", |r| r.headers.retain(|(name, _)| *name != "Till"), "header Till"),
        ("a header's type", |r| r.headers[1].1 = "one".into(), "header Till"),
        ("a header's minimum", |r| r.headers[1].1 = "0".into(), "header Till"),
        ("no token", |r| r.headers.truncate(2), "header Authorization"),
        ("a query's type", |r| r.url.set_query(Some("dry=1")), "query dry"),
        ("an unknown query", |r| r.url.set_query(Some("wet=true")), "query wet"),
        ("a path's pattern", |r| r.url.set_path("/shop/v1/orders/A"), "path id"),
        ("no body", |r| r.body.clear(), "body"),
    ];
    for (case, change, place) in rows {
        let mut exchange = exchange(&order());
        change(&mut exchange.request);
        assert_eq!(found(&exchange), [(Part::Request, place.to_owned())], "{case}");
    }
}

#[test]
fn what_is_not_understood_is_an_error() {
    let rows = [
        ("if: {}", "not known"),
        ("allOf: [{ $ref: '#/a' }, { properties: {} }]", "not known"),
        ("$ref: 'other.yaml#/a'", "can't be used"),
    ];
    for (schema, message) in rows {
        let text = format!(
            "openapi: 3.0.0\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ content: {{ \
             application/json: {{ schema: {{ {schema} }} }} }} }} }} }} }} }}"
        );
        let read = Contract::parse("odd", &text).unwrap().operations();
        let error = format!("{:#}", read.err().expect(schema));
        assert!(error.contains(message), "{error}");
    }
    assert!(Contract::parse("new", "openapi: 3.1.0").is_err());
}

const fn row(method: &'static str, path: &'static str, source: Source) -> Row {
    Row { method, path, client: &[], source }
}

const TABLE: &[Row] = &[
    row("PUT", "/shop/v1/orders/{id}", Source::Contract("shop putOrder")),
    row("GET", "/shop/v1/orders/mine", Source::Contract("shop myOrders")),
    row("PUT", "/shop/v1/elsewhere/{id}", Source::Page("https://example.com/")),
];

fn exception(place: &'static str) -> Exception {
    let (part, status) = (Part::Request, 200);
    Exception { operation: "shop putOrder", part, status, place, reason: "why" }
}

fn report(exchange: Exchange, exceptions: &[Exception], not_asked: &[NotAsked]) -> Report {
    let driven = Driven { exchanges: vec![exchange], failures: Vec::new() };
    let known = Known { exceptions, amended: Vec::new(), not_asked, table: TABLE };
    Report::new(&operations(), &driven, &known)
}

const MINE: &[NotAsked] = &[NotAsked { operation: "shop myOrders", reason: "not now" }];

#[test]
fn exceptions_cover_what_they_name_and_must_apply() {
    let mut body = order();
    body["code"] = json!("abc");
    let text = report(exchange(&order()), &[], MINE).to_string();
    assert!(text.contains("ok           shop putOrder (1 calls)"), "{text}");
    assert!(text.ends_with("1 operations, 1 exchanges, 0 violations"), "{text}");
    let text = report(exchange(&body), &[exception("/code")], MINE).to_string();
    assert!(text.contains("EXCEPTION 1  shop putOrder"), "{text}");
    assert_eq!(report(exchange(&body), &[], MINE).violations, 1);
    assert_eq!(report(exchange(&body), &[exception("/amount")], MINE).violations, 2);
    assert_eq!(report(exchange(&order()), &[exception("/code")], MINE).violations, 1);
}

#[test]
fn nothing_is_left_out_unsaid() {
    assert_eq!(report(exchange(&order()), &[], &[]).violations, 1, "an operation not asked for");
    let stale = [NotAsked { operation: "shop putOrder", reason: "" }];
    assert_eq!(report(exchange(&order()), &[], &stale).violations, 2);
    let mut elsewhere = exchange(&order());
    elsewhere.request.url.set_path("/elsewhere");
    let all = [NotAsked { operation: "shop", reason: "" }];
    assert_eq!(report(elsewhere, &[], &all).violations, 1, "a call that is in no contract");
    let driven = Driven {
        exchanges: vec![exchange(&order())],
        failures: vec!["a scenario: why".to_owned()],
    };
    let amended = Amended { operation: "shop myOrders".to_owned(), reason: "" };
    let amended = vec![amended];
    let known = Known { exceptions: &[], amended, not_asked: MINE, table: TABLE };
    assert_eq!(Report::new(&operations(), &driven, &known).violations, 2);
}

#[test]
fn a_path_written_out_wins_over_one_with_parameters() {
    let mut mine = exchange(&Value::Null);
    mine.request.method = Method::Get;
    mine.request.url.set_path("/shop/v1/orders/mine");
    mine.request.body.clear();
    let not_asked = [NotAsked { operation: "shop putOrder", reason: "" }];
    let text = report(mine, &[], &not_asked).to_string();
    assert!(text.contains("shop myOrders (1 calls)"), "{text}");
}

#[test]
fn the_table_has_what_the_contracts_have_and_no_more() {
    let violations = |table: &[Row], exchange: Exchange| {
        let driven = Driven { exchanges: vec![exchange], failures: Vec::new() };
        let known = Known { exceptions: &[], amended: Vec::new(), not_asked: MINE, table };
        Report::new(&operations(), &driven, &known).violations
    };
    let fine = || exchange(&order());
    assert_eq!(violations(TABLE, fine()), 0);
    assert_eq!(violations(&TABLE[1..], fine()), 1, "an operation is missing");
    let moved = row("PUT", "/shop/v2/orders/{id}", Source::Contract("shop putOrder"));
    assert_eq!(violations(&[moved, row("GET", TABLE[1].path, TABLE[1].source)], fine()), 1);
    let more = row("GET", "/shop/v1/none", Source::Contract("shop none"));
    let put = row("PUT", TABLE[0].path, TABLE[0].source);
    let mine = row("GET", TABLE[1].path, TABLE[1].source);
    assert_eq!(violations(&[put, mine, more], fine()), 1, "in no contract");

    let mut elsewhere = fine();
    elsewhere.request.url.set_path("/shop/v1/elsewhere/7");
    let without = violations(&TABLE[..2], elsewhere.clone());
    assert_eq!(violations(TABLE, elsewhere), without - 1, "described on a page alone");
}

#[test]
fn a_webhook_is_held_to_its_shape() {
    let contract = "
        openapi: 3.0.3
        paths: {}
        components: { schemas: { WebhookEvent:
            { type: object, required: [name], properties: { name: { type: string } } } } }
    ";
    let operations = Contract::parse("pay", contract).unwrap().operations().unwrap();
    let [operation] = &operations[..] else { panic!("one webhook") };
    assert_eq!(operation.name, "pay WebhookEvent");
    let found = |body: &Value| {
        let mut webhook = exchange(body);
        webhook.request.url.set_path(&operation.path);
        webhook.request.url.set_query(None);
        check(operation, &webhook).into_iter().map(|found| found.place).collect::<Vec<_>>()
    };
    assert_eq!(found(&json!({ "name": "CREATED" })), [""; 0]);
    assert_eq!(found(&json!({})), [""]);
    assert_eq!(found(&json!({ "name": "CREATED", "mane": 1 })), ["/mane"]);
}
