//! The control API held to its own description: each call that a test makes, with its answer, and
//! the names and values of the readings.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};
use vipps_simulator::Readings;

use crate::world::Reply;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../src/control/openapi.json")).unwrap());

/// By the text of their schema, as making one takes a while.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// What stands at a pointer, or where a `$ref` there leads.
fn resolve(value: &Value) -> &Value {
    let reference = value["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    reference.map_or(value, |pointer| DOCUMENT.pointer(pointer).expect("no dead reference"))
}

/// The schema, which takes no field that it doesn't name.
fn validator(schema: &Value) -> Arc<Validator> {
    let mut known = VALIDATORS.lock().unwrap();
    let new = || {
        let whole = json!({
            "allOf": [schema],
            "unevaluatedProperties": false,
            "components": DOCUMENT["components"],
        });
        Arc::new(jsonschema::draft202012::new(&whole).unwrap())
    };
    known.entry(schema.to_string()).or_insert_with(new).clone()
}

fn faults(schema: &Value, instance: &Value) -> Vec<String> {
    let validator = validator(schema);
    let faults = validator.iter_errors(instance);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// Whether a path is one of a template, whose names stand in braces.
fn fits(template: &str, path: &str) -> bool {
    let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    let same = |(one, other): (&String, &String)| one.starts_with('{') || one == other;
    template.len() == path.len() && template.iter().zip(&path).all(same)
}

/// Fails unless the description knows the answer and, where it was a success, the call.
pub(crate) fn hold(method: &Method, path: &str, body: &Value, reply: &Reply) {
    let path = path.split('?').next().unwrap();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let Some((template, item)) = paths.iter().find(|(template, _)| fits(template, path)) else {
        assert_eq!(path, "/simulator/", "only the page for people is not described");
        return;
    };
    let operation = &item[method.as_str().to_lowercase()];
    let what = format!("{method} {template}");
    let answer = resolve(&operation["responses"][reply.status.to_string()]);
    assert!(answer.is_object(), "{what} is not described to answer {}", reply.status);
    let media = answer["content"].as_object().into_iter().flatten().next();
    let (kind, media) = media.map_or(("", &Value::Null), |(kind, media)| (kind.as_str(), media));
    assert_eq!(reply.header("content-type"), kind, "{what}");
    if let Some(schema) = media.get("schema") {
        let faults = faults(schema, &reply.json());
        assert!(faults.is_empty(), "{what} answered {}: {faults:?}", reply.text);
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if reply.status < 300 && !body.is_null() {
        let faults = faults(schema, body);
        assert!(faults.is_empty(), "{what} took {body}: {faults:?}");
    }
}

/// The values that a reading takes, as the simulator lists them when it refuses another.
fn values(name: &str) -> Vec<String> {
    let refusal = Readings::default().with(name, json!("none of them")).unwrap_err();
    let (_, list) = refusal.split_once("expected").unwrap();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_reading_is_described_with_its_values() {
    let described = &DOCUMENT["components"]["schemas"]["Readings"]["properties"];
    let known = json!(Readings::default());
    let names =
        |object: &Value| object.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(described), names(&known));
    for (name, value) in known.as_object().unwrap() {
        let schema = &described[name];
        match value {
            Value::String(_) => assert_eq!(schema["enum"], json!(values(name)), "{name}"),
            Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{name}"),
            _ => assert_eq!(schema["type"], "integer", "{name}"),
        }
        assert!(schema["description"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
}

#[test]
fn what_does_not_fit_the_description_is_found() {
    let faults =
        |name: &str, instance: Value| faults(&DOCUMENT["components"]["schemas"][name], &instance);
    let clock = json!({"now_unix_ms": 0, "offset_ms": 0, "is_frozen": false});
    assert_eq!(faults("Clock", clock), [""; 0]);
    let cases = [
        ("Clock", json!({"now_unix_ms": 0, "offset_ms": 0})),
        ("Clock", json!({"now_unix_ms": 0, "offset_ms": 0, "is_frozen": "no"})),
        ("Clock", json!({"now_unix_ms": 0, "offset_ms": 0, "is_frozen": false, "zone": "UTC"})),
        ("Readings", json!({"rate_limit": "never"})),
        ("FaultRule", json!({"on": "createPayment", "effect": {"delays": {}}})),
    ];
    for (name, instance) in cases {
        assert!(!faults(name, instance.clone()).is_empty(), "{name} takes {instance}");
    }
}
