//! The control API as a page for people, at `/simulator/`: every operation of its OpenAPI document
//! with its fields, its answers and a line for the shell. Written from the document, so that the
//! two can't differ.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::Value;

use crate::call::origin;
use crate::phone::pages::html;
use crate::simulator::Simulator;

#[derive(Template)]
#[template(path = "control.html")]
struct ControlPage {
    description: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    fields: Vec<Field>,
    answers: Vec<(String, String)>,
    shell: String,
}

/// A parameter, or a field of the body.
struct Field {
    name: String,
    place: &'static str,
    kind: String,
    description: String,
    is_required: bool,
}

pub(crate) async fn page(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let document: Value =
        serde_json::from_str(super::world::OPENAPI).expect("the embedded document is JSON");
    let origin = origin(simulator.settings(), &headers, &uri);
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths
        .flat_map(|(path, operations)| {
            let operations = operations.as_object().into_iter().flatten();
            operations.map(move |(method, operation)| (method, path, operation))
        })
        .map(|(method, path, operation)| Operation::of(&document, &origin, method, path, operation))
        .collect();
    html(&ControlPage { description: text(&document["info"]["description"]), operations })
}

impl Operation {
    fn of(document: &Value, origin: &str, method: &str, path: &str, operation: &Value) -> Self {
        let method = method.to_uppercase();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut fields: Vec<Field> = parameters
            .map(|parameter| {
                let parameter = resolve(document, parameter);
                let place = if parameter["in"] == "path" { "path" } else { "query" };
                let is_required = parameter["required"] == true;
                let description = text(&parameter["description"]);
                let kind = kind(&parameter["schema"]);
                Field { name: text(&parameter["name"]), place, kind, description, is_required }
            })
            .collect();
        let body = resolve(document, &operation["requestBody"]);
        let schema = resolve(document, &body["content"]["application/json"]["schema"]);
        let properties = schema["properties"].as_object().into_iter().flatten();
        fields.extend(properties.filter(|(_, property)| property["readOnly"] != true).map(
            |(name, property)| {
                let required = schema["required"].as_array().into_iter().flatten();
                Field {
                    name: name.clone(),
                    place: "body",
                    kind: kind(property),
                    description: text(&property["description"]),
                    is_required: required.into_iter().any(|it| it == name.as_str()),
                }
            },
        ));
        let answers = operation["responses"].as_object().into_iter().flatten();
        let answers = answers.map(|(status, answer)| {
            (status.clone(), text(&resolve(document, answer)["description"]))
        });
        let verb = if method == "GET" { String::new() } else { format!(" -X {method}") };
        let data = if schema.is_null() { "" } else { " -d '{}'" };
        Self {
            id: format!("{method}{}", path.replace(['/', '{', '}'], "-")),
            summary: text(&operation["summary"]),
            fields,
            answers: answers.collect(),
            shell: format!("curl{verb} '{origin}{path}'{data}"),
            method,
            path: path.to_owned(),
        }
    }
}

/// What a `$ref` into the document stands for; anything else stands for itself.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// A schema in a word or two.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(text).collect::<Vec<_>>().join(" | ");
    }
    match schema["type"].as_str() {
        Some("array") => format!("list of {}", kind(&schema["items"])),
        Some(name) => name.to_owned(),
        None => "one of several".to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
