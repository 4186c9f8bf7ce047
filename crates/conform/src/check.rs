//! One exchange held to its operation. What is found is told by place and rule alone: no value of
//! the exchange is printed.

use std::fmt;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

use crate::contract::{Body, Operation, Parameter, bare};
use crate::transport::Exchange;

/// Which side of an exchange is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The client's request.
    Request,
    /// The simulator's answer.
    Answer,
}

/// Where an exchange departs from its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// At fault.
    pub(crate) part: Part,
    /// The status of the answer.
    pub(crate) status: u16,
    /// A JSON pointer into the body, or `status`, `media type`, `header NAME`, `query NAME`,
    /// `path NAME`, `body`.
    pub(crate) place: String,
    /// The rule, in words.
    pub(crate) rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.part == Part::Request { "request" } else { "answer" };
        let place = if self.place.is_empty() { "whole body" } else { self.place.as_str() };
        write!(f, "{part} ({}): {place}: {}", self.status, self.rule)
    }
}

/// Everything in which the exchange departs from the operation.
pub(crate) fn check(operation: &Operation, exchange: &Exchange) -> Vec<Finding> {
    let mut check = Check { status: exchange.response.status, findings: Vec::new() };
    if !exchange.is_wrong_on_purpose {
        check.parameters(operation, exchange);
        check.request_body(operation, exchange);
    }
    check.answer(operation, exchange);
    check.findings
}

struct Check {
    status: u16,
    findings: Vec<Finding>,
}

impl Check {
    fn find(&mut self, part: Part, place: impl Into<String>, rule: impl Into<String>) {
        let (place, rule) = (place.into(), rule.into());
        let finding = Finding { part, status: self.status, place, rule };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn parameters(&mut self, operation: &Operation, exchange: &Exchange) {
        let request = &exchange.request;
        let segments = template_values(&operation.path, request.url.path()).unwrap_or_default();
        let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        for parameter in &operation.parameters {
            let Parameter { name, place, .. } = parameter;
            let value = match place.as_str() {
                "header" => request.header(name).map(str::to_owned),
                "query" => query.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone()),
                "path" => segments.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone()),
                _ => None,
            };
            let place = format!("{place} {name}");
            match value {
                None if parameter.is_required => self.find(Part::Request, place, "is required"),
                None => {}
                Some(text) => {
                    let value = read_text(&text, &parameter.kind);
                    for error in parameter.schema.iter_errors(&value) {
                        self.find(Part::Request, &place, error.masked().to_string());
                    }
                }
            }
        }
        for (name, _) in &query {
            if !operation.parameters.iter().any(|p| p.place == "query" && p.name == *name) {
                self.find(Part::Request, format!("query {name}"), "is not in the contract");
            }
        }
        if operation.needs_authorization && request.header("authorization").is_none() {
            self.find(Part::Request, "header Authorization", "is required");
        }
    }

    fn request_body(&mut self, operation: &Operation, exchange: &Exchange) {
        let bytes = &exchange.request.body;
        let Some(body) = &operation.request else {
            if !bytes.is_empty() {
                self.find(Part::Request, "body", "must be empty");
            }
            return;
        };
        if bytes.is_empty() {
            if body.is_required {
                self.find(Part::Request, "body", "is required");
            }
            return;
        }
        let media_type = exchange.request.header("content-type").unwrap_or_default();
        self.body(Part::Request, &body.media, media_type, bytes);
    }

    fn answer(&mut self, operation: &Operation, exchange: &Exchange) {
        let answers = &operation.answers;
        let Some(media) = answers.get(&self.status.to_string()).or(answers.get("default")) else {
            self.find(Part::Answer, "status", "is not in the contract");
            return;
        };
        // An answer that is described in words alone may have any body.
        if !media.is_empty() {
            let media_type = exchange.response.header("content-type").unwrap_or_default();
            self.body(Part::Answer, media, media_type, &exchange.response.body);
        }
    }

    fn body(&mut self, part: Part, media: &[Body], media_type: &str, bytes: &[u8]) {
        let media_type = bare(media_type);
        let fits = |one: &&Body| one.media_type == media_type || one.media_type == "*/*";
        let found = media.iter().find(fits);
        if found.is_none() {
            self.find(part, "media type", "is not in the contract");
        }
        // The body itself is still worth a look.
        let Some(found) = found.or(media.first()) else { return };
        let Some(schema) = &found.schema else { return };
        let value = if found.media_type == "application/x-www-form-urlencoded" {
            read_form(bytes, &found.number_fields)
        } else {
            serde_json::from_slice(bytes).ok()
        };
        match value {
            None => self.find(part, "body", format!("is not {}", found.media_type)),
            Some(value) => self.instance(part, schema, &value),
        }
    }

    fn instance(&mut self, part: Part, schema: &Validator, value: &Value) {
        for error in schema.iter_errors(value) {
            let place = error.instance_path().to_string();
            if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
                for name in unexpected {
                    self.find(part, format!("{place}/{name}"), "is not in the contract");
                }
            } else {
                self.find(part, place, error.masked().to_string());
            }
        }
    }
}

/// A form as an object; of a field that comes twice, the last counts.
fn read_form(bytes: &[u8], number_fields: &[String]) -> Option<Value> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).ok()?;
    let read = |(name, text): (String, String)| {
        let kind = if number_fields.contains(&name) { "integer" } else { "string" };
        let value = read_text(&text, kind);
        (name, value)
    };
    Some(Value::Object(fields.into_iter().map(read).collect::<Map<_, _>>()))
}

/// Text as what the contract takes it for; what can't be read stays text, and is then refused.
fn read_text(text: &str, kind: &str) -> Value {
    match kind {
        "integer" | "number" | "boolean" => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        _ => Value::from(text),
    }
}

/// Which of these, each a method and a path, a call is for; a path that is written out wins over one
/// with parameters.
pub(crate) fn operation_of<'a>(
    operations: impl Iterator<Item = (&'a str, &'a str)>,
    exchange: &Exchange,
) -> Option<usize> {
    let (method, path) = (exchange.request.method.as_str(), exchange.request.url.path());
    let values = |template| template_values(template, path).map(|values| values.len());
    let found = operations.enumerate().filter(|(_, (its, _))| *its == method);
    let found = found.filter_map(|(number, (_, template))| Some((values(template)?, number)));
    found.min().map(|(_, number)| number)
}

/// The values of a path's parameters, or `None` when the path isn't of this form.
fn template_values(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (template, path) = (template.split('/'), path.split('/'));
    if template.clone().count() != path.clone().count() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, found) in template.zip(path) {
        match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if !found.is_empty() => values.push((name.to_owned(), decoded(found))),
            None if wanted == found => {}
            _ => return None,
        }
    }
    Some(values)
}

fn decoded(segment: &str) -> String {
    // A plus sign stands for itself in a path.
    let pair = format!("v={}", segment.replace('+', "%2B"));
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&pair).unwrap_or_default();
    pairs.into_iter().map(|(_, value)| value).collect()
}
