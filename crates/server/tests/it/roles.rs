//! Each call of the API by a key of each role: the description says who may, and it holds.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::TestApp;

const ROLES: [&str; 4] = ["cashier", "manager", "head_office", "auditor"];

#[tokio::test]
async fn each_call_takes_one_of_the_roles_that_its_description_names() {
    let app = TestApp::new().await;
    let described: Value = serde_json::from_str(&server::openapi_json()).unwrap();
    let mut calls = 0;
    for (path, operations) in described["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let named: BTreeSet<_> =
                operation["x-roles"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let mut able = BTreeSet::new();
            for role in ROLES {
                let nowhere = path.replace(['{', '}'], "");
                let request = Request::builder()
                    .method(method.to_uppercase().as_str())
                    .uri(nowhere)
                    .header(header::AUTHORIZATION, format!("Bearer {role}-key"))
                    .header(header::CONTENT_TYPE, "application/json");
                let reply = app.raw(request.body(Body::empty()).unwrap()).await;
                if reply.json["code"] == "role_lacks" {
                    assert_eq!(reply.status, 403);
                } else {
                    able.insert(role);
                }
            }
            assert_eq!(able, named, "{method} {path}");
            assert!(method == "get" || !able.contains("auditor"), "{method} {path} by an auditor");
            calls += 1;
        }
    }
    assert!(calls > 35);
}

/// Points and people are out of a till's reach.
#[tokio::test]
async fn a_cashier_sells_and_sees_no_member() {
    let app = TestApp::new().await;
    let send = async |method: &str, path: &str, body: &'static str| {
        let request = Request::builder()
            .method(method)
            .uri(format!("/v1/{path}"))
            .header(header::AUTHORIZATION, "Bearer cashier-key")
            .header(header::CONTENT_TYPE, "application/json");
        app.raw(request.body(Body::from(body)).unwrap()).await
    };
    assert_eq!(send("POST", "sales", r#"{"till":"1"}"#).await.status, 201);
    let member = "members/019ac000-0000-7000-8000-000000000001";
    let points = r#"{"points":100,"reason":"goodwill"}"#;
    send("POST", &format!("{member}/points"), points).await.refused(403, "role_lacks");
    send("GET", member, "").await.refused(403, "role_lacks");
}
