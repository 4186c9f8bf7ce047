//! A published contract, read: which operations there are, what may be sent to each, and what each
//! may answer.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::schema::translate;

/// The contracts that are looked for in the folder.
const NAMES: [&str; 7] =
    ["access-token", "epayment", "login", "order-management", "qr", "report", "webhooks"];

/// Stands for the merchant's own address, to which webhooks go.
pub(crate) const RECEIVER: &str = "/merchant/webhooks";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One contract.
pub(crate) struct Contract {
    /// The file's name without `.yaml`.
    pub(crate) name: String,
    pub(crate) document: Value,
}

/// One operation, with everything that is needed to judge an exchange.
pub(crate) struct Operation {
    /// The contract's name and the operation's, `qr exchangeQr`.
    pub(crate) name: String,
    pub(crate) method: String,
    /// With the server's path in front: `/qr/v1/exchange`.
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) request: Option<RequestBody>,
    /// By status, or `default`.
    pub(crate) answers: BTreeMap<String, Vec<Body>>,
    pub(crate) needs_authorization: bool,
}

pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `header`, `query` or `path`.
    pub(crate) place: String,
    pub(crate) is_required: bool,
    pub(crate) kind: String,
    pub(crate) schema: Validator,
}

pub(crate) struct RequestBody {
    pub(crate) is_required: bool,
    pub(crate) media: Vec<Body>,
}

/// A body as one media type.
pub(crate) struct Body {
    /// Without parameters such as the character set.
    pub(crate) media_type: String,
    pub(crate) schema: Option<Validator>,
    /// Names of the fields that are numbers, for forms, where all is text.
    pub(crate) number_fields: Vec<String>,
}

/// Reads every contract of the folder. A folder or a contract that isn't there is an error.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Vec<Contract>> {
    ensure!(folder.is_dir(), "no contracts: {} is not a folder", folder.display());
    let one = |name: &&str| {
        let path = folder.join(format!("{name}.yaml"));
        let text = std::fs::read_to_string(&path);
        let text = text.with_context(|| format!("can't read {}", path.display()))?;
        Contract::parse(name, &text)
    };
    NAMES.iter().map(one).collect()
}

/// The operations of all contracts.
pub(crate) fn operations(contracts: &[Contract]) -> anyhow::Result<Vec<Operation>> {
    let mut all = Vec::new();
    for contract in contracts {
        all.extend(contract.operations()?);
    }
    Ok(all)
}

impl Contract {
    /// Reads an OpenAPI 3.0 document in YAML.
    pub(crate) fn parse(name: &str, yaml: &str) -> anyhow::Result<Self> {
        let document: Value =
            serde_saphyr::from_str(yaml).with_context(|| format!("{name} is not YAML"))?;
        let version = document["openapi"].as_str().unwrap_or_default();
        ensure!(version.starts_with("3.0."), "{name} is not OpenAPI 3.0 but {version:?}");
        Ok(Self { name: name.to_owned(), document })
    }

    pub(crate) fn operations(&self) -> anyhow::Result<Vec<Operation>> {
        let components = self.components()?;
        let mut all = Vec::new();
        let paths = self.document["paths"].as_object().context("no paths")?;
        for (path, item) in paths {
            for method in METHODS {
                if item.get(method).is_none() {
                    continue;
                }
                let operation = self.operation(path, item, method, &components);
                let what = || format!("{}: {method} {path}", self.name);
                all.push(operation.with_context(what)?);
            }
        }
        all.extend(self.webhook(&components)?);
        Ok(all)
    }

    /// The webhook whose body the contract describes, although it has no operation for it.
    fn webhook(&self, components: &Value) -> anyhow::Result<Option<Operation>> {
        let schema = "#/components/schemas/WebhookEvent";
        if self.document.pointer(&schema[1..]).is_none() {
            return Ok(None);
        }
        let body = Body {
            media_type: "application/json".to_owned(),
            schema: Some(validator(&json!({ "$ref": schema }), components)?),
            number_fields: Vec::new(),
        };
        Ok(Some(Operation {
            name: format!("{} WebhookEvent", self.name),
            method: "POST".to_owned(),
            path: RECEIVER.to_owned(),
            parameters: Vec::new(),
            request: Some(RequestBody { is_required: true, media: vec![body] }),
            answers: BTreeMap::from([("200".to_owned(), Vec::new())]),
            needs_authorization: true,
        }))
    }

