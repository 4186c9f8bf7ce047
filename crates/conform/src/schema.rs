//! A schema of OpenAPI 3.0 as JSON Schema draft 4, the draft that OpenAPI 3.0 grew from: `$ref`
//! beside other keywords wins in both, and `exclusiveMinimum` is a yes or no in both. What differs
//! is translated; a keyword that is not known is an error, so that nothing goes unchecked unseen.

use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value, json};

/// Keywords that mean the same in draft 4.
const SAME: [&str; 18] = [
    "type",
    "enum",
    "required",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "format",
    "$ref",
];

/// Keywords that tell a person something, and an instance nothing. `discriminator` belongs to them:
/// it names which part of a `oneOf` is meant, and the `oneOf` stays.
const SPOKEN: [&str; 10] = [
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "discriminator",
];

/// The schema in JSON Schema draft 4, closed: fields that it doesn't name are refused.
pub(crate) fn translate(schema: &Value) -> anyhow::Result<Value> {
    let schema = schema.as_object().context("a schema must be an object")?;
    if let Some(reference) = schema.get("$ref") {
        return Ok(json!({ "$ref": reference }));
    }
    let mut out = Map::new();
    for (keyword, value) in schema {
        let translated = match keyword.as_str() {
            word if SAME.contains(&word) => value.clone(),
            word if SPOKEN.contains(&word) || word.starts_with("x-") => continue,
            "nullable" => continue,
            "additionalProperties" if value.is_boolean() => value.clone(),
            "items" | "not" | "additionalProperties" => translate(value)?,
            "properties" => each_field(value)?,
            "oneOf" | "anyOf" | "allOf" => each_part(keyword, value)?,
            _ => bail!("the keyword {keyword:?} is not known"),
        };
        out.insert(keyword.clone(), translated);
    }
    if out.contains_key("properties") && !out.contains_key("additionalProperties") {
        out.insert("additionalProperties".to_owned(), json!(false));
    }
    if schema.get("nullable") == Some(&json!(true)) {
        // An enum of a nullable field has to name null itself (OpenAPI 3.0.3).
        match out.get("type").cloned() {
            Some(kind) => out.insert("type".to_owned(), json!([kind, "null"])),
            None => return Ok(json!({ "anyOf": [{ "type": "null" }, out] })),
        };
    }
    Ok(Value::Object(out))
}

fn each_field(fields: &Value) -> anyhow::Result<Value> {
    let fields = fields.as_object().context("properties must be an object")?;
    let translated = fields.iter().map(|(name, schema)| {
        let schema = translate(schema).with_context(|| format!("field {name}"))?;
        Ok((name.clone(), schema))
    });
    translated.collect::<anyhow::Result<Map<_, _>>>().map(Value::Object)
}

fn each_part(keyword: &str, parts: &Value) -> anyhow::Result<Value> {
    let parts = parts.as_array().with_context(|| format!("{keyword} must be a list"))?;
    let with_fields = |part: &&Value| part.get("$ref").or(part.get("properties")).is_some();
    // Each part would refuse the other's fields.
    ensure!(
        keyword != "allOf" || parts.iter().filter(with_fields).count() <= 1,
        "an allOf of several parts with fields is not known"
    );
    parts.iter().map(translate).collect::<anyhow::Result<Vec<_>>>().map(Value::Array)
}
