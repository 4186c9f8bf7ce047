//! Reads JSON as the real service does: a field that the contract doesn't know is refused, and so
//! is an array in place of an object. The refusal names the field but never repeats its value.

mod objects;

use serde::de::DeserializeOwned;

use self::objects::Objects;
use crate::problem::{ExtraDetail, Problem};

/// Parses `body`; an empty body counts as invalid.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let read = T::deserialize(Objects::new(&mut deserializer));
    match read.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => Err(explain::<T>(body)),
    }
}

/// Parses a second time with the path recorded; only a refusal pays for it.
fn explain<T: DeserializeOwned>(body: &[u8]) -> Problem {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let Err(error) = serde_path_to_error::deserialize::<_, T>(Objects::new(&mut deserializer))
    else {
        return Problem::invalid_field("body", "There is text after the JSON document.");
    };
    let path = error.path().to_string();
    let message = error.inner().to_string();
    if error.inner().is_syntax() || error.inner().is_eof() {
        return Problem::invalid_field("body", "The body is not valid JSON.");
    }
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let detail = if message.starts_with("unknown field") {
        ExtraDetail::new(quoted, "The field is not part of the API.")
    } else if message.starts_with("missing field") {
        ExtraDetail::new(quoted, format!("The {quoted} field is required."))
    } else if message.starts_with("duplicate field") {
        ExtraDetail::new(quoted, "The field is given twice.")
    } else {
        let name = if path == "." { "body".to_owned() } else { path };
        ExtraDetail::new(name, "The value has the wrong type or is not one of those allowed.")
    };
    Problem::invalid(vec![detail])
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only parsed")]
        inner: Inner,
        #[expect(dead_code, reason = "only parsed")]
        list: Option<Vec<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Inner {
        #[expect(dead_code, reason = "only parsed")]
        phone_number: String,
    }

    #[test]
    fn a_refusal_names_the_field_and_hides_its_value() {
        let cases = [
            ("", "body"),
            ("{", "body"),
            (r#"{"inner":{"phoneNumber":"47"}} x"#, "body"),
            (r#"{"inner":{}}"#, "phoneNumber"),
            (r#"{"inner":{"phoneNumber":4712345678}}"#, "inner.phoneNumber"),
            (r#"{"inner":{"phoneNumber":"47"},"more":1}"#, "more"),
            (r#"{"inner":{"phoneNumber":"47","phoneNumber":"48"}}"#, "phoneNumber"),
            (r#"[{"phoneNumber":"47"}]"#, "body"),
            (r#"{"inner":["47"]}"#, "inner"),
            (r#"{"more":[["47"]],"inner":{"phoneNumber":"47"}}"#, "more"),
            (r#"{"inner":{"phoneNumber":"47"},"list":[["47"]]}"#, "list[0]"),
        ];
        for (body, name) in cases {
            let problem = super::read::<Outer>(body.as_bytes()).unwrap_err();
            assert_eq!(problem.extra_details[0].name, name, "{body}");
            assert!(!problem.extra_details[0].reason.contains("47"), "{body}");
        }
    }
}
