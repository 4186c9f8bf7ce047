//! Where a contract describes an operation so differently from what the service takes that its
//! schema has to be put right before anything can be held to it. Each amendment has its reason, and
//! must still change something: a contract that has been corrected makes it an error.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::contract::Contract;

/// One correction of a contract.
pub(crate) struct Amendment {
    pub(crate) contract: &'static str,
    /// The operations concerned, by `operationId`.
    pub(crate) operations: &'static [&'static str],
    pub(crate) reason: &'static str,
    change: fn(&mut Value),
}

/// An operation that an amendment bears on, and why.
pub(crate) struct Amended {
    pub(crate) operation: String,
    pub(crate) reason: &'static str,
}

pub(crate) const ALL: &[Amendment] = &[
    Amendment {
        contract: "login",
        operations: &["ciba-auth"],
        reason: "the form is flat, its names are snake_case, and it may hold the keys (reference \
                 login 2.2, 2.3)",
        change: flat_authentication,
    },
    Amendment {
        contract: "login",
        operations: &["user-exists"],
        reason: "the form is flat, its name is login_hint, and it may hold the keys (reference \
                 login 2.2, 2.3)",
        change: flat_user_exists,
    },
    Amendment {
        contract: "login",
        operations: &["oauth2Token"],
        reason: "knows the browser's grant alone, not CIBA's two (reference login 2.4, 2.5)",
        change: grants_of_ciba,
    },
    Amendment {
        contract: "login",
        operations: &["userinfoAuthorizationCode"],
        reason: "the discovery document has the address without a slash at its end (login 2.1)",
        change: userinfo_without_slash,
    },
    Amendment {
        contract: "order-management",
        operations: &["get-order-v2", "post-receipt-v2", "put-category-v2"],
        reason: "the guide writes the kind of payment in lower case (reference login 7)",
        change: kind_in_lower_case,
    },
];

/// Amends the contracts, and says which operations that concerns.
pub(crate) fn amend(
    contracts: &mut [Contract],
    amendments: &[Amendment],
) -> anyhow::Result<Vec<Amended>> {
    let mut amended = Vec::new();
    for amendment in amendments {
        for contract in contracts.iter_mut().filter(|one| one.name == amendment.contract) {
            let before = contract.document.clone();
            (amendment.change)(&mut contract.document);
            ensure!(
                contract.document != before,
                "{} needs no amendment any more: {}",
                contract.name,
                amendment.reason
            );
        }
        for operation in amendment.operations {
            let operation = format!("{} {operation}", amendment.contract);
            amended.push(Amended { operation, reason: amendment.reason });
        }
    }
    Ok(amended)
}

/// What a form holds of a sales unit that is set to `client_secret_post`.
const KEYS: [&str; 2] = ["client_id", "client_secret"];

/// Lays the form's one object flat, and gives a field its other name.
fn flatten(document: &mut Value, path: &str, schema: &str, names: &[(&str, &str)]) {
    let mut flat = document["components"]["schemas"][schema].take();
    for (wrong, right) in names {
        if let Some(fields) = flat["properties"].as_object_mut()
            && let Some(field) = fields.remove(*wrong)
        {
            fields.insert((*right).to_owned(), field);
        }
        for required in flat["required"].as_array_mut().into_iter().flatten() {
            if required == wrong {
                *required = json!(right);
            }
        }
    }
    for key in KEYS {
        flat["properties"][key] = json!({ "type": "string" });
    }
    document["components"]["schemas"][schema] = flat.clone();
    let content = &mut document["paths"][path]["post"]["requestBody"]["content"];
    content["application/x-www-form-urlencoded"]["schema"] = flat;
}

fn flat_authentication(document: &mut Value) {
    let names = [("loginHint", "login_hint"), ("bindingMessage", "binding_message")];
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    flatten(document, path, "AuthenticationRequestPayload", &names);
    let content = &mut document["paths"][path]["post"]["requestBody"]["content"];
    let fields = &mut content["application/x-www-form-urlencoded"]["schema"]["properties"];
    // The login that ends in the browser, reference login 2.3.
    fields["requested_flow"] = json!({ "type": "string", "enum": ["login_to_webpage"] });
    fields["redirect_uri"] = json!({ "type": "string" });
    fields["binding_message"]["pattern"] = json!("^[A-Z0-9-]{5,8}$");
}

fn flat_user_exists(document: &mut Value) {
    let path = "/vipps-login-ciba/api/v1/user-exists";
    flatten(document, path, "UserExistsRequestPayload", &[("loginHint", "login_hint")]);
}

fn grants_of_ciba(document: &mut Value) {
    let operation = &mut document["paths"]["/access-management-1.0/access/oauth2/token"]["post"];
    let of_grant = |grant: &str, field: &str| {
        json!({
            "type": "object",
            "required": ["grant_type", field],
            "properties": {
                "grant_type": { "type": "string", "enum": [grant] },
                field: { "type": "string" },
                KEYS[0]: { "type": "string" },
                KEYS[1]: { "type": "string" },
            },
        })
    };
    let content = &mut operation["requestBody"]["content"]["application/x-www-form-urlencoded"];
    let of_browser = content["schema"].take();
    content["schema"] = json!({ "anyOf": [
        of_grant("urn:openid:params:grant-type:ciba", "auth_req_id"),
        of_grant("urn:vipps:params:grant-type:ciba-redirect", "code"),
        of_browser,
    ]});
    // Waiting, too fast, expired and declined are 400 (reference login 2.9).
    let like_401 = operation["responses"]["401"].clone();
    operation["responses"]["400"] = like_401;
}

fn kind_in_lower_case(document: &mut Value) {
    let parameter = &mut document["components"]["parameters"]["Transaction-Type"];
    parameter["schema"]["enum"] = json!(["ecom", "recurring"]);
}

fn userinfo_without_slash(document: &mut Value) {
    if let Some(paths) = document["paths"].as_object_mut()
        && let Some(item) = paths.remove("/vipps-userinfo-api/userinfo/")
    {
        paths.insert("/vipps-userinfo-api/userinfo".to_owned(), item);
    }
}