    fn operation(
        &self,
        path: &str,
        item: &Value,
        method: &str,
        components: &Value,
    ) -> anyhow::Result<Operation> {
        let found = &item[method];
        let server = self.document["servers"][0]["url"].as_str().unwrap_or_default();
        let server = server.split_once("://").map_or(server, |(_, rest)| rest);
        let prefix = server.find('/').map_or("", |start| server[start..].trim_end_matches('/'));
        let lists = [&item["parameters"], &found["parameters"]];
        let parameters = lists.into_iter().filter_map(Value::as_array).flatten();
        let request = match found.get("requestBody") {
            None => None,
            Some(body) => {
                let body = self.resolve(body)?;
                let is_required = body["required"].as_bool().unwrap_or(false);
                Some(RequestBody { is_required, media: media(body, components)? })
            }
        };
        let mut answers = BTreeMap::new();
        for (status, answer) in found["responses"].as_object().context("no responses")? {
            answers.insert(status.clone(), media(self.resolve(answer)?, components)?);
        }
        let id = found["operationId"].as_str();
        let id = id.map_or_else(|| format!("{} {path}", method.to_uppercase()), str::to_owned);
        let security = found.get("security").or(self.document.get("security"));
        Ok(Operation {
            name: format!("{} {id}", self.name),
            method: method.to_uppercase(),
            path: format!("{prefix}{path}"),
            parameters: parameters
                .map(|parameter| Parameter::new(self.resolve(parameter)?, components))
                .collect::<anyhow::Result<_>>()?,
            request,
            answers,
            needs_authorization: security.and_then(Value::as_array).is_some_and(|s| !s.is_empty()),
        })
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> anyhow::Result<&'a Value> {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok(value) };
        let pointer = reference.strip_prefix('#').context("a $ref must be to this document")?;
        self.document.pointer(pointer).with_context(|| format!("{reference} leads nowhere"))
    }

    /// Every named schema, translated, where `$ref` will look for it.
    fn components(&self) -> anyhow::Result<Value> {
        let empty = Map::new();
        let schemas = self.document["components"]["schemas"].as_object().unwrap_or(&empty);
        let mut translated = Map::new();
        for (name, schema) in schemas {
            let schema = translate(schema);
            let schema = schema.with_context(|| format!("{}: schema {name}", self.name))?;
            translated.insert(name.clone(), schema);
        }
        Ok(json!({ "schemas": translated }))
    }
}

impl Parameter {
    fn new(parameter: &Value, components: &Value) -> anyhow::Result<Self> {
        let text = |key: &str| parameter[key].as_str().context("a parameter lacks its name");
        Ok(Self {
            name: text("name")?.to_owned(),
            place: text("in")?.to_owned(),
            is_required: parameter["required"].as_bool().unwrap_or(false),
            kind: parameter["schema"]["type"].as_str().unwrap_or_default().to_owned(),
            schema: validator(&parameter["schema"], components)?,
        })
    }
}

fn media(body: &Value, components: &Value) -> anyhow::Result<Vec<Body>> {
    let Some(content) = body.get("content") else { return Ok(Vec::new()) };
    let content = content.as_object().context("content must be an object")?;
    let one = |(media_type, described): (&String, &Value)| {
        let schema = described.get("schema");
        let named = |(name, field): (&String, &Value)| {
            matches!(field["type"].as_str(), Some("integer" | "number")).then(|| name.clone())
        };
        let fields = schema.and_then(|schema| schema["properties"].as_object());
        Ok(Body {
            media_type: bare(media_type).to_owned(),
            schema: schema.map(|schema| validator(schema, components)).transpose()?,
            number_fields: fields.into_iter().flatten().filter_map(named).collect(),
        })
    };
    content.iter().map(one).collect()
}

/// A media type without its parameters.
pub(crate) fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

fn validator(schema: &Value, components: &Value) -> anyhow::Result<Validator> {
    let mut whole = translate(schema)?;
    if let Some(reference) = whole.get("$ref") {
        // In draft 4 nothing may stand beside a `$ref`.
        whole = json!({ "allOf": [{ "$ref": reference }] });
    }
    whole["components"] = components.clone();
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(false);
    match options.build(&whole) {
        Ok(validator) => Ok(validator),
        Err(error) => bail!("the schema can't be used: {error}"),
    }
}
